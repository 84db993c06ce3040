"""What a style sheet from others may hold: nothing that fetches, and nothing that hides text from screen readers."""

from __future__ import annotations

import importlib
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from cxassess.problems import Location, Page, Problem
from cxassess.text import FORBIDDEN, describe_char

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
_IMAGE = re.compile("data:image/|#", re.IGNORECASE)


def css_problem(page: Page, characters: Collection[int] | None = None) -> Problem | None:
    """The first problem of a style sheet. `characters` are the code points that can be printed; None: not checked."""
    tinycss2: Any = importlib.import_module("tinycss2")  # it has no types
    end = page.content.find("</")
    if end >= 0:
        return Problem(page.at_offset(end), "'</' is not allowed in a style sheet", "remove it")
    previous: Any = None
    for token in _all_tokens(tinycss2.parse_component_value_list(page.content, skip_comments=True)):
        if token.type == "literal" and token.value == ":" and previous and previous.type == "ident":
            problem, token = _property_problem(previous), previous
        else:
            problem = _token_problem(token, characters)
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


def _token_problem(token: Any, characters: Collection[int] | None) -> tuple[str, str] | None:
    if token.type == "error":
        return f"this is not valid CSS: {token.message}", "check brackets, braces and quotes"
    text = getattr(token, "value", None)
    odd = FORBIDDEN.search(text) if isinstance(text, str) else None
    if odd:
        return f"{describe_char(odd[0])} is not allowed in a style sheet", "remove it"
    if token.type == "ident" and token.lower_value in _REORDERING:
        return f"'{token.value}' is not allowed: it prints text in another order", "remove it"
    if token.type == "at-keyword" and not _AT_RULE.fullmatch(token.lower_value):
        return f"'@{token.value}' is not allowed in a style sheet", "remove it; reports/README.md lists what is allowed"
    if token.type == "url" and not _IMAGE.match(token.value):
        return "url() may only contain 'data:image/…', because a report loads nothing", "remove it"
    if token.type == "function" and not _FUNCTION.fullmatch(token.lower_name) and not _is_image(token):
        return f"{token.name}() is not allowed in a style sheet", "remove it; reports/README.md lists what is allowed"
    if token.type == "string" and characters is not None:
        missing = next((char for char in token.value if ord(char) not in characters), "")
        if missing:
            return f"no font of the report can print U+{ord(missing):04X}", "use another character"
    return None


def _is_image(function: Any) -> bool:
    """Whether a function is `url("data:image/…")`."""
    arguments = [token for token in function.arguments if token.type not in ("whitespace", "comment")]
    quoted = function.lower_name == "url" and len(arguments) == 1 and arguments[0].type == "string"
    return quoted and bool(_IMAGE.match(arguments[0].value))
