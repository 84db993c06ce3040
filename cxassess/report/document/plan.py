"""What we will do: the action plan."""

from __future__ import annotations

from collections.abc import Iterator

from cxassess.report.blocks import Block, Paragraph, text
from cxassess.report.document.shared_blocks import Look, actions, cells, paragraphs, question, table
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


def _proposals(part: PlanPart, look: Look) -> Iterator[Block]:
    has_steps = "plays" in look.names  # the steps are there
    columns = {"Play": "third", "Begin with": "", "Next step": "step", "Within": "when"}
    rows = (
        cells(row.play, question(row.name, row.id), "" if has_steps else row.text, row.when) for row in part.proposals
    )
    caption = "Proposals for what has no action, not decided yet"
    yield from table("plan-proposals", caption, columns, rows, keep=8)
    yield from paragraphs([part.more_proposals])
