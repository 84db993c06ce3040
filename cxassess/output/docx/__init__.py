"""The report as a Word document that can be edited and is accessible: docx(page, report) gives its bytes.

python-docx makes the package; its parts are written here, so that nothing of python-docx's own template (author,
hundred styles, dates) gets into the file.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.package import Package
    from docx.parts.document import DocumentPart

    from cxassess.output.blocks import Document
    from cxassess.output.docx.parts import RepeatedText
    from cxassess.report.single.model import Report

_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can hold
_UNIX = 3
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."


def docx(page: str, report: Report, *, fonts: Path) -> bytes:
    """The bytes of a .docx with the content of a page that was made for PDF: the same for the same arguments.

    report: for headers, footers and properties (titles, marking, date). fonts: a folder of TTF files, used to draw
    pictures for programs that show no SVG. Needs neither Pango nor the clock.
    """
    from cxassess.output.docx.styles import FAMILY
    from cxassess.output.page_blocks import read_document

    content = read_document(page, family=FAMILY)
    part = _new_package()
    _write_parts(part, content, report, fonts)
    return _zip(part.package)


def _new_package() -> DocumentPart:
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


def _write_parts(part: DocumentPart, content: Document, report: Report, fonts: Path) -> None:
    """Write the body and every other part of the package."""
    from docx.oxml import parse_xml

    from cxassess.output.docx import parts, styles
    from cxassess.output.docx.body import Writer, link_targets
    from cxassess.output.docx.pictures import Pictures
    from cxassess.output.docx.runs import Links
    from cxassess.output.docx.tables import table_xml

    repeated = parts.repeated_text(content, report)
    links = Links(_link_relationships(part), link_targets(content.blocks))
    writer = Writer(links, Pictures(part, fonts).picture_xml, table_xml, frozenset((repeated.marking, repeated.line)))
    body = "".join(writer.write(content.blocks))
    section = parts.section_properties(_add_headers_and_footers(part, repeated))
    part._element = parse_xml(f"<w:document {styles.NAMESPACES}><w:body>{body}{section}</w:body></w:document>")
    _add_part(part, "styles", styles.styles(content.colors, content.language))
    _add_part(part, "numbering", parts.numbering(writer.list_starts))
    _add_part(part, "settings", parts.settings(content.language))
    _add_part(part, "fontTable", parts.fonts())
    _add_part(part, "theme/theme1", parts.theme(content.colors))
    _add_properties(part, parts.properties(content.title, content.author, content.language, report.date))


def _link_relationships(part: DocumentPart) -> Callable[[str], str]:
    """A function that returns the relationship to a web or mail address, one for each address."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    known: dict[str, str] = {}

    def relationship(address: str) -> str:
        if address not in known:
            known[address] = f"rIdLink{len(known) + 1}"
            part.rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, address, known[address], is_external=True)
        return known[address]

    return relationship


def _add_headers_and_footers(part: DocumentPart, repeated: RepeatedText) -> dict[str, str]:
    """Add the headers and footers of the first and of all other pages; return their relationships by kind and page."""
    from cxassess.output.docx.parts import footer, header

    parts = {
        ("header", "default"): header(repeated, first=False),
        ("header", "first"): header(repeated, first=True),
        ("footer", "default"): footer(repeated),
        ("footer", "first"): footer(repeated),
    }
    return {kind + page: _add_part(part, kind, xml, page) for (kind, page), xml in parts.items()}


def _add_part(part: DocumentPart, kind: str, xml: str, page: str = "") -> str:
    """Add a part to the document and return the relationship to it."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    name = PackURI(f"/word/{kind}{page.title()}.xml")
    relation = {"fontTable": "FONT_TABLE", "theme/theme1": "THEME"}.get(kind, kind.upper())
    type = "application/vnd.openxmlformats-officedocument.theme+xml" if relation == "THEME" else f"{_TYPE}{kind}+xml"
    return part.relate_to(Part(name, type, _xml_bytes(xml), part.package), getattr(RELATIONSHIP_TYPE, relation))


def _add_properties(part: DocumentPart, properties: str) -> None:
    """Add the document's properties to the package."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    core = Part(PackURI("/docProps/core.xml"), CONTENT_TYPE.OPC_CORE_PROPERTIES, _xml_bytes(properties), part.package)
    part.package.relate_to(core, RELATIONSHIP_TYPE.CORE_PROPERTIES)


def _xml_bytes(xml: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}'.encode()


def _zip(package: Package) -> bytes:
    """The bytes of the file: fixed times and permissions, entries in the order in which Word looks for them."""
    saved = io.BytesIO()
    package.save(saved)
    out = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(out, "w") as target:
        for name in sorted(source.namelist(), key=_order):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system = _UNIX
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return out.getvalue()


def _order(name: str) -> tuple[int, str]:
    first = ("[Content_Types].xml", "_rels/.rels", "word/document.xml")
    return (first.index(name) if name in first else len(first)), name
