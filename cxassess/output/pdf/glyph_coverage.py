"""Which characters the report's fonts can print, what is printed instead of others, and what glyphs are read as."""

from __future__ import annotations

import functools
import importlib
import io
import re
import unicodedata
from pathlib import Path
from typing import Any

from cxassess.text import safe_text

# Pango gives these no glyph in any font: they print as nothing, as they should.
# Property Default_Ignorable_Code_Point (Unicode 15, DerivedCoreProperties.txt) as far as Pango hides it.
INVISIBLE = frozenset(
    code
    for first, last in (
        (0xAD, 0xAD), (0x61C, 0x61C), (0x180B, 0x180E), (0x200B, 0x200F), (0x202A, 0x202E),
        (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xE0001, 0xE0001), (0xE0020, 0xE007F),
        (0xE0100, 0xE01EF),
    )
    for code in range(first, last + 1)
)  # fmt: skip

# What joins one emoji to the next: it means nothing next to a name. (Zero width non-joiner and the direction marks
# are not here: they belong to words.)
_GLUE = frozenset(
    chr(code) for code in (0x34F, 0x200D, *range(0xFE00, 0xFE10), *range(0xE0020, 0xE0080), *range(0xE0100, 0xE01F0))
)

_UNNAMED = {"Cc": "CONTROL CHARACTER", "Co": "PRIVATE USE CHARACTER", "Cs": "SURROGATE"}

# Read by software and never printed; a screen reader should get the character itself.
_NOT_PRINTED = frozenset({"title", "desc", "style", "script"})

# The time for a word grows with the square of its length: 10,000 letters without a blank take 2 seconds, and 100,000
# more than 2 minutes. With places to break it, the time is that of other text.
MAX_WORD = 1_000
MAX_PART = 25
_LONG_WORD = re.compile(rf"(?<!\S)\S{{{MAX_WORD},}}")

# The name of a character is some 35 characters long: of a text of the greatest length, all names would take minutes.
MAX_NAMED = 500  # characters of one text
_LEFT_OUT = "[…]"
_MANY_LEFT_OUT = re.compile(rf"{re.escape(_LEFT_OUT)}(?: {re.escape(_LEFT_OUT)})+")
# A page takes time even if its lines are short: 20,000 lines of one letter are 400 pages.
MAX_LINES = 1_000  # of one text
_NEXT_LINE = " / "

_ELLIPSIS = "…"

# Attributes that can become visible text: `alt` of an image that is not there, `data-*` by CSS attr().
_PRINTED_ATTRIBUTE = re.compile(r"alt|title|value|placeholder|data-.*")


@functools.cache
def covered_characters(fonts: Path) -> frozenset[int]:
    """The code points that can be printed with the fonts of the folder `fonts`.

    They are those in its coverage.txt (ranges of hexadecimal numbers, one a line; `#` starts a comment),
    which tests hold equal to the fonts' own tables, and the invisible ones that need no glyph.
    Reading the fonts themselves would take fifty times longer. Raises OSError.
    """
    codes = set(INVISIBLE) | set(b"\t\n\r")
    for line in (fonts / "coverage.txt").read_text("ascii").splitlines():
        if line and not line.startswith("#"):
            first, _, last = line.partition("-")
            codes.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(codes)


def name_missing_characters(text: str, characters: frozenset[int]) -> str:
    """`text` with every character not in `characters` named, e.g. `[U+1F600 GRINNING FACE]`.

    Of more than MAX_NAMED the others are counted, and `[…]` is printed where they are. An emoji of several code points
    gives several names; joiners, variation selectors and tags between them are dropped. Text without such characters is
    returned unchanged. Names are those of the Unicode data of the Python in use.
    """
    if characters.issuperset(map(ord, text)):
        return text
    out: list[str] = []
    after_name = False
    named = 0
    for character in text:
        if ord(character) not in characters:
            while out and out[-1] in _GLUE:
                out.pop()
            named += character not in _GLUE
            if named <= MAX_NAMED:
                out.append(_name(character))
            elif named == MAX_NAMED + 1:
                out.append(_name_rest(text, characters))
            elif not after_name:
                out.append(_LEFT_OUT)
            after_name = True
        elif not (after_name and character in _GLUE):
            out.append(character)
            after_name = False
    printed = "".join(out)
    return printed if named <= MAX_NAMED else _MANY_LEFT_OUT.sub(_LEFT_OUT, printed)


