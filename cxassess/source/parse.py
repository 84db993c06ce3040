"""YAML text to nodes that know their line and column; the only importer of yaml.

Reads the C parser's events: it never builds objects, never follows an alias, and stops at a depth and a
number of nodes, so a hostile file costs little. Every scalar stays the text that was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from cxassess.nodes import Mapping, Node, Scalar, Sequence, Span
from cxassess.problems import Invalid, Location, Page, Problem, Problems
from cxassess.source.comments import accidental_comments
from cxassess.source.decode import MAX_PROBLEMS, check_characters, decode, find_bidi, read_bytes
from cxassess.source.file_kinds import refuse_other_text
from cxassess.source.parse_fast import NotPlain, may_be_plain, parse_plain
from cxassess.source.suspect_pairs import Pairs
from cxassess.text import FORBIDDEN, LONE_CR, describe_char, shorten

# The votes of 600 people on 58 questions, merged, have 285,000 in 2 MiB: what `merge` writes meets the limit of bytes
# first. Of what must be refused, 300,000 names and values are read in 1.5 seconds and 200 MB.
MAX_NODES = 300_000
MAX_DEPTH = 12  # mappings and lists inside one another; with the stream, the document, a key and a value: 16

# Of the loader, only its parser is needed: what makes objects of nodes would cost as much again for each file.
_PARSER: Any = vars(yaml.cyaml)["CParser"] if yaml.__with_libyaml__ else yaml.BaseLoader
_SCALAR: Any = yaml.ScalarEvent
_MAPPING_END: Any = yaml.MappingEndEvent
_SEQUENCE_END: Any = yaml.SequenceEndEvent


def read(path: str | Path, problems: Problems) -> Node:
    """The root node of a file (`-` is standard input). Raises OSError, or Invalid where nothing sensible can follow."""
    return parse(decode(str(path), read_bytes(path)), problems)


def parse(page: Page, problems: Problems) -> Node:
    """The root node of a page. Raises Invalid where nothing sensible can follow; other problems are added."""
    root = _plain_root(page)
    if type(root) is Mapping and "#" not in page.content:
        return root
    own = Problems()
    root = root or _careful_root(page, own)
    if not isinstance(root, Mapping):
        refuse_other_text(page)
    if not own.errors:
        own.extend(islice(accidental_comments(root), MAX_PROBLEMS))
    problems.errors += own.errors
    problems.warnings += own.warnings
    problems.suppressed |= own.suppressed
    return root


def _careful_root(page: Page, problems: Problems) -> Node:
    """The root node of any page, with what is odd about it. Raises Invalid."""
    check_characters(page)
    try:
        root = _Builder(page, problems).root()
    except Invalid:
        refuse_other_text(page)
        raise
    if not problems.errors:  # in text they would have been refused, so those that are left are in comments
        for where, char in islice(find_bidi(page), MAX_PROBLEMS):
            problems.warn(where, f"{describe_char(char)} in a comment can hide what it says", "remove it")
    return root


def _plain_root(page: Page) -> Node | None:
    """The root node where there is nothing odd in the page; else None, and it is read again with care."""
    if not may_be_plain(page.content, MAX_NODES):
        return None
    try:
        return parse_plain(page, _PARSER(page.content).get_event, MAX_DEPTH)
    except (NotPlain, yaml.YAMLError):
        return None


class _Builder(Pairs):
    """Builds nodes from the parser's events. Notes what is not allowed; a limit or broken syntax raises Invalid."""

    def __init__(self, page: Page, problems: Problems) -> None:
        super().__init__(page, problems)
        self.depth = 0
        self.merge_keys = 0  # how many we are inside of
        self.nodes = 0
        self.next_event: Callable[[], Any] = _PARSER(page.content).get_event

    def root(self) -> Node:
        try:
            return self._document()
        except yaml.MarkedYAMLError as error:
            problem = self._syntax_problem(error)
        except yaml.YAMLError as error:  # errors of its reader have no mark
            problem = Problem(self.page.at(1, 1), f"not readable as YAML: {shorten(str(error), 120)}")
        others = [other for other in self.problems.errors if other.where.line != problem.where.line]
        raise Invalid([*others, problem])  # what else is odd about its line follows from it

    def _document(self) -> Node:
        root: Node | None = None
        while (event := self.next_event()) is not None and not isinstance(event, yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    hint = "keep one document per file; remove the line '---'"
                    self._stop(event, "a second document begins here", hint)
                root = self._node(self.next_event())
        if root is None:
            hint = "'cxassess demo' writes an example; playbooks/README.md has more"
            raise Invalid([Problem(self.page.at(1, 1), "the file is empty", hint)])
        return root

    def _node(self, event: Any) -> Node:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            hint = "no file of this kind needs that many; is this the right file?"
            self._stop(event, f"the file has more than {MAX_NODES:,} names and values", hint)
        if event.anchor is not None or event.tag is not None:
            return self._anchored_or_tagged(event)
        if not isinstance(event, _SCALAR):
            return self._collection(event)
        scalar = Scalar(self.page, event, event.value)
        if not scalar.text.isprintable():
            self._check_text(scalar)
        return scalar

    def _stand_in(self, event: Any, style: str) -> Scalar:
        return Scalar(self.page, Span(event.start_mark, event.end_mark, style), "")

    def _anchored_or_tagged(self, event: Any) -> Node:
        """The node of an event that is an alias, or has an anchor or a tag, with an error."""
        kind = type(event)
        if kind is yaml.AliasEvent:
            self._refuse(event, f"the alias '*{shorten(event.anchor)}'", "*")
            return self._stand_in(event, "*")
        if event.anchor is not None:
            self._refuse(event, f"the anchor '&{shorten(event.anchor)}'", "&")
        if event.tag is not None:
            written = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._refuse(event, f"the tag '{shorten(written)}'", "!")
        tag, event.anchor, event.tag = event.tag, None, None  # refused: the rest is read like any other node
        node = self._node(event)
        return node if tag is None else self._stand_in(event, "!")

    def _refuse(self, event: Any, what: str, sign: str) -> None:
        """Refuse an anchor, alias or tag; inside a merge key it was refused with the key."""
        from cxassess.source.corrections import in_quotes_example  # for errors only: reading should start fast

        where = self.at(event.start_mark)
        instead = "remove it" if sign == "!" else "repeat the text where it is needed"
        if not self.merge_keys:
            text = isinstance(event, yaml.ScalarEvent | yaml.AliasEvent)
            example = in_quotes_example(self.page.line(where.line), where.column - 1) if text else ""
            hint = f"{instead}; put text that begins with '{sign}' in quotes{example}"
            self.error(where, f"{what} is not allowed", hint)
        self.problems.suppress(where)

    def _check_text(self, scalar: Scalar) -> None:
        """Refuse characters that control or reorder text."""
        text = scalar.text
        bad = re.search(FORBIDDEN, text) or ("\r" in text and re.search(LONE_CR, text))
        if bad:
            where = self._character(scalar, bad.group())
            self.error(where, f"{describe_char(bad.group())} is not allowed in text", "remove it")
            self.problems.suppress(scalar.where)

    def _character(self, scalar: Scalar, char: str) -> Location:
        """The place of a refused character: its own when it was typed, that of the scalar when it was escaped."""
        offset = self.page.content.find(char, scalar.start, scalar.end)
        return scalar.where if offset < 0 else self.page.at_offset(offset)

    def _collection(self, event: Any) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            hint = "no file of this kind needs more than eight"
            self._stop(event, f"nested too deeply: this is more than {MAX_DEPTH} levels down", hint)
        node = self._mapping(event) if type(event) is yaml.MappingStartEvent else self._sequence(event)
        self.depth -= 1
        return node

    def _mapping(self, opening: Any) -> Mapping:
        pairs: dict[str, tuple[Scalar, Node]] = {}
        bare: list[tuple[Scalar, Node]] = []  # keys in braces without a ':'
        flow, event = bool(opening.flow_style), self.next_event()
        while type(event) is not _MAPPING_END:
            key = self._node(event)
            is_merge = isinstance(key, Scalar) and key.text == "<<" and not key.style
            self.merge_keys += is_merge
            value = self._node(self.next_event())
            self.merge_keys -= is_merge
            if isinstance(key, Scalar):
                self.add(pairs, bare if flow else None, key, value)
            else:
                self.refuse_key(key)
                self.problems.suppress(self.at(opening.start_mark))
            event = self.next_event()
        if bare:
            self.add_bare(pairs, bare)
        return Mapping(self.page, opening.start_mark, event.end_mark, pairs, flow)

    def _sequence(self, opening: Any) -> Sequence:
        items, event = list[Node](), self.next_event()
        while type(event) is not _SEQUENCE_END:
            items.append(self._node(event))
            event = self.next_event()
        return Sequence(self.page, opening.start_mark, event.end_mark, items, bool(opening.flow_style))

    def _stop(self, event: Any, message: str, hint: str) -> None:
        raise Invalid([*self.problems.errors, Problem(self.at(event.start_mark), message, hint)])

    def _syntax_problem(self, error: Any) -> Problem:
        stopped, began = error.problem_mark or error.context_mark, error.context_mark or error.problem_mark
        from cxassess.source.messages import syntax_problem  # reading what is right should start fast

        words = f"{error.problem or ''}; {error.context or ''}"
        return syntax_problem(self.page, words, (stopped.line, stopped.column), (began.line, began.column))
