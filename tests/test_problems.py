"""Places of problems: lines and columns of a text, cells of a sheet."""

from __future__ import annotations

import pytest

from cxassess.problems import Location, Page, Problem, column_letters, format_problems


@pytest.mark.parametrize(
    ("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")]
)
def test_the_letters_of_a_column(column: int, letters: str) -> None:
    assert column_letters(column) == letters


def test_a_place_in_a_sheet_is_a_cell() -> None:
    where = Page("bureau.xlsx", "", "P3", 4).at(7, 4)
    assert str(where) == "bureau.xlsx: sheet 'P3', D7"
    assert [*Problem(where, "this is wrong", "do that").lines()] == [
        "bureau.xlsx: sheet 'P3', D7: error: this is wrong (do that)"
    ]


def test_the_name_of_a_sheet_cannot_steer_a_terminal() -> None:
    assert str(Page("a.xlsx", "", "P3\x1b[2J\n", 1).at(1, 1)) == "a.xlsx: sheet 'P3\\u{1B}[2J', A1"


def test_problems_of_a_workbook_are_in_the_order_of_its_sheets() -> None:
    sheets = [Page("a.xlsx", "", name, number) for number, name in enumerate(("Z", "A"), 1)]
    problems = [Problem(sheet.at(row, 2), "x") for sheet in sheets[::-1] for row in (10, 9)]
    assert [line.split(": error")[0] for line in format_problems(problems)] == [
        "a.xlsx: sheet 'Z', B9",
        "a.xlsx: sheet 'Z', B10",
        "a.xlsx: sheet 'A', B9",
        "a.xlsx: sheet 'A', B10",
    ]


def test_a_place_in_a_text_stays_as_it_was() -> None:
    assert str(Location("a.yaml", 3, 5)) == "a.yaml:3:5"
