"""The body of the Word document: the blocks of a report as WordprocessingML."""

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
from cxassess.output.direction import is_rtl
from cxassess.output.docx.parts import number_of_list
from cxassess.output.docx.runs import Links, runs_xml
from cxassess.output.docx.styles import LIST_LEVELS, WIDTH

# The style of a paragraph by its class.
_BY_CLASS = {
    "lead": "Lead", "intent": "Intent", "answer": "AnswerLine", "row": "LabeledText", "figcaption": "FigureCaption",
    "blockquote": "Quote", "marking": "Marking",
}  # fmt: skip
# A longer paragraph may run over the end of a page.
MAX_KEPT_TEXT = 700
_NO_PLACEMENT = Placement()


@dataclass(slots=True)
class Writer:
    """Writes blocks one after the other.

    picture_xml: makes the XML of a figure at most so wide, '' if it cannot be shown; table_xml: that of a table.
    repeated: text that is on every page already. width: what is available, in twentieths of a point.
    list_starts: the first number of each ordered list so far.
    """

    links: Links
    picture_xml: Callable[[Figure, int], str]
    table_xml: Callable[[Writer, Table, bool], str]
    repeated: frozenset[str] = frozenset()
    width: int = WIDTH
    list_starts: list[int] = field(default_factory=list)
    _ids: list[str] = field(default_factory=list)

    def write(self, blocks: Sequence[Block], keep: bool = False) -> Iterator[str]:
        """The XML of blocks; `keep`: what follows the last of them stays on the same page."""
        for block, following in zip_longest(blocks, blocks[1:]):
            self._ids += block.placement.ids
            yield self._block(block, keep if following is None else _stay_together(block, following), following)

    def _block(self, block: Block, keep: bool, following: Block | None) -> str:
        match block:
            case Heading():
                style = "TOCHeading" if isinstance(following, TableOfContents) else f"Heading{block.level}"
                runs = tuple(replace(run, marks=run.marks - {"bold"}) for run in block.runs)
                return self.paragraph(style, runs, block.placement)
            case Paragraph():
                return self._paragraph(block, keep)
            case ListBlock():
                return "".join(self._list(block, keep, 0))
            case Table():
                return self.table_xml(self, block, keep)
            case Figure():
                return self._figure(block, keep)
            case TableOfContents():
                return "".join(self._contents(block))

    def paragraph(
        self, style: str, runs: Runs, placement: Placement = _NO_PLACEMENT, *, keep: bool = False, extra: str = ""
    ) -> str:
        """A paragraph in a style. `extra` is a numPr or a jc element."""
        length = sum(len(run.text) for run in runs)
        rtl = placement.rtl or is_rtl(run.text for run in runs)
        look = (
            f'<w:pStyle w:val="{style}"/>'
            + ("<w:keepNext/>" if keep else "")
            + ("<w:keepLines/>" if keep and length < MAX_KEPT_TEXT else "")
            + ("<w:pageBreakBefore/>" if placement.starts_page else "")
            + (extra if "numPr" in extra else "")
            + ("<w:bidi/>" if rtl else "")
            + (extra if "numPr" not in extra else "")
        )
        return f"<w:p><w:pPr>{look}</w:pPr>{self.anchors()}{self.runs(runs, style)}</w:p>"

    def anchors(self) -> str:
        """Bookmarks for the ids that are waiting for a paragraph."""
        ids, self._ids = self._ids, []
        return self.links.bookmarks(ids)

    def runs(self, runs: Runs, style: str) -> str:
        """Runs as WordprocessingML, without the marks that the style of the paragraph has."""
        implied = frozenset({"bold"}) if style == "Lead" else frozenset({"italic"}) if style == "Quote" else frozenset()
        return runs_xml(runs, self.links, implied=implied)

    def _paragraph(self, block: Paragraph, keep: bool) -> str:
        classes = block.placement.classes | block.placement.outer_classes
        if "cover" in classes and plain_text(block.runs) in self.repeated:
            return ""
        style = "Subtitle" if {"subject", "cover"} <= classes else "HTMLPreformatted" if block.literal else ""
        style = style or next((_BY_CLASS[name] for name in _BY_CLASS if name in block.placement.classes), "")
        style = style or ("Quote" if "blockquote" in classes else "Normal")
        runs = _tab_after_label(block.runs) if style == "LabeledText" else _space_before_aside(block.runs)
        return self.paragraph(style, runs, block.placement, keep=keep or "names" in classes)

    def _list(self, block: ListBlock, keep: bool, level: int) -> Iterator[str]:
        """The items of a list; every ordered list counts on its own."""
        kind = "Number" if block.start is not None else "Bullet"
        style = f"List{kind}{level + 1 if level else ''}"
        number = ""
        if block.start is not None:
            number = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number_of_list(len(self.list_starts))}"/></w:numPr>'
            self.list_starts.append(block.start)
        if "facts" in block.placement.classes:
            style = "Fact"
        elif "named" in block.placement.classes:
            style = "LabeledList"
        elif block.unmarked and "imprint" in block.placement.outer_classes:
            style = "List"
        for at, item in enumerate(block.items):
            last = at == len(block.items) - 1
            together = keep if last else bool(block.placement.page_group) or style == "Fact"
            yield from self._item(item, style, number, together, level)

    def _item(self, item: Sequence[Block], style: str, number: str, keep: bool, level: int) -> Iterator[str]:
        first, *others = item
        if isinstance(first, Paragraph):
            runs = _tab_after_label(first.runs) if style == "Fact" else _space_before_aside(first.runs)
            self._ids += first.placement.ids
            yield self.paragraph(style, runs, first.placement, keep=keep, extra=number)
        else:
            others = list(item)
        for block, following in zip_longest(others, others[1:]):
            together = keep if following is None else _stay_together(block, following)
            self._ids += block.placement.ids
            if isinstance(block, ListBlock):
                yield from self._list(block, together, min(level + 1, LIST_LEVELS - 1))
            elif isinstance(block, Paragraph) and not block.literal:
                yield self.paragraph("ListText", block.runs, block.placement, keep=together)
            else:
                yield self._block(block, together, following)

    def _figure(self, block: Figure, keep: bool) -> str:
        """A picture with its caption; if it cannot be shown, its alternative text."""
        picture = self.picture_xml(block, self.width)
        if not picture:
            return self.paragraph("Normal", (Run(block.alt),), block.placement, keep=keep or bool(block.caption))
        look = '<w:pStyle w:val="Figure"/>' + ("<w:keepNext/>" if keep or block.caption else "")
        look += "<w:pageBreakBefore/>" if block.placement.starts_page else ""
        paragraph = f"<w:p><w:pPr>{look}</w:pPr>{self.anchors()}<w:r>{picture}</w:r></w:p>"
        return paragraph + (self.paragraph("FigureCaption", block.caption, keep=keep) if block.caption else "")

    def _contents(self, block: TableOfContents) -> Iterator[str]:
        """A table of contents without page numbers, which Word adds when someone updates it.

        They are not known here, and to have Word fill them in would mean a question at every opening.
        """
        begin, middle, end = (
            f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
        )
        order = f'{begin}<w:r><w:instrText xml:space="preserve"> TOC \\o "2-2" \\h \\z </w:instrText></w:r>{middle}'
        for at, (id, runs) in enumerate(block.entries):
            link = runs_xml(
                tuple(replace(run, link=f"#{id}", classes=frozenset(), marks=frozenset()) for run in runs), self.links
            )
            yield (
                f'<w:p><w:pPr><w:pStyle w:val="TOC2"/></w:pPr>{self.anchors()}{order if at == 0 else ""}{link}'
                f"{end if at == len(block.entries) - 1 else ''}</w:p>"
            )


