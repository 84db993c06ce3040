"""Runs of text as WordprocessingML, with their look, links and bookmarks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from cxassess.output.text_direction import is_rtl, split_directions, starts_rtl
from cxassess.report.blocks import plain
from cxassess.text import encode_url, shorten

if TYPE_CHECKING:
    from docx.parts.document import DocumentPart

    from cxassess.report.blocks import Span, Text

# The style of a run by its kind, by the name that the style has in Word.
RUN_STYLES = {
    "strong": "Strong", "key": "Report Key", "tag": "Report Tag", "late": "Report Late", "label": "Report Label",
    "where": "Report Aside", "aside": "Report Aside",
}  # fmt: skip
LINK_STYLE = "Hyperlink"
# Word accepts no longer address in a link, and reports a file with a malformed address as damaged.
MAX_LINK = 2000
UNCHECKED, CHECKED = "☐", "☒"
MAX_BOX_TITLE = 64  # characters of the title of a box that Word takes
_ADDRESS = re.compile(
    r"(?:https?://[A-Za-z0-9_.-]+(?::\d{1,5})?(?:[/?#][^\s<>\"{}|\\^`\[\]]*)?|mailto:[^\s<>\"{}|\\^`\[\]]+)", re.I
)
_FORBIDDEN = re.compile("[^\t\n\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0


@dataclass(slots=True)
class Runs:
    """Writes lines of text.

    styles: the ids of styles by their names. part: it gets the relationships to web and mail addresses.
    targets: the bookmarks of the ids that something links to.
    """

    styles: Mapping[str, str]
    part: DocumentPart
    targets: Mapping[str, str]
    _relationships: dict[str, str] = field(default_factory=dict)
    _made: dict[str, int] = field(default_factory=dict)
    _boxes: int = 0

    def bookmark(self, id: str) -> str:
        """An empty bookmark for an id that something links to, the first time."""
        if id not in self.targets or id in self._made:
            return ""
        number = self._made[id] = len(self._made) + 1
        return f'<w:bookmarkStart w:id="{number}" w:name="{self.targets[id]}"/><w:bookmarkEnd w:id="{number}"/>'

    def line(self, text: Text, *, bold: bool = False) -> str:
        """A line of text as runs."""
        return "".join(self._span(span, bold) for span in text if span.kind != "seen")  # no drawings of votes here

    def _box(self, span: Span) -> str:
        """A box that is marked by a click or the space bar. Word shows what it is about, and programs read it aloud."""
        self._boxes += 1
        about = quote_attribute(shorten(span.about, MAX_BOX_TITLE))
        checked = f'<w14:checked w14:val="{int(span.text == CHECKED)}"/>'
        states = _box_state("checkedState", CHECKED) + _box_state("uncheckedState", UNCHECKED)
        look = f'<w:alias w:val={about}/><w:id w:val="{self._boxes}"/><w14:checkbox>{checked}{states}</w14:checkbox>'
        return f"<w:sdt><w:sdtPr>{look}</w:sdtPr><w:sdtContent>{run(span.text)}</w:sdtContent></w:sdt>"

    def link(self, inside: str, link: str) -> str:
        """Runs as a link; as they are where nothing can be linked to."""
        if link.startswith("#"):
            if link[1:] not in self.targets:
                return inside
            return f'<w:hyperlink w:anchor="{self.targets[link[1:]]}" w:history="1">{inside}</w:hyperlink>'
        if link and len(link) <= MAX_LINK and _ADDRESS.fullmatch(link):
            return f'<w:hyperlink r:id="{self._relationship(encode_url(link))}" w:history="1">{inside}</w:hyperlink>'
        return inside

    def _relationship(self, address: str) -> str:
        """The relationship to an address outside the file, one for each address."""
        from docx.opc.constants import RELATIONSHIP_TYPE

        if address not in self._relationships:
            id = self._relationships[address] = f"rIdLink{len(self._relationships) + 1}"
            self.part.rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, address, id, is_external=True)
        return self._relationships[address]

    def _span(self, span: Span, bold: bool) -> str:
        if span.kind == "box":
            return self._box(span)
        name = LINK_STYLE if span.link and not span.link.startswith("#") else RUN_STYLES.get(span.kind, "")
        look = f'<w:rStyle w:val="{self.styles[name]}"/>' if name else ""
        return self.link(run(span.text, look + ("<w:b/><w:bCs/>" if bold else "")), span.link)


def _box_state(name: str, sign: str) -> str:
    return f'<w14:{name} w14:val="{ord(sign):04X}" w14:font="MS Gothic"/>'


def run(text: str, look: str = "") -> str:
    """A run of text with its properties, split where the direction of the text changes."""
    return "".join(
        f"<w:r>{_properties(look, rtl)}{''.join(_elements(part))}</w:r>"
        for part, rtl in split_directions(_FORBIDDEN.sub("\ufffd", text))
        if part
    )


def _properties(look: str, rtl: bool) -> str:
    return f"<w:rPr>{look}{'<w:rtl/>' if rtl else ''}</w:rPr>" if look or rtl else ""


def _elements(text: str) -> Iterator[str]:
    """Text, line breaks and tabs as elements."""
    for part in re.split("([\n\t])", text):
        if part in ("\n", "\t"):
            yield "<w:br/>" if part == "\n" else "<w:tab/>"
        elif part:
            yield f'<w:t xml:space="preserve">{escape(part)}</w:t>'


def start_field(code: str) -> str:
    """The start of a field; what it shows until Word updates it comes before FIELD_END."""
    order = f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    return f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{order}<w:r><w:fldChar w:fldCharType="separate"/></w:r>'


FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def is_rtl_line(text: Text) -> bool:
    """Whether a paragraph is read from right to left: by its first letter where people wrote all of it."""
    words = plain(text)
    return is_rtl(words) or (all(span.typed for span in text if span.text.strip()) and starts_rtl(words))


def quote_attribute(text: str) -> str:
    """Text as the value of an attribute, on one line and in quotes."""
    return quoteattr(" ".join(_FORBIDDEN.sub("\ufffd", text).split()))
