"""How far each play is from where it should be, by one measure for all plays."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from cxassess.playbook import scale_ends
from cxassess.scoring import Assessment, Score

# What gaps are measured from: every play's own target, the overall target where a play has none, or the best score.
OWN_TARGET, OVERALL_TARGET, BEST_SCORE = "own target", "overall target", "best score"


class Gaps(NamedTuple):
    """The gap of each play by its id, exact, times the play's weight; `weighted` says whether weights differ.

    `goals` are what the scores are measured from, by the id of each play that has a score.
    """

    by_play: dict[str, Fraction]
    aim: str
    weighted: bool
    goals: dict[str, Fraction]


def measure_gaps(assessment: Assessment, plays: Sequence[Score]) -> Gaps:
    """The distances of plays or groups to their targets or, where one has no aim, of all to the best possible score.

    A play without a target of its own is measured by the overall target, unless scores are sums.
    """
    weights = {play.id: play.weight.exact for play in assessment.playbook.plays}
    scored = [play for play in plays if play.score is not None]
    overall = None if assessment.overall.possible is not None else assessment.overall.target
    aims = {play.id: play.target if play.target is not None else overall for play in scored}
    aim = OWN_TARGET if all(play.target is not None for play in scored) else OVERALL_TARGET
    if any(goal is None for goal in aims.values()):
        aim, highest = BEST_SCORE, scale_ends(assessment.playbook)[1]
        aims = {play.id: highest if play.possible is None else play.possible for play in scored}
    gaps = {play.id: Fraction(0) for play in plays}
    for play in scored:
        goal = aims[play.id]
        if goal is not None and play.score is not None:
            gaps[play.id] = (goal - play.score) * weights.get(play.id, Fraction(1))
    goals = {id: goal for id, goal in aims.items() if goal is not None}
    return Gaps(gaps, aim, len({weights.get(play.id) for play in plays}) > 1, goals)
