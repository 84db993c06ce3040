"""What WeasyPrint laid out, as one tree of HTML elements, each of them once on however many pages it is.

WeasyPrint tags each page separately, so that a list that runs over three pages becomes three lists. Its boxes still
know which element of the HTML each of them shows; this tree is built from them.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

# Properties of marked content that screen readers skip: artifacts (ISO 32000-1, 14.8.2.2).
PAGE_HEADER = "<</Type /Pagination /Subtype /Header>>"
PAGE_FOOTER = "<</Type /Pagination /Subtype /Footer>>"
PAGE_EXTRA = "<</Type /Pagination>>"
DECORATION = ""

# CSS pixels to points.
_SCALE = 0.75


@dataclass(slots=True, eq=False)
class MarkedContent:
    """A marked piece of a page, text or a picture: its number on the page, and its text in reading order."""

    page: int
    number: int
    text: str = ""


@dataclass(slots=True, eq=False)
class LaidOutElement:
    """An HTML element, or the CSS content before or after it, with its content in order."""

    html: Any
    tag: str
    pseudo: str = ""
    page: int = 0
    style: Any = None
    spans: tuple[int, int] = (1, 1)
    children: list[LaidOutElement | MarkedContent] = field(default_factory=list)
    bounds: tuple[float, ...] = ()  # of a picture, in points from the lower left corner of the page
    links: list[tuple[int, Any]] = field(default_factory=list)  # annotations with their pages

    def walk_tree(self) -> Iterator[LaidOutElement]:
        """This element and all elements in it."""
        yield self
        for child in self.children:
            if isinstance(child, LaidOutElement):
                yield from child.walk_tree()


@dataclass(slots=True)
class DocumentLayout:
    """The tree, and the new marks of each page.

    In `marks` the key is the number that WeasyPrint gave to a piece; the value is its new number, or the properties
    of an artifact; None if the piece shows nothing.
    """

    root: LaidOutElement
    marks: list[dict[int, int | str | None]]


def read_layout(pages: list[Any], streams: list[Any]) -> DocumentLayout:
    """Read the pages of a WeasyPrint document and the streams they were drawn into."""
    reader = _Reader()
    numbered = zip(enumerate(pages), streams, strict=True)
    marks = [reader.read_page(number, page, stream._tags) for (number, page), stream in numbered]
    return DocumentLayout(reader.root, marks)


class _Reader:
    """Walks through the boxes of each page in turn."""

    def __init__(self) -> None:
        self.boxes = importlib.import_module("weasyprint.formatting_structure.boxes")
        self.root = LaidOutElement(None, "")
        self.elements: dict[tuple[Any, str], LaidOutElement] = {}

    def read_page(self, number: int, page: Any, tags: dict[Any, dict[str, Any]]) -> dict[int, int | str | None]:
        """Add the content of a page to the tree; return the new marks of the page."""
        self.number, self.height, self.tags = number, page.height, tags
        self.marks: dict[int, int | str | None] = {}
        self.next_number = 0
        for box in page._page_box.children:
            self.walk(box, self.root, None, None)
        return self.marks

    def walk(self, box: Any, parent: LaidOutElement, link: LaidOutElement | None, artifact: str | None) -> None:
        """Add a box and everything in it to the element around it; with `artifact`, as artifacts."""
        box = getattr(box, "_box", box)  # inside the placeholder of an absolutely positioned box
        if isinstance(box, self.boxes.TextBox):
            visible = box.text.strip() != "" and box.style["visibility"] == "visible"
            self.add_content(box, parent, artifact, visible)
            return
        artifact = self.artifact(box) if artifact is None else artifact
        element = self.element_for(box, parent, artifact is None)
        link = element if element.tag == "a" and not element.pseudo else link
        if link and box.link_annotation:
            self.add_annotation(link, box.link_annotation)
        if isinstance(box, self.boxes.ReplacedBox):
            if artifact is None:
                element.bounds = self.bounds_of(box)
            self.add_content(box, element, artifact, True)
            return
        for child in box.children:
            self.walk(child, element, link, artifact)

    def element_for(self, box: Any, parent: LaidOutElement, create: bool) -> LaidOutElement:
        """The element that a box shows, made if `create`; the one around it if the box has no element of its own."""
        tag, _, pseudo = (box.element_tag or "").partition("::")
        same = box.element is parent.html and pseudo == parent.pseudo
        if box.element is None or same or pseudo not in ("", "before", "after", "marker"):
            return parent
        element = self.elements.get((box.element, pseudo))
        if element is None:
            if not create:
                return parent
            tag = tag.rpartition("}")[2]
            element = LaidOutElement(box.element, tag, pseudo, self.number, box.style, (box.colspan, box.rowspan))
            self.elements[box.element, pseudo] = element
            parent.children.append(element)
        return element

    def artifact(self, box: Any) -> str | None:
        """The properties of an artifact if screen readers should skip a box; None if it is content."""
        if isinstance(box, self.boxes.MarginBox):
            return PAGE_HEADER if box.at_keyword.startswith("@top") else PAGE_FOOTER
        if box.element is None:
            return None
        is_group = isinstance(box, self.boxes.TableRowGroupBox)
        repeats = box.is_header or box.is_footer if is_group else box.style["position"] == "fixed"
        if repeats and self.elements.get((box.element, ""), _NO_ELEMENT).page not in (-1, self.number):
            return PAGE_EXTRA
        ornament = isinstance(box, self.boxes.ReplacedBox) and ("::" in box.element_tag or box.element.get("alt") == "")
        return DECORATION if ornament or box.element.get("aria-hidden") == "true" else None

    def add_content(self, box: Any, element: LaidOutElement, artifact: str | None, visible: bool) -> None:
        """Note the new mark of what was drawn for a box, and add it to its element unless it is an artifact."""
        if box not in self.tags:
            return
        number = self.tags[box]["mcid"]
        if artifact is None and visible:
            element.children.append(MarkedContent(self.number, self.next_number, getattr(box, "text", "")))
            self.marks[number] = self.next_number
            self.next_number += 1
        else:
            self.marks[number] = artifact if visible else None

    def add_annotation(self, element: LaidOutElement, annotation: Any) -> None:
        """Add an annotation to its link, unless another one covers its rectangle."""
        rectangle = annotation["Rect"]
        if not any(page == self.number and _covers(other["Rect"], rectangle) for page, other in element.links):
            element.links.append((self.number, annotation))

    def bounds_of(self, box: Any) -> tuple[float, ...]:
        """The edges of a picture, in points from the lower left corner of the page."""
        left, top = box.content_box_x(), box.content_box_y()
        right, bottom = left + box.width, top + box.height
        return (left * _SCALE, (self.height - bottom) * _SCALE, right * _SCALE, (self.height - top) * _SCALE)


_NO_ELEMENT = LaidOutElement(None, "", page=-1)


def _covers(outer: Any, inner: Any) -> bool:
    """Whether a rectangle is inside another: two corners each, the upper left one first."""
    slack = 0.5
    return bool(
        outer[0] - slack <= inner[0]
        and outer[1] + slack >= inner[1]
        and outer[2] + slack >= inner[2]
        and outer[3] - slack <= inner[3]
    )
