"""The heat map: every answer at a glance, as a table of plays by question with the level in each cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxassess.answers import NOT_APPLICABLE, UNKNOWN
from cxassess.report.figures.labels import fitted
from cxassess.report.figures.model import Cell, HeatMap, HeatRow, Swatch
from cxassess.report.figures.widths import room
from cxassess.report.standings import height
from cxassess.scoring import Assessment, Piece, Result
from cxassess.text import one_line

MOST = 11  # cells in a row of the table
NAME = 800  # the widest id that is not cut, in tenths of a pixel
WIDE = 4900  # of the cells together on paper, in tenths of a pixel
STEPS = 5
SIGNS = {UNKNOWN: ("?", "don't know"), NOT_APPLICABLE: ("n/a", "not applicable")}
OPEN = ("open", "not answered")


def heat_map(assessment: Assessment, view: str) -> HeatMap:
    """The heat map of the plays, or of the groups of a view."""
    groups = assessment.views.get(view, ()) if view else assessment.plays
    most = columns(groups)
    pieces = [piece for group in groups for piece in group.pieces]
    return HeatMap(
        caption=f"Answers at a glance: every question, by {'group' if view else 'play'}",
        heads=tuple(_heads(most, max((len(group.pieces) for group in groups), default=0))),
        rows=tuple(row for group in groups for row in _rows(group, most, bool(view))),
        legend=tuple(_legend(pieces)),
    )


def columns(groups: Sequence[Result]) -> int:
    """How many questions stand side by side: as many as fit on paper, no more than leave the fewest rows."""
    pieces = [piece for group in groups for piece in group.pieces]
    need = max((room(words, 90) + 90 for piece in pieces for words in (_name(piece), _mark(piece))), default=WIDE)
    most = max(1, min(MOST, WIDE // need))
    counts = [len(group.pieces) for group in groups]
    return min(range(1, most + 1), key=lambda wide: (sum(-(-count // wide) for count in counts), wide))


def _heads(most: int, longest: int) -> Iterator[str]:
    """The numbers of the questions that stand in a column: `1`, or `1, 12` where rows go on."""
    for first in range(1, most + 1):
        numbers = [str(number) for number in range(first, longest + 1, most)] or [str(first)]
        yield ", ".join(numbers if len(numbers) <= 3 else [*numbers[:2], "…"])


def _rows(group: Result, most: int, grouped: bool) -> Iterator[HeatRow]:
    """The rows of a play: more than one where it has more questions than the table is wide."""
    title = one_line(group.title) or group.id
    for start in range(0, max(len(group.pieces), 1), most):
        cells = tuple(_cell(piece) for piece in group.pieces[start : start + most])
        empty = (None,) * (most - len(cells))
        yield HeatRow("" if grouped else group.id, title, start > 0, cells + empty)


def _cell(piece: Piece) -> Cell:
    return Cell(piece.question.id, _name(piece), _mark(piece), step(piece))


def _name(piece: Piece) -> str:
    return fitted(piece.question.id, NAME, 90)


def _mark(piece: Piece) -> str:
    return piece.level or SIGNS.get(piece.state, OPEN)[0]


def step(piece: Piece) -> int:
    """The color of an answer: its height between the lowest and highest value of its question, in five steps; 0 for none."""
    return min(STEPS, 1 + int(height(piece) * STEPS)) if piece.level else 0


def _legend(pieces: Sequence[Piece]) -> Iterator[Swatch]:
    """What colors and signs mean, of those that occur."""
    if any(piece.level for piece in pieces) and all(len(piece.question.levels) == 2 for piece in pieces):
        yield Swatch(1, "", "the lower of two answers")
        yield Swatch(5, "", "the higher")
    elif any(piece.level for piece in pieces):
        yield Swatch(1, "", "lowest level of a question")
        yield Swatch(3, "", "middle")
        yield Swatch(5, "", "highest")
    seen = dict.fromkeys(SIGNS.get(piece.state, OPEN) for piece in pieces if not piece.level)
    for mark, meaning in sorted(seen):
        yield Swatch(0, mark, meaning)
