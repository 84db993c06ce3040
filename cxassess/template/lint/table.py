"""A table of a page made by templates from others: whether its parts are there and its rows of one length."""

from __future__ import annotations

import re


class Table:
    """A table that is being read: where it begins, which parts it has, and the cells in each of its rows.

    named: it says by an attribute what it is, and needs no caption.
    """

    def __init__(self, tag: str, file: str, named: bool) -> None:
        self.tag, self.file, self.named = tag, file, named
        self.parts: set[str] = set()
        self.rows: list[int] = []
        self.spanning: list[tuple[int, int]] = []  # cells that reach into rows below: rows left, columns

    def start_row(self) -> None:
        self.spanning = [(rows - 1, columns) for rows, columns in self.spanning if rows > 1]
        self.rows.append(sum(columns for _, columns in self.spanning))

    def add_cell(self, colspan: str, rowspan: str) -> None:
        columns, rows = _span(colspan), _span(rowspan)
        if self.rows:
            self.rows[-1] += columns
        self.spanning.append((rows, columns))

    def problem(self) -> tuple[str, str] | None:
        """What is wrong with the table, and what to do."""
        if "caption" not in self.parts and not self.named:
            return "a table has no caption", "begin it with <caption>…</caption>, or use parts.table"
        if "thead" not in self.parts:
            return "a table has no header row", "put it into <thead>"
        if len(set(self.rows)) > 1:
            return "the rows of a table have different numbers of cells", "give every row the same number"
        return None


def _span(value: str) -> int:
    return int(value) if re.fullmatch("[0-9]{1,3}", value) else 1
