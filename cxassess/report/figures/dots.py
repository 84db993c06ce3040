"""The dot plot, the main chart: score, target and last time of every play on one scale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cxassess.report.figures.labels import spread_centers, text_box, truncate, wrap
from cxassess.report.figures.model import END, MIDDLE, START, DotPlot, DotRow, Text
from cxassess.report.figures.rows import Axis, Mark, Row, describe_row, row_noun
from cxassess.report.figures.widths import reserved_width
from cxassess.text import join_words

PLOT_WIDTH = 6600
TITLE_SIZE, NUMBER_SIZE = 115, 102  # of titles, of numbers
MAX_ID_WIDTH, MAX_LABEL_WIDTH = 900, 2700  # at most: the ids, and ids with titles
LANE_HEIGHT = 114  # from the line of a row up to the baseline of its numbers
MAX_ROWS = 24  # rows of a figure, so that it fits on a page
MAX_WIDE_ROWS = 10  # more rows than this are closer together
KINDS = ("score", "target", "last time")


class Lane(NamedTuple):
    """The numbers above the marks of a row: their words, their centers where they fit, and how far they had to move."""

    words: dict[str, str]
    centers: dict[str, int]
    total_shift: int


class Frame(NamedTuple):
    """Where columns and rows of the plot lie."""

    titles: int
    left: int
    right: int
    pitch: int


def dot_plots(rows: Sequence[Row], axis: Axis) -> tuple[DotPlot, ...]:
    """The dot plot, in parts where there are more plays than a page can hold; none where nothing has a score."""
    if not any(row.score or row.target for row in rows):
        return ()
    frame = _frame(rows)
    most = MAX_ROWS * 300 // frame.pitch
    parts = [rows[first : first + most] for first in range(0, len(rows), most)]
    return tuple(_plot(part, axis, frame, rows) for part in parts)


def _plot(rows: Sequence[Row], axis: Axis, frame: Frame, everything: Sequence[Row]) -> DotPlot:
    worded = _kinds_named_by_row(rows, axis, frame)
    top = 30
    lines = [top + 215 + index * frame.pitch + (90 if row.overall else 0) for index, row in enumerate(rows)]
    bottom = lines[-1] + 130
    scale = tuple(_scale_texts(axis, frame, bottom))
    return DotPlot(
        width=PLOT_WIDTH,
        height=max(text_box(text).bottom for text in scale) + 20,
        left=frame.left,
        right=frame.right,
        top=top,
        bottom=bottom,
        rule=lines[-1] - 235 if len(rows) > 1 and rows[-1].overall else 0,
        rows=tuple(_dot_row(row, y, axis, frame, kinds) for row, y, kinds in zip(rows, lines, worded, strict=True)),
        ticks=tuple(axis.at(tick.place, frame.left, frame.right) for tick in axis.ticks),
        scale=scale,
        alt=_alt(rows, axis),
        caption=_caption(everything, axis),
    )


def _frame(rows: Sequence[Row]) -> Frame:
    ids = [min(reserved_width(row.id, TITLE_SIZE, bold=True), MAX_ID_WIDTH) for row in rows if row.id]
    titles = max(ids) + 90 if ids else 0
    lines = [(row, _title_lines(row, MAX_LABEL_WIDTH - titles)) for row in rows]
    wide = max(reserved_width(line, TITLE_SIZE, row.overall) for row, title in lines for line in title or ("",))
    missing = reserved_width("no score", NUMBER_SIZE) + 200 if any(row.score is None for row in rows) else 330
    return Frame(
        titles,
        max(titles + wide, 700) + missing,
        PLOT_WIDTH - 420,
        330 if any(len(title) > 1 for _, title in lines) else 285 if len(rows) > MAX_WIDE_ROWS else 300,
    )


def _title_lines(row: Row, most: int) -> tuple[str, ...]:
    return wrap(row.label, most, TITLE_SIZE, 2, row.overall)


def _marks(row: Row) -> dict[str, Mark]:
    """What is drawn of a row, by kind."""
    marks = zip(KINDS, (row.score, row.target, row.last), strict=True)
    return {kind: mark for kind, mark in marks if mark is not None}


def _lane(row: Row, axis: Axis, frame: Frame, worded: Iterable[str] = ()) -> Lane:
    """The numbers of a row, spread along its lane; those of the kinds in `worded` say what they are."""
    marks = dict(sorted(_marks(row).items(), key=lambda item: item[1].place))
    words = {kind: f"{kind} {mark.words}" if kind in worded else mark.words for kind, mark in marks.items()}
    wanted = [axis.at(mark.place, frame.left, frame.right) for mark in marks.values()]
    sizes = [reserved_width(words[kind], NUMBER_SIZE, bold=kind == "score") for kind in marks]
    centers = spread_centers(wanted, sizes, frame.left - 300, PLOT_WIDTH, 60)
    total_shift = sum(abs(center - want) for center, want in zip(centers, wanted, strict=True))
    return Lane(words, dict(zip(marks, centers, strict=True)), total_shift)


def _kinds_named_by_row(rows: Sequence[Row], axis: Axis, frame: Frame) -> list[set[str]]:
    """For each row the kinds of marks that it names: each kind once, where most are together and move least."""
    worded: list[set[str]] = [set() for _ in rows]
    left = {kind for row in rows for kind in _marks(row)}
    while left:
        fits = [_naming_fit(row, axis, frame, left) for row in rows]
        best = fits.index(max(fits))
        worded[best] = left.intersection(_marks(rows[best]))
        left -= worded[best]
    return worded


def _naming_fit(row: Row, axis: Axis, frame: Frame, kinds: set[str]) -> tuple[int, int]:
    """How well a row can name these kinds of marks: how many it has, and how little its numbers would move."""
    named = kinds.intersection(_marks(row))
    return len(named), -_lane(row, axis, frame, named).total_shift


def _dot_row(row: Row, y: int, axis: Axis, frame: Frame, worded: set[str]) -> DotRow:
    lane = _lane(row, axis, frame, worded)
    title = _title_lines(row, MAX_LABEL_WIDTH - frame.titles)
    first = y + 40 - 65 * max(len(title) - 1, 0)

    def place(mark: Mark | None) -> int | None:
        return None if mark is None else axis.at(mark.place, frame.left, frame.right)

    def numbers(kind: str) -> tuple[Text, ...]:
        if kind not in lane.words:
            return ()
        return (Text(lane.centers[kind], y - LANE_HEIGHT, lane.words[kind], MIDDLE, kind == "score", NUMBER_SIZE),)

    name, shown = truncate(row.id, MAX_ID_WIDTH, TITLE_SIZE, bold=True), row.score is not None
    return DotRow(
        y=y,
        names=(Text(0, first, name, START, True, TITLE_SIZE),) if row.id else (),
        titles=tuple(
            Text(frame.titles, first + 130 * number, line, START, row.overall, TITLE_SIZE)
            for number, line in enumerate(title)
        ),
        score=place(row.score),
        target=place(row.target),
        last=place(row.last),
        low=place(row.low) if shown else None,
        high=place(row.high) if shown else None,
        scores=numbers("score"),
        targets=numbers("target"),
        lasts=numbers("last time"),
        missing=() if shown else (Text(frame.left - 120, y + 36, "no score", END, False, NUMBER_SIZE),),
    )


def _scale_texts(axis: Axis, frame: Frame, bottom: int) -> Iterator[Text]:
    """The numbers below the plot, and the names of levels or bands under them where they all fit."""
    places = [axis.at(tick.place, frame.left, frame.right) for tick in axis.ticks]
    numbers = [
        Text(x, bottom + 130, tick.number, MIDDLE, False, NUMBER_SIZE)
        for x, tick in zip(places, axis.ticks, strict=True)
    ]
    yield from numbers if are_clear(numbers) else numbers[:1] + numbers[-1:]
    named = [(x, tick.name) for x, tick in zip(places, axis.ticks, strict=True) if tick.name]
    named += [(axis.at((zone.low + zone.high) / 2, frame.left, frame.right), zone.name) for zone in axis.zones]
    for lines in (1, 2):
        names = [text for x, name in named for text in _scale_name(x, name, bottom + 260, lines)]
        if len({text.x for text in names}) == len(named) and are_clear(names):
            yield from names
            return


def _scale_name(x: int, name: str, y: int, lines: int) -> Iterator[Text]:
    """A name centered at x: on one line, or broken at its middle space or hyphen."""
    parts: tuple[str, ...] = (name,)
    breaks = [n for n, char in enumerate(name) if char in " -"]
    if lines == 2 and breaks:
        cut = min(breaks, key=lambda n: abs(2 * n - len(name))) + 1
        parts = (name[:cut].rstrip(), name[cut:].lstrip())
    for number, part in enumerate(parts):
        if truncate(part, PLOT_WIDTH, NUMBER_SIZE) == part:
            yield Text(x, y + 125 * number, part, MIDDLE, False, NUMBER_SIZE)


def are_clear(texts: Sequence[Text]) -> bool:
    """Whether texts keep clear of each other and inside the drawing."""
    boxes = [text_box(text) for text in texts]
    inside = all(one.left >= 0 and one.right <= PLOT_WIDTH for one in boxes)
    return inside and not any(one.meets(two) for n, one in enumerate(boxes) for two in boxes[:n])


def _alt(rows: Sequence[Row], axis: Axis) -> str:
    return f"Dot plot. Score by {row_noun(rows)} {axis.words}. {'; '.join(describe_row(row) for row in rows)}."


def _caption(rows: Sequence[Row], axis: Axis) -> str:
    """What the marks mean, of those that are drawn."""
    caption = f"Score by {row_noun(rows)}, {axis.words}. Dot: score."
    if any(row.target for row in rows):
        caption += " Diamond: target."
    if any(row.last for row in rows):
        caption += " Ring: last time."
    if any(row.score and row.low for row in rows):
        caption += " Line: range with open questions."
    off = [f"{row.name}, {row.off}" for row in rows if row.off]
    return f"{caption} Off the scale and not drawn: the target of {join_words(off)}." if off else caption
