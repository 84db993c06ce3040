"""The ways out of an assessment; FORMATS knows the files by their suffix, one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cxassess.report.single.model import Report
    from cxassess.scoring import Assessment
    from cxassess.template import Template


class Format(Protocol):
    """What makes the bytes of a file.

    `template` is what the report looks like (cxassess/template/: folder, words, colors, logo, line), None
    for the shipped one; a format made from the HTML page hands it on to `html(report, template=template)`.
    Raises Invalid with every fault of a template; nothing has been written then.
    """

    def __call__(self, assessment: Assessment, report: Report, template: Template | None = None, /) -> bytes: ...


def _html(assessment: Assessment, report: Report, template: Template | None = None) -> bytes:
    from cxassess.output.html import html

    return html(report, template=template).encode("utf-8")


def _json(assessment: Assessment, report: Report, template: Template | None = None) -> bytes:
    from cxassess.output.result import result_values
    from cxassess.playbook import format_json

    return format_json(result_values(assessment)).encode("utf-8")


def _docx(assessment: Assessment, report: Report, template: Template | None = None) -> bytes:
    return _paged(".docx", report, template)


def _markdown(assessment: Assessment, report: Report, template: Template | None = None) -> bytes:
    return _paged(".md", report, template)


def _pdf(assessment: Assessment, report: Report, template: Template | None = None) -> bytes:
    """Raises Unavailable where Pango is missing."""
    return _paged(".pdf", report, template)


def _paged(suffix: str, report: Report, template: Template | None) -> bytes:
    """A file made from the page; with a template from others, in a process of its own, as the page was."""
    from cxassess.output.html import html

    page = html(report, for_pdf=True, template=template)
    if template is None or template.trusted:
        return from_page(suffix, page, report)
    from cxassess.template.worker import FILE, run_limited

    limits = FILE._replace(what=f"the {suffix} file")
    return run_limited(limits, template, from_page, suffix, page, report)


def from_page(suffix: str, page: str, report: Report) -> bytes:
    """The file of a suffix, made from the HTML page of a report."""
    from cxassess.output.html import FOLDER

    if suffix == ".docx":
        from cxassess.output.docx import docx

        return docx(page, report, fonts=FOLDER / "fonts")
    if suffix == ".md":
        from cxassess.output.markdown import markdown

        return markdown(page, report).encode("utf-8")
    from cxassess.output.pdf import pdf

    return pdf(page, fonts=FOLDER / "fonts", created=report.date)


FORMATS: dict[str, Format] = {
    ".docx": _docx,
    ".html": _html,
    ".json": _json,
    ".md": _markdown,
    ".pdf": _pdf,
}
