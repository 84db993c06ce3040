"""Template folders that tests write, and what is wrong with them."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from cxassess.output.html import made_sections
from cxassess.output.pdf import covered_characters
from cxassess.problems import Invalid
from cxassess.report.single.model import Report
from cxassess.template import Template, default_template, read_template
from cxassess.template.lint import checked_page as check

NAMES = {
    "css": "extra.css",
    "svg": "logo.svg",
    "png": "logo.png",
    "jpeg": "logo.jpg",
    "parts": "parts.html.j2",
    "frame": "report.html.j2",
} | {name: f"sections/{name}.html.j2" for name in default_template().section_names}


def write_template(folder: Path, template: str = "", **files: str | bytes) -> Path:
    """A template folder from the text of its files, named as in NAMES or else a section; `template` is its template.yaml.

    The standard and the full report have the sections of its own after the brief.
    """
    (folder / "sections").mkdir(parents=True, exist_ok=True)
    own = [name for name in files if name not in NAMES and "sizes:" not in template]
    (folder / "template.yaml").write_text(f"format: 1\n{template}\n{sizes(*own) if own else ''}", "utf-8")
    for name, text in files.items():
        path = folder / NAMES.get(name, f"sections/{name}.html.j2")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def sizes(*own: str) -> str:
    """The line of a template.yaml that puts sections of its own into the longer reports, after the brief."""
    lists = []
    for size in ("standard", "full"):
        shipped = default_template().sizes[size]
        at = shipped.index("brief") + 1
        lists.append(f"{size}: [{', '.join((*shipped[:at], *own, *shipped[at:]))}]")
    return f"sizes: {{{', '.join(lists)}}}\n"


def checked_page(report: Report, template: Template, for_pdf: bool = False, size: str = "full") -> str:
    """The page as the child makes it, in this process."""
    made = partial(made_sections, report, template, size, for_pdf)
    return check(report, template, size, for_pdf, covered_characters(default_template().folder / "fonts"), made)


def template_problems(folder: Path, report: Report, for_pdf: bool = False, size: str = "full") -> list[str]:
    """What is wrong with a template, by file, place, message and hint; [] if nothing."""
    try:
        checked_page(report, read_template(folder), for_pdf, size)
    except Invalid as invalid:
        told = [next(iter(problem.lines())) for problem in invalid.problems]
        return [line.replace(f"{folder}{os.sep}", "") for line in told]
    return []
