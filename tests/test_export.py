"""cxassess export: a workbook and a table to fill in, read here without the code that wrote them."""

from __future__ import annotations

import csv
import io
import itertools
import re
import shlex
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import EXAMPLE, ROOT, cxassess, cxassess_process, tiny, write_answers
from support.needs import needs
from support.office import saved_by_office
from support.session import session
from support.sheets import MAIN, cells, parts, sheet_parts

from cxassess.exchange.model import (
    carried,
    carried_check,
    carry,
    escape_apostrophe,
    escape_csv,
    evidence_text,
    read_evidence,
    unescape_apostrophe,
)
from cxassess.exchange.sheet_look import page_breaks, play_sheet_names
from cxassess.exchange.word_lists import level_words, state_words
from cxassess.exchange.words import read_answer
from cxassess.playbook import Play, load_playbook
from cxassess.problems import Page, Problems
from cxassess.source.edits import plain_data
from cxassess.source.parse import parse, read

SHIPPED = ("act-iac-cx-2018", "omb-hisp-2018")
QUESTIONS = [
    {"name": "First thing"},
    {"when": "{A1: [2, 3]}", "name": "Second thing"},
    {"levels": "{no: {value: 0, text: Never}, 'yes': {value: 1, text: Always}}"},
]
# Every state, and text that a spreadsheet could take for something else.
ANSWERS = """{
  A1: {level: 2, reason: "=agreed", note: "'tis one\\n\\n  two _x0041_", confidence: high,
       evidence: [{title: Minutes, link: "https://example.gov/m"}, {title: "a | b"}, "@three", {link: "https://example.gov/x"}],
       votes: [{who: Ann, level: 3}, {who: Bo, level: 1, note: why}]},
  A2: {not_applicable: "-no, never"}, A3: 'yes', B1: {unknown: true, note: "שלום"}}"""
MORE = """marking: CUI
subject: {agency: "=Dept & Co", service: Permits, scope: public}
respondent: {name: Ann, role: CX lead}
date: 2026-05-01
targets: {A1: {level: 3, by: 2027-01-01, owner: Bo}, B: {level: 3}}
actions: [{play: A, text: Do it}]
owners: {B: Cy}
"""


def written(path: Path, *args: str | Path) -> bytes:
    """The bytes of what an export writes."""
    run = cxassess("export", *args, "-o", path)
    assert run.returncode == 0, run.stderr.decode()
    return path.read_bytes()


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    tiny(
        tmp_path, plays={"A": [dict(one) for one in QUESTIONS], "B": [{"text": "=A question_x0041_?", "name": "Last"}]}
    )
    return write_answers(tmp_path / "answers.yaml", ANSWERS, more=MORE)


@pytest.fixture
def sent(answers: Path) -> bytes:
    return written(answers.with_suffix(".xlsx"), answers, "--playbook", answers.parent / "tiny")


def test_each_play_has_a_sheet_with_a_row_for_each_question(sent: bytes) -> None:
    found = cells(sent)
    assert [*found] == ["Start", "Progress", "A Play A", "B Play B", "Lists", "cxassess"]
    assert found["A Play A"] == {
        "A1": "A Play A",
        "D2": "Choose from the list.",
        "E2": "Needed if not applicable: why.",
        "F2": "What shows it, one piece per line: Title | https://…",
        "G2": "Anything else.",
        "H2": "How sure you are.",
        "I2": "The level to reach.",
        **dict(zip([f"{column}3" for column in "ABCDEFGHI"], HEADS, strict=True)),
        "A4": "A1",
        "B4": "First thing\nQuestion A1?",
        "C4": "1 Low: one\n2 Mid: two\n3 High: three",
        "D4": "2 Mid",
        "E4": "=agreed",
        "F4": "Minutes | https://example.gov/m\na | b |\n@three\nhttps://example.gov/x",
        "G4": "''tis one\n\n  two _x0041_",
        "H4": "High",
        "I4": "3 High",
        "A5": "A2",
        "B5": "Second thing\nQuestion A2?\nAsked only if First thing (A1) is at level 2 or 3.",
        "C5": "1 Low: one\n2 Mid: two\n3 High: three",
        "D5": "Not applicable",
        "E5": "-no, never",
        "A6": "A3",
        "B6": "Question A3?",
        "C6": "no: Never\nyes: Always",
        "D6": "yes",
    }
    assert (
        found["B Play B"] | {"B4": "Last\n=A question_x0041_?", "D4": "Don't know", "G4": "שלום"} == found["B Play B"]
    )


