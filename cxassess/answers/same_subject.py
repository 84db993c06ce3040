"""Whether two assessments are of one subject: by agency, component and service, however these are spaced and capitalized."""

from __future__ import annotations

from cxassess.answers.model import Subject
from cxassess.text import one_line

SUBJECT_FIELDS = ("agency", "component", "service")


def subject_key(subject: Subject) -> tuple[str, ...]:
    """What subjects have in common that are one: agency, component and service in plain letters, '' for none."""
    return tuple(_plain(getattr(subject, name)) for name in SUBJECT_FIELDS)


def other_subject_fields(now: Subject, then: Subject) -> list[tuple[str, str, str]]:
    """Which of agency, component and service differ, as written now and then; an empty one is any."""
    pairs = [(name, one_line(getattr(now, name)), one_line(getattr(then, name))) for name in SUBJECT_FIELDS]
    return [(name, one, other) for name, one, other in pairs if one and other and _plain(one) != _plain(other)]


def _plain(name: str) -> str:
    return "".join(one_line(name).casefold().split())
