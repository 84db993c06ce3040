"""An assessment, and what its report says, as the result JSON (`cxassess/result/1`): the same digits as every other output."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from cxassess.playbook import Playbook, format_json, json_lines, playbook_digest
from cxassess.scoring import Assessment, QuestionScore, Score

if TYPE_CHECKING:
    from cxassess.report.single.brief_model import Finding
    from cxassess.report.single.comparison_model import Change, Comparison
    from cxassess.report.single.model import Report

# How an answer can differ from an earlier one, or why the two are not compared.
ANSWER_CHANGES = "fell rose known not_applicable applicable unanswered new retired split joined reworded clarified"


def result_values(assessment: Assessment) -> dict[str, Any]:
    """The result as plain values, in the order of the schema."""
    playbook, header = assessment.playbook, assessment.answers.header
    subject = header.subject
    return {
        "schema": "cxassess/result/1",
        "playbook": {
            "id": playbook.id,
            "version": playbook.version,
            "title": playbook.title,
            "digest": _digest(playbook),
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
        "role": header.role or None,
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


def report_values(report: Report) -> dict[str, Any]:
    """What the report says, as plain values, in the order of the schema: the key `report` of its file."""
    brief, focus = report.brief, report.standard.focus
    return {
        "view": report.view or None,
        "withheld": report.withheld or None,
        "headline": brief.headline,
        "comparison": None if report.comparison is None else _comparison_values(report.comparison),
        "findings": {"strong": list(map(_finding_values, brief.works)), "weak": list(map(_finding_values, brief.weak))},
        "focus": {"note": focus.note, "areas": [{"id": area.id, "title": area.title} for area in focus.areas]},
        "actions": [
            {**_present(one), "questions": list(one.questions), "overdue": one.overdue} for one in report.planned
        ],
        "asks": [_present(ask) for ask in report.asks],
        "flags": [_present(flag) for flag in report.flags],
    }


def _present(values: NamedTuple) -> dict[str, Any]:
    """The fields of a tuple of texts and dates by name, null where one is empty."""
    return {
        name: value.isoformat() if isinstance(value, datetime.date) else value or None
        for name, value in values._asdict().items()
    }


def _finding_values(finding: Finding) -> dict[str, Any]:
    return {"id": finding.id, "name": finding.name, "level": finding.level, "text": finding.text}


def _comparison_values(comparison: Comparison) -> dict[str, Any]:
    """The comparison with an earlier assessment: scores over the same questions, and the answers of each kind of change."""
    return {
        "earlier": comparison.earlier,
        "other_subject": comparison.other_subject or None,
        "sentences": list(comparison.sentences),
        "overall": _change_values(comparison.overall),
        "parts": [{"id": one.id, "title": one.title, **_change_values(one)} for one in comparison.changes],
        "compared": comparison.compared,
        "answers": {kind: [one._asdict() for one in getattr(comparison, kind)] for kind in ANSWER_CHANGES.split()},
    }


def _change_values(change: Change) -> dict[str, Any]:
    return {
        "then": change.then or None,
        "now": change.now or None,
        "change": change.change or None,
        "counted": change.counted,
    }


def result_json(assessment: Assessment) -> str:
    """The JSON of one file."""
    return format_json(result_values(assessment))


def result_line(assessment: Assessment) -> str:
    """The same on one line, for JSON Lines."""
    return json_lines([result_values(assessment)])


def result_array(results: Iterable[str]) -> Iterator[str]:
    """An array of results that are JSON each, in pieces."""
    before = "["
    for result in results:
        indented = result.rstrip("\n").replace("\n", "\n  ")  # a line end in a text is written as \\n
        yield f"{before}\n  {indented}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


@lru_cache(maxsize=64)  # it costs more than scoring a file
def _digest(playbook: Playbook) -> str:
    return playbook_digest(playbook)
