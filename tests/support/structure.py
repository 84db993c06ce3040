"""Reads the structure tree of a PDF as a screen reader would, and what of its pages is not in it.

Only what a PDF says counts here: the structure elements, the marked pieces of the pages that they name, and the
letters that the fonts give for the glyphs. Nothing is known of the HTML or of the program that made the file.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

PAINTS = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "Tj", "TJ", "'", '"', "INLINE IMAGE"}


@dataclass
class Piece:
    """Letters on one line of a page, and where they are in units of their text: left end, base line, right end."""

    page: int
    text: str
    left: float
    base: float
    right: float
    size: float


@dataclass
class Element:
    """A structure element. `kids` are elements and pieces in their order."""

    role: str
    kids: list[Element | Piece] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)  # Alt, ActualText, Lang
    attributes: dict[str, Any] = field(default_factory=dict)  # of all owners together, names without the slash
    contents: list[str] = field(default_factory=list)  # what is said of its annotations

    def all(self, *roles: str) -> list[Element]:
        """The elements in it, itself included, that have one of these roles (all without); in reading order."""
        mine = [self] if not roles or self.role in roles else []
        return mine + [element for kid in self.kids if isinstance(kid, Element) for element in kid.all(*roles)]

    @property
    def pieces(self) -> list[Piece]:
        """The letters that a screen reader gets: ActualText for what is in it, nothing of the inside of a picture."""
        pieces: list[Piece] = []
        for kid in self.kids:
            if isinstance(kid, Element):
                pieces += kid.pieces
            elif self.role != "Figure":
                pieces.append(kid)
        if "ActualText" in self.words and pieces:
            first, last = pieces[0], pieces[-1]
            line = Piece(first.page, self.words["ActualText"], first.left, first.base, last.right, first.size)
            return [line]
        return pieces

    @property
    def text(self) -> str:
        """The text in it, one line: a space also where there is a gap or a new line."""
        return " ".join(joined(self.pieces).split())

    @property
    def rows(self) -> list[list[Element]]:
        """The cells of a table, row by row."""
        return [row.all("TH", "TD") for row in self.all("TR")]


@dataclass
class Document:
    """What is in a file: the tree, the text outside of it, and what is wrong between tree and pages."""

    root: Element
    artifacts: list[tuple[int, str, str]]  # page, type (Pagination … or ""), text
    unmarked: list[tuple[int, str]]  # page, painting operator that is neither in the tree nor an artifact
    problems: list[str]
    bookmarks: list[tuple[int, str]]  # depth, title


def joined(pieces: list[Piece]) -> str:
    """Text of pieces one after the other; a new line where the next is on another line, a space for a gap."""
    out = ""
    last: Piece | None = None
    for piece in pieces:
        if last is not None:
            if (piece.page, round(piece.base)) != (last.page, round(last.base)):
                out += "\n"
            elif not -last.size / 2 < piece.left - last.right < last.size / 8:
                out += " "
        out += piece.text
        last = piece
    return out


def outline(element: Element, depth: int = 0) -> str:
    """Return an element and what is in it as indented lines: role, properties and text."""
    lines = [f"{'  ' * depth}{' '.join(said(element))}"]
    elements = [kid for kid in element.kids if isinstance(kid, Element)]
    if all(kid.role in ("Link", "Span", "Reference") for kid in elements):
        lines += [f"{'  ' * (depth + 1)}{' '.join(said(kid))}" for kid in element.all("Link") if kid is not element]
    else:
        for kid in element.kids:
            if isinstance(kid, Element):
                lines.append(outline(kid, depth + 1))
            elif element.role != "Figure" and kid.text.strip():
                lines.append(f"{'  ' * (depth + 1)}{kid.text.strip()!r}")
    return "\n".join(lines)


def said(element: Element) -> Iterator[str]:
    """Return role and properties of an element as words, and its text where it holds no other element."""
    yield element.role
    if element.role == "Table":
        yield f"{len(element.rows)} × {max(map(len, element.rows), default=0)}"
    yield from (str(element.attributes[name]) for name in ("Scope", "ListNumbering") if name in element.attributes)
    yield from (f"{name}={value!r}" for name, value in element.words.items() if name != "ActualText")
    inline = all(isinstance(kid, Piece) or kid.role in ("Link", "Span", "Reference") for kid in element.kids)
    if inline and element.role != "Figure":
        yield repr(element.text)
    yield from (f"→ {contents!r}" for contents in element.contents[:1])


def read(pdf: bytes) -> Document:
    """Read a whole PDF file."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        pages = [_Page(number, page) for number, page in enumerate(file.pages)]
        problems = [f"page {page.number + 1}: marked piece {mcid} twice" for page in pages for mcid in page.twice]
        tree = _Tree(file, pages, problems)
        root = tree.element(file.Root.StructTreeRoot.K[0])
        problems += tree.left_over()
        artifacts = [(page.number, kind, joined(pieces).strip()) for page in pages for kind, pieces in page.artifacts]
        with file.open_outline() as bookmarks:
            titles = list(_titles(bookmarks.root, 1))
        unmarked = [(page.number, operator) for page in pages for operator in page.unmarked]
        return Document(root, artifacts, unmarked, problems, titles)


