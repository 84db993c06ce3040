"""Marks some parameters of a test slow, so that a default run tries a few."""

from __future__ import annotations

from collections.abc import Iterable

import pytest


def slow_except(values: Iterable[object], *quick: object) -> list[object]:
    """Return values for `parametrize`, all but the quick ones marked slow; a tuple is a value for each name."""
    rows = [(value, value if isinstance(value, tuple) else (value,)) for value in values]
    return [pytest.param(*row, marks=() if value in quick else pytest.mark.slow) for value, row in rows]
