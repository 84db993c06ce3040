"""cxassess status: who has answered what, and what is open."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import cxassess, tiny, write_answers
from support.tables import Sheets, changed, fill

ANSWERS = "{A1: 1, A2: {not_applicable: none here}, B1: {unknown: true}}"
MORE = "respondent: {name: Ann, role: CX lead}\ndate: 2026-11-30\nowners: {A: Ann, B: '=Bo'}\n"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with answers of Ann, and beside it the playbook."""
    plays = {
        "A": [{"name": "First"}, {"name": "Second"}, {"name": "Third | one", "when": "{A1: [3]}"}],
        "B": [{"name": "Last"}, {}],
    }
    tiny(tmp_path, plays=plays)
    (tmp_path / "desk").mkdir()
    write_answers(tmp_path / "desk" / "ann.yaml", ANSWERS, more=MORE)
    return tmp_path / "desk"


def run(desk: Path, *args: str) -> tuple[int, str, str]:
    done = cxassess(*args, cwd=desk, CXASSESS_PLAYBOOKS=str(desk.parent))
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_only_the_plays_that_were_asked(desk: Path) -> None:
    code, out, err = run(desk, "status", "ann.yaml", "--play", "b")
    assert (code, out.splitlines()[2:], err) == (
        0,
        ["B Play B  =Bo    0 of 2    B1          B2"],
        "1 file: 0 of 2 questions answered, 1 don't know, 1 open.\n",
    )
    assert run(desk, "status", "ann.yaml", "--play", "A,C") == (2, "", "cxassess: no play 'C' in tiny (known: A, B)\n")


SUMMARY = "1 file: 2 of 4 questions answered (1 of them not applicable), 1 don't know, 1 open.\n"


def test_a_row_for_each_play_of_a_file(desk: Path) -> None:
    assert run(desk, "status", "ann.yaml") == (
        0,
        "ann.yaml · Ann, CX lead · 2026-11-30\n"
        "Play      Owner  Answered  Don't know  Open\n"
        "A Play A  Ann    2 of 2                none\n"
        "B Play B  =Bo    0 of 2    B1          B2\n",
        SUMMARY,
    )
    assert run(desk, "status", "ann.yaml", "--open", "--format", "md") == (
        0,
        "| Play | Owner | Answered | Don't know | Open |\n"
        "| --- | --- | --- | --- | --- |\n"
        '| B Play B | =Bo | 0 of 2 | Last (B1) | "Question B2?" (B2) |\n',
        SUMMARY,
    )
    assert run(desk, "status", "ann.yaml", "--format", "csv") == (
        0,
        "source,respondent,role,date,play,title,owner,questions,answered,not_applicable,unknown,open,unknown_ids,open_ids,unclear,unclear_ids\n"
        "ann.yaml,Ann,CX lead,2026-11-30,A,Play A,Ann,2,2,1,0,0,,,0,\n"
        "ann.yaml,Ann,CX lead,2026-11-30,B,Play B,'=Bo,2,0,0,1,1,B1,B2,0,\n",
        SUMMARY,
    )


