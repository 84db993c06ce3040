"""The lowest and the highest score where it is open which questions, or plays, count: those are left out that help most."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TypeVar

T = TypeVar("T", int, Fraction)  # points: Σ weight × value


def lowest_mean(points: T, weight: int, optional: Iterable[tuple[int, T]]) -> tuple[T, int]:
    """Points and weight of the lowest mean, whichever of the optional terms, weight and value, count; none is no score."""
    for term_weight, value in sorted(optional, key=lambda term: term[1]):
        if weight == 0 or value * weight < points:  # a term below the mean lowers it; the next ones are higher
            points, weight = points + term_weight * value, weight + term_weight
    return points, weight


def highest_mean(points: T, weight: int, optional: Iterable[tuple[int, T]]) -> tuple[T, int]:
    """The same of the highest mean."""
    lowest, weight = lowest_mean(-points, weight, [(term_weight, -value) for term_weight, value in optional])
    return -lowest, weight


def lowest_sum(points: int, weight: int, optional: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Points and weight of the lowest sum, whichever of the optional terms, weight and value, count; none is no score."""
    terms = sorted(optional, key=lambda term: term[0] * term[1])
    for term_weight, value in terms:
        if weight == 0 or value < 0:
            points, weight = points + term_weight * value, weight + term_weight
    return points, weight


def highest_sum(points: int, weight: int, optional: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """The same of the highest sum."""
    lowest, weight = lowest_sum(-points, weight, [(term_weight, -value) for term_weight, value in optional])
    return -lowest, weight
