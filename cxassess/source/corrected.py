"""What people meant where YAML reads something else: their own words in quotes, or with the space that is missing."""

from __future__ import annotations

import re

from cxassess.nodes import Mapping, Node, Scalar, Sequence
from cxassess.text import shorten

MAX_EXAMPLE = 60
"""Characters of people's own text that an example shows."""

MAX_LINE = 2000
"""Characters of a line for which an example is worked out; nobody writes longer ones by hand."""

MAX_PAIRS = 100
"""Fields in one pair of braces among which text that a comma cut off is looked for."""

NBSP = "\u00a0"
_NAME = r"(\"[^\"]*\"|'[^']*'|[^\s\"'{}\[\],#&*!|>%@`:-][^\s,:{}\[\]]*)"
_FIELD = re.compile(rf"\s*(?:-\s+)*(?:{_NAME}\s*:(?:\s+|$))?")
_NEXT_FIELD = re.compile(rf",\s*{_NAME}\s*:(?:\s|$)")
_VALUE_BEGINS = re.compile(r"[:-]\s+$")
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’"}
_NUMBERED = re.compile(r"([0-9]{1,3})(?:[.)]| [–—-])\s+")
_NO_SPACE = re.compile(
    rf"(?P<dash>-(?=[^\s-])|-(?={NBSP}))|(?P<bullet>[–—•·▪‣*](?=\s))"
    rf"|(?P<name>{_NAME})\s*(?:(?P<nbsp>:(?={NBSP}))|(?P<colon>:(?=[^\s/]))|(?P<wide>：)|(?P<equals>=(?=\s)))"
)


def in_quotes(text: str) -> str:
    """Text in the plainest quotes that hold it; quotes that were around it, also curly ones, are not repeated."""
    text = text.strip().replace(NBSP, " ")
    if len(text) > 1 and _QUOTES.get(text[0]) == text[-1] and not _closes_within(text):
        text = text[1:-1]
    text = shorten(text, MAX_EXAMPLE)
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def _closes_within(text: str) -> bool:
    """Whether the quote that a text begins with closes before its end, as in `'Ask' and 'tell'`, not in `'We don't'`."""
    inner = text[1:-1]
    index = inner.find(text[-1])
    if index < 1 or inner.count(text[-1]) % 2:
        return False
    apostrophe = inner[index - 1].isalnum() and inner[index + 1 : index + 2].isalnum()
    return not inner[index - 1].isspace() and not apostrophe


def quoted_field(line: str, column: int) -> str:
    """The field or list entry of a line that a column (from 0) is in, with its text in quotes: `text: "Why: …"`.

    '' where there is no text to quote.
    """
    if len(line) > MAX_LINE:
        return ""
    start, in_brackets, _ = _piece(line, column)
    match = _FIELD.match(line, start)
    begin, name = (match.end(), match.group(1)) if match else (start, None)
    text = line[begin : _end(line, begin, column, name is not None) if in_brackets else len(line)].strip()
    if not text:
        return ""
    if name:
        return f"{shorten(name, MAX_EXAMPLE)}: {in_quotes(text)}"
    return in_quotes(text) if in_brackets or not line.lstrip().startswith("- ") else f"- {in_quotes(text)}"


def _piece(line: str, column: int) -> tuple[int, bool, bool]:
    """Where the piece of a line that a column is in begins; whether it is inside brackets or braces, and inside quotes."""
    starts, quote = [0], ""  # of the pieces that are open, the innermost last
    for index, char in enumerate(line[:column]):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'{[" and (_begins_value(line[starts[-1] : index]) or (char in "{[" and len(starts) > 1)):
            if char in "{[":
                starts.append(index + 1)
            else:
                quote = char
        elif len(starts) > 1 and char == ",":
            starts[-1] = index + 1
        elif len(starts) > 1 and char in "}]":
            starts.pop()
    return starts[-1], len(starts) > 1, bool(quote)


def _end(line: str, begin: int, column: int, named: bool) -> int:
    """Where a text in brackets ends that goes on at a column: at the next field or entry, or the closing bracket."""
    depth = 0
    for index in range(begin, len(line)):
        char = line[index]
        if char in "{[":
            depth += 1
        elif depth and char in "}]":
            depth -= 1
        elif (
            index >= column
            and not depth
            and (char in "}]" or (char == "," and (not named or _NEXT_FIELD.match(line, index))))
        ):
            return index
    return len(line)


