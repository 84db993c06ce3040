"""Renders templates, and says which of them printed what."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from jinja2 import Environment

FRAME = "report.html.j2"
_HEADING = re.compile(r'<h([12]) id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)
_LEVEL = re.compile(r"<h([1-6])[\s>]")


class Rendered(NamedTuple):
    """What a template prints.

    origins: where in the text a template begins to print, by its name, or ends to, by '', in order. They are kept
    beside the text and not in it: what is checked is what is written, and no template can print one.
    """

    text: str
    origins: tuple[tuple[int, str], ...] = ()


class _Border(str):
    """An empty part of a page: here a template begins to print, or ends where `template` is ''."""

    __slots__ = ("template",)
    template: str


@functools.cache
def traced_template() -> Any:
    """The class of templates that say where they begin and end to print."""
    from jinja2 import Template as JinjaTemplate

    class Traced(JinjaTemplate):
        @classmethod
        def from_code(cls, *arguments: Any, **named: Any) -> JinjaTemplate:
            template = super().from_code(*arguments, **named)
            render_parts, name = template.root_render_func, template.name or ""

            def traced(*arguments: Any, **named: Any) -> Iterator[str]:
                yield _border(name)
                yield from render_parts(*arguments, **named)
                yield _border("")

            template.root_render_func = traced
            return template

    return Traced


def _border(template: str) -> _Border:
    border = _Border()
    border.template = template
    return border


def render_page(environment: Environment, values: Mapping[str, Any], max_length: float = float("inf")) -> Rendered:
    """The page, rendered again where it has contents, for the headings that they list, and where a size begins with
    another section than the cover and the brief: one with an <h1> has the first heading, above any other the title is.

    Raises OverflowError when the page has more than `max_length` characters, and what a template raises.
    """
    from markupsafe import Markup

    values = {**values, "contents": ()}
    page = render(environment, FRAME, values, max_length)
    levels = _LEVEL.findall(page.text)
    if levels[:1] != ["1"] or levels.count("1") > 1:
        values["h1"] = values["sections"][0] if levels[:1] == ["1"] else ""
        page = render(environment, FRAME, values, max_length)
    if "contents" not in values["sections"]:
        return page
    headings = _HEADING.findall(page.text)
    contents = tuple({"id": id, "text": Markup(text).striptags()} for _, id, text in headings)
    return render(environment, FRAME, {**values, "contents": contents}, max_length)


def render(
    environment: Environment, name: str, values: Mapping[str, Any], max_length: float = float("inf")
) -> Rendered:
    """What a template prints. Raises OverflowError when it has more than `max_length` characters."""
    parts: list[str] = []
    origins: list[tuple[int, str]] = []
    length = 0
    for part in environment.get_template(name).generate(values):
        if isinstance(part, _Border):
            origins.append((length, part.template))
            continue
        parts.append(part)
        length += len(part)
        if length > max_length:
            raise OverflowError(f"the page would be longer than {max_length:,.0f} characters")
    return Rendered("".join(parts), tuple(origins))
