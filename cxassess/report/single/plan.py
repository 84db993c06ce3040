"""The action plan: what is to be done within 90 days, within a year and later, and what the answers propose."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from cxassess.answers import Action
from cxassess.report import sentences
from cxassess.report.single.focus import STEPS, steps
from cxassess.report.single.model import PlanPart, PlanRow, Proposal
from cxassess.report.single.targets import gap
from cxassess.scoring import Assessment, Score
from cxassess.text import one_line

SOON, YEAR = 90, 365  # days after the date of the assessment
DONE = ("done", "completed", "complete", "closed", "finished", "dropped", "canceled", "cancelled")


def open_actions(assessment: Assessment) -> list[Action]:
    """The actions that are not done or dropped."""
    return [action for action in assessment.answers.actions if action.status.strip().lower() not in DONE]


def plan(assessment: Assessment) -> Iterator[PlanPart]:
    """The actions in parts by when they are due, each part with its own title; parts without an action are left out."""
    actions = sorted(assessment.answers.actions, key=lambda action: action.by or datetime.date.max)
    parts: dict[str, list[Action]] = {}
    titles = _titles(assessment.answers.header.date)
    for name in titles:
        parts[name] = [action for action in actions if _part(action, assessment.answers.header.date) == name]
    for name, title in titles.items():
        if parts[name]:
            yield PlanPart(name, title, tuple(_row(assessment, action) for action in parts[name]))


def _titles(start: datetime.date | None) -> dict[str, str]:
    soon, year = "Within 90 days", "Within 12 months"
    if start is not None:
        soon += f" (by {sentences.date_text(start + datetime.timedelta(SOON))})"
        year += f" (by {sentences.date_text(start + datetime.timedelta(YEAR))})"
    return {"soon": soon, "year": year, "later": "Later", "dated": "By date", "open": "Without a date", "done": "Done"}


def _part(action: Action, start: datetime.date | None) -> str:
    if action.status.strip().lower() in DONE:
        return "done"
    if action.by is None:
        return "open"
    if start is None:
        return "dated"
    days = (action.by - start).days
    return "soon" if days <= SOON else "year" if days <= YEAR else "later"


def _row(assessment: Assessment, action: Action) -> PlanRow:
    play = next((play for play in assessment.plays if play.id == action.play), None)
    return PlanRow(
        play=action.play or "All",
        gap=gap(assessment, play if play is not None else assessment.overall),
        text=one_line(action.text),
        owner=one_line(action.owner),
        by=sentences.date_text(action.by) if action.by else "",
        measure=one_line(action.measure),
        status=one_line(action.status),
    )


def plan_note(assessment: Assessment) -> str:
    """Whether every action can be followed up."""
    actions = open_actions(assessment)
    if not assessment.answers.actions:
        return "No action is written in the answer file yet."
    if not actions:
        return "All actions are done."
    missing = [action for action in actions if not (action.owner and action.by and action.measure)]
    if not missing:
        return "Every action has an owner, a date and a measure."
    return f"{sentences.many(len(missing), 'action')} {'lacks' if len(missing) == 1 else 'lack'} an owner, a date or a measure."


def proposals(assessment: Assessment, areas: Sequence[str]) -> Iterator[Proposal]:
    """What the answers call for where no action is planned: in 90 days in the focus areas, in a year in the others."""
    planned = {action.play for action in assessment.answers.actions}
    for when, plays in (("soon", areas), ("year", [play.id for play in assessment.plays if play.id not in areas])):
        for play in assessment.plays:
            if play.id in plays and play.id not in planned:
                yield from _proposed(play, when)


def _proposed(play: Score, when: str) -> Iterator[Proposal]:
    for step in steps(play, STEPS if when == "soon" else 1):
        question, _, text = step.partition(": ")
        yield Proposal("90 days" if when == "soon" else "12 months", play.id, question, text)
