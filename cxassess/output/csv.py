"""Assessments as CSV: one row for the overall and one for each play or view group."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from cxassess.output.result import score_values
from cxassess.scoring import Assessment, Score
from cxassess.text import one_line

COLUMNS = "source playbook version kind id title score exact band gate low high answered applicable not_applicable unknown unanswered coverage"
_FORMULA_SIGNS = tuple("=+-@\t\r＝＋－＠")


def assessments_csv(assessments: Iterable[Assessment], view: str) -> str:
    """The table with its header; with a view, its groups instead of the plays."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS.split(), extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for assessment in assessments:
        writer.writerow(_row(assessment, "overall", assessment.overall))
        for result in assessment.parts(view):
            writer.writerow(_row(assessment, "group" if view else "play", result))
    return out.getvalue()


def _row(assessment: Assessment, kind: str, result: Score) -> dict[str, Any]:
    """The cells by the names of their columns."""
    words = {
        "source": assessment.answers.path,
        "playbook": assessment.playbook.id,
        "version": assessment.playbook.version,
        "kind": kind,
        "id": result.id,
        "title": result.title,
    }
    band = None if result.band is None else escape_formula(result.band.name)
    escaped = {name: escape_formula(word) for name, word in words.items()}
    return {**escaped, **score_values(assessment, result), "band": band}


def escape_formula(text: str) -> str:
    """Text that a spreadsheet will not take for a formula: an apostrophe before a sign that begins one."""
    line = one_line(text)
    return f"'{line}" if len(line) > 1 and line.startswith(_FORMULA_SIGNS) else line  # a sign alone computes nothing
