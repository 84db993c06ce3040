"""The terminal: its width, tables that fit it or are read line by line, and text without markup or blanks at the end."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any, cast

from cxassess.settings import wants_plain
from cxassess.text import join_some, one_line

MIN_TITLE_WIDTH = 16  # columns that a title needs at least, broken into lines
DEFAULT_WIDTH = 100  # columns where there is no terminal to ask, so that the same inputs give the same bytes


class _TrimmedOutput(io.TextIOBase):
    """Standard output without the blanks with which tables fill their lines."""

    rest = ""

    def write(self, text: str) -> int:
        """Pass on whole lines; the last, unfinished one waits."""
        *lines, self.rest = (self.rest + text).split("\n")
        sys.stdout.write("".join(f"{line.rstrip()}\n" for line in lines))
        return len(text)

    def flush(self) -> None:
        """Nothing waits but an unfinished line."""
        sys.stdout.flush()

    def isatty(self) -> bool:
        """Whether standard output is a terminal, which may show colors."""
        return sys.stdout.isatty()


def console(most: int = 0) -> Any:
    """A rich console that takes text as text: no markup, no emoji codes, no highlighting.

    most: its columns at most, unless COLUMNS says more; 0 for all that there are.
    """
    from rich.console import Console

    asked = os.environ.get("COLUMNS", "")
    width = int(asked) if asked.isdecimal() and asked != "0" else None if sys.stdout.isatty() else DEFAULT_WIDTH
    out = Console(file=cast(Any, _TrimmedOutput()), width=width, markup=False, highlight=False, emoji=False)
    if most and not asked:
        out.width = min(out.width, most)
    return out


def make_table(header: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]], last_bold: bool = False) -> Any:
    """A table without lines; the header gives each column's title and its side, `left` or `right`; `wrap` may break lines."""
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, pad_edge=False, show_edge=False, header_style="bold")
    for title, side in header:
        grid.add_column(Text(title), justify="right" if side == "right" else "left", no_wrap=side != "wrap")
    for number, row in enumerate(rows):
        style = "bold" if last_bold and number == len(rows) - 1 else ""
        grid.add_row(*(Text(one_line(cell)) for cell in row), style=style)
    return grid


def print_table(
    out: Any,
    header: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[str]],
    *,
    title: str = "",
    last_bold: bool = False,
) -> None:
    """A table under a title; where it does not fit, or a screen reader reads it, a line for each cell that holds something."""
    if title:
        out.print(one_line(title), style="bold")
    widths = [
        max(*map(len, title.split("\n")), *(len(one_line(row[at])) for row in rows))
        for at, (title, _) in enumerate(header)
    ]
    sides = [side for _, side in header]
    fixed = sum(width + 2 for width, side in zip(widths, sides, strict=True) if side != "wrap")
    if out.width - fixed >= MIN_TITLE_WIDTH * sides.count("wrap") and not wants_plain(os.environ):
        out.print(make_table(header, rows, last_bold=last_bold))
        return
    start = 1 if header[0][0] else 2  # an id has no heading; it follows the name of its row
    for row in rows:
        named = row[0] if start == 1 or not row[1] else f"{row[1]} ({row[0]})" if row[0] else row[1]
        out.print(one_line(named), style="bold")
        for (title, _), cell in zip(header[start:], row[start:], strict=True):
            if cell:
                out.print(f"  {one_line(f'{title}: {cell}')}")


def decimals_note(cells: Iterable[Iterable[str]]) -> str:
    """Why a number has more decimals than others, in a sentence; '' where none has."""
    scores = [cell for line in cells for cell in line if re.fullmatch(r"-?[0-9]+\.[0-9]+", cell)]
    places = [len(score.partition(".")[2]) for score in scores]
    odd = dict.fromkeys(score for score, count in zip(scores, places, strict=True) if count > min(places))
    if not odd:
        return ""
    verb, they = ("has", "it") if len(odd) == 1 else ("have", "they")
    return f"{join_some(odd, 3)} {verb} one more decimal: rounded like the rest, {they} would read as the next band."