def _titles(items: Any, depth: int) -> Iterator[tuple[int, str]]:
    for item in items:
        yield depth, str(item.title)
        yield from _titles(item.children, depth + 1)


class _Tree:
    """Builds elements from structure elements, and checks the ways back from pages and annotations."""

    def __init__(self, file: Any, pages: list[_Page], problems: list[str]) -> None:
        self.pages, self.problems = pages, problems
        self.by_object = {page.page.objgen: page for page in pages}
        self.parents = dict(_pairs(file.Root.StructTreeRoot.ParentTree))
        self.used: set[tuple[int, int]] = set()
        self.annotations: set[Any] = set()

    def element(self, node: Any) -> Element:
        element = Element(str(node.S)[1:])
        element.words = {name: str(node[f"/{name}"]) for name in ("Alt", "ActualText", "Lang") if f"/{name}" in node}
        attributes = node.get("/A", [])
        for each in [attributes] if isinstance(attributes, pikepdf.Dictionary) else attributes:
            element.attributes |= {key[1:]: _plain(value) for key, value in each.items() if key != "/O"}
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            self.kid(kid, node, element)
        return element

    def kid(self, kid: Any, node: Any, element: Element) -> None:
        if isinstance(kid, int):
            self.marked(node.Pg, kid, node, element)
        elif kid.get("/Type") == "/MCR":
            self.marked(kid.get("/Pg", node.get("/Pg")), int(kid.MCID), node, element)
        elif kid.get("/Type") == "/OBJR":
            element.contents.append(str(kid.Obj.get("/Contents", "")))
            self.annotations.add(kid.Obj.objgen)
            self.back(self.parents.get(int(kid.Obj.get("/StructParent", -1))), node, "an annotation")
        else:
            if kid.P.objgen != node.objgen:
                self.problems.append(f"{kid.S}: /P is not its parent")
            element.kids.append(self.element(kid))

    def marked(self, page_object: Any, mcid: int, node: Any, element: Element) -> None:
        page = self.by_object[page_object.objgen]
        if (page.number, mcid) in self.used or mcid not in page.marked:
            self.problems.append(f"page {page.number + 1}: piece {mcid} is named twice or not there")
        self.used.add((page.number, mcid))
        element.kids += page.marked.get(mcid, [])
        owners = self.parents[int(page.page.StructParents)]
        self.back(owners[mcid] if mcid < len(owners) else None, node, f"page {page.number + 1}: piece {mcid}")

    def back(self, parent: Any, node: Any, what: str) -> None:
        if parent is None or parent.objgen != node.objgen:
            self.problems.append(f"{what}: the parent tree names another element")

    def left_over(self) -> Iterator[str]:
        for page in self.pages:
            for mcid in page.marked:
                if (page.number, mcid) not in self.used:
                    yield f"page {page.number + 1}: piece {mcid} is in no element"
            for annotation in page.page.get("/Annots", []):
                if annotation.objgen not in self.annotations:
                    yield f"page {page.number + 1}: an annotation is in no element"


