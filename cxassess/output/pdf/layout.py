"""What WeasyPrint laid out, read back as a tree of HTML elements: each once, on however many pages it stands.

WeasyPrint tags each page by itself, so that a list that runs over three pages is three lists. Its boxes still
know which element of the HTML each of them shows; from these one tree is put together again.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

# What becomes of a marked piece of a page that no listener should hear. (ISO 32000-1, 14.8.2.2.)
PAGE_HEADER = "<</Type /Pagination /Subtype /Header>>"
PAGE_FOOTER = "<</Type /Pagination /Subtype /Footer>>"
PAGE_EXTRA = "<</Type /Pagination>>"
DECORATION = ""

# CSS pixels to points.
_SCALE = 0.75


@dataclass(slots=True, eq=False)
class MarkedContent:
    """A marked piece of a page, text or a picture: its number among the page's, and the text in reading order."""

    page: int
    number: int
    text: str = ""


@dataclass(slots=True, eq=False)
class Part:
    """An HTML element, or the CSS content before or after it, and what it holds in order."""

    element: Any
    tag: str
    pseudo: str = ""
    page: int = 0
    style: Any = None
    spans: tuple[int, int] = (1, 1)
    kids: list[Part | MarkedContent] = field(default_factory=list)
    area: tuple[float, ...] = ()  # of a picture, in points from the lower left corner of the page
    links: list[tuple[int, Any]] = field(default_factory=list)  # annotations with their pages

    def inside(self) -> Iterator[Part]:
        """This part and all parts in it."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Part):
                yield from kid.inside()


@dataclass(slots=True)
class Layout:
    """The tree, and for each page what becomes of each of its marked pieces.

    In `marks` the key is the number that WeasyPrint gave; the value is the new number, or, of what nobody hears,
    the properties of the artifact; None: it shows nothing.
    """

    root: Part
    marks: list[dict[int, int | str | None]]


def read(pages: list[Any], streams: list[Any]) -> Layout:
    """Read the pages of a WeasyPrint document and the streams they were drawn into."""
    reader = _Reader()
    marks = [
        reader.page(number, page, stream._tags)
        for number, (page, stream) in enumerate(zip(pages, streams, strict=True))
    ]
    return Layout(reader.root, marks)


class _Reader:
    """Walks through the boxes of one page after the other."""

    def __init__(self) -> None:
        self.boxes = importlib.import_module("weasyprint.formatting_structure.boxes")
        self.root = Part(None, "")
        self.parts: dict[tuple[Any, str], Part] = {}

    def page(self, number: int, page: Any, tags: dict[Any, dict[str, Any]]) -> dict[int, int | str | None]:
        """Add what stands on one page to the tree; return what becomes of its marked pieces."""
        self.number, self.height, self.tags = number, page.height, tags
        self.marks: dict[int, int | str | None] = {}
        self.heard = 0
        for box in page._page_box.children:
            self.walk(box, self.root, None, None)
        return self.marks

    def walk(self, box: Any, above: Part, link: Part | None, aside: str | None) -> None:
        """Add a box and all in it to the part it stands in; with `aside`, as artifacts."""
        box = getattr(box, "_box", box)  # behind the mark of where an absolutely positioned box would have stood
        if isinstance(box, self.boxes.TextBox):
            shown = box.text.strip() != "" and box.style["visibility"] == "visible"
            self.mark(box, above, aside, shown)
            return
        aside = self.aside(box) if aside is None else aside
        part = self.part(box, above, aside is None)
        link = part if part.tag == "a" and not part.pseudo else link
        if link and box.link_annotation:
            self.link(link, box.link_annotation)
        if isinstance(box, self.boxes.ReplacedBox):
            if aside is None:
                part.area = self.area(box)
            self.mark(box, part, aside, True)
            return
        for child in box.children:
            self.walk(child, part, link, aside)

    def part(self, box: Any, above: Part, new: bool) -> Part:
        """The part that a box shows, made if `new`; the one it stands in where it has no element of its own."""
        tag, _, pseudo = (box.element_tag or "").partition("::")
        same = box.element is above.element and pseudo == above.pseudo
        if box.element is None or same or pseudo not in ("", "before", "after", "marker"):
            return above
        part = self.parts.get((box.element, pseudo))
        if part is None:
            if not new:
                return above
            tag = tag.rpartition("}")[2]
            part = Part(box.element, tag, pseudo, self.number, box.style, (box.colspan, box.rowspan))
            self.parts[box.element, pseudo] = part
            above.kids.append(part)
        return part

    def aside(self, box: Any) -> str | None:
        """Why nobody should hear a box, as the properties of an artifact; None where it is content."""
        if isinstance(box, self.boxes.MarginBox):
            return PAGE_HEADER if box.at_keyword.startswith("@top") else PAGE_FOOTER
        if box.element is None:
            return None
        if isinstance(box, self.boxes.TableRowGroupBox):
            repeats = box.is_header or box.is_footer
        else:
            repeats = box.style["position"] == "fixed"
        if repeats and self.parts.get((box.element, ""), _NEW).page not in (-1, self.number):
            return PAGE_EXTRA
        return DECORATION if _is_decoration(box, isinstance(box, self.boxes.ReplacedBox)) else None

    def mark(self, box: Any, part: Part, aside: str | None, shown: bool) -> None:
        """Say what becomes of the piece that was drawn for a box, and add it to its part if it is heard."""
        if box not in self.tags:
            return
        number = self.tags[box]["mcid"]
        if aside is None and shown:
            part.kids.append(MarkedContent(self.number, self.heard, getattr(box, "text", "")))
            self.marks[number] = self.heard
            self.heard += 1
        else:
            self.marks[number] = aside if shown else None

    def link(self, part: Part, annotation: Any) -> None:
        """Add an annotation to its link, unless another one covers its place."""
        place = annotation["Rect"]
        if not any(page == self.number and _covers(other["Rect"], place) for page, other in part.links):
            part.links.append((self.number, annotation))

    def area(self, box: Any) -> tuple[float, ...]:
        """Where a picture stands, in points from the lower left corner of the page."""
        left, top = box.content_box_x(), box.content_box_y()
        right, bottom = left + box.width, top + box.height
        return (left * _SCALE, (self.height - bottom) * _SCALE, right * _SCALE, (self.height - top) * _SCALE)


_NEW = Part(None, "", page=-1)


def _is_decoration(box: Any, picture: bool) -> bool:
    """Whether the HTML or the style sheet says that a box says nothing."""
    if box.element.get("aria-hidden") == "true":
        return True
    return picture and ("::" in box.element_tag or box.element.get("alt") == "")


def _covers(outer: Any, inner: Any) -> bool:
    """Whether a rectangle lies in another: two corners each, the upper left one first."""
    slack = 0.5
    return bool(
        outer[0] - slack <= inner[0]
        and outer[1] + slack >= inner[1]
        and outer[2] + slack >= inner[2]
        and outer[3] - slack <= inner[3]
    )
