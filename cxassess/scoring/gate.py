"""The staged level beside the score: what may be claimed, where the mean shows movement."""

from __future__ import annotations

from collections.abc import Sequence

from cxassess.answers import LEVEL, NOT_APPLICABLE
from cxassess.exact import MICRO
from cxassess.playbook import Gate, Playbook
from cxassess.scoring.model import QuestionScore


def gate_level(playbook: Playbook, question_scores: Sequence[QuestionScore]) -> int | None:
    """The level that these questions reach; 0 when none, None when no gate is declared or nothing is applicable."""
    gate = playbook.scoring.gate
    applicable = [question_score for question_score in question_scores if question_score.state != NOT_APPLICABLE]
    if gate is None or not applicable:
        return None
    if gate.by == "stage":
        return _by_stage(gate, applicable)
    return _by_share(gate, [int(level.key) for level in playbook.scale], applicable)


def _by_share(gate: Gate, levels: Sequence[int], applicable: Sequence[QuestionScore]) -> int:
    """The highest level L with at least `share` of the questions at L or above and no answered one below L − 1."""
    stands = [int(question_score.level) for question_score in applicable if question_score.state == LEVEL]
    reached = 0
    for level in levels:
        at_or_above = sum(1 for stand in stands if stand >= level)
        enough = at_or_above * MICRO >= gate.share.micro * len(applicable)
        if enough and all(stand >= level - 1 for stand in stands):
            reached = level
    return reached


def _by_stage(gate: Gate, applicable: Sequence[QuestionScore]) -> int:
    """The highest stage L such that every question of the stages up to L has a passing answer."""
    stages = [
        (question_score.question.stage or 1, question_score.level in gate.passing) for question_score in applicable
    ]
    failed = [stage for stage, passed in stages if not passed]
    highest = max(stage for stage, _ in stages)
    return min(failed) - 1 if failed else highest
