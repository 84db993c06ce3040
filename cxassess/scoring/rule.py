"""The rule of a playbook applied to answers: integers in, one exact fraction out, no rounding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from cxassess.answers import LEVEL, NOT_APPLICABLE, UNKNOWN, Answers, Target
from cxassess.exact import MICRO
from cxassess.playbook import Playbook, Question, Scoring, rescaled
from cxassess.scoring.gate import gate_level
from cxassess.scoring.model import Assessment, Counts, QuestionScore, Score, band_of

Value = Callable[[QuestionScore], int | None]
Group = tuple[int, Sequence[QuestionScore]]  # the weight of a play in millionths, and its questions


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


def question_score(question: Question, answers: Answers, rule: Scoring) -> QuestionScore:
    """A question as it counts under the rule's policies."""
    answer = answers.by_question.get(question.id)
    state = answers.state(question.id)
    if answer is not None and state == LEVEL:
        value = question.by_key[answer.level].value.micro
        return QuestionScore(question, state, answer.level, value, value, value)
    if state == NOT_APPLICABLE:
        given = {"top": question.highest, "bottom": question.lowest}.get(rule.not_applicable)
        return QuestionScore(question, state, "", given, given, given)
    if state == UNKNOWN and rule.unknown == "bottom":
        return QuestionScore(question, state, "", question.lowest, question.lowest, question.lowest)
    return QuestionScore(question, state, "", None, question.lowest, question.highest)


def count(question_scores: Sequence[QuestionScore]) -> Counts:
    """How many of these questions stand how."""
    states = [question_score.state for question_score in question_scores]
    answered, away, unknown = (states.count(state) for state in (LEVEL, NOT_APPLICABLE, UNKNOWN))
    return Counts(answered, away, unknown, len(states) - answered - away - unknown)


def score(playbook: Playbook, question_scores: Sequence[QuestionScore], value: Value) -> Fraction | None:
    """The score of a play or group: Σ w·v / Σ w, or Σ w·v under the method sum; None when no question counts."""
    points, weight = _points(question_scores, value)
    if weight == 0:
        return None
    if playbook.scoring.method == "sum":
        return Fraction(points, MICRO * MICRO)
    return rescaled(playbook, Fraction(points, weight * MICRO))


def overall(playbook: Playbook, groups: Sequence[Group], value: Value) -> Fraction | None:
    """The overall score: the mean of the play scores by play weight, or the play rule over all questions."""
    if playbook.scoring.overall != "plays":
        return score(
            playbook, [question_score for _, question_scores in groups for question_score in question_scores], value
        )
    numerator, denominator, weights = 0, 1, 0
    for weight, question_scores in groups:
        points, total = _points(question_scores, value)
        if total:  # a play without a score is left out, with its weight
            numerator = numerator * total + weight * points * denominator
            denominator *= total
            weights += weight
    if weights == 0:
        return None
    return rescaled(playbook, Fraction(numerator, denominator * weights * MICRO))


def _points(question_scores: Sequence[QuestionScore], value: Value) -> tuple[int, int]:
    """Σ w·v and Σ w over the questions that count, in millionths of millionths and in millionths."""
    points = weight = 0
    for question_score in question_scores:
        counted = value(question_score)
        if counted is not None:
            points += question_score.question.weight.micro * counted
            weight += question_score.question.weight.micro
    return points, weight


def possible(question_scores: Sequence[QuestionScore]) -> Fraction:
    """The most points there could be: highest values of the applicable questions, and what a policy gave the others."""
    most = 0
    for question_score in question_scores:
        value = (question_score.now or 0) if question_score.state == NOT_APPLICABLE else question_score.question.highest
        most += question_score.question.weight.micro * value
    return Fraction(most, MICRO * MICRO)
