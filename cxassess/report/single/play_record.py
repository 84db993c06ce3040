"""The record of a play, or of a group of a view: its score in sentences, every question, examples and sources."""

from __future__ import annotations

from collections.abc import Iterator

from cxassess.playbook.shared_content import SharedContent
from cxassess.report import gates, sentences
from cxassess.report.single import score_rows
from cxassess.report.single.comparison_model import Change, Comparison
from cxassess.report.single.findings import answer_in_sentence
from cxassess.report.single.model import Fact, PlayPart
from cxassess.report.single.plan import target_sentence
from cxassess.report.single.plays import fitting_examples
from cxassess.report.single.questions import question_part
from cxassess.report.subject_terms import Terms
from cxassess.scoring import Assessment, QuestionScore, Score
from cxassess.text import one_line


def play_parts(
    assessment: Assessment, comparison: Comparison | None, shared: SharedContent, view: str
) -> Iterator[PlayPart]:
    """Every play, or group of a view, in order; a question of several groups is in the first of them."""
    printed: set[str] = set()
    for result in (*assessment.parts(view), assessment.overall):
        members = [question_score for question_score in result.question_scores if question_score.id not in printed]
        printed.update(question_score.id for question_score in members)
        if result is not assessment.overall:
            part = _part(assessment, result, comparison, members, "group" if view else "play")
            yield part if view else _with_content(part, assessment, result, shared)
        elif members:  # what of the whole is in none of the groups
            reasons = tuple(score_rows.left_out_reasons(assessment, view))
            questions = tuple(question_part(assessment, one) for one in members)
            yield PlayPart("", "", "Not in a group", "", (), (), questions, elsewhere=reasons)


def _with_content(part: PlayPart, assessment: Assessment, result: Score, shared: SharedContent) -> PlayPart:
    """The record of a play with what the playbook says of it; of a group it says nothing."""
    play = assessment.playbook.play_by_id[result.id]
    return part._replace(
        key=play.id,
        intent=one_line(play.intent),
        examples=tuple(fitting_examples(shared.examples, play.examples, result)),
        leader_questions=tuple(map(one_line, play.leader_questions)),
        resources=tuple(map(one_line, play.resources)),
    )


def _part(
    assessment: Assessment, result: Score, comparison: Comparison | None, members: list[QuestionScore], kind: str
) -> PlayPart:
    ids = {question_score.id for question_score in members}
    return PlayPart(
        id=result.id,
        key="",
        title=one_line(result.title),
        intent="",
        facts=tuple(_play_facts(assessment, result)),
        standing=tuple(_score_sentences(assessment, result, comparison, kind)),
        questions=tuple(question_part(assessment, one) for one in members),
        elsewhere=tuple(
            f"{sentences.name_question(question_score.question)}: {answer_in_sentence(question_score)}"
            for question_score in result.question_scores
            if question_score.id not in ids
        ),
    )


def _play_facts(assessment: Assessment, result: Score) -> Iterator[Fact]:
    row, target = score_rows.profile_row(assessment, result), assessment.answers.targets.get(result.id)
    return (
        Fact(label, value)
        for label, value in (
            ("Score", row.score),
            ("Band", row.band),
            ("Level reached", gates.format_level_reached(assessment, result)),
            ("Range", row.low_high if row.low_high != row.score else ""),
            ("Target", row.target),
            ("Owner", one_line(target.owner) if target else ""),
            ("Answered", row.answered),
        )
        if value
    )


def _score_sentences(assessment: Assessment, result: Score, comparison: Comparison | None, kind: str) -> Iterator[str]:
    counts = result.counts
    if counts.applicable == 0:
        yield f"No question of this {kind} applies." if result.question_scores else f"This {kind} has no questions."
        return
    if result.score is None:
        yield f"There is no score: {sentences.count_applicable(counts.applicable)}, and no answer counts."
        return
    if counts.answered != counts.applicable:
        yield f"The score rests on {counts.answered} of {sentences.count_applicable(counts.applicable)}."
    if result.target is not None:
        yield target_sentence(assessment, result)
    yield from gates.level_sentences(assessment, result)
    if comparison is not None:
        yield _change_sentence(next(one for one in comparison.changes if one.id == result.id), comparison.terms)


def _change_sentence(change: Change, said: Terms) -> str:
    if not change.change:
        return f"No answer {said.now} can be compared with one {said.then}."
    score = f"score was {change.then} {said.then} and is {change.now} {said.now} ({change.words})."
    if change.is_whole:
        return f"The {score}"
    return f"On the questions that can be compared, {change.counted}, the {score}"
