"""What is drawn: figures as numbers on a plane and words; every length is in tenths of a unit of the drawing."""

from __future__ import annotations

from typing import NamedTuple

from cxassess.charts.widths import width

START, MIDDLE = 0, 1


class Text(NamedTuple):
    """Words on one line that start at `x` or are centered on it (`align`); `y` is their baseline."""

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


class Point(NamedTuple):
    """A place on the plane."""

    x: int
    y: int


class AnswerCell(NamedTuple):
    """An answer in a row of cells: its level's mark or a sign, '' for none, and its step of color, 0 to 5."""

    mark: str
    step: int


class KeyEntry(NamedTuple):
    """A mark in the cells, '' where none is needed, and its meaning."""

    mark: str
    meaning: str


class StripRow(NamedTuple):
    """A play, or a group of a view, with all its answers from the highest level to the lowest, then those without one.

    `spoken` is the cells in words. `reached` is how many of the questions that apply are at the level of the column's
    head or above, `score` is "none" without a score, `target` is '' where none is set.
    """

    id: str
    title: str
    cells: tuple[AnswerCell, ...]
    spoken: str
    reached: str
    score: str
    target: str
    focus: bool


class AnswerStrip(NamedTuple):
    """Every answer at a glance, the strongest play first. A column whose head is '' is left out.

    `most_cells` is the number of cells in the longest row.
    """

    caption: str
    part_head: str
    cells_head: str
    reached_head: str
    score_head: str
    target_head: str
    most_cells: int
    rows: tuple[StripRow, ...]
    key: tuple[KeyEntry, ...]

    @property
    def legend(self) -> str:
        """The key on one line."""
        return " · ".join(f"{entry.mark} {entry.meaning}".strip() for entry in self.key)


class ProfileLine(NamedTuple):
    """A play, a group or the whole on the scale: the places of its marks from left to right, None where there is none.

    `then` is set only where the scores then and now count the same questions; `low` and `high` are the ends of the range
    that open answers leave. `score` is "none" without a score; `target` is '' where none is set. `change` is '' where
    nothing is compared, such as `+0.30` or `-0.20`; `counted` says of how many questions, '' where that is all.
    `spoken` is what the drawing shows in words.
    """

    id: str
    title: str
    overall: bool
    x: int | None
    x_then: int | None
    x_target: int | None
    x_low: int | None
    x_high: int | None
    score: str
    change: str
    counted: str
    target: str
    spoken: str


class LevelProfile(NamedTuple):
    """Scores on columns of levels, the strongest play first and the whole last.

    Each line is a drawing of `width` by `height`, the scale from `left` to `right`; `edges` are the places where a column
    begins or ends. `heads` name the columns in a drawing of `heads_height`, `scale_head` is the same in words. `key` says
    what the marks mean that are drawn. `note` names what cannot be drawn. A column of numbers whose head is '' is left out.
    `caption` is its finding, given by the section that shows it.
    """

    part_head: str
    scale_head: str
    score_head: str
    change_head: str
    target_head: str
    width: int
    height: int
    left: int
    right: int
    edges: tuple[int, ...]
    heads: tuple[Text, ...]
    heads_height: int
    lines: tuple[ProfileLine, ...]
    key: tuple[str, ...]
    note: str
    caption: str = ""

    @property
    def legend(self) -> str:
        """The key and the note on one line."""
        return " ".join(filter(None, (*self.key, self.note)))


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


class Votes(NamedTuple):
    """Where several people answered: a sentence, what the charts mean, and a chart for each question."""

    sentence: str
    caption: str
    charts: tuple[VoteChart, ...]


class Figures(NamedTuple):
    """The figures of a report, ready to draw; None where there is nothing to show."""

    strip: AnswerStrip
    profile: LevelProfile | None = None
    votes: Votes | None = None
