"""What a style sheet or a drawing can ask for and PDF/A or PDF/UA forbids: too large, without a glyph, out of order.

WeasyPrint writes it all the same. These checks are of what a reference validator found in such files; they cost little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from cxassess.output.pdf.structure import StructElement
from cxassess.problems import Nonconforming

# ISO 19005-2, 6.1.13.
MAX_INTEGER = 2**31 - 1
MAX_STRING = 32_767  # bytes
MAX_DEPTH = 28  # states of the graphics that are kept
PAGE_SIDE = (3, 14_400)  # points
_BOXES = ("MediaBox", "CropBox", "BleedBox", "TrimBox", "ArtBox")
_NUMBER = re.compile(rb"(?<![\w.<#+/-])(?:[-+]?(\d{10,})(?![\w.>])|[-+]?(?:inf|nan)(?!\w))")
PAINTS = frozenset(b"S s f F f* B B* b b* Do sh".split())  # besides text
_DATA = ("/Image", "/XML")  # streams of these subtypes, and those with a filter, hold no operators


def check_limits(pdf: Any) -> None:
    """Check a pydyf.PDF that is about to be written. Raises Nonconforming."""
    _check_object(pdf.objects)


def _check_object(obj: Any) -> None:
    """Check an object and what it consists of."""
    if isinstance(obj, dict):
        for name in _BOXES:
            _check_box(obj.get(name, ()))
        for value in obj.values():
            _check_object(value)
    elif isinstance(obj, (list, tuple)):
        for value in obj:
            _check_object(value)
    elif isinstance(obj, (int, float)):
        if not abs(obj) <= MAX_INTEGER:  # also what is not a number
            raise Nonconforming(_TOO_LARGE)
    elif hasattr(obj, "stream"):
        _check_object(obj.extra)
        if "Filter" not in obj.extra and "Length1" not in obj.extra and obj.extra.get("Subtype") not in _DATA:
            _check_operators(obj.stream)
    elif hasattr(obj, "string"):
        _check_string(obj.string)


_TOO_LARGE = "it would hold a number above 2,147,483,647: look for a very large size, distance or scale"


def _check_box(box: Any) -> None:
    if len(box) == 4:
        width, height = box[2] - box[0], box[3] - box[1]
        if not all(PAGE_SIDE[0] <= abs(side) <= PAGE_SIDE[1] for side in (width, height)):
            raise Nonconforming("a page would be smaller than 3 points or larger than 14,400 points (200 inches)")


def _check_string(text: Any) -> None:
    if len(text) > MAX_STRING // 2 - 2:
        size = len(text) if isinstance(text, bytes) or text.isascii() else len(text.encode("utf-16-be")) + 2
        if size > MAX_STRING:
            raise Nonconforming(f"a link, heading or description would have more than {MAX_STRING:,} bytes")


def _check_operators(stream: list[Any]) -> None:
    """Check the operators of a page or drawing, which are pieces of bytes and text."""
    depth = 0
    for operator in stream:
        if operator == b"q":
            depth += 1
            if depth > MAX_DEPTH:
                message = f"elements that are moved, turned or cut off would be nested more than {MAX_DEPTH} deep"
                raise Nonconforming(message)
        elif operator == b"Q":
            depth -= 1
    pieces = (one if isinstance(one, bytes) else str(one).encode("utf-8", "replace") for one in stream)
    for match in _NUMBER.finditer(b"\n".join(pieces)):
        if match[1] is None or int(match[1][:20]) > MAX_INTEGER:
            raise Nonconforming(_TOO_LARGE)


def check_glyphs(fonts: Iterable[Any]) -> None:
    """Check the fonts of a WeasyPrint document. Raises Nonconforming for a character that none of them has."""
    for font in fonts:
        if 0 in font.widths:  # .notdef (ISO 19005-2, 6.2.11.8; ISO 14289-1, 7.21.8)
            raise Nonconforming("no font of the report can print a character of a list's numbers or of changed letters")


def check_marked(operators: Iterable[Any]) -> None:
    """Check the operators of a page: all that is painted is text or decoration (ISO 14289-1, 7.1)."""
    depth = 0
    for operator in operators:
        if operator in (b"BDC", b"BMC"):
            depth += 1
        elif operator == b"EMC":
            depth -= 1
        elif not depth and operator in PAINTS:
            raise Nonconforming("a line would be drawn that is neither text nor decoration, by the style sheet")


def check_structure(document: StructElement) -> None:
    """Check that headings skip no level and rows of a table are of one length (ISO 14289-1, 7.4.2 and 7.2)."""
    level = 0
    for element in _walk(document):
        if element.role in _HEADINGS:
            if _HEADINGS[element.role] > level + 1:
                raise Nonconforming(f"a heading before an {element.role} is hidden or moved away by the style sheet")
            level = _HEADINGS[element.role]
        elif element.role == "Table" and len(set(_row_lengths(element))) > 1:
            raise Nonconforming("a cell of a table is hidden or moved away by the style sheet")


_HEADINGS = {f"H{level}": level for level in range(1, 7)}


def _walk(element: StructElement) -> Iterator[StructElement]:
    yield element
    for child in element.children:
        if isinstance(child, StructElement):
            yield from _walk(child)


def _row_lengths(table: StructElement) -> Iterator[int]:
    """How many columns each row of a table has, with those of cells that reach into it from above."""
    reaching: list[tuple[int, int]] = []  # rows left, columns
    for row in _walk(table):
        if row.role == "TR":
            reaching = [(rows - 1, columns) for rows, columns in reaching if rows > 1]
            cells = [cell for cell in row.children if isinstance(cell, StructElement) and cell.role in ("TH", "TD")]
            own = [(cell.attributes.get("RowSpan", 1), cell.attributes.get("ColSpan", 1)) for cell in cells]
            yield sum(columns for _, columns in reaching) + sum(columns for _, columns in own)
            reaching += own
