"""The report as one HTML page: a file to hand on and, by its print styles, the source of the PDF."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from cxassess.settings import shipped_folder
from cxassess.template import DEFAULT_SIZE, Template, default_template

if TYPE_CHECKING:
    from markupsafe import Markup

    from cxassess.report.single.model import Report
    from cxassess.template.sandbox import MadeSections

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
    from cxassess.template.dead_links import without_dead_links
    from cxassess.template.lint.logo import read_logo
    from cxassess.template.render import render_page
    from cxassess.template.sandbox import environment, page_values

    logo = read_logo(template.logo.path) if template.logo else ""
    made = made_sections(report, template, size, for_pdf, logo)
    page = render_page(environment(template.layers), page_values(report, template, size, for_pdf, logo, made))
    return (without_dead_links(page, template.section_names) if template.own_sections else page).text


def made_sections(report: Report, template: Template, size: str, for_pdf: bool, logo: str) -> MadeSections:
    """What makes the sections of a size that are not the agency's own. `logo` is the address of the logo."""
    from cxassess.output.html.blocks import Writer
    from cxassess.output.html.sections import section_html
    from cxassess.report.blocks import without_dead_links
    from cxassess.report.document import document
    from cxassess.template.colors import figure_colors
    from cxassess.template.sandbox import page_sections

    names, writer = page_sections(template, size, for_pdf), Writer(figure_colors(template.colors), for_pdf)

    @cache
    def made(title: str) -> dict[str, Markup]:
        sections = document(report, template.words, names, title)
        if not template.own_sections:  # which may have what links lead to
            sections = without_dead_links(sections)
        return {
            one.name: section_html(one, writer, report, template, logo, is_title=one.name == title)
            for one in sections
            if one.name != "contents" and one.name not in template.own_sections
        }

    return made


def printed_characters() -> frozenset[int]:
    """The code points that the fonts of the report have. Raises OSError."""
    from cxassess.output.pdf import covered_characters

    return covered_characters(LEADERSHIP / "fonts")


def _checked_page(report: Report, template: Template, size: str, for_pdf: bool) -> bytes:
    """What the child does."""
    from cxassess.template.lint import checked_page

    made = partial(made_sections, report, template, size, for_pdf)
    return checked_page(report, template, size, for_pdf, printed_characters(), made).encode("utf-8")
