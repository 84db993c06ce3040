"""How the sheets of a workbook look, are named, printed and locked."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from cxassess.charts.widths import width
from cxassess.exchange.model import HIDDEN_SHEET, LISTS_SHEET, PROGRESS_SHEET, START_SHEET, escape_apostrophe, fit_cell
from cxassess.playbook import Play
from cxassess.text import one_line

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

STRONG, INK, LINK = "#14365c", "#1b1b1b", "#0b4f9e"
PALE = "#fff6d6"  # where people write; a border says the same on paper without color
UNCLEAR, UNCLEAR_INK = "#ffdcd6", "#8a1500"
GRAY, GRAY_INK = "#e3e3e3", "#595959"
BORDER = "#8a8f98"
MAX_NAME = 31  # characters of the name of a sheet
MAX_FOOTER = 80  # characters of a title in a footer
FONT, SIZE = "Arial", 10  # on every system, or one of the same widths: rows have the height that their text needs
PAGE_WIDTH, PAGE_HEIGHT = 734, 515  # points of a landscape page within its margins
LINE = 13  # points of a line
ROW = 15  # points of a row of which nothing is said
MAX_HEIGHT = 409  # points of a row that Excel can make
TITLE_HEIGHT = 24
MIN_LINES = 3  # of a row that people write in
_DIGIT, _PADDING = 7, 8  # pixels of a character that widths of columns count, and of what is left free in a cell
_EM = 1270  # hundredths of a pixel: 10 points are 1333, and Arial is narrower than the font that `width` knows
_NOT_LAST = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "of",
        "on",
        "or",
        "our",
        "that",
        "the",
        "their",
        "to",
        "with",
        "&",
        "-",
        "–",
        "—",
    ]
)
_TEXT = "@"  # no number format: `1-2` stays text and becomes no date


class Look:
    """The formats of one workbook."""

    def __init__(self, workbook: Workbook) -> None:
        def add(**properties: object) -> Format:
            return workbook.add_format({"font_color": INK, "valign": "top", **properties})

        border = {"border": 1, "border_color": BORDER}
        self.title = add(bold=True, font_size=16, font_color=STRONG)
        self.heading = add(bold=True, font_size=12, font_color=STRONG)
        self.label = add(bold=True, text_wrap=True, align="left")
        self.wrapped = add(text_wrap=True)
        self.hint = add(text_wrap=True, italic=True, font_size=9, valign="bottom")
        self.head = add(bold=True, font_color="#ffffff", bg_color=STRONG, text_wrap=True, valign="vcenter", **border)
        self.cell = add(text_wrap=True, **border)
        self.entry = add(text_wrap=True, bg_color=PALE, locked=False, num_format=_TEXT, **border)
        self.link = add(underline=1, font_color=LINK, text_wrap=True, **border)
        self.number = add(num_format="0", **border)
        self.total = add(bold=True, **border)
        self.total_number = add(bold=True, num_format="0", **border)
        self.bold, self.italic, self.plain = add(bold=True), add(italic=True), add()
        self.unclear = workbook.add_format(
            {"bold": True, "underline": 1, "font_color": UNCLEAR_INK, "bg_color": UNCLEAR, "border": 1}
        )
        self.not_asked = workbook.add_format({"bg_color": GRAY, "font_color": GRAY_INK})

    def table(self, name: str, heads: Iterable[str], about: str) -> dict[str, Any]:
        """The options of a table with these heads, which programs read aloud with each cell; `about` is read before it."""
        columns = [{"header": head, "header_format": self.head} for head in heads]
        return {"name": name, "columns": columns, "style": None, "autofilter": False, "description": about}

    def write_entry(self, sheet: Worksheet, row: int, column: int, text: str) -> None:
        """A cell that people fill in, with what it says now."""
        if text:
            write(sheet, row, column, escape_apostrophe(text), self.entry)
        else:
            sheet.write_blank(row, column, None, self.entry)


def write(sheet: Worksheet, row: int, column: int, text: str, look: Format | None = None) -> None:
    """Write text into a cell, never as a number, a formula or a link."""
    sheet.write_string(row, column, fit_cell(text), look)


def count_lines(words: str, columns: int, bold: bool = False) -> int:
    """How many lines text takes in a column as wide as so many characters; 0 for no text."""
    room = (columns * _DIGIT - _PADDING) * 100
    return sum(_wrapped_lines(line, room, bold) for line in words.split("\n")) if words else 0


def _wrapped_lines(line: str, room: int, bold: bool) -> int:
    """How many lines one line becomes; `room` is in hundredths of a pixel."""
    lines, used, space = 1, 0, width(" ", _EM, bold)
    for word in line.split(" "):
        needed = width(word, _EM, bold)
        if used and used + space + needed > room:
            lines, used = lines + 1, 0
        else:
            used += space if used else 0
        lines += (needed - 1) // room if needed > room else 0  # a long word is cut
        used = used + needed if needed <= room else needed % room
    return lines


def set_height(sheet: Worksheet, row: int, lines: int) -> int:
    """Make a row as high as so many lines, and give its height: LibreOffice does not fit rows to their text by itself."""
    height = min(MAX_HEIGHT, max(1, lines) * LINE + 2)
    sheet.set_row(row, height)
    return height


def play_sheet_names(plays: Iterable[Play]) -> dict[str, str]:
    """A name for the sheet of each play, by its id: the id and as much of the title as Excel allows."""
    taken = {name.casefold() for name in (START_SHEET, PROGRESS_SHEET, LISTS_SHEET, HIDDEN_SHEET, "History")}
    names: dict[str, str] = {}
    for play in plays:
        full = re.sub(r"[\[\]:*?/\\']", " ", one_line(f"{play.id} {fit_cell(play.title)}"))
        name, number = _cut(full, MAX_NAME), 1
        while name.casefold() in taken:
            number += 1
            name = f"{_cut(full, MAX_NAME - len(str(number)) - 1)} {number}"
        taken.add(name.casefold())
        names[play.id] = name
    return names


def _cut(name: str, most: int) -> str:
    """At most so many characters as Excel counts them, in UTF-16 units; cut after a word that may be the last."""
    short = name
    while len(short.encode("utf-16-le")) // 2 > most:
        short = short[:-1]
    words = short.split()
    if len(short) < len(name):
        if name[len(short)] != " " and len(words) > 2:
            words = words[:-1]
        while len(words) > 2 and words[-1].casefold() in _NOT_LAST:
            words = words[:-1]
    return " ".join(words)


def fit_page(sheet: Worksheet, title: str, marking: str) -> None:
    """Print on landscape pages as wide as the sheet, with title and page numbers, and the marking above."""
    sheet.set_landscape()
    sheet.set_paper(1)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.75 if marking else 0.5, bottom=0.6)
    cut = title if len(title) <= MAX_FOOTER else f"{title[: MAX_FOOTER - 1]}…"
    sheet.set_footer(f"&L{_literal(cut)}&R&A, page &P of &N")
    if marking:
        sheet.set_header(f"&C&B{_literal(fit_cell(one_line(marking))[:MAX_FOOTER])}")


def page_breaks(heights: Sequence[int], before: int, repeated: int, room: int) -> list[int]:
    """After how many rows a new page begins, so that no row is divided and none is alone where that can be avoided.

    All in points: the heights of rows, of what is above them on the first page, and of the heads on each other page.
    """
    pages: list[list[int]] = []
    used = room + 1
    for height in heights:
        if used + height > room:
            pages.append([])
            used = repeated if len(pages) > 1 else before
        pages[-1].append(height)
        used += height
    for page, last in [*itertools.pairwise(pages)][::-1] * len(pages):  # a page that was given rows can give some
        while len(page) > len(last) + 1 and repeated + sum(last) + page[-1] <= room:
            last.insert(0, page.pop())
    return [*itertools.accumulate(map(len, pages[:-1]))]


def points_across(columns: Iterable[int]) -> int:
    """How wide columns of so many characters are together, in points."""
    return sum(column * _DIGIT + 5 for column in columns) * 3 // 4


def _literal(text: str) -> str:
    """Text of a header or footer, in which `&` begins a code."""
    return text.replace("&", "&&")


def lock(sheet: Worksheet) -> None:
    """Lock all but the cells that people fill in, without a password; rows and columns may be resized.

    Excel sorts nothing that has locked cells, whatever is allowed: for that the sheet has to be unlocked first.
    """
    allowed = ["format_cells", "format_columns", "format_rows", "sort", "autofilter"]
    sheet.protect("", dict.fromkeys([*allowed, "select_locked_cells", "select_unlocked_cells"], True))
