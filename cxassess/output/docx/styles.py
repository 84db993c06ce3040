"""The named styles of the Word document, so that whoever edits it changes a look in one place.

Every look of a paragraph has a style here; the report's own colors come from its style sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

# Public Sans and Merriweather are on few machines, and Word knows no list of fonts to fall back on: it would take
# Times. Arial and Georgia come with Windows, macOS and Office; where Arial is missing, its metric twin is there.
TEXT = "Arial"
HEADING = "Georgia"
FAMILY = f"{TEXT}, sans-serif"  # of the text in drawings

COLORS = {
    "ink": "1b1b1b", "quiet": "51565f", "panel": "f1f5f9", "line": "c6cace", "accent": "005ea2", "strong": "162e51",
    "on-strong": "ffffff", "target": "b03a00", "paper": "ffffff",
}  # fmt: skip

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)

# Lists as word/numbering.xml knows them.
LIST_LEVELS = 3
BULLETS, NUMBERS, LABELED = 1, 2, 3
WIDTH = 9936  # twentieths of a point between the margins


def colors(named: Mapping[str, str]) -> dict[str, str]:
    """The colors of styles as Word writes them: those of the report's style sheet, or else the default ones."""
    return {name: named.get(name, color).upper() for name, color in COLORS.items()}


def styles(named: Mapping[str, str], language: str) -> str:
    """The part word/styles.xml."""
    color = colors(named)
    parts = "".join((*_paragraphs(color), *_characters(color), _tables(color)))
    return f"<w:styles {NAMESPACES}>{_defaults(language)}{parts}</w:styles>"


def _defaults(language: str) -> str:
    """What holds where no style says otherwise. No color: so a reader's own contrast settings do."""
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_font(TEXT)}"
        '<w:sz w:val="20"/><w:szCs w:val="20"/>'
        f'<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="110" w:line="269" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>"
    )


def _font(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:eastAsia="{name}" w:hAnsi="{name}" w:cs="{name}"/>'


def _style(
    id: str,
    name: str,
    paragraph: str = "",
    text: str = "",
    *,
    based: str = "Normal",
    after: str = "",
    link: bool = True,
) -> str:
    """A paragraph style; `after` is the style of the paragraph that is typed after it."""
    builtin = "" if name in _BUILT_IN else ' w:customStyle="1"'
    return (
        f'<w:style w:type="paragraph"{builtin} w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="{based}"/>'
        + (f'<w:next w:val="{after}"/>' if after else "")
        + "<w:qFormat/>"
        + (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "")
        + (f"<w:rPr>{text}</w:rPr>" if text else "")
        + "</w:style>"
    )


_BUILT_IN = frozenset(
    ["Subtitle", "header", "footer", "caption", "Quote", "TOC Heading", "List", "List Bullet", "List Bullet 2",
     "List Bullet 3", "List Number", "List Number 2", "List Number 3", "HTML Preformatted"]
    + [f"heading {level}" for level in range(1, 7)] + [f"toc {level}" for level in range(1, 7)]
)  # fmt: skip


def _size(points: float, bold: bool = False, color: str = "", font: str = "") -> str:
    """Properties of text, in the order of the schema; `points` in halves at most."""
    return (
        (_font(font) if font else "")
        + ("<w:b/><w:bCs/>" if bold else "")
        + (f'<w:color w:val="{color}"/>' if color else "")
        + f'<w:sz w:val="{points * 2:.0f}"/><w:szCs w:val="{points * 2:.0f}"/>'
    )


def _space(before: int, after: int, line: int = 0) -> str:
    exact = f' w:line="{line}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{exact}/>'


def _paragraphs(color: Mapping[str, str]) -> Iterator[str]:
    yield (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        "<w:pPr><w:widowControl/></w:pPr></w:style>"
    )
    yield from _headings(color)
    line = f'<w:pBdr><w:left w:val="single" w:sz="24" w:space="8" w:color="{color["accent"]}"/></w:pBdr>'
    panel = f'<w:shd w:val="clear" w:color="auto" w:fill="{color["panel"]}"/>'
    tab = '<w:tabs><w:tab w:val="left" w:pos="2880"/></w:tabs>'
    yield _style(
        "Fact",
        "Fact",
        f'<w:keepLines/>{line}{panel}{tab}{_space(0, 160)}<w:ind w:left="2880" w:hanging="2700"/><w:contextualSpacing/>',
    )
    yield _style("Lead", "Lead", "<w:keepLines/>", _size(12.5, True, color["strong"]))
    yield _style("Intent", "Intent", "<w:keepLines/>", _size(11.5, color=color["quiet"]))
    yield _style("AnswerLine", "Answer Line", "<w:keepNext/><w:keepLines/>")
    yield _style(
        "LabeledText",
        "Labeled Text",
        f'<w:tabs><w:tab w:val="left" w:pos="1360"/></w:tabs>{_space(0, 80)}<w:ind w:left="1360" w:hanging="1360"/>',
    )
    yield _style("Quote", "Quote", '<w:ind w:left="400" w:right="400"/>', "<w:i/><w:iCs/>")
    yield _style(
        "HTMLPreformatted", "HTML Preformatted", "", _font("Courier New") + '<w:sz w:val="18"/><w:szCs w:val="18"/>'
    )
    yield _style(
        "Caption", "caption", f"<w:keepNext/><w:keepLines/>{_space(200, 80)}", _size(10.5, True, color["strong"])
    )
    yield _style("Figure", "Figure", _space(120, 120, 240))
    yield _style("FigureCaption", "Figure Caption", f"<w:keepLines/>{_space(0, 160)}", _size(9.5, color=color["quiet"]))
    yield _style("TableText", "Table Text", _space(30, 30, 250), _size(9))
    yield _style("TableTextDense", "Table Text Dense", _space(10, 10, 240), _size(8.5), based="TableText")
    yield _style("TableEnd", "Table End", _space(0, 100, 240), _size(4))
    yield from _lists()
    yield from _running(color)


def _headings(color: Mapping[str, str]) -> Iterator[str]:
    box = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="{space}" w:color="{color["strong"]}"/>'
        for side, space in (("top", 14), ("left", 10), ("bottom", 14), ("right", 10))
    )
    cover = f'<w:pBdr>{box}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{color["strong"]}"/>'
    inset = '<w:ind w:left="220" w:right="220"/>'
    for level, look, before, after in (
        (1, _size(26, True, color["on-strong"], HEADING), 0, 0),
        (2, _size(18, True, color["strong"], HEADING), 360, 140),
        (3, _size(12, True, color["strong"]), 260, 90),
        (4, _size(10.5, True), 160, 60),
        (5, _size(10.5, True, color["quiet"]), 140, 60),
        (6, _size(10, True, color["quiet"]), 140, 60),
    ):
        shape = f"{cover if level == 1 else ''}{_space(before, after, 252)}{inset if level == 1 else ''}"
        yield _style(
            f"Heading{level}", f"heading {level}",
            f'<w:keepNext/><w:keepLines/>{shape}<w:outlineLvl w:val="{level - 1}"/>', look, after="Normal",
        )  # fmt: skip
    yield _style(
        "Subtitle",
        "Subtitle",
        f"<w:keepLines/>{cover}{_space(80, 360, 264)}{inset}",
        _size(13, color=color["on-strong"]),
    )
    yield _style("TOCHeading", "TOC Heading", _space(360, 100), based="Heading2", after="Normal")
    for level in range(1, 7):
        tab = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{WIDTH}"/></w:tabs>'
        yield _style(f"TOC{level}", f"toc {level}", f'{tab}{_space(0, 60)}<w:ind w:left="{max(0, level - 2) * 300}"/>')


