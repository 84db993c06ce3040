"""Actions: whether each is open, done or dropped, who does it, and whether it is overdue."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from cxassess.answers import Action
from cxassess.answers.model import PLANNED, STARTED, match_status


def status(action: Action) -> str:
    """One of planned, started, done and dropped; a status that is none of these words is taken for planned."""
    return match_status(action.status) or PLANNED


def status_text(action: Action) -> str:
    """The status as it is shown: one of the four words, or what is written where it is another word."""
    return match_status(action.status) or action.status


def is_open(action: Action) -> bool:
    """Whether an action is neither done nor dropped."""
    return status(action) in (PLANNED, STARTED)


def is_overdue(action: Action, date: datetime.date | None) -> bool:
    """Whether an open action was due before the date of the assessment; never where there is no date."""
    return is_open(action) and action.by is not None and date is not None and action.by < date


def has_owner(action: Action) -> bool:
    """Whether somebody is named who will do it, also where the name is left out of this copy."""
    return bool(action.owner) or action.owner_withheld


def by_due_date(actions: Iterable[Action]) -> list[Action]:
    """The actions by due date, those without one last."""
    return sorted(actions, key=lambda action: action.by or datetime.date.max)


def open_actions(actions: Iterable[Action]) -> list[Action]:
    """The actions that are neither done nor dropped, by due date: the overdue first, those without a date last."""
    return by_due_date(action for action in actions if is_open(action))
