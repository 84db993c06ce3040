"""The blocks of a report as the body of a Word document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from cxassess.output.blocks import (
    Block,
    Figure,
    Heading,
    ListBlock,
    Paragraph,
    Placement,
    Run,
    Runs,
    Table,
    TableOfContents,
    plain_text,
    walk_blocks,
)  # fmt: skip
from cxassess.output.direction import is_right_to_left
from cxassess.output.docx.parts import number_of_list
from cxassess.output.docx.runs import Links, words
from cxassess.output.docx.styles import LIST_LEVELS, WIDTH

# Which style a paragraph has by its class, and by those of the elements around it.
_BY_CLASS = {
    "lead": "Lead", "intent": "Intent", "answer": "AnswerLine", "row": "LabeledText", "figcaption": "FigureCaption",
    "blockquote": "Quote", "marking": "Marking",
}  # fmt: skip
# Longer than this, a paragraph may be cut by the end of a page.
_SHORT = 700
_NOWHERE = Placement()


@dataclass(slots=True)
class Writer:
    """Writes blocks one after the other.

    drawn: makes the XML of a picture in so much room, '' where it cannot be shown. table: that of a table. everywhere: what
    stands on every page already. room: the width there
    is, in twentieths of a point. starts: the first number of each ordered list so far.
    """

    links: Links
    drawn: Callable[[Figure, int], str]
    table: Callable[[Writer, Table, bool], str]
    everywhere: frozenset[str] = frozenset()
    room: int = WIDTH
    starts: list[int] = field(default_factory=list)
    _ids: list[str] = field(default_factory=list)

    def write(self, blocks: Sequence[Block], keep: bool = False) -> Iterator[str]:
        """The XML of blocks; `keep`: what follows the last of them belongs to it."""
        for block, following in zip_longest(blocks, blocks[1:]):
            held = keep if following is None else _belong(block, following)
            self._ids += block.placement.ids
            yield self._one(block, held, following)

    def _one(self, block: Block, held: bool, following: Block | None) -> str:
        match block:
            case Heading():
                style = "TOCHeading" if isinstance(following, TableOfContents) else f"Heading{block.level}"
                runs = tuple(replace(run, marks=run.marks - {"bold"}) for run in block.runs)
                return self.paragraph(style, runs, block.placement)
            case Paragraph():
                return self._paragraph(block, held)
            case ListBlock():
                return "".join(self._bullets(block, held, 0))
            case Table():
                return self.table(self, block, held)
            case Figure():
                return self._figure(block, held)
            case TableOfContents():
                return "".join(self._contents(block))

    def paragraph(
        self, style: str, runs: Runs, placement: Placement = _NOWHERE, *, keep: bool = False, more: str = ""
    ) -> str:
        """A paragraph in a style. `more` are numPr or jc, of which one alone may stand there."""
        length = sum(len(run.text) for run in runs)
        rtl = placement.rtl or is_right_to_left(run.text for run in runs)
        look = (
            f'<w:pStyle w:val="{style}"/>'
            + ("<w:keepNext/>" if keep else "")
            + ("<w:keepLines/>" if keep and length < _SHORT else "")
            + ("<w:pageBreakBefore/>" if placement.starts_page else "")
            + (more if "numPr" in more else "")
            + ("<w:bidi/>" if rtl else "")
            + (more if "numPr" not in more else "")
        )
        return f"<w:p><w:pPr>{look}</w:pPr>{self.anchors()}{self.runs(runs, style)}</w:p>"

    def anchors(self) -> str:
        """Bookmarks for the ids that wait for a paragraph."""
        ids, self._ids = self._ids, []
        return self.links.here(ids)

    def runs(self, runs: Runs, style: str) -> str:
        known = frozenset({"bold"}) if style == "Lead" else frozenset({"italic"}) if style == "Quote" else frozenset()
        return words(runs, self.links, known=known)

    def _paragraph(self, block: Paragraph, held: bool) -> str:
        classes = block.placement.classes | block.placement.outer_classes
        if "cover" in classes and plain_text(block.runs) in self.everywhere:
            return ""
        style = "Subtitle" if {"subject", "cover"} <= classes else "HTMLPreformatted" if block.literal else ""
        style = style or next((_BY_CLASS[name] for name in _BY_CLASS if name in block.placement.classes), "")
        style = style or ("Quote" if "blockquote" in classes else "Normal")
        runs = _tabbed(block.runs) if style == "LabeledText" else _apart(block.runs)
        return self.paragraph(style, runs, block.placement, keep=held or "names" in classes)

    def _bullets(self, block: ListBlock, held: bool, level: int) -> Iterator[str]:
        """The items of a list; one of an ordered list counts on its own."""
        kind = "Number" if block.start is not None else "Bullet"
        style = f"List{kind}{level + 1 if level else ''}"
        number = ""
        if block.start is not None:
            number = (
                f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number_of_list(len(self.starts))}"/></w:numPr>'
            )
            self.starts.append(block.start)
        if "tiles" in block.placement.classes:
            style = "Fact"
        elif "named" in block.placement.classes:
            style = "LabeledList"
        elif block.unmarked and "imprint" in block.placement.outer_classes:
            style = "List"
        for at, item in enumerate(block.items):
            last = at == len(block.items) - 1
            keep = held if last else bool(block.placement.page_group) or style == "Fact"
            yield from self._item(item, style, number, keep, level)

    def _item(self, item: Sequence[Block], style: str, number: str, keep: bool, level: int) -> Iterator[str]:
        first, *others = item
        if isinstance(first, Paragraph):
            runs = _tabbed(first.runs) if style == "Fact" else _apart(first.runs)
            self._ids += first.placement.ids
            yield self.paragraph(style, runs, first.placement, keep=keep, more=number)
        else:
            others = list(item)
        for block, following in zip_longest(others, others[1:]):
            held = keep if following is None else _belong(block, following)
            self._ids += block.placement.ids
            if isinstance(block, ListBlock):
                yield from self._bullets(block, held, min(level + 1, LIST_LEVELS - 1))
            elif isinstance(block, Paragraph) and not block.literal:
                yield self.paragraph("ListText", block.runs, block.placement, keep=held)
            else:
                yield self._one(block, held, following)

    def _figure(self, block: Figure, held: bool) -> str:
        """A picture with its caption; where it cannot be shown, its alternative is read by all."""
        drawn = self.drawn(block, self.room)
        if not drawn:
            return self.paragraph("Normal", (Run(block.alt),), block.placement, keep=held or bool(block.caption))
        look = '<w:pStyle w:val="Figure"/>' + ("<w:keepNext/>" if held or block.caption else "")
        look += "<w:pageBreakBefore/>" if block.placement.starts_page else ""
        picture = f"<w:p><w:pPr>{look}</w:pPr>{self.anchors()}<w:r>{drawn}</w:r></w:p>"
        return picture + (self.paragraph("FigureCaption", block.caption, keep=held) if block.caption else "")

    def _contents(self, block: TableOfContents) -> Iterator[str]:
        """A table of contents with its entries filled in: Word adds page numbers when someone updates it.

        Nothing here could know them, and to let Word find them would mean a question at every opening.
        """
        begin, middle, end = (
            f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
        )
        order = f'{begin}<w:r><w:instrText xml:space="preserve"> TOC \\o "2-2" \\h \\z </w:instrText></w:r>{middle}'
        for at, (id, runs) in enumerate(block.entries):
            link = words(
                tuple(replace(run, link=f"#{id}", classes=frozenset(), marks=frozenset()) for run in runs), self.links
            )
            yield (
                f'<w:p><w:pPr><w:pStyle w:val="TOC2"/></w:pPr>{self.anchors()}{order if at == 0 else ""}{link}'
                f"{end if at == len(block.entries) - 1 else ''}</w:p>"
            )


def targets(blocks: Iterable[Block]) -> frozenset[str]:
    """The ids that links or the contents point to, as far as something has them."""
    there: set[str] = set()
    wanted: set[str] = set()
    for block in walk_blocks(blocks):
        there.update(block.placement.ids)
        if isinstance(block, TableOfContents):
            wanted.update(id for id, _ in block.entries)
        else:
            runs = block.runs if isinstance(block, Heading | Paragraph) else getattr(block, "caption", ())
            wanted.update(run.link[1:] for run in runs if run.link.startswith("#"))
    return frozenset(there & wanted)


def _belong(block: Block, following: Block) -> bool:
    """Whether a page must not end between two blocks."""
    return (
        block.placement.keep_with_next
        or 0 < block.placement.page_group == following.placement.page_group
        or isinstance(block, Heading)
    )


def _tabbed(runs: Runs) -> Runs:
    """The runs with a tab behind the label that they begin with, in the placement of a space or a line end."""
    if len(runs) < 2 or "label" not in runs[0].classes:
        return runs
    rest = replace(runs[1], text=runs[1].text.lstrip())
    return (replace(runs[0], text=runs[0].text.rstrip() + "\t"), *([rest] if rest.text else []), *runs[2:])


def _apart(runs: Runs) -> Runs:
    """The runs with a wide space where something is said aside."""
    out: list[Run] = []
    for run in runs:
        if "aside" in run.classes and out and not out[-1].text.strip():
            out[-1] = replace(out[-1], text="\u2003")
        out.append(run)
    return tuple(out)