def _pairs(tree: Any) -> Iterator[tuple[int, Any]]:
    for kid in tree.get("/Kids", []):
        yield from _pairs(kid)
    numbers = list(tree.get("/Nums", []))
    yield from zip(map(int, numbers[::2]), numbers[1::2], strict=True)


def _plain(value: Any) -> Any:
    if isinstance(value, pikepdf.Array):
        return [_plain(each) for each in value]
    return str(value)[1:] if isinstance(value, pikepdf.Name) else float(value)


class _Page:
    """The marked pieces of a page by their number, its artifacts, and what is painted outside of both."""

    def __init__(self, number: int, page: Any) -> None:
        self.number, self.page = number, page
        self.marked: dict[int, list[Piece]] = {}
        self.twice: list[int] = []
        self.artifacts: list[tuple[str, list[Piece]]] = []
        self.unmarked: list[str] = []
        self.fonts = {name: _Font(font) for name, font in page.Resources.get("/Font", {}).items()}
        self.font, self.size = _Font(None), 0.0
        self.x = self.y = self.rise = 0.0
        self.read()

    def read(self) -> None:
        places: list[list[Piece]] = []  # where the text of each open marked piece goes
        for operands, operator in pikepdf.parse_content_stream(self.page):
            name = str(operator)
            if name in ("BDC", "BMC"):
                places.append(self.place(str(operands[0]), operands[1] if name == "BDC" else {}, places))
            elif name == "EMC":
                places.pop()
            elif name in PAINTS and not places:
                self.unmarked.append(name)
            if name in ("TJ", "Tj"):
                piece = self.shown(operands[0] if name == "TJ" else operands)
                if places and piece.text:
                    places[-1].append(piece)
            else:
                self.state(name, operands)

    def place(self, tag: str, properties: Any, places: list[list[Piece]]) -> list[Piece]:
        if "/MCID" in properties:
            mcid = int(properties["/MCID"])
            if mcid in self.marked:
                self.twice.append(mcid)
            return self.marked.setdefault(mcid, [])
        if tag == "/Artifact":
            self.artifacts.append((str(properties.get("/Type", "/"))[1:], []))
            return self.artifacts[-1][1]
        return places[-1] if places else []

    def state(self, name: str, operands: Any) -> None:
        if name == "Tf":
            self.font, self.size = self.fonts[str(operands[0])], float(operands[1])
        elif name == "Tm":
            self.x, self.y = float(operands[4]), float(operands[5])
        elif name in ("Td", "TD", "T*", "Tc", "Tw", "Tz", "TL", "'", '"'):
            raise NotImplementedError(f"text operator {name}")

    def shown(self, array: Any) -> Piece:
        piece = Piece(self.number, "", self.x, self.y, self.x, self.size)
        for each in array:
            if isinstance(each, pikepdf.String):
                glyphs = self.font.glyphs(bytes(each))
                piece.text += "".join(text for text, _ in glyphs)
                self.x += sum(width for _, width in glyphs) * self.size / 1000
            else:
                self.x -= float(each) * self.size / 1000
        piece.right = self.x
        return piece


class _Font:
    """What the glyphs of a font with two-byte codes mean, and how wide they are in thousandths of its size."""

    def __init__(self, font: Any) -> None:
        self.text: dict[int, str] = {}
        self.widths: dict[int, float] = {}
        if font is None:
            return
        for source, target in re.findall(
            r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>", font.ToUnicode.read_bytes().decode()
        ):
            self.text[int(source, 16)] = bytes.fromhex(target).decode("utf-16-be")
        widths = list(font.DescendantFonts[0].get("/W", []))
        while widths:
            first, second = int(widths.pop(0)), widths.pop(0)
            if isinstance(second, pikepdf.Array):
                self.widths |= {first + index: float(width) for index, width in enumerate(second)}
            else:
                self.widths |= dict.fromkeys(range(first, int(second) + 1), float(widths.pop(0)))

    def glyphs(self, codes: bytes) -> list[tuple[str, float]]:
        numbers = [int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2)]
        return [(self.text.get(number, "\ufffd"), self.widths.get(number, 1000.0)) for number in numbers]
