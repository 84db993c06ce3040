"""Words fitted to a width."""

from __future__ import annotations

from cxassess.charts.widths import reserved_width


def fit(words: str, most: int, size: int, bold: bool = False) -> str:
    """The words, cut with an ellipsis where they are wider than `most`."""
    if reserved_width(words, size, bold) <= most:
        return words
    while words and reserved_width(words + "…", size, bold) > most:
        words = words[:-1].rstrip()
    # The end of a word rather than its middle, unless that costs much.
    whole = words.rpartition(" ")[0].rstrip(" ,;:-")
    return f"{whole if 2 * len(whole) > len(words) else words}…"


def wrap(words: str, width: int, size: int, most: int) -> list[str]:
    """The words in at most so many lines of a width, each cut where it is still too wide; one line at least."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if lines[-1] and len(lines) < most and reserved_width(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return [fit(line, width, size) for line in lines]
