"""Reads the HTML page of a report into blocks, whatever template made it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING

from cxassess.output import page_elements
from cxassess.output.blocks import (
    Block,
    Cell,
    Document,
    Figure,
    Heading,
    ListBlock,
    Paragraph,
    Placement,
    Row,
    Run,
    Runs,
    Table,
    TableOfContents,
    collapse_spaces,
    paragraph_runs,
    plain_text,
)
from cxassess.output.direction import starts_rtl
from cxassess.output.page_elements import BLOCKS, SKIPPED, InheritedStyle, element_classes, element_name, inherit_style
from cxassess.output.page_styles import HTML, StyledPage, Styles

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SPACES = re.compile(r"[ \t\n\r\f]+")
# Deeper than people nest elements; below it only the text is kept.
MAX_DEPTH = 60


def read_document(html: str, *, family: str) -> Document:
    """The blocks of a page; `family` is the font of the text in its drawings."""
    page = StyledPage(html)
    head = {one.get("name", ""): one.get("content", "") for one in page.root.iter(HTML + "meta")}
    title = next(page.root.iter(HTML + "title"), None)
    reader = BlockReader(page, family)
    reader.read(page.root)
    return Document(
        title=page_elements.clean_text("" if title is None else " ".join("".join(title.itertext()).split())),
        author=page_elements.clean_text(head.get("author", "")),
        language=page.root.get("lang", "") or "en-US",
        blocks=tuple(reader.blocks()),
        repeated=page_elements.repeated_text(page.root),
        colors={name[2:]: digits for name, text in page.variables.items() if (digits := page_elements.hex_color(text))},
    )


@dataclass(slots=True)
class BlockReader:
    """Collects the blocks of a page in order; text is collected until a block begins or ends."""

    page: StyledPage
    family: str
    inherited: InheritedStyle = field(default_factory=InheritedStyle)
    page_groups: Iterator[int] = field(default_factory=lambda: count(1))
    out: list[Block] = field(default_factory=list)
    _runs: list[Run] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    _starts_page: bool = False

    def blocks(self) -> list[Block]:
        """The blocks that were read."""
        self._end_paragraph()
        return self.out

    def read(self, element: Element) -> None:
        """Add what an element shows."""
        name = element_name(element)
        styles = self.page.styles(element)
        if not name or name in SKIPPED or element.get("hidden") is not None or styles.get("display") == "none":
            return
        if self.inherited.depth > MAX_DEPTH:
            self._add_text("".join(element.itertext()))
        elif name == "br":
            self._runs.append(Run("\n"))
        elif name in ("svg", "img"):
            self._read_picture(element)
        elif name in BLOCKS or re.fullmatch("h[1-6]", name):
            self._read_block(element, name, styles)
        else:
            self._read_inline(element, name, styles)

    def _read_children(self, element: Element, inherited: InheritedStyle, without: Element | None = None) -> None:
        outer, self.inherited = self.inherited, replace(inherited, depth=inherited.depth + 1)
        self._add_text(element.text or "")
        for child in element:
            if child is not without:
                self.read(child)
            self._add_text(child.tail or "")
        self.inherited = outer

    def _add_text(self, text: str) -> None:
        inherited = self.inherited
        if inherited.white_space == "normal":
            text = _SPACES.sub(" ", text)
        if text:
            self._runs.append(inherited.run(page_elements.clean_text(text)))

    def _read_inline(self, element: Element, name: str, styles: Styles) -> None:
        """Add text with a look of its own within a paragraph."""
        self.ids += [element.get("id", "")] if element.get("id") else []
        inherited = inherit_style(self.inherited, element, styles)
        if background := page_elements.background_color(styles):
            color = page_elements.hex_color(styles.get("color", ""))
            inherited = replace(inherited, background=background, color=color)
        alone = styles.get("display") in ("block", "list-item", "flex", "grid")
        if alone and any(run.text.strip() for run in self._runs) and not self._runs[-1].text.endswith("\n"):
            self._runs.append(Run("\n"))
        elif styles.get("display") == "inline-block" and self._runs and not self._runs[-1].text[-1:].isspace():
            self._runs.append(
                self.inherited.run(" ")
            )  # a box beside the one before it, such as a cell of the strip of answers
        classes = inherited.inline_classes | element_classes(element)
        self._read_children(element, replace(inherited, inline_classes=classes))
        if alone:
            self._runs.append(Run("\n"))

    def _read_block(self, element: Element, name: str, styles: Styles) -> None:
        """End the paragraph before a block, and add the block."""
        self._end_paragraph()
        self.ids += [element.get("id", "")] if element.get("id") else []
        self._starts_page = self._starts_page or styles.get("break-before", "") in ("page", "always", "left", "right")
        inherited = inherit_style(self.inherited, element, styles)
        inherited = replace(
            inherited.enter(element_classes(element) | {name} & {"blockquote", "dd", "figcaption"}),
            page_group=inherited.page_group or self._new_page_group(styles),
            direction=element.get("dir", "").lower() or inherited.direction,
            inline_classes=frozenset(),
        )
        match name:
            case "ul" | "ol" | "menu":
                self.out.append(self._read_list(element, inherited, styles))
            case "table":
                self.out.append(self._read_table(element, inherited))
            case "figure":
                self._read_figure(element, inherited)
            case "nav" if page_elements.is_contents_list(element):
                self._read_contents(element, inherited)
            case _ if name[0] == "h" and name[1:].isdecimal():
                self._read_flow(element, inherited.not_bold(), styles, level=int(name[1:]))
            case _:
                self._read_flow(element, inherited, styles)

    def _read_flow(
        self,
        element: Element,
        inherited: InheritedStyle,
        styles: Styles,
        level: int = 0,
        without: Element | None = None,
    ) -> None:
        """Add a heading, a paragraph, or what a container holds; `without` is a child to leave out."""
        self._read_children(element, inherited, without)
        outer, self.inherited = self.inherited, inherited
        self._end_paragraph(level, keep_with_next=styles.get("break-after", "") == "avoid")
        self.inherited = outer

    def _new_page_group(self, styles: Styles) -> int:
        """A new number for blocks that stay on one page; 0 if the style sheet does not ask for it."""
        return next(self.page_groups) if styles.get("break-inside", "") in ("avoid", "avoid-page") else 0

    def _end_paragraph(self, level: int = 0, keep_with_next: bool = False) -> None:
        """Add the text collected so far as a heading or paragraph, if there is any."""
        kept = self.inherited.white_space == "kept"
        runs = tuple(self._runs) if kept else collapse_spaces(self._runs)
        self._runs = []
        if not plain_text(runs):
            return
        placement = self._next_placement(self.inherited, keep_with_next, runs)
        self.out.append(Heading(level, runs, placement) if level else Paragraph(runs, kept, placement))

    def _next_placement(self, inherited: InheritedStyle, keep_with_next: bool = False, runs: Runs = ()) -> Placement:
        """The placement of the next block, which uses up the ids and the page break that wait for one."""
        auto = inherited.direction == "auto" and starts_rtl(run.text for run in runs)
        rtl = auto or inherited.direction == "rtl"
        classes = inherited.own_classes, inherited.outer_classes
        placement = Placement(tuple(self.ids), *classes, self._starts_page, inherited.page_group, keep_with_next, rtl)
        self.ids, self._starts_page = [], False
        return placement

    def _read_apart(self, element: Element, inherited: InheritedStyle) -> tuple[Block, ...]:
        """The blocks inside an element, kept apart from those of the page."""
        inherited = replace(inherited.enter(element_classes(element)), link="")
        inherited = inherit_style(inherited, element, self.page.styles(element))
        if element_name(element) in ("th", "td"):
            inherited = inherited.not_bold()
        part = BlockReader(self.page, self.family, inherited, self.page_groups)
        part.ids = [element.get("id", "")] if element.get("id") else []
        part._read_children(element, inherited)
        blocks = part.blocks()
        self.ids += part.ids
        return tuple(blocks)

    def _read_list(self, element: Element, inherited: InheritedStyle, styles: Styles) -> ListBlock:
        """A list and its items."""
        placement = self._next_placement(inherited)
        style = f"{styles.get('list-style', '')} {styles.get('list-style-type', '')}"
        start = element.get("start", "1")
        items = (self._read_apart(child, inherited) for child in element if element_name(child) == "li")
        return ListBlock(
            items=tuple(filter(None, items)),
            start=(int(start) if re.fullmatch("[0-9]{1,4}", start) else 1) if element_name(element) == "ol" else None,
            unmarked="none" in style.split(),
            placement=placement,
        )

    def _read_table(self, element: Element, inherited: InheritedStyle) -> Table:
        """A table; the ids of its caption are its own. A heading in its caption is added before it.

        A table without a caption has its label instead.
        """
        placement = self._next_placement(inherited)
        head: list[Row] = []
        body: list[Row] = []
        caption: Runs = ()
        for part in element:
            if element_name(part) == "caption":
                blocks = self._read_apart(part, inherited)
                self.out += [block for block in blocks if isinstance(block, Heading)]
                blocks = tuple(block for block in blocks if not isinstance(block, Heading))
                caption = paragraph_runs(blocks)
                ids = tuple(id for block in blocks for id in block.placement.ids)
                placement = replace(placement, ids=placement.ids + ids)
            elif element_name(part) in ("thead", "tbody", "tfoot", "tr"):
                elements = [part] if element_name(part) == "tr" else part
                rows = (self._read_row(row, part, inherited) for row in elements)
                (head if element_name(part) == "thead" else body).extend(filter(None, rows))
        if name := element.get("aria-label", ""):
            caption = caption or (inherited.run(page_elements.clean_text(name)),)
        return Table(caption, tuple(head), tuple(body), placement)

    def _read_row(self, row: Element, section: Element, inherited: InheritedStyle) -> Row:
        return tuple(self._read_cell(one, row, section, inherited) for one in row if element_name(one) in ("th", "td"))

    def _read_cell(self, cell: Element, row: Element, section: Element, inherited: InheritedStyle) -> Cell:
        layers = [self.page.styles(one) for one in (cell, row, section)]
        header = element_name(cell) == "th"
        weight = next((one["font-weight"] for one in layers if "font-weight" in one), "bold" if header else "")
        return Cell(
            blocks=self._read_apart(cell, replace(inherited, own_classes=element_classes(row), white_space="normal")),
            header=header,
            colspan=page_elements.parse_span(cell.get("colspan", "")),
            rowspan=page_elements.parse_span(cell.get("rowspan", "")),
            align={"right": "right", "end": "right", "center": "center"}.get(layers[0].get("text-align", ""), "left"),
            bold=weight in page_elements.BOLD,
            background=next(filter(None, map(page_elements.background_color, layers)), ""),
            color=next(filter(None, (page_elements.hex_color(one.get("color", "")) for one in layers)), ""),
        )

    def _read_figure(self, element: Element, inherited: InheritedStyle) -> None:
        """Add a <figure>: its caption belongs to the one picture in it, or comes before anything else in it."""
        caption = next((one for one in element if element_name(one) == "figcaption"), None)
        runs = paragraph_runs(self._read_apart(caption, inherited)) if caption is not None else ()
        first = len(self.out)
        group = inherited.page_group or self._new_page_group({"break-inside": "avoid"})
        inherited = replace(inherited, page_group=group)
        self._read_flow(element, inherited, {}, without=caption)
        pictures = [(at, one) for at, one in enumerate(self.out[first:], first) if isinstance(one, Figure)]
        if runs and len(pictures) == 1:
            ((at, picture),) = pictures
            self.out[at] = replace(picture, caption=runs)
        elif runs:
            placement = Placement((), frozenset({"figcaption"}), inherited.outer_classes, False, group, True)
            self.out.insert(first, Paragraph(runs, placement=placement))

    def _read_picture(self, element: Element) -> None:
        """Add a picture, unless it is hidden from screen readers."""
        if element.get("aria-hidden") == "true":
            return
        self._end_paragraph()
        self.ids += [element.get("id", "")] if element.get("id") else []
        picture, alt = page_elements.read_picture(self.page, element, self.family)
        if picture or alt:
            self.out.append(Figure(picture, alt, placement=self._next_placement(self.inherited)))

    def _read_contents(self, element: Element, inherited: InheritedStyle) -> None:
        """Add the table of contents, with the heading before it."""
        for child in element:
            if element_name(child) in ("ul", "ol"):
                links = list(child.iter(HTML + "a"))
                texts = [paragraph_runs(self._read_apart(link, inherited)) for link in links]
                texts = [tuple(replace(run, link="") for run in runs) for runs in texts]
                entries = tuple((link.get("href", "")[1:], runs) for link, runs in zip(links, texts, strict=True))
                self.out.append(TableOfContents(entries, self._next_placement(inherited)))
            else:
                outer, self.inherited = self.inherited, inherited
                self.read(child)
                self.inherited = outer
