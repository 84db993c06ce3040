"""The working of a number: every term, sum and comparison, so that anyone can redo it by hand."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from cxassess.answers import LEVEL, NOT_APPLICABLE, UNKNOWN
from cxassess.exact import MICRO, digits, reduced
from cxassess.playbook import Playbook, rescaled
from cxassess.scoring.model import Assessment, Counts, QuestionScore, Score
from cxassess.text import join_words

# What is said of a working beside its terms, in order: the field, and its heading.
HEADINGS = (("steps", "Working"), ("band", "Band"), ("gate", "Gate"), ("interval", "Range"), ("counts", "Counts"))


class Term(NamedTuple):
    """One addend: its weight and value as exact fractions; None where it does not count, with the reason in `note`."""

    id: str
    title: str
    weight: Fraction
    value: Fraction | None
    note: str

    @property
    def product(self) -> Fraction | None:
        """Weight times value."""
        return None if self.value is None else self.weight * self.value


class Working(NamedTuple):
    """How one number came about. `steps`, `band`, `gate` and `interval` are sentences in order."""

    kind: str
    id: str
    title: str
    score: str | None
    exact: str | None
    rule: tuple[str, ...]
    terms: tuple[Term, ...]
    steps: tuple[str, ...]
    band: tuple[str, ...]
    gate: tuple[str, ...]
    interval: tuple[str, ...]
    counts: tuple[str, ...]


def of_overall(assessment: Assessment) -> Working:
    """The working of the overall score."""
    playbook = assessment.playbook
    if playbook.scoring.overall == "plays":
        terms = tuple(_play_term(assessment, play) for play in assessment.plays)
        means = "The overall score is the mean of the play scores by play weight; a play without a score is left out."
    else:
        terms = tuple(question_term(question_score) for question_score in assessment.question_scores)
        what = "sum" if playbook.scoring.method == "sum" else "mean"
        means = f"The overall score is the {what} over all questions by question weight."
    return _working(assessment, assessment.overall, "overall", (means, *policies(playbook)), terms)


def of_result(assessment: Assessment, result: Score, kind: str) -> Working:
    """The working of a play's or a group's score."""
    what = "sum" if assessment.playbook.scoring.method == "sum" else "mean"
    means = f"The score of a {kind} is the {what} of the values of its questions by question weight."
    terms = tuple(question_term(question_score) for question_score in result.question_scores)
    return _working(assessment, result, kind, (means, *policies(assessment.playbook)), terms)


def policies(playbook: Playbook) -> Iterator[str]:
    """What the rule does with questions that have no level."""
    rule = playbook.scoring
    away = {"exclude": "is left out", "top": "counts as its highest value", "bottom": "counts as its lowest value"}
    yield f"A question that is not applicable {away[rule.not_applicable]}; an unknown {away[rule.unknown]}; an unanswered one is never in a score."


def question_term(question_score: QuestionScore) -> Term:
    """A question as an addend."""
    value = None if question_score.now is None else Fraction(question_score.now, MICRO)
    return Term(
        question_score.question.id,
        question_score.question.text,
        question_score.question.weight.exact,
        value,
        _note(question_score),
    )


def _note(question_score: QuestionScore) -> str:
    if question_score.state == LEVEL:
        name = question_score.question.by_key[question_score.level].name
        return f"level {question_score.level}" + (f", {name}" if name else "")
    words = {NOT_APPLICABLE: "not applicable", UNKNOWN: "unknown"}.get(question_score.state, "unanswered")
    return f"{words}: left out" if question_score.now is None else f"{words}: counted"


def _play_term(assessment: Assessment, play: Score) -> Term:
    """A play as an addend of the overall: its score before rescale."""
    weight = assessment.playbook.play_by_id[play.id].weight.exact
    total, weights = _sums([question_term(question_score) for question_score in play.question_scores])
    value = total / weights if weights else None
    return Term(play.id, play.title, weight, value, "" if weights else "no question counts: left out")


def _sums(terms: list[Term]) -> tuple[Fraction, Fraction]:
    counted = [term for term in terms if term.product is not None]
    return sum((term.product or Fraction(0) for term in counted), Fraction(0)), sum(
        (term.weight for term in counted), Fraction(0)
    )


def _working(
    assessment: Assessment, result: Score, kind: str, rule: tuple[str, ...], terms: tuple[Term, ...]
) -> Working:
    return Working(
        kind=kind,
        id=result.id,
        title=result.title,
        score=assessment.show_score(result),
        exact=None if result.score is None else reduced(result.score),
        rule=rule,
        terms=terms,
        steps=tuple(_steps(assessment, result, terms)),
        band=tuple(_band(assessment, result)),
        gate=tuple(_gate(assessment.playbook, result)),
        interval=tuple(_interval(assessment, result)),
        counts=tuple(_counts(result.counts)),
    )


def _steps(assessment: Assessment, result: Score, terms: tuple[Term, ...]) -> Iterator[str]:
    rule = assessment.playbook.scoring
    total, weights = _sums(list(terms))
    if result.score is None:
        yield "No term counts, so there is no score."
        return
    yield f"Sum of weight × value: {reduced(total)}"
    plain = total
    if rule.method == "mean":
        plain = total / weights
        yield f"Sum of weights: {reduced(weights)}"
        yield f"{reduced(total)} ÷ {reduced(weights)} = {reduced(plain)}"
    if rule.rescale is not None:
        (a, b), (c, d) = rule.rescale.from_, rule.rescale.to
        yield f"Rescaled from {a.text}–{b.text} to {c.text}–{d.text}: {reduced(plain)} becomes {reduced(rescaled(assessment.playbook, plain))}"
    yield f"{reduced(result.score)} rounded half-up to {rule.decimals} decimals is {digits(result.score, rule.decimals)}"
    if assessment.show_score(result) != digits(result.score, rule.decimals):
        yield f"That would read as another band, so it is shown as {assessment.show_score(result)}"
    if result.possible is not None:
        yield f"Possible: {digits(result.possible, rule.decimals)}, the highest values of the applicable questions"


def _band(assessment: Assessment, result: Score) -> Iterator[str]:
    band = result.band
    if result.score is None or (band is None and (result.id != "overall" or not assessment.playbook.scoring.bands)):
        return
    if band is None:
        yield "The score lies outside all bands, because questions that do not count add nothing and bands do not move"
        return
    last = band is assessment.playbook.scoring.bands[-1]
    first = band is assessment.playbook.scoring.bands[0]
    lower = assessment.playbook.scoring.edge == "lower"
    left = "≤" if lower or first else "<"
    right = "≤" if not lower or last else "<"
    yield f"Band {band.number}, {band.label}: {band.low.text} {left} {reduced(result.score)} {right} {band.high.text}"


def _gate(playbook: Playbook, result: Score) -> Iterator[str]:
    gate = playbook.scoring.gate
    if gate is None:
        return
    if result.gate is None:
        yield "No question is applicable, so there is no gate."
        return
    applicable = [question_score for question_score in result.question_scores if question_score.state != NOT_APPLICABLE]
    yield from _stages(gate.passing, applicable) if gate.by == "stage" else _shares(playbook, applicable)
    yield f"The gate is at level {result.gate}." if result.gate else "No level is reached, so the gate is 0."


def _shares(playbook: Playbook, applicable: list[QuestionScore]) -> Iterator[str]:
    gate = playbook.scoring.gate
    assert gate is not None
    need = gate.share.exact * len(applicable)
    lowest = int(playbook.scale[0].key)
    for level in (int(level.key) for level in playbook.scale):
        above = sum(1 for question_score in applicable if question_score.level and int(question_score.level) >= level)
        below = [
            question_score.question.id
            for question_score in applicable
            if question_score.level and int(question_score.level) < level - 1
        ]
        whole = -(-need.numerator // need.denominator)
        enough = "enough" if above >= need else f"{whole - above} too few"
        line = f"Level {level}: {above} of {len(applicable)} applicable questions stand at {level} or above; {gate.share.text} × {len(applicable)} = {_plain(need)}{'' if whole == need else f', so {whole}'} are needed: {enough}"
        yield line + (
            f"; {join_words(below)} below {level - 1}"
            if below
            else f"; none below {level - 1}"
            if level > lowest
            else ""
        )


def _stages(passing: tuple[str, ...], applicable: list[QuestionScore]) -> Iterator[str]:
    for stage in sorted({question_score.question.stage or 1 for question_score in applicable}):
        failed = [
            question_score.question.id
            for question_score in applicable
            if question_score.question.stage == stage and question_score.level not in passing
        ]
        count = sum(1 for question_score in applicable if question_score.question.stage == stage)
        yield f"Stage {stage}: {count - len(failed)} of {count} pass" + (
            f"; not {join_words(failed)}" if failed else ""
        )


def _interval(assessment: Assessment, result: Score) -> Iterator[str]:
    open_ = [
        question_score.question.id
        for question_score in result.question_scores
        if question_score.now is None and question_score.low is not None
    ]
    low, high = assessment.show_range(result)
    if low is None:
        yield "Nothing is applicable, so there is no range."
    elif open_:
        yield f"With {join_words(open_)} at the lowest value: {reduced(result.low or Fraction(0))}, shown as {low}; at the highest: {reduced(result.high or Fraction(0))}, shown as {high}"
    else:
        yield f"Nothing is open, so the range is the score: {low}"


def _counts(counts: Counts) -> Iterator[str]:
    yield f"Answered {counts.answered}, not applicable {counts.not_applicable}, unknown {counts.unknown}, unanswered {counts.unanswered}"
    if counts.coverage is not None:
        down = ", rounded down" if 100 * counts.answered % counts.applicable else ""
        yield f"Coverage: {counts.answered} ÷ {counts.applicable} = {counts.coverage}{down}"


def _plain(value: Fraction) -> str:
    """A number of questions: as a decimal of at most three places where it is one."""
    return digits(value, 3).rstrip("0").rstrip(".") if (value * 1000).denominator == 1 else reduced(value)


def of_question(assessment: Assessment, question_score: QuestionScore) -> Working:
    """The working of a question: what its answer counts for, in its play and in the whole."""
    play = next(play for play in assessment.plays if play.id == question_score.question.play)
    term = question_term(question_score)
    value = None if question_score.value is None else question_score.value.text
    return Working(
        kind="question",
        id=question_score.question.id,
        title=question_score.question.text,
        score=value,
        exact=None if term.value is None else reduced(term.value),
        rule=tuple(policies(assessment.playbook)),
        terms=(term,),
        steps=tuple(_share(assessment, question_score, play)),
        band=(),
        gate=tuple(_gate_of(assessment, question_score)),
        interval=tuple(_open(question_score)),
        counts=(),
    )


def _share(assessment: Assessment, question_score: QuestionScore, play: Score) -> Iterator[str]:
    term = question_term(question_score)
    if term.value is None:
        yield f"It is not in the score of {play.id}."
        return
    total, weights = _sums([question_term(other) for other in play.question_scores])
    yield f"Weight {_plain(term.weight)} × value {_plain(term.value)} = {_plain(term.weight * term.value)}"
    if assessment.playbook.scoring.method == "sum":
        yield f"That is its part of the {_plain(total)} points of {play.id}."
    else:
        yield f"In {play.id} that is {_plain(term.weight * term.value)} of {_plain(total)} (weight × value) and {_plain(term.weight)} of {_plain(weights)} (weight)."


def _gate_of(assessment: Assessment, question_score: QuestionScore) -> Iterator[str]:
    gate = assessment.playbook.scoring.gate
    if gate is None or question_score.state == NOT_APPLICABLE:
        return
    if gate.by == "share":
        yield (
            f"For the gate it stands at {question_score.level}."
            if question_score.level
            else "For the gate it counts against the share."
        )
    else:
        passes = "passes" if question_score.level in gate.passing else "does not pass"
        yield f"For the gate it is of stage {question_score.question.stage} and {passes}."


def _open(question_score: QuestionScore) -> Iterator[str]:
    if question_score.now is None and question_score.low is not None and question_score.high is not None:
        yield f"In the range it counts as {_plain(Fraction(question_score.low, MICRO))} at the lowest and {_plain(Fraction(question_score.high, MICRO))} at the highest."
