"""Work that several processes share: every item is done, and its value comes in order, however long each takes."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from cxassess.portfolio.process_pool import MAX_AHEAD, map_in_order


def make() -> Callable[[int], int]:
    return slow_first


def slow_first(item: int) -> int:
    time.sleep(0.15 if item == 0 else 0)
    return item * item


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_an_item_that_takes_long_costs_no_other(jobs: int) -> None:
    items = range(MAX_AHEAD * jobs + 60)  # more than may wait for the first
    assert list(map_in_order(make, items, jobs, 1)) == [item * item for item in items]
