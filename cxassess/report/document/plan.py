"""What we will do: the action plan."""

from __future__ import annotations

from cxassess.report.blocks import Block, Column, Paragraph, Row, Table, text
from cxassess.report.document.look import Look, actions, paragraphs, question
from cxassess.report.single.model import Report
from cxassess.report.single.standard_model import PlanPart


def plan(report: Report, look: Look) -> list[Block]:
    """Open actions, those that are closed, and proposals for what has no action."""
    part = report.standard.plan
    return [
        look.heading("plan"),
        Paragraph(text(part.note)),
        *actions("plan-open", "Open actions", part.groups),
        *actions("plan-closed", "Actions that are done or dropped", part.closed),
        *paragraphs([part.more]),
        *_proposals(part, look),
    ]


def _proposals(part: PlanPart, look: Look) -> list[Block]:
    if not part.proposals:
        return []
    told = "plays" in look.names  # the step is there
    steps = [] if told else [Column("Next step", "step")]
    columns = Column("Play", "third"), Column("Begin with"), *steps, Column("Within", "when")
    rows = tuple(
        Row((text(row.play), question(row.name, row.id), *([] if told else [text(row.text)]), text(row.when)))
        for row in part.proposals
    )
    caption = "Proposals for what has no action, not decided yet"
    table = Table("plan-proposals", caption, columns, rows, keep=len(rows) <= 8)
    return [table, *paragraphs([part.more_proposals])]
