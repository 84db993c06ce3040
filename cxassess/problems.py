"""Problems with a file: where, what is wrong, and what to do about it."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from cxassess.text import cut, excerpt, safe_text, shorten

MAX_HINTED = 200  # problems for which the nearest known word is looked up, which costs more than the rest
MAX_SHOWN = 50  # problems printed of one file; the rest are counted, so that a hostile file cannot flood a terminal


class Page(NamedTuple):
    """A text file as read: its path as given and its content without a byte-order mark.

    Or one sheet of a workbook, by its name and its number from 1: its places are cells, and `content` is empty.
    """

    path: str
    content: str
    sheet: str = ""
    number: int = 0

    def line(self, number: int) -> str:
        """The line with this number, counted from 1; empty when there is none."""
        starts = _line_starts(self.content)
        if not 0 < number <= len(starts):
            return ""
        start = starts[number - 1]
        end = self.content.find("\n", start)
        return self.content[start : None if end < 0 else end].rstrip("\r")

    def at(self, line: int, column: int) -> "Location":
        """The place with this line and column, counted from 1."""
        return Location(self.path, line, column, self)

    def at_offset(self, offset: int) -> "Location":
        """The place of the character at this offset into the content."""
        line_start = self.content.rfind("\n", 0, offset) + 1
        return self.at(self.content.count("\n", 0, offset) + 1, offset - line_start + 1)


@lru_cache(maxsize=1)
def _line_starts(content: str) -> list[int]:
    """Where each line begins, kept: a file may have two million lines, and many problems at its end."""
    return [0, *(match.end() for match in re.finditer("\n", content))]


def column_letters(column: int) -> str:
    """The letters of a column of a sheet, counted from 1: A, B … Z, AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class Location(NamedTuple):
    """A place in a file: line and column count from 1, columns in characters; in a sheet they are row and column."""

    path: str
    line: int
    column: int
    page: Page | None = None

    def __str__(self) -> str:
        if self.page is not None and self.page.sheet:
            sheet = shorten(self.page.sheet)
            return f"{safe_text(self.path)}: sheet '{sheet}', {column_letters(self.column)}{self.line}"
        return f"{safe_text(self.path)}:{self.line}:{self.column}"

    def __repr__(self) -> str:  # without the page: nothing that people wrote belongs in a traceback
        return str(self)

    @property
    def order(self) -> tuple[str, int, int, int]:
        """The key to sort places by."""
        return self.path, self.page.number if self.page else 0, self.line, self.column

    def source_line(self) -> str:
        """The line of the file at this place, fit for a screen and at most 100 characters."""
        if self.page is None:
            return ""
        return excerpt(self.page.line(self.line), self.column)


Locator = Callable[[str], Location | None]
"""Where a part of something was written, such as `levels` or `next/3`; None where it is not known."""


def no_location(part: str) -> None:
    """The locator that knows no part."""


class Problem(NamedTuple):
    """An error, or a warning that changes no exit code: where, what is wrong, what to do."""

    where: Location
    message: str
    hint: str = ""
    warning: bool = False

    def lines(self) -> Iterator[str]:
        """`FILE:LINE:COL: error: what is wrong (what to do)`, then that line of the file."""
        kind = "warning" if self.warning else "error"
        hint = f" ({safe_text(cut(self.hint))})" if self.hint else ""
        yield f"{self.where}: {kind}: {safe_text(cut(self.message))}{hint}"
        source = self.where.source_line()
        if source.strip():
            yield f"    {source}"


class Invalid(Exception):
    """A file cannot be used; `problems` holds every problem in it, by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.where.order)
        super().__init__("\n".join(problem.message for problem in self.problems))


class Unavailable(Exception):
    """Something cannot be done on this machine; the text says what to install."""


class Nonconforming(Exception):
    """A file would break the standard that it has to follow; the text says how."""


class Problems:
    """Collects the problems of a file, so that a reader need not stop at the first."""

    def __init__(self) -> None:
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []
        self.suppressed: set[tuple[str, int, int, int]] = set()

    def error(self, where: Location, message: str, hint: str = "") -> None:
        """Note something that makes the file unusable."""
        if where.order not in self.suppressed:
            self.errors.append(Problem(where, message, hint))

    @property
    def too_many(self) -> bool:
        """Whether so much is wrong that nobody will read all of it."""
        return len(self.errors) >= MAX_HINTED

    def suppress(self, where: Location) -> None:
        """Ignore further errors at this place: its text was refused, and they would only follow from that."""
        self.suppressed.add(where.order)

    def warn(self, where: Location, message: str, hint: str = "") -> None:
        """Note something odd that changes no exit code."""
        self.warnings.append(Problem(where, message, hint, warning=True))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add problems that were collected elsewhere."""
        for problem in problems:
            (self.warnings if problem.warning else self.errors).append(problem)

    def check(self) -> None:
        """Raise Invalid with every problem, warnings included, when there is an error."""
        if self.errors:
            raise Invalid([*self.errors, *self.warnings])


def format_problems(problems: Iterable[Problem]) -> Iterator[str]:
    """The lines that show problems, by place: at most MAX_SHOWN of each file and a count of the rest."""
    by_path: dict[str, list[Problem]] = {}
    for problem in sorted(problems, key=lambda problem: problem.where.order):
        by_path.setdefault(problem.where.path, []).append(problem)
    for path, of_file in by_path.items():
        for problem in of_file[:MAX_SHOWN]:
            yield from problem.lines()
        if len(of_file) > MAX_SHOWN:
            yield f"{safe_text(path)}: and {len(of_file) - MAX_SHOWN} more; fix these first"
