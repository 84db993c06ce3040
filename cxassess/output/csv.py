"""A table as CSV, in which no text is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from cxassess.output.rows import NUMBER, Cell
from cxassess.text import one_line

_FORMULA_SIGNS = tuple("=+-@\t\r＝＋－＠")
_ROWS_AT_ONCE = 500


def table_csv(columns: Mapping[str, str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """A table with its header, in pieces; `columns` says what each holds."""
    yield _line([*map(escape_formula, columns)])
    words = [holds != NUMBER for holds in columns.values()]
    lines = (
        _line(
            [
                _escape(cell) if is_word and isinstance(cell, str) else cell
                for cell, is_word in zip(row, words, strict=True)
            ]
        )
        for row in rows
    )
    while piece := "".join(islice(lines, _ROWS_AT_ONCE)):
        yield piece


def _line(row: Sequence[Cell]) -> str:
    """A line. A cell with a comma or a quote is quoted by `csv`, which takes three times as long as a join."""
    line = ",".join([cell if type(cell) is str else "" if cell is None else str(cell) for cell in row])
    if line.count(",") + 1 != len(row) or not line or '"' in line or "\n" in line or "\r" in line:
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow(row)
        line = out.getvalue()
    return f"{line}\n"


def escape_formula(text: str) -> str:
    """Text that a spreadsheet will not take for a formula: an apostrophe before a sign that begins one."""
    line = one_line(text)
    return f"'{line}" if len(line) > 1 and line.startswith(_FORMULA_SIGNS) else line  # a sign alone computes nothing


_escape = lru_cache(maxsize=5_000)(escape_formula)  # rows share most of their words
