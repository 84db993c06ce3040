"""What changed since an earlier assessment, and what cannot be compared."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cxassess.answers import LEVEL, NOT_APPLICABLE, UNANSWERED, UNKNOWN, comparable
from cxassess.report.sentences import answer_of, date_text, edition, many, some
from cxassess.report.single.model import Comparison
from cxassess.scoring import Assessment, QuestionScore, Score
from cxassess.text import join_words, one_line


def change(assessment: Assessment, now: Fraction | None, then: Fraction | None) -> str:
    """`+0.35`, `-0.20` or `0.00`: the exact difference, rounded once; '' where one of them has no score."""
    if now is None or then is None:
        return ""
    shown = assessment.show(now - then) or ""
    return f"+{shown}" if now > then and shown.strip("0.") else shown


def differing(earlier: Assessment) -> list[str]:
    """The questions that were answered then, to another wording than now or to one that is not known."""
    return [p.question.id for p in earlier.question_scores if p.state != UNANSWERED and not _comparable(earlier, p)]


def same_basis(assessment: Assessment, now: Score, earlier: Assessment, then: Score) -> bool:
    """Whether two scores rest on the same questions, worded and weighted alike."""
    asked = [[(p.question.id, p.question.weight.micro) for p in result.question_scores] for result in (now, then)]
    if now.id == "overall" and assessment.playbook.overlays != earlier.playbook.overlays:
        return False
    return asked[0] == asked[1] and not {id for id, _ in asked[1]}.intersection(differing(earlier))


def compare(assessment: Assessment, earlier: Assessment) -> Comparison:
    """The comparison of two assessments with the same playbook."""
    before = {question_score.question.id: question_score for question_score in earlier.question_scores}
    differs = differing(earlier)
    pairs = [
        (before[question_score.question.id], question_score)
        for question_score in assessment.question_scores
        if question_score.question.id in before
    ]
    changed = [
        (then, now)
        for then, now in pairs
        if (then.state, then.level) != (now.state, now.level) and now.question.id not in differs
    ]
    rows = tuple(
        (now.question.id, one_line(now.question.text), answer_of(then), answer_of(now)) for then, now in changed
    )
    said = tuple(_sentences(assessment, earlier, changed, differs))
    return Comparison(_name(earlier), said, rows, tuple(differs))


def _comparable(earlier: Assessment, question_score: QuestionScore) -> bool:
    return comparable(earlier.answers, question_score.question, earlier.playbook)


def _name(earlier: Assessment) -> str:
    header = earlier.answers.header
    version = f", version {header.version}" if header.version else ""
    return f"{date_text(header.date) if header.date else 'an undated assessment'}{version}"


def _sentences(
    now: Assessment, then: Assessment, changed: list[tuple[QuestionScore, QuestionScore]], differs: list[str]
) -> Iterator[str]:
    yield overall_change(now, then)
    up = [question_score.question.id for old, question_score in changed if _height(question_score) > _height(old) >= 0]
    down = [
        question_score.question.id for old, question_score in changed if 0 <= _height(question_score) < _height(old)
    ]
    if up:
        yield f"{many(len(up), 'question')} rose: {some(up)}."
    if down:
        yield f"{many(len(down), 'question')} fell: {some(down)}."
    for verb, ids in _moves(changed):
        if ids:
            yield f"{many(len(ids), 'question')} {verb}, which moves the scores too: {some(ids)}."
    if differs:
        why = "the wording changed or is not known"
        if now.playbook.overlays != then.playbook.overlays:
            why = "the wording changed, was tailored otherwise or is not known"
        yield f"{many(len(differs), 'question')} cannot be compared, because {why}: {some(differs)}. Nor can the scores of their plays."
    if now.playbook.overlays != then.playbook.overlays:
        yield f"The two were tailored differently ({_overlays(then)} then, {_overlays(now)} now), so their scores rest on different questions."


def _moves(changed: list[tuple[QuestionScore, QuestionScore]]) -> Iterator[tuple[str, list[str]]]:
    """Questions that came into the scores or left them, by what happened to them."""
    words = {
        LEVEL: "got a level that had none",
        UNKNOWN: "turned to don't know",
        NOT_APPLICABLE: "became not applicable",
        UNANSWERED: "lost the answer",
    }
    for state, verb in words.items():
        yield verb, [now.question.id for then, now in changed if now.state == state != then.state]


def _overlays(assessment: Assessment) -> str:
    return join_words(assessment.playbook.overlays) or "no overlay"


def overall_change(now: Assessment, then: Assessment) -> str:
    """How the overall score moved, in a sentence; no difference is given where there is no common basis."""
    old, new = then.show_score(then.overall), now.show_score(now.overall)
    if old is None or new is None:
        return "The two overall scores cannot be compared, because one of them does not exist."
    if not same_basis(now, now.overall, then, then.overall):
        return f"The overall score was {old} then and is {new} now, but the two do not rest on the same questions."
    moved = change(now, now.overall.score, then.overall.score)
    return f"The overall score was {old} then and is {new} now ({moved})."


def _height(question_score: QuestionScore) -> int:
    """The value of a level; -1 for everything else."""
    return question_score.now if question_score.level and question_score.now is not None else -1


def same_playbook(now: Assessment, then: Assessment) -> str:
    """Why two assessments cannot be compared at all; '' when they can."""
    if now.playbook.id == then.playbook.id:
        return ""
    return f"the earlier answers are to {edition(then.playbook)}, these to {edition(now.playbook)}"
