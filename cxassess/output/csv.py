"""Assessments as CSV: rows of results or of questions, with a column for each tag that any of the files has."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from cxassess.output.rows import COLUMNS, NUMBER, Cell, FileRows, file_rows, tag_columns
from cxassess.scoring import Assessment
from cxassess.text import one_line

_FORMULA_SIGNS = tuple("=+-@\t\r＝＋－＠")


def csv_rows(assessment: Assessment, view: str, kind: str) -> FileRows:
    """The rows of an assessment as lines, which `csv_lines` completes when the tags of all files are known."""
    file = file_rows(assessment, view, kind, _escape)
    return file._replace(rows=_format(file.rows))


def csv_lines(files: Iterable[FileRows], kind: str, tags: Iterable[str]) -> Iterator[str]:
    """The table with its header from the rows of each file; `tags` are the names of all tags."""
    names = sorted(tags)
    yield _format([[*COLUMNS[kind], *map(escape_formula, tag_columns(names))]])
    for file in files:
        assert isinstance(file.rows, str)
        if names:
            by_name = dict(file.tags)
            cells = _format([["", *(escape_formula(by_name.get(name, "")) for name in names)]])
            yield file.rows.replace("\n", cells)  # no cell has a line end
        else:
            yield file.rows


def table_csv(columns: Mapping[str, str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table with its header; `columns` says what each holds. No word in it is taken for a formula."""
    cells = (
        [
            escape_formula(cell) if isinstance(cell, str) and holds != NUMBER else cell
            for cell, holds in zip(row, columns.values(), strict=True)
        ]
        for row in rows
    )
    return _format(itertools.chain([[*map(escape_formula, columns)]], cells))


def _format(rows: Iterable[Sequence[Cell]]) -> str:
    """The lines of rows. A cell with a comma or a quote is quoted by `csv`, which takes three times as long as a join."""
    lines = []
    for row in rows:
        line = ",".join([cell if type(cell) is str else "" if cell is None else str(cell) for cell in row])
        if line.count(",") + 1 != len(row) or not line or '"' in line or "\n" in line or "\r" in line:
            out = io.StringIO()
            csv.writer(out, lineterminator="").writerow(row)
            line = out.getvalue()
        lines.append(line)
    return "".join([f"{line}\n" for line in lines])


def escape_formula(text: str) -> str:
    """Text that a spreadsheet will not take for a formula: an apostrophe before a sign that begins one."""
    line = one_line(text)
    return f"'{line}" if len(line) > 1 and line.startswith(_FORMULA_SIGNS) else line  # a sign alone computes nothing


_escape = lru_cache(maxsize=5_000)(
    escape_formula
)  # the rows of a file, and files of one playbook, share most of their words
