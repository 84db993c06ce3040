"""The figures of a report as tables: a listener hears numbers and words, and of what is drawn its label."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from markupsafe import escape

from cxassess.output import svg

if TYPE_CHECKING:
    from cxassess.charts.model import AnswerStrip, LevelProfile, ProfileLine, StripRow
    from cxassess.report.blocks import Profile
    from cxassess.template.branding import FigureColors

OVERALL = ' class="overall"'
NO_MARK = "\u00a0"
_ROOMS = (8, 10, 14, 20)  # cells in a row, for which the style sheet has widths
_MAX_SHORT_SCORE, _MANY_ROWS = 5, 9


def cells(row: StripRow) -> str:
    """The answers of a play as cells; a listener hears how many are at which level."""
    marks = "".join(f'<span class="step-{cell.step}">{escape(cell.mark or NO_MARK)}</span>' for cell in row.cells)
    return f'<span class="cells" role="img" aria-label="{escape(row.spoken)}">{marks}</span>'


def strip_table(strip: AnswerStrip) -> str:
    """Every answer, a row for each play."""
    room = next((room for room in _ROOMS if room >= strip.most_cells), _ROOMS[-1])
    many = " many" if len(strip.rows) > _MANY_ROWS else ""
    heads = [_head(strip.part_head), _head(strip.cells_head, "answers")]
    heads += [_head(strip.reached_head, "number reached")] if strip.reached_head else []
    heads.append(_head(strip.score_head, _score_class([row.score for row in strip.rows])))
    heads += [_head(strip.target_head, "number target")] if strip.target_head else []
    key = " · ".join(f"{entry.mark} {entry.meaning}" if entry.mark else entry.meaning for entry in strip.key)
    body = "\n".join(f"<tr>{''.join(_strip_cells(strip, row))}</tr>" for row in strip.rows)
    return (
        f'<table class="strip upto-{room}{many}" aria-label="{escape(strip.caption)}">\n'
        f'<thead><tr>{"".join(heads)}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n<p class="legend">{escape(key)}</p>'
    )


def _strip_cells(strip: AnswerStrip, row: StripRow) -> Iterator[str]:
    focus = ' <span class="tag">focus</span>' if row.focus else ""
    yield f'<th scope="row">{escape(row.title)}{focus}</th><td>{cells(row)}</td>'
    if strip.reached_head:
        yield _number(row.reached, strip.reached_head)
    yield _number(row.score, strip.score_head)
    if strip.target_head:
        yield _target(row.target, strip.target_head)


def profile_table(figure: Profile, colors: FigureColors, *, for_pdf: bool) -> str:
    """Scores on columns of levels, under the sentence that is their finding."""
    profile = figure.profile
    bare = "" if profile.change_head or profile.target_head else " bare"
    caption = f"<caption><h3>{escape(figure.finding)}</h3></caption>\n" if figure.finding else ""
    heads = [_head(profile.part_head, "part")]
    heads.append(f'<th scope="col" class="scale">{svg.heads(profile, for_pdf=for_pdf)}</th>')
    heads.append(_head(profile.score_head, _score_class([line.score for line in profile.lines])))
    heads += [_head(profile.change_head, "number change")] if profile.change_head else []
    heads += [_head(profile.target_head, "number target")] if profile.target_head else []
    body = "\n".join(
        f"<tr{OVERALL if line.overall else ''}>{''.join(_profile_cells(profile, line, colors))}</tr>"
        for line in profile.lines
    )
    legend = " ".join(filter(None, [*profile.key, profile.note]))
    return (
        f'<table class="profile-table{bare}">\n{caption}<thead><tr>{"".join(heads)}</tr></thead>\n<tbody>\n{body}\n</tbody>\n'
        f'</table>\n<p class="legend">{escape(legend)}</p>'
    )


def _profile_cells(profile: LevelProfile, line: ProfileLine, colors: FigureColors) -> Iterator[str]:
    yield f'<th scope="row">{escape(line.title)}</th><td class="scale">{svg.track(profile, line, colors)}</td>'
    yield _number(line.score, profile.score_head, "number now")
    if profile.change_head:
        counted = f" <small>{escape(line.counted)}</small>" if line.counted else ""
        yield f'<td class="number" data-label="{escape(profile.change_head)}">{_change(line.change)}{counted}</td>'
    if profile.target_head:
        yield _target(line.target, profile.target_head)


def _change(change: str) -> str:
    """A change with a sign for its direction, which a listener hears as a word."""
    for sign, kind, spoken, mark in (("-", "fall", "down", "▼"), ("+", "rise", "up", "▲")):
        if change[:1] == sign:
            size = escape(change[1:])
            return f'<span class="{kind}" role="img" aria-label="{spoken} {size}">{mark} {size}</span>'
    return str(escape(change)) or "<small>not compared</small>"


def _head(words: str, kind: str = "") -> str:
    name = f' class="{kind}"' if kind else ""
    return f'<th scope="col"{name}>{escape(words)}</th>'


def _number(words: str, label: str, kind: str = "number") -> str:
    return f'<td class="{kind}" data-label="{escape(label)}">{escape(words)}</td>'


def _target(target: str, label: str) -> str:
    return _number(target or "none set", label, f"number {'aim' if target else 'label'}")


def _score_class(scores: list[str]) -> str:
    return f"number {'sums' if max(map(len, scores)) > _MAX_SHORT_SCORE else 'score'}"
