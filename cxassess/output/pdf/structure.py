"""The structure of a PDF, as a listener goes through it: one element of ISO 32000-1, 14.8.4 for one of the HTML."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Any

from cxassess.output.pdf.layout import MarkedContent, Part

ROLES = {
    "section": "Sect", "nav": "Sect", "aside": "Sect", "article": "Art", "blockquote": "BlockQuote",
    "h1": "H1", "h2": "H2", "h3": "H3", "h4": "H4", "h5": "H5", "h6": "H6", "p": "P", "pre": "P",
    "table": "Table", "caption": "Caption", "thead": "THead", "tbody": "TBody", "tfoot": "TFoot",
    "tr": "TR", "th": "TH", "td": "TD", "figcaption": "Caption",
}  # fmt: skip

# Elements that say nothing by themselves: what is in them stands where they stand. Text right in one is a paragraph.
_PLAIN = frozenset((
    "address", "body", "center", "details", "dialog", "div", "fieldset", "figure", "footer", "form", "header",
    "hgroup", "html", "legend", "main", "search", "summary",
))  # fmt: skip

# What text cannot stand in: it gets a paragraph there.
_GROUPS = frozenset((
    "Document", "Sect", "Art", "Div", "BlockQuote", "L", "LI", "TOC", "Table", "THead", "TBody", "TFoot", "TR",
))  # fmt: skip

# What no paragraph can stand in.
_LINES = frozenset(("P", "H1", "H2", "H3", "H4", "H5", "H6", "Link", "Span", "Lbl", "Reference"))

_LISTS = frozenset(("ul", "ol", "menu"))
_NUMBERING = {
    "disc": "Disc", "circle": "Circle", "square": "Square", "decimal": "Decimal", "decimal-leading-zero": "Decimal",
    "lower-alpha": "LowerAlpha", "lower-latin": "LowerAlpha", "upper-alpha": "UpperAlpha",
    "upper-latin": "UpperAlpha", "lower-roman": "LowerRoman", "upper-roman": "UpperRoman",
}  # fmt: skip
_PLACES = {"before": -1, "caption": 0, "thead": 1, "tfoot": 3, "after": 4}  # all else: 2
_SCOPES = {"col": "Column", "colgroup": "Column", "row": "Row", "rowgroup": "Row"}


@dataclass(slots=True, eq=False)
class Elem:
    """A structure element: its role, what it holds, and what else is said of it."""

    role: str
    kids: list[Elem | MarkedContent] = field(default_factory=list)
    source: Part | None = None
    attributes: dict[str, Any] = field(default_factory=dict)  # with their owner as "O"
    words: dict[str, str] = field(default_factory=dict)  # Alt, ActualText, Lang
    links: list[tuple[int, Any]] = field(default_factory=list)


def structure(root: Part, language: str = "") -> Elem:
    """The element Document with all that is in `root`; `language` is that of the document.

    A span or strong gives its text to the paragraph it stands in, a div its paragraphs to the section. Elements
    that would hold nothing are left out, other than the cells of a table.
    """
    document = Elem("Document", source=root)
    _Shaper(language).fill(document, root, root)
    _prune(document)
    return document


class _Shaper:
    """Turns parts into structure elements, from the outside in."""

    def __init__(self, language: str) -> None:
        self.language = language.lower()
        self.within = {"nav": 0, "thead": 0}

    def fill(self, out: Elem, part: Part, block: Part | None) -> None:
        """Put what a part holds into an element.

        block: text goes into a paragraph that belongs to this part; None: it stands right in the element.
        """
        for kid in _in_reading_order(part.kids):
            if isinstance(kid, MarkedContent):
                _lines(out, block).kids.append(_heard(kid))
            else:
                self.add(kid, out, block)

    def add(self, part: Part, out: Elem, block: Part | None) -> None:
        """Put a part into an element as what it is."""
        tag = part.tag
        if part.pseudo:
            self.fill(out, part, block)
        elif part.area:
            out.kids.append(_figure(part))
        elif tag == "figure":
            self.figure(part, out)
        elif tag == "a" and part.links:
            self.link(part, _lines(out, block))
        elif tag in _LISTS or tag == "dl":
            self.list(part, out)
        elif tag in ("li", "dt", "dd"):
            self.item(part, out)
        elif tag in ROLES:
            self.enter(part, out, ROLES[tag])
        elif self.ownership_warning(part):
            self.enter(part, out if tag in _PLAIN else _lines(out, block), "Div" if tag in _PLAIN else "Span")
        elif tag in _PLAIN:
            self.fill(out, part, None if out.role in _LINES else part)
        else:
            self.fill(out, part, block)

    def enter(self, part: Part, out: Elem, role: str) -> Elem:
        """Put a part into an element as an element of its own."""
        elem = Elem(role, source=part)
        if role in ("TH", "TD"):
            elem.attributes = _cell(part, role, "Row" if not out.kids and not self.within["thead"] else "Column")
        if self.ownership_warning(part):
            elem.words["Lang"] = part.element.get("lang")
        out.kids.append(elem)
        if part.tag in self.within:
            self.within[part.tag] += 1
        self.fill(elem, part, part if role in _GROUPS else None)
        if part.tag in self.within:
            self.within[part.tag] -= 1
        return elem

    def ownership_warning(self, part: Part) -> bool:
        """Whether a part names a language other than the document's."""
        return str(part.element.get("lang", self.language)).lower() != self.language

    def link(self, part: Part, out: Elem) -> None:
        """A link and its annotations; in contents, as a reference to the place."""
        if out.role == "TOCI":
            out.kids.append(Elem("Reference"))
            out = out.kids[-1]  # type: ignore[assignment]
        self.enter(part, out, "Link").links = part.links

    def list(self, part: Part, out: Elem) -> None:
        """A list; in the navigation, a table of contents."""
        elem = self.enter(part, out, "TOC" if self.within["nav"] else "L")
        if elem.role == "L":
            elem.attributes = {"O": "/List", "ListNumbering": f"/{_numbering(elem)}"}

    def item(self, part: Part, out: Elem) -> None:
        """An item of a list, with its label apart from its body; a term and what it means are one item."""
        if out.role == "TOC":
            self.enter(part, out, "TOCI")
            return
        labels = [kid for kid in part.kids if isinstance(kid, Part) and kid.pseudo == "marker"]
        if part.tag != "dd" or not out.kids:
            out.kids.append(Elem("LI", source=part))
        item = out.kids[-1]
        assert isinstance(item, Elem)
        for label in labels:
            item.kids.append(Elem("Lbl", source=label))
            self.fill(item.kids[-1], label, None)  # type: ignore[arg-type]
        part.kids = [kid for kid in part.kids if kid not in labels]
        self.enter(part, item, "Lbl" if part.tag == "dt" else "LBody")

    def figure(self, part: Part, out: Elem) -> None:
        """A picture with its caption in it; whatever else is in the HTML figure stands beside it."""
        start = len(out.kids)
        self.fill(out, part, part)
        added = [kid for kid in out.kids[start:] if isinstance(kid, Elem)]
        figures = [kid for kid in added if kid.role == "Figure"]
        captions = [kid for kid in added if kid.role == "Caption"]
        for caption in captions:
            if len(figures) != 1:
                caption.role = "P"
                continue
            out.kids.remove(caption)
            before = added.index(caption) < added.index(figures[0])
            figures[0].kids.insert(0 if before else len(figures[0].kids), caption)


