"""Dates as people write them."""

from __future__ import annotations

import pytest

from cxassess.dates import meant_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        *((text, "2026-09-03") for text in ("2026-9-3", "2026/09/03", "2026.9.3", "9/3/2026", "09-03-2026", "9/3/26")),
        *((text, "2026-09-03") for text in ("Sept. 3, 2026", "sep 3 2026", "September 3rd, 2026", "3 September 2026", "3 Sep. 2026")),
        *((text, "") for text in ("", "last May", "2026", "May 2026", "13/1/2026", "Sept 31, 2026", "3.9.2026", "Septober 3, 2026", "9/3/126")),
    ],
)  # fmt: skip
def test_the_date_that_is_meant(text: str, date: str) -> None:
    assert meant_date(text) == date
