"""Assessments as CSV: one row for the overall and one for each play or view group."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from cxassess.scoring import Assessment, Score
from cxassess.text import one_line

COLUMNS = [
    "source",
    "playbook",
    "version",
    "kind",
    "id",
    "title",
    "score",
    "exact",
    "band",
    "gate",
    "low",
    "high",
    "answered",
    "applicable",
    "not_applicable",
    "unknown",
    "unanswered",
    "coverage",
]
_FORMULA_SIGNS = tuple("=+-@\t\r＝＋－＠")


def assessments_csv(assessments: Iterable[Assessment], view: str) -> str:
    """The table with its header; with a view, its groups instead of the plays."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for assessment in assessments:
        writer.writerows(_rows(assessment, view))
    return out.getvalue()


def _rows(assessment: Assessment, view: str) -> Iterator[list[Any]]:
    yield _row(assessment, "overall", assessment.overall)
    for result in assessment.views[view] if view else assessment.plays:
        yield _row(assessment, "group" if view else "play", result)


def _row(assessment: Assessment, kind: str, result: Score) -> list[Any]:
    playbook, counts = assessment.playbook, result.counts
    words = (assessment.answers.path, playbook.id, playbook.version, kind, result.id, result.title)
    return [
        *(escape_formula(word) for word in words),
        assessment.show_score(result),
        None if result.score is None else str(result.score),
        None if result.band is None else escape_formula(result.band.name),
        result.gate,
        *assessment.show_range(result),
        counts.answered,
        counts.applicable,
        counts.not_applicable,
        counts.unknown,
        counts.unanswered,
        counts.coverage,
    ]


def escape_formula(text: str) -> str:
    """Text that a spreadsheet will not take for a formula: an apostrophe before a sign that begins one."""
    line = one_line(text)
    return f"'{line}" if len(line) > 1 and line.startswith(_FORMULA_SIGNS) else line  # a sign alone computes nothing
