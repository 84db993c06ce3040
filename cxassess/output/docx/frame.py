"""What is around the text of a Word document: running headers and footers, the page, and its properties."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

from cxassess.output.blocks import Block, Heading, Paragraph, plain_text
from cxassess.output.direction import split_directions
from cxassess.output.docx.styles import NAMESPACES

if TYPE_CHECKING:
    from cxassess.report.single.model import Report

_SECTION = 'STYLEREF "Heading 2"'


class Running(NamedTuple):
    """What stands on every page: title, subject, the marking of the answers, and the template's line."""

    title: str
    subject: str
    marking: str
    line: str


def running(blocks: Sequence[Block], report: Report) -> Running:
    """What a page's cover says of this; the marking is the report's, whatever a template makes of it."""
    cover = [one for one in blocks if isinstance(one, Heading | Paragraph) and "cover" in one.placement.outer_classes]
    titles = [one for one in cover if "agency" in one.placement.classes]
    titles += [one for one in blocks if isinstance(one, Heading) and one.level == 1]
    lines = [one for one in cover if "line" in one.placement.classes]
    title, line = (plain_text(found[0].runs) if found else "" for found in (titles, lines))
    return Running(title or report.title, report.subject, report.marking, line)


def header(run: Running, first: bool) -> str:
    """A header: marking, then title and section; the first page has its title anyway.

    Word finds the section whenever it lays out a page; programs that cannot show none rather than a wrong one.
    """
    line = "" if first else f"{_text(run.title)}<w:r><w:tab/></w:r>{_field(_SECTION, '')}"
    below = f'<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{line}</w:p>'
    return f"<w:hdr {NAMESPACES}>{_marked(run.marking)}{'' if first and run.marking else below}</w:hdr>"


def footer(run: Running) -> str:
    """A footer: subject and page number, then marking and line."""
    pages = f"{_text('Page ')}{_field('PAGE', '1')}{_text(' of ')}{_field('NUMPAGES', '1')}"
    line = f'<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{_text(run.subject)}<w:r><w:tab/></w:r>{pages}</w:p>'
    return f"<w:ftr {NAMESPACES}>{line}{_marked(run.marking)}{_marked(run.line)}</w:ftr>"


def _marked(marking: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="Marking"/></w:pPr>{_text(marking)}</w:p>' if marking else ""


def _text(text: str) -> str:
    return "".join(
        f'<w:r>{"<w:rPr><w:rtl/></w:rPr>" if rtl else ""}<w:t xml:space="preserve">{escape(part)}</w:t></w:r>'
        for part, rtl in split_directions(" ".join(text.split()) if text.strip() == text else text)
        if part
    )


def _field(order: str, shown: str) -> str:
    """A field with what is shown until it is counted anew, which Word does whenever it lays out a page."""
    begin, middle, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    return f'{begin}<w:r><w:instrText xml:space="preserve"> {order} </w:instrText></w:r>{middle}{_text(shown)}{end}'


def section(ids: dict[str, str]) -> str:
    """The page: US letter, its margins, and the headers and footers by their relationships."""
    references = "".join(
        f'<w:{kind}Reference w:type="{type}" r:id="{ids[kind + type]}"/>'
        for kind in ("header", "footer")
        for type in ("default", "first")
    )
    return (
        f'<w:sectPr>{references}<w:pgSz w:w="12240" w:h="15840"/>'
        '<w:pgMar w:top="1296" w:right="1152" w:bottom="1224" w:left="1152" w:header="560" w:footer="500" w:gutter="0"/>'
        '<w:cols w:space="720"/><w:titlePg/></w:sectPr>'
    )


def properties(title: str, author: str, language: str, day: datetime.date | None) -> str:
    """docProps/core.xml: nothing of the person or the machine that made the file, and no clock."""
    time = f"{day.isoformat()}T00:00:00Z" if day else ""
    dated = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{time}</dcterms:{name}>' for name in ("created", "modified") if time
    )
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(author)}</dc:creator>"
        f"<dc:language>{escape(language)}</dc:language>{dated}</cp:coreProperties>"
    )
