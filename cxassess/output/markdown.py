"""The report as GitHub-flavored Markdown for wikis: what stands in a page made for PDF, with no HTML in it.

Nothing that comes from answers or playbooks becomes markup: every character that could begin some is escaped.
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
    Heading,
    ListBlock,
    Paragraph,
    Run,
    Runs,
    Table,
    TableOfContents,
    encode_url,
    plain_text,
    walk_blocks,
)
from cxassess.output.grid import GridRow, Slot, build_grid

if TYPE_CHECKING:
    from cxassess.report.single.model import Report

_ANYWHERE = re.compile(r"[\\`*_{}\[\]<>|~$#]|&(?=[#A-Za-z])|(?<=\w)@(?=\w)")
# What programs make links of although nobody asked them to.
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp):|\b(www)\.")
_AT_START = re.compile(r"(?m)^([-+=:]|\d{1,9}(?=[.)]))")
_BOLD, _ITALIC = "**", "*"
_NOT_IN_SLUG = re.compile(r"[^\w\- ]")


def markdown(page: str, report: Report) -> str:
    """The text of the file. `page` is the HTML page made for PDF; `report` gives the marking, which stands first and last."""
    from cxassess.output.page_blocks import read_document

    blocks = read_document(page, family="").blocks
    cover = [one for one in blocks if isinstance(one, Paragraph) and "cover" in one.placement.outer_classes]
    lines = [f"{_BOLD}{_escaped(report.marking)}{_BOLD}"] if report.marking else []
    lines += [_text(one.runs) for one in cover if "line" in one.placement.classes]
    return "\n\n".join([*_Writer(_slugs(blocks)).written(blocks), *lines]) + "\n"


def _slugs(blocks: Iterable[Block]) -> dict[str, str]:
    """What a wiki calls the headings with these ids. Source: the rule of GitHub, which others follow."""
    found: dict[str, str] = {}
    seen: dict[str, int] = {}
    for block in walk_blocks(blocks):
        if isinstance(block, Heading):
            slug = _NOT_IN_SLUG.sub("", plain_text(block.runs).lower()).replace(" ", "-")
            times = seen[slug] = seen.get(slug, -1) + 1
            found.update(dict.fromkeys(block.placement.ids, f"{slug}-{times}" if times else slug))
    return found


class _Writer:
    """Writes blocks as chunks that an empty line parts. slugs: where links within the page lead, by id."""

    def __init__(self, slugs: dict[str, str]) -> None:
        self.slugs = slugs

    def written(self, blocks: Sequence[Block]) -> Iterator[str]:
        turn = False
        before: Block | None = None
        for block in blocks:
            # Of two lists in a row, another sign makes clear where the second begins.
            turn = not turn if isinstance(block, ListBlock) and isinstance(before, ListBlock) else False
            before = block
            chunk = self._chunk(block, turn)
            if chunk:
                yield chunk

    def _chunk(self, block: Block, turn: bool) -> str:
        match block:
            case Heading():
                return f"{'#' * block.level} {self._line(block.runs, known='bold')}"
            case Paragraph():
                return self._paragraph(block)
            case ListBlock():
                return "\n".join(self._items(block, turn))
            case Table():
                return "\n".join(self._table(block))
            case Figure():
                return self._figure(block)
            case TableOfContents():
                return "\n".join(f"- {self._linked(_text(runs), f'#{id}')}" for id, runs in block.entries)

    def _line(self, runs: Runs, known: str = "") -> str:
        """Runs on one line."""
        return self._inline(tuple(replace(run, text=run.text.replace("\n", " ")) for run in runs), known)

    def _inline(self, runs: Runs, known: str = "") -> str:
        """Runs with their marks and links; line ends stay. `known` is a mark that goes without saying."""
        out = []
        for before, run, after in zip((None, *runs), runs, (*runs[1:], None), strict=False):
            apart = _apart(run.text[:1], before, -1) and _apart(run.text[-1:], after, 0)
            out.append(self._run(run, run.marks - {known}, apart))
        return "".join(out).strip()

    def _run(self, run: Run, marks: frozenset[str], apart: bool) -> str:
        """One run. Signs for its marks only where it stands `apart`: within a word they would be read as text."""
        text = run.text
        core = text.strip()
        if not core:
            return text
        start, end = text[: text.index(core[0])], text[len(text.rstrip()) :]
        inside = f"`{core}`" if "code" in marks and not re.search("[`|\n]", core) else _escaped(core)
        inside = self._linked(inside, run.link)
        if apart and "\n" not in core:
            sign = (_BOLD if "bold" in marks else "") + (_ITALIC if "italic" in marks else "")
            inside = f"{sign}{inside}{sign}"
        return f"{start}{inside}{end}"

    def _linked(self, text: str, link: str) -> str:
        if link.startswith("#"):
            slug = self.slugs.get(link[1:], "")
            return f"[{text}](#{encode_url(slug)})" if slug else text
        address = encode_url(link).replace("(", "%28").replace(")", "%29").replace("*", "%2A")
        return f"[{text}]({address})" if link else text

    def _paragraph(self, block: Paragraph) -> str:
        if block.literal:
            return _fenced("".join(run.text for run in block.runs))
        text = _lines(self._inline(block.runs))
        quoted = "blockquote" in block.placement.classes | block.placement.outer_classes
        return _indented(text, "> ", "> ") if quoted else text

    def _items(self, block: ListBlock, turn: bool) -> Iterator[str]:
        for number, item in enumerate(block.items, block.start or 0):
            sign = ("*" if turn else "-") if block.start is None else f"{number}{')' if turn else '.'}"
            chunks = list(self.written(_flat(item) if "tiles" in block.placement.classes else item))
            tight = len(item) > 1 and all(isinstance(one, ListBlock) for one in item[1:])
            yield _indented(("\n" if tight else "\n\n").join(chunks), f"{sign} ", " " * (len(sign) + 1))

    def _table(self, block: Table) -> Iterator[str]:
        """The caption as a bold line, then a table of pipes with one row of headers, as the format asks."""
        if block.caption:
            yield f"{_BOLD}{_escaped(plain_text(block.caption))}{_BOLD}"
            yield ""
        lines = build_grid(block.head + block.body)
        if not lines:
            return
        head, body = (lines[0], lines[1:]) if block.head else (tuple(Slot(Cell(())) for _ in _spread(lines[0])), lines)
        yield self._row(head, known="bold")
        yield f"| {' | '.join(_rule(slot) for slot in _spread((body or (head,))[0]))} |"
        for line in body:
            yield self._row(line)

    def _row(self, line: GridRow, known: str = "") -> str:
        cells = ("" if slot is None or slot.continued else self._cell(slot.cell, known) for slot in _spread(line))
        return f"| {' | '.join(cells)} |"

    def _cell(self, cell: Cell, known: str) -> str:
        """A cell on one line, whatever it holds."""
        marks = frozenset({"bold"} if cell.bold and not known else ())
        parts = []
        for block in walk_blocks(cell.blocks):
            if isinstance(block, Paragraph | Heading):
                runs = tuple(replace(run, marks=run.marks | marks) for run in block.runs)
                parts.append(self._line(runs, known))
            elif isinstance(block, Figure):
                parts.append(_escaped(block.alt))
        return " ".join(filter(None, parts))

    def _figure(self, block: Figure) -> str:
        """What a listener hears of a picture, and its caption: one file cannot hold the picture itself."""
        alt = f"Figure: {_escaped(block.alt)}" if block.alt else ""
        return "\n\n".join(filter(None, (alt, self._line(block.caption))))


def _flat(item: Sequence[Block]) -> list[Block]:
    """An item with its label and its value on one line."""
    return [
        replace(one, runs=tuple(replace(run, text=run.text.replace("\n", " ")) for run in one.runs))
        if isinstance(one, Paragraph)
        else one
        for one in item
    ]


def _text(runs: Runs) -> str:
    return _escaped(plain_text(runs))


def _escaped(text: str) -> str:
    """Text in which nothing is markup; line ends stay."""
    text = _ANYWHERE.sub(r"\\\g<0>", text)
    return _ADDRESS.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", text)


def _lines(text: str) -> str:
    """The text of a paragraph: no line begins like a block, and each line end is meant."""
    text = _AT_START.sub(_escaped_start, text)
    return re.sub(" *\n+ *", "\\\\\n", text)


def _escaped_start(found: re.Match[str]) -> str:
    return f"{found[1]}\\" if found[1].isdigit() else f"\\{found[1]}"


def _apart(edge: str, neighbor: Run | None, at: int) -> bool:
    """Whether signs at this edge of a run are read as such: a space or a plain sign of punctuation is beside them."""
    beside = neighbor.text[at] if neighbor and neighbor.text else " "
    return edge.isspace() or beside.isspace() or (beside in punctuation and not (neighbor and neighbor.marks))


def _indented(text: str, first: str, others: str) -> str:
    lines = text.split("\n")
    return "\n".join([first + lines[0], *((others + line).rstrip() if line else "" for line in lines[1:])])


def _fenced(text: str) -> str:
    """Text that is kept as it is written, between fences longer than any in it."""
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
    return f"{fence}\n{text.strip(chr(10))}\n{fence}"


def _spread(line: GridRow) -> Iterator[Slot | None]:
    """A slot for each column; None for those that a wide cell covers."""
    for slot in line:
        yield slot
        yield from [None] * (slot.cell.colspan - 1)


def _rule(slot: Slot | None) -> str:
    align = slot.cell.align if slot else "left"
    return {"right": "---:", "center": ":---:"}.get(align, "---")
