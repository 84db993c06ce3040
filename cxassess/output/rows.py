"""Assessments as rows of a table: one for the overall and each play or group, or one for each question."""

from __future__ import annotations

import itertools
import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import gcd
from typing import IO, Any, NamedTuple

from cxassess.exact import Ratio
from cxassess.scoring import Assessment, Score

RESULTS, QUESTIONS = ("results", "questions")
WORD, KEY, NUMBER, DATE, EMPTY = "word", "key", "number", "date", "empty"
MAX_WAITING = 50  # files whose rows are written down together: each for itself would take ten times as long
Cell = str | int | None
"""Numbers with decimals are text, as they are shown; a cell that says nothing is None or ''."""

_SUBJECT = {"agency": WORD, "component": WORD, "service": WORD, "scope": WORD, "date": DATE, "role": WORD}
_COUNTS = dict.fromkeys(["answered", "applicable", "not_applicable", "unknown", "unanswered", "coverage"], NUMBER)
_NUMBERS = dict.fromkeys(["score", "numerator", "denominator"], NUMBER)
COLUMNS = {
    RESULTS: {
        **dict.fromkeys(["source", "playbook", "version", "kind", "id", "title"], WORD),
        **_NUMBERS,
        "band": WORD,
        **dict.fromkeys(["gate", "low", "high"], NUMBER),
        **_COUNTS,
        **_SUBJECT,
    },
    QUESTIONS: {
        **dict.fromkeys(["source", "playbook", "version", "play", "id", "name", "state"], WORD),
        "level": KEY,
        **dict.fromkeys(["value", "weight"], NUMBER),
        "target": KEY,
        **_SUBJECT,
    },
}
"""What each column holds: words of people, the key of a level, a number or a date. After them come those of the tags.

A column that is there for scripts only, since no row has anything in it, is EMPTY.
"""


class FileRows(NamedTuple):
    """The rows of one file without the columns of its tags, which are the same in each."""

    tags: dict[str, str]
    rows: list[list[Cell]]


class RowSpool:
    """The rows of many files, kept in a file without a name until the tags of all are known."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.tags = set[str]()
        self.next: list[tuple[Any, ...]] = []

    def add(self, rows: FileRows) -> None:
        """Keep the rows of one file. Raises OSError where there is no room."""
        self.tags.update(rows.tags)
        self.next.append(tuple(rows))
        if len(self.next) >= MAX_WAITING:
            self.flush()

    def flush(self) -> None:
        """Write down what was added. Raises OSError where there is no room."""
        pickle.dump(self.next, self.file)
        self.next = []

    def __iter__(self) -> Iterator[FileRows]:
        self.file.seek(0)
        try:
            while True:
                yield from itertools.starmap(FileRows, pickle.load(self.file))
        except EOFError:
            return


def tagged_table(
    columns: Mapping[str, str], files: Iterable[FileRows], tags: Iterable[str]
) -> tuple[dict[str, str], Iterator[list[Cell]]]:
    """What each column of a table holds, and its rows: those of files, with a column at the end for each of the tags."""
    names = sorted(tags)
    return {**columns, **{f"tags.{name}": KEY for name in names}}, _tagged_rows(files, names)


def _tagged_rows(files: Iterable[FileRows], names: Sequence[str]) -> Iterator[list[Cell]]:
    for file in files:
        tags: list[Cell] = [file.tags.get(name) for name in names]
        yield from (row + tags for row in file.rows)


def file_rows(assessment: Assessment, view: str, kind: str) -> FileRows:
    """The rows of an assessment: its results, with the groups of a view in the place of plays, or its questions."""
    rows = _question_rows(assessment) if kind == QUESTIONS else _result_rows(assessment, view)
    return FileRows(dict(assessment.answers.header.subject.tags), list(rows))


def _file_cells(assessment: Assessment) -> tuple[list[Cell], list[Cell]]:
    """The first and the last cells of each row of a file: which file and playbook, and what it is about."""
    header, playbook = assessment.answers.header, assessment.playbook
    subject, day = header.subject, None if header.date is None else header.date.isoformat()
    about: list[Cell] = [subject.agency, subject.component, subject.service, subject.scope, day, header.role]
    return [assessment.answers.path, playbook.id, playbook.version], about


def _result_rows(assessment: Assessment, view: str) -> Iterator[list[Cell]]:
    start, about = _file_cells(assessment)
    yield [*start, "overall", *_score_cells(assessment, assessment.overall), *about]
    kind = "group" if view else "play"
    for score in assessment.parts(view):
        yield [*start, kind, *_score_cells(assessment, score), *about]


def _score_cells(assessment: Assessment, score: Score) -> list[Cell]:
    shown, low, high = assessment.show_all(score)
    counts = score.counts
    return [
        score.id,
        score.title,
        shown,
        *_reduced(score.now),
        None if score.band is None else score.band.name,
        score.gate,
        low,
        high,
        counts.answered,
        counts.applicable,
        counts.not_applicable,
        counts.unknown,
        counts.unanswered,
        counts.coverage,
    ]


def _reduced(score: Ratio | None) -> tuple[int, int] | tuple[None, None]:
    """Numerator and denominator in lowest terms."""
    if score is None:
        return None, None
    divisor = gcd(*score)
    return score[0] // divisor, score[1] // divisor


def _question_rows(assessment: Assessment) -> Iterator[list[Cell]]:
    start, about = _file_cells(assessment)
    targets = assessment.answers.targets
    for one in assessment.question_scores:
        target, value, question = targets.get(one.id), one.value, one.question
        yield [
            *start,
            question.play,
            one.id,
            question.name,
            one.state,
            one.level,
            None if value is None else value.text,
            question.weight.text,
            target.level if target else None,
            *about,
        ]
