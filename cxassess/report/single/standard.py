"""The sections of the standard report put together, in as many words as eight pages hold."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cxassess.playbook.shared_content import SharedContent
from cxassess.report.single import focus, plan, plays, score_rows, trust
from cxassess.report.single.comparison_model import Comparison
from cxassess.report.single.standard_fit import STEPS, fits
from cxassess.report.single.standard_model import FlagPart, Standard
from cxassess.scoring import Assessment, Score


def standard(
    assessment: Assessment,
    parts: Sequence[Score],
    focused: Collection[str],
    comparison: Comparison | None,
    shared: SharedContent,
    flags: Sequence[FlagPart],
    *,
    view: str,
    withheld: str,
    votes: str,
) -> Standard:
    """The fullest standard report that has at most eight pages with the brief.

    parts: the plays, or the groups of a view. focused: the ids of the focus areas.
    withheld: what this copy leaves out; votes: a sentence about all votes.
    """
    for limits in STEPS:
        one = Standard(
            score_rows.position(assessment, parts, comparison, view, limits),
            focus.focus_part(assessment, parts, shared, limits),
            tuple(plays.play_briefs(assessment, parts, focused, limits.play, limits.title)),
            plan.plan_part(assessment, focused, limits),
            trust.trust_part(assessment, flags, withheld, votes, limits),
        )
        if fits(one, len(parts)):
            break
    return one
