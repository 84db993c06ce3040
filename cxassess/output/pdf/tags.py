"""Writes the structure into the PDF (elements, marked content, links, artifacts) and the claim of PDF/UA."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Iterator
from typing import Any

from cxassess.output.pdf.conformance import PAINTS, check_glyphs, check_marked, check_structure
from cxassess.output.pdf.glyph_coverage import fix_ellipses
from cxassess.output.pdf.layout import DECORATION, DocumentLayout, MarkedContent, read_layout
from cxassess.output.pdf.structure import StructElement, build_structure

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
MAX_LINK_TEXT = 200  # characters of the description of a link, without its address
# PDF/A allows the property of another standard only where the file describes it (ISO 19005-2, 6.6.2.3.3).
_PDF_UA = b"""\
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1" />\
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" \
rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
_RDF_END = b"</rdf:RDF>"


@contextlib.contextmanager
def replace_structure(remarks: list[str]) -> Iterator[None]:
    """While this lasts, PDFs that WeasyPrint writes get the structure of this package instead of its own.

    WeasyPrint's structure cannot be corrected afterwards: it does not keep which HTML element a structure element
    came from, or which box a marked piece shows. So the function that makes it is replaced, which needs no second
    pass over the file and takes less time than the original; and the one that writes the fonts, to fix them first.
    Both are private parts of WeasyPrint: pyproject.toml pins its version.
    """

    def tags(pdf: Any, document: Any, version: Any, streams: list[Any]) -> None:
        _add(pdf, document, streams, remarks)

    def dictionary(pdf: Any, fonts: dict[Any, Any], *options: Any) -> Any:
        fix_ellipses(fonts)
        check_glyphs(fonts.values())
        return originals["build_fonts_dictionary"](pdf, fonts, *options)

    module = importlib.import_module("weasyprint.pdf")
    replacements = {"add_tags": tags, "build_fonts_dictionary": dictionary}
    originals = {name: getattr(module, name) for name in replacements}
    vars(module).update(replacements)
    try:
        yield
    finally:
        vars(module).update(originals)


def _add(pdf: Any, document: Any, streams: list[Any], remarks: list[str]) -> None:
    """Add the structure to a pydyf.PDF, and the marks that belong to it to the streams of its pages."""
    layout = read_layout(document.pages, streams)
    language = document.metadata.lang or ""
    if not language:
        remarks.append("the page has no language: <html lang> is missing")
    structure = build_structure(layout.root, language)
    check_structure(structure)
    _Writer(pdf, layout, remarks).write(structure)
    for stream, marks in zip(streams, layout.marks, strict=True):
        stream.stream[:] = _relabel(stream.stream, marks)
        check_marked(stream.stream)
        if any(isinstance(mark, int) for mark in marks.values()):
            remarks.append("transparent text is skipped by screen readers: do not use opacity")


