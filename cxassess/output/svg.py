"""Drawings as SVG: colors stand as attributes, and by its classes a style sheet changes them for dark screens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from markupsafe import escape

from cxassess.settings import shipped_folder

if TYPE_CHECKING:
    from cxassess.charts.model import LevelProfile, ProfileLine, Text, VoteChart
    from cxassess.template.colors import FigureColors

FAMILY = "Public Sans, Noto Sans, sans-serif"
GRID, ZONE, FELL, QUIET = "#c6cace", "#eef3f8", "#b50909", "#51565f"
# The name inside the fonts of the report: they were cut from a variable font and kept the name of its first instance.
_FONT_NAME = "Public Sans Thin"


def texts(lines: Iterable[Text], *, for_pdf: bool) -> str:
    """Words on a drawing. Browsers have other fonts, so words are anchored there; in a PDF their start is known."""
    return "".join(_text(one, for_pdf) for one in lines)


def _text(one: Text, for_pdf: bool) -> str:
    start = f'x="{one.left}"' if for_pdf or not one.align else f'x="{one.x}" text-anchor="middle"'
    size = f' font-size="{one.size}"' if one.size != 110 else ""
    bold = ' font-weight="700"' if one.bold else ""
    return f'<text {start} y="{one.y}"{size}{bold}>{escape(one.words)}</text>'


def votes(chart: VoteChart, colors: FigureColors, *, for_pdf: bool) -> str:
    """The votes on a question, small enough to be beside their list, which a listener hears."""
    ticks = "".join(f"M{tick.x} {chart.base}v30" for tick in chart.ticks)
    dots = "".join(f'<circle cx="{point.x}" cy="{point.y}" r="50"/>' for point in chart.votes)
    return (
        f'<svg class="votes ink" viewBox="0 0 {chart.width} {chart.height}" aria-hidden="true" '
        f'font-family="{FAMILY}" font-size="105" fill="#1b1b1b">'
        f'<path class="grid" stroke="#71767a" stroke-width="10" fill="none" d="M40 {chart.base}H{chart.width - 40}{ticks}"/>'
        f'<g class="now" fill="{colors.accent}">{dots}{texts(chart.counts, for_pdf=for_pdf)}</g>'
        f"{''.join(_ticks(chart, colors, for_pdf))}</svg>"
    )


def _ticks(chart: VoteChart, colors: FigureColors, for_pdf: bool) -> Iterator[str]:
    for tick in chart.ticks:
        if tick.box:
            yield (
                f'<rect class="target-line" x="{tick.box[0]}" y="{chart.base + 42}" width="{tick.box[1]}" height="140" '
                f'fill="none" stroke="{colors.target}" stroke-width="16"/>'
            )
        yield texts(tick.words, for_pdf=for_pdf)


def heads(profile: LevelProfile, *, for_pdf: bool) -> str:
    """The names of the columns of a profile."""
    return (
        f'<svg class="track quiet" viewBox="0 0 {profile.width} {profile.heads_height}" role="img" '
        f'font-family="{FAMILY}" font-size="110" fill="{QUIET}"><title>{escape(profile.scale_head)}</title>'
        f"{texts(profile.heads, for_pdf=for_pdf)}</svg>"
    )


def track(profile: LevelProfile, line: ProfileLine, colors: FigureColors) -> str:
    """A line of a profile: columns, range, where it was, target, and where it is."""
    return (
        f'<svg class="track" viewBox="0 0 {profile.width} {profile.height}" role="img">'
        f"<title>{escape(line.spoken)}</title>{''.join(marks(profile, line, colors))}</svg>"
    )


def marks(profile: LevelProfile, line: ProfileLine, colors: FigureColors) -> Iterator[str]:
    """What is drawn in a line of a profile."""
    x, high, y = line.x, profile.height, profile.height // 2
    name, color = ("fell", FELL) if line.change[:1] == "-" else ("now", colors.accent)
    pairs = zip(profile.edges[::2], profile.edges[1::2], strict=False)
    zones = "".join(f"M{left} 0H{right}V{high}H{left}z" for left, right in pairs)
    edges = "".join(f"M{edge} 0v{high}" for edge in profile.edges)
    yield f'<path class="zone" fill="{ZONE}" d="{zones}"/>'
    yield f'<path class="grid" stroke="{GRID}" stroke-width="6" d="{edges}"/>'
    if line.x_low is not None and line.x_high is not None:
        top = y - 42
        yield f'<path class="range" fill="{colors.range}" d="M{line.x_low} {top}H{line.x_high}v84H{line.x_low}z"/>'
        ends = f"M{line.x_low} {top}v84M{line.x_high} {top}v84"
        yield f'<path class="now-line" stroke="{colors.accent}" stroke-width="10" d="{ends}"/>'
    if line.x_then is not None and x is not None and line.x_then != x:
        yield from _way(line.x_then, x, y, name, color)
    if line.x_target is not None:
        bar = f"M{line.x_target} {y - 90}v180"
        yield f'<path class="target-line" stroke="{colors.target}" stroke-width="30" d="{bar}"/>'
    if x is not None:
        yield f'<circle class="{name}" fill="{color}" cx="{x}" cy="{y}" r="52"/>'


def _way(then: int, x: int, y: int, name: str, color: str) -> Iterator[str]:
    """From where it was, an open dot, to where it is: a line and its head, where there is room for them."""
    way = 1 if x > then else -1
    free = (x - then) * way - 94
    line = f'class="{name}-line"'
    if free > 0:
        yield f'<path {line} stroke="{color}" stroke-width="16" d="M{then + 42 * way} {y}H{x - 50 * way}"/>'
    if free > 60:
        yield f'<path class="{name}" fill="{color}" d="M{x - 45 * way} {y}l{-75 * way} -45v90z"/>'
    yield f'<circle {line} cx="{then}" cy="{y}" r="36" fill="none" stroke="{color}" stroke-width="14"/>'


def rasterize(drawing: str, width: int, height: int) -> bytes:
    """A drawing as a PNG of so many dots, with the fonts of the report: the same bytes for the same drawing."""
    import resvg_py

    fonts = shipped_folder("reports") / "leadership" / "fonts"
    png = resvg_py.svg_to_bytes(
        svg_string=drawing.replace(f'font-family="{FAMILY}"', f'font-family="{_FONT_NAME}"', 1),
        width=width,
        height=height,
        skip_system_fonts=True,
        font_files=[str(file) for file in sorted(fonts.rglob("*.ttf"))],
        font_family=_FONT_NAME,
        background="#ffffff",
    )
    return bytes(png)
