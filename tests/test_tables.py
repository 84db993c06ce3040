"""Workbooks and CSV files as they are read: every kind of cell, and what is refused before it is opened.

Every message is tried with a file made here; the cases of the folder that CXASSESS_CASES names (`bad-inputs/README.md`) are
those of other people.
"""

from __future__ import annotations

import contextlib
import io
import random
import re
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from support import EXAMPLE, ROOT, cxassess, write_playbook
from support.marks import slow_except
from support.tables import workbook

from cxassess.answers import Library
from cxassess.exchange.cells import Grid
from cxassess.exchange.read_csv import read_csv
from cxassess.exchange.read_xlsx import read_xlsx
from cxassess.exchange.returned import read_returned
from cxassess.playbook import Catalog
from cxassess.problems import Invalid

LEVELS = "{1: Ad hoc, 2: Emerging, 3: In part, 4: Managed, 5: Leading}"
SAMPLE = "id: UC\ntitle: Customers\nquestions:\n" + "".join(
    f"  - {{id: UC-{number}, name: Thing {number}, text: How?, levels: {LEVELS}}}\n" for number in (1, 2)
)
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
HEAD = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>ID</t></is></c><c r="B1" t="inlineStr"><is><t>Answer</t></is></c></row>'
)

SHEET = f"<worksheet><sheetData>{HEAD}{{}}</sheetData></worksheet>"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a playbook `sample` beside it, whose questions are those of the cases."""
    write_playbook(tmp_path / "sample", f'id: sample\nversion: "1"\ntitle: Sample\nscale: {LEVELS}\n', {"UC": SAMPLE})
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


def run(home: Path, *args: str) -> tuple[int, str, str]:
    before = {path: path.read_bytes() for path in home.iterdir()}
    start = time.process_time()
    done = cxassess(*args, cwd=home, CXASSESS_PLAYBOOKS=str(home.parent))
    assert time.process_time() - start < 2
    assert {path: path.read_bytes() for path in home.iterdir()} == before
    err = done.stderr.decode()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e]|Traceback", err)
    return done.returncode, done.stdout.decode(), err


def grids(data: bytes) -> list[dict[tuple[int, int], tuple[str, str]]]:
    """The cells of each sheet by row and column: text and kind."""
    return [
        {(row, column): (cell.text, cell.kind) for row, cells in grid.rows.items() for column, cell in cells.items()}
        for grid in read_xlsx("a.xlsx", data)
    ]


# -- the cases


XLSX_CASES = {
    "01_zip_bomb.xlsx": "1:1: error: the workbook would be 286 MiB when unpacked; the limit is 20 (is this the workbook "
    "that was sent out? Remove pictures and other sheets, or ask for it again)",
    "03_xxe.xlsx": "1:1: error: the workbook declares a document type or entities, which Excel and LibreOffice never do "
    "(do not trust it; ask for the workbook again)",
    "05_formula_cells.xlsx": " sheet 'Answers', B2: error: this cell holds a formula, '=WEBSERVICE(\"http://evil.test/\")' "
    "(type the text itself, or leave the cell empty)",
    "07_not_zip.xlsx": "1:1: error: this is a table (CSV), not an Excel workbook (rename it to end in .csv)",
    "09_truncated.xlsx": "1:1: error: the workbook is damaged: its end is missing or not as it should be (ask for it again)",
}
CSV_CASES = {
    "04_nul.csv": "2:6: error: U+0000 NULL in the file (the file is damaged; ask for it again)",
    "08_unclosed_quote.csv": "2:8: error: this quotation mark is never closed (close it with another '\"', and double each "
    "'\"' inside the text)",
    "10_dup_rows.csv": "3:1: error: UC-1 is here a second time, with other answers (first on line 2) (delete one of the two rows)",
}


@pytest.mark.parametrize(("name", "message"), [*XLSX_CASES.items(), *CSV_CASES.items()])
@pytest.mark.parametrize("command", ["check", "import"])
def test_a_bad_table_is_refused(home: Path, cases: Path, name: str, message: str, command: str) -> None:
    (home / name).write_bytes((cases / "bad-inputs" / name.rpartition(".")[2] / name).read_bytes())
    more = ["-o", "new.yaml"] if command == "import" else []
    code, out, err = run(home, command, name, "--playbook", "sample", *more)
    assert (code, out, err.splitlines()[0]) == (3, "", f"{name}:{message}")


@pytest.mark.parametrize(
    ("name", "note"), [("00_good.xlsx", ""), ("02_semicolon.csv", "\n    note: hello"), ("06_utf16.csv", "")]
)
def test_a_table_that_can_be_understood_is_read(home: Path, cases: Path, name: str, note: str) -> None:
    (home / name).write_bytes((cases / "bad-inputs" / name.rpartition(".")[2] / name).read_bytes())
    code, out, _ = run(home, "import", name, "--playbook", "sample", "-o", "-")
    assert (code, out.partition("wording")[0]) == (
        0,
        f'format: 1\nplaybook: sample\nversion: "1"\nanswers:\n  UC-1:\n    level: 3{note}\n',
    )
    assert run(home, "check", name, "--playbook", "sample") == (
        0,
        f"{name}: ok, answers to sample 1: 1 of 2 questions answered\n",
        "",
    )


def test_every_case_is_tried(cases: Path) -> None:
    tried = {*XLSX_CASES, *CSV_CASES, "00_good.xlsx", "02_semicolon.csv", "06_utf16.csv"}
    assert {path.name for kind in ("xlsx", "csv") for path in (cases / "bad-inputs" / kind).iterdir()} == tried


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_where_yaml_is_expected_the_command_that_reads_a_table_is_named(home: Path, name: str) -> None:
    data = b"ID,Answer\nUC-1,3\n" if name == "a.csv" else workbook({"A": [["ID", "Answer"], ["UC-1", 3]]})
    (home / name).write_bytes(data)
    kind = "a table (CSV)" if name == "a.csv" else "an Excel workbook"
    hint = f"'cxassess import {name} -o NEW.yaml' makes an answer file from a filled-in one"
    assert run(home, "score", name) == (3, "", f"{name}:1:1: error: this is {kind}, not a YAML file ({hint})\n")


# -- cells


def package(sheet: str, **parts: str) -> bytes:
    """A workbook of one sheet by its XML."""
    out = io.BytesIO()
    relations = '<Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>' + "".join(
        f'<Relationship Id="{name}" Type="x/{name}" Target="{name}.xml"/>' for name in parts
    )
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("xl/workbook.xml", '<workbook><sheets><sheet name="One" r:id="r1"/></sheets></workbook>')
        archive.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{relations}</Relationships>")
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, text in parts.items():
            archive.writestr(f"xl/{name}.xml", text)
    return out.getvalue()


def repacked(part: str, data: bytes, packed: int = zipfile.ZIP_DEFLATED, *, book: bytes = b"") -> bytes:
    """A workbook with a part of this name added or replaced."""
    with (
        zipfile.ZipFile(io.BytesIO(book or package(SHEET.format("")))) as old,
        zipfile.ZipFile(out := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        new.writestr(part, data, packed)
    return out.getvalue()


def test_every_kind_of_cell() -> None:
    styles = (
        '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[Red]yyyy\\-mm"/><numFmt numFmtId="165" formatCode="0&quot;d&quot;"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/>'
        '<xf numFmtId="165"/><xf numFmtId="9"/></cellXfs></styleSheet>'
    )
    strings = (
        "<sst><si><t>one _x000D_\ntwo _x005F_x0041_</t></si>"
        "<si><r><t>bo</t></r><r><t>ld</t></r><rPh><t>no</t></rPh></si></sst>"
    )
    sheet = (
        '<worksheet><sheetData><row r="3"><c r="B3" t="s"><v>0</v></c><c t="s"><v>1</v></c><c r="E3"><v>3.0</v></c></row>'
        '<row><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c t="str"><f>A1</f><v>old</v></c><c s="1"><v>46356</v></c>'
        '<c s="2"><v>46356.5</v></c><c s="3"><v>2</v></c><c s="4"><v>0.85</v></c><c><v>0.30000000000000004</v></c>'
        '<c><v>1.5E-2</v></c><c t="s"><v>99</v></c><c t="d"><v>2026-11-30T10:00:00Z</v></c></row></sheetData></worksheet>'
    )
    assert grids(package(sheet, styles=styles, sharedStrings=strings)) == [
        {
            (3, 2): ("one \ntwo _x0041_", "text"),
            (3, 3): ("bold", "text"),
            (3, 5): ("3", "number"),
            (4, 1): ("TRUE", "truth"),
            (4, 2): ("#N/A", "error"),
            (4, 3): ("=A1", "formula"),
            (4, 4): ("2026-11-30", "date"),
            (4, 5): ("2026-11-30", "date"),
            (4, 6): ("2", "number"),
            (4, 7): ("85%", "number"),
            (4, 8): ("0.3", "number"),
            (4, 9): ("0.015", "number"),
            (4, 11): ("2026-11-30", "date"),
        }
    ]


def test_a_workbook_of_a_mac_counts_its_days_from_1904() -> None:
    """And a cell with its text in itself leaves out how that is pronounced."""
    styles = '<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
    text = "<is><t>bold</t><rPh><t>no</t></rPh></is>"
    sheet = (
        f'<worksheet><sheetData><row><c s="0"><v>44894</v></c><c t="inlineStr">{text}</c></row></sheetData></worksheet>'
    )
    names = b'<workbook><workbookPr date1904="1"/><sheets><sheet name="One" r:id="r1"/></sheets></workbook>'
    data = repacked("xl/workbook.xml", names, book=package(sheet, styles=styles))
    assert grids(data) == [{(1, 1): ("2026-11-30", "date"), (1, 2): ("bold", "text")}]


def test_parts_are_found_whatever_their_case_and_slashes() -> None:
    data = package(
        f"<x:worksheet xmlns:x='y'><x:sheetData>{HEAD.replace('<', '<x:').replace('<x:/', '</x:')}</x:sheetData></x:worksheet>"
    )
    moved = data.replace(b"xl/worksheets/sheet1.xml", b"xl\\Worksheets\\Sheet1.xml")
    for one in (data, moved):
        assert grids(one) == [{(1, 1): ("ID", "text"), (1, 2): ("Answer", "text")}]


def csv_cells(data: bytes) -> dict[tuple[int, int], tuple[str, str]]:
    grid: Grid = read_csv("a.csv", data, {"id", "answer"})
    return {
        (row, column): (cell.text, str(cell.where).removeprefix("a.csv:"))
        for row, cells in grid.rows.items()
        for column, cell in cells.items()
    }


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_form_of_csv(delimiter: str, encoding: str, end: str) -> None:
    lines = ["id|Answer|x", 'A1|"two|lines', 'with ""signs"""|é', "", "B1||7"]
    data = end.join(lines).replace("|", delimiter).encode(encoding)
    assert csv_cells(data) == {
        (1, 1): ("id", "1:1"),
        (1, 2): ("Answer", "1:4"),
        (1, 3): ("x", "1:11"),
        (2, 1): ("A1", "2:1"),
        (2, 2): (f'two{delimiter}lines\nwith "signs"', "2:4"),
        (2, 3): ("é", "3:17"),
        (4, 1): ("B1", "5:1"),
        (4, 3): ("7", "5:5"),
    }


