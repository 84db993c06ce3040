"""Which characters the report's fonts can draw, and what is printed in place of those they cannot."""

from __future__ import annotations

import functools
import re
import unicodedata
from pathlib import Path
from typing import Any

# Pango gives these no glyph of their own, in any font: they print as nothing, as they should.
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

# What ties one emoji to the next: it means nothing beside a name. (Zero width non-joiner and the
# direction marks are not here: they belong to words.)
_GLUE = frozenset(
    chr(code) for code in (0x34F, 0x200D, *range(0xFE00, 0xFE10), *range(0xE0020, 0xE0080), *range(0xE0100, 0xE01F0))
)

_UNNAMED = {"Cc": "CONTROL CHARACTER", "Co": "PRIVATE USE CHARACTER", "Cs": "SURROGATE"}

# Read by software, never drawn; a listener should get the character itself.
_NOT_DRAWN = frozenset({"title", "desc", "style", "script"})

# Attributes that can become visible text: `alt` of an image that is not there, `data-*` by CSS attr().
_DRAWN_ATTRIBUTE = re.compile(r"alt|title|value|placeholder|data-.*")


@functools.cache
def covered(fonts: Path) -> frozenset[int]:
    """Return the code points that can be printed with the fonts of the folder `fonts`.

    They are those in its coverage.txt (ranges of hexadecimal numbers, one a line; `#` starts a comment),
    which tests hold equal to the fonts' own tables, and the invisible ones that need no glyph.
    Reading the fonts themselves would take fifty times longer. Raises OSError.
    """
    found = set(INVISIBLE) | set(b"\t\n\r")
    for line in (fonts / "coverage.txt").read_text("ascii").splitlines():
        if line and not line.startswith("#"):
            first, _, last = line.partition("-")
            found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


def printable(text: str, covered: frozenset[int]) -> str:
    """Return `text` with every character outside `covered` named, e.g. `[U+1F600 GRINNING FACE]`.

    An emoji of several code points gives several names; what glued them together (joiners, variation
    selectors, tags) is dropped. Text without such characters comes back as it is.
    Names are those of the Unicode data of the Python in use.
    """
    if covered.issuperset(map(ord, text)):
        return text
    out: list[str] = []
    after_name = False
    for character in text:
        if ord(character) not in covered:
            while out and out[-1] in _GLUE:
                out.pop()
            out.append(_named(character))
            after_name = True
        elif not (after_name and character in _GLUE):
            out.append(character)
            after_name = False
    return "".join(out)


def _named(character: str) -> str:
    """Return the code point and name of `character` in brackets; nothing for loose glue."""
    if character in _GLUE:
        return ""
    kind = _UNNAMED.get(unicodedata.category(character), "UNASSIGNED CHARACTER")
    return f"[U+{ord(character):04X} {unicodedata.name(character, kind)}]"


def _drawn(text: str, letters: frozenset[int]) -> str:
    """Return `text` as it is to be drawn."""
    # Composed first: a letter and its accent from two fonts would stand apart.
    return text if text.isascii() else printable(unicodedata.normalize("NFC", text), letters)


def clean(root: Any, letters: frozenset[int]) -> None:
    """Make all text under the element `root` printable, and its attachments mere links."""
    for element in root.iter():
        if element.tail:
            element.tail = _drawn(element.tail, letters)
        if not isinstance(element.tag, str):  # a comment
            continue
        if element.text and element.tag.rpartition("}")[2] not in _NOT_DRAWN:
            element.text = _drawn(element.text, letters)
        for name, value in element.attrib.items():
            if _DRAWN_ATTRIBUTE.fullmatch(name):
                element.attrib[name] = _drawn(value, letters)
        # WeasyPrint would embed the target with the time of day.
        if "attachment" in element.get("rel", "").lower().split():
            del element.attrib["rel"]
