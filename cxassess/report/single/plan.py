"""Targets with their gaps, the action plan by due date, and the next steps that the answers call for."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from cxassess.answers import Action
from cxassess.planning.actions import HORIZONS, SOON_DAYS, YEAR_DAYS, by_due_date, has_owner, horizon, open_actions
from cxassess.report.sentences import format_date, format_level, format_missing, format_score
from cxassess.report.single.focus import MAX_STEPS, next_steps
from cxassess.report.single.model import PlanPart, PlanRow, Proposal, TargetRow
from cxassess.scoring import Assessment, QuestionScore, Score
from cxassess.text import count_words, one_line, safe_lines


def target_sentence(assessment: Assessment, result: Score) -> str:
    """How far a result is from its target, in a sentence."""
    wanted = assessment.answers.targets[result.id]
    by = f" by {format_date(wanted.by)}" if wanted.by else ""
    shown = assessment.show(result.target)
    if result.score is None or result.target is None:
        return f"The target is {shown}{by}."
    if result.score >= result.target:
        return f"The target of {shown}{by and by + ','} is reached."
    return f"The target is {shown}{by}, {format_missing(assessment, result)} above the current score."


def format_gap(assessment: Assessment, result: Score) -> str:
    """What is missing to the target as it is printed; `reached` when nothing is, '' without target or score."""
    if result.target is None or result.score is None:
        return ""
    return format_missing(assessment, result) or "reached"


def target_rows(assessment: Assessment) -> Iterator[TargetRow]:
    """Every target with what it is now: the whole, then each play with its questions."""
    targets = assessment.answers.targets
    for result in assessment.results():
        if result.target is not None:
            yield _result_target(assessment, result)
        for question_score in result.question_scores if result is not assessment.overall else ():
            if question_score.id in targets:
                yield _question_target(assessment, question_score)


def _result_target(assessment: Assessment, result: Score) -> TargetRow:
    wanted = assessment.answers.targets[result.id]
    return TargetRow(
        id="" if result is assessment.overall else result.id,
        what="Overall score" if result is assessment.overall else one_line(result.title),
        now=format_score(assessment, result) or "no score",
        target=assessment.show(result.target) or "",
        gap=format_gap(assessment, result),
        by=format_date(wanted.by) if wanted.by else "",
        owner=one_line(wanted.owner),
    )


def _question_target(assessment: Assessment, question_score: QuestionScore) -> TargetRow:
    question, wanted = question_score.question, assessment.answers.targets[question_score.id]
    values, level = question.by_key, question_score.level
    reached = bool(level) and values[level].value.micro >= values[wanted.level].value.micro
    keys = list(values)
    steps = keys.index(wanted.level) - keys.index(level) if level else 0
    return TargetRow(
        id=question.id,
        what=one_line(question.text),
        now=format_level(question, level) if level else "no level",
        target=format_level(question, wanted.level),
        gap="reached" if reached else "" if not level else count_words(abs(steps), "level"),
        by=format_date(wanted.by) if wanted.by else "",
        owner=one_line(wanted.owner),
    )


def plan_parts(assessment: Assessment) -> Iterator[PlanPart]:
    """The actions in parts by when they are due, each part with its own title; parts without an action are left out."""
    start, actions = assessment.answers.header.date, by_due_date(assessment.answers.actions)
    for name, title in zip(HORIZONS, _part_titles(start), strict=True):
        rows = tuple(_plan_row(assessment, action) for action in actions if horizon(action, start) == name)
        if rows:
            yield PlanPart(name, title, rows)


def _part_titles(start: datetime.date | None) -> tuple[str, ...]:
    """The titles of the parts, in the order of HORIZONS."""
    soon, year = "Within 90 days", "Within 12 months"
    if start is not None:
        soon += f" (by {format_date(start + datetime.timedelta(SOON_DAYS))})"
        year += f" (by {format_date(start + datetime.timedelta(YEAR_DAYS))})"
    return soon, year, "Later", "By date", "Without a date", "Done", "Dropped"


def _plan_row(assessment: Assessment, action: Action) -> PlanRow:
    result = next((play for play in assessment.plays if play.id == action.play), assessment.overall)
    return PlanRow(
        play=action.play or "All",
        gap=format_gap(assessment, result),
        text=safe_lines(action.text),
        owner=one_line(action.owner),
        by=format_date(action.by) if action.by else "",
        measure=safe_lines(action.measure),
        status=safe_lines(action.status),
    )


def plan_note(assessment: Assessment) -> str:
    """Whether every action can be followed up."""
    actions = open_actions(assessment.answers.actions)
    if not assessment.answers.actions:
        return "The answer file has no actions yet."
    if not actions:
        return "All actions are done or dropped."
    missing = [action for action in actions if not (has_owner(action) and action.by and action.measure)]
    if not missing:
        return "Every action has an owner, a date and a measure."
    return f"{count_words(len(missing), 'action')} {'lacks' if len(missing) == 1 else 'lack'} an owner, a date or a measure."


def proposed_steps(assessment: Assessment, areas: Sequence[str]) -> Iterator[Proposal]:
    """What the answers call for where no action is planned: in 90 days in the focus areas, in a year in the others."""
    planned = {action.play for action in assessment.answers.actions}
    others = [play.id for play in assessment.plays if play.id not in areas]
    for when, most, ids in (("90 days", MAX_STEPS, areas), ("12 months", 1, others)):
        for play in assessment.plays:
            if play.id in ids and play.id not in planned:
                for question, text in next_steps(play, most):
                    yield Proposal(when, play.id, question, text)
