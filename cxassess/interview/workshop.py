"""Workshop mode: several people's levels for a question in one go, how far apart they are, and what was agreed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from cxassess.answers import Vote
from cxassess.answers.edit import carry_over_vote, entry
from cxassess.interview import grammar, level_input, verbs
from cxassess.interview.level_input import level_name
from cxassess.playbook import Question
from cxassess.source.emit import Value
from cxassess.text import join_words, one_line, shorten

PEOPLE, JOINS, VOTES, AGREED = "people", "joins", "votes", "agreed"
LONG_PROMPT = 48  # characters of names; a longer list is told beside the question, and counted in the prompt
_BETWEEN = re.compile(r"[\s,;]+")
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class Person(NamedTuple):
    """Somebody in the room; the role may be ''."""

    who: str
    role: str

    def __str__(self) -> str:
        return f"{self.who} ({self.role})" if self.role else self.who


class Round(NamedTuple):
    """What people said to one question, and who said nothing."""

    votes: tuple[Vote, ...]
    silent: tuple[str, ...] = ()
    named: bool = False  # typed by name: what others said stays


class Typed(NamedTuple):
    """What a line means in a workshop.

    `verb` is PEOPLE, JOINS (text is + or - and a name), VOTES, AGREED (text is a level's key) or verbs.REFUSED.
    """

    verb: str
    text: str = ""
    said: Round = Round(())


def person(line: str) -> Person:
    """A line of the list of people: `Ana, CX officer`."""
    who, _, role = one_line(line).partition(",")
    return Person(who.strip(), role.strip())


def known_people(data: Mapping[str, Value], questions: Sequence[Question]) -> list[Person]:
    """Everybody whose vote a file holds, in the order in which they come, with the last role that they gave."""
    found: dict[str, Person] = {}
    for question in questions:
        for vote in entry(data, question.id).votes:
            old = found.get(vote.who.casefold())
            found[vote.who.casefold()] = Person(vote.who, vote.role or (old.role if old else ""))
    return list(found.values())


def match_people(people: Sequence[Person], name: str) -> list[Person]:
    """Who of the list a name means: the one called so, else all of whose names one begins so."""
    folded = name.casefold()
    exact = [one for one in people if one.who.casefold() == folded]
    begun = (
        one for one in people if one.who.casefold().startswith(f"{folded} ") or folded in one.who.casefold().split()
    )
    return exact or list(begun)


def together(people: Sequence[Person], earlier: Sequence[Vote], said: Round) -> Round:
    """A round with what was said before it by others, and with the note of who says the same again.

    A row stands for all of the list; where people are named, everybody else's vote stays.
    """
    before = {vote.who.casefold(): vote for vote in earlier}
    row = set() if said.named else {one.who.casefold() for one in people}
    votes = {who: vote for who, vote in before.items() if who not in row}
    votes |= {vote.who.casefold(): carry_over_vote(earlier, vote) for vote in said.votes}
    silent = tuple(one.who for one in people if one.who.casefold() not in votes)
    return Round(tuple(votes.values()), silent)


def kept(people: Sequence[Person], typed: Round, said: Round) -> list[Vote]:
    """The votes of a round that were there before, of people who are not on the list."""
    known = {one.who.casefold() for one in people} | {vote.who.casefold() for vote in typed.votes}
    return [vote for vote in said.votes if vote.who.casefold() not in known]


def how(people: Sequence[Person], question: Question | None) -> str:
    """How levels are typed in a room, to stand behind `type`; '' where one level is an answer."""
    if not people or question is None:
        return ""
    return f"{level_input.typed(question.levels)} for each of {names(people)}, v and a name and a level, = and the agreed level"


def newcomers(people: Sequence[Person], said: Round) -> list[Person]:
    """Who gave a level and is not on the list."""
    known = {one.who.casefold() for one in people}
    return [Person(vote.who, vote.role) for vote in said.votes if people and vote.who.casefold() not in known]


def names(people: Sequence[Person]) -> str:
    """The people of a list by name: `Ana, Ben and Caro`."""
    return join_words(one.who for one in people)


def prompt(people: Sequence[Person], question: Question) -> str:
    """What stands before the cursor at a question in a workshop."""
    if not people:
        return level_input.prompt(question)
    row = ", ".join(one.who for one in people)
    return f"Levels of {row if len(row) <= LONG_PROMPT else f'{len(people)} people'}, or ? for help: "


def order(people: Sequence[Person]) -> str:
    """The order in which levels are typed, where the prompt does not tell it; else ''."""
    row = ", ".join(one.who for one in people)
    return f"In this order: {row}." if len(row) > LONG_PROMPT else ""


def typed(line: str, people: Sequence[Person], question: Question) -> Typed | None:
    """Levels of several people, the agreed level alone, or who is in the room; None for any other line."""
    text = line.strip()
    if grammar.refused(line) or not text:
        return None
    word, rest = [*text.split(maxsplit=1), "", ""][:2]
    if text.startswith("="):
        return _agreed(text[1:].strip(), question)
    if word.lower() == "v" and rest[:1] in ("+", "-"):
        return Typed(JOINS, rest) if rest[1:].strip() else _no(f"Type a name behind it, such as v {rest[0]} Ana.")
    if word.lower() == "v":
        return _named(rest, people, question) if rest else Typed(PEOPLE)
    first = _BETWEEN.split(text)[0]
    digits = len(first) == len(people) > 1 and set(first) <= set("0123456789-")
    if not people or not (
        digits or first.lower() in verbs.NOTHING or first.isdecimal() or level_input.found_level(first, question.levels)
    ):
        return None
    return _in_order(text, people, question)


def _no(sentence: str) -> Typed:
    return Typed(verbs.REFUSED, sentence)


def _agreed(text: str, question: Question) -> Typed:
    found = level_input.found_level(text, question.levels)
    if found is None:
        return _no(
            f"Type a level {level_input.typed(question.levels)} behind =, such as = {level_input.typed(question.levels)[0]}."
        )
    return Typed(AGREED, found.key)


def _in_order(text: str, people: Sequence[Person], question: Question) -> Typed:
    """`4 2 3`, one level for each person of the list, `-` for one who says nothing."""
    words = [word for word in _BETWEEN.split(text) if word]
    if len(words) == 1 and len(text) == len(people) > 1 and level_input.found_level(text, question.levels) is None:
        words = list(text)  # 4233: one digit each
    for_each = f"Type {level_input.typed(question.levels)} for each of {names(people)}, - for who gives none"
    found = [level_input.found_level(word, question.levels) for word in words]
    for word, level in zip(words, found, strict=True):
        if level is None and word.lower() not in verbs.NOTHING:
            return _no(f"'{shorten(word, 40)}' is not a level. {for_each}.")
    if len(words) != len(people):
        count = f"{len(words)} level{'s' * (len(words) != 1)}"
        alone = (
            f"; = {words[0]} for the agreed level alone"
            if len(words) == 1 and words[0].lower() not in verbs.NOTHING
            else ""
        )
        return _no(f"'{shorten(text, 40)}' is {count} for {len(people)} people. {for_each}{alone}.")
    pairs = list(zip(people, found, strict=True))
    votes = tuple(Vote(one.who, one.role, level.key, "") for one, level in pairs if level is not None)
    silent = tuple(one.who for one, level in pairs if level is None)
    return (
        Typed(VOTES, said=Round(votes, silent)) if votes else _no("Nobody gave a level. d is for don't know, s skips.")
    )


def _named(text: str, people: Sequence[Person], question: Question) -> Typed:
    """`v CX officer 4, Front line 2`: a name and a level each, parted by commas."""
    votes: dict[str, Vote] = {}
    for question_score in filter(None, map(str.strip, re.split(r"[,;]", one_line(text)))):
        who, _, word = question_score.rpartition(" ")
        who = who.rstrip(" :=")
        level = level_input.found_level(word, question.levels)
        if any(one.who.casefold() == question_score.casefold() for one in people):
            return _no(f"'{shorten(question_score, 40)}' is a name. Type a level behind it.")
        known = match_people(people, who.strip())
        slip = not known and any(level_input.found_level(one, question.levels) for one in who.split())
        if not who.strip() or level is None or slip:
            example = f"v CX officer {level_input.typed(question.levels)[0]}"
            return _no(
                f"'{shorten(question_score, 40)}' is not a name and a level. Type them so: {example}, and a comma between two."
            )
        if len(known) > 1:
            return _no(
                f"'{shorten(who.strip(), 40)}' may be {join_words([one.who for one in known], 'or')}. Type the whole name."
            )
        one = known[0] if known else Person(who.strip(), "")
        if one.who.casefold() in votes:
            return _no(f"'{shorten(one.who, 40)}' is named twice. Nothing was recorded.")
        votes[one.who.casefold()] = Vote(one.who, one.role, level.key, "")
    said = Round(tuple(votes.values()), named=True)
    return Typed(VOTES, said=said) if votes else _no("Type a name and a level, such as v Ana 4.")


def numbers(question: Question, votes: Sequence[Vote]) -> list[str]:
    """What was typed for each vote, the lowest level first."""
    number = {level.key: typed for typed, level in level_input.numbered(question.levels).items()}
    places = list(question.by_key)
    return [number[key] for key in sorted((vote.level for vote in votes), key=places.index)]


def apart(question: Question, votes: Sequence[Vote]) -> int:
    """How many levels lie between the lowest and the highest vote."""
    places = [list(question.by_key).index(vote.level) for vote in votes]
    return max(places) - min(places)


def spread(question: Question, said: Round) -> str:
    """How far apart people are: `2 to 4, two levels apart; middle 3.`"""
    row = numbers(question, said.votes)
    gap = apart(question, said.votes)
    silent = f" {join_words(said.silent)} gave none." if said.silent else ""
    if not gap:
        who = {1: f"{said.votes[0].who} says", 2: "Both say"}.get(len(row), f"All {len(row)} say")
        return f"{who} {level_name(question, said.votes[0].level)}.{silent}"
    far = f"{_WORDS[gap] if gap < len(_WORDS) else gap} level{'s' * (gap != 1)} apart"
    return f"{row[0]} to {row[-1]}, {far}; middle {middle(row)}.{silent}"


def sides(question: Question, votes: Sequence[Vote]) -> str:
    """Who gave which level, the lowest first: `2: Ben. 4: Ana and Caro.`"""
    number = {level.key: typed for typed, level in level_input.numbered(question.levels).items()}
    who = {key: [vote.who for vote in votes if vote.level == key] for key in question.by_key}
    return " ".join(f"{number[key]}: {join_words(names)}." for key, names in who.items() if names)


def outside(question: Question, key: str, votes: Sequence[Vote]) -> str:
    """A sentence where a level lies above or below every vote; '' where not."""
    places = list(question.by_key)
    given = [places.index(vote.level) for vote in votes]
    if not given or min(given) <= places.index(key) <= max(given):
        return ""
    return f"{level_name(question, key)} is {'above' if places.index(key) > max(given) else 'below'} every vote."


def middle(row: Sequence[str]) -> str:
    """The middle of a sorted row; of an even number both middle ones where they differ."""
    low, high = row[(len(row) - 1) // 2], row[len(row) // 2]
    return low if low == high else f"between {low} and {high}"


def help_lines(people: Sequence[Person], question: Question) -> Iterator[str]:
    """What may be typed beside the commands of every interview."""
    first = level_input.typed(question.levels)[0]
    if people:
        row = " ".join([first] * (len(people) - 1) + ["-"])
        yield f"{row}: a level for each of {names(people)}, in this order; - for who gives none"
    yield f"v and names: v CX officer {first}, Front line {first} for anybody"
    yield "v + and a name: who comes later; v - and a name: who leaves; v alone makes the list of people anew"
    yield f"= and a level: the agreed level alone, without votes, such as = {first}"
