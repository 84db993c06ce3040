"""The figures of a report as tables: a listener hears numbers and words, and of what is drawn its label."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from markupsafe import escape

from cxassess.output import svg

if TYPE_CHECKING:
    from cxassess.charts.model import AnswerStrip, LevelProfile, ProfileLine, StripRow
    from cxassess.template.colors import FigureColors

NO_MARK = "\u00a0"
_ROOMS = (8, 10, 14, 20)  # cells in a row, for which the style sheet has widths
_MAX_SHORT_SCORE, _MANY_ROWS = 5, 9


def css_class(kind: str) -> str:
    """The attribute for a class, with the space before it; '' for no class."""
    return f' class="{kind}"' if kind else ""


def cells(row: StripRow) -> str:
    """The answers of a play as cells; a listener hears how many are at which level."""
    marks = "".join(f'<span class="step-{cell.step}">{escape(cell.mark or NO_MARK)}</span>' for cell in row.cells)
    return f'<span class="cells" role="img" aria-label="{escape(row.spoken)}">{marks}</span>'


def strip_table(strip: AnswerStrip) -> str:
    """Every answer, a row for each play."""
    room = next((room for room in _ROOMS if room >= strip.most_cells), _ROOMS[-1])
    kind = f"strip upto-{room}{' many' if len(strip.rows) > _MANY_ROWS else ''}"
    heads = (
        _head(strip.part_head)
        + _head(strip.cells_head, "answers")
        + _head(strip.reached_head, "number reached")
        + _head(strip.score_head, _score_class(strip.rows))
        + _head(strip.target_head, "number target")
    )
    rows = (f"<tr>{_strip_cells(strip, row)}</tr>" for row in strip.rows)
    return _table(f'<table class="{kind}" aria-label="{escape(strip.caption)}">', heads, rows, strip.legend)


def _strip_cells(strip: AnswerStrip, row: StripRow) -> str:
    focus = ' <span class="tag">focus</span>' if row.focus else ""
    return (
        f'<th scope="row">{escape(row.title)}{focus}</th><td>{cells(row)}</td>'
        + _cell(escape(row.reached), strip.reached_head)
        + _cell(escape(row.score), strip.score_head)
        + _target(row.target, strip.target_head)
    )


def profile_table(profile: LevelProfile, colors: FigureColors, *, for_pdf: bool) -> str:
    """Scores on columns of levels, under the sentence that is their finding."""
    bare = "" if profile.change_head or profile.target_head else " bare"
    caption = f"\n<caption><h3>{escape(profile.caption)}</h3></caption>" if profile.caption else ""
    heads = (
        _head(profile.part_head, "part")
        + f'<th scope="col" class="scale">{svg.heads(profile, for_pdf=for_pdf)}</th>'
        + _head(profile.score_head, _score_class(profile.lines))
        + _head(profile.change_head, "number change")
        + _head(profile.target_head, "number target")
    )
    rows = (
        f"<tr{css_class('overall' if line.overall else '')}>{_profile_cells(profile, line, colors)}</tr>"
        for line in profile.lines
    )
    return _table(f'<table class="profile-table{bare}">{caption}', heads, rows, profile.legend)


def _profile_cells(profile: LevelProfile, line: ProfileLine, colors: FigureColors) -> str:
    counted = f" <small>{escape(line.counted)}</small>" if line.counted else ""
    return (
        f'<th scope="row">{escape(line.title)}</th><td class="scale">{svg.track(profile, line, colors)}</td>'
        + _cell(escape(line.score), profile.score_head, "number now")
        + _cell(_change(line.change) + counted, profile.change_head)
        + _target(line.target, profile.target_head)
    )


def _table(start: str, heads: str, rows: Iterable[str], legend: str) -> str:
    body = "\n".join(rows)
    return (
        f"{start}\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n"
        f'<p class="legend">{escape(legend)}</p>'
    )


def _change(change: str) -> str:
    """A change with a sign for its direction, which a listener hears as a word."""
    for sign, kind, spoken, mark in (("-", "fall", "down", "▼"), ("+", "rise", "up", "▲")):
        if change[:1] == sign:
            size = escape(change[1:])
            return f'<span class="{kind}" role="img" aria-label="{spoken} {size}">{mark} {size}</span>'
    return str(escape(change)) or "<small>not compared</small>"


def _head(words: str, kind: str = "") -> str:
    """The head of a column; '' for one that is left out."""
    return f'<th scope="col"{css_class(kind)}>{escape(words)}</th>' if words else ""


def _cell(markup: str, head: str, kind: str = "number") -> str:
    """A cell in the column of a head; '' where that is left out."""
    return f'<td class="{kind}" data-label="{escape(head)}">{markup}</td>' if head else ""


def _target(target: str, head: str) -> str:
    return _cell(escape(target or "none set"), head, f"number {'aim' if target else 'label'}")


def _score_class(rows: Sequence[StripRow | ProfileLine]) -> str:
    return f"number {'sums' if max(len(row.score) for row in rows) > _MAX_SHORT_SCORE else 'score'}"
