"""Labels that keep clear of each other: words fitted to a width, boxes around text, and a spread along a line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from cxassess.report.figures.model import Text
from cxassess.report.figures.widths import is_drawable, reserved_width


class Box(NamedTuple):
    """The place that text takes up, with the spare width for other fonts."""

    left: int
    top: int
    right: int
    bottom: int

    def meets(self, other: Box) -> bool:
        """Whether two boxes overlap."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def text_box(text: Text) -> Box:
    """The box around text: from its ascenders to its descenders."""
    wide = reserved_width(text.words, text.size, text.bold)
    left = text.x - wide * text.align // 2
    return Box(left, text.y - text.size * 78 // 100, left + wide, text.y + text.size * 24 // 100)


def truncate(words: str, most: int, size: int, bold: bool = False) -> str:
    """The words, cut with an ellipsis where they are wider than `most`; '' where they cannot be drawn."""
    if not is_drawable(words):
        return ""
    if reserved_width(words, size, bold) <= most:
        return words
    while words and reserved_width(words + "…", size, bold) > most:
        words = words[:-1].rstrip()
    # The end of a word rather than its middle, unless that costs much.
    whole = words.rpartition(" ")[0].rstrip(" ,;:-")
    return f"{whole if 2 * len(whole) > len(words) else words}…"


def wrap(words: str, most: int, size: int, lines: int, bold: bool = False) -> tuple[str, ...]:
    """The words on at most so many lines, the last one cut where there is more; () where they cannot be drawn."""
    if not is_drawable(words):
        return ()
    done: list[str] = []
    rest = words.split()
    while rest and len(done) < lines - 1:
        count = 1
        while count < len(rest) and reserved_width(" ".join(rest[: count + 1]), size, bold) <= most:
            count += 1
        if reserved_width(rest[0], size, bold) > most:
            break
        done.append(" ".join(rest[:count]))
        rest = rest[count:]
    return (*done, truncate(" ".join(rest), most, size, bold)) if rest else tuple(done)


def spread_centers(wanted: Sequence[int], sizes: Sequence[int], low: int, high: int, gap: int) -> list[int]:
    """Centers for things of these sizes, in this order, `gap` apart, within low and high, near the wanted centers.

    `wanted` ascends. The squares of the shifts are least (isotonic regression by pooling neighbors).
    """
    if not wanted:
        return []
    steps = [0]
    for before, after in pairwise(sizes):
        steps.append(steps[-1] + (before + after + 1) // 2 + gap)
    pools: list[tuple[int, int]] = []  # sum of wanted places, and how many
    for want, step in zip(wanted, steps, strict=True):
        pools.append((want - step, 1))
        while len(pools) > 1 and pools[-2][0] * pools[-1][1] > pools[-1][0] * pools[-2][1]:
            total, count = pools.pop()
            pools[-1] = (pools[-1][0] + total, pools[-1][1] + count)
    free = [total // count for total, count in pools for _ in range(count)]
    most, least = high - (sizes[-1] + 1) // 2 - steps[-1], low + (sizes[0] + 1) // 2
    return [max(min(place, most), least) + step for place, step in zip(free, steps, strict=True)]
