"""What makes a playbook worth answering, beyond what scoring needs: advice that `check` gives, always as warnings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from cxassess.playbook.model import Playbook, Question
from cxassess.problems import Problem
from cxassess.text import join_words

# Two questions that share this part of their words are too alike for a listener to tell apart.
NEAR = Fraction(3, 5)

# Each question is held against each other: of so many, in a fraction of a second.
MAX_COMPARED = 400

# Words that carry no subject: questions are made of them, whatever they ask about.
_WORDS = (
    "a about after all an and any are as at be been before by can do does each for from had has have how "
    "if in into is it its no nor not of on once one or our out so such than that the their them then "
    "there they this those to up us was we were what when where which who whom whose why will with would"
)
_EMPTY = frozenset(_WORDS.split())

_WANTED: tuple[tuple[str, str, Callable[[Question], bool]], ...] = (
    ("why", "say in a sentence why it is asked", lambda q: bool(q.why)),
    ("evidence", "name what would show an answer, such as '[the minutes]'", lambda q: bool(q.evidence)),
    ("sources", "name where it comes from, or write '[ours]'", lambda q: bool(q.sources)),
)


def questions_are_complete(playbook: Playbook) -> Iterator[Problem]:
    """Every question says why it is asked, what would show an answer, and where it comes from, if most do."""
    for name, hint, there in _WANTED:
        lacking = _exceptions(playbook, there)
        if lacking:
            yield _of_many(lacking, f"no '{name}' stands in", hint)


def levels_lead_on(playbook: Playbook) -> Iterator[Problem]:
    """Every level but the highest has a next step, if most questions have any."""
    questions = list(playbook.questions())
    if 2 * sum(not question.next for question in questions) > len(questions):
        return
    lacking = [question for question in playbook.questions() if _without_next(question)]
    if lacking:
        keys = join_words(_without_next(lacking[0]))
        hint = f"say what to do next, for every level but the highest; in {lacking[0].id} for {keys}"
        yield _of_many(lacking, "a next step is missing in", hint)


def _exceptions(playbook: Playbook, there: Callable[[Question], bool]) -> list[Question]:
    """The questions that lack what most others have: a playbook is held to its own standard, not to ours."""
    questions = list(playbook.questions())
    lacking = [question for question in questions if not there(question)]
    return lacking if 2 * len(lacking) <= len(questions) else []


def _without_next(question: Question) -> list[str]:
    return [
        level.key
        for level in question.levels
        if level.value.micro < question.highest and not question.next.get(level.key)
    ]


def levels_differ(playbook: Playbook) -> Iterator[Problem]:
    """No two levels of a question read the same."""
    for question in playbook.questions():
        seen: dict[str, str] = {}
        for level in question.levels:
            said = " ".join(re.findall(r"\w+", level.text.casefold()))
            if said and said in seen:
                yield Problem(
                    level.where,
                    f"levels '{seen[said]}' and '{level.key}' of {question.id} say the same",
                    "say what one would see at the higher level only",
                    warning=True,
                )
            seen.setdefault(said, level.key)


def questions_differ(playbook: Playbook) -> Iterator[Problem]:
    """No two questions are near-duplicates. Of very many, only the same words count as near."""
    for pair in closest(playbook, NEAR) if len(playbook.by_id) <= MAX_COMPARED else _same_words(playbook):
        yield Problem(
            pair.other.where,
            f"{pair.one.id} and {pair.other.id} share most of their words",
            f"ask once, or say in other words what {pair.other.id} is about",
            warning=True,
        )


def _same_words(playbook: Playbook) -> Iterator[Pair]:
    """The pairs of questions of exactly the same words, found without holding each against each."""
    seen: dict[frozenset[str], Question] = {}
    for question in playbook.questions():
        said = words(question.text)
        if said in seen:
            yield Pair(Fraction(1), seen[said], question)
        seen.setdefault(said, question)


class Pair(NamedTuple):
    """Two questions and the share of their words that stand in both: common words ÷ all words, from 0 to 1."""

    shared: Fraction
    one: Question
    other: Question


def closest(playbook: Playbook, least: Fraction) -> list[Pair]:
    """The pairs of questions that share at least this part of their words, the closest first."""
    told = [(question, words(question.text)) for question in playbook.questions()]
    pairs = (Pair(_shared(mine, theirs), one, other) for (one, mine), (other, theirs) in combinations(told, 2))
    return sorted((pair for pair in pairs if pair.shared >= least), key=lambda pair: -pair.shared)


def words(text: str) -> frozenset[str]:
    """The words of a text that carry its subject; a last `s` does not count, so that most plurals are the singular."""
    found = set(re.findall(r"\w+", text.casefold())) - _EMPTY
    return frozenset(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in found)


def _shared(one: frozenset[str], other: frozenset[str]) -> Fraction:
    return Fraction(len(one & other), len(one | other) or 1)


def _of_many(questions: list[Question], message: str, hint: str) -> Problem:
    """One warning about many questions, at the place of the first."""
    names = [question.id for question in questions]
    shown = join_words(names) if len(names) <= 12 else f"{', '.join(names[:12])} and {len(names) - 12} more"
    return Problem(questions[0].where, f"{message} {shown}", hint, warning=True)


ADVICE = (questions_are_complete, levels_lead_on, levels_differ, questions_differ)


def advise(playbook: Playbook) -> Iterable[Problem]:
    """Every piece of advice about a playbook that has no fault."""
    for rule in ADVICE:
        yield from rule(playbook)
