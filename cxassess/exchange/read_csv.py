"""A CSV file to a grid of cells that know their line and column: strict about quotes, since a lost one swallows rows."""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection

from cxassess.exchange.cells import Cell, Grid, file_problem
from cxassess.problems import Invalid, Page, Problems
from cxassess.source.file_kinds import describe_bytes, describe_encoding
from cxassess.text import normalize_line_ends

MAX_MIB = 8
DELIMITERS = {",": "a comma", ";": "a semicolon", "\t": "a tab"}
MAX_CELLS = 250_000
SAVE_AS = "save it as 'CSV UTF-8 (Comma delimited)'"
_SEPARATOR_LINE = re.compile("sep=([,;\t])\r?\n")  # the first line that Excel understands


def read_csv(path: str, data: bytes, heads: Collection[str]) -> Grid:
    """The cells of a CSV file, separated by commas, semicolons or tabs, whichever splits its head into known words.

    `heads` are words in lower case that the first row may have. Text in UTF-16, which Excel calls Unicode text, is read as well.
    Raises Invalid where it cannot be read; a row that lacks its last cells is fine, one with too many is not.
    """
    page = Page(path, _decode(path, data))
    separated = _SEPARATOR_LINE.match(page.content)
    start = separated.end() if separated else 0
    delimiter = separated[1] if separated else _delimiter(page.content, heads)
    problems = Problems()
    rows = _Splitter(page, delimiter, problems).rows(start)
    problems.check()
    _check_lengths(rows, heads, delimiter, problems)
    problems.check()
    return Grid(page, rows)


def _decode(path: str, data: bytes) -> str:
    """The text of the file. Raises Invalid."""
    if len(data) > MAX_MIB * 1024 * 1024:
        raise Invalid([file_problem(path, f"the file is larger than {MAX_MIB} MiB", "is this the right file?")])
    encoding = describe_encoding(data)
    kind = "" if encoding else describe_bytes(data)
    if kind == "an Excel workbook":
        raise Invalid([file_problem(path, f"this is {kind}, not a CSV file", "rename it to end in .xlsx")])
    if kind:
        raise Invalid([file_problem(path, f"this is {kind}, not a CSV file", "give the CSV file that was sent out")])
    try:
        text = data.decode(encoding or "utf-8-sig")
    except UnicodeDecodeError as error:
        if encoding:
            raise Invalid([file_problem(path, f"the file is damaged {encoding}", SAVE_AS)]) from None
        before = data[: error.start].decode("utf-8-sig")
        where = Page(path, data.decode("utf-8-sig", "replace")).at_offset(len(before))
        problems = Problems()
        problems.error(where, f"byte 0x{data[error.start]:02X} is not UTF-8", f"{SAVE_AS}; it may be Windows-1252")
        raise Invalid(problems.errors) from None
    text = text.removeprefix(codecs.BOM_UTF8.decode())
    if "\0" in text:
        where = Page(path, text).at_offset(text.index("\0"))._replace(page=None)
        problems = Problems()
        problems.error(where, "U+0000 NULL in the file", "the file is damaged; ask for it again")
        raise Invalid(problems.errors)
    return text


def _delimiter(text: str, heads: Collection[str]) -> str:
    """What separates the cells: what splits the first line into the most known heads, a comma in doubt."""
    line = text.lstrip("\r\n").partition("\n")[0]

    def known(delimiter: str) -> int:
        return sum(cell.strip(' \r"').casefold() in heads for cell in line.split(delimiter))

    return max(DELIMITERS, key=known)


class _Splitter:
    """Splits a text into cells; what is wrong with its quotes goes to `problems`."""

    def __init__(self, page: Page, delimiter: str, problems: Problems) -> None:
        self.page = page
        self.text = page.content
        self.problems = problems
        self.delimiter = delimiter
        self.plain = re.compile(f"[^{delimiter}\r\n]*")
        self.line, self.line_start = 1, 0

    def rows(self, start: int) -> dict[int, dict[int, Cell]]:
        """The cells that are not empty by row and column, both from 1; a row is named by its number."""
        rows: dict[int, dict[int, Cell]] = {}
        row = column = 1
        self.line += self.text.count("\n", 0, start)
        self.line_start = at = start
        cells = 0
        while at < len(self.text):
            where = self.page.at(self.line, at - self.line_start + 1)
            is_quoted = self.text.startswith('"', at)
            text, at = self._quoted(at) if is_quoted else self._plain(at)
            if at < 0:
                return {}
            if text:
                rows.setdefault(row, {})[column] = Cell(normalize_line_ends(text), where)
            cells += 1
            if cells > MAX_CELLS:
                self.problems.error(where, f"the file has more than {MAX_CELLS:,} cells", "is this the right file?")
                return {}
            if self.text.startswith(self.delimiter, at):
                at, column = at + 1, column + 1
            elif at < len(self.text):
                at += 2 if self.text.startswith("\r\n", at) else 1
                row, column = row + 1, 1
                self.line, self.line_start = self.line + 1, at
        return rows

    def _plain(self, at: int) -> tuple[str, int]:
        """A cell without quotes, and where it ends."""
        match = self.plain.match(self.text, at)
        assert match is not None
        return match.group(), match.end()

    def _quoted(self, at: int) -> tuple[str, int]:
        """A cell in quotes, and where it ends; -1 with an error where it does not."""
        opening, end = at, at + 1
        line, line_start = self.line, self.line_start
        while True:
            end = self.text.find('"', end)
            if end < 0:
                where = self.page.at(line, opening - line_start + 1)
                hint = "close it with another '\"', and double each '\"' inside the text"
                self.problems.error(where, "this quotation mark is never closed", hint)
                return "", -1
            if not self.text.startswith('""', end):
                break
            end += 2
        inside = self.text[opening + 1 : end]
        if "\n" in inside:
            self.line += inside.count("\n")
            self.line_start = opening + 1 + inside.rindex("\n") + 1
        end += 1
        if end < len(self.text) and self.text[end] not in f"{self.delimiter}\r\n":
            where = self.page.at(self.line, end - self.line_start + 1)
            hint = "double each '\"' inside the text"
            self.problems.error(where, "text after the closing quotation mark", hint)
            return "", -1
        return inside.replace('""', '"'), end


def _check_lengths(
    rows: dict[int, dict[int, Cell]], heads: Collection[str], delimiter: str, problems: Problems
) -> None:
    """Note each row with a cell after the last head: a text with a delimiter in it lost its quotes."""
    known = (
        row for row, cells in rows.items() if sum(cell.text.strip().casefold() in heads for cell in cells.values()) > 1
    )
    head = next(known, None)
    last = max(rows[head]) if head else 0
    for row, cells in rows.items():
        if head and row > head and max(cells) > last:
            message = f"this row has {max(cells)} cells, but the header row of the table has {last}"
            hint = f"put text that contains {DELIMITERS[delimiter]} in quotation marks"
            problems.error(cells[last + 1].where if last + 1 in cells else cells[max(cells)].where, message, hint)
