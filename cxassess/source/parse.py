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

from cxassess.nodes import Mapping, Node, Scalar, Sequence, is_bare
from cxassess.problems import Invalid, Location, Page, Problem, Problems
from cxassess.source.comments import accidental_comments
from cxassess.source.decode import MAX_PROBLEMS, check_characters, decode, find_bidi, read_bytes
from cxassess.source.kinds import refuse_other_text
from cxassess.text import FORBIDDEN, LONE_CR, describe_char, shorten

# Thirty people's complete answers with three pieces of evidence each, merged, have 70,000 in 2 MiB. Of what must be
# refused, 80,000 names and values are read in under a second.
MAX_NODES = 80_000
MAX_DEPTH = 12  # mappings and lists inside one another; with the stream, the document, a key and a value: 16

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def read(path: str | Path, problems: Problems) -> Node:
    """The root node of a file (`-` is standard input). Raises OSError, or Invalid where nothing sensible can follow."""
    return parse(decode(str(path), read_bytes(path)), problems)


def parse(page: Page, problems: Problems) -> Node:
    """The root node of a page. Raises Invalid where nothing sensible can follow; other problems are added."""
    check_characters(page)
    own = Problems()
    try:
        root = _Builder(page, own).root()
    except Invalid:
        refuse_other_text(page)
        raise
    if not isinstance(root, Mapping):
        refuse_other_text(page)
    if not own.errors:  # in text they would have been refused, so those that are left are in comments
        for where, char in islice(find_bidi(page), MAX_PROBLEMS):
            own.warn(where, f"{describe_char(char)} in a comment can hide what it says", "remove it")
        own.extend(islice(accidental_comments(root), MAX_PROBLEMS))
    problems.extend([*own.errors, *own.warnings])
    problems.suppressed |= own.suppressed
    return root


