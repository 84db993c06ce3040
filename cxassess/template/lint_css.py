"""What is wrong in a style sheet from others: it could fetch something, or break what a listener hears."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from typing import Any

Fault = tuple[int, int, str, str]  # line and column from 1, what is wrong, what to do

_RULES = {
    "import": "copy the rules into extra.css",
    "font-face": "the fonts are those of the report; name one of them in 'font-family'",
    "namespace": "remove it",
    "charset": "remove it; the file is UTF-8",
}
_FETCHING = frozenset(("url", "src", "image", "image-set", "-webkit-image-set", "element", "cross-fade", "expression"))
# Not tagged, or not as text, in a PDF: a listener would hear nothing.
_UNHEARD = frozenset(("opacity", "filter", "mix-blend-mode", "mask", "mask-image", "behavior", "-moz-binding"))


def style_faults(css: str, drawn: frozenset[int] | None = None) -> Iterator[Fault]:
    """The faults of a style sheet. `drawn`: the code points that the fonts have, to be asked of generated text."""
    tinycss2: Any = importlib.import_module("tinycss2")  # it says nothing of its types

    end = css.find("</")
    if end >= 0:
        line = css.count("\n", 0, end) + 1
        yield line, end - css.rfind("\n", 0, end), "'</' is not allowed in a style sheet", "remove it"
    yield from _faults(tinycss2.parse_component_value_list(css), drawn)


def _faults(tokens: Iterable[Any], drawn: frozenset[int] | None) -> Iterator[Fault]:
    """Looks into every token: a nested rule is a block of tokens like any other."""
    waiting: list[Iterator[Any]] = [iter(tokens)]
    last: Any = None
    while waiting:
        token = next(waiting[-1], None)
        if token is None:
            waiting.pop()
            continue
        if token.type == "literal" and token.value == ":" and last is not None and last.type == "ident":
            if last.lower_value in _UNHEARD:
                hint = "take a lighter color instead" if last.lower_value == "opacity" else "remove it"
                yield _at(last, f"'{last.value}' is not allowed in a report's style sheet", hint)
        else:
            yield from _fault(token, drawn)
        if token.type not in ("whitespace", "comment"):
            last = token
        waiting += [
            iter(inside) for inside in (getattr(token, "content", None), getattr(token, "arguments", None)) if inside
        ]


def _fault(token: Any, drawn: frozenset[int] | None) -> Iterator[Fault]:
    if token.type == "error":
        yield _at(token, f"not readable as CSS: {token.message}", "close what was opened")
    elif token.type == "at-keyword" and token.lower_value in _RULES:
        yield _at(token, f"'@{token.value}' is not allowed in a style sheet", _RULES[token.lower_value])
    elif token.type == "url" and not _inside(token.value):
        yield _at(token, "url() may hold 'data:' only, since a report fetches nothing", "remove it")
    elif token.type == "function" and token.lower_name in _FETCHING and not _harmless(token):
        yield _at(token, f"{token.name}() is not allowed here, since a report fetches nothing", "remove it")
    elif token.type == "string" and drawn is not None and not drawn.issuperset(map(ord, token.value)):
        missing = next(char for char in token.value if ord(char) not in drawn)
        yield _at(token, f"no font of the report has U+{ord(missing):04X}", "take another sign")


def _harmless(token: Any) -> bool:
    """Whether `url("…")` holds one `data:` address; any other function that fetches is refused."""
    told = [one for one in token.arguments if one.type not in ("whitespace", "comment")]
    return token.lower_name == "url" and len(told) == 1 and told[0].type == "string" and _inside(told[0].value)


def _inside(address: str) -> bool:
    return address[:11].lower() == "data:image/" or address.startswith("#")


def _at(token: Any, message: str, hint: str) -> Fault:
    return token.source_line, token.source_column, message, hint
