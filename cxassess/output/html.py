"""The report as one HTML page: a file to hand on and, by its print styles, the source of the PDF."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cxassess.shipped import shipped
from cxassess.text import safe_text

if TYPE_CHECKING:
    from jinja2 import Environment

    from cxassess.report import Report

FOLDER = shipped("reports") / "leadership"
_HEADING = re.compile(r'<h2 id="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)


class Entry(NamedTuple):
    """A line of the contents: the id of a heading and its text."""

    id: str
    text: str


def html(report: Report, *, for_pdf: bool = False) -> str:
    """The whole page as text, needing no other file; the same for the same report.

    `for_pdf` leaves out what only a browser uses. The page is made twice: the first time for its headings,
    which the contents of the second time list.
    """
    from markupsafe import Markup

    frame = _environment(FOLDER).get_template("report.html.j2")
    front, body = _sections(FOLDER)
    css = Markup((FOLDER / "report.css").read_text("utf-8"))
    values: dict[str, Any] = {"report": report, "for_pdf": for_pdf, "css": css, "front": front, "body": body}
    first = frame.render(values, contents=())
    return frame.render(values, contents=tuple(_headings(first)))


@functools.cache
def _environment(folder: Path) -> Environment:
    """Templates of one folder, in a sandbox: they see values, reach no other file, and escape all text."""
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_safe,
    )


def _safe(value: Any) -> Any:
    """A value as a template may print it: text without characters that control a screen."""
    return safe_text(value) if type(value) is str else value


def _sections(folder: Path) -> tuple[list[str], list[str]]:
    """The sections in the order of their names: those before the main part (00 to 09), and those in it."""
    names = sorted(path.name for path in (folder / "sections").glob("*.html.j2"))
    front = [f"sections/{name}" for name in names if name < "10"]
    return front, [f"sections/{name}" for name in names[len(front) :]]


def _headings(page: str) -> Iterator[Entry]:
    """The second-level headings of a page that have an id."""
    from markupsafe import Markup

    for found in _HEADING.finditer(page):
        yield Entry(found[1], Markup(found[2]).striptags())
