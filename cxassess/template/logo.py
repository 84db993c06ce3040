"""The logo of a template: an SVG, PNG or JPEG file, looked through and cleaned, as a `data:` address for the page."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from cxassess.problems import Invalid, Location, Page, Problems
from cxassess.source.decode import decode, place

MAX_SVG = 200_000  # bytes
MAX_IMAGE = 1_000_000  # bytes
MAX_PIXELS = 4_000  # to a side
MAX_DEPTH = 50  # elements inside one another

_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = (
    "svg g path rect circle ellipse line polyline polygon title desc defs style "
    "linearGradient radialGradient stop clipPath"
)
_SILENT = ("metadata",)  # what programs write about themselves and their user: left out
_PNG_KEPT = frozenset((b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"cHRM", b"pHYs"))


class Logo(NamedTuple):
    """What stands on the cover: a `data:` address, what a listener hears instead, and where it came from."""

    address: str
    alt: str
    file: str


def read_logo(path: Path, alt: str, shown: str) -> Logo:
    """The logo in a file. Raises Invalid with every fault, or OSError. `shown` is the path to name in complaints."""
    data = path.read_bytes() if path.stat().st_size <= MAX_IMAGE else b"\x89PNG too large"
    problems = Problems()
    start = Location(shown, 1, 1)
    if path.stat().st_size > MAX_IMAGE:
        problems.error(start, "the logo is larger than 1 MB", "make it smaller; it is shown a few centimeters wide")
    elif data.startswith(b"\x89PNG\r\n\x1a\n"):
        kind, data = "png", _png(data, start, problems)
    elif data.startswith(b"\xff\xd8\xff"):
        kind, data = "jpeg", _jpeg(data, start, problems)
    elif b"<svg" in data[:4000].lower() or path.suffix.lower() == ".svg":
        kind, data = "svg+xml", _svg(data, shown, problems)
    else:
        problems.error(start, "the logo is neither SVG, PNG nor JPEG", "save it as one of these")
    problems.check()
    return Logo(f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}", alt, path.name)


def _svg(data: bytes, shown: str, problems: Problems) -> bytes:
    """An SVG of shapes only, written anew: what programs say of themselves in it is left out."""
    if len(data) > MAX_SVG:
        problems.error(Location(shown, 1, 1), "the SVG is larger than 200 kB", "simplify it, or save it as PNG")
        return b""
    page = decode(shown, data)
    for found in re.finditer(r"<!DOCTYPE|<!ENTITY|<\?xml-stylesheet", page.content, re.IGNORECASE):
        hint = "save it as plain SVG; a drawing needs none of this"
        problems.error(place(page, found.start()), f"'{found[0]}' is not allowed in a logo", hint)
    problems.check()
    from xml.etree import ElementTree

    try:
        root = ElementTree.fromstring(page.content.encode("utf-8"))
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        line, column = getattr(error, "position", (1, 0))
        where = Location(shown, line, column + 1, page)
        raise Invalid([*_problems(problems, where, f"not readable as SVG: {str(error).partition(':')[0]}")]) from None
    if root.tag != f"{_SVG}svg":
        problems.error(Location(shown, 1, 1, page), "this is not an SVG", 'it begins with <svg xmlns="…">')
    if _depth(root) > MAX_DEPTH:
        problems.error(Location(shown, 1, 1, page), f"more than {MAX_DEPTH} elements inside one another", "simplify it")
    for name, where, message, hint in _oddities(root, page):
        problems.error(where, message.format(name), hint)
    problems.check()
    _strip(root)
    ElementTree.register_namespace("", _SVG[1:-1])
    return bytes(ElementTree.tostring(root, encoding="utf-8"))


def _problems(problems: Problems, where: Location, message: str) -> list[Any]:
    problems.error(where, message, "save it again from the program that drew it")
    return problems.errors


def _oddities(root: Any, page: Page) -> Iterator[tuple[str, Location, str, str]]:
    """Elements and attributes that a drawing of shapes does not need."""
    for element in root.iter():
        if not element.tag.startswith(_SVG):
            continue
        name = element.tag.removeprefix(_SVG)
        if name not in (*_SHAPES.split(), *_SILENT):
            hint = "turn text into paths" if name in ("text", "tspan") else "use plain shapes and paths"
            yield name, _tag(page, name), "<{}> is not allowed in a logo", hint
        elif name == "style":
            yield from _style(element.text or "", page)
        for attribute, value in element.attrib.items():
            short = attribute.rpartition("}")[2]
            if short.lower().startswith("on") or (short == "href" and not value.startswith("#")):
                yield short, _tag(page, short, ""), "the attribute '{}' is not allowed in a logo", "remove it"
            elif not attribute.startswith("{") and _leads_out(value):
                yield short, _tag(page, short, ""), "'{}' leads out of the logo", "use plain colors and shapes"


def _style(text: str, page: Page) -> Iterator[tuple[str, Location, str, str]]:
    from cxassess.template.lint_css import style_faults

    for _, _, message, hint in style_faults(text):
        yield "", _tag(page, "style"), message.replace("{", "{{").replace("}", "}}"), hint


def _leads_out(value: str) -> bool:
    return bool(re.search(r"url\s*\(\s*(?!['\"]?#)|\\|javascript:|@import", value, re.IGNORECASE))


def _tag(page: Page, name: str, before: str = "<") -> Location:
    """Where a tag or an attribute is first written."""
    found = re.search(rf"{before}\b{re.escape(name)}\b" if not before else rf"{before}(?:\w+:)?{name}\b", page.content)
    return place(page, found.start() if found else 0)


def _strip(root: Any) -> None:
    """Leave out what is not SVG: notes of drawing programs, which may hold names and paths."""
    for element in root.iter():
        for name in [name for name in element.attrib if name.startswith("{") and not name.endswith("}href")]:
            del element.attrib[name]
        for child in list(element):
            if not child.tag.startswith(_SVG) or child.tag.removeprefix(_SVG) in _SILENT:
                element.remove(child)


def _depth(root: Any) -> int:
    """How many elements stand inside one another."""
    level, depth = [root], 0
    while level:
        level, depth = [child for element in level for child in element], depth + 1
    return depth


def _png(data: bytes, start: Location, problems: Problems) -> bytes:
    """The picture without what a camera or a program wrote into it."""
    kept, at = [data[:8]], 8
    while at + 12 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if kind == b"IHDR":
            sides = int.from_bytes(data[at + 8 : at + 12], "big"), int.from_bytes(data[at + 12 : at + 16], "big")
            _small_enough(sides, start, problems)
        if kind in _PNG_KEPT:
            kept.append(data[at : at + 12 + length])
        at += 12 + length
    if at != len(data) or len(kept) < 4:
        problems.error(start, "the PNG is damaged", "save it again")
    return b"".join(kept)


def _jpeg(data: bytes, start: Location, problems: Problems) -> bytes:
    """The picture without what a camera or a program wrote into it."""
    kept, at, colors = [data[:2]], 2, 0
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            colors = data[at + 9] if at + 9 < len(data) else 0
            high, wide = (int.from_bytes(data[at + first : at + first + 2], "big") for first in (5, 7))
            _small_enough((wide, high), start, problems)
        if not (0xE1 <= marker <= 0xEF or marker == 0xFE) or marker == 0xEE:
            kept.append(data[at : at + 2 + length])
        at += 2 + length
    if at + 4 > len(data) or data[at] != 0xFF or colors == 0:
        problems.error(start, "the JPEG is damaged", "save it again")
    elif colors == 4:
        problems.error(start, "the JPEG is made for a printing press (CMYK)", "save it in RGB")
    return b"".join([*kept, data[at:]])


def _small_enough(sides: tuple[int, int], start: Location, problems: Problems) -> None:
    if not all(0 < side <= MAX_PIXELS for side in sides):
        message = f"the logo is {sides[0]} × {sides[1]} pixels"
        problems.error(start, message, f"make it at most {MAX_PIXELS} pixels wide and high")
