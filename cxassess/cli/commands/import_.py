"""`cxassess import`: workbooks and tables that people filled in, back into answer files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

from cxassess.answers.new import Unreadable, check_readable
from cxassess.cli import answer_files
from cxassess.cli.commands.merge import write_merged
from cxassess.cli.exit_codes import BAD_INPUT, NO_ACCESS, USAGE, CommandError, priority_exit_code
from cxassess.cli.hints import missing_hint, new_name_hint
from cxassess.cli.import_into import import_into, print_changes, read_all
from cxassess.cli.named_playbooks import find_playbook, playbook_library, read_playbook
from cxassess.cli.options import ForceOption, OverlayOption, PlaybookOption, argument, option
from cxassess.cli.returned_tables import SUFFIXES, read_table
from cxassess.cli.shared import Reporter, access_error, check_output, refuse_pattern, report_problems, write_output
from cxassess.exchange.read_row import Data
from cxassess.exchange.returned import Returned, plain_fields
from cxassess.exchange.table_changes import Change, changes_of, without_answers_of_others
from cxassess.portfolio.input_file import InputFile
from cxassess.portfolio.paths import answer_paths
from cxassess.portfolio.status import count_answered, play_statuses
from cxassess.problems import Invalid, Problems
from cxassess.report.conditions import condition_warnings
from cxassess.scoring import assess
from cxassess.source.emit import Unquoted, yaml_text
from cxassess.source.parse import read as parse_file
from cxassess.text import join_words, one_line

_FORMAT: Data = {"format": Unquoted("1")}  # the first field of a file
PREFERENCES = ("import", "file")


def import_(
    files: Annotated[
        list[str], argument("Workbooks (.xlsx) and tables (.csv) that came back, or folders of these.", "FILE…")
    ],
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
            "answers: the FILE that counts; may be repeated.",
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
    cxassess import mail/ -o answers/                    an answer file for each

    Rows may be sorted, columns inserted and sheets renamed: questions are known by their ids, columns by their
    headings. "N/A", "dk", "3", "In part" and "Level 3 - In part" are understood; what is unclear is listed by sheet and
    cell, and nothing is imported. A table that does not name its playbook needs --playbook.
    """
    preferred, files = prefer or [], list(_search(files))
    _check_options(files, output, into, preferred, merge, dry_run)
    library = playbook_library(playbook, overlay)
    known = read_playbook(find_playbook(playbook), overlay or ()) if playbook else None

    requests = list[str]()

    def read(path: str, instead: str | None = None) -> Returned:
        returned = read_table(path, library, known, instead, requests)
        Reporter.problems(returned.loaded.warnings)
        Reporter.problems(condition_warnings(assess(returned.loaded.playbook, returned.loaded.answers)))
        return returned

    try:
        if into:
            return import_into(into, files, "".join(preferred), dry_run, library, read)
        if merge:
            return _import_merged(output, files, preferred, dry_run, force, read)
        return _import_each(output, files, dry_run, force, read)
    finally:
        for request in filter(None, requests):
            Reporter.note(request)


def _search(paths: Sequence[str]) -> Iterator[str]:
    """The tables that are meant: a folder stands for those in it. Raises CommandError for one that has none, or a pattern."""
    for path in paths:
        if not os.path.lexists(path) and new_name_hint(path):
            raise CommandError(NO_ACCESS, f"{path}: no such file ({missing_hint(path)})")
        tables = answer_paths([path], SUFFIXES)
        for error in tables.errors:
            raise access_error(error, str(error.filename))
        if tables.empty:
            raise CommandError(USAGE, f"{path}: there is no workbook or table in it")
        yield from tables.paths


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
    return output.endswith(("/", os.sep)) or (output != "" and Path(output).is_dir())


# -- new files


def _import_each(output: str, files: Sequence[str], dry_run: bool, force: bool, read: Callable[[str], Returned]) -> int:
    """Make an answer file of each table; one that cannot be read, or whose file says something else, costs only itself."""
    outputs, is_folder = _outputs(output, files), _is_folder(output)
    if not (dry_run or is_folder):
        check_output(output, force)
    if is_folder and not dry_run:
        with report_problems(output):
            Path(output).mkdir(exist_ok=True)
    codes, same = list[int](), 0
    for file, path in outputs.items():
        try:
            returned = read(file)
            if dry_run:
                print_changes(changes_of(returned))
            elif is_folder and os.path.lexists(path) and _is_same(path, returned, force):
                same += 1
            else:
                _write(path, returned, force)
        except CommandError as error:
            codes.append(Reporter.failure(error))
    if len(files) > 1 and not dry_run:
        written = len(files) - len(codes) - same
        rest = f" of {len(files)}" if codes or same else ""
        there = f", {same} already say{'s' if same == 1 else ''} the same" if same else ""
        merge = f"; 'cxassess merge {output} -o all.yaml' merges them" if written + same > 1 else ""
        Reporter.note(f"Wrote {written}{rest} answer files{there}{merge}.")
    return priority_exit_code(codes)


def _is_same(path: str, returned: Returned, force: bool) -> bool:
    """Whether an answer file says the same as a table; what differs is printed.

    Raises CommandError for one that says something else, unless it may be replaced.
    """
    problems, differences = Problems(), list[Change]()
    try:
        before = plain_fields(parse_file(path, problems))
        problems.check()
        differences = [one for one in changes_of(returned, before) if one.unit != ("format",)]
    except (Invalid, OSError):
        before = None
    if before is not None and not differences:
        Reporter.note(f"{path} already says the same as {returned.path}.")
        return True
    for one in differences:
        there, here = one.in_words
        Reporter.note(one_line(f"{one.path}: {one.label}: {here} here, but {there} in {path}"))
    if force:
        return False
    what = f"says something different from {returned.path}" if before is not None else "cannot be read"
    hint = (
        "--force replaces it" if before is None else f"--force replaces it; --into {path} takes over only changed cells"
    )
    raise CommandError(USAGE, f"{path}: this file exists and {what}, so it was left as it is ({hint})")


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
    data = yaml_text(_FORMAT | returned.data | _FORMAT, block=2).encode("utf-8", "backslashreplace")
    try:
        check_readable(data, returned.loaded.playbook)
    except Unreadable as error:
        raise CommandError(BAD_INPUT, f"{path}: {error}") from None
    check_output(path, force)
    is_there = Path(path).is_file()
    answer_files.back_up(path)
    write_output(path, data, force)
    verb = "Replaced" if is_there else "Wrote"
    done = f"Read {returned.path}" if path == "-" else f"{verb} {path} from {returned.path}"
    Reporter.note(f"{done}: {_summary(returned)}.")
    answers = returned.loaded.answers
    if answers.header.date is None and path != "-":
        Reporter.note(f"No date was filled in; 'cxassess answer {path} date=YYYY-MM-DD' adds it.")


def _summary(returned: Returned) -> str:
    """How many questions are answered, and how many were changed since the table went out."""
    statuses = play_statuses(assess(returned.loaded.playbook, returned.loaded.answers), returned.plays)
    changed = f", {len(returned.changed) or 'none'} filled in or changed since it was sent out" if returned.base else ""
    return f"{count_answered(statuses)}{changed}"


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
    tables = read_all(files, read)
    if dry_run:
        print_changes([change for table in tables for change in changes_of(table)])
        return 0
    parts = without_answers_of_others(tables)
    write_merged(output, [InputFile(part.path, part.loaded, part.root) for part in parts], preferred, force)
    return 0
