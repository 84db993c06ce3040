"""Where the cause of a syntax error is, which YAML notices only later, and what kind of fault it is."""

from __future__ import annotations

import re
from itertools import islice, takewhile

from cxassess.problems import Page
from cxassess.source.corrections import answer_in_braces
from cxassess.source.line_fields import MAX_LINE, in_brackets, missing_space, opens_quote
from cxassess.text import shorten

Place = tuple[int, int]  # line and column, from 0

COMMENT = re.compile(r"(?<=[ \t])#")
_HOLDS_FIELD = re.compile(r":(?:[ \t]|$)")
_NAMED_TEXT = re.compile(r":[ \t]+[^ \t|>#]")
_APOSTROPHE = re.compile(r"\w'\w")
MAX_LINES_READ = 2000  # lines from the start among which the end of a document is looked for
MAX_HASHES = 5  # on one line, of which one may be what cuts off a text
MAX_LINES_BACK = 50  # how far above a line its cause is looked for


def kind_after_quote(line: str, column: int) -> str:
    """What closed a quote before the text at a column: an apostrophe, or the quote that was to open the next text."""
    if opens_quote(line, column):
        return "quote above"
    return "apostrophe" if _APOSTROPHE.match(line, column - 2) else "after quote"


def kind_after_document(page: Page, stopped: Place) -> str:
    """Why there is text after what YAML takes for the whole file."""
    above = [page.line(line) for line in range(1, min(stopped[0], MAX_LINES_READ) + 1)]
    if any(line.startswith("...") for line in above):
        return "after document"
    first = next((line for line in above if line.strip() and not line.lstrip().startswith("#")), "")
    return "less indented" if indent(first) > stopped[1] else "after value"


def cause_above(page: Page, stopped: Place) -> tuple[str, Place]:
    """Why a line cannot be a field: a line above that was meant as one is text to YAML; its kind, and the place to fix."""
    number = stopped[0]  # the line above it, counted from 1
    own = indent(page.line(number + 1))
    above = list(
        takewhile(
            lambda line: line > 0 and (indent(page.line(line)) == own or not page.line(line).strip()),
            range(number, max(number - MAX_LINES_BACK, 0), -1),
        )
    )
    lines = [line for line in above if page.line(line).strip() and not page.line(line).lstrip().startswith("#")]
    meant = list(takewhile(lambda line: not _HOLDS_FIELD.search(page.line(line)), lines))
    parent = (above[-1] if above else number + 1) - 1
    while parent > 0 and not page.line(parent).strip():
        parent -= 1
    if missing_space(page.line(parent))[0].endswith("dash"):
        return "dash", (parent - 1, indent(page.line(parent)))
    if not meant or (len(meant) == len(lines) and _NAMED_TEXT.search(page.line(parent))):
        return "continued", stopped
    return "no colon", (meant[-1] - 1, indent(page.line(meant[-1])))


def dash_above(page: Page, stopped: Place) -> Place | None:
    """The place of a dash without a space that begins a line, or one above it that should line up with it."""
    own = indent(page.line(stopped[0] + 1))
    for number in range(stopped[0] + 1, max(stopped[0] + 1 - MAX_LINES_BACK, 0), -1):
        line = page.line(number)
        if line.strip() and indent(line) < own:
            break
        if indent(line) == own and missing_space(line)[0].endswith("dash"):
            return number - 1, own
    return None


def hash_above(page: Page, stopped: Place) -> Place | None:
    """The place of the last '#' in open brackets above, where a closing bracket is behind it on its line."""
    for number in range(stopped[0] + 1, max(stopped[0] + 1 - MAX_LINES_BACK, 0), -1):
        line = page.line(number)[:MAX_LINE]
        for comment in islice(COMMENT.finditer(line), MAX_HASHES):
            if in_brackets(line, comment.start()) and re.search("[]}]", line[comment.start() :]):
                return number - 1, comment.start()
    return None


def other_form(page: Page, place: Place) -> str:
    """What to write where an answer, or all of them, has a second ':' on its line; '' for any other field."""
    line = page.line(place[0] + 1)
    own, (field, _, rest) = indent(line), line.strip().partition(":")
    if re.search(r"[{\[]", line[: place[1]]):
        return ""
    if not own and field in ("answers", "subject", "respondent", "review", "targets"):
        return f"{shorten(rest.strip(), 40)}' on a line of its own, indented below '{field}:"
    above = (page.line(number) for number in range(place[0], max(place[0] - MAX_LINES_READ, 0), -1))
    parent = next((one for one in above if one.strip() and not one.lstrip().startswith("#") and indent(one) < own), "")
    return answer_in_braces(line, place[1]) if parent.startswith("answers:") else ""


def indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
