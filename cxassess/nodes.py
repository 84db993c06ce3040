"""What a file holds, as values that know their place: text, mappings and lists. Knows no YAML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from cxassess.problems import Location, Page


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


class Node:
    """A value in the file, and the places where it begins and ends."""

    __slots__ = ("_end", "_start", "page")

    def __init__(self, page: Page, start: Mark, end: Mark) -> None:
        self.page = page
        self._start = start  # read when needed: a playbook has thousands of nodes and few problems
        self._end = end

    @property
    def start(self) -> int:
        """The offset of the first character into the page."""
        return self._start.index

    @property
    def end(self) -> int:
        """The offset after the last character."""
        return self._end.index

    @property
    def line(self) -> int:
        """The line where this node begins, from 1."""
        return self._start.line + 1

    @property
    def column(self) -> int:
        """The column where this node begins, from 1."""
        return self._start.column + 1

    @property
    def where(self) -> Location:
        """The place where this node begins."""
        page, start = self.page, self._start
        return Location(page.path, start.line + 1, start.column + 1, page)

    def empty_mapping(self) -> Mapping:
        """A mapping without pairs at the place of this node, for a field that was not written."""
        return Mapping(self.page, self._start, self._end, {}, False)


class Scalar(Node):
    """A piece of text, as written; `style` is '' when plain, else a quote, `|` or `>`."""

    __slots__ = ("style", "text")

    def __init__(self, page: Page, start: Mark, end: Mark, text: str, style: str = "") -> None:
        self.page = page  # not by super(): a playbook has thousands of these
        self._start = start
        self._end = end
        self.text = text
        self.style = style

    @property
    def empty(self) -> bool:
        """Whether nothing was written: no text, `~` or `null`."""
        return not self.style and self.text in ("", "~", "null")


class Mapping(Node):
    """`key: value` pairs by key, in order; `flow` says whether they were written in braces."""

    __slots__ = ("flow", "pairs")

    def __init__(self, page: Page, start: Mark, end: Mark, pairs: dict[str, tuple[Scalar, Node]], flow: bool) -> None:
        super().__init__(page, start, end)
        self.pairs = pairs
        self.flow = flow


class Sequence(Node):
    """A list of values; `flow` says whether it was written in brackets."""

    __slots__ = ("flow", "items")

    def __init__(self, page: Page, start: Mark, end: Mark, items: list[Node], flow: bool) -> None:
        super().__init__(page, start, end)
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
    if not isinstance(value, Scalar) or value.text or value.style or key.style:
        return False
    return not key.page.content[key.end : value.start].strip()
