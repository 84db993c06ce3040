"""The numbers of many scores: how many, their mean, lowest, median and highest, and how many reach a level or a target."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

from cxassess.exact import MICRO, Ratio
from cxassess.portfolio.rollup_options import Level


class Stats(NamedTuple):
    """What is known of some files' scores; None where no file has a score.

    `n` counts the files with a score. `weight` and `total` are Σ weight and Σ weight × score, and `mean` is total ÷ weight;
    without weights each file weighs 1. `median` is the middle score, of an even number the middle of the two; it, the
    lowest, the highest and the counts take no account of weights. `at_level` is how many are at or above the level that
    was asked for, None where none was; `at_target` is how many of the `with_target` files reach their own target.
    `level_reached` is how many of the `with_level` files reached that level or a higher one by their playbook's rule for
    levels, None where it has none or no level was asked for.
    """

    n: int
    weight: Fraction
    total: Fraction
    mean: Fraction | None
    lowest: Fraction | None
    median: Fraction | None
    highest: Fraction | None
    at_level: int | None
    with_target: int
    at_target: int
    level_reached: int | None = None
    with_level: int = 0

    @property
    def share_at_level(self) -> Fraction | None:
        """The share of files at or above the level."""
        return Fraction(self.at_level, self.n) if self.at_level is not None and self.n else None

    @property
    def share_at_target(self) -> Fraction | None:
        """The share of the files with a target that reach it."""
        return Fraction(self.at_target, self.with_target) if self.with_target else None

    @property
    def share_level_reached(self) -> Fraction | None:
        """The share of the files with a level, reached or not, that reached the one asked for."""
        return (
            None if self.level_reached is None or not self.with_level else Fraction(self.level_reached, self.with_level)
        )


class Cell:
    """The scores of one part in one group: how many files have each, and what they weigh, in millionths.

    `gates` is how many of them reached each level, 0 for none.
    """

    __slots__ = ("at_target", "counts", "gates", "with_target")

    def __init__(self) -> None:
        self.counts: dict[Ratio, tuple[int, int]] = {}
        self.with_target = self.at_target = 0
        self.gates: dict[int, int] = {}

    def add(self, score: Ratio, target: Ratio | None, weight: int, gate: int | None = None) -> None:
        """Count the score of one file."""
        count, before = self.counts.get(score, (0, 0))
        self.counts[score] = count + 1, before + weight
        if target is not None:
            self.with_target += 1
            self.at_target += score[0] * target[1] >= target[0] * score[1]
        if gate is not None:
            self.gates[gate] = self.gates.get(gate, 0) + 1

    def add_all(self, other: Cell) -> None:
        """Count the scores of another cell as well."""
        for score, (count, weight) in other.counts.items():
            mine, before = self.counts.get(score, (0, 0))
            self.counts[score] = mine + count, before + weight
        self.with_target += other.with_target
        self.at_target += other.at_target
        for gate, count in other.gates.items():
            self.gates[gate] = self.gates.get(gate, 0) + count

    def stats(self, level: Level | None) -> Stats:
        """The exact numbers; `level` is what --at asks for."""
        scores = sorted((Fraction(*score), count, weight) for score, (count, weight) in self.counts.items())
        n = sum(count for _, count, _ in scores)
        weight = Fraction(sum(weight for _, _, weight in scores), MICRO)
        total = sum((score * weight for score, _, weight in scores), Fraction(0)) / MICRO
        at_level = None if level is None else sum(count for score, count, _ in scores if score >= level.score)
        if not scores:
            return Stats(0, weight, total, None, None, None, None, at_level, 0, 0)
        ends = scores[0][0], _median([(score, count) for score, count, _ in scores], n), scores[-1][0]
        least, with_level = level and level.reached, sum(self.gates.values())
        reached = None
        if least is not None and with_level:
            reached = sum(count for gate, count in self.gates.items() if gate >= least)
        targets = self.with_target, self.at_target
        return Stats(n, weight, total, total / weight, *ends, at_level, *targets, reached, with_level)


def _median(scores: Sequence[tuple[Fraction, int]], n: int) -> Fraction:
    """The middle of n scores that are sorted, each with how often it occurs."""
    return (_at(scores, (n - 1) // 2) + _at(scores, n // 2)) / 2


def _at(scores: Sequence[tuple[Fraction, int]], place: int) -> Fraction:
    """The score at a place, from 0."""
    passed = accumulate(count for _, count in scores)
    return next(score for (score, _), end in zip(scores, passed, strict=True) if end > place)
