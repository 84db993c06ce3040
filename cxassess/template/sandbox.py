"""The environment that templates are rendered in: they see plain values, reach no other file, and all text is escaped.

What they print depends on the report alone: text, numbers and nothing else, no function's address, no unordered set.
"""

from __future__ import annotations

import datetime
import functools
import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxassess.problems import Invalid, Page
from cxassess.report.document import FRONT, SECTIONS, TITLED, in_order
from cxassess.template.colors import color_css
from cxassess.template.config import Template, default_template, read_source
from cxassess.template.render import traced_template
from cxassess.text import FORBIDDEN, describe_char, safe_text

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

    from cxassess.report.single.model import Report

MAX_REPEATED = 100_000  # characters or items that `*` may make of a text or a list
MAX_POWER = 1000
SHEETS = ("report.css", "figures.css", "brief.css", "standard.css")  # of every page, in this order
# What a template sees.
NAMES = ("report", "size", "sections", "h1", "for_pdf", "css", "front", "body", "words", "brand", "contents")

# What makes the sections that ship, which only templates call that have nothing but the name of a section.
MADE = "made"
MadeSections = Callable[[str], "Mapping[str, Markup]"]
"""Gives sections as markup by name, for the name of the one that has the first heading of the page."""

# What neither prints text as markup nor makes the same report different twice.
FILTER = re.compile(
    "abs|attr|batch|capitalize|center|count|d|default|dictsort|e|escape|filesizeformat|first|float|forceescape|format|"
    "groupby|int|items|join|last|length|list|lower|map|max|min|reject|rejectattr|replace|reverse|round|select|"
    "selectattr|slice|sort|string|striptags|sum|title|trim|truncate|unique|upper|urlencode|wordcount|wordwrap"
)
_NAME = re.compile(r"(sections/)?[^./\\][^/\\]*\.j2")  # as template_files() lists them


@functools.cache
def environment(layers: tuple[Path, ...], strict: bool = False) -> Environment:
    """An environment for the templates of these folders; the first folder that has a file wins.

    `strict` is for templates from others: it notes which of them prints what (Rendered.origins), and control and
    direction-changing characters are an error instead of being made visible.
    """
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.exceptions import TemplateNotFound

    def load(name: str) -> tuple[str, str, Callable[[], bool]]:
        page = find_source(layers, name)
        if page is not None:
            return page.content, page.path, lambda: True
        if not is_made(name):
            raise TemplateNotFound(name)
        section = name.removeprefix("sections/").removesuffix(".html.j2")
        return f"{{{{ {MADE}('{section}', h1) }}}}", name, lambda: True

    sandbox: Environment = _sandbox()(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=functools.partial(_printable, strict=strict),
    )
    sandbox.globals = {"range": sandbox.globals["range"]}
    sandbox.filters = {name: _plain_filter(value) for name, value in sandbox.filters.items() if FILTER.fullmatch(name)}
    sandbox.filters["string"] = _as_text
    # Jinja2's own keeps what was escaped escaped, and so could make markup of text, letter by letter.
    sandbox.filters["replace"] = lambda text, old, new, count=-1: str(text).replace(str(old), str(new), count)
    if strict:
        sandbox.template_class = traced_template()
    return sandbox


def _printable(value: Any, strict: bool) -> Any:
    """A value that a template prints. Raises SecurityError for all but text and numbers.

    Others would be printed as the program writes them: with an address in memory, or in the order of a set.
    """
    if type(value) is str and not strict:
        return safe_text(value)
    from jinja2.exceptions import SecurityError
    from jinja2.runtime import Undefined

    if isinstance(value, str):
        odd = re.search(FORBIDDEN, value) if strict else None
        if odd:
            raise SecurityError(f"it would print {describe_char(odd.group())}")
        return safe_text(value) if type(value) is str else value
    if value is None or isinstance(value, (int, float, datetime.date, Undefined)):
        return value
    kinds = {tuple: "a list", list: "a list", dict: "fields"}
    kind = next((words for kind, words in kinds.items() if isinstance(value, kind)), "a function or the like")
    raise SecurityError(f"only text and numbers can be printed, and this is {kind}")


def _plain(value: Any) -> Any:
    """The value. Raises SecurityError for a function: what is made of it depends on where it lies in memory."""
    if not callable(value):
        return value
    from jinja2.exceptions import SecurityError
    from jinja2.runtime import Macro, Undefined

    if not isinstance(value, (Macro, Undefined)):
        raise SecurityError("a function without the brackets that call it")
    return value


def _existing(value: Any) -> Any:
    """The value of one item of a list. Raises UndefinedError for a field that the item does not have."""
    from jinja2.runtime import Undefined

    if isinstance(value, Undefined):
        value._fail_with_undefined_error()
    return _plain(value)


def _check_name(name: Any) -> None:
    """Raise SecurityError for a name that begins with an underscore, also where a filter is given it."""
    if isinstance(name, str) and name.startswith("_"):
        from jinja2.exceptions import SecurityError

        raise SecurityError(f"access to attribute '{name}' is unsafe")


def _as_text(value: Any) -> Any:
    """The filter `string`. Raises SecurityError for what cannot be printed."""
    from markupsafe import soft_str

    return soft_str(_printable(value, strict=True))


