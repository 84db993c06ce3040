"""Tables as WordprocessingML: repeated header rows, column widths, descriptions for listeners."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cxassess.charts.widths import width
from cxassess.output.docx.runs import quote_attribute

_FONT_SIZE = 90  # tenths of a point
_PADDING = 180  # left and right of a cell together, in twentieths of a point
# A longer word or line counts as this long: notes of several pages must not starve the other columns.
MAX_WORD, MAX_LINE = 1900, 7000
_SHORT_LINE = 1750
_HYPHEN = re.compile("(?<=[A-Za-z])-(?=[A-Za-z])")
_LINE = 330  # twentieths of a point of a line to write on
MAX_ROWS_TOGETHER = 12
MAX_ROW_TEXT = 1500  # characters of a row that may be cut by the end of a page


class Cell(NamedTuple):
    """A cell: its runs and their words. `whole`: they stay on one line; `drawn` is the width of a picture."""

    xml: str
    words: str
    bold: bool = False
    right: bool = False
    whole: bool = False
    rtl: bool = False
    drawn: int = 0


class Line(NamedTuple):
    """A row; one cell spans all columns where `group`. `room`: it is at least so many lines high."""

    cells: tuple[Cell, ...]
    group: bool = False
    room: int = 0


def table_xml(
    caption: str,
    lines: Sequence[Line],
    widths: Sequence[int],
    styles: Mapping[str, str],
    *,
    head: int = 0,
    together: bool,
) -> str:
    """A table of lines, the first of which has the heads of columns, with the widths of columns in twentieths of a point.

    The cells of column `head` name their rows. `together`: it stays on one page.
    """
    keep = together or len(lines) <= MAX_ROWS_TOGETHER
    rows = "".join(
        _row(line, widths, styles, at == 0, at < len(lines) - 1 and (keep or at in (0, len(lines) - 2) or line.group))
        for at, line in enumerate(lines)
    )
    columns = ", ".join(filter(None, (" ".join(cell.words.split()) for cell in lines[0].cells)))
    first = int(head == 0)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{styles["Report Table"]}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="{0x0620 | 0x80 * first:04X}" w:firstRow="1" w:lastRow="0" '
        f'w:firstColumn="{first}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quote_attribute(caption)}/>"
        f"<w:tblDescription w:val={quote_attribute(f'{len(lines) - 1} rows. Columns: {columns}.')}/></w:tblPr>"
        f'<w:tblGrid>{"".join(f"""<w:gridCol w:w="{width}"/>""" for width in widths)}</w:tblGrid>{rows}</w:tbl>'
        f'<w:p><w:pPr><w:pStyle w:val="{styles["Report Table End"]}"/></w:pPr></w:p>'
    )


def _row(line: Line, widths: Sequence[int], styles: Mapping[str, str], head: bool, keep: bool) -> str:
    short = max(len(cell.words) for cell in line.cells) < MAX_ROW_TEXT
    look = f'<w:trHeight w:val="{line.room * _LINE}" w:hRule="atLeast"/>' if line.room else ""
    look += ("<w:cantSplit/>" if short else "") + ("<w:tblHeader/>" if head else "")
    drawn = any(cell.drawn for cell in line.cells) and not head
    spans = (sum(widths),) if line.group else widths
    cells = "".join(
        _cell(cell, wide, styles, keep, len(widths) if line.group else 1, drawn)
        for cell, wide in zip(line.cells, spans, strict=True)
    )
    return f"<w:tr>{f'<w:trPr>{look}</w:trPr>' if look else ''}{cells}</w:tr>"


def _cell(cell: Cell, wide: int, styles: Mapping[str, str], keep: bool, columns: int, drawn: bool) -> str:
    span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    span += '<w:vAlign w:val="center"/>' if drawn else ""
    look = f'<w:pStyle w:val="{styles["Report Table Text"]}"/>{"<w:keepNext/>" if keep else ""}'
    look += ("<w:bidi/>" if cell.rtl else "") + ('<w:jc w:val="right"/>' if cell.right else "")
    return f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{span}</w:tcPr><w:p><w:pPr>{look}</w:pPr>{cell.xml}</w:p></w:tc>'


def column_widths(lines: Sequence[Line], available: int) -> list[int]:
    """The width of each column in twentieths of a point, as CSS lays out a table of automatic width.

    No column is narrower than its longest word if they all fit; the rest of the width goes to columns with long lines.
    """
    cells_by_column = zip(*(line.cells for line in lines if not line.group), strict=True)
    columns = [[*map(_content_widths, cells)] for cells in cells_by_column]
    minimum = [max(_PADDING + 200, *(word for word, _ in cells)) for cells in columns]
    preferred = [max(_PADDING + 200, *(line for _, line in cells)) for cells in columns]
    minimum = _without_line_breaks(minimum, preferred, available)
    rest = available - sum(minimum)
    if rest <= 0:
        widths = [available * wide // sum(minimum) for wide in minimum]
    else:
        extra = [max(line - word, 1) for word, line in zip(minimum, preferred, strict=True)]
        widths = [wide + rest * share // sum(extra) for wide, share in zip(minimum, extra, strict=True)]
    widths[0] += available - sum(widths)
    return widths


def _without_line_breaks(minimum: list[int], preferred: list[int], available: int) -> list[int]:
    """The minimum widths, widened to whole lines for columns of short lines as far as the long columns allow."""
    # The more long columns there are, the taller a row becomes that squeezes them.
    readable = 1200 + 600 * sum(line > _SHORT_LINE for line in preferred)
    widths = [
        word if line <= _SHORT_LINE else max(word, readable) for word, line in zip(minimum, preferred, strict=True)
    ]
    if sum(widths) > available:
        return minimum
    for at in sorted(range(len(widths)), key=lambda at: preferred[at] - widths[at]):
        if preferred[at] <= _SHORT_LINE and sum(widths) - widths[at] + preferred[at] <= available:
            widths[at] = preferred[at]
    return widths


def _content_widths(cell: Cell) -> tuple[int, int]:
    """The widths of the longest word and of the longest line of a cell, in twentieths of a point."""
    if cell.drawn:
        return cell.drawn + _PADDING, cell.drawn + _PADDING
    lines = cell.words.split("\n")
    line = max(_text_width(one, cell.bold) for one in lines)
    words = (_text_width(one, cell.bold) for one in _HYPHEN.sub("- ", cell.words).split())
    word = line if cell.whole else max(words, default=0)
    return min(word, MAX_WORD) + _PADDING, min(line, MAX_LINE) + _PADDING


def _text_width(text: str, bold: bool) -> int:
    narrow = "".join(char if unicodedata.east_asian_width(char) in "WF" or char < "\u0250" else "n" for char in text)
    return width(narrow, _FONT_SIZE, bold) * 2
