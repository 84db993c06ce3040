"""The working of a score as values: its terms and their sums, to be added up again by hand.

It is added up here once more, term by term and in fractions, as a person does it, and not taken from the whole numbers of
`sums`, which are made to be fast: so a working checks the score. A test compares the two for any playbook and answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from cxassess.exact import MICRO
from cxassess.scoring.model import Assessment, QuestionScore, Score
from cxassess.scoring.rule import members_by_play


class Term(NamedTuple):
    """One addend, a question or a play: its weight and value as exact fractions; the value is None where it does not count."""

    id: str
    title: str
    weight: Fraction
    value: Fraction | None
    question_score: QuestionScore | None = None

    @property
    def product(self) -> Fraction | None:
        """Weight times value."""
        return None if self.value is None else self.weight * self.value


class Working(NamedTuple):
    """The terms of a score, with the sum of their products and of the weights of those that count."""

    terms: tuple[Term, ...]
    total: Fraction
    weight: Fraction

    @property
    def mean(self) -> Fraction | None:
        """The weighted mean of the values; None when no term counts."""
        return self.total / self.weight if self.weight else None


def overall_working(assessment: Assessment) -> Working:
    """The working of the overall score: plays by play weight, or all questions by question weight."""
    return part_working(assessment, assessment.overall, assessment.question_scores)


def part_working(assessment: Assessment, part: Score, members: Sequence[QuestionScore]) -> Working:
    """The working of a score of some questions of a part, by the rule for that part."""
    if part is not assessment.overall or assessment.playbook.scoring.overall != "plays":
        return question_working(members)
    by_play = members_by_play(assessment.playbook, members)
    weights = assessment.playbook.play_by_id
    return _add_up(
        Term(play.id, play.title, weights[play.id].weight.exact, question_working(by_play[play.id]).mean)
        for play in assessment.plays
    )


def question_working(question_scores: Sequence[QuestionScore]) -> Working:
    """The working of a play's or a group's score, question by question."""
    return _add_up(map(question_term, question_scores))


def question_term(question_score: QuestionScore) -> Term:
    """A question as an addend."""
    question, value = question_score.question, question_score.now
    exact = None if value is None else Fraction(value, MICRO)
    return Term(question.id, question.text, question.weight.exact, exact, question_score)


def _add_up(terms: Iterable[Term]) -> Working:
    terms = tuple(terms)
    counted = [term for term in terms if term.value is not None]
    total = sum((term.product or Fraction(0) for term in counted), Fraction(0))
    return Working(terms, total, sum((term.weight for term in counted), Fraction(0)))
