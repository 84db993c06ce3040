"""The level reached in words: which level or stage it is, what the next one needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cxassess.answers import UNANSWERED, UNKNOWN
from cxassess.exact import MICRO
from cxassess.playbook import Gate, Playbook, Question, Scoring
from cxassess.report.sentences import (
    count_applicable,
    format_percent,
    is_or_are,
    name_questions,
    open_clause,
    question_label,
)
from cxassess.scoring import Assessment, QuestionScore, Score
from cxassess.scoring.gate import check_level, check_stages
from cxassess.text import count_words, join_words, one_line

MAX_NAMED = 4  # questions named in a sentence about a level
MAX_IN_CELL = 2  # in a cell of a table


class NextLevel(NamedTuple):
    """What the next level or stage needs: `reached` of the questions that apply are at it or above, `needed` would be enough.

    For a stage, `applicable` counts the questions of that stage, all of which must pass.
    below: its questions that are answered but do not reach it; open: those that are not known or not answered.
    too_low: those that stop the level however many reach it, as they are more than one level below.
    """

    number: int
    name: str
    applicable: int
    needed: int
    reached: int
    below: tuple[Question, ...]
    open: tuple[QuestionScore, ...]
    too_low: tuple[Question, ...]

    @property
    def missing(self) -> list[Question]:
        """All questions that do not reach it."""
        return [*self.below, *(one.question for one in self.open)]


class LevelState(NamedTuple):
    """Which level or stage is reached, None where none is, and what the one after it needs, None after the highest."""

    gate: Gate
    reached: int | None
    following: NextLevel | None

    @property
    def is_open(self) -> bool:
        """Whether no level is reached only because answers are open: none that is known is too low for the first."""
        return self.reached is None and self.following is not None and not self.following.below


def level_word(rule: Scoring) -> str:
    """What the levels that a rule declares are called: Level, or Stage."""
    return "Stage" if rule.gate is not None and rule.gate.by == "stage" else "Level"


def level_state(assessment: Assessment, result: Score) -> LevelState | None:
    """The level of a result; None where no level is declared. On a scale from 0, 0 is a level too."""
    playbook, gate = assessment.playbook, assessment.playbook.scoring.gate
    if gate is None or result.gate is None:
        return None
    if gate.by == "stage":
        return LevelState(gate, result.gate or None, _next_stage(gate, result))
    starts_at_0 = playbook.scale[0].key == "0" and check_level(gate, result.question_scores, 0).passed
    reached = result.gate if result.gate or starts_at_0 else None
    return LevelState(gate, reached, _next_level(playbook, gate, result, reached))


def level_cell(assessment: Assessment, result: Score) -> str:
    """The level reached in a table: `2`, `open` where open answers leave it undecided, '' where no level is declared."""
    state = level_state(assessment, result)
    if state is None:
        return ""
    if state.reached is None:
        return "open" if state.is_open else "below 1"
    return str(state.reached)


def format_level_reached(assessment: Assessment, result: Score) -> str:
    """The level reached as a value of its own: `2 of 5, Ad hoc`, `stage 1 of 3`, `open`; '' where no level is declared."""
    state = level_state(assessment, result)
    if state is None:
        return ""
    if state.reached is None:
        return "open" if state.is_open else "below stage 1"
    if state.gate.by == "stage":
        return f"stage {state.reached} of {_highest_stage(state.gate, result)}"
    return format_scale_level(assessment.playbook, state.reached, of=True)


def format_scale_level(playbook: Playbook, level: int, *, of: bool = False) -> str:
    """`2, Ad hoc`, or `2` where levels have no names; with the number of the highest, `2 of 5, Ad hoc`."""
    number = f"{level} of {playbook.scale[-1].key}" if of else str(level)
    known = playbook.scale_by_key.get(str(level))
    return f"{number}, {one_line(known.name)}" if known and known.name else number


def _next_stage(gate: Gate, result: Score) -> NextLevel | None:
    for check in check_stages(gate, result.question_scores):
        if check.failed:
            failed = [one for one in result.question_scores if one.id in check.failed]
            passed = check.applicable - len(failed)
            return NextLevel(
                check.stage, f"stage {check.stage}", check.applicable, check.applicable, passed, *_split(failed), ()
            )
    return None


def _next_level(playbook: Playbook, gate: Gate, result: Score, reached: int | None) -> NextLevel | None:
    number = int(playbook.scale[0].key) if reached is None else reached + 1
    if str(number) not in playbook.scale_by_key:
        return None
    check = check_level(gate, result.question_scores, number)
    below = [one for one in result.question_scores if _is_open(one) or (one.level and int(one.level) < number)]
    too_low = tuple(one.question for one in below if one.id in check.too_low)
    name = f"level {format_scale_level(playbook, number)}"
    return NextLevel(number, name, check.applicable, check.needed, check.reached, *_split(below), too_low)


def _split(missing: list[QuestionScore]) -> tuple[tuple[Question, ...], tuple[QuestionScore, ...]]:
    """Questions that miss a level: those that are answered, and those that are open."""
    return tuple(one.question for one in missing if not _is_open(one)), tuple(filter(_is_open, missing))


def _is_open(question_score: QuestionScore) -> bool:
    return question_score.state in (UNKNOWN, UNANSWERED)


def level_sentences(assessment: Assessment, result: Score) -> Iterator[str]:
    """Which level is reached, and by how many answers; what the next one lacks, with the questions that keep it back by name."""
    state = level_state(assessment, result)
    if state is None:
        return
    gate, reached, following = state
    if following is not None and state.is_open:
        yield from _open_sentences(gate, result, following)
        return
    if gate.by == "stage":
        yield _stage_sentence(gate, result)
    elif reached is not None:
        check = check_level(gate, result.question_scores, reached)
        enough = "" if check.needed == check.reached else f"; {check.needed} {is_or_are(check.needed)} needed"
        clause = _reach_clause(check.reached, check.applicable, f"level {reached}")
        yield f"Level {format_scale_level(assessment.playbook, reached, of=True)}, is reached: {clause}{enough}."
    if following is None:
        return
    if gate.by == "stage":
        yield f"Stage {following.number} still needs {join_words(gate.passing, 'or')} from {name_questions(following.missing, MAX_NAMED)}."
    else:
        yield from _missing_for_level(assessment.playbook, following)


def _missing_for_level(playbook: Playbook, following: NextLevel) -> Iterator[str]:
    if following.needed > following.reached:
        yield _short_sentence(playbook, following)
        if following.open and not _names_missing(following):
            counts = "counts" if len(following.open) == 1 else "count"
            yield f"{_capitalize(open_clause(following.open, MAX_NAMED))} and {counts} as below it."
    elif following.too_low:
        clause = _reach_clause(following.reached, following.applicable, _named_level(playbook, following))
        yield f"{_capitalize(clause)}, which would be enough for it."
    if following.too_low:
        low = len(following.too_low)
        yield f"{count_words(low, 'answer')} {is_or_are(low)} below level {following.number - 1}, which level {following.number} does not allow: {name_questions(following.too_low, MAX_NAMED)}."


def _short_sentence(playbook: Playbook, following: NextLevel) -> str:
    """How many reach the next level: by name those that do not, where all must and they are few."""
    clause = _capitalize(_reach_clause(following.reached, following.applicable, _named_level(playbook, following)))
    if following.applicable == 1:
        return f"{clause}."
    if _names_missing(following):
        return f"{clause}; {name_questions(following.missing, MAX_NAMED)} {is_or_are(len(following.missing))} not."
    return f"{clause}; the level needs {following.needed}, so {following.needed - following.reached} more."


def _names_missing(following: NextLevel) -> bool:
    """Whether the questions that miss the level are named: every one must reach it, and few do not."""
    return following.needed == following.applicable and len(following.missing) <= MAX_NAMED and following.reached > 0


def _named_level(playbook: Playbook, following: NextLevel) -> str:
    """`level 3 (Defined)`, for the middle of a sentence."""
    known = playbook.scale_by_key[str(following.number)]
    return f"level {known.key} ({one_line(known.name)})" if known.name else f"level {known.key}"


def _reach_clause(reached: int, applicable: int, level: str) -> str:
    """`48 of 57 questions that apply are at level 2 or above`."""
    if applicable == 1:
        return f"{count_applicable(1)} is {'' if reached else 'not '}at {level} or above"
    if reached == applicable:
        return f"all {count_applicable(applicable)} are at {level} or above"
    return f"{reached or 'none'} of {count_applicable(applicable)} {is_or_are(reached or 1)} at {level} or above"


def _open_sentences(gate: Gate, result: Score, following: NextLevel) -> Iterator[str]:
    """Why no level can be given although answers are known: which are open, and what the others are."""
    clause = open_clause(following.open, MAX_NAMED)
    if gate.by == "stage":
        yield f"The stage is open: {clause}, and stage {following.number} needs {join_words(gate.passing, 'or')} {'from it' if len(following.open) == 1 else 'from each'}."
        return
    if following.applicable == 1:
        yield f"The level is open: {clause}."
        return
    yield f"The level is open: {clause}, and a level needs {_needed(following)}."
    levels = [int(one.level) for one in result.answered]
    if levels:
        known = "The one answer that is known is" if len(levels) == 1 else f"The {len(levels)} known answers are"
        yield f"{known} at level {min(levels)}{' or above' if len(set(levels)) > 1 else ''}."


def _needed(following: NextLevel) -> str:
    """`6 of 7 answers`, or `all 3 answers`."""
    if following.needed == following.applicable:
        return f"all {following.needed} answers" if following.needed > 1 else "an answer"
    return f"{following.needed} of {following.applicable} answers"


def open_level_notes(assessment: Assessment, view: str = "") -> Iterator[str]:
    """Which plays, or groups of a view, have a score but no level yet, and which of their answers are open."""
    scored = [part for part in assessment.parts(view) if part.score is not None]
    parts = [part for part in scored if level_cell(assessment, part) == "open"]
    unanswered = [part for part in parts if part.counts.unanswered]
    unknown = [part for part in parts if not part.counts.unanswered]
    what = "group" if view else "play"
    if unanswered:
        yield f"The level of {count_words(len(unanswered), what)} is open until more questions are answered."
    if len(unknown) > MAX_NAMED:
        yield f"The level of {len(unknown)} {what}s is open because too many answers are not known: {join_words(one_line(part.title) for part in unknown)}."
        return
    for part in unknown:
        first = next(level_sentences(assessment, part))
        yield f"{one_line(part.title)}: {first[:1].lower()}{first[1:]}"


def open_cell(following: NextLevel) -> str:
    """Which answers keep a level open, for a cell: `Staff skills and Staff tools are not known; 6 of 7 answers needed`."""
    return f"{open_clause(following.open, MAX_IN_CELL, question_label)}; {_needed(following)} needed"


def rule_sentence(gate: Gate) -> str:
    """The rule of the level reached as a sentence."""
    if gate.by == "stage":
        return f"The stage reached is the highest at which every question that applies, in that stage and in all earlier ones, is answered {join_words(gate.passing, 'or')}."
    share = f"at least {format_percent(gate.share)} of the questions that apply have"
    if gate.share.micro == MICRO:
        share = "every question that applies has"
    return f"The level reached is the highest that {share} reached, with no answered question more than one level below it. A question that is not known or not answered counts as not having reached it."


def _stage_sentence(gate: Gate, result: Score) -> str:
    if not result.gate:
        return "Stage 1 is not reached."
    highest, yes = _highest_stage(gate, result), join_words(gate.passing, "or")
    if result.gate == highest:
        return f"Stage {result.gate}, the highest, is reached: every question that applies is answered {yes}."
    below = "" if result.gate == 1 else "and in earlier stages "
    return f"Stage {result.gate} of {highest} is reached: every question that applies in it {below}is answered {yes}."


def _highest_stage(gate: Gate, result: Score) -> int:
    return max((check.stage for check in check_stages(gate, result.question_scores)), default=0)


def _capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]
