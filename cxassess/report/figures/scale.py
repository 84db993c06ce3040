"""The scale that scores are drawn on: columns from a level to the next, bands, shares of the points, or round numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from cxassess.charts.widths import has_rare
from cxassess.playbook import Level, Playbook, rescaled, scale_ends
from cxassess.report import sentences
from cxassess.scoring import Score
from cxassess.text import one_line, shorten_at_word

MIN_LEVELS, MAX_LEVELS = 3, 12  # with fewer levels a score is a share, and with more a column has no room
MAX_NAMED = 6  # columns that have room for a name beside the number
MAX_NAME = 30  # characters of a name
MAX_COLUMNS = 6  # of round numbers
LEVELS = "Levels"  # what the columns are, besides bands, shares and round numbers


class Column(NamedTuple):
    """A stretch of the scale and what it is called; '' for one beyond the levels."""

    low: Fraction
    high: Fraction
    head: str


class Scale(NamedTuple):
    """The scale that all plays share, as columns that touch, and the level at its right end, '' for none.

    Where scores are sums, a place is a share of the points that were possible: plays of any size are then comparable.
    """

    columns: tuple[Column, ...]
    end: str
    head: str

    @property
    def low(self) -> Fraction:
        """The left end."""
        return self.columns[0].low

    @property
    def high(self) -> Fraction:
        """The right end."""
        return self.columns[-1].high

    def at(self, place: Fraction, left: int, right: int) -> int:
        """Where a place of the scale lies between the two ends of a line, in whole units."""
        exact = left + (place - self.low) / (self.high - self.low) * (right - left)
        return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)

    def column_of(self, place: Fraction) -> Column | None:
        """The column that a place lies in; None at the right end."""
        return next((column for column in self.columns if column.low <= place < column.high), None)


def place_of(result: Score, value: Fraction | None) -> Fraction | None:
    """A value on the reported scale or, where scores are sums, as a share of what was possible."""
    if value is None or result.possible == 0:
        return None
    return value if result.possible is None else value / result.possible


def label(result: Score) -> str:
    """What a row is called: its title, or its id where the title would be printed letter by letter."""
    title = one_line(result.title)
    return result.id if has_rare(title) else title or result.id


def by_score(results: Sequence[Score]) -> list[Score]:
    """The strongest first, those without a score last; ties in the order of the playbook."""

    def rank(result: Score) -> tuple[bool, Fraction]:
        place = place_of(result, result.score)
        return place is None, -(place or Fraction(0))

    return sorted(results, key=rank)


def score_scale(playbook: Playbook, places: Sequence[Fraction]) -> Scale:
    """The scale of the playbook, wide enough for every place."""
    bands, levels = tuple(_band_columns(playbook)), tuple(_level_columns(playbook))
    if playbook.scoring.method == "sum":
        quarters = (Column(Fraction(n, 4), Fraction(n + 1, 4), f"{25 * n}–{25 * (n + 1)}%") for n in range(4))
        scale = Scale(tuple(quarters), "", "Share of the points that are possible")
    elif levels and (playbook.scoring.rescale is None or not bands):
        scale = Scale(levels, _level_name(playbook.scale[-1], len(levels)), LEVELS)
    else:
        columns = bands or tuple(_round_columns(*scale_ends(playbook)))
        scale = Scale(columns, "", f"Scale {sentences.format_scale(playbook)}")
    return _widen(scale, places)


def _widen(scale: Scale, places: Sequence[Fraction]) -> Scale:
    """The scale with a column without a name at an end that scores lie beyond."""
    low, high = min(places, default=scale.low), max(places, default=scale.high)
    before = (Column(low, scale.low, ""),) if low < scale.low else ()
    after = (Column(scale.high, high, ""),) if high > scale.high else ()
    return Scale((*before, *scale.columns, *after), "" if after else scale.end, scale.head)


def _level_columns(playbook: Playbook) -> Iterator[Column]:
    """From each level of the shared scale to the next, where there are some and their values rise."""
    values = [rescaled(playbook, level.value.exact) for level in playbook.scale]
    if MIN_LEVELS <= len(values) <= MAX_LEVELS and all(lower < higher for lower, higher in pairwise(values)):
        for number, (low, high) in enumerate(pairwise(values)):
            yield Column(low, high, _level_name(playbook.scale[number], len(values) - 1))


def _level_name(level: Level, columns: int) -> str:
    """A level as a column is called: `2 Ad hoc`, or its key alone where there are many; without the key where that is a word."""
    name = shorten_at_word(level.name, MAX_NAME) if columns <= MAX_NAMED else ""
    return f"{level.key} {name}".rstrip() if level.key.isdecimal() else name or level.key


def _band_columns(playbook: Playbook) -> Iterator[Column]:
    """The bands that are wider than a point, with their ends where the name does not hold them."""
    for band in playbook.scoring.bands:
        low, high = band.low.exact, band.high.exact
        if low < high:
            label = shorten_at_word(band.label, MAX_NAME)
            ends = f"{sentences.format_decimal(low)}–{sentences.format_decimal(high)}"
            yield Column(low, high, label if any(map(str.isdecimal, label)) else f"{label} {ends}")


def _round_columns(low: Fraction, high: Fraction) -> Iterator[Column]:
    """From a round number to the next, few enough to be read: every 1, 2 or 5 times a power of ten."""
    high = high if high > low else low + 1
    steps = (Fraction(base) * Fraction(10) ** power for power in range(-6, 12) for base in (1, 2, 5))
    step = next(step for step in steps if (high - low) / step <= MAX_COLUMNS)
    inner = (number * step for number in range(low // step + 1, -(-high // step)))
    for start, end in pairwise(dict.fromkeys((low, *inner, high))):
        yield Column(start, end, f"{sentences.format_decimal(start)}–{sentences.format_decimal(end)}")
