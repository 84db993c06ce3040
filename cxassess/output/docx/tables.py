"""Tables as WordprocessingML: repeated header rows, column widths, alternative texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cxassess.output.blocks import (
    Block,
    Cell,
    Figure,
    GridRow,
    Heading,
    ListBlock,
    Paragraph,
    Run,
    Runs,
    Slot,
    Table,
    build_grid,
    count_columns,
    plain_text,
    walk_blocks,
)
from cxassess.output.direction import is_rtl
from cxassess.output.docx.runs import quote_attribute, runs_xml
from cxassess.output.docx.styles import WIDTH

if TYPE_CHECKING:
    from cxassess.output.docx.body import Writer

# Advance widths of Arial and Helvetica in thousandths of the size, for U+0020 to U+007E (Adobe's font metrics).
_CHAR_WIDTHS = tuple(map(int, ["278", "278", "355", "556", "556", "889", "667", "191", "333", "333", "389", "584", "278", "333", "278", "278", "556", "556", "556", "556", "556", "556", "556", "556", "556", "556", "278", "278", "584", "584", "584", "556", "1015", "667", "667", "722", "722", "667", "611", "778", "722", "278", "500", "667", "556", "833", "722", "778", "667", "778", "722", "667", "611", "722", "667", "944", "667", "667", "611", "278", "278", "278", "469", "556", "333", "556", "556", "500", "556", "556", "278", "556", "556", "222", "222", "500", "222", "833", "556", "556", "556", "556", "333", "500", "278", "556", "500", "722", "500", "500", "500", "334", "260", "334", "584"]))  # fmt: skip
_FONT_SIZE, _DENSE_FONT_SIZE = 9.0, 8.5
_PADDING = 200  # left and right of a cell together, in twentieths of a point
# A longer word or line counts as this long: notes of several pages must not starve the other columns.
MAX_WORD, MAX_LINE = 1900, 7000
_SHORT_LINE = 1750
MIN_PICTURE = 1700
_HYPHEN = re.compile("(?<=[A-Za-z])-(?=[A-Za-z])")
MAX_ROWS_TOGETHER = 12
MAX_ROW_TEXT = 1500  # characters of a row that may be cut by the end of a page


def table_xml(writer: Writer, table: Table, keep: bool) -> str:
    """A table with its caption before it; `keep`: the next block stays on the same page."""
    lines = build_grid(table.head + table.body)
    if not lines:
        return ""
    dense = "dense" in table.placement.classes
    widths = _widths(lines, _DENSE_FONT_SIZE if dense else _FONT_SIZE)
    kept = bool(table.placement.page_group) or len(table.body) <= MAX_ROWS_TOGETHER
    rows = len(lines)
    out = [_properties(table, widths)]
    for at, line in enumerate(lines):
        head = at < len(table.head)
        near = head or at in (len(table.head), rows - 2)
        holds = keep if at == rows - 1 else kept or near
        out.append(_row(writer, line, widths, head, holds, dense))
    caption = writer.paragraph("Caption", table.caption, replace(table.placement, rtl=False)) if table.caption else ""
    return f'{caption}<w:tbl>{"".join(out)}</w:tbl><w:p><w:pPr><w:pStyle w:val="TableEnd"/></w:pPr></w:p>'


def _properties(table: Table, widths: Sequence[int]) -> str:
    """The properties of the whole table, in the order of the schema."""
    caption = plain_text(table.caption)
    names = [
        plain_text(run for runs in _text_runs(cell.blocks) for run in runs) for row in table.head[:1] for cell in row
    ]
    columns = f" Columns: {', '.join(filter(None, names))}." if table.head else ""
    description = f"{len(table.body)} rows.{columns}"
    first_column = all(row[0].header for row in table.body if row)
    return (
        f'<w:tblPr><w:tblStyle w:val="ReportTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{0x0600 | 0x20 * bool(table.head) | 0x80 * first_column:04X}" w:firstRow="{int(bool(table.head))}" '
        f'w:lastRow="0" w:firstColumn="{int(first_column)}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"{f'<w:tblCaption w:val={quote_attribute(caption)}/>' if caption else ''}<w:tblDescription w:val={quote_attribute(description)}/></w:tblPr>"
        f'<w:tblGrid>{"".join(f"""<w:gridCol w:w="{width}"/>""" for width in widths)}</w:tblGrid>'
    )


def _row(writer: Writer, slots: GridRow, widths: Sequence[int], head: bool, keep: bool, dense: bool) -> str:
    length = max(sum(len(run.text) for runs in _text_runs(slot.cell.blocks) for run in runs) for slot in slots)
    look = ("<w:cantSplit/>" if length < MAX_ROW_TEXT else "") + ("<w:tblHeader/>" if head else "")
    cells, column = [], 0
    for slot in slots:
        width = sum(widths[column : column + slot.cell.colspan])
        cells.append(_cell(writer, slot, width, keep, dense))
        column += slot.cell.colspan
    return f"<w:tr>{f'<w:trPr>{look}</w:trPr>' if look else ''}{''.join(cells)}</w:tr>"


def _cell(writer: Writer, slot: Slot, width: int, keep: bool, dense: bool) -> str:
    cell = slot.cell
    look = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    look += f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    merge = "" if slot.continued else ' w:val="restart"'
    look += f"<w:vMerge{merge}/>" if slot.continued or cell.rowspan > 1 else ""
    look += f'<w:shd w:val="clear" w:color="auto" w:fill="{cell.background.upper()}"/>' if cell.background else ""
    style = "TableTextDense" if dense else "TableText"
    outer, writer.width = writer.width, max(width - _PADDING, 1)
    inside = "".join(_cell_content(writer, () if slot.continued else cell.blocks, cell, style, keep))
    writer.width = outer
    if not inside.endswith("</w:p>"):
        inside += f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr></w:p>'
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{inside}</w:tc>"


def _cell_content(writer: Writer, blocks: Iterable[Block], cell: Cell, style: str, keep: bool) -> Iterator[str]:
    """The paragraphs of a cell; other blocks are written as they are outside a table."""
    for block in blocks:
        if isinstance(block, Paragraph | Heading):
            align = f'<w:jc w:val="{cell.align}"/>' if cell.align != "left" else ""
            look = f'<w:pStyle w:val="{style}"/>{"<w:keepNext/>" if keep else ""}'
            look += f"{'<w:bidi/>' if block.placement.rtl or is_rtl(run.text for run in block.runs) else ''}{align}"
            text = runs_xml(block.runs, writer.links, bold=cell.bold, color=cell.color if cell.background else "")
            yield f"<w:p><w:pPr>{look}</w:pPr>{writer.links.bookmarks(block.placement.ids)}{text}</w:p>"
        else:
            yield from writer.write([block], keep)


def _text_runs(blocks: Iterable[Block]) -> Iterator[Runs]:
    """The runs of each paragraph and heading in blocks, and a bullet for each list."""
    for block in walk_blocks(blocks):
        if isinstance(block, Paragraph | Heading):
            yield block.runs
        elif isinstance(block, ListBlock):
            yield (Run("\u2022 "),)


def _widths(lines: Sequence[GridRow], size: float) -> list[int]:
    """The width of each column in twentieths of a point, as CSS lays out a table of automatic width.

    No column is narrower than its longest word if they all fit; the rest of the width goes to columns with long lines.
    """
    count = count_columns(lines[0])
    minimum, preferred = [_PADDING + 240] * count, [_PADDING + 240] * count
    for line in lines:
        column = 0
        for slot in line:
            if slot.cell.colspan == 1 and not slot.continued:
                word, line_width = _content_widths(slot.cell, size)
                minimum[column] = max(minimum[column], word)
                preferred[column] = max(preferred[column], line_width)
            column += slot.cell.colspan
    minimum = _without_line_breaks(minimum, preferred)
    rest = WIDTH - sum(minimum)
    if rest <= 0:
        widths = [WIDTH * width // sum(minimum) for width in minimum]
    else:
        extra = [max(line_width - word, 1) for word, line_width in zip(minimum, preferred, strict=True)]
        widths = [width + rest * share // sum(extra) for width, share in zip(minimum, extra, strict=True)]
    widths[0] += WIDTH - sum(widths)
    return widths


def _without_line_breaks(minimum: list[int], preferred: list[int]) -> list[int]:
    """The minimum widths, widened to whole lines for columns of short lines as far as the long columns allow."""
    # The more long columns there are, the taller a row becomes that squeezes them.
    readable = 1200 + 600 * sum(line > _SHORT_LINE for line in preferred)
    widths = [
        word if line <= _SHORT_LINE else max(word, readable) for word, line in zip(minimum, preferred, strict=True)
    ]
    if sum(widths) > WIDTH:
        return minimum
    for at in sorted(range(len(widths)), key=lambda at: preferred[at] - widths[at]):
        if preferred[at] <= _SHORT_LINE and sum(widths) - widths[at] + preferred[at] <= WIDTH:
            widths[at] = preferred[at]
    return widths


def _content_widths(cell: Cell, size: float) -> tuple[int, int]:
    """The widths of the longest word and of the longest line of a cell, in twentieths of a point."""
    word = line = 0.0
    for runs in _text_runs(cell.blocks):
        text = "".join(run.text for run in runs)
        factor = size * (1.08 if cell.bold or any("bold" in run.marks for run in runs) else 1.0) / 50
        line = max([line, *(_text_width(one) * factor for one in text.split("\n"))])
        word = max([word, *(_text_width(one) * factor for one in _HYPHEN.sub("- ", text).split())])
    if any(isinstance(block, Figure) for block in walk_blocks(cell.blocks)):
        word, line = max(word, MIN_PICTURE), max(line, MIN_PICTURE)
    return round(min(word, MAX_WORD)) + _PADDING, round(min(line, MAX_LINE)) + _PADDING


def _text_width(text: str) -> int:
    """The width of text in thousandths of its font size."""
    return sum(map(_char_width, text))


def _char_width(char: str) -> int:
    if " " <= char <= "~":
        return _CHAR_WIDTHS[ord(char) - 32]
    return 1000 if unicodedata.east_asian_width(char) in "WF" else 600
