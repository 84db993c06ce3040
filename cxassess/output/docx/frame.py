"""What is around the text of a Word document: headers, footers, page size, and document properties."""

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


class RepeatedText(NamedTuple):
    """The text on every page: title, subject, the marking of the answers, and the template's line."""

    title: str
    subject: str
    marking: str
    line: str


def repeated_text(blocks: Sequence[Block], report: Report) -> RepeatedText:
    """The text on every page as the cover has it; the marking is the report's, whatever a template makes of it."""
    cover = [one for one in blocks if isinstance(one, Heading | Paragraph) and "cover" in one.placement.outer_classes]
    titles = [one for one in cover if "agency" in one.placement.classes]
    titles += [one for one in blocks if isinstance(one, Heading) and one.level == 1]
    lines = [one for one in cover if "line" in one.placement.classes]
    title, line = (plain_text(matches[0].runs) if matches else "" for matches in (titles, lines))
    return RepeatedText(title or report.title, report.subject, report.marking, line)


def header(repeated: RepeatedText, first: bool) -> str:
    """A header: the marking, then title and section; the first page shows its title anyway.

    Word looks up the section when it lays out a page; programs that cannot show none rather than a wrong one.
    """
    line = "" if first else f"{_text(repeated.title)}<w:r><w:tab/></w:r>{_field(_SECTION, '')}"
    below = f'<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{line}</w:p>'
    return f"<w:hdr {NAMESPACES}>{_marked(repeated.marking)}{'' if first and repeated.marking else below}</w:hdr>"


def footer(repeated: RepeatedText) -> str:
    """A footer: subject and page number, then the marking and the line."""
    pages = f"{_text('Page ')}{_field('PAGE', '1')}{_text(' of ')}{_field('NUMPAGES', '1')}"
    line = f'<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{_text(repeated.subject)}<w:r><w:tab/></w:r>{pages}</w:p>'
    return f"<w:ftr {NAMESPACES}>{line}{_marked(repeated.marking)}{_marked(repeated.line)}</w:ftr>"


def _marked(marking: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="Marking"/></w:pPr>{_text(marking)}</w:p>' if marking else ""


def _text(text: str) -> str:
    return "".join(
        f'<w:r>{"<w:rPr><w:rtl/></w:rPr>" if rtl else ""}<w:t xml:space="preserve">{escape(part)}</w:t></w:r>'
        for part, rtl in split_directions(" ".join(text.split()) if text.strip() == text else text)
        if part
    )


def _field(code: str, value: str) -> str:
    """A field with its value until Word updates it, which it does whenever it lays out a page."""
    begin, middle, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    return f'{begin}<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>{middle}{_text(value)}{end}'


def section_properties(ids: dict[str, str]) -> str:
    """The page: US letter, its margins, and its headers and footers by their relationships."""
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
    """docProps/core.xml, without the person or machine that made the file, and without the clock."""
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
