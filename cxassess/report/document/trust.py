"""How far to trust the result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxassess.report.blocks import Block, Column, Heading, Listing, Paragraph, Row, Span, Table, Text, join, text
from cxassess.report.document.look import Look, finding, listing, paragraphs, question, typed
from cxassess.report.single.brief_model import Finding
from cxassess.report.single.model import Report, RolesPart
from cxassess.report.single.standard_model import FlagPart, TrustPart


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
        _title("What is not known"),
        Paragraph(text(part.open_note)),
        *_found(part.open, part.more_open),
        *_left_out(part),
        *(_votes(report, look) if part.votes else ()),
        *(_roles(report.roles) if report.roles and "answers" in look.names else ()),
        *((_title("What to bear in mind"), _flags(flags)) if part.flags else ()),
        _title("How scores are made"),
        *listing(part.rule, "close"),
        _title("What this rests on"),
        Listing(tuple(edition), "close"),
    ]


def _title(words: str) -> Heading:
    return Heading(3, text(words))


def _found(rows: Sequence[Finding], more: str) -> Iterator[Block]:
    if rows:
        yield Listing(tuple(map(finding, rows)), "found")
    yield from paragraphs([more])


def _left_out(part: TrustPart) -> Iterator[Block]:
    if part.left_out:
        yield _title("What does not apply")
        yield from _found(part.left_out, part.more_left_out)


def _votes(report: Report, look: Look) -> Iterator[Block]:
    """The questions on which people differ: in the full report all of them, whose reasons are with the answers."""
    part, is_full = report.standard.trust, "answers" in look.names
    yield _title("Where people differed")
    yield Paragraph(text(part.votes))
    rows = report.differed if is_full else part.differed
    if not rows:
        return
    reasons = any(row.reason for row in rows) and not is_full
    columns = Column("Question", "name"), Column("Given"), Column("Answer", "agreed"), Column("Why", "reason")
    body = []
    for row in rows:
        cells = question(row.name, row.id), text(row.votes), text(row.answer), typed(row.reason) or text("not said")
        body.append(Row(cells if reasons else cells[:3]))
    caption = "The questions on which people differ, furthest apart first"
    shown = columns if reasons else columns[:3]
    yield Table("trust-votes", caption, shown, tuple(body), "differed", keep=len(rows) <= 6)
    yield from paragraphs([] if is_full else [part.more_differed])


def _roles(roles: RolesPart) -> Iterator[Block]:
    yield _title("What each role says")
    yield Paragraph(text(roles.note))
    if roles.rows:
        columns = (
            Column("Part", "name"),
            Column("Role"),
            Column("People", "number"),
            Column("Mean", "number"),
            Column("Median", "number"),
        )
        rows = tuple(Row(tuple(map(text, row))) for row in roles.rows)
        yield Table("trust-roles", "Scores by role", columns, rows, "roles", keep=len(rows) <= 6)


def _flags(flags: Sequence[FlagPart]) -> Listing:
    return Listing(tuple(map(_flag, flags)), "close")


def _flag(flag: FlagPart) -> Text:
    if not flag.reason:
        return text(flag.text)
    said = Span("The people who answered say: ", "aside")
    return join(flag.text, " ", said, Span(flag.reason, "aside", typed=True))
