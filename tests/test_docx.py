"""output/docx: a Word document with the words of the page, accessible, and always the same bytes."""

from __future__ import annotations

import datetime
import io
import re
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from lxml import etree
from support import EXAMPLE, cxassess
from support.full_report import html
from support.html_page import SVG, XHTML, headings, page_words
from support.marks import slow_except
from support.situations import SITUATIONS, compose_report

from cxassess.output.docx import docx
from cxassess.output.html import LEADERSHIP
from cxassess.report.single.model import Report

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MADE = [("act-iac-cx-2018", one) for one in SITUATIONS] + [("omb-hisp-2018", "full"), ("gsa-cx-coe-13", "full")]
QUICK = [("act-iac-cx-2018", one) for one in ("full", "hostile", "nothing")]
every = pytest.mark.parametrize(
    ("playbook", "situation"), slow_except(MADE, *QUICK), ids=["-".join(one) for one in MADE]
)


@cache
def make_document(playbook: str, situation: str) -> tuple[Report, str, bytes]:
    """A report, its page and its document."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        report = compose_report(playbook, situation, Path(folder))
    page = html(report, for_pdf=True)
    return report, page, docx(page, report, fonts=LEADERSHIP / "fonts")


def document_of(report: Report, body: str, css: str = "") -> bytes:
    """The document of a page of one's own."""
    page = f'<!DOCTYPE html><html lang="en-US"><title>T</title><style>{css}</style><body>{body}</body></html>'
    return docx(page, report, fonts=LEADERSHIP / "fonts")


@pytest.fixture(scope="module")
def report() -> Report:
    return make_document("act-iac-cx-2018", "nothing")[0]


def read_part(data: bytes, name: str = "word/document.xml") -> Any:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))


def text_of(element: Any) -> str:
    """The text of an element of a document, on one line."""
    text_by_tag = {
        "t": lambda one: one.text or "",
        "br": lambda one: " ",
        "tab": lambda one: " ",
        "p": lambda one: "\n",
    }
    text = "".join(
        text_by_tag[name](one) for one in element.iter() if (name := one.tag.rpartition("}")[2]) in text_by_tag
    )
    return " ".join(text.split())


@pytest.mark.slow
@every
def test_headings_are_those_of_the_page_in_order_and_level(playbook: str, situation: str) -> None:
    _, page, data = make_document(playbook, situation)
    document = Document(io.BytesIO(data))
    styles = {"TOC Heading": 2} | {f"Heading {level}": level for level in range(1, 7)}
    paragraphs = [
        (styles[one.style.name], " ".join(one.text.split())) for one in document.paragraphs if one.style.name in styles
    ]
    assert paragraphs == headings(page)
    assert paragraphs[0][0] == 1


@pytest.mark.slow
@every
def test_every_word_of_the_page_is_in_the_document_in_order(playbook: str, situation: str) -> None:
    _, page, data = make_document(playbook, situation)
    assert text_of(read_part(data)).split() == page_words(page)


@every
def test_every_table_has_header_rows_a_caption_and_a_description(playbook: str, situation: str) -> None:
    import tinyhtml5

    _, page, data = make_document(playbook, situation)
    tables, shown = list(read_part(data).iter(f"{W}tbl")), list(tinyhtml5.parse(page).iter(f"{XHTML}table"))
    assert len(tables) == len(shown) > 0
    for table, source in zip(tables, shown, strict=True):
        flags = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.iter(f"{W}tr")]
        assert flags == [True] + [False] * (len(flags) - 1)
        torn = [row for row in table.iter(f"{W}tr") if row.find(f"{W}trPr/{W}cantSplit") is None]
        assert [row for row in torn if len(text_of(row)) < 1400] == []
        before = table.getprevious()
        style, named = before.find(f"{W}pPr/{W}pStyle").get(f"{W}val"), table.find(f"{W}tblPr/{W}tblCaption")
        if named is None:
            assert re.fullmatch("Heading[2-4]", style)  # a caption that is a heading
        else:
            assert (style, text_of(before)) == ("Caption", named.get(f"{W}val"))
        assert "Columns: " in table.find(f"{W}tblPr/{W}tblDescription").get(f"{W}val")
        look = table.find(f"{W}tblPr/{W}tblLook")
        first = str(int(all(row[0].tag == f"{XHTML}th" for row in source.iter(f"{XHTML}tr"))))
        assert [look.get(f"{W}{name}") for name in ("firstRow", "firstColumn", "noHBand")] == ["1", first, "1"]
        widths = [int(one.get(f"{W}w")) for one in table.find(f"{W}tblGrid")]
        assert sum(widths) == 9936
        assert {sum(map(_columns, row.findall(f"{W}tc"))) for row in table.iter(f"{W}tr")} == {len(widths)}


