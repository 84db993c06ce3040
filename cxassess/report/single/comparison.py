"""What changed since an earlier assessment, and what cannot be compared."""

from __future__ import annotations

from collections.abc import Iterator

from cxassess.answers import LEVEL, NOT_APPLICABLE, UNANSWERED, UNKNOWN
from cxassess.report.sentences import format_answer, format_change, format_date, format_edition, list_ids
from cxassess.report.single.model import Comparison
from cxassess.scoring import Assessment, QuestionScore
from cxassess.scoring.measures import have_common_basis, questions_asked_differently
from cxassess.text import count_words, join_words, one_line

_STATE_VERBS = {
    LEVEL: "gained a level",
    UNKNOWN: "changed to don't know",
    NOT_APPLICABLE: "became not applicable",
    UNANSWERED: "lost an answer",
}


def compare(assessment: Assessment, earlier: Assessment) -> Comparison:
    """The comparison of two assessments with the same playbook."""
    before = {question_score.id: question_score for question_score in earlier.question_scores}
    reworded = questions_asked_differently(assessment, earlier)
    changed = [
        (then, now)
        for now in assessment.question_scores
        if now.id not in reworded
        and (then := before.get(now.id))
        and (then.state, then.level) != (now.state, now.level)
    ]
    rows = ((now.id, one_line(now.question.text), format_answer(then), format_answer(now)) for then, now in changed)
    sentences = tuple(_comparison_sentences(assessment, earlier, changed, reworded))
    return Comparison(_earlier_name(earlier), sentences, tuple(rows), tuple(reworded))


def _earlier_name(earlier: Assessment) -> str:
    header = earlier.answers.header
    version = f", version {header.version}" if header.version else ""
    return f"{format_date(header.date) if header.date else 'an undated assessment'}{version}"


def _comparison_sentences(
    now: Assessment, then: Assessment, changed: list[tuple[QuestionScore, QuestionScore]], reworded: list[str]
) -> Iterator[str]:
    yield overall_change_sentence(now, then)
    levels = [(new.id, _level_value(old), _level_value(new)) for old, new in changed]
    moves = {
        "rose": [id for id, old, new in levels if new > old >= 0],
        "fell": [id for id, old, new in levels if 0 <= new < old],
    }
    for verb, ids in moves.items():
        if ids:
            yield f"{count_words(len(ids), 'question')} {verb}: {list_ids(ids)}."
    for state, verb in _STATE_VERBS.items():
        ids = [new.id for old, new in changed if new.state == state != old.state]
        if ids:
            yield f"{count_words(len(ids), 'question')} {verb}, which also changes the scores: {list_ids(ids)}."
    if reworded:
        why = "their wording changed or is not known"
        if now.playbook.overlays != then.playbook.overlays:
            why = "their wording changed, was tailored differently or is not known"
        yield f"{count_words(len(reworded), 'question')} cannot be compared because {why}: {list_ids(reworded)}. Neither can the scores of their plays."
    if now.playbook.overlays != then.playbook.overlays:
        same = have_common_basis(now, now.overall, then, then.overall)
        basis = "but ask the same questions" if same else "so not all of their scores are based on the same questions"
        yield f"The two were tailored differently ({_overlay_names(then)} last time, {_overlay_names(now)} now), {basis}."


def _overlay_names(assessment: Assessment) -> str:
    return join_words(assessment.playbook.overlays) or "no overlay"


def overall_change_sentence(now: Assessment, then: Assessment) -> str:
    """How the overall score moved, in a sentence; no difference is given where there is no common basis."""
    old, new = then.show_score(then.overall), now.show_score(now.overall)
    if old is None or new is None:
        return "The two overall scores cannot be compared because one is missing."
    if not have_common_basis(now, now.overall, then, then.overall):
        return (
            f"The overall score was {old} last time and is {new} now, but the two are not based on the same questions."
        )
    return f"The overall score was {old} last time and is {new} now ({format_change(now, now.overall, then.overall)})."


def _level_value(question_score: QuestionScore) -> int:
    """The value of a level; -1 for everything else."""
    return question_score.now if question_score.level and question_score.now is not None else -1


def why_not_comparable(now: Assessment, then: Assessment) -> str:
    """Why two assessments cannot be compared at all; '' when they can."""
    if now.playbook.id == then.playbook.id:
        return ""
    return f"the earlier answers are for {format_edition(then.playbook)}, these are for {format_edition(now.playbook)}"
