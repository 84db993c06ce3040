"""The slope of change: every score then and now, joined by a line, and which of them fell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxassess.report.figures.labels import spread_centers, truncate
from cxassess.report.figures.model import END, MIDDLE, START, Line, Slope, SlopePlot, Text
from cxassess.report.figures.rows import Axis, Row, row_noun
from cxassess.report.figures.widths import reserved_width
from cxassess.report.sentences import format_date
from cxassess.scoring import Assessment
from cxassess.text import join_words

PLOT_WIDTH = 6600
TEXT_SIZE, LABEL_STEP = 110, 165  # of the text, and from label to label at least
HEAD_HEIGHT = 330  # the room above the plot
MAX_SLOPES = 40  # plays in a figure, which must fit on a page
LABEL_DISTANCE = 170  # from an end of a line to its label
MAX_ID_WIDTH, MAX_TITLE_WIDTH = 700, 2000  # at most, the ids; or the room for titles where there are none


def slope_plots(assessment: Assessment, earlier: Assessment, rows: Sequence[Row], axis: Axis) -> tuple[SlopePlot, ...]:
    """The slopes of the plays that can be compared, some dozens a figure; none for fewer than two plays."""
    plays = [row for row in rows if not row.overall]
    drawn = [row for row in plays if row.score and row.last]
    if len(drawn) < 2:
        return ()
    note = _not_drawn_note(plays)
    parts = [drawn[first : first + MAX_SLOPES] for first in range(0, len(drawn), MAX_SLOPES)]
    return tuple(_plot(assessment, earlier, part, axis, note if part is parts[-1] else "") for part in parts)


def _plot(assessment: Assessment, earlier: Assessment, drawn: Sequence[Row], axis: Axis, note: str) -> SlopePlot:
    values = max(reserved_width(words, TEXT_SIZE, bold=True) for row in drawn for words in _scores(row))
    names = max(
        (min(reserved_width(row.id, TEXT_SIZE, bold=True), MAX_ID_WIDTH) for row in drawn if row.id), default=-60
    )
    left = max(600, LABEL_DISTANCE + values + 60 + (names if names >= 0 else MAX_TITLE_WIDTH))
    right, bottom = left + (2300 if names >= 0 else 1500), HEAD_HEIGHT + max(1400, LABEL_STEP * len(drawn) + 200)
    return SlopePlot(
        width=PLOT_WIDTH,
        height=bottom + 60,
        left=left,
        right=right,
        top=HEAD_HEIGHT,
        bottom=bottom,
        heads=tuple(_heads(assessment, earlier, left, right)),
        slopes=tuple(_slopes(drawn, axis, (left, right, HEAD_HEIGHT, bottom), (values, names))),
        alt=_alt(drawn),
        caption=_caption(drawn),
        note=note,
    )


def _scores(row: Row) -> tuple[str, str]:
    """The score then and the score now."""
    return row.last.words if row.last else "", row.score.words if row.score else ""


def _heads(assessment: Assessment, earlier: Assessment, left: int, right: int) -> Iterator[Text]:
    for x, word, one in ((left, "Last time", earlier), (right, "Now", assessment)):
        yield Text(x, 110, word, MIDDLE, True, TEXT_SIZE)
        yield Text(x, 245, format_date(one.answers.header.date), MIDDLE, False, TEXT_SIZE)


def _slopes(
    drawn: Sequence[Row], axis: Axis, frame: tuple[int, int, int, int], columns: tuple[int, int]
) -> Iterator[Slope]:
    left, right, top, bottom = frame
    places = [mark.place for row in drawn for mark in (row.last, row.score) if mark]
    low, high = min(places), max(places)
    near = axis._replace(low=low, high=high) if high > low else axis
    ends = [
        (near.at(row.last.place, bottom - 80, top + 80), near.at(row.score.place, bottom - 80, top + 80))
        for row in drawn
        if row.last and row.score
    ]
    sides = [_label_places([pair[side] for pair in ends], top, bottom) for side in (0, 1)]
    for n, (row, (then, now)) in enumerate(zip(drawn, ends, strict=True)):
        label_ends = (left, then, sides[0][n], -1), (right, now, sides[1][n], 1)
        leaders = tuple(
            Line(x + side * 60, y, x + side * (LABEL_DISTANCE - 30), label)
            for x, y, label, side in label_ends
            if abs(y - label) > 20
        )
        texts = _slope_texts(
            row, left - LABEL_DISTANCE, sides[0][n] + 38, right + LABEL_DISTANCE, sides[1][n] + 38, columns
        )
        yield Slope(Line(left, then, right, now), now > then, leaders, *texts)


def _label_places(ends: Sequence[int], top: int, bottom: int) -> list[int]:
    """The places of labels at least a line apart; equal ends keep the order of the plays."""
    order = sorted(range(len(ends)), key=lambda n: ends[n])
    places = spread_centers([ends[n] for n in order], [LABEL_STEP] * len(ends), top, bottom, 0)
    place_of = dict(zip(order, places, strict=True))
    return [place_of[n] for n in range(len(ends))]


def _slope_texts(
    row: Row, x1: int, y1: int, x2: int, y2: int, columns: tuple[int, int]
) -> tuple[tuple[Text, ...], tuple[Text, ...], tuple[Text, ...]]:
    """Values, ids and titles: on the left id and value, on the right value, id and title."""
    values, names = columns
    then, now = _scores(row)
    name = truncate(row.id, MAX_ID_WIDTH, TEXT_SIZE, bold=True)
    title = truncate(row.label, PLOT_WIDTH - x2 - values - names - 120, TEXT_SIZE)
    ids = (
        Text(x1 - values - 60, y1, name, END, True, TEXT_SIZE),
        Text(x2 + values + 60, y2, name, START, True, TEXT_SIZE),
    )
    short = Text(x1 - values - 60, y1, truncate(row.label, x1 - values - 60, TEXT_SIZE), END, False, TEXT_SIZE)
    long = Text(x2 + values + names + 120, y2, title, START, False, TEXT_SIZE)
    titles = tuple(text for text in ((long,) if row.id else (short, long)) if text.words)
    numbers = (Text(x1, y1, then, END, True, TEXT_SIZE), Text(x2, y2, now, START, True, TEXT_SIZE))
    return numbers, ids if row.id else (), titles


def _fallen_names(drawn: Sequence[Row]) -> list[str]:
    return [row.name for row in drawn if row.last and row.score and row.score.place < row.last.place]


def _caption(drawn: Sequence[Row]) -> str:
    fell = _fallen_names(drawn)
    dashed = f"The dashed {'line' if len(fell) == 1 else 'lines'} fell: {join_words(fell)}." if fell else "None fell."
    return f"Score by {row_noun(drawn)} last time and now. {dashed}"


def _alt(drawn: Sequence[Row]) -> str:
    lines = "; ".join(
        f"{row.name} from {row.last.words} to {row.score.words}" for row in drawn if row.last and row.score
    )
    fell = _fallen_names(drawn)
    return f"Slope chart. Score by {row_noun(drawn)} last time and now. {lines}. {'Lower than last time: ' + join_words(fell) if fell else 'None fell'}."


def _not_drawn_note(plays: Sequence[Row]) -> str:
    """Which plays are not drawn, and why."""
    changed = [row.name for row in plays if not row.compared]
    open_ = [row.name for row in plays if row.compared and not (row.score and row.last)]
    parts = []
    if changed:
        parts.append(f"{join_words(changed)}, where the questions are not the same as last time")
    if open_:
        parts.append(f"{join_words(open_)}, where a score is missing")
    return f"Not drawn: {'; '.join(parts)}." if parts else ""
