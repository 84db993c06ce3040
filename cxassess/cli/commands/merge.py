"""`cxassess merge`: the answer files of several people combined into a new one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cxassess.answers import Answers, Library
from cxassess.answers.library import read_again
from cxassess.answers.new import Unreadable, check_readable
from cxassess.cli.answer_files import back_up, refuse_other_name
from cxassess.cli.batch_task import may_be_answers
from cxassess.cli.exit_codes import BAD_INPUT, USAGE, CommandError, priority_exit_code
from cxassess.cli.named_playbooks import playbook_library, refuse_unused_overlays
from cxassess.cli.options import ForceOption, KnownOverlayOption, PlaybookOption, argument, option
from cxassess.cli.shared import Reporter, access_error, check_output, report_problems, write_output
from cxassess.playbook import Playbook
from cxassess.portfolio.combine import Combined, combine
from cxassess.portfolio.combine.question import Conflict
from cxassess.portfolio.input_file import InputFile, read_input
from cxassess.portfolio.paths import answer_paths
from cxassess.report.conditions import condition_warnings
from cxassess.report.merged import CONFLICT_HINT, conflict_problems, dates_warning, kept_sentences, merge_sentences
from cxassess.scoring import assess
from cxassess.source.decode import MAX_BYTES, MAX_MIB
from cxassess.source.emit import Value, yaml_text
from cxassess.text import count_words, join_some


def merge(
    answers: Annotated[
        list[str], argument("Two or more answer files about one subject, or a folder of them.", "ANSWERS…")
    ],
    output: Annotated[str, option("-o --output", "The new answer file; - is standard output.", "FILE")],
    playbook: PlaybookOption = "",
    overlay: KnownOverlayOption = None,
    prefer: Annotated[
        list[str] | None,
        option(
            "--prefer", "The file that counts where one person answers differently in several; may be repeated.", "FILE"
        ),
    ] = None,
    force: ForceOption = False,
) -> None:
    """Merge answer files about one subject into a new one.

    A question answered in one file only keeps that answer, so owners of plays can split the work.
    Where several files answer it, each level becomes a vote. If they disagree, the middle level
    is used; for an even number of votes, the lower of the two middle levels. "Don't know" is not a vote, and not
    applicable counts only where nobody gives a level. Votes inside the files are kept; they count where
    nobody agreed on a level. A person is a name and a role and counts once, so you can merge in steps and in any order;
    one person's differing answers are an error, unless --prefer says which file counts.
    A folder means the answer files in it.
    All notes, reasons and evidence are kept, with the names of those who gave them.
    Where people differ, and what each role says, is listed on standard error. The files themselves are not changed.
    """
    if len(answers) < 2 and not Path(answers[0]).is_dir():
        raise CommandError(USAGE, "merge needs at least two answer files (give another, or a folder)")
    check_output(output, force)
    paths = _files(answers)
    _check_paths(output, paths)
    preferred = prefer or []
    for path in preferred:
        if path not in paths:
            raise CommandError(USAGE, f"--prefer {path} is not one of the files to merge (write it as it is listed)")
    library = playbook_library(playbook, overlay)
    write_merged(output, _read_all(paths, library), preferred, force)


def write_merged(output: str, files: Sequence[InputFile], preferred: Sequence[str], force: bool) -> None:
    """Combine answer files that were read, and write the new one; a copy is kept of one that it replaces.

    Raises CommandError; then nothing is written.
    """
    files = _without_copies(files)
    if warning := dates_warning(files):
        Reporter.note(warning)
    with report_problems(output):
        combined = combine(files, preferred)
    _report_conflicts(combined.conflicts)
    data = yaml_text(combined.data, block=2).encode("utf-8", "backslashreplace")
    playbook_used = files[0].loaded.playbook
    assessment = assess(playbook_used, _read_back(output, data, combined, playbook_used))
    back_up(output)
    write_output(output, data, force)
    for message in (*combined.messages, *merge_sentences(combined, assessment, len(files), output)):
        Reporter.note(message)
    Reporter.problems(condition_warnings(assessment))


def _read_back(path: str, data: bytes, combined: Combined, playbook: Playbook) -> Answers:
    """The new file as every command will read it. Raises CommandError where none could, before it is written."""
    if len(data) > MAX_BYTES:
        raise CommandError(
            BAD_INPUT,
            f"{path}: not written: merged, these files have {_mebibytes(len(data))} MiB, and no command reads more than "
            f"{MAX_MIB} MiB; notes, reasons and evidence are {_mebibytes(_text_size(combined.data))} MiB of it "
            "(shorten them in copies of the files, or merge fewer files)",
        )
    try:
        root = check_readable(data, playbook, path)
    except Unreadable as error:
        raise CommandError(BAD_INPUT, f"{path}: {error} (merge fewer files)") from None
    return read_again(root, playbook)


def _text_size(value: Value, name: str = "") -> int:
    """How many bytes the texts of answers have that people could write shorter."""
    if isinstance(value, dict):
        return sum(_text_size(item, key) for key, item in value.items())
    if isinstance(value, list):
        return sum(_text_size(item, name) for item in value)
    return len(value.encode()) if value and name in ("note", "reason", "text", "title", "link") else 0


def _mebibytes(size: int) -> str:
    tenths = -(-size * 10 // (1024 * 1024))
    return f"{tenths // 10}.{tenths % 10}"


def _without_copies(files: Sequence[InputFile]) -> list[InputFile]:
    """The files without those that are byte for byte the same as one before them, which are named."""
    first: dict[str, InputFile] = {}
    for file in files:
        same = first.setdefault(file.root.page.content, file)
        if same is not file:
            Reporter.note(f"{file.path} is the same as {same.path}, byte for byte; it counts once.")
    return list(first.values())


def _report_conflicts(conflicts: list[Conflict]) -> None:
    """Print what --prefer decided; raise CommandError for what it did not."""
    left = [one for one in conflicts if not one.kept]
    if left:
        Reporter.problems(conflict_problems(left))
        where = count_words(len({one.question.id for one in left}), "question")
        message = f"one person answers differently in several files, on {where}; nothing is written"
        raise CommandError(USAGE, f"{message} ({CONFLICT_HINT})")
    for line in kept_sentences(conflicts):
        Reporter.note(line)


def _files(given: Sequence[str]) -> list[str]:
    """The files that are given and those in folders, which are searched; each of these once.

    YAML in a folder that is no answer file is named and left out. Raises CommandError for a folder without answer files.
    """
    named = {os.path.realpath(path) for path in given if not Path(path).is_dir()}
    files, others = list[str](), list[str]()
    for path in given:
        if not Path(path).is_dir():
            files.append(path)
            continue
        searched = answer_paths([path])
        for error in searched.errors:
            raise access_error(error, error.filename or path)
        in_folder = [one for one in searched.paths if os.path.realpath(one) not in named]
        answers = [one for one in in_folder if may_be_answers(one)]
        others += [one for one in in_folder if one not in answers]
        if not answers and len(in_folder) == len(searched.paths):
            raise CommandError(USAGE, f"{path}: there is no answer file here (give a folder that has some)")
        named |= {os.path.realpath(one) for one in answers}
        files += answers
    if others:
        Reporter.note(
            f"{join_some(others)} left out: {'not an answer file' if len(others) == 1 else 'not answer files'}."
        )
    if len(files) < 2:
        raise CommandError(USAGE, f"merge needs at least two answer files, and there is only {files[0]} (give another)")
    return files


def _check_paths(output: str, answers: list[str]) -> None:
    """Raise CommandError where a file is given twice or is also the output."""
    paths: dict[str, str] = {}
    for path in answers:
        real_path = path if path == "-" else os.path.realpath(path)
        if real_path in paths:
            other = paths[real_path]
            same = "is listed twice" if other == path else f"is the same file as {other}"
            raise CommandError(USAGE, f"{path} {same} (give each file once)")
        paths[real_path] = path
    if not os.path.lexists(output):
        refuse_other_name(output)
    if output != "-" and os.path.realpath(output) in paths:
        raise CommandError(USAGE, f"{output} is one of the files to merge (give the new file after -o)")


def _read_all(paths: Sequence[str], library: Library) -> list[InputFile]:
    """Every file, the warnings printed. Raises CommandError where one cannot be used, when all were read."""
    files, failed = list[InputFile](), list[int]()
    for path in paths:
        try:
            files.append(_read(path, library))
        except CommandError as error:
            failed.append(Reporter.failure(error))
    if failed:
        raise CommandError(priority_exit_code(failed))
    return files


def _read(path: str, library: Library) -> InputFile:
    """One file, its warnings printed. Raises CommandError with every error."""
    with report_problems(path):
        file = read_input(path, library)
    refuse_unused_overlays(library, file.loaded.answers)
    Reporter.problems(file.loaded.warnings)
    return file
