"""Several people's levels for one question: who they are, what a facilitator's line means, how far apart the votes are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cxassess.answers import Vote
from cxassess.answers.edit import carry_over_vote
from cxassess.answers.model import match_state
from cxassess.interview import vocabulary
from cxassess.interview.grammar import SEPARATORS, Command, line_problem, refuse
from cxassess.interview.vocabulary import level_choices, level_label, levels_by_number, match_level, number_range
from cxassess.playbook import Question
from cxassess.scoring.vote_spread import spread_of_votes
from cxassess.text import count_words, join_words, one_line, shorten

MAX_PROMPT_NAMES = 48  # characters; longer lists of names are shown beside the question, and counted in the prompt
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


# -- the people


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


def count_people(count: int) -> str:
    """How many people: `three people`."""
    return f"{_COUNTS[count] if count < len(_COUNTS) else count} {'person' if count == 1 else 'people'}"


def join_names(people: Iterable[Participant]) -> str:
    """The names of people: `Ana, Ben and Caro`."""
    return join_words(one.name for one in people)


# -- what a line means


def parse_votes(line: str, people: Sequence[Participant], question: Question) -> Command | None:
    """Votes, the agreed level, or a change of the list of people; None for any other line."""
    text = line.strip()
    if line_problem(line) or not text or "\n" in text:  # several lines are a text after its command
        return None
    word, rest = [*text.split(maxsplit=1), "", ""][:2]
    if text.startswith("="):
        return _parse_agreed(text[1:].strip(), question)
    if word.lower() == "v" and rest[:1] in ("+", "-"):
        if not rest[1:].strip():
            return refuse(f"Add a name after it, such as v {rest[0]} Ana.")
        return Command(vocabulary.CHANGE_PEOPLE, rest)
    if word.lower() == "v":
        return _parse_by_name(rest, people, question) if rest else Command(vocabulary.PEOPLE)
    first = SEPARATORS.split(text)[0]
    is_digits = len(first) == len(people) > 1 and set(first) <= set("0123456789-")
    is_level = first.lower() in vocabulary.REMOVE or first.isdecimal() or match_level(first, question.levels)
    if not is_level and len(people) > 1 and match_state(first):  # dk 3 4: a level for each, and not `dk`
        words = [word for word in SEPARATORS.split(text) if word]
        is_level = len(words) == len(people) and all(
            _is_none(word) or match_level(word, question.levels) for word in words
        )
    return _parse_in_order(text, people, question) if people and (is_digits or is_level) else None


def _is_none(word: str) -> bool:
    """Whether a word in the place of a level says that somebody gives none: `-`, `none`, `n/a` or `dk`."""
    return word.lower() in vocabulary.REMOVE or match_state(word) != ""


def _parse_agreed(text: str, question: Question) -> Command:
    level = match_level(text, question.levels)
    if level is None:
        choices = level_choices(question.levels)
        return refuse(f"Add {choices} after =, such as = {next(iter(levels_by_number(question.levels)))}.")
    return Command(vocabulary.AGREED, level.key)


def _parse_in_order(text: str, people: Sequence[Participant], question: Question) -> Command:
    """`4 2 3`, one level for each person of the list, `-` for one who gives none."""
    words = [word for word in SEPARATORS.split(text) if word]
    if len(words) == 1 and len(text) == len(people) > 1 and match_level(text, question.levels) is None:
        words = list(text)  # 4233: one digit each
    for_each = f"Type {number_range(question.levels)} for each of {join_names(people)}; type - for anyone who does not give one"
    levels = [match_level(word, question.levels) for word in words]
    for word, level in zip(words, levels, strict=True):
        if level is None and not _is_none(word):
            return refuse(f"'{shorten(word, 40)}' is not a level. {for_each}.")
    if len(words) != len(people):
        alone = f"; = {words[0]} for only the agreed level" if len(words) == 1 and levels[0] is not None else ""
        count = count_words(len(words), "level")
        return refuse(f"'{shorten(text, 40)}' is {count} for {len(people)} people. {for_each}{alone}.")
    votes = tuple(Vote(one.name, one.role, level.key, "") for one, level in zip(people, levels, strict=True) if level)
    if not votes:
        return refuse("No one gave a level. Type d for don't know, or s to skip.")
    return Command(vocabulary.VOTES, votes=votes)


def _parse_by_name(text: str, people: Sequence[Participant], question: Question) -> Command:
    """`v CX officer 4, Front line 2`: a name and a level each, separated by commas."""
    votes: dict[str, Vote] = {}
    for part in filter(None, map(str.strip, re.split(r"[,;]", one_line(text)))):
        name, _, word = part.rpartition(" ")
        name = name.rstrip(" :=").strip()
        level = match_level(word, question.levels)
        if any(one.name.casefold() == part.casefold() for one in people):
            return refuse(f"'{shorten(part, 40)}' is a name. Add a level after it.")
        matches = match_people(people, name)
        has_level = not matches and any(match_level(one, question.levels) for one in name.split())
        if not name or level is None or has_level:
            how = f"Type them like this: v CX officer {number_range(question.levels)[0]}; separate several with commas"
            return refuse(f"'{shorten(part, 40)}' is not a name and a level. {how}.")
        if len(matches) > 1:
            choices = join_words([one.name for one in matches], "or")
            return refuse(f"'{shorten(name, 40)}' could be {choices}. Type the whole name.")
        one = matches[0] if matches else Participant(name, "")
        if one.name.casefold() in votes:
            return refuse(f"'{shorten(one.name, 40)}' is named twice. Nothing was recorded.")
        votes[one.name.casefold()] = Vote(one.name, one.role, level.key, "")
    if not votes:
        return refuse("Type a name and a level, such as v Ana 4.")
    return Command(vocabulary.VOTES, votes=tuple(votes.values()), by_name=True)


# -- what is asked


def vote_prompt(people: Sequence[Participant], question: Question) -> str:
    """The prompt at a question in a facilitated interview."""
    if not people:
        return vocabulary.level_prompt(question)
    row = ", ".join(one.name for one in people)
    return f"Levels from {row if len(row) <= MAX_PROMPT_NAMES else f'{len(people)} people'}, or ? for help: "


def agreed_prompt(question: Question, votes: Sequence[Vote], is_answered: bool) -> str:
    """The prompt for the agreed level after votes."""
    number = "" if vote_gap(question, votes) else level_label(question, votes[0].level).split()[0]
    shortcut = ", yes or no" if vocabulary.is_yes_no(question) else f", y for {number}" if number else ""
    enter = "Enter keeps the answer" if is_answered else "Enter leaves it open"
    return f"Agreed level {vocabulary.short_range(question.levels)}{shortcut}, {enter}: "


def vote_order(people: Sequence[Participant]) -> str:
    """The order in which levels are typed, where the prompt does not name it; else ''."""
    row = ", ".join(one.name for one in people)
    return f"In this order: {row}." if len(row) > MAX_PROMPT_NAMES else ""


def expected_votes(people: Sequence[Participant], question: Question) -> str:
    """How levels are typed for a list of people, to follow `type`; '' without a list, where one level is an answer."""
    if not people:
        return ""
    each = f"{number_range(question.levels)} for each of {join_names(people)}"
    return f"{each}, v with a name and a level, or = with the agreed level"


def vote_help(people: Sequence[Participant], question: Question) -> Iterator[str]:
    """What may be typed in a facilitated interview in addition to the other commands."""
    first = number_range(question.levels)[0]
    if people:
        row = " ".join([first] * (len(people) - 1) + ["-"])
        yield f"{row}: a level for each of {join_names(people)}, in this order; - for anyone who does not give one"
    yield f"v and names: v CX officer {first}, Front line {first}; they do not have to be on the list"
    yield "v + and a name: add someone to the list; v - and a name: remove someone; v alone: make a new list"
    yield f"= and a level: only the agreed level, without votes, such as = {first}"


# -- a round of votes


def combine_votes(people: Sequence[Participant], earlier: Sequence[Vote], command: Command) -> tuple[Vote, ...]:
    """All votes of a question after a command.

    Levels typed in order are for everybody on the list; where they are typed by name, everybody else's vote stays. A person
    who votes the same again keeps the note.
    """
    kept = list(earlier if command.by_name else votes_of_others(people, earlier))
    for vote in command.votes:
        new = carry_over_vote(earlier, vote)
        places = [place for place, one in enumerate(kept) if one.is_same_person(vote)]
        place = places[0] if places else len(kept)
        kept = [one for at, one in enumerate(kept) if at not in places]
        kept.insert(place, new)
    return tuple(kept)


def votes_of_others(people: Sequence[Participant], votes: Sequence[Vote]) -> list[Vote]:
    """The votes of those who are not on the list."""
    names = {one.name.casefold() for one in people}
    return [vote for vote in votes if vote.who.casefold() not in names]


def vote_gap(question: Question, votes: Sequence[Vote]) -> int:
    """How many levels lie between the lowest and the highest vote."""
    places = _places(question, votes)
    return max(places) - min(places)


def describe_spread(question: Question, votes: Sequence[Vote], people: Sequence[Participant]) -> str:
    """How far apart votes are, and who of the list gave none: `2 to 4, two levels apart; middle 3; consensus 0.58. Ben gave none.`"""
    voters = {vote.who.casefold() for vote in votes}
    silent = [one.name for one in people if one.name.casefold() not in voters]
    gap, count = vote_gap(question, votes), len(votes)
    gave_none = f" {join_words(silent)} gave none." if silent else ""
    if not gap:
        who = {1: f"{votes[0].who} says", 2: "Both say"}.get(count, f"All {count} say")
        return f"{who} {level_label(question, votes[0].level)}.{gave_none}"
    all_numbers = list(levels_by_number(question.levels))
    numbers = [all_numbers[place] for place in sorted(_places(question, votes))]
    apart = f"{_COUNTS[gap] if gap < len(_COUNTS) else gap} level{'s' * (gap != 1)} apart"
    low, high = numbers[(count - 1) // 2], numbers[count // 2]
    middle = low if low == high else f"between {low} and {high}"
    spread = spread_of_votes(question, [vote.level for vote in votes])
    consensus = f"; consensus {spread.shown}" if spread else ""
    return f"{numbers[0]} to {numbers[-1]}, {apart}; middle {middle}{consensus}.{gave_none}"


def names_by_level(question: Question, votes: Sequence[Vote]) -> str:
    """Who gave which level, the lowest first: `2: Ben. 4: Ana and Caro.`"""
    levels = levels_by_number(question.levels)
    names = {number: [vote.who for vote in votes if vote.level == level.key] for number, level in levels.items()}
    return " ".join(f"{number}: {join_words(who)}." for number, who in names.items() if who)


def outside_votes(question: Question, key: str, votes: Sequence[Vote]) -> str:
    """A sentence where a level lies above or below every vote; '' where not."""
    places, place = _places(question, votes), list(question.by_key).index(key)
    if not places or min(places) <= place <= max(places):
        return ""
    return f"{level_label(question, key)} is {'above' if place > max(places) else 'below'} every vote."


def _places(question: Question, votes: Sequence[Vote]) -> list[int]:
    """The place of each vote on the scale of the question, from 0."""
    keys = list(question.by_key)
    return [keys.index(vote.level) for vote in votes]
