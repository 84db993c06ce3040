"""What is drawn: figures as numbers on a plane and words; every length is in tenths of a unit of the drawing."""

from __future__ import annotations

from typing import NamedTuple

from cxassess.report.figures.widths import width

START, MIDDLE, END = 0, 1, 2


class Text(NamedTuple):
    """Words on one line that start at, are centered on, or end at `x` (`align`); `y` is their baseline."""

    x: int
    y: int
    words: str
    align: int = START
    bold: bool = False
    size: int = 110

    @property
    def left(self) -> int:
        """Where the words begin when they are set in the font of the report."""
        return self.x - width(self.words, self.size, self.bold) * self.align // 2


class Line(NamedTuple):
    """A straight line from one point to another."""

    x1: int
    y1: int
    x2: int
    y2: int


class Point(NamedTuple):
    """A place on the plane."""

    x: int
    y: int


class DotRow(NamedTuple):
    """A play on its line: the places of its marks from left to right, and the words next to them.

    A mark is None where there is nothing to draw; `low` and `high` are the ends of the range of an open score.
    """

    y: int
    names: tuple[Text, ...]
    titles: tuple[Text, ...]
    score: int | None
    target: int | None
    last: int | None
    low: int | None
    high: int | None
    scores: tuple[Text, ...]
    targets: tuple[Text, ...]
    lasts: tuple[Text, ...]
    missing: tuple[Text, ...]


class DotPlot(NamedTuple):
    """Scores, targets and last scores by play on one scale. `rule` is the line above the overall score."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    rule: int
    rows: tuple[DotRow, ...]
    ticks: tuple[int, ...]
    scale: tuple[Text, ...]
    alt: str
    caption: str


class Slope(NamedTuple):
    """A play then and now, with the lines that lead to labels which had to move aside."""

    line: Line
    fell: bool
    leaders: tuple[Line, ...]
    values: tuple[Text, ...]
    names: tuple[Text, ...]
    titles: tuple[Text, ...]


class SlopePlot(NamedTuple):
    """Scores then and now by play. `note` names the plays that cannot be drawn."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    heads: tuple[Text, ...]
    slopes: tuple[Slope, ...]
    alt: str
    caption: str
    note: str


class Cell(NamedTuple):
    """A question of the heat map: its id, as much of it as fits, the level's key or a sign, and its step, 0 to 5."""

    id: str
    name: str
    mark: str
    step: int


class HeatRow(NamedTuple):
    """A play's questions, as many as the table is wide; `id` is '' for a group, `more` marks a row that goes on."""

    id: str
    title: str
    more: bool
    cells: tuple[Cell | None, ...]


class Swatch(NamedTuple):
    """A color or sign of the heat map with its meaning."""

    step: int
    mark: str
    meaning: str


class HeatMap(NamedTuple):
    """Every answer at a glance: a table of plays by the numbers of their questions."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    legend: tuple[Swatch, ...]


class Tick(NamedTuple):
    """A level on the axis of a chart of votes: its place and key, and whether it is what was agreed."""

    x: int
    words: tuple[Text, ...]
    box: tuple[int, int] | None


class VoteChart(NamedTuple):
    """The votes on a question: a mark each, stacked over its level; many votes are drawn as fewer marks and `counts`."""

    id: str
    width: int
    height: int
    base: int
    ticks: tuple[Tick, ...]
    votes: tuple[Point, ...]
    counts: tuple[Text, ...]
    alt: str


class VoteSummary(NamedTuple):
    """A play's votes: how many of its questions several people answered, agreed on, and lay how far apart."""

    id: str
    title: str
    asked: int
    agreed: int
    near: int
    wide: int


class Votes(NamedTuple):
    """Where several people answered: a chart for each question, a sentence, and the plays compared when they are many."""

    sentence: str
    caption: str
    charts: tuple[VoteChart, ...]
    plays: tuple[VoteSummary, ...]


class Figures(NamedTuple):
    """The figures of a report, ready to draw; None or none where there is nothing to show."""

    dots: tuple[DotPlot, ...] = ()
    slopes: tuple[SlopePlot, ...] = ()
    heat: HeatMap | None = None
    votes: Votes | None = None
