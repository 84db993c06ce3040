"""What a style sheet from others may hold: nothing that fetches, and nothing that hides text from screen readers."""

from __future__ import annotations

import importlib
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from cxassess.problems import Location, Page, Problem
from cxassess.text import FORBIDDEN, describe_char, shorten

_AT_RULE = re.compile(
    "media|page|supports|counter-style|layer|container|(top|bottom)-(left|center|right)|(top|bottom)-(left|right)-corner|"
    "(left|right)-(top|middle|bottom)|footnote"
)
_FUNCTION = re.compile(
    "var|calc|min|max|clamp|abs|round|rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix|light-dark|"
    "attr|counters?|symbols|string|content|running|leader|target-counters?|target-text|"
    "(repeating-)?(linear|radial|conic)-gradient|matrix|rotate|(scale|skew|translate)[xy]?|"
    "repeat|minmax|fit-content|env|cubic-bezier|steps|circle|ellipse|inset|polygon|"
    "not|is|where|has|lang|dir|nth-(last-)?(child|of-type)"
)
# In a PDF these are not tagged, or not as text: screen readers would skip them.
_HIDING = frozenset(("opacity", "filter", "mix-blend-mode", "mask", "mask-image", "behavior", "-moz-binding"))
_REORDERING = frozenset(("bidi-override", "isolate-override"))
_IMAGE = re.compile("data:image/(png|jpeg|gif|webp)[;,]", re.IGNORECASE)
_PART = re.compile("#")  # of the logo that the style sheet is in
_LOADS_NOTHING = "url() may only contain 'data:image/png', jpeg, gif or webp, because a report loads nothing"
# Sizes that no report has and a PDF cannot be made with, or not in time. Lengths in CSS pixels, others as written.
_PIXELS = {"px": 1.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6, "pt": 96 / 72, "pc": 16.0}
_FONT = frozenset(("font", "font-size", "line-height"))
_MAX_FONT = 192  # pixels
_MAX_FONT_RATIO = 20  # as a number, or in em
_MAX_LENGTH = 19_200  # pixels; 200 inches
_MIN_PAGE = 288  # pixels; 3 inches
_MAX_NUMBER = 1_000_000
_COUNTED = frozenset(("z-index", "order"))  # any number


def css_problem(page: Page, characters: Collection[int] | None = None) -> Problem | None:
    """The first problem of a style sheet.

    characters: the code points that can be printed; None in a logo, which holds no text and refers to its own parts.
    """
    tinycss2: Any = importlib.import_module("tinycss2")  # it has no types
    end = page.content.find("</")
    if end >= 0:
        return Problem(page.at_offset(end), "'</' is not allowed in a style sheet", "remove it")
    previous: Any = None
    name = ""  # of the property whose value is read
    for token in _all_tokens(tinycss2.parse_component_value_list(page.content, skip_comments=True)):
        if token.type == "literal" and token.value == ":" and previous and previous.type == "ident":
            problem, token = _property_problem(previous), previous
            name = previous.lower_value
        else:
            problem = _token_problem(token, characters) or _size_problem(token, name)
            if token.type == "{} block" or (token.type == "literal" and token.value == ";"):
                name = ""
        if problem:
            return Problem(Location(page.path, token.source_line, token.source_column, page), *problem)
        if token.type != "whitespace":
            previous = token
    return None


def _all_tokens(tokens: Iterable[Any]) -> Iterator[Any]:
    """Every token in order, those inside blocks and functions included, however deeply they are nested."""
    open_blocks = [iter(tokens)]
    while open_blocks:
        token = next(open_blocks[-1], None)
        if token is None:
            open_blocks.pop()
            continue
        yield token
        inside = getattr(token, "content", None) or getattr(token, "arguments", None)
        if inside:
            open_blocks.append(iter(inside))


def _property_problem(name: Any) -> tuple[str, str] | None:
    if name.lower_value not in _HIDING and not name.lower_value.startswith("-weasy-"):  # links that no check has seen
        return None
    hint = "use a lighter color" if name.lower_value == "opacity" else "remove it"
    return f"'{name.value}' is not allowed in a report's style sheet", hint


def _size_problem(token: Any, name: str) -> tuple[str, str] | None:
    """What is wrong with a number in the value of the property `name`; '' where it is part of a selector or query."""
    if token.type not in ("number", "percentage", "dimension"):
        return None
    unit = token.lower_unit if token.type == "dimension" else ""
    size = abs(token.value) / (100 if token.type == "percentage" else 1)
    what = f"'{shorten(token.representation + ('%' if token.type == 'percentage' else getattr(token, 'unit', '')))}'"
    pixels = size * _PIXELS[unit] if unit in _PIXELS else None
    if name == "size" and pixels is not None and not _MIN_PAGE <= pixels <= _MAX_LENGTH:
        return f"{what} is no size of a page", "a page is at least 3 and at most 200 inches wide and high"
    weight = name == "font" and token.type == "number" and 1 <= size <= 1000
    if name in _FONT and not weight and not (size <= _MAX_FONT_RATIO if pixels is None else pixels <= _MAX_FONT):
        return (
            f"{what} is too large for '{name}'",
            f"it is at most {_MAX_FONT}px, or {_MAX_FONT_RATIO} times the usual size",
        )
    if pixels is not None and not pixels <= _MAX_LENGTH:
        return f"{what} is longer than any page", "write at most 200in"
    if not size <= _MAX_NUMBER and name not in _COUNTED:
        return f"{what} is too large", f"write at most {_MAX_NUMBER:,}"
    return None


def _token_problem(token: Any, characters: Collection[int] | None) -> tuple[str, str] | None:
    if token.type == "error":
        return f"this is not valid CSS: {token.message}", "check brackets, braces and quotes"
    text = getattr(token, "value", None)
    odd = re.search(FORBIDDEN, text) if isinstance(text, str) else None
    if odd:
        return f"{describe_char(odd[0])} is not allowed in a style sheet", "remove it"
    if token.type == "ident" and token.lower_value in _REORDERING:
        return f"'{token.value}' is not allowed: it prints text in another order", "remove it"
    if token.type == "at-keyword" and not _AT_RULE.fullmatch(token.lower_value):
        return f"'@{token.value}' is not allowed in a style sheet", "remove it; reports/README.md lists what is allowed"
    address = _address(token)
    if address is not None and characters is None:
        if not _PART.match(address):
            return "url() may only contain '#…', a part of the logo", "use plain colors and shapes"
    elif address is not None and not _IMAGE.match(address):
        return _LOADS_NOTHING, "remove it"
    if token.type == "function" and token.lower_name != "url" and not _FUNCTION.fullmatch(token.lower_name):
        return f"{token.name}() is not allowed in a style sheet", "remove it; reports/README.md lists what is allowed"
    if token.type == "string" and characters is not None:
        missing = next((char for char in token.value if ord(char) not in characters), "")
        if missing:
            return f"no font of the report can print U+{ord(missing):04X}", "use another character"
    return None


def _address(token: Any) -> str | None:
    """What `url(…)` refers to, in quotes or not; '' where that is not one text; None for other tokens."""
    if token.type == "url":
        return str(token.value)
    if token.type != "function" or token.lower_name != "url":
        return None
    arguments = [one for one in token.arguments if one.type not in ("whitespace", "comment")]
    return str(arguments[0].value) if len(arguments) == 1 and arguments[0].type == "string" else ""
