"""What the glyphs of a PDF's fonts are read as."""

from __future__ import annotations

import importlib
import io
from typing import Any

_ELLIPSIS = "…"


def mend(fonts: dict[Any, Any]) -> None:
    """Let the ellipsis of each of a WeasyPrint document's fonts be read as an ellipsis.

    Where a line is cut short, WeasyPrint 70 takes the text that the ellipsis stands for as what its glyph means:
    after one long running header every ellipsis of the report would be read aloud as the rest of that header.
    """
    for font in fonts.values():
        # Of all that several letters may mean, ligatures apart, the ellipsis is one.
        if not font.bitmap and any(len(text) > 1 for text in font.to_unicode.values()):
            glyph = _glyph(font, _ELLIPSIS)
            if glyph in font.to_unicode:
                font.to_unicode[glyph] = _ELLIPSIS


def _glyph(font: Any, character: str) -> int | None:
    """The number of the glyph that a font draws a character with."""
    fonts = importlib.import_module("fontTools.ttLib")
    tables = fonts.TTFont(io.BytesIO(font.file_content), fontNumber=font.index, lazy=True)
    name = tables.getBestCmap().get(ord(character))
    return tables.getGlyphID(name) if name is not None else None
