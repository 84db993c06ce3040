"""The cover, and the brief on one page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxassess.report.blocks import Block, Box, Heading, Listing, Paragraph, Span, Text, join, text
from cxassess.report.document.shared_blocks import Look, cells, labels, listing, paragraphs, table, typed
from cxassess.report.single.brief_model import Brief, BriefAction, Finding, Request
from cxassess.report.single.model import Report
from cxassess.report.single.standard_model import Fact


def cover(report: Report, look: Look) -> list[Block]:
    """Title and subject, then what the report rests on."""
    known = report.subject.split(", ")
    lines = [fact for fact in report.subject_lines if fact.value not in known]
    lines += [Fact("Date", report.date_text), Fact("Questionnaire", report.edition)]
    imprint: list[Block] = [Listing(tuple(labels(lines)), "plain"), *paragraphs([report.ours])]
    if report.withheld and "brief" not in look.names:
        imprint.append(Paragraph(text(report.withheld, "strong")))
    return [*title(report, look, report.subject), Box("imprint", tuple(imprint))]


def title(report: Report, look: Look, subject: str) -> list[Block]:
    """The title, and under it what it is of."""
    return [Heading(1, text(look.words["title"] or report.title)), Paragraph(text(subject), "subject")]


def brief(report: Report, look: Look) -> list[Block]:
    """One page for the person who decides."""
    brief, level = report.brief, 1 if look.title == "brief" else 2
    about = join(Span(brief.subject, "subject"), " ", Span(brief.topic, "topic"))
    return [
        Paragraph(about, "about"),
        Heading(level, text(brief.headline), "brief"),
        *paragraphs([" ".join(brief.sentences)], "lead"),
        report.figures.strip,
        *paragraphs([brief.findings_note]),
        *_findings(brief, level + 1),
        *_actions(brief, level + 1),
        *_requests(brief.requests, look.words["requests"], level + 1),
        Box("trust", tuple(paragraphs([*brief.trust, look.words["record"], report.withheld]))),
    ]


def _findings(brief: Brief, level: int) -> Iterator[Block]:
    """What works beside what is weak."""
    groups = ((brief.works_title, brief.works), (brief.weak_title, brief.weak))
    parts = tuple(
        Box("", (Heading(level, text(title)), *listing(map(_finding, rows), "plain"))) for title, rows in groups if rows
    )
    if parts:
        yield Box("pair", parts)


def _finding(row: Finding) -> Text:
    where = Span(row.id, "where", f"#question-{row.id}")
    return join(Span(row.name, "strong"), f" ({row.level}): ", typed(row.text), " ", where)


def _actions(brief: Brief, level: int) -> Iterator[Block]:
    if brief.actions and brief.proposed:
        yield Heading(level, text(brief.actions_title))
        yield Listing(tuple(typed(row.text) for row in brief.actions), "proposals")
    elif brief.actions:
        columns = {"Action": "", "Owner": "owner", "By": "by"}
        rows = (cells(_action(row), row.owner, row.by) for row in brief.actions)
        yield from table("", brief.actions_title, columns, rows, "actions", level=level)
    yield from paragraphs([text(brief.more_actions, link="#plan")], "more")


def _action(row: BriefAction) -> Text:
    due = (Span(f"{row.due}.", "late"), " ") if row.due else ()
    return join(*due, typed(row.text))


def _requests(requests: Sequence[Request], title: str, level: int) -> Iterator[Block]:
    if requests:
        items = tuple(
            join(
                *((Span(row.lead, "strong"), " ") if row.lead else ()),
                typed(row.text),
                f" ({row.who})." if row.who else ".",
            )
            for row in requests
        )
        kind = "numbered" if len(items) > 1 else "plain"
        yield Box("requests", (Heading(level, text(title)), Listing(items, kind)))
