"""Tables as they are read, from a workbook or a CSV file alike: grids of cells that know their place."""

from __future__ import annotations

from typing import NamedTuple

from cxassess.problems import Location, Page, Problem

TEXT, NUMBER, DATE, TRUTH, ERROR, FORMULA = "text", "number", "date", "truth", "error", "formula"
"""What a cell holds. A formula is given as its text, `=SUM(B2:B9)`, never as the value that was last worked out."""


class Cell(NamedTuple):
    """What a cell says, as text, and where. Numbers are digits without a needless `.0`, dates YYYY-MM-DD."""

    text: str
    where: Location
    kind: str = TEXT


class Grid(NamedTuple):
    """One sheet, or a whole CSV file: its cells by row and by column, both from 1; empty cells are not there."""

    page: Page
    rows: dict[int, dict[int, Cell]]

    @property
    def name(self) -> str:
        """The name of the sheet; '' for a CSV file."""
        return self.page.sheet


def file_problem(path: str, message: str, hint: str) -> Problem:
    """A problem with a file as a whole."""
    return Problem(Location(path, 1, 1), message, hint)
