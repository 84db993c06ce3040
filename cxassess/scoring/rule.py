"""The rule of a playbook applied to answers: sums of whole numbers, one exact fraction at the end, no rounding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from cxassess.answers import LEVEL, NOT_APPLICABLE, UNKNOWN, Answers, Target
from cxassess.exact import MICRO
from cxassess.playbook import Play, Playbook, Question, Scoring, rescaled
from cxassess.playbook.model import Group
from cxassess.scoring.gate import gate_level
from cxassess.scoring.model import Assessment, Counts, QuestionScore, Score, band_of

# Σ weight × value in millionths of millionths and Σ weight in millionths: as answered, and with open answers at their
# lowest and at their highest value.
Totals = tuple[tuple[int, int], tuple[int, int], tuple[int, int]]
# The score as answered, at the lowest and at the highest; None where no question counts.
Range = tuple[Fraction | None, Fraction | None, Fraction | None]


class Views(Mapping[str, tuple[Score, ...]]):
    """The scores of the groups of each view, by the id of the view; each view is scored when it is first asked for."""

    def __init__(self, ids: Sequence[str], score_view: Callable[[str], tuple[Score, ...]]) -> None:
        self._scores: dict[str, tuple[Score, ...] | None] = dict.fromkeys(ids)
        self._score_view = score_view

    def __getitem__(self, id: str) -> tuple[Score, ...]:
        scores = self._scores[id]
        if scores is None:
            scores = self._scores[id] = self._score_view(id)
        return scores

    def __iter__(self) -> Iterator[str]:
        return iter(self._scores)

    def __len__(self) -> int:
        return len(self._scores)


def assess(playbook: Playbook, answers: Answers) -> Assessment:
    """The assessment of these answers by the rule of the playbook."""
    by_id = {question.id: score_question(question, answers, playbook.scoring) for question in playbook.questions()}
    every = tuple(by_id.values())
    plays = [tuple(by_id[question.id] for question in play.questions) for play in playbook.plays]
    groups = {view.id: view.groups for view in playbook.views}

    def score(id: str, title: str, members: tuple[QuestionScore, ...], target: Target | None, range: Range) -> Score:
        by_sum = playbook.scoring.method == "sum"
        now, low, high = range
        return Score(
            id=id,
            title=title,
            score=now,
            band=None if now is None or (by_sum and id != "overall") else band_of(playbook, now),
            gate=gate_level(playbook, members),
            low=low,
            high=high,
            target=target_score(playbook, target),
            counts=count_states(members),
            possible=possible_points(members) if by_sum else None,
            question_scores=members,
        )

    def score_part(part: Play | Group, members: tuple[QuestionScore, ...], target: Target | None) -> Score:
        return score(part.id, part.title, members, target, score_range(playbook, totals(members)))

    def score_view(view: str) -> tuple[Score, ...]:
        """Each group scored like a play; a target belongs to a play, never to a group."""
        grouped = [(one, one.question.views.get(view, ())) for one in every]
        return tuple(
            score_part(group, tuple(one for one, ids in grouped if group.id in ids), None) for group in groups[view]
        )

    targets = answers.targets
    return Assessment(
        playbook=playbook,
        answers=answers,
        overall=score("overall", playbook.title, every, targets.get("overall"), overall_range(playbook, plays)),
        plays=tuple(map(score_part, playbook.plays, plays, (targets.get(play.id) for play in playbook.plays))),
        views=Views(list(groups), score_view),
        question_scores=every,
    )


def score_question(question: Question, answers: Answers, rule: Scoring) -> QuestionScore:
    """A question with the values that it counts for under the rule's policies."""
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


def totals(question_scores: Sequence[QuestionScore]) -> Totals:
    """The sums of a play or group over the questions that count."""
    now = low = high = weight_now = weight = 0
    for one in question_scores:
        if one.low is None or one.high is None:
            continue
        micro = one.question.weight.micro
        weight += micro
        low += micro * one.low
        high += micro * one.high
        if one.now is not None:
            weight_now += micro
            now += micro * one.now
    return (now, weight_now), (low, weight), (high, weight)


def score_range(playbook: Playbook, totals: Totals) -> Range:
    """The scores of a play or group: Σ w·v / Σ w, or Σ w·v under the method sum."""
    by_sum = playbook.scoring.method == "sum"

    def score(points: int, weight: int) -> Fraction | None:
        if weight == 0:
            return None
        return Fraction(points, MICRO * MICRO) if by_sum else rescaled(playbook, Fraction(points, weight * MICRO))

    now, low, high = totals
    return score(*now), score(*low), score(*high)


def overall_range(playbook: Playbook, plays: Sequence[tuple[QuestionScore, ...]]) -> Range:
    """The overall scores: the means of the play scores by play weight, or the play rule over all questions."""
    if playbook.scoring.overall != "plays":
        return score_range(playbook, totals([one for members in plays for one in members]))
    weights, by_play = [play.weight.micro for play in playbook.plays], list(map(totals, plays))

    def mean(which: int) -> Fraction | None:
        numerator, denominator, weight_sum = 0, 1, 0
        for play_weight, play in zip(weights, by_play, strict=True):
            points, weight = play[which]
            if weight:  # a play without a score is left out, with its weight
                numerator = numerator * weight + play_weight * points * denominator
                denominator *= weight
                weight_sum += play_weight
        return rescaled(playbook, Fraction(numerator, denominator * weight_sum * MICRO)) if weight_sum else None

    return mean(0), mean(1), mean(2)


def members_by_play(
    playbook: Playbook, question_scores: Iterable[QuestionScore]
) -> dict[str, tuple[QuestionScore, ...]]:
    """Questions by the id of their play, every play in order."""
    by_play: dict[str, list[QuestionScore]] = {play.id: [] for play in playbook.plays}
    for one in question_scores:
        by_play[one.question.play].append(one)
    return {play: tuple(members) for play, members in by_play.items()}


def count_states(question_scores: Sequence[QuestionScore]) -> Counts:
    """How many of these questions are answered, not applicable, unknown and unanswered."""
    states = [question_score.state for question_score in question_scores]
    answered, not_applicable, unknown = map(states.count, (LEVEL, NOT_APPLICABLE, UNKNOWN))
    return Counts(answered, not_applicable, unknown, len(states) - answered - not_applicable - unknown)


def possible_points(question_scores: Sequence[QuestionScore]) -> Fraction:
    """The most points there could be: highest values of the applicable questions, and what a policy gave the others."""
    points = 0
    for one in question_scores:
        value = (one.now or 0) if one.state == NOT_APPLICABLE else one.question.highest
        points += one.question.weight.micro * value
    return Fraction(points, MICRO * MICRO)


def target_score(playbook: Playbook, target: Target | None) -> Fraction | None:
    """A target of a play or the whole on the reported scale; a level means its value, rescaled."""
    if target is None:
        return None
    if target.score is not None:
        return target.score.exact
    return rescaled(playbook, playbook.scale_by_key[target.level].value.exact)