def link_targets(blocks: Iterable[Block]) -> frozenset[str]:
    """The ids of blocks that links or the table of contents point to."""
    ids: set[str] = set()
    linked: set[str] = set()
    for block in walk_blocks(blocks):
        ids.update(block.placement.ids)
        if isinstance(block, TableOfContents):
            linked.update(id for id, _ in block.entries)
        else:
            runs = block.runs if isinstance(block, Heading | Paragraph) else getattr(block, "caption", ())
            linked.update(run.link[1:] for run in runs if run.link.startswith("#"))
    return frozenset(ids & linked)


def _stay_together(block: Block, following: Block) -> bool:
    """Whether two blocks stay on the same page."""
    return (
        block.placement.keep_with_next
        or 0 < block.placement.page_group == following.placement.page_group
        or isinstance(block, Heading)
    )


def _tab_after_label(runs: Runs) -> Runs:
    """The runs with a tab after the label that they begin with, instead of a space or a line break."""
    if len(runs) < 2 or "label" not in runs[0].classes:
        return runs
    rest = replace(runs[1], text=runs[1].text.lstrip())
    return (replace(runs[0], text=runs[0].text.rstrip() + "\t"), *([rest] if rest.text else []), *runs[2:])


def _space_before_aside(runs: Runs) -> Runs:
    """The runs with a wide space before an aside."""
    out: list[Run] = []
    for run in runs:
        if "aside" in run.classes and out and not out[-1].text.strip():
            out[-1] = replace(out[-1], text="\u2003")
        out.append(run)
    return tuple(out)