HEADS = ["ID", "Question", "Levels", "Answer", "Reason", "Evidence", "Note", "Confidence", "Target"]


def test_the_first_sheet_says_what_to_do_and_asks_who_answers(sent: bytes) -> None:
    start = cells(sent)["Start"]
    assert start["A1"] == "A tiny playbook"
    assert start["A2"] == (
        "Version 1: 4 questions in 2 plays. Reading all of it takes about 5 minutes (our estimate); finding out what is true "
        "takes longer."
    )
    assert start["A3"] == "CUI"
    rows = {start[f"A{row}"]: start.get(f"B{row}", "") for row in range(1, 60) if f"A{row}" in start}
    assert rows["5"] == "Not applicable means that the question cannot apply to what you answer for. Say why in Reason."
    assert {name: rows[name] for name in ("About you", "Your name", "Your role", "Date of your answers", "Agency")} == {
        "About you": "Your entry",
        "Your name": "Ann",
        "Your role": "CX lead",
        "Date of your answers": "2026-05-01",
        "Agency": "=Dept & Co",
    }


def test_the_progress_sheet_counts_and_nothing_else_is_a_formula(sent: bytes) -> None:
    formulas = {
        (sheet, cell.get("r")): (formula.text, cell.findtext(f"{MAIN}v"))
        for sheet, part in sheet_parts(sent).items()
        for cell in ElementTree.fromstring(parts(sent)[part]).iter(f"{MAIN}c")
        if (formula := cell.find(f"{MAIN}f")) is not None
    }
    ids = "'A Play A'!$A$4:$A$6"
    plain = PLAIN.format("'A Play A'!$D$4:$D$6")
    assert {sheet for sheet, _ in formulas} == {"Progress"}
    assert {cell: value for (_, cell), value in formulas.items() if cell and cell.endswith("5")} == {
        "B5": ("ROWS('A Play A'!$D$4:$D$6)", "3"),
        "C5": (
            f"""SUMPRODUCT(({plain}=Words_1)*(({ids}="A1")+({ids}="A2")))+SUMPRODUCT(({plain}=Words_2)*(({ids}="A3")))"""
            "+D5+E5",
            "3",
        ),
        "D5": (
            f"SUMPRODUCT(--({plain}=Not_applicable))"
            f"+SUMPRODUCT(--(LEFT({plain},LEN(Not_applicable_because))=Not_applicable_because))",
            "1",
        ),
        "E5": (f"SUMPRODUCT(--({plain}=Do_not_know))", "0"),
        "F5": (f'SUMPRODUCT(--({plain}<>""))-C5', "0"),
        "G5": ("B5-C5-F5", "0"),
    }
    assert formulas["Progress", "C7"] == ("SUM(C5:C6)", "4")
    progress = cells(sent)["Progress"]
    heads = (
        "Play",
        "Questions",
        "Answered",
        "of these not applicable",
        "of these don't know",
        "Unclear",
        "Open",
        "Who answers",
    )
    assert tuple(progress.get(f"{column}4") for column in "ABCDEFGH") == heads
    assert [progress.get(f"{column}5") for column in "ABCDEFGH"] == [*("A Play A", "3", "3", "1", "0", "0", "0"), None]
    assert [progress.get(f"{column}6") for column in "ABCDEFGH"] == [*("B Play B", "1", "1", "0", "1", "0", "0", "Cy")]


PLAIN = """TRIM(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({},"’","'"),"‘","'"),"–","-"),"—","-"),"\u00a0"," "))"""


def test_an_unclear_answer_turns_red(sent: bytes) -> None:
    sheet = ElementTree.fromstring(parts(sent)[sheet_parts(sent)["A Play A"]])
    rules = {
        str(one.get("sqref")): one.findtext(f"{MAIN}cfRule/{MAIN}formula", "")
        for one in sheet.iter(f"{MAIN}conditionalFormatting")
    }
    plain = PLAIN.format("$D4")
    assert rules["D4"] == (
        f'AND({plain}<>"",SUMPRODUCT(--({plain}=Words_1))+SUMPRODUCT(--({plain}=Not_applicable))'
        f"+SUMPRODUCT(--({plain}=Do_not_know))"
        f"+SUMPRODUCT(--(LEFT({plain},LEN(Not_applicable_because))=Not_applicable_because))=0)"
    )
    assert {cell for cell in rules if cell[0] == "D"} == {"D4", "D5", "D6"}


