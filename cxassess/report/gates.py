"""The gate in words: which level may be claimed, what keeps it from the next, and why the mean says another thing."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cxassess.exact import MICRO
from cxassess.playbook import Gate, Playbook, rescaled
from cxassess.report.sentences import format_percent, is_or_are, list_ids
from cxassess.scoring import Assessment, Score
from cxassess.scoring.gate import check_level, check_stages
from cxassess.text import count_words, join_words, one_line


def gate_cell(result: Score) -> str:
    """The gate in a table: the level, `none` where no level is reached, '' where there is no gate."""
    return "" if result.gate is None else str(result.gate) if result.gate else "none"


def format_gate(assessment: Assessment, result: Score) -> str:
    """The gate as a value of its own: `level 2`, `stage 1 of 3`, `no level yet`."""
    gate = assessment.playbook.scoring.gate
    if gate is not None and gate.by == "stage":
        return f"stage {result.gate} of {_highest_stage(gate, result)}" if result.gate else "no stage yet"
    return f"level {result.gate}" if result.gate else "no level yet"


def is_primary(playbook: Playbook) -> bool:
    """Whether the gate is what the playbook measures, and the mean an aside: every question must reach the level."""
    gate = playbook.scoring.gate
    return gate is not None and gate.by == "share" and gate.share.micro == MICRO


def claim_sentences(assessment: Assessment, result: Score) -> Iterator[str]:
    """Which level may be claimed, and by what rule; what the next one lacks."""
    gate, playbook = assessment.playbook.scoring.gate, assessment.playbook
    if gate is None or result.gate is None:
        return
    if gate.by == "stage":
        yield _stage_sentence(gate, result)
    elif result.gate:
        named = format_gate_level(playbook, result.gate)
        yield f"The level that can be claimed (the gate) is {named}: {_claim_rule(gate, playbook, result.gate)}."
    else:
        yield "No level can be claimed yet."
    yield from _missing_for_next(playbook, gate, result)


def difference_sentences(assessment: Assessment, result: Score) -> Iterator[str]:
    """Why the mean and the gate say different things, where they do."""
    gate = assessment.playbook.scoring.gate
    if gate is None or gate.by != "share" or result.gate is None or result.score is None:
        return
    mean = _level_of_mean(assessment, result.score)
    shown = assessment.show_score(result)
    if mean > result.gate:
        yield f"The mean, {shown}, has reached level {mean}, but the gate has not: in a mean, high answers make up for low or missing ones; in the gate, they do not."
    elif mean < result.gate:
        yield f"The mean, {shown}, is below level {result.gate} because the gate allows some questions to be one level lower."
    else:
        yield f"The mean, {shown}, shows progress between levels; the gate shows the level that nearly all questions have reached."


def play_sentences(assessment: Assessment, result: Score) -> Iterator[str]:
    """The gate of one play, and what the next level lacks."""
    gate = assessment.playbook.scoring.gate
    if gate is None or result.gate is None or not result.counts.answered:
        return
    if gate.by == "stage":
        yield f"Stage {result.gate} is reached in this play." if result.gate else "No stage is reached in this play."
    elif result.gate:
        yield f"Its gate is level {result.gate}."
    else:
        mean = 0 if result.score is None else _level_of_mean(assessment, result.score)
        yield "No level can be claimed for it yet" + (f", although its mean has reached level {mean}." if mean else ".")
    yield from _missing_for_next(assessment.playbook, gate, result)


def _missing_for_next(playbook: Playbook, gate: Gate, result: Score) -> Iterator[str]:
    """What keeps the gate from the next level or stage."""
    if gate.by == "stage":
        for check in check_stages(gate, result.question_scores):
            if check.stage == (result.gate or 0) + 1 and check.failed:
                yield f"Stage {check.stage} still needs {join_words(gate.passing, 'or')} from {list_ids(check.failed)}."
        return
    following = str(result.gate + 1) if result.gate else playbook.scale[0].key
    if following in playbook.scale_by_key:
        yield " ".join(_missing_for_level(result, int(following), gate))


def format_gate_level(playbook: Playbook, level: int) -> str:
    """`level 2, Ad hoc`, or `level 2` where levels have no names."""
    known = playbook.scale_by_key.get(str(level))
    return f"level {level}, {one_line(known.name)}" if known and known.name else f"level {level}"


def rule_sentence(gate: Gate) -> str:
    """The rule of the gate as a sentence."""
    if gate.by == "stage":
        return f"The gate is the highest stage at which every applicable question, in that stage and in all earlier ones, is answered {join_words(gate.passing, 'or')}."
    share = f"at least {format_percent(gate.share)} of the applicable questions have"
    if gate.share.micro == MICRO:
        share = "every one of the applicable questions has"
    return f"The gate is the highest level that {share} reached, with no answered question more than one level below it. An unknown or unanswered question counts as not having reached it."


def _claim_rule(gate: Gate, playbook: Playbook, level: int) -> str:
    if gate.share.micro == MICRO:
        return f"every applicable question is at level {level} or above"
    lower = f", and none is below level {level - 1}" if str(level - 2) in playbook.scale_by_key else ""
    return f"at least {format_percent(gate.share)} of the applicable questions are at level {level} or above{lower}"


def _level_of_mean(assessment: Assessment, score: Fraction) -> int:
    """The highest level whose value a score has reached; 0 for none."""
    playbook = assessment.playbook
    reached = [int(level.key) for level in playbook.scale if rescaled(playbook, level.value.exact) <= score]
    return max(reached, default=0)


def _missing_for_level(result: Score, level: int, gate: Gate) -> Iterator[str]:
    check = check_level(gate, result.question_scores, level)
    of = f"{check.needed} of {count_words(check.applicable, 'applicable question')}"
    if check.needed == check.applicable:
        of = "the one applicable question" if check.needed == 1 else f"all {check.needed} applicable questions"
    if check.reached < check.needed:
        more = check.needed - check.reached
        yield f"Level {level} needs {of} at {level} or above; {check.reached or 'none'} {is_or_are(check.reached or 1)}, so {more} more {is_or_are(more)} needed."
        if check.without_level and check.without_level != check.applicable:
            verb = "counts" if check.without_level == 1 else "count"
            yield f"{count_words(check.without_level, 'question')} without a level {verb} as not having reached it."
    if check.too_low:
        low = len(check.too_low)
        yield f"{count_words(low, 'question')} {is_or_are(low)} below level {level - 1}, which level {level} does not allow: {list_ids(check.too_low)}."


def _stage_sentence(gate: Gate, result: Score) -> str:
    if not result.gate:
        return "No stage is reached yet."
    highest, yes = _highest_stage(gate, result), join_words(gate.passing, "or")
    if result.gate == highest:
        return f"Stage {result.gate}, the highest, is reached: every applicable question is answered {yes}."
    below = "" if result.gate == 1 else "and in earlier stages "
    return f"Stage {result.gate} of {highest} is reached: every applicable question in it {below}is answered {yes}."


def _highest_stage(gate: Gate, result: Score) -> int:
    return max((check.stage for check in check_stages(gate, result.question_scores)), default=0)
