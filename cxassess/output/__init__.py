"""Output formats: FORMATS has the files of an assessment by suffix, one line each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cxassess.report.single.model import Report
    from cxassess.scoring import Assessment
    from cxassess.template import Template


class Format(Protocol):
    """Makes the bytes of a file.

    `size` is how much the report says, of template.SIZES, and `template` what it looks like, None for the default; a
    format made from the HTML page passes both on to `html`. JSON has all numbers in any size. Raises Invalid with the problems of a template, and Unavailable without Pango.
    """

    def __call__(
        self, assessment: Assessment, report: Report, size: str, template: Template | None = None, /
    ) -> bytes: ...


def _html(assessment: Assessment, report: Report, size: str, template: Template | None = None) -> bytes:
    from cxassess.output.html import html

    return html(report, size=size, template=template).encode("utf-8")


def _json(assessment: Assessment, report: Report, size: str, template: Template | None = None) -> bytes:
    from cxassess.output.result import report_values, result_values
    from cxassess.playbook import format_json

    return format_json({**result_values(assessment), "report": report_values(report)}).encode("utf-8")


def _markdown(assessment: Assessment, report: Report, size: str, template: Template | None = None) -> bytes:
    from cxassess.output.markdown import markdown
    from cxassess.template import default_template

    return markdown(report, size, template or default_template()).encode("utf-8")


def _docx(assessment: Assessment, report: Report, size: str, template: Template | None = None) -> bytes:
    from cxassess.template import default_template
    from cxassess.template.worker import FILE_LIMITS, run_limited

    template = template or default_template()
    if template.trusted:
        return _docx_bytes(report, size, template)
    return run_limited(FILE_LIMITS._replace(what="the .docx file"), template, _docx_bytes, report, size, template)


def _docx_bytes(report: Report, size: str, template: Template) -> bytes:
    from cxassess.output.docx import docx
    from cxassess.output.html import LEADERSHIP
    from cxassess.output.linear_blocks import linear_sections

    return docx(report, linear_sections(report, size, template), template, fonts=LEADERSHIP / "fonts")


def _paged(suffix: str, assessment: Assessment, report: Report, size: str, template: Template | None = None) -> bytes:
    """A file made from the page; with a template from others, in a child process, as the page is."""
    from cxassess.output.html import html

    page = html(report, size=size, for_pdf=True, template=template)
    if template is None or template.trusted:
        return _from_page(suffix, page, report)
    from cxassess.template.worker import FILE_LIMITS, run_limited

    limits = FILE_LIMITS._replace(what=f"the {suffix} file")
    return run_limited(limits, template, _from_page, suffix, page, report)


def _from_page(suffix: str, page: str, report: Report) -> bytes:
    """The file of a suffix, made from the HTML page of a report."""
    from cxassess.output.html import LEADERSHIP
    from cxassess.output.pdf import pdf

    return pdf(page, fonts=LEADERSHIP / "fonts", created=report.date)


FORMATS: dict[str, Format] = {
    ".docx": _docx,
    ".html": _html,
    ".json": _json,
    ".md": _markdown,
    ".pdf": partial(_paged, ".pdf"),
}
