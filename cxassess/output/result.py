"""An assessment as the result JSON (`cxassess/result/1`): the same digits as every other output."""

from __future__ import annotations

from typing import Any

from cxassess.playbook import format_json, playbook_digest
from cxassess.scoring import Assessment, QuestionScore, Score


def result_values(assessment: Assessment, digest: str | None = None) -> dict[str, Any]:
    """The result as plain values, in the order of the schema; `digest` is the playbook's where it is known already."""
    playbook, header = assessment.playbook, assessment.answers.header
    subject = header.subject
    return {
        "schema": "cxassess/result/1",
        "playbook": {
            "id": playbook.id,
            "version": playbook.version,
            "title": playbook.title,
            "digest": digest or playbook_digest(playbook),
            "overlays": list(playbook.overlays),
            "deviations": [{"overlay": one.overlay, "id": one.id, "what": one.what} for one in playbook.deviations],
            "ours": playbook.provenance.ours_in_brief or None,
        },
        "source": assessment.answers.path,
        "subject": {
            "agency": subject.agency or None,
            "component": subject.component or None,
            "service": subject.service or None,
            "scope": subject.scope or None,
            "tags": dict(subject.tags),
        },
        "date": None if header.date is None else header.date.isoformat(),
        "complete": assessment.complete,
        "overall": score_values(assessment, assessment.overall),
        "plays": [_named_values(assessment, play) for play in assessment.plays],
        "views": {
            view: [_named_values(assessment, group) for group in groups] for view, groups in assessment.views.items()
        },
        "questions": [_question_values(assessment, question_score) for question_score in assessment.question_scores],
    }


def _named_values(assessment: Assessment, result: Score) -> dict[str, Any]:
    return {"id": result.id, "title": result.title, **score_values(assessment, result)}


def score_values(assessment: Assessment, result: Score) -> dict[str, Any]:
    """A score with its band, gate, range, target and counts as plain values."""
    counts, band = result.counts, result.band
    low, high = assessment.show_range(result)
    return {
        "score": assessment.show_score(result),
        "exact": None if result.score is None else str(result.score),
        "band": None if band is None else {"name": band.name, "number": band.number},
        "gate": result.gate,
        "low": low,
        "high": high,
        "target": assessment.show(result.target),
        "answered": counts.answered,
        "applicable": counts.applicable,
        "not_applicable": counts.not_applicable,
        "unknown": counts.unknown,
        "unanswered": counts.unanswered,
        "coverage": counts.coverage,
    }


def _question_values(assessment: Assessment, question_score: QuestionScore) -> dict[str, Any]:
    target = assessment.answers.targets.get(question_score.id)
    value = question_score.value
    return {
        "id": question_score.id,
        "name": question_score.question.name or None,
        "play": question_score.question.play,
        "state": question_score.state,
        "level": question_score.level or None,
        "value": None if value is None else value.json,
        "weight": question_score.question.weight.json,
        "target": target.level if target else None,
    }


def result_json(assessments: list[Assessment], several: bool) -> str:
    """The JSON that `score` prints: one object for one file, an array for several."""
    digests = {playbook: playbook_digest(playbook) for playbook in {one.playbook for one in assessments}}
    values = [result_values(assessment, digests[assessment.playbook]) for assessment in assessments]
    return format_json(values if several else values[0])
