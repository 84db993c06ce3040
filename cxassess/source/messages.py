"""Syntax errors of the YAML parser, in words for somebody who does not know YAML, at the place to fix."""

from __future__ import annotations

from cxassess.problems import Page, Problem
from cxassess.text import shorten

Place = tuple[int, int]  # line and column, from 0


def syntax_problem(page: Page, words: str, stopped: Place, began: Place) -> Problem:
    """The problem that the parser's words describe; it stopped at one place, in a piece that began at the other."""
    line = page.line(stopped[0] + 1)
    before, char = line[: stopped[1]].rstrip(), line[stopped[1] : stopped[1] + 1]
    piece = page.line(began[0] + 1)[began[1] :]
    kind = _kind(words, before, char, piece, same_line=began[0] == stopped[0])
    at_beginning, message, hint = _SYNTAX.get(kind, _OTHER)
    place = began if at_beginning else stopped
    message = message.format(
        char=char, last=before[-1:], start=piece[:1], line=stopped[0] + 1, words=shorten(words, 120)
    )
    return Problem(page.at(place[0] + 1, place[1] + 1), message, hint)


def _kind(words: str, before: str, char: str, piece: str, same_line: bool) -> str:
    """The key in _SYNTAX; '' where we know no better words than the parser's.

    `before` is the line up to where the parser stopped, `char` the character there, `piece` the line from where it
    began to read the piece that it could not finish.
    """
    kind = next((kind for part, kind in _KINDS if part in words), "")
    if char == "\t" or "tab character" in words:
        return "tab"
    if kind in ("second colon", "no colon") and ":" in piece[1000:] and ": " not in piece[:1000] + before:
        return "long name"
    if kind == "second colon" and ": " not in before:
        return "long name" if len(before) > 1000 else "stray line"
    if kind == "out of line" and char in ("}", "]"):
        return "lone"
    if kind == "out of line" and before and before[-1] in "\"'}]":
        return "after quote" if before[-1] in "\"'" else "after bracket"
    return "comma" if kind == "open" and same_line else kind


_KINDS = (  # words of libyaml, and the key in _SYNTAX of what they mean; the first that fits counts
    ("unexpected end of stream", "quote"),
    ("unexpected document indicator", "quote"),
    ("directive", "directive"),
    ("incompatible YAML document", "directive"),
    ("a block scalar", "block"),
    ("mapping values are not allowed", "second colon"),
    ("block sequence entries are not allowed", "dash"),
    ("mapping keys are not allowed", "dash"),
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
_QUOTE_IT = "put the text in quotes"
_OTHER = (False, "not readable as YAML here: {words}", "look at this line and the one above it")
_SYNTAX = {  # whether the place is where the piece began, what is wrong, what to do
    "quote": (True, "this quote is never closed", "close it, or remove it"),
    "directive": (False, "a line may not begin with '%'", f"remove it, or {_QUOTE_IT}"),
    "tab": (False, "a tab where only spaces are allowed", "replace it with spaces"),
    "block": (True, "text may not begin with '{start}'", f"{_QUOTE_IT}, or write it on the lines below, indented"),
    "second colon": (False, "a second ':' on this line", _QUOTE_IT),
    "bare colon": (
        False,
        "this ':' needs a space after it",
        "write 'name: value'; put text that contains a colon in quotes",
    ),
    "stray line": (
        False,
        "this line does not match up with the one above it",
        "indent the fields of a group alike, and write a ':' and a space after each name",
    ),
    "long name": (True, "the name before this ':' is longer than 1,000 characters", f"shorten it, or {_QUOTE_IT}"),
    "dash": (False, "text may not begin with '{char} '", f"{_QUOTE_IT}; begin a list on a line of its own"),
    "begin": (False, "text may not begin with '{char}'", _QUOTE_IT),
    "sign": (True, "text may not begin with '{start}'", _QUOTE_IT),
    "lone": (False, "unexpected '{char}'", f"remove it, or {_QUOTE_IT}"),
    "no character": (False, "this escape code is not a valid character", "remove it"),
    "escape": (False, "unknown backslash escape", "write \\\\ for a backslash, or use single quotes"),
    "after bracket": (False, "unexpected text after the closing {last}", "put the whole text in quotes"),
    "after quote": (
        False,
        "unexpected text after the closing {last}",
        "put the whole text in the other kind of quotes; or look for an unclosed quote above",
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
    "after document": (
        False,
        "the document ended before this line",
        "remove the line '...', or put the whole text in quotes",
    ),
}
