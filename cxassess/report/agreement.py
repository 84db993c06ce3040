"""How far people agree, in words: the votes on a question with their working, and results by role."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from cxassess.answers import NOT_APPLICABLE, UNKNOWN, Answer
from cxassess.answers.redact import MIN_SHARED
from cxassess.playbook import Question
from cxassess.portfolio.role_results import RoleResults, RoleScore
from cxassess.scoring import Assessment, QuestionScore
from cxassess.scoring.vote_spread import VoteSpread, spread_of_votes
from cxassess.text import count_words, one_line

MAX_NAMED = 12  # people whose scores are named in a working; of more, equal scores are counted
NO_ROLE = "No role named"
EVERYBODY = "Everybody"
NO_LEVEL = {NOT_APPLICABLE: "not applicable", UNKNOWN: "don't know"}


# -- the votes on a question


def given_answers(question: Question, answer: Answer) -> dict[str, list[str]]:
    """Who gave each answer, by its words, the lowest level first: `level 3`, then `not applicable` and `don't know`.

    This is what differs where people differ: whoever gives no level has answered, too, though it is no vote.
    """
    given = {level_words(key): [one.who for one in answer.counted if one.level == key] for key in question.by_key}
    for state, words in NO_LEVEL.items():
        given[words] = [one.who for one in answer.remarks if one.state == state]
    return {words: who for words, who in given.items() if who}


def differences(assessment: Assessment) -> list[QuestionScore]:
    """The questions on which people answer differently, the furthest apart first.

    These are the ones that do not apply at all for some, and have a level for others; then those with the lowest consensus.
    """

    def rank(one: QuestionScore) -> tuple[bool, Decimal]:
        answer = assessment.answers.answer(one.id)
        spread = answer_spread(one.question, answer)
        return not answer.is_split, spread.consensus if spread else Decimal(1)

    def is_different(one: QuestionScore) -> bool:
        return len(given_answers(one.question, assessment.answers.answer(one.id))) > 1

    return sorted(filter(is_different, assessment.question_scores), key=rank)


def spread_words(spread: VoteSpread) -> str:
    """`median 2, 3 levels apart, consensus 0.42`; `all the same` where nobody differs."""
    if spread.spread == 0:
        return "all the same"
    apart = count_words(spread.spread, "level")
    return f"median {spread.median.key}, {apart} apart, consensus {spread.shown}"


def count_votes(spread: VoteSpread) -> str:
    """How many votes each level got, lowest level first: `1 × level 2, 2 × level 3`."""
    return ", ".join(f"{one.votes} × {level_words(one.level.key)}" for one in spread.terms)


def level_words(key: str) -> str:
    """`level 3`, or `yes` where levels are words."""
    return f"level {key}" if key.isdecimal() else one_line(key)


def answer_spread(question: Question, answer: Answer) -> VoteSpread | None:
    """How the votes on a question are spread; None where fewer than two count."""
    votes = [vote.level for vote in answer.counted]
    return spread_of_votes(question, votes) if len(votes) > 1 else None


def spread_working(question: Question, answer: Answer) -> Iterator[str]:
    """The votes on a question with the working of median, spread and consensus, a line each."""
    spread = answer_spread(question, answer)
    if spread is None:
        return
    yield f"{count_votes(spread)}; {spread.n} votes"
    yield f"Median: {_median_working(spread)}"
    lowest, highest = spread.terms[0].level.key, spread.terms[-1].level.key
    yield f"Spread: from {lowest} to {highest}, {count_words(spread.spread, 'level')} apart"
    yield f"Consensus: {_consensus_working(spread)}"
    inner = len(answer.votes) - spread.n
    if inner:
        yield f"{count_words(inner, 'vote')} led to an agreed level that is one of these votes"


def _median_working(spread: VoteSpread) -> str:
    middle = (spread.n - 1) // 2 + 1
    if spread.n % 2:
        return f"vote {middle} of {spread.n} in the order of the levels is {spread.median.key}"
    return (
        f"votes {middle} and {middle + 1} of {spread.n} are in the middle; the lower of the two is {spread.median.key}"
    )


def _consensus_working(spread: VoteSpread) -> str:
    """`1 + 1/2 × log2(1 − 1/4) + 1/2 × log2(1 − 1/4) = 0.58`, from the mean and the range of the values."""
    if not spread.whole:
        return "1.00, since all levels have the same value"
    terms = " + ".join(f"{one.votes}/{spread.n} × log2(1 − {one.distance!s})" for one in spread.terms)
    values = " + ".join(f"{one.votes} × {one.level.value.text}" for one in spread.terms)
    mean = f"mean ({values}) ÷ {spread.n} = {spread.mean!s}, range of the levels {spread.whole!s}"
    return f"{mean}; 1 + {terms} = {spread.shown}"


# -- results by role


class RoleRow(NamedTuple):
    """A row of the results by role, as it is shown: the whole or a play, how many people, their mean and median."""

    part: str
    role: str
    n: str
    mean: str
    median: str


def role_rows(assessment: Assessment, results: RoleResults) -> Iterator[RoleRow]:
    """Every role, then everybody together, for the whole and for each play."""
    titles = ["Overall", *(f"{one_line(play.title)} ({play.id})" for play in assessment.plays)]
    for place, title in enumerate(titles):
        for role, part in role_scores(results, place):
            mean, median = assessment.show(part.mean) or "", assessment.show(part.median) or ""
            yield RoleRow(title, role, str(part.n), mean, median)


def role_scores(results: RoleResults, place: int) -> Iterator[tuple[str, RoleScore]]:
    """Every role by name, then everybody together, with their scores of the whole (place 0) or a play (from 1)."""
    for result in (*results.roles, results.all):
        part = result.parts[place]
        if part is not None:
            yield EVERYBODY if result is results.all else result.role or NO_ROLE, part


def role_note(results: RoleResults) -> str:
    """What is counted in the results by role, and how many people are left out since few have their role."""
    counted = (
        "Everybody's own answers are scored by the rule of the questionnaire; mean and median are of these scores."
    )
    if not results.withheld:
        return counted
    people = "1 person" if results.withheld == 1 else f"{results.withheld} people"
    return f"{counted} What fewer than {MIN_SHARED} people share is left out ({people} without a role that is shown)."


def role_working(assessment: Assessment, results: RoleResults, place: int) -> Iterator[str]:
    """How mean and median of each role came about, for the whole (place 0) or a play (from 1)."""
    for role, part in role_scores(results, place):
        mean = f"mean {_shown(assessment, part.mean)}, median {_shown(assessment, part.median)}"
        yield f"{role}: n {part.n}, ({_scores(part)}) ÷ {part.n}: {mean}"


def _scores(part: RoleScore) -> str:
    """`Ann 4 + Ben 9/2`; of many people how often each score occurs."""
    if part.n <= MAX_NAMED:
        return " + ".join(f"{one_line(person.name)} {score!s}" for person, score in part.people)
    scores = sorted(score for _, score in part.people)
    return " + ".join(f"{scores.count(score)} × {score!s}" for score in dict.fromkeys(scores))


def _shown(assessment: Assessment, value: Fraction) -> str:
    shown = assessment.show(value) or ""
    return shown if shown == str(value) else f"{value!s}, shown as {shown}"