class _Writer:
    """Writes structure elements as objects of a pydyf.PDF."""

    def __init__(self, pdf: Any, layout: DocumentLayout, remarks: list[str]) -> None:
        self.pydyf = importlib.import_module("pydyf")
        self.pdf, self.remarks = pdf, remarks
        self.pages: tuple[bytes, ...] = pdf.page_references
        # The element of each marked piece by page and number, and of each annotation.
        self.owners: list[dict[int, bytes]] = [{} for _ in self.pages]
        self.annotations: dict[bytes, bytes] = {}
        elements = (element for element in layout.root.walk_tree() if element.html is not None)
        self.elements_by_id = {element.html.get("id"): element for element in elements}

    def write(self, document: StructElement) -> None:
        """Write the whole tree and the references to it."""
        array, dictionary = self.pydyf.Array, self.pydyf.Dictionary
        root = self.new_object({"Type": "/StructTreeRoot"})
        root["K"] = array([self.write_element(document, root.reference)])
        numbers = array()
        for number, owners in enumerate(self.owners):
            numbers.extend((number, array(owners[key] for key in sorted(owners))))
        for pair in enumerate(self.annotations.values(), len(self.pages)):
            numbers.extend(pair)
        root["ParentTree"] = self.new_object({"Nums": numbers}).reference
        self.drop_annotations()
        self.pdf.catalog["StructTreeRoot"] = root.reference
        self.pdf.catalog["MarkInfo"] = dictionary({"Marked": "true"})
        self.pdf.catalog["ViewerPreferences"] = dictionary({"DisplayDocTitle": "true"})

    def new_object(self, values: dict[str, Any]) -> Any:
        """A new dictionary object in the file."""
        struct = self.pydyf.Dictionary(values)
        self.pdf.add_object(struct)
        return struct

    def write_element(self, elem: StructElement, parent: bytes) -> bytes:
        """Write an element and everything in it; return the reference to it."""
        struct = self.new_object({"Type": "/StructElem", "S": f"/{elem.role}", "P": parent})
        own: bytes = struct.reference
        for name, value in elem.texts.items():
            struct[name] = self.pydyf.String(value)
        if elem.attributes:
            struct["A"] = self.pydyf.Dictionary(elem.attributes)
            if elem.role == "Figure":
                struct["A"]["BBox"] = self.pydyf.Array(elem.attributes["BBox"])
        if elem.role == "Figure" and "Alt" not in elem.texts:
            self.remarks.append("a picture has no alternative text: <svg> needs a <title>, <img> an alt")
        page = next((child.page for child in elem.children if isinstance(child, MarkedContent)), None)
        if page is not None:
            struct["Pg"] = self.pages[page]
        struct["K"] = self.pydyf.Array(self.child(child, own, page) for child in elem.children)
        for number in dict.fromkeys(number for number, _ in elem.links):
            annotations = [annotation for other, annotation in elem.links if other == number]
            struct["K"].append(self.link(elem, number, annotations, own))
        return own

    def child(self, child: StructElement | MarkedContent, own: bytes, page: int | None) -> Any:
        """What represents a child in its element: a reference, or the number of a piece on that page."""
        if isinstance(child, StructElement):
            return self.write_element(child, own)
        self.owners[child.page][child.number] = own
        if child.page == page:
            return child.number
        return self.pydyf.Dictionary({"Type": "/MCR", "Pg": self.pages[child.page], "MCID": child.number})

    def link(self, elem: StructElement, page: int, annotations: list[Any], own: bytes) -> Any:
        """What represents a link on a page in its element: one annotation over all lines of its text.

        One for each line, as WeasyPrint makes them, would each be a stop for the keyboard. The annotation gets its
        place in the tree and a description.
        """
        annotation = annotations[0]
        if len(annotations) > 1:
            annotation["QuadPoints"] = self.pydyf.Array(x for place in annotations for x in _corners(place["Rect"]))
            left, top, right, bottom = zip(*(place["Rect"] for place in annotations), strict=True)
            annotation["Rect"] = self.pydyf.Array((min(left), max(top), max(right), min(bottom)))
        annotation["StructParent"] = len(self.pages) + len(self.annotations)
        annotation["Contents"] = self.pydyf.String(self.describe_link(elem))
        self.annotations[annotation.reference] = own
        return self.pydyf.Dictionary({"Type": "/OBJR", "Obj": annotation.reference, "Pg": self.pages[page]})

    def describe_link(self, elem: StructElement) -> str:
        """The description of a link: the heading that it leads to, or its text and its address."""
        assert elem.source is not None
        text, target = _text_of(elem.source.html), elem.source.html.get("href", "").strip()
        if not target.startswith("#"):
            return f"{_truncate(text)} ({target})" if text and text != target else target
        element = self.elements_by_id.get(target[1:])
        heading = element and next((inner for inner in element.walk_tree() if inner.tag in _HEADINGS), None)
        return _truncate(_text_of((heading or element or elem.source).html))

    def drop_annotations(self) -> None:
        """Remove annotations that are not in the structure: further lines of a link, links in running headers."""
        for reference in self.pages:
            page = self.pdf.objects[int(reference.split()[0])]
            kept = [one for one in page.pop("Annots", ()) if one in self.annotations]
            if kept:
                page["Annots"] = self.pydyf.Array(kept)


def _corners(place: Any) -> tuple[float, ...]:
    """The corners of a rectangle in the order of QuadPoints: line by line from the upper left (what readers expect)."""
    left, top, right, bottom = place
    return (left, top, right, top, left, bottom, right, bottom)


def _text_of(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _truncate(text: str) -> str:
    return text if len(text) <= MAX_LINK_TEXT else text[: MAX_LINK_TEXT - 1] + "…"


def _relabel(operators: list[Any], marks: dict[int, int | str | None]) -> list[Any]:
    """The operators of a page with its new marks (see DocumentLayout), which are removed from `marks`."""
    out: list[Any] = []
    starts: list[int] = []  # of the marked pieces that are open: where one without a mark begins, or -1
    for operator in operators:
        if operator == b"EMC":
            start = starts.pop()
            if start < 0:
                out.append(operator)
            elif not PAINTS.isdisjoint(one for one in out[start:] if isinstance(one, bytes)):
                out[start:] = ["/Artifact", b"BMC", *out[start:], b"EMC"]  # the line below a blank in a link
        elif operator == b"BMC":
            starts.append(-1)
            out.append(operator)
        elif operator == b"BDC":
            name, properties = out[-2:]
            del out[-2:]
            start_marks = _start(name, marks.pop(properties["MCID"], DECORATION))
            starts.append(-1 if start_marks else len(out))
            out.extend(start_marks)
        else:
            out.append(operator)
    return out


def _start(name: Any, mark: int | str | None) -> tuple[Any, ...]:
    """The operators that begin a marked piece; none if it shows nothing."""
    if mark is None:
        return ()
    if isinstance(mark, int):
        return name, f"<</MCID {mark}>>", b"BDC"
    return ("/Artifact", mark, b"BDC") if mark else ("/Artifact", b"BMC")


def claim_pdf_ua(document: Any, pdf: Any) -> None:
    """Add "this is PDF/UA-1" to the metadata of `pdf`, a pydyf.PDF: WeasyPrint's variants say one standard each."""
    number = int(pdf.catalog["Metadata"].split()[0])
    packet = pdf.objects[number].stream
    before, end, after = packet[0].rpartition(_RDF_END)
    packet[0] = before + _PDF_UA + end + after