# What is typed, and how the progress sheet counts it: as answered, so; or as unclear, `?`; or as nothing.
TYPED = {
    "3": "level", "4.0": "level", "In part": "level", "level 4": "level", "3 - in part": "level", "3 – In part": "level",
    "5 embedded.": "?", "7": "?", "maybe": "?", "-": "?", "?": "?", "*": "?", "yes": "?", "3 or 4": "?", "0": "?", "<>": "?",
    "n/a": "na", "N.A.": "na", "N/A: none": "na", "Not applicable (we have none)": "na", "n/a because x": "na", "nab": "?",
    "don’t know": "dk", "dont know": "dk", "Don't know.": "dk", "DK": "dk", "do\u00a0not know": "dk", "  ": "",
}  # fmt: skip


@pytest.mark.slow
@needs("libreoffice")
def test_what_is_typed_is_counted_as_import_understands_it(tmp_path: Path) -> None:
    playbook = load_playbook(ROOT / "playbooks" / "act-iac-cx-2018")[0]
    package = parts(written(tmp_path / "typed.xlsx", "act-iac-cx-2018"))
    typed, counted = iter(TYPED), {}
    for name, part in [*sheet_parts((tmp_path / "typed.xlsx").read_bytes()).items()][2:6]:
        said = [next(typed) for question in playbook.play_by_id[name[:2]].questions]
        package[part] = _with_answers(package[part], said)
        counted[name] = [[TYPED[word] for word in said].count(kind) for kind in ("na", "dk", "?", "")]
    progress = sheet_parts((tmp_path / "typed.xlsx").read_bytes())["Progress"]
    package[progress] = re.sub(
        rb"</f><v>\d+</v>", b"</f>", package[progress]
    )  # else LibreOffice keeps what was counted
    with ZipFile(tmp_path / "typed.xlsx", "w") as out:
        for name, data in package.items():
            out.writestr(name, data)
    found = cells(saved_by_office(tmp_path / "typed.xlsx", tmp_path / "saved").read_bytes())["Progress"]
    for row, counts in enumerate(counted.values(), 5):
        assert [int(found[f"{column}{row}"]) for column in "DEFG"] == counts
        assert int(found[f"C{row}"]) == 7 - sum(counts[2:])
    assert read_answer(question := playbook.by_id["P1.1"], "N/A: we have none.") == (
        "not_applicable",
        "",
        "we have none.",
    )
    # What is counted as answered, import understands; of what it understands, little is not counted.
    assert [
        word for word, kind in TYPED.items() if kind in ("level", "na", "dk") and not read_answer(question, word)
    ] == []
    assert [word for word, kind in TYPED.items() if kind == "?" and read_answer(question, word)] == ["5 embedded."]


def _with_answers(part: bytes, said: list[str]) -> bytes:
    """The sheet of a play with its empty cells of the column Answer filled in."""
    rows = iter(said)
    cell = b'<c r="D%s" s="%s" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>'
    part = re.sub(
        rb'<c r="D(\d+)" s="(\d+)"/>', lambda found: cell % (*found.groups(), escape(next(rows)).encode()), part
    )
    assert next(rows, None) is None
    return part


@pytest.mark.parametrize("playbook", SHIPPED)
def test_what_may_be_typed_is_understood(playbook: str) -> None:
    question = next(iter(load_playbook(ROOT / "playbooks" / playbook)[0].questions()))
    words = level_words(question)
    assert [word for word in words if (read := read_answer(question, word)) is None or read.state != "level"] == []
    assert len({*map(str.casefold, words)}) == len(words)
    assert {level.key for level in question.levels} <= {*words}
    lists = state_words([question])
    assert "n/a:" in lists["Not_applicable_because"]
    starts = [start.casefold() for start in lists["Not_applicable_because"]]
    assert not [one for one in starts for other in starts if one != other and one.startswith(other)]