def opens_quote(line: str, column: int) -> bool:
    """Whether a column (from 0) of a line is inside quotes that were opened on it."""
    return len(line) <= MAX_LINE and _piece(line, column)[2]


def _begins_value(before: str) -> bool:
    return not before.strip() or _VALUE_BEGINS.search(before) is not None


def is_bare(key: Scalar, value: Node) -> bool:
    """Whether a pair in braces has no ':' and no value, as the second one of `{note: one, two}`."""
    return isinstance(value, Scalar) and not value.text + value.style + key.style and value.start == key.end


def comma_hint(key: Scalar, inside: Mapping) -> str:
    """What to write where a comma in braces made a field of the rest of a text; '' where that is not what happened."""
    if not inside.flow or len(inside.pairs) > MAX_PAIRS or not is_bare(key, inside.pairs[key.text][1]):
        return ""
    field: tuple[Scalar, Scalar] | None = None  # the last one with a plain text of its own
    for name, value in inside.pairs.values():
        if field and name is key:
            whole = f"{field[0].text}: {in_quotes(key.page.content[field[1].start : key.end])}"
            return f"a comma inside {{ }} begins a new field; put text with a comma in quotes: {whole}"
        if not is_bare(name, value):
            field = (name, value) if isinstance(value, Scalar) and value.text else None
    return ""


def text_hint(node: Node) -> str:
    """What to write where a node is fields or a list and text was meant: `Minutes: of May` is a field to YAML."""
    line = node.page.line(node.line)[:MAX_LINE]
    text = line[node.column - 1 :]
    if isinstance(node, Mapping) and not text.startswith("{"):
        if node.flow:  # a field on its own inside [ ]
            return (
                f"': ' makes a field of it; if it is text, put it in quotes: {in_quotes(text[: node.end - node.start])}"
            )
        dash = "- " if line[: node.column - 1].endswith("- ") else ""
        return f"': ' makes a field of it; if it is text, put it in quotes: {dash}{in_quotes(text)}"
    return f"if it is text, put it in quotes: {in_quotes(node.page.content[node.start : node.end])}"


def spacing_hint(node: Node, entries: bool = False) -> str:
    """What to write where fields or list entries lack a space, or have a dash too many; '' where they do not.

    `entries` says that a list was expected.
    """
    first = node
    if isinstance(node, Sequence) and node.items and isinstance(node.items[0], Mapping) and not node.flow:
        first = node.items[0]
    if isinstance(first, Mapping) and first.pairs:
        first = next(key for key, _ in first.pairs.values())
    line = first.page.line(first.line)[first.column - 1 :]
    if isinstance(node, Sequence):
        return f"remove the dashes: write '{shorten(line, MAX_EXAMPLE)}'" if first not in (node, *node.items) else ""
    if not isinstance(first, Scalar) or first.style:
        return ""
    numbered = _NUMBERED.match(line[:MAX_LINE])
    if numbered:
        rest = shorten(line[numbered.end() :].strip(), MAX_EXAMPLE)
        return f"write '- {rest}'" if entries else f"write '{numbered[1]}: {rest}'"
    missing, fixed = missing_space(line)
    return missing and f"{missing}; write '{fixed}'"


def after_colon(example: str) -> str:
    """An example as it follows words that announce it; '' for none."""
    return example and f": {example}"


def missing_space(line: str) -> tuple[str, str]:
    """What is missing for a line to be a field or a list entry, and the line with it; ('', '') where nothing is.

    `P1.1:2` lacks the space after ':' and should be `P1.1: 2`.
    """
    text = line[:MAX_LINE].strip(" \t\r\n")
    match = _NO_SPACE.match(text)
    if match is None:
        return "", ""
    rest = shorten(text[match.end() :].strip(), MAX_EXAMPLE)
    if match["dash"]:
        nbsp = text.startswith(NBSP, match.end())
        return (_not_plain("-") if nbsp else "there is no space after the dash"), f"- {rest}"
    if match["bullet"]:
        return f"'{match['bullet']}' does not begin a list entry", f"- {rest}"
    fixed = f"{match['name']}: {rest}"
    if match["nbsp"]:
        return _not_plain(":"), fixed
    if match["colon"]:
        return "there is no space after the ':'", fixed
    return ("the colon is a full-width one" if match["wide"] else "there is a '=' instead of a ':'"), fixed


def _not_plain(sign: str) -> str:
    return f"the space after the '{sign}' is a non-breaking one (U+00A0)"
