"""What several commands do: report problems, find and read playbooks and answers, write outputs."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cxassess.cli.exit_codes import BAD_INPUT, BAD_PLAYBOOK, NO_ACCESS, USAGE, CommandError

if TYPE_CHECKING:
    import datetime

    from cxassess.answers import Library
    from cxassess.portfolio.scored_file import ScoredFile
    from cxassess.problems import Problem
    from cxassess.scoring import Assessment


MAX_SILENCE = 1.0  # seconds that a command waits for another program without saying so
MAX_PATH = 500  # characters of a path in a message, so that it leaves room for what is wrong


class Reporter:
    """What goes to standard error; `quiet` holds back notes and warnings, never errors."""

    quiet = False

    @classmethod
    def note(cls, line: str) -> None:
        """Print something that is good to know, unless quiet."""
        if not cls.quiet:
            cls.error(line)

    @staticmethod
    def error(line: str) -> None:
        """Print what went wrong."""
        from cxassess.text import cut, safe_text

        print(safe_text(cut(line)), file=sys.stderr)

    @classmethod
    def failure(cls, error: CommandError) -> int:
        """Print what ended a command, or one file of several; its exit code."""
        for line in error.lines:
            cls.error(f"cxassess: {line}")
        return error.code

    @classmethod
    def problems(cls, problems: Iterable[Problem]) -> None:
        """Print problems, each with its place; warnings only when not quiet."""
        from cxassess.problems import format_problems

        for line in format_problems(problem for problem in problems if not (cls.quiet and problem.warning)):
            print(line, file=sys.stderr)


@contextlib.contextmanager
def report_problems(path: str, code: int = BAD_INPUT) -> Iterator[None]:
    """Print the problems of a file and raise CommandError: with this code, or 4 for the playbook of an answer file."""
    from cxassess.answers import BadPlaybook
    from cxassess.problems import Invalid

    try:
        yield
    except Invalid as invalid:
        Reporter.problems(invalid.problems)
        raise CommandError(BAD_PLAYBOOK if isinstance(invalid, BadPlaybook) else code) from None
    except OSError as error:
        raise access_error(error, str(error.filename or path)) from None


def access_error(error: OSError, path: str | Path) -> CommandError:
    """The error, with exit code 5, of a file that the system could not read or write."""
    from cxassess.cli.hints import path_hint
    from cxassess.text import cut

    reason, hint = error.strerror or str(error), path_hint(error, str(path))
    path = cut(str(path), MAX_PATH)
    return CommandError(NO_ACCESS, f"{path}: {reason[:1].lower()}{reason[1:]}{f' ({hint})' if hint else ''}")


def warn_of_unused_files(errors: Iterable[Problem]) -> None:
    """Warn once of each file that is left out for its errors: what it holds is good to have, and nothing rests on it."""
    from cxassess.text import command_line

    first = {problem.where.path: problem for problem in reversed(list(errors))}
    for path, problem in sorted(first.items()):
        hint = f"{problem.hint}; '{command_line('check', path)}' lists every error"
        message = f"this file is left out, because of an error: {problem.message}"
        Reporter.problems([problem._replace(message=message, hint=hint, warning=True)])


class NoSuchView(CommandError):
    """A playbook lacks the view that was asked for; `playbook` is its id."""

    def __init__(self, playbook: str, message: str) -> None:
        self.playbook = playbook
        super().__init__(USAGE, message)


def score_answers(path: str, library: Library, view: str = "") -> Assessment:
    """An answer file, scored, its warnings printed. Raises CommandError, also where the playbook lacks the view."""
    from cxassess.portfolio.scored_file import score_file

    return reported_assessment(score_file(path, library), view)


def reported_assessment(file: ScoredFile, view: str = "") -> Assessment:
    """The assessment of a file that was scored, its warnings printed. Raises CommandError."""
    assessment = viewed_assessment(file, view)
    for warnings in assessment_warnings(file, assessment):
        Reporter.problems(warnings)
    return assessment


def viewed_assessment(file: ScoredFile, view: str) -> Assessment:
    """The assessment of a file that was scored. Raises CommandError, also where its playbook lacks the view."""
    with report_problems(file.path):
        assessment = file.result()
    if view and view not in (names := [view.id for view in assessment.playbook.views]):
        from cxassess.text import did_you_mean

        hint = did_you_mean(view, names) or "it has no views"
        raise NoSuchView(assessment.playbook.id, f"{file.path}: {assessment.playbook.id} has no view '{view}' ({hint})")
    return assessment


def assessment_warnings(file: ScoredFile, assessment: Assessment) -> Iterator[Iterable[Problem]]:
    """The warnings of a file that was scored: of reading it, of its targets and of its conditions."""
    if file.warnings:
        yield file.warnings
    if assessment.answers.targets:
        from cxassess.report.target_warnings import target_warnings

        yield target_warnings(assessment)
    if assessment.playbook.conditional:
        from cxassess.report.conditions import condition_warnings

        yield condition_warnings(assessment)


def score_baseline(
    path: str, assessment: Assessment, library: Library, other_subject: bool = False
) -> Assessment | None:
    """The earlier assessment at the path that --baseline gives; None without one.

    other_subject: whether it may be of another agency, component or service.
    Raises CommandError where the two cannot be compared, with every reason.
    """
    from cxassess.scoring.measures import across_editions

    if not path:
        if other_subject:
            raise CommandError(USAGE, "--allow-other-subject works only with an earlier file (add --baseline EARLIER)")
        return None
    earlier = score_answers(path, library)
    check_comparable(assessment, earlier, other_subject)
    return across_editions(earlier, assessment)


def check_comparable(
    assessment: Assessment, earlier: Assessment, other_subject: bool = False, where: str = "after --baseline"
) -> None:
    """Raise CommandError where earlier answers cannot be compared, with every reason; a note where they are the same.

    where: the place of the earlier answers on the command line.
    """
    from cxassess.report.single.comparison import why_not_comparable

    path = earlier.answers.path
    reasons = list(why_not_comparable(assessment, earlier, other_subject, f"give the earlier file {where}"))
    if reasons:
        raise CommandError(BAD_INPUT, *(f"{path}: {reason}" for reason in reasons))
    if _is_same_file(path, assessment.answers.path):
        hint = f"give the file of an earlier assessment {where}"
        Reporter.note(f"{path}: warning: these are the same answers, so nothing has changed ({hint})")


def _is_same_file(path: str, other: str) -> bool:
    """Whether two paths lead to one file, or to two with the same content."""
    first, second = Path(path), Path(other)
    try:
        if not (first.is_file() and second.is_file()):  # standard input and pipes can be read only once
            return False
        return first.samefile(second) or first.read_bytes() == second.read_bytes()
    except OSError:  # both were read a moment ago; that is no reason to fail
        return False


def write_stdout(data: str | bytes) -> None:
    """Write data to standard output; text in UTF-8, whatever the encoding of the terminal.

    A byte of a file's name that is not UTF-8, 0xFF, is shown as `\\udcff`.
    """
    sys.stdout.flush()
    sys.stdout.buffer.write(data if isinstance(data, bytes) else data.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def print_lines(lines: Iterable[str]) -> None:
    """Write lines to standard output, in UTF-8."""
    write_stdout("".join(f"{line}\n" for line in lines))


def refuse_pattern(path: str) -> None:
    """Raise CommandError for the name of a new file or folder that is a pattern, which the shell left as it was."""
    from cxassess.cli.hints import new_name_hint

    hint = new_name_hint(path)
    if hint:
        raise CommandError(USAGE, f"{path}: this cannot be the name of a new file ({hint})")


def check_output(path: str, force: bool) -> None:
    """Raise CommandError for an output that may not be written, before any work is done.

    A file that exists needs `force`, and one that its owner made read-only stays. A pipe or a device needs nothing:
    it is written into, not replaced; but never a disk.
    """
    import stat

    if not path:
        raise CommandError(USAGE, "the name of the output is empty (give the name of a file)")
    refuse_pattern(path)
    try:
        mode = Path(path).stat().st_mode if path != "-" else stat.S_IFIFO
    except OSError:  # there is none, or writing it will say what is wrong
        return
    if stat.S_ISDIR(mode):
        raise CommandError(USAGE, f"{path}: this is a folder (give the name of a file in it)")
    if stat.S_ISBLK(mode) or stat.S_ISSOCK(mode):
        raise CommandError(USAGE, f"{path}: this is a disk or a socket, not a file (give the name of a file)")
    if stat.S_ISREG(mode) and not force:
        raise CommandError(USAGE, f"{path}: this file exists (add --force to replace it)")
    if stat.S_ISREG(mode) and not (mode & 0o222 and os.access(path, os.W_OK)):
        hint = "make it writable first, or give another name"
        raise CommandError(NO_ACCESS, f"{path}: this file is read-only, so it was not replaced ({hint})")


def _open_to_write(path: str) -> int:
    """The descriptor of a pipe or a device to write into; a note where nothing reads the pipe within a second."""
    import errno
    import time

    begin, is_noted = time.monotonic(), False
    while True:
        try:
            descriptor = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
            os.set_blocking(descriptor, True) if hasattr(os, "set_blocking") else None
            return descriptor
        except OSError as error:
            if error.errno != errno.ENXIO or not Path(path).is_fifo():
                raise
        if not is_noted and time.monotonic() - begin > MAX_SILENCE:
            is_noted = True
            Reporter.note(f"{path} is a pipe: waiting for a program that reads it. Ctrl-C stops this.")
        time.sleep(0.02)


def write_output(path: str, data: bytes | Iterable[bytes], force: bool) -> None:
    """Write an output file, whole or not at all; `-` is standard output. A pipe or a device is written into.

    data: the content, whole or in pieces. Raises CommandError as `check_output` does, or where it cannot be written.
    """
    from cxassess.files import write_whole

    pieces = [data] if isinstance(data, bytes) else data
    if path in ("-", "/dev/stdout", "/dev/fd/1"):
        for piece in pieces:
            write_stdout(piece)
        return
    check_output(path, force)
    try:
        if Path(path).is_fifo() or Path(path).is_char_device():
            with contextlib.suppress(BrokenPipeError), open(_open_to_write(path), "wb") as stream:
                stream.writelines(pieces)  # until whoever reads has enough
        else:
            write_whole(Path(path), pieces, exclusive=not force)
    except FileExistsError:
        raise CommandError(USAGE, f"{path}: this file exists (add --force to replace it)") from None
    except OSError as error:
        raise access_error(error, path) from None


def parse_today(today: str) -> datetime.date:
    """Today's date, or the one that --today gives. Raises CommandError."""
    import datetime

    if not today:
        return datetime.date.today()
    try:
        return datetime.date.fromisoformat(today)
    except ValueError:
        raise CommandError(USAGE, f"--today {today} is not a date (write it as YYYY-MM-DD)") from None
