"""YAML text to nodes that know their line and column; the only importer of yaml.

Reads the C parser's events: it never builds objects, never follows an alias, and stops at a depth and a
number of nodes, so a hostile file costs little. Every scalar stays the text that was written.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable
from itertools import islice
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
_UNREADABLE = re.compile("\\A\ufeff|[\ufffe\uffff]")  # what the parser refuses without a place, or does not count
_BIDI = re.compile(f"[{BIDI}]")
_BIDI_LINE = re.compile(f"([{BIDI}])[^\n]*")


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


def read_bytes(path: str | Path) -> bytes:
    """The bytes of a file, or of standard input for `-`; never more than one over the cap. Raises OSError."""
    if str(path) == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    with open(path, "rb", opener=_open_regular) as file:
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
        faults.error(
            start, "the file is larger than 2 MiB", "a file of this kind is a few kilobytes; is it the right one?"
        )
    elif data[:2] in (b"\xff\xfe", b"\xfe\xff") or (data[:2].count(0) == 1 and len(data) > 1):
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
        faults.error(
            where, f"byte 0x{data[error.start]:02X} is not UTF-8", "save the file as UTF-8; it may be Windows-1252"
        )
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
        for found in islice(_BIDI_LINE.finditer(page.content), MOST_FAULTS):
            own.warn(
                place(page, found.start()), f"{point(found.group(1))} in a comment can hide what it says", "remove it"
            )
    faults.extend([*own.errors, *own.warnings])
    faults.spoiled |= own.spoiled
    return root


def _look_for_characters(page: Page, faults: Faults) -> None:
    for found in _UNREADABLE.finditer(page.content):
        faults.error(place(page, found.start()), f"{point(found.group())} is not allowed in a file", "remove it")
        if len(faults.errors) >= MOST_FAULTS:
            return
    for found in FORBIDDEN.finditer(page.content):
        if _BIDI.match(found.group()):
            continue
        where = place(page, found.start())
        if found.group() == "\0":
            hint = "zero bytes are what a power loss leaves; restore the file from a copy"
            faults.error(where._replace(page=None), "U+0000 NULL in the file", hint)
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
        self.merging = 0
        self.nodes = 0
        self.next: Callable[[], Any] = _LOADER(page.content).get_event

    def root(self) -> Node:
        try:
            return self._document()
        except yaml.MarkedYAMLError as error:
            raise Invalid([*self.faults.errors, self._syntax(error)]) from None
        except yaml.YAMLError as error:  # the reader's own complaints carry no mark
            where = Location(self.page.path, 1, 1, self.page)
            raise Invalid(
                [*self.faults.errors, Problem(where, f"not readable as YAML: {shorten(str(error), 120)}")]
            ) from None

    def _document(self) -> Node:
        root: Node | None = None
        while (event := self.next()) is not None and not isinstance(event, yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self._fail(
                        event.start_mark,
                        "a second document begins here",
                        "keep one document to a file; remove the line '---'",
                    )
                root = self._node(self.next())
        if root is None:
            where = Location(self.page.path, 1, 1, self.page)
            raise Invalid(
                [Problem(where, "the file is empty", "'cxassess demo' writes an example; playbooks/README.md has more")]
            )
        return root

    def _node(self, event: Any) -> Node:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self._fail(
                event.start_mark,
                f"the file holds more than {MOST_NODES:,} names and values",
                "no file of this kind needs so many; is it the right one?",
            )
        kind = type(event)
        if kind is yaml.AliasEvent:
            self._label(event, f"the alias '*{shorten(event.anchor)}'", "*")
            return Scalar(self.page, event, "", "*")
        if event.anchor is not None or event.tag is not None:
            return self._labeled(event)
        return self._scalar(event) if kind is yaml.ScalarEvent else self._collection(event)

    def _labeled(self, event: Any) -> Node:
        if event.anchor is not None:
            self._label(event, f"the anchor '&{shorten(event.anchor)}'", "&")
        if event.tag is not None:
            written = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._label(event, f"the tag '{shorten(written)}'", "!")
        node = self._scalar(event) if type(event) is yaml.ScalarEvent else self._collection(event)
        return node if event.tag is None else Scalar(self.page, event, "", "!")

    def _label(self, event: Any, what: str, sign: str) -> None:
        """Refuse an anchor, alias or tag; what a merge key holds was refused with the key."""
        again = "remove it" if sign == "!" else "write the text again where it is needed"
        if not self.merging:
            self._note(
                event.start_mark, f"{what} is not allowed", f"{again}; put text that begins with '{sign}' in quotes"
            )
        self.faults.spoil(self._at(event.start_mark))

    def _scalar(self, event: Any) -> Scalar:
        text, style = event.value, event.style or ""
        scalar = Scalar(self.page, event, text, style)
        if style == '"' or not text.isascii():  # what stands there in plain sight was looked for in the whole page
            bad = FORBIDDEN.search(text)
            if bad is not None:
                self.faults.error(
                    self._character(scalar, bad.group()), f"{point(bad.group())} is not allowed in text", "remove it"
                )
                self.faults.spoil(scalar.where)
                self._stop_when_full()
        return scalar

    def _character(self, scalar: Scalar, char: str) -> Location:
        """Where a refused character stands: itself when it was typed, the scalar when it was escaped."""
        offset = self.page.content.find(char, scalar.start, scalar.end)
        return scalar.where if offset < 0 else place(self.page, offset)

    def _collection(self, event: Any) -> Node:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            self._fail(
                event.start_mark,
                f"nested too deeply: this is more than {MOST_DEPTH} levels down",
                "no file of this kind needs more than eight",
            )
        node = self._mapping(event) if type(event) is yaml.MappingStartEvent else self._sequence(event)
        self.depth -= 1
        return node

    def _mapping(self, event: Any) -> Mapping:
        node = Mapping(self.page, event)
        while type(first := self.next()) is not yaml.MappingEndEvent:
            key = self._node(first)
            if type(key) is Scalar and key.text == "<<" and not key.style:
                self._merge_key(key)
                continue
            value = self._node(self.next())
            if type(key) is Scalar and key.text not in node.pairs:
                node.pairs[key.text] = (key, value)
            else:
                self._odd_key(node, key)
        node.close(first)
        return node

    def _odd_key(self, node: Mapping, key: Node) -> None:
        if not isinstance(key, Scalar):
            hint = "write 'name: value'; put text that begins with a bracket in quotes"
            what = "a list" if isinstance(key, Sequence) else "a pair of braces"
            self.faults.error(key.where, f"{what} cannot be a name before ':'", hint)
            self.faults.spoil(node.where)
        else:
            first = node.pairs[key.text][0]
            message = f"'{shorten(key.text)}' stands here a second time; the first is on line {first.line}"
            self.faults.error(key.where, message, "keep one of them")
        self._stop_when_full()

    def _merge_key(self, key: Scalar) -> None:
        """Refuse a merge key, and read over what it would have merged."""
        self.faults.error(
            key.where, "a merge key ('<<') is not allowed", "write the fields again where they are needed"
        )
        self._stop_when_full()
        self.merging += 1
        self._node(self.next())
        self.merging -= 1

    def _sequence(self, event: Any) -> Sequence:
        node = Sequence(self.page, event)
        while type(first := self.next()) is not yaml.SequenceEndEvent:
            node.items.append(self._node(first))
        node.close(first)
        return node

    def _note(self, mark: Any, message: str, hint: str) -> None:
        self.faults.error(self._at(mark), message, hint)
        self._stop_when_full()

    def _stop_when_full(self) -> None:
        if len(self.faults.errors) >= MOST_FAULTS:
            self.faults.check()

    def _fail(self, mark: Any, message: str, hint: str) -> None:
        raise Invalid([*self.faults.errors, Problem(self._at(mark), message, hint)])

    def _at(self, mark: Any) -> Location:
        return Location(self.page.path, mark.line + 1, mark.column + 1, self.page)

    def _syntax(self, error: Any) -> Problem:
        """What the parser found, in words for somebody who does not know YAML, at the place to mend."""
        what = f"{error.problem or ''}; {error.context or ''}"
        mark, opening = error.problem_mark or error.context_mark, error.context_mark or error.problem_mark
        line = self.page.line(mark.line + 1)
        before, char = line[: mark.column].rstrip(), line[mark.column : mark.column + 1]
        first = self.page.line(opening.line + 1)[opening.column :]
        kind = _kind(what, before, char, first, same_line=opening.line == mark.line)
        if kind not in _SYNTAX:
            return Problem(
                self._at(mark),
                f"not readable as YAML here: {shorten(what, 120)}",
                "look at this line and the one above it",
            )
        at_opening, message, hint = _SYNTAX[kind]
        message = message.format(char=char, last=before[-1:], start=first[:1], line=mark.line + 1)
        return Problem(self._at(opening if at_opening else mark), message, hint)


def _kind(what: str, before: str, char: str, first: str, same_line: bool) -> str:
    """Which entry of _SYNTAX a complaint of the parser is.

    `before` is the line up to the place, `char` what stands there, `first` the line from where the piece began.
    """
    found = next((kind for words, kind in _COMPLAINTS if words in what), "")
    if char == "\t" or "tab character" in what:
        return "tab"
    if found in ("second colon", "no colon") and ":" in first[1000:] and ": " not in first[:1000] + before:
        return "long name"
    if found == "second colon" and ": " not in before:
        return "long name" if len(before) > 1000 else "stray line"
    if found == "out of line" and char in ("}", "]"):
        return "lone"
    if found == "out of line" and before and before[-1] in "\"'}]":
        return "behind quote" if before[-1] in "\"'" else "behind"
    return "comma" if found == "open" and same_line else found


_COMPLAINTS = (  # words of libyaml, and the entry of _SYNTAX that says the same; the first that fits counts
    ("unexpected end of stream", "quote"),
    ("unexpected document indicator", "quote"),
    ("directive", "directive"),
    ("incompatible YAML document", "directive"),
    ("a block scalar", "block"),
    ("mapping values are not allowed", "second colon"),
    ("block sequence entries are not allowed", "dash"),
    ("mapping keys are not allowed", "dash"),
    ("cannot start any token", "begin"),
    ("while scanning an alias", "sign"),
    ("while scanning an anchor", "sign"),
    ("ing a tag", "sign"),
    ("undefined tag handle", "sign"),
    ("did not find expected node content", "lone"),
    ("invalid Unicode character escape", "no character"),
    ("unknown escape character", "escape"),
    ("did not find expected hexdecimal", "escape"),
    ("did not find expected key", "out of line"),
    ("did not find expected '-' indicator", "out of list"),
    ("could not find expected ':'", "no colon"),
    ("did not find expected ',' or", "open"),
    ("<document start>", "after"),
    ("found unexpected ':'", "bare colon"),
)
_QUOTE_IT = "put the text in quotes"
_SYNTAX = {  # whether the place is where the piece began, what is wrong, what to do
    "quote": (True, "this quote is never closed", "close it, or remove it"),
    "directive": (False, "a line may not begin with '%'", f"remove it, or {_QUOTE_IT}"),
    "tab": (False, "a tab stands where only spaces may stand", "replace it by spaces"),
    "block": (True, "text may not begin with '{start}'", f"{_QUOTE_IT}, or write it on the lines below, indented"),
    "second colon": (False, "a second ':' on this line", _QUOTE_IT),
    "bare colon": (
        False,
        "this ':' has no space behind it",
        "write 'name: value'; put text that holds a colon in quotes",
    ),
    "stray line": (
        False,
        "this line does not fit the one above it",
        "indent fields of one kind alike, and write a ':' and a space behind each name",
    ),
    "long name": (True, "the name before this ':' is longer than 1,000 characters", f"shorten it, or {_QUOTE_IT}"),
    "dash": (False, "text may not begin with '{char} '", f"{_QUOTE_IT}; begin a list on a line of its own"),
    "begin": (False, "text may not begin with '{char}'", _QUOTE_IT),
    "sign": (True, "text may not begin with '{start}'", _QUOTE_IT),
    "lone": (False, "'{char}' cannot stand here", f"remove it, or {_QUOTE_IT}"),
    "no character": (False, "this escape is no character", "remove it"),
    "escape": (False, "this backslash escape is unknown", "write \\\\ for a backslash, or use single quotes"),
    "behind": (False, "something stands behind the closing {last}", "put the whole text in quotes"),
    "behind quote": (
        False,
        "something stands behind the closing {last}",
        "put the whole text in quotes of the other kind; or is a quote above it never closed?",
    ),
    "out of line": (
        False,
        "this line does not line up with the ones above it",
        "indent fields of one kind alike, and the dashes of one list alike",
    ),
    "out of list": (
        False,
        "this line does not line up with the list above it",
        "begin it with a dash, or give the list a name",
    ),
    "no colon": (
        True,
        "a ':' is missing on this line",
        "write 'name: value'; indent the line further where it continues the text above",
    ),
    "comma": (
        False,
        "a comma or the closing bracket is missing before here",
        "put text that holds a colon, a comma or a bracket in quotes",
    ),
    "open": (
        True,
        "this '{start}' is not closed, or a comma is missing by line {line}",
        "close it; put text that holds a colon, a comma or a bracket in quotes",
    ),
    "after": (False, "the document ended before this line", "remove the line '...', or put the whole text in quotes"),
}


def read(path: str | Path, faults: Faults) -> Node:
    """The root node of a file (`-` is standard input). Raises OSError, or Invalid where nothing sensible can follow."""
    return parse(decode(str(path), read_bytes(path)), faults)
