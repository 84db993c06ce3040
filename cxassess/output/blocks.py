"""A page of the report as a sequence of plain values: headings, paragraphs, lists, tables and figures, in order.

Formats that are neither HTML nor PDF are written from these, so that all of them say the same, sections of
one's own templates included. Reading the page is done in page_blocks.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look. A line end in it is meant.

    marks: of bold, italic, code, sub, sup. link: an http, https or mailto address, `#id`, or ''.
    roles: the classes of the inline elements around it. fill and ink: six hex digits where it stands on
    a color of its own, else ''.
    """

    text: str
    marks: frozenset[str] = _NONE
    link: str = ""
    roles: frozenset[str] = _NONE
    fill: str = ""
    ink: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands and what the style sheet wants of it on paper.

    ids: what links may point to. classes: its own; within: those of the elements around it, and `blockquote`.
    fresh: it starts a page. group: blocks of one number (not 0) belong on one page. held: the next block
    belongs to it. rtl: it reads from right to left.
    """

    ids: tuple[str, ...] = ()
    classes: frozenset[str] = _NONE
    within: frozenset[str] = _NONE
    fresh: bool = False
    group: int = 0
    held: bool = False
    rtl: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6."""

    level: int
    runs: Runs
    place: Place = field(default_factory=Place)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. `literal`: every space and line end in it counts."""

    runs: Runs
    literal: bool = False
    place: Place = field(default_factory=Place)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; each item is a sequence of blocks. `start` is the first number of an ordered one, else None.

    `plain`: no sign stands before an item.
    """

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None
    plain: bool = False
    place: Place = field(default_factory=Place)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. `align` is left, right or center; `fill` and `ink` are six hex digits or ''."""

    blocks: tuple[Block, ...]
    header: bool = False
    across: int = 1
    down: int = 1
    align: str = "left"
    bold: bool = False
    fill: str = ""
    ink: str = ""


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `head` are the rows of column headers; cells that span are there once, as in HTML."""

    caption: Runs
    head: tuple[Row, ...]
    body: tuple[Row, ...]
    place: Place = field(default_factory=Place)


@dataclass(frozen=True, slots=True)
class Picture:
    """An image: `data` of a kind (svg, png, jpeg, gif), its width and height in CSS pixels, its height by its width.

    0 stands for what nothing says: then a drawing is as wide as there is room, any other image as large as it is.
    """

    kind: str
    data: bytes
    shape: float = 0
    width: float = 0
    height: float = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture, what a listener hears instead ('' for decoration), and the caption under it."""

    picture: Picture | None
    alt: str
    caption: Runs = ()
    place: Place = field(default_factory=Place)


@dataclass(frozen=True, slots=True)
class Contents:
    """The list of what follows: the ids of headings with their texts."""

    entries: tuple[tuple[str, Runs], ...]
    place: Place = field(default_factory=Place)


Block = Heading | Paragraph | Bullets | Table | Figure | Contents


@dataclass(frozen=True, slots=True)
class Document:
    """A whole page: what its head says, its blocks, and the colors its style sheet names, as six hex digits."""

    title: str
    author: str
    language: str
    blocks: tuple[Block, ...]
    colors: dict[str, str]


def plain(runs: Iterable[Run]) -> str:
    """The text of runs on one line."""
    return " ".join("".join(run.text for run in runs).split())


def paragraph_runs(blocks: Iterable[Block]) -> Runs:
    """The text of the paragraphs among blocks, a line each."""
    out: list[Run] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            out += [Run("\n")] if out else []
            out += block.runs
    return tuple(out)


def inner(block: Block) -> Iterator[Block]:
    """The blocks that a list or a table holds, those within them included."""
    inside: Iterable[tuple[Block, ...]] = ()
    if isinstance(block, Bullets):
        inside = block.items
    elif isinstance(block, Table):
        inside = (cell.blocks for row in block.head + block.body for cell in row)
    for blocks in inside:
        yield from everything(blocks)


def everything(blocks: Iterable[Block]) -> Iterator[Block]:
    """All blocks in order, with what lists and tables hold behind each of them."""
    for block in blocks:
        yield block
        yield from inner(block)


def encoded(link: str) -> str:
    """An address in ASCII: other characters, and percent signs that begin nothing, by number."""
    from urllib.parse import quote

    return re.sub("%(?![0-9A-Fa-f]{2})", "%25", quote(link, safe="%/:=&?~#+!$,;'@()*"))


def squeezed(runs: Iterable[Run]) -> Runs:
    """The runs with every stretch of spaces as one, none at either end or beside a line end, and equals joined."""
    out: list[Run] = []
    before = "\n"
    for run in runs:
        text = _spaced(run.text, before)
        if text[:1] == "\n" and out:
            out[-1] = replace(out[-1], text=out[-1].text.rstrip(" "))
        if text:
            before = text[-1]
            _add(out, replace(run, text=text))
    while out and not out[-1].text.rstrip():
        out.pop()
    if out:
        out[-1] = replace(out[-1], text=out[-1].text.rstrip())
    return tuple(out)


def _spaced(text: str, before: str) -> str:
    """The text with single spaces, none at a line's start; `before` is the character that precedes it."""
    lines = [" ".join(filter(None, line.split(" "))) for line in text.replace("\t", " ").split("\n")]
    starts, ends = text[:1] in (" ", "\t"), text[-1:] in (" ", "\t")
    if starts and lines[0] and before not in " \n":
        lines[0] = " " + lines[0]
    if ends and (lines[-1] or (len(lines) == 1 and before not in " \n")):
        lines[-1] += " "
    return "\n".join(lines)


def _add(out: list[Run], run: Run) -> None:
    """Put a run at the end, joined with the last one where both look the same."""
    if out and replace(out[-1], text="") == replace(run, text=""):
        out[-1] = replace(out[-1], text=out[-1].text + run.text)
    else:
        out.append(run)
