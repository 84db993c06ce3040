"""The working of a number as text to read, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cxassess.playbook import format_json
from cxassess.playbook.question_names import name_ids
from cxassess.report.single.explanation import HEADINGS, Explanation
from cxassess.report.working_sentences import term_label, term_note
from cxassess.scoring import Assessment
from cxassess.scoring.working import Term
from cxassess.text import one_line, shorten


def explanation_text(explanation: Explanation, assessment: Assessment) -> str:
    """The working in lines: the rule, the terms, the sums, the comparisons, and what a report adds."""
    lines = _explanation_lines(explanation, assessment)
    return "".join(f"{one_line(line) if line.strip() == line else line}\n" for line in lines)


def _explanation_lines(explanation: Explanation, assessment: Assessment) -> Iterator[str]:
    name = "Overall" if explanation.kind == "overall" else f"{explanation.id}  {one_line(explanation.title)}"
    score = explanation.score if explanation.score is not None else "none"
    exact = f" (exactly {explanation.exact})" if explanation.exact not in (None, explanation.score) else ""
    yield name
    yield f"{'Value' if explanation.kind == 'question' else 'Score'}: {score}{exact}"
    yield from _block("Rule", explanation.rule)
    yield from _block("Terms", tuple(_term_line(term) for term in explanation.terms))
    for key, lines in explanation.lines.items():
        yield from _block(HEADINGS[key], lines)
    if explanation.kind == "overall":
        deviations = assessment.playbook.deviations
        questions = assessment.playbook.by_id
        names = {one.id: f"{one_line(one.before)} ({one.id})" for one in deviations if one.what.startswith("hidden")}
        named = (names.get(one.id) or name_ids(questions, [one.id]) for one in deviations)
        said = (f"{name}: {one.what} (overlay {one.overlay})" for name, one in zip(named, deviations, strict=True))
        yield from _block("Deviations", tuple(said))


def _block(heading: str, lines: tuple[str, ...]) -> Iterator[str]:
    if lines:
        yield ""
        yield heading
        for line in lines:
            yield f"  {one_line(line)}"


def _term_line(term: Term) -> str:
    title = shorten(term_label(term), 64)
    note = f" [{term_note(term)}]" if term_note(term) else ""
    if term.value is None or term.product is None:
        return f"{term.id}  {title}{note}"
    return f"{term.id}  weight {term.weight!s} × value {term.value!s} = {term.product!s}  {title}{note}"


def explanation_json(explanation: Explanation, assessment: Assessment) -> str:
    """The working as `cxassess/explanation/1`: exact fractions as text, so that a script can redo it."""
    data: dict[str, Any] = {
        "schema": "cxassess/explanation/1",
        "playbook": {"id": assessment.playbook.id, "version": assessment.playbook.version},
        "source": assessment.answers.path,
        "kind": explanation.kind,
        "id": explanation.id,
        "title": explanation.title,
        "score": explanation.score,
        "exact": explanation.exact,
        "rule": list(explanation.rule),
        "terms": [_term_json(term) for term in explanation.terms],
        **{key: list(lines) for key, lines in explanation.lines.items()},
    }
    return format_json(data)


def _term_json(term: Term) -> dict[str, Any]:
    return {
        "id": term.id,
        "title": term.title,
        "weight": str(term.weight),
        "value": None if term.value is None else str(term.value),
        "product": None if term.product is None else str(term.product),
        "note": term_note(term),
    }
