"""What a single element of a page says: its name, its look, where it links to, and the picture it shows."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxassess.output.blocks import Picture, Run
from cxassess.output.page_styles import HTML, SVG, StyledPage, Styles
from cxassess.output.page_svg import extract_drawing, parse_pixels
from cxassess.text import safe_text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SKIPPED = frozenset(
    ("area", "audio", "base", "button", "canvas", "col", "colgroup", "datalist", "dialog", "embed", "head",
     "iframe", "input", "link", "map", "meta", "noscript", "object", "option", "param", "progress", "script",
     "select", "source", "style", "template", "textarea", "title", "track", "video", "wbr")
)  # fmt: skip
BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir", "div",
     "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "html",
     "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary", "table", "ul")
)  # fmt: skip
MARKS = {
    "b": "bold", "strong": "bold", "em": "italic", "i": "italic", "cite": "italic", "dfn": "italic", "var": "italic",
    "code": "code", "kbd": "code", "samp": "code", "tt": "code", "sub": "sub", "sup": "sup", "dt": "bold",
    "summary": "bold", "legend": "bold",
}  # fmt: skip
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COLOR = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_WEB_ADDRESS = re.compile(r"(?:https?://[^\s/?#]|mailto:[^\s@]+@)\S*", re.IGNORECASE)
_DATA_URL = re.compile(r"data:image/(png|jpeg|gif|svg\+xml);base64,([A-Za-z0-9+/=\s]+)")
BOLD = frozenset(("bold", "bolder", "600", "700", "800", "900"))


def element_name(element: Element) -> str:
    """The name of an HTML or SVG element; '' for comments and anything else."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.removeprefix(HTML) if tag.startswith(HTML) else tag.removeprefix(SVG) if tag.startswith(SVG) else ""


def repeated_text(page: Element) -> dict[str, str]:
    """What is printed on every page: the attributes `data-…` of its body, by the rest of their names."""
    body = next(page.iter(HTML + "body"), None)
    attributes = {} if body is None else body.attrib
    return {name[5:]: clean_text(text) for name, text in attributes.items() if name.startswith("data-")}


def element_classes(element: Element) -> frozenset[str]:
    """The classes of an element."""
    return frozenset(element.get("class", "").split())


def _set_mark(marks: set[str], mark: str, value: str, meaning: frozenset[str]) -> None:
    """Add or remove a mark by the value of a style; an empty value changes nothing."""
    if value in meaning:
        marks.add(mark)
    elif value:
        marks.discard(mark)


def clean_text(text: str) -> str:
    """The text without characters that XML does not allow or that control a screen."""
    return _NOT_IN_XML.sub("\ufffd", safe_text(text))


def link_target(link: str) -> str:
    """The link if it leads to the web, to a mailbox or to an id in the page; '' for any other."""
    link = link.strip()
    return link if _WEB_ADDRESS.fullmatch(link) or re.fullmatch(r"#\S+", link) else ""


def parse_span(text: str) -> int:
    """A colspan or rowspan, 1 if it is missing or out of range."""
    return int(text) if re.fullmatch("[1-9][0-9]?", text) else 1


def hex_color(text: str) -> str:
    """A color as six lowercase hex digits; '' if it is not written as a hex number."""
    match = _COLOR.fullmatch(text.strip())
    digits = match[1].lower() if match else ""
    return "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits


def background_color(styles: Styles) -> str:
    """The background of an element as six hex digits, or ''."""
    return hex_color(styles.get("background-color", "")) or hex_color(styles.get("background", ""))


def read_picture(page: StyledPage, element: Element, family: str) -> tuple[Picture | None, str]:
    """What an <svg> or <img> shows, None if that cannot be embedded, and its alternative text."""
    title = next((child for child in element if element_name(child) == "title"), None)
    alt = element.get("aria-label", "") or element.get("alt", "")
    alt = "".join(title.itertext()) if title is not None else alt
    read = extract_drawing if element_name(element) == "svg" else _embedded_image
    return read(page, element, family), clean_text(" ".join(alt.split()))


def _embedded_image(page: StyledPage, element: Element, family: str) -> Picture | None:
    """The picture of an <img> with a `data:` URL; None for any other."""
    match = _DATA_URL.fullmatch(element.get("src", "").strip())
    try:
        data = base64.b64decode(match[2]) if match else b""
    except binascii.Error:
        return None
    if match is None or not data:
        return None
    styles = page.styles(element)
    width, height = (parse_pixels(styles.get(name, "") or element.get(name, "")) for name in ("width", "height"))
    if match[1] != "svg+xml":
        return Picture(match[1], data, height / width if width else 0.0, width, height)
    inner = StyledPage(data.decode("utf-8", "replace"))
    svg = next(inner.root.iter(SVG + "svg"), None)
    if svg is None:
        return None
    picture = extract_drawing(inner, svg, family)  # its harmless parts
    return replace(picture, width=width or height / picture.height_ratio or picture.width)


@dataclass(frozen=True, slots=True)
class InheritedStyle:
    """What elements pass on to what is in them: classes, the look of text, and where blocks belong."""

    outer_classes: frozenset[str] = frozenset()
    own_classes: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    inline_classes: frozenset[str] = frozenset()
    link: str = ""
    background: str = ""
    color: str = ""
    white_space: str = "normal"
    page_group: int = 0
    direction: str = ""
    depth: int = 0

    def enter(self, classes: frozenset[str]) -> InheritedStyle:
        """What is passed on inside a block with these classes."""
        return replace(self, outer_classes=self.outer_classes | self.own_classes, own_classes=classes)

    def not_bold(self) -> InheritedStyle:
        """The same for text that is bold without saying so, such as headings."""
        return replace(self, marks=self.marks - {"bold"})

    def run(self, text: str) -> Run:
        """Text with this look."""
        return Run(text, self.marks, self.link, self.inline_classes, self.background, self.color)


def inherit_style(inherited: InheritedStyle, element: Element, styles: Styles) -> InheritedStyle:
    """What an element passes on: its own styles over those it inherited."""
    name = element_name(element)
    marks = set(inherited.marks)
    if name in MARKS:
        marks.add(MARKS[name])
    _set_mark(marks, "bold", styles.get("font-weight", ""), BOLD)
    _set_mark(marks, "italic", styles.get("font-style", ""), frozenset(("italic", "oblique")))
    spaces = {"pre": "kept", "pre-wrap": "kept", "break-spaces": "kept", "pre-line": "lines", "normal": "normal"}
    link = link_target(element.get("href", "")) if name == "a" else ""
    return replace(
        inherited,
        marks=frozenset(marks),
        link=link or inherited.link,
        white_space=spaces.get(styles.get("white-space", ""), "kept" if name == "pre" else inherited.white_space),
    )


def is_contents_list(nav: Element) -> bool:
    """Whether every list item of a <nav> is a link to an id in the page, and there is one."""
    items = list(nav.iter(HTML + "li"))
    return bool(items) and all(
        any(link.get("href", "").startswith("#") for link in item.iter(HTML + "a")) for item in items
    )
