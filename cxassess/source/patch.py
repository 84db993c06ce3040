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


class Splice(NamedTuple):
    """Text to put in the place of what is between two offsets."""

    start: int
    end: int
    text: str


class Patcher:
    """Finds the splices that make an edit in one text."""

    def __init__(self, content: str, root: Node) -> None:
        """Take a text and its root node. Raises NotPatched where it does not hold fields."""
        self.content = content
        if not isinstance(root, Mapping):
            raise NotPatched("the file does not contain 'name: value' fields")
        self.root = root
        first = self.content.find("\n")
        self.eol = "\r\n" if first > 0 and self.content[first - 1] == "\r" else "\n"
        self.step = _step(root)

    def splices(self, edit: Edit) -> list[Splice]:
        """What to change in the text for an edit, in terms of this text. Raises NotPatched where it has no place."""
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
        return [Splice(key.start, key.end, scalar_text(edit.name)), *self.replaced(inside, edit.path, edit.value)]

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

    def own_line(self, start: int, stop: int) -> str:
        """A comment as a line, indented as it was, or like the line that it was on."""
        line = self.content[self.line_start(start) : start]
        return " " * (len(line) if not line.strip() else len(line) - len(line.lstrip())) + self.content[start:stop]

    def replaced_in_flow(self, key: Scalar, old: Node, value: Value) -> Splice:
        if any(comment_spans(self.root, old.start, old.end)):
            raise NotPatched("there is a comment inside the value")
        if old.end > old.start:
            return Splice(old.start, old.end, flow_text(value))
        colon = re.compile(r"\s*:").match(self.content, key.end)
        if colon is None:
            return Splice(key.end, key.end, f": {flow_text(value)}")
        return Splice(colon.end(), colon.end(), f" {flow_text(value)}")

    def pair_in_block(self, inside: Mapping, path: tuple[str, ...], value: Value) -> Splice:
        block = self.block_of(inside, path, None, value)
        (first, _), (_, last) = next(iter(inside.pairs.values())), list(inside.pairs.values())[-1]
        lines = list(pair_lines(path[-1], value, first.column - 1, self.step, block))
        return self.lines_after(self.tail(last), first.column - 1, lines)

    def lines_after(self, offset: int, column: int, lines: list[str]) -> Splice:
        """New lines after the line of an offset and the comments below it that are deeper than `column`."""
        at = self.after_comments(self.next_line(offset), column)
        text = self.eol.join(lines)
        if at and self.content[at - 1] != "\n":
            return Splice(at, at, self.eol + text)
        return Splice(at, at, text + self.eol)

    def after_comments(self, at: int, column: int) -> int:
        deeper = re.compile(r"(?:[ \t]*\r?\n)*" + " " * (column + 1) + r"[ \t]*#[^\n]*(?:\n|\Z)")
        while match := deeper.match(self.content, at):
            at = match.end()
        return at

    def pair_in_flow(self, inside: Mapping, path: tuple[str, ...], value: Value) -> list[Splice]:
        if not inside.pairs:
            return self.into_empty(inside, path, value)
        last = list(inside.pairs.values())[-1]
        return [self.into_flow(inside, max(last[0].end, last[1].end), f"{scalar_text(path[-1])}: {flow_text(value)}")]

    def into_empty(self, inside: Mapping, path: tuple[str, ...], value: Value) -> list[Splice]:
        """The first pair of `{}`: a section becomes a block, anything else stays on its line."""
        if len(path) == 2 and not self.root.flow:
            return self.replaced(self.root, path[:1], {path[1]: value})
        if self.content[inside.start + 1 : inside.end - 1].strip():
            raise NotPatched("there is a comment inside the braces")
        return [Splice(inside.start, inside.end, flow_text({path[-1]: value}))]

    def into_flow(self, inside: Node, last: int, text: str) -> Splice:
        """One more entry before a closing bracket; after comments that follow the last one."""
        between = self.content[last : inside.end - 1]
        comma = re.compile(r"\s*:?\s*,").match(between)
        if "#" in between:
            lead = "" if comma else ","
            return Splice(last, inside.end - 1, f"{lead}{between}{text}")
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
        indent = self.content[start : key.start]
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
        if any(comment_spans(self.root, start, end)):
            raise NotPatched("there is a comment between the braces")
        return Splice(start, end, "")

    def colon(self, key: Scalar) -> int:
        """The offset after the colon of a key."""
        match = re.compile(r"\s*:").match(self.content, key.end)
        if match is None:
            raise NotPatched(f"no ':' after '{key.text}'")
        return match.end()

    def tail(self, node: Node) -> int:
        """The offset after a value's last character; the marks of a block end where the next thing begins."""
        while isinstance(node, Mapping | Sequence) and not node.flow:
            node = node.items[-1] if isinstance(node, Sequence) else list(node.pairs.values())[-1][1]
        if not isinstance(node, Scalar) or node.style not in ("|", ">"):
            return node.end
        text = self.content[node.start : node.end]
        if "+" in text.partition("\n")[0].partition("#")[0]:
            return (
                node.end - len(text) + len(text.removesuffix("\n").removesuffix("\r"))
            )  # `|+`: the empty lines after it belong to the text
        return node.start + len(text.rstrip())

    def line_start(self, offset: int) -> int:
        return self.content.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """The offset of the line end after an offset, before its CR."""
        end = self.content.find("\n", offset)
        end = len(self.content) if end < 0 else end
        return end - 1 if end > offset and self.content[end - 1 : end] == "\r" else end

    def next_line(self, offset: int) -> int:
        end = self.content.find("\n", offset)
        return len(self.content) if end < 0 else end + 1

    def child_column(self, key: Scalar, old: Node) -> int:
        """How deep the lines below a key are indented: as they were, else one step."""
        if isinstance(old, Mapping) and not old.flow:
            return next(iter(old.pairs.values()))[0].column - 1
        return key.column - 1 + self.step

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


def _step(root: Mapping) -> int:
    """How many columns this file indents by; 2 where it does not say."""
    for _, value in root.pairs.values():
        if isinstance(value, Mapping) and not value.flow and value.pairs and not root.flow:
            return max(1, next(iter(value.pairs.values()))[0].column - root.column)
    return 2
