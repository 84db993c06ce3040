"""Syntax errors of the YAML parser, in words for somebody who does not know YAML, at the place to fix."""

from __future__ import annotations

import re

from cxassess.problems import Page, Problem
from cxassess.source.cause import (
    COMMENT,
    Place,
    cause_above,
    dash_above,
    hash_above,
    indent,
    kind_after_document,
    kind_after_quote,
    other_form,
)
from cxassess.source.corrections import after_colon
from cxassess.source.line_fields import (
    BRACKET_NEXT,
    NO_TEXT,
    holds_text,
    is_in_value,
    missing_comma,
    missing_space,
    quoted_field,
)
from cxassess.text import shorten

_SHORT = NO_TEXT | {"who", "name", "role", "owner"}  # what they hold has no ':'
_OTHER_CLOSING = {"}": "]", "]": "}"}
_WORD = re.compile(r"\w+'\w+")


def syntax_problem(page: Page, words: str, stopped: Place, began: Place) -> Problem:
    """The problem that the parser's words describe; it stopped at one place, in a piece that began at the other."""
    line = page.line(stopped[0] + 1)
    before, char = line[: stopped[1]].rstrip(), line[stopped[1] : stopped[1] + 1]
    piece = page.line(began[0] + 1)[began[1] :]
    here = began[0] == stopped[0] or (piece.startswith("{") and bool(char) and is_in_value(line, stopped[1]))
    within = piece[:1] if piece[:1] in ("{", "[") and began[0] < stopped[0] else ""
    kind = _kind(
        words,
        before,
        char,
        piece,
        same_line=here,
        closed_after=_OTHER_CLOSING.get(char, char) in line[stopped[1] + 1 :],
    )
    place = stopped
    if kind == "stray line":
        kind, place = cause_above(page, stopped)
    elif kind == "after quote":
        kind = kind_after_quote(line, stopped[1])
    elif kind in ("open", "comma") and (comment := COMMENT.search(piece)):
        kind, place = "comment", (began[0], began[1] + comment.start())
    elif kind == "after document":
        kind = kind_after_document(page, stopped)
    elif _SYNTAX.get(kind, _OTHER)[0]:
        place = began
    if kind in ("out of line", "out of list", "dash inside") and (dash := dash_above(page, stopped)):
        kind, place = "dash", dash
    elif kind == "end" and (hash := hash_above(page, stopped)):
        kind, place = "comment", hash
    line = page.line(place[0] + 1)
    missing, fixed = missing_space(line) if kind in ("no colon", "dash") or BRACKET_NEXT.match(line) else ("", "")
    if missing:
        place = (place[0], indent(line))
    comma, with_comma = missing_comma(line, place[1]) if kind == "second colon" else ("", "")
    instead = other_form(page, place) if kind == "second colon" else ""
    kind = "space" if missing else "comma before" if comma else "answer" if instead else kind
    if kind == "lone" and char in ("}", "]") and holds_text(line, place[1]):
        kind = "lone in text"
    _, message, hint = _SYNTAX.get(kind, _OTHER)
    example = (
        quoted_field(line, place[1], within if place[0] > began[0] else "") if "{example}" in hint or comma else ""
    )
    if kind == "bare colon" and not holds_text(line, place[1]):
        example = ""
    one_text = example.partition(":")[0] not in _SHORT
    fields = {
        "char": char,
        "last": before[-1:],
        "start": piece[:1],
        "line": stopped[0] + 1,
        "words": shorten(words, 120),
        "word": "".join(_WORD.findall(line[max(stopped[1] - 60, 0) : stopped[1] + 60])[:1]),
        "missing": missing,
        "fixed": fixed,
        "name": shorten(_last_words(before), 30),
        "example": after_colon(example),
        "comma": comma,
        "instead": with_comma or instead,
        "or_text": f"; if it is one text, put it in quotes{after_colon(example)}" if one_text else "",
    }
    return Problem(page.at(place[0] + 1, place[1] + 1), message.format(**fields), hint.format(**fields))


def _last_words(before: str) -> str:
    """What would be the name before a ':' that ends nothing: the text since the last ': ', comma or bracket."""
    return re.split(r":\s|[,{\[]\s*", before[-200:])[-1].strip()


def _kind(words: str, before: str, char: str, piece: str, same_line: bool, closed_after: bool) -> str:
    """The key in _SYNTAX; '' where we know no better words than the parser's.

    `before` is the line up to where the parser stopped, `char` the character there, `piece` the line from where it
    began to read the piece that it could not finish.
    """
    kind = next((kind for part, kind in _KINDS if part in words), "")
    if char == "\t" or "tab character" in words:
        return "tab"
    if kind in ("second colon", "no colon") and ":" in piece[1000:] and ": " not in piece[:1000] + before:
        return "long name"
    if kind == "second colon" and before.endswith(":") and len(before) <= 1000:
        return "begin"
    if kind == "second colon" and ": " not in before:
        return "long name" if len(before) > 1000 else "stray line"
    if kind == "out of line" and char in ("}", "]"):
        return "lone"
    if kind == "lone":
        named = before.endswith((":", "[", ","))
        return "end" if not char else "begin" if named and char in "-?:" else kind
    if kind in ("out of line", "out of list") or (kind == "open" and same_line):
        if before and before[-1] in "\"'}]":
            return "after quote" if before[-1] in "\"'" else "after bracket"
        if kind == "open" and (char in (":", "{", "[") or (char in ("}", "]") and closed_after)):
            return "second colon" if char == ":" else "bracket"
    return "comma" if kind == "open" and same_line else kind


