"""The structure written into the PDF: elements, the numbers of their pieces, the links, the artifacts."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Iterator
from typing import Any

from cxassess.output.pdf.glyphs import mend
from cxassess.output.pdf.layout import DECORATION, Layout, MarkedContent, read
from cxassess.output.pdf.structure import Elem, structure

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LONGEST = 200  # characters that are said of a link, its address apart


@contextlib.contextmanager
def tagged(remarks: list[str]) -> Iterator[None]:
    """While this lasts, what WeasyPrint writes gets our structure in place of its own.

    Its own cannot be mended afterwards: which element of the HTML a structure element came from is not kept,
    and the pieces of a page do not say which box they show. So the function that makes it is exchanged, which
    needs no second pass over the file by another library, and takes less time than the original; and the one
    that writes the fonts, to mend them first. This leans on private parts of WeasyPrint: pyproject.toml pins it.
    """

    def tags(pdf: Any, document: Any, version: Any, streams: list[Any]) -> None:
        _add(pdf, document, streams, remarks)

    def dictionary(pdf: Any, fonts: dict[Any, Any], *options: Any) -> Any:
        mend(fonts)
        return theirs["build_fonts_dictionary"](pdf, fonts, *options)

    module = importlib.import_module("weasyprint.pdf")
    ours = {"add_tags": tags, "build_fonts_dictionary": dictionary}
    theirs = {name: getattr(module, name) for name in ours}
    vars(module).update(ours)
    try:
        yield
    finally:
        vars(module).update(theirs)


def _add(pdf: Any, document: Any, streams: list[Any], remarks: list[str]) -> None:
    """Give a pydyf.PDF its structure, and its pages' streams the marks that belong to it."""
    layout = read(document.pages, streams)
    language = document.metadata.lang or ""
    if not language:
        remarks.append("the page names no language: <html lang> is missing")
    _Writer(pdf, layout, remarks).write(structure(layout.root, language))
    for stream, marks in zip(streams, layout.marks, strict=True):
        stream.stream[:] = _relabeled(stream.stream, marks)
        if any(isinstance(mark, int) for mark in marks.values()):
            remarks.append("text that is drawn see-through cannot be listened to: use no opacity")


