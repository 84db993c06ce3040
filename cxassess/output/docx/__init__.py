"""The report as a Word document that can be edited and is accessible: docx() gives its bytes.

It is written into the Word file of a look, `report.docx`, by python-docx.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cxassess.output.docx import look
from cxassess.output.docx.body import STYLES, Writer, link_targets
from cxassess.output.docx.pictures import Pictures
from cxassess.output.docx.runs import LINK_STYLE, RUN_STYLES, Runs, run
from cxassess.problems import Invalid
from cxassess.report.blocks import text
from cxassess.template.colors import figure_colors

if TYPE_CHECKING:
    from docx.document import Document
    from docx.package import Package
    from docx.parts.document import DocumentPart

    from cxassess.exchange.form import Form
    from cxassess.report.blocks import Section
    from cxassess.report.single.model import Report
    from cxassess.template import Template

_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can hold
_UNIX = 3
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_LOGO_HEIGHT = 440  # twentieths of a point


def docx(report: Report | Form, sections: Sequence[Section], template: Template) -> bytes:
    """The bytes of a .docx with these sections: the same for the same arguments.

    Needs neither Pango nor the clock.
    Raises OSError, and Invalid with the problems of the look's `report.docx` or logo.
    """
    *own, shipped = (layer for layer in template.layers if (layer / look.FILE).is_file())
    if not own:
        return _docx(report, sections, template, shipped)
    try:
        return _docx(report, sections, template, own[0])
    except (Invalid, OSError):
        raise
    except Exception as error:  # python-docx raises many kinds of exceptions for broken files
        _docx(report, sections, template, shipped)  # where this raises too, it is not the file's fault
        raise look.broken(own[0] / look.FILE) from error


def _docx(report: Report | Form, sections: Sequence[Section], template: Template, folder: Path) -> bytes:
    """The bytes, made with the Word file of a folder. Raises any exception where that is broken."""
    from docx.oxml import parse_xml

    path = folder / look.FILE
    document = look.open_look(path, folder)
    part = document.part
    styles = look.style_ids(document, (*STYLES, *RUN_STYLES.values(), LINK_STYLE), path)
    page = document.element.body.sectPr
    width = look.text_width(document)
    runs = Runs(styles, part, link_targets(sections))
    numbered = partial(new_list, document, styles["List Number"])
    writer = Writer(runs, Pictures(part), figure_colors(template.colors), width, numbered)
    body = writer.document(sections)
    masthead = "" if folder == template.folder else _masthead(template, writer, width)
    closing = writer.line("Report Quiet", text(template.words["closing"])) if template.words["closing"] else ""
    part._element = parse_xml(f"<w:document {NAMESPACES}><w:body>{masthead}{body}{closing}</w:body></w:document>")
    part._element.body.append(page)
    _write_parts(part, report, template, styles["Report Marking"])
    return package_bytes(part.package)


def _write_parts(part: DocumentPart, report: Report | Form, template: Template, marking_style: str) -> None:
    """Fill in headers and footers, and write colors, language and properties."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    title = template.words["title"] or report.title
    words = {
        "title": template.name or title, "subject": report.subject, "date": report.date_text,
        "marking": report.marking, "line": template.line,
    }  # fmt: skip
    look.fill(part.document, words, marking_style)
    look.recolor(part.document, template.colors)
    part._settings_part._element = parse_xml(look.settings(report.language))
    for language in part.document.styles.element.xpath("w:docDefaults//w:lang"):
        language.set(f"{look.W}val", report.language)
    xml = look.properties(f"{title}: {report.subject}", report.author, report.language, report.date).encode()
    data = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + xml
    core = Part(PackURI("/docProps/core.xml"), CONTENT_TYPE.OPC_CORE_PROPERTIES, data, part.package)
    part.package.relate_to(core, RELATIONSHIP_TYPE.CORE_PROPERTIES)


def _masthead(template: Template, writer: Writer, width: int) -> str:
    """Logo and name of an agency whose look has no Word file of its own."""
    name, logo = run(template.name), ""
    if template.logo:
        from cxassess.template.lint.logo import read_logo

        logo = writer.pictures.logo(read_logo(template.logo.path), template.logo.alt, _LOGO_HEIGHT, width // 2)
    return writer.paragraph("Report Part", logo + run("  ") * bool(logo and name) + name) if logo or name else ""


def new_list(document: Document, style_id: str) -> int:
    """The number of one more list in a style, which counts from 1; 0 where the style numbers nothing."""
    known = document.styles.element.xpath(f"w:style[@w:styleId='{style_id}']//w:numId/@w:val")
    if not known:
        return 0
    numbering = document.part.numbering_part.element
    number = numbering.add_num(numbering.num_having_numId(int(known[0])).abstractNumId.val)
    number.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(number.numId)


def package_bytes(package: Package) -> bytes:
    """The bytes of a file: fixed times and permissions, entries in the order in which Word looks for them."""
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
