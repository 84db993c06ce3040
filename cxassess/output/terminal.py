"""Assessments as text for a terminal: a short heading, a table, and what qualifies it."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from cxassess.report import gates, sentences
from cxassess.report.single.profile import profile_rows
from cxassess.scoring import Assessment
from cxassess.settings import wants_plain
from cxassess.text import one_line, safe_lines

if TYPE_CHECKING:
    from cxassess.report.single.model import ProfileRow, Report

ALWAYS_SHOWN = ("title", "score", "answered")  # columns that every table of scores has
MIN_TITLE_WIDTH = 16  # columns that a title needs at least, broken into lines
DEFAULT_WIDTH = 100  # columns where there is no terminal to ask, so that the same inputs give the same bytes


class _TrimmedOutput(io.TextIOBase):
    """Standard output without the blanks with which tables fill their lines."""

    rest = ""

    def write(self, text: str) -> int:
        """Pass on whole lines; the last, unfinished one waits."""
        *lines, self.rest = (self.rest + text).split("\n")
        sys.stdout.write("".join(f"{line.rstrip()}\n" for line in lines))
        return len(text)

    def flush(self) -> None:
        """Nothing waits but an unfinished line."""
        sys.stdout.flush()

    def isatty(self) -> bool:
        """Whether standard output is a terminal, which may show colors."""
        return sys.stdout.isatty()


def console() -> Any:
    """A rich console that takes text as text: no markup, no emoji codes, no highlighting."""
    from rich.console import Console

    asked = os.environ.get("COLUMNS", "")
    width = int(asked) if asked.isdecimal() and asked != "0" else None if sys.stdout.isatty() else DEFAULT_WIDTH
    return Console(file=cast(Any, _TrimmedOutput()), width=width, markup=False, highlight=False, emoji=False)


def make_table(header: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]], last_bold: bool = False) -> Any:
    """A table without lines; the header gives each column's title and its side, `left` or `right`; `wrap` may break lines."""
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, pad_edge=False, show_edge=False, header_style="bold")
    for title, side in header:
        grid.add_column(Text(title), justify="right" if side == "right" else "left", no_wrap=side != "wrap")
    for number, row in enumerate(rows):
        style = "bold" if last_bold and number == len(rows) - 1 else ""
        grid.add_row(*(Text(one_line(cell)) for cell in row), style=style)
    return grid


def print_table(out: Any, header: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]]) -> None:
    """A table with a bold last row; where it does not fit, or a screen reader reads it, a line for each cell that holds something."""
    widths = [max(len(title), *(len(one_line(row[at])) for row in rows)) for at, (title, _) in enumerate(header)]
    fixed = sum(width + 2 for width, (_, side) in zip(widths, header, strict=True) if side != "wrap")
    if out.width - fixed >= MIN_TITLE_WIDTH and not wants_plain(os.environ):
        out.print(make_table(header, rows, last_bold=True))
        return
    start = 1 if header[0][0] else 2  # an id has no heading; it follows the name of its row
    for row in rows:
        named = row[0] if start == 1 or not row[1] else f"{row[1]} ({row[0]})" if row[0] else row[1]
        out.print(one_line(named), style="bold")
        for (title, _), cell in zip(header[start:], row[start:], strict=True):
            if cell:
                out.print(f"  {one_line(f'{title}: {cell}')}")


def print_assessment(assessment: Assessment, view: str) -> None:
    """Print one assessment."""
    out = console()
    for line in sentences.heading_lines(assessment):
        out.print(one_line(line), style="bold" if line == sentences.format_subject(assessment) else None)
    out.print()
    rows, scoring = tuple(profile_rows(assessment, None, view)), assessment.playbook.scoring
    has_target = any(row.target for row in rows)
    optional = {"band": bool(scoring.bands), "gate": scoring.gate is not None, "low_high": True, "target": has_target}
    level = "Stage" if scoring.gate is not None and scoring.gate.by == "stage" else "Level"
    # The id of a group is for scripts; people read its title.
    _print_profile(out, "Group" if view else "Play", rows, {**optional, "id": not view}, level)
    out.print()
    for line in (*gates.open_level_notes(assessment, view), *sentences.caveats(assessment)):
        out.print(one_line(line))


