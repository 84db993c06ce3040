"""The people whose levels a facilitator types: a list of them, and whom a typed name means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cxassess.answers import Vote
from cxassess.text import join_words, one_line


class Participant(NamedTuple):
    """Somebody whose level is typed by the facilitator; the role may be ''."""

    name: str
    role: str

    def __str__(self) -> str:
        return f"{self.name} ({self.role})" if self.role else self.name


def parse_participant(line: str) -> Participant:
    """A participant from a typed line: `Ana, CX officer`."""
    name, _, role = one_line(line).partition(",")
    return Participant(name.strip(), role.strip())


def participants_of_votes(votes: Iterable[Vote]) -> list[Participant]:
    """Everybody who gave one of the votes, in the order of the first vote, with the last role that was given."""
    by_name: dict[str, Participant] = {}
    for vote in votes:
        known = by_name.get(vote.who.casefold())
        by_name[vote.who.casefold()] = Participant(vote.who, vote.role or (known.role if known else ""))
    return list(by_name.values())


def match_people(people: Sequence[Participant], name: str) -> list[Participant]:
    """Whom a typed name means: the person with exactly this name, else all with a name that contains or starts with it."""
    folded = name.casefold()
    exact = [one for one in people if one.name.casefold() == folded]
    return exact or [
        one for one in people if one.name.casefold().startswith(f"{folded} ") or folded in one.name.casefold().split()
    ]


def join_names(people: Iterable[Participant]) -> str:
    """The names of people: `Ana, Ben and Caro`."""
    return join_words(one.name for one in people)
