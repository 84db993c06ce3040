"""cxassess import: what people fill in comes back as they meant it, or is refused cell by cell."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from support import EXAMPLE, ROOT, cxassess, tiny, write_answers
from support.needs import needs
from support.office import saved_by_office
from support.session import session
from support.tables import Sheets, changed, fill, plain_sheets

QUESTIONS = [
    {"name": "First thing"},
    {"when": "{A1: [2, 3]}", "name": "Second thing"},
    {"name": "Third thing", "levels": "{no: {value: 0, text: Never}, 'yes': {value: 1, text: Always}}"},
]
ANSWERS = """{
  A1: {level: 2, reason: "=agreed", note: "'tis one\\n\\n  two _x0041_", confidence: high,
       evidence: [{title: Minutes, link: "https://example.gov/m", who: [Ann]}, {title: "a | b"}, "@three"],
       votes: [{who: Ann, level: 3}, {who: Bo, level: 1, note: why}]},
  A2: {not_applicable: "-no, never", remarks: [{who: Cy, text: "but\\nsee"}]}, A3: 'yes', B1: {unknown: true, note: "~"}}"""
MORE = """marking: CUI
owners: {A: Ann}
subject: {agency: "=Dept & Co", service: Permits, scope: public, tags: {tier: one}}
respondent: {name: Ann, role: CX lead}
date: 2026-05-01
targets: {A1: {level: 3, by: 2027-01-01, owner: Bo}, B: {level: 3}}
actions: [{play: A, text: Do it}]
asks: [Sign it]
"""


class Desk:
    """A folder with the playbook `tiny` and an answer file, and commands that find the playbook."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        tiny(folder, plays={"A": [dict(one) for one in QUESTIONS], "B": [{"name": "Last thing"}]})
        write_answers(folder / "answers.yaml", ANSWERS, more=MORE)

    def run(self, *args: str) -> tuple[int, str, str]:
        done = cxassess(
            *args, cwd=self.folder, CXASSESS_PLAYBOOKS=str(self.folder), XDG_STATE_HOME=str(self.folder / "state")
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def export(self, what: str, name: str, *args: str) -> bytes:
        code, _, err = self.run("export", what, "-o", name, *args)
        assert code == 0, err
        return (self.folder / name).read_bytes()

    def write(self, name: str, data: bytes | str) -> None:
        (self.folder / name).write_bytes(data.encode() if isinstance(data, str) else data)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def filled(self, change: Callable[[Sheets], None], what: str = "tiny") -> None:
        """Export, let somebody change the sheets, and keep that as back.xlsx."""
        self.write("back.xlsx", changed(self.export(what, "sent.xlsx", "--force"), change))

    def imported(self, *args: str) -> str:
        """The answers of back.xlsx as text, without the head of the file."""
        code, out, err = self.run("import", "back.xlsx", "-o", "-", *args)
        assert code == 0, err
        return out.partition("answers:\n")[2]

    def refused(self, code: int = 3) -> list[str]:
        """What is said of back.xlsx, which must be refused."""
        got, out, err = self.run("import", "back.xlsx", "-o", "new.yaml")
        assert (got, out) == (code, ""), err
        assert not (self.folder / "new.yaml").exists()
        return err.splitlines()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def without_digests(text: str) -> str:
    """Answers as text, with each digest of a wording as an ellipsis."""
    return re.sub(': "?[0-9a-f]{8}"?$', ": …", text, flags=re.MULTILINE)


def date_cell(desk: Desk, name: str = "back.xlsx", label: str = "Date of your answers") -> str:
    """The cell into which the date is typed, or another field."""
    rows = plain_sheets((desk.folder / name).read_bytes())["Start"]
    return next(f"B{number}" for number, row in enumerate(rows, 1) if label in row)


# -- nothing is lost


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_what_nobody_changed_comes_back_as_it_was(desk: Desk, suffix: str) -> None:
    desk.export("answers.yaml", f"sent.{suffix}")
    assert desk.run("import", f"sent.{suffix}", "--into", "answers.yaml") == (
        0,
        "",
        "answers.yaml already says all of this; nothing was changed.\n",
    )
    code, _, err = desk.run("import", f"sent.{suffix}", "-o", "new.yaml")
    assert (code, err) == (
        0,
        f"Wrote new.yaml from sent.{suffix}: 3 of 4 questions answered (1 of them not applicable), none filled in or changed since it was sent out.\n",
    )
    assert desk.run("import", f"sent.{suffix}", "--dry-run") == (0, "", "")
    for form in ("json", "csv"):
        first, second = (desk.run("score", name, "--format", form)[1] for name in ("answers.yaml", "new.yaml"))
        assert first == second.replace("new.yaml", "answers.yaml")


@needs("libreoffice")
@pytest.mark.slow
def test_a_workbook_that_libreoffice_saved_comes_back_as_it_was(desk: Desk) -> None:
    desk.export("answers.yaml", "sent.xlsx")
    saved_by_office(desk.folder / "sent.xlsx", desk.folder / "saved")
    assert desk.run("import", "saved/sent.xlsx", "--into", "answers.yaml")[2] == (
        "answers.yaml already says all of this; nothing was changed.\n"
    )


@needs("libreoffice")
@pytest.mark.slow
def test_the_example_comes_back_from_libreoffice(tmp_path: Path) -> None:
    assert cxassess("export", EXAMPLE, "-o", tmp_path / "a.xlsx").returncode == 0
    saved = saved_by_office(tmp_path / "a.xlsx", tmp_path / "saved")
    done = cxassess("import", saved, "--dry-run")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


# -- what people type


def test_what_people_type(desk: Desk) -> None:
    def change(sheets: Sheets) -> None:
        fill(
            sheets,
            {
                "A1": {"Answer": "3 - high", "Note": "First line\nSecond line", "Confidence": "Med."},
                "A2": {"Answer": 2.0, "Evidence": "Minutes of May\nhttps://example.gov/a\nMap | map.pdf"},
                "A3": {"Answer": "N/A", "Reason": "No such form"},
                "B1": {"Answer": "dk", "Target": "Level 3", "Note": "'=2"},
            },
        )

    desk.filled(change)
    assert without_digests(desk.imported()) == (
        '  A1:\n    level: 3\n    note: "First line\\nSecond line"\n    confidence: medium\n'
        "  A2:\n    level: 2\n"
        '    evidence: [{title: Minutes of May}, {link: "https://example.gov/a"}, {title: Map, link: map.pdf}]\n'
        "  A3:\n    not_applicable: No such form\n"
        '  B1:\n    unknown: true\n    note: "=2"\n'
        "targets:\n  B1:\n    level: 3\n"
        "wording:\n  A1: …\n  A2: …\n  A3: …\n  B1: …\n"
    )


def test_rows_columns_and_sheets_may_be_anywhere(desk: Desk) -> None:
    def change(sheets: Sheets) -> None:
        fill(sheets, {"A1": {"Answer": "High"}, "A3": {"Answer": "yes"}, "B1": {"Answer": "Low", "Note": "why not"}})
        for name in [*sheets]:
            if "A Play" in name:
                rows = sheets.pop(name)
                head = next(at for at, row in enumerate(rows) if "ID" in row)
                body = sorted(rows[head + 1 :], key=lambda row: str(row), reverse=True)
                turned = [["mine", *reversed(row)] for row in [*rows[: head + 1], *body]]
                sheets["Renamed"] = [["My own line"], *turned]
        del sheets["Progress"]

    desk.filled(change)
    answers = desk.imported().partition("wording")[0]
    assert answers == "  A1:\n    level: 3\n  A3:\n    level: yes\n  B1:\n    level: 1\n    note: why not\n".replace(
        "level: yes", 'level: "yes"'
    )


def test_a_row_or_a_sheet_that_is_gone_changes_nothing(desk: Desk) -> None:
    def change(sheets: Sheets) -> None:
        for name in [*sheets]:
            rows = sheets[name]
            sheets[name] = [row for row in rows if "A1" not in row]
            if name.startswith("B"):
                del sheets[name]

    desk.filled(change, "answers.yaml")
    code, _, err = desk.run("import", "back.xlsx", "--into", "answers.yaml")
    assert (code, err) == (0, "answers.yaml already says all of this; nothing was changed.\n")


def test_a_reason_for_not_applicable_is_no_reason_for_a_level(desk: Desk) -> None:
    desk.filled(lambda sheets: fill(sheets, {"A2": {"Answer": "Low"}}), "answers.yaml")
    code, out, err = desk.run("import", "back.xlsx", "-o", "-")
    assert (code, "A2:\n    level: 1\n    remarks" in out) == (0, True)
    assert err.splitlines() == [
        "back.xlsx: sheet 'A Play A', E5: warning: A2 is applicable now, so the reason why it was not is left out "
        "(empty this cell, or write why this level)",
        "Read back.xlsx: 3 of 4 questions answered, 1 filled in or changed since it was sent out.",
    ]


def test_each_bad_cell_is_named_and_nothing_is_imported(desk: Desk) -> None:
    def change(sheets: Sheets) -> None:
        fill(
            sheets,
            {
                "A1": {"Answer": "2 or 3", "Confidence": "sure"},
                "A2": {"Answer": ("=1+1", 2), "Note": "fine"},
                "A3": {"Answer": "n/a", "Target": "often"},
                "B1": {"Answer": 7},
            },
        )
        for rows in sheets.values():
            for row in rows:
                for label, text in (
                    ("Date of your answers", "last May"),
                    ("Your name", "Ann"),
                    ("Your role", "CX lead"),
                ):
                    if label in row:
                        row[row.index(label) + 1] = text
        sheets["B Play B"].append(["", "", "", "", "", "", "lost"])

    desk.filled(change)
    levels = "write 1 Low, 2 Mid, 3 High, Not applicable or Don't know, or leave the cell empty"
    assert desk.refused() == [
        f"back.xlsx: sheet 'Start', {date_cell(desk)}: error: 'date' is 'last May', which is not a date (write it as YYYY-MM-DD, such as 2026-09-30)",
        f"back.xlsx: sheet 'A Play A', D4: error: '2 or 3' is not an answer to First thing (A1) ({levels})",
        "back.xlsx: sheet 'A Play A', H4: error: 'sure' is not a confidence level (write low, medium or high, or leave the cell empty)",
        "back.xlsx: sheet 'A Play A', D5: error: this cell holds a formula, '=1+1' (type the text itself, or leave the cell empty)",
        "back.xlsx: sheet 'A Play A', E6: error: Third thing (A3) is not applicable, but the reason is missing (write why it does not apply in the column Reason)",
        "back.xlsx: sheet 'A Play A', I6: error: 'often' is not a level of Third thing (A3) (write no or yes, or leave the cell empty)",
        "back.xlsx: sheet 'B Play B', D4: error: '7' is not an answer to Last thing (B1) (the same choices as above)",
        "back.xlsx: sheet 'B Play B', G5: error: 'lost' belongs to no question: its row has no id (write the id of the question in the column ID, or remove it)",
        f"Ann, CX lead (back.xlsx): please write it as YYYY-MM-DD, such as 2026-09-30 ({date_cell(desk)} of sheet 'Start'); "
        "choose from the list in D4, H4 and I6 of sheet 'A Play A' and D4 of sheet 'B Play B'; "
        "type the text itself, or leave the cell empty (D5 of sheet 'A Play A'); "
        "write why it does not apply in the column Reason (E6 of sheet 'A Play A'); "
        "write the id of the question in the column ID, or remove it (G5 of sheet 'B Play B').",
    ]


def test_who_filled_in_a_table_without_lists_is_told_what_to_write(desk: Desk) -> None:
    desk.write("mine.csv", "ID,Answer\nB1,2 or 3\n")
    code, _, err = desk.run("import", "mine.csv", "-o", "new.yaml", "--playbook", "tiny")
    choices = "write 1 Low, 2 Mid, 3 High, Not applicable or Don't know, or leave the cell empty"
    assert (code, err.splitlines()[-1]) == (3, f"mine.csv: please {choices} (line 2).")


def test_a_question_twice_and_a_column_twice(desk: Desk) -> None:
    def change(sheets: Sheets) -> None:
        rows = sheets["A Play A"]
        head = next(row for row in rows if "ID" in row)
        head.append("answer")
        fill(sheets, {"A1": {"Answer": "Low"}})
        sheets["Copy"] = [row[:-1] if len(row) == len(head) else [*row] for row in rows]
        fill({"Copy": sheets["Copy"]}, {"A1": {"Answer": "High"}})

    desk.filled(change)
    assert desk.refused() == [
        "back.xlsx: sheet 'A Play A', J3: error: a second column for Answer (the first is in D3) (rename or delete one of the two)",
        "back.xlsx: sheet 'Copy', A4: error: A1 is here a second time, with other answers (first in sheet 'A Play A', A4) (delete one of the two rows)",
    ]


def test_a_sheet_whose_heads_are_gone_is_not_passed_over(desk: Desk) -> None:
    def change(sheets: Sheets) -> None:
        fill(sheets, {"A1": {"Answer": "Low"}})
        head = next(row for row in sheets["A Play A"] if "ID" in row)
        head[head.index("Answer")] = "3 High"

    desk.filled(change)
    assert desk.refused() == [
        "back.xlsx: sheet 'A Play A', A4: error: A1 is here, but no row above it has the headings ID and Answer "
        "(write these headings above their columns, as in the file that was sent out)",
        "back.xlsx: please write these headings above their columns, as in the file that was sent out (A4 of sheet 'A Play A').",
    ]


def test_what_is_in_columns_of_ones_own_is_said_not_to_be_read(desk: Desk) -> None:
    def change(sheets: Sheets) -> None:
        rows = sheets["A Play A"]
        head = next(at for at, row in enumerate(rows) if "ID" in row)
        sheets["A Play A"] = [
            *rows[:head],
            [*rows[head], "Mine"],
            *([*row, "ask Joe", "", "x"] for row in rows[head + 1 :]),
        ]

    desk.filled(change)
    read = "the columns that are read are Answer, Reason, Evidence, Note, Confidence and Target"
    assert desk.run("import", "back.xlsx", "-o", "-")[2].splitlines()[:2] == [
        f"back.xlsx: sheet 'A Play A', J3: warning: the column 'Mine' is not part of the table, so it is not read ({read})",
        f"back.xlsx: sheet 'A Play A', L4: warning: a column without a heading is not part of the table, so it is not read ({read})",
    ]


@pytest.mark.parametrize(
    ("typed", "date", "scope"),
    [
        ("11/30/2026", "2026-11-30", "The public"),
        ("Nov. 30, 2026", "2026-11-30", "Public customers"),
        ("2026-11-30", "2026-11-30", "public"),
    ],
)
def test_what_is_typed_about_who_answers(desk: Desk, typed: str, date: str, scope: str) -> None:
    entries = {"Your name": " Ann  Lee ", "Date of your answers": typed, "Customers are": scope}

    def change(sheets: Sheets) -> None:
        for row in sheets["Start"]:
            if row and row[0] in entries:
                row[1] = entries[str(row[0])]

    desk.filled(change)
    code, out, err = desk.run("import", "back.xlsx", "-o", "-")
    assert (code, out) == (
        0,
        f'format: 1\nplaybook: tiny\nversion: "1"\nsubject:\n  scope: public\nrespondent:\n  name: Ann Lee\ndate: {date}\nanswers: {{}}\n',
    ), err


def test_a_question_that_is_not_there(desk: Desk) -> None:
    def change(sheets: Sheets) -> None:
        for row in sheets["A Play A"]:
            if "A3" in row:
                row[row.index("A3")] = "A33"
        fill(sheets, {"A33": {"Answer": "yes"}})

    desk.filled(change)
    assert desk.refused() == ["back.xlsx: sheet 'A Play A', A6: error: no question 'A33' in tiny (did you mean 'A3'?)"]


def test_letters_that_nobody_sees_are_left_out_with_a_warning(desk: Desk) -> None:
    desk.filled(lambda sheets: fill(sheets, {"A1": {"Answer": "Low", "Note": "call \u202a555-0100\u202c today"}}))
    code, out, err = desk.run("import", "back.xlsx", "-o", "-")
    assert (code, "note: call 555-0100 today" in out) == (0, True)
    assert err.splitlines()[0] == (
        "back.xlsx: sheet 'A Play A', G4: warning: this text had invisible characters: "
        "U+202A LEFT-TO-RIGHT EMBEDDING, U+202C POP DIRECTIONAL FORMATTING (they are left out)"
    )


# -- into a file that is there


def test_only_what_the_table_changed_is_changed(desk: Desk) -> None:
    desk.write("answers.yaml", desk.read("answers.yaml").replace("answers: {", "# kept\nanswers: {"))
    desk.filled(
        lambda sheets: fill(sheets, {"A1": {"Answer": "High", "Note": "new"}, "B1": {"Answer": "n/a: none"}}),
        "answers.yaml",
    )
    assert desk.run("answer", "answers.yaml", "A3=no", "A2:note=beside")[0] == 0
    before = desk.read("answers.yaml")
    assert desk.run("import", "back.xlsx", "--into", "answers.yaml", "--dry-run") == (
        0,
        "back.xlsx: the answer to A1: level 2 → level 3\n"
        "back.xlsx: the note of A1: 'tis one two _x0041_ → new\n"
        "back.xlsx: the answer to B1: don't know → not applicable: none\n",
        "",
    )
    assert desk.read("answers.yaml") == before
    code, _, err = desk.run("import", "back.xlsx", "--into", "answers.yaml")
    assert (code, err.splitlines()[1:]) == (
        0,
        [
            "back.xlsx: the answer to A1: level 2 → level 3",
            "back.xlsx: the note of A1: 'tis one two _x0041_ → new",
            "back.xlsx: the answer to B1: don't know → not applicable: none",
            "Changed answers.yaml: 3 changes from back.xlsx.",
        ],
    )
    after = desk.read("answers.yaml")
    assert without_digests(after).replace("\nwording:\n  A1: …\n  B1: …\n", "\n") == without_digests(
        before.replace("A1: {level: 2,", "A1: {level: 3,")
        .replace('note: "\'tis one\\n\\n  two _x0041_"', "note: new")
        .replace("B1: {unknown: true,", "B1: {not_applicable: none,")
    ).replace("\nwording:\n  A3: …\n", "\nwording:\n  A3: …\n  A1: …\n  B1: …\n")
    assert desk.run("import", "back.xlsx", "--into", "answers.yaml")[2] == (
        "answers.yaml already says all of this; nothing was changed.\n"
    )


def test_what_both_sides_changed_is_listed_and_nothing_is_written(desk: Desk) -> None:
    desk.filled(lambda sheets: fill(sheets, {"A3": {"Answer": "no"}, "B1": {"Answer": "Low"}}), "answers.yaml")
    assert desk.run("answer", "answers.yaml", "B1=3", "subject.agency=Other")[0] == 0
    before = desk.read("answers.yaml")
    assert desk.run("import", "back.xlsx", "--into", "answers.yaml") == (
        6,
        "",
        "cxassess: back.xlsx: the answer to B1: level 1 here, but level 3 in answers.yaml\n"
        "cxassess: answers.yaml: nothing was written, because of 1 difference: changed on both sides since the export "
        "(add --prefer import, or --prefer file to keep the file's)\n",
    )
    assert desk.read("answers.yaml") == before
    assert desk.run("import", "back.xlsx", "--into", "answers.yaml", "--prefer", "file")[0] == 0
    assert "B1: {level: 3, note" in desk.read("answers.yaml")
    assert 'A3: "no"' in desk.read("answers.yaml")
    desk.write("answers.yaml", before)
    assert desk.run("import", "back.xlsx", "--into", "answers.yaml", "--prefer", "import")[0] == 0
    assert "B1: {level: 1, note" in desk.read("answers.yaml")
    assert "agency: Other" in desk.read("answers.yaml")


def test_a_note_that_was_written_meanwhile_stays(desk: Desk) -> None:
    desk.filled(lambda sheets: fill(sheets, {"A3": {"Answer": "no"}, "B1": {"Answer": ""}}), "answers.yaml")
    assert desk.run("answer", "answers.yaml", "A3:note=called Bo", "B1:evidence=Minutes")[0] == 0
    code, _, err = desk.run("import", "back.xlsx", "--into", "answers.yaml")
    assert (code, err.splitlines()[1:]) == (
        0,
        [
            "back.xlsx: the answer to A3: level yes → level no",
            "back.xlsx: the answer to B1: don't know → nothing",
            "Changed answers.yaml: 2 changes from back.xlsx.",
        ],
    )
    assert 'A3: {level: "no", note: called Bo}, B1: {note: "~", evidence: [{title: Minutes}]}' in desk.read(
        "answers.yaml"
    )


def test_an_empty_workbook_with_the_level_that_is_there_changes_nothing(desk: Desk) -> None:
    desk.filled(lambda sheets: fill(sheets, {"A1": {"Answer": "2 Mid"}, "A3": {"Answer": "yes", "Note": "new"}}))
    before = desk.read("answers.yaml")
    code, _, err = desk.run("import", "back.xlsx", "--into", "answers.yaml", "--prefer", "import")
    assert (code, err.splitlines()[1:]) == (
        0,
        ["back.xlsx: the note of A3: nothing → new", "Changed answers.yaml: 1 change from back.xlsx."],
    )
    assert desk.read("answers.yaml") == before.replace("A3: 'yes'", 'A3: {level: "yes", note: new}')


def test_only_the_cell_that_both_sides_changed_is_a_conflict(desk: Desk) -> None:
    long = "Agreed on with the office of the chief information officer, and to be looked at again in "
    entries = {"A1": {"Answer": "3 High", "Note": f"{long}June", "Confidence": "low"}, "A3": {"Answer": "no"}}
    desk.filled(lambda sheets: fill(sheets, entries), "answers.yaml")
    assert desk.run("answer", "answers.yaml", f"A1:note={long}May", "A1:confidence=medium")[0] == 0
    before = desk.read("answers.yaml")
    assert desk.run("import", "back.xlsx", "--into", "answers.yaml", "--dry-run") == (
        6,
        "back.xlsx: the answer to A1: level 2 → level 3\nback.xlsx: the answer to A3: level yes → level no\n",
        "cxassess: back.xlsx: the note of A1: …looked at again in June here, but …looked at again in May in answers.yaml\n"
        "cxassess: back.xlsx: the confidence of A1: low here, but medium in answers.yaml\n"
        "cxassess: answers.yaml: nothing was written, because of 2 differences: changed on both sides since the export "
        "(add --prefer import, or --prefer file to keep the file's)\n",
    )
    assert desk.run("import", "back.xlsx", "--into", "answers.yaml", "--prefer", "file")[0] == 0
    assert (
        without_digests(desk.read("answers.yaml"))
        == without_digests(before.replace("{level: 2, reason", "{level: 3, reason").replace("A3: 'yes'", 'A3: "no"'))
        + "wording:\n  A1: …\n  A3: …\n"
    )


def test_who_answered_the_whole_file_may_change_her_role(desk: Desk) -> None:
    def change(sheets: Sheets) -> None:
        for row in sheets["Start"]:
            if "Your role" in row:
                row[1] = "Deputy"
            if "Date of your answers" in row:
                row[1] = "2026-06-01"

    desk.filled(change, "answers.yaml")
    other = changed(desk.export("tiny", "bo.xlsx"), lambda sheets: fill(sheets, {"A3": {"Answer": "yes"}}))
    desk.write("bo.xlsx", other)
    assert desk.run("import", "back.xlsx", "bo.xlsx", "--into", "answers.yaml", "--dry-run") == (
        0,
        "back.xlsx: respondent role: CX lead → Deputy\nback.xlsx: date: 2026-05-01 → 2026-06-01\n",
        "",
    )
    desk.write("back.xlsx", changed(desk.export("answers.yaml", "sent.xlsx", "--play", "B", "--force"), change))
    assert desk.run("import", "back.xlsx", "--into", "answers.yaml", "--dry-run") == (
        0,
        "back.xlsx: respondent role: CX lead → Deputy\n",
        "back.xlsx: date 2026-06-01 is not taken over; answers.yaml keeps 2026-05-01 (it answers a part of the file).\n",
    )


def test_two_people_who_changed_one_question_differently(desk: Desk) -> None:
    for name, level in (("ann", "Low"), ("bo", "Mid")):
        desk.filled(lambda sheets, level=level: fill(sheets, {"B1": {"Answer": level}}), "answers.yaml")
        (desk.folder / "back.xlsx").rename(desk.folder / f"{name}.xlsx")
    code, _, err = desk.run("import", "ann.xlsx", "bo.xlsx", "--into", "answers.yaml")
    assert (code, err.splitlines()[0]) == (
        6,
        "cxassess: bo.xlsx: the answer to B1: level 2 here, but level 1 in ann.xlsx",
    )


def test_who_answered_a_part_does_not_become_who_answered_all(desk: Desk) -> None:
    def change(sheets: Sheets) -> None:
        fill(sheets, {"B1": {"Answer": "Low"}})
        for row in sheets["Start"]:
            if "Your name" in row:
                row[1] = "Bo"

    desk.write("back.xlsx", changed(desk.export("answers.yaml", "sent.xlsx", "--play", "B"), change))
    assert desk.run("import", "back.xlsx", "--into", "answers.yaml", "--dry-run") == (
        0,
        "back.xlsx: the answer to B1: don't know → level 1\n",
        "back.xlsx: respondent name Bo is not taken over; answers.yaml keeps Ann (it answers a part of the file).\n",
    )
    desk.filled(change, "answers.yaml")
    assert desk.run("import", "back.xlsx", "--into", "answers.yaml", "--dry-run")[1] == (
        "back.xlsx: respondent name: Ann → Bo\nback.xlsx: the answer to B1: don't know → level 1\n"
    )


def test_a_table_of_another_playbook_goes_into_no_file(desk: Desk) -> None:
    desk.filled(lambda sheets: fill(sheets, {"B1": {"Answer": "Low"}}))
    desk.write("other.yaml", "playbook: act-iac-cx-2018\nanswers: {}\n")
    assert desk.run("import", "back.xlsx", "--into", "other.yaml") == (
        3,
        "",
        "back.xlsx:1:1: error: its playbook is tiny, but that of other.yaml is act-iac-cx-2018 (give the file that it was made from)\n"
        "cxassess: other.yaml: nothing was changed\n",
    )


def test_a_table_that_somebody_made(desk: Desk) -> None:
    desk.write("mine.csv", "question;level;notes\nA3;Yes;\nB1;3;hello\n")
    assert desk.run("import", "mine.csv", "-o", "new.yaml") == (
        3,
        "",
        "mine.csv:1:1: error: this file does not say which playbook it answers (add --playbook NAME)\n",
    )
    code, out, err = desk.run("import", "mine.csv", "-o", "-", "--playbook", "tiny")
    assert code == 0, err
    assert without_digests(out) == (
        'format: 1\nplaybook: tiny\nversion: "1"\nanswers:\n  A3:\n    level: "yes"\n  B1:\n    level: 3\n    note: hello\n'
        "wording:\n  A3: …\n  B1: …\n"
    )
    code, _, err = desk.run("import", "mine.csv", "--into", "answers.yaml")
    assert (code, err.splitlines()) == (
        6,
        [
            "cxassess: mine.csv: the answer to B1: level 3 here, but don't know in answers.yaml",
            "cxassess: mine.csv: the note of B1: hello here, but ~ in answers.yaml",
            "cxassess: answers.yaml: nothing was written, because of 2 differences: answered on both sides "
            "(add --prefer import, or --prefer file to keep the file's)",
        ],
    )


def test_a_workbook_without_what_it_carries(desk: Desk) -> None:
    def change(sheets: Sheets) -> None:
        sheets["cxassess"] = [row for row in sheets["cxassess"] if not str(row[0]).startswith("carried")]
        fill(sheets, {"A3": {"Answer": "no"}})

    desk.filled(change, "answers.yaml")
    assert desk.refused() == [
        "back.xlsx:1:1: error: what this file carries besides its cells, such as votes and actions, is missing or was changed "
        "(bring it into the file that it was made from: --into ANSWERS)"
    ]
    code, _, err = desk.run("import", "back.xlsx", "--into", "answers.yaml", "--prefer", "import")
    assert code == 0, err
    assert 'A3: "no"' in desk.read("answers.yaml")


def test_levels_that_were_renamed_since_are_known_by_their_keys(desk: Desk) -> None:
    desk.filled(lambda sheets: fill(sheets, {"B1": {"Answer": "3 High"}}), "answers.yaml")
    head = desk.folder / "tiny" / "playbook.yaml"
    head.write_text(
        head.read_text("utf-8").replace("Mid", "Middle").replace("High", "Top").replace('"1"', '"2"'), "utf-8"
    )
    assert desk.run("import", "back.xlsx", "--into", "answers.yaml", "--dry-run") == (
        0,
        "back.xlsx: the answer to B1: don't know → level 3\n",
        "back.xlsx (carried answers):2:10: warning: these answers are for version 1; tiny is now version 2; cannot be "
        "compared: First thing (A1), Second thing (A2) and Third thing (A3) (review these questions again)\n"
        '    version: "1"\n',
    )


@pytest.mark.parametrize("name", ["Renamed", ""])
def test_a_hidden_sheet_may_be_renamed_but_not_deleted(desk: Desk, name: str) -> None:
    def change(sheets: Sheets) -> None:
        fill(sheets, {"B1": {"Answer": "Low"}})
        hidden = sheets.pop("cxassess")
        if name:
            sheets[name] = hidden

    desk.filled(change, "answers.yaml")
    if name:
        assert desk.run("import", "back.xlsx", "--dry-run")[1] == "back.xlsx: the answer to B1: don't know → level 1\n"
        return
    assert desk.refused() == [
        "back.xlsx:1:1: error: this file does not say which playbook it answers (add --playbook NAME)"
    ]
    code, _, err = desk.run("import", "back.xlsx", "--into", "answers.yaml", "--prefer", "import")
    assert (code, err.splitlines()[-1]) == (0, "Changed answers.yaml: 1 change from back.xlsx.")


def test_lines_may_stand_above_the_head_of_a_table(desk: Desk) -> None:
    desk.write("mine.csv", "Answers of the service office\n\nID,Answer\nB1,3\n")
    code, out, _ = desk.run("import", "mine.csv", "-o", "-", "--playbook", "tiny")
    assert (code, "answers:\n  B1:\n    level: 3\n" in out) == (0, True)


# -- several people


def test_several_people_become_answer_files_or_one(desk: Desk) -> None:
    for name, level in (("ann", "Low"), ("bo", "High")):

        def change(sheets: Sheets, name: str = name, level: str = level) -> None:
            fill(sheets, {"A1": {"Answer": level}})
            for row in sheets["Start"]:
                if "Your name" in row:
                    row[row.index("Your name") + 1] = name.title()

        desk.filled(change)
        (desk.folder / "back.xlsx").rename(desk.folder / f"{name}.xlsx")
    code, _, err = desk.run("import", "ann.xlsx", "bo.xlsx", "-o", "back/")
    assert code == 0, err
    assert sorted(path.name for path in (desk.folder / "back").iterdir()) == ["ann.yaml", "bo.yaml"]
    assert desk.run("merge", "back/ann.yaml", "back/bo.yaml", "-o", "both.yaml")[0] == 0
    code, _, err = desk.run("import", "ann.xlsx", "bo.xlsx", "--merge", "-o", "all.yaml")
    assert code == 0, err
    assert desk.read("all.yaml") == desk.read("both.yaml")
    assert "votes" in desk.read("all.yaml")
    assert desk.run("answer", "all.yaml", "A1=2")[0] == 0
    agreed = desk.read("all.yaml")
    code, _, err = desk.run("import", "ann.xlsx", "bo.xlsx", "--merge", "-o", "all.yaml", "--force")
    copy = next(line for line in err.splitlines() if "as it was" in line).removeprefix("A copy of all.yaml as it was: ")
    assert (code, Path(copy).read_text(encoding="utf-8")) == (0, agreed)
    assert desk.read("all.yaml") == desk.read("both.yaml")


def test_the_subject_of_the_sender_holds_unless_somebody_changed_it(desk: Desk) -> None:
    def subject(text: str, sheets: Sheets) -> None:
        fill(sheets, {"A3": {"Answer": "no"}})
        for row in sheets["Start"]:
            if "Service" in row:
                row[row.index("Service") + 1] = text or row[row.index("Service") + 1]

    for name, text in (("ann", ""), ("bo", "permits"), ("cy", "Permit services")):
        desk.filled(partial(subject, text), "answers.yaml")
        (desk.folder / "back.xlsx").rename(desk.folder / f"{name}.xlsx")
    code, _, err = desk.run("import", "ann.xlsx", "bo.xlsx", "--merge", "-o", "all.yaml")
    assert code == 0, err
    assert "service: Permits\n" in desk.read("all.yaml")
    code, _, err = desk.run("import", "ann.xlsx", "cy.xlsx", "--merge", "-o", "more.yaml")
    assert (code, err.splitlines()[0].replace(date_cell(desk, "cy.xlsx", "Service"), "B…")) == (
        3,
        "cy.xlsx: sheet 'Start', B…: error: 'service' is 'Permit services', but 'Permits' at ann.xlsx (carried answers):8:12 "
        "(if both are the same, write 'Permits' here; merge only files about one subject and one playbook)",
    )
    assert desk.run("import", "ann.xlsx", "cy.xlsx", "-o", "each/")[0] == 0
    code, _, err = desk.run("merge", "each/ann.yaml", "each/cy.yaml", "-o", "more.yaml")
    assert code == 3
    assert "(if both are the same, run: cxassess answer each/cy.yaml subject.service=Permits; " in err
    assert desk.run("answer", "each/cy.yaml", "subject.service=Permits")[0] == 0
    assert desk.run("merge", "each/ann.yaml", "each/cy.yaml", "-o", "more.yaml")[0] == 0


def test_what_went_out_with_all_is_nobodys_vote(desk: Desk) -> None:
    for name in ("ann", "bo", "cy"):
        entries = {"ann": {"B1": {"Answer": "High"}}}.get(name, {"A3": {"Answer": "no"}} if name == "bo" else {})
        desk.filled(lambda sheets, entries=entries: fill(sheets, entries), "answers.yaml")
        (desk.folder / "back.xlsx").rename(desk.folder / f"{name}.xlsx")
    code, _, err = desk.run("import", "ann.xlsx", "bo.xlsx", "cy.xlsx", "--merge", "-o", "all.yaml")
    assert code == 0, err
    result = desk.run("score", "all.yaml", "--format", "json")[1]
    assert re.findall(r'"id": "(A3|B1)",.*?"level": "?(\w+)"?', result, re.DOTALL) == [("A3", "no"), ("B1", "3")]


def test_one_bad_file_of_several_costs_only_itself(desk: Desk) -> None:
    desk.export("tiny", "good.xlsx")
    desk.write("bad.xlsx", b"no workbook")
    code, _, err = desk.run("import", "bad.xlsx", "good.xlsx", "-o", "out/")
    assert code == 3
    assert err.splitlines()[0] == (
        "bad.xlsx:1:1: error: this is a text file, not an Excel workbook (give the workbook that was sent out (.xlsx))"
    )
    assert [path.name for path in (desk.folder / "out").iterdir()] == ["good.yaml"]
    assert desk.run("import", "bad.xlsx", "good.xlsx", "--merge", "-o", "all.yaml")[0] == 3
    assert not (desk.folder / "all.yaml").exists()
    code, _, err = desk.run("import", "bad.xlsx", "good.xlsx", "-o", "out2/")
    assert (code, err.splitlines()[-1]) == (3, "Wrote 1 of 2 answer files.")


def test_a_dry_run_without_an_output_takes_tables_of_one_name(desk: Desk) -> None:
    for name in ("one", "two"):
        (desk.folder / name).mkdir()
        desk.filled(lambda sheets: fill(sheets, {"A1": {"Answer": "Low"}}))
        (desk.folder / "back.xlsx").rename(desk.folder / name / "back.xlsx")
    assert desk.run("import", "one/back.xlsx", "two/back.xlsx", "--dry-run") == (
        0,
        "one/back.xlsx: the answer to A1: nothing → level 1\ntwo/back.xlsx: the answer to A1: nothing → level 1\n",
        "",
    )


def test_late_ones_come_into_the_folder_and_nothing_is_put_back(desk: Desk) -> None:
    (desk.folder / "mail").mkdir()
    for name, level in (("ann", "Low"), ("bo", "High"), ("cy", "Mid")):
        desk.filled(lambda sheets, level=level: fill(sheets, {"A1": {"Answer": level, "Note": "same"}}))
        (desk.folder / "back.xlsx").rename(desk.folder / "mail" / f"{name}.xlsx")
    (desk.folder / "mail" / "cy.xlsx").rename(desk.folder / "cy.xlsx")
    assert desk.run("import", "mail", "-o", "out/")[0] == 0
    (desk.folder / "cy.xlsx").rename(desk.folder / "mail" / "cy.xlsx")
    assert desk.run("answer", "out/bo.yaml", "A1=2")[0] == 0
    mended = desk.read("out/bo.yaml")
    code, _, err = desk.run("import", "mail/", "-o", "out/")
    assert (code, err.splitlines()) == (
        2,
        [
            "out/ann.yaml already says the same as mail/ann.xlsx.",
            "mail/bo.xlsx: the answer to A1: level 3 here, but level 2 in out/bo.yaml",
            "cxassess: out/bo.yaml: this file exists and says something different from mail/bo.xlsx, so it was left as it is "
            "(--force replaces it; --into out/bo.yaml takes over only changed cells)",
            "Wrote out/cy.yaml from mail/cy.xlsx: 1 of 4 questions answered, 1 filled in or changed since it was sent out.",
            "No date was filled in; 'cxassess answer out/cy.yaml date=YYYY-MM-DD' adds it.",
            "Wrote 1 of 3 answer files, 1 already says the same; 'cxassess merge out/ -o all.yaml' merges them.",
        ],
    )
    assert desk.read("out/bo.yaml") == mended
    code, _, err = desk.run("import", "mail/", "-o", "out/", "--force")
    said = [re.sub("(as it was: ).*", r"\1…", line) for line in err.splitlines() if "bo." in line]
    assert (code, said[:-1]) == (
        0,
        [
            "mail/bo.xlsx: the answer to A1: level 3 here, but level 2 in out/bo.yaml",
            "A copy of out/bo.yaml as it was: …",
            "Replaced out/bo.yaml from mail/bo.xlsx: 1 of 4 questions answered, 1 filled in or changed since it was sent out.",
        ],
    )


def test_a_folder_stands_for_the_tables_in_it(desk: Desk) -> None:
    (desk.folder / "mail" / "more").mkdir(parents=True)
    desk.export("tiny", "mail/ann.xlsx")
    desk.export("tiny", "mail/more/bo.csv")
    desk.write("mail/~$ann.xlsx", b"open in Excel")
    code, _, err = desk.run("import", "mail", "-o", "out/")
    assert (code, err.splitlines()[-1]) == (0, "Wrote 2 answer files; 'cxassess merge out/ -o all.yaml' merges them.")
    assert desk.run("import", "mail", "-o", "out", "--force")[2].endswith(
        "2 already say the same; 'cxassess merge out -o all.yaml' merges them.\n"
    )
    assert desk.run("merge", "out/", "-o", "all.yaml")[0] == 0
    assert sorted(path.name for path in (desk.folder / "out").iterdir()) == ["ann.yaml", "bo.yaml"]
    assert desk.run("import", "tiny", "-o", "none/") == (2, "", "cxassess: tiny: there is no workbook or table in it\n")
    assert desk.run("import", "mail/*.xls", "-o", "none/") == (
        5,
        "",
        "cxassess: mail/*.xls: no such file (no file fits this pattern)\n",
    )
    assert desk.run("import", "mail/ann.xlsx", "-o", "gone/a.yaml") == (
        5,
        "",
        "cxassess: gone/a.yaml: no such folder (create it first)\n",
    )


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("a.xlsx",), "where to is missing (add -o NEW.yaml, or --into ANSWERS to change a file)"),
        (("a.xlsx", "-o", "b.yaml", "--into", "c.yaml"), "-o makes a new file, and --into changes one (give only one of them)"),
        (("a.xlsx", "b.xlsx", "-o", "c.yaml"), "2 files cannot become the one file c.yaml (write -o c/ for an answer file each, or add --merge for one of all)"),
        (("a.xlsx", "./a.xlsx", "-o", "c/"), "./a.xlsx is listed twice (give each file once)"),
        (("a.xlsx", "-o", "answers.yaml"), "answers.yaml: this file exists (add --force to replace it)"),
        (("a.xlsx", "-o", "b.yaml", "--prefer", "file"), "--prefer is for --into and --merge (add one of them, or leave it out)"),
        (("a.xlsx", "-o", "b.yaml", "--merge"), "--merge needs two files or more, and -o FILE for the new answer file"),
        (("answers.yaml", "-o", "b.yaml"), "answers.yaml: this is YAML, not a workbook or a table ('cxassess merge' takes answer files; import takes .xlsx and .csv)"),
    ],
)  # fmt: skip
def test_usage(desk: Desk, args: tuple[str, ...], message: str) -> None:
    assert desk.run("import", *args) == (2, "", f"cxassess: {message}\n")


