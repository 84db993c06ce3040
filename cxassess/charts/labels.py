"""Words fitted to a width."""

from __future__ import annotations

from cxassess.charts.widths import is_drawable, reserved_width


def fit(words: str, most: int, size: int, bold: bool = False) -> str:
    """The words, cut with an ellipsis where they are wider than `most`."""
    if reserved_width(words, size, bold) <= most:
        return words
    while words and reserved_width(words + "…", size, bold) > most:
        words = words[:-1].rstrip()
    # The end of a word rather than its middle, unless that costs much.
    whole = words.rpartition(" ")[0].rstrip(" ,;:-")
    return f"{whole if 2 * len(whole) > len(words) else words}…"


def wrap(words: str, most: int, size: int) -> tuple[str, ...]:
    """The words on one line, or on two where they are too wide, each cut where it still is; none where nothing is left."""
    if not words or not is_drawable(words):
        return ()
    first, space, rest = words.partition(" ")
    if reserved_width(words, size) <= most or not space:
        return _without_stubs(fit(words, most, size))
    while (more := rest.partition(" ")[0]) != rest and reserved_width(f"{first} {more}", size) <= most:
        first, rest = f"{first} {more}", rest.partition(" ")[2]
    return _without_stubs(fit(first, most, size), fit(rest, most, size))


def _without_stubs(*lines: str) -> tuple[str, ...]:
    """The lines of which more than an ellipsis is left."""
    return tuple(line for line in lines if line != "…")
