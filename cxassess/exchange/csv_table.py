"""A table to fill in as CSV: a row for each field and question, then what is carried unseen."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from cxassess.exchange.instructions import FIELD_HINTS
from cxassess.exchange.model import (
    ANSWER,
    DETAIL,
    ENTERED,
    FIELDS,
    ID,
    LEVELS,
    QUESTION,
    Export,
    escape_csv,
    fit_cell,
    levels_text,
)
from cxassess.text import one_line

HEADS = (ID, "Play", QUESTION, "Condition", LEVELS, *ENTERED)
CARRIED_HINT = "leave this as it is"  # beside a row that is not for people


def csv_bytes(export: Export) -> bytes:
    """The table in UTF-8 with a byte-order mark, without which Excel takes it for another encoding."""
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADS, restval="", lineterminator="\n")
    writer.writeheader()
    for row in _rows(export):
        writer.writerow({head: escape_csv(text) for head, text in row.items()})
    return out.getvalue().encode("utf-8-sig")


def _rows(export: Export) -> Iterator[dict[str, str]]:
    for name, label in FIELDS.items():
        yield {ID: f"{DETAIL}{name}", QUESTION: label, LEVELS: FIELD_HINTS[name], ANSWER: fit_cell(export.fields[name])}
    for sheet in export.sheets:
        for row in sheet.rows:
            question = row.question
            name = f"{one_line(question.name)}\n" if question.name else ""
            yield {
                ID: question.id,
                "Play": sheet.play.id,
                QUESTION: fit_cell(f"{name}{one_line(question.text)}"),
                "Condition": fit_cell(row.condition),
                LEVELS: levels_text(question),
                **row.cells,
            }
    for name, value in export.details.items():
        yield {ID: f"{DETAIL}{name}", QUESTION: CARRIED_HINT, ANSWER: value}
