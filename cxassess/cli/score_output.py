"""The results of scored files, written in the format that was asked for: each file's part made where it is scored."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from cxassess.cli.batch_task import keep_assessment
from cxassess.cli.exit_codes import USAGE, CommandError
from cxassess.cli.shared import Reporter, access_error, check_output, write_output
from cxassess.files import open_spool, read_pieces

if TYPE_CHECKING:
    from cxassess.output.rows import Cell, FileRows
    from cxassess.output.xlsx import NotScored
    from cxassess.scoring import Assessment

TABLE, JSON, JSON_LINES, CSV, XLSX = "table", "json", "jsonl", "csv", "xlsx"
SUFFIXES = {".csv": CSV, ".json": JSON, ".jsonl": JSON_LINES, ".xlsx": XLSX}
RESULTS, QUESTIONS = ROWS = ("results", "questions")
MAX_IN_FULL = 3  # files of which a table shows every play, and every warning is printed; of more, each is a line


class Output(NamedTuple):
    """Where results go (`path`, `-` for standard output), in which format, and what a row is."""

    path: str
    format: str
    rows: str
    force: bool
    view: str

    @property
    def is_streamed(self) -> bool:
        """Whether each result is printed as soon as it is there."""
        return self.path == "-" and self.format in (JSON, JSON_LINES)


def parse_output(path: str, format: str, rows: str, force: bool, view: str) -> Output:
    """The output that -o, --format and --rows ask for. Raises CommandError where they do not fit, or it may not be written."""
    if rows not in ROWS:
        raise CommandError(USAGE, f"--rows {rows} is not known (write {' or '.join(ROWS)})")
    by_suffix = SUFFIXES.get(Path(path).suffix.lower(), "")
    if path and not by_suffix and ((path != "-" and not format) or format == TABLE):
        known = ", ".join(SUFFIXES)
        raise CommandError(USAGE, f"{path}: '{Path(path).suffix}' is not a supported file type (use {known})")
    if by_suffix and format not in ("", by_suffix):
        raise CommandError(USAGE, f"{path}: this would be {by_suffix}, but --format is {format} (leave out --format)")
    format = by_suffix or format or TABLE
    if rows == QUESTIONS and format not in (CSV, XLSX):
        hint = "add --format csv, or -o FILE.csv or FILE.xlsx; JSON has the questions already"
        raise CommandError(USAGE, f"--rows questions makes a table for spreadsheets ({hint})")
    if path:
        check_output(path, force)
    return Output(path or "-", format, rows, force, view)


def result_maker(output: Output, files: int) -> Callable[[Assessment], Any]:
    """What each of so many files gives for an output; it can go to other processes."""
    if output.format in (CSV, XLSX):
        from cxassess.output.rows import file_rows

        return partial(file_rows, view=output.view, kind=output.rows)
    if output.format in (JSON, JSON_LINES):
        from cxassess.output.result import result_json, result_line

        return result_json if output.format == JSON else result_line
    if files > MAX_IN_FULL:
        from cxassess.output.terminal_overview import summarize

        return partial(summarize, view=output.view)
    return keep_assessment


def write_results(
    output: Output, values: Iterable[Any], files: int, several: bool, refused: Sequence[NotScored] = ()
) -> None:
    """Write what `result_maker` made of each file, in this order; where no file gave anything, no file is written.

    several: whether more than one file was meant, and JSON is an array. refused: the files that gave nothing, known
    when all values are there; a workbook lists them. Raises CommandError.
    """
    values = iter(values)
    first = list(islice(values, 1))
    if output.path != "-" and not first:
        Reporter.error(f"cxassess: nothing was scored, so {output.path} was not written")
        return
    _write_all(output, chain(first, values), files, several, refused)
    if output.path != "-":
        Reporter.note(f"Wrote {output.path}")


def _write_all(output: Output, values: Iterable[Any], files: int, several: bool, refused: Sequence[NotScored]) -> None:
    if output.format == TABLE:
        _print_table(list(values), files, output.view)
    elif output.format in (CSV, XLSX):
        with _spool(output) as file:
            _write_rows(output, values, file, refused)
    elif output.path == "-":
        write_output("-", _json_pieces(output, values, several), force=False)
    else:
        with _spool(output) as file:
            for piece in _json_pieces(output, values, several):
                with _no_room(output):
                    file.write(piece)
            write_output(output.path, read_pieces(file), output.force)


def _print_table(values: list[Any], files: int, view: str) -> None:
    if files > MAX_IN_FULL:
        from cxassess.output.terminal_overview import print_summaries

        print_summaries(values, view)
        return
    from cxassess.output.terminal_scores import print_assessment

    for number, assessment in enumerate(values):
        if number:
            print()
        print_assessment(assessment, view)


def _json_pieces(output: Output, results: Iterable[str], several: bool) -> Iterator[bytes]:
    if several and output.format == JSON:
        from cxassess.output.result import result_array

        results = result_array(results)
    return map(encode, results)


def _write_rows(output: Output, values: Iterable[FileRows], file: IO[bytes], refused: Sequence[NotScored]) -> None:
    """Write rows once all are there: only then the columns of the tags are known."""
    from cxassess.output.rows import COLUMNS, RowSpool, tagged_table

    spool = RowSpool(file)
    for rows in values:
        with _no_room(output):
            spool.add(rows)
    with _no_room(output):
        spool.flush()
    write_table(output, output.rows.capitalize(), *tagged_table(COLUMNS[output.rows], spool, spool.tags), refused)


def write_table(
    output: Output,
    name: str,
    columns: Mapping[str, str],
    rows: Iterable[Sequence[Cell]],
    refused: Sequence[NotScored] = (),
) -> None:
    """Write a table as CSV or as a workbook; `columns` says what each holds, `name` is that of its sheet.

    refused: files that a workbook lists on a sheet of its own. Raises CommandError, also where a workbook has no room.
    """
    if output.format == CSV:
        from cxassess.output.csv import table_csv

        write_output(output.path, map(encode, table_csv(columns, rows)), output.force)
        return
    from cxassess.output.xlsx import TooLarge, write_workbook

    with _spool(output) as book:
        try:
            with _no_room(output):
                write_workbook(book, name, columns, rows, refused)
        except TooLarge as error:
            hint = "write .csv, which has no such limit, or fewer files"
            raise CommandError(USAGE, f"{output.path}: a workbook has room for {error} ({hint})") from None
        write_output(output.path, read_pieces(book), output.force)


def encode(text: str) -> bytes:
    """Text in UTF-8; a byte of a file's name that is none, 0xFF, as `\\udcff`."""
    return text.encode("utf-8", "backslashreplace")


def _spool(output: Output) -> IO[bytes]:
    """A file without a name for what an output will be: on the same disk, where it will be a file. Raises CommandError."""
    path = Path(output.path)
    with _no_room(output):
        return open_spool(None if output.path == "-" or (path.exists() and not path.is_file()) else path.parent)


@contextlib.contextmanager
def _no_room(output: Output) -> Iterator[None]:
    """Raise CommandError where the disk is full, or its folder may not be written."""
    try:
        yield
    except OSError as error:
        raise access_error(error, error.filename or output.path) from None
