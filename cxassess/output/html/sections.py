"""Sections of a report as HTML: their blocks, and around them what style sheets know them by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from cxassess.output.html.blocks import Writer
from cxassess.report.blocks import Block, Box, Section
from cxassess.text import safe_text

if TYPE_CHECKING:
    from cxassess.report.single.model import Report
    from cxassess.template import Template

# The classes of sections that are not called by their names.
_CLASSES = {"plays": "others", "trust": "sources", "answers": "record"}
MAX_SHORT_NAME = 60  # characters of an agency's name that fit on one line
_LABELED = ("brief", "plan")  # landmarks


def section_html(
    section: Section, writer: Writer, report: Report, template: Template, logo: str, *, is_title: bool
) -> Markup:
    """A section as markup that is safe to print. `logo` is its address; `is_title`: the first heading of the page is here."""
    blocks, name = section.blocks, section.name
    brand = _brand(template, logo) if is_title else ""
    if name == "cover":
        return Markup(safe_text(_cover(blocks, writer, report, template, brand)))
    kind = f"brief rows-{report.brief.rows}{_close_set(template)}" if name == "brief" else _CLASSES.get(name, name)
    label = f' aria-labelledby="{name}"' if name in _LABELED else ""
    head = f'<div class="masthead">\n{brand}</div>\n' if name == "brief" and brand else ""
    return Markup(safe_text(f'<section class="{kind}"{label}>\n{head}{writer.blocks(blocks)}\n</section>'))


def _close_set(template: Template) -> str:
    """The class of a brief to which the look adds lines."""
    is_long = len(template.name) > MAX_SHORT_NAME
    return " close-set" if is_long or template.words["record"] or template.words["closing"] else ""


def _brand(template: Template, logo: str) -> str:
    """The logo and name of the agency; '' without both."""
    image = f'<img class="logo" src="{escape(logo)}" alt="{escape(template.logo.alt)}">\n' if template.logo else ""
    return image + (f'<p class="agency">{escape(template.name)}</p>\n' if template.name else "")


def _cover(blocks: Sequence[Block], writer: Writer, report: Report, template: Template, brand: str) -> str:
    """Marking, brand, title and subject; after them what else a cover says."""
    lines = [("marking", report.marking), ("line", template.line)]
    marks = "".join(f'<p class="{kind}">{escape(words)}</p>\n' for kind, words in lines if words)
    title = writer.blocks(block for block in blocks if not isinstance(block, Box))
    rest = writer.blocks(block for block in blocks if isinstance(block, Box))
    if brand:
        named = " named" if template.name else ""
        title = f'<div class="brand{named}">\n{brand}</div>\n<div class="band">\n{title}\n</div>'
    return f'<header class="cover{" branded" if brand else ""}">\n{marks}{title}\n</header>\n{rest}'
