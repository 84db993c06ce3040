"""What to ask of who filled in a table, where a cell does not say clearly what is meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cxassess.exchange.returned import Returned
from cxassess.problems import Location, Problem, column_letters
from cxassess.text import join_words, one_line, shorten

CHOOSE = "choose from the list"
MAX_CELLS = 20  # cells that one sentence names
_LONG = 60  # characters of a hint that is worth saying once
_CHOICES = ("write ", "or leave the cell empty")
_THEIRS = ("write ", "type ", "shorten ")  # how hints begin that who filled in the table can follow


def say_choices_once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Problems by place; what may be chosen is said at the first of those that have the same choices."""
    said: set[str] = set()
    for problem in sorted(problems, key=lambda one: one.where.order):
        if problem.hint in said and len(problem.hint) > _LONG:
            problem = problem._replace(hint="the same choices as above")
        said.add(problem.hint)
        yield problem


def request(table: Returned) -> str:
    """A sentence to send to who filled in a table, or '' for nothing that is theirs to mend.

    `Ann, CX lead (a.xlsx): please choose from the list in D5 and D6 of sheet 'P1 Know'.`
    """
    header = table.loaded.answers.header
    who = ", ".join(filter(None, [header.respondent, header.role]))
    wanted: dict[str, list[Location]] = {}
    for problem in table.unclear:
        if not problem.hint.startswith(_THEIRS):
            continue
        is_choice = problem.hint.startswith(_CHOICES[0]) and problem.hint.endswith(_CHOICES[1])
        has_list = is_choice and problem.where.page is not None and bool(problem.where.page.sheet)  # not in CSV
        places = wanted.setdefault(CHOOSE if has_list else problem.hint, [])
        places += [] if problem.where in places else [problem.where]
    if not wanted:
        return ""
    asked = "; ".join(
        f"{what} in {_cells(places)}" if what == CHOOSE else f"{what} ({_cells(places)})"
        for what, places in wanted.items()
    )
    return one_line(f"{who} ({table.path}): please {asked}." if who else f"{table.path}: please {asked}.")


def _cells(places: list[Location]) -> str:
    """Cells by their sheets: `D5 and D6 of sheet 'P1 Know'`, or `line 5` of a file without sheets."""
    by_sheet: dict[str, list[str]] = {}
    for where in places[:MAX_CELLS]:
        sheet = where.page.sheet if where.page is not None else ""
        name = f"{column_letters(where.column)}{where.line}" if sheet else f"line {where.line}"
        names = by_sheet.setdefault(sheet, [])
        names += [] if name in names else [name]
    parts = [
        f"{join_words(names)} of sheet '{shorten(sheet)}'" if sheet else join_words(names)
        for sheet, names in by_sheet.items()
    ]
    more = len(places) - MAX_CELLS
    return join_words([*parts, *([f"{more} more"] if more > 0 else [])])
