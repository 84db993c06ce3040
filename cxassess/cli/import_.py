"""`cxassess import`: workbooks and tables that people filled in, back into answer files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

from cxassess.answers import Library
from cxassess.answers.file.backup import backup
from cxassess.answers.file.conflict import format_value
from cxassess.answers.new import Unreadable, check_readable
from cxassess.cli import answer_files
from cxassess.cli.catalog import find_playbook, playbook_library, read_playbook
from cxassess.cli.exit_codes import BAD_INPUT, CONFLICT, USAGE, CommandError, priority_exit_code
from cxassess.cli.merge import write_merged
from cxassess.cli.options import ForceOption, OverlayOption, PlaybookOption, argument, option
from cxassess.cli.shared import Reporter, check_output, refuse_pattern, report_problems, write_output, write_stdout
from cxassess.cli.tables import read_table
from cxassess.exchange.changed import Data
from cxassess.exchange.returned import Returned
from cxassess.exchange.taken import BASIS, Change, Taken, changes_of, take_over, without_answers_of_others
from cxassess.portfolio.input_file import InputFile
from cxassess.portfolio.status import play_statuses
from cxassess.problems import Location, Problem
from cxassess.report.conditions import condition_warnings
from cxassess.scoring import assess
from cxassess.source.emit import Unquoted, yaml_text
from cxassess.text import count_words, join_words, one_line

MAX_WAIT = 2.0  # seconds that it waits for another command to finish with the file
PREFERENCES = ("import", "file")


def import_(
    files: Annotated[list[str], argument("Workbooks (.xlsx) or tables (.csv) that came back.", "FILE…")],
    output: Annotated[
        str,
        option("--output -o", "The new answer file; - is standard output; a folder for several files.", "FILE|FOLDER/"),
    ] = "",
    into: Annotated[
        str, option("--into", "Change this answer file instead: only what was changed since the export.", "ANSWERS")
    ] = "",
    prefer: Annotated[
        list[str] | None,
        option(
            "--prefer",
            "With --into, for what was changed on both sides: import or file. With --merge, for one person's differing "
            "answers: the FILE that holds; may be repeated.",
            "import|file|FILE",
        ),
    ] = None,
    merge: Annotated[
        bool, option("--merge", "With -o FILE: merge what several people filled in, as 'cxassess merge' does.")
    ] = False,
    dry_run: Annotated[bool, option("--dry-run", "Print what would change, and write nothing.")] = False,
    playbook: PlaybookOption = "",
    overlay: OverlayOption = None,
    force: ForceOption = False,
) -> int:
    """Bring filled-in workbooks and tables back into answer files.

    \b
    cxassess import answers.xlsx -o answers.yaml         a new answer file
    cxassess import answers.xlsx --into answers.yaml     changes the file that was exported
    cxassess import ana.xlsx ben.xlsx --merge -o all.yaml
    cxassess import mail/*.xlsx -o answers/              an answer file for each

    Rows may be sorted, columns inserted and sheets renamed: questions are known by their ids, columns by their
    heads. "N/A", "dk", "3", "In part" and "Level 3 - In part" are understood; what is not clear is listed by sheet and
    cell, and nothing is imported. A table that does not name its playbook needs --playbook.
    """
    preferred = prefer or []
    _check_options(files, output, into, preferred, merge, dry_run)
    library = playbook_library(playbook, overlay)
    known = read_playbook(find_playbook(playbook), overlay or ()) if playbook else None

    def read(path: str, instead: str | None = None) -> Returned:
        returned = read_table(path, library, known, instead)
        Reporter.problems(returned.loaded.warnings)
        Reporter.problems(condition_warnings(assess(returned.loaded.playbook, returned.loaded.answers)))
        return returned

    if into:
        return _import_into(into, files, "".join(preferred), dry_run, library, read)
    if merge:
        return _import_merged(output, files, preferred, dry_run, force, read)
    return _import_each(output, files, dry_run, force, read)


def _check_options(
    files: Sequence[str], output: str, into: str, prefer: Sequence[str], merge: bool, dry_run: bool
) -> None:
    """Raise CommandError for options that do not go together, before any file is read."""
    real = [os.path.realpath(path) for path in files]
    twice = next((path for number, path in enumerate(files) if real[number] in real[:number]), "")
    if twice:
        raise CommandError(USAGE, f"{twice} is listed twice (give each file once)")
    if output and into:
        raise CommandError(USAGE, "-o makes a new file, and --into changes one (give only one of them)")
    if not (output or into or dry_run):
        raise CommandError(USAGE, "where to is missing (add -o NEW.yaml, or --into ANSWERS to change a file)")
    if prefer and not (into or merge):
        raise CommandError(USAGE, "--prefer is for --into and --merge (add one of them, or leave it out)")
    if into and prefer and prefer not in ([PREFERENCES[0]], [PREFERENCES[1]]):
        raise CommandError(USAGE, f"--prefer {' '.join(prefer)} is not known (write {join_words(PREFERENCES, 'or')})")
    for path in prefer if merge else ():
        if path not in files:
            raise CommandError(USAGE, f"--prefer {path} is not one of the files to merge (write it as it is listed)")
    if merge and (not output or len(files) < 2):
        raise CommandError(USAGE, "--merge needs two files or more, and -o FILE for the new answer file")
    if len(files) > 1 and output and not merge and not _is_folder(output):
        hint = f"write -o {Path(output).with_suffix('')}/ for an answer file each, or add --merge for one of all"
        raise CommandError(USAGE, f"{len(files)} files cannot become the one file {output} ({hint})")


def _is_folder(output: str) -> bool:
    return output.endswith(("/", os.sep)) or Path(output).is_dir()


# -- new files


def _import_each(output: str, files: Sequence[str], dry_run: bool, force: bool, read: Callable[[str], Returned]) -> int:
    """Make an answer file of each table; one that cannot be read costs only itself."""
    outputs = _outputs(output, files)
    for path in outputs.values() if not dry_run else ():
        check_output(path, force)
    codes: list[int] = []
    for file, path in outputs.items():
        try:
            returned = read(file)
            if dry_run:
                _print_changes(changes_of(returned))
            else:
                _write(path, returned, force)
        except CommandError as error:
            codes.append(Reporter.failure(error))
    if len(files) > 1 and not dry_run:
        written = len(files) - len(codes)
        rest = f" of {len(files)}" if codes else ""
        Reporter.note(
            f"Wrote {written}{rest} answer files; 'cxassess merge {output}*.yaml -o all.yaml' makes one of them."
        )
    return priority_exit_code(codes)


def _outputs(output: str, files: Sequence[str]) -> dict[str, str]:
    """The answer file that each table becomes; in a folder it has the name of the table. Raises CommandError."""
    if not _is_folder(output):
        if output and output != "-" and not os.path.lexists(output):
            answer_files.refuse_other_name(output)
        return dict.fromkeys(files, output)
    refuse_pattern(output)
    outputs = {file: str(Path(output) / f"{Path(file).stem}.yaml") for file in files}
    firsts: dict[str, str] = {}
    for file, path in outputs.items():
        if firsts.setdefault(path.casefold(), file) != file:
            raise CommandError(USAGE, f"{file} and {firsts[path.casefold()]} would both become {path} (rename one)")
    return outputs


def _write(path: str, returned: Returned, force: bool) -> None:
    """Write the answer file that a table means. Raises CommandError."""
    data = yaml_text(returned.data | {"format": Unquoted("1")}, block=2).encode("utf-8", "backslashreplace")
    try:
        check_readable(data, returned.loaded.playbook)
    except Unreadable as error:
        raise CommandError(BAD_INPUT, f"{path}: {error}") from None
    if path != "-":
        with report_problems(path):
            Path(path).parent.mkdir(parents=True, exist_ok=True)
    write_output(path, data, force)
    done = f"Read {returned.path}" if path == "-" else f"Wrote {path} from {returned.path}"
    Reporter.note(f"{done}: {_summary(returned)}.")
    answers = returned.loaded.answers
    if answers.header.date is None and path != "-":
        Reporter.note(f"No date was filled in; 'cxassess answer {path} date=YYYY-MM-DD' adds it.")


def _summary(returned: Returned) -> str:
    """How many questions are answered, and how many were changed since the table went out."""
    statuses = [*play_statuses(assess(returned.loaded.playbook, returned.loaded.answers), returned.plays)]
    answered, asked = sum(one.answered for one in statuses), sum(one.asked for one in statuses)
    changed = f", {len(returned.changed) or 'none'} filled in or changed since it was sent out" if returned.base else ""
    return f"{answered} of {count_words(asked, 'question')} answered{changed}"


def _print_changes(changes: Sequence[Change]) -> None:
    """A line for each change on standard output."""
    lines = (one_line(f"{one.path}: {one.label}: {' → '.join(one.in_words)}") for one in changes)
    write_stdout("".join(f"{line}\n" for line in lines))


def _import_merged(
    output: str,
    files: Sequence[str],
    preferred: Sequence[str],
    dry_run: bool,
    force: bool,
    read: Callable[[str], Returned],
) -> int:
    """Merge what several people filled in into a new answer file; nothing is written where one of theirs is bad."""
    if not dry_run:
        check_output(output, force)
        if not os.path.lexists(output):
            answer_files.refuse_other_name(output)
    tables = _read_all(files, read)
    if dry_run:
        _print_changes([change for table in tables for change in changes_of(table)])
        return 0
    parts = without_answers_of_others(tables)
    write_merged(output, [InputFile(part.path, part.loaded, part.root) for part in parts], preferred, force)
    return 0


def _read_all(files: Sequence[str], read: Callable[[str], Returned]) -> list[Returned]:
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


# -- a file that is there


def _import_into(
    path: str, files: Sequence[str], prefer: str, dry_run: bool, library: Library, read: Callable[[str, str], Returned]
) -> int:
    """Change an answer file by what tables change; nothing is written where both were changed."""
    answer_files.refuse_stdin(path)
    with answer_files.exclusive(path, "import", MAX_WAIT):
        file, _ = answer_files.open_answers(path, library, warn=False)
        tables = _read_all(files, lambda one: read(one, file.text))
        for table in tables:
            _check_basis(table, file.parsed.data, path)
        taken = take_over(tables, file.parsed.data, prefer)
        if taken.conflicts:
            raise CommandError(CONFLICT, *_conflict_lines(taken, path, tables))
        if dry_run:
            _print_changes(taken.changes)
            return 0
        if not taken.edits:
            Reporter.note(f"{path} says all of this already; nothing was changed.")
            return 0
        _back_up(path)
        answer_files.save_edits(file, taken.edits)
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


def _back_up(path: str) -> None:
    try:
        copy = backup(path)
    except OSError as error:
        Reporter.note(f"No backup was made: {(error.strerror or str(error)).lower()}.")
        return
    if copy is not None:
        Reporter.note(f"A copy of {path} as it was: {copy}")


def _conflict_lines(taken: Taken, path: str, tables: Sequence[Returned]) -> Iterator[str]:
    for one in taken.conflicts:
        theirs, ours = one.in_words
        yield f"{one.path}: {one.label}: {ours} here, but {theirs} in {one.other or path}"
    what = count_words(len(taken.conflicts), "difference")
    why = "changed on both sides since the export" if all(table.base for table in tables) else "answered on both sides"
    yield f"{path}: nothing was written, because of {what}: {why} (add --prefer import, or --prefer file to keep the file's)"
