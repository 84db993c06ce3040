"""Runs of text as WordprocessingML, with their look, links and bookmarks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from xml.sax.saxutils import escape, quoteattr

from cxassess.output.blocks import Run, Runs, encode_url
from cxassess.output.direction import split_directions

_STYLES = {"label": "Label", "key": "Key", "aside": "Aside"}
# Word accepts no longer address in a link, and reports a file with a malformed address as damaged.
MAX_LINK = 2000
_ADDRESS = re.compile(
    r"(?:https?://[A-Za-z0-9_.-]+(?::\d{1,5})?(?:[/?#][^\s<>\"{}|\\^`\[\]]*)?|mailto:[^\s<>\"{}|\\^`\[\]]+)", re.I
)


@dataclass(slots=True)
class Links:
    """The targets of links: bookmarks for the ids of the page, and relationships for addresses outside it."""

    relationship: Callable[[str], str]
    targets: frozenset[str] = frozenset()
    _names: dict[str, str] = field(default_factory=dict)
    _made: dict[str, int] = field(default_factory=dict)

    def bookmark(self, id: str) -> str:
        """The bookmark of an id: short, as Word requires, whatever the id is."""
        return self._names.setdefault(id, f"_Toc{len(self._names) + 1:06}")

    def bookmarks(self, ids: Iterable[str]) -> str:
        """Bookmarks for the ids that something links to, each once."""
        out = ""
        for id in ids:
            if id in self.targets and id not in self._made:
                number = self._made[id] = len(self._made) + 1
                out += (
                    f'<w:bookmarkStart w:id="{number}" w:name="{self.bookmark(id)}"/><w:bookmarkEnd w:id="{number}"/>'
                )
        return out


def runs_xml(
    runs: Runs, links: Links, *, bold: bool = False, color: str = "", implied: frozenset[str] = frozenset()
) -> str:
    """Runs as WordprocessingML. `bold` and `color` apply to all; the marks in `implied` are left to the style."""
    out = []
    for run in runs:
        marks = (run.marks | {"bold"} if bold else run.marks) - implied
        inside = _run(replace(run, marks=marks, color=run.color or color))
        out.append(_hyperlink(inside, run.link, links))
    return "".join(out)


def _hyperlink(inside: str, link: str, links: Links) -> str:
    if link.startswith("#") and link[1:] in links.targets:
        return f'<w:hyperlink w:anchor="{links.bookmark(link[1:])}" w:history="1">{inside}</w:hyperlink>'
    if link and not link.startswith("#") and len(link) <= MAX_LINK and _ADDRESS.fullmatch(link):
        return f'<w:hyperlink r:id="{links.relationship(encode_url(link))}" w:history="1">{inside}</w:hyperlink>'
    return inside


def _run(run: Run) -> str:
    """One run, split where the direction of the text changes."""
    text = f"\u00a0{run.text.strip()}\u00a0" if run.background else run.text
    return "".join(
        f"<w:r>{_run_properties(run, rtl)}{''.join(_text_elements(part))}</w:r>"
        for part, rtl in split_directions(text)
        if part
    )


def _run_properties(run: Run, rtl: bool) -> str:
    """The properties of a run, in the order of the schema."""
    style = next((_STYLES[role] for role in _STYLES if role in run.classes), "")
    style = "Hyperlink" if run.link and not run.link.startswith("#") else style
    properties = f'<w:rStyle w:val="{style}"/>' if style else ""
    if "code" in run.marks:
        properties += '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>'
    if "bold" in run.marks:
        properties += "<w:b/><w:bCs/>"
    if "italic" in run.marks:
        properties += "<w:i/><w:iCs/>"
    if run.color:
        properties += f'<w:color w:val="{run.color.upper()}"/>'
    if run.background:
        properties += f'<w:shd w:val="clear" w:color="auto" w:fill="{run.background.upper()}"/>'
    for mark in ("sub", "sup"):
        if mark in run.marks:
            properties += f'<w:vertAlign w:val="{mark.replace("sup", "super")}script"/>'
    if rtl:
        properties += "<w:rtl/>"
    return f"<w:rPr>{properties}</w:rPr>" if properties else ""


def _text_elements(text: str) -> Iterator[str]:
    """Text, line breaks and tabs as elements."""
    for part in re.split("([\n\t])", text):
        if part == "\n":
            yield "<w:br/>"
        elif part == "\t":
            yield "<w:tab/>"
        elif part:
            yield f'<w:t xml:space="preserve">{escape(part)}</w:t>'


def quote_attribute(text: str) -> str:
    """Text as the value of an attribute, on one line and in quotes."""
    return quoteattr(" ".join(text.split()))