def test_a_folder_of_files_and_workbooks(desk: Path) -> None:
    assert run(desk, "export", "tiny", "--play", "B", "-o", "bo.xlsx")[0] == 0
    (desk / "bo.xlsx").write_bytes(
        changed((desk / "bo.xlsx").read_bytes(), lambda sheets: fill(sheets, {"B1": {"Answer": "Low"}}))
    )
    (desk / "notes.yaml").write_text("glossary: []\n", encoding="utf-8")
    (desk / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (desk / "~$bo.xlsx").write_bytes(b"a lock of Excel")
    code, out, err = run(desk, "status", ".", "--format", "md")
    assert (code, err) == (0, "2 files: 3 of 6 questions answered (1 of them not applicable), 1 don't know, 2 open.\n")
    assert out == (
        "| File | Who | Play | Owner | Answered | Don't know | Open |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n"
        "| ./ann.yaml | Ann, CX lead | A Play A | Ann | 2 of 2 |  | none |\n"
        '| ./ann.yaml | Ann, CX lead | B Play B | =Bo | 0 of 2 | Last (B1) | "Question B2?" (B2) |\n'
        '| ./bo.xlsx |  | B Play B |  | 1 of 2 |  | "Question B2?" (B2) |\n'
    )


def test_an_unclear_cell_costs_only_itself(desk: Path) -> None:
    def change(sheets: Sheets) -> None:
        fill(
            sheets, {"A1": {"Answer": "1 or 2"}, "A2": {"Answer": "Low", "Confidence": "sure"}, "B1": {"Answer": "dk"}}
        )
        for row in sheets["Start"]:
            for label, text in (("Your name", "Cora"), ("Your role", "IT"), ("Date of your answers", "last May")):
                if label in row:
                    row[row.index(label) + 1] = text

    assert run(desk, "export", "tiny", "-o", "cora.xlsx")[0] == 0
    (desk / "cora.xlsx").write_bytes(changed((desk / "cora.xlsx").read_bytes(), change))
    code, out, err = run(desk, "status", "cora.xlsx", "ann.yaml", "--open")
    assert (code, out) == (
        3,
        "ann.yaml · Ann, CX lead · 2026-11-30\n"
        "Play      Owner  Answered  Unclear  Don't know  Open\n"
        "B Play B  =Bo    0 of 2             B1          B2\n"
        "\n"
        "cora.xlsx · Cora, IT · 3 cells unclear\n"
        "Play      Owner  Answered  Unclear  Don't know  Open\n"
        "A Play A         0 of 3    A1, A2               A3\n"
        "B Play B         0 of 2             B1          B2\n",
    )
    assert err.splitlines()[1:] == [
        "cora.xlsx: sheet 'A Play A', D4: error: '1 or 2' is not an answer to First (A1) "
        "(write 1 Low, 2 Mid, 3 High, Not applicable or Don't know, or leave the cell empty)",
        "cora.xlsx: sheet 'A Play A', H5: error: 'sure' is not a confidence level (write low, medium or high, or leave the cell empty)",
        "2 files: 2 of 9 questions answered (1 of them not applicable), 2 unclear, 2 don't know, 3 open.",
        "Cora, IT (cora.xlsx): please write it as YYYY-MM-DD, such as 2026-09-30 (B26 of sheet 'Start'); "
        "choose from the list in D4 and H5 of sheet 'A Play A'.",
    ]


def test_a_play_that_there_is_not_is_said_once(desk: Path) -> None:
    (desk / "bo.yaml").write_bytes((desk / "ann.yaml").read_bytes())
    code, out, err = run(desk, "status", ".", "--play", "X")
    assert (code, out, err) == (2, "", "cxassess: no play 'X' in tiny (known: A, B)\n")


def test_a_bad_file_costs_only_itself(desk: Path) -> None:
    (desk / "bad.xlsx").write_bytes(b"none")
    code, out, err = run(desk, "status", "bad.xlsx", "ann.yaml", "gone.yaml", "--format", "csv")
    assert code == 5
    assert out.count("ann.yaml") == 2
    assert err.splitlines() == [
        "bad.xlsx:1:1: error: this is a text file, not an Excel workbook (give the workbook that was sent out (.xlsx))",
        "cxassess: gone.yaml: no such file or directory",
        "1 file: 2 of 4 questions answered (1 of them not applicable), 1 don't know, 1 open.",
    ]


def test_a_folder_without_answers(desk: Path) -> None:
    (desk / "empty").mkdir()
    assert run(desk, "status", "empty") == (2, "", "cxassess: empty: there is no answer file or workbook in it\n")


def test_check_counts_as_status_does_and_says_what_it_did_not_look_at(desk: Path) -> None:
    assert run(desk, "export", "ann.yaml", "--play", "A", "-o", "a.xlsx")[0] == 0
    assert run(desk, "check", "a.xlsx") == (
        0,
        "a.xlsx: ok, answers to tiny 1: 2 of 2 questions answered (1 of them not applicable)\n",
        "",
    )
    assert run(desk, "check", ".") == (
        0,
        "ann.yaml: ok, answers to tiny 1: 1 of 3 questions that apply is answered\n",
        "cxassess: 1 workbook or table was not looked at (give their names to check them)\ncxassess: 1 file: 1 fine\n",
    )
    (desk / "more").mkdir()
    (desk / "ann.yaml").rename(desk / "more" / "ann.yaml")
    assert (
        run(desk, "check", ".")[1]
        == f"{Path('more/ann.yaml')}: ok, answers to tiny 1: 1 of 3 questions that apply is answered\n"
    )
    (desk / "more" / "ann.yaml").rename(desk.parent / "ann.yaml")
    (desk / "more").rmdir()
    assert run(desk, "check", ".") == (
        2,
        "",
        "cxassess: .: nothing to check here (there is no playbook.yaml and no other .yaml file)\n"
        "cxassess: 1 workbook or table was not looked at (give their names to check them)\n",
    )