def _columns(cell: Any) -> int:
    """How many columns a cell takes; the head of a group takes all."""
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    return 1 if span is None else int(span.get(f"{W}val"))


@every
def test_every_figure_has_its_alternative_and_both_kinds_of_picture(playbook: str, situation: str) -> None:
    _, page, data = make_document(playbook, situation)
    import tinyhtml5

    drawn = [one for one in tinyhtml5.parse(page).iter(f"{SVG}svg") if one.get("aria-hidden") != "true"]
    alts = [" ".join("".join(one[0].itertext()).split()) for one in drawn]
    pictures = [one for one in read_part(data).iter() if one.tag.endswith("}docPr")]
    assert [one.get("descr") for one in pictures] == alts
    assert len({one.get("id") for one in pictures}) == len(pictures)
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert len([name for name in names if name.endswith(".svg")]) == len(alts)
    assert all(data.startswith(b"\x89PNG") for data in _media(data, ".png"))
    assert bool(alts) == bool(_media(data, ".png"))


def _media(data: bytes, suffix: str) -> list[bytes]:
    package = zipfile.ZipFile(io.BytesIO(data))
    return [package.read(name) for name in package.namelist() if name.endswith(suffix)]


# In the order of the schema (ECMA-376, part 1, annex A.1), as far as they are written here. Word is strict.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs bidi spacing ind "
    "contextualSpacing jc outlineLvl",
    "rPr": "rStyle rFonts b bCs i iCs color sz szCs u shd vertAlign rtl lang",
    "tblPr": "tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "tcW gridSpan vMerge shd vAlign",
    "trPr": "cantSplit tblHeader",
    "sectPr": "headerReference footerReference pgSz pgMar cols titlePg",
    "lvl": "start numFmt pStyle lvlText lvlJc pPr",
    "abstractNum": "nsid multiLevelType tmpl lvl",
    "style": "name basedOn next uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr tblStylePr",
    "settings": "zoom defaultTabStop characterSpacingControl compat themeFontLang decimalSymbol listSeparator",
    "tbl": "tblPr tblGrid tr",
    "tr": "trPr tc",
}


@every
def test_elements_are_in_the_order_of_the_schema(playbook: str, situation: str) -> None:
    data = make_document(playbook, situation)[2]
    for name in zipfile.ZipFile(io.BytesIO(data)).namelist():
        if not name.startswith("word/") or not name.endswith(".xml"):
            continue
        for element in read_part(data, name).iter():
            order = ORDERS.get(element.tag.removeprefix(W), "").split()
            if order:
                places = [order.index(child.tag.removeprefix(W)) for child in element]
                assert places == sorted(places), etree.tostring(element)[:300]


@pytest.mark.slow
@pytest.mark.parametrize("situation", ["full", "hostile"])
def test_a_validator_finds_nothing_that_word_would_repair(situation: str, tmp_path: Path) -> None:
    pytest.importorskip("openxml_audit")
    path = tmp_path / "report.docx"
    path.write_bytes(make_document("act-iac-cx-2018", situation)[2])
    command = [sys.executable, "-m", "openxml_audit", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, "Errors: 0" in done.stdout) == (0, True), done.stdout + done.stderr


@every
def test_every_link_and_entry_of_the_contents_leads_somewhere(playbook: str, situation: str) -> None:
    data = make_document(playbook, situation)[2]
    body = read_part(data)
    marks = [one.get(f"{W}name") for one in body.iter(f"{W}bookmarkStart")]
    assert len(marks) == len(set(marks))
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,39}", name) for name in marks)
    assert {one.get(f"{W}anchor") for one in body.iter(f"{W}hyperlink")} - {None} <= set(marks)
    relations = {one.get("Id"): one for one in read_part(data, "word/_rels/document.xml.rels")}
    for link in body.iter(f"{W}hyperlink"):
        if link.get(f"{R}id"):
            relation = relations[link.get(f"{R}id")]
            assert relation.get("TargetMode") == "External"
            assert re.match("https?://|mailto:", relation.get("Target"))


def test_the_contents_are_a_field_with_its_entries_and_word_is_not_made_to_ask() -> None:
    _, page, data = make_document("act-iac-cx-2018", "full")
    body = read_part(data)
    entries = [text_of(one) for one in body.iter(f"{W}p") if one.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "TOC2"]
    assert entries == [text for level, text in headings(page) if level == 2][1:]
    fields = [one.text.strip() for one in body.iter(f"{W}instrText")]
    assert fields == ['TOC \\o "2-2" \\h \\z']
    kinds = [one.get(f"{W}fldCharType") for one in body.iter(f"{W}fldChar")]
    assert kinds == ["begin", "separate", "end"]
    assert b"updateFields" not in zipfile.ZipFile(io.BytesIO(data)).read("word/settings.xml")


