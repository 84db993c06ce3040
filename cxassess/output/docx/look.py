"""The Word file of a look, `report.docx`: its styles, letterhead and page; text in square brackets is filled in."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from cxassess.output.text_direction import split_directions
from cxassess.problems import Invalid, Location, Problem
from cxassess.text import join_words, shorten

if TYPE_CHECKING:
    from docx.document import Document
    from docx.opc.part import Part

FILE = "report.docx"
MAX_FILE, MAX_UNPACKED, MAX_PARTS = 5_000_000, 20_000_000, 200
MIN_WIDTH = 4000  # twentieths of a point between the margins
WORDS = ("title", "subject", "date", "marking", "line")  # what stands in brackets
FIELDS = ("PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "STYLEREF")
_KEPT = ("styles", "numbering", "theme", "settings", "fontTable", "header", "footer")  # of the parts of the document
# What would bring something from outside, run something or name somebody, where it is part of a letterhead.
_UNSAFE = {"ins": "a tracked change", "del": "a tracked change", "object": "an embedded object", "control": "a control"}
_SLOTS = {"accent": ("accent1", "hlink"), "strong": ("dk2", "accent3"), "target": ("accent2",)}
_ALIASES = {"text1": "dk1", "dark1": "dk1", "text2": "dk2", "dark2": "dk2", "background1": "lt1", "light1": "lt1",
            "background2": "lt2", "light2": "lt2", "hyperlink": "hlink", "followedHyperlink": "folHlink"}  # fmt: skip
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_BRACKETS = re.compile(rf"\[({'|'.join(WORDS)})\]")


def open_look(path: Path, folder: Path) -> Document:
    """The Word file, with nothing but what gives a report its look.

    folder: it may not be outside of it. Raises OSError, Invalid with its problems, and for a broken file any exception.
    """
    if not path.resolve().is_relative_to(folder.resolve()):
        hint = "put the file itself into the folder"
        raise _invalid(path, ["this link points outside the template's folder"], hint)
    data = path.read_bytes() if path.stat().st_size <= MAX_FILE else b""
    if not data:
        raise _invalid(path, ["the file is empty or larger than 5 MB"], "use smaller pictures in the letterhead")
    document = _read(data)
    if found := [what for part in _kept_parts(document) for what in _unsafe(part)]:
        messages = [f"a header, a footer or a style has {what}" for what in found]
        raise _invalid(path, messages, "remove it, or write its words as text")
    return document


def broken(path: Path) -> Invalid:
    """The problem of a file that python-docx cannot use."""
    message = "this is not a Word document of the type .docx, without macros"
    return _invalid(path, [message], f"make it from the {FILE} that ships with cxassess, in reports/leadership")


def _invalid(path: Path, messages: Iterable[str], hint: str) -> Invalid:
    return Invalid([Problem(Location(str(path), 1, 1), message, hint) for message in messages])


def style_ids(document: Document, names: Sequence[str], path: Path) -> dict[str, str]:
    """The ids of styles by their names, which are English in every Word. Raises Invalid for those that are missing."""
    known = {str(style.name).lower(): style.style_id for style in document.styles}
    if missing := [name for name in dict.fromkeys(names) if name.lower() not in known]:
        message = f"there is no style {join_words(missing)}"
        raise _invalid(path, [message], f"start from the {FILE} that ships with cxassess")
    return {name: known[name.lower()] for name in names}


def _read(data: bytes) -> Document:
    """The document in a file of reasonable size. Raises what python-docx does, and ValueError."""
    from docx import Document as open_document

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        entries = package.infolist()
        is_large = len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_UNPACKED
        if is_large or any(b"<!DOCTYPE" in package.read(entry) for entry in entries):
            raise ValueError
    document = open_document(io.BytesIO(data))
    if text_width(document) < MIN_WIDTH:
        raise ValueError
    return document


def text_width(document: Document) -> int:
    """What is between the margins, in twentieths of a point."""
    page: Any = document.element.body.sectPr
    return int(page.page_width.twips - page.left_margin.twips - page.right_margin.twips)


def _kept_parts(document: Document) -> Iterator[Part]:
    """Drop all parts but those that give a look; return these."""
    package = document.part.package
    for id, relation in [*package.rels.items()]:
        if relation.is_external or relation.target_part is not document.part:
            package.rels.pop(id)
    for id, relation in [*document.part.rels.items()]:
        if relation.is_external or relation.reltype.rpartition("/")[2] not in _KEPT:
            document.part.rels.pop(id)
            continue
        yield relation.target_part


def _unsafe(part: Part) -> Iterator[str]:
    """What a part has that a report must not bring along; relationships that are harmless are dropped."""
    from docx.opc.oxml import serialize_part_xml
    from docx.oxml import parse_xml

    for id, relation in [*part.rels.items()]:
        if relation.is_external:
            yield f"a link to '{shorten(str(relation.target_ref))}'"
        elif relation.reltype.rpartition("/")[2] != "image":
            part.rels.pop(id)
    element = getattr(part, "element", None)
    if element is None:
        element = parse_xml(part.blob)
    if part.partname.endswith("/fontTable.xml"):  # without the fonts themselves
        for embedded in [one for one in element.iter() if one.get(f"{_R}id")]:
            embedded.getparent().remove(embedded)
        part._blob = serialize_part_xml(element)
    for one in element.iter():
        name = one.tag.rpartition("}")[2] if isinstance(one.tag, str) else ""
        if name in _UNSAFE:
            yield _UNSAFE[name]
    for order in _field_codes(element):
        if order.split()[0].upper() not in FIELDS:
            yield f"the field '{shorten(order.split()[0])}'"


def _field_codes(element: Any) -> list[str]:
    """The codes of all fields, which Word cuts into runs as it likes."""
    codes, open_fields = [""], [0]
    for one in element.iter(f"{W}fldChar", f"{W}instrText", f"{W}fldSimple"):
        if one.tag == f"{W}instrText":
            codes[open_fields[-1]] += one.text or ""
        elif one.tag == f"{W}fldSimple":
            codes.append(one.get(f"{W}instr", ""))
        elif one.get(f"{W}fldCharType") == "begin":
            codes.append("")
            open_fields.append(len(codes) - 1)
        elif one.get(f"{W}fldCharType") == "end" and len(open_fields) > 1:
            open_fields.pop()
    return [code for code in codes if code.strip()]


# ---- what is filled in -------------------------------------------------------------------


def fill(document: Document, words: Mapping[str, str], style_id: str) -> None:
    """Fill in the words in brackets; the marking and the line are on every page, also where no bracket asks for them.

    style_id: of their paragraphs. A paragraph all of whose words are empty is left out.
    """
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    section, page = document.sections[0], document.element.body.sectPr
    headers, footers = [section.header], [section.footer]
    if page.find(f"{W}titlePg") is not None:
        headers.append(section.first_page_header)
        footers.append(section.first_page_footer)
    for reference in page.xpath("*[@w:type='even']"):
        page.remove(reference)
    for sides, always in ((headers, ("marking",)), (footers, ("line", "marking"))):
        needed = [name for name in always if words[name]]
        used = (one.part for one in sides if needed or not one.is_linked_to_previous)
        for root in {part.partname: part.element for part in used}.values():
            said = "".join(one.text or "" for one in root.iter(f"{W}t"))
            for paragraph in [*root.iter(f"{W}p")]:
                _fill_paragraph(paragraph, words)
            for name in needed:
                if f"[{name}]" not in said:
                    look = f'<w:pPr><w:pStyle w:val="{style_id}"/></w:pPr><w:r><w:t>{escape(words[name])}</w:t></w:r>'
                    root.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{look}</w:p>"))


def _fill_paragraph(paragraph: Any, words: Mapping[str, str]) -> None:
    texts = [one for one in paragraph.iter(f"{W}t") if next(one.iterancestors(f"{W}p")) is paragraph]
    found = [*_BRACKETS.finditer("".join(one.text or "" for one in texts))]
    if not found:
        return
    if not any(words[match[1]] for match in found) and len(paragraph.getparent().findall(f"{W}p")) > 1:
        paragraph.getparent().remove(paragraph)
        return
    # Word cuts text into runs as it likes: the first run that has a part of a bracket gets the words.
    for match in reversed(found):
        at, value = 0, words[match[1]]
        for one in texts:
            text = one.text or ""
            start, end = max(match.start() - at, 0), min(match.end() - at, len(text))
            at += len(text)
            if start < end:
                one.text, value = text[:start] + value + text[end:], ""
    for one in texts:
        _mark_directions(one)


def _mark_directions(text: Any) -> None:
    """Give words that are written from right to left a run of their own that says so."""
    run, parts = text.getparent(), [part for part in split_directions(text.text or "") if part[0]]
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    if not any(rtl for _, rtl in parts) or run.tag != f"{W}r":
        return
    for words, rtl in parts:
        copy = deepcopy(run)
        for other in copy.findall(f"{W}t"):
            other.text = words
        if rtl:
            properties = copy.get_or_add_rPr()
            properties.append(properties.makeelement(f"{W}rtl"))
        run.addprevious(copy)
    run.getparent().remove(run)


def recolor(document: Document, colors: Mapping[str, str]) -> None:
    """Set the colors of a look in the theme, and in the styles that take their color from it."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.oxml import serialize_part_xml
    from docx.oxml import parse_xml

    scheme = {slot: color.lstrip("#").upper() for name, color in colors.items() for slot in _SLOTS.get(name, ())}
    related = [one for one in document.part.rels.values() if one.reltype == RELATIONSHIP_TYPE.THEME]
    if not scheme or not related:
        return
    theme = related[0].target_part
    root = parse_xml(theme.blob)
    for place, shade in scheme.items():
        for element in root.iter(f"{_A}{place}"):
            for child in element:
                element.remove(child)
            element.append(parse_xml(f'<a:srgbClr xmlns:a="{_A[1:-1]}" val="{shade}"/>'))
    theme._blob = serialize_part_xml(root)
    for relation in (one for one in document.part.rels.values() if not one.is_external):
        styled: Any = getattr(relation.target_part, "element", root)
        for element in styled.iter():
            for named in ("themeColor", "themeFill"):
                slot = element.get(f"{W}{named}", "")
                if color := scheme.get(_ALIASES.get(slot, slot)):
                    value = "fill" if named == "themeFill" else "val" if element.tag == f"{W}color" else "color"
                    element.set(f"{W}{value}", color)


def settings(language: str) -> str:
    """The part word/settings.xml. Without the compatibility mode, Word would treat the file as one of Word 2003."""
    return (
        f'<w:settings xmlns:w="{W[1:-1]}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{language}"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
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
