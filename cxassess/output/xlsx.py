"""A table as an Excel workbook: the same bytes each time, and no more memory for more rows."""

from __future__ import annotations

import datetime
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from cxassess.output.rows import DATE, EMPTY, KEY, NUMBER, WORD, Cell
from cxassess.text import one_line

MAX_ROWS = 1_048_576  # of a sheet, its header among them
MAX_COLUMNS = 16_384
_EPOCH = datetime.datetime(2000, 1, 1)  # when every workbook was made: the same answers give the same bytes
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?")
_MAX_DIGITS = 15  # of a number in a spreadsheet; a longer one, such as a denominator, is text, so that none is lost
_FIRST_DATE = "1900-03-01"  # earlier days have other numbers in other programs
_WIDTHS = {
    "source": 34,
    "playbook": 18,
    "title": 38,
    "name": 34,
    "agency": 30,
    "component": 30,
    "service": 30,
    "reason": 30,
}
_LEAST_WIDTH, _MOST_WIDTH = 9, 30
NOT_SCORED = "Not scored"
NotScored = tuple[str, str]
"""A file that was refused: its path, and the reason in a few words."""
_MAX_TEXT = 32_767  # characters of a cell


class TooLarge(Exception):
    """A sheet has no room for so many rows or columns; the text says how many there may be."""


def write_workbook(
    out: IO[bytes],
    name: str,
    columns: Mapping[str, str],
    rows: Iterable[Sequence[Cell]],
    refused: Sequence[NotScored] = (),
) -> None:
    """Write a workbook of one sheet, and a second where files were refused; `columns` says what each column holds.

    Raises OSError where there is no room for temporary files, TooLarge.
    """
    import xlsxwriter

    if len(columns) > MAX_COLUMNS:
        raise TooLarge(f"{MAX_COLUMNS:,} columns")
    with tempfile.TemporaryDirectory(prefix="cxassess-") as folder:
        book = xlsxwriter.Workbook(out, {"constant_memory": True, "tmpdir": folder})
        book.set_properties({"title": f"Customer-experience maturity: {name.lower()}", "created": _EPOCH})
        sheet = _Sheet(book, name, columns)
        for row in rows:
            sheet.write(row)
        sheet.finish()
        if refused:
            other = _Sheet(book, NOT_SCORED, dict.fromkeys(["source", "reason"], WORD), f"'{NOT_SCORED}'!")
            for file in refused:
                other.write(file)
            other.finish()
        book.close()


class _Sheet:
    """A sheet with a header, to which rows are written one after the other."""

    def __init__(self, book: Any, name: str, columns: Mapping[str, str], scope: str = "") -> None:
        """scope: where the name of the header is known, `'Not scored'!`; '' for the whole workbook."""
        self.book, self.sheet, self.columns = book, book.add_worksheet(name), columns
        self.date = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.decimals: dict[int, Any] = {}
        self.row = 1
        head = book.add_format({"bold": True, "bottom": 1})
        for number, (column, holds) in enumerate(columns.items()):
            title = one_line(column)
            width = max(_WIDTHS.get(column, _LEAST_WIDTH), min(len(title) + 4, _MOST_WIDTH))
            self.sheet.set_column(number, number, width, None, {"hidden": holds == EMPTY})
            self.sheet.write_string(0, number, title, head)
        self.sheet.freeze_panes(1, 0)
        self.sheet.repeat_rows(0)
        book.define_name(
            f"{scope}ColumnTitle", f"='{name}'!$A$1" if scope else f"={name}!$A$1"
        )  # screen readers read the headers of the row named so

    def write(self, cells: Iterable[Cell]) -> None:
        """Write a row; an empty cell stays empty."""
        if self.row == MAX_ROWS:
            raise TooLarge(f"{MAX_ROWS:,} rows")
        for number, (cell, holds) in enumerate(zip(cells, self.columns.values(), strict=True)):
            if cell is None or cell == "":
                continue
            text = str(cell)
            if holds in (NUMBER, KEY) and _NUMBER.fullmatch(text) and sum(map(str.isdigit, text)) <= _MAX_DIGITS:
                self.sheet.write_number(self.row, number, float(text), self._format(text))
            elif holds == DATE and text >= _FIRST_DATE:
                self.sheet.write_datetime(self.row, number, datetime.date.fromisoformat(text), self.date)
            else:
                line = one_line(text)
                self.sheet.write_string(
                    self.row, number, line if len(line) <= _MAX_TEXT else f"{line[: _MAX_TEXT - 1]}…"
                )
        self.row += 1

    def _format(self, text: str) -> Any:
        """The format that shows a number with the decimals that it has as text; None for a whole number."""
        places = len(text.partition(".")[2])
        if places and places not in self.decimals:
            self.decimals[places] = self.book.add_format({"num_format": f"0.{'0' * places}"})
        return self.decimals.get(places)

    def finish(self) -> None:
        """Let people filter all rows by each column, and mark no version such as 2.0 for being text."""
        self.sheet.autofilter(0, 0, max(self.row - 1, 1), len(self.columns) - 1)
        self.sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
