"""One assessment as text for a terminal: a short heading, a table, and what qualifies it."""

from __future__ import annotations

from cxassess.output.terminal import console, print_table
from cxassess.report import gates, sentences
from cxassess.report.single.score_rows import profile_row
from cxassess.scoring import Assessment
from cxassess.text import one_line


def print_assessment(assessment: Assessment, view: str) -> None:
    """Print one assessment."""
    out = console()
    for line in sentences.heading_lines(assessment):
        out.print(one_line(line), style="bold" if line == sentences.format_subject(assessment) else None)
    out.print()
    rows = [profile_row(assessment, one) for one in (*assessment.parts(view), assessment.overall)]
    scoring = assessment.playbook.scoring
    columns = (
        ("id", "", "left", not view),  # the id of a group is for scripts; people read its title
        ("title", "Group" if view else "Play", "wrap", True),
        ("score", "Score", "right", True),
        ("band", "Band", "left", bool(scoring.bands)),
        ("gate", gates.level_word(scoring), "right", scoring.gate is not None),
        ("low_high", "Range", "left", True),
        ("target", "Target", "right", any(row.target for row in rows)),
        ("answered", "Answered", "left", True),
    )
    shown = [(name, head, side) for name, head, side, is_shown in columns if is_shown]
    cells = [[getattr(row, name) for name, _, _ in shown] for row in rows]
    print_table(out, [(head, side) for _, head, side in shown], cells, last_bold=True)
    out.print()
    for line in (*gates.open_level_notes(assessment, view), *sentences.caveats(assessment)):
        out.print(one_line(line))
