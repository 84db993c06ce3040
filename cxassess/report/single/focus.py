"""The plays to focus on: chosen in the answer file, or proposed as those furthest from their aims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxassess.planning.gaps import BEST_SCORE, OVERALL_TARGET, OWN_TARGET, Gaps, measure_gaps
from cxassess.report.sentences import format_score
from cxassess.report.single.model import Focus
from cxassess.scoring import Assessment, Score
from cxassess.scoring.measures import height
from cxassess.text import join_words, one_line

MAX_PROPOSED = 2
MAX_STEPS = 2  # next steps named with each, where no action is planned yet


def focus_areas(assessment: Assessment, plays: Sequence[Score]) -> tuple[tuple[Focus, ...], str]:
    """The chosen focus areas, or two proposed ones, and a sentence that says which and why."""
    known = {play.id: play for play in assessment.plays}
    chosen = [known[id] for id in assessment.answers.focus if id in known]
    if chosen:
        return tuple(_focus_area(assessment, play, plays) for play in chosen), "Chosen by the people who answered."
    gaps = measure_gaps(assessment, plays)
    ranked = sorted((play for play in plays if gaps.by_play[play.id] > 0), key=lambda play: -gaps.by_play[play.id])
    if not ranked:
        return (), _no_area_sentence(plays)
    note = f"Proposed by the program, not chosen by people: those {aim_sentence(gaps)}.{_tie_sentence(ranked, gaps)}"
    return tuple(_focus_area(assessment, play, plays) for play in ranked[:MAX_PROPOSED]), note


def aim_sentence(gaps: Gaps) -> str:
    """What gaps are measured from, as the end of a sentence about plays."""
    by_weight = ", weighted by play," if gaps.weighted else ""
    aims = {
        OWN_TARGET: "their targets",
        OVERALL_TARGET: "their targets, or the overall target where they have none",
        BEST_SCORE: "the best they could score",
    }
    return f"furthest{by_weight} below {aims[gaps.aim]}"


def _tie_sentence(ranked: Sequence[Score], gaps: Gaps) -> str:
    last = gaps.by_play[ranked[:MAX_PROPOSED][-1].id]
    more = [play.id for play in ranked[MAX_PROPOSED:] if gaps.by_play[play.id] == last]
    if not more:
        return ""
    return f" {join_words(more)} {'is' if len(more) == 1 else 'are'} just as far below as {ranked[:MAX_PROPOSED][-1].id}; ties follow the order of the playbook."


def _no_area_sentence(plays: Sequence[Score]) -> str:
    scored = any(play.score is not None for play in plays)
    why = "Every play with a score has reached its target" if scored else "No play has a score"
    return f"{why}, so no focus area is proposed."


def _focus_area(assessment: Assessment, play: Score, plays: Sequence[Score]) -> Focus:
    return Focus(
        id=play.id,
        title=one_line(play.title),
        why=_reason(assessment, play),
        steps=tuple(next_steps(play, 1 if assessment.answers.actions else MAX_STEPS)),
        linked=any(play is one for one in plays),
    )


def _reason(assessment: Assessment, play: Score) -> str:
    shown = format_score(assessment, play)
    if not shown:
        return "It has no score yet."
    if play.target is not None and play.score is not None and play.target > play.score:
        return f"It scores {shown}; its target is {assessment.show(play.target)}."
    return f"It scores {shown}."


def next_steps(play: Score, most: int = MAX_STEPS) -> Iterator[str]:
    """The next steps that the lowest answers of a play call for."""
    low = sorted(
        (
            question_score
            for question_score in play.question_scores
            if question_score.level and question_score.level in question_score.question.next
        ),
        key=height,
    )
    return (
        f"{question_score.id}: {one_line(question_score.question.next[question_score.level])}"
        for question_score in low[:most]
    )
