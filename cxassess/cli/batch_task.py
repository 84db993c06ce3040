"""What is done with one answer file of many, in any process: it is read and scored, and what is said of it is kept."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from cxassess.cli.exit_codes import INTERNAL_ERROR, SUCCESS, CommandError
from cxassess.cli.named_playbooks import refuse_unused_overlays
from cxassess.cli.shared import NoSuchView, Reporter, assessment_warnings, reported_assessment, viewed_assessment

if TYPE_CHECKING:
    from cxassess.answers import Library
    from cxassess.playbook import Catalog
    from cxassess.portfolio.consistency import About
    from cxassess.portfolio.scored_file import ScoredFile
    from cxassess.scoring import Assessment

Value = TypeVar("Value")


class Outcome(NamedTuple, Generic[Value]):
    """What became of one file: what it gave, None where it was refused or left out, its exit code and its messages.

    `warnings` counts those that are not among the messages. `is_other` says that it is no answer file, in a folder that
    was searched. Where `cause` is set, the messages are about what other files share, such as the errors of a playbook or
    a view that it lacks; `again` are those for a file after the first with that cause. `about` is what the set of files
    is checked by, None where it is one file.
    """

    path: str
    value: Value | None
    code: int
    messages: str
    warnings: int = 0
    is_scored: bool = False
    is_other: bool = False
    cause: tuple[object, ...] | None = None
    again: str = ""
    about: About | None = None


class Task(NamedTuple, Generic[Value]):
    """What is done with each file, in any process; all of it can be pickled.

    make: what an assessment gives. check: the exit code of an assessment, after a note that says why. is_brief: whether
    the warnings of a file that is scored are counted instead of printed. is_several: whether more than one file was
    meant, so that the set of them is checked.
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
    is_several: bool = False

    def __call__(self) -> Callable[[str], Outcome[Value]]:
        """The function that handles a file; it reads each playbook once."""
        from cxassess.answers import Library

        Reporter.quiet = self.quiet
        library = Library(self.catalog, self.given, self.overlays)
        return lambda path: self.handle(path, library)

    def handle(self, path: str, library: Library) -> Outcome[Value]:
        """One file, read, scored and handled; what would be printed about it is kept."""
        from cxassess.portfolio.scored_file import score_file

        messages, bad = io.StringIO(), set(library.bad)
        with contextlib.redirect_stderr(messages):
            try:
                file = score_file(path, library)
                if path not in self.named and _is_other(file):
                    return Outcome(path, None, SUCCESS, "", is_other=True)
                assessment = (viewed_assessment if self.is_brief else reported_assessment)(file, self.view)
                refuse_unused_overlays(library, assessment.answers)
                groups = assessment_warnings(file, assessment) if self.is_brief and not self.quiet else ()
                warnings = sum(1 for group in groups for _ in group)
                value = self.make(assessment)
                code = SUCCESS if self.check is None else self.check(assessment)
                about = self._about(assessment)
                return Outcome(path, value, code, messages.getvalue(), warnings, is_scored=True, about=about)
            except NoSuchView as error:
                return Outcome(
                    path, None, Reporter.failure(error), messages.getvalue(), cause=(error.playbook, self.view)
                )
            except CommandError as error:
                code = Reporter.failure(error)
            except Exception as error:
                code = report_internal(path, error)
        playbook = next(iter(library.bad - bad), None)
        again = "" if playbook is None or path == "-" else self.handle(path, library).messages
        return Outcome(path, None, code, messages.getvalue(), cause=playbook, again=again)

    def _about(self, assessment: Assessment) -> About | None:
        """What the set of files is checked by; None for one file, which should not wait for the check."""
        if not self.is_several:
            return None
        from cxassess.portfolio.consistency import describe

        return describe(assessment.answers.header)


def _is_other(file: ScoredFile) -> bool:
    """Whether a file that cannot be scored is YAML of another kind, such as a list of actions or an overlay."""
    if file.error is None:
        return False
    from cxassess.problems import Invalid

    return isinstance(file.error, Invalid) and not may_be_answers(file.path)


def may_be_answers(path: str) -> bool:
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
