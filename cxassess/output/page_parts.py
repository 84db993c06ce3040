"""Lists, tables, figures and the contents of a page, read into blocks; for page_blocks.py alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from cxassess.output.blocks import Block, Bullets, Cell, Contents, Figure, Paragraph, Place, Row, Run, Runs, Table
from cxassess.output.page_marks import bold, classes, clean, color, count, fill, image, name_of
from cxassess.output.page_styles import HTML, Styles
from cxassess.output.page_svg import drawing

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from cxassess.output.page_blocks import Around, Reader


def join_words(reader: Reader, element: Element, around: Around, styles: Styles) -> Bullets:
    """A list with its items."""
    place = reader.place(around)
    style = f"{styles.get('list-style', '')} {styles.get('list-style-type', '')}"
    start = element.get("start", "1")
    return Bullets(
        items=tuple(filter(None, (reader.part(one, around) for one in element if name_of(one) == "li"))),
        start=(int(start) if re.fullmatch("[0-9]{1,4}", start) else 1) if name_of(element) == "ol" else None,
        plain="none" in style.split(),
        place=place,
    )


def table(reader: Reader, element: Element, around: Around) -> Table:
    """A table; its caption's id counts as its own."""
    place = reader.place(around)
    head: list[Row] = []
    body: list[Row] = []
    caption: Runs = ()
    for part in element:
        if name_of(part) == "caption":
            blocks = reader.part(part, around)
            caption = _runs(blocks)
            place = replace(place, ids=place.ids + tuple(id for block in blocks for id in block.place.ids))
        elif name_of(part) in ("thead", "tbody", "tfoot", "tr"):
            rows = (_row(reader, row, part, around) for row in ([part] if name_of(part) == "tr" else part))
            (head if name_of(part) == "thead" else body).extend(filter(None, rows))
    return Table(caption, tuple(head), tuple(body), place)


def _row(reader: Reader, row: Element, section: Element, around: Around) -> Row:
    return tuple(_cell(reader, one, row, section, around) for one in row if name_of(one) in ("th", "td"))


def _cell(reader: Reader, cell: Element, row: Element, section: Element, around: Around) -> Cell:
    layers = [reader.page.of(one) for one in (cell, row, section)]
    header = name_of(cell) == "th"
    weight = next((one["font-weight"] for one in layers if "font-weight" in one), "bold" if header else "")
    return Cell(
        blocks=reader.part(cell, replace(around, own=classes(row), spaces="normal")),
        header=header,
        across=count(cell.get("colspan", "")),
        down=count(cell.get("rowspan", "")),
        align={"right": "right", "end": "right", "center": "center"}.get(layers[0].get("text-align", ""), "left"),
        bold=bold(weight),
        fill=next(filter(None, map(fill, layers)), ""),
        ink=next(filter(None, (color(one.get("color", "")) for one in layers)), ""),
    )


def captioned(reader: Reader, element: Element, around: Around) -> None:
    """A <figure>: its caption goes to the one picture in it, or stands before whatever else it holds."""
    caption = next((one for one in element if name_of(one) == "figcaption"), None)
    runs = _runs(reader.part(caption, around)) if caption is not None else ()
    first = len(reader.out)
    around = replace(around, group=around.group or reader.group({"break-inside": "avoid"}))
    reader.children(element, around, without=caption)
    pictures = [(at, one) for at, one in enumerate(reader.out[first:], first) if isinstance(one, Figure)]
    if runs and len(pictures) == 1:
        ((at, picture),) = pictures
        reader.out[at] = replace(picture, caption=runs)
    elif runs:
        place = Place(classes=frozenset({"figcaption"}), within=around.within, group=around.group, held=True)
        reader.out.insert(first, Paragraph(runs, place=place))


def figure(reader: Reader, element: Element) -> None:
    """A picture, wherever it stands; one that is hidden from listeners is left out."""
    if element.get("aria-hidden") == "true":
        return
    title = next((one for one in element if name_of(one) == "title"), None)
    alt = element.get("aria-label", "") or element.get("alt", "")
    alt = "".join(title.itertext()) if title is not None else alt
    reader.end()
    reader.ids += [element.get("id", "")] if element.get("id") else []
    drawn = name_of(element) == "svg"
    picture = drawing(reader.page, element, reader.family) if drawn else image(reader.page, element, reader.family)
    if picture or alt.strip():
        reader.out.append(Figure(picture, clean(" ".join(alt.split())), place=reader.place(reader.around)))


def lists_links(nav: Element) -> bool:
    """Whether a <nav> has a list in which every item is a link to a place in the page."""
    items = list(nav.iter(HTML + "li"))
    return bool(items) and all(
        any(link.get("href", "").startswith("#") for link in item.iter(HTML + "a")) for item in items
    )


def contents(reader: Reader, element: Element, around: Around) -> None:
    """The list of contents, with the heading before it."""
    for child in element:
        if name_of(child) in ("ul", "ol"):
            entries = tuple(_entry(reader, link, around) for link in child.iter(HTML + "a"))
            reader.out.append(Contents(entries, reader.place(around)))
        else:
            outer, reader.around = reader.around, around
            reader.read(child)
            reader.around = outer


def _entry(reader: Reader, link: Element, around: Around) -> tuple[str, Runs]:
    return link.get("href", "")[1:], tuple(replace(run, link="") for run in _runs(reader.part(link, around)))


def _runs(blocks: Iterable[Block]) -> Runs:
    """The text of the paragraphs among blocks, a line each."""
    out: list[Run] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            out += [Run("\n")] if out else []
            out += block.runs
    return tuple(out)
