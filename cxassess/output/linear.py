"""A report's sections and blocks one after another, for formats without HTML: figures become tables and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from cxassess.report.blocks import (
    Blanks,
    Block,
    Box,
    Cells,
    Column,
    Folded,
    Heading,
    Labeled,
    Listing,
    Pair,
    Paragraph,
    Profile,
    Row,
    Strip,
    Table,
    Text,
    Votes,
    text,
)

if TYPE_CHECKING:
    from cxassess.charts.model import AnswerStrip, LevelProfile
    from cxassess.report.blocks import Section
    from cxassess.report.single.model import Report
    from cxassess.template import Template

Linear: TypeAlias = Heading | Paragraph | Labeled | Listing | Table


def linear_sections(report: Report, size: str, template: Template) -> tuple[Section, ...]:
    """The sections of a size of the report in order, without those that an agency wrote as HTML."""
    from cxassess.report.document import document

    html_only = template.html_only_sections(size)
    return document(report, template.words, [name for name in template.sizes[size] if name not in html_only])


def linear(blocks: Iterable[Block], *, aloud: bool = False) -> Iterator[Linear]:
    """The blocks in the order in which they are read, without what is said only to those who see a drawing.

    aloud: whether they are listened to, so that rows of marks are words.
    """
    for block in blocks:
        match block:
            case Strip():
                yield from _strip(block.strip, aloud)
            case Profile():
                yield _profile(block.profile, block.finding)
            case Cells():
                yield Labeled("Answers", text(block.row.spoken))
            case Pair():
                for part in block.parts:
                    yield from linear(part, aloud=aloud)
            case Box():
                yield from linear(block.blocks, aloud=aloud)
            case Blanks():
                yield from (Labeled(row.label, row.text) for row in block.rows)
            case Folded():
                yield from linear((block.heading, *block.blocks), aloud=aloud)
            case Paragraph(kind="about"):  # what was assessed, then by what and when
                yield from (Paragraph((span,)) for span in block.text if span.text.strip())
            case Paragraph():
                yield block._replace(text=tuple(span for span in block.text if span.kind != "seen"))
            case Votes():  # they are listed after it
                pass
            case _:
                yield block


def _strip(strip: AnswerStrip, aloud: bool) -> Iterator[Linear]:
    """Every answer by its mark, with the key."""
    heads = (strip.reached_head, strip.score_head, strip.target_head)
    columns = [
        Column(strip.part_head, "name"),
        Column("Answers" if aloud else strip.cells_head),
        *(Column(head, "number") for head in heads),
    ]
    rows = []
    for row in strip.rows:
        title = f"{row.title} (focus)" if row.focus else row.title
        marks = row.spoken if aloud else " ".join(cell.mark or "_" for cell in row.cells)
        rows.append(_row(columns, (title, marks, row.reached, row.score, row.target or "none set")))
    yield Table("", strip.caption, tuple(column for column in columns if column.head), tuple(rows), "strip")
    if aloud:
        return
    key = " · ".join(f"{entry.mark or '_'} {entry.meaning}" for entry in strip.key)
    yield Paragraph(text(key.replace("_ empty: ", "_ ")), "quiet")


def _profile(profile: LevelProfile, finding: str) -> Table:
    """Scores, with what the drawing of each line says in words."""
    heads = (profile.score_head, profile.change_head, profile.target_head)
    columns = [Column(profile.part_head, "name"), Column(profile.scale_head)]
    columns += [Column(head, "number") for head in heads]
    rows = []
    for line in profile.lines:
        change = f"{line.change} on {line.counted}" if line.counted else line.change or "not compared"
        cells = (line.title, line.spoken, line.score, change, line.target or "none set")
        rows.append(_row(columns, cells, "overall" if line.overall else ""))
    return Table("", finding, tuple(column for column in columns if column.head), tuple(rows), "profile")


def _row(columns: Iterable[Column], cells: Iterable[str], kind: str = "") -> Row:
    """A row with the cells of the columns that have a head."""
    shown: tuple[Text, ...] = tuple(text(cell) for column, cell in zip(columns, cells, strict=True) if column.head)
    return Row(shown, kind)
