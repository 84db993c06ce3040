"""output/docx: a Word document with what the report says, accessible, and always the same bytes."""

from __future__ import annotations

import datetime
import io
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import docx as word
import pytest
from lxml import etree
from support import EXAMPLE, cxassess, cxassess_process
from support.marks import slow_except
from support.situations import SITUATIONS, compose_report

from cxassess.charts.model import AnswerStrip, LevelProfile
from cxassess.output.docx import docx
from cxassess.output.html import LEADERSHIP
from cxassess.output.linear_blocks import linear_sections
from cxassess.problems import Invalid
from cxassess.report.blocks import (
    Blank,
    Blanks,
    Block,
    Column,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Row,
    Section,
    Span,
    Table,
    Text,
    find,
    headings_and_tables,
    plain,
    text,
)
from cxassess.report.single.model import Report
from cxassess.template import Template, default_template, read_template

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MADE = [("act-iac-cx-2018", one) for one in SITUATIONS] + [("omb-hisp-2018", "full"), ("gsa-cx-coe-13", "full")]
QUICK = [("act-iac-cx-2018", one) for one in ("full", "hostile", "nothing")]
every = pytest.mark.parametrize(
    ("playbook", "situation"), slow_except(MADE, *QUICK), ids=["-".join(one) for one in MADE]
)
LEVELS = {"Title": 1, "Report Brief Heading": 2, "TOC Heading": 2} | {f"Heading {at}": at + 1 for at in range(1, 5)}


@cache
def make_report(playbook: str, situation: str) -> Report:
    with tempfile.TemporaryDirectory() as folder:
        return compose_report(playbook, situation, Path(folder))


@cache
def make_document(playbook: str, situation: str, size: str = "full") -> tuple[Report, tuple[Section, ...], bytes]:
    """A report, its sections and its document."""
    report = make_report(playbook, situation)
    sections = linear_sections(report, size, default_template())
    return report, sections, docx(report, sections, default_template())


def document_of(*blocks: Block, report: Report | None = None, template: Template | None = None) -> bytes:
    """The document of blocks of one's own."""
    report = report or make_report("act-iac-cx-2018", "nothing")
    return docx(report, (Section("own", blocks),), template or default_template())


def lines(value: Any) -> Iterator[Text]:
    """The lines of text in sections or blocks, in order."""
    if isinstance(value, tuple) and not isinstance(value, Figure):
        if value and isinstance(value[0], Span):
            yield value
        else:
            for part in value:
                yield from lines(part)


def read_part(data: bytes, name: str = "word/document.xml") -> Any:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))


def text_of(element: Any) -> str:
    """The text of an element of a document, on one line."""
    text_by_tag = {"t": lambda one: one.text or "", "br": lambda _: " ", "tab": lambda _: " ", "p": lambda _: "\n"}
    parts = (text_by_tag[name](one) for one in element.iter() if (name := one.tag.rpartition("}")[2]) in text_by_tag)
    return " ".join("".join(parts).split())


@pytest.mark.slow
@every
def test_headings_are_those_of_the_report_in_order_and_level(playbook: str, situation: str) -> None:
    _, sections, data = make_document(playbook, situation)
    found = [
        (LEVELS[one.style.name], " ".join(one.text.split()))
        for one in word.Document(io.BytesIO(data)).paragraphs
        if one.style.name in LEVELS
    ]
    expected = []
    for block in headings_and_tables(sections):
        if isinstance(block, Heading):
            expected.append((block.level, " ".join(plain(block.text).split())))
        elif block.level:
            expected.append((block.level, block.caption))
    assert found == expected
    assert found[0][0] == 1


@every
@pytest.mark.parametrize("size", ["brief", "standard", "full"])
def test_every_line_of_the_report_is_in_the_document_in_order(playbook: str, situation: str, size: str) -> None:
    _, sections, data = make_document(playbook, situation, size)
    rest = text_of(read_part(data)).replace("\ufffd", "")
    for line in lines(sections):
        words = " ".join("".join(span.text for span in line if span.kind != "seen").split())
        assert words in rest
        rest = rest[rest.index(words) + len(words) :]