def test_marking_and_page_number_are_on_every_page_including_the_first() -> None:
    report, _, data = make_document("act-iac-cx-2018", "full")
    assert report.marking == "CUI//SP-PRVCY"
    body = read_part(data)
    assert body.find(f"{W}body/{W}sectPr/{W}titlePg") is not None
    kinds = [
        (one.tag.removeprefix(W), one.get(f"{W}type"))
        for one in body.iter(f"{W}headerReference", f"{W}footerReference")
    ]
    assert sorted(kinds) == [
        ("footerReference", "default"), ("footerReference", "first"),
        ("headerReference", "default"), ("headerReference", "first"),
    ]  # fmt: skip
    running = {
        name: read_part(data, f"word/{name}.xml")
        for name in ("headerDefault", "headerFirst", "footerDefault", "footerFirst")
    }
    assert {name: text_of(one) for name, one in running.items()} == {
        "headerDefault": "CUI//SP-PRVCY Customer experience maturity report",
        "headerFirst": "CUI//SP-PRVCY",
        "footerDefault": f"{report.subject} Page 1 of 1 CUI//SP-PRVCY",
        "footerFirst": f"{report.subject} Page 1 of 1 CUI//SP-PRVCY",
    }
    orders = [one.text.strip() for one in running["footerFirst"].iter(f"{W}instrText")]
    assert orders == ["PAGE", "NUMPAGES"]


