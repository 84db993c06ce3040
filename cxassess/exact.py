"""Exact numbers: decimal text is read, calculated with as integers and fractions, and rounded once, when shown."""

import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

MICRO = 1_000_000
DECIMAL = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")


class Number(NamedTuple):
    """A decimal: as it was written, and as a whole number of millionths (`micro`)."""

    text: str
    micro: int

    @property
    def exact(self) -> Fraction:
        """The number as a fraction."""
        return Fraction(self.micro, MICRO)

    @property
    def json(self) -> int | float:
        """The number for JSON; with 15 digits at most a float gives back what was written."""
        return float(self.text) if "." in self.text else int(self.text)


def parse_number(text: str) -> Number | None:
    """The Number that text means (ASCII digits, at most nine before and six after the point); None for other text."""
    if DECIMAL.fullmatch(text) is None:
        return None
    whole, _, part = text.partition(".")
    sign = -1 if whole.startswith("-") else 1
    return Number(text, int(whole) * MICRO + sign * int(part.ljust(6, "0")))


ONE = Number("1", MICRO)

Ratio = tuple[int, int]
"""An exact number that is only computed with: numerator and denominator above 0, not reduced, in a tenth of a fraction's time."""


def rounded(value: Ratio, decimals: int) -> int:
    """The value in whole units of its last decimal, a half rounded away from zero: 2.345 with two decimals is 235."""
    numerator, denominator = value
    units = (2 * abs(numerator) * int(10**decimals) + denominator) // (2 * denominator)
    return -units if numerator < 0 else units


def format_rounded(value: Fraction, decimals: int) -> str:
    """The value with so many decimals, rounded half-up; never `-0`."""
    return format_ratio(value.as_integer_ratio(), decimals)


@lru_cache(maxsize=10_000)  # of many files, plays of a few questions have the same few scores
def format_ratio(value: Ratio, decimals: int) -> str:
    """The same of a ratio."""
    units = rounded(value, decimals)
    whole, part = divmod(abs(units), 10**decimals)
    sign = "-" if units < 0 else ""
    return f"{sign}{whole}.{part:0{decimals}d}" if decimals else f"{sign}{whole}"


def difference_shown(left: str, right: str) -> str:
    """The difference of two decimals as they are printed, with its sign: `2.55` and `2.25` give `+0.30`; `0.00` for none.

    A reader who subtracts the printed numbers gets this number, which the rounded exact difference may miss by a digit.
    """
    places = max(len(text.partition(".")[2]) for text in (left, right))
    shown = format_rounded(Fraction(left) - Fraction(right), places)
    return f"+{shown}" if shown.strip("0.-") and not shown.startswith("-") else shown


def smallest_shown(text: str) -> str:
    """The smallest number with as many decimals as a printed one: `0.01`, or `1` where it has none."""
    places = len(text.partition(".")[2])
    return format_rounded(Fraction(1, 10**places), places)


def decimal_or_fraction(value: Fraction) -> str:
    """The value as a decimal of at most six places where it is one, else as a fraction: `0.5`, `1/3`."""
    for places in range(7):
        if (value * 10**places).denominator == 1:
            return format_rounded(value, places)
    return str(value)


@lru_cache(maxsize=1_000)
def ratio_rounded_down(part: int, whole: int) -> str | None:
    """`part` ÷ `whole` with two decimals, rounded down; None when the whole is 0."""
    if whole == 0:
        return None
    cents = 100 * part // whole
    return f"{cents // 100}.{cents % 100:02d}"
