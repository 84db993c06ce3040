"""The declared rule as arithmetic: integers in, one exact fraction out, no rounding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from cxassess.answers import LEVEL, NOT_APPLICABLE, UNKNOWN, Answers
from cxassess.exact import MICRO
from cxassess.playbook import Playbook, Question, Scoring, rescaled
from cxassess.scoring.model import Counts, Piece

Value = Callable[[Piece], int | None]
Group = tuple[int, Sequence[Piece]]  # the weight of a play in millionths, and its questions


def piece(question: Question, answers: Answers, rule: Scoring) -> Piece:
    """A question as it counts under the rule's policies."""
    answer = answers.by_question.get(question.id)
    state = answers.state(question.id)
    if answer is not None and state == LEVEL:
        value = question.by_key[answer.level].value.micro
        return Piece(question, state, answer.level, value, value, value)
    if state == NOT_APPLICABLE:
        given = {"top": question.highest, "bottom": question.lowest}.get(rule.not_applicable)
        return Piece(question, state, "", given, given, given)
    if state == UNKNOWN and rule.unknown == "bottom":
        return Piece(question, state, "", question.lowest, question.lowest, question.lowest)
    return Piece(question, state, "", None, question.lowest, question.highest)


def count(pieces: Sequence[Piece]) -> Counts:
    """How many of these questions stand how."""
    states = [piece.state for piece in pieces]
    answered, away, unknown = (states.count(state) for state in (LEVEL, NOT_APPLICABLE, UNKNOWN))
    return Counts(answered, away, unknown, len(states) - answered - away - unknown)


def score(playbook: Playbook, pieces: Sequence[Piece], value: Value) -> Fraction | None:
    """The score of a play or group: Σ w·v / Σ w, or Σ w·v under the method sum; None when no question counts."""
    points, weight = _points(pieces, value)
    if weight == 0:
        return None
    if playbook.scoring.method == "sum":
        return Fraction(points, MICRO * MICRO)
    return rescaled(playbook, Fraction(points, weight * MICRO))


def overall(playbook: Playbook, groups: Sequence[Group], value: Value) -> Fraction | None:
    """The overall score: the mean of the play scores by play weight, or the play rule over all questions."""
    if playbook.scoring.overall != "plays":
        return score(playbook, [piece for _, pieces in groups for piece in pieces], value)
    numerator, denominator, weights = 0, 1, 0
    for weight, pieces in groups:
        points, total = _points(pieces, value)
        if total:  # a play without a score is left out, with its weight
            numerator = numerator * total + weight * points * denominator
            denominator *= total
            weights += weight
    if weights == 0:
        return None
    return rescaled(playbook, Fraction(numerator, denominator * weights * MICRO))


def _points(pieces: Sequence[Piece], value: Value) -> tuple[int, int]:
    """Σ w·v and Σ w over the questions that count, in millionths of millionths and in millionths."""
    points = weight = 0
    for piece in pieces:
        counted = value(piece)
        if counted is not None:
            points += piece.question.weight.micro * counted
            weight += piece.question.weight.micro
    return points, weight


def possible(pieces: Sequence[Piece]) -> Fraction:
    """The most points there could be: highest values of the applicable questions, and what a policy gave the others."""
    most = 0
    for piece in pieces:
        value = (piece.now or 0) if piece.state == NOT_APPLICABLE else piece.question.highest
        most += piece.question.weight.micro * value
    return Fraction(most, MICRO * MICRO)
