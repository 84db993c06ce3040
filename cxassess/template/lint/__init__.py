"""Templates from others, checked before and after they are rendered: checked_page() gives a page that does no harm."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxassess.problems import Invalid, Location, Page, Problem
from cxassess.template.branding import recolor
from cxassess.template.config import TEMPLATE_FILE, Template, read_source, template_files
from cxassess.template.lint.css import css_problem
from cxassess.template.lint.html import PageProblem, page_problems
from cxassess.template.lint.jinja import rendering_problem, source_problem
from cxassess.template.lint.logo import read_logo
from cxassess.template.sandbox import (
    FRAME,
    MARKS,
    environment,
    find_source,
    page_values,
    render,
    render_page,
)
from cxassess.template.worker import PAGE, template_problem
from cxassess.text import shorten

if TYPE_CHECKING:
    from jinja2 import Environment

    from cxassess.report.single.model import Report

MAX_PAGE = 20_000_000  # characters


def checked_page(report: Report, template: Template, for_pdf: bool, characters: Collection[int]) -> str:
    """The page of a template from others, to be made in a child process under limits (worker.py).

    characters: the code points that the fonts of the report can print.
    Raises Invalid with the first problem of each file, at the first step that shows any: reading the files,
    rendering the sections, rendering the page, checking the page.
    """
    sandbox = environment(template.layers, marked=True)
    paths = [
        *([template.logo.path] if template.logo else []),
        *filter(None, [template.css]),
        *template_files(template.folder),
    ]
    _raise_any(_file_problem(path, template, sandbox, characters) for path in paths)
    values = page_values(report, template, for_pdf, read_logo(template.logo.path) if template.logo else "")
    _raise_any(_section_problems(template, sandbox, values))
    page, problem = _attempt(partial(render_page, sandbox, values, MAX_PAGE), template)
    _raise_any([problem])
    _raise_any(_locate(problem, template) for problem in page_problems(page))
    return recolor(MARKS.sub("", page), template.colors)


def _raise_any(problems: Iterable[Problem | None]) -> None:
    first = list(dict.fromkeys(filter(None, problems)))
    if first:
        raise Invalid(first)


def _file_problem(path: Path, template: Template, sandbox: Environment, characters: Collection[int]) -> Problem | None:
    """The first problem that reading a file of the folder shows, nothing being rendered."""
    try:
        if template.logo and path == template.logo.path:
            read_logo(path)
            return None
        page = read_source(path, template.folder)
    except Invalid as invalid:
        return invalid.problems[0]
    if path != template.css:
        return source_problem(page, template, sandbox)
    problem = css_problem(page.content, characters)
    return Problem(Location(page.path, *problem[:2], page), *problem[2:]) if problem else None


def _section_problems(template: Template, sandbox: Environment, values: Mapping[str, Any]) -> Iterator[Problem]:
    """What each section of the folder raises when it is rendered by itself; the last is one that broke a limit."""
    for path in template_files(template.folder):
        if path.parent != template.folder:
            section = partial(render, sandbox, f"sections/{path.name}", {**values, "contents": ()}, MAX_PAGE)
            _, problem = _attempt(section, template)
            if problem:
                yield problem


def _attempt(make: Callable[[], str], template: Template) -> tuple[str, Problem | None]:
    """What `make` renders, or the problem that it raised. A limit of the child ends everything: it is raised at once."""
    try:
        return make(), None
    except Exception as error:
        problem = rendering_problem(error, template)
        if problem is None and isinstance(error, OverflowError):
            problem = template_problem(template, PAGE, "would be longer than 20 million characters")
        if problem is None:
            raise
        if isinstance(error, (MemoryError, TimeoutError)):
            raise Invalid([problem]) from None
        return "", problem


def _locate(problem: PageProblem, template: Template) -> Problem:
    """A problem of the page at the tag in the template that printed it; at its first line if the tag is composed."""
    file = problem.file or FRAME
    names = [file, *(path.relative_to(template.folder).as_posix() for path in template_files(template.folder))]
    pages = [page for name in names if (page := find_source(template.layers, name))]
    tag = problem.tag.partition("\n")[0][:120]
    begin = re.match(r"</?[A-Za-z0-9]+|<!-*|<\?", tag)
    for length in range(len(tag), (len(begin[0]) if begin else 1) - 1, -1):
        for page in pages:
            at = page.content.find(tag[:length])
            if at >= 0:
                return Problem(page.at_offset(at), problem.message, problem.hint)
    page = pages[0] if pages else Page(str(template.folder / TEMPLATE_FILE), "")
    return Problem(Location(page.path, 1, 1), f"{problem.message}: {shorten(problem.tag)}", problem.hint)
