"""The heat map: every answer at a glance, as a table of plays by question with the level in each cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxassess.answers import NOT_APPLICABLE, UNKNOWN
from cxassess.report.figures.labels import truncate
from cxassess.report.figures.model import Cell, HeatMap, HeatRow, Swatch
from cxassess.report.figures.widths import reserved_width
from cxassess.scoring import Assessment, QuestionScore, Score
from cxassess.scoring.measures import height
from cxassess.text import one_line

MAX_COLUMNS = 11  # cells in a row of the table
MAX_ID_WIDTH = 800  # the widest id that is not cut, in tenths of a pixel
CELLS_WIDTH = 4900  # of the cells together on paper, in tenths of a pixel
STEPS = 5
STATE_SIGNS = {UNKNOWN: ("?", "don't know"), NOT_APPLICABLE: ("n/a", "not applicable")}
OPEN_SIGN = ("open", "not answered")


def heat_map(assessment: Assessment, view: str) -> HeatMap:
    """The heat map of the plays, or of the groups of a view."""
    groups = assessment.parts(view)
    most = column_count(groups)
    question_scores = [question_score for group in groups for question_score in group.question_scores]
    return HeatMap(
        caption=f"Answers at a glance: every question, by {'group' if view else 'play'}",
        heads=tuple(_column_heads(most, max((len(group.question_scores) for group in groups), default=0))),
        rows=tuple(row for group in groups for row in _heat_rows(group, most, bool(view))),
        legend=tuple(_legend(question_scores)),
    )


def column_count(groups: Sequence[Score]) -> int:
    """How many questions are side by side: as many as fit on paper, but no more than the fewest rows need."""
    question_scores = [question_score for group in groups for question_score in group.question_scores]
    labels = [label for one in question_scores for label in (_short_id(one), _cell_mark(one))]
    need = max((reserved_width(label, 90) + 90 for label in labels), default=CELLS_WIDTH)
    most = max(1, min(MAX_COLUMNS, CELLS_WIDTH // need))
    counts = [len(group.question_scores) for group in groups]
    return min(range(1, most + 1), key=lambda wide: (sum(-(-count // wide) for count in counts), wide))


def _column_heads(most: int, longest: int) -> Iterator[str]:
    """The numbers of the questions in each column: `1`, or `1, 12` where rows go on."""
    for first in range(1, most + 1):
        numbers = [str(number) for number in range(first, longest + 1, most)] or [str(first)]
        yield ", ".join(numbers if len(numbers) <= 3 else [*numbers[:2], "…"])


def _heat_rows(group: Score, most: int, grouped: bool) -> Iterator[HeatRow]:
    """The rows of a play: more than one where it has more questions than the table is wide."""
    title = one_line(group.title) or group.id
    for start in range(0, max(len(group.question_scores), 1), most):
        cells = tuple(_cell(question_score) for question_score in group.question_scores[start : start + most])
        empty = (None,) * (most - len(cells))
        yield HeatRow("" if grouped else group.id, title, start > 0, cells + empty)


def _cell(question_score: QuestionScore) -> Cell:
    return Cell(question_score.id, _short_id(question_score), _cell_mark(question_score), color_step(question_score))


def _short_id(question_score: QuestionScore) -> str:
    return truncate(question_score.id, MAX_ID_WIDTH, 90)


def _cell_mark(question_score: QuestionScore) -> str:
    return question_score.level or STATE_SIGNS.get(question_score.state, OPEN_SIGN)[0]


def color_step(question_score: QuestionScore) -> int:
    """The color of an answer: its height between the lowest and highest value of its question, in five steps; 0 for none."""
    return min(STEPS, 1 + int(height(question_score) * STEPS)) if question_score.level else 0


def _legend(question_scores: Sequence[QuestionScore]) -> Iterator[Swatch]:
    """What colors and signs mean, of those that occur."""
    rated = any(one.level for one in question_scores)
    if rated and all(len(one.question.levels) == 2 for one in question_scores):
        yield Swatch(1, "", "the lower of two answers")
        yield Swatch(5, "", "the higher")
    elif rated:
        yield Swatch(1, "", "lowest level of a question")
        yield Swatch(3, "", "middle")
        yield Swatch(5, "", "highest")
    signs = {STATE_SIGNS.get(one.state, OPEN_SIGN) for one in question_scores if not one.level}
    for mark, meaning in sorted(signs):
        yield Swatch(0, mark, meaning)