def test_each_list_says_what_else_may_be_typed(sent: bytes) -> None:
    sheet = ElementTree.fromstring(parts(sent)[sheet_parts(sent)["A Play A"]])
    said = {str(one.get("sqref")): one.get("error") for one in sheet.iter(f"{MAIN}dataValidation")}
    again = "you will be asked about anything else."
    assert [said[cell] for cell in ("D4", "H4", "I4")] == [
        f"The number or the name of a level, n/a and dk will be understood; {again}",
        f"High, medium or low will be understood; {again}",
        f"The number or the name of a level will be understood; {again}",
    ]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Assign a single office or role", "A Assign a single office"),
        ("Understand the customer experience", "A Understand the customer"),
        ("Understand the current states", "A Understand the current states"),
        ("Incomprehensibilities of everything", "A Incomprehensibilities"),
        ("Pneumonoultramicroscopicsilicovolcanoconiosis", "A Pneumonoultramicroscopicsilico"),
    ],
)
def test_the_name_of_a_sheet_ends_with_a_whole_word(tmp_path: Path, title: str, name: str) -> None:
    (play,) = read_plays(tmp_path)
    assert play_sheet_names([play._replace(title=title)]) == {"A": name[:31]}


def read_plays(folder: Path) -> tuple[Play, ...]:
    return load_playbook(tiny(folder, plays={"A": [{}]}))[0].plays


@given(st.lists(st.integers(28, 400), min_size=1, max_size=20), st.integers(20, 150))
def test_no_question_is_alone_on_a_page_where_two_fit(heights: list[int], before: int) -> None:
    room, heads = 700, 15
    breaks = page_breaks(heights, before, heads, room)
    pages = [heights[start:end] for start, end in itertools.pairwise([0, *breaks, len(heights)])]
    assert all(pages)
    assert [sum(page) + (heads if at else before) <= room for at, page in enumerate(pages)] == [True] * len(pages)
    if len(pages) > 1 and len(pages[-1]) == 1 and len(pages[-2]) > 2:
        assert pages[-1][0] + pages[-2][-1] + heads > room


def test_only_what_people_fill_in_is_unlocked_and_there_is_no_password(sent: bytes) -> None:
    package = parts(sent)
    looks = ElementTree.fromstring(package["xl/styles.xml"]).find(f"{MAIN}cellXfs")
    assert looks is not None
    is_open = [look.find(f"{MAIN}protection[@locked='0']") is not None for look in looks]
    unlocked: dict[str, set[str]] = {}
    for sheet, part in sheet_parts(sent).items():
        root = ElementTree.fromstring(package[part])
        protection = root.find(f"{MAIN}sheetProtection")
        assert protection is not None
        assert protection.get("sheet") == "1"
        # Excel reads these as what is locked.
        assert [protection.get(name) for name in ("sort", "autoFilter", "formatColumns", "formatRows")] == ["0"] * 4
        assert "password" not in protection.keys()  # noqa: SIM118
        assert root.find(f"{MAIN}mergeCells") is None
        unlocked[sheet] = {str(cell.get("r")) for cell in root.iter(f"{MAIN}c") if is_open[int(cell.get("s", "0"))]}
    assert unlocked["A Play A"] == {f"{column}{row}" for column in "DEFGHI" for row in (4, 5, 6)}
    assert {cell[0] for cell in unlocked["Start"]} == {"B"}
    assert len(unlocked["Start"]) == 9
    assert not unlocked["Progress"] | unlocked["Lists"] | unlocked["cxassess"]


def test_tables_are_described_to_those_who_listen(sent: bytes) -> None:
    tables = {name: part.decode() for name, part in parts(sent).items() if name.startswith("xl/tables/")}
    said = [text for part in tables.values() for text in re.findall('altTextSummary="([^"]*)"', part)]
    assert said == [
        "Who answers, and for what. Fill in the column Your entry.",
        "A row for each play, with how many of its questions are answered, unclear and open.",
        "3 questions, one per row. Fill in the columns from Answer to Target.",
        "1 question, one per row. Fill in the columns from Answer to Target.",
    ]