def print_report(report: Report) -> None:
    """Print a report: the summary, the profile, flags and the plan."""
    out = console()
    for line in (report.marking, report.subject, f"{report.edition}. Answers: {report.date_text}.", report.withheld):
        if line:
            out.print(one_line(line), style="bold" if line == report.subject else None)
    _print_paragraphs(out, "Summary", report.headline)
    out.print()
    target, last = report.has_target, report.has_last
    optional = {"band": report.has_bands, "gate": report.has_gate, "target": target, "gap": target, "last": last}
    _print_profile(out, report.part, report.profile, {**optional, "id": True, "change": last})
    _print_paragraphs(out, "", report.standard.position.sentences)
    if report.comparison is not None:
        _print_paragraphs(out, report.comparison.terms.title, report.comparison.sentences)
    _print_paragraphs(out, "Highest questions", [f"{one.id}  {one.text} {one.level}" for one in report.highest])
    _print_paragraphs(out, "Lowest questions", [f"{one.id}  {one.text} {one.level}" for one in report.lowest])
    _print_paragraphs(out, "", (report.standing_note,))
    areas = [
        f"{area.id}  {area.title}. {'Planned' if area.planned else 'Proposed'}: {' '.join(area.steps)}"
        for area in report.standard.focus.areas
    ]
    _print_paragraphs(out, "Focus areas", [*areas, report.standard.focus.note])
    _print_paragraphs(out, "What you are asked to do", report.asks)
    flags = [
        f"{one.title} ({one.name}): {one.text}{' Silenced: ' + one.reason if one.reason else ''}"
        for one in report.flags
    ]
    _print_paragraphs(out, "Flags", flags)
    _print_plan(out, report)
    _print_paragraphs(out, "", (report.ours,))


def _print_plan(out: Any, report: Report) -> None:
    """The actions by play, the overdue first, and the next steps that the answers call for."""
    plan = report.standard.plan
    _print_paragraphs(out, "What we will do", (plan.note,))
    for group in report.actions or (*plan.groups, *plan.closed):
        rows = [(row.play, row.text, row.owner, row.by, row.measure, row.status) for row in group.rows]
        _print_paragraphs(out, group.title, [" | ".join(cell for cell in row if cell) for row in rows])
    steps = [f"{one.when} | {one.play} | {one.name} ({one.id}): {one.text}" for one in plan.proposals]
    _print_paragraphs(out, "Proposed next steps", steps)


def _print_paragraphs(out: Any, heading: str, lines: Iterable[str]) -> None:
    printed = [safe_lines(line).replace("\n", "\n  ") for line in lines if line]
    if printed:
        out.print()
    if heading and printed:
        out.print(heading, style="bold")
    for line in printed:
        out.print(line)


def _print_profile(
    out: Any, part: str, rows: Sequence[ProfileRow], optional: Mapping[str, bool], level: str = "Level"
) -> None:
    """A table of scores; `optional` says which of the columns it has that not every table has."""
    columns = [
        ("id", "", "left"),
        ("title", part, "wrap"),
        ("score", "Score", "right"),
        ("band", "Band", "left"),
        ("gate", level, "right"),
        ("low_high", "Range", "left"),
        ("target", "Target", "right"),
        ("gap", "Gap", "right"),
        ("last", "Last", "right"),
        ("change", "Change", "right"),
        ("answered", "Answered", "left"),
    ]
    columns = [column for column in columns if optional.get(column[0], column[0] in ALWAYS_SHOWN)]
    cells = [[getattr(row, name) for name, _, _ in columns] for row in rows]
    print_table(out, [(title, side) for _, title, side in columns], cells)