@every
def test_every_table_has_a_header_row_a_caption_and_a_description(playbook: str, situation: str) -> None:
    _, sections, data = make_document(playbook, situation)
    shown = [*find(sections, (Table, AnswerStrip, LevelProfile))]
    tables = list(read_part(data).iter(f"{W}tbl"))
    assert len(tables) == len(shown) > 0
    for table, block in zip(tables, shown, strict=True):
        flags = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.iter(f"{W}tr")]
        assert flags == [True] + [False] * (len(flags) - 1)
        torn = [row for row in table.iter(f"{W}tr") if row.find(f"{W}trPr/{W}cantSplit") is None]
        assert [row for row in torn if len(text_of(row)) < 1400] == []
        before = table.getprevious()
        style, named = before.find(f"{W}pPr/{W}pStyle").get(f"{W}val"), table.find(f"{W}tblPr/{W}tblCaption")
        if isinstance(block, Table) and block.level:
            assert re.fullmatch("BriefHeading|Heading[1-4]", style)
        elif not isinstance(block, AnswerStrip):
            kind = "Table" if isinstance(block, Table) else "Figure"
            assert style == "Caption"
            assert re.fullmatch(rf"{kind} \d+\. {re.escape(named.get(f'{W}val'))}", text_of(before))
        assert named.get(f"{W}val")
        assert "Columns: " in table.find(f"{W}tblPr/{W}tblDescription").get(f"{W}val")
        look = table.find(f"{W}tblPr/{W}tblLook")
        first = str(int(getattr(block, "head", 0) == 0))
        assert [look.get(f"{W}{name}") for name in ("firstRow", "firstColumn", "noHBand")] == ["1", first, "1"]
        widths = [int(one.get(f"{W}w")) for one in table.find(f"{W}tblGrid")]
        assert sum(widths) == 10080
        assert {sum(map(_columns, row.findall(f"{W}tc"))) for row in table.iter(f"{W}tr")} == {len(widths)}


def _columns(cell: Any) -> int:
    """How many columns a cell takes; the head of a group takes all."""
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    return 1 if span is None else int(span.get(f"{W}val"))


def test_captions_have_numbers_that_word_keeps_counting() -> None:
    document = word.Document(io.BytesIO(make_document("act-iac-cx-2018", "full")[2]))
    captions = [one for one in document.paragraphs if one.style.name == "Caption"]
    numbers = [re.match(r"(Table|Figure) (\d+)\. ", one.text) for one in captions]
    counted = [match[1] for match in numbers if match]
    assert len(counted) == len(captions) > 8
    assert [int(match[2]) for match in numbers if match] == [
        counted[: at + 1].count(kind) for at, kind in enumerate(counted)
    ]
    fields = ["".join(one.itertext()).strip() for one in captions[0]._p.iter(f"{W}instrText")]
    assert fields == [f"SEQ {counted[0]} \\* ARABIC"]


@every
def test_every_drawing_has_its_alternative_and_both_kinds_of_picture(playbook: str, situation: str) -> None:
    _, sections, data = make_document(playbook, situation)
    profiles = list(find(sections, LevelProfile))
    alts = [alt for one in profiles for alt in (one.scale_head, *(line.spoken for line in one.lines))]
    pictures = [one for one in read_part(data).iter() if one.tag.endswith("}docPr")]
    assert [one.get("descr") for one in pictures] == alts
    assert len({one.get("id") for one in pictures}) == len(pictures)
    assert len(_media(data, ".svg")) == len(alts)
    assert all(data.startswith(b"\x89PNG") for data in _media(data, ".png"))
    assert bool(alts) == bool(_media(data, ".png"))


def _media(data: bytes, suffix: str) -> list[bytes]:
    package = zipfile.ZipFile(io.BytesIO(data))
    return [package.read(name) for name in package.namelist() if name.endswith(suffix)]


# In the order of the schema (ECMA-376, part 1, annex A.1), as far as they are written here. Word is strict.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs bidi spacing ind "
    "contextualSpacing jc outlineLvl",
    "rPr": "rStyle rFonts b bCs i iCs color sz szCs u bdr shd vertAlign rtl lang",
    "tblPr": "tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
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
            if order and order != ["tr"]:
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
@pytest.mark.parametrize("size", ["brief", "standard", "full"])
def test_every_link_and_entry_of_the_contents_leads_somewhere(playbook: str, situation: str, size: str) -> None:
    data = make_document(playbook, situation, size)[2]
    body = read_part(data)
    marks = [one.get(f"{W}name") for one in body.iter(f"{W}bookmarkStart")]
    assert len(marks) == len(set(marks))
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,39}", name) for name in marks)
    assert {one.get(f"{W}anchor") for one in body.iter(f"{W}hyperlink")} - {None} == set(marks)
    relations = {one.get("Id"): one for one in read_part(data, "word/_rels/document.xml.rels")}
    for link in body.iter(f"{W}hyperlink"):
        if link.get(f"{R}id"):
            relation = relations[link.get(f"{R}id")]
            assert relation.get("TargetMode") == "External"
            assert re.match("https?://|mailto:", relation.get("Target"))