def test_answers_are_chosen_from_lists(sent: bytes) -> None:
    found, package = cells(sent), parts(sent)
    sheet = ElementTree.fromstring(package[sheet_parts(sent)["A Play A"]])
    lists = {str(one.get("sqref")): one.findtext(f"{MAIN}formula1", "") for one in sheet.iter(f"{MAIN}dataValidation")}
    names = {
        str(one.get("name")): one.text or ""
        for one in ElementTree.fromstring(package["xl/workbook.xml"]).iter(f"{MAIN}definedName")
    }
    chosen = {cell: _range(found["Lists"], names[lists[cell]]) for cell in ("D4", "I4", "D6", "I6")}
    assert chosen == {
        "D4": ["1 Low", "2 Mid", "3 High", "Not applicable", "Don't know"],
        "I4": ["1 Low", "2 Mid", "3 High"],
        "D6": ["no", "yes", "Not applicable", "Don't know"],
        "I6": ["no", "yes"],
    }
    assert lists["H4"] == '"High,Medium,Low"'


def _range(sheet: dict[str, str], formula: str) -> list[str]:
    column, first, last = re.fullmatch(r"Lists!\$([A-Z])\$(\d+):\$[A-Z]\$(\d+)", formula).groups()  # type: ignore[union-attr]
    return [sheet[f"{column}{row}"] for row in range(int(first), int(last) + 1)]


def test_a_question_that_is_not_asked_turns_gray(sent: bytes) -> None:
    sheet = ElementTree.fromstring(parts(sent)[sheet_parts(sent)["A Play A"]])
    rules = {
        str(one.get("sqref")): one.findtext(f"{MAIN}cfRule/{MAIN}formula")
        for one in sheet.iter(f"{MAIN}conditionalFormatting")
    }
    key = 'LEFT(Answer_to_1,FIND(" ",Answer_to_1&" ")-1)'
    others = ",".join(f'Answer_to_1="{word}"' for word in ("Not applicable", "n/a", "na"))
    assert {cell: rule for cell, rule in rules.items() if ":" in cell} == {"A5:I5": f'OR({key}="1",{others})'}
    assert """<definedName name="Answer_to_1">INDEX('A Play A'!$D$4:$D$6,MATCH("A1",'A Play A'!$A$4:$A$6,0))<""" in (
        parts(sent)["xl/workbook.xml"].decode().replace("&quot;", '"')
    )


def test_the_hidden_sheet_carries_the_whole_answer_file(sent: bytes, answers: Path) -> None:
    hidden = cells(sent)["cxassess"]
    details = {name: hidden.get(f"B{cell[1:]}", "") for cell, name in hidden.items() if cell[0] == "A"}
    text = carried(details)
    assert text is not None
    assert plain_data(parse(Page("", text), Problems())) == plain_data(read(answers, Problems()))
    assert details | {"format": "1", "playbook": "tiny", "version": "1", "overlays": "", "plays": ""} == details
    assert re.fullmatch("[0-9a-f]{16}", details["digest"])
    assert re.fullmatch("[0-9a-f]{8}", details["wording.A1"])
    assert carried({**details, "carried.1": details["carried.1"].replace("Bo", "Al")}) is None


def test_of_one_play_nothing_else_goes_out(answers: Path) -> None:
    data = written(answers.with_suffix(".csv"), answers, "--playbook", answers.parent / "tiny", "--play", "B")
    assert b"A1" not in data
    assert b"Do it" not in data
    assert "Ann" in data.decode()  # who answers
    assert b"Bo" not in data


def test_a_workbook_says_nothing_of_this_machine_and_is_always_the_same(answers: Path, sent: bytes) -> None:
    package = parts(sent)
    assert package["docProps/core.xml"].decode().split("\n")[-1] == (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:dcmitype="http://purl.org/dc/dcmitype/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        "<dc:title>A tiny playbook</dc:title><dc:subject>=Dept &amp; Co, Permits</dc:subject><dc:creator></dc:creator>"
        "<cp:lastModifiedBy></cp:lastModifiedBy>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">2026-05-01T00:00:00Z</dcterms:created>'
        '<dcterms:modified xsi:type="dcterms:W3CDTF">2026-05-01T00:00:00Z</dcterms:modified>'
        "<dc:language>en-US</dc:language></cp:coreProperties>"
    )
    assert not [name for name, part in package.items() if str(answers.parent).encode() in part]


