"""A report's sections and blocks one after another, for formats without HTML: figures become tables and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from cxassess.charts.model import AnswerStrip, LevelProfile, StripRow, VoteChart
from cxassess.report.blocks import Blanks, Block, Box, Column, Heading, Labeled, Listing, Paragraph, Row, Table, text

if TYPE_CHECKING:
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
            case AnswerStrip():
                yield strip_table(block, aloud=aloud)
                if not aloud:
                    key = " · ".join(f"{entry.mark or '_'} {entry.meaning}" for entry in block.key)
                    yield Paragraph(text(key.replace("_ empty: ", "_ ")), "quiet")
            case LevelProfile():
                yield profile_table(block)
            case StripRow():
                yield Labeled("Answers", text(block.spoken))
            case Box():
                yield from linear(block.blocks, aloud=aloud)
            case Blanks():
                yield from (Labeled(row.label, row.text) for row in block.rows)
            case Paragraph(kind="about"):  # what was assessed, then by what and when
                yield from (Paragraph((span,)) for span in block.text if span.text.strip())
            case Paragraph():
                yield block._replace(text=tuple(span for span in block.text if span.kind != "seen"))
            case VoteChart():  # they are listed after it
                pass
            case _:
                yield block


def strip_table(strip: AnswerStrip, *, aloud: bool = False) -> Table:
    """Every answer by its mark; aloud: how many are at which level, in words."""
    answers = "Answers" if aloud else strip.cells_head
    rows = []
    for row in strip.rows:
        title = f"{row.title} (focus)" if row.focus else row.title
        marks = row.spoken if aloud else " ".join(cell.mark or "_" for cell in row.cells)
        rows.append(("", (title, marks, row.reached, row.score, row.target or "none set")))
    heads = (strip.part_head, answers, strip.reached_head, strip.score_head, strip.target_head)
    return _table("strip", strip.caption, heads, rows)


def profile_table(profile: LevelProfile) -> Table:
    """Scores, with what the drawing of each line says in words."""
    rows = []
    for line in profile.lines:
        change = f"{line.change} on {line.counted}" if line.counted else line.change or "not compared"
        cells = (line.title, line.spoken, line.score, change, line.target or "none set")
        rows.append(("overall" if line.overall else "", cells))
    heads = (profile.part_head, profile.scale_head, profile.score_head, profile.change_head, profile.target_head)
    return _table("profile", profile.caption, heads, rows)


def _table(kind: str, caption: str, heads: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]]) -> Table:
    """A table of names, words and numbers without the columns that have no head; each row with its kind."""
    kinds = ("name", "", *["number"] * (len(heads) - 2))
    columns = tuple(Column(head, kind) for head, kind in zip(heads, kinds, strict=True) if head)
    body = (Row(tuple(text(cell) for cell, head in zip(cells, heads, strict=True) if head), of) for of, cells in rows)
    return Table("", caption, columns, tuple(body), kind)
