"""What all figures of scores share: plays as lines with their places on one scale, and that scale with its ticks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from cxassess.playbook import Playbook, scale_ends
from cxassess.report import sentences
from cxassess.report.figures.widths import is_drawable
from cxassess.scoring import Assessment, Score
from cxassess.scoring.measures import have_common_basis, with_earlier
from cxassess.text import one_line

MAX_TICKS = 7
MAX_LEVELS = 12  # more named levels than this are not named below a scale


class Mark(NamedTuple):
    """A number as it is placed, exactly, and as it is written."""

    place: Fraction
    words: str


class Row(NamedTuple):
    """A play, a group or the overall with its numbers. `id` is '' for the last two, where titles are enough.

    `last` is set only where then and now rest on the same questions; `compared` says whether they do.
    `label` is what is drawn of the title, '' where it holds letters of unknown width and the id must do.
    `off` holds a target that lies off the scale and cannot be drawn.
    """

    id: str
    title: str
    label: str
    overall: bool
    score: Mark | None
    target: Mark | None
    last: Mark | None
    low: Mark | None
    high: Mark | None
    compared: bool
    off: str = ""

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        return self.id or self.title


class Tick(NamedTuple):
    """A mark on the scale, with its number and the name of the level there."""

    place: Fraction
    number: str
    name: str


class Zone(NamedTuple):
    """A band between two places of the scale."""

    low: Fraction
    high: Fraction
    name: str


class Axis(NamedTuple):
    """The scale that all plays share: its ends, ticks, bands where levels have no names, and what it is in words.

    Where scores are sums, a place is a share of the points that were possible: plays of any size are then comparable.
    """

    low: Fraction
    high: Fraction
    ticks: tuple[Tick, ...]
    zones: tuple[Zone, ...]
    words: str

    def at(self, place: Fraction, start: int, end: int) -> int:
        """Where a place of the scale lies between two ends of a line, in whole units."""
        exact = start + (place - self.low) / (self.high - self.low) * (end - start)
        return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def chart_rows(assessment: Assessment, earlier: Assessment | None, view: str) -> tuple[tuple[Row, ...], Axis]:
    """The plays, or the groups of a view, in order, and the overall last; and the scale that they share."""
    rows = [
        _chart_row(assessment, now, bool(view), earlier, then) for now, then in with_earlier(assessment, earlier, view)
    ]
    scale = _axis(assessment.playbook, rows)
    return tuple(_within_scale(scale, row) for row in rows), scale


def describe_row(row: Row) -> str:
    """The numbers of a row in words: `P1 2.71, target 3.14, last time 2.57`."""
    parts = [f"{row.name} {row.score.words}" if row.score else f"{row.name} no score"]
    if row.score and row.low and row.high:
        parts.append(f"between {row.low.words} and {row.high.words} with open questions")
    parts += [f"target {row.target.words if row.target else row.off}"] if row.target or row.off else []
    parts += [f"last time {row.last.words}"] if row.last else []
    return ", ".join(parts)


def row_noun(rows: Sequence[Row]) -> str:
    """What the rows are called."""
    return "play" if any(row.id for row in rows) else "group"


def _chart_row(
    assessment: Assessment, now: Score, grouped: bool, earlier: Assessment | None, then: Score | None
) -> Row:
    overall = now is assessment.overall
    same = earlier is not None and then is not None and have_common_basis(assessment, now, earlier, then)
    low, high = assessment.show_range(now)
    id = "" if overall or grouped else now.id
    title = "Overall" if overall else one_line(now.title) or now.id
    return Row(
        id=id,
        title=title,
        label=title if is_drawable(title) else "" if id else now.id,
        overall=overall,
        score=_mark(now, now.score, sentences.format_score(assessment, now).removesuffix(" possible")),
        target=_mark(now, now.target, assessment.show(now.target)),
        last=_mark(then, then.score, earlier.show_score(then)) if same and earlier and then else None,
        low=_mark(now, now.low, low) if low != high else None,
        high=_mark(now, now.high, high) if low != high else None,
        compared=same,
    )


def _mark(result: Score, value: Fraction | None, words: str | None) -> Mark | None:
    """A value on the reported scale or, where scores are sums, as a share of what was possible."""
    if value is None or not words or result.possible == 0:
        return None
    return Mark(value if result.possible is None else value / result.possible, words)


def _within_scale(scale: Axis, row: Row) -> Row:
    """The row without a target or a last score that lies off the scale."""
    last = row.last if row.last and scale.low <= row.last.place <= scale.high else None
    if row.target is None or scale.low <= row.target.place <= scale.high:
        return row._replace(last=last)
    return row._replace(last=last, target=None, off=row.target.words)


def _axis(playbook: Playbook, drawn: Sequence[Row]) -> Axis:
    """The scale of the playbook, wide enough for every score."""
    places = [mark.place for row in drawn for mark in (row.score, row.low, row.high) if mark]
    if playbook.scoring.method == "sum":
        return _share_axis(min(places, default=Fraction(0)), max(places, default=Fraction(1)))
    low, high = scale_ends(playbook)
    low, high = min(low, high, *places), max(low, high, *places)
    high = high if high > low else low + 1
    words = f"on a scale {sentences.format_scale(playbook)}"
    named = _level_ticks(playbook, low, high)
    if named:
        return Axis(low, high, named, (), words)
    zones = tuple(Zone(band.low.exact, band.high.exact, one_line(band.label)) for band in playbook.scoring.bands)
    return Axis(low, high, tuple(_edge_ticks(zones) if zones else _round_ticks(low, high)), zones, words)


def _share_axis(lowest: Fraction, highest: Fraction) -> Axis:
    """From nothing to all of the possible points, further where a value lies outside."""
    low, high = min(0, 4 * lowest // 1), max(4, -(-4 * highest // 1))
    step = max(1, -(-(high - low) // MAX_TICKS))
    ticks = (Tick(Fraction(n, 4), f"{25 * n}%", "") for n in range(low, high + 1, step))
    return Axis(Fraction(low, 4), Fraction(high, 4), tuple(ticks), (), "as a share of the points that are possible")


def _level_ticks(playbook: Playbook, low: Fraction, high: Fraction) -> tuple[Tick, ...]:
    """The levels of the shared scale where scores are on it and they have names."""
    levels = playbook.scale
    if playbook.scoring.rescale is not None or len(levels) > MAX_LEVELS or not any(one.name for one in levels):
        return ()
    ticks = sorted(Tick(one.value.exact, one.value.text, one_line(one.name)) for one in levels)
    return tuple(tick for tick in ticks if low <= tick.place <= high)


def _edge_ticks(zones: Sequence[Zone]) -> Iterator[Tick]:
    for place in dict.fromkeys(end for zone in zones for end in (zone.low, zone.high)):
        yield Tick(place, sentences.format_decimal(place), "")


def _round_ticks(low: Fraction, high: Fraction) -> Iterator[Tick]:
    """Round numbers from low to high, few enough to be read: every 1, 2 or 5 times a power of ten."""
    steps = (Fraction(base) * Fraction(10) ** power for power in range(-6, 12) for base in (1, 2, 5))
    step = next(step for step in steps if (high - low) / step < MAX_TICKS)
    for number in range(-(-low // step), high // step + 1):
        yield Tick(number * step, sentences.format_decimal(number * step), "")
