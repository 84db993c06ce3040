"""The same questions as a form to print and write on, or to paste: blocks that the formats of reports render."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cxassess.answers import NOT_APPLICABLE, UNKNOWN
from cxassess.answers.header import SCOPES
from cxassess.exchange.instructions import RETURN, form_steps, level_sections, minutes_sentence, purpose, size_sentence
from cxassess.exchange.model import (
    ANSWER,
    CHOICES,
    CONFIDENCE,
    CONFIDENCES,
    ENTERED,
    EVIDENCE,
    FIELDS,
    NOTE,
    REASON,
    TARGET,
    Export,
    Row,
    level_label,
)
from cxassess.report.blocks import (
    Blank,
    Blanks,
    Block,
    Box,
    Heading,
    Listing,
    Paragraph,
    Section,
    Span,
    Text,
    join,
    text,
)
from cxassess.text import one_line

EMPTY, CHOSEN = "☐", "☒"
LANGUAGE = "en-US"
_ROOM = {REASON: 2, EVIDENCE: 2, NOTE: 3, CONFIDENCE: 1, TARGET: 1}  # lines


class Form(NamedTuple):
    """A form as what it says of itself and its sections: one about all, then one for each play."""

    title: str
    subject: str
    date_text: str
    marking: str
    author: str
    language: str
    date: datetime.date | None
    sections: tuple[Section, ...]


def compose_form(export: Export) -> Form:
    """The questions of an export as a form; its answers are filled in."""
    fields = export.fields
    names = [fields[f"subject.{name}"] for name in ("agency", "component", "service")]
    date = datetime.date.fromisoformat(fields["date"]) if fields["date"] else None
    return Form(
        title=one_line(export.playbook.title),
        subject=one_line(", ".join(filter(None, names))) or "Questions to fill in",
        date_text=fields["date"],
        marking=export.marking,
        author="",
        language=LANGUAGE,
        date=date,
        sections=(Section("start", tuple(_start(export))), *_plays(export)),
    )


def _start(export: Export) -> Iterator[Block]:
    yield Heading(1, text(one_line(export.playbook.title)))
    yield Paragraph(text(f"{size_sentence(export)} {minutes_sentence(export).partition(';')[0].rstrip('.')}."))
    yield Paragraph(text(" ".join(purpose())))
    yield Heading(2, text("How to fill it in"))
    yield Listing(tuple(text(step) for step in form_steps(export)), "numbered")
    yield Heading(2, text("About you"))
    fields = tuple(_field(name, export) for name in FIELDS)
    yield Blanks(("About you", "Your entry"), (*fields, *map(Blank, RETURN)))
    for heading, lines in level_sections(export):
        yield Heading(2, text(heading))
        yield Listing(tuple(join(Span(f"{label}: ", "strong") if label else "", words) for label, words in lines))


def _field(name: str, export: Export) -> Blank:
    value = export.fields[name]
    return Blank(
        FIELDS[name], _boxes(SCOPES, value, FIELDS[name]) if name == "subject.scope" else text(value, typed=True)
    )


def _plays(export: Export) -> Iterator[Section]:
    for sheet in export.sheets:
        head: list[Block] = [Heading(2, text(one_line(f"{sheet.play.id} {sheet.play.title}")), sheet.play.id)]
        if sheet.play.intent:
            head.append(Paragraph(text(one_line(sheet.play.intent)), "intent"))
        yield Section("play", (*head, *(block for row in sheet.rows for block in _question(row))))


def _question(row: Row) -> Iterator[Block]:
    """A question with its levels, which stay on one page, then places to write, which may be on the next one."""
    yield Box("keep", tuple(_levels(row)))
    question, id = row.question, row.question.id
    words = {head: text(row.cells[head], typed=True) for head in ENTERED[1:]}
    words[CONFIDENCE] = _boxes(CONFIDENCES, row.cells[CONFIDENCE], f"{id} {CONFIDENCE}")
    words[TARGET] = _boxes([level_label(level) for level in question.levels], row.cells[TARGET], f"{id} {TARGET}")
    yield Blanks((id, "In your words"), tuple(Blank(head, words[head], lines) for head, lines in _ROOM.items()))


def _levels(row: Row) -> Iterator[Block]:
    question, answer = row.question, row.cells[ANSWER]
    yield Heading(3, text(one_line(f"{question.id} {question.name}")))
    yield Paragraph(text(one_line(question.text)))
    if row.condition:
        yield Paragraph(text(row.condition), "quiet")
    meanings = [(level_label(level), one_line(level.text)) for level in question.levels]
    meanings.append((CHOICES[NOT_APPLICABLE], "it cannot apply to us. Write why under Reason."))
    meanings.append((CHOICES[UNKNOWN], "it applies, but I cannot tell the level."))
    about = one_line(f"{question.id} {question.name}")
    choices = (
        join(_box(label, answer, about), " ", Span(label, "strong"), f": {words}" if words else "")
        for label, words in meanings
    )
    yield Listing(tuple(choices), "choices")


def _box(label: str, chosen: str, about: str) -> Span:
    """A box to mark."""
    return Span(CHOSEN if label == chosen else EMPTY, "box", about=f"{about}: {label}")


def _boxes(labels: Iterable[str], chosen: str, about: str) -> Text:
    """Boxes side by side."""
    parts = ((_box(label, chosen, about), f" {label}   ") for label in labels)
    *line, last = join(*(part for pair in parts for part in pair))
    return (*line, last._replace(text=last.text.rstrip()))
