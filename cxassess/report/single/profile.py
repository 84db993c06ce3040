"""Scores in rows: by play, by group of a view, and the whole."""

from __future__ import annotations

from collections.abc import Iterator

from cxassess.report import gates, sentences
from cxassess.report.single.comparison import part_change
from cxassess.report.single.model import ProfileRow, ViewPart
from cxassess.report.single.plan import format_gap
from cxassess.scoring import Assessment, Score
from cxassess.scoring.measures import with_earlier
from cxassess.text import one_line


def profile_rows(assessment: Assessment, earlier: Assessment | None, view: str) -> Iterator[ProfileRow]:
    """A row for each play or group, then the overall."""
    for result, then in with_earlier(assessment, earlier, view):
        if earlier is None or then is None:
            yield profile_row(assessment, result)
        else:
            change = part_change(assessment, result, earlier, then)
            yield profile_row(assessment, result, change.last, change.cell)


def profile_row(assessment: Assessment, result: Score, last: str = "", change: str = "") -> ProfileRow:
    """A result as the cells of a row."""
    low, high = assessment.show_range(result)
    overall = result is assessment.overall
    return ProfileRow(
        id="" if overall else result.id,
        title="Overall" if overall else one_line(result.title),
        score=sentences.format_score(assessment, result) or "none",
        band=one_line(result.band.label) if result.band else "",
        gate=gates.level_cell(assessment, result),
        low_high="" if low is None else low if low == high else f"{low} to {high}",
        target=assessment.show(result.target) or "",
        gap=format_gap(assessment, result),
        last=last,
        change=change,
        answered=f"{result.counts.answered} of {result.counts.applicable}",
    )


def profile_note(assessment: Assessment, view: str) -> str:
    """What the scores are, and that low ones are normal; in a view, that the groups do not make up the whole."""
    rule, groups = assessment.playbook.scoring, ""
    scores = f"Scores are on a scale {sentences.format_scale(assessment.playbook)}."
    if rule.method == "sum":
        scores = "Scores are sums of points; the points possible are those of the applicable questions."
    if view:
        of = "plays" if rule.overall == "plays" else "questions"
        groups = f" The overall score is the {rule.method} of the {of}, not of these groups. {_shared_questions_note(assessment, view)}"
    return f"{scores} Low scores are normal: in one 2024 survey that used another model, seven in ten organizations were in the two lowest of five stages. This report is for learning, not for ranking.{groups}".rstrip()


def view_parts(assessment: Assessment, but: str) -> Iterator[ViewPart]:
    """Every other way to group the same answers."""
    for view in assessment.playbook.views:
        if view.id != but:
            yield ViewPart(
                view.id,
                one_line(view.title),
                tuple(profile_row(assessment, group) for group in assessment.views[view.id]),
                _shared_questions_note(assessment, view.id),
                tuple(left_out_reasons(assessment, view.id)),
            )


def left_out_reasons(assessment: Assessment, view: str) -> Iterator[str]:
    """The questions in no group of a view, each with the reason."""
    for question_score in assessment.question_scores:
        if not question_score.question.views.get(view):
            reason = one_line(question_score.question.left_out.get(view, "")) or "no reason given"
            yield f"{question_score.id}: {reason}"


def _shared_questions_note(assessment: Assessment, view: str) -> str:
    """Which questions count in more than one group, so that nobody adds the groups up."""
    twice = [one.id for one in assessment.question_scores if len(one.question.views.get(view, ())) > 1]
    if not twice:
        return ""
    return f"{sentences.list_ids(twice)} {sentences.is_or_are(len(twice))} in more than one group, so the groups' counts add up to more than the total."
