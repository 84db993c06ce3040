"""The plays to focus on: chosen in the answer file, or proposed as those furthest from their aims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxassess.planning.gaps import BEST_SCORE, OVERALL_TARGET, OWN_TARGET, Gaps, measure_gaps
from cxassess.report.sentences import format_score, is_or_are
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
    return f" {join_words(more)} {is_or_are(len(more))} just as far below as {ranked[:MAX_PROPOSED][-1].id}; ties follow the order of the playbook."


def _no_area_sentence(plays: Sequence[Score]) -> str:
    scored = any(play.score is not None for play in plays)
    why = "Every play with a score has reached its target" if scored else "No play has a score"
    return f"{why}, so no focus area is proposed."


def _focus_area(assessment: Assessment, play: Score, plays: Sequence[Score]) -> Focus:
    steps = next_steps(play, 1 if assessment.answers.actions else MAX_STEPS)
    return Focus(
        id=play.id,
        title=one_line(play.title),
        why=_reason(assessment, play),
        steps=tuple(f"{question}: {text}" for question, text in steps),
        linked=any(play is one for one in plays),
    )


def _reason(assessment: Assessment, play: Score) -> str:
    if play.score is None:
        return "It has no score yet."
    below = play.target is not None and play.target > play.score
    target = f"; its target is {assessment.show(play.target)}" if below else ""
    return f"It scores {format_score(assessment, play)}{target}."


def next_steps(play: Score, most: int) -> Iterator[tuple[str, str]]:
    """The next steps that the lowest answers of a play call for, each after the id of its question."""
    low = sorted((one for one in play.answered if one.level in one.question.next), key=height)
    return ((one.id, one_line(one.question.next[one.level])) for one in low[:most])
