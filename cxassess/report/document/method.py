"""How this was measured, and how each score was calculated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxassess.playbook import Deviation
from cxassess.report.blocks import Block, Heading, Paragraph, Span, join, text
from cxassess.report.document.shared_blocks import (
    Look,
    cells,
    labels,
    linked,
    listing,
    pairs,
    paragraphs,
    table,
    titled,
)
from cxassess.report.single.model import Report, SourceRow, WorkingPart


def method(report: Report, look: Look) -> list[Block]:
    """The rule, levels, bands, what an overlay changed, sources, words and editions."""
    blocks: list[Block] = [look.heading("method"), *listing(report.method)]
    blocks += titled("How levels were chosen", listing(report.guide))
    blocks += pairs("method-levels", "Levels", "Level", "What it means", report.levels)
    blocks += pairs("method-bands", "Bands", "Band", "Scores", report.bands)
    blocks += _deviations(report.deviations)
    blocks += titled("Answers to questions that an overlay hides", paragraphs([", ".join(report.set_aside)]))
    blocks += titled("Where the playbook comes from", paragraphs(report.provenance))
    blocks += _sources(report.sources)
    blocks += pairs("method-glossary", "Words used here", "Word", "What it means here", report.glossary)
    blocks += titled("Edition", listing(labels(report.digests), "plain"))
    return blocks


def _deviations(deviations: Sequence[Deviation]) -> Iterator[Block]:
    before = any(row.before for row in deviations)
    columns = {"Overlay": "overlay", "Where": "where", "What": "what" if before else "", "Before": "before"}
    rows = (cells(row.overlay, row.id, row.what, row.before) for row in deviations)
    caption = "Deviations from the playbook"
    return table("method-deviations", caption, columns, rows, "dense", head=1, keep=8)


def _sources(sources: Sequence[SourceRow]) -> Iterator[Block]:
    columns = {"Key": "tiny", "Title": "", "Date": "date", "Rights": "rights"}
    rows = (cells(row.key, (linked(row.title, row.link),), row.date, row.rights) for row in sources)
    return table("method-sources", "Sources", columns, rows, "dense")


def workings(report: Report, look: Look) -> list[Block]:
    """The terms of each score, and what follows from them."""
    if not report.workings:
        return []
    said = "Weight times value, added up; fractions are exact. The section on the method states the rule in words."
    parts = (block for one in report.workings for block in _working(one))
    return [look.heading("workings"), Paragraph(text(said)), *parts]


def _working(one: WorkingPart) -> Iterator[Block]:
    is_part = one.id != "overall"
    key = (Span(one.id, "key"), " ") if is_part else ()
    yield Heading(3, join(*key, one.title), f"working-{one.id}")
    yield Paragraph(join("Score: ", Span(one.score, "strong")))
    tiny = dict.fromkeys(("Weight", "Value", "Product"), "number tiny")
    columns = {"Term": "id", "Text": "", **tiny, "Note": "answer"}
    rows = (cells(term.id, term.text, term.weight, term.value, term.product, term.note) for term in one.terms)
    caption = f"Terms of {f'{one.id}, ' if is_part else ''}{one.title}"
    # A group without questions says so by a table without rows.
    yield from table(f"working-terms-{one.id}", caption, columns, rows, "dense", keep=8, always=True)
    for heading, lines in one.blocks:
        yield from listing(lines, "plain", heading)
