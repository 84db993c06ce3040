"""The profile: scores of every play on columns of levels, with last time, targets and what open answers could change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from cxassess.charts.column_heads import column_heads, heads_height
from cxassess.charts.labels import fit
from cxassess.charts.model import LevelProfile, ProfileLine
from cxassess.report import sentences
from cxassess.report.figures.scale import LEVELS, Scale, by_score, label, place_of, score_scale
from cxassess.report.subject_terms import are_other_subjects, terms
from cxassess.scoring import Assessment, Score
from cxassess.scoring.measures import CommonScores, common_scores, with_earlier
from cxassess.text import join_words, shorten_at_word

WIDTH, HEIGHT, LOW_HEIGHT = 3000, 260, 200  # of the drawing of a line
MAX_HIGH_LINES = 12  # more lines than this are low, so that a page holds them
LEFT, RIGHT = 70, 2930  # of the scale in it: a mark at an end has room
MAX_END = 6  # characters above the right end of the scale
TITLE_WIDTH, TITLE_SIZE = 2100, 111  # of a title on one line, as reports/leadership/figures.css sets it
MAX_TITLE = 60  # characters of a title on two lines


def level_profile(assessment: Assessment, earlier: Assessment | None = None, view: str = "") -> LevelProfile | None:
    """The profile of the plays, or of the groups of a view; None where nothing has a score or a target."""
    results = [*by_score(assessment.parts(view)), assessment.overall]
    if not any(result.score is not None or result.target is not None for result in results):
        return None
    compared = {
        id(now): common_scores(assessment, now, earlier, then) if earlier else None
        for now, then in with_earlier(assessment, earlier, view)
    }
    # A scale wide enough for the scores and the ends of their ranges.
    places = (place_of(one, value) for one in results for value in (one.score, one.low, one.high))
    scale = score_scale(assessment.playbook, [place for place in places if place is not None])
    is_low = len(results) > MAX_HIGH_LINES
    lines = tuple(_line(assessment, result, compared[id(result)], scale, is_low) for result in results)
    edges = (*(scale.at(column.low, LEFT, RIGHT) for column in scale.columns), RIGHT)
    heads = column_heads([column.head for column in scale.columns], edges, _end_mark(scale.end), WIDTH)
    part = "group" if view else "play"
    return LevelProfile(
        part_head=f"{part.capitalize()}, strongest first",
        scale_head=f"{scale.head}: {', '.join(filter(None, (*(column.head for column in scale.columns), scale.end)))}",
        score_head="Score",
        change_head=terms(assessment, earlier).change_head if earlier else "",
        # Targets belong to plays: in a view, the bar of the whole is enough.
        target_head="Target" if any(line.target for line in lines if not (view and line.overall)) else "",
        width=WIDTH,
        height=LOW_HEIGHT if is_low else HEIGHT,
        left=LEFT,
        right=RIGHT,
        edges=edges,
        heads=heads,
        heads_height=heads_height(heads),
        lines=lines,
        key=tuple(_key(lines, scale, _then(assessment, earlier))),
        note=_note(lines),
    )


def _end_mark(end: str) -> str:
    """What has room above the right end of the scale: the number of the level, or a short word."""
    number = end.partition(" ")[0]
    return number if number.isdecimal() else end if len(end) <= MAX_END else ""


def _line(
    assessment: Assessment, result: Score, common: CommonScores | None, scale: Scale, is_low: bool
) -> ProfileLine:
    overall = result is assessment.overall
    low, high = assessment.show_range(result)
    is_open = result.score is not None and low != high
    whole = common if common and common.is_whole else None
    title = "Overall" if overall else label(result)

    def at(value: Fraction | None) -> int | None:
        """The place of a value in the drawing; None where it is off the scale."""
        place = place_of(result, value)
        return None if place is None or not scale.low <= place <= scale.high else scale.at(place, LEFT, RIGHT)

    return ProfileLine(
        id="" if overall else result.id,
        title=fit(title, TITLE_WIDTH, TITLE_SIZE) if is_low else shorten_at_word(title, MAX_TITLE),
        overall=overall,
        x=at(result.score),
        x_then=at(whole.then) if whole else None,
        x_target=at(result.target),
        x_low=at(result.low) if is_open else None,
        x_high=at(result.high) if is_open else None,
        score=sentences.score_cell(assessment, result),
        change=common.change_shown if common else "",
        counted=f"{len(common.question_scores)} of {result.counts.applicable}"
        if common and common.question_scores and not whole
        else "",
        target=assessment.show(result.target) or "",
        spoken=". ".join(_spoken(result, whole.then_shown if whole else "", (low, high), scale)),
    )


def _spoken(result: Score, then: str, ends: tuple[str | None, str | None], scale: Scale) -> Iterator[str]:
    """What the drawing of a line shows beyond the numbers beside it."""
    place = place_of(result, result.score)
    if place is None:
        yield "No score"
        return
    column = scale.column_of(place)
    if column is None:
        yield f"At {scale.end or 'the highest score'}"
    elif column.head:
        yield f"In the column {column.head}"
    if then:
        yield f"Score then {then}"
    if ends[0] != ends[1]:
        yield f"Open answers leave it between {ends[0]} and {ends[1]}"


def _then(assessment: Assessment, earlier: Assessment | None) -> str:
    """What an open dot is: the score of an earlier date, or of another subject; '' where nothing is compared."""
    if earlier is None:
        return ""
    if are_other_subjects(assessment, earlier):
        return "score in the other answers"
    return f"score then ({sentences.format_date(earlier.answers.header.date)})"


def _key(lines: Sequence[ProfileLine], scale: Scale, then: str) -> Iterator[str]:
    """What the marks mean, of those that are drawn."""
    yield "Full dot: score now."
    if then and any(line.x_then not in (None, line.x) for line in lines):
        yield f"Open dot: {then}."
    if any(line.x_target is not None for line in lines):
        yield "Bar: target."
    if any(line.x_low is not None for line in lines):
        yield "Pale band: what open answers could change."
    if scale.head != LEVELS:
        yield f"Columns: {scale.head[0].lower()}{scale.head[1:]}."
    if scale.end != _end_mark(scale.end):
        yield f"Right edge: {scale.end}."
    if any(line.counted for line in lines):
        yield "Where a change names a number of questions, only those can be compared, so no open dot is drawn."


def _note(lines: Sequence[ProfileLine]) -> str:
    """The targets that lie off the scale; '' for none."""
    off = [f"{line.title}, {line.target}" for line in lines if line.target and line.x_target is None]
    return f"Off the scale and not drawn: the target of {join_words(off)}." if off else ""
