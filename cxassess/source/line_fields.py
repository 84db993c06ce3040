"""One line of a file, as the person who typed it meant it: its fields, with the quotes, space or comma that it lacks."""

from __future__ import annotations

import re
from typing import NamedTuple

from cxassess.text import shorten

MAX_EXAMPLE = 60
"""Characters of people's own text that an example shows."""

MAX_LINE = 2000
"""Characters of a line for which an example is worked out; nobody writes longer ones by hand."""

_NAMES = (
    "action actions add agency answered answers asks audience bands breaks_with by change component confidence date "
    "decimals earlier edge effort evidence examples extends focus format from gate glossary groups guide hide id "
    "intent label law lead leader_questions level levels link marking measure method name needs next none "
    "not_applicable note others otherwise ours overall overlay overlays owner owners part_of pass people play "
    "playbook plays provenance questions reason remarks replaces rescale resources respondent result retired review "
    "rights role same_as scale scope score scoring seen service share silence source sources stage status strategies "
    "subject summary tags target targets text title to tools topics unknown value version views votes weight what "
    "when who why wording year"
)
NAMES = frozenset(_NAMES.split())
"""The names of the fields of every kind of file."""

_NO_TEXT = "confidence date effort format id level otherwise play playbook score stage unknown value version weight"
NO_TEXT = frozenset(_NO_TEXT.split())
"""The names of fields that hold a word or a number, so that a comma never belongs to what they hold."""

_NAME = r"(\"[^\"]*\"|'[^']*'|[^\s\"'{}\[\],#&*!|>%@`:-][^\s,:{}\[\]]*)"
FIELD = re.compile(rf"\s*(?:-\s+)*(?:{_NAME}\s*:(?:\s+|$))?")
"""The dashes and the name before the text of a line, as far as there are any."""

BRACKET_NEXT = re.compile(r"\s*[^\s:{}\[\],#\"']+:[{\[]")
"""A name whose ':' has no space before a bracket."""

NBSP = "\u00a0"
_NEXT_FIELD = re.compile(rf",\s*{_NAME}\s*:(?:\s|$)")
_A_FIELD = re.compile(rf"(?:^|[{{,])\s*{_NAME}\s*:\s+")
_VALUE_BEGINS = re.compile(r"[:-]\s+$")
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’"}
_MORE_THAN_TEXT = {
    "answered",
    "answers",
    "evidence",
    "focus",
    "levels",
    "next",
    "people",
    "remarks",
    "scale",
    "sources",
    "targets",
    "votes",
}
_CLOSING = {"{": "}", "[": "]"}
_PLAIN = re.compile(r"[^\W_](?:[\w .;()/’–-]*[\w.)])?")
_NO_SPACE = re.compile(
    rf"(?P<dash>-(?=[^\s-])|-(?={NBSP}))|(?P<bullet>[–—•·▪‣*](?=\s))"
    rf"|(?P<name>{_NAME})\s*(?:(?P<nbsp>:(?={NBSP}))|(?P<colon>:(?=[^\s/]))|(?P<wide>：)|(?P<equals>=(?=\s)))"
)


def in_quotes(text: str) -> str:
    """Text in the plainest quotes that hold it; quotes that were around it, also curly ones, are not repeated."""
    text = text.strip().replace(NBSP, " ")
    if text[1:-1].strip() and _QUOTES.get(text[0]) == text[-1] and not _closes_within(text):
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


class _Piece(NamedTuple):
    """Where the piece of a line that a column is in begins; the brackets that are open there; whether it is in quotes."""

    start: int
    open: str
    quoted: bool


class _Field(NamedTuple):
    """The name of a field in a line, '' for an entry of a list, and where its text begins and ends."""

    name: str
    begin: int
    end: int
    open: str


def as_value(text: str) -> str:
    """Text as it can be the value of a field in braces: in quotes where it needs them."""
    return text if len(text) <= MAX_EXAMPLE and _PLAIN.fullmatch(text) else in_quotes(text)


def quoted_field(line: str, column: int, within: str = "") -> str:
    """The field or list entry of a line that a column (from 0) is in, with its text in quotes: `text: "Why: …"`.

    '' where there is no text to quote. `within` are the brackets that were opened on lines above.
    """
    field = _field(line, column, within)
    text = line[field.begin : field.end].strip() if field else ""
    if not field or not text:
        return ""
    if field.name:
        return f"{shorten(field.name, MAX_EXAMPLE)}: {in_quotes(text)}"
    return in_quotes(text) if field.open or not line.lstrip().startswith("- ") else f"- {in_quotes(text)}"


def _field(line: str, column: int, within: str = "") -> _Field | None:
    """The field or list entry of a line that a column is in; None in a line that is too long, or in braces without one."""
    if len(line) > MAX_LINE:
        return None
    piece = _piece(line, column, within)
    if _unclosed(line[column:]) < -len(piece.open):  # more is closed than was opened: a bracket before was text
        closed = max(line.rfind(char, 0, column) for char in "}]")
        if closed >= 0:
            piece, column = _piece(line, closed, within), closed + 1
    match = FIELD.match(line, piece.start)
    begin, name = (match.end(), match.group(1) or "") if match else (piece.start, "")
    in_list = piece.open.endswith("[") or (not piece.open and line.lstrip().startswith("- ") and name not in NAMES)
    if match and name and in_list:  # a list has text, or fields that we know
        begin, name = match.start(1), ""
    elif not name and piece.open:
        begin = piece.start
    if piece.open.endswith("{") and name not in NAMES and not name.isdecimal():
        begin, name = _field_before(line, piece.start) or (begin, name)
        if not name:
            return None
    end = _end(line, begin, column, name, piece.open, within) if piece.open else len(line)
    return _Field(name, begin, len(line[:end].rstrip().removesuffix(",")), piece.open)