@pytest.mark.slow
def test_the_same_answers_give_the_same_bytes(tmp_path: Path) -> None:
    files = []
    for number, env in enumerate(({"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "1"}, {"TZ": "UTC", "PYTHONHASHSEED": "2"})):
        path = tmp_path / f"{number}.xlsx"
        assert cxassess_process("export", EXAMPLE, "-o", path, **env).returncode == 0
        files.append(path.read_bytes())
    assert files[0] == files[1]


def test_a_table_has_a_row_for_each_field_and_question(answers: Path) -> None:
    data = written(answers.with_suffix(".csv"), answers, "--playbook", answers.parent / "tiny")
    assert data.startswith(
        b"\xef\xbb\xbfID,Play,Question,Condition,Levels,Answer,Reason,Evidence,Note,Confidence,Target\n"
    )
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[3][:6] == [
        "#date",
        "",
        "Date of your answers",
        "",
        "Year, month, day, such as 2026-09-30.",
        "2026-05-01",
    ]
    assert rows[4] == ["#subject.agency", "", "Agency", "", "", "'=Dept & Co", "", "", "", "", ""]
    levels = "1 Low: one\n2 Mid: two\n3 High: three"
    note = "''tis one\n\n  two _x0041_"
    evidence = "Minutes | https://example.gov/m\na | b |\n@three\nhttps://example.gov/x"
    assert rows[8:10] == [
        ["A1", "A", "First thing\nQuestion A1?", "", levels, "2 Mid", "'=agreed", evidence, note, "High", "3 High"],
        [
            *("A2", "A", "Second thing\nQuestion A2?", "Asked only if First thing (A1) is at level 2 or 3.", levels),
            *("Not applicable", "'-no, never", "", "", "", ""),
        ],
    ]
    assert rows[12][:6] == ["#format", "", "leave this as it is", "", "", "1"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("tiny", "-o", "x.txt"), "x.txt: '.txt' is not a supported file type (use .xlsx, .csv, .docx, .md, .pdf)"),
        (("tiny", "-o", "answers.csv"), "answers.csv: this file exists (add --force to replace it)"),
        (("tiny", "-o", "x.csv", "--play", "C"), "no play 'C' in tiny (known: A, B)"),
        (("tiny", "-o", "x.csv", "--play", "A,C"), "no play 'C' in tiny (known: A, B)"),
        (
            ("tiny", "-o", "x.csv", "--play", "A B"),
            "no play 'A B' in tiny (for several, write --play A,B, or repeat --play for each)",
        ),
        (("tiny", "-o", "x.csv", "--play", "play b"), "no play 'play b' in tiny (write its id: --play B)"),
        (
            ("tiny", "-o", "x.csv", "--playbook", "tiny"),
            "--playbook is for answer files, and tiny is a playbook (give only one of them)",
        ),
        (("nope.yaml", "-o", "x.csv"), "nope.yaml: no such file or directory"),
        (("nope", "-o", "x.csv"), "no playbook 'nope' ("),
        (
            ("quick", "-o", "x.csv"),
            "'quick' is an overlay, not a playbook (write 'cxassess export act-iac-cx-2018 --overlay quick')",
        ),
    ],
)
def test_what_cannot_be_exported(answers: Path, args: tuple[str, ...], message: str) -> None:
    (answers.parent / "answers.csv").write_text("mine")
    run = cxassess("export", *args, cwd=answers.parent)
    assert message in run.stderr.decode()
    assert run.returncode in (2, 5)
    assert (answers.parent / "answers.csv").read_text() == "mine"
    assert not (answers.parent / "x.csv").exists()


def test_several_plays_may_be_named_at_once(answers: Path) -> None:
    playbook = tiny(answers.parent / "other", plays={"A": [{}], "B": [{}], "C": [{}]})
    wanted = "2 questions in 2 plays"
    for number, plays in enumerate((("--play", "a, C"), ("--play", "A", "--play", "3"), ("--play", "1,3,1"))):
        run = cxassess("export", playbook, "-o", answers.parent / f"{number}.csv", *plays)
        assert run.stderr.decode().endswith(f"{number}.csv: {wanted}\n")


def test_a_bad_answer_file_is_not_exported(answers: Path) -> None:
    answers.write_text(answers.read_text().replace("confidence: high", "confidence: sure"))
    run = cxassess("export", answers, "--playbook", answers.parent / "tiny", "-o", answers.parent / "x.xlsx")
    assert run.returncode == 3
    assert b"'confidence' is 'sure' (write low, medium or high)" in run.stderr
    assert not (answers.parent / "x.xlsx").exists()


def test_a_text_that_no_cell_holds_is_cut_and_carried(answers: Path) -> None:
    write_answers(answers, "{A1: {level: 1, note: '" + "é " * 20_000 + "end'}}")
    data = written(answers.with_suffix(".xlsx"), answers, "--playbook", answers.parent / "tiny")
    found = cells(data)
    assert found["A Play A"]["G4"].endswith("é  […]")
    assert max(len(text) for sheet in found.values() for text in sheet.values()) < 32_767
    hidden = found["cxassess"]
    text = carried({name: hidden.get(f"B{cell[1:]}", "") for cell, name in hidden.items() if cell[0] == "A"})
    assert text is not None
    assert text.count("é ") == 20_000


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text("_x0041'=\n é\ufffe", max_size=60))
def test_what_is_carried_comes_back(text: str) -> None:
    details = {**carry(text * 100), "check": carried_check(text * 100)}
    assert carried(dict(sorted(details.items(), reverse=True))) == text * 100
    assert max(map(len, details.values())) < 32_767


