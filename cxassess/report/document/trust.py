"""How far to trust the result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxassess.report.blocks import Block, Heading, Paragraph, Span, Text, join, text
from cxassess.report.document.shared_blocks import (
    Look,
    cells,
    finding,
    listing,
    paragraphs,
    question,
    table,
    titled,
    typed,
)
from cxassess.report.single.brief_model import Finding
from cxassess.report.single.model import Report, RolesPart
from cxassess.report.single.standard_model import FlagPart


def trust(report: Report, look: Look) -> list[Block]:
    """Who answered on what evidence, what is open, where people differed, and by what rule."""
    part = report.standard.trust
    edition = [*map(text, part.edition), *filter(None, [text(look.words["record"])])]
    if part.withheld and not {"brief", "cover"} & {*look.names}:
        edition.append(text(part.withheld, "strong"))
    flags = report.flags if "answers" in look.names else part.flags
    return [
        look.heading("trust"),
        *paragraphs(part.sources),
        Heading(3, text("What is not known")),
        Paragraph(text(part.open_note)),
        *_found(part.open, part.more_open),
        *titled("What does not apply", _found(part.left_out, part.more_left_out)),
        *(titled("Where people differed", _votes(report, look)) if part.votes else ()),
        *(titled("What each role says", _roles(report.roles)) if report.roles and "answers" in look.names else ()),
        *titled("What to bear in mind", listing(map(_flag, flags), "close")),
        *titled("How scores are made", listing(part.rule, "close")),
        *titled("What this rests on", listing(edition, "close")),
    ]


def _found(rows: Sequence[Finding], more: str) -> Iterator[Block]:
    yield from listing(map(finding, rows), "found")
    yield from paragraphs([more])


def _votes(report: Report, look: Look) -> Iterator[Block]:
    """The questions on which people differ: in the full report all of them, whose reasons are with the answers."""
    part, is_full = report.standard.trust, "answers" in look.names
    yield Paragraph(text(part.votes))
    columns = {"Question": "name", "Given": "", "Answer": "agreed", "Why": "reason"}
    rows = (
        cells(question(row.name, row.id), row.votes, row.answer, typed(row.reason))
        for row in (report.differed if is_full else part.differed)
    )
    yield from table(
        "trust-votes", "The questions on which people differ, furthest apart first", columns, rows, "differed", keep=6
    )
    yield from paragraphs([] if is_full else [part.more_differed])


def _roles(roles: RolesPart) -> Iterator[Block]:
    yield Paragraph(text(roles.note))
    columns = {"Part": "name", "Role": "", "People": "number", "Mean": "number", "Median": "number"}
    yield from table("trust-roles", "Scores by role", columns, (cells(*row) for row in roles.rows), "roles", keep=6)


def _flag(flag: FlagPart) -> Text:
    if not flag.reason:
        return text(flag.text)
    said = Span("The people who answered say: ", "aside")
    return join(flag.text, " ", said, Span(flag.reason, "aside", typed=True))
