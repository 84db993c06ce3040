"""A page of the report as a sequence of blocks: headings, paragraphs, lists, tables and figures, in order.

.docx and .md are written from these, so that they say the same as the HTML page, sections of an agency's own
template included. page_blocks.py reads the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with one look; a line end in it is a line break.

    marks: of bold, italic, code, sub, sup. link: an http, https or mailto address, `#id`, or ''.
    classes: those of the inline elements around it. background and color: six hex digits if it has a
    background of its own, else ''.
    """

    text: str
    marks: frozenset[str] = _NONE
    link: str = ""
    classes: frozenset[str] = _NONE
    background: str = ""
    color: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """How a block is laid out on paper, and what links to it.

    ids: what links may point to. classes: its own; outer_classes: those of the elements around it, and `blockquote`.
    starts_page: it begins on a new page. page_group: blocks with the same number (not 0) stay on one page.
    keep_with_next: the next block stays on the same page. rtl: it is read from right to left.
    """

    ids: tuple[str, ...] = ()
    classes: frozenset[str] = _NONE
    outer_classes: frozenset[str] = _NONE
    starts_page: bool = False
    page_group: int = 0
    keep_with_next: bool = False
    rtl: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6."""

    level: int
    runs: Runs
    placement: Placement = field(default_factory=Placement)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. `literal`: every space and line end in it is kept."""

    runs: Runs
    literal: bool = False
    placement: Placement = field(default_factory=Placement)


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list; each item is a sequence of blocks. `start` is the first number of an ordered list, else None.

    `unmarked`: its items have no bullets or numbers.
    """

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None
    unmarked: bool = False
    placement: Placement = field(default_factory=Placement)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. `align` is left, right or center; `background` and `color` are six hex digits or ''."""

    blocks: tuple[Block, ...]
    header: bool = False
    colspan: int = 1
    rowspan: int = 1
    align: str = "left"
    bold: bool = False
    background: str = ""
    color: str = ""


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `head` holds the rows of column headers; a cell that spans is there once, as in HTML."""

    caption: Runs
    head: tuple[Row, ...]
    body: tuple[Row, ...]
    placement: Placement = field(default_factory=Placement)


@dataclass(frozen=True, slots=True)
class Picture:
    """An image: `data` of a kind (svg, png, jpeg, gif), and its width and height in CSS pixels.

    height_ratio: height divided by width. 0 means unknown: then a drawing fills the width, and any other image has
    its own size.
    """

    kind: str
    data: bytes
    height_ratio: float = 0
    width: float = 0
    height: float = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture, its alternative text ('' for decoration), and the caption under it."""

    picture: Picture | None
    alt: str
    caption: Runs = ()
    placement: Placement = field(default_factory=Placement)


@dataclass(frozen=True, slots=True)
class TableOfContents:
    """A table of contents: the ids of headings with their texts."""

    entries: tuple[tuple[str, Runs], ...]
    placement: Placement = field(default_factory=Placement)


Block = Heading | Paragraph | ListBlock | Table | Figure | TableOfContents


@dataclass(frozen=True, slots=True)
class Document:
    """A whole page: metadata, blocks, and the color variables of its style sheet as six hex digits.

    repeated: what is printed on every page: `title`, `subject`, `marking` and `line`, where the page has them.
    """

    title: str
    author: str
    language: str
    blocks: tuple[Block, ...]
    repeated: dict[str, str]
    colors: dict[str, str]


def plain_text(runs: Iterable[Run]) -> str:
    """The text of runs on one line."""
    return " ".join("".join(run.text for run in runs).split())


def paragraph_runs(blocks: Iterable[Block]) -> Runs:
    """The text of the paragraphs among blocks, each on a line."""
    out: list[Run] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            out += [Run("\n")] if out else []
            out += block.runs
    return tuple(out)


def walk_blocks(blocks: Iterable[Block]) -> Iterator[Block]:
    """All blocks in order, each followed by those inside it."""
    for block in blocks:
        yield block
        if isinstance(block, ListBlock):
            yield from walk_blocks(inner for item in block.items for inner in item)
        elif isinstance(block, Table):
            yield from walk_blocks(inner for row in block.head + block.body for cell in row for inner in cell.blocks)


def encode_url(link: str) -> str:
    """A link in ASCII: other characters, and percent signs that begin no escape, are percent-encoded."""
    from urllib.parse import quote

    return re.sub("%(?![0-9A-Fa-f]{2})", "%25", quote(link, safe="%/:=&?~#+!$,;'@()*"))


def collapse_spaces(runs: Iterable[Run]) -> Runs:
    """The runs with single spaces, none at either end or beside a line end; neighbors that look the same are joined."""
    out: list[Run] = []
    before = "\n"
    for run in runs:
        text = _collapse_in_lines(run.text, before)
        if text[:1] == "\n" and out:
            out[-1] = replace(out[-1], text=out[-1].text.rstrip(" "))
        if text:
            before = text[-1]
            if out and replace(out[-1], text="") == replace(run, text=""):
                out[-1] = replace(out[-1], text=out[-1].text + text)
            else:
                out.append(replace(run, text=text))
    while out and not out[-1].text.rstrip():
        out.pop()
    if out:
        out[-1] = replace(out[-1], text=out[-1].text.rstrip())
    return tuple(out)


def _collapse_in_lines(text: str, before: str) -> str:
    """The text with single spaces, none at the start of a line; `before` is the character before it."""
    lines = [" ".join(filter(None, line.split(" "))) for line in text.replace("\t", " ").split("\n")]
    starts, ends = text[:1] in (" ", "\t"), text[-1:] in (" ", "\t")
    if starts and lines[0] and before not in " \n":
        lines[0] = " " + lines[0]
    if ends and (lines[-1] or (len(lines) == 1 and before not in " \n")):
        lines[-1] += " "
    return "\n".join(lines)


# -- a table as a grid: rows of the same width, with a cell that spans several in each place it covers


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of the grid: a cell, or (`continued`) the part of a cell that began in a row above."""

    cell: Cell
    continued: bool = False


GridRow = tuple[Slot, ...]


def build_grid(rows: Sequence[Row]) -> tuple[GridRow, ...]:
    """The rows of a table as grid rows of the same width; missing cells are empty."""
    above: dict[int, Slot] = {}
    lines = []
    for row in rows:
        line, above = _grid_row(row, above)
        lines.append(line)
    count = max(map(count_columns, lines), default=0)
    return tuple(line + (Slot(Cell(())),) * (count - count_columns(line)) for line in lines)


def count_columns(line: GridRow) -> int:
    """The number of columns that a grid row covers."""
    return sum(slot.cell.colspan for slot in line)


def _grid_row(row: Row, above: dict[int, Slot]) -> tuple[GridRow, dict[int, Slot]]:
    """The slots of a row, and those that reach into the next row, by their first column.

    `above` are the slots that reach into this row; the rowspan of their cells counts the rows that are left.
    """
    slots: list[Slot] = []
    cells = list(row)
    column, last = 0, max(above, default=-1)
    reaching: dict[int, Slot] = {}
    while cells or column <= last:
        slot = above.get(column)
        if slot is None:
            cell = cells.pop(0) if cells else Cell(())
            free = min((at for at in above if at > column), default=column + cell.colspan) - column
            slot = Slot(replace(cell, colspan=min(cell.colspan, free)))
        slots.append(slot)
        if slot.cell.rowspan > 1:
            reaching[column] = Slot(replace(slot.cell, rowspan=slot.cell.rowspan - 1), continued=True)
        column += slot.cell.colspan
    return tuple(slots), reaching
