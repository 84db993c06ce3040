"""What makes a playbook worth answering, beyond what scoring needs: advice that `check` gives, always as warnings."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from cxassess.playbook.model import Playbook, Question
from cxassess.problems import Problem
from cxassess.text import join_some, join_words, shorten

MIN_SHARED = Fraction(3, 5)
"""Two questions that share this part of their words are too alike for a listener to tell apart."""

MAX_COMPARED = 400
"""Questions that are compared each with each other: of so many, in a fraction of a second."""

MAX_LAW_AGE = 365  # days since a law was looked up
MAX_NAME_WORDS = 5  # of a question's name, so that it fits a table

# Words that carry no subject: questions are made of them, whatever they ask about.
_WORDS = (
    "a about after all an and any are as at be been before by can do does each for from had has have how "
    "if in into is it its no nor not of on once one or our out so such than that the their them then "
    "there they this those to up us was we were what when where which who whom whose why will with would"
)
_STOP_WORDS = frozenset(_WORDS.split())

_FIELDS = (
    ("why", "say in a sentence why it is asked"),
    ("evidence", "name what would support an answer, such as '[the minutes]'"),
    ("sources", "name where it comes from, or write '[ours]'"),
)


def check_fields(playbook: Playbook) -> Iterator[Problem]:
    """Every question says why it is asked, what would show an answer, and where it comes from, if most do."""
    questions = list(playbook.questions())
    for name, hint in _FIELDS:
        lacking = [question for question in questions if not getattr(question, name)]
        if lacking and 2 * len(lacking) <= len(questions):  # a playbook is held to its own standard, not to ours
            yield _one_warning(lacking, f"no '{name}' in", hint)


def check_names(playbook: Playbook) -> Iterator[Problem]:
    """A name is short and unique, and every question has one if any does."""
    named = [question for question in playbook.questions() if question.name]
    unnamed = [question for question in playbook.questions() if not question.name]
    if named and unnamed:
        yield _one_warning(
            unnamed, "no 'name' in", "name these too: tables show the name of a question in place of its text"
        )
    first: dict[str, str] = {}
    for question in named:
        words, name = len(question.name.split()), " ".join(question.name.casefold().split())
        if words > MAX_NAME_WORDS:
            message = f"the name of {question.id} has {words} words"
            hint = f"use at most {MAX_NAME_WORDS}, such as 'Reasons for contact'"
            yield Problem(question.at("name"), message, hint, warning=True)
        if name in first:
            message = f"{first[name]} and {question.id} have the same name"
            yield Problem(question.at("name"), message, "give each question a name of its own", warning=True)
        first.setdefault(name, question.id)


def check_next_steps(playbook: Playbook) -> Iterator[Problem]:
    """Every level but the highest has a next step, if most questions have any."""
    questions = list(playbook.questions())
    if 2 * sum(not question.next for question in questions) > len(questions):
        return
    lacking = [question for question in questions if _levels_without_next(question)]
    if lacking:
        keys = join_words(_levels_without_next(lacking[0]))
        hint = f"say what to do next for every level but the highest; {lacking[0].id} has nothing for {keys}"
        yield _one_warning(lacking, "a next step is missing in", hint)


def _levels_without_next(question: Question) -> list[str]:
    lower = (level.key for level in question.levels if level.value.micro < question.highest)
    return [key for key in lower if not question.next.get(key)]


def check_levels_differ(playbook: Playbook) -> Iterator[Problem]:
    """No two levels of a question read the same."""
    for question in playbook.questions():
        seen: dict[str, str] = {}
        for level in question.levels:
            words = " ".join(re.findall(r"\w+", level.text.casefold()))
            if words and words in seen:
                message = f"levels '{seen[words]}' and '{level.key}' of {question.id} say the same"
                yield Problem(level.where, message, "say what you would see only at the higher level", warning=True)
            seen.setdefault(words, level.key)


def check_questions_differ(playbook: Playbook) -> Iterator[Problem]:
    """No two questions are near-duplicates. Of very many, only those with the same words are found.

    Questions that ask the same of one thing after another ("How far do we ... in function A?") are one piece of advice.
    """
    few = len(playbook.by_id) <= MAX_COMPARED
    pairs = similar_questions(playbook, MIN_SHARED) if few else list(_same_words(playbook))
    for alike in _groups(playbook, pairs):
        if len(alike) == 2:
            message, hint = f"{alike[0].id} and {alike[1].id} share most of", f"ask it once, or reword {alike[1].id}"
        else:
            message = f"{join_some(question.id for question in alike)} share most of"
            hint = "leave them if they ask the same of one thing after another; else ask it once, or reword them"
        yield Problem(alike[1].where, f"{message} their words", hint, warning=True)


def _groups(playbook: Playbook, pairs: Iterable[Pair]) -> Iterator[list[Question]]:
    """The questions that pairs join, directly or through others: each group in the order asked."""
    group: dict[str, set[str]] = {}
    for pair in pairs:
        joined = group.setdefault(pair.one.id, {pair.one.id}) | group.setdefault(pair.other.id, {pair.other.id})
        group.update(dict.fromkeys(joined, joined))
    seen: set[str] = set()
    for question in playbook.questions():
        if question.id in group and question.id not in seen:
            seen |= group[question.id]
            yield [other for other in playbook.questions() if other.id in group[question.id]]


def _same_words(playbook: Playbook) -> Iterator[Pair]:
    """The pairs of questions with exactly the same words, without comparing each with each."""
    seen: dict[frozenset[str], Question] = {}
    for question in playbook.questions():
        words = subject_words(question.text)
        if words in seen:
            yield Pair(Fraction(1), seen[words], question)
        seen.setdefault(words, question)


def check_asked_in_order(playbook: Playbook) -> Iterator[Problem]:
    """A question comes after those whose answers say whether it is asked: an interview would have to come back to it."""
    place = {id: number for number, id in enumerate(playbook.by_id)}
    for question in playbook.questions():
        later = [id for id in question.when if place[id] > place[question.id]]
        if later:
            says = "whose answer says" if len(later) == 1 else "whose answers say"
            message = f"{question.id} comes before {join_words(later)}, {says} whether it is asked"
            yield Problem(question.at("when"), message, "put it after, so that people are asked in order", warning=True)


class Pair(NamedTuple):
    """Two questions and how much of their words they share: common words ÷ all words, from 0 to 1."""

    shared: Fraction
    one: Question
    other: Question


def similar_questions(playbook: Playbook, min_shared: Fraction) -> list[Pair]:
    """The pairs of questions that share at least this part of their words, the most alike first."""
    asked = [(question, subject_words(question.text)) for question in playbook.questions()]
    pairs = (
        Pair(Fraction(len(words & others), len(words | others) or 1), one, other)
        for (one, words), (other, others) in combinations(asked, 2)
    )
    return sorted((pair for pair in pairs if pair.shared >= min_shared), key=lambda pair: -pair.shared)


def subject_words(text: str) -> frozenset[str]:
    """The words of a text that carry its subject, without a last `s`, so that most plurals are the singular."""
    words = set(re.findall(r"\w+", text.casefold())) - _STOP_WORDS
    return frozenset(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words)


def old_laws(playbook: Playbook, today: datetime.date) -> Iterator[Problem]:
    """The laws and memos that were last looked up more than a year ago, or never: reminders, not faults."""
    for law in playbook.law:
        if law.seen is None or (today - law.seen).days > MAX_LAW_AGE:
            when = f"on {law.seen.isoformat()}" if law.seen else "on no date that is given"
            message = f"'{shorten(law.title)}' was last looked up {when}"
            yield Problem(
                law.where, message, "see whether it still holds, then change 'status' and 'seen'", warning=True
            )


def _one_warning(questions: list[Question], message: str, hint: str) -> Problem:
    """One warning about many questions, at the place of the first."""
    return Problem(
        questions[0].where, f"{message} {join_some(question.id for question in questions)}", hint, warning=True
    )


ADVICE = (
    check_fields,
    check_names,
    check_next_steps,
    check_levels_differ,
    check_questions_differ,
    check_asked_in_order,
)


def advise(playbook: Playbook) -> Iterable[Problem]:
    """Every piece of advice about a playbook that has no errors."""
    for rule in ADVICE:
        yield from rule(playbook)
