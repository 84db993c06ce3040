"""Takes an HTML page apart: its elements, words, headings and tables, and whether its structure is accessible."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

XHTML, SVG = "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/2000/svg}"
VOID = {"meta", "link", "br", "hr", "img", "input", "col", "base", "wbr"}


class Page(HTMLParser):
    """A page taken apart: elements with attributes, text, tables; a tag that is not closed is a fault.

    What is in a drawing is named like this: `svg:title`.
    """

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.words: dict[str, list[str]] = {}
        self.tables: list[list[tuple[str, dict[str, str]]]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = f"svg:{tag}" if "svg" in self.open else tag
        attributes = {name: value or "" for name, value in attrs}
        assert len(attributes) == len(attrs)
        self.elements.append((tag, attributes))
        if tag == "table":
            self.tables.append([])
        if "table" in [*self.open, tag]:
            self.tables[-1].append((tag, attributes))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() in (tag, f"svg:{tag}")

    def handle_data(self, data: str) -> None:
        self.words.setdefault(self.open[-1] if self.open else "", []).append(data)

    def all(self, name: str) -> list[str]:
        """The values of an attribute, wherever it is."""
        return [attributes[name] for _, attributes in self.elements if name in attributes]

    def text(self) -> str:
        """All text but that of the style sheet, on one line."""
        texts = [text for tag, texts in self.words.items() if tag != "style" for text in texts]
        return " ".join(" ".join(texts).split())


def listenable(page: Page) -> None:
    """Fails where a reader of the page's structure would lose the way."""
    tags = [tag for tag, _ in page.elements]
    assert (tags.count("h1"), tags.count("main"), tags.count("title")) == (1, 1, 1)
    heights = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert heights[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(heights))
    assert page.elements[0][1]["lang"]
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    targets = [target[1:] for target in (*page.all("href"), *page.all("data-to")) if target.startswith("#")]
    assert set(targets) | set(page.all("aria-labelledby")) <= set(ids)
    for table in page.tables:
        parts = [tag for tag, _ in table if not re.fullmatch("h[1-6]", tag)]
        assert table[0][1].get("aria-label") or parts[1] == "caption"
        assert [part for part in parts if part != "caption"][:3] == ["table", "thead", "tr"]
        assert all("scope" in found for tag, found in table if tag == "th")
        assert len(set(rows(table))) == 1, rows(table)


def rows(table: list[tuple[str, dict[str, str]]]) -> list[int]:
    """How many cells each row of a table has."""
    counts: list[int] = []
    for tag, attributes in table:
        if tag == "tr":
            counts.append(0)
        elif tag in ("td", "th"):
            counts[-1] += int(attributes.get("colspan", 1))
    return counts


def page_words(page: str) -> list[str]:
    """Return the words of a page's body, without drawings and what every page of the document repeats."""
    import tinyhtml5

    def words(element: Any) -> Iterator[str]:
        names = {f"{XHTML}{name}" for name in ("head", "style", "script")} | {f"{SVG}svg"}
        if element.tag not in names and element.get("class") not in ("marking", "line"):
            inline = element.tag in {f"{XHTML}{name}" for name in ("span", "a", "strong", "em")}
            yield "" if inline and "text" not in element.get("class", "") else " "
            yield element.text or ""
            for child in element:
                yield from words(child)
            yield "" if inline and "label" not in element.get("class", "") else " "
        yield element.tail or ""

    return "".join(words(tinyhtml5.parse(page))).split()


def headings(page: str) -> list[tuple[int, str]]:
    import tinyhtml5

    elements = [one for one in tinyhtml5.parse(page).iter() if re.fullmatch(f"{XHTML}h[1-6]", str(one.tag))]
    return [(int(one.tag[-1]), " ".join("".join(one.itertext()).split())) for one in elements]
