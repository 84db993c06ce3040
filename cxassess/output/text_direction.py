"""Text direction (left to right or right to left), for formats that have to mark it."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Letters written from right to left (Hebrew, Arabic, Syriac, Thaana, N'Ko and others), and letters that are not.
# What is between two of the first kind and is not of the second kind goes with them.
_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff"
_LEFT = "A-Za-z\u00aa-\u058f\u0900-\u1fff\u2c00-\u2dff\u3040-\ufb1c"
_STRETCH = re.compile(f"[{_RIGHT}](?:[^{_LEFT}\n]*[{_RIGHT}])?")
_RTL, _LTR = re.compile(f"[{_RIGHT}]"), re.compile(f"[{_LEFT}]")


def split_directions(text: str) -> Iterator[tuple[str, bool]]:
    """The text in parts, each with whether it is written from right to left."""
    at = 0
    for match in _STRETCH.finditer(text):
        yield text[at : match.start()], False
        yield match.group(), True
        at = match.end()
    yield text[at:], False


def starts_rtl(text: str) -> bool:
    """Whether the first letter is written from right to left: the rule of HTML for `dir="auto"`."""
    right, left = _RTL.search(text), _LTR.search(text)
    return right is not None and (left is None or right.start() < left.start())


def is_rtl(text: str) -> bool:
    """Whether there are letters and all of them are written from right to left."""
    return _RTL.search(text) is not None and _LTR.search(text) is None
