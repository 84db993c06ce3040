"""The report as one HTML page: a file to hand on and, by its print styles, the source of the PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from cxassess.problems import Invalid, Problem
from cxassess.settings import shipped_folder
from cxassess.template import branding
from cxassess.template.config import Template, leadership, source

if TYPE_CHECKING:
    from jinja2 import Environment

    from cxassess.report.single.model import Report

FOLDER = shipped_folder("reports") / "leadership"
FRAME = "report.html.j2"
_HEADING = re.compile(r'<h2 id="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)


class Entry(NamedTuple):
    """A line of the contents: the id of a heading and its text."""

    id: str
    text: str


def html(report: Report, *, for_pdf: bool = False, template: Template | None = None) -> str:
    """The whole page as text, needing no other file; the same for the same report and template.

    `for_pdf` leaves out what only a browser uses. `template` is what the report looks like, None for the one that
    is made when nobody asks for another. One from others is rendered in a process of its own, under limits, and
    its page is looked through: Invalid is raised with every fault.
    """
    template = template or leadership()
    if template.trusted:
        return page(report, template, for_pdf)
    from cxassess.template import worker

    return worker.page(report, template, for_pdf)


def page(report: Report, template: Template, for_pdf: bool) -> str:
    """The page of a template that came with this installation, made in this process."""
    from cxassess.template.sandbox import environment, values

    given = values(report, template, for_pdf, _style(template))
    made = _twice(environment(template.layers), given)
    return branding.recolored(made, template.colors) if template.colors else made


def _twice(environment: Environment, given: dict[str, Any], most: float = float("inf")) -> str:
    """The page, made twice: the first time for its headings, which the contents of the second time list."""
    from cxassess.template.sandbox import MARKS

    frame = environment.get_template(FRAME)
    first = MARKS.sub("", _rendered(frame, {**given, "contents": ()}, most))
    return _rendered(frame, {**given, "contents": tuple(_headings(first))}, most)


def _rendered(frame: Any, given: dict[str, Any], most: float) -> str:
    """What a template prints. Raises OverflowError where that is more than so many characters."""
    parts, length = [], 0
    for part in frame.generate(given):
        parts.append(part)
        length += len(part)
        if length > most:
            raise OverflowError(f"the page would be longer than {most:,.0f} characters")
    return "".join(parts)


def _headings(page: str) -> Iterator[Entry]:
    """The second-level headings of a page that have an id."""
    from markupsafe import Markup

    for found in _HEADING.finditer(page):
        yield Entry(found[1], Markup(found[2]).striptags())


def _style(template: Template) -> str:
    """The style sheet of a page: the shipped one, then what is put over it."""
    sheets = [(FOLDER / "report.css").read_text("utf-8")]
    if template.name or template.logo or template.line or template.words["closing"]:
        sheets.append((FOLDER / "brand.css").read_text("utf-8"))
    if template.colors:
        sheets.append(branding.sheet(template.colors))
    if template.css:
        sheets.append(source(template.css, template.folder, str(template.css)).content)
    return "\n".join(sheets)


def checked_page(report: Report, template: Template, for_pdf: bool) -> str:
    """The page of a template from others, to be made where it cannot do harm. Raises Invalid with every fault."""
    from cxassess.template.lint_html import page_faults
    from cxassess.template.lint_jinja import own_faults, placed, raised
    from cxassess.template.sandbox import MARKS, environment, values
    from cxassess.template.worker import MAX_PAGE, PAGE, broken

    given = values(report, template, for_pdf, "")
    room = environment(template.layers, marked=True)
    _stop(own_faults(template, room, given))
    given = values(report, template, for_pdf, _style(template))
    try:
        made = _twice(room, given, MAX_PAGE)
    except Exception as error:
        problem = raised(error, template)
        if problem is None and isinstance(error, OverflowError):
            problem = broken(template, PAGE, "would be longer than 20 million characters")
        if problem is None:
            raise
        spent = isinstance(error, (MemoryError, TimeoutError))
        raise Invalid([problem, *(() if spent else _others(template, room, given, problem))]) from None
    _stop(list(dict.fromkeys(placed(fault, template) for fault in page_faults(made))))
    return branding.recolored(MARKS.sub("", made), template.colors)


def _others(template: Template, room: Environment, given: dict[str, Any], first: Problem) -> Iterator[Problem]:
    """What else goes wrong, section by section: rendering ends at the first."""
    from cxassess.template.lint_jinja import own_sections, raised

    for name in own_sections(template):
        try:
            _rendered(room.get_template(name), {**given, "contents": ()}, 1_000_000)
        except (MemoryError, TimeoutError):
            return
        except Exception as error:
            problem = raised(error, template)
            if problem is not None and problem.where.order != first.where.order:
                yield problem


def _stop(problems: list[Problem]) -> None:
    if problems:
        raise Invalid(problems)
