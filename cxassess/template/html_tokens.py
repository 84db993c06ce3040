"""A page taken apart by a grammar so strict that every browser reads the same in it.

Each `<` begins a tag, no value of an attribute holds one, and only a style sheet is not HTML. What does not follow the
grammar is given as such.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from cxassess.text import FORBIDDEN, LONE_CR

_SPACE = "[ \t\r\n]"
_NAME = "[A-Za-z][A-Za-z0-9:_.-]*+"
_UNQUOTED = "[A-Za-z0-9#:_.-]++"
_TAG = re.compile(
    f"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]*+)(?P<attributes>(?:{_SPACE}++{_NAME}"
    f"(?:{_SPACE}*+={_SPACE}*+(?:\"[^\"<]*+\"|'[^'<]*+'|{_UNQUOTED}(?!/)))?+)*+){_SPACE}*+(?P<empty>/)?>"
)
_ATTRIBUTE = re.compile(f"({_NAME})(?:{_SPACE}*+={_SPACE}*+(?:\"([^\"]*+)\"|'([^']*+)'|({_UNQUOTED})))?+")
DOCTYPE = re.compile("<!doctype html>", re.IGNORECASE)
_NUMBERED = re.compile("&#(?:[xX]([0-9a-fA-F]+)|([0-9]+))")


class Token(NamedTuple):
    """A part of a page: a start tag, an end tag, text, the content of a style element, or what is none of these.

    source: as written; at: where it begins. name: of the tag, in lowercase. attributes: name in lowercase and value
    of each, in order. empty: the start tag ends in `/>`.
    """

    kind: str
    source: str
    at: int
    name: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    empty: bool = False


def tokens(page: str) -> Iterator[Token]:
    """The parts of a page in order; its `<!DOCTYPE html>` is left out."""
    match = DOCTYPE.match(page)
    at = match.end() if match else 0
    while at < len(page):
        begin = _find(page, "<", at)
        if begin > at:
            yield Token("text", page[at:begin], at)
        at = begin
        if at == len(page):
            return
        match = _TAG.match(page, at)
        if match is None:
            yield Token("other", page[at : at + 200], at)
            at += 1
            continue
        name, at = match["name"].lower(), match.end()
        if match["end"]:
            yield Token("end", match[0], begin, name, _attributes(match["attributes"]))
            continue
        yield Token("start", match[0], begin, name, _attributes(match["attributes"]), bool(match["empty"]))
        if name == "style":  # nothing in it but its end tag is a tag
            end = _find(page, "</style", at)
            yield Token("style", page[at:end], at)
            at = end


def _find(page: str, sign: str, at: int) -> int:
    """Where a sign is next; the end of the page if it is not there."""
    found = page.find(sign, at)
    return len(page) if found < 0 else found


def _attributes(text: str) -> tuple[tuple[str, str], ...]:
    """Names and values, as a browser understands them."""
    return tuple((one[1].lower(), html.unescape(one[2] or one[3] or one[4] or "")) for one in _ATTRIBUTE.finditer(text))


def odd_characters(text: str) -> Iterator[tuple[str, str]]:
    """Each character that controls or changes the direction of text, and how it is written, which may be a number."""
    yield from ((match[0], match[0]) for match in re.finditer(FORBIDDEN, text))
    if "\r" in text:
        yield from ((match[0], match[0]) for match in re.finditer(LONE_CR, text))
    for match in _NUMBERED.finditer(text) if "&#" in text else ():
        code = int(match[1][-9:], 16) if match[1] else int(match[2][-9:])
        char = chr(code) if code <= 0x10FFFF else "\0"
        if char == "\r" or re.match(FORBIDDEN, char):
            yield char, match[0]


def explain_other(source: str) -> tuple[str, str]:
    """What is wrong with a token of the kind `other`, a `<` that begins no tag, and what to do."""
    if source.startswith("<!--"):
        message = "HTML comments are not allowed, because they would be part of the report"
        return message, "use {# … #}, which stays in the template"
    if source.startswith("<!"):
        return "declarations are not allowed here", "remove it"
    if source.startswith("<?"):
        return "processing instructions are not allowed", "remove it"
    if re.match("</?[A-Za-z]", source):
        return "this tag is not well formed", 'write <name attribute="value">, with &lt; for < in a value'
    return "'<' begins no tag here", "write &lt; for the character itself"
