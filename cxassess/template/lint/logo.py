"""The logo of a template: an SVG, PNG or JPEG file, checked and cleaned, as a `data:` address for the page."""

from __future__ import annotations

import base64
import io
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cxassess.problems import Invalid, Location, Page, Problem
from cxassess.source.decode import decode
from cxassess.template.lint.allowed import DRAWING_ATTRIBUTE, OUTSIDE, geometry_problem
from cxassess.template.lint.css import css_problem

MAX_SVG = 200_000  # bytes
MAX_IMAGE = 1_000_000  # bytes
MAX_PIXELS = 4_000  # to a side
MAX_DEPTH = 50  # elements inside one another
MAX_CLIPPED = 100_000  # shapes that clips within clips may come to, where a style sheet sets them

_SVG = "{http://www.w3.org/2000/svg}"
_ELEMENT = re.compile(
    "svg|g|path|rect|circle|ellipse|line|polyline|polygon|title|desc|defs|style|"
    "linearGradient|radialGradient|stop|clipPath"
)


def read_logo(path: Path) -> str:
    """The `data:` address of a logo. Raises OSError, or Invalid with the first problem."""
    if path.stat().st_size > MAX_IMAGE:
        raise _invalid(path, "the logo is larger than 1 MB", "make it smaller; it is printed on the cover only")
    data = path.read_bytes()
    if data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        kind, data = _clean_image(path, data)
    elif b"<svg" in data[:4000].lower() or path.suffix.lower() == ".svg":
        kind, data = "svg+xml", _clean_svg(path, data)
    else:
        raise _invalid(path, "the logo is not an SVG, PNG or JPEG file", "save it as one of these")
    return f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"


def _invalid(path: Path, message: str, hint: str, where: Location | None = None) -> Invalid:
    return Invalid([Problem(where or Location(str(path), 1, 1), message, hint)])


def _clean_image(path: Path, data: bytes) -> tuple[str, bytes]:
    """The kind and bytes of a PNG or JPEG, saved again without what a camera or a program wrote into it."""
    from PIL import Image

    kind = "PNG" if data.startswith(b"\x89PNG") else "JPEG"
    try:
        Image.open(io.BytesIO(data), formats=[kind]).verify()
        with Image.open(io.BytesIO(data), formats=[kind]) as image:
            width, height = image.size
            if max(width, height) > MAX_PIXELS:
                hint = f"make it at most {MAX_PIXELS} pixels wide and high"
                raise _invalid(path, f"the logo is {width} × {height} pixels", hint)
            if image.mode == "CMYK":
                raise _invalid(path, "the JPEG uses print colors (CMYK)", "save it in RGB")
            image.load()
            image.info = {name: image.info[name] for name in ("transparency", "gamma") if name in image.info}
            out = io.BytesIO()
            image.save(out, kind, **({"quality": "keep"} if kind == "JPEG" else {}))
    except (Invalid, MemoryError, TimeoutError):
        raise
    except Exception:  # Pillow raises many kinds
        raise _invalid(path, f"the {kind} is damaged", "save it again") from None
    return kind.lower(), out.getvalue()


def _clean_svg(path: Path, data: bytes) -> bytes:
    """An SVG of shapes only, written anew without what programs say of themselves and their user in it."""
    from xml.etree import ElementTree

    if len(data) > MAX_SVG:
        raise _invalid(path, "the SVG is larger than 200 kB", "simplify it, or save it as PNG")
    page = decode(str(path), data)
    match = re.search(r"<!DOCTYPE|<!ENTITY|<\?xml-stylesheet", page.content, re.IGNORECASE)
    if match:
        hint = "save it as plain SVG"
        raise _invalid(path, f"'{match[0]}' is not allowed in a logo", hint, page.at_offset(match.start()))
    try:
        root = ElementTree.fromstring(page.content.encode("utf-8"))
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        line, column = getattr(error, "position", (1, 0))
        message = f"this is not a valid SVG: {str(error).partition(':')[0]}"
        where = Location(str(path), line, column + 1, page)
        raise _invalid(path, message, "save it again from the program that drew it", where) from None
    if root.tag != f"{_SVG}svg":
        raise _invalid(path, "this is not an SVG", 'an SVG begins with <svg xmlns="…">', page.at_offset(0))
    for name, message, hint in (*_clean(root), *_clips(root)):
        raise _invalid(path, message, hint, _find(page, name))
    ElementTree.register_namespace("", _SVG[1:-1])
    return bytes(ElementTree.tostring(root, encoding="utf-8"))


def _clean(element: Any, depth: int = 1) -> Iterator[tuple[str, str, str]]:
    """Remove notes of drawing programs, which may hold names and paths; yield what a drawing of shapes does not need.

    That is the name of an element or attribute, what is wrong, what to do.
    """
    name = element.tag.removeprefix(_SVG)
    if depth > MAX_DEPTH:
        yield "", f"elements are nested more than {MAX_DEPTH} deep", "simplify the drawing"
        return
    if not _ELEMENT.fullmatch(name):
        hint = "turn text into paths" if name in ("text", "tspan") else "use plain shapes and paths"
        yield name, f"<{name}> is not allowed in a logo", hint
    if name == "style" and (problem := css_problem(Page("", element.text or ""))):
        yield name, problem.message, problem.hint
    for attribute, value in list(element.attrib.items()):
        short = attribute.rpartition("}")[2]
        if short.startswith("data-") or (short != attribute and short != "href"):
            del element.attrib[attribute]
        elif not DRAWING_ATTRIBUTE.fullmatch(short.lower()) and short not in ("style", "type"):
            yield short, f"the attribute '{short}' is not allowed in a logo", "remove it"
        elif OUTSIDE.search(value) or (short == "href" and not value.startswith("#")):
            yield short, f"'{short}' refers to something outside the logo", "use plain colors and shapes"
        elif message := geometry_problem(short, value):
            yield short, message, "save it again from the program that drew it"
    for child in list(element):
        if not child.tag.startswith(_SVG) or child.tag == f"{_SVG}metadata":
            element.remove(child)
        else:
            yield from _clean(child, depth + 1)


def _clips(root: Any) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with clips: those within clips could make millions of shapes of a few."""
    clips = list(root.iter(f"{_SVG}clipPath"))
    for clip in clips:
        for element in clip.iter():
            if "clip-path" in element.attrib or "clip-path" in element.get("style", ""):
                yield "clip-path", "<clipPath> is clipped by another", "use one <clipPath> for a shape"
    styled = any(re.search(r"clip-path|\\\\", style.text or "") for style in root.iter(f"{_SVG}style"))
    if styled and math.prod(max(1, sum(1 for _ in clip.iter()) - 1) for clip in clips) > MAX_CLIPPED:
        yield "clipPath", "there are too many shapes in clips", "simplify the drawing"


def _find(page: Page, name: str) -> Location:
    """Where an element or an attribute is first written."""
    match = re.search(rf"(?<=[<\s:]){re.escape(name)}\b" if name else "<", page.content)
    return page.at_offset(match.start() if match else 0)
