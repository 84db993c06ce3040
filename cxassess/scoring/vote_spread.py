"""How several people's votes on a question are spread: how many for each level, the median, and how far they agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import NamedTuple

from cxassess.playbook import Level, Question

_EXACT = Context(prec=50, rounding=ROUND_HALF_EVEN)  # logarithms of Decimal are correctly rounded on every machine
_DIGITS, _SHOWN = Decimal(1).scaleb(-30), Decimal("0.01")


class ConsensusTerm(NamedTuple):
    """A level with votes: how many, its value, and |value − mean| ÷ the range of the values."""

    level: Level
    votes: int
    distance: Fraction


class VoteSpread(NamedTuple):
    """The votes on a question: `terms` are the levels with votes, lowest first.

    `median` is the middle vote, of an even number the lower of the two in the middle, as `merge` takes it. `spread` is how
    many levels lie between the lowest and the highest vote. `mean` is of the votes' values, `whole` the highest less the lowest
    value of the levels. `consensus` is
    the measure of Tastle and Wierman, 1 + Σ pᵢ log₂(1 − |xᵢ − mean| ÷ whole): 1 where all votes are the same, 0 where half
    are at either end. It is irrational, and kept to 30 decimals.
    """

    terms: tuple[ConsensusTerm, ...]
    n: int
    median: Level
    spread: int
    mean: Fraction
    whole: Fraction
    consensus: Decimal

    @property
    def shown(self) -> str:
        """The consensus with two decimals, rounded half up."""
        return str(abs(self.consensus.quantize(_SHOWN, ROUND_HALF_UP)))


def spread_of_votes(question: Question, levels: Iterable[str]) -> VoteSpread | None:
    """How the votes, keys of levels of the question, are spread; None without a vote."""
    counts = Counter(key for key in levels if key in question.by_key)
    if not counts:
        return None
    order = list(question.by_key)
    keys = sorted(counts, key=order.index)
    n = counts.total()
    values = [level.value.exact for level in question.levels]
    whole = max(values) - min(values)
    mean = sum((counts[key] * question.by_key[key].value.exact for key in keys), Fraction(0)) / n
    terms = tuple(
        ConsensusTerm(
            question.by_key[key],
            counts[key],
            abs(question.by_key[key].value.exact - mean) / whole if whole else Fraction(0),
        )
        for key in keys
    )
    middle = [key for key in keys for _ in range(counts[key])][(n - 1) // 2]
    spread = order.index(keys[-1]) - order.index(keys[0])
    return VoteSpread(terms, n, question.by_key[middle], spread, mean, whole, _consensus(terms, n))


def _consensus(terms: Sequence[ConsensusTerm], n: int) -> Decimal:
    """1 + Σ pᵢ log₂(1 − distanceᵢ)."""
    total = Decimal(0)
    for _, count, distance in terms:
        left = 1 - distance
        ratio = _EXACT.divide(Decimal(left.numerator), Decimal(left.denominator))
        total = _EXACT.add(total, _EXACT.multiply(Decimal(count), _EXACT.ln(ratio)))
    share = _EXACT.divide(total, _EXACT.multiply(Decimal(n), _EXACT.ln(Decimal(2))))
    return _EXACT.add(Decimal(1), share).quantize(_DIGITS, ROUND_HALF_EVEN, _EXACT)
