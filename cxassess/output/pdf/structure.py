"""The structure of a PDF as screen readers use it: an element of ISO 32000-1, 14.8.4 for each of the HTML."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from cxassess.output.pdf.layout import LaidOutElement, MarkedContent

ROLES = {
    "section": "Sect", "nav": "Sect", "aside": "Sect", "article": "Art", "blockquote": "BlockQuote",
    "h1": "H1", "h2": "H2", "h3": "H3", "h4": "H4", "h5": "H5", "h6": "H6", "p": "P", "pre": "P",
    "table": "Table", "caption": "Caption", "thead": "THead", "tbody": "TBody", "tfoot": "TFoot",
    "tr": "TR", "th": "TH", "td": "TD", "figcaption": "Caption",
}  # fmt: skip

# Elements without a role: their content takes their place. Text directly in one is a paragraph.
_TRANSPARENT = frozenset((
    "address", "body", "center", "details", "dialog", "div", "fieldset", "figure", "footer", "form", "header",
    "hgroup", "html", "legend", "main", "search", "summary",
))  # fmt: skip

# Roles that cannot hold text directly: it gets a paragraph there.
_GROUPS = frozenset((
    "Document", "Sect", "Art", "Div", "BlockQuote", "L", "LI", "TOC", "Table", "THead", "TBody", "TFoot", "TR",
))  # fmt: skip

# Roles that cannot hold a paragraph.
_INLINE_ROLES = frozenset(("P", "H1", "H2", "H3", "H4", "H5", "H6", "Link", "Span", "Lbl", "Reference"))

_NUMBERING = {
    "disc": "Disc", "circle": "Circle", "square": "Square", "decimal": "Decimal", "decimal-leading-zero": "Decimal",
    "lower-alpha": "LowerAlpha", "lower-latin": "LowerAlpha", "upper-alpha": "UpperAlpha",
    "upper-latin": "UpperAlpha", "lower-roman": "LowerRoman", "upper-roman": "UpperRoman",
}  # fmt: skip
_ORDER = {"before": -1, "caption": 0, "thead": 1, "tfoot": 3, "after": 4}  # all else: 2
_SCOPES = {"col": "Column", "colgroup": "Column", "row": "Row", "rowgroup": "Row"}


@dataclass(slots=True, eq=False)
class StructElement:
    """A structure element: its role, content, attributes and texts."""

    role: str
    children: list[StructElement | MarkedContent] = field(default_factory=list)
    source: LaidOutElement | None = None
    attributes: dict[str, Any] = field(default_factory=dict)  # with their owner as "O"
    texts: dict[str, str] = field(default_factory=dict)  # Alt, ActualText, Lang
    links: list[tuple[int, Any]] = field(default_factory=list)

    def add(self, role: str, source: LaidOutElement | None = None) -> StructElement:
        """Add an empty element at the end of this one, and return it."""
        child = StructElement(role, source=source)
        self.children.append(child)
        return child


def build_structure(root: LaidOutElement, language: str = "") -> StructElement:
    """The Document element with everything in `root`; `language` is that of the document.

    The text of a span or strong belongs to the paragraph around it, the paragraphs of a div to the section. Empty
    elements are left out, except the cells of a table.
    """
    document = StructElement("Document", source=root)
    _Builder(language).add_children(document, root, root)
    _prune(document)
    return document


class _Builder:
    """Turns laid out elements into structure elements, from the outside in."""

    def __init__(self, language: str) -> None:
        self.language = language.lower()
        self.depth: Counter[str] = Counter()  # how many elements of a name are open

    def add_children(self, parent: StructElement, element: LaidOutElement, block: LaidOutElement | None) -> None:
        """Add the content of a laid out element to a structure element.

        block: text goes into a paragraph that belongs to this element; None: directly into `parent`.
        """
        for child in _reading_order(element.children):
            if isinstance(child, MarkedContent):
                _text_parent(parent, block).children.append(_text_content(child))
            else:
                self.add(child, parent, block)

    def add(self, element: LaidOutElement, parent: StructElement, block: LaidOutElement | None) -> None:
        """Add a laid out element to a structure element, in the role it has."""
        tag = element.tag
        if element.pseudo:
            self.add_children(parent, element, block)
        elif element.bounds:
            parent.children.append(_figure(element))
        elif element.html.get("role") == "img" and (words := " ".join(element.html.get("aria-label", "").split())):
            self.add_element(element, _text_parent(parent, block), "Span").texts["ActualText"] = words
        elif tag == "figure":
            self.add_figure(element, parent)
        elif tag == "a" and element.links:
            self.add_link(element, _text_parent(parent, block))
        elif tag in ("ul", "ol", "menu", "dl"):
            self.add_list(element, parent)
        elif tag in ("li", "dt", "dd"):
            self.add_item(element, parent)
        elif tag in ROLES:
            self.add_element(element, parent, ROLES[tag])
        elif self.has_own_language(element):
            inline = tag not in _TRANSPARENT
            self.add_element(element, _text_parent(parent, block) if inline else parent, "Span" if inline else "Div")
        elif tag in _TRANSPARENT:
            self.add_children(parent, element, None if parent.role in _INLINE_ROLES else element)
        else:
            self.add_children(parent, element, block)

    def add_element(self, element: LaidOutElement, parent: StructElement, role: str) -> StructElement:
        """Add a laid out element as a structure element of its own, and return that."""
        is_first = not parent.children
        struct = parent.add(role, element)
        if role in ("TH", "TD"):
            scope = "Row" if is_first and not self.depth["thead"] else "Column"
            struct.attributes = _cell(element, role, scope)
        if self.has_own_language(element):
            struct.texts["Lang"] = element.html.get("lang")
        self.depth[element.tag] += 1
        self.add_children(struct, element, element if role in _GROUPS else None)
        self.depth[element.tag] -= 1
        return struct

    def has_own_language(self, element: LaidOutElement) -> bool:
        """Whether an element has a language other than the document's."""
        return str(element.html.get("lang", self.language)).lower() != self.language

    def add_link(self, element: LaidOutElement, parent: StructElement) -> None:
        """Add a link and its annotations; in a table of contents, as a reference."""
        if parent.role == "TOCI":
            parent = parent.add("Reference")
        self.add_element(element, parent, "Link").links = element.links

    def add_list(self, element: LaidOutElement, parent: StructElement) -> None:
        """Add a list; in the navigation, a table of contents."""
        struct = self.add_element(element, parent, "TOC" if self.depth["nav"] else "L")
        if struct.role == "L":
            struct.attributes = {"O": "/List", "ListNumbering": f"/{_numbering(struct)}"}

    def add_item(self, element: LaidOutElement, parent: StructElement) -> None:
        """Add an item of a list, its label separate from its body; a term and its description are one item."""
        if parent.role == "TOC":
            self.add_element(element, parent, "TOCI")
            return
        labels = [child for child in element.children if isinstance(child, LaidOutElement) and child.pseudo == "marker"]
        is_same = element.tag == "dd" and parent.children
        item = parent.children[-1] if is_same else parent.add("LI", element)
        assert isinstance(item, StructElement)
        for label in labels:
            self.add_children(item.add("Lbl", label), label, None)
        element.children = [child for child in element.children if child not in labels]
        self.add_element(element, item, "Lbl" if element.tag == "dt" else "LBody")

    def add_figure(self, element: LaidOutElement, parent: StructElement) -> None:
        """Add a picture with its caption in it; anything else in the HTML figure comes beside it."""
        start = len(parent.children)
        self.add_children(parent, element, element)
        added = [child for child in parent.children[start:] if isinstance(child, StructElement)]
        figures = [child for child in added if child.role == "Figure"]
        captions = [child for child in added if child.role == "Caption"]
        for caption in captions:
            if len(figures) != 1:
                caption.role = "P"
                continue
            parent.children.remove(caption)
            before = added.index(caption) < added.index(figures[0])
            figures[0].children.insert(0 if before else len(figures[0].children), caption)


