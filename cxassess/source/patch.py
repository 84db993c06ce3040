"""Where in a text an edit is made, by the places of its nodes: what to put in the place of what.

Bytes outside a changed value stay as they are. A comment in a value that is removed gets a line of its own.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cxassess.nodes import Mapping, Node, Scalar, Sequence
from cxassess.source.comments import comment_spans
from cxassess.source.edits import APPEND, REMOVE, RENAME, Edit, NotPatched, apply_to_short, plain_data
from cxassess.source.emit import Unquoted, Value, block_lines, flow_text, pair_lines, scalar_text
from cxassess.source.layout import Layout


class Splice(NamedTuple):
    """Text to put in the place of what is between two offsets."""

    start: int
    end: int
    text: str


class Patcher(Layout):
    """Finds the splices that make an edit in one text."""

    def splices(self, edit: Edit) -> list[Splice]:
        """What to change in the text for an edit, in terms of this text. Raises NotPatched where it has no place."""
        splices = self.value_splices(edit)
        block = self.unended_block()
        if block is not None and any(splice.start == len(self.content) for splice in splices):
            header = re.compile(r"[|>]\d?[-+]?\d?").match(self.content, block)
            assert header is not None
            splices.append(Splice(block, header.end(), re.sub("[-+]", "", header.group()) + "-"))
        return splices

    def value_splices(self, edit: Edit) -> list[Splice]:
        """The same as far as it concerns the value itself."""
        inside = self.root
        for depth, key in enumerate(edit.path[:-1], 1):
            node = inside.pairs[key][1] if key in inside.pairs else None
            if not isinstance(node, Mapping):
                return self.below_no_mapping(edit, depth, node, inside)
            inside = node
        if edit.how == REMOVE:
            return self.removed(inside, edit.path)
        if edit.how == RENAME:
            return self.renamed(inside, edit)
        if edit.how == APPEND:
            return self.appended(inside, edit)
        return self.put(inside, edit.path, edit.value)

    def below_no_mapping(self, edit: Edit, depth: int, node: Node | None, inside: Mapping) -> list[Splice]:
        """An edit below something that is no mapping: absent, empty, or the short form of an answer."""
        path = edit.path[:depth]
        below = None if node is None else plain_data(node)
        if isinstance(below, str):
            value = apply_to_short(Unquoted(below), edit, depth)
            return self.removed(inside, path) if value is None else self.put(inside, path, value)
        if edit.how in (REMOVE, RENAME):
            return []
        if below is not None:
            raise NotPatched(f"'{path[-1]}' is a list")
        value = [edit.value] if edit.how == APPEND else edit.value
        for key in reversed(edit.path[depth:]):
            value = {key: value}
        return self.put(inside, path, value)

    def renamed(self, inside: Mapping, edit: Edit) -> list[Splice]:
        if edit.path[-1] not in inside.pairs:
            return []
        key, _ = inside.pairs[edit.path[-1]]
        # A quoted key may have no space after its colon: without its quotes the two would be one piece of text.
        name = scalar_text(edit.name) if key.style == "" else f"{key.style}{edit.name}{key.style}"
        return [Splice(key.start, key.end, name), *self.replaced(inside, edit.path, edit.value)]

    def appended(self, inside: Mapping, edit: Edit) -> list[Splice]:
        node = inside.pairs[edit.path[-1]][1] if edit.path[-1] in inside.pairs else None
        if isinstance(node, Sequence) and node.items:
            if node.flow:
                return [self.into_flow(node, node.items[-1].end, flow_text(edit.value))]
            return [self.item_in_block(node, edit.value)]
        old = None if node is None else plain_data(node)
        return self.put(inside, edit.path, [*([old] if isinstance(old, str) else []), edit.value])

    def put(self, inside: Mapping, path: tuple[str, ...], value: Value) -> list[Splice]:
        if path[-1] in inside.pairs:
            return self.replaced(inside, path, value)
        if inside.flow or not inside.pairs:
            return self.pair_in_flow(inside, path, value)
        return [self.pair_in_block(inside, path, value)]

    # -- a value in place of another

    def replaced(self, inside: Mapping, path: tuple[str, ...], value: Value) -> list[Splice]:
        key, old = inside.pairs[path[-1]]
        if inside.flow:
            return [self.replaced_in_flow(key, old, value)]
        colon, tail = self.colon(key), self.tail(old)
        block, end = self.block_of(inside, path, old, value), self.line_end(tail)
        beside, below = self.comments_left(colon, tail, end)
        lines = []
        if block and isinstance(value, dict | list):
            lines = list(block_lines(value, self.child_column(key, old), self.step, block))
        elif value is not None:
            beside = self.space(colon, old) + flow_text(value) + beside
        return [Splice(colon, end, self.eol.join([beside, *lines, *below]))]

    def space(self, colon: int, old: Node) -> str:
        """The space between a key and its value; one space where there is anything else between them."""
        between = self.content[colon : old.start]
        return between if between and not between.strip(" ") else " "

    def comments_left(self, colon: int, tail: int, end: int) -> tuple[str, list[str]]:
        """The comment on the key's own line with the space before it, and the lines of those further down."""
        if "\n" not in self.content[colon:tail]:
            return self.content[tail:end], []
        kept = list(comment_spans(self.root, colon, end))
        is_beside = bool(kept) and "\n" not in self.content[colon : kept[0][0]]
        beside = "  " + self.content[slice(*kept[0])] if is_beside else ""
        return beside, [self.own_line(*span) for span in kept[is_beside:]]

    def replaced_in_flow(self, key: Scalar, old: Node, value: Value) -> Splice:
        if old.end > old.start:
            kept = self.kept_comments(old.start, old.end, key.column - 1)
            return Splice(old.start, old.end, kept + flow_text(value))
        try:
            colon = self.colon(key)
        except NotPatched:
            return Splice(key.end, key.end, f": {flow_text(value)}")
        return Splice(colon, colon, f" {flow_text(value)}")

    def pair_in_block(self, inside: Mapping, path: tuple[str, ...], value: Value) -> Splice:
        block = self.block_of(inside, path, None, value)
        (first, _), (last_key, last) = next(iter(inside.pairs.values())), list(inside.pairs.values())[-1]
        column = self.pair_column(first)
        lines = list(pair_lines(path[-1], value, column, self.step, block))
        return self.lines_after(max(self.tail(last), last_key.end), column, lines)

    def lines_after(self, offset: int, column: int, lines: list[str]) -> Splice:
        """New lines after the line of an offset and the comments below it that are deeper than `column`."""
        at = self.after_comments(self.next_line(offset), column)
        text = self.eol.join(lines)
        if at and self.content[at - 1] != "\n":
            return Splice(at, at, self.eol + text)
        return Splice(at, at, text + self.eol)

    def pair_in_flow(self, inside: Mapping, path: tuple[str, ...], value: Value) -> list[Splice]:
        if not inside.pairs:
            return self.into_empty(inside, path, value)
        last = list(inside.pairs.values())[-1]
        return [self.into_flow(inside, max(last[0].end, last[1].end), f"{scalar_text(path[-1])}: {flow_text(value)}")]

    def into_empty(self, inside: Mapping, path: tuple[str, ...], value: Value) -> list[Splice]:
        """The first pair of `{}`: a section becomes a block, anything else stays on its line."""
        if len(path) == 2 and not self.root.flow:
            return self.replaced(self.root, path[:1], {path[1]: value})
        if self.content[inside.start + 1 : inside.end - 1].strip():  # comments, and a line end after them
            return [Splice(inside.end - 1, inside.end - 1, f"{scalar_text(path[-1])}: {flow_text(value)}")]
        return [Splice(inside.start, inside.end, flow_text({path[-1]: value}))]

    def into_flow(self, inside: Node, last: int, text: str) -> Splice:
        """One more entry before a closing bracket; after comments that follow the last one."""
        between = self.content[last : inside.end - 1]
        comma = re.compile(r"\s*:?\s*,").match(between)
        if "#" in between:
            signs = re.sub(r"#[^\n]*", "", between).strip()
            if ":" in signs:  # a last field that holds nothing: the comma goes after its colon and the comments
                return Splice(inside.end - 1, inside.end - 1, text if "," in signs else f", {text}")
            return Splice(last, inside.end - 1, f"{'' if signs else ','}{between}{text}")
        at = last + (comma.end() if comma else len(between.rstrip()))
        lead = " " if comma else " , " if self.content[at - 1] == ":" else ", "
        return Splice(at, at, f"{lead}{text}")

    # -- a new item

    def item_in_block(self, inside: Sequence, value: Value) -> Splice:
        first = inside.items[0]
        dash = self.content.rfind("-", 0, first.start) if first.end > first.start else first.start - 1
        column = dash - self.line_start(dash)
        line = f"{self.content[self.line_start(dash) : dash]}- {flow_text(value)}"
        if line[:column].strip():
            raise NotPatched("the list does not begin on a line of its own")
        return self.lines_after(self.tail(inside.items[-1]), column, [line])

    # -- a pair removed

    def removed(self, inside: Mapping, path: tuple[str, ...]) -> list[Splice]:
        if path[-1] not in inside.pairs:
            return []
        if len(path) == 2 and path[0] == "answers" and self.is_commented(inside, path[-1]):
            return self.put(inside, path, None)  # the key stays, so that its comments keep their owner
        if len(inside.pairs) == 1:
            if len(path) == 1:
                raise NotPatched("the file would be left empty")
            return self.emptied(inside, path)
        return [(self.cut_flow if inside.flow else self.cut_block)(inside, path[-1])]

    def emptied(self, inside: Mapping, path: tuple[str, ...]) -> list[Splice]:
        if inside.flow and not any(comment_spans(self.root, inside.start, inside.end)):
            return [Splice(inside.start, inside.end, "{}")]
        return self.splices(Edit(path[:-1], {}))

    def is_commented(self, inside: Mapping, name: str) -> bool:
        """Whether a comment belongs to a pair: in it, after it on its line, or directly above it."""
        key, value = inside.pairs[name]
        start, end = self.line_start(key.start), self.line_end(self.tail(value))
        if inside.flow:
            return False
        above = self.content[self.line_start(max(start - 1, 0)) : start].strip()
        return above.startswith("#") or any(comment_spans(self.root, start, end))

    def cut_block(self, inside: Mapping, name: str) -> Splice:
        key, value = inside.pairs[name]
        start, end = self.line_start(key.start), self.next_line(self.tail(value))
        indent = self.content[start : self.pair_start(key)]
        if indent.strip():
            raise NotPatched("the field does not begin on a line of its own")
        kept = [indent + self.content[a:b] + self.eol for a, b in comment_spans(self.root, start, end)]
        return Splice(start, end, "".join(kept))

    def cut_flow(self, inside: Mapping, name: str) -> Splice:
        names = list(inside.pairs)
        at = names.index(name)
        key, value = inside.pairs[name]
        start, end = key.start, max(key.end, value.end)
        if at + 1 < len(names):
            end = inside.pairs[names[at + 1]][0].start
        else:
            before = inside.pairs[names[at - 1]]
            start = max(before[0].end, before[1].end)
        return Splice(start, end, self.kept_comments(start, end, key.column - 1))

    def block_of(self, inside: Mapping, path: tuple[str, ...], old: Node | None, value: Value) -> int:
        """How many levels of a value get lines of their own, as its neighbours in the file have."""
        if not isinstance(value, dict | list) or not value:
            return 0
        if len(path) == 1:
            return 1
        if len(path) > 2:
            return int(isinstance(value, list))
        siblings = [old, *(value for _, value in reversed(inside.pairs.values()))]
        style = next((node for node in siblings if isinstance(node, Mapping) and node.pairs), None)
        return 0 if style is None or style.flow else 2
