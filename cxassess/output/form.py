"""A form to print and write on, or to paste: as Word document, PDF or Markdown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxassess.exchange.form import Form


def _docx(form: Form) -> bytes:
    from cxassess.output.docx import docx
    from cxassess.template import default_template

    return docx(form, form.sections, default_template())


def _markdown(form: Form) -> bytes:
    from cxassess.output.linear_blocks import linear
    from cxassess.output.markdown import chunks
    from cxassess.report.blocks import Paragraph, text

    blocks = [one for section in form.sections for one in linear(section.blocks)]
    marking = [Paragraph(text(form.marking, "strong"))] if form.marking else []
    return ("\n\n".join(chunks([*marking, *blocks, *marking])) + "\n").encode("utf-8")


def _pdf(form: Form) -> bytes:
    from cxassess.output.html import LEADERSHIP
    from cxassess.output.pdf import pdf

    css = [(LEADERSHIP / name).read_text("utf-8") for name in ("report.css", "form.css")]
    return pdf(form_html(form), css=css, fonts=LEADERSHIP / "fonts", created=form.date)


def form_html(form: Form) -> str:
    """The form as a page, from which the PDF is made."""
    from markupsafe import escape

    from cxassess.output.html.blocks import Writer
    from cxassess.template.colors import figure_colors
    from cxassess.text import safe_text

    writer = Writer(figure_colors({}), for_pdf=True)
    sections = "\n".join(
        f'<section class="{one.name}">\n{writer.blocks(one.blocks)}\n</section>' for one in form.sections
    )
    marked = f' class="marked" data-marking="{escape(form.marking)}"' if form.marking else ""
    page = (
        f'<!DOCTYPE html>\n<html lang="{form.language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(form.title)}: {escape(form.subject)}</title>\n</head>\n"
        f'<body{marked} data-title="{escape(form.title)}" data-subject="{escape(form.subject)}">\n'
        f"<main>\n{sections}\n</main>\n</body>\n</html>\n"
    )
    return safe_text(page)


FORMATS: Mapping[str, Callable[[Form], bytes]] = {".docx": _docx, ".md": _markdown, ".pdf": _pdf}
"""How a form is written, by the suffix of its file: the same bytes for the same form.

A PDF raises Unavailable without what it needs, and Nonconforming where it would break PDF/UA.
"""
