"""What a file holds, as values that know their place: text, mappings and sequences."""

from __future__ import annotations

from typing import Any

from cxassess.problems import Location, Page


class Node:
    """A piece of the file: `start` and `end` are offsets into the page, `line` and `column` count from 1."""

    __slots__ = ("_end", "_start", "page")
    kind = "value"

    def __init__(self, page: Page, event: Any) -> None:
        self.page = page
        self._start = event.start_mark
        self._end = event.end_mark

    @property
    def start(self) -> int:
        """The offset of the first character."""
        return int(self._start.index)

    @property
    def end(self) -> int:
        """The offset behind the last character."""
        return int(self._end.index)

    @property
    def line(self) -> int:
        """The line where this node begins."""
        return int(self._start.line) + 1

    @property
    def column(self) -> int:
        """The column where this node begins."""
        return int(self._start.column) + 1

    @property
    def where(self) -> Location:
        """The place where this node begins."""
        return Location(self.page.path, self.line, self.column, self.page)


class Scalar(Node):
    """A piece of text, as written; `style` is '' when plain, else a quote, `|` or `>`."""

    __slots__ = ("style", "text")
    kind = "text"

    def __init__(self, page: Page, event: Any, text: str, style: str) -> None:
        self.page = page  # not by super(): a playbook has thousands of these
        self._start = event.start_mark
        self._end = event.end_mark
        self.text = text
        self.style = style

    @property
    def empty(self) -> bool:
        """Whether nothing was written: no text, `~` or `null`."""
        return not self.style and self.text in ("", "~", "null")


class Mapping(Node):
    """`key: value` pairs, in order; each key once."""

    __slots__ = ("flow", "pairs")
    kind = "mapping"

    def __init__(self, page: Page, event: Any) -> None:
        super().__init__(page, event)
        self.flow = bool(event.flow_style)
        self.pairs: dict[str, tuple[Scalar, Node]] = {}

    def close(self, event: Any) -> None:
        """Take the end from the event that closes the mapping."""
        self._end = event.end_mark


class Sequence(Node):
    """A list of values."""

    __slots__ = ("flow", "items")
    kind = "list"

    def __init__(self, page: Page, event: Any) -> None:
        super().__init__(page, event)
        self.flow = bool(event.flow_style)
        self.items: list[Node] = []

    def close(self, event: Any) -> None:
        """Take the end from the event that closes the list."""
        self._end = event.end_mark