def _in_reading_order(kids: list[Part | MarkedContent]) -> list[Part | MarkedContent]:
    """The same in the order of the HTML.

    Content that CSS puts before or after the rest may float anywhere, and a table whose first page has no room for
    its head gets it on the second.
    """
    return sorted(kids, key=lambda kid: 2 if isinstance(kid, MarkedContent) else _PLACES.get(kid.pseudo or kid.tag, 2))


def _lines(out: Elem, block: Part | None) -> Elem:
    """Where text of a block goes in an element: the element, or a paragraph at its end."""
    if block is None:
        return out
    last = out.kids[-1] if out.kids else None
    if isinstance(last, Elem) and last.role == "P" and last.source is block:
        return last
    out.kids.append(Elem("P", source=block))
    return out.kids[-1]  # type: ignore[return-value]


def _heard(ink: MarkedContent) -> Elem | MarkedContent:
    """A piece of text; where it runs from right to left, with its letters in the order they are read."""
    if ink.text.isascii() or not any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in ink.text):
        return ink
    return Elem("Span", [ink], words={"ActualText": ink.text})


def _figure(part: Part) -> Elem:
    alternative = {"Alt": text} if (text := _alternative(part.element)) else {}
    layout = {"O": "/Layout", "Placement": "/Block", "BBox": part.area}
    ink = [kid for kid in part.kids if isinstance(kid, MarkedContent)]  # a picture holds nothing else
    return Elem("Figure", [*ink], part, layout, alternative)


def _alternative(element: Any) -> str:
    """What is said in place of a picture: the title of an SVG, the alt of an image; else its label."""
    title = next((child for child in element if str(child.tag).rpartition("}")[2] == "title"), None)
    text = "".join(title.itertext()) if title is not None else element.get("alt", "")
    return " ".join((text or element.get("aria-label", "")).split())


def _cell(part: Part, role: str, scope: str) -> dict[str, Any]:
    """The attributes of a cell; `scope` is that of a header which names none itself."""
    found: dict[str, Any] = {"O": "/Table"}
    if role == "TH":
        found["Scope"] = "/" + _SCOPES.get(part.element.get("scope", ""), scope)
    for name, number in zip(("ColSpan", "RowSpan"), part.spans, strict=True):
        if number != 1:
            found[name] = number
    return found if len(found) > 1 else {}


def _numbering(elem: Elem) -> str:
    """How the items of a list are labeled, by the style of the first that is; None where none is."""
    for item in elem.kids:
        label = item.kids[0] if isinstance(item, Elem) and item.kids else None
        if isinstance(label, Elem) and label.source and label.source.pseudo == "marker":
            style = label.source.style["list_style_type"]
            return _NUMBERING.get(style, "None") if isinstance(style, str) else "None"
    return "None"


def _prune(elem: Elem) -> bool:
    """Drop what holds nothing; whether the element itself is worth keeping."""
    elem.kids = [kid for kid in elem.kids if isinstance(kid, MarkedContent) or _prune(kid)]
    return bool(elem.kids or elem.links) or elem.role in ("TH", "TD")
