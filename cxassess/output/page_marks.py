"""What a single element of a page says by itself: its name, its look, where it links to, what it shows."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxassess.output.blocks import Picture
from cxassess.output.page_styles import HTML, SVG, Page, Styles
from cxassess.output.page_svg import drawing, pixels
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
_WEB = re.compile(r"(?:https?://[^\s/?#]|mailto:[^\s@]+@)\S*", re.IGNORECASE)
_DATA = re.compile(r"data:image/(png|jpeg|gif|svg\+xml);base64,([A-Za-z0-9+/=\s]+)")
BOLD = frozenset(("bold", "bolder", "600", "700", "800", "900"))


def name_of(element: Element) -> str:
    """The name of an HTML element, `svg` and what is in it by theirs; '' for comments and foreign things."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.removeprefix(HTML) if tag.startswith(HTML) else tag.removeprefix(SVG) if tag.startswith(SVG) else ""


def classes(element: Element) -> frozenset[str]:
    return frozenset(element.get("class", "").split())


def bold(weight: str) -> bool:
    """Whether a value of `font-weight` means bold."""
    return weight in BOLD


def set_mark(marks: set[str], mark: str, value: str, meaning: frozenset[str]) -> None:
    """Add or remove a mark as a style sheet says; a sheet that says nothing changes nothing."""
    if value in meaning:
        marks.add(mark)
    elif value:
        marks.discard(mark)


def clean(text: str) -> str:
    """Text that XML can hold and that moves nothing on a screen."""
    return _NOT_IN_XML.sub("\ufffd", safe_text(text))


def target(link: str) -> str:
    """The link where it leads to the web, to a mailbox or to a place in the page; '' for any other."""
    link = link.strip()
    return link if _WEB.fullmatch(link) or re.fullmatch(r"#\S+", link) else ""


def count(text: str) -> int:
    return int(text) if re.fullmatch("[1-9][0-9]?", text) else 1


def color(text: str) -> str:
    """A color as six lower-case hex digits; '' for what is not one (or not written so)."""
    found = _COLOR.fullmatch(text.strip())
    digits = found[1].lower() if found else ""
    return "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits


def fill(styles: Styles) -> str:
    return color(styles.get("background-color", "")) or color(styles.get("background", ""))


def image(page: Page, element: Element, family: str) -> Picture | None:
    """The picture of an <img> that carries its data with it; None for any other."""
    found = _DATA.fullmatch(element.get("src", "").strip())
    try:
        data = base64.b64decode(found[2]) if found else b""
    except binascii.Error:
        return None
    if found is None or not data:
        return None
    styles = page.of(element)
    width, height = (pixels(styles.get(name, "") or element.get(name, "")) for name in ("width", "height"))
    if found[1] != "svg+xml":
        return Picture(found[1], data, height / width if width else 0.0, width, height)
    drawn = _redrawn(data, family)
    return replace(drawn, width=width or height / drawn.shape or drawn.width) if drawn else None


def _redrawn(data: bytes, family: str) -> Picture | None:
    """An SVG file as a picture with what is harmless in it; None where it holds no drawing."""
    page = Page(data.decode("utf-8", "replace"))
    svg = next(page.root.iter(SVG + "svg"), None)
    return None if svg is None else drawing(page, svg, family)


@dataclass(frozen=True, slots=True)
class Around:
    """What the elements around a place have set: classes and look of text, and where blocks belong."""

    within: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    link: str = ""
    fill: str = ""
    ink: str = ""
    spaces: str = "normal"
    group: int = 0
    direction: str = ""
    depth: int = 0


def inherited_look(around: Around, element: Element, styles: Styles) -> Around:
    """The look of text in an element: its own on top of what is around."""
    name = name_of(element)
    marks = set(around.marks)
    if name in MARKS:
        marks.add(MARKS[name])
    set_mark(marks, "bold", styles.get("font-weight", ""), BOLD)
    set_mark(marks, "italic", styles.get("font-style", ""), frozenset(("italic", "oblique")))
    spaces = {"pre": "kept", "pre-wrap": "kept", "break-spaces": "kept", "pre-line": "lines", "normal": "normal"}
    link = target(element.get("href", "")) if name == "a" else ""
    return replace(
        around,
        marks=frozenset(marks),
        link=link or around.link,
        spaces=spaces.get(styles.get("white-space", ""), "kept" if name == "pre" else around.spaces),
    )


def lists_links(nav: Element) -> bool:
    """Whether a <nav> has a list in which every item is a link to a place in the page."""
    items = list(nav.iter(HTML + "li"))
    return bool(items) and all(
        any(link.get("href", "").startswith("#") for link in item.iter(HTML + "a")) for item in items
    )
