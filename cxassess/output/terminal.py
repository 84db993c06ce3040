"""Assessments as text for a terminal: a short heading, a table, and what qualifies it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

from cxassess.exact import digits
from cxassess.report import sentences
from cxassess.scoring import Assessment, Result
from cxassess.text import one_line

WIDTH = 100  # columns where there is no terminal to ask, so that the same inputs give the same bytes


def console(width: int = 0) -> Any:
    """A rich console that takes text as text: no markup, no emoji codes, no highlighting."""
    from rich.console import Console

    fixed = width or (WIDTH if not sys.stdout.isatty() or "COLUMNS" in os.environ else None)
    if not width and "COLUMNS" in os.environ and os.environ["COLUMNS"].isdecimal():
        fixed = int(os.environ["COLUMNS"])
    return Console(file=sys.stdout, width=fixed, markup=False, highlight=False, emoji=False, soft_wrap=False)


def table(header: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]], last_bold: bool = False) -> Any:
    """A table without lines; the header gives each column's title and whether it stands `left` or `right`."""
    from rich.table import Table
    from rich.text import Text

    made = Table(box=None, pad_edge=False, show_edge=False, header_style="bold")
    for title, side in header:
        made.add_column(Text(title), justify="right" if side == "right" else "left", no_wrap=side != "wrap")
    for number, row in enumerate(rows):
        style = "bold" if last_bold and number == len(rows) - 1 else ""
        made.add_row(*(Text(one_line(cell)) for cell in row), style=style)
    return made


def show(assessment: Assessment, view: str) -> None:
    """Print one assessment."""
    out = console()
    for line in sentences.heading(assessment):
        out.print(one_line(line), style="bold" if line == sentences.subject(assessment) else None)
    out.print()
    results = [*(assessment.views[view] if view else assessment.plays), assessment.overall]
    rows = [_row(assessment, result) for result in results]
    name = "Group" if view else "Play"
    gate = assessment.playbook.scoring.gate is not None
    header = [("", "left"), (name, "wrap"), ("Score", "right"), ("Band", "left"), ("Gate", "right"), ("Range", "left"), ("Target", "right"), ("Answered", "left")]
    keep = [True, True, True, bool(assessment.playbook.scoring.bands), gate, True, any(row[6] for row in rows), True]
    chosen = [[cell for cell, kept in zip(row, keep, strict=True) if kept] for row in rows]
    out.print(table([column for column, kept in zip(header, keep, strict=True) if kept], chosen, last_bold=True))
    out.print()
    for line in sentences.qualifications(assessment):
        out.print(one_line(line))


def _row(assessment: Assessment, result: Result) -> list[str]:
    overall = result is assessment.overall
    low, high = assessment.show(result.low), assessment.show(result.high)
    return [
        "" if overall else result.id,
        "Overall" if overall else result.title,
        points(assessment, result),
        result.band.label if result.band else "",
        "" if result.gate is None else str(result.gate),
        "" if low is None else low if low == high else f"{low} to {high}",
        assessment.show(result.target) or "",
        f"{result.counts.answered} of {result.counts.applicable}",
    ]


def points(assessment: Assessment, result: Result) -> str:
    """A score as it is printed: `2.75`, or `12 of 30 possible` where scores are sums; `none` where there is none."""
    score = assessment.show_score(result)
    if score is None:
        return "none"
    if result.possible is None:
        return score
    return f"{score} of {digits(result.possible, assessment.playbook.scoring.decimals)} possible"
