"""Playbook and answers to an assessment: arithmetic that anyone can redo by hand, no input or output, no rounding."""

from cxassess.scoring.model import Assessment, Counts, QuestionScore, Score
from cxassess.scoring.rule import assess

__all__ = ["Assessment", "Counts", "QuestionScore", "Score", "assess"]