def _plain_filter(filter: Callable[..., Any]) -> Callable[..., Any]:
    """The filter, giving lists where Jinja2's own gives generators, and no functions."""

    @functools.wraps(filter)
    def plain(*arguments: Any, **named: Any) -> Any:
        result = filter(*arguments, **named)
        return [_existing(one) for one in result] if hasattr(result, "__next__") else _plain(result)

    return plain


@functools.cache
def _sandbox() -> Any:
    """The class of the environment; in a function, because jinja2 is imported only where a page is made."""
    from jinja2 import nodes
    from jinja2.compiler import CodeGenerator
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from markupsafe import Markup

    class Generator(CodeGenerator):
        """Jinja2's compiler; only what is called may be a function."""

        called: Any = None

        def visit_Const(self, node: Any, frame: Any) -> None:
            if isinstance(node.value, float) and not math.isfinite(node.value):  # its repr() is no Python
                self.write(f"float('{node.value}')")
            else:
                super().visit_Const(node, frame)

        def _output_child_to_const(self, node: Any, frame: Any, finalize: Any) -> str:
            if isinstance(node.as_const(frame.eval_ctx), (list, tuple, dict)):  # Jinja2 would make text of it first
                raise nodes.Impossible
            return super()._output_child_to_const(node, frame, finalize)

        def visit_Call(self, node: Any, *arguments: Any, **named: Any) -> None:
            self.called = node.node
            super().visit_Call(node, *arguments, **named)

        def visit_Getattr(self, node: Any, frame: Any) -> None:
            if node is not self.called:
                super().visit_Getattr(node, frame)
                return
            self.write("environment.getattr_called(")
            self.visit(node.node, frame)
            self.write(f", {node.attr!r})")

    class Sandbox(ImmutableSandboxedEnvironment):
        """Jinja2's sandbox, without the ways to make much of little, markup of text or text of functions."""

        code_generator_class = Generator
        intercepted_binops = frozenset(("*", "**", "%", "-"))

        def getattr(self, obj: Any, attribute: str) -> Any:
            _check_name(attribute)
            return _plain(super().getattr(obj, attribute))

        def getitem(self, obj: Any, argument: Any) -> Any:
            _check_name(argument)
            return _plain(super().getitem(obj, argument))

        def getattr_called(self, obj: Any, attribute: str) -> Any:
            return super().getattr(obj, attribute)

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
            elif operator == "-" and not numbers:  # of fields it would make a set, whose order is never the same
                raise SecurityError("'-' is only for numbers")
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


def is_made(name: str) -> bool:
    """Whether a template is only the name of a section that is not rendered by one."""
    return name in {f"sections/{section}.html.j2" for section in SECTIONS}


def known_names(template: Template) -> dict[str, tuple[str, ...]]:
    """The names that every template sees, each with its fields where those are fixed."""
    from cxassess.report.single.model import Report

    fields = {"report": Report._fields, "words": tuple(template.words), "brand": ("name", "line", "logo")}
    return {name: fields.get(name, ()) for name in NAMES}


def page_sections(template: Template, size: str, for_pdf: bool) -> list[str]:
    """The names of the sections of a page, in order."""
    names = in_order(template.sizes[size])
    # A PDF without a cover is short enough to need no contents; on screen they come after the message, in the main part.
    return [name for name in names if name != "contents" or "cover" in names or not for_pdf]


def page_values(
    report: Report, template: Template, size: str, for_pdf: bool, logo_address: str, made: MadeSections
) -> dict[str, Any]:
    """The values of known_names(), without `contents`, and as MADE what makes the sections that are no templates.

    Raises OSError, or Invalid for a style sheet.
    """
    from markupsafe import Markup

    sections = page_sections(template, size, for_pdf)
    h1 = next((name for name in TITLED if name in sections), sections[0])
    has_cover = "cover" in sections
    front = [name for name in sections if name in FRONT and has_cover]
    logo = template.logo and {"address": logo_address, "alt": template.logo.alt}
    return {
        "report": report,
        "size": size,
        "sections": sections,
        "h1": h1,
        "for_pdf": for_pdf,
        "css": Markup(_style_sheet(template, has_cover)),
        "front": [f"sections/{name}.html.j2" for name in front],
        "body": [f"sections/{name}.html.j2" for name in sections if name not in front],
        "words": dict(template.words),
        "brand": {"name": template.name, "line": template.line, "logo": logo},
        MADE: lambda name, h1: made(h1).get(name, ""),
    }


def _style_sheet(template: Template, has_cover: bool) -> str:
    """The style sheet of a page: the shipped ones, then what overrides them."""
    shipped = default_template().folder
    names = [*SHEETS, "cover.css"] if has_cover else SHEETS
    sheets = [path.read_text("utf-8") for name in names if (path := shipped / name).exists()]
    if template.name or template.logo or template.line or template.words["closing"]:
        sheets.append((shipped / "brand.css").read_text("utf-8"))
    if template.colors:
        sheets.append(color_css(template.colors))
    if template.css:
        sheets.append(read_source(template.css, template.folder).content)
    return "\n".join(sheets)
