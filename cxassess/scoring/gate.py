"""The gate, a staged level next to the score: which level is reached, and what each level needs."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from cxassess.answers import UNANSWERED, UNKNOWN
from cxassess.exact import MICRO, Number
from cxassess.playbook import Gate, Playbook
from cxassess.scoring.model import QuestionScore


class LevelCheck(NamedTuple):
    """A level of a gate by share: how many of the applicable questions must reach it, and how many do.

    `too_low` are the ids of answered questions more than one level below; they stop the gate whatever the share.
    """

    applicable: int
    share: Number
    reached: int
    without_level: int
    too_low: tuple[str, ...]

    @property
    def required(self) -> Fraction:
        """The share of the applicable questions, exact."""
        return Fraction(self.share.micro * self.applicable, MICRO)

    @property
    def needed(self) -> int:
        """How many questions are enough: the required number rounded up."""
        return -(-self.share.micro * self.applicable // MICRO)

    @property
    def passed(self) -> bool:
        """Whether the gate is open at this level."""
        return self.reached >= self.needed and not self.too_low


class StageCheck(NamedTuple):
    """A stage of a gate by stage: how many applicable questions it has, and which of them do not pass."""

    stage: int
    applicable: int
    failed: tuple[str, ...]


def gate_rank(gate: Gate | None, one: QuestionScore) -> int | None:
    """What a question means to a gate, as a number; None where it does not apply.

    By share: its level, or -1 without one. By stage: its stage where it passes, else that stage below 0.
    """
    if not one.applies:
        return None
    if gate is None:
        return 0
    if gate.by == "stage":
        stage = one.question.stage or 1
        return stage if one.level in gate.passing else -stage
    return int(one.level) if one.level else -1


def gate_ends(playbook: Playbook) -> tuple[int, int]:
    """The lowest and the highest level of a gate by share; of any other playbook, 0 and 0."""
    gate, scale = playbook.scoring.gate, playbook.scale
    return (int(scale[0].key), int(scale[-1].key)) if gate and scale and gate.by == "share" else (0, 0)


def gate_level(gate: Gate | None, ends: tuple[int, int], ranks: Sequence[int]) -> int | None:
    """The level that questions of these ranks reach; 0 when none, None when no gate is declared or nothing is applicable.

    ends: see `gate_ends`. The same as the highest level that passes `check_level`, or the stage before the first that fails `check_stages`.
    """
    if gate is None or not ranks:
        return None
    if gate.by == "stage":
        failed = [-rank for rank in ranks if rank < 0]
        return min(failed) - 1 if failed else max(ranks)
    levels = sorted(ranks, reverse=True)
    without_level, needed = levels.count(-1), -(-gate.share.micro * len(levels) // MICRO)
    if len(levels) - without_level < needed:
        return 0
    least = levels[-1 - without_level] + 1  # no answered question may be more than one level below
    reached = min(levels[needed - 1], least, ends[1])
    return 0 if reached < ends[0] else reached


def applicable(question_scores: Sequence[QuestionScore]) -> list[QuestionScore]:
    """The questions that apply and, where they have a condition, are not left out by it."""
    return [question_score for question_score in question_scores if question_score.applies]


def check_level(gate: Gate, question_scores: Sequence[QuestionScore], level: int) -> LevelCheck:
    """What a gate by share needs for a level: its share of questions at or above, and no answered one below level − 1."""
    counted = applicable(question_scores)
    levels = [(int(one.level), one) for one in counted if one.level]
    return LevelCheck(
        applicable=len(counted),
        share=gate.share,
        reached=len([own for own, _ in levels if own >= level]),
        without_level=len([one for one in counted if one.state in (UNKNOWN, UNANSWERED)]),
        too_low=tuple([one.id for own, one in levels if own < level - 1]),
    )


def check_stages(gate: Gate, question_scores: Sequence[QuestionScore]) -> list[StageCheck]:
    """Every stage in order; a stage is reached when all questions up to it have a passing answer."""
    by_stage: dict[int, list[QuestionScore]] = {}
    for one in applicable(question_scores):
        by_stage.setdefault(one.question.stage or 1, []).append(one)
    return [
        StageCheck(stage, len(ones), tuple(one.id for one in ones if one.level not in gate.passing))
        for stage, ones in sorted(by_stage.items())
    ]
