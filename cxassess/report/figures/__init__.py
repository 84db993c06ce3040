"""What is drawn: every figure as numbers on a plane and words, with the sentence that a listener hears instead."""

from __future__ import annotations

from cxassess.report.figures import dots, heat, rows, slopes, votes
from cxassess.report.figures.model import Figures
from cxassess.scoring import Assessment

__all__ = ["Figures", "draw"]


def draw(assessment: Assessment, earlier: Assessment | None = None, view: str = "") -> Figures:
    """The figures of an assessment; with `view`, of its groups instead of the plays."""
    drawn, scale = rows.chart_rows(assessment, earlier, view)
    return Figures(
        dots=dots.dot_plots(drawn, scale),
        slopes=() if earlier is None else slopes.slope_plots(assessment, earlier, drawn, scale),
        heat=heat.heat_map(assessment, view),
        votes=votes.draw_votes(assessment, view),
    )
