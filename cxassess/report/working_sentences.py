"""The working of a score in sentences: the rule, every sum and comparison, so that anyone can redo it by hand."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cxassess.answers import LEVEL, NOT_ASKED, UNANSWERED, UNKNOWN
from cxassess.exact import MICRO, format_rounded
from cxassess.playbook import Gate, Playbook, rescaled
from cxassess.report.conditions import condition_sentence, otherwise_words
from cxassess.report.sentences import (
    count_applicable,
    format_decimal,
    is_or_are,
    name_ids,
    name_part,
    name_questions,
    question_label,
)
from cxassess.scoring import Assessment, QuestionScore, Score
from cxassess.scoring.gate import check_level, check_stages
from cxassess.scoring.working import Term, Working, question_term, question_working
from cxassess.text import one_line

MAX_LISTED = 12  # questions named in a list of the working; of more the rest is counted


def overall_rule(playbook: Playbook) -> str:
    """How the overall score is made of plays or questions."""
    if playbook.scoring.overall == "plays":
        return "The overall score is the weighted mean of the play scores; a play without a score is left out."
    return f"The overall score is the weighted {playbook.scoring.method} of the values of all questions."


def part_rule(playbook: Playbook, kind: str) -> str:
    """How the score of a play or group is made of its questions."""
    return f"The score of a {kind} is the weighted {playbook.scoring.method} of the values of its questions."


def policies(playbook: Playbook) -> str:
    """What the rule does with questions that have no level."""
    rule = playbook.scoring
    policy_words = {
        "exclude": "is left out",
        "top": "counts as its highest value",
        "bottom": "counts as its lowest value",
    }
    not_asked = "; one that is not asked is left out, or counts as the playbook says" if playbook.conditional else ""
    return f"A question that is not applicable {policy_words[rule.not_applicable]}; one that is not known {policy_words[rule.unknown]}{not_asked}; one that is not answered never counts in a score."


def term_label(term: Term) -> str:
    """The name of a question, or the title of a play."""
    return one_line(term.title) if term.question_score is None else question_label(term.question_score.question)


def term_note(term: Term) -> str:
    """The level of a term, or why it has none and whether it counts; '' for a play that counts."""
    score = term.question_score
    if score is None:
        return "" if term.value is not None else "no question counts: left out"
    if score.state == NOT_ASKED:
        return f"not asked: {otherwise_words(score.question)}"
    if score.state == LEVEL:
        name = score.question.by_key[score.level].name
        word = "level " if score.level.isdecimal() else ""
        return f"{word}{score.level}" + (f", {name}" if name and name != score.level else "")
    state = {UNKNOWN: "not known", UNANSWERED: "not answered"}.get(score.state, "not applicable")
    return f"{state}: left out" if score.now is None else f"{state}: counted"


def steps(assessment: Assessment, result: Score, working: Working) -> Iterator[str]:
    """From the sums to the printed score."""
    rule = assessment.playbook.scoring
    if result.score is None:
        yield "No term counts, so there is no score."
        return
    yield f"Sum of weight × value: {working.total!s}"
    plain = working.total
    if rule.method == "mean" and working.mean is not None:
        plain = working.mean
        yield f"Sum of weights: {working.weight!s}"
        yield f"{working.total!s} ÷ {working.weight!s} = {plain!s}"
    if rule.rescale is not None:
        (a, b), (c, d) = rule.rescale.from_, rule.rescale.to
        yield f"Rescaled from {a.text}–{b.text} to {c.text}–{d.text}: {plain!s} becomes {rescaled(assessment.playbook, plain)!s}"
    yield f"{result.score!s} rounded half-up to {rule.decimals} decimals is {format_rounded(result.score, rule.decimals)}"
    if assessment.show_score(result) != format_rounded(result.score, rule.decimals):
        yield f"Rounding would put it in another band, so it is shown as {assessment.show_score(result)}"
    if result.possible is not None:
        yield f"Possible: {format_rounded(result.possible, rule.decimals)}, the sum of the highest values of the questions that apply"


def band(assessment: Assessment, result: Score) -> Iterator[str]:
    """The band with its edges."""
    band, bands = result.band, assessment.playbook.scoring.bands
    if result.score is None or (band is None and (result.id != "overall" or not bands)):
        return
    if band is None:
        yield "The score is outside all bands: questions that do not count add no points, and bands do not move"
        return
    lower = assessment.playbook.scoring.edge == "lower"
    left = "≤" if lower or band is bands[0] else "<"
    right = "≤" if not lower or band is bands[-1] else "<"
    yield f"Band {band.number}, {band.label}: {band.low.text} {left} {result.score!s} {right} {band.high.text}"


def level_reached(playbook: Playbook, result: Score) -> Iterator[str]:
    """Each level or stage with its count of questions, and which is reached."""
    gate = playbook.scoring.gate
    if gate is None:
        return
    if result.gate is None:
        yield "No question applies, so there is no level."
        return
    yield from _stages(playbook, gate, result) if gate.by == "stage" else _levels(playbook, gate, result)
    word = "stage" if gate.by == "stage" else "level"
    yield (
        f"The {word} reached is {result.gate}." if result.gate else f"No {word} is reached; in result files that is 0."
    )


def _levels(playbook: Playbook, gate: Gate, result: Score) -> Iterator[str]:
    for level in (int(level.key) for level in playbook.scale):
        check = check_level(gate, result.question_scores, level)
        enough = "enough" if check.reached >= check.needed else f"{check.needed - check.reached} too few"
        up = "" if check.needed == check.required else f", so {check.needed}"
        lowest = level == int(playbook.scale[0].key)
        low = "" if lowest and not check.too_low else f"; {len(check.too_low) or 'none'} below {level - 1}"
        if check.too_low and level == (result.gate or 0) + 1:
            low += f": {name_ids(playbook.by_id, check.too_low, MAX_LISTED)}"
        yield f"Level {level}: {check.reached} of {count_applicable(check.applicable)} {is_or_are(check.reached)} at {level} or above; {gate.share.text} × {check.applicable} = {_plain(check.required)}{up} are needed: {enough}{low}"


def _stages(playbook: Playbook, gate: Gate, result: Score) -> Iterator[str]:
    for check in check_stages(gate, result.question_scores):
        failed = f"; not {name_ids(playbook.by_id, check.failed, MAX_LISTED)}" if check.failed else ""
        yield f"Stage {check.stage}: {check.applicable - len(check.failed)} of {check.applicable} pass{failed}"


def score_range(assessment: Assessment, result: Score) -> Iterator[str]:
    """The lowest and highest score there could be, and the open questions that decide."""
    low, high = assessment.show_range(result)
    open_questions = [one.question for one in result.question_scores if one.now is None and one.low is not None]
    if result.low is None or result.high is None:
        yield "No question applies, so there is no range."
    elif open_questions:
        may_drop_out = [one.question for one in result.question_scores if one.may_drop_out]
        yield f"With {name_questions(open_questions)} at the lowest value: {result.low!s}, shown as {low}; at the highest: {result.high!s}, shown as {high}"
        if may_drop_out:
            yield f"It is open whether {name_questions(may_drop_out)} {is_or_are(len(may_drop_out))} asked: left out where that gives a lower lowest or a higher highest score"
    else:
        yield f"Nothing is open, so the range is the score: {low}"


def counts(result: Score) -> Iterator[str]:
    """How many questions are answered, which are not asked, and the coverage."""
    counts = result.counts
    yield f"Answered {counts.answered}, not applicable {counts.not_applicable}, not known {counts.unknown}, not answered {counts.unanswered}"
    for words, is_counted in (("not applicable", False), ("answered", True)):
        not_asked = [one for one in result.in_state(NOT_ASKED) if bool(one.otherwise) is is_counted]
        if not_asked:
            yield f"Among the {words} because not asked: {name_questions(not_asked, MAX_LISTED)}"
    if counts.coverage is not None:
        down = ", rounded down" if 100 * counts.answered % counts.applicable else ""
        yield f"Coverage: {counts.answered} ÷ {counts.applicable} = {counts.coverage}{down}"


def question_steps(assessment: Assessment, question_score: QuestionScore) -> Iterator[str]:
    """What a question adds to the score of its play."""
    play = next(play for play in assessment.plays if play.id == question_score.question.play)
    term, working = question_term(question_score), question_working(play.question_scores)
    if question_score.question.when:
        yield condition_sentence(assessment, question_score.question)
    if term.value is None or term.product is None:
        yield f"It does not count in the score of {name_part(play)}."
        return
    yield f"Weight {_plain(term.weight)} × value {_plain(term.value)} = {_plain(term.product)}"
    if assessment.playbook.scoring.method == "sum":
        yield f"That is its share of the {_plain(working.total)} points of {name_part(play)}."
    else:
        yield f"In {name_part(play)} that is {_plain(term.product)} of {_plain(working.total)} (weight × value) and {_plain(term.weight)} of {_plain(working.weight)} (weight)."


def question_level(assessment: Assessment, question_score: QuestionScore) -> Iterator[str]:
    """What a question counts for in the level reached."""
    gate = assessment.playbook.scoring.gate
    if gate is None or not question_score.applies:
        return
    if gate.by == "stage":
        passes = "passes" if question_score.level in gate.passing else "does not pass"
        yield f"The question belongs to stage {question_score.question.stage} and {passes}."
    elif question_score.level:
        yield f"The question is at level {question_score.level}."
    else:
        yield "The question counts as not having reached any level."


def question_range(question_score: QuestionScore) -> Iterator[str]:
    """The values of an open question in the range."""
    if question_score.now is None and question_score.low is not None and question_score.high is not None:
        low, high = (_plain(Fraction(value, MICRO)) for value in (question_score.low, question_score.high))
        left_out = ", or is left out where it turns out not to be asked" if question_score.may_drop_out else ""
        yield f"In the range, it counts as {low} at the lowest and {high} at the highest{left_out}."


def _plain(value: Fraction) -> str:
    """A number of questions: as a decimal of at most three places where it is one."""
    return format_decimal(value) if (value * 1000).denominator == 1 else str(value)