_KINDS = (  # words of libyaml, and the key in _SYNTAX of what they mean; the first that fits counts
    ("unexpected end of stream", "quote"),
    ("unexpected document indicator", "quote"),
    ("directive", "directive"),
    ("incompatible YAML document", "directive"),
    ("a block scalar", "block"),
    ("mapping values are not allowed", "second colon"),
    ("block sequence entries are not allowed", "dash inside"),
    ("mapping keys are not allowed", "question mark"),
    ("cannot start any token", "begin"),
    ("while scanning an alias", "sign"),
    ("while scanning an anchor", "sign"),
    ("ing a tag", "sign"),
    ("undefined tag handle", "sign"),
    ("did not find expected node content", "lone"),
    ("invalid Unicode character escape", "no character"),
    ("unknown escape character", "escape"),
    ("did not find expected hexdecimal", "escape"),
    ("did not find expected key", "out of line"),
    ("did not find expected '-' indicator", "out of list"),
    ("could not find expected ':'", "no colon"),
    ("did not find expected ',' or", "open"),
    ("<document start>", "after document"),
    ("found unexpected ':'", "bare colon"),
)
_QUOTE_IT = "put the text in quotes{example}"
_QUOTE_ALL = "put the whole text in quotes{example}"
_OTHER = (False, "not readable as YAML here: {words}", "look at this line and the one above it")
_SYNTAX = {  # whether the place is where the piece began, what is wrong, what to do
    "quote": (True, "this quote is never closed", "close it, or remove it"),
    "directive": (False, "a line may not begin with '%'", f"remove it, or {_QUOTE_IT}"),
    "tab": (False, "a tab where only spaces are allowed", "replace it with spaces"),
    "block": (True, "text may not begin with '{start}'", f"{_QUOTE_IT}, or write it on the lines below, indented"),
    "second colon": (False, "a second ':' here, so YAML reads '{name}' as the name of a field", _QUOTE_IT),
    "bare colon": (
        False,
        "this ':' needs a space after it",
        "write 'name: value'; put text that contains a colon in quotes{example}",
    ),
    "continued": (
        False,
        "YAML reads this line as more of the text above it, which may not contain ': '",
        "indent it like the fields around it; if it does belong to the text above, put the whole text in quotes",
    ),
    "comment": (False, "everything from '#' on is a comment, so the bracket before it is not closed", _QUOTE_IT),
    "long name": (
        True,
        "the name before this ':' is longer than 1,000 characters",
        "shorten it, or put the text in quotes",
    ),
    "space": (True, "{missing}, so YAML reads this line as text", "write '{fixed}'"),
    "dash inside": (False, "text may not begin with '{char} '", f"{_QUOTE_IT}; begin a list on a line of its own"),
    "question mark": (False, "text may not begin with '{char} '", _QUOTE_IT),
    "begin": (False, "text may not begin with '{char}'", _QUOTE_IT),
    "sign": (True, "text may not begin with '{start}'", _QUOTE_IT),
    "lone": (False, "unexpected '{char}'", "remove it, or put the text in quotes"),
    "lone in text": (False, "unexpected '{char}'", f"{_QUOTE_IT}, or remove the '{{char}}'"),
    "comma before": (False, "a second ':' here; a comma may be missing before '{comma}'", "write '{instead}'{or_text}"),
    "answer": (False, "a second ':' here, so YAML reads '{name}' as the name of a field", "write '{instead}'"),
    "end": (False, "the file ends inside a bracket or brace that is not closed", "close it, or put the text in quotes"),
    "no character": (False, "this escape code is not a valid character", "remove it"),
    "escape": (False, "unknown backslash escape", "write \\\\ for a backslash, or use single quotes"),
    "after bracket": (False, "unexpected text after the closing {last}", _QUOTE_ALL),
    "after quote": (
        False,
        "unexpected text after the closing {last}",
        "put the whole text in the other kind of quotes{example}",
    ),
    "bracket": (False, "a '{char}' in text that is not in quotes", _QUOTE_IT),
    "apostrophe": (False, "the apostrophe in '{word}' closes the text", "put the text in double quotes{example}"),
    "quote above": (
        False,
        "YAML reads the {last} before this as the end of a quote that was opened above",
        "close that quote where its text ends",
    ),
    "out of line": (
        False,
        "this line does not line up with the ones above it",
        "indent the fields of a group alike, and the dashes of a list alike",
    ),
    "out of list": (
        False,
        "this line does not line up with the list above it",
        "begin it with a dash, or give the list a name",
    ),
    "no colon": (
        True,
        "a ':' is missing on this line",
        "write 'name: value'; indent the line more if it continues the text above",
    ),
    "comma": (
        False,
        "a comma or the closing bracket is missing before here",
        "put text that contains a colon, a comma or a bracket in quotes",
    ),
    "open": (
        True,
        "this '{start}' is not closed, or a comma is missing by line {line}",
        "close it; put text that contains a colon, a comma or a bracket in quotes",
    ),
    "less indented": (
        False,
        "this line is indented less than the first line of the file",
        "begin both in the same column",
    ),
    "after value": (
        False,
        "for YAML the file ends before this line",
        "write 'name: value' on each line, or put the whole text in quotes",
    ),
    "after document": (
        False,
        "the document ended before this line",
        "remove the line '...', or put the whole text in quotes",
    ),
}
