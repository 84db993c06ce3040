"""What PDF/A limits for every file: how large a number, a page and a text may be, and how deep a drawing is nested.

WeasyPrint writes whatever a style sheet or a drawing asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cxassess.problems import Nonconforming

# ISO 19005-2, 6.1.13.
MAX_INTEGER = 2**31 - 1
MAX_STRING = 32_767  # bytes
MAX_DEPTH = 28  # states of the graphics that are kept
PAGE_SIDE = (3, 14_400)  # points
_BOXES = ("MediaBox", "CropBox", "BleedBox", "TrimBox", "ArtBox")
_NUMBER = re.compile(rb"(?<![\w.<#+/-])(?:[-+]?(\d{10,})(?![\w.>])|[-+]?(?:inf|nan)(?!\w))")
_DATA = ("/Image", "/XML")  # streams of these subtypes, and those with a filter, hold no operators


def check_limits(pdf: Any) -> None:
    """Check a pydyf.PDF that is about to be written. Raises Nonconforming."""
    for obj in pdf.objects:
        for message in _broken_limits(obj):
            raise Nonconforming(message)


def _broken_limits(obj: Any) -> Iterator[str]:
    """What of an object, and of what it consists of, PDF/A does not allow."""
    if isinstance(obj, dict):
        for name in _BOXES:
            yield from _check_box(obj.get(name, ()))
        for value in obj.values():
            yield from _broken_limits(value)
    elif isinstance(obj, (list, tuple)):
        for value in obj:
            yield from _broken_limits(value)
    elif isinstance(obj, (int, float)):
        if not abs(obj) <= MAX_INTEGER:  # also what is not a number
            yield _TOO_LARGE
    elif hasattr(obj, "stream"):
        yield from _broken_limits(obj.extra)
        if "Filter" not in obj.extra and "Length1" not in obj.extra and obj.extra.get("Subtype") not in _DATA:
            yield from _check_operators(obj.stream)
    elif hasattr(obj, "string"):
        yield from _check_string(obj.string)


_TOO_LARGE = "it would hold a number above 2,147,483,647: look for a very large size, distance or scale"


def _check_box(box: Any) -> Iterator[str]:
    if len(box) == 4:
        width, height = box[2] - box[0], box[3] - box[1]
        if not all(PAGE_SIDE[0] <= abs(side) <= PAGE_SIDE[1] for side in (width, height)):
            yield "a page would be smaller than 3 points or larger than 14,400 points (200 inches)"


def _check_string(text: Any) -> Iterator[str]:
    if len(text) > MAX_STRING // 2 - 2:
        size = len(text) if isinstance(text, bytes) or text.isascii() else len(text.encode("utf-16-be")) + 2
        if size > MAX_STRING:
            yield f"a link, heading or description would have more than {MAX_STRING:,} bytes"


def _check_operators(stream: list[Any]) -> Iterator[str]:
    """Check the operators of a page or drawing, which are pieces of bytes and text."""
    depth = 0
    for operator in stream:
        if operator == b"q":
            depth += 1
            if depth > MAX_DEPTH:
                yield f"elements that are moved, turned or cut off would be nested more than {MAX_DEPTH} deep"
        elif operator == b"Q":
            depth -= 1
    pieces = (one if isinstance(one, bytes) else str(one).encode("utf-8", "replace") for one in stream)
    for match in _NUMBER.finditer(b"\n".join(pieces)):
        if match[1] is None or int(match[1][:20]) > MAX_INTEGER:
            yield _TOO_LARGE
