"""Output formats: FORMATS has the files of an assessment by suffix, one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

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
    return _limited("the .docx file", template, _docx_bytes, report, size)


def _docx_bytes(template: Template, report: Report, size: str) -> bytes:
    from cxassess.output.docx import docx
    from cxassess.output.linear_blocks import linear_sections

    return docx(report, linear_sections(report, size, template), template)


def _pdf(assessment: Assessment, report: Report, size: str, template: Template | None = None) -> bytes:
    from cxassess.output.html import html

    page = html(report, size=size, for_pdf=True, template=template)
    return _limited("the .pdf file", template, _pdf_bytes, page, report)


def _pdf_bytes(template: Template, page: str, report: Report) -> bytes:
    from cxassess.output.html import LEADERSHIP
    from cxassess.output.pdf import pdf

    return pdf(page, fonts=LEADERSHIP / "fonts", created=report.date)


def _limited(what: str, template: Template | None, make: Callable[..., bytes], *arguments: Any) -> bytes:
    """A file made with a template; with one from others, in a child process, as the page is."""
    from cxassess.template import default_template

    template = template or default_template()
    if template.trusted:
        return make(template, *arguments)
    from cxassess.template.worker import FILE_LIMITS, run_limited

    return run_limited(FILE_LIMITS._replace(what=what), template, make, template, *arguments)


FORMATS: dict[str, Format] = {".docx": _docx, ".html": _html, ".json": _json, ".md": _markdown, ".pdf": _pdf}
