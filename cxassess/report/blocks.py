"""A report as blocks of values in the order in which they are read; every format renders the same blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, TypeAlias

from cxassess.charts.model import AnswerStrip, LevelProfile, StripRow, VoteChart


class Span(NamedTuple):
    """A piece of a line. `kind` is '', or what it is.

    strong, label, key (a code), tag, late (overdue), question (a name with its code in parentheses), where (a code and an
    answer after what they are of), aside (what is said besides), subject, topic, seen (only for those who see the
    drawings), or box (☐ or ☒, to mark; `about` says what it means).

    `link` is a web address or `#` with the id of a heading, '' for none; where the heading is left out, so is the link.
    `typed`: people wrote it, so its direction is its own and its line ends are kept.
    """

    text: str
    kind: str = ""
    link: str = ""
    typed: bool = False
    about: str = ""


Text: TypeAlias = tuple[Span, ...]


class Heading(NamedTuple):
    """A heading; level 1 is the title of the whole. `id` is what links lead to, '' for none."""

    level: int
    text: Text
    id: str = ""


class Paragraph(NamedTuple):
    """A paragraph. `kind` is '', or what it is.

    about (what the report is of), subject, lead, quiet, intent, more (what follows elsewhere), or part (what comes next).
    """

    text: Text
    kind: str = ""


class Labeled(NamedTuple):
    """A short label with its text, such as `Note: …`."""

    label: str
    text: Text


class Listing(NamedTuple):
    """A list, after a label where there is one. `kind` is '', or what it is.

    numbered, facts (labels with values on one line), found, close, standing, contents, or without marks: plain, choices
    (each with a box to mark), proposals.
    """

    items: tuple[Text, ...]
    kind: str = ""
    label: str = ""


class Column(NamedTuple):
    """A column of a table by its head; `kind` says what it holds, such as number, date, owner or name."""

    head: str
    kind: str = ""


class Row(NamedTuple):
    """A row of a table. `kind` is '', overall, or group: then its one cell is the head of the rows after it."""

    cells: tuple[Text, ...]
    kind: str = ""


class Table(NamedTuple):
    """A table with a caption; the cells of column `head` name their rows.

    `kind` is '', or what it is: actions, tasks, moved, differed, roles, scores, pairs or dense. `level` is set
    where the caption is a heading of the section. `keep`: it is not split by a page break.
    """

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    kind: str = ""
    head: int = 0
    level: int = 0
    keep: bool = False


class Box(NamedTuple):
    """Blocks that belong together. `kind` says how.

    imprint, requests, trust, area, other, play, or on one page: together, keep; pair: its boxes, of the kind '', are
    side by side where there is room; folded: under its first block, a heading, that a reader can open on a screen, and
    that is open on paper.
    """

    kind: str
    blocks: tuple[Block, ...]


class Blank(NamedTuple):
    """A place to write under a label, with what is written there already; `lines` is how much room there is at least."""

    label: str
    text: Text = ()
    lines: int = 1


class Blanks(NamedTuple):
    """Places to write, one under another; `heads` say what the labels and the places are."""

    heads: tuple[str, str]
    rows: tuple[Blank, ...]


# Of figures: all answers, those of one play as a row of cells, scores, and the votes on a question beside their list.
Figure: TypeAlias = AnswerStrip | StripRow | LevelProfile | VoteChart
Block: TypeAlias = Heading | Paragraph | Labeled | Listing | Table | Figure | Box | Blanks

_WHOLE = Span | Figure  # what no block is inside of


class Section(NamedTuple):
    """A section of a report by its name in the look's list of sections."""

    name: str
    blocks: tuple[Block, ...]


def text(words: str, kind: str = "", link: str = "", *, typed: bool = False) -> Text:
    """One piece of text as a line; () for no words."""
    return (Span(words, kind, link, typed),) if words else ()


def join(*parts: str | Span | Text) -> Text:
    """One line of pieces; words are plain text, and empty ones are left out."""
    line: list[Span] = []
    for part in parts:
        if isinstance(part, Span):
            line.append(part)
        else:
            line += text(part) if isinstance(part, str) else part
    return tuple(line)


def plain(line: Text) -> str:
    """The words of a line."""
    return "".join(span.text for span in line)


def headings_and_tables(value: Any) -> Iterator[Heading | Table]:
    """What has an id in sections or blocks, in order."""
    return find(value, (Heading, Table))


def find(value: Any, kind: type | tuple[type, ...]) -> Iterator[Any]:
    """What is of a kind in sections, blocks or lines, in order; what is drawn has nothing in it."""
    if isinstance(value, kind):
        yield value
    elif not isinstance(value, _WHOLE):
        for part in value:
            if isinstance(part, tuple):
                yield from find(part, kind)


def without_dead_links(sections: Iterable[Section]) -> tuple[Section, ...]:
    """The sections with plain text for each link to what they do not have."""
    sections = tuple(sections)
    ids = {block.id for block in headings_and_tables(sections)}

    def mapped(value: Any) -> Any:
        if isinstance(value, Span):
            is_dead = value.link[:1] == "#" and value.link[1:] not in ids
            return value._replace(link="") if is_dead else value
        if not isinstance(value, tuple) or isinstance(value, _WHOLE):
            return value
        parts = map(mapped, value)
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)

    return tuple(mapped(section) for section in sections)
