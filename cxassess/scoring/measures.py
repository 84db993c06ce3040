"""Measures of assessments: heights of answers, scores past their targets, and which scores can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cxassess.answers import LEVEL, UNANSWERED, Answer, Answers, comparable
from cxassess.answers.model import Header, Subject
from cxassess.playbook import Playbook, Question, scale_ends
from cxassess.scoring.model import Assessment, QuestionScore, Score
from cxassess.scoring.rule import assess


def height(question_score: QuestionScore) -> Fraction:
    """The place of an answer between the lowest (0) and the highest (1) value of its question."""
    question = question_score.question
    span = question.highest - question.lowest
    return Fraction((question_score.now or 0) - question.lowest, span) if span else Fraction(1)


def reworded_questions(assessment: Assessment) -> list[str]:
    """The ids of the questions that were answered in another wording than the playbook's, or in an unknown one."""
    return [
        question_score.id
        for question_score in assessment.question_scores
        if question_score.state != UNANSWERED
        and not comparable(assessment.answers, question_score.question, assessment.playbook)
    ]


def have_common_basis(assessment: Assessment, now: Score, earlier: Assessment, then: Score) -> bool:
    """Whether two scores rest on the same questions with the same wording and weights."""
    asked = [[(one.id, one.question.weight.micro) for one in score.question_scores] for score in (now, then)]
    if now.id == "overall" and assessment.playbook.overlays != earlier.playbook.overlays:
        return False
    return asked[0] == asked[1] and not {id for id, _ in asked[1]}.intersection(reworded_questions(earlier))


def with_earlier(assessment: Assessment, earlier: Assessment | None, view: str) -> Iterator[tuple[Score, Score | None]]:
    """Each play, or group of a view, with its earlier score, and the overall last; None where there was none."""
    before = {} if earlier is None else {part.id: part for part in earlier.parts(view)}
    for part in assessment.parts(view):
        yield part, before.get(part.id)
    yield assessment.overall, None if earlier is None else earlier.overall


def is_on_scale(assessment: Assessment, result: Score) -> bool:
    """Whether the target of a play or the whole could be scored at all; true without a target."""
    if result.target is None:
        return True
    if assessment.playbook.scoring.method == "sum":
        return result.possible is None or result.target <= result.possible
    low, high = scale_ends(assessment.playbook)
    return low <= result.target <= high


def best_assessment(playbook: Playbook) -> Assessment:
    """The assessment of answers that give every question its highest value."""
    header = Header(playbook.id, playbook.version, playbook.overlays, Subject(), "", "", None, "", playbook.where)
    best = {question.id: _best_answer(question) for question in playbook.questions()}
    return assess(playbook, Answers("", header, best, {}, (), (), {}, {}, ()))


def _best_answer(question: Question) -> Answer:
    level = max(reversed(question.levels), key=lambda level: level.value.micro)  # of equals the last, which is higher
    return Answer(question.id, LEVEL, level.key)
