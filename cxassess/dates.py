"""Dates as answer files have them, YYYY-MM-DD, and what people mean by other ways to write one."""

from __future__ import annotations

import datetime
import re

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"),
    "december",
)


def meant_date(text: str) -> str:
    """The date that `2026-9-1` or, as Americans write it, `9/30/2026` or `Sept. 30, 2026` means, as YYYY-MM-DD.

    '' for any other text.
    """
    year_first = re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", text)
    month_first = re.fullmatch(r"([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4}|[0-9]{2})", text)
    in_words = re.fullmatch(r"([A-Za-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})", text)
    in_words = in_words or re.fullmatch(r"(?P<day>[0-9]{1,2}) (?P<month>[A-Za-z]{3,9})\.?,? (?P<year>[0-9]{4})", text)
    year, month, day = year_first.groups() if year_first else (0, 0, 0)
    if month_first:
        month, day, year = month_first.groups()
        year = f"20{year}"[-4:]
    if in_words:
        named = in_words.groupdict()
        month, day, year = (named["month"], named["day"], named["year"]) if named else in_words.groups()
        month = next((at for at, name in enumerate(_MONTHS, 1) if name.startswith(month.lower())), 0)
    date = f"{int(year):04}-{int(month):02}-{int(day):02}"
    return date if parse_date(date) else ""


def parse_date(text: str) -> datetime.date | None:
    """The date that text written YYYY-MM-DD means; None for any other text."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
