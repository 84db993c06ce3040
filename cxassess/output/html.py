"""The report as one HTML page: a file to hand on and, by its print styles, the source of the PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxassess.settings import shipped_folder
from cxassess.template import DEFAULT_SIZE, Template, default_template

if TYPE_CHECKING:
    from cxassess.report.single.model import Report

LEADERSHIP = shipped_folder("reports") / "leadership"


def html(report: Report, *, size: str = DEFAULT_SIZE, for_pdf: bool = False, template: Template | None = None) -> str:
    """The whole page as text that needs no other file; the same for the same report and template.

    `size` is how much it says, of template.SIZES. `for_pdf` leaves out what only a browser uses. `template` is what the report looks like, None for the default.
    One from others is rendered in a child process under limits, and its page is checked. Raises Invalid with the
    first problem of each of its files.
    """
    template = template or default_template()
    if not template.trusted:
        from cxassess.template.worker import PAGE_LIMITS, run_limited

        return run_limited(PAGE_LIMITS, template, _checked_page, report, template, size, for_pdf).decode("utf-8")
    from cxassess.template.branding import recolor
    from cxassess.template.links import without_dead_links
    from cxassess.template.lint.logo import read_logo
    from cxassess.template.render import render_page
    from cxassess.template.sandbox import environment, page_values

    values = page_values(report, template, size, for_pdf, read_logo(template.logo.path) if template.logo else "")
    page = without_dead_links(render_page(environment(template.layers), values), template.section_names)
    return recolor(page.text, template.colors)


def printed_characters() -> frozenset[int]:
    """The code points that the fonts of the report have. Raises OSError."""
    from cxassess.output.pdf import covered_characters

    return covered_characters(LEADERSHIP / "fonts")


def _checked_page(report: Report, template: Template, size: str, for_pdf: bool) -> bytes:
    """What the child does."""
    from cxassess.template.lint import checked_page

    return checked_page(report, template, size, for_pdf, printed_characters()).encode("utf-8")
