"""The parts of a Word document around its body: headers, footers, page size, lists, settings, fonts, theme, properties."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

from cxassess.output.direction import split_directions
from cxassess.output.docx.styles import BULLETS, HEADING, LABELED, LIST_LEVELS, NAMESPACES, NUMBERS, TEXT, colors

if TYPE_CHECKING:
    from cxassess.output.blocks import Document
    from cxassess.report.single.model import Report

_SECTION = 'STYLEREF "Heading 2"'
_SIGNS = ("\u2022", "\u2013", "\u2022")
_NUMBERS = ("%1.", "%2.", "%3.")


class RepeatedText(NamedTuple):
    """The text on every page: title, subject, the marking of the answers, and the template's line."""

    title: str
    subject: str
    marking: str
    line: str


def repeated_text(content: Document, report: Report) -> RepeatedText:
    """The text on every page as the page has it; the marking is the report's, whatever a template makes of it."""
    title, line = content.repeated.get("title", ""), content.repeated.get("line", "")
    return RepeatedText(title or report.title, report.subject, report.marking, line)


def header(repeated: RepeatedText, first: bool) -> str:
    """A header: the marking, then title and section; the first page shows its title anyway.

    Word looks up the section when it lays out a page; programs that cannot show none rather than a wrong one.
    """
    line = "" if first else f"{_text(repeated.title)}<w:r><w:tab/></w:r>{_field(_SECTION, '')}"
    below = f'<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{line}</w:p>'
    return f"<w:hdr {NAMESPACES}>{_marked(repeated.marking)}{'' if first and repeated.marking else below}</w:hdr>"


def footer(repeated: RepeatedText) -> str:
    """A footer: subject and page number, then the marking and the line."""
    pages = f"{_text('Page ')}{_field('PAGE', '1')}{_text(' of ')}{_field('NUMPAGES', '1')}"
    line = f'<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{_text(repeated.subject)}<w:r><w:tab/></w:r>{pages}</w:p>'
    return f"<w:ftr {NAMESPACES}>{line}{_marked(repeated.marking)}{_marked(repeated.line)}</w:ftr>"


def _marked(marking: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="Marking"/></w:pPr>{_text(marking)}</w:p>' if marking else ""


def _text(text: str) -> str:
    return "".join(
        f'<w:r>{"<w:rPr><w:rtl/></w:rPr>" if rtl else ""}<w:t xml:space="preserve">{escape(part)}</w:t></w:r>'
        for part, rtl in split_directions(" ".join(text.split()) if text.strip() == text else text)
        if part
    )


def _field(code: str, value: str) -> str:
    """A field with its value until Word updates it, which it does whenever it lays out a page."""
    begin, middle, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    return f'{begin}<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>{middle}{_text(value)}{end}'


def section_properties(ids: dict[str, str]) -> str:
    """The page: US letter, its margins, and its headers and footers by their relationships."""
    references = "".join(
        f'<w:{kind}Reference w:type="{type}" r:id="{ids[kind + type]}"/>'
        for kind in ("header", "footer")
        for type in ("default", "first")
    )
    return (
        f'<w:sectPr>{references}<w:pgSz w:w="12240" w:h="15840"/>'
        '<w:pgMar w:top="1296" w:right="1152" w:bottom="1224" w:left="1152" w:header="560" w:footer="500" w:gutter="0"/>'
        '<w:cols w:space="720"/><w:titlePg/></w:sectPr>'
    )


def properties(title: str, author: str, language: str, day: datetime.date | None) -> str:
    """docProps/core.xml, without the person or machine that made the file, and without the clock."""
    time = f"{day.isoformat()}T00:00:00Z" if day else ""
    dated = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{time}</dcterms:{name}>' for name in ("created", "modified") if time
    )
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(author)}</dc:creator>"
        f"<dc:language>{escape(language)}</dc:language>{dated}</cp:coreProperties>"
    )


