"""What a file holds, as values that know their place: text, mappings and lists. Knows no YAML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from cxassess.problems import Location, Page

_new = tuple.__new__  # what a named tuple calls, without a call of its own: each answer is asked where it is


class Mark(Protocol):
    """A place in the text of a page, as the parser gives it: all three count from 0, in characters."""

    @property
    def index(self) -> int:
        """The offset into the page."""

    @property
    def line(self) -> int:
        """The line."""

    @property
    def column(self) -> int:
        """The column."""


class Written(Protocol):
    """What the parser says of a piece of text: where it begins and ends, and how it is quoted.

    `style` is None or '' when plain, else a quote, `|` or `>`.
    """

    @property
    def start_mark(self) -> Mark:
        """Where it begins."""

    @property
    def end_mark(self) -> Mark:
        """Where it ends."""

    @property
    def style(self) -> str | None:
        """How it is quoted."""


class Span(NamedTuple):
    """A piece of text that the parser read otherwise, or not at all."""

    start_mark: Mark
    end_mark: Mark
    style: str = ""


class Node:
    """A value in the file, and the places where it begins and ends, which are looked up when they are asked for."""

    __slots__ = ("page",)

    page: Page
    start_mark: Mark
    end_mark: Mark

    @property
    def start(self) -> int:
        """The offset of the first character into the page."""
        return self.start_mark.index

    @property
    def end(self) -> int:
        """The offset after the last character."""
        return self.end_mark.index

    @property
    def line(self) -> int:
        """The line where this node begins, from 1."""
        return self.start_mark.line + 1

    @property
    def column(self) -> int:
        """The column where this node begins, from 1."""
        return self.start_mark.column + 1

    @property
    def where(self) -> Location:
        """The place where this node begins."""
        page, start = self.page, self.start_mark
        return _new(Location, (page.path, start.line + 1, start.column + 1, page))

    def empty_mapping(self) -> Mapping:
        """A mapping without pairs at the place of this node, for a field that was not written."""
        return Mapping(self.page, self.start_mark, self.end_mark, {}, False)


class Scalar(Node):
    """A piece of text, as written; `style` is '' when plain, else a quote, `|` or `>`."""

    __slots__ = ("end_mark", "start_mark", "style", "text")

    def __init__(self, page: Page, written: Written, text: str) -> None:
        self.page = page
        self.start_mark = written.start_mark
        self.end_mark = written.end_mark
        self.text = text
        self.style = written.style or ""

    @property
    def empty(self) -> bool:
        """Whether nothing was written: no text, `~` or `null`."""
        return not self.style and self.text in ("", "~", "null")


class Mapping(Node):
    """`key: value` pairs by key, in order; `flow` says whether they were written in braces."""

    __slots__ = ("end_mark", "flow", "pairs", "start_mark")

    def __init__(self, page: Page, start: Mark, end: Mark, pairs: dict[str, tuple[Scalar, Node]], flow: bool) -> None:
        self.page = page
        self.start_mark = start
        self.end_mark = end
        self.pairs = pairs
        self.flow = flow


class Sequence(Node):
    """A list of values; `flow` says whether it was written in brackets."""

    __slots__ = ("end_mark", "flow", "items", "start_mark")

    def __init__(self, page: Page, start: Mark, end: Mark, items: list[Node], flow: bool) -> None:
        self.page = page
        self.start_mark = start
        self.end_mark = end
        self.items = items
        self.flow = flow


def scalars(node: Node) -> Iterator[Scalar]:
    """Every piece of text in a node, keys included, in order."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Mapping):
        for key, value in node.pairs.values():
            yield key
            yield from scalars(value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from scalars(item)


def is_bare(key: Scalar, value: Node) -> bool:
    """Whether a pair in braces has no ':' and no value, as the second one of `{note: one, two}`."""
    if type(value) is not Scalar or value.text or value.style or key.style:
        return False
    return not key.page.content[key.end : value.start].strip()
