"""Workbooks as people change them: read into plain sheets, changed, and written anew by another library."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TypeAlias

import xlsxwriter

from cxassess.exchange.read_xlsx import read_xlsx

Rows: TypeAlias = list[list[object]]
Sheets: TypeAlias = dict[str, Rows]


def plain_sheets(data: bytes) -> Sheets:
    """The texts of a workbook: rows of cells by the name of their sheet, '' for an empty cell."""
    sheets: Sheets = {}
    for grid in read_xlsx("sent.xlsx", data):
        width = max((max(cells) for cells in grid.rows.values()), default=0)
        rows = range(1, max(grid.rows, default=0) + 1)
        sheets[grid.name] = [
            [cell.text if (cell := grid.rows.get(row, {}).get(column)) else "" for column in range(1, width + 1)]
            for row in rows
        ]
    return sheets


def workbook(sheets: Sheets) -> bytes:
    """A workbook with these sheets: texts as texts, numbers as numbers, and pairs as formulas with their cached value."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    _write(sheet, at, column, value)
    return out.getvalue()


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: object) -> None:
    if isinstance(value, tuple):
        sheet.write_formula(row, column, value[0], None, value[1])
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif value != "":
        sheet.write_string(row, column, str(value))


def changed(data: bytes, change: Callable[[Sheets], None]) -> bytes:
    """A workbook after somebody changed its sheets."""
    sheets = plain_sheets(data)
    change(sheets)
    return workbook(sheets)


def fill(sheets: Sheets, entries: dict[str, dict[str, object]]) -> None:
    """Type into the rows of questions, by id and by the head of the column."""
    for rows in sheets.values():
        head = next((row for row in rows if "ID" in row and "Answer" in row), None)
        for row in rows if head else ():
            for column, value in entries.get(str(row[head.index("ID")]), {}).items():
                row[head.index(column)] = value
