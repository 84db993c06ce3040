"""Actions by when they are due and whether they are done."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from cxassess.answers import Action

SOON_DAYS, YEAR_DAYS = 90, 365  # after the date of the assessment
DONE_WORDS = ("done", "completed", "complete", "closed", "finished", "dropped", "canceled", "cancelled")

# When an action is due, in the order of a plan. DATED is for plans without a date to count from.
SOON, YEAR, LATER, DATED, UNDATED, DONE = HORIZONS = ("soon", "year", "later", "dated", "open", "done")


def is_done(action: Action) -> bool:
    """Whether the status of an action says that it is done or dropped."""
    return action.status.strip().lower() in DONE_WORDS


def horizon(action: Action, start: datetime.date | None) -> str:
    """When an action is due, counted from the date of the assessment: one of HORIZONS."""
    if is_done(action):
        return DONE
    if action.by is None:
        return UNDATED
    if start is None:
        return DATED
    days = (action.by - start).days
    return SOON if days <= SOON_DAYS else YEAR if days <= YEAR_DAYS else LATER


def by_due_date(actions: Iterable[Action]) -> list[Action]:
    """The actions by due date, those without one last."""
    return sorted(actions, key=lambda action: action.by or datetime.date.max)


def open_actions(actions: Iterable[Action]) -> list[Action]:
    """The actions that are neither done nor dropped."""
    return [action for action in actions if not is_done(action)]
