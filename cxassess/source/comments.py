"""The comments of a YAML text: what they say and where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cxassess.nodes import Node, scalars

_COMMENT = re.compile(r"#[^\r\n]*")


def comments(root: Node) -> Iterator[str]:
    """The text of every comment of a file, in order."""
    for start, end in comment_spans(root, 0, len(root.page.content)):
        yield root.page.content[start:end].rstrip()


def comment_spans(root: Node, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Start and end of each comment between two offsets: `#` outside of text, and in the header line of a block."""
    content, position = root.page.content, start
    if content.find("#", start, end) < 0:
        return
    for text_start, text_end in [*_text_spans(root), (end, end)]:
        if text_end < start or text_start < position:
            continue
        for match in _COMMENT.finditer(content, position, min(text_start, end)):
            yield match.span()
        position = text_end
        if text_start >= end:
            return


def _text_spans(root: Node) -> Iterator[tuple[int, int]]:
    """Start and end of every piece of text; of a block of text, from the line after its header."""
    for scalar in scalars(root):
        if scalar.style in ("|", ">"):
            yield (root.page.content.find("\n", scalar.start) + 1 or scalar.end), scalar.end
        else:
            yield scalar.start, scalar.end
