"""What Word, Markdown and the terminal show of a report: its sections of a size, without those that an agency wrote as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxassess.report.blocks import Section
    from cxassess.report.single.model import Report
    from cxassess.template import Template


def shown_sections(report: Report, size: str, template: Template) -> tuple[Section, ...]:
    """The sections of a size of the report, made of blocks, in order."""
    from cxassess.report.document import document

    own = left_out(size, template)
    return document(report, template.words, [name for name in template.sizes[size] if name not in own])


def left_out(size: str, template: Template | None) -> tuple[str, ...]:
    """The names of the sections of a size that the template's folder has as HTML, which only .html and .pdf show."""
    if template is None or len(template.layers) < 2:
        return ()
    own = template.own_sections
    return tuple(name for name in template.sizes[size] if name in own)