def test_the_contents_are_a_field_with_its_entries_and_word_is_not_made_to_ask() -> None:
    _, sections, data = make_document("act-iac-cx-2018", "full")
    body = read_part(data)
    paragraphs = [(one.find(f"{W}pPr/{W}pStyle").get(f"{W}val"), one) for one in body.iter(f"{W}p")]
    titles = [plain(one.text) for one in find(sections, Heading) if one.level == 2 and one.id not in ("", "contents")]
    assert [text_of(one) for style, one in paragraphs if style == "TOC1"] == titles
    field = next(one for style, one in paragraphs if style == "TOC1")
    assert [one.text.strip() for one in field.iter(f"{W}instrText")] == ['TOC \\o "1-1" \\h \\z']
    kinds = [
        one.get(f"{W}fldCharType") for style, at in paragraphs if style == "TOC1" for one in at.iter(f"{W}fldChar")
    ]
    assert kinds == ["begin", "separate", "end"]
    assert b"updateFields" not in zipfile.ZipFile(io.BytesIO(data)).read("word/settings.xml")


def test_the_brief_has_a_page_of_its_own() -> None:
    for size, breaks in (("brief", []), ("standard", ["Contents"]), ("full", [True, "Where we stand"])):
        report, _, data = make_document("act-iac-cx-2018", "full", size)
        found = [text_of(one.getparent().getparent()) for one in read_part(data).iter(f"{W}pageBreakBefore")]
        about = " ".join(f"{report.brief.subject} {report.brief.topic}".split())
        assert found == [about if one is True else one for one in breaks]


def _office() -> str | None:
    """LibreOffice, where it sets Arial in a font of the same widths; too large to ask for on every machine."""
    if not shutil.which("soffice") or not shutil.which("fc-match"):
        return None
    named = subprocess.run(["fc-match", "Arial", "family"], capture_output=True, text=True, check=False).stdout
    return shutil.which("soffice") if re.search("Arial|Liberation Sans", named) else None


@pytest.mark.slow
@pytest.mark.skipif(not _office(), reason="LibreOffice or a font as wide as Arial is missing")
@pytest.mark.parametrize("look", ["leadership", "example-agency"])
def test_the_brief_is_one_page(look: str, tmp_path: Path) -> None:
    pikepdf = pytest.importorskip("pikepdf")
    template = read_template(LEADERSHIP.parent / look)
    paths = []
    for playbook, situation in MADE:
        report = make_report(playbook, situation)
        paths.append(tmp_path / f"{playbook}-{situation}.docx")
        sections = linear_sections(report, "brief", template)
        paths[-1].write_bytes(docx(report, sections, template))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(_office()), profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, *paths]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert {path.stem: len(pikepdf.open(path.with_suffix(".pdf")).pages) for path in paths} == {
        path.stem: 1 for path in paths
    }


def test_marking_and_page_number_are_on_every_page_including_the_first() -> None:
    report, _, data = make_document("act-iac-cx-2018", "full")
    assert report.marking == "CUI//SP-PRVCY"
    body = read_part(data)
    assert body.find(f"{W}body/{W}sectPr/{W}titlePg") is not None
    running = [
        (one.tag.removeprefix(W), one.get(f"{W}type"))
        for one in body.iter(f"{W}headerReference", f"{W}footerReference")
    ]
    assert sorted(running) == [
        ("footerReference", "default"), ("footerReference", "first"),
        ("headerReference", "default"), ("headerReference", "first"),
    ]  # fmt: skip
    assert [text_of(read_part(data, f"word/{name}.xml")) for name in ("header1", "header2", "footer1", "footer2")] == [
        "CUI//SP-PRVCY Customer experience maturity report September 30, 2026",
        "CUI//SP-PRVCY",
        f"{report.subject} Page 1 of 1 CUI//SP-PRVCY",
        f"{report.subject} Page 1 of 1 CUI//SP-PRVCY",
    ]
    orders = [one.text.strip() for one in read_part(data, "word/footer2.xml").iter(f"{W}instrText")]
    assert orders == ["PAGE", "NUMPAGES"]


