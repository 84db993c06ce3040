"""A drawing out of a page as an SVG file of its own: what the page's style sheet says of it is written into it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from cxassess.output.blocks import Picture
from cxassess.output.page_styles import SVG, Page

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# Programs that show SVG in a document know no style sheets, or not all of them; they all know these attributes.
_AS_ATTRIBUTE = re.compile(
    "alignment-baseline|baseline-shift|clip-rule|color|direction|display|dominant-baseline|fill(-opacity|-rule)?|"
    "font-(size|style|weight)|letter-spacing|opacity|paint-order|stroke(-[a-z]+)?|text-(anchor|decoration)|"
    "visibility|word-spacing"
)
_LEFT_OUT = re.compile(r"class|style|font-family|role|tabindex|on.*|aria-.*|.*\{.*", re.DOTALL)
# What draws, and no more: not what fetches, runs, moves, or draws a thing a thousand times over.
_DRAWN = frozenset(
    ("g", "a", "defs", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan",
     "linearGradient", "radialGradient", "stop", "clipPath")
)  # fmt: skip
_LENGTH = re.compile(r"(-?[\d.]+)(px|pt|in|r?em)")
_PIXELS = {"px": 1.0, "pt": 4 / 3, "in": 96.0, "rem": 9.5 * 4 / 3, "em": 9.5 * 4 / 3}
_LOCAL = re.compile(r"(?:url\()?['\"]?#[\w.-]+['\"]?\)?")
_DEEPEST = 64


def drawing(page: Page, svg: Element, family: str) -> Picture:
    """The drawing as a picture; all its text in the font `family`, for which a style sheet's names are left out."""
    wide, high = _box(svg)
    head = f' xmlns="http://www.w3.org/2000/svg" width="{wide:g}" height="{high:g}" font-family={quoteattr(family)}'
    attributes = {name: text for name, text in _attributes(page, svg) if name not in ("width", "height")}
    attributes = {"font-size": "16", **attributes}
    body = "".join(_written(page, child, 1) for child in svg)
    data = f"<svg{head}{_joined(attributes)}>{body}</svg>".encode("utf-8", "replace")
    return Picture("svg", data, high / wide, _width(page, svg))


def _box(svg: Element) -> tuple[float, float]:
    """Width and height in the units of a drawing, from its viewBox or else its attributes; never 0."""
    box = [pixels(part) for part in re.split(r"[\s,]+", svg.get("viewBox", "").strip())]
    if len(box) == 4 and box[2] > 0 and box[3] > 0:
        return box[2], box[3]
    return pixels(svg.get("width", "")) or 300.0, pixels(svg.get("height", "")) or 150.0


def _width(page: Page, svg: Element) -> float:
    """The width in CSS pixels that the style sheet or the drawing itself asks for; 0 for all the room there is."""
    asked = page.of(svg).get("width", "") or svg.get("width", "")
    most = pixels(page.of(svg).get("max-width", ""))
    width = pixels(asked) if not asked.endswith("%") else 0.0
    return min(width, most) if width and most else width or most


def pixels(text: str) -> float:
    """A length in CSS pixels; 0 for a share of something, and for what is no length."""
    found = _LENGTH.fullmatch(text.strip())
    try:
        pixels = float(found[1]) * _PIXELS[found[2]] if found else float(text)
        return pixels if 0 < pixels < 1e6 else 0.0
    except ValueError:
        return 0.0


def _written(page: Page, element: Element, depth: int) -> str:
    """An element with what it holds as text, or '' where it has no place in a picture."""
    name = element.tag.removeprefix(SVG) if isinstance(element.tag, str) and element.tag.startswith(SVG) else ""
    tail = escape(element.tail or "")
    if name not in _DRAWN or depth > _DEEPEST or page.of(element).get("display") == "none":
        return tail
    name = "g" if name == "a" else name
    inside = "".join(_written(page, child, depth + 1) for child in element)
    return f"<{name}{_joined(dict(_attributes(page, element)))}>{escape(element.text or '')}{inside}</{name}>{tail}"


def _attributes(page: Page, element: Element) -> Iterator[tuple[str, str]]:
    """The attributes of an element, and after them what the style sheet says, which counts more."""
    for name, text in element.attrib.items():
        name = "href" if name.endswith("}href") else name
        leads = name == "href" or "url(" in text
        if not _LEFT_OUT.fullmatch(name) and (not leads or _LOCAL.fullmatch(text.strip())):
            yield name, text
    for name, text in page.of(element).items():
        if _AS_ATTRIBUTE.fullmatch(name) and "url(" not in text:
            yield name, _plain_lengths(text) if name not in ("fill", "stroke", "color") else text


def _plain_lengths(text: str) -> str:
    """A value with its lengths as numbers of pixels."""
    return _LENGTH.sub(lambda found: f"{float(found[1]) * _PIXELS[found[2]]:.4g}", text)


def _joined(attributes: dict[str, str]) -> str:
    return "".join(f" {name}={quoteattr(text)}" for name, text in attributes.items())
