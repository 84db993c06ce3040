"""Scores in rows: by play, by group of a view, and the whole."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from cxassess.answers import UNANSWERED, UNKNOWN
from cxassess.report import gates, sentences
from cxassess.report.sentences import question_label
from cxassess.report.single.comparison import NOT_MOVED, reason_sentences
from cxassess.report.single.comparison_model import AnswerChange, Comparison
from cxassess.report.single.findings import by_score, share_of_possible, short_name, short_title
from cxassess.report.single.headline import has_result
from cxassess.report.single.model import ProfileRow, ViewPart
from cxassess.report.single.plan import target_sentence
from cxassess.report.single.standard_fit import Limits
from cxassess.report.single.standard_model import LevelRow, MovedPart, OpenPlay, Position
from cxassess.scoring import Assessment, Score
from cxassess.text import count_words, join_some, join_words, one_line

TOO_LOW = "Too low: more than one level below, which keeps the level from being reached however many answers are at it."
MAX_NAMED = 2  # plays that moved and are named; of more the number is said
MAX_REASON = 6  # questions named that cannot be compared for one reason
MAX_OPEN = 20  # open questions of a play that are named


def profile_row(assessment: Assessment, result: Score) -> ProfileRow:
    """A result as the cells of a row."""
    low, high = assessment.show_range(result)
    overall = result is assessment.overall
    return ProfileRow(
        id="" if overall else result.id,
        title="Overall" if overall else one_line(result.title),
        score=sentences.score_cell(assessment, result),
        band=one_line(result.band.label) if result.band else "",
        gate=gates.level_cell(assessment, result),
        low_high="" if low is None else low if low == high else f"{low} to {high}",
        target=assessment.show(result.target) or "",
        answered=f"{result.counts.answered} of {result.counts.applicable}",
    )


def position(
    assessment: Assessment, parts: Sequence[Score], comparison: Comparison | None, view: str, limits: Limits
) -> Position:
    """Where we stand; of a result that rests on fewer than half of the questions only what is open."""
    moved = tuple(moved_parts(comparison, limits.listed)) if comparison else ()
    not_compared = tuple(not_compared_sentences(comparison)) if comparison else ()
    if not has_result(assessment):
        return Position("", (), (), "", moved, not_compared, tuple(_open_plays(parts, limits.title)))
    finding = (_change_finding(comparison, "group" if view else "play") if comparison else "") or _level_finding(
        assessment, parts
    )
    changed = [comparison.sentence, comparison.basis] if comparison else []
    said = filter(
        None, [*changed, target_sentence(assessment, assessment.overall), *_scale_sentences(assessment, view)]
    )
    levels = tuple(_level_rows(assessment, parts, limits.title))
    note = TOO_LOW if any("too low" in row.following for row in levels) else ""
    return Position(finding, tuple(said), levels, note, moved, not_compared, ())


def _level_rows(assessment: Assessment, parts: Sequence[Score], title: int) -> Iterator[LevelRow]:
    """Each play or group, the highest score first, then the whole; none where the playbook declares no level."""
    if assessment.playbook.scoring.gate is None:
        return
    for part in [*by_score(parts), assessment.overall]:
        overall = part is assessment.overall
        yield LevelRow(
            id="" if overall else part.id,
            title="Overall" if overall else short_title(part.title, title),
            reached=gates.format_level_reached(assessment, part) or "none",
            following=_following(assessment, part),
            answered=f"{part.counts.answered} of {part.counts.applicable}",
        )


def _following(assessment: Assessment, part: Score) -> str:
    """What the next level or stage needs: `4 of 7 at level 3, 6 needed; 1 too low`; '' at the highest."""
    state = gates.level_state(assessment, part)
    if state is None or state.following is None:
        return ""
    if state.is_open:
        return gates.open_cell(state.following)
    following = state.following
    level = following.name.partition(", ")[0]
    needed = "all" if following.needed == following.applicable else following.needed
    too_low = f"; {len(following.too_low)} too low" if following.too_low else ""
    return f"{following.reached} of {following.applicable} at {level}, {needed} needed{too_low}"


def _change_finding(comparison: Comparison, noun: str) -> str:
    """How many plays fell and rose, by name where they are one or two: what fell is said first."""
    moved = [(change.title, change.change) for change in comparison.changes if change.change]
    fell = [title for title, change in moved if change.startswith("-")]
    rose = [title for title, change in moved if change.startswith("+")]
    if not moved:
        return ""
    kinds = [(fell, comparison.terms.fell), (rose, comparison.terms.rose)]
    parts = [
        f"{_named_or_counted(titles, len(moved), noun)} {words[len(titles) > 1]}" for titles, words in kinds if titles
    ]
    return f"{comparison.terms.since}, {'; '.join(parts) or 'no score that can be compared changed'}"


def _named_or_counted(titles: Sequence[str], of: int, noun: str) -> str:
    """One or two plays by name, more as `5 of 8 plays`."""
    if len(titles) <= MAX_NAMED:
        return join_words(short_title(title) for title in titles)
    return f"{'all' if len(titles) == of else f'{len(titles)} of'} {count_words(of, noun)}"


def _level_finding(assessment: Assessment, parts: Sequence[Score]) -> str:
    """From which play or group to which the scores run."""
    scored = [part for part in parts if part.score is not None]
    if not scored:
        return ""
    low, high = min(scored, key=share_of_possible), max(scored, key=share_of_possible)
    shown = {sentences.format_score(assessment, part) for part in scored}
    if len(scored) == 1:
        return f"{short_title(high.title)} scores {shown.pop()}"
    if share_of_possible(low) == share_of_possible(high):
        return "All scores are alike"
    ends = (f"{sentences.format_score(assessment, part)} ({short_title(part.title)})" for part in (low, high))
    return f"Scores run from {' to '.join(ends)}"


def _scale_sentences(assessment: Assessment, view: str) -> Iterator[str]:
    """What the scores are, and that low ones are normal; in a view, that the groups do not make up the whole."""
    rule = assessment.playbook.scoring
    scores = f"Scores are on a scale {sentences.format_scale(assessment.playbook)}."
    if rule.method == "sum":
        scores = "Scores are sums of points; the points possible are those of the questions that apply."
    yield f"{scores} Low scores are normal: in one 2024 survey that used another model, seven in ten organizations were in the two lowest of five stages. This report is for learning, not for ranking."
    if view:
        of = "plays" if rule.overall == "plays" else "questions"
        yield f"The overall score is the {'sum' if rule.method == 'sum' else 'average'} of the {of}, not of these groups. {_shared_questions_note(assessment, view)}".rstrip()


def _open_plays(parts: Sequence[Score], title: int) -> Iterator[OpenPlay]:
    """What is open, by play or group."""
    for part in parts:
        open_scores = [one.question for one in part.question_scores if one.state in (UNKNOWN, UNANSWERED)]
        if open_scores:
            answered = f"{part.counts.answered} of {part.counts.applicable}"
            names = [question_label(question) for question in open_scores]
            yield OpenPlay(
                part.id, short_title(part.title, title), answered, join_some(map(short_name, names), MAX_OPEN)
            )


def moved_parts(comparison: Comparison, most: int | None = None) -> Iterator[MovedPart]:
    """The answers that fell and that rose, at most so many of each; None for all."""
    said = comparison.terms
    for words, changes in ((said.fell, comparison.fell), (said.rose, comparison.rose)):
        rest = len(changes[most:]) if most is not None else 0
        if rows := tuple(_with_short_names(changes[:most])):
            of = f"{len(changes)} of {count_words(comparison.compared, 'compared answer')} {words[len(changes) > 1]}"
            yield MovedPart(of, rows, f"{rest} more {words[rest > 1]}; the full record lists them." if rest else "")


def not_compared_sentences(comparison: Comparison, most: int = MAX_REASON) -> Iterator[str]:
    """What cannot be compared and why; then what was reworded without another meaning."""
    lists = {field: [*_with_short_names(getattr(comparison, field))] for field in NOT_MOVED}
    return reason_sentences(comparison.terms, lists, most)


def all_changes(comparison: Comparison | None, position: Position) -> tuple[tuple[MovedPart, ...], tuple[str, ...]]:
    """All that moved and all that cannot be compared, for the record; nothing where the standard report tells all of it."""
    if comparison is None:
        return (), ()
    whole = tuple(moved_parts(comparison)), tuple(not_compared_sentences(comparison, sys.maxsize))
    return ((), ()) if whole == (position.moved, position.not_compared) else whole


def _with_short_names(changes: Sequence[AnswerChange]) -> Iterator[AnswerChange]:
    return (change._replace(question=short_name(change.question)) for change in changes)


def view_parts(assessment: Assessment, but: str) -> Iterator[ViewPart]:
    """Every other way to group the same answers."""
    for view in assessment.playbook.views:
        if view.id != but:
            yield ViewPart(
                view.id,
                one_line(view.title),
                tuple(profile_row(assessment, group) for group in assessment.views[view.id]),
                _shared_questions_note(assessment, view.id),
                tuple(left_out_reasons(assessment, view.id)),
            )


def left_out_reasons(assessment: Assessment, view: str) -> Iterator[str]:
    """The questions in no group of a view, each with the reason."""
    for question_score in assessment.question_scores:
        if not question_score.question.views.get(view):
            reason = one_line(question_score.question.left_out.get(view, "")) or "no reason given"
            yield f"{sentences.name_question(question_score.question)}: {reason}"


def _shared_questions_note(assessment: Assessment, view: str) -> str:
    """Which questions count in more than one group, so that nobody adds the groups up."""
    twice = [one.question for one in assessment.question_scores if len(one.question.views.get(view, ())) > 1]
    if not twice:
        return ""
    return f"{sentences.name_questions(twice)} {sentences.is_or_are(len(twice))} in more than one group, so the groups' counts add up to more than the total."
