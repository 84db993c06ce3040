"""`cxassess merge`: the answer files of several people combined into a new one."""

from __future__ import annotations

from typing import Annotated

from cxassess.answers import Library
from cxassess.answers.library import read_again
from cxassess.answers.new import Unreadable, check_readable
from cxassess.cli.answer_files import refuse_other_name
from cxassess.cli.catalog import playbook_library, refuse_unused_overlays
from cxassess.cli.exit_codes import BAD_INPUT, USAGE, CommandError
from cxassess.cli.options import ForceOption, KnownOverlayOption, PlaybookOption, argument, option
from cxassess.cli.shared import Reporter, check_output, report_problems, write_output
from cxassess.playbook import Playbook
from cxassess.portfolio.combine import combine
from cxassess.portfolio.input_file import InputFile, read_input
from cxassess.problems import Problems
from cxassess.source.decode import decode
from cxassess.source.emit import yaml_text
from cxassess.source.parse import parse


def merge(
    answers: Annotated[list[str], argument("Two or more answer files about one subject.", "ANSWERS…")],
    output: Annotated[str, option("-o --output", "The new answer file; - is standard output.", "FILE")],
    playbook: PlaybookOption = "",
    overlay: KnownOverlayOption = None,
    force: ForceOption = False,
) -> None:
    """Merge answer files about one subject into a new one.

    A question answered in one file only keeps that answer, so owners of plays can split the work.
    Where several files answer it, each level becomes a vote. If they disagree, the middle level
    is used; for an even number of votes, the lower of the two middle levels. "Don't know" is not a vote, and not
    applicable counts only where nobody gives a level. Votes inside the files are kept; they count where
    nobody agreed on a level. The same vote in several files counts once, so you can merge in steps.
    All notes, reasons and evidence are kept, with the names of those who gave them.
    Disagreements are listed on standard error. The files themselves are not changed.
    """
    if len(answers) < 2:
        raise CommandError(USAGE, "merge needs at least two answer files (give another)")
    check_output(output, force)
    _check_paths(output, answers)
    library = playbook_library(playbook, overlay)
    files = [_read(path, library) for path in answers]

    with report_problems(output):
        combined = combine(files)
    data = yaml_text(combined.data, block=2).encode("utf-8", "backslashreplace")
    try:
        check_readable(data, files[0].loaded.playbook)
    except Unreadable as error:
        raise CommandError(BAD_INPUT, f"{output}: {error} (merge fewer files)") from None
    write_output(output, data, force)
    for message in combined.messages:
        Reporter.note(message)
    if files[0].loaded.playbook.conditional:
        _warn_of_conditions(output, data, files[0].loaded.playbook)


def _warn_of_conditions(path: str, data: bytes, playbook: Playbook) -> None:
    """Warn of answers that do not count: who gave them met a condition that the merged answers do not meet."""
    from cxassess.report.conditions import condition_warnings
    from cxassess.scoring import assess

    answers = read_again(parse(decode(path, data), Problems()), playbook)
    Reporter.problems(condition_warnings(assess(playbook, answers)))


def _check_paths(output: str, answers: list[str]) -> None:
    """Raise CommandError where a file is given twice or is also the output."""
    import os

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


def _read(path: str, library: Library) -> InputFile:
    """One file, its warnings printed. Raises CommandError with every error."""
    with report_problems(path):
        file = read_input(path, library)
    refuse_unused_overlays(library, file.loaded.answers)
    Reporter.problems(file.loaded.warnings)
    return file
