"""An Excel workbook to grids of cells: what was typed, whether it is a formula, and nothing that was worked out.

By the standard library: the readers that there are give the value that a formula had when it was last worked out
(python-calamine), or change text that looks like an escape (openpyxl, which takes 140 ms to import, too).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from cxassess.exchange.cells import DATE, ERROR, FORMULA, NUMBER, TEXT, TRUTH, Cell, Grid
from cxassess.exchange.xlsx_package import Package, Refused, refused_problem
from cxassess.problems import Page
from cxassess.text import normalize_line_ends

MAX_SHEETS = 200
MAX_TEXT = 20_000_000  # characters of all cells: many may share one long text
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384  # of Excel
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_PLACE = re.compile("([A-Z]{1,3})([1-9][0-9]{0,6})")
_PERCENT = "percent"
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_NO_CODE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')  # in a number format: text, colors, conditions
_KINDS = {"b": TRUTH, "e": ERROR, "d": DATE, "s": TEXT, "str": TEXT, "inlineStr": TEXT}


def read_xlsx(path: str, data: bytes) -> list[Grid]:
    """The sheets of a workbook, in order, hidden ones too. Raises Invalid where it cannot be opened, or must not be."""
    try:
        return list(_Workbook(path, Package(data)).grids())
    except Refused as refused:
        raise refused_problem(path, refused) from None


class _Workbook:
    """A workbook: its sheets, and what cells refer to."""

    def __init__(self, path: str, package: Package) -> None:
        self.path = path
        self.package = package
        self.sheets: list[tuple[str, str]] = []
        self.length = 0  # characters of the cells that were read
        self.day_zero = datetime.datetime(1899, 12, 30)
        main = next((name for kind, name in package.relations("").values() if kind == "officeDocument"), "")
        main = main if main in package else "xl/workbook.xml"
        package.parse(main, self._start)
        relations = package.relations(main)
        parts = dict(relations.values())
        self.strings = _read_strings(package, parts.get("sharedStrings", ""))
        self.formats = _read_formats(package, parts.get("styles", ""))
        self.targets = {id: name for id, (kind, name) in relations.items() if kind == "worksheet"}

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            id = next((value for name, value in attributes.items() if name.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), id))
        elif tag == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self.day_zero = datetime.datetime(1904, 1, 1)

    def grids(self) -> Iterator[Grid]:
        """Its sheets, without those of charts."""
        if len(self.sheets) > MAX_SHEETS:
            raise Refused(f"the workbook has {len(self.sheets):,} sheets; the limit is {MAX_SHEETS}", "remove the rest")
        for number, (name, id) in enumerate(self.sheets, 1):
            if id in self.targets:
                sheet = _Sheet(self, Page(self.path, "", name or f"sheet {number}", number))
                self.package.parse(self.targets[id], sheet.start, sheet.end, sheet.text)
                yield Grid(sheet.page, sheet.rows)


class _Sheet:
    """The cells of one sheet, as they are read."""

    def __init__(self, book: _Workbook, page: Page) -> None:
        self.book = book
        self.page = page
        self.rows: dict[int, dict[int, Cell]] = {}
        self.row = self.column = 0
        self.cell: dict[str, str] | None = None  # the attributes of the cell that is read now
        self.texts: dict[str, list[str]] = {}  # of that cell, what its elements hold
        self.inside = ""  # the element of that cell whose text is read now
        self.phonetic = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self.cell is not None:
            self.phonetic = self.phonetic or tag == "rPh"
            if tag in ("v", "f", "t") and not self.phonetic:
                self.inside = tag
                self.texts.setdefault(tag, [])
        elif tag == "c":
            place = _PLACE.fullmatch(attributes.get("r", ""))
            if place:
                self.column, self.row = _column_number(place[1]), int(place[2])
            else:
                self.column += 1
            if self.column > MAX_COLUMN or self.row > MAX_ROW:
                raise Refused("the workbook has a cell outside of any sheet", "ask for it again")
            self.cell, self.texts = attributes, {}
        elif tag == "row":
            self.row, self.column = _whole(attributes.get("r", "")) or self.row + 1, 0

    def text(self, text: str) -> None:
        if self.inside:
            self.texts[self.inside].append(text)

    def end(self, tag: str) -> None:
        if tag == self.inside:
            self.inside = ""
        if tag == "rPh":
            self.phonetic = False
        if tag == "c" and self.cell is not None:
            text, kind = self._value(self.cell)
            self.book.length += len(text)
            if self.book.length > MAX_TEXT:
                raise Refused(f"the cells hold more than {MAX_TEXT:,} characters", "is this the right file?")
            if text:
                where = self.page.at(self.row, self.column)
                self.rows.setdefault(self.row, {})[self.column] = Cell(text, where, kind)
            self.cell = None

    def _value(self, attributes: dict[str, str]) -> tuple[str, str]:
        """What the cell says, and what kind of a thing that is."""
        raw = "".join(self.texts.get("v", ()))
        kind = attributes.get("t", "n")
        if "f" in self.texts:
            return f"={''.join(self.texts['f'])}", FORMULA
        if kind == "inlineStr":
            return _unescape("".join(self.texts.get("t", ()))), TEXT
        if kind == "s":
            number = _whole(raw)
            return (
                (self.book.strings[number], TEXT)
                if number is not None and number < len(self.book.strings)
                else ("", TEXT)
            )
        if kind == "b":
            return "TRUE" if raw == "1" else "FALSE", TRUTH
        if kind in _KINDS:
            return raw[:10] if kind == "d" else _unescape(raw), _KINDS[kind]
        style = _whole(attributes.get("s", "")) or 0
        return self._number(raw, self.book.formats[style] if style < len(self.book.formats) else "")

    def _number(self, raw: str, format: str) -> tuple[str, str]:
        """A number, or the date or percentage that it is shown as."""
        try:
            number = Decimal(raw)
        except InvalidOperation:
            return raw, TEXT
        if not number.is_finite() or abs(number.adjusted()) > 30:
            return raw, NUMBER
        if format == DATE and 0 < number < 2_958_466:  # the last day of the year 9999
            return (self.book.day_zero + datetime.timedelta(days=int(number))).date().isoformat(), DATE
        if format == _PERCENT:
            return f"{_plain(100 * number)}%", NUMBER
        return _plain(number), NUMBER


def _read_strings(package: Package, name: str) -> list[str]:
    """The texts that cells share, each with the runs of its letters joined and without how it is pronounced."""
    strings: list[str] = []
    pieces: list[str] = []
    inside: list[str] = []

    def start(tag: str, _: dict[str, str]) -> None:
        inside.append(tag)
        if tag == "si":
            pieces.clear()

    def end(tag: str) -> None:
        inside.pop()
        if tag == "si":
            strings.append(_unescape("".join(pieces)))

    def text(text: str) -> None:
        if inside[-1] == "t" and "rPh" not in inside:
            pieces.append(text)

    if name in package:
        package.parse(name, start, end, text)
    return strings


def _read_formats(package: Package, name: str) -> list[str]:
    """What numbers are shown as by the number of their style: DATE, a percentage, or ''."""
    codes: dict[int, str] = {}
    styles: list[int] = []
    inside: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        inside.append(tag)
        number = _whole(attributes.get("numFmtId", "")) or 0
        if tag == "numFmt":
            codes[number] = attributes.get("formatCode", "")
        elif tag == "xf" and inside[-2:-1] == ["cellXfs"]:
            styles.append(number)

    def end(_: str) -> None:
        inside.pop()

    if name in package:
        package.parse(name, start, end)
    return [_format_kind(number, codes.get(number, "")) for number in styles]


def _format_kind(number: int, code: str) -> str:
    code = _NO_CODE.sub("", code).lower()
    if number in _DATE_FORMATS or (code != "general" and re.search("[dmy]", code)):
        return DATE
    return _PERCENT if number in (9, 10) or code.endswith("%") else ""


def _unescape(text: str) -> str:
    """Text with the escapes of Excel undone, such as `_x000D_`, and each line end as one line feed."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return normalize_line_ends(text)


def _plain(number: Decimal) -> str:
    """Digits without an exponent: Excel writes 17 of them, of which 15 were typed."""
    number = (
        number.quantize(Decimal(1).scaleb(number.adjusted() - 14))
        if number and len(number.as_tuple().digits) > 15
        else number
    )
    return format(number.normalize() + 0, "f")


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _whole(text: str) -> int | None:
    """A whole number of at most nine digits; None for any other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
