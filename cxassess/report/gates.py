"""The gate in words: which level may be claimed, what keeps it from the next, and why the mean says another thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from cxassess.answers import NOT_APPLICABLE, UNANSWERED, UNKNOWN
from cxassess.exact import MICRO
from cxassess.playbook import Gate, Playbook, rescaled
from cxassess.report.sentences import be, many, percent, some
from cxassess.scoring import Assessment, QuestionScore, Score
from cxassess.text import join_words, one_line


def word(result: Score) -> str:
    """The gate in a table: the level, `none` where no level is reached, '' where there is no gate."""
    return "" if result.gate is None else str(result.gate) if result.gate else "none"


def shown(assessment: Assessment, result: Score) -> str:
    """The gate where it stands alone: `level 2`, `stage 1 of 3`, `no level yet`."""
    gate = assessment.playbook.scoring.gate
    if gate is not None and gate.by == "stage":
        return f"stage {result.gate} of {_highest_stage(result)}" if result.gate else "no stage yet"
    return f"level {result.gate}" if result.gate else "no level yet"


def is_primary(playbook: Playbook) -> bool:
    """Whether the gate is what the playbook measures, and the mean an aside: every question must reach the level."""
    gate = playbook.scoring.gate
    return gate is not None and gate.by == "share" and gate.share.micro == MICRO


def claim(assessment: Assessment, result: Score) -> Iterator[str]:
    """Which level may be claimed, and by what rule; what the next one lacks."""
    gate, playbook = assessment.playbook.scoring.gate, assessment.playbook
    if gate is None or result.gate is None:
        return
    if gate.by == "stage":
        yield from _stages(gate, result)
        return
    named = level_name(playbook, result.gate)
    if result.gate:
        yield f"The level that may be claimed, the gate, is {named}: {_rule(gate, playbook, result.gate)}."
    else:
        yield "No level may be claimed yet: the gate is at none."
    yield from missing_for_next(assessment, result)


def explain_difference(assessment: Assessment, result: Score) -> Iterator[str]:
    """Why the mean and the gate say different things, where they do."""
    gate = assessment.playbook.scoring.gate
    if gate is None or gate.by != "share" or result.gate is None or result.score is None:
        return
    mean = _by_mean(assessment, result.score)
    shown = assessment.show_score(result)
    if mean > result.gate:
        yield f"The mean of {shown} has reached level {mean} and the gate has not: in a mean, high answers make up for low or missing ones; in the gate they do not."
    elif mean < result.gate:
        yield f"The mean of {shown} lies below level {result.gate}, because the gate allows a part of the questions to stand one level lower."
    else:
        yield f"The mean of {shown} shows movement between levels; the gate says which level nearly all questions have reached."


def missing_for_next(assessment: Assessment, result: Score) -> Iterator[str]:
    """What keeps the gate from the next level."""
    gate, playbook = assessment.playbook.scoring.gate, assessment.playbook
    if gate is None or result.gate is None:
        return
    if gate.by == "stage":
        yield from _next_stage(gate, result)
        return
    following = str(result.gate + 1) if result.gate else playbook.scale[0].key
    if following in playbook.scale_by_key:
        yield _missing(result, int(following), gate)


def play(assessment: Assessment, result: Score) -> Iterator[str]:
    """The gate of one play, and what the next level lacks."""
    gate = assessment.playbook.scoring.gate
    if gate is None or result.gate is None or not result.counts.answered:
        return
    if gate.by == "stage":
        yield f"Stage {result.gate} is reached in this play." if result.gate else "No stage is reached in this play."
        yield from _next_stage(gate, result)
        return
    mean = 0 if result.score is None else _by_mean(assessment, result.score)
    if result.gate:
        yield f"Its gate is at level {result.gate}."
    else:
        yield "No level may be claimed for it yet" + (f", although its mean has reached level {mean}." if mean else ".")
    yield from missing_for_next(assessment, result)


def level_name(playbook: Playbook, level: int) -> str:
    """`level 2, In pockets`, or `level 2` where levels have no names."""
    found = playbook.scale_by_key.get(str(level))
    return f"level {level}, {one_line(found.name)}" if found and found.name else f"level {level}"


def rule(gate: Gate) -> str:
    """The rule of the gate as a sentence."""
    if gate.by == "stage":
        return f"The gate is the highest stage such that every applicable question of it and of the stages below is answered {join_words(gate.passing, 'or')}."
    share = _share(gate)
    return f"The gate is the highest level at which, or above which, {share} of the applicable questions {'stands' if share.startswith('every') else 'stand'}, with no answered question more than one level below it. An unknown or unanswered question counts as not having reached it."


def _share(gate: Gate) -> str:
    return "every one" if gate.share.micro == MICRO else f"at least {percent(gate.share)}"


def _rule(gate: Gate, playbook: Playbook, level: int) -> str:
    if gate.share.micro == MICRO:
        return f"every applicable question stands at {level} or above"
    lower = f", and none stands below {level - 1}" if str(level - 2) in playbook.scale_by_key else ""
    return f"at least {percent(gate.share)} of the applicable questions stand at {level} or above{lower}"


def _by_mean(assessment: Assessment, score: Fraction) -> int:
    """The highest level whose value a score has reached; 0 for none."""
    playbook = assessment.playbook
    reached = [int(level.key) for level in playbook.scale if rescaled(playbook, level.value.exact) <= score]
    return max(reached, default=0)


class Need(NamedTuple):
    """What a level asks of some questions: how many of them must stand at it, how many do, and who stands too low."""

    applicable: int
    needed: int
    above: int
    unknown: int
    low: tuple[str, ...]


def need(question_scores: Sequence[QuestionScore], level: int, gate: Gate) -> Need:
    """What the gate at a level needs of these questions, and what there is."""
    applicable = [question_score for question_score in question_scores if question_score.state != NOT_APPLICABLE]
    return Need(
        len(applicable),
        -(-gate.share.micro * len(applicable) // MICRO),
        sum(1 for question_score in applicable if question_score.level and int(question_score.level) >= level),
        sum(1 for question_score in applicable if question_score.state in (UNKNOWN, UNANSWERED)),
        tuple(
            question_score.question.id
            for question_score in applicable
            if question_score.level and int(question_score.level) < level - 1
        ),
    )


def _missing(result: Score, level: int, gate: Gate) -> str:
    found = need(result.question_scores, level, gate)
    of = f"{found.needed} of {many(found.applicable, 'applicable question')}"
    if found.needed == found.applicable:
        of = "the one applicable question" if found.needed == 1 else f"all {found.needed} applicable questions"
    said = []
    if found.above < found.needed:
        more = found.needed - found.above
        said.append(
            f"Level {level} needs {of} at {level} or above; {found.above or 'none'} {be(found.above or 1)}, so {more} more {be(more)} needed."
        )
        if found.unknown and found.unknown != found.applicable:
            said.append(
                f"{many(found.unknown, 'question')} without a level {'counts' if found.unknown == 1 else 'count'} as not reached."
            )
    if found.low:
        low = len(found.low)
        said.append(
            f"{many(low, 'question')} {'stands' if low == 1 else 'stand'} below {level - 1}, which level {level} does not allow: {some(found.low)}."
        )
    return " ".join(said)


def _stages(gate: Gate, result: Score) -> Iterator[str]:
    highest = _highest_stage(result)
    yes = join_words(gate.passing, "or")
    if not result.gate:
        yield "No stage is reached yet."
    elif result.gate == highest:
        yield f"Stage {result.gate}, the highest, is reached: every applicable question is answered {yes}."
    else:
        below = "" if result.gate == 1 else "and the stages below "
        yield f"Stage {result.gate} of {highest} is reached: every applicable question of it {below}is answered {yes}."
    yield from _next_stage(gate, result)


def _highest_stage(result: Score) -> int:
    return max(
        (
            question_score.question.stage or 1
            for question_score in result.question_scores
            if question_score.state != NOT_APPLICABLE
        ),
        default=0,
    )


def _next_stage(gate: Gate, result: Score) -> Iterator[str]:
    failed = [
        question_score.question.id
        for question_score in result.question_scores
        if question_score.state != NOT_APPLICABLE
        and question_score.question.stage == (result.gate or 0) + 1
        and question_score.level not in gate.passing
    ]
    if failed:
        yield f"Stage {(result.gate or 0) + 1} still needs {join_words(gate.passing, 'or')} from {some(failed)}."