def _field_before(line: str, start: int) -> tuple[int, str] | None:
    """Where the text begins of the last field before a place in the same braces that can hold text, and its name."""
    brace = max(line.rfind(char, 0, start - 1) for char in "{}") + 1
    fields = [match for match in _A_FIELD.finditer(line, max(brace - 1, 0), start) if match[1] not in NO_TEXT]
    known = [match for match in fields if match[1] in NAMES or match[1].isdecimal()]
    return (known[-1].end(), known[-1][1]) if known else None


def _piece(line: str, column: int, within: str = "") -> _Piece:
    starts, opened, quote = [0] * (1 + len(within)), within, ""  # of the pieces that are open, the innermost last
    for index, char in enumerate(line[:column]):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'{[" and (_begins_value(line[starts[-1] : index]) or (char in "{[" and opened)):
            if char in "{[":
                starts.append(index + 1)
                opened += char
            else:
                quote = char
        elif opened and char == ",":
            starts[-1] = index + 1
        elif opened and char in "}]":
            starts.pop()
            opened = opened[:-1]
    return _Piece(starts[-1], opened, bool(quote))


def _unclosed(text: str) -> int:
    """How many more brackets are opened in a text than closed."""
    return sum(text.count(char) for char in "{[") - sum(text.count(char) for char in "}]")


def _end(line: str, begin: int, column: int, name: str, opened: str, within: str) -> int:
    """Where a text in brackets ends that goes on at a column: at the next field or entry, or the closing bracket."""
    if within == opened and _unclosed(line[begin:]) == 0:  # what was opened above is closed below
        opened = ""
    ends = (_first_end(line, begin, column, name, opened, nested) for nested in (True, False))
    return next((end for end in ends if end is not None), len(line))


def _first_end(line: str, begin: int, column: int, name: str, opened: str, nested: bool) -> int | None:
    """Where a text ends; None where the brackets do not match. `nested` says whether those in it are pairs."""
    depth = 0
    for index in range(begin, len(line)):
        char = line[index]
        if char in "{[":
            depth += nested
        elif depth and char in "}]":
            depth -= 1
        elif index < column or depth:
            continue
        elif char == "," and (not name or _begins_field(line, index, name)):
            return index
        elif opened and char in "}]" and _unclosed(line[index:]) >= -len(opened):
            if char == _CLOSING[opened[-1]]:
                return index
            if nested:
                return None
    return None


def _begins_field(line: str, comma: int, after: str) -> bool:
    """Whether the next field begins after a comma: a known one after a known one, a numbered one after one like it."""
    match = _NEXT_FIELD.match(line, comma)
    return match is not None and may_follow(after, match.group(1).strip("\"'"))


def may_follow(name: str, next: str, otherwise: bool = True) -> bool:
    """Whether two names can be those of fields next to each other, not a word in a text of the first.

    `otherwise` is what is said of names that are not ours and have no digit.
    """
    if name in NAMES:
        return next in NAMES
    return any(map(str.isdigit, next)) if any(map(str.isdigit, name)) else otherwise


def holds_text(line: str, column: int) -> bool:
    """Whether a column of a line is in a field that can hold any text, and has some."""
    field = _field(line, column)
    if field is None or not line[field.begin : field.end].strip("{}[] "):
        return False
    return field.name.isdecimal() or (field.name in NAMES and field.name not in NO_TEXT | _MORE_THAN_TEXT)


def is_in_value(line: str, column: int) -> bool:
    """Whether a column of a line is in the text of a field that begins on it, in braces that were opened above."""
    field = _field(line, column, "{")
    return field is not None and bool(field.name) and field.begin <= column


def opens_quote(line: str, column: int) -> bool:
    """Whether a column (from 0) of a line is inside quotes that were opened on it."""
    return len(line) <= MAX_LINE and _piece(line, column).quoted


def in_brackets(line: str, column: int) -> bool:
    """Whether a column (from 0) of a line is inside brackets that were opened on it, and not in quotes."""
    piece = _piece(line[:MAX_LINE], column)
    return bool(piece.open) and not piece.quoted


def missing_comma(line: str, column: int) -> tuple[str, str]:
    """The known field before whose ':' at a column a comma is missing in braces, and both fields with it.

    `{who: Ann level: 4}` gives `level` and `who: Ann, level: 4`. ('', '') where that is not what happened.
    """
    field = _field(line, column)
    if field is None or not field.name or not field.open.endswith("{"):
        return "", ""
    before, _, next = line[field.begin : column].strip().rpartition(" ")
    inside = line[line.rfind("{", 0, column) : field.end]
    written = re.search(rf"[{{,]\s*{re.escape(next)}\s*:", inside)
    rest = line[column + 1 : field.end].strip()
    if not before or not rest or written or next not in NAMES or not may_follow(field.name, next):
        return "", ""
    return next, f"{field.name}: {as_value(before.strip())}, {next}: {as_value(rest)}"


def _begins_value(before: str) -> bool:
    return not before.strip() or _VALUE_BEGINS.search(before) is not None


def missing_space(line: str) -> tuple[str, str]:
    """What is missing for a line to be a field or a list entry, and the line with it; ('', '') where nothing is.

    `P1.1:2` lacks the space after ':' and should be `P1.1: 2`.
    """
    text = line[:MAX_LINE].strip(" \t\r\n")
    match = _NO_SPACE.match(text)
    if match is None:
        return "", ""
    rest = text[match.end() :].strip()
    rest = "{…}" if rest[:1] == "{" and len(rest) > MAX_EXAMPLE else shorten(rest, MAX_EXAMPLE)
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
