"""The report as GitHub-flavored Markdown for wikis: the content of a page made for PDF, without any HTML.

No text of answers or playbooks becomes markup: every character that could begin some is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from string import punctuation
from typing import TYPE_CHECKING

from cxassess.output.blocks import (
    Block,
    Cell,
    Figure,
    GridRow,
    Heading,
    ListBlock,
    Paragraph,
    Run,
    Runs,
    Slot,
    Table,
    TableOfContents,
    build_grid,
    encode_url,
    plain_text,
    walk_blocks,
)

if TYPE_CHECKING:
    from cxassess.report.single.model import Report

_ANYWHERE = re.compile(r"[\\`*_{}\[\]<>|~$#]|&(?=[#A-Za-z])|(?<=\w)@(?=\w)")
# What programs other_marker into links by themselves.
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp):|\b(www)\.")
_AT_START = re.compile(r"(?m)^([-+=:]|\d{1,9}(?=[.)]))")
_BOLD, _ITALIC = "**", "*"
_NOT_IN_SLUG = re.compile(r"[^\w\- ]")


def markdown(page: str, report: Report) -> str:
    """The text of the file. `page` is the HTML page made for PDF; the marking of `report` comes first and last."""
    from cxassess.output.page_blocks import read_document

    document = read_document(page, family="")
    blocks = document.blocks
    marking = f"{_BOLD}{_escape(report.marking)}{_BOLD}" if report.marking else ""
    line = _escape(document.repeated.get("line", ""))
    has_cover = any("cover" in block.placement.outer_classes for block in blocks)  # which begins with both
    first = [] if has_cover else [marking, line]
    return "\n\n".join(filter(None, [*first, *_Writer(_slugs(blocks)).write_blocks(blocks), marking, line])) + "\n"


def _slugs(blocks: Iterable[Block]) -> dict[str, str]:
    """The anchors that a wiki gives to headings, by the ids of the page. Source: the rule of GitHub, which others follow."""
    slugs: dict[str, str] = {}
    seen: dict[str, int] = {}
    for block in walk_blocks(blocks):
        if isinstance(block, Heading):
            slug = _NOT_IN_SLUG.sub("", plain_text(block.runs).lower()).replace(" ", "-")
            times = seen[slug] = seen.get(slug, -1) + 1
            slugs.update(dict.fromkeys(block.placement.ids, f"{slug}-{times}" if times else slug))
    return slugs


class _Writer:
    """Writes blocks as chunks to be separated by empty lines. slugs: the targets of links within the page, by id."""

    def __init__(self, slugs: dict[str, str]) -> None:
        self.slugs = slugs

    def write_blocks(self, blocks: Sequence[Block]) -> Iterator[str]:
        other_marker = False
        before: Block | None = None
        for block in blocks:
            # Of two lists in a row, a different marker shows where the second begins.
            other_marker = not other_marker if isinstance(block, ListBlock) and isinstance(before, ListBlock) else False
            before = block
            chunk = self._chunk(block, other_marker)
            if chunk:
                yield chunk

    def _chunk(self, block: Block, other_marker: bool) -> str:
        match block:
            case Heading():
                return f"{'#' * block.level} {self._line(block.runs, implied='bold')}"
            case Paragraph():
                return self._paragraph(block)
            case ListBlock():
                return "\n".join(self._items(block, other_marker))
            case Table():
                return "\n".join(self._table(block))
            case Figure():
                return self._figure(block)
            case TableOfContents():
                return "\n".join(f"- {self._link(_escape_runs(runs), f'#{id}')}" for id, runs in block.entries)

    def _line(self, runs: Runs, implied: str = "") -> str:
        """Runs on one line."""
        return self._inline(tuple(replace(run, text=run.text.replace("\n", " ")) for run in runs), implied)

    def _inline(self, runs: Runs, implied: str = "") -> str:
        """Runs with their marks and links; line breaks are kept. `implied` is a mark that needs no signs."""
        out = []
        for before, run, after in zip((None, *runs), runs, (*runs[1:], None), strict=False):
            separate = _is_separate(run.text[:1], before, -1) and _is_separate(run.text[-1:], after, 0)
            out.append(self._run(run, run.marks - {implied}, separate))
        return "".join(out).strip()

    def _run(self, run: Run, marks: frozenset[str], separate: bool) -> str:
        """One run. Its marks are written only if it is `separate`: within a word their signs would be read as text."""
        text = run.text
        core = text.strip()
        if not core:
            return text
        start, end = text[: text.index(core[0])], text[len(text.rstrip()) :]
        inside = f"`{core}`" if "code" in marks and not re.search("[`|\n]", core) else _escape(core)
        inside = self._link(inside, run.link)
        if separate and "\n" not in core:
            marker = (_BOLD if "bold" in marks else "") + (_ITALIC if "italic" in marks else "")
            inside = f"{marker}{inside}{marker}"
        return f"{start}{inside}{end}"

    def _link(self, text: str, link: str) -> str:
        if link.startswith("#"):
            slug = self.slugs.get(link[1:], "")
            return f"[{text}](#{encode_url(slug)})" if slug else text
        address = encode_url(link).replace("(", "%28").replace(")", "%29").replace("*", "%2A")
        return f"[{text}]({address})" if link else text

    def _paragraph(self, block: Paragraph) -> str:
        if block.literal:
            return _fence("".join(run.text for run in block.runs))
        text = _escape_lines(self._inline(block.runs))
        quoted = "blockquote" in block.placement.classes | block.placement.outer_classes
        return _indent(text, "> ", "> ") if quoted else text

    def _items(self, block: ListBlock, other_marker: bool) -> Iterator[str]:
        for number, item in enumerate(block.items, block.start or 0):
            marker = (
                ("*" if other_marker else "-") if block.start is None else f"{number}{')' if other_marker else '.'}"
            )
            chunks = list(self.write_blocks(_join_lines(item) if "facts" in block.placement.classes else item))
            tight = len(item) > 1 and all(isinstance(one, ListBlock) for one in item[1:])
            yield _indent(("\n" if tight else "\n\n").join(chunks), f"{marker} ", " " * (len(marker) + 1))

    def _table(self, block: Table) -> Iterator[str]:
        """The caption as a bold line, then a pipe table with one row of headers, which the format requires."""
        if block.caption:
            yield f"{_BOLD}{_escape(plain_text(block.caption))}{_BOLD}"
            yield ""
        lines = build_grid(block.head + block.body)
        if not lines:
            return
        head, body = (lines[0], lines[1:]) if block.head else (tuple(Slot(Cell(())) for _ in _columns(lines[0])), lines)
        yield self._row(head, implied="bold")
        yield f"| {' | '.join(_alignment(slot) for slot in _columns((body or (head,))[0]))} |"
        for line in body:
            yield self._row(line)

    def _row(self, line: GridRow, implied: str = "") -> str:
        cells = ("" if slot is None or slot.continued else self._cell(slot.cell, implied) for slot in _columns(line))
        return f"| {' | '.join(cells)} |"

    def _cell(self, cell: Cell, implied: str) -> str:
        """A cell on one line, whatever it holds."""
        marks = frozenset({"bold"} if cell.bold and not implied else ())
        parts = []
        for block in walk_blocks(cell.blocks):
            if isinstance(block, Paragraph | Heading):
                runs = tuple(replace(run, marks=run.marks | marks) for run in block.runs)
                parts.append(re.sub(" *\n *", "<br>", self._inline(runs, implied)))
            elif isinstance(block, Figure):
                parts.append(_escape(block.alt))
        return " ".join(filter(None, parts))

    def _figure(self, block: Figure) -> str:
        """The alternative text of a picture and its caption: one file cannot hold the picture itself."""
        alt = f"Figure: {_escape(block.alt)}" if block.alt else ""
        return "\n\n".join(filter(None, (alt, self._line(block.caption))))


def _join_lines(item: Sequence[Block]) -> list[Block]:
    """An item with its label and value on one line."""
    return [
        replace(one, runs=tuple(replace(run, text=run.text.replace("\n", " ")) for run in one.runs))
        if isinstance(one, Paragraph)
        else one
        for one in item
    ]


def _escape_runs(runs: Runs) -> str:
    return _escape(plain_text(runs))


def _escape(text: str) -> str:
    """Text in which nothing is markup; line breaks are kept."""
    text = _ANYWHERE.sub(r"\\\g<0>", text)
    return _ADDRESS.sub(lambda match: f"{match[0][:-1]}\\{match[0][-1]}", text)


def _escape_lines(text: str) -> str:
    """The text of a paragraph: no line begins like a block, and line breaks are kept."""
    text = _AT_START.sub(_escape_start, text)
    return re.sub(" *\n *", "\\\\\n", text)


def _escape_start(match: re.Match[str]) -> str:
    return f"{match[1]}\\" if match[1].isdigit() else f"\\{match[1]}"


def _is_separate(edge: str, neighbor: Run | None, at: int) -> bool:
    """Whether signs at this edge of a run are read as marks: a space or unmarked punctuation is next to them."""
    beside = neighbor.text[at] if neighbor and neighbor.text else " "
    return edge.isspace() or beside.isspace() or (beside in punctuation and not (neighbor and neighbor.marks))


def _indent(text: str, first: str, others: str) -> str:
    lines = text.split("\n")
    return "\n".join([first + lines[0], *((others + line).rstrip() if line else "" for line in lines[1:])])


def _fence(text: str) -> str:
    """Preformatted text between fences longer than any in it."""
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
    return f"{fence}\n{text.strip(chr(10))}\n{fence}"


def _columns(line: GridRow) -> Iterator[Slot | None]:
    """A slot for each column; None for columns covered by a wide cell."""
    for slot in line:
        yield slot
        yield from [None] * (slot.cell.colspan - 1)


def _alignment(slot: Slot | None) -> str:
    align = slot.cell.align if slot else "left"
    return {"right": "---:", "center": ":---:"}.get(align, "---")
