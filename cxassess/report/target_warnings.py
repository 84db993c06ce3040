"""Warnings about targets and gates, each with the place where it was written."""

from __future__ import annotations

from collections.abc import Iterator

from cxassess.answers import Target
from cxassess.playbook import Playbook, scale_ends
from cxassess.playbook.question_names import name_question
from cxassess.problems import Problem
from cxassess.scoring import Assessment, Score


def target_warnings(assessment: Assessment) -> Iterator[Problem]:
    """A warning for each target that is below the present score or level, or off the scale."""
    for target, sentence in low_targets(assessment):
        yield Problem(target.where, sentence, "raise it, or say in a note why it is lower", warning=True)
    for result in assessment.results():
        if not _is_on_scale(assessment, result):
            message = f"{_target_name(result)}, {assessment.show(result.target)}, is off the scale"
            where = assessment.answers.targets[result.id].where
            yield Problem(where, message, "write a score that is on the scale", warning=True)


def low_targets(assessment: Assessment) -> Iterator[tuple[Target, str]]:
    """Each target that is below the present score or level, with a clause that says so."""
    targets = assessment.answers.targets
    for result in assessment.results():
        if result.target is not None and result.score is not None and result.target < result.score:
            shown = assessment.show(result.target)
            clause = f"{_target_name(result)} is {shown}, below the present score, {assessment.show_score(result)}"
            yield targets[result.id], clause
    for question_score in assessment.overall.answered:
        target, levels = targets.get(question_score.id), question_score.question.by_key
        if target and levels[target.level].value.micro < levels[question_score.level].value.micro:
            clause = f"the target of {name_question(question_score.question)} is level {target.level}, below the present level, {question_score.level}"
            yield target, clause


def _is_on_scale(assessment: Assessment, result: Score) -> bool:
    """Whether the target of a play or the whole could be scored at all; true without a target."""
    if result.target is None:
        return True
    if assessment.playbook.scoring.method == "sum":
        return result.possible is None or result.target <= result.possible
    low, high = scale_ends(assessment.playbook)
    return low <= result.target <= high


def _target_name(result: Score) -> str:
    from cxassess.report.sentences import name_part  # rare, and scoring should start fast

    return "the overall target" if result.id == "overall" else f"the target of {name_part(result)}"


def gate_warnings(playbook: Playbook) -> Iterator[Problem]:
    """A warning where the best answers do not reach the highest level of the gate."""
    gate = playbook.scoring.gate
    if gate is None:
        return
    from cxassess.scoring.measures import best_assessment  # for `check` only

    stages = [question.stage or 0 for question in playbook.questions()]
    highest = max(stages) if gate.by == "stage" else max(int(level.key) for level in playbook.scale)
    reached = best_assessment(playbook).overall.gate
    if reached != highest:
        message = f"the best answers reach {f'only level {reached}' if reached else 'no level'} of the gate; its highest is {highest}"
        yield Problem(gate.where, message, "make the level with the highest value the one that passes", warning=True)