# -- the page


@pytest.mark.slow
def test_the_commands_of_the_page_print_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_bytes(EXAMPLE.read_bytes())
    contact_center = {f"P3.{number}": {"Answer": "2"} for number in range(1, 8)}
    contact_center |= {f"P8.{number}": {"Answer": "In part"} for number in range(1, 7)} | {"P3.3": {"Answer": "dk"}}
    office = {"P5.3": {"Answer": "4 Established", "Reason": "Requests go to the department's team."}}
    for name, entries, *args in (
        ("contact-center.xlsx", contact_center, "act-iac-cx-2018", "--play", "P3", "--play", "P8"),
        ("returned.xlsx", {"P3.2": {"Answer": "2-3"}, "P3.5": {"Answer": "N/A"}}, "act-iac-cx-2018"),
        ("office.xlsx", office, "answers.yaml", "--play", "P5"),
    ):
        assert cxassess("export", *args, "-o", name, cwd=tmp_path).returncode == 0
        (tmp_path / name).write_bytes(changed((tmp_path / name).read_bytes(), partial(fill, entries=entries)))
    tried = 0
    for command, expected in session(ROOT / "docs" / "workbook.md"):
        words = shlex.split(command)[1:]
        if words[0] in ("import", "status"):
            done = cxassess(*words, cwd=tmp_path, XDG_STATE_HOME=str(tmp_path / "state"))
            said = (done.stdout + done.stderr).decode().splitlines()
            assert [line for line in said if "as it was:" not in line] == expected.splitlines()
            tried += 1
    assert tried == 5
