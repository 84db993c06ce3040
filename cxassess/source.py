"""YAML text to nodes that know their line and column; the only importer of yaml.

Reads the C parser's events: it never builds objects, never follows an alias, and stops at a depth and a
number of nodes, so a hostile file costs little. Every scalar stays the text that was written.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from cxassess.problems import Faults, Invalid, Location, Page, Problem
from cxassess.text import BIDI, FORBIDDEN, point, shorten

MOST_BYTES = 2 * 1024 * 1024
MOST_NODES = 20_000
MOST_DEPTH = 12  # mappings and lists inside one another; with the stream, the document, a key and a value: 16
MOST_FAULTS = 200

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_CONFLICT = re.compile(r"^(<{7}|>{7}|\|{7}) .*$", re.MULTILINE)
_BIDI = re.compile(f"[{BIDI}]")


class Node:
    """A piece of the file: `start` and `end` are offsets into the page, `line` and `column` count from 1."""

    __slots__ = ("column", "end", "line", "page", "start")
    kind = "value"

    def __init__(self, page: Page, start: Any, end: Any) -> None:
        self.page = page
        self.start: int = start.index
        self.end: int = end.index
        self.line: int = start.line + 1
        self.column: int = start.column + 1

    @property
    def where(self) -> Location:
        """The place where this node begins."""
        return Location(self.page.path, self.line, self.column, self.page)


class Scalar(Node):
    """A piece of text, as written; `style` is '' when plain, else a quote, `|` or `>`."""

    __slots__ = ("style", "text")
    kind = "text"

    def __init__(self, page: Page, start: Any, end: Any, text: str, style: str) -> None:
        super().__init__(page, start, end)
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

    def __init__(self, page: Page, start: Any, end: Any, flow: bool) -> None:
        super().__init__(page, start, end)
        self.flow = flow
        self.pairs: dict[str, tuple[Scalar, Node]] = {}


class Sequence(Node):
    """A list of values."""

    __slots__ = ("flow", "items")
    kind = "list"

    def __init__(self, page: Page, start: Any, end: Any, flow: bool) -> None:
        super().__init__(page, start, end)
        self.flow = flow
        self.items: list[Node] = []


def read_bytes(path: str | Path) -> bytes:
    """The bytes of a file, or of standard input for `-`; never more than one over the cap. Raises OSError."""
    if str(path) == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    with open(path, "rb", opener=_open_regular) as file:  # noqa: PTH123  (an opener of our own)
        return file.read(MOST_BYTES + 1)


def _open_regular(path: str, flags: int) -> int:
    """Open a file that has an end: a pipe or a device could hang or feed us for ever."""
    found = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    mode = os.fstat(found).st_mode
    if stat.S_ISREG(mode) or stat.S_ISFIFO(mode):
        os.set_blocking(found, True) if hasattr(os, "set_blocking") else None
        return found
    os.close(found)
    import errno

    raise OSError(errno.EINVAL, "not a regular file", path)


def decode(path: str, data: bytes) -> Page:
    """The bytes as a page. Raises Invalid for a file that is too large, not UTF-8, or holds a forbidden character."""
    page, faults = Page(path, ""), Faults()
    start = Location(path, 1, 1)
    if len(data) > MOST_BYTES:
        faults.error(start, "the file is larger than 2 MiB", "a file of this kind is a few kilobytes; is it the right one?")
    elif data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        faults.error(start, "the file is UTF-16", "save it as UTF-8")
    else:
        page = _utf8(path, data, faults)
    faults.check()
    return page


def _utf8(path: str, data: bytes, faults: Faults) -> Page:
    try:
        return Page(path, data.decode("utf-8").removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
        text = data.decode("utf-8", "replace").removeprefix("\ufeff")
        where = place(Page(path, text), len(before))
        faults.error(where, f"byte 0x{data[error.start]:02X} is not UTF-8", "save the file as UTF-8; it may be Windows-1252")
        return Page(path, "")


def place(page: Page, offset: int) -> Location:
    """The line and column of an offset into the page's content."""
    line = page.content.count("\n", 0, offset) + 1
    column = offset - (page.content.rfind("\n", 0, offset) + 1) + 1
    return Location(page.path, line, column, page)