def _lists() -> Iterator[str]:
    yield _style("List", "List", _space(0, 50))
    for kind, number in (("Bullet", BULLETS), ("Number", NUMBERS)):
        for level in range(LIST_LEVELS):
            more = f" {level + 1}" if level else ""
            numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
            yield _style(f"List{kind}{more.strip()}", f"List {kind}{more}", f"{numbered}{_space(0, 60)}")
    numbered = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{LABELED}"/></w:numPr>'
    yield _style("LabeledList", "Labeled List", f"{numbered}{_space(0, 50)}")
    yield _style("ListText", "List Text", f'{_space(0, 60)}<w:ind w:left="360"/>')


def _running(color: Mapping[str, str]) -> Iterator[str]:
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{WIDTH}"/></w:tabs>{_space(0, 0, 240)}'
    yield _style("Header", "header", tab, _size(8, color=color["quiet"]))
    yield _style("Footer", "footer", tab, _size(8, color=color["quiet"]))
    yield _style("Marking", "Marking", f'{_space(0, 40, 240)}<w:jc w:val="center"/>', _size(10, True))


def _characters(color: Mapping[str, str]) -> Iterator[str]:
    yield (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    )
    for id, look in (
        ("Hyperlink", f'<w:color w:val="{color["accent"]}"/><w:u w:val="single"/>'),
        ("Label", f'<w:color w:val="{color["quiet"]}"/>'),
        ("Key", f'<w:b/><w:bCs/><w:color w:val="{color["accent"]}"/>'),
        ("Aside", f'<w:color w:val="{color["quiet"]}"/>'),
    ):
        custom = "" if id == "Hyperlink" else ' w:customStyle="1"'
        yield (
            f'<w:style w:type="character"{custom} w:styleId="{id}"><w:name w:val="{id}"/>'
            f'<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/><w:rPr>{look}</w:rPr></w:style>'
        )


def _tables(color: Mapping[str, str]) -> str:
    """The plain table that Word needs, and that of the report: a header row in color, lines between rows."""
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{color["line"]}"'
    margins = '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="{0}" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="{0}" w:type="dxa"/></w:tblCellMar>'
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/>'
        f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{margins.format(108)}</w:tblPr></w:style>'
        '<w:style w:type="table" w:customStyle="1" w:styleId="ReportTable"><w:name w:val="Report Table"/>'
        '<w:basedOn w:val="TableNormal"/><w:qFormat/>'
        f"<w:tblPr><w:tblBorders><w:bottom {line}/><w:insideH {line}/></w:tblBorders>{margins.format(80)}</w:tblPr>"
        f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/><w:color w:val="{color["on-strong"]}"/></w:rPr>'
        f'<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{color["strong"]}"/><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
        "</w:style>"
    )
