"""Many answer files handled in order by one process or several: what is said of each, and what became of all."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from cxassess.cli.catalog import refuse_unused_overlays
from cxassess.cli.exit_codes import (
    BAD_INPUT,
    BAD_PLAYBOOK,
    INTERNAL_ERROR,
    NO_ACCESS,
    SUCCESS,
    USAGE,
    CommandError,
    priority_exit_code,
)
from cxassess.cli.shared import Reporter, access_error, reported_assessment

if TYPE_CHECKING:
    from cxassess.answers import Library
    from cxassess.playbook import Catalog
    from cxassess.portfolio.batch import ScoredFile
    from cxassess.portfolio.paths import AnswerPaths
    from cxassess.scoring import Assessment

Value = TypeVar("Value")
MIN_FILES_SHARED = 200  # files for which one process takes longer than others take to start
MAX_CHUNK = 64  # files that a process is given at a time
CHUNKS = 4  # that each process is given at least, so that all are done at about the same time
MAX_NAMED = 3  # files that are named of those left out
_REFUSED = {  # by exit code, in the order in which they are said
    BAD_INPUT: "with errors in the answers",
    BAD_PLAYBOOK: "with a playbook that cannot be used",
    NO_ACCESS: "that cannot be read",
    USAGE: "that the options do not fit",
    INTERNAL_ERROR: "by an internal error",
}


class Outcome(NamedTuple, Generic[Value]):
    """What became of one file: what it gave, None where it was refused or left out, its exit code and its messages.

    `warnings` counts those that were not printed. `is_other` says that it is no answer file, in a folder that was searched. Where `playbook` is set, that playbook is
    bad and the messages list its errors; `again` are those for a file after the first that names it.
    """

    path: str
    value: Value | None
    code: int
    messages: str
    warnings: int = 0
    is_scored: bool = False
    is_other: bool = False
    playbook: tuple[str, tuple[str, ...]] | None = None
    again: str = ""


class Task(NamedTuple, Generic[Value]):
    """What is done with each file, in any process; all of it can be pickled.

    make: what an assessment gives. check: the exit code of an assessment, after a note that says why. is_brief: whether
    the warnings of a file that is scored are counted instead of printed.
    """

    catalog: Catalog
    given: Path | None
    overlays: Sequence[str]
    view: str
    named: frozenset[str]
    quiet: bool
    make: Callable[[Assessment], Value]
    check: Callable[[Assessment], int] | None
    is_brief: bool = False

    def __call__(self) -> Callable[[str], Outcome[Value]]:
        """The function that handles a file; it reads each playbook once."""
        from cxassess.answers import Library

        Reporter.quiet = self.quiet
        library = Library(self.catalog, self.given, self.overlays)
        return lambda path: self.handle(path, library)

    def handle(self, path: str, library: Library) -> Outcome[Value]:
        """One file, read, scored and handled; what would be printed about it is kept."""
        from cxassess.portfolio.batch import score_file

        messages, bad = io.StringIO(), set(library.bad)
        with contextlib.redirect_stderr(messages):
            try:
                file = score_file(path, library)
                if path not in self.named and _is_other(file):
                    return Outcome(path, None, SUCCESS, "", is_other=True)
                assessment = reported_assessment(file, self.view)
                refuse_unused_overlays(library, assessment.answers)
                warnings = _take_warnings(messages) if self.is_brief else 0
                value = self.make(assessment)
                code = SUCCESS if self.check is None else self.check(assessment)
                return Outcome(path, value, code, messages.getvalue(), warnings, is_scored=True)
            except CommandError as error:
                code = Reporter.failure(error)
            except Exception as error:
                code = report_internal(path, error)
        playbook = next(iter(library.bad - bad), None)
        again = "" if playbook is None or path == "-" else self.handle(path, library).messages
        return Outcome(path, None, code, messages.getvalue(), playbook=playbook, again=again)


def _take_warnings(messages: io.StringIO) -> int:
    """How many warnings were printed; they are removed."""
    lines = messages.getvalue().splitlines()
    warnings = sum(": warning: " in line for line in lines if not line.startswith(" "))
    messages.seek(0)
    messages.truncate()
    return warnings


def _is_other(file: ScoredFile) -> bool:
    """Whether a file that cannot be scored is YAML of another kind, such as a list of actions or an overlay."""
    from cxassess.problems import Invalid

    return isinstance(file.error, Invalid) and not _has_answers(file.path)


def _has_answers(path: str) -> bool:
    """Whether a file may be meant as an answer file: it has the fields of one, or cannot be read as YAML, or is empty."""
    from cxassess.nodes import Mapping, Sequence
    from cxassess.problems import Invalid, Problems
    from cxassess.source.parse import read

    try:
        root = read(path, Problems())
    except (Invalid, OSError):
        return True
    if isinstance(root, Mapping):
        return not root.pairs or not {"answers", "playbook"}.isdisjoint(root.pairs)
    return not isinstance(root, Sequence)


def report_internal(path: str, error: Exception) -> int:
    """Print an internal error over one file, without the text that people typed; its exit code."""
    if os.environ.get("CXASSESS_DEBUG"):
        raise error
    from cxassess.cli import describe_internal_error

    Reporter.error(f"cxassess: {path}: {describe_internal_error(error)}; this file was left out.")
    return INTERNAL_ERROR


def keep_assessment(assessment: Assessment) -> Assessment:
    """The assessment as it is, for few files: thousands of them do not fit into memory."""
    return assessment


class Batch(Generic[Value]):
    """The files that paths mean, each handled when it is asked for; what is said of them goes to standard error.

    Iterating gives what `make` gave for each file that could be scored, sorted by path. After it, `codes` are the
    exit codes that occurred, and `report_counts` says what became of all.
    """

    def __init__(
        self,
        paths: Iterable[str],
        library: Library,
        make: Callable[[Assessment], Value],
        *,
        view: str = "",
        check: Callable[[Assessment], int] | None = None,
        jobs: int = 0,
        files: AnswerPaths | None = None,
        is_brief: bool = False,
    ) -> None:
        """jobs: worker processes; 0 for as many as there are processors where there are many files, else none.

        is_brief: whether warnings are counted instead of printed.
        make, check: functions of a module, or partial ones, since they go to other processes. files: what the paths
        mean, where that is known already.
        """
        from cxassess.portfolio.paths import answer_paths

        self.given = list(paths)
        self.files = files or answer_paths(self.given)
        self.task = Task(
            library.catalog,
            library.given,
            library.overlays,
            view,
            self.files.named,
            Reporter.quiet,
            make,
            check,
            is_brief,
        )
        self.jobs = jobs
        self.codes: set[int] = set()
        self.scored = self.warnings = 0
        self.refused: dict[int, int] = {}
        self.others: list[str] = []

    @property
    def is_several(self) -> bool:
        """Whether more than one file was meant, whatever is there: a folder, or several paths."""
        return len(self.given) > 1 or self.files.paths != tuple(self.given)

    def __iter__(self) -> Iterator[Value]:
        self._report_paths()
        seen = set[tuple[str, tuple[str, ...]]]()
        for outcome in self._outcomes():
            messages = outcome.messages
            if outcome.playbook is not None:
                messages = outcome.again if outcome.playbook in seen else messages
                seen.add(outcome.playbook)
            self.say(outcome, messages)
            self._count(outcome)
            if outcome.value is not None:
                yield outcome.value

    def say(self, outcome: Outcome[Value], messages: str) -> None:
        """Print what is said about a file."""
        sys.stderr.write(messages)

    def _report_paths(self) -> None:
        """Say which folders cannot be read or hold nothing, and which files are named more than once."""
        for error in self.files.errors:
            self.codes.add(Reporter.failure(access_error(error, error.filename)))
        for folder in self.files.empty:
            is_playbook = (Path(folder) / "playbook.yaml").is_file()
            hint = (
                "it is the folder of a playbook; give answer files" if is_playbook else "give a folder that holds some"
            )
            self.codes.add(Reporter.failure(CommandError(USAGE, f"{folder}: there is no answer file here ({hint})")))
        if self.files.repeated:
            (counted, other), more = self.files.repeated[0], len(self.files.repeated) - 1
            name = counted if counted == other else f"{counted} (also {other})"
            rest = f", and so {'is 1' if more == 1 else f'are {more:,}'} more; each" if more else "; it"
            Reporter.note(f"cxassess: {name} is named more than once{rest} counts once")

    def _count(self, outcome: Outcome[Value]) -> None:
        if outcome.is_scored:
            self.scored += 1
            self.warnings += outcome.warnings
            self.codes.add(outcome.code)
        elif outcome.is_other:
            self.others.append(outcome.path)
        else:
            self.codes.add(outcome.code)
            self.refused[outcome.code] = self.refused.get(outcome.code, 0) + 1

    def _outcomes(self) -> Iterator[Outcome[Value]]:
        """What became of each file, in order."""
        paths, handle = self.files.paths, self.task()
        jobs = self.jobs or self._enough_jobs()
        if jobs < 2 or len(paths) < 2:
            yield from map(handle, paths)
            return
        from cxassess.portfolio.pool import IS_FORKED, WorkerDied, map_in_order

        yield handle(paths[0])  # here: it may be standard input, and forked processes share its playbook
        chunk = max(1, min(MAX_CHUNK, len(paths) // (CHUNKS * jobs)))
        try:
            yield from map_in_order(self.task.__call__ if not IS_FORKED else lambda: handle, paths[1:], jobs, chunk)
        except WorkerDied as died:
            first, last = died.items[0], died.items[-1]
            where = first if first == last else f"{first} to {last}"
            hint = "--jobs 1 needs less memory; leave out files to find one that needs too much"
            raise CommandError(NO_ACCESS, f"{where}: the process that scored these {died.reason} ({hint})") from None

    def _enough_jobs(self) -> int:
        if len(self.files.paths) < MIN_FILES_SHARED:
            return 1
        from cxassess.portfolio.pool import usable_cpus

        return usable_cpus()

    @property
    def exit_code(self) -> int:
        """The exit code of the command, by what became of the files."""
        return priority_exit_code(self.codes)

    def report_counts(self) -> None:
        """Of several files, say how many were scored, how many refused and why, and which are no answer files."""
        if not (self.is_several and self.files.paths):
            return
        from cxassess.text import count_words, join_words

        line = f"{self.scored:,} {'file' if self.scored == 1 else 'files'} scored"
        if self.refused:
            reasons = [f"{self.refused[code]:,} {words}" for code, words in _REFUSED.items() if code in self.refused]
            line += f", {sum(self.refused.values()):,} refused: {join_words(reasons)}"
        if self.others:
            names = [*self.others[:MAX_NAMED], *(["others"] if len(self.others) > MAX_NAMED else [])]
            line += f"; left out, as no answer files: {len(self.others):,} ({join_words(names)})"
        if self.warnings:
            line += f"; {count_words(self.warnings, 'warning')}, which 'cxassess check' lists for the same paths"
        Reporter.note(f"cxassess: {line}")
