"""Text with its look, links and bookmarks as WordprocessingML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from xml.sax.saxutils import escape, quoteattr

from cxassess.output.blocks import Run, Runs, encode_url
from cxassess.output.direction import split_directions

_STYLED = {"label": "Label", "key": "Key", "aside": "Aside"}
# Word takes no longer address for a link, and calls a file broken whose addresses are not well formed.
_LONGEST_LINK = 2000
_ADDRESS = re.compile(
    r"(?:https?://[A-Za-z0-9_.-]+(?::\d{1,5})?(?:[/?#][^\s<>\"{}|\\^`\[\]]*)?|mailto:[^\s<>\"{}|\\^`\[\]]+)", re.I
)


@dataclass(slots=True)
class Links:
    """Where links lead: bookmarks by the ids of the page, and what the package calls an outside address."""

    outside: Callable[[str], str]
    wanted: frozenset[str] = frozenset()
    _names: dict[str, str] = field(default_factory=dict)
    _made: dict[str, int] = field(default_factory=dict)

    def name(self, id: str) -> str:
        """The bookmark of an id: short, as Word asks, whatever the id holds."""
        return self._names.setdefault(id, f"_Toc{len(self._names) + 1:06}")

    def here(self, ids: Iterable[str]) -> str:
        """Bookmarks for those of the ids that something links to, each once."""
        out = ""
        for id in ids:
            if id in self.wanted and id not in self._made:
                number = self._made[id] = len(self._made) + 1
                out += f'<w:bookmarkStart w:id="{number}" w:name="{self.name(id)}"/><w:bookmarkEnd w:id="{number}"/>'
        return out


def words(
    runs: Runs, links: Links, *, bold: bool = False, text_color: str = "", known: frozenset[str] = frozenset()
) -> str:
    """Runs as WordprocessingML. `bold` and `text_color` hold for all; the marks in `known` are left to the style."""
    out = []
    for run in runs:
        marks = (run.marks | {"bold"} if bold else run.marks) - known
        inside = _run(replace(run, marks=marks, text_color=run.text_color or text_color))
        out.append(_linked(inside, run.link, links))
    return "".join(out)


def _linked(inside: str, link: str, links: Links) -> str:
    if link.startswith("#") and link[1:] in links.wanted:
        return f'<w:hyperlink w:anchor="{links.name(link[1:])}" w:history="1">{inside}</w:hyperlink>'
    if link and not link.startswith("#") and len(link) <= _LONGEST_LINK and _ADDRESS.fullmatch(link):
        return f'<w:hyperlink r:id="{links.outside(encode_url(link))}" w:history="1">{inside}</w:hyperlink>'
    return inside


def _run(run: Run) -> str:
    """One run, cut where the direction of writing turns."""
    text = f"\u00a0{run.text.strip()}\u00a0" if run.background else run.text
    return "".join(
        f"<w:r>{_look(run, rtl)}{''.join(_pieces(part))}</w:r>" for part, rtl in split_directions(text) if part
    )


def _look(run: Run, rtl: bool) -> str:
    """The properties of a run, in the order in which the schema lists them."""
    style = next((_STYLED[role] for role in _STYLED if role in run.classes), "")
    style = "Hyperlink" if run.link and not run.link.startswith("#") else style
    found = f'<w:rStyle w:val="{style}"/>' if style else ""
    if "code" in run.marks:
        found += '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>'
    if "bold" in run.marks:
        found += "<w:b/><w:bCs/>"
    if "italic" in run.marks:
        found += "<w:i/><w:iCs/>"
    if run.text_color:
        found += f'<w:color w:val="{run.text_color.upper()}"/>'
    if run.background:
        found += f'<w:shd w:val="clear" w:color="auto" w:fill="{run.background.upper()}"/>'
    for mark in ("sub", "sup"):
        if mark in run.marks:
            found += f'<w:vertAlign w:val="{mark.replace("sup", "super")}script"/>'
    if rtl:
        found += "<w:rtl/>"
    return f"<w:rPr>{found}</w:rPr>" if found else ""


def _pieces(text: str) -> Iterator[str]:
    """Text, line ends and tabs as elements."""
    for part in re.split("([\n\t])", text):
        if part == "\n":
            yield "<w:br/>"
        elif part == "\t":
            yield "<w:tab/>"
        elif part:
            yield f'<w:t xml:space="preserve">{escape(part)}</w:t>'


def attribute(text: str) -> str:
    """Text as an attribute's value on one line, quotes included."""
    return quoteattr(" ".join(text.split()))
