"""What a table that came back says: rows of questions, fields about who answers, and what it carries unseen.

Everything is looked up by its words, the heads of columns and the ids of questions, never by its place: rows may be
sorted, columns inserted, sheets renamed or deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from cxassess.exchange.cells import ERROR, FORMULA, Cell, Grid
from cxassess.exchange.model import (
    ANSWER,
    DETAIL,
    ENTERED,
    ENTRY,
    FIELD,
    FIELDS,
    HIDDEN_SHEET,
    ID,
    LISTS_SHEET,
    LISTS_TITLE,
    NOTE,
    PROGRESS_SHEET,
    QUESTION,
    REASON,
    SHOWN,
    TARGET,
    WORDING,
    unescape_apostrophe,
)
from cxassess.fields import BLANK, MAX_TEXT
from cxassess.problems import Invalid, Location, Problem, Problems, column_letters
from cxassess.text import join_words, one_line, shorten, typed_text

MAX_ROWS = 10_000  # below one head: more than any playbook has questions
MAX_HEAD_ROW = 100  # the head of a table is among the first rows of its sheet
_HEADS = {
    **{column.casefold(): column for column in (ID, *ENTERED)},
    **{"question id": ID, "level": ANSWER, "your answer": ANSWER},
    **{"notes": NOTE, "comment": NOTE, "comments": NOTE, "reasons": REASON, "target level": TARGET},
}
"""The columns by what their heads may be; `Question` is the column of ids where no other is."""
HEADS = frozenset(_HEADS) | {QUESTION.casefold()}
_SHOWN = frozenset(head.casefold() for head in (*SHOWN, "Play", "Condition"))
_FIELD_HEADS = {FIELD.casefold(): FIELD, ENTRY.casefold(): ENTRY}
_FIELD_NAMES = {label.casefold(): name for name, label in FIELDS.items()} | {name: name for name in FIELDS}
_NO_VALUE = {
    FORMULA: ("this cell holds a formula", "type the text itself, or leave the cell empty"),
    ERROR: ("this cell holds an error", "type the text that belongs here, or leave the cell empty"),
}


class NoTable(Invalid):
    """A workbook or a CSV file that is about something else."""


class Entry(NamedTuple):
    """What a cell says, cleaned, and where; '' for an empty cell."""

    text: str
    where: Location


class Row(NamedTuple):
    """The row of a question: its id, and what was entered by those columns of ENTERED that its table has."""

    id: Entry
    cells: Mapping[str, Entry]


@dataclass
class Table:
    """A workbook or a CSV file: rows by the id of the question, entries by the names of FIELDS, and the details."""

    path: str
    rows: dict[str, Row] = field(default_factory=dict)
    fields: dict[str, Entry] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)


def read_table(path: str, grids: Iterable[Grid], problems: Problems) -> Table:
    """The questions and fields in all sheets; what cannot be understood is noted at its cell. Raises NoTable."""
    reader = _TableReader(path, problems)
    for grid in grids:
        reader.read(grid)
    reader.check_heads()
    if not reader.table.rows and not problems.errors:
        hint = f"a table has the headings {ID} and {ANSWER} above its columns; give the file that was sent out"
        raise NoTable([Problem(Location(path, 1, 1), "there is no table of questions in this file", hint)])
    return reader.table


class _TableReader:
    """Reads one sheet after the other into a table."""

    def __init__(self, path: str, problems: Problems) -> None:
        self.table = Table(path)
        self.problems = problems
        self.without_heads: list[Grid] = []

    def read(self, grid: Grid) -> None:
        """Take over what a sheet holds."""
        if _is_hidden_sheet(grid):
            for cells in grid.rows.values():
                if 1 in cells and 2 in cells:
                    self.table.details.setdefault(cells[1].text, cells[2].text)
            return
        for row in sorted(grid.rows)[:MAX_HEAD_ROW]:
            heads = {column: _folded(cell) for column, cell in sorted(grid.rows[row].items())}
            if columns := self._columns(grid, row, heads):
                read = self._row if ANSWER in columns else self._field
                rows = [below for below in sorted(grid.rows) if below > row]
                for below in rows[:MAX_ROWS]:
                    read(grid, below, columns)
                for below in rows[MAX_ROWS : MAX_ROWS + 1]:
                    where = grid.rows[below][min(grid.rows[below])].where
                    message = f"there are more than {MAX_ROWS:,} rows below the header row of this table"
                    self.problems.error(where, message, "is this the right file?")
                if ANSWER in columns:
                    self._warn_of_columns(grid, row, columns)
                return
        if not _is_written_by_us(grid):
            self.without_heads.append(grid)

    def check_heads(self) -> None:
        """Note each sheet with a question that went out, and no heads by which to read it."""
        ids = {name.removeprefix(WORDING) for name in self.table.details if name.startswith(WORDING)}
        for grid in self.without_heads:
            cells = (cell for row in sorted(grid.rows) for cell in grid.rows[row].values())
            first = next((cell for cell in cells if cell.text in ids), None)
            if first is not None:
                message = f"{first.text} is here, but no row above it has the headings {ID} and {ANSWER}"
                hint = "write these headings above their columns, as in the file that was sent out"
                self.problems.error(first.where, message, hint)

    def _warn_of_columns(self, grid: Grid, head: int, columns: Mapping[str, int]) -> None:
        """Warn of columns that somebody added, or whose head somebody changed: what they hold stays where it is."""
        known = {column for column, cell in grid.rows[head].items() if _folded(cell) in _SHOWN} | {*columns.values()}
        first: dict[int, Cell] = {}
        for row, cells in sorted(grid.rows.items(), reverse=True):
            if row > head and columns[ID] in cells:
                first |= cells
        for column in sorted(first.keys() - known):
            title = grid.rows[head].get(column)
            where = (title or first[column]).where
            name = f"the column '{shorten(title.text)}'" if title else "a column without a heading"
            message = f"{name} is not part of the table, so it is not read"
            self.problems.warn(where, message, f"the columns that are read are {join_words(ENTERED)}")

    def _columns(self, grid: Grid, row: int, heads: Mapping[int, str]) -> dict[str, int]:
        """The columns of a table by their heads, where this row is its head; a head that is there twice is noted."""
        known = _HEADS if "id" in heads.values() or "question id" in heads.values() else _HEADS | {"question": ID}
        if {FIELD.casefold(), ENTRY.casefold()} <= {*heads.values()}:
            known = _FIELD_HEADS
        elif not {ID, ANSWER} <= {known.get(head) for head in heads.values()}:
            return {}
        columns: dict[str, int] = {}
        for column, head in heads.items():
            name = known.get(head)
            if name and columns.setdefault(name, column) != column:
                first, cell = grid.rows[row][columns[name]], grid.rows[row][column]
                message = f"a second column for {name} (the first is {_near(first.where, cell.where)})"
                self.problems.error(cell.where, message, "rename or delete one of the two")
        return columns

    def _row(self, grid: Grid, row: int, columns: Mapping[str, int]) -> None:
        """The row of a question, a field or a detail."""
        id = self._entry(grid, row, columns[ID])
        if id is None or id.text.casefold() == ID.casefold():
            return
        if id.text.startswith(DETAIL):
            name, cell = id.text.removeprefix(DETAIL).strip(), grid.rows[row].get(columns[ANSWER])
            if name in FIELDS and (entry := self._entry(grid, row, columns[ANSWER], id)):
                self.table.fields.setdefault(name, entry)
            elif name not in FIELDS and cell:
                self.table.details.setdefault(name, unescape_apostrophe(cell.text))
            return
        entries = {name: self._entry(grid, row, columns[name], id) for name in ENTERED if name in columns}
        cells = {name: entry for name, entry in entries.items() if entry is not None}
        filled = next((entry for entry in cells.values() if entry.text), None)
        if not id.text and filled is not None:
            message = f"'{shorten(filled.text, 40)}' belongs to no question: its row has no id"
            self.problems.error(filled.where, message, f"write the id of the question in the column {ID}, or remove it")
        elif id.text:
            self._add(Row(id, cells))

    def _add(self, row: Row) -> None:
        """Take over a row; a second one for the same question must say the same."""
        first = self.table.rows.setdefault(row.id.text, row)
        if first is row or _texts(first) == _texts(row):
            return
        if not any(_texts(row).values()):
            return
        if not any(_texts(first).values()):
            self.table.rows[row.id.text] = row
            return
        message = (
            f"{row.id.text} is here a second time, with other answers (first {_near(first.id.where, row.id.where)})"
        )
        self.problems.error(row.id.where, message, "delete one of the two rows")

    def _field(self, grid: Grid, row: int, columns: Mapping[str, int]) -> None:
        """What is entered about who answers; rows that people added are theirs."""
        label = grid.rows[row].get(columns[FIELD])
        name = _FIELD_NAMES.get(_folded(label)) if label else None
        if name and (entry := self._entry(grid, row, columns[ENTRY])):
            self.table.fields.setdefault(name, entry)

    def _entry(self, grid: Grid, row: int, column: int, id: Entry | None = None) -> Entry | None:
        """What a cell says; None with an error where that is no text. `id` is the place of an empty cell in CSV."""
        cell = grid.rows[row].get(column)
        if cell is None:
            where = grid.page.at(row, column)
            return Entry("", where if grid.name or id is None else id.where)
        if cell.kind in _NO_VALUE:
            message, hint = _NO_VALUE[cell.kind]
            self.problems.error(cell.where, f"{message}, '{shorten(cell.text)}'", hint)
            return None
        if len(cell.text) > MAX_TEXT:
            message = f"this text has {len(cell.text):,} characters; the limit is {MAX_TEXT:,}"
            self.problems.error(cell.where, message, "shorten it")
            return None
        text, left_out = typed_text(cell.text)
        if left_out:
            self.problems.warn(cell.where, f"this text had invisible characters: {left_out}", "they are left out")
        return Entry(unescape_apostrophe(text.strip(BLANK)), cell.where)


def _is_hidden_sheet(grid: Grid) -> bool:
    """Whether a sheet holds what is carried unseen: by its name, or by the names of what it holds."""
    names = {cells[1].text for cells in grid.rows.values() if 1 in cells} if grid.name else set()
    return grid.name.casefold() == HIDDEN_SHEET or names >= {"format", "playbook", "check"}


def _is_written_by_us(grid: Grid) -> bool:
    """Whether a sheet has only what an export wrote there, such as the choices of its lists: a choice may read like an id."""
    names = {PROGRESS_SHEET, LISTS_SHEET}
    titles = {cell.text for row in sorted(grid.rows)[:1] for cell in grid.rows[row].values()}
    return grid.name in names or bool(titles & {PROGRESS_SHEET, LISTS_TITLE})


def _texts(row: Row) -> dict[str, str]:
    return {name: entry.text for name, entry in row.cells.items()}


def _folded(cell: Cell) -> str:
    return one_line(cell.text).rstrip(" :*").casefold()


def _near(where: Location, other: Location) -> str:
    """A place as another one in the same file names it: `in B7`, `in sheet 'P3', B7`, `on line 3`."""
    if where.page is None or not where.page.sheet:
        return f"on line {where.line}"
    cell = f"{column_letters(where.column)}{where.line}"
    same = other.page is not None and other.page.sheet == where.page.sheet
    return f"in {cell}" if same else f"in sheet '{shorten(where.page.sheet)}', {cell}"
