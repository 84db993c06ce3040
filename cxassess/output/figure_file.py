"""A figure alone, for slides and pages of one's own: the drawing with its titles, numbers and key, and the same in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import escape

from cxassess.charts.labels import fit, wrap
from cxassess.charts.widths import reserved_width
from cxassess.output.linear_blocks import profile_table, strip_table
from cxassess.output.svg import FAMILY, GRID, QUIET, marks
from cxassess.report.blocks import Table, plain
from cxassess.template.colors import INK, FigureColors

if TYPE_CHECKING:
    from cxassess.charts.model import AnswerCell, AnswerStrip, LevelProfile
    from cxassess.report.single.model import Report

FIGURES = ("strip", "profile")
PNG_WIDTH = 1600  # pixels
WIDTH, MARGIN, GAP = 800, 20, 14  # units of the drawing; between its columns
TEXT, SMALL, HEADING = 14, 12, 18  # sizes of words
TITLE_WIDTH, NUMBER_WIDTH = 210, 80  # the least of a title
CELL_WIDTH, CELL_HEIGHT, MAX_CELLS = 24, 22, 20  # of an answer; in a line
MAX_LINES = 3


class Drawing(NamedTuple):
    """A figure as SVG, and the same in words, a line for each row."""

    svg: str
    height: int
    alt: str


class _Figure(NamedTuple):
    """A table whose second column is drawn: its head so wide and high, and of each row the drawing and how high it is."""

    table: Table
    width: int
    head: str
    head_height: int
    drawn: Sequence[tuple[str, int]]
    key: str


def figure(report: Report, name: str, colors: FigureColors) -> Drawing | None:
    """The figure of a name of FIGURES; None where there is nothing to draw."""
    strip, profile, position = report.figures.strip, report.figures.profile, report.standard.position
    if name == "strip":
        return _drawing(report, _strip(strip, colors), colors)
    if profile is None or position.open:  # of the whole nothing can be said, as in the report
        return None
    profile = profile._replace(caption=position.finding or "Scores on columns of levels")
    return _drawing(report, _profile(profile, colors), colors)


def _strip(strip: AnswerStrip, colors: FigureColors) -> _Figure:
    table = strip_table(strip, aloud=True)
    count = max(1, min(strip.most_cells, MAX_CELLS))
    wide = min(CELL_WIDTH, _room(table) // count)
    drawn = [
        ("".join(_cells(row.cells, count, wide, colors)), -(-len(row.cells) // count) * CELL_HEIGHT)
        for row in strip.rows
    ]
    head = fit(strip.cells_head, _room(table), SMALL)
    width = max(count * wide, reserved_width(head, SMALL))
    return _Figure(table, width, _words(head, 0, 12, SMALL, QUIET), 14, drawn, strip.legend)


def _cells(cells: Sequence[AnswerCell], count: int, wide: int, colors: FigureColors) -> Iterator[str]:
    """Answers as colored cells, so many in a line."""
    for number, cell in enumerate(cells):
        x, y = number % count * wide, number // count * CELL_HEIGHT
        background, color = colors.steps[cell.step - 1] if cell.step else ("#ffffff", INK)
        yield f'<rect x="{x}" y="{y}" width="{wide}" height="{CELL_HEIGHT}" fill="{background}" stroke="{GRID}"/>'
        if cell.mark:
            yield _words(cell.mark, x + wide // 2, y + 16, SMALL, color, "middle", bold=bool(cell.step))


def _profile(profile: LevelProfile, colors: FigureColors) -> _Figure:
    table = profile_table(profile)
    scale = _room(table) / profile.width
    start, height = f'<g transform="scale({scale:.5f})">', round(profile.height * scale)
    drawn = [(f"{start}{''.join(marks(profile, line, colors))}</g>", height) for line in profile.lines]
    head = "".join(
        _words(one.words, round(one.x * scale), round(one.y * scale), SMALL - 1, QUIET, ("start", "middle")[one.align])
        for one in profile.heads
    )
    return _Figure(table, _room(table), head, round(profile.heads_height * scale), drawn, profile.legend)


def _room(table: Table) -> int:
    """How wide the drawings may be beside titles and numbers."""
    return WIDTH - 2 * MARGIN - TITLE_WIDTH - GAP - NUMBER_WIDTH * len(table.columns[2:])


def _said(table: Table) -> Iterator[str]:
    """The rows in words: what is drawn of answers comes before their numbers, and of scores after them."""
    for row in table.rows:
        title, drawn, *numbers = map(plain, row.cells)
        labeled = [f"{column.head}: {words}" for column, words in zip(table.columns[2:], numbers, strict=True)]
        said = [drawn, *labeled] if table.kind == "strip" else [*labeled, drawn]
        yield f"{title}: {'. '.join(filter(None, said))}."


def _table(figure: _Figure) -> tuple[str, int]:
    """Rows under the heads of their columns, with a key; how high that is."""
    part, _, *heads = (column.head for column in figure.table.columns)
    title_width = WIDTH - 2 * MARGIN - GAP - figure.width - NUMBER_WIDTH * len(heads)
    left = MARGIN + title_width + GAP
    ends = [left + figure.width + NUMBER_WIDTH * (at + 1) for at in range(len(heads))]
    lines = [wrap(head, NUMBER_WIDTH - GAP // 2, SMALL, MAX_LINES) for head in heads]
    y = max(figure.head_height, *(15 * len(one) for one in lines)) + 6
    out = [_words(part, MARGIN, y - 8, SMALL, QUIET), _moved(figure.head, left, y - figure.head_height - 2)]
    for end, head in zip(ends, lines, strict=True):
        out += [_words(words, end, y - 8 - 15 * at, SMALL, QUIET, "end") for at, words in enumerate(reversed(head))]
    out.append(f'<path stroke="{INK}" d="M{MARGIN} {y}H{ends[-1]}"/>')
    for row, (drawn, height) in zip(figure.table.rows, figure.drawn, strict=True):
        title, _, *numbers = map(plain, row.cells)
        bold = row.kind == "overall"
        titles = wrap(title, title_width, TEXT, MAX_LINES)
        cells = [wrap(number, NUMBER_WIDTH - GAP // 2, TEXT, MAX_LINES) for number in numbers]
        high = max(height, *(17 * len(one) for one in (titles, *cells))) + 8
        if bold:
            out.append(f'<path stroke="{GRID}" d="M{MARGIN} {y + 1}H{ends[-1]}"/>')
        out.append(_block(titles, MARGIN, y + high // 2, "start", bold=bold))
        out.append(_moved(drawn, left, y + (high - height) // 2))
        out += [_block(cell, end, y + high // 2, "end", bold=bold) for cell, end in zip(cells, ends, strict=True)]
        y += high
    for words in wrap(figure.key, WIDTH - 2 * MARGIN, SMALL, 6):
        y += 17
        out.append(_words(words, MARGIN, y, SMALL, QUIET))
    return "".join(out), y


def _drawing(report: Report, figure: _Figure, colors: FigureColors) -> Drawing:
    """The whole: marking, title, what it shows, what it is of, and marking again."""
    y, out = MARGIN, list[str]()
    marking = _words(report.marking, WIDTH // 2, 0, TEXT, INK, "middle", bold=True) if report.marking else ""
    if marking:
        y += TEXT
        out.append(_moved(marking, 0, y))
        y += 10
    for words in wrap(figure.table.caption, (WIDTH - 2 * MARGIN) * 9 // 10, HEADING, MAX_LINES):
        y += HEADING + 2
        out.append(_words(words, MARGIN, y, HEADING, colors.strong, bold=True))
    body, height = _table(figure)
    out.append(_moved(body, 0, y + 8))
    y += height + 8
    source = " · ".join(filter(None, [report.brief.subject, report.brief.topic]))
    for words in wrap(source, WIDTH - 2 * MARGIN, SMALL, MAX_LINES):
        y += 17
        out.append(_words(words, MARGIN, y, SMALL, QUIET))
    if marking:
        y += 26
        out.append(_moved(marking, 0, y))
    y += MARGIN
    said = "\n".join(filter(None, [report.marking, f"{figure.table.caption}.", *_said(figure.table), f"{source}."]))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" height="{y}" role="img" '
        f'aria-labelledby="title desc" font-family="{FAMILY}" lang="{report.language}">'
        f'<title id="title">{escape(figure.table.caption)}</title><desc id="desc">{escape(said)}</desc>'
        f'<rect width="{WIDTH}" height="{y}" fill="#ffffff"/>{"".join(out)}</svg>\n'
    )
    return Drawing(svg, y, said)


def _moved(drawn: str, x: int, y: int) -> str:
    return f'<g transform="translate({x} {y})">{drawn}</g>' if drawn else ""


def _block(lines: Sequence[str], x: int, middle: int, anchor: str, *, bold: bool = False) -> str:
    """Lines around a middle."""
    first = middle + 5 - 17 * (len(lines) - 1) // 2
    return "".join(_words(words, x, first + 17 * at, TEXT, INK, anchor, bold=bold) for at, words in enumerate(lines))


def _words(words: str, x: int, y: int, size: int, color: str, anchor: str = "start", *, bold: bool = False) -> str:
    side = f' text-anchor="{anchor}"' if anchor != "start" else ""
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{color}"{side}{weight}>{escape(words)}</text>'