def numbering(starts: list[int]) -> str:
    """The part word/numbering.xml: bullets, and numbers that restart for each ordered list at its first number."""
    lists = (
        (BULLETS, "ListBullet", _SIGNS, 0),
        (NUMBERS, "ListNumber", _NUMBERS, 0),
        (LABELED, "LabeledList", _SIGNS, 1260),
    )
    abstract = "".join(_levels(id, style, signs, inset) for id, style, signs, inset in lists)
    numbers = "".join(f'<w:num w:numId="{id}"><w:abstractNumId w:val="{id}"/></w:num>' for id, *_ in lists)
    for at, start in enumerate(starts):
        again = "".join(
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            for level in range(LIST_LEVELS)
        )
        numbers += f'<w:num w:numId="{number_of_list(at)}"><w:abstractNumId w:val="{NUMBERS}"/>{again}</w:num>'
    return f"<w:numbering {NAMESPACES}>{abstract}{numbers}</w:numbering>"


def number_of_list(at: int) -> int:
    """The number of an ordered list in word/numbering.xml, by its index among all of them."""
    return LABELED + 1 + at


def _levels(id: int, style: str, signs: tuple[str, ...], inset: int) -> str:
    """The look of a kind of list at each level; `inset` is an extra indent, in twentieths of a point."""
    kind = "decimal" if "%" in signs[0] else "bullet"
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        + (f'<w:pStyle w:val="{style}{level + 1 if level else ""}"/>' if not (inset and level) else "")
        + f'<w:lvlText w:val="{sign}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{inset + 360 * (level + 1)}" w:hanging="260"/></w:pPr></w:lvl>'
        for level, sign in enumerate(signs)
    )
    return (
        f'<w:abstractNum w:abstractNumId="{id}"><w:nsid w:val="{0x10C0FFE0 + id:08X}"/>'
        f'<w:multiLevelType w:val="hybridMultilevel"/><w:tmpl w:val="{0x20C0FFE0 + id:08X}"/>{levels}</w:abstractNum>'
    )


def settings(language: str) -> str:
    """The part word/settings.xml. Without the compatibility mode, Word would treat the file as one of Word 2003."""
    uri = "http://schemas.microsoft.com/office/word"
    return (
        f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        f'<w:compatSetting w:name="compatibilityMode" w:uri="{uri}" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{language}"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def fonts() -> str:
    """The part word/fontTable.xml: the kinds of fonts, for machines that do not have them."""
    known = ((TEXT, "020B0604020202020204", "swiss"), (HEADING, "02040502050405020303", "roman"))
    entries = "".join(
        f'<w:font w:name="{name}"><w:panose1 w:val="{panose}"/><w:charset w:val="00"/><w:family w:val="{family}"/>'
        '<w:pitch w:val="variable"/></w:font>'
        for name, panose, family in known
    )
    return f"<w:fonts {NAMESPACES}>{entries}</w:fonts>"


def theme(named: Mapping[str, str]) -> str:
    """The part word/theme/theme1.xml: the report's colors and fonts in Word's own menus."""
    color = colors(named)
    scheme = {
        "dk1": "ink", "lt1": "paper", "dk2": "strong", "lt2": "panel", "accent1": "accent", "accent2": "target",
        "accent3": "strong", "accent4": "quiet", "accent5": "line", "accent6": "ink", "hlink": "accent",
        "folHlink": "quiet",
    }  # fmt: skip
    palette = "".join(f'<a:{slot}><a:srgbClr val="{color[name]}"/></a:{slot}>' for slot, name in scheme.items())
    faces = "".join(
        f'<a:{kind}Font><a:latin typeface="{name}"/><a:ea typeface=""/><a:cs typeface=""/></a:{kind}Font>'
        for kind, name in (("major", HEADING), ("minor", TEXT))
    )
    solid = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="9525">{solid}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'<a:theme {NAMESPACES} name="Report"><a:themeElements><a:clrScheme name="Report">{palette}</a:clrScheme>'
        f'<a:fontScheme name="Report">{faces}</a:fontScheme><a:fmtScheme name="Report">'
        f"<a:fillStyleLst>{solid * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{solid * 3}</a:bgFillStyleLst>"
        "</a:fmtScheme></a:themeElements></a:theme>"
    )
