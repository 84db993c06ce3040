"""Playbook and answers to an assessment: arithmetic that anyone can redo by hand, no input or output, no rounding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from cxassess.answers import Answers, Target
from cxassess.playbook import Playbook, rescaled, scale_ends
from cxassess.problems import Problem
from cxassess.scoring.gate import gate_level
from cxassess.scoring.model import Assessment, Counts, QuestionScore, Score, band_of
from cxassess.scoring.rule import count, overall, possible, question_score, score

__all__ = ["Assessment", "Counts", "QuestionScore", "Score", "assess", "band_of", "odd_targets"]


def assess(playbook: Playbook, answers: Answers) -> Assessment:
    """The rule of the playbook applied to the answers."""
    question_scores = {
        question.id: question_score(question, answers, playbook.scoring) for question in playbook.questions()
    }
    every = tuple(question_scores.values())
    groups = [
        (play.weight.micro, tuple(question_scores[question.id] for question in play.questions))
        for play in playbook.plays
    ]
    whole = (overall(playbook, groups, value) for value in (_now, _low, _high))
    return Assessment(
        playbook=playbook,
        answers=answers,
        overall=_result(playbook, answers, ("overall", playbook.title), every, *whole),
        plays=tuple(
            _group(playbook, answers, (play.id, play.title), group)
            for play, (_, group) in zip(playbook.plays, groups, strict=True)
        ),
        views={
            view.id: tuple(
                _view_group(playbook, view.id, (group.id, group.title), every, answers) for group in view.groups
            )
            for view in playbook.views
        },
        question_scores=every,
    )


def _now(question_score: QuestionScore) -> int | None:
    return question_score.now


def _low(question_score: QuestionScore) -> int | None:
    return question_score.low


def _high(question_score: QuestionScore) -> int | None:
    return question_score.high


def _group(
    playbook: Playbook,
    answers: Answers,
    name: tuple[str, str],
    question_scores: Sequence[QuestionScore],
    targeted: bool = True,
) -> Score:
    scores = (score(playbook, question_scores, value) for value in (_now, _low, _high))
    return _result(playbook, answers, name, question_scores, *scores, targeted=targeted)


def _view_group(
    playbook: Playbook, view: str, name: tuple[str, str], every: Sequence[QuestionScore], answers: Answers
) -> Score:
    """A group of a view: the play rule with question weights. A target belongs to a play, never to a group."""
    mine = tuple(question_score for question_score in every if name[0] in question_score.question.views.get(view, ()))
    return _group(playbook, answers, name, mine, targeted=False)


def _result(
    playbook: Playbook,
    answers: Answers,
    name: tuple[str, str],
    question_scores: Sequence[QuestionScore],
    now: Fraction | None,
    low: Fraction | None,
    high: Fraction | None,
    *,
    targeted: bool = True,
) -> Score:
    by_sum = playbook.scoring.method == "sum"
    banded = now is not None and (name[0] == "overall" or not by_sum)
    return Score(
        id=name[0],
        title=name[1],
        score=now,
        band=band_of(playbook, now) if banded and now is not None else None,
        gate=gate_level(playbook, question_scores),
        low=low,
        high=high,
        target=target_score(playbook, answers.targets.get(name[0])) if targeted else None,
        counts=count(question_scores),
        possible=possible(question_scores) if by_sum else None,
        question_scores=tuple(question_scores),
    )


def target_score(playbook: Playbook, target: Target | None) -> Fraction | None:
    """A target of a play or the whole on the reported scale; a level means its value, rescaled."""
    if target is None:
        return None
    if target.score is not None:
        return target.score.exact
    return rescaled(playbook, playbook.scale_by_key[target.level].value.exact)


def odd_targets(assessment: Assessment) -> Iterator[Problem]:
    """Warnings: a target off the scale, or below what is reached already."""
    targets = assessment.answers.targets
    for result in assessment.results():
        if result.target is None:
            continue
        where, shown = targets[result.id].where, assessment.show(result.target)
        if result.score is not None and result.target < result.score:
            message = f"the target of {result.id} is {shown}, below the present {assessment.show_score(result)}"
            yield Problem(where, message, "raise it, or say in a note why less is meant", warning=True)
        if not _on_scale(assessment, result):
            yield Problem(
                where,
                f"the target of {result.id}, {shown}, is off the scale",
                "write a score that can be reached",
                warning=True,
            )
    for one in assessment.question_scores:
        target = targets.get(one.question.id)
        if target is None or not one.level:
            continue
        levels = one.question.by_key
        if levels[target.level].value.micro < levels[one.level].value.micro:
            message = f"the target of {target.id} is level {target.level}, below the present {one.level}"
            yield Problem(target.where, message, "raise it, or say in a note why less is meant", warning=True)


def _on_scale(assessment: Assessment, result: Score) -> bool:
    if assessment.playbook.scoring.method == "sum" or result.target is None:
        return result.target is None or result.possible is None or result.target <= result.possible
    low, high = scale_ends(assessment.playbook)
    return low <= result.target <= high