class _Builder:
    """Builds nodes from the parser's events. Notes what is not allowed; a limit or broken syntax raises Invalid."""

    def __init__(self, page: Page, problems: Problems) -> None:
        self.page = page
        self.problems = problems
        self.depth = 0
        self.merge_keys = 0  # how many we are inside of
        self.nodes = 0
        self.next_event: Callable[[], Any] = _LOADER(page.content).get_event

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
        kind = type(event)
        if kind is not yaml.ScalarEvent:
            return self._collection(event)
        text, style = event.value, event.style or ""
        scalar = Scalar(self.page, event.start_mark, event.end_mark, text, style)
        if (style == '"' or not text.isascii()) and not text.isprintable():  # the rest was looked for in the whole page
            self._check_text(scalar)
        return scalar

    def _stand_in(self, event: Any, style: str) -> Scalar:
        return Scalar(self.page, event.start_mark, event.end_mark, "", style)

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
        from cxassess.source.corrected import in_quotes_example  # for errors only: reading should start fast

        where = self._at(event.start_mark)
        instead = "remove it" if sign == "!" else "repeat the text where it is needed"
        if not self.merge_keys:
            text = isinstance(event, yaml.ScalarEvent | yaml.AliasEvent)
            example = in_quotes_example(self.page.line(where.line), where.column - 1) if text else ""
            hint = f"{instead}; put text that begins with '{sign}' in quotes{example}"
            self._error(where, f"{what} is not allowed", hint)
        self.problems.suppress(where)

    def _check_text(self, scalar: Scalar) -> None:
        """Refuse characters that control or reorder text."""
        text = scalar.text
        bad = re.search(FORBIDDEN, text) or ("\r" in text and LONE_CR.search(text))
        if bad:
            where = self._character(scalar, bad.group())
            self._error(where, f"{describe_char(bad.group())} is not allowed in text", "remove it")
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
        flow, bare = bool(opening.flow_style), list[tuple[Scalar, Node]]()  # keys in braces without a ':'
        next_event, node = self.next_event, self._node
        while type(event := next_event()) is not yaml.MappingEndEvent:
            key = node(event)
            if type(key) is Scalar and key.text == "<<" and not key.style:
                self._merge_key(key)
                continue
            value = node(next_event())
            if not isinstance(key, Scalar):
                self._key_is_not_text(key)
                self.problems.suppress(self._at(opening.start_mark))
            elif flow and is_bare(key, value):
                bare.append((key, value))
            else:
                if bare:
                    self._add_bare(pairs, bare)
                if ":" in key.text and not key.style:
                    key, value = self._bracketed(key, value)
                if key.text not in pairs:  # not by a call of its own: there are thousands
                    pairs[key.text] = (key, value)
                else:
                    self._refuse_second(pairs[key.text][0], key)
        if bare:
            self._add_bare(pairs, bare)
        end: Any = event.end_mark
        return Mapping(self.page, opening.start_mark, end, pairs, flow)

    def _refuse_second(self, first: Scalar, key: Scalar) -> None:
        message = f"duplicate key '{shorten(key.text)}'; the first one is on line {first.line}"
        self._error(key.where, message, "keep one of them")

    def _add_bare(self, pairs: dict[str, tuple[Scalar, Node]], bare: list[tuple[Scalar, Node]]) -> None:
        """Add keys in braces that have no ':': where spaces show that they are the rest of a text, to that, with an error."""
        from cxassess.source.lines import NO_TEXT, in_quotes

        name, (key, before) = next(reversed(pairs.items())) if pairs else ("", bare[0])
        words = name not in NO_TEXT and isinstance(before, Scalar) and before.text
        parts = [key.text for key, _ in bare] + [
            before.text for _ in bare[:1] if isinstance(before, Scalar) and not before.style
        ]
        if pairs and words and any(" " in part for part in parts):
            text = self.page.content[before.start : bare[-1][0].end]
            rest = shorten(bare[0][0].text)
            message = f"a comma inside {{ }} begins a new field, so '{rest}' is not part of the text before it"
            hint = f"put the text in quotes: {shorten(name)}: {in_quotes(text)}"
            self._error(bare[0][0].where, message, hint)
            pairs[name] = key, Scalar(self.page, before._start, bare[-1][0]._end, text)
        else:
            for pair in bare:
                key, value = self._spaced(*pair)
                if pairs.setdefault(key.text, (key, value))[0] is not key:
                    self._refuse_second(pairs[key.text][0], key)
        bare.clear()

    def _spaced(self, key: Scalar, value: Node) -> tuple[Scalar, Node]:
        """The pair that `name:value` without a space was meant as, with an error; any other pair as it is."""
        from cxassess.source.lines import missing_space

        missing, fixed = missing_space(key.text)
        if not missing:
            return key, value
        name, _, text = fixed.partition(": ")
        self._error(key.where, f"{missing}, so YAML reads '{shorten(key.text)}' as a name", f"write '{fixed}'")
        return Scalar(self.page, key._start, key._end, name), Scalar(self.page, key._start, key._end, text)

    def _bracketed(self, key: Scalar, value: Node) -> tuple[Scalar, Node]:
        """The name of `name:{…}` and an empty value, with an error: without a space, the brace is part of a name.

        Any other pair as it is.
        """
        from cxassess.source.lines import BRACKET_NEXT, missing_space

        if not BRACKET_NEXT.match(key.text):
            return key, value
        line = self.page.line(key.line)[key.column - 1 :]
        missing, fixed = missing_space(line)
        self._error(key.where, f"{missing}, so YAML reads '{shorten(key.text)}' as a name", f"write '{fixed}'")
        self.problems.suppress(key.where)
        name = Scalar(self.page, key._start, key._end, fixed.partition(": ")[0])
        return name, Scalar(self.page, key._start, key._start, "", "!")

    def _key_is_not_text(self, key: Node) -> None:
        from cxassess.source.corrected import in_quotes_example

        what = "a list" if isinstance(key, Sequence) else "a pair of braces"
        line, column = self.page.line(key.line), key.column - 1
        while column and line[column - 1] in "{[":  # `{{ name }}`
            column -= 1
        example = "" if line.lstrip().startswith("?") else in_quotes_example(line, column)
        hint = f"write 'name: value'; put text that begins with a bracket in quotes{example}"
        self._error(key.where, f"{what} cannot be the name before ':'", hint)

    def _merge_key(self, key: Scalar) -> None:
        """Refuse a merge key, and read over what it would have merged."""
        hint = "repeat the fields where they are needed"
        self._error(key.where, "a merge key ('<<') is not allowed", hint)
        self.merge_keys += 1
        self._node(self.next_event())
        self.merge_keys -= 1

    def _sequence(self, opening: Any) -> Sequence:
        items: list[Node] = []
        while type(event := self.next_event()) is not yaml.SequenceEndEvent:
            items.append(self._node(event))
        end: Any = event.end_mark
        return Sequence(self.page, opening.start_mark, end, items, bool(opening.flow_style))

    def _error(self, where: Location, message: str, hint: str) -> None:
        """Note an error; raise Invalid where there are too many to go on."""
        self.problems.error(where, message, hint)
        if len(self.problems.errors) >= MAX_PROBLEMS:
            self.problems.check()

    def _stop(self, event: Any, message: str, hint: str) -> None:
        raise Invalid([*self.problems.errors, Problem(self._at(event.start_mark), message, hint)])

    def _at(self, mark: Any) -> Location:
        return self.page.at(mark.line + 1, mark.column + 1)

    def _syntax_problem(self, error: Any) -> Problem:
        stopped, began = error.problem_mark or error.context_mark, error.context_mark or error.problem_mark
        from cxassess.source.messages import syntax_problem  # reading what is right should start fast

        words = f"{error.problem or ''}; {error.context or ''}"
        return syntax_problem(self.page, words, (stopped.line, stopped.column), (began.line, began.column))
