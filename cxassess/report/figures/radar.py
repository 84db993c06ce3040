"""The radar, an overview: every play an axis from the center, its score, target and last score on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import cos, pi, sin

from cxassess.report.figures.labels import Box, box, fitted, spread, wrapped
from cxassess.report.figures.model import END, MIDDLE, START, Line, Point, Radar, Spoke, Text
from cxassess.report.figures.rows import Axis, Row, told

WIDTH, CENTER = 6600, 3300
ASIDE = 150  # from the outermost ring to the labels
SIZE, STEP = 105, 128  # of the text, and from line to line
LEAST, MANY, MOST = 3, 10, 20  # axes: fewer make no shape, many are drawn smaller, more cannot be read


def radar(rows: Sequence[Row], axis: Axis) -> Radar | None:
    """The radar of the plays or groups; None for too few or too many, or where nothing has a score."""
    plays = [row for row in rows if not row.overall]
    if not LEAST <= len(plays) <= MOST or not any(row.score for row in plays):
        return None
    size = 1250 if len(plays) <= MANY else 1000
    labels = _labels(plays, size + ASIDE)
    boxes = [box(text) for label in labels for text in label]
    ends = [_point(size, _turn(n, plays), Point(CENTER, 0)).y for n in range(len(plays))]
    shift = 40 - min(*ends, *(one.top for one in boxes))
    center = Point(CENTER, shift)
    places = [
        tuple(_place(axis, row, kind, size, _turn(n, plays), center) for n, row in enumerate(plays))
        for kind in range(3)
    ]
    scores, targets, lasts = places
    return Radar(
        width=WIDTH,
        height=shift + max(*ends, *(one.bottom for one in boxes)) + 40,
        center=center,
        rings=tuple(
            _ring(axis.at(tick.place, 0, size), len(plays), center) for tick in axis.ticks if tick.place > axis.low
        ),
        spokes=tuple(
            Spoke(
                end=_point(size, _turn(n, plays), center),
                score=scores[n],
                target=targets[n],
                last=lasts[n],
                names=_moved(labels[n][:1], shift),
                titles=_moved(labels[n][1:], shift),
            )
            for n in range(len(plays))
        ),
        area=tuple(place for place in scores if place) if all(scores) else (),
        scores=tuple(_lines(scores)),
        targets=tuple(_lines(targets)),
        lasts=tuple(_lines(lasts)),
        alt=_alt(plays, axis),
        caption=_caption(plays, axis),
    )


def _turn(index: int, plays: Sequence[Row]) -> float:
    """The direction of an axis in radians; the first points up, the others follow clockwise."""
    return 2 * pi * index / len(plays)


def _point(radius: int, turn: float, center: Point) -> Point:
    return Point(center.x + round(radius * sin(turn)), center.y - round(radius * cos(turn)))


def _place(axis: Axis, row: Row, kind: int, size: int, turn: float, center: Point) -> Point | None:
    mark = (row.score, row.target, row.last)[kind]
    return None if mark is None else _point(axis.at(mark.place, 0, size), turn, center)


def _ring(radius: int, count: int, center: Point) -> tuple[Point, ...]:
    return tuple(_point(radius, 2 * pi * index / count, center) for index in range(count))


def _lines(places: Sequence[Point | None]) -> Iterator[Line]:
    """Lines between neighbors that both have a place, all the way round."""
    for one, two in zip(places, (*places[1:], *places[:1]), strict=True):
        if one and two:
            yield Line(one.x, one.y, two.x, two.y)


def _moved(texts: Sequence[Text], down: int) -> tuple[Text, ...]:
    return tuple(Text(one.x, one.y + down, one.words, one.align, one.bold, one.size) for one in texts)


def _labels(plays: Sequence[Row], away: int) -> list[tuple[Text, ...]]:
    """The label of every axis, the center at y 0: those on a side one below the other, those at the poles outermost."""
    count = len(plays)
    points = [_point(away, _turn(index, plays), Point(CENTER, 0)) for index in range(count)]
    pole = [abs(describe_char.x - CENTER) * 10 < away for describe_char in points]  # straight above or below the center
    titled = 2 if count <= MANY else 1
    done: dict[int, tuple[Text, ...]] = {}
    for side in (1, -1):
        mine = [n for n in range(count) if not pole[n] and (points[n].x - CENTER) * side > 0]
        mine.sort(key=lambda n: points[n].y)
        lines = {n: _words(plays[n], _side_room(points[n], side), titled) for n in mine}
        heights = [STEP * len(lines[n]) for n in mine]
        wanted = [points[n].y + points[n].y * high // (3 * away) for n, high in zip(mine, heights, strict=True)]
        total = sum(heights) + 60 * len(mine)
        for n, y in zip(mine, spread(wanted, heights, -total * 2, total * 2, 60), strict=True):
            done[n] = _stack(lines[n], points[n].x, y - STEP * len(lines[n]) // 2, START if side > 0 else END)
    for n in range(count):
        if pole[n]:
            done[n] = _at_pole(
                _words(plays[n], 2400, titled), points[n], [box(text) for label in done.values() for text in label]
            )
    return [done[n] for n in range(count)]


def _side_room(describe_char: Point, side: int) -> int:
    """How wide a label beside the radar may be."""
    return min((WIDTH - describe_char.x) if side > 0 else describe_char.x, 2170)


def _words(row: Row, most: int, titled: int) -> tuple[str, ...]:
    """The lines of a label: id and score, or the score alone; then the title on so many lines at most."""
    score = row.score.words if row.score else "no score"
    head = f"{fitted(row.id, most - 900, SIZE, bold=True)} {score}" if row.id else score
    return (head, *wrapped(row.label, most, SIZE, titled))


def _stack(lines: Sequence[str], x: int, top: int, align: int) -> tuple[Text, ...]:
    """Lines one below the other; the first is bold."""
    return tuple(Text(x, top + STEP * n + 95, words, align, n == 0, SIZE) for n, words in enumerate(lines))


def _at_pole(lines: Sequence[str], describe_char: Point, taken: Sequence[Box]) -> tuple[Text, ...]:
    """A label above or below the radar, pushed outward until it is clear of all others."""
    up = describe_char.y < 0
    y = describe_char.y + 20 - STEP * len(lines) if up else describe_char.y - 20
    while True:
        label = _stack(lines, describe_char.x, y, MIDDLE)
        if not any(box(text).meets(other, 40) for text in label for other in taken):
            return label
        y += -20 if up else 20


def _alt(plays: Sequence[Row], axis: Axis) -> str:
    """The ends only: the dot plot before it tells every number, and a listener heard them."""
    scored = sorted((row for row in plays if row.score), key=lambda row: row.score.place if row.score else 0)
    ends = f"Lowest: {told(scored[0])}. Highest: {told(scored[-1])}. " if len(scored) > 1 else ""
    return f"Radar, an overview of the same scores as the dot plot. {ends}{_ends(axis)}"


def _ends(axis: Axis) -> str:
    """What the center and the outermost ring stand for."""
    ticks = [tick for tick in axis.ticks if tick.place in (axis.low, axis.high)]
    if len(ticks) != 2:
        return "The further out, the higher."
    return f"The center is {ticks[0].number}, the outer ring {ticks[1].number}."


def _caption(plays: Sequence[Row], axis: Axis) -> str:
    said = f"The same as an overview. {_ends(axis)}"
    return said if all(row.score for row in plays) else f"{said} Where there is no score the line is broken."
