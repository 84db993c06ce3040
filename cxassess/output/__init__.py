"""The ways out of an assessment; FORMATS knows the files by their suffix, one line each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxassess.report import Report
    from cxassess.scoring import Assessment


def _html(assessment: Assessment, report: Report) -> bytes:
    from cxassess.output.html import html

    return html(report).encode("utf-8")


def _json(assessment: Assessment, report: Report) -> bytes:
    from cxassess.output.result import result
    from cxassess.playbook import printed

    return printed(result(assessment)).encode("utf-8")


def _pdf(assessment: Assessment, report: Report) -> bytes:
    """Raises cxassess.output.pdf.Unavailable where Pango is missing."""
    from cxassess.output.html import FOLDER, html
    from cxassess.output.pdf import pdf

    return pdf(html(report, for_pdf=True), fonts=FOLDER / "fonts", created=report.date)


FORMATS: dict[str, Callable[[Assessment, Report], bytes]] = {
    ".html": _html,
    ".json": _json,
    ".pdf": _pdf,
}
