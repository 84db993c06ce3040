"""The environment in which templates are rendered: they see plain values, reach no other file, and escape all text."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxassess.problems import Invalid, Page
from cxassess.template.config import source
from cxassess.text import safe_text

if TYPE_CHECKING:
    from jinja2 import Environment

MAX_REPEATED = 100_000  # characters or items that `*` may make of a text or a list

# What would let text through as markup, or make the same report different twice.
REFUSED_FILTERS = {
    "safe": "all text is escaped; write markup into the template itself",
    "urlize": "links come from the report: parts.linked(title, link)",
    "xmlattr": "write attributes out, in quotes",
    "tojson": "a report holds no scripts",
    "random": "the same answers give the same report",
    "pprint": "print the value itself",
    "indent": "blanks mean nothing here; use extra.css",
}
_REFUSED_GLOBALS = ("cycler", "joiner", "namespace", "lipsum", "dict")
_NAME = re.compile(r"(sections/)?[^./\\][^/\\]*\.j2")  # as own_files() finds them
START, NAMED, END = "\x01", "\x02", "\x03"  # no source and no text may hold these
MARKS = re.compile(f"{START}[^{NAMED}]*{NAMED}|{END}")


@functools.cache
def environment(layers: tuple[Path, ...], marked: bool = False) -> Environment:
    """An environment for the templates of these folders, the first that has a file wins.

    `marked` puts marks around what each file prints, so that a fault in the page can be traced to it (MARKS).
    """
    from jinja2 import StrictUndefined

    made: Environment = _kind()(
        loader=_loader(layers, marked),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=printable,
    )
    for name in _REFUSED_GLOBALS:
        del made.globals[name]
    for name in REFUSED_FILTERS:
        del made.filters[name]
    # The one of Jinja2 keeps what was escaped escaped, and so could make markup of text, letter by letter.
    made.filters["replace"] = lambda text, old, new, count=-1: str(text).replace(str(old), str(new), count)
    return made


def printable(value: Any) -> Any:
    """A value as a template may print it: text without characters that control a screen."""
    return safe_text(value) if type(value) is str else value


@functools.cache
def _kind() -> Any:
    """The class of the environment; a function, because jinja2 is imported only where a page is made."""
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from markupsafe import Markup

    class Sandbox(ImmutableSandboxedEnvironment):
        """Jinja2's sandbox, without the ways to make much of little or markup of text."""

        intercepted_binops = frozenset(("*", "**", "%"))

        def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
            # A date knows the clock; text that was escaped could be turned into markup by its own methods.
            if isinstance(obj, Markup) or (isinstance(obj, datetime.date) and callable(value)):
                return False
            return bool(super().is_safe_attribute(obj, attr, value))

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            if operator == "*":
                _small(left, right)
                _small(right, left)
            elif not all(isinstance(side, (int, float)) for side in (left, right)) or (
                operator == "**" and max(abs(left), abs(right)) > 1000
            ):
                raise SecurityError(f"'{operator}' is for small numbers here")
            return super().call_binop(context, operator, left, right)

    def _small(thing: Any, times: Any) -> None:
        if isinstance(thing, (str, tuple, list)) and isinstance(times, int) and len(thing) * times > MAX_REPEATED:
            raise SecurityError(f"'*' would make more than {MAX_REPEATED:,} of it")

    return Sandbox


def _loader(layers: tuple[Path, ...], marked: bool) -> Any:
    from jinja2 import FunctionLoader
    from jinja2.exceptions import TemplateNotFound

    def load(name: str) -> tuple[str, str, Callable[[], bool]]:
        page = page_of(layers, name)
        if page is None:
            raise TemplateNotFound(name)
        text = page.content
        if marked:
            text = f"{START}{name}{NAMED}{text.removesuffix(chr(10))}{END}"
        return text, page.path, lambda: True

    return FunctionLoader(load)


def page_of(layers: tuple[Path, ...], name: str) -> Page | None:
    """The text of a template by its name, from the first layer that has it; None where none has, or it is refused."""
    if not _NAME.fullmatch(name):
        return None
    for layer in layers:
        path = layer / name
        if path.is_file():
            try:
                return source(path, layer, str(path))
            except (Invalid, OSError):
                return None
    return None


def values(report: Any, template: Any, for_pdf: bool, css: str) -> dict[str, Any]:
    """What every template sees, but for the contents."""
    from markupsafe import Markup

    names = template.sections()
    front = [f"sections/{name}" for name in names if name < "10"]
    body = [f"sections/{name}" for name in names if name >= "10"]
    brand = {"name": template.name, "line": template.line, "logo": template.logo}
    return {
        "report": report,
        "for_pdf": for_pdf,
        "css": Markup(css),
        "front": front,
        "body": body,
        "words": dict(template.words),
        "brand": brand,
    }


def known(name: str, given: Mapping[str, Any]) -> list[str]:
    """The names behind the dot of a value that every template sees."""
    value = given.get(name)
    if isinstance(value, Mapping):
        return list(value)
    return list(getattr(type(value), "__dataclass_fields__", ()))
