"""A figure alone, for slides and pages of one's own: the drawing with its titles, numbers and key, and the same in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import escape

from cxassess.charts.labels import fit
from cxassess.charts.widths import reserved_width
from cxassess.output.svg import FAMILY, GRID, QUIET, marks
from cxassess.template.branding import INK, FigureColors

if TYPE_CHECKING:
    from cxassess.charts.model import AnswerStrip, LevelProfile, ProfileLine, StripRow
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


class _Row(NamedTuple):
    """A row: its title, what is drawn from its top left corner, how high that is, its numbers, and all of it in words."""

    title: str
    drawn: str
    height: int
    numbers: Sequence[str]
    spoken: str
    strong: bool = False


def figure(report: Report, name: str, colors: FigureColors) -> Drawing | None:
    """The figure of a name of FIGURES; None where there is nothing to draw."""
    drawn = report.figures
    if name == "strip":
        return _strip(report, drawn.strip, colors)
    # Of the whole nothing can be said where too little is answered, as in the report.
    return None if drawn.profile is None or report.standard.position.open else _profile(report, drawn.profile, colors)


def _strip(report: Report, strip: AnswerStrip, colors: FigureColors) -> Drawing:
    heads = [head for head in (strip.reached_head, strip.score_head, strip.target_head) if head]
    room = WIDTH - 2 * MARGIN - TITLE_WIDTH - GAP - len(heads) * NUMBER_WIDTH
    count = max(1, min(strip.most_cells, MAX_CELLS))
    wide = min(CELL_WIDTH, room // count)
    rows = [_strip_row(strip, row, heads, count, wide, colors) for row in strip.rows]
    key = " · ".join(f"{entry.mark} {entry.meaning}".strip() for entry in strip.key)
    head = fit(strip.cells_head, room, SMALL)
    drawn = max(count * wide, reserved_width(head, SMALL))
    body, height = _table(strip.part_head, _words(head, 0, 12, SMALL, QUIET), 14, drawn, heads, rows, key)
    return _drawing(report, strip.caption, body, height, rows, colors)


def _strip_row(
    strip: AnswerStrip, row: StripRow, heads: Sequence[str], count: int, wide: int, colors: FigureColors
) -> _Row:
    cells = []
    for number, cell in enumerate(row.cells):
        x, y = number % count * wide, number // count * CELL_HEIGHT
        background, color = colors.steps[cell.step - 1] if cell.step else ("#ffffff", INK)
        cells.append(
            f'<rect x="{x}" y="{y}" width="{wide}" height="{CELL_HEIGHT}" fill="{background}" stroke="{GRID}"/>'
        )
        words = _words(cell.mark, x + wide // 2, y + 16, SMALL, color, "middle", bold=bool(cell.step))
        cells.append(words if cell.mark else "")
    target = [row.target or "none set"] if strip.target_head else []
    numbers = [*([row.reached] if strip.reached_head else []), row.score, *target]
    title = f"{row.title} (focus)" if row.focus else row.title
    spoken = _spoken(title, [row.spoken, *_labeled(heads, numbers)])
    return _Row(title, "".join(cells), -(-len(row.cells) // count) * CELL_HEIGHT, numbers, spoken)


def _profile(report: Report, profile: LevelProfile, colors: FigureColors) -> Drawing:
    heads = [head for head in (profile.score_head, profile.change_head, profile.target_head) if head]
    room = WIDTH - 2 * MARGIN - TITLE_WIDTH - GAP - len(heads) * NUMBER_WIDTH
    scale = room / profile.width
    rows = [_profile_row(profile, line, heads, scale, colors) for line in profile.lines]
    names = "".join(
        _words(one.words, round(one.x * scale), round(one.y * scale), SMALL - 1, QUIET, ("start", "middle")[one.align])
        for one in profile.heads
    )
    key = " ".join(filter(None, [*profile.key, profile.note]))
    title = report.standard.position.finding or "Scores on columns of levels"
    body, height = _table(profile.part_head, names, round(profile.heads_height * scale), room, heads, rows, key)
    return _drawing(report, title, body, height, rows, colors)


def _profile_row(
    profile: LevelProfile, line: ProfileLine, heads: Sequence[str], scale: float, colors: FigureColors
) -> _Row:
    change = f"{line.change} on {line.counted}" if line.counted else line.change or "not compared"
    numbers = [line.score, *([change] if profile.change_head else [])]
    numbers += [line.target or "none set"] if profile.target_head else []
    spoken = _spoken(line.title, [*_labeled(heads, numbers), line.spoken])
    drawn = f'<g transform="scale({scale:.5f})">{marks(profile, line, colors)}</g>'
    return _Row(line.title, drawn, round(profile.height * scale), numbers, spoken, line.overall)


def _spoken(title: str, said: Iterable[str]) -> str:
    return f"{title}: {'. '.join(filter(None, said))}."


def _labeled(heads: Sequence[str], numbers: Sequence[str]) -> Iterator[str]:
    return (f"{head}: {number}" for head, number in zip(heads, numbers, strict=True))


def _table(
    part: str, names: str, names_height: int, drawn_width: int, heads: Sequence[str], rows: Sequence[_Row], key: str
) -> tuple[str, int]:
    """Rows under the heads of their columns, with a key; how high that is."""
    title_width = WIDTH - 2 * MARGIN - GAP - drawn_width - NUMBER_WIDTH * len(heads)
    left = MARGIN + title_width + GAP
    ends = [left + drawn_width + NUMBER_WIDTH * (at + 1) for at in range(len(heads))]
    lines = [_wrapped(head, NUMBER_WIDTH - GAP // 2, SMALL) for head in heads]
    y = max(names_height, *(15 * len(one) for one in lines)) + 6
    out = [_words(part, MARGIN, y - 8, SMALL, QUIET), _moved(names, left, y - names_height - 2)]
    for end, head in zip(ends, lines, strict=True):
        out += [_words(words, end, y - 8 - 15 * at, SMALL, QUIET, "end") for at, words in enumerate(reversed(head))]
    out.append(f'<path stroke="{INK}" d="M{MARGIN} {y}H{ends[-1]}"/>')
    for row in rows:
        title = _wrapped(row.title, title_width, TEXT)
        cells = [_wrapped(number, NUMBER_WIDTH - GAP // 2, TEXT) for number in row.numbers]
        high = max(row.height, *(17 * len(one) for one in (title, *cells))) + 8
        if row.strong:
            out.append(f'<path stroke="{GRID}" d="M{MARGIN} {y + 1}H{ends[-1]}"/>')
        out.append(_block(title, MARGIN, y + high // 2, "start", bold=row.strong))
        out.append(_moved(row.drawn, left, y + (high - row.height) // 2))
        out += [_block(cell, end, y + high // 2, "end", bold=row.strong) for cell, end in zip(cells, ends, strict=True)]
        y += high
    for words in _wrapped(key, WIDTH - 2 * MARGIN, SMALL, most=6):
        y += 17
        out.append(_words(words, MARGIN, y, SMALL, QUIET))
    return "".join(out), y


def _drawing(report: Report, title: str, body: str, height: int, rows: Sequence[_Row], colors: FigureColors) -> Drawing:
    """The whole: marking, title, what it shows, what it is of, and marking again."""
    y, out = MARGIN, list[str]()
    marking = _words(report.marking, WIDTH // 2, 0, TEXT, INK, "middle", bold=True) if report.marking else ""
    if marking:
        y += TEXT
        out.append(_moved(marking, 0, y))
        y += 10
    for words in _wrapped(title, (WIDTH - 2 * MARGIN) * 9 // 10, HEADING):
        y += HEADING + 2
        out.append(_words(words, MARGIN, y, HEADING, colors.strong, bold=True))
    out.append(_moved(body, 0, y + 8))
    y += height + 8
    source = " · ".join(filter(None, [report.brief.subject, report.brief.topic]))
    for words in _wrapped(source, WIDTH - 2 * MARGIN, SMALL):
        y += 17
        out.append(_words(words, MARGIN, y, SMALL, QUIET))
    if marking:
        y += 26
        out.append(_moved(marking, 0, y))
    y += MARGIN
    said = "\n".join(filter(None, [report.marking, f"{title}.", *(row.spoken for row in rows), f"{source}."]))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" height="{y}" role="img" '
        f'aria-labelledby="title desc" font-family="{FAMILY}" lang="{report.language}">'
        f'<title id="title">{escape(title)}</title><desc id="desc">{escape(said)}</desc>'
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


def _wrapped(words: str, width: int, size: int, most: int = MAX_LINES) -> list[str]:
    """The words in lines of a width, the last cut where it is too wide; one line at least."""
    lines: list[str] = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if lines[-1] and len(lines) < most and reserved_width(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return [fit(line, width, size) for line in lines]
