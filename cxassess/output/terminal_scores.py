"""One assessment as text for a terminal: a short heading, a table, and what qualifies it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cxassess.output.terminal import console, print_table
from cxassess.report import gates, sentences
from cxassess.report.single.score_rows import profile_rows
from cxassess.scoring import Assessment
from cxassess.text import one_line

if TYPE_CHECKING:
    from cxassess.report.single.model import ProfileRow

ALWAYS_SHOWN = ("title", "score", "answered")  # columns that every table of scores has


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
