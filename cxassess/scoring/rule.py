"""The rule of a playbook applied to answers: sums of whole numbers, one exact fraction at the end, no rounding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from cxassess.answers import LEVEL, NOT_APPLICABLE, NOT_ASKED, UNKNOWN, Answers, Target
from cxassess.answers.conditions import Conditions, decide_conditions
from cxassess.exact import MICRO
from cxassess.playbook import Play, Playbook, Question, Scoring, rescaled
from cxassess.playbook.model import Group
from cxassess.scoring.bounds import highest_mean, highest_sum, lowest_mean, lowest_sum
from cxassess.scoring.gate import gate_level
from cxassess.scoring.model import Assessment, Counts, QuestionScore, Score, band_of

# Σ weight × value in millionths of millionths, and Σ weight in millionths.
Total = tuple[int, int]
# The score as answered, at the lowest and at the highest; None where no question counts.
Range = tuple[Fraction | None, Fraction | None, Fraction | None]


class Totals(NamedTuple):
    """The sums of a play or group as answered, and with open answers at their lowest and at their highest value.

    `may_drop_out` says that it may come out that no question of it is asked, and so that it has no score.
    """

    now: Total
    low: Total
    high: Total
    may_drop_out: bool = False


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
    conditions, rule = decide_conditions(playbook, answers), playbook.scoring
    by_id = {question.id: score_question(question, answers, conditions, rule) for question in playbook.questions()}
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
            band=None if now is None or (by_sum and id != "overall") else band_of(playbook.scoring, now),
            gate=gate_level(playbook, members),
            low=low,
            high=high,
            target=target_score(playbook, target),
            counts=count_states(members),
            possible=possible_points(members) if by_sum else None,
            question_scores=members,
        )

    def score_part(part: Play | Group, members: tuple[QuestionScore, ...], target: Target | None) -> Score:
        return score(part.id, part.title, members, target, score_range(playbook, totals(playbook, members)))

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
        conditions=conditions,
    )


def score_question(question: Question, answers: Answers, conditions: Conditions, rule: Scoring) -> QuestionScore:
    """A question with the values that it counts for under its condition and the rule's policies."""
    answer = answers.by_question.get(question.id)
    state = answer.state if answer and not question.when else conditions.state(answers, question.id)
    if level := answer.level if answer and state == LEVEL else question.otherwise if state == NOT_ASKED else "":
        value = question.by_key[level].value.micro
        return QuestionScore(question, state, level, value, value, value)
    if state == NOT_ASKED:
        return QuestionScore(question, state, "", None, None, None)
    if state == NOT_APPLICABLE:
        given = {"top": question.highest, "bottom": question.lowest}.get(rule.not_applicable)
        return QuestionScore(question, state, "", given, given, given)
    if state == UNKNOWN and rule.unknown == "bottom":
        return QuestionScore(question, state, "", question.lowest, question.lowest, question.lowest)
    # Where it turns out to be asked, an answer that it does not apply leaves it out as well.
    left_out = answer is not None and answer.state == NOT_APPLICABLE and rule.not_applicable == "exclude"
    may_drop_out = question.id in conditions.undecided and (left_out or not question.otherwise)
    return QuestionScore(question, state, "", None, question.lowest, question.highest, may_drop_out)


def totals(playbook: Playbook, question_scores: Sequence[QuestionScore]) -> Totals:
    """The sums of a play or group over the questions that count."""
    now = low = high = weight_now = weight = 0
    optional: list[QuestionScore] = []
    for one in question_scores:
        if one.low is None or one.high is None:
            continue
        if one.may_drop_out:
            optional.append(one)
            continue
        micro = one.question.weight.micro
        weight += micro
        low += micro * one.low
        high += micro * one.high
        if one.now is not None:
            weight_now += micro
            now += micro * one.now
    if not optional:
        return Totals((now, weight_now), (low, weight), (high, weight))
    lowest, highest = (lowest_sum, highest_sum) if playbook.scoring.method == "sum" else (lowest_mean, highest_mean)
    return Totals(
        (now, weight_now),
        lowest(low, weight, [(one.question.weight.micro, one.low or 0) for one in optional]),
        highest(high, weight, [(one.question.weight.micro, one.high or 0) for one in optional]),
        may_drop_out=weight == 0,
    )


def score_range(playbook: Playbook, totals: Totals) -> Range:
    """The scores of a play or group: Σ w·v / Σ w, or Σ w·v under the method sum."""
    by_sum = playbook.scoring.method == "sum"

    def score(points: int, weight: int) -> Fraction | None:
        if weight == 0:
            return None
        return Fraction(points, MICRO * MICRO) if by_sum else rescaled(playbook, Fraction(points, weight * MICRO))

    return score(*totals.now), score(*totals.low), score(*totals.high)


def overall_range(playbook: Playbook, plays: Sequence[tuple[QuestionScore, ...]]) -> Range:
    """The overall scores: the means of the play scores by play weight, or the play rule over all questions."""
    if playbook.scoring.overall != "plays":
        return score_range(playbook, totals(playbook, [one for members in plays for one in members]))
    by_play = [
        (play.weight.micro, totals(playbook, members)) for play, members in zip(playbook.plays, plays, strict=True)
    ]
    certain = [(weight, play) for weight, play in by_play if not play.may_drop_out]
    optional = [(weight, play) for weight, play in by_play if play.may_drop_out]

    def mean(points: Fraction, weight: int) -> Fraction | None:
        return rescaled(playbook, points / (weight * MICRO)) if weight else None

    low, high = _sum_of_means(certain, 1), _sum_of_means(certain, 2)
    if optional:
        low = lowest_mean(*low, [(weight, Fraction(*play.low)) for weight, play in optional])
        high = highest_mean(*high, [(weight, Fraction(*play.high)) for weight, play in optional])
    return mean(*_sum_of_means(by_play, 0)), mean(*low), mean(*high)


def _sum_of_means(plays: Sequence[tuple[int, Totals]], which: int) -> tuple[Fraction, int]:
    """Σ weight × mean and Σ weight of plays; one without a score is left out, with its weight."""
    numerator, denominator, weight_sum = 0, 1, 0
    for play_weight, play in plays:
        points, weight = (play.now, play.low, play.high)[which]
        if weight:
            numerator = numerator * weight + play_weight * points * denominator
            denominator *= weight
            weight_sum += play_weight
    return Fraction(numerator, denominator), weight_sum


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
    answered = sum(one.level != "" for one in question_scores)
    not_applicable = sum(not one.applies for one in question_scores)
    unknown = sum(one.state == UNKNOWN for one in question_scores)
    return Counts(answered, not_applicable, unknown, len(question_scores) - answered - not_applicable - unknown)


def possible_points(question_scores: Sequence[QuestionScore]) -> Fraction:
    """The most points there could be: highest values of the applicable questions, and what a policy gave the others."""
    points = 0
    for one in question_scores:
        value = one.question.highest if one.applies else (one.now or 0)
        points += one.question.weight.micro * value
    return Fraction(points, MICRO * MICRO)


def target_score(playbook: Playbook, target: Target | None) -> Fraction | None:
    """A target of a play or the whole on the reported scale; a level means its value, rescaled."""
    if target is None:
        return None
    if target.score is not None:
        return target.score.exact
    return rescaled(playbook, playbook.scale_by_key[target.level].value.exact)
