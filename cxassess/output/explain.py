"""The working of a number as text to read, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cxassess.exact import reduced
from cxassess.playbook import format_json
from cxassess.report.single.trace import HEADINGS as MORE
from cxassess.report.single.trace import Blocks
from cxassess.scoring import Assessment
from cxassess.scoring.working import HEADINGS, Term, Working
from cxassess.text import one_line, shorten


def as_text(working: Working, assessment: Assessment, more: Blocks) -> str:
    """The working in lines: the rule, the terms, the sums, the comparisons, and what a report says beside them."""
    lines = _lines(working, assessment, more)
    return "".join(f"{one_line(line) if line.strip() == line else line}\n" for line in lines)


def _lines(working: Working, assessment: Assessment, more: Blocks) -> Iterator[str]:
    name = "Overall" if working.kind == "overall" else f"{working.id}  {one_line(working.title)}"
    score = working.score if working.score is not None else "none"
    exact = f" (exactly {working.exact})" if working.exact not in (None, working.score) else ""
    yield name
    yield f"{'Value' if working.kind == 'question' else 'Score'}: {score}{exact}"
    yield from _block("Rule", working.rule)
    yield from _block("Terms", tuple(_term(term) for term in working.terms))
    for field, heading in HEADINGS:
        yield from _block(heading, getattr(working, field))
    for field, heading in MORE:
        yield from _block(heading, more.get(field, ()))
    if working.kind == "overall":
        yield from _block(
            "Deviations",
            tuple(f"{one.id}: {one.what} (overlay {one.overlay})" for one in assessment.playbook.deviations),
        )


def _block(heading: str, lines: tuple[str, ...]) -> Iterator[str]:
    if lines:
        yield ""
        yield heading
        for line in lines:
            yield f"  {one_line(line)}"


def _term(term: Term) -> str:
    title = shorten(term.title, 64)
    note = f" [{term.note}]" if term.note else ""
    if term.value is None or term.product is None:
        return f"{term.id}  {title}{note}"
    return f"{term.id}  weight {reduced(term.weight)} × value {reduced(term.value)} = {reduced(term.product)}  {title}{note}"


def as_json(working: Working, assessment: Assessment, more: Blocks) -> str:
    """The working as `cxassess/explanation/1`: exact fractions as text, so that a script can redo it."""
    data: dict[str, Any] = {
        "schema": "cxassess/explanation/1",
        "playbook": {"id": assessment.playbook.id, "version": assessment.playbook.version},
        "source": assessment.answers.path,
        "kind": working.kind,
        "id": working.id,
        "title": working.title,
        "score": working.score,
        "exact": working.exact,
        "rule": list(working.rule),
        "terms": [_term_json(term) for term in working.terms],
        **{field: list(getattr(working, field)) for field, _ in HEADINGS},
        **{field: list(more.get(field, ())) for field, _ in MORE},
    }
    return format_json(data)


def _term_json(term: Term) -> dict[str, Any]:
    return {
        "id": term.id,
        "title": term.title,
        "weight": reduced(term.weight),
        "value": None if term.value is None else reduced(term.value),
        "product": None if term.product is None else reduced(term.product),
        "note": term.note,
    }
