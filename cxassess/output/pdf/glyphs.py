"""The text that screen readers and searches get for the glyphs of a PDF's fonts."""

from __future__ import annotations

import importlib
import io
from typing import Any

_ELLIPSIS = "…"


def fix_ellipses(fonts: dict[Any, Any]) -> None:
    """Make the ellipsis in each font of a WeasyPrint document mean an ellipsis.

    Where a line is cut short, WeasyPrint 70 gives the ellipsis glyph the text that it replaces: after one long header
    every ellipsis of the report would be read aloud as the rest of that header.
    """
    for font in fonts.values():
        # Apart from ligatures, only the ellipsis can stand for several letters.
        if not font.bitmap and any(len(text) > 1 for text in font.to_unicode.values()):
            glyph = _glyph_number(font, _ELLIPSIS)
            if glyph in font.to_unicode:
                font.to_unicode[glyph] = _ELLIPSIS


def _glyph_number(font: Any, character: str) -> int | None:
    """The number of the glyph that a font draws a character with."""
    fonts = importlib.import_module("fontTools.ttLib")
    tables = fonts.TTFont(io.BytesIO(font.file_content), fontNumber=font.index, lazy=True)
    name = tables.getBestCmap().get(ord(character))
    return tables.getGlyphID(name) if name is not None else None
