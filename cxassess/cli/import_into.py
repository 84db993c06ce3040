"""Tables brought into an answer file that is there: only what they change, and nothing that both sides changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from cxassess.answers import Library
from cxassess.answers.file.conflict import format_value
from cxassess.cli import answer_files
from cxassess.cli.exit_codes import BAD_INPUT, CONFLICT, CommandError, priority_exit_code
from cxassess.cli.shared import Reporter, write_stdout
from cxassess.exchange.read_row import Data
from cxassess.exchange.returned import Returned
from cxassess.exchange.table_changes import BASIS, Change, Taken, take_over
from cxassess.problems import Location, Problem
from cxassess.text import count_words, join_words, one_line

MAX_WAIT = 2.0  # seconds that it waits for another command to finish with the file


def import_into(
    path: str, files: Sequence[str], prefer: str, dry_run: bool, library: Library, read: Callable[[str, str], Returned]
) -> int:
    """Change an answer file by what tables change; nothing is written where both were changed."""
    answer_files.refuse_stdin(path)
    with answer_files.exclusive(path, "import", MAX_WAIT):
        file, _ = answer_files.open_answers(path, library, warn=False)
        tables = read_all(files, lambda one: read(one, file.text))
        for table in tables:
            _check_basis(table, file.parsed.data, path)
        taken = take_over(tables, file.parsed.data, prefer)
        whole = {table.path for table in tables if not table.plays}
        for one in taken.partly:
            kept, other = one.in_words
            why = "it is one of several" if one.path in whole else "it answers a part of the file"
            Reporter.note(one_line(f"{one.path}: {one.label} {other} is not taken over; {path} keeps {kept} ({why})."))
        if dry_run:
            print_changes(taken.changes)
        if taken.conflicts:
            raise CommandError(CONFLICT, *_conflict_lines(taken, path, tables))
        if dry_run:
            return 0
        if not taken.edits:
            Reporter.note(f"{path} already says all of this; nothing was changed.")
            return 0
        answer_files.back_up(path)
        answer_files.save_edits(file, taken.edits)
    for change in taken.changes:
        Reporter.note(one_line(change.line))
    changes, paths = count_words(len(taken.changes), "change"), dict.fromkeys(change.path for change in taken.changes)
    Reporter.note(f"Changed {path}: {changes} from {join_words(paths)}.")
    return 0


def _check_basis(table: Returned, data: Data, path: str) -> None:
    """Raise CommandError where a table answers another playbook than the file, or with other overlays."""
    different = [name for name in BASIS if (table.data.get(name) or []) != (data.get(name) or [])]
    if different:
        here, there = (format_value(side.get(different[0])) for side in (table.data, data))
        message = f"its {different[0]} is {here}, but that of {path} is {there}"
        Reporter.problems([Problem(Location(table.path, 1, 1), message, "give the file that it was made from")])
        raise CommandError(BAD_INPUT, f"{path}: nothing was changed")


def _conflict_lines(taken: Taken, path: str, tables: Sequence[Returned]) -> Iterator[str]:
    for one in taken.conflicts:
        theirs, ours = one.in_words
        yield one_line(f"{one.path}: {one.label}: {ours} here, but {theirs} in {one.other or path}")
    what = count_words(len(taken.conflicts), "difference")
    why = (
        "changed on both sides since the export"
        if all(table.base and table.base.get("answers") for table in tables)
        else "answered on both sides"
    )
    yield f"{path}: nothing was written, because of {what}: {why} (add --prefer import, or --prefer file to keep the file's)"


def read_all(files: Sequence[str], read: Callable[[str], Returned]) -> list[Returned]:
    """All tables. Raises CommandError after the problems of each were printed."""
    tables, codes = [], []
    for file in files:
        try:
            tables.append(read(file))
        except CommandError as error:
            codes.append(Reporter.failure(error))
    if codes:
        raise CommandError(priority_exit_code(codes), "nothing was imported")
    return tables


def print_changes(changes: Sequence[Change]) -> None:
    """A line for each change on standard output."""
    write_stdout("".join(f"{one_line(change.line)}\n" for change in changes))