def test_nothing_identifies_the_person_the_machine_or_the_time() -> None:
    report, _, data = make_document("act-iac-cx-2018", "full")
    package = zipfile.ZipFile(io.BytesIO(data))
    assert {one.date_time for one in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert package.namelist()[:3] == ["[Content_Types].xml", "_rels/.rels", "word/document.xml"]
    assert package.namelist()[3:] == sorted(package.namelist()[3:])
    everything = b"".join(package.read(name) for name in package.namelist())
    assert not [one for one in (b"python", b"cxassess/", b"/home", b"/tmp") if one in everything]
    properties = word.Document(io.BytesIO(data)).core_properties
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
def test_the_bytes_are_the_same_in_every_time_zone_and_with_every_hash_seed(tmp_path: Path) -> None:
    made = []
    for at, zone in enumerate(("UTC", "Pacific/Kiritimati")):
        path = tmp_path / f"{at}.docx"
        done = cxassess_process("report", EXAMPLE, "-o", path, TZ=zone, PYTHONHASHSEED=str(at))
        assert done.returncode == 0, done.stderr
        made.append(path.read_bytes())
    assert made[0] == made[1]


def test_it_needs_neither_pango_nor_weasyprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    done = cxassess("report", EXAMPLE, "-o", tmp_path / "r.docx")
    assert (done.returncode, (tmp_path / "r.docx").stat().st_size > 30_000) == (0, True), done.stderr


def test_words_written_from_right_to_left_are_marked_as_such() -> None:
    shown = ["Note: שלום, עולם (fine)", "سلام 5.", "שלום Ann"]
    blocks = [*(Paragraph(text(one)) for one in shown), Paragraph(text("שלום Ann", typed=True))]
    table = Table("t", "T", (Column("A"),), (Row((text("שלום"),)),))
    paragraphs = [one for one in read_part(document_of(*blocks, table)).iter(f"{W}p") if text_of(one)]
    runs = [(text_of(run), run.find(f"{W}rPr/{W}rtl") is not None) for run in paragraphs[0].iter(f"{W}r")]
    assert runs == [("Note:", False), ("שלום, עולם", True), ("(fine)", False)]
    turned = [one.find(f"{W}pPr/{W}bidi") is not None for one in paragraphs]
    assert turned == [False, True, False, True, False, False, True]


def test_nothing_that_people_write_breaks_the_file() -> None:
    words = "a\x01b\x0c \ufffe \ud800 😀 顧客 <w:p> ]]>"
    links = {"one": "javascript:alert(1)", "two": "http://[bad", "gone": "#gone", "three": "https://a.gov/%zz ü"}
    blocks = [Paragraph(text(words, typed=True)), Heading(2, text("H"), 'x"y'), Paragraph(text("up", link='#x"y'))]
    data = document_of(*blocks, *(Paragraph(text(name, link=link)) for name, link in links.items()))
    relations = [one for one in read_part(data, "word/_rels/document.xml.rels") if one.get("TargetMode")]
    assert relations == []
    assert text_of(read_part(data)) == "a\ufffdb\ufffd \ufffd \ufffd 😀 顧客 <w:p> ]]> H up one two gone three"
    data = document_of(Paragraph(text("x", link="https://a.gov/%zzü")))
    [link] = [one for one in read_part(data, "word/_rels/document.xml.rels") if one.get("TargetMode")]
    assert link.get("Target") == "https://a.gov/%25zz%C3%BC"


def test_lists_are_lists_and_numbered_ones_count_anew() -> None:
    numbered = Listing((text("c"), text("d")), "numbered")
    document = word.Document(io.BytesIO(document_of(Listing((text("a"), text("b"))), numbered, numbered)))
    assert [one.style.name for one in document.paragraphs] == ["List Bullet"] * 2 + ["List Number"] * 4
    used = [one.get(f"{W}val") for one in document.element.iter(f"{W}numId")]
    assert used[0] == used[1] != used[2] == used[3]
    numbers = document.part.numbering_part.element.iter(f"{W}num")
    starts = {one.get(f"{W}numId"): one.find(f"{W}lvlOverride/{W}startOverride") for one in numbers}
    assert [starts[one].get(f"{W}val") for one in (used[0], used[2])] == ["1", "1"]


# ---- the Word file of a look -------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A look with the shipped Word file as its own."""
    (tmp_path / "look").mkdir()
    (tmp_path / "look" / "template.yaml").write_text("format: 1\nextends: leadership\n")
    (tmp_path / "look" / "report.docx").write_bytes((LEADERSHIP / "report.docx").read_bytes())
    return tmp_path / "look"


def edit(folder: Path, change: Callable[[Any], None]) -> None:
    """Change the Word file of a look as Word would."""
    document = word.Document(str(folder / "report.docx"))
    change(document)
    document.save(str(folder / "report.docx"))


def test_the_letterhead_and_the_styles_of_an_agency_are_used(folder: Path) -> None:
    def change(document: Any) -> None:
        header = document.sections[0].first_page_header
        for one in list(header.paragraphs):
            one._p.getparent().remove(one._p)
        line = header.add_paragraph()
        for part in ("Office of the Director, ", "[sub", "ject] ", "[line]"):  # Word cuts text into runs as it likes
            line.add_run(part)
        header.add_paragraph("[line]")
        document.styles["Title"].font.name = "Courier New"
        document.core_properties.author = "Ann Editor"

    edit(folder, change)
    report = make_report("act-iac-cx-2018", "nothing")._replace(marking="CUI", subject="Permits שלום")
    data = document_of(Paragraph(text("x")), report=report, template=read_template(folder))
    assert text_of(read_part(data, "word/header2.xml")) == "CUI Office of the Director, Permits שלום"
    [turned] = [one.getparent().getparent() for one in read_part(data, "word/header2.xml").iter(f"{W}rtl")]
    assert text_of(turned) == "שלום"
    assert text_of(read_part(data)) == "x"
    package = zipfile.ZipFile(io.BytesIO(data))
    assert b"Courier New" in package.read("word/styles.xml")
    assert b"Ann" not in b"".join(package.read(name) for name in package.namelist())


def test_the_marking_cannot_leave_the_pages(folder: Path) -> None:
    def change(document: Any) -> None:
        document.sections[0].header.is_linked_to_previous = True
        for one in list(document.sections[0].first_page_footer.paragraphs):
            one._p.getparent().remove(one._p)

    edit(folder, change)
    report = make_report("act-iac-cx-2018", "nothing")._replace(marking="CUI//SP <&>", subject="CUI//SP <&> desk")
    document = word.Document(io.BytesIO(document_of(report=report, template=read_template(folder))))
    section = document.sections[0]
    for side in (section.header, section.footer, section.first_page_header, section.first_page_footer):
        assert [one.text.strip() for one in side.paragraphs].count("CUI//SP <&>") == 1


def test_the_colors_of_a_look_are_those_of_its_styles(folder: Path) -> None:
    (folder / "template.yaml").write_text(
        'format: 1\nextends: leadership\ncolors: {accent: "#1d6b45", strong: "#14402c"}\n'
    )
    data = document_of(template=read_template(folder))
    package = zipfile.ZipFile(io.BytesIO(data))
    for part in ("styles", "theme/theme1"):
        xml = package.read(f"word/{part}.xml")
        assert (b"1D6B45" in xml, b"14402C" in xml) == (True, True)
        assert (b"005EA2" in xml, b"162E51" in xml) == (False, False)


def _external(document: Any) -> None:
    document.sections[0].header.part.relate_to("https://track.example/x.png", f"{R[1:-1]}/image", is_external=True)


def _dated(document: Any) -> None:
    document.sections[0].footer.paragraphs[0]._p.append(
        etree.fromstring(f'<w:fldSimple xmlns:w="{W[1:-1]}" w:instr=" DATE "/>')
    )


def _included(document: Any) -> None:
    """A field in pieces, as Word cuts them, beside one that may stay."""
    paragraph = document.sections[0].footer.paragraphs[0]._p
    for codes in ((" PAGE ", " \\* MERGEFORMAT "), ("INCLUDE", 'PICTURE "http://a.example"')):
        begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
        inside = "".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>" for code in codes)
        for run in etree.fromstring(f'<w:p xmlns:w="{W[1:-1]}">{begin}{inside}{end}</w:p>'):
            paragraph.append(run)


def _tracked(document: Any) -> None:
    document.sections[0].footer.paragraphs[0]._p.append(
        etree.fromstring(f'<w:ins xmlns:w="{W[1:-1]}" w:id="1" w:author="Ann"/>')
    )


def _without_styles(document: Any) -> None:
    for name in ("Report Lead", "List Number"):
        document.styles[name].delete()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_external, "a header, a footer or a style has a link to 'https://track.example/x.png'"),
        (_dated, "a header, a footer or a style has the field 'DATE'"),
        (_included, "a header, a footer or a style has the field 'INCLUDEPICTURE'"),
        (_tracked, "a header, a footer or a style has a tracked change"),
        (_without_styles, "there is no style Report Lead and List Number"),
    ],
)
def test_what_a_report_must_not_bring_along_is_refused(
    folder: Path, change: Callable[[Any], None], message: str
) -> None:
    edit(folder, change)
    with pytest.raises(Invalid) as raised:
        document_of(template=read_template(folder))
    assert [(one.where.path, one.message) for one in raised.value.problems] == [(str(folder / "report.docx"), message)]