def test_the_separator_that_excel_understands() -> None:
    assert csv_cells(b"sep=;\r\nid;Answer,x\r\n") == {(1, 1): ("id", "2:1"), (1, 2): ("Answer,x", "2:4")}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"id,Answer\nA1,3,x\n", "a.csv:2:6: error: this row has 3 cells, but the header row of the table has 2 (put text that contains a comma in quotation marks)"),
        (b'id,Answer\nA1,"3"x\n', "a.csv:2:7: error: text after the closing quotation mark (double each '\"' inside the text)"),
        (b'id,Answer\nA1,3\nA2,"3 ""or"" 4\n', "a.csv:3:4: error: this quotation mark is never closed (close it with another '\"', and double each '\"' inside the text)"),
        (b"id,Answer\nA1,\0\n", "a.csv:2:4: error: U+0000 NULL in the file (the file is damaged; ask for it again)"),
        (b"id,Answer\nA1,\x93yes\x94\n", "a.csv:2:4: error: byte 0x93 is not UTF-8 (save it as 'CSV UTF-8 (Comma delimited)'; it may be Windows-1252)"),
        (workbook({"A": []}), "a.csv:1:1: error: this is an Excel workbook, not a CSV file (rename it to end in .xlsx)"),
        (b"%PDF-1.7", "a.csv:1:1: error: this is a PDF document, not a CSV file (give the CSV file that was sent out)"),
    ],
)  # fmt: skip
def test_a_csv_file_that_cannot_be_read(data: bytes, message: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_csv("a.csv", data, {"id", "answer"})
    assert next(caught.value.problems[0].lines()) == message


# -- what is not opened


def locked(data: bytes) -> bytes:
    """A workbook whose parts claim to be encrypted."""
    return data.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01").replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
    )


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def lying(data: bytes, *, everywhere: bool, size: int = 5000) -> bytes:
    """A workbook that says its sheet has 5,000 bytes: in the directory only, or also in the header of the part."""
    name, length_field = b"xl/worksheets/sheet1.xml", size.to_bytes(4, "little")
    changed = bytearray(data)
    for signature, at, length in ((b"PK\1\2", 24, 46), (b"PK\3\4", 22, 30))[: 2 if everywhere else 1]:
        start = next(
            hit.start() for hit in re.finditer(signature, data) if data[hit.start() + length :].startswith(name)
        )
        changed[start + at : start + at + 4] = length_field
    return bytes(changed)