class _Writer:
    """Writes structure elements as objects of a pydyf.PDF."""

    def __init__(self, pdf: Any, layout: Layout, remarks: list[str]) -> None:
        self.pydyf = importlib.import_module("pydyf")
        self.pdf, self.remarks = pdf, remarks
        self.pages: tuple[bytes, ...] = pdf.page_references
        # Which element each piece of each page belongs to, and each annotation.
        self.owners: list[dict[int, bytes]] = [{} for _ in self.pages]
        self.annotations: dict[bytes, bytes] = {}
        self.places = {part.element.get("id"): part for part in layout.root.inside() if part.element is not None}

    def write(self, document: Elem) -> None:
        """The whole tree, and where the file names it."""
        array, dictionary = self.pydyf.Array, self.pydyf.Dictionary
        root = self.object({"Type": "/StructTreeRoot"})
        root["K"] = array([self.element(document, root.reference)])
        numbers = array()
        for number, owners in enumerate(self.owners):
            numbers.extend((number, array(owners[key] for key in sorted(owners))))
        for number, owner in enumerate(self.annotations.values(), len(self.pages)):
            numbers.extend((number, owner))
        root["ParentTree"] = self.object({"Nums": numbers}).reference
        self.drop_annotations()
        self.pdf.catalog["StructTreeRoot"] = root.reference
        self.pdf.catalog["MarkInfo"] = dictionary({"Marked": "true"})
        self.pdf.catalog["ViewerPreferences"] = dictionary({"DisplayDocTitle": "true"})

    def object(self, values: dict[str, Any]) -> Any:
        """A new dictionary of the file."""
        made = self.pydyf.Dictionary(values)
        self.pdf.add_object(made)
        return made

    def element(self, elem: Elem, parent: bytes) -> bytes:
        """An element with all in it; returns the reference to it."""
        made = self.object({"Type": "/StructElem", "S": f"/{elem.role}", "P": parent})
        own: bytes = made.reference
        for name, value in elem.words.items():
            made[name] = self.pydyf.String(value)
        if elem.attributes:
            made["A"] = self.attributes(elem.attributes)
        if elem.role == "Figure" and "Alt" not in elem.words:
            self.remarks.append("a picture has no alternative: <svg> needs a <title>, <img> an alt")
        page = next((kid.page for kid in elem.kids if isinstance(kid, MarkedContent)), None)
        if page is not None:
            made["Pg"] = self.pages[page]
        made["K"] = self.pydyf.Array(self.kid(kid, own, page) for kid in elem.kids)
        for number in dict.fromkeys(number for number, _ in elem.links):
            places = [annotation for other, annotation in elem.links if other == number]
            made["K"].append(self.link(elem, number, places, own))
        return own

    def attributes(self, attributes: dict[str, Any]) -> Any:
        """An attribute object."""
        values = {
            name: self.pydyf.Array(value) if isinstance(value, tuple) else value for name, value in attributes.items()
        }
        return self.pydyf.Dictionary(values)

    def kid(self, kid: Elem | MarkedContent, own: bytes, page: int | None) -> Any:
        """What stands for a kid in its element: a reference, or the number of a piece of that page."""
        if isinstance(kid, Elem):
            return self.element(kid, own)
        self.owners[kid.page][kid.number] = own
        if kid.page == page:
            return kid.number
        return self.pydyf.Dictionary({"Type": "/MCR", "Pg": self.pages[kid.page], "MCID": kid.number})

    def link(self, elem: Elem, page: int, places: list[Any], own: bytes) -> Any:
        """What stands for the annotations of a link on a page in its element: one, over all lines of its text.

        It learns its place in the tree, and in words where it leads. One a line, as they come, would each be a
        stop for the keyboard.
        """
        annotation = places[0]
        if len(places) > 1:
            annotation["QuadPoints"] = self.pydyf.Array(x for place in places for x in _corners(place["Rect"]))
            left, top, right, bottom = zip(*(place["Rect"] for place in places), strict=True)
            annotation["Rect"] = self.pydyf.Array((min(left), max(top), max(right), min(bottom)))
        annotation["StructParent"] = len(self.pages) + len(self.annotations)
        annotation["Contents"] = self.pydyf.String(self.leads_to(elem))
        self.annotations[annotation.reference] = own
        return self.pydyf.Dictionary({"Type": "/OBJR", "Obj": annotation.reference, "Pg": self.pages[page]})

    def leads_to(self, elem: Elem) -> str:
        """What to say of a link: the heading that it leads to, or its text and its address."""
        assert elem.source is not None
        text, target = _words(elem.source.element), elem.source.element.get("href", "").strip()
        if not target.startswith("#"):
            return f"{_cut(text)} ({target})" if text and text != target else target
        place = self.places.get(target[1:])
        heading = place and next((part for part in place.inside() if part.tag in _HEADINGS), None)
        return _cut(_words((heading or place or elem.source).element))

    def drop_annotations(self) -> None:
        """Take off the pages what is no link of the structure: a further line of one, one in a running header."""
        for reference in self.pages:
            page = self.pdf.objects[int(reference.split()[0])]
            kept = [one for one in page.pop("Annots", ()) if one in self.annotations]
            if kept:
                page["Annots"] = self.pydyf.Array(kept)


def _corners(place: Any) -> tuple[float, ...]:
    """The corners of a rectangle as QuadPoints has them: line by line from the upper left (what readers expect)."""
    left, top, right, bottom = place
    return (left, top, right, top, left, bottom, right, bottom)


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _relabeled(operators: list[Any], marks: dict[int, int | str | None]) -> list[Any]:
    """The operators of a page with its marks as they are in `marks` (see Layout), which are taken out of there."""
    out: list[Any] = []
    ends: list[bool] = []  # of the marked pieces that are open: whether their end is kept
    for operator in operators:
        if operator == b"EMC":
            if ends.pop():
                out.append(operator)
        elif operator == b"BMC":
            ends.append(True)
            out.append(operator)
        elif operator == b"BDC":
            name, properties = out[-2:]
            del out[-2:]
            start = _start(name, marks.pop(properties["MCID"], DECORATION))
            ends.append(bool(start))
            out.extend(start)
        else:
            out.append(operator)
    return out


def _start(name: Any, mark: int | str | None) -> tuple[Any, ...]:
    """The operators that begin a marked piece; none where it shows nothing."""
    if mark is None:
        return ()
    if isinstance(mark, int):
        return name, f"<</MCID {mark}>>", b"BDC"
    return ("/Artifact", mark, b"BDC") if mark else ("/Artifact", b"BMC")
