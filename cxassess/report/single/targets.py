"""Targets: how far the whole, a play or a question is from where it should be."""

from __future__ import annotations

from collections.abc import Iterator

from cxassess.report.sentences import date_text, level_of, points
from cxassess.report.single.model import TargetRow
from cxassess.scoring import Assessment, QuestionScore, Score
from cxassess.text import one_line


def target(assessment: Assessment, result: Score) -> str:
    """How far a result is from its target, in a sentence."""
    wanted = assessment.answers.targets[result.id]
    by = f" by {date_text(wanted.by)}" if wanted.by else ""
    shown = assessment.show(result.target)
    if result.score is None or result.target is None:
        return f"The target is {shown}{by}."
    if result.score >= result.target:
        return f"The target of {shown}{by and by + ','} is reached."
    return f"The target is {shown}{by}, {assessment.show(result.target - result.score)} above the present score."


def gap(assessment: Assessment, result: Score) -> str:
    """What is missing to the target as it is printed; `reached` when nothing is, '' without target or score."""
    if result.target is None or result.score is None:
        return ""
    missing = result.target - result.score
    return assessment.show(missing) or "" if missing > 0 else "reached"


def rows(assessment: Assessment) -> Iterator[TargetRow]:
    """Every target with what it is now: the whole, then each play with its questions."""
    targets = assessment.answers.targets
    for result in assessment.results():
        if result.target is not None:
            yield _of_result(assessment, result)
        for question_score in result.question_scores if result is not assessment.overall else ():
            if question_score.question.id in targets:
                yield _of_question(assessment, question_score)


def _of_result(assessment: Assessment, result: Score) -> TargetRow:
    wanted = assessment.answers.targets[result.id]
    return TargetRow(
        id="" if result is assessment.overall else result.id,
        what="Overall score" if result is assessment.overall else one_line(result.title),
        now=points(assessment, result) or "no score",
        target=assessment.show(result.target) or "",
        gap=gap(assessment, result),
        by=date_text(wanted.by) if wanted.by else "",
        owner=one_line(wanted.owner),
    )


def _of_question(assessment: Assessment, question_score: QuestionScore) -> TargetRow:
    question, wanted = question_score.question, assessment.answers.targets[question_score.question.id]
    values, level = question.by_key, question_score.level
    reached = bool(level) and values[level].value.micro >= values[wanted.level].value.micro
    keys = list(values)
    steps = keys.index(wanted.level) - keys.index(level) if level else 0
    return TargetRow(
        id=question.id,
        what=one_line(question.text),
        now=level_of(question, level) if level else "no level",
        target=level_of(question, wanted.level),
        gap="reached" if reached else "" if not level else f"{abs(steps)} level{'s' if abs(steps) != 1 else ''}",
        by=date_text(wanted.by) if wanted.by else "",
        owner=one_line(wanted.owner),
    )
