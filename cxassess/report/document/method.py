"""How this was measured, and how each score was calculated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxassess.playbook import Deviation
from cxassess.report.blocks import Block, Column, Heading, Listing, Paragraph, Row, Span, Table, join, text
from cxassess.report.document.look import Look, labels, linked, listing, pairs, paragraphs
from cxassess.report.single.model import Report, SourceRow, WorkingPart


def method(report: Report, look: Look) -> list[Block]:
    """The rule, levels, bands, what an overlay changed, sources, words and editions."""
    blocks: list[Block] = [look.heading("method"), *listing(report.method)]
    blocks += _titled("How levels were chosen", listing(report.guide))
    blocks += pairs("method-levels", "Levels", "Level", "What it means", report.levels)
    blocks += pairs("method-bands", "Bands", "Band", "Scores", report.bands)
    blocks += _deviations(report.deviations)
    blocks += _titled("Answers to questions that an overlay hides", paragraphs([", ".join(report.set_aside)]))
    blocks += _titled("Where the playbook comes from", paragraphs(report.provenance))
    blocks += _sources(report.sources)
    blocks += pairs("method-glossary", "Words used here", "Word", "What it means here", report.glossary)
    if report.digests:
        blocks += [Heading(3, text("Edition")), Listing(tuple(labels(report.digests)), "plain")]
    return blocks


def _titled(title: str, blocks: Iterator[Block]) -> list[Block]:
    """Blocks under a heading; nothing where there are none."""
    found = [*blocks]
    return [Heading(3, text(title)), *found] if found else []


def _deviations(deviations: Sequence[Deviation]) -> Iterator[Block]:
    if not deviations:
        return
    before = any(row.before for row in deviations)
    columns = [Column("Overlay", "overlay"), Column("Where", "where"), Column("What", "what" if before else "")]
    rows = tuple(
        Row(tuple(map(text, (row.overlay, row.id, row.what, *([row.before] if before else []))))) for row in deviations
    )
    columns += [Column("Before", "before")] if before else []
    caption = "Deviations from the playbook"
    yield Table("method-deviations", caption, tuple(columns), rows, "dense", 1, keep=len(rows) <= 8)


def _sources(sources: Sequence[SourceRow]) -> Iterator[Block]:
    if sources:
        columns = Column("Key", "tiny"), Column("Title"), Column("Date", "date"), Column("Rights", "rights")
        rows = tuple(
            Row((text(row.key), (linked(row.title, row.link),), text(row.date), text(row.rights))) for row in sources
        )
        yield Table("method-sources", "Sources", columns, rows, "dense")


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
    columns = (
        Column("Term", "id"),
        Column("Text"),
        Column("Weight", "number tiny"),
        Column("Value", "number tiny"),
        Column("Product", "number tiny"),
        Column("Note", "answer"),
    )
    rows = tuple(
        Row(tuple(map(text, (term.id, term.text, term.weight, term.value, term.product, term.note))))
        for term in one.terms
    )
    caption = f"Terms of {f'{one.id}, ' if is_part else ''}{one.title}"
    yield Table(f"working-terms-{one.id}", caption, columns, rows, "dense", keep=len(rows) <= 8)
    for heading, lines in one.blocks:
        yield Listing(tuple(map(text, lines)), "plain", heading)