def test_nothing_identifies_the_person_the_machine_or_the_time() -> None:
    report, _, data = make_document("act-iac-cx-2018", "full")
    package = zipfile.ZipFile(io.BytesIO(data))
    assert {one.date_time for one in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert package.namelist()[:3] == ["[Content_Types].xml", "_rels/.rels", "word/document.xml"]
    assert package.namelist()[3:] == sorted(package.namelist()[3:])
    walk_blocks = b"".join(package.read(name) for name in package.namelist())
    assert not [word for word in (b"python", b"cxassess/", b"/home", b"/tmp") if word in walk_blocks]
    properties = Document(io.BytesIO(data)).core_properties
    assert properties.title == f"Customer experience maturity report: {report.subject}"
    assert properties.author == report.author
    assert (properties.last_modified_by, properties.language) == ("", "en-US")
    assert properties.created == properties.modified
    assert properties.created is not None
    assert properties.created.date() == report.date == datetime.date(2026, 9, 30)


def test_an_undated_assessment_has_no_dates_in_its_document() -> None:
    core = zipfile.ZipFile(io.BytesIO(make_document("act-iac-cx-2018", "nothing")[2])).read("docProps/core.xml")
    assert b"dcterms:created" not in core
    assert b"dcterms:modified" not in core


@pytest.mark.slow
def test_it_needs_neither_pango_nor_weasyprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    done = cxassess("report", EXAMPLE, "-o", tmp_path / "r.docx")
    assert (done.returncode, (tmp_path / "r.docx").stat().st_size > 50_000) == (0, True), done.stderr


def test_words_written_from_right_to_left_are_marked_as_such(report: Report) -> None:
    body = "<p>Note: שלום, עולם (fine)</p><p>سلام 5.</p><p>שלום Ann</p><p dir=auto>שלום Ann</p><p dir=rtl>Ann</p>"
    data = document_of(report, f"{body}<table><tr><td>שלום</td></tr></table>")
    paragraphs = [one for one in read_part(data).iter(f"{W}p") if text_of(one)]
    runs = [(text_of(run), run.find(f"{W}rPr/{W}rtl") is not None) for run in paragraphs[0].iter(f"{W}r")]
    assert runs == [("Note:", False), ("שלום, עולם", True), ("(fine)", False)]
    turned = [one.find(f"{W}pPr/{W}bidi") is not None for one in paragraphs]
    assert turned == [False, True, False, True, True, True]


def test_nothing_in_a_page_breaks_the_file(report: Report) -> None:
    body = "<p>a\x01b\x0c \ufffe &#x1F600; 顧客 &lt;w:p&gt; ]]&gt;</p><h2 id='x\"y'>H</h2><p><a href='#x\"y'>up</a></p>"
    body += "<p><a href='javascript:alert(1)'>one</a> <a href='http://[bad'>two</a> <a href='#gone'>gone</a> <a href='https://a.gov/%zz ü'>three</a></p>"
    data = document_of(report, body)
    relations = [one.get("Target") for one in read_part(data, "word/_rels/document.xml.rels") if one.get("TargetMode")]
    text = text_of(read_part(data))
    assert relations == []
    assert "😀 顧客 <w:p> ]]>" in text
    assert text.endswith("H up one two gone three")
    [link] = [
        one
        for one in read_part(
            document_of(report, "<p><a href='https://a.gov/%zzü'>x</a></p>"), "word/_rels/document.xml.rels"
        )
        if one.get("TargetMode")
    ]
    assert link.get("Target") == "https://a.gov/%25zz%C3%BC"


def test_lists_are_lists_and_ordered_ones_count_anew(report: Report) -> None:
    data = document_of(report, "<ul><li>a<ul><li>b</li></ul></li></ul><ol start=3><li>c</li></ol><ol><li>d</li></ol>")
    styles = [one.get(f"{W}val") for one in read_part(data).iter(f"{W}pStyle")]
    assert styles == ["ListBullet", "ListBullet2", "ListNumber", "ListNumber"]
    numbers = read_part(data, "word/numbering.xml")
    used = [one.get(f"{W}val") for one in read_part(data).iter(f"{W}numId")]
    starts = {
        one.get(f"{W}numId"): one.find(f"{W}lvlOverride/{W}startOverride").get(f"{W}val")
        for one in numbers.iter(f"{W}num")
        if one.find(f"{W}lvlOverride") is not None
    }
    assert [starts[number] for number in used] == ["3", "1"]


def test_cells_that_span_keep_their_place(report: Report) -> None:
    body = "<table><thead><tr><th rowspan=2>A<th colspan=2>B</tr><tr><th>C<th>D</tr></thead><tr><td>1<td>2<td>3</tr><tr><td>4</tr></table>"
    table = next(read_part(document_of(report, body)).iter(f"{W}tbl"))
    rows = [[text_of(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]
    assert rows == [["A", "B"], ["", "C", "D"], ["1", "2", "3"], ["4", "", ""]]
    spans = [one.get(f"{W}val") for one in table.iter(f"{W}gridSpan")]
    merges = [one.get(f"{W}val") for one in table.iter(f"{W}vMerge")]
    assert (spans, merges) == (["2"], ["restart", None])
    assert len(list(table.iter(f"{W}tblHeader"))) == 2


def test_a_picture_that_cannot_be_read_leaves_its_words(report: Report) -> None:
    data = document_of(
        report,
        '<img src="data:image/png;base64,AAAA" alt="Seal of the agency"><img src="http://a.gov/x.png" alt="Map">',
    )
    assert text_of(read_part(data)) == "Seal of the agency Map"
    assert _media(data, ".png") == []


def test_a_drawing_loses_what_could_fetch_or_run(report: Report) -> None:
    bad = '<image href="file:///etc/passwd"/><script>1</script><use href="#a"/><a href="http://x.gov"><rect onclick="1" width="9" height="9" class="c"/></a>'
    data = document_of(
        report,
        f'<svg viewBox="0 0 90 30"><title>Bars</title>{bad}</svg>',
        ".c { fill: var(--x); } :root { --x: #123456 }",
    )
    [svg] = _media(data, ".svg")
    assert re.findall(rb"<(\w+)", svg) == [b"svg", b"g", b"rect"]
    assert b'<rect width="9" height="9" fill="#123456">' in svg


@pytest.mark.slow
def test_a_custom_template_is_used_in_the_document_too(tmp_path: Path) -> None:
    path = tmp_path / "r.docx"
    done = cxassess("report", EXAMPLE, "-o", path, "--template", "example-agency")
    assert done.returncode == 0, done.stderr
    data = path.read_bytes()
    text = text_of(read_part(data))
    assert text.startswith("Department of Examples (fictional)")
    assert "Draft for internal discussion" in text_of(read_part(data, "word/footerFirst.xml"))
    logo = next(one for one in read_part(data).iter() if one.tag.endswith("}docPr"))
    assert logo.get("descr")
    assert "162E51" not in zipfile.ZipFile(io.BytesIO(data)).read("word/styles.xml").decode()


def test_withheld_marking_of_a_template_cannot_leave_the_pages(report: Report) -> None:
    data = document_of(report._replace(marking="CUI"), "<h1>Only this</h1>")
    assert [
        text_of(read_part(data, f"word/{name}.xml")).count("CUI")
        for name in ("headerFirst", "footerFirst", "headerDefault", "footerDefault")
    ] == [1] * 4
