"""Dates as answer files have them, YYYY-MM-DD, and what people mean by other ways to write one."""

from __future__ import annotations

import datetime
import re


def meant_date(text: str) -> str:
    """The date that `2026-9-1` or, as Americans write it, `9/30/2026` means, as YYYY-MM-DD; '' for any other text."""
    year_first = re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", text)
    month_first = re.fullmatch(r"([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4})", text)
    year, month, day = year_first.groups() if year_first else (0, 0, 0)
    if month_first:
        month, day, year = month_first.groups()
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
