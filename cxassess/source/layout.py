"""Where the pieces of a YAML text begin and end, by the places of its nodes: lines, keys, values and comments."""

from __future__ import annotations

import re

from cxassess.nodes import Mapping, Node, Scalar, Sequence
from cxassess.source.comments import comment_spans
from cxassess.source.edits import NotPatched

_COLON = re.compile(r"(?:\s+#[^\n]*|\s)*:")  # after a key; with comments in between where the key begins with `?`
_MARK = re.compile(r"\?[ \t]+\Z")


class Layout:
    """Answers questions about the layout of one text; all places are offsets into it."""

    def __init__(self, content: str, root: Node) -> None:
        """Take a text and its root node. Raises NotPatched where it does not hold fields."""
        self.content = content
        if not isinstance(root, Mapping):
            raise NotPatched("the file does not contain 'name: value' fields")
        self.root = root
        first = self.content.find("\n")
        self.eol = "\r\n" if first > 0 and self.content[first - 1] == "\r" else "\n"
        self.step = self.indent_step()

    def indent_step(self) -> int:
        """How many columns this file indents by; 2 where it does not say."""
        for _, value in self.root.pairs.values():
            if isinstance(value, Mapping) and not value.flow and value.pairs and not self.root.flow:
                return max(1, self.pair_column(next(iter(value.pairs.values()))[0]) - self.root.column + 1)
        return 2

    def kept_comments(self, start: int, end: int, column: int) -> str:
        """The comments between two offsets inside braces, each to the end of its line; '' for none."""
        pad = self.eol + " " * column
        return "".join(f" {self.content[slice(*span)]}{pad}" for span in comment_spans(self.root, start, end))

    def own_line(self, start: int, stop: int) -> str:
        """A comment as a line, indented as it was, or like the line that it was on."""
        line = self.content[self.line_start(start) : start]
        return " " * (len(line) if not line.strip() else len(line) - len(line.lstrip())) + self.content[start:stop]

    def after_comments(self, at: int, column: int) -> int:
        deeper = re.compile(r"(?:[ \t]*\r?\n)*" + " " * (column + 1) + r"[ \t]*#[^\n]*(?:\n|\Z)")
        while match := deeper.match(self.content, at):
            at = match.end()
        return at

    def pair_start(self, key: Scalar) -> int:
        """The offset where a pair begins: with its key, or with the `?` that may be in front of it."""
        line = self.content[self.line_start(key.start) : key.start]
        mark = _MARK.search(line)
        return key.start if mark is None else key.start - len(mark.group())

    def pair_column(self, key: Scalar) -> int:
        """The column of a pair in a block, from 0."""
        return self.pair_start(key) - self.line_start(key.start)

    def colon(self, key: Scalar) -> int:
        """The offset after the colon of a key. Raises NotPatched where it has none, as in `{level}`."""
        match = _COLON.match(self.content, key.end)
        if match is None:
            raise NotPatched(f"no ':' after '{key.text}'")
        return match.end()

    def unended_block(self) -> int | None:
        """The offset of the sign of a block of text that the file ends with, without a line end; None for none.

        With a line after it, it would end with a line end that it does not have now.
        """
        last: Node = self.root
        while isinstance(last, Mapping | Sequence) and not last.flow:
            last = last.items[-1] if isinstance(last, Sequence) else list(last.pairs.values())[-1][1]
        is_block = isinstance(last, Scalar) and last.style in ("|", ">")
        return last.start if is_block and not self.content.endswith("\n") else None

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
            return self.pair_column(next(iter(old.pairs.values()))[0])
        return self.pair_column(key) + self.step