def _reading_order(children: list[LaidOutElement | MarkedContent]) -> list[LaidOutElement | MarkedContent]:
    """The same children in the order of the HTML.

    Content that CSS puts before or after the rest may float anywhere, and a table whose first page has no room for
    its head gets it on the second.
    """

    def order(child: LaidOutElement | MarkedContent) -> int:
        return 2 if isinstance(child, MarkedContent) else _ORDER.get(child.pseudo or child.tag, 2)

    return sorted(children, key=order)


def _text_parent(parent: StructElement, block: LaidOutElement | None) -> StructElement:
    """Where the text of a block goes: `parent` itself, or a paragraph at its end."""
    if block is None:
        return parent
    last = parent.children[-1] if parent.children else None
    if isinstance(last, StructElement) and last.role == "P" and last.source is block:
        return last
    return parent.add("P", block)


def _text_content(content: MarkedContent) -> StructElement | MarkedContent:
    """A piece of text; if it runs from right to left, with its letters in reading order."""
    if content.text.isascii() or not any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in content.text):
        return content
    return StructElement("Span", [content], texts={"ActualText": content.text})


def _figure(element: LaidOutElement) -> StructElement:
    alternative = {"Alt": text} if (text := _alternative(element.html)) else {}
    layout = {"O": "/Layout", "Placement": "/Block", "BBox": element.bounds}
    content = [child for child in element.children if isinstance(child, MarkedContent)]  # a picture holds nothing else
    return StructElement("Figure", [*content], element, layout, alternative)


def _alternative(element: Any) -> str:
    """The alternative text of a picture: the title of an SVG, the alt of an image, or else its label."""
    title = next((child for child in element if str(child.tag).rpartition("}")[2] == "title"), None)
    text = "".join(title.itertext()) if title is not None else element.get("alt", "")
    return " ".join((text or element.get("aria-label", "")).split())


def _cell(element: LaidOutElement, role: str, scope: str) -> dict[str, Any]:
    """The attributes of a cell; `scope` is that of a header without one."""
    attributes: dict[str, Any] = {"O": "/Table"}
    if role == "TH":
        attributes["Scope"] = "/" + _SCOPES.get(element.html.get("scope", ""), scope)
    for name, number in zip(("ColSpan", "RowSpan"), element.spans, strict=True):
        if number != 1:
            attributes[name] = number
    return attributes if len(attributes) > 1 else {}


def _numbering(struct: StructElement) -> str:
    """How the items of a list are labeled, by the style of the first label; "None" without labels."""
    for item in struct.children:
        label = item.children[0] if isinstance(item, StructElement) and item.children else None
        if isinstance(label, StructElement) and label.source and label.source.pseudo == "marker":
            style = label.source.style["list_style_type"]
            return _NUMBERING.get(style, "None") if isinstance(style, str) else "None"
    return "None"


def _prune(struct: StructElement) -> bool:
    """Remove empty descendants; return whether the element itself is to be kept."""
    struct.children = [child for child in struct.children if isinstance(child, MarkedContent) or _prune(child)]
    return bool(struct.children or struct.links) or struct.role in ("TH", "TD")