def long_sheet(mebibytes: int) -> bytes:
    """A workbook whose sheet holds so many MiB of blanks."""
    with (
        zipfile.ZipFile(io.BytesIO(package(""))) as old,
        zipfile.ZipFile(out := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            with new.open(name, "w") as part:
                for piece in [b" " * 2**20] * mebibytes if "sheet1" in name else [old.read(name)]:
                    part.write(piece)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
REFUSED: dict[str, tuple[bytes | Callable[[], bytes], str]] = {
    "password": (OLE + "EncryptedPackage".encode("utf-16-le"), "the workbook is protected with a password (remove the password and save it again)"),
    "old": (OLE, "this is an Office file of the old kind (.xls, .doc), or one with a password, not an Excel workbook (open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx))"),
    "zip password": (locked(workbook({"A": [["ID"]]})), "the workbook is protected with a password (remove the password and save it again)"),
    "binary": (zipped("[Content_Types].xml", "xl/workbook.bin"), "this is a binary workbook (.xlsb) (open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx))"),
    "opendocument": (zipped("mimetype.application/vnd.oasis.opendocument.spreadsheet"), "this is an OpenDocument spreadsheet, not an Excel workbook (open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx))"),
    "zip": (zipped("a.txt"), "this is a ZIP archive, but not an Excel workbook (give the workbook itself)"),
    "empty": (b"", "this is an empty file, not an Excel workbook (give the workbook that was sent out (.xlsx))"),
    "text": (b"Dear all", "this is a text file, not an Excel workbook (give the workbook that was sent out (.xlsx))"),
    "page": (b"<html><table>", "this is a web page, not an Excel workbook (give the workbook that was sent out (.xlsx))"),
    "entities": (package('<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">]><worksheet>&b;</worksheet>'), "the workbook declares a document type or entities, which Excel and LibreOffice never do (do not trust it; ask for the workbook again)"),
    "entities of the types": (repacked("[Content_Types].xml", b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">]><Types>&b;</Types>'), "the workbook declares a document type or entities, which Excel and LibreOffice never do (do not trust it; ask for the workbook again)"),
    "entities of a part that is not asked for": (repacked("xl/theme.xml", '<!DOCTYPE a><a/>'.encode("utf-16")), "the workbook declares a document type or entities, which Excel and LibreOffice never do (do not trust it; ask for the workbook again)"),
    "unpacked": (lambda: lying(package(""), everywhere=True, size=300 * 2**20), "the workbook would be 300 MiB when unpacked; the limit is 20 (is this the workbook that was sent out? Remove pictures and other sheets, or ask for it again)"),
    "cut off": (package("")[:-30], "the workbook is damaged: its end is missing or not as it should be (ask for it again)"),
    "table": (b"ID,Answer\nUC-1,3\n", "this is a table (CSV), not an Excel workbook (rename it to end in .csv)"),
    "two parts of one name": (zipped("[Content_Types].xml", "xl/a.xml", "xl/A.XML"), "the workbook has two parts named 'xl/A.XML' (ask for it again)"),
    "sheets": (repacked("xl/workbook.xml", b"<workbook>" + b"<sheet/>" * 201 + b"</workbook>"), "the workbook has 201 sheets; the limit is 200 (remove the rest)"),
    "another size in the directory": (lambda: lying(long_sheet(50), everywhere=False), "the workbook gives two sizes of its part xl/worksheets/sheet1.xml: 5,000 bytes and 52,428,800 (do not trust it; ask for the workbook again)"),
    "another size everywhere": (lambda: lying(long_sheet(50), everywhere=True), "the workbook is damaged: its part xl/worksheets/sheet1.xml cannot be read (open it in Excel, let Excel repair it, and save it again)"),
    "packed in a rare way": (repacked("xl/theme.xml", b"<a/>", zipfile.ZIP_BZIP2), "the workbook is damaged: its part xl/theme.xml is packed in a way that Excel and LibreOffice never use (ask for it again)"),
    "parts": (lambda: zipped(*(f"xl/{number}" for number in range(2001))), "the workbook has 2,001 parts; the limit is 2,000 (is this the workbook that was sent out? Remove pictures and other sheets, or ask for it again)"),
    "ratio": (lambda: package(SHEET.format(" " * 3_000_000)), "the workbook unpacks to more than 100 times its size, as no workbook of answers does (is this the workbook that was sent out? Remove pictures and other sheets, or ask for it again)"),
    "encoding": (
        package('<?xml version="1.0" encoding="UTF-82"?><worksheet/>'),
        "the workbook is damaged: its part xl/worksheets/sheet1.xml cannot be read (open it in Excel, let Excel repair it, and save it again)",
    ),
    "broken": (package("<worksheet><sheetData>"), "the workbook is damaged: its part xl/worksheets/sheet1.xml cannot be read (open it in Excel, let Excel repair it, and save it again)"),
    "attributes": (lambda: package("<worksheet " + " ".join(f'a{n}="{n * 7919 % 99991}"' for n in range(9000)) + "/>"), "the workbook has a tag that is longer than any of Excel's (ask for it again)"),
    "elements": (lambda: package(SHEET.format("".join(f"<c r='A{n * 7919 % 99991 + 1}'/>" for n in range(250_001)))), "the workbook has more than 250,000 cells and other elements (remove the rest)"),
    "far away": (package(SHEET.format('<row><c r="XFE1"><v>1</v></c></row>')), "the workbook has a cell outside of any sheet (ask for it again)"),
}  # fmt: skip


LONG = ("elements", "another size in the directory", "another size everywhere")


@pytest.mark.parametrize("name", slow_except(REFUSED, *(name for name in REFUSED if name not in LONG)))
def test_what_is_not_opened(tmp_path: Path, name: str) -> None:
    made, message = REFUSED[name]
    data = made() if callable(made) else made
    start = time.process_time()
    with pytest.raises(Invalid) as caught:
        read_xlsx("a.xlsx", data)
    assert time.process_time() - start < 1
    assert [*caught.value.problems[0].lines()] == [f"a.xlsx:1:1: error: {message}"]


@pytest.mark.slow
@pytest.mark.parametrize("everywhere", [False, True])
def test_a_part_is_not_unpacked_beyond_the_size_that_is_given(everywhere: bool) -> None:
    data = lying(long_sheet(50), everywhere=everywhere)
    tracemalloc.start()
    try:
        with pytest.raises(Invalid):
            read_xlsx("a.xlsx", data)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_a_file_that_is_too_large_is_not_read(home: Path) -> None:
    for name in ("a.xlsx", "a.csv"):
        (home / name).write_bytes(b"PK\x03\x04" * (3 * 1024 * 1024))
    assert run(home, "check", "a.xlsx")[2] == (
        "a.xlsx:1:1: error: the workbook is larger than 8 MiB (remove pictures and other sheets from it)\n"
    )
    assert (
        run(home, "check", "a.csv")[2] == "a.csv:1:1: error: the file is larger than 8 MiB (is this the right file?)\n"
    )


def test_many_cells_may_not_share_one_long_text() -> None:
    rows = "".join('<row><c t="s"><v>0</v></c></row>' for _ in range(300))
    with pytest.raises(Invalid, match="the cells hold more than 20,000,000 characters"):
        read_xlsx("a.xlsx", package(SHEET.format(rows), sharedStrings=f"<sst><si><t>{'x' * 90_000}</t></si></sst>"))


@pytest.mark.slow
def test_damage_of_any_kind_is_refused_or_read_and_never_an_internal_error(tmp_path: Path) -> None:
    assert cxassess("export", EXAMPLE, "-o", tmp_path / "a.xlsx").returncode == 0
    data, dice = (tmp_path / "a.xlsx").read_bytes(), random.Random(1)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = [name for name in parts if name.endswith((".xml", ".rels"))]
    library = Library(Catalog((ROOT / "playbooks",)))
    for _ in range(200):
        name = dice.choice(names)
        part = bytearray(parts[name])
        for _ in range(dice.randint(1, 6)):
            at, other = dice.randrange(len(part)), dice.randrange(len(part))
            part[at : at + dice.randint(0, 30)] = part[other : other + dice.randint(0, 40)]
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for one, content in (parts | {name: bytes(part)}).items():
                archive.writestr(one, content)
        with contextlib.suppress(Invalid):
            read_returned("a.xlsx", out.getvalue(), library)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("UC-1,1\n" * 10_001, "a.csv:10002:1: error: there are more than 10,000 rows below the header row of this table (is this the right file?)"),
        ("," * 250_001, "a.csv:2:249999: error: the file has more than 250,000 cells (is this the right file?)"),
        (f'UC-1,"{"x" * 100_001}"\n', "a.csv:2:6: error: this text has 100,001 characters; the limit is 100,000 (shorten it)"),
    ],
    ids=["rows", "cells", "text"],
)  # fmt: skip
def test_a_table_has_its_limits(home: Path, text: str, message: str) -> None:
    (home / "a.csv").write_text(f"ID,Answer\n{text}", encoding="utf-8")
    code, _, err = run(home, "check", "a.csv", "--playbook", "sample")
    assert (code, err.splitlines()[0]) == (3, message)
