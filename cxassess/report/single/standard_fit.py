"""How long the standard report is on paper: its blocks are measured with the widths of the font and put on pages.

Lengths are in tenths of a point, as reports/leadership/standard.css sets them. What is counted here is a little more than
what is printed; a test makes the PDF of the largest reports and counts their pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cxassess.charts.widths import RARE
from cxassess.report.single.brief_fit import count_lines, paragraphs
from cxassess.report.single.brief_model import Finding
from cxassess.report.single.standard_model import (
    Fact,
    FocusArea,
    FocusPart,
    PlanGroup,
    PlanPart,
    PlayBrief,
    Position,
    Standard,
    TrustPart,
)

PAGE_WIDTH = 4968  # between the margins
MAX_PAGES = 7  # and the brief
MAX_OPEN_PAGES = 5  # where too little is answered for a result, so that only what is open is said
PAGE_HEIGHT = 6300
LAST_HEIGHT = 6600  # of the last page, which holds no block that is kept whole
REPEATED = 30  # for each row of a table, so that the head is counted that every page repeats
TEXT, LINE = 90, 123  # size of type, and from line to line
CELL, CELL_LINE, CELL_GAP = 88, 115, 50  # in a table
HEADING, SUBHEADING = 330, 190  # a heading of a section, and one within it, with the space around
PARAGRAPH, ITEM = 35, 15  # space after a paragraph, and after an item of a list
NARROW = 0.2  # share of the width of a column in which long words break
HEADING_TEXT, HEADING_LINE = 105, 135  # a heading within a section
FIGURE_ROW, FIGURE = 230, 700  # a row of the profile, and what is around its rows


class Limits(NamedTuple):
    """How much the standard report holds.

    note: words of a note in a focus area; found, questions: answers and questions for leaders there; example: whether
    what an agency did is told. play: words of a note among the other plays. action, measure: words in the plan.
    listed: open questions, questions that differ, and answers that moved, of each kind. name: characters of an owner.
    actions: open actions in the plan. title: characters of the title of a play.
    """

    note: int
    found: int
    questions: int
    example: bool
    play: int
    action: int
    measure: int
    listed: int
    name: int
    actions: int
    title: int


# From the fullest to the shortest; each is tried until the report fits.
STEPS = (
    Limits(40, 3, 2, True, 25, 40, 25, 8, 60, 20, 80),
    Limits(40, 3, 2, True, 25, 25, 15, 8, 60, 20, 80),
    Limits(25, 3, 2, True, 18, 25, 15, 6, 60, 20, 80),
    Limits(25, 2, 1, True, 15, 18, 10, 5, 45, 20, 80),
    Limits(15, 2, 1, False, 12, 14, 8, 4, 30, 20, 80),
    Limits(12, 1, 1, False, 8, 10, 6, 3, 24, 20, 60),
    Limits(8, 1, 0, False, 6, 8, 5, 2, 12, 20, 45),
    Limits(4, 1, 0, False, 3, 5, 3, 1, 8, 12, 30),
)


def fits(standard: Standard, parts: int) -> bool:
    """Whether the sections after the brief take at most seven pages, or five where there is no result.

    parts: the number of plays or groups.
    """
    most = MAX_OPEN_PAGES if standard.position.open else MAX_PAGES
    # The last section begins on a page of its own.
    return count_pages(_blocks(standard, parts)) + count_pages(_trust(standard.trust), LAST_HEIGHT) <= most


def count_pages(heights: Iterable[int], page: int = PAGE_HEIGHT) -> int:
    """How many pages of a height blocks take that are not split."""
    pages, used = 1, 0
    for height in heights:
        if used and used + height > page:
            pages, used = pages + 1, 0
        pages += height // page
        used += height % page
    return pages


def _blocks(standard: Standard, parts: int) -> Iterator[int]:
    """The heights of what is not split by a page break, in order, up to the last section."""
    yield from _position(standard.position, parts)
    yield from _focus(standard.focus)
    if standard.plays:
        yield HEADING
    yield from map(_play, standard.plays)
    yield from _plan(standard.plan)


def _text(texts: Iterable[str], across: int = PAGE_WIDTH) -> int:
    return paragraphs(texts, TEXT, across, LINE, PARAGRAPH)


def _items(texts: Iterable[str]) -> int:
    """A list, whose items are closer than paragraphs."""
    return paragraphs(texts, TEXT, PAGE_WIDTH - 150, LINE, ITEM)


def _facts(facts: Iterable[Fact], across: int) -> int:
    return count_lines("   ".join(f"{fact.label} {fact.value}" for fact in facts), TEXT, across) * LINE


def _row(cells: Iterable[tuple[str, float]]) -> int:
    """A row of a table; each cell with its share of the width."""
    return max(1, *(_cell_lines(text, share) for text, share in cells)) * CELL_LINE + CELL_GAP


def _cell_lines(text: str, share: float) -> int:
    """The lines of a cell; in a narrow one the name of a character that no font has takes up to four."""
    rare = sum(ord(char) >= RARE for char in text)
    named = rare * (4 if share < NARROW else 2 if share < 2 * NARROW else 1)
    return max(count_lines(text, CELL, int(PAGE_WIDTH * share) - 100), named)


def _heading(text: str) -> int:
    """A heading within a section, which may take several lines."""
    return SUBHEADING + (count_lines(text, HEADING_TEXT, PAGE_WIDTH, bold=True) - 1) * HEADING_LINE


def _position(position: Position, parts: int) -> Iterator[int]:
    yield HEADING
    for row in position.open:
        yield _row([(row.title, 0.31), (row.questions, 0.58)])
    if not position.open:
        yield FIGURE + FIGURE_ROW * (parts + 1)
        yield _text(position.sentences)
    if position.levels:
        yield SUBHEADING + sum(_row([(row.title, 0.31), (row.following, 0.4)]) for row in position.levels) + 200
    for group in position.moved:
        yield 2 * SUBHEADING
        yield from (_row([(f"{row.question} ({row.id})", 0.56), (row.then, 0.22)]) for row in group.rows)
        yield _text([group.more])
    yield _text(position.not_compared, PAGE_WIDTH - 120)


def _focus(focus: FocusPart) -> Iterator[int]:
    if focus.note:
        yield HEADING + _text([focus.note, focus.more])
    for area in focus.areas:
        yield from _area(area)


def _area(area: FocusArea) -> Iterator[int]:
    yield _heading(area.title) + SUBHEADING + _facts(area.facts, PAGE_WIDTH) + _text(map(_said, area.found))
    if area.steps:
        yield SUBHEADING + _text(area.steps, PAGE_WIDTH - 150)
    if area.example:
        one = area.example
        yield SUBHEADING + _text([f"{one.agency}, {one.year}. {one.what} {one.result} Source: {one.source}"])
    if area.leader_questions:
        yield SUBHEADING + _text(area.leader_questions, PAGE_WIDTH - 150)


def _said(finding: Finding) -> str:
    return f"{finding.name} {finding.id}, {finding.level}. {finding.text}"


def _play(play: PlayBrief) -> int:
    texts = [*map(_said, play.strongest), *map(_said, play.weakest), play.step]
    return _heading(play.title) + _facts(play.facts, PAGE_WIDTH - 100) + 120 + _text(texts, PAGE_WIDTH - 520)


def _plan(plan: PlanPart) -> Iterator[int]:
    yield HEADING + _text([plan.note]) + SUBHEADING
    for group in (*plan.groups, *plan.closed):
        yield _heading(group.title)
        yield from _actions(group)
    yield _text([plan.more, plan.more_proposals])
    if plan.proposals:
        rows = (_row([(row.play, 0.31), (f"{row.name} ({row.id})", 0.57)]) for row in plan.proposals)
        yield 2 * SUBHEADING + sum(rows)


def _actions(group: PlanGroup) -> Iterator[int]:
    for row in group.rows:
        aside = REPEATED + CELL_LINE * (_cell_lines(row.play, 0.425) if row.play else 0)
        yield aside + _row([(f"{row.text} {row.status}", 0.425), (row.owner, 0.18), (row.measure, 0.27)])


def _trust(trust: TrustPart) -> Iterator[int]:
    yield HEADING + _text(trust.sources)
    yield SUBHEADING + _text([trust.open_note])
    yield from (_text([_said(row)]) for row in trust.open)
    yield _text([trust.more_open])
    if trust.left_out:
        yield SUBHEADING + _text([*map(_said, trust.left_out), trust.more_left_out])
    if trust.votes:
        yield SUBHEADING + _text([trust.votes, trust.more_differed])
        cells = ([(f"{row.name} ({row.id})", 0.31), (row.votes, 0.2), (row.reason, 0.31)] for row in trust.differed)
        yield 2 * SUBHEADING + sum(map(_row, cells))
    if trust.flags:
        yield SUBHEADING + _items(f"{flag.text} {flag.reason}" for flag in trust.flags)
    yield SUBHEADING + _items(trust.rule)
    yield SUBHEADING + _items([*trust.edition, trust.withheld]) + 2 * LINE