titles = st.text("ab |'=:\n", min_size=1).map(str.strip).filter(bool) | st.just("https://example.gov")
links = st.sampled_from(["", "https://example.gov/a", "my file.pdf"])


@given(st.lists(st.tuples(titles.filter(lambda text: " \n" not in text), links)))
def test_evidence_comes_back_from_its_lines(evidence: list[tuple[str, str]]) -> None:
    assert read_evidence(evidence_text(evidence)) == evidence


@given(texts | st.text("'=@a", max_size=4))
def test_an_apostrophe_comes_back(text: str) -> None:
    assert unescape_apostrophe(escape_csv(text)) == text
    if not text.startswith("'"):
        assert escape_apostrophe(text) == text
    else:
        assert unescape_apostrophe(escape_apostrophe(text)) == text


@pytest.mark.slow
@pytest.mark.parametrize("playbook", SHIPPED)
def test_the_workbook_of_a_shipped_playbook_is_sound(playbook: str, tmp_path: Path) -> None:
    path = tmp_path / "questions.xlsx"
    written(path, playbook)
    pytest.importorskip("openxml_audit")
    run = subprocess.run([sys.executable, "-m", "openxml_audit", str(path)], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout


@pytest.mark.slow
@needs("libreoffice")
def test_libreoffice_saves_a_workbook_with_the_same_words(sent: bytes, answers: Path) -> None:
    saved = saved_by_office(answers.with_suffix(".xlsx"), answers.parent / "saved")
    assert cells(saved.read_bytes()) == cells(sent)


def test_a_playbook_with_endless_texts_still_makes_a_workbook(tmp_path: Path) -> None:
    long = "word " * 900
    levels = ", ".join(f"{key}: {{value: {key}, text: {long}}}" for key in range(1, 9))
    folder = tiny(tmp_path, plays={"A": [{"levels": f"{{{levels}}}", "name": '"’[]:*?"'}]}, scale="")
    play = folder / "plays" / "A.yaml"
    play.write_text(
        play.read_text("utf-8").replace("title: Play A", f'title: "\'{"é😀" * 100}"\nintent: {long}'), "utf-8"
    )
    found = cells(written(tmp_path / "long.xlsx", folder))
    (name,) = [name for name in found if name.startswith("A ")]
    assert len(name.encode("utf-16-le")) <= 62
    longest = [text for text in found[name].values() if len(text) > 10_000]
    assert [text.endswith(" […]") for text in longest] == [True]


@pytest.mark.slow
def test_the_commands_of_the_page_print_what_it_says(tmp_path: Path) -> None:
    for command, expected in session(ROOT / "docs" / "workbook.md"):
        words = shlex.split(command)
        if words[1] == "export":
            words[words.index("-o") + 1] = str(tmp_path / words[words.index("-o") + 1])
            run = cxassess(*words[1:])
            assert run.stderr.decode().replace(f"{tmp_path}/", "") == expected
