"""What is drawn: every figure as numbers on a plane and words, with the sentence that a listener hears instead."""

from __future__ import annotations

from dataclasses import dataclass

from cxassess.scoring import Assessment


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a report, ready to draw; None where there is nothing to show."""


def draw(assessment: Assessment, earlier: Assessment | None = None, view: str = "") -> Figures:
    """The figures of an assessment; with `view`, its groups stand in the place of the plays."""
    return Figures()