def _zip_of(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        b"not a zip",
        b"PK\x03\x04",
        _zip_of("x.txt", b""),
        _zip_of("word/document.xml", b"0" * 30_000_000),
        _zip_of("word/document.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    ],
    ids=["text", "cut", "empty", "bomb", "entities"],
)
def test_what_is_no_word_document_is_refused(folder: Path, data: bytes, tmp_path: Path) -> None:
    (folder / "report.docx").write_bytes(data)
    out = tmp_path / "r.docx"
    done = cxassess("report", EXAMPLE, "-o", out, "--template", folder)
    place = f"{folder / 'report.docx'}:1:1: error: this is not a Word document of the type .docx, without macros"
    assert (done.returncode, done.stderr.decode().startswith(place), out.exists()) == (4, True, False)


def test_a_word_file_with_macros_or_outside_of_the_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(folder / "report.docx") as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            kind = b"application/vnd.ms-word.document.macroEnabled.main+xml"
            usual = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
            new.writestr(name, old.read(name).replace(usual, kind))
    (folder / "report.docx").write_bytes(data.getvalue())
    with pytest.raises(Invalid, match="without macros"):
        document_of(template=read_template(folder))
    (folder / "report.docx").unlink()
    (folder / "report.docx").symlink_to(LEADERSHIP / "report.docx")
    with pytest.raises(Invalid, match="points outside"):
        document_of(template=read_template(folder))


def test_a_look_without_a_word_file_gives_logo_and_name_and_its_own_sections_are_named(tmp_path: Path) -> None:
    path = tmp_path / "r.docx"
    done = cxassess("report", EXAMPLE, "-o", path, "--template", "example-agency")
    assert done.returncode == 0, done.stderr
    assert "'left-out'" in done.stderr.decode()
    data = path.read_bytes()
    assert text_of(read_part(data)).startswith("Department of Examples (fictional)")
    assert text_of(read_part(data)).endswith("Questions about this report go to nobody.")
    assert "Draft for internal discussion" in text_of(read_part(data, "word/footer2.xml"))
    logo = next(one for one in read_part(data).iter() if one.tag.endswith("}docPr"))
    assert logo.get("descr") == "Logo of the Department of Examples, a hill under a rising sun"
    assert "162E51" not in zipfile.ZipFile(io.BytesIO(data)).read("word/styles.xml").decode()


def test_spans_have_the_styles_of_what_they_are() -> None:
    line = (Span("P1", "key"), Span(" late", "late"), Span(" seen", "seen"), Span(" site", link="https://a.gov"))
    document = word.Document(io.BytesIO(document_of(Paragraph(line))))
    runs = list(document.paragraphs[0]._p.iter(f"{W}r"))
    assert [(text_of(run), run.find(f"{W}rPr/{W}rStyle").get(f"{W}val")) for run in runs] == [
        ("P1", "Key"), ("late", "Late"), ("site", "Hyperlink"),
    ]  # fmt: skip


def test_a_place_to_write_may_hold_a_long_note() -> None:
    rows = (Blank("Note", text("Words of a note. " * 100), 3), Blank("Reason", lines=2))
    heights = read_part(document_of(Blanks(("Entry", "Yours"), rows))).iter(f"{W}trHeight")
    assert [one.get(f"{W}val") for one in heights] == ["990", "660"]
