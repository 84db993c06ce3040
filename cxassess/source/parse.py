"""YAML text to nodes that know their line and column; the only importer of yaml.

Reads the C parser's events: it never builds objects, never follows an alias, and stops at a depth and a
number of nodes, so a hostile file costs little. Every scalar stays the text that was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from cxassess.nodes import Mapping, Node, Scalar, Sequence
from cxassess.problems import Invalid, Location, Page, Problem, Problems
from cxassess.source.decode import MAX_PROBLEMS, decode, examine, hidden, place, read_bytes
from cxassess.source.messages import complaint
from cxassess.text import FORBIDDEN, LONE_CR, describe_char, shorten

_HASH = re.compile(r"[ \t]#\w")  # to look for in a page: without a repeat, which would take long on many blanks
_CUT = re.compile(r"[ \t]+#\w")

MAX_NODES = 20_000
MAX_DEPTH = 12  # mappings and lists inside one another; with the stream, the document, a key and a value: 16

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def parse(page: Page, problems: Problems) -> Node:
    """The root node of a page. Raises Invalid where nothing sensible can follow; other faults are noted."""
    examine(page)
    own = Problems()
    root = _Builder(page, own).root()
    if not own.errors:  # text would have been refused, so what is left stands in a comment
        for where, char in islice(hidden(page), MAX_PROBLEMS):
            own.warn(where, f"{describe_char(char)} in a comment can hide what it says", "remove it")
        if _HASH.search(page.content):
            own.extend(islice(_cut_short(root), MAX_PROBLEMS))
    problems.extend([*own.errors, *own.warnings])
    problems.suppressed |= own.suppressed
    return root


def _cut_short(node: Node) -> Iterator[Problem]:
    """Plain text behind which a word begins with `#`: YAML takes the rest of the line for a comment."""
    if isinstance(node, Mapping):
        for key, value in node.pairs.values():
            yield from _cut_short(key)
            yield from _cut_short(value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _cut_short(item)
    elif isinstance(node, Scalar) and not node.style and node.text and _CUT.match(node.page.content, node.end):
        where = place(node.page, node.page.content.index("#", node.end))
        hint = "put the whole text in quotes; a comment that is meant begins with '# '"
        yield Problem(where, "from '#' on this is a comment, not text", hint, warning=True)


class _Builder:
    """Builds nodes from events; complaints go to the faults, limits stop the reading."""

    def __init__(self, page: Page, problems: Problems) -> None:
        self.page = page
        self.problems = problems
        self.depth = 0
        self.merging = 0
        self.nodes = 0
        self.next: Callable[[], Any] = _LOADER(page.content).get_event

    def root(self) -> Node:
        try:
            return self._document()
        except yaml.MarkedYAMLError as error:
            raise Invalid([*self.problems.errors, self._complaint(error)]) from None
        except yaml.YAMLError as error:  # the reader's own complaints carry no mark
            where = Location(self.page.path, 1, 1, self.page)
            raise Invalid(
                [*self.problems.errors, Problem(where, f"not readable as YAML: {shorten(str(error), 120)}")]
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
        if self.nodes > MAX_NODES:
            self._fail(
                event.start_mark,
                f"the file holds more than {MAX_NODES:,} names and values",
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
        self.problems.suppress(self._at(event.start_mark))

    def _scalar(self, event: Any) -> Scalar:
        text, style = event.value, event.style or ""
        scalar = Scalar(self.page, event, text, style)
        if style == '"' or not text.isascii():  # what stands there in plain sight was looked for in the whole page
            bad = FORBIDDEN.search(text) or ("\r" in text and LONE_CR.search(text))
            if bad:
                self.problems.error(
                    self._character(scalar, bad.group()),
                    f"{describe_char(bad.group())} is not allowed in text",
                    "remove it",
                )
                self.problems.suppress(scalar.where)
                self._stop_when_full()
        return scalar

    def _character(self, scalar: Scalar, char: str) -> Location:
        """Where a refused character stands: itself when it was typed, the scalar when it was escaped."""
        offset = self.page.content.find(char, scalar.start, scalar.end)
        return scalar.where if offset < 0 else place(self.page, offset)

    def _collection(self, event: Any) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self._fail(
                event.start_mark,
                f"nested too deeply: this is more than {MAX_DEPTH} levels down",
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
            self.problems.error(key.where, f"{what} cannot be a name before ':'", hint)
            self.problems.suppress(node.where)
        else:
            first = node.pairs[key.text][0]
            message = f"'{shorten(key.text)}' stands here a second time; the first is on line {first.line}"
            self.problems.error(key.where, message, "keep one of them")
        self._stop_when_full()

    def _merge_key(self, key: Scalar) -> None:
        """Refuse a merge key, and read over what it would have merged."""
        self.problems.error(
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
        self.problems.error(self._at(mark), message, hint)
        self._stop_when_full()

    def _stop_when_full(self) -> None:
        if len(self.problems.errors) >= MAX_PROBLEMS:
            self.problems.check()

    def _fail(self, mark: Any, message: str, hint: str) -> None:
        raise Invalid([*self.problems.errors, Problem(self._at(mark), message, hint)])

    def _at(self, mark: Any) -> Location:
        return Location(self.page.path, mark.line + 1, mark.column + 1, self.page)

    def _complaint(self, error: Any) -> Problem:
        found, began = error.problem_mark or error.context_mark, error.context_mark or error.problem_mark
        what = f"{error.problem or ''}; {error.context or ''}"
        return complaint(self.page, what, (found.line, found.column), (began.line, began.column))


def read(path: str | Path, problems: Problems) -> Node:
    """The root node of a file (`-` is standard input). Raises OSError, or Invalid where nothing sensible can follow."""
    return parse(decode(str(path), read_bytes(path)), problems)
