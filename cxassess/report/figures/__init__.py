"""What is drawn: every figure as numbers on a plane and words, with what a listener hears instead."""

from __future__ import annotations

from collections.abc import Collection

from cxassess.charts.model import Figures
from cxassess.report.figures.answer_strip import answer_strip
from cxassess.report.figures.level_profile import level_profile
from cxassess.report.figures.votes import draw_votes
from cxassess.scoring import Assessment


def draw(
    assessment: Assessment, earlier: Assessment | None = None, view: str = "", focus: Collection[str] = ()
) -> Figures:
    """The figures of an assessment; with `view`, of its groups instead of the plays; `focus` holds ids to mark."""
    return Figures(
        strip=answer_strip(assessment, view, focus),
        profile=level_profile(assessment, earlier, view),
        votes=draw_votes(assessment),
    )
