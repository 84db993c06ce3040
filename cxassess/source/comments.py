"""The comments of an answer file: what they say and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cxassess.nodes import Mapping, Node, Scalar, Sequence

_COMMENT = re.compile(r"#[^\r\n]*")


def comments(root: Node) -> Iterator[str]:
    """The text of every comment of a file, in order."""
    for start, end in spans(root, 0, len(root.page.content)):
        yield root.page.content[start:end].rstrip()


def spans(root: Node, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where comments stand between two offsets: `#` outside of text, and in the header of a block."""
    content, position = root.page.content, start
    for text_start, text_end in [*_texts(root), (end, end)]:
        if text_end < start or text_start < position:
            continue
        for found in _COMMENT.finditer(content, position, min(text_start, end)):
            yield found.span()
        position = text_end
        if text_start >= end:
            return


def _texts(node: Node) -> Iterator[tuple[int, int]]:
    """Start and end of every piece of text; of a block of text, from behind its header line."""
    if isinstance(node, Mapping):
        for key, value in node.pairs.values():
            yield from _texts(key)
            yield from _texts(value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _texts(item)
    elif isinstance(node, Scalar) and node.style in ("|", ">"):
        yield (node.page.content.find("\n", node.start) + 1 or node.end), node.end
    else:
        yield node.start, node.end
