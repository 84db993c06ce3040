"""The rule of a playbook as whole numbers: what each answer adds to the sums of its play, and what the sums mean.

Every answer that a question can have adds the same numbers in each of ten thousand files, so they are worked out once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from math import lcm
from typing import NamedTuple

from cxassess.answers import LEVEL, NOT_APPLICABLE, UNKNOWN
from cxassess.exact import MICRO, Ratio
from cxassess.playbook import Playbook, Question
from cxassess.scoring.bounds import highest_mean, highest_sum, lowest_mean, lowest_sum
from cxassess.scoring.gate import gate_ends, gate_rank
from cxassess.scoring.model import Counts, QuestionScore

# Σ weight × value in millionths of millionths, and Σ weight in millionths.
Total = tuple[int, int]
# The score as answered, at the lowest and at the highest; None where no question counts.
Range = tuple[Ratio | None, Ratio | None, Ratio | None]
# What one question adds: it as it counts, points and weight now, points at the lowest and at the highest and their weight,
# its place in Counts, what it means to the gate, and its points at most.
Row = tuple[QuestionScore, int, int, int, int, int, int, int | None, int]
# The ways to answer a question: what it adds at its levels, and in other states, as far as they occurred.
Ways = tuple[Question, dict[str, Row], dict[str, Row]]


class Totals(NamedTuple):
    """The sums of some questions as answered, and with open answers at their lowest and at their highest value.

    `may_drop_out` says that it may come out that none of them is asked, and so that they have no score. `possible` are
    the points at most, `ranks` what each applicable question means to the gate (see `gate_rank`).
    """

    question_scores: tuple[QuestionScore, ...]
    now: Total
    low: Total
    high: Total
    may_drop_out: bool
    counts: Counts
    possible: int
    ranks: tuple[int, ...]


class Sums:
    """The rule of one playbook; `plays` holds the ways to answer each question of each play."""

    def __init__(self, playbook: Playbook) -> None:
        self.playbook = playbook
        self.scoring = playbook.scoring
        self.by_sum = playbook.scoring.method == "sum"
        self.plays: list[list[Ways]] = [[(question, {}, {}) for question in play.questions] for play in playbook.plays]
        self.gate, self.gate_ends = playbook.scoring.gate, gate_ends(playbook)
        self.weights = [play.weight.micro for play in playbook.plays]
        self.weight = sum(self.weights)
        self.slope, self.shift, self.unit = _rescale(playbook)

    def answered(self, ways: Ways, level: str) -> Row:
        """What a question adds at a level, worked out when it is first asked for."""
        question, by_level, _ = ways
        return by_level.get(level) or by_level.setdefault(level, self.row(self.count(question, LEVEL, level)))

    def open(self, ways: Ways, state: str) -> Row:
        """What a question adds in another state."""
        question, _, by_state = ways
        return by_state.get(state) or by_state.setdefault(state, self.row(self.count(question, state)))

    def count(self, question: Question, state: str, level: str = "") -> QuestionScore:
        """A question without a condition as it counts in a state, at its level in that of a level."""
        if state == LEVEL:
            value = question.by_key[level].value.micro
            return QuestionScore(question, state, level, value, value, value)
        if state == NOT_APPLICABLE:
            given = {"top": question.highest, "bottom": question.lowest}.get(self.scoring.not_applicable)
            return QuestionScore(question, state, "", given, given, given)
        if state == UNKNOWN and self.scoring.unknown == "bottom":
            return QuestionScore(question, state, "", question.lowest, question.lowest, question.lowest)
        return QuestionScore(question, state, "", None, question.lowest, question.highest)

    def row(self, one: QuestionScore) -> Row:
        """What a question adds; where it may drop out, `total` decides that."""
        question = one.question
        weight = question.weight.micro
        kind = 0 if one.level else 1 if not one.applies else 2 if one.state == UNKNOWN else 3
        most = weight * (question.highest if one.applies else (one.now or 0))
        now = (0, 0) if one.now is None else (weight * one.now, weight)
        if one.low is None or one.high is None or one.may_drop_out:
            ends = (0, 0, 0)
        else:
            ends = (weight * one.low, weight * one.high, weight)
        return one, *now, *ends, kind, gate_rank(self.gate, one), most

    def total(self, rows: Sequence[Row], optional: Sequence[QuestionScore] = ()) -> Totals:
        """The sums over the rows; `optional` are those of them that may drop out."""
        if not rows:
            return Totals((), (0, 0), (0, 0), (0, 0), False, Counts(0, 0, 0, 0), 0, ())
        ones, points, weights, lows, highs, wholes, kinds, ranks, most = zip(
            *rows, strict=True
        )  # sums of columns: half the time of a loop
        now, weight, possible = sum(points), sum(weights), sum(most) if self.by_sum else 0
        if not any(kinds):
            return Totals(
                ones, (now, weight), (now, weight), (now, weight), False, Counts(len(ones), 0, 0, 0), possible, ranks
            )
        low, high, whole = sum(lows), sum(highs), sum(wholes)
        counts = Counts(kinds.count(0), kinds.count(1), kinds.count(2), kinds.count(3))
        ranks = tuple([rank for rank in ranks if rank is not None])
        if not optional:
            return Totals(ones, (now, weight), (low, whole), (high, whole), False, counts, possible, ranks)
        at_least, at_most = (lowest_sum, highest_sum) if self.by_sum else (lowest_mean, highest_mean)
        lowest = at_least(low, whole, [(one.question.weight.micro, one.low or 0) for one in optional])
        highest = at_most(high, whole, [(one.question.weight.micro, one.high or 0) for one in optional])
        return Totals(ones, (now, weight), lowest, highest, whole == 0, counts, possible, ranks)

    def whole(self, plays: Sequence[Totals]) -> Totals:
        """The sums over all plays, of which no question may drop out."""
        parts, nows, lows, highs, _, counts, most, ranks = zip(*plays, strict=True)
        return Totals(
            tuple(chain.from_iterable(parts)),
            _add(nows),
            _add(lows),
            _add(highs),
            False,
            Counts(*map(sum, zip(*counts, strict=True))),
            sum(most),
            tuple(chain.from_iterable(ranks)),
        )

    def range(self, totals: Totals) -> Range:
        """The scores of a play or group: Σ w·v / Σ w, or Σ w·v under the method sum."""
        now = self._score(*totals.now)
        if totals.now == totals.low == totals.high:  # as where every question has an answer
            return now, now, now
        return now, self._score(*totals.low), self._score(*totals.high)

    def _score(self, points: int, weight: int) -> Ratio | None:
        if weight == 0:
            return None
        if self.by_sum:
            return points, MICRO * MICRO
        return self.reported(points, weight * MICRO)

    def overall_range(self, plays: Sequence[Totals]) -> Range:
        """The means of the scores of plays by play weight."""
        now = self._mean([totals.now for totals in plays])
        if all(totals.now == totals.low == totals.high for totals in plays):
            return now, now, now
        if not any(totals.may_drop_out for totals in plays):
            return now, self._mean([totals.low for totals in plays]), self._mean([totals.high for totals in plays])
        by_play = list(zip(self.weights, plays, strict=True))
        certain = [(weight, totals) for weight, totals in by_play if not totals.may_drop_out]
        optional = [(weight, totals) for weight, totals in by_play if totals.may_drop_out]
        lowest = _add_means([(weight, *totals.low) for weight, totals in certain])
        highest = _add_means([(weight, *totals.high) for weight, totals in certain])
        low_end = lowest_mean(*lowest, [(weight, Fraction(*totals.low)) for weight, totals in optional])
        high_end = highest_mean(*highest, [(weight, Fraction(*totals.high)) for weight, totals in optional])
        return now, self._divided(*low_end), self._divided(*high_end)

    def _mean(self, plays: Sequence[Total]) -> Ratio | None:
        """The mean by play weight of plays with these points and weights; one without is left out."""
        weights = [weight for _, weight in plays]
        if 0 in weights:
            weights = [weight for weight in weights if weight]
            whole = sum([weight for weight, (_, own) in zip(self.weights, plays, strict=True) if own])
        else:
            whole = self.weight
        if not whole:
            return None
        divisor = lcm(*weights)
        numerator = sum(
            [
                play_weight * points * (divisor // weight)
                for play_weight, (points, weight) in zip(self.weights, plays, strict=True)
                if weight
            ]
        )
        return self.reported(numerator, divisor * whole * MICRO)

    def _divided(self, points: Fraction, weight: int) -> Ratio | None:
        return self.reported(points.numerator, points.denominator * weight * MICRO) if weight else None

    def reported(self, numerator: int, denominator: int) -> Ratio:
        """A score on the reported scale."""
        if self.unit:
            return numerator * self.slope + denominator * self.shift, denominator * self.unit
        return numerator, denominator


def _add(totals: Iterable[Total]) -> Total:
    points, weights = zip(*totals, strict=True)
    return sum(points), sum(weights)


def _add_means(terms: Sequence[tuple[int, int, int]]) -> tuple[Fraction, int]:
    """Σ weight × mean and Σ weight of plays; one without a score is left out, with its weight."""
    counted = [(play_weight, Fraction(points, weight)) for play_weight, points, weight in terms if weight]
    return sum((weight * mean for weight, mean in counted), Fraction(0)), sum(weight for weight, _ in counted)


def _rescale(playbook: Playbook) -> tuple[int, int, int]:
    """Slope, shift and unit of the reported scale, (slope × score + shift) / unit; the unit is 0 where it is the same.

    See `playbook.rescaled`, which says it in fractions.
    """
    rule = playbook.scoring.rescale
    if rule is None:
        return 1, 0, 0
    (from_low, from_high), (to_low, to_high) = rule.from_, rule.to
    rise, run = to_high.micro - to_low.micro, from_high.micro - from_low.micro
    return MICRO * rise, to_low.micro * run - from_low.micro * rise, MICRO * run


@lru_cache(maxsize=64)
def sums_of(playbook: Playbook) -> Sums:
    """The rule of a playbook, worked out once."""
    return Sums(playbook)
