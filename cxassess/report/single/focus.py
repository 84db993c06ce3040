"""The plays to concentrate on: chosen by those who answered, or proposed by one yardstick that is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from cxassess.playbook import scale_ends
from cxassess.report.sentences import points
from cxassess.report.single.model import Focus
from cxassess.scoring import Assessment, Score
from cxassess.scoring.measures import height
from cxassess.text import join_words, one_line

PROPOSED = 2
STEPS = 2  # next steps named with each, where no action is planned yet


class Yardstick(NamedTuple):
    """How far each play is from where it should be, by its id, and what that is measured from."""

    gaps: dict[str, Fraction]
    aim: str


def focus(assessment: Assessment, plays: Sequence[Score]) -> tuple[tuple[Focus, ...], str]:
    """The chosen focus areas, or two proposed ones, and a sentence that says which and why."""
    known = {play.id: play for play in assessment.plays}
    chosen = [known[id] for id in assessment.answers.focus if id in known]
    if chosen:
        return tuple(_focus(assessment, play, plays) for play in chosen), "Chosen by those who answered."
    measured = yardstick(assessment, plays)
    ranked = sorted((play for play in plays if measured.gaps[play.id] > 0), key=lambda play: -measured.gaps[play.id])
    if not ranked:
        return (), _why_none(plays)
    said = f"Proposed by the program, not chosen: {measured.aim}.{_tied(ranked, measured)}"
    return tuple(_focus(assessment, play, plays) for play in ranked[:PROPOSED]), said


def yardstick(assessment: Assessment, plays: Sequence[Score]) -> Yardstick:
    """One measure for all plays: the distance to their targets where every play has one, else to the best there is.

    Where a play has no target of its own, that of the whole stands for it. Distances count by the weight of the play.
    """
    weights = {play.id: play.weight.exact for play in assessment.playbook.plays}
    scored = [play for play in plays if play.score is not None]
    whole = None if assessment.overall.possible is not None else assessment.overall.target
    aims = {play.id: play.target if play.target is not None else whole for play in scored}
    by_weight = ", counted by its weight," if len({weights.get(play.id) for play in plays}) > 1 else ""
    if all(aim is not None for aim in aims.values()):
        own = all(play.target is not None for play in scored)
        aim = f"furthest{by_weight} below {'its target' if own else 'its target, or the overall target where it has none'}"
    else:
        aims = {play.id: _best(assessment, play) for play in scored}
        aim = f"furthest{by_weight} below the best it could score"
    gaps = {play.id: Fraction(0) for play in plays}
    for play in scored:
        goal = aims[play.id]
        if goal is not None and play.score is not None:
            gaps[play.id] = (goal - play.score) * weights.get(play.id, Fraction(1))
    return Yardstick(gaps, aim)


def _best(assessment: Assessment, play: Score) -> Fraction:
    return play.possible if play.possible is not None else scale_ends(assessment.playbook)[1]


def _tied(ranked: Sequence[Score], measured: Yardstick) -> str:
    last = measured.gaps[ranked[:PROPOSED][-1].id]
    more = [play.id for play in ranked[PROPOSED:] if measured.gaps[play.id] == last]
    if not more:
        return ""
    return f" {join_words(more)} {'is' if len(more) == 1 else 'are'} as far as {ranked[:PROPOSED][-1].id}; the order of the playbook decided."


def _why_none(plays: Sequence[Score]) -> str:
    scored = any(play.score is not None for play in plays)
    why = "Every play with a score has reached its target" if scored else "No play has a score"
    return f"{why}, so no focus area is proposed."


def _focus(assessment: Assessment, play: Score, plays: Sequence[Score]) -> Focus:
    return Focus(
        id=play.id,
        title=one_line(play.title),
        why=_why(assessment, play),
        steps=tuple(steps(play, 1 if assessment.answers.actions else STEPS)),
        linked=any(play is one for one in plays),
    )


def _why(assessment: Assessment, play: Score) -> str:
    shown = points(assessment, play)
    if not shown:
        return "It has no score yet."
    if play.target is not None and play.score is not None and play.target > play.score:
        return f"It scores {shown}; its target is {assessment.show(play.target)}."
    return f"It scores {shown}."


def steps(play: Score, most: int = STEPS) -> Iterator[str]:
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
        f"{question_score.question.id}: {one_line(question_score.question.next[question_score.level])}"
        for question_score in low[:most]
    )
