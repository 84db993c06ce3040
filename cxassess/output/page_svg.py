"""A drawing of a page as a separate SVG file, with the styles that the page gives it written as attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from cxassess.output.blocks import Picture
from cxassess.output.page_styles import SVG, StyledPage

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# Programs that show SVG in a document support few style sheets or none, but all of these attributes.
_PRESENTATION = re.compile(
    "alignment-baseline|baseline-shift|clip-rule|color|direction|display|dominant-baseline|fill(-opacity|-rule)?|"
    "font-(size|style|weight)|letter-spacing|opacity|paint-order|stroke(-[a-z]+)?|text-(anchor|decoration)|"
    "visibility|word-spacing"
)
_DROPPED = re.compile(r"class|style|font-family|role|tabindex|on.*|aria-.*|.*\{.*", re.DOTALL)
# Only what draws: nothing that fetches, runs, moves, or repeats.
_ELEMENTS = frozenset(
    ("g", "a", "defs", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan",
     "linearGradient", "radialGradient", "stop", "clipPath")
)  # fmt: skip
_LENGTH = re.compile(r"(-?[\d.]+)(px|pt|in|r?em)")
_PIXELS = {"px": 1.0, "pt": 4 / 3, "in": 96.0, "rem": 9.5 * 4 / 3, "em": 9.5 * 4 / 3}
_LOCAL_REFERENCE = re.compile(r"(?:url\()?['\"]?#[\w.-]+['\"]?\)?")
MAX_DEPTH = 64


def extract_drawing(page: StyledPage, svg: Element, family: str) -> Picture:
    """A drawing as a picture, with all its text in the font `family`."""
    wide, high = _view_size(svg)
    head = f' xmlns="http://www.w3.org/2000/svg" width="{wide:g}" height="{high:g}" font-family={quoteattr(family)}'
    attributes = {name: text for name, text in _attributes(page, svg) if name not in ("width", "height")}
    attributes = {"font-size": "16", **attributes}
    body = "".join(_serialize(page, child, 1) for child in svg)
    data = f"<svg{head}{_format_attributes(attributes)}>{body}</svg>".encode("utf-8", "replace")
    return Picture("svg", data, high / wide, _css_width(page, svg))


def _view_size(svg: Element) -> tuple[float, float]:
    """Width and height in the drawing's own units, from its viewBox or else its attributes; never 0."""
    box = [parse_pixels(part) for part in re.split(r"[\s,]+", svg.get("viewBox", "").strip())]
    if len(box) == 4 and box[2] > 0 and box[3] > 0:
        return box[2], box[3]
    return parse_pixels(svg.get("width", "")) or 300.0, parse_pixels(svg.get("height", "")) or 150.0


def _css_width(page: StyledPage, svg: Element) -> float:
    """The width in CSS pixels that the style sheet or the drawing asks for; 0 for the full width."""
    asked = page.styles(svg).get("width", "") or svg.get("width", "")
    most = parse_pixels(page.styles(svg).get("max-width", ""))
    width = parse_pixels(asked) if not asked.endswith("%") else 0.0
    return min(width, most) if width and most else width or most


def parse_pixels(text: str) -> float:
    """A length in CSS pixels; 0 for a percentage and for anything that is not a length."""
    match = _LENGTH.fullmatch(text.strip())
    try:
        pixels = float(match[1]) * _PIXELS[match[2]] if match else float(text)
        return pixels if 0 < pixels < 1e6 else 0.0
    except ValueError:
        return 0.0


def _serialize(page: StyledPage, element: Element, depth: int) -> str:
    """An element and its content as text, or '' if it does not belong in a picture."""
    name = element.tag.removeprefix(SVG) if isinstance(element.tag, str) and element.tag.startswith(SVG) else ""
    tail = escape(element.tail or "")
    if name not in _ELEMENTS or depth > MAX_DEPTH or page.styles(element).get("display") == "none":
        return tail
    name = "g" if name == "a" else name
    inside = "".join(_serialize(page, child, depth + 1) for child in element)
    return f"<{name}{_format_attributes(dict(_attributes(page, element)))}>{escape(element.text or '')}{inside}</{name}>{tail}"


def _attributes(page: StyledPage, element: Element) -> Iterator[tuple[str, str]]:
    """The attributes of an element, followed by its styles, which override them."""
    for name, text in element.attrib.items():
        name = "href" if name.endswith("}href") else name
        leads = name == "href" or "url(" in text
        if not _DROPPED.fullmatch(name) and (not leads or _LOCAL_REFERENCE.fullmatch(text.strip())):
            yield name, text
    for name, text in page.styles(element).items():
        if _PRESENTATION.fullmatch(name) and "url(" not in text:
            yield name, _lengths_to_pixels(text) if name not in ("fill", "stroke", "color") else text


def _lengths_to_pixels(text: str) -> str:
    """A value with its lengths converted to pixels."""
    return _LENGTH.sub(lambda match: f"{float(match[1]) * _PIXELS[match[2]]:.4g}", text)


def _format_attributes(attributes: dict[str, str]) -> str:
    return "".join(f" {name}={quoteattr(text)}" for name, text in attributes.items())
