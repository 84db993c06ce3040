"""A page of the report read into blocks, whatever templates made it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cxassess.output.blocks import (
    Block,
    Bullets,
    Cell,
    Contents,
    Document,
    Figure,
    Heading,
    Paragraph,
    Place,
    Row,
    Run,
    Runs,
    Table,
    paragraph_runs,
    plain,
    squeezed,
)
from cxassess.output.direction import begins_right
from cxassess.output.page_marks import (
    BLOCKS,
    SKIPPED,
    Around,
    bold,
    classes,
    clean,
    color,
    count,
    fill,
    image,
    inherited_look,
    lists_links,
    name_of,
)
from cxassess.output.page_styles import HTML, Page, Styles
from cxassess.output.page_svg import drawing

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SPACES = re.compile(r"[ \t\n\r\f]+")
# Deeper than people nest things; below it only the words are kept.
_DEEPEST = 60


def document(html: str, *, family: str) -> Document:
    """Read a page; `family` is the font of the text in its drawings."""
    page = Page(html)
    head = {one.get("name", ""): one.get("content", "") for one in page.root.iter(HTML + "meta")}
    title = next(page.root.iter(HTML + "title"), None)
    reader = Reader(page, family)
    reader.read(page.root)
    return Document(
        title=clean("" if title is None else " ".join("".join(title.itertext()).split())),
        author=clean(head.get("author", "")),
        language=page.root.get("lang", "") or "en-US",
        blocks=tuple(reader.blocks()),
        colors={name[2:]: digits for name, text in page.variables.items() if (digits := color(text))},
    )


@dataclass(slots=True)
class Reader:
    """Collects blocks in order; text gathers until a block begins or ends."""

    page: Page
    family: str
    around: Around = field(default_factory=Around)
    groups: list[int] = field(default_factory=lambda: [0])
    out: list[Block] = field(default_factory=list)
    _runs: list[Run] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    _fresh: bool = False

    def blocks(self) -> list[Block]:
        self.end()
        return self.out

    def read(self, element: Element) -> None:
        """Take in an element: its kind decides."""
        name = name_of(element)
        styles = self.page.of(element)
        if not name or name in SKIPPED or element.get("hidden") is not None or styles.get("display") == "none":
            return
        if self.around.depth > _DEEPEST:
            self.text("".join(element.itertext()))
        elif name == "br":
            self._runs.append(Run("\n"))
        elif name in ("svg", "img"):
            self._figure(element)
        elif name in BLOCKS or re.fullmatch("h[1-6]", name):
            self._block(element, name, styles)
        else:
            self._inline(element, name, styles)

    def _inside(self, element: Element, around: Around, without: Element | None = None) -> None:
        outer, self.around = self.around, replace(around, depth=around.depth + 1)
        self.text(element.text or "")
        for child in element:
            if child is not without:
                self.read(child)
            self.text(child.tail or "")
        self.around = outer

    def text(self, text: str) -> None:
        around = self.around
        if around.spaces == "normal":
            text = _SPACES.sub(" ", text)
        if text:
            self._runs.append(Run(clean(text), around.marks, around.link, around.roles, around.fill, around.ink))

    def _inline(self, element: Element, name: str, styles: Styles) -> None:
        """Text of its own look within a paragraph."""
        if element.get("id"):
            self.ids.append(element.get("id", ""))
        around = inherited_look(self.around, element, styles)
        if ground := fill(styles):
            around = replace(around, fill=ground, ink=color(styles.get("color", "")))
        alone = styles.get("display") in ("block", "list-item", "flex", "grid")
        if alone and any(run.text.strip() for run in self._runs) and not self._runs[-1].text.endswith("\n"):
            self._runs.append(Run("\n"))
        self._inside(element, replace(around, roles=around.roles | classes(element)))
        if alone:
            self._runs.append(Run("\n"))

    def _block(self, element: Element, name: str, styles: Styles) -> None:
        """A block: what came before it is a paragraph of its own."""
        self.end()
        self.ids += [element.get("id", "")] if element.get("id") else []
        self._fresh = self._fresh or styles.get("break-before", "") in ("page", "always", "left", "right")
        around = inherited_look(self.around, element, styles)
        around = replace(
            around,
            within=around.within | around.own,
            own=classes(element) | ({name} if name in ("blockquote", "dd", "figcaption") else set()),
            group=around.group or self.group(styles),
            direction=element.get("dir", "").lower() or around.direction,
            roles=frozenset(),
        )
        match name:
            case "ul" | "ol" | "menu":
                self.out.append(self._list(element, around, styles))
            case "table":
                self.out.append(self._table(element, around))
            case "figure":
                self._captioned(element, around)
            case "nav" if lists_links(element):
                self._contents(element, around)
            case _ if name[0] == "h" and name[1:].isdecimal():
                self._flow(element, replace(around, marks=around.marks - {"bold"}), styles, level=int(name[1:]))
            case _:
                self._flow(element, around, styles)

    def _flow(
        self, element: Element, around: Around, styles: Styles, *, level: int = 0, without: Element | None = None
    ) -> None:
        """A heading, a paragraph, or a mere container; `without` is a child that is left out."""
        self._inside(element, around, without)
        outer, self.around = self.around, around
        self.end(level, held=styles.get("break-after", "") == "avoid")
        self.around = outer

    def group(self, styles: Styles) -> int:
        """A new number for what belongs on one page; 0 where the style sheet does not ask for it."""
        if styles.get("break-inside", "") not in ("avoid", "avoid-page"):
            return 0
        self.groups[0] += 1
        return self.groups[0]

    def end(self, level: int = 0, held: bool = False) -> None:
        """Make a block of the text gathered so far, if there is any."""
        kept = self.around.spaces == "kept"
        runs = tuple(self._runs) if kept else squeezed(self._runs)
        self._runs = []
        if not plain(runs):
            return
        place = self.place(self.around, held, runs)
        self.out.append(Heading(level, runs, place) if level else Paragraph(runs, kept, place))

    def place(self, around: Around, held: bool = False, runs: Runs = ()) -> Place:
        """Where the next block stands; ids and a page's start are taken by it."""
        auto = around.direction == "auto" and begins_right(run.text for run in runs)
        rtl = auto or around.direction == "rtl"
        place = Place(tuple(self.ids), around.own, around.within, self._fresh, around.group, held, rtl)
        self.ids, self._fresh = [], False
        return place

    def part(self, element: Element, around: Around) -> tuple[Block, ...]:
        """The blocks that an element holds, read apart."""
        around = replace(around, within=around.within | around.own, own=classes(element), link="")
        around = inherited_look(around, element, self.page.of(element))
        if name_of(element) in ("th", "td"):
            around = replace(around, marks=around.marks - {"bold"})
        part = Reader(self.page, self.family, around, self.groups)
        part.ids = [element.get("id", "")] if element.get("id") else []
        part._inside(element, around)
        blocks = part.blocks()
        self.ids += part.ids
        return tuple(blocks)

    def _list(self, element: Element, around: Around, styles: Styles) -> Bullets:
        """A list with its items."""
        place = self.place(around)
        style = f"{styles.get('list-style', '')} {styles.get('list-style-type', '')}"
        start = element.get("start", "1")
        return Bullets(
            items=tuple(filter(None, (self.part(one, around) for one in element if name_of(one) == "li"))),
            start=(int(start) if re.fullmatch("[0-9]{1,4}", start) else 1) if name_of(element) == "ol" else None,
            plain="none" in style.split(),
            place=place,
        )

    def _table(self, element: Element, around: Around) -> Table:
        """A table; its caption's id counts as its own."""
        place = self.place(around)
        head: list[Row] = []
        body: list[Row] = []
        caption: Runs = ()
        for part in element:
            if name_of(part) == "caption":
                blocks = self.part(part, around)
                caption = paragraph_runs(blocks)
                place = replace(place, ids=place.ids + tuple(id for block in blocks for id in block.place.ids))
            elif name_of(part) in ("thead", "tbody", "tfoot", "tr"):
                rows = (self._row(row, part, around) for row in ([part] if name_of(part) == "tr" else part))
                (head if name_of(part) == "thead" else body).extend(filter(None, rows))
        return Table(caption, tuple(head), tuple(body), place)

    def _row(self, row: Element, section: Element, around: Around) -> Row:
        return tuple(self._cell(one, row, section, around) for one in row if name_of(one) in ("th", "td"))

    def _cell(self, cell: Element, row: Element, section: Element, around: Around) -> Cell:
        layers = [self.page.of(one) for one in (cell, row, section)]
        header = name_of(cell) == "th"
        weight = next((one["font-weight"] for one in layers if "font-weight" in one), "bold" if header else "")
        return Cell(
            blocks=self.part(cell, replace(around, own=classes(row), spaces="normal")),
            header=header,
            across=count(cell.get("colspan", "")),
            down=count(cell.get("rowspan", "")),
            align={"right": "right", "end": "right", "center": "center"}.get(layers[0].get("text-align", ""), "left"),
            bold=bold(weight),
            fill=next(filter(None, map(fill, layers)), ""),
            ink=next(filter(None, (color(one.get("color", "")) for one in layers)), ""),
        )

    def _captioned(self, element: Element, around: Around) -> None:
        """A <figure>: its caption goes to the one picture in it, or stands before whatever else it holds."""
        caption = next((one for one in element if name_of(one) == "figcaption"), None)
        runs = paragraph_runs(self.part(caption, around)) if caption is not None else ()
        first = len(self.out)
        around = replace(around, group=around.group or self.group({"break-inside": "avoid"}))
        self._flow(element, around, {}, without=caption)
        pictures = [(at, one) for at, one in enumerate(self.out[first:], first) if isinstance(one, Figure)]
        if runs and len(pictures) == 1:
            ((at, picture),) = pictures
            self.out[at] = replace(picture, caption=runs)
        elif runs:
            place = Place(classes=frozenset({"figcaption"}), within=around.within, group=around.group, held=True)
            self.out.insert(first, Paragraph(runs, place=place))

    def _figure(self, element: Element) -> None:
        """A picture, wherever it stands; one that is hidden from listeners is left out."""
        if element.get("aria-hidden") == "true":
            return
        title = next((one for one in element if name_of(one) == "title"), None)
        alt = element.get("aria-label", "") or element.get("alt", "")
        alt = "".join(title.itertext()) if title is not None else alt
        self.end()
        self.ids += [element.get("id", "")] if element.get("id") else []
        drawn = name_of(element) == "svg"
        picture = drawing(self.page, element, self.family) if drawn else image(self.page, element, self.family)
        if picture or alt.strip():
            self.out.append(Figure(picture, clean(" ".join(alt.split())), place=self.place(self.around)))

    def _contents(self, element: Element, around: Around) -> None:
        """The list of contents, with the heading before it."""
        for child in element:
            if name_of(child) in ("ul", "ol"):
                texts = [
                    (link.get("href", "")[1:], paragraph_runs(self.part(link, around)))
                    for link in child.iter(HTML + "a")
                ]
                entries = tuple((id, tuple(replace(run, link="") for run in runs)) for id, runs in texts)
                self.out.append(Contents(entries, self.place(around)))
            else:
                outer, self.around = self.around, around
                self.read(child)
                self.around = outer
