"""The names of columns above a scale, each within its own column, and the level at the right end beside the last one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxassess.charts.labels import wrap
from cxassess.charts.model import MIDDLE, Text
from cxassess.charts.widths import is_drawable, reserved_width

SIZES = (96, 88, 80)  # of the words: the first with which every name is on one line, else the first that cuts none
LINE, DESCENT = 115, 30  # from line to line, and below the last one
GAP = 12  # on each side of a name


def column_heads(names: Sequence[str], edges: Sequence[int], end: str, width: int) -> tuple[Text, ...]:
    """The texts above columns that lie between these edges, their last lines on one baseline; `end` is on the last edge."""
    drawn = [tuple(_heads(names, edges, end, width, size)) for size in SIZES]
    whole = [heads for heads in drawn if not any("…" in text.words for text in heads)]
    heads = next((heads for heads in whole if not any(text.y for text in heads)), next(iter(whole), drawn[-1]))
    high = -min((text.y for text in heads), default=0) + LINE
    return tuple(text._replace(y=text.y + high) for text in heads)


def heads_height(heads: Sequence[Text]) -> int:
    """How high the drawing of these texts is."""
    return max((text.y for text in heads), default=0) + DESCENT


def _heads(names: Sequence[str], edges: Sequence[int], end: str, width: int, size: int) -> Iterator[Text]:
    """The texts, with the baseline of their last lines at 0."""
    room = reserved_width(end, size)
    last = min(edges[-1], width - (room + 1) // 2)
    right = last - room // 2 - GAP if end else edges[-1]
    for name, left, following in zip(names, edges, edges[1:], strict=False):
        edge = min(following, right)
        lines = wrap(name, edge - left - 2 * GAP, size, 2) if is_drawable(name) else []
        lines = [line for line in lines if line not in ("", "…")]
        for number, line in enumerate(reversed(lines)):
            yield Text((left + edge) // 2, -number * LINE, line, MIDDLE, False, size)
    if end:
        yield Text(last, 0, end, MIDDLE, False, size)
