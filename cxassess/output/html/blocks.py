"""Blocks of a report as HTML; all text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import escape

from cxassess.charts.model import AnswerStrip, LevelProfile, StripRow, VoteChart
from cxassess.output import svg
from cxassess.output.html.figures import cells, css_class, profile_table, strip_table
from cxassess.report.blocks import Blanks, Block, Box, Column, Heading, Labeled, Listing, Paragraph, Span, Table, Text

if TYPE_CHECKING:
    from cxassess.template.colors import FigureColors

_LISTS = {"found": "plain found", "proposals": "plain proposals"}
_TABLES = {"actions": "table actions"}
_BOXES = {"area": "article", "other": "article", "play": "section", "imprint": "section"}
_WITHOUT_LABELS = ("scores", "pairs", "dense")  # tables whose cells need no head on narrow screens
_GROUPED = ("aside", "where")
_SPANS = {"strong": "strong", "late": 'strong class="due"', "seen": 'span aria-hidden="true"'}


class Writer(NamedTuple):
    """Writes blocks in the colors of a look; `for_pdf` leaves out what only a browser uses."""

    colors: FigureColors
    for_pdf: bool

    def blocks(self, blocks: Iterable[Block]) -> str:
        """Blocks one after another, each on lines of its own."""
        return "\n".join(map(self._block, blocks))

    def _block(self, block: Block) -> str:
        match block:
            case Heading(level, words, id):
                return f"<h{level}{_id(id)}>{line(words)}</h{level}>"
            case Paragraph(words, kind):
                return f"<p{css_class(kind)}>{line(words)}</p>"
            case Labeled(label, words):
                return f'<p class="row"><span class="label">{escape(label)}: </span>{line(words)}</p>'
            case Listing():
                return _listing(block)
            case Table():
                return _table(block)
            case AnswerStrip():
                return strip_table(block)
            case StripRow():
                return f'<p class="cells-line">{cells(block)}</p>'
            case LevelProfile():
                return f'<div class="figure">\n{profile_table(block, self.colors, for_pdf=self.for_pdf)}\n</div>'
            case VoteChart():
                return f'<div class="votes-beside">{svg.votes(block, self.colors, for_pdf=self.for_pdf)}</div>'
            case Box("folded", (heading, *rest)):
                head, body = self._block(heading), self.blocks(rest)
                if self.for_pdf:
                    return f'<article class="question">\n<div class="start">\n{head}\n</div>\n{body}\n</article>'
                return f'<details class="question">\n<summary>{head}</summary>\n{body}\n</details>'
            case Box(kind, blocks):
                tag = _BOXES.get(kind, "div")
                label = ' aria-label="About this report"' if kind == "imprint" else ""
                return f"<{tag}{css_class(kind)}{label}>\n{self.blocks(blocks)}\n</{tag}>"
            case Blanks():
                return _blanks(block)


def _id(id: str) -> str:
    return f' id="{escape(id)}"' if id else ""


def _listing(one: Listing) -> str:
    tag, kind = ("ol", "") if one.kind == "numbered" else ("ul", _LISTS.get(one.kind, one.kind))
    label = ""
    if one.label:
        label = f'<p class="row names"><span class="label">{escape(one.label)}: </span></p>\n'
        kind += " named"
    items = "\n".join(f"<li>{line(item)}</li>" for item in one.items)
    return f"{label}<{tag}{css_class(kind)}>\n{items}\n</{tag}>"


def _table(one: Table) -> str:
    level = one.level or 3
    caption = f"<h{level}>{escape(one.caption)}</h{level}>"
    heads = "".join(f'<th scope="col"{css_class(column.kind)}>{escape(column.head)}</th>' for column in one.columns)
    return (
        f'<div class="table{" keep" if one.keep else ""}">\n<table{css_class(_TABLES.get(one.kind, one.kind))}>\n'
        f"<caption{_id(one.id)}>{caption}</caption>\n"
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{_rows(one)}</tbody>\n</table>\n</div>"
    )


def _rows(table: Table) -> str:
    has_labels = table.kind not in _WITHOUT_LABELS
    tags = [_cell_tag(column, has_labels, at == table.head) for at, column in enumerate(table.columns)]
    rows = []
    for number, row in enumerate(table.rows):
        if row.kind == "group":
            rows.append("</tbody>\n<tbody>\n" if number else "")
            cells = f'<th scope="rowgroup" colspan="{len(tags)}">{line(row.cells[0])}</th>'
        else:
            cells = "".join(f"{start}{line(cell)}{end}" for (start, end), cell in zip(tags, row.cells, strict=True))
        rows.append(f"<tr{css_class(row.kind)}>{cells}</tr>\n")
    return "".join(rows)


def _blanks(one: Blanks) -> str:
    """Places to write as a table; `lines-3` says how high one is."""
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in one.heads)
    rows = "".join(
        f'<tr class="lines-{row.lines}"><th scope="row">{escape(row.label)}</th><td>{line(row.text)}</td></tr>\n'
        for row in one.rows
    )
    return f'<table class="blanks">\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>'


def line(text: Text) -> str:
    """A line of text; what is said aside or refers to an answer is one element with its links."""
    return "".join(_line(text))


def _line(text: Text) -> Iterator[str]:
    for kind, spans in groupby(text, lambda span: span.kind if span.kind in _GROUPED else ""):
        words = "".join(map(_span, spans))
        yield f'<span class="{kind}">{words}</span>' if kind else words


def _span(span: Span) -> str:
    words, kind = str(escape(span.text)), "" if span.kind in _GROUPED else span.kind
    direction = ""
    if kind == "question":
        name, _, code = words.rpartition(" ")
        words, kind = f'{name} <span class="code">{code}</span>', ""
    if span.typed:  # text of people keeps its direction, and its line ends
        kind, direction = "note" if "\n" in words else kind, ' dir="auto"'
    if span.link:
        away = "" if span.link[0] == "#" else ' rel="noreferrer"'
        return f'<a{css_class(kind)} href="{escape(span.link)}"{away}{direction}>{words}</a>'
    if kind or direction:
        tag = (_SPANS.get(kind) or f"span{css_class(kind)}") + direction
        return f"<{tag}>{words}</{tag.partition(' ')[0]}>"
    return words


def _cell_tag(column: Column, has_label: bool, is_head: bool) -> tuple[str, str]:
    """The tags around a cell; one that names its row, or else one that says its column where there is no head."""
    if is_head:
        return '<th scope="row">', "</th>"
    kind = {"by": "date", "number": "number"}.get(column.kind.partition(" ")[0], "")
    label = f' data-label="{escape(column.head)}"' if has_label else ""
    return f"<td{css_class(kind)}{label}>", "</td>"
