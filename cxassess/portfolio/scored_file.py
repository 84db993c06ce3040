"""An answer file read and scored, or the error that prevented it: one bad file of many costs only itself."""

from typing import NamedTuple

from cxassess.answers import Library, load_answers
from cxassess.problems import Invalid, Problem
from cxassess.scoring import Assessment, assess


class ScoredFile(NamedTuple):
    """What became of one answer file: its assessment with the warnings of reading it, or the error that prevented one."""

    path: str
    assessment: Assessment | None = None
    warnings: tuple[Problem, ...] = ()
    error: Invalid | OSError | None = None

    def result(self) -> Assessment:
        """The assessment. Raises the error that prevented it: Invalid or OSError."""
        if self.error is not None:
            raise self.error
        assert self.assessment is not None
        return self.assessment


def score_file(path: str, library: Library) -> ScoredFile:
    """One answer file, read and scored; `-` is standard input."""
    try:
        loaded = load_answers(path, library)
    except (Invalid, OSError) as error:
        return ScoredFile(path, error=error)
    return ScoredFile(path, assess(loaded.playbook, loaded.answers), tuple(loaded.warnings))
