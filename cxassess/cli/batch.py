"""Many answer files handled in order by one process or several: what is said of each, and what became of all."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from cxassess.cli.batch_task import Outcome, Task
from cxassess.cli.exit_codes import (
    BAD_INPUT,
    BAD_PLAYBOOK,
    INTERNAL_ERROR,
    NO_ACCESS,
    USAGE,
    CommandError,
    priority_exit_code,
)
from cxassess.cli.progress import Progress
from cxassess.cli.shared import Reporter, access_error

if TYPE_CHECKING:
    from cxassess.answers import Library
    from cxassess.portfolio.consistency import Consistency
    from cxassess.portfolio.paths import AnswerPaths
    from cxassess.scoring import Assessment

Value = TypeVar("Value")
MIN_FILES_SHARED = 200  # files for which one process takes longer than others take to start
MAX_JOBS = 8  # processes that are started without being asked for: the disk does not serve more much faster
MAX_ASKED = 60  # processes at most, however many are asked for: Windows waits for no more
MAX_CHUNK = 32  # files that a process is given at a time
CHUNKS = 4  # that each process is given at least, so that all are done at about the same time
MAX_NAMED = 3  # files that are named of those left out
_REFUSED = {  # by exit code, in the order in which they are said
    BAD_INPUT: "errors in the answers",
    BAD_PLAYBOOK: "a playbook that cannot be used",
    NO_ACCESS: "cannot be read",
    USAGE: "do not fit the options",
    INTERNAL_ERROR: "an internal error",
}


class Refusal(NamedTuple):
    """A file that was not scored, and why, as the last line counts it: without words of the file."""

    path: str
    reason: str


class Batch(Generic[Value]):
    """The files that paths mean, each handled when it is asked for; what is said of them goes to standard error.

    Iterating gives what `make` gave for each file that could be scored, sorted by path. After it, `codes` are the
    exit codes that occurred, `refusals` the files that were not scored, and `report_counts` says what became of all.
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
        shows_progress: bool = True,
    ) -> None:
        """jobs: worker processes; 0 for as many as there are processors where there are many files, else none.

        make, check: functions of a module, or partial ones, since they go to other processes. files: what the paths
        mean, where that is known already. is_brief: whether warnings are counted instead of printed. shows_progress:
        False where results go to the terminal one by one. Raises CommandError for less than no jobs.
        """
        from cxassess.portfolio.paths import answer_paths

        if jobs < 0:
            raise CommandError(USAGE, f"--jobs {jobs} is not a number of processes (write 1 or more)")
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
            self.is_several,
        )
        self.jobs = jobs
        self.shows_progress = shows_progress
        self.codes: set[int] = set()
        self.scored = self.warnings = 0
        self.refusals: list[Refusal] = []
        self.consistency: Consistency | None = None
        self.others: list[str] = []

    @property
    def is_several(self) -> bool:
        """Whether more than one file was meant, whatever is there: a folder, or several paths."""
        return len(self.given) > 1 or self.files.paths != tuple(self.given)

    def __iter__(self) -> Iterator[Value]:
        self._report_paths()
        if self.is_several:
            from cxassess.portfolio.consistency import Consistency

            self.consistency = Consistency()
        seen = set[tuple[object, ...]]()
        progress = Progress(len(self.files.paths) if self.shows_progress else 0)
        with contextlib.closing(self._outcomes()) as outcomes:
            for outcome in outcomes:
                messages = outcome.messages
                if outcome.cause is not None:
                    messages = outcome.again if outcome.cause in seen else messages
                    seen.add(outcome.cause)
                if messages:
                    progress.clear()
                self.say(outcome, messages)
                self._count(outcome)
                progress.advance()
                if outcome.value is not None:
                    yield outcome.value
        progress.clear()
        if self.others and not self.codes:
            where = next((path for path in self.given if Path(path).is_dir()), self.given[0])
            self.codes.add(Reporter.failure(_no_answers(where, "all YAML files in it are of another kind")))

    def say(self, outcome: Outcome[Value], messages: str) -> None:
        """Print what is said about a file."""
        sys.stderr.write(messages)

    def _report_paths(self) -> None:
        """Say which folders cannot be read or hold nothing, and which files are named more than once."""
        for error in self.files.errors:
            self.codes.add(Reporter.failure(access_error(error, error.filename)))
        for folder in self.files.empty:
            is_playbook = (Path(folder) / "playbook.yaml").is_file()
            hint = "it is the folder of a playbook; give answer files" if is_playbook else "give a folder that has some"
            self.codes.add(Reporter.failure(_no_answers(folder, hint)))
        if self.files.repeated:
            (counted, other), more = self.files.repeated[0], len(self.files.repeated) - 1
            name = counted if counted == other else f"{counted} (also {other})"
            rest = f", and so {'is 1' if more == 1 else f'are {more:,}'} more; each" if more else "; it"
            Reporter.note(f"cxassess: {name} is named more than once{rest} counts once")

    def _count(self, outcome: Outcome[Value]) -> None:
        if outcome.is_scored:
            self.scored += 1
            if self.consistency is not None and outcome.about is not None:
                self.consistency.add(outcome.path, outcome.about)
            self.warnings += outcome.warnings
            self.codes.add(outcome.code)
        elif outcome.is_other:
            self.others.append(outcome.path)
        else:
            self.codes.add(outcome.code)
            self.refusals.append(Refusal(outcome.path, _REFUSED.get(outcome.code, "another reason")))

    def refuse(self, path: str, reason: str, message: str, code: int) -> None:
        """Count a file that was scored among those refused, and say why."""
        Reporter.error(f"cxassess: {path}: {message}")
        self.scored -= 1
        self.codes.add(code)
        self.refusals.append(Refusal(path, reason))

    @property
    def refused(self) -> dict[str, int]:
        """How many files were refused for each reason, in the order in which they are said."""
        counts = Counter(one.reason for one in self.refusals)
        return {reason: counts[reason] for reason in dict.fromkeys([*_REFUSED.values(), *counts]) if counts[reason]}

    def report_inconsistencies(self) -> None:
        """Warn of what no file shows by itself: names of tags that are nearly alike, and subjects that count twice."""
        for line in self.consistency.warnings() if self.consistency is not None else ():
            Reporter.note(f"cxassess: warning: {line}")

    def _outcomes(self) -> Generator[Outcome[Value], None, None]:
        """What became of each file, in order."""
        paths, handle = self.files.paths, self.task()
        jobs = min(self.jobs or self._enough_jobs(), MAX_ASKED, len(paths) - 1)
        if jobs < 2:
            yield from map(handle, paths)
            return
        from cxassess.portfolio.process_pool import IS_FORKED, WorkerDied, map_in_order

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
        from cxassess.portfolio.process_pool import usable_cpus

        return min(usable_cpus(), MAX_JOBS)

    @property
    def exit_code(self) -> int:
        """The exit code of the command, by what became of the files."""
        return priority_exit_code(self.codes)

    def report_counts(self, where: str = "") -> None:
        """Of several files, say how many were scored, how many refused and why, and which are no answer files.

        where: what is said of a batch that is one of several.
        """
        if not (self.is_several and self.files.paths):
            return
        from cxassess.text import count_words, join_some

        line = f"{count_words(self.scored, 'file')} scored"
        if self.refusals:
            reasons = [f"{reason} ({count:,})" for reason, count in self.refused.items()]
            line += f", {len(self.refusals):,} refused: {', '.join(reasons)}"
        if self.others:
            line += f"; {len(self.others):,} left out, not answer files: {join_some(self.others, MAX_NAMED)}"
        if self.warnings:
            line += f"; {count_words(self.warnings, 'warning')}, which 'cxassess check' lists"
        Reporter.note(f"cxassess: {f'{where}: ' if where else ''}{line}")


def _no_answers(folder: str, hint: str) -> CommandError:
    return CommandError(USAGE, f"{folder}: there is no answer file here ({hint})")
