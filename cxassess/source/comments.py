"""The comments of a YAML text: what they say, where they are, and those that were meant as text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cxassess.nodes import Node, scalars
from cxassess.problems import Problem

_HASH = re.compile(r"#(?<=[ \t]#)(?:\w| \d)")  # to look for in a page: the sign first, which is found fast
_NO_TEXT_BUT_HASH = re.compile(r"#(?<=[:-] #)(?= )")  # one space: comments that are set apart have more
_TEXT_BEGINS = r"(?:- |(?:note|text|title|reason|why|measure): )$"
_HASH_AFTER_TEXT = r"[ \t]+#\w"
_NUMBER_SIGN = r" # \d"  # after words: `problem # 1`
_COMMENT = r"#[^\r\n]*"


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
        for match in re.compile(_COMMENT).finditer(content, position, min(text_start, end)):
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


def accidental_comments(root: Node) -> Iterator[Problem]:
    """Plain text, or none, after which a word or a number begins with `#`: YAML takes the rest of the line for a comment."""
    content = root.page.content
    if not (_HASH.search(content) or _NO_TEXT_BUT_HASH.search(content)):
        return
    from cxassess.source.corrections import in_quotes_example  # rare: reading should start fast

    number_sign, hash_after_text = re.compile(_NUMBER_SIGN), re.compile(_HASH_AFTER_TEXT)
    for scalar in scalars(root):
        if scalar.style or content.find("#", scalar.end, scalar.end + 9) < 0:
            continue
        number = " " in scalar.text and number_sign.match(content, scalar.end)
        hash = content.index("#", scalar.end)
        emptied = not scalar.text and _NO_TEXT_BUT_HASH.match(content, hash)
        emptied = emptied and re.search(_TEXT_BEGINS, content[:hash][-20:])
        if emptied or number or hash_after_text.match(content, scalar.end):
            where = root.page.at_offset(hash)
            example = in_quotes_example(root.page.line(where.line), where.column - 1)
            if emptied:
                hint = f"put the text in quotes{example}; put a real comment on a line of its own"
                yield Problem(where, "this text is empty, because '#' begins a comment", hint, warning=True)
                continue
            hint = f"put the whole text in quotes{example}; begin a real comment with '# '"
            yield Problem(where, "everything from '#' on is a comment, not text", hint, warning=True)
