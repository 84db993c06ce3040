"""The body of the Word document: the blocks of a report as WordprocessingML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxassess.charts.model import AnswerStrip, LevelProfile, StripRow, VoteChart
from cxassess.output.docx.runs import FIELD_END, Runs, is_rtl_line, run, start_field
from cxassess.output.docx.tables import Cell, Line, column_widths, table_xml
from cxassess.output.linear_blocks import profile_table, strip_table
from cxassess.report.blocks import (
    Blanks,
    Block,
    Box,
    Heading,
    Labeled,
    Listing,
    Paragraph,
    Section,
    Span,
    Table,
    Text,
    find,
    headings_and_tables,
    plain,
    text,
)  # fmt: skip

if TYPE_CHECKING:
    from cxassess.charts.model import AnswerCell
    from cxassess.output.docx.pictures import Pictures
    from cxassess.template.colors import FigureColors

# The styles of paragraphs by their kind, by the names that styles have in Word. A heading of level 1 is the title.
_PARAGRAPHS = {
    "lead": "Report Lead", "quiet": "Report Quiet", "about": "Report About", "intent": "Report Intent",
    "part": "Report Part", "subject": "Subtitle",
}  # fmt: skip
_HEADINGS = ("Title", "heading 1", "heading 2", "heading 3", "heading 4")
_LISTS = {"numbered": "List Number", "plain": "List", "choices": "List"}
# On the brief, which has to fit on one page, these are smaller.
_BRIEF = {
    "heading 1": "Report Brief Heading", "List Bullet": "Report Brief Bullet", "List Number": "Report Brief Number",
}  # fmt: skip
STYLES = (
    *_HEADINGS, *_BRIEF.values(), *_PARAGRAPHS.values(), *_LISTS.values(), "Normal", "List Bullet", "Report Facts", "Report Labeled",
    "Report Legend", "caption", "TOC Heading", "toc 1", "Report Table", "Report Table Text", "Report Table End",
    "Report Marking", "header", "footer",
)  # fmt: skip
_TOGETHER = ("together", "keep", "requests", "other")
MAX_OPENING = 200  # characters of a paragraph after a heading that stays with what it opens
MAX_TOGETHER = 1500  # characters of blocks that stay on one page
_STARTS_PAGE = re.compile("(<w:pStyle [^>]*/>(?:<w:keepNext/>)?)")
MAX_WHOLE = 14  # characters of a number or date that stays on one line
_LABEL_SHARE = 6  # of the width, for the labels of places to write
_PROFILE_SHARE = 0.45  # of the width, for the drawings of a profile


@dataclass(slots=True)
class Writer:
    """Writes sections one after the other.

    width: what is available, in twentieths of a point. new_list: the number of a list that counts from 1.
    """

    runs: Runs
    pictures: Pictures
    colors: FigureColors
    width: int
    new_list: Callable[[], int]
    _changed: Mapping[str, str] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def document(self, sections: Sequence[Section]) -> str:
        """The XML of a report. The brief has a page of its own."""
        out = []
        before = ""
        for name, blocks in sections:
            self._changed = _BRIEF if name == "brief" else {}
            xml = "".join(self._write(blocks))
            new_page = before == "brief" or (before and name == "brief")
            out.append(_STARTS_PAGE.sub(r"\1<w:pageBreakBefore/>", xml, count=1) if new_page else xml)
            before = name
        return "".join(out)

    def paragraph(self, style: str, xml: str, *, keep: bool = False, rtl: bool = False, number: int = 0) -> str:
        """A paragraph of runs in a style. keep: what follows stays on the same page. number: of the list it is in."""
        id = self.runs.styles[self._changed.get(style, style)]
        look = f'<w:pStyle w:val="{id}"/>' + ("<w:keepNext/>" if keep else "")
        look += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>' if number else ""
        return f"<w:p><w:pPr>{look}{'<w:bidi/>' if rtl else ''}</w:pPr>{xml}</w:p>"

    def line(self, style: str, line: Text, *, keep: bool = False, id: str = "", number: int = 0) -> str:
        """A paragraph of a line of text, with the bookmark of an id."""
        xml = self.runs.bookmark(id) + self.runs.line(line)
        return self.paragraph(style, xml, keep=keep, rtl=is_rtl_line(line), number=number)

    def _write(self, blocks: Sequence[Block], keep: bool = False, style: str = "") -> Iterator[str]:
        """The XML of blocks. keep: each stays on the page of the next. style: of paragraphs without a kind."""
        before: Block | None = None
        for at, block in enumerate(blocks):
            opens = (
                isinstance(before, Heading) and isinstance(block, Paragraph) and len(plain(block.text)) < MAX_OPENING
            )
            yield self._block(block, (keep or opens) and at < len(blocks) - 1, style)
            before = block

    def _block(self, block: Block, keep: bool, style: str) -> str:
        match block:
            case Heading(level, line, id):
                return self.line("TOC Heading" if id == "contents" else _HEADINGS[min(level, 5) - 1], line, id=id)
            case Paragraph(line, kind):
                return self.line(_PARAGRAPHS.get(kind) or style or "Normal", line, keep=keep)
            case Labeled(label, line):
                words = self.runs.line(text(f"{label}:", "label")) + "<w:r><w:tab/></w:r>" + self.runs.line(line)
                return self.paragraph("Report Labeled", words, keep=keep, rtl=is_rtl_line(line))
            case Listing(items, "contents"):
                return "".join(self._contents(items))
            case Listing(items, "facts"):
                return self.paragraph("Report Facts", run(" \u00b7 ").join(map(self.runs.line, items)), keep=keep)
            case Listing():
                return "".join(self._list(block, keep))
            case Table():
                return self._table(block)
            case AnswerStrip():
                return self._strip(block)
            case StripRow():
                return self.paragraph("Normal", self._cells(block.cells), keep=True)
            case LevelProfile():
                return self._profile(block)
            case VoteChart():
                return ""  # the list beside it has the same votes
            case Box(kind, blocks):
                keep = keep or (kind in _TOGETHER and _length(blocks) < MAX_TOGETHER)
                return "".join(self._write(blocks, keep, "Report Quiet" if kind == "trust" else style))
            case Blanks(heads, rows):
                lines = [Line(tuple(self._cell(text(head), bold=True) for head in heads))]
                lines += (Line((self._cell(text(one.label)), self._cell(one.text)), room=one.lines) for one in rows)
                label_width = self.width // _LABEL_SHARE
                widths = (label_width, self.width - label_width)
                return table_xml("Places to write", lines, widths, self.runs.styles, together=True)

    def _list(self, block: Listing, keep: bool) -> Iterator[str]:
        if block.label:
            yield self.line("Report Labeled", text(f"{block.label}:", "label"), keep=True)
        number = self.new_list() if block.kind == "numbered" else 0
        style = _LISTS.get(block.kind, "List Bullet")
        if block.kind == "plain" and not all(item and item[0].kind == "label" for item in block.items):
            style = "List Bullet"
        together = len(block.items) if block.kind == "choices" else min(2, len(block.items))
        for at, item in enumerate(block.items, 1):
            yield self.line(style, item, keep=keep or at < together, number=number)

    def _caption(self, kind: str, words: str, id: str = "") -> str:
        """A caption with a number that Word keeps counting."""
        number = self._counts[kind] = self._counts.get(kind, 0) + 1
        field = start_field(f"SEQ {kind} \\* ARABIC") + run(str(number)) + FIELD_END
        numbered = run(f"{kind} ") + field + run(f". {words}")
        return self.paragraph("caption", self.runs.bookmark(id) + numbered, keep=True)

    def _table(self, block: Table) -> str:
        if block.level:
            caption = self.line(_HEADINGS[min(block.level, 5) - 1], text(block.caption), id=block.id)
        else:
            caption = self._caption("Table", block.caption, block.id)
        return caption + self._table_xml(block, self._lines(block), block.keep)

    def _table_xml(self, block: Table, lines: Sequence[Line], together: bool = True) -> str:
        widths = column_widths(lines, self.width)
        return table_xml(block.caption, lines, widths, self.runs.styles, head=block.head, together=together)

    def _lines(self, block: Table) -> list[Line]:
        heads = tuple(self._cell(text(column.head), column.kind, bold=True) for column in block.columns)
        return [Line(heads), *(self._row(row.kind, row.cells, block) for row in block.rows)]

    def _row(self, kind: str, cells: Sequence[Text], block: Table) -> Line:
        if kind == "group":
            return Line((self._cell(cells[0], "", bold=True),), group=True)
        kinds = (column.kind for column in block.columns)
        return Line(tuple(self._cell(cell, of, bold=kind == "overall") for cell, of in zip(cells, kinds, strict=True)))

    def _cell(self, line: Text, kind: str = "", *, bold: bool = False) -> Cell:
        kinds = kind.split()
        whole = not {"number", "by", "date"}.isdisjoint(kinds) and len(plain(line)) < MAX_WHOLE
        return Cell(self.runs.line(line, bold=bold), plain(line), bold, "number" in kinds, whole, is_rtl_line(line))

    def _strip(self, strip: AnswerStrip) -> str:
        """The table of all answers, with their marks on colors."""
        head = self._cell(text(strip.cells_head), bold=True)
        cells = (Cell(self._cells(row.cells), "\u00a0m\u00a0 " * len(row.cells)) for row in strip.rows)
        return self._drawn(strip_table(strip), (head, *cells), strip.legend)

    def _drawn(self, table: Table, cells: Iterable[Cell], legend: str) -> str:
        """A table with what is drawn in its second column."""
        lines = [
            Line((line.cells[0], cell, *line.cells[2:])) for line, cell in zip(self._lines(table), cells, strict=True)
        ]
        return self._table_xml(table, lines) + self.line("Report Legend", text(legend))

    def _cells(self, cells: Iterable[AnswerCell]) -> str:
        """Answers as a row of cells: marks on their colors."""
        return run(" ", '<w:sz w:val="8"/>').join(
            run(f"\u00a0{cell.mark or chr(0xA0)}\u00a0", _cell_look(cell.step, self.colors)) for cell in cells
        )

    def _profile(self, profile: LevelProfile) -> str:
        """The table of scores, with a drawing in each row."""
        from cxassess.output import svg

        wide = round(self.width * _PROFILE_SHARE)
        drawings = [(svg.heads(profile, for_pdf=False), profile.scale_head)]
        drawings += [(svg.track(profile, line, self.colors), line.spoken) for line in profile.lines]
        cells = [Cell(self.pictures.drawing(drawing, alt, wide), alt, drawn=wide) for drawing, alt in drawings]
        caption = self._caption("Figure", profile.caption) if profile.caption else ""
        return caption + self._drawn(profile_table(profile), cells, profile.legend)

    def _contents(self, items: Iterable[Text]) -> Iterator[str]:
        """The contents as a field of Word with its entries; page numbers come when somebody updates it in Word.

        They are not known here, and to have Word fill them in would mean a question at every opening.
        """
        entries = [self.runs.line(item) for item in items]
        entries[0] = start_field('TOC \\o "1-1" \\h \\z') + entries[0]
        entries[-1] += FIELD_END
        for entry in entries:
            yield self.paragraph("toc 1", entry)


def link_targets(sections: Sequence[Section]) -> dict[str, str]:
    """The bookmarks of the ids that lines link to: short, as Word requires, whatever the ids are."""
    linked = {span.link[1:] for span in find(tuple(sections), Span) if span.link[:1] == "#"}
    ids = dict.fromkeys(block.id for block in headings_and_tables(tuple(sections)) if block.id in linked)
    return {id: f"_Toc{at:06}" for at, id in enumerate(ids, 1)}


def _length(blocks: Sequence[Block]) -> int:
    return sum(len(span.text) for span in find(blocks, Span))


def _cell_look(step: int, colors: FigureColors) -> str:
    if not step:
        return '<w:sz w:val="17"/><w:bdr w:val="single" w:sz="4" w:space="0" w:color="8D9297"/>'
    fill, ink = (color.lstrip("#").upper() for color in colors.steps[step - 1])
    return (
        f'<w:b/><w:bCs/><w:color w:val="{ink}"/><w:sz w:val="17"/><w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'
    )
