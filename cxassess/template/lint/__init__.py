"""Templates from others, checked before and after they are rendered: checked_page() gives a page that does no harm."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

from cxassess.problems import Invalid, Location, Page, Problem
from cxassess.template.config import TEMPLATE_FILE, Template, read_source, template_files
from cxassess.template.dead_links import without_dead_links
from cxassess.template.lint.css import css_problem
from cxassess.template.lint.html import PageProblem, page_problems
from cxassess.template.lint.jinja import rendering_problem, source_problem
from cxassess.template.lint.logo import read_logo
from cxassess.template.render import FRAME, Rendered, render, render_page
from cxassess.template.sandbox import MadeSections, environment, find_source, page_values
from cxassess.text import shorten

if TYPE_CHECKING:
    from cxassess.report.single.model import Report

MAX_PAGE = 20_000_000  # characters


def checked_page(
    report: Report,
    template: Template,
    size: str,
    for_pdf: bool,
    characters: Collection[int],
    made_sections: Callable[[str], MadeSections],
) -> str:
    """The page of a template from others, to be made in a child process under limits (worker.py).

    characters: the code points that the fonts of the report can print.
    made_sections: makes the sections that are not the template's own, with the address of the logo.
    Raises Invalid with the first problem of each file, at the first step that shows any: reading the files,
    rendering the sections, rendering the page, checking the page.
    """
    sandbox = environment(template.layers, strict=True)
    own = template_files(template.folder)
    problems: list[Problem] = []
    logo, page = "", Rendered("")
    if template.logo:
        with _collect(problems, template):
            logo = read_logo(template.logo.path)
    for path in (*filter(None, [template.css]), *own):
        with _collect(problems, template):
            source = read_source(path, template.folder)
            is_css = path == template.css
            problem = css_problem(source, characters) if is_css else source_problem(source, template, sandbox)
            problems += [problem] if problem else []
    _raise_any(problems)
    values = page_values(report, template, size, for_pdf, logo, made_sections(logo))
    for path in own:
        if path.parent != template.folder:
            with _collect(problems, template):
                render(sandbox, f"sections/{path.name}", {**values, "contents": ()}, MAX_PAGE)
    _raise_any(problems)
    with _collect(problems, template):
        page = without_dead_links(render_page(sandbox, values, MAX_PAGE), template.section_names)
    _raise_any(problems)
    found = page_problems(page, values["css"], logo, for_pdf)
    _raise_any(dict.fromkeys(_locate(problem, template) for problem in found))
    return page.text


def _raise_any(problems: Collection[Problem]) -> None:
    if problems:
        raise Invalid(problems)


@contextlib.contextmanager
def _collect(problems: list[Problem], template: Template) -> Iterator[None]:
    """Add the first problem that is raised to `problems`. A limit of the child ends everything: it is raised at once."""
    try:
        yield
    except Invalid as invalid:
        problems.append(invalid.problems[0])
    except Exception as error:
        problem = rendering_problem(error, template)
        if problem is None:
            raise
        problems.append(problem)
        if isinstance(error, (MemoryError, TimeoutError)):
            raise Invalid(problems) from None


def _locate(problem: PageProblem, template: Template) -> Problem:
    """A problem of the page at the tag in the template that printed it; at its first line if the tag is composed."""
    if problem.file == TEMPLATE_FILE:
        config = read_source(template.folder / TEMPLATE_FILE, template.folder)
        return Problem(config.at_offset(max(config.content.find(problem.tag), 0)), problem.message, problem.hint)
    file = problem.file or FRAME
    names = [file, *(path.relative_to(template.folder).as_posix() for path in template_files(template.folder))]
    pages = [page for name in names if (page := find_source(template.layers, name))]
    tag = problem.tag.partition("\n")[0][:120]
    begin = re.match(r"</?[A-Za-z0-9]+|<!-*|<\?|<", tag)
    for length in range(len(tag), len(begin[0] if begin else tag) - 1, -1):
        for page in pages:
            at = page.content.find(tag[:length])
            if at >= 0:
                return Problem(page.at_offset(at), problem.message, problem.hint)
    page = pages[0] if pages else Page(str(template.folder / TEMPLATE_FILE), "")
    return Problem(Location(page.path, 1, 1), f"{problem.message}: {shorten(problem.tag)}", problem.hint)
