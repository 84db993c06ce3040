"""The working of the overall score and of each play, as an appendix prints it."""

from __future__ import annotations

from collections.abc import Iterator

from cxassess.exact import reduced
from cxassess.report.single.model import TermRow, WorkingPart
from cxassess.report.single.profile import results
from cxassess.report.single.trace import HEADINGS, Blocks, traced
from cxassess.scoring import Assessment, working
from cxassess.scoring.working import Term, Working
from cxassess.text import one_line


def workings(assessment: Assessment, earlier: Assessment | None, view: str) -> Iterator[WorkingPart]:
    """The working of the whole, then of each play or group."""
    more = traced(assessment, assessment.overall, earlier)
    yield _part(working.of_overall(assessment), "Overall score", more)
    for result in results(assessment, view):
        found = working.of_result(assessment, result, "group" if view else "play")
        yield _part(found, one_line(result.title), traced(assessment, result, earlier))


def _part(found: Working, title: str, more: Blocks) -> WorkingPart:
    exact = f", exactly {found.exact}" if found.exact not in (None, found.score) else ""
    blocks = [*((heading, getattr(found, name)) for name, heading in working.HEADINGS)]
    blocks += [(heading, more[name]) for name, heading in HEADINGS]
    return WorkingPart(
        id="overall" if found.kind == "overall" else found.id,
        title=title,
        score=f"{found.score or 'none'}{exact}",
        terms=tuple(map(_row, found.terms)),
        blocks=tuple((heading, tuple(map(one_line, lines))) for heading, lines in blocks if lines),
    )


def _row(term: Term) -> TermRow:
    return TermRow(
        id=term.id,
        text=one_line(term.title),
        weight=reduced(term.weight),
        value="" if term.value is None else reduced(term.value),
        product="" if term.product is None else reduced(term.product),
        note=one_line(term.note),
    )
