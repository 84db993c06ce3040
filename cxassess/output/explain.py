"""The working of a number as text to read, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cxassess.playbook import Playbook, format_json
from cxassess.playbook.question_names import name_ids
from cxassess.report.single.explanation import HEADINGS, Explanation
from cxassess.report.working_sentences import term_label, term_note
from cxassess.scoring import Assessment
from cxassess.scoring.working import Term
from cxassess.text import one_line, shorten


def explanation_text(explanation: Explanation, assessment: Assessment) -> str:
    """The working in lines: the rule, the terms, the sums, the comparisons, and what a report adds."""
    name = "Overall" if explanation.kind == "overall" else f"{explanation.id} {explanation.title}"
    score = explanation.score if explanation.score is not None else "none"
    label = "Value" if explanation.kind == "question" else "Score"
    blocks = {
        "Rule": explanation.rule,
        "Terms": map(_term_line, explanation.terms),
        **{HEADINGS[key]: lines for key, lines in explanation.lines.items()},
        "Deviations": _deviations(assessment.playbook) if explanation.kind == "overall" else (),
    }
    return working_text([one_line(name), f"{label}: {score}{exactly(score, explanation.exact)}"], blocks)


def working_text(head: Iterable[str], blocks: Mapping[str, Iterable[str]]) -> str:
    """What a number is, then lines under headings; a heading without any is left out."""
    said = [*head]
    for heading, block in blocks.items():
        lines = [f"  {one_line(line)}" for line in block]
        said += ["", heading, *lines] if lines else []
    return "".join(f"{line}\n" for line in said)


def exactly(shown: str | None, exact: str | None) -> str:
    """The exact number in parentheses, where the one shown is another; '' where they are the same."""
    return "" if exact in (None, shown) else f" (exactly {exact})"


def _deviations(playbook: Playbook) -> Iterator[str]:
    """What overlays changed, by the names of the questions."""
    for one in playbook.deviations:
        is_hidden = one.what.startswith("hidden")
        name = f"{one_line(one.before)} ({one.id})" if is_hidden else name_ids(playbook.by_id, [one.id])
        yield f"{name}: {one.what} (overlay {one.overlay})"


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
