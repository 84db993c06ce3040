"""How a number came about: its working, then targets, evidence, change and flags, for `explain` and the appendix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cxassess.answers import LEVEL
from cxassess.answers.model import CONFIDENCE
from cxassess.exact import difference_shown
from cxassess.planning.gaps import Gaps, measure_gaps
from cxassess.portfolio.role_results import role_results
from cxassess.report import sentences, working_sentences
from cxassess.report.agreement import role_working, spread_working
from cxassess.report.single.change_working import change_lines, question_change_lines
from cxassess.report.single.flags import find_flags
from cxassess.report.single.focus import aim_sentence
from cxassess.report.single.model import TermRow, WorkingPart
from cxassess.scoring import Assessment, QuestionScore, Score
from cxassess.scoring.measures import with_earlier
from cxassess.scoring.working import Term, overall_working, question_term, question_working
from cxassess.text import count_words, one_line

HEADINGS = {
    "steps": "Working",
    "band": "Band",
    "gate": "Level reached",
    "interval": "Range",
    "counts": "Counts",
    "levels": "Levels",
    "votes": "Votes",
    "roles": "By role",
    "target": "Target",
    "evidence": "Evidence",
    "change": "Change",
    "focus": "Focus",
    "flags": "Flags",
}


class Explanation(NamedTuple):
    """How one number came about. `lines` holds sentences under the keys of HEADINGS, in that order."""

    kind: str
    id: str
    title: str
    score: str | None
    exact: str | None
    rule: tuple[str, ...]
    terms: tuple[Term, ...]
    lines: Mapping[str, tuple[str, ...]]


def explain_score(assessment: Assessment, result: Score, kind: str, earlier: Assessment | None = None) -> Explanation:
    """The explanation of a score, which is of the kind `overall`, `play` or `group`."""
    if is_whole := result is assessment.overall:
        rule, working = working_sentences.overall_rule(assessment.playbook), overall_working(assessment)
    else:
        rule, working = working_sentences.part_rule(assessment.playbook, kind), question_working(result.question_scores)
    lines = {
        "steps": working_sentences.steps(assessment, result, working),
        "band": working_sentences.band(assessment, result),
        "gate": working_sentences.level_reached(assessment.playbook, result),
        "interval": working_sentences.score_range(assessment, result),
        "counts": working_sentences.counts(result),
        "levels": _level_counts(result),
        "roles": _role_lines(assessment, result),
        "target": _target_lines(assessment, result),
        "evidence": _evidence_lines(assessment, result),
    }
    if earlier is not None:
        lines["change"] = change_lines(assessment, result, earlier, _counterpart(earlier, assessment, result))
    if is_whole and not assessment.answers.focus:
        lines["focus"] = _focus_lines(assessment)
    if is_whole:
        lines["flags"] = (f"{flag.name}: {flag.text}" for flag in find_flags(assessment))
    return Explanation(
        kind=kind,
        id=result.id,
        title=result.title,
        score=assessment.show_score(result),
        exact=None if result.score is None else str(result.score),
        rule=(rule, working_sentences.policies(assessment.playbook)),
        terms=working.terms,
        lines=_under_headings(lines),
    )


def explain_question(
    assessment: Assessment, question_score: QuestionScore, earlier: Assessment | None = None
) -> Explanation:
    """The explanation of a question: what its answer counts for, in its play and in the gate."""
    term = question_term(question_score)
    lines = {
        "steps": working_sentences.question_steps(assessment, question_score),
        "gate": working_sentences.question_level(assessment, question_score),
        "interval": working_sentences.question_range(question_score),
        "votes": spread_working(question_score.question, assessment.answers.answer(question_score.id)),
    }
    if earlier is not None:
        lines["change"] = question_change_lines(assessment, question_score, earlier)
    return Explanation(
        kind="question",
        id=term.id,
        title=term.title,
        score=None if question_score.value is None else question_score.value.text,
        exact=None if term.value is None else str(term.value),
        rule=(working_sentences.policies(assessment.playbook),),
        terms=(term,),
        lines=_under_headings(lines),
    )


def _under_headings(lines: Mapping[str, Iterator[str]]) -> dict[str, tuple[str, ...]]:
    """The lines under every heading, in their order."""
    return {key: tuple(lines.get(key, ())) for key in HEADINGS}


def _level_counts(result: Score) -> Iterator[str]:
    """How many questions are answered with each level, in the order in which levels are written."""
    given = [question_score.level for question_score in result.answered]
    keys = dict.fromkeys(key for question_score in result.answered for key in question_score.question.by_key)
    if given:
        yield ", ".join(f"{'level ' if key.isdecimal() else ''}{key}: {given.count(key)}" for key in keys)


def _target_lines(assessment: Assessment, result: Score) -> Iterator[str]:
    if result.target is None:
        return
    target, score = assessment.show(result.target), assessment.show_score(result)
    yield f"The target is {result.target!s}, shown as {target}"
    if result.score is not None:
        lacking = sentences.format_missing(assessment, result)
        shown = f"{target} − {score} = {lacking}" if lacking[:1].isdigit() else f"{target} and {score}, {lacking} apart"
        exact = f"{result.target!s} − {result.score!s} = {result.target - result.score!s}"
        yield f"{exact}, {'shown as ' + shown if lacking else 'reached'}"


def _role_lines(assessment: Assessment, result: Score) -> Iterator[str]:
    """Mean and median of each role, of the whole or a play."""
    place = next((at for at, one in enumerate(assessment.results()) if one is result), None)
    results = role_results(assessment) if place is not None else None
    if results is not None and place is not None:
        yield from role_working(assessment, results, place)


def _evidence_lines(assessment: Assessment, result: Score) -> Iterator[str]:
    rated = result.in_state(LEVEL)
    lacking = [question for question in rated if not assessment.answers.by_question[question.id].evidence]
    named = len(rated) - len(lacking)
    if rated:
        without = (
            f"; not {sentences.name_questions(lacking, working_sentences.MAX_LISTED)}" if lacking and named else ""
        )
        yield f"{named} of {count_words(len(rated), 'level')} {'names' if named == 1 else 'name'} evidence{without}"
        said = Counter(assessment.answers.by_question[question.id].confidence or "not said" for question in rated)
        if said["not said"] < len(rated):
            yield f"Confidence: {', '.join(f'{said[word]} {word}' for word in (*reversed(CONFIDENCE), 'not said') if said[word])}"


def _counterpart(earlier: Assessment, assessment: Assessment, result: Score) -> Score | None:
    """The score of the same part in the earlier assessment; None where it had no such part."""
    views = (id for id, groups in assessment.views.items() if any(one is result for one in groups))
    pairs = with_earlier(assessment, earlier, next(views, ""))
    return next(then for now, then in pairs if now is result)


def _focus_lines(assessment: Assessment) -> Iterator[str]:
    gaps = measure_gaps(assessment, assessment.plays)
    yield f"Proposed: the plays {aim_sentence(gaps)}"
    for play in assessment.plays:
        if play.score is not None:
            yield f"{sentences.name_part(play)}: {_gap_working(assessment, play, gaps)}"


def _gap_working(assessment: Assessment, play: Score, gaps: Gaps) -> str:
    """What a play lacks to its goal; the printed difference is that of the printed numbers."""
    goal, gap = gaps.goals[play.id], gaps.by_play[play.id]
    exact = f"{goal!s} − {play.score!s}"
    if gaps.weighted:
        weight = assessment.playbook.play_by_id[play.id].weight
        return f"({exact}) × {weight.exact!s} = {gap!s}"
    shown, score = assessment.show(goal) or "", assessment.show_score(play) or ""
    return f"{exact} = {gap!s}, shown as {shown} − {score} = {difference_shown(shown, score).removeprefix('+')}"


def workings(assessment: Assessment, earlier: Assessment | None, view: str) -> Iterator[WorkingPart]:
    """The appendix: the explanation of the overall score, then of each play or group."""
    yield _working_part(explain_score(assessment, assessment.overall, "overall", earlier), "Overall score")
    for result in assessment.parts(view):
        explanation = explain_score(assessment, result, "group" if view else "play", earlier)
        yield _working_part(explanation, one_line(result.title))


def _working_part(explanation: Explanation, title: str) -> WorkingPart:
    exact = f", exactly {explanation.exact}" if explanation.exact not in (None, explanation.score) else ""
    return WorkingPart(
        id=explanation.id,
        title=title,
        score=f"{explanation.score or 'none'}{exact}",
        terms=tuple(map(_term_row, explanation.terms)),
        blocks=tuple((HEADINGS[key], tuple(map(one_line, lines))) for key, lines in explanation.lines.items() if lines),
    )


def _term_row(term: Term) -> TermRow:
    return TermRow(
        id=term.id,
        text=working_sentences.term_label(term),
        weight=str(term.weight),
        value="" if term.value is None else str(term.value),
        product="" if term.product is None else str(term.product),
        note=one_line(working_sentences.term_note(term)),
    )