def _name_rest(text: str, characters: frozenset[int]) -> str:
    """What is printed instead of the characters after the first MAX_NAMED without a glyph."""
    more = sum(ord(one) not in characters and one not in _GLUE for one in text) - MAX_NAMED
    what = "1 more character" if more == 1 else f"{more:,} more characters"
    return f"[{what} that the fonts of this PDF do not have; .html and .docx show the text]"


def missing_characters(text: str, characters: frozenset[int]) -> list[str]:
    """The characters of a text that the report names instead of printing them, in order, without what joins emoji."""
    if text.isascii():
        return []
    printed = unicodedata.normalize("NFC", safe_text(text))
    return [one for one in printed if ord(one) not in characters and one not in _GLUE]


def _name(character: str) -> str:
    """The code point and name of `character` in brackets; '' for a loose joiner."""
    if character in _GLUE:
        return ""
    kind = _UNNAMED.get(unicodedata.category(character), "UNASSIGNED CHARACTER")
    return f"[U+{ord(character):04X} {unicodedata.name(character, kind)}]"


def _printable_text(text: str, characters: frozenset[int]) -> str:
    """The text as it is printed."""
    if text.count("\n") > MAX_LINES:
        text = _join_lines(text)
    if not text.isascii():
        # Composed first: a letter and its accent from two fonts would be printed apart.
        text = name_missing_characters(unicodedata.normalize("NFC", text), characters)
    return _LONG_WORD.sub(lambda match: _break_up(match.group()), text) if len(text) > MAX_WORD else text


def _join_lines(text: str) -> str:
    """The text with the lines after MAX_LINES joined into one; space around it, which is not printed, is not counted."""
    lines = text.strip().split("\n")
    rest = [line for line in lines[MAX_LINES:] if line.strip()]
    if not rest:
        return text
    sign = _NEXT_LINE.strip()
    said = f"[{len(rest):,} more lines; to keep the PDF short, '{sign}' is between them]"
    return "\n".join([*lines[:MAX_LINES], said, _NEXT_LINE.join(rest)])


def _break_up(word: str) -> str:
    """A very long word with places where a line may end, which print as nothing."""
    return "\u200b".join(word[at : at + MAX_PART] for at in range(0, len(word), MAX_PART))


def make_printable(root: Any, characters: frozenset[int]) -> None:
    """Make all text under the element `root` printable, and turn attachments into links."""
    for element in root.iter():
        if element.tail:
            element.tail = _printable_text(element.tail, characters)
        if not isinstance(element.tag, str):  # a comment
            continue
        if element.text and element.tag.rpartition("}")[2] not in _NOT_PRINTED:
            element.text = _printable_text(element.text, characters)
        for name, value in element.attrib.items():
            if _PRINTED_ATTRIBUTE.fullmatch(name):
                element.attrib[name] = _printable_text(value, characters)
        # WeasyPrint would embed the target with the time of day.
        if "attachment" in element.get("rel", "").lower().split():
            del element.attrib["rel"]


def fix_ellipses(fonts: dict[Any, Any]) -> None:
    """Make the ellipsis in each font of a WeasyPrint document mean an ellipsis.

    Where a line is cut short, WeasyPrint 70 gives the ellipsis glyph the text that it replaces: after one long header
    every ellipsis of the report would be read aloud as the rest of that header.
    """
    for font in fonts.values():
        # Apart from ligatures, only the ellipsis can stand for several letters.
        if not font.bitmap and any(len(text) > 1 for text in font.to_unicode.values()):
            tool = importlib.import_module("fontTools.ttLib")
            tables = tool.TTFont(io.BytesIO(font.file_content), fontNumber=font.index, lazy=True)
            name = tables.getBestCmap().get(ord(_ELLIPSIS))
            glyph = None if name is None else tables.getGlyphID(name)
            if glyph in font.to_unicode:
                font.to_unicode[glyph] = _ELLIPSIS