def parse(page: Page, faults: Faults) -> Node:
    """The root node of a page. Raises Invalid where nothing sensible can follow; other faults are noted."""
    own = Faults()
    _look_for_characters(page, own)
    conflict = _CONFLICT.search(page.content)
    if conflict:
        where = place(page, conflict.start())
        own.error(where, "unresolved git merge conflict", "keep one of the two versions and remove the markers")
    own.check()
    root = _Builder(page, own).root()
    if not own.errors:  # text would have been refused, so what is left stands in a comment
        for found in _BIDI.finditer(page.content):
            own.warn(place(page, found.start()), f"{point(found.group())} in a comment can hide what it says")
    faults.extend([*own.errors, *own.warnings])
    return root


def _look_for_characters(page: Page, faults: Faults) -> None:
    for found in FORBIDDEN.finditer(page.content):
        if _BIDI.match(found.group()):
            continue
        where = place(page, found.start())
        if found.group() == "\0":
            hint = "zero bytes are what a power loss leaves; restore the file from a copy"
            faults.error(where, "U+0000 NULL in the file", hint)
            return
        faults.error(where, f"{point(found.group())} is not allowed in a file", "remove it")
        if len(faults.errors) >= MOST_FAULTS:
            return


class _Builder:
    """Builds nodes from events; complaints go to the faults, limits stop the reading."""

    def __init__(self, page: Page, faults: Faults) -> None:
        self.page = page
        self.faults = faults
        self.depth = 0
        self.nodes = 0

    def root(self) -> Node:
        try:
            return self._document()
        except yaml.MarkedYAMLError as error:
            raise Invalid([*self.faults.errors, self._syntax(error)]) from None
        except yaml.YAMLError as error:  # the reader's own complaints carry no mark
            where = Location(self.page.path, 1, 1, self.page)
            raise Invalid([*self.faults.errors, Problem(where, f"not readable as YAML: {shorten(str(error), 120)}")]) from None

    def _document(self) -> Node:
        events = yaml.parse(self.page.content, Loader=_LOADER)
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self._fail(event.start_mark, "a second document begins here", "keep one document to a file; remove the line '---'")
                root = self._node(next(events), events)
        if root is None:
            where = Location(self.page.path, 1, 1, self.page)
            raise Invalid([Problem(where, "the file is empty", "see the example in playbooks/README.md")])
        return root

    def _node(self, event: Any, events: Iterator[Any]) -> Node:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self._fail(event.start_mark, f"the file holds more than {MOST_NODES} values", "split it")
        if len(self.faults.errors) >= MOST_FAULTS:
            self.faults.check()
        if isinstance(event, yaml.AliasEvent):
            self._note(event.start_mark, "an alias ('*') is not allowed", "write the text again where it is needed")
            return Scalar(self.page, event.start_mark, event.end_mark, "", "*")
        self._labels(event)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        return self._collection(event, events)

    def _labels(self, event: Any) -> None:
        if event.anchor is not None:
            self._note(event.start_mark, "an anchor ('&') is not allowed", "write the text again where it is needed")
        if event.tag is not None and event.tag != "!":
            self._note(event.start_mark, f"the tag '{shorten(event.tag)}' is not allowed", "remove it; text needs no tag")

    def _scalar(self, event: Any) -> Scalar:
        scalar = Scalar(self.page, event.start_mark, event.end_mark, event.value, event.style or "")
        bad = FORBIDDEN.search(event.value) if scalar.style == '"' or not event.value.isascii() else None
        if bad is not None:
            self.faults.error(self._character(scalar, bad.group()), f"{point(bad.group())} is not allowed in text", "remove it")
        return scalar

    def _character(self, scalar: Scalar, char: str) -> Location:
        """Where a refused character stands: itself when it was typed, the scalar when it was escaped."""
        offset = self.page.content.find(char, scalar.start, scalar.end)
        return scalar.where if offset < 0 else place(self.page, offset)

    def _collection(self, event: Any, events: Iterator[Any]) -> Node:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            self._fail(event.start_mark, "nested too deeply", "no file of this kind needs more than a few levels")
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        node = self._mapping(event, events) if is_mapping else self._sequence(event, events)
        self.depth -= 1
        return node

    def _mapping(self, event: Any, events: Iterator[Any]) -> Mapping:
        node = Mapping(self.page, event.start_mark, event.end_mark, bool(event.flow_style))
        for first in events:
            if isinstance(first, yaml.MappingEndEvent):
                node.end = first.end_mark.index
                break
            key = self._node(first, events)
            value = self._node(next(events), events)
            self._pair(node, key, value)
        return node

    def _pair(self, node: Mapping, key: Node, value: Node) -> None:
        if not isinstance(key, Scalar):
            self.faults.error(key.where, f"a {key.kind} cannot be a key", "write 'name: value'")
        elif key.text == "<<" and not key.style:
            self.faults.error(key.where, "a merge key ('<<') is not allowed", "write the fields again where they are needed")
        elif key.text in node.pairs:
            first = node.pairs[key.text][0]
            message = f"'{shorten(key.text)}' stands here a second time; the first is on line {first.line}"
            self.faults.error(key.where, message, "keep one of them")
        else:
            node.pairs[key.text] = (key, value)

    def _sequence(self, event: Any, events: Iterator[Any]) -> Sequence:
        node = Sequence(self.page, event.start_mark, event.end_mark, bool(event.flow_style))
        for first in events:
            if isinstance(first, yaml.SequenceEndEvent):
                node.end = first.end_mark.index
                break
            node.items.append(self._node(first, events))
        return node

    def _note(self, mark: Any, message: str, hint: str) -> None:
        self.faults.error(self._at(mark), message, hint)

    def _fail(self, mark: Any, message: str, hint: str) -> None:
        raise Invalid([*self.faults.errors, Problem(self._at(mark), message, hint)])

    def _at(self, mark: Any) -> Location:
        return Location(self.page.path, mark.line + 1, mark.column + 1, self.page)

    def _syntax(self, error: Any) -> Problem:
        what, mark = str(error.problem or ""), error.problem_mark or error.context_mark
        for words, message, hint in _SYNTAX:
            if words in what or words in str(error.context or ""):
                if "quote" in message and error.context_mark is not None:
                    mark = error.context_mark
                return Problem(self._at(mark), message, hint)
        return Problem(self._at(mark), f"not readable as YAML here: {shorten(what, 120)}", "look at this line and the one above it")


_SYNTAX = (
    ("unexpected end of stream", "this quote is never closed", "close it, or remove it"),
    ("cannot start any token", "a tab or a special character stands where text should begin", "indent with spaces; put the text in quotes"),
    ("invalid Unicode character escape", "this escape is no character", "remove it"),
    ("unknown escape character", "this backslash escape is unknown", "write \\\\ for a backslash, or use single quotes"),
    ("mapping values are not allowed", "a second ':' on this line", "put the text in quotes"),
    ("did not find expected key", "this line does not line up with the ones above it", "use the same indentation for fields of the same kind, and close quotes"),
    ("did not find expected '-' indicator", "this line does not line up with the list above it", "indent the dashes of one list alike"),
    ("could not find expected ':'", "a ':' is missing here", "write 'name: value'"),
    ("did not find expected ',' or", "a bracket or brace is not closed before here", "close it, or put the text in quotes"),
    ("undefined alias", "an alias ('*') is not allowed", "write the text again where it is needed; quote text that begins with '*'"),
)


def read(path: str | Path, faults: Faults) -> Node:
    """The root node of a file (`-` is standard input). Raises OSError, or Invalid where nothing sensible can follow."""
    return parse(decode(str(path), read_bytes(path)), faults)
