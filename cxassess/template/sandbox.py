"""The environment that templates are rendered in: they see plain values, reach no other file, and all text is escaped."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxassess.problems import Invalid, Page
from cxassess.template.branding import color_css
from cxassess.template.config import Template, default_template, read_source
from cxassess.text import safe_text

if TYPE_CHECKING:
    from jinja2 import Environment

    from cxassess.report.single.model import Report

FRAME = "report.html.j2"
MAX_REPEATED = 100_000  # characters or items that `*` may make of a text or a list
MAX_POWER = 1000
NAMES = ("report", "for_pdf", "css", "front", "body", "words", "brand", "contents")  # what a template sees

# What neither prints text as markup nor makes the same report different twice.
FILTER = re.compile(
    "abs|attr|batch|capitalize|center|count|d|default|dictsort|e|escape|filesizeformat|first|float|forceescape|format|"
    "groupby|int|items|join|last|length|list|lower|map|max|min|reject|rejectattr|replace|reverse|round|select|"
    "selectattr|slice|sort|string|striptags|sum|title|trim|truncate|unique|upper|urlencode|wordcount|wordwrap"
)
_NAME = re.compile(r"(sections/)?[^./\\][^/\\]*\.j2")  # as template_files() lists them
START, NAMED, END = "\x01", "\x02", "\x03"  # no source and no text may hold these
MARKS = re.compile(f"{START}[^{NAMED}]*{NAMED}|{END}")
_HEADING = re.compile(r'<h2 id="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)


@functools.cache
def environment(layers: tuple[Path, ...], marked: bool = False) -> Environment:
    """An environment for the templates of these folders; the first folder that has a file wins.

    `marked` puts marks around what each file prints, so that a problem of the page can be traced to it (MARKS).
    """
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.exceptions import TemplateNotFound

    def load(name: str) -> tuple[str, str, Callable[[], bool]]:
        page = find_source(layers, name)
        if page is None:
            raise TemplateNotFound(name)
        content = f"{START}{name}{NAMED}{page.content.removesuffix(chr(10))}{END}" if marked else page.content
        return content, page.path, lambda: True

    sandbox: Environment = _sandbox()(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: safe_text(value) if type(value) is str else value,
    )
    sandbox.globals = {"range": sandbox.globals["range"]}
    sandbox.filters = {name: value for name, value in sandbox.filters.items() if FILTER.fullmatch(name)}
    # Jinja2's own keeps what was escaped escaped, and so could make markup of text, letter by letter.
    sandbox.filters["replace"] = lambda text, old, new, count=-1: str(text).replace(str(old), str(new), count)
    return sandbox


@functools.cache
def _sandbox() -> Any:
    """The class of the environment; in a function, because jinja2 is imported only where a page is made."""
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
            numbers = all(isinstance(side, (int, float)) for side in (left, right))
            if operator == "*":
                for value, times in ((left, right), (right, left)):
                    repeats = isinstance(value, (str, tuple, list)) and isinstance(times, int)
                    if repeats and len(value) * times > MAX_REPEATED:
                        raise SecurityError(f"'*' would make a text or list longer than {MAX_REPEATED:,}")
            elif not numbers or (operator == "**" and max(abs(left), abs(right)) > MAX_POWER):
                raise SecurityError(f"'{operator}' is only for small numbers")
            return super().call_binop(context, operator, left, right)

    return Sandbox


def find_source(layers: tuple[Path, ...], name: str) -> Page | None:
    """The text of a template from the first folder that has it; None if none has, or the file cannot be used."""
    layer = next((layer for layer in layers if _NAME.fullmatch(name) and (layer / name).is_file()), None)
    try:
        return read_source(layer / name, layer) if layer else None
    except (Invalid, OSError):
        return None


def known_names(template: Template) -> dict[str, tuple[str, ...]]:
    """The names that every template sees, each with its fields where those are fixed."""
    from cxassess.report.single.model import Report

    fields = {"report": Report._fields, "words": tuple(template.words), "brand": ("name", "line", "logo")}
    return {name: fields.get(name, ()) for name in NAMES}


def page_values(report: Report, template: Template, for_pdf: bool, logo_address: str) -> dict[str, Any]:
    """The values of known_names(), without `contents`. Raises OSError, or Invalid for a style sheet."""
    from markupsafe import Markup

    sections = template.sections()
    logo = template.logo and {"address": logo_address, "alt": template.logo.alt}
    return {
        "report": report,
        "for_pdf": for_pdf,
        "css": Markup(_style_sheet(template)),
        "front": [f"sections/{name}" for name in sections if name < "10"],
        "body": [f"sections/{name}" for name in sections if name >= "10"],
        "words": dict(template.words),
        "brand": {"name": template.name, "line": template.line, "logo": logo},
    }


def _style_sheet(template: Template) -> str:
    """The style sheet of a page: the shipped one, then what overrides it."""
    shipped = default_template().folder
    sheets = [(shipped / "report.css").read_text("utf-8")]
    if template.name or template.logo or template.line or template.words["closing"]:
        sheets.append((shipped / "brand.css").read_text("utf-8"))
    if template.colors:
        sheets.append(color_css(template.colors))
    if template.css:
        sheets.append(read_source(template.css, template.folder).content)
    return "\n".join(sheets)


def render_page(environment: Environment, values: Mapping[str, Any], max_length: float = float("inf")) -> str:
    """The page, rendered twice: the first time for its headings, which the contents of the second time list.

    Raises OverflowError when it has more than `max_length` characters, and what a template raises.
    """
    from markupsafe import Markup

    first = MARKS.sub("", render(environment, FRAME, {**values, "contents": ()}, max_length))
    contents = tuple({"id": id, "text": Markup(text).striptags()} for id, text in _HEADING.findall(first))
    return render(environment, FRAME, {**values, "contents": contents}, max_length)


def render(environment: Environment, name: str, values: Mapping[str, Any], max_length: float = float("inf")) -> str:
    """What a template prints. Raises OverflowError when it has more than `max_length` characters."""
    parts: list[str] = []
    length = 0
    for part in environment.get_template(name).generate(values):
        parts.append(part)
        length += len(part)
        if length > max_length:
            raise OverflowError(f"the page would be longer than {max_length:,.0f} characters")
    return "".join(parts)
