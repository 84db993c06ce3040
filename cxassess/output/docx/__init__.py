"""The report as a Word document that can be edited, read out and handed on: docx(page, report) gives its bytes.

python-docx holds the package together; what is in it is written here, so that nothing of a template of others
(its author, its hundred styles, its dates) travels along.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.parts.document import DocumentPart

    from cxassess.output.blocks import Document
    from cxassess.output.docx.frame import Running
    from cxassess.report.single.model import Report

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."


def docx(page: str, report: Report, *, fonts: Path) -> bytes:
    """The bytes of a .docx that says what the page (made for PDF) says: the same for the same arguments.

    `report` gives what runs along every page and the properties: titles, marking, date. fonts: a folder of TTF
    files, with which pictures are made for programs that show no SVG. Neither Pango nor the clock is needed.
    """
    from cxassess.output.docx.archive import archive
    from cxassess.output.docx.styles import FAMILY
    from cxassess.output.page_blocks import read_document

    content = read_document(page, family=FAMILY)
    part = _started()
    _fill(part, content, report, fonts)
    return archive(part.package)


def _started() -> DocumentPart:
    """A package with an empty document."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.oxml import parse_xml
    from docx.package import Package
    from docx.parts.document import DocumentPart

    from cxassess.output.docx.styles import NAMESPACES

    package = Package()
    empty = parse_xml(f"<w:document {NAMESPACES}><w:body/></w:document>")
    part = DocumentPart(PackURI("/word/document.xml"), f"{_TYPE}document.main+xml", empty, package)
    package.relate_to(part, RELATIONSHIP_TYPE.OFFICE_DOCUMENT)
    return part


def _fill(part: DocumentPart, content: Document, report: Report, fonts: Path) -> None:
    """Write the body and every other part of the package."""
    from docx.oxml import parse_xml

    from cxassess.output.docx import frame, parts, styles
    from cxassess.output.docx.body import Writer, targets
    from cxassess.output.docx.pictures import Pictures
    from cxassess.output.docx.runs import Links
    from cxassess.output.docx.tables import table_xml

    run = frame.running(content.blocks, report)
    links = Links(_outside(part), targets(content.blocks))
    writer = Writer(links, Pictures(part, fonts).xml, table_xml, frozenset((run.marking, run.line)))
    body = "".join(writer.write(content.blocks))
    section = frame.section(_running(part, run))
    part._element = parse_xml(f"<w:document {styles.NAMESPACES}><w:body>{body}{section}</w:body></w:document>")
    _add(part, "styles", styles.styles(content.colors, content.language))
    _add(part, "numbering", parts.numbering(writer.starts))
    _add(part, "settings", parts.settings(content.language))
    _add(part, "fontTable", parts.fonts())
    _add(part, "theme/theme1", parts.theme(content.colors))
    _describe(part, frame.properties(content.title, content.author, content.language, report.date))


def _outside(part: DocumentPart) -> Callable[[str], str]:
    """A function that gives the relationship to a web or mail address, one for each address."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    known: dict[str, str] = {}

    def outside(address: str) -> str:
        if address not in known:
            known[address] = f"rIdLink{len(known) + 1}"
            part.rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, address, known[address], is_external=True)
        return known[address]

    return outside


def _running(part: DocumentPart, run: Running) -> dict[str, str]:
    """Headers and footers of the first and of all other pages: their relationships by kind and page."""
    from cxassess.output.docx import frame

    parts = {
        ("header", "default"): frame.header(run, first=False),
        ("header", "first"): frame.header(run, first=True),
        ("footer", "default"): frame.footer(run),
        ("footer", "first"): frame.footer(run),
    }
    return {kind + page: _add(part, kind, xml, page) for (kind, page), xml in parts.items()}


def _add(part: DocumentPart, kind: str, xml: str, page: str = "") -> str:
    """Put a part beside the document and return the relationship to it."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    name = PackURI(f"/word/{kind}{page.title()}.xml")
    relation = {"fontTable": "FONT_TABLE", "theme/theme1": "THEME"}.get(kind, kind.upper())
    type = "application/vnd.openxmlformats-officedocument.theme+xml" if relation == "THEME" else f"{_TYPE}{kind}+xml"
    return part.relate_to(Part(name, type, _file(xml), part.package), getattr(RELATIONSHIP_TYPE, relation))


def _describe(part: DocumentPart, properties: str) -> None:
    """Put the document's properties into the package."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    core = Part(PackURI("/docProps/core.xml"), CONTENT_TYPE.OPC_CORE_PROPERTIES, _file(properties), part.package)
    part.package.relate_to(core, RELATIONSHIP_TYPE.CORE_PROPERTIES)


def _file(xml: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}'.encode()
