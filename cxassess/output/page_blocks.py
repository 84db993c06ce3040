"""A page of the report read into blocks, whatever templates made it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cxassess.output.blocks import Block, Document, Heading, Paragraph, Place, Run, Runs, plain, squeezed
from cxassess.output.direction import begins_right
from cxassess.output.page_marks import (
    BLOCKS,
    BOLD,
    MARKS,
    SKIPPED,
    classes,
    clean,
    color,
    fill,
    name_of,
    set_mark,
    target,
)
from cxassess.output.page_parts import captioned, contents, figure, join_words, lists_links, table
from cxassess.output.page_styles import HTML, Page, Styles

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


@dataclass(frozen=True, slots=True)
class Around:
    """What the elements around a place have set: classes and look of text, and where blocks belong."""

    within: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    link: str = ""
    fill: str = ""
    ink: str = ""
    spaces: str = "normal"
    group: int = 0
    direction: str = ""
    depth: int = 0


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
            figure(self, element)
        elif name in BLOCKS or re.fullmatch("h[1-6]", name):
            self._block(element, name, styles)
        else:
            self._inline(element, name, styles)

    def children(self, element: Element, around: Around, without: Element | None = None) -> None:
        """Take in what an element holds, in a place that looks like `around`, and end with a paragraph."""
        self._inside(element, around, without)
        outer, self.around = self.around, around
        self.end()
        self.around = outer

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
        around = self._look(element, name, styles)
        if ground := fill(styles):
            around = replace(around, fill=ground, ink=color(styles.get("color", "")))
        alone = styles.get("display") in ("block", "list-item", "flex", "grid")
        if alone:
            self._break()
        self._inside(element, replace(around, roles=around.roles | classes(element)))
        if alone:
            self._runs.append(Run("\n"))

    def _break(self) -> None:
        """Begin a line, where one has text already."""
        if any(run.text.strip() for run in self._runs) and not self._runs[-1].text.endswith("\n"):
            self._runs.append(Run("\n"))

    def _look(self, element: Element, name: str, styles: Styles) -> Around:
        """The look of text in an element: its own on top of what is around."""
        marks = set(self.around.marks)
        if name in MARKS:
            marks.add(MARKS[name])
        set_mark(marks, "bold", styles.get("font-weight", ""), BOLD)
        set_mark(marks, "italic", styles.get("font-style", ""), frozenset(("italic", "oblique")))
        spaces = {"pre": "kept", "pre-wrap": "kept", "break-spaces": "kept", "pre-line": "lines", "normal": "normal"}
        link = target(element.get("href", "")) if name == "a" else ""
        return replace(
            self.around,
            marks=frozenset(marks),
            link=link or self.around.link,
            spaces=spaces.get(styles.get("white-space", ""), "kept" if name == "pre" else self.around.spaces),
        )

    def _block(self, element: Element, name: str, styles: Styles) -> None:
        """A block: what came before it is a paragraph of its own."""
        self.end()
        self.ids += [element.get("id", "")] if element.get("id") else []
        self._fresh = self._fresh or styles.get("break-before", "") in ("page", "always", "left", "right")
        around = self._look(element, name, styles)
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
                self.out.append(join_words(self, element, around, styles))
            case "table":
                self.out.append(table(self, element, around))
            case "figure":
                captioned(self, element, around)
            case "nav" if lists_links(element):
                contents(self, element, around)
            case _:
                self._flow(element, name, around, styles)

    def _flow(self, element: Element, name: str, around: Around, styles: Styles) -> None:
        """A block of text, or a mere container."""
        held = styles.get("break-after", "") == "avoid"
        if name[0] == "h" and name[1:].isdecimal():
            around = replace(around, marks=around.marks - {"bold"})
        self._inside(element, around)
        before, self.around = self.around, around
        self.end(level=int(name[1:]) if name[0] == "h" and name[1:].isdecimal() else 0, held=held)
        self.around = before

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
        within = around.within | around.own
        part = Reader(
            self.page, self.family, replace(around, within=within, own=classes(element), link=""), self.groups
        )
        part.ids = [element.get("id", "")] if element.get("id") else []
        part.around = replace(part._look(element, name_of(element), self.page.of(element)))
        if name_of(element) in ("th", "td"):
            part.around = replace(part.around, marks=part.around.marks - {"bold"})
        part._inside(element, part.around)
        blocks = part.blocks()
        self.ids += part.ids
        return tuple(blocks)
