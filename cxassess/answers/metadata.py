"""What an answer file says of itself, written as `subject.agency=TEXT`: its fields, and what each may hold."""

from __future__ import annotations

from cxassess.answers.read import SCOPES
from cxassess.fields import parse_date
from cxassess.source.emit import Bare
from cxassess.text import join_words, shorten

METADATA_FIELDS = {
    ".".join(path): path
    for path in (
        ("subject", "agency"),
        ("subject", "component"),
        ("subject", "service"),
        ("subject", "scope"),
        ("respondent", "name"),
        ("respondent", "role"),
        ("date",),
    )
}
"""The fields by what is written for them, with their places in a file."""


def head_refused(name: str, value: str) -> str:
    """Why a field cannot hold a value, and what to write; '' when it can. Empty always can: it takes the field out."""
    if name == "subject.scope" and value and value not in SCOPES:
        return f"'{shorten(value)}' is no scope (write {join_words(SCOPES, 'or')})"
    if name == "date" and value and parse_date(value) is None:
        return f"'{shorten(value)}' is not a date (write it as YYYY-MM-DD, such as 2026-09-30)"
    return ""


def head_text(name: str, value: str) -> str:
    """A value as a file holds it: on one line, a date without quotes."""
    return Bare(value) if name == "date" else " ".join(value.split())
