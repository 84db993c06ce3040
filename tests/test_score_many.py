"""`score` over many files: which files are meant, what each gives, in one order, from any number of processes."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator
from support import EXAMPLE, PROGRAM, ROOT, cxassess, process_environment, tiny, write_answers

from cxassess.cli import progress
from cxassess.cli.shared import Reporter
from cxassess.portfolio.paths import answer_paths
from cxassess.portfolio.process_pool import map_in_order

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
HEAD = "source,playbook,version,kind,id,title,score,numerator,denominator,band,gate,low,high,answered,applicable,not_applicable,unknown,unanswered,coverage,agency,component,service,scope,date,role"
BANDS = "bands: [{name: Low, from: 1, to: 2}, {name: High, from: 2, to: 3}]"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a playbook in `books`, and three answer files among other things in `files`."""
    tiny(tmp_path / "books", scoring=f"{{{BANDS}}}")
    files = tmp_path / "files"
    (files / "inner").mkdir(parents=True)
    subject = 'subject: {agency: "Agency, A", component: Bureau 1, service: "=Permits", scope: public, tags: {size: "10", "=x": "-a"}}'
    more = f"{subject}\nrespondent: {{name: Ada Lovelace, role: Lead}}\ndate: 2026-09-30\n"
    write_answers(files / "a.yaml", "{A1: 1, A2: 3, B1: {unknown: true}}\ntargets: {A1: {level: 3}}", more=more)
    write_answers(files / "inner" / "c.yml", "{}")
    write_answers(files / "b.yaml", "{A1: 1, A2: 2, B1: 3}", more="subject: {tags: {level of care: high}}\n")
    return tmp_path


@pytest.fixture
def run(home: Path) -> Run:
    """A function that runs a command in `home`."""
    return lambda *words, **more: cxassess(*words, cwd=home, CXASSESS_PLAYBOOKS=str(home / "books"), **more)


def said(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    return done.stderr.decode().splitlines()


def test_a_folder_as_csv(run: Run) -> None:
    done = run("score", "files", "--format", "csv")
    assert done.stdout.decode() == (
        f"{HEAD},tags.=x,tags.level of care,tags.size\n"
        "files/a.yaml,tiny,1,overall,overall,A tiny playbook,2.00,2,1,High,,1.50,2.50,2,3,0,1,0,0.66,\"Agency, A\",Bureau 1,'=Permits,public,2026-09-30,Lead,'-a,,10\n"
        "files/a.yaml,tiny,1,play,A,Play A,2.00,2,1,High,,2.00,2.00,2,2,0,0,0,1.00,\"Agency, A\",Bureau 1,'=Permits,public,2026-09-30,Lead,'-a,,10\n"
        "files/a.yaml,tiny,1,play,B,Play B,,,,,,1.00,3.00,0,1,0,1,0,0.00,\"Agency, A\",Bureau 1,'=Permits,public,2026-09-30,Lead,'-a,,10\n"
        "files/b.yaml,tiny,1,overall,overall,A tiny playbook,2.25,9,4,High,,2.25,2.25,3,3,0,0,0,1.00,,,,,,,,high,\n"
        "files/b.yaml,tiny,1,play,A,Play A,1.50,3,2,Low,,1.50,1.50,2,2,0,0,0,1.00,,,,,,,,high,\n"
        "files/b.yaml,tiny,1,play,B,Play B,3.00,3,1,High,,3.00,3.00,1,1,0,0,0,1.00,,,,,,,,high,\n"
        "files/inner/c.yml,tiny,1,overall,overall,A tiny playbook,,,,,,1.00,3.00,0,3,0,0,3,0.00,,,,,,,,,\n"
        "files/inner/c.yml,tiny,1,play,A,Play A,,,,,,1.00,3.00,0,2,0,0,2,0.00,,,,,,,,,\n"
        "files/inner/c.yml,tiny,1,play,B,Play B,,,,,,1.00,3.00,0,1,0,0,1,0.00,,,,,,,,,\n"
    )
    assert (done.returncode, said(done)) == (0, ["cxassess: 3 files scored"])


def test_questions_as_csv(run: Run) -> None:
    done = run("score", "files/a.yaml", "--format", "csv", "--rows", "questions")
    subject = "\"Agency, A\",Bureau 1,'=Permits,public,2026-09-30,Lead,'-a,10"
    assert done.stdout.decode() == (
        "source,playbook,version,play,id,name,state,level,value,weight,target,agency,component,service,scope,date,role,tags.=x,tags.size\n"
        f"files/a.yaml,tiny,1,A,A1,,level,1,1,1,3,{subject}\n"
        f"files/a.yaml,tiny,1,A,A2,,level,3,3,1,,{subject}\n"
        f"files/a.yaml,tiny,1,B,B1,,unknown,,,1,,{subject}\n"
    )


def test_json_and_json_lines_hold_the_same_results_without_a_name(run: Run) -> None:
    array = json.loads(run("score", "files", "--format", "json").stdout)
    lines = run("score", "files", "--format", "jsonl").stdout.decode()
    assert [json.loads(line) for line in lines.splitlines()] == array
    assert [(one["source"], one["role"]) for one in array] == [
        ("files/a.yaml", "Lead"),
        ("files/b.yaml", None),
        ("files/inner/c.yml", None),
    ]
    assert "Lovelace" not in lines
    Draft202012Validator(json.loads(run("schema", "result").stdout)).validate(array)
    alone = run("score", "files/inner", "--format", "json").stdout.decode()
    assert alone == json.dumps(array[2:], ensure_ascii=False, indent=2) + "\n"  # of a folder always an array


def test_a_file_is_written_whole_private_and_never_over_another(run: Run, home: Path) -> None:
    for suffix in ("csv", "json", "jsonl"):
        done = run("score", "files", "-o", f"out.{suffix}")
        assert (done.returncode, done.stdout) == (0, b"")
        assert said(done) == [f"Wrote out.{suffix}", "cxassess: 3 files scored"]
        assert (home / f"out.{suffix}").read_bytes() == run("score", "files", "--format", suffix).stdout
        assert (home / f"out.{suffix}").stat().st_mode & 0o777 == 0o600
    done = run("score", "files", "-o", "out.csv", "--rows", "questions")
    assert (done.returncode, said(done)) == (2, ["cxassess: out.csv: this file exists (add --force to replace it)"])
    assert run("score", "files", "-o", "out.csv", "--rows", "questions", "--force").returncode == 0
    assert (home / "out.csv").read_text(encoding="utf-8").startswith("source,playbook,version,play,id,name")
    assert sorted(path.name for path in home.iterdir()) == ["books", "files", "out.csv", "out.json", "out.jsonl"]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["-o", "x.pdf"], "x.pdf: '.pdf' is not a supported file type (use .csv, .json, .jsonl, .xlsx)"),
        (["-o", "x"], "x: '' is not a supported file type (use .csv, .json, .jsonl, .xlsx)"),
        (["-o", "x.csv", "--format", "json"], "x.csv: this would be csv, but --format is json (leave out --format)"),
        (["--rows", "plays"], "--rows plays is not known (write results or questions)"),
        (["--rows", "questions"], "--rows questions makes a table for spreadsheets (add --format csv, or -o FILE.csv or FILE.xlsx; JSON has the questions already)"),
        (["--jobs", "-1"], "--jobs -1 is not a number of processes (write 1 or more)"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_options_that_do_not_fit(run: Run, words: list[str], line: str) -> None:
    done = run("score", "files", *words)
    assert (done.returncode, said(done)) == (2, [f"cxassess: {line}"])


def test_where_nothing_is_scored_no_file_is_written(run: Run, home: Path) -> None:
    (home / "out.csv").write_text("mine", encoding="utf-8")
    done = run("score", "files", "-o", "out.csv", "--force", "--playbook", "act-iac-cx-2018")
    assert done.returncode == 3
    assert said(done)[-2:] == [
        "cxassess: nothing was scored, so out.csv was not written",
        "cxassess: 0 files scored, 3 refused: errors in the answers (3)",
    ]
    assert (home / "out.csv").read_text(encoding="utf-8") == "mine"


def test_what_a_folder_is_searched_for(run: Run, home: Path) -> None:
    files = home / "files"
    tiny(files / "own")
    write_answers(files / "own" / "tiny" / "example.yaml", "{}")
    for name in (".hidden.yaml", "~a.yaml", "a.yaml~", "b.yaml.bak", "notes.txt"):
        (files / name).write_text("answers: [", encoding="utf-8")
    (files / ".git").mkdir()
    write_answers(files / ".git" / "d.yaml", "{}")
    (files / "actions.yaml").write_text("- call the office\n", encoding="utf-8")
    (files / "ci.yaml").write_text("steps: [build]\n", encoding="utf-8")
    (files / "overlay.yaml").write_text("overlay: few\nextends: tiny\n", encoding="utf-8")
    (files / "z.yaml").write_text("title: yes\n", encoding="utf-8")
    done = run("score", "files", "--format", "csv")
    assert {line.split(b",")[0] for line in done.stdout.splitlines()[1:]} == {
        b"files/a.yaml",
        b"files/b.yaml",
        b"files/inner/c.yml",
    }
    left_out = "files/actions.yaml, files/ci.yaml, files/overlay.yaml and 1 more"
    assert (done.returncode, said(done)) == (0, [f"cxassess: 3 files scored; 4 left out, not answer files: {left_out}"])
    assert run("score", "files/ci.yaml").returncode == 3  # named by a person, so meant


@pytest.mark.parametrize("text", ["", "{}\n"])
def test_an_empty_file_in_a_folder_may_have_been_meant(run: Run, home: Path, text: str) -> None:
    (home / "files" / "empty.yaml").write_text(text, encoding="utf-8")
    done = run("score", "files", "--format", "csv")
    assert (done.returncode, said(done)[-1]) == (3, "cxassess: 3 files scored, 1 refused: errors in the answers (1)")


def test_the_folder_that_all_files_are_in_is_named_once(run: Run, home: Path) -> None:
    folder = home / "work" / "2026"
    for name in ("north/a", "north/b", "south/c", "d"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_answers(folder / f"{name}.yaml", "{A1: 1}")
    lines = run("score", "work").stdout.decode().splitlines()
    assert lines[0] == "A tiny playbook, version 1. 4 files in work/2026."
    assert [line.split()[0] for line in lines[2:7]] == [
        "File",
        "d.yaml",
        "north/a.yaml",
        "north/b.yaml",
        "south/c.yaml",
    ]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_view_that_a_playbook_lacks_is_said_once(run: Run, home: Path, jobs: str) -> None:
    done = run("score", "files", "--view", "none", "--jobs", jobs)
    assert (done.returncode, said(done)) == (
        2,
        [
            "cxassess: files/a.yaml: tiny has no view 'none' (it has no views)",
            "cxassess: 0 files scored, 3 refused: do not fit the options (3)",
        ],
    )


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs symbolic links")
def test_links_lead_to_each_file_once_and_never_round(run: Run, home: Path) -> None:
    files = home / "files"
    (files / "inner" / "up").symlink_to("..")
    (files / "again").symlink_to("inner")
    (files / "self.yaml").symlink_to("self.yaml")
    (files / "gone.yaml").symlink_to("nothing")
    os.mkfifo(files / "pipe.yaml")  # nobody writes to it
    done = run("score", "files", "--format", "csv")
    assert done.returncode == 5
    assert {line.split(b",")[0] for line in done.stdout.splitlines()[1:]} == {
        b"files/a.yaml",
        b"files/again/c.yml",
        b"files/b.yaml",
    }
    assert said(done) == [
        "cxassess: files/gone.yaml: no such file or directory",
        "cxassess: files/self.yaml: too many levels of symbolic links",
        "cxassess: 3 files scored, 2 refused: cannot be read (2)",
    ]


def test_a_file_named_twice_counts_once(run: Run) -> None:
    for words in (["files/b.yaml", "files/../files/b.yaml"], ["files/../files/b.yaml", "files/b.yaml"]):
        done = run("score", *words, "--format", "csv")
        assert [line.split(b",")[0] for line in done.stdout.splitlines()[1:]] == [b"files/../files/b.yaml"] * 3
        assert said(done) == [
            "cxassess: files/../files/b.yaml (also files/b.yaml) is named more than once; it counts once",
            "cxassess: 1 file scored",
        ]
    assert said(run("score", "files", "files", "-q", "--format", "csv")) == []
    assert said(run("score", "files", "files", "--format", "csv"))[0] == (
        "cxassess: files/a.yaml is named more than once, and so are 2 more; each counts once"
    )


def test_folders_without_answers(run: Run, home: Path) -> None:
    (home / "none").mkdir()
    done = run("score", "none", "books/tiny", "files/a.yaml", "--format", "csv")
    assert (done.returncode, said(done)) == (
        2,
        [
            "cxassess: books/tiny: there is no answer file here (it is the folder of a playbook; give answer files)",
            "cxassess: none: there is no answer file here (give a folder that has some)",
            "cxassess: 1 file scored",
        ],
    )


def test_a_folder_with_nothing_but_other_files(run: Run, home: Path) -> None:
    (home / "plans").mkdir()
    (home / "plans" / "plan.yaml").write_text("- call the office\n", encoding="utf-8")
    done = run("score", "plans", "-o", "out.csv")
    assert (done.returncode, said(done)) == (
        2,
        [
            "cxassess: plans: there is no answer file here (all YAML files in it are of another kind)",
            "cxassess: nothing was scored, so out.csv was not written",
            "cxassess: 0 files scored; 1 left out, not answer files: plans/plan.yaml",
        ],
    )


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_that_may_not_be_read(run: Run, home: Path) -> None:
    (home / "files" / "inner").chmod(0)
    done = run("score", "files", "--format", "csv")
    (home / "files" / "inner").chmod(0o700)
    assert (done.returncode, said(done)[0]) == (5, "cxassess: files/inner: permission denied")


def test_paths_are_the_same_in_any_order(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    words = ["files", "files/a.yaml", "files/inner/c.yml", "-", "nothing.yaml", "files/", "-"]
    for seed in range(20):
        random.Random(seed).shuffle(words)
        meant = answer_paths(words)
        assert meant.paths == ("-", "files/a.yaml", "files/b.yaml", "files/inner/c.yml", "nothing.yaml")
        assert meant.named == {"-", "files/a.yaml", "files/inner/c.yml", "nothing.yaml"}


def test_an_internal_error_costs_one_file(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from cxassess.portfolio import scored_file

    score_file = scored_file.score_file

    def fail(path: str, library: Any) -> Any:
        return {}[path] if path.endswith("b.yaml") else score_file(path, library)

    monkeypatch.setattr(scored_file, "score_file", fail)
    done = run("score", "files", "--format", "csv")
    assert (done.returncode, len(done.stdout.splitlines())) == (1, 7)
    assert re.sub(":[0-9]+", "", done.stderr.decode()) == (
        "cxassess: files/b.yaml: internal error (KeyError at test_score_many.py); this file was left out.\n"
        "cxassess: 2 files scored, 1 refused: an internal error (1)\n"
    )


def test_standard_input_among_files(run: Run, home: Path) -> None:
    text = (home / "files" / "b.yaml").read_text(encoding="utf-8")
    done = run("score", "files", "-", "--format", "csv", stdin=text)
    sources = [line.split(b",")[0] for line in done.stdout.splitlines()[1:]]
    assert sources[::3] == [b"-", b"files/a.yaml", b"files/b.yaml", b"files/inner/c.yml"]
    assert done.returncode == 0


def test_more_than_three_files_are_a_line_each(run: Run, home: Path) -> None:
    for number, component in enumerate(
        ("Bureau of Permits", "Bureau of Parks", "Bureau of Ports", "Bureau of Mail"), 1
    ):
        more = f"subject: {{agency: Department, component: {component}}}\ndate: 2026-0{number}-28\n"
        write_answers(
            home / f"{number}.yaml", f"{{A1: {min(number, 3)}, A2: 2, B1: 3}}\ntargets: {{A: {{level: 1}}}}", more=more
        )
    paths = [f"{number}.yaml" for number in (3, 1, 2)]
    assert run("score", *paths).stdout.decode().count("Play A") == 3  # as before
    assert sum("warning" in line for line in said(run("score", *paths))) == 3
    done = run("score", *paths, "4.yaml")
    assert [line.rstrip() for line in done.stdout.decode().splitlines()] == [
        "A tiny playbook, version 1. 4 files, all of Department.",
        "",
        "File    Subject            Date        Overall  Band  Answered     A     B",
        "1.yaml  Bureau of Permits  2026-01-28     2.25  High  3 of 3    1.50  3.00",
        "2.yaml  Bureau of Parks    2026-02-28     2.50  High  3 of 3    2.00  3.00",
        "3.yaml  Bureau of Ports    2026-03-28     2.75  High  3 of 3    2.50  3.00",
        "4.yaml  Bureau of Mail     2026-04-28     2.75  High  3 of 3    2.50  3.00",
        "",
        "A Play A; B Play B.",
    ]
    assert said(done) == ["cxassess: 4 files scored; 4 warnings, which 'cxassess check' lists"]
    narrow = run("score", *paths, "4.yaml", COLUMNS="50").stdout.decode().splitlines()
    assert narrow[3:5] == [
        "File    Subject            Date        Overall",
        "1.yaml  Bureau of Permits  2026-01-28     2.25",
    ]
    plain = run("score", *paths, "4.yaml", ACCESSIBLE="1").stdout.decode().splitlines()
    assert plain[2:7] == [
        "1.yaml",
        "  Subject: Bureau of Permits",
        "  Date: 2026-01-28",
        "  Overall: 2.25",
        "  Band: High",
    ]


NAMES = {"": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def cells(path: Path) -> list[dict[str, tuple[str, str]]]:
    """The rows of a workbook's sheet: each cell by its column, as its type and its text."""
    with zipfile.ZipFile(path) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in sheet.findall("sheetData/row", NAMES):
        found = row.findall("c", NAMES)
        rows.append({
            str(cell.get("r")).rstrip("0123456789"): (
                cell.get("t", "n"), "".join(cell.itertext()),
            )
            for cell in found
        })  # fmt: skip
        assert not [cell for cell in found if cell.find("f", NAMES) is not None]
    return rows


def test_a_workbook(run: Run, home: Path) -> None:
    done = run("score", "files", "-o", "out.xlsx")
    assert said(done) == ["Wrote out.xlsx", "cxassess: 3 files scored"]
    rows = cells(home / "out.xlsx")
    assert [text for _, text in rows[0].values()] == [*HEAD.split(","), "tags.=x", "tags.level of care", "tags.size"]
    assert {kind for kind, _ in rows[0].values()} == {"inlineStr"}
    assert rows[1] == {
        "A": ("inlineStr", "files/a.yaml"), "B": ("inlineStr", "tiny"), "C": ("inlineStr", "1"),
        "D": ("inlineStr", "overall"), "E": ("inlineStr", "overall"), "F": ("inlineStr", "A tiny playbook"),
        "G": ("n", "2"), "H": ("n", "2"), "I": ("n", "1"), "J": ("inlineStr", "High"), "L": ("n", "1.5"),
        "M": ("n", "2.5"), "N": ("n", "2"), "O": ("n", "3"), "P": ("n", "0"), "Q": ("n", "1"), "R": ("n", "0"),
        "S": ("n", "0.66"), "T": ("inlineStr", "Agency, A"), "U": ("inlineStr", "Bureau 1"),
        "V": ("inlineStr", "=Permits"), "W": ("inlineStr", "public"), "X": ("n", "46295"), "Y": ("inlineStr", "Lead"),
        "Z": ("inlineStr", "-a"), "AB": ("n", "10"),
    }  # fmt: skip
    with zipfile.ZipFile(home / "out.xlsx") as book:
        core, sheet = book.read("docProps/core.xml").decode(), book.read("xl/worksheets/sheet1.xml").decode()
        names = book.read("xl/workbook.xml").decode()
    assert "<dc:title>Customer-experience maturity: results</dc:title>" in core
    assert "2000-01-01T00:00:00Z" in core
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:AB10"/>' in sheet
    assert '<definedName name="ColumnTitle">Results!$A$1</definedName>' in names
    assert (home / "out.xlsx").stat().st_mode & 0o777 == 0o600


def test_a_workbook_lists_the_files_that_were_not_scored(run: Run, home: Path) -> None:
    write_answers(home / "files" / "=d.yaml", "{A1: 9}")
    write_answers(home / "files" / "e.yaml", "{A1: 1}", playbook="none-such")
    for name, words in (("1.xlsx", []), ("2.xlsx", ["--jobs", "2"]), ("3.xlsx", ["--by", "agency"])):
        assert run("score", "files", "-o", name, *words).returncode == 3
        with zipfile.ZipFile(home / name) as book:
            names = re.findall(r'<sheet name="([^"]*)"', book.read("xl/workbook.xml").decode())
            sheet = book.read("xl/worksheets/sheet2.xml").decode()
        assert names[1:] == ["Not scored"]
        assert re.findall("<t[^>]*>([^<]*)</t>", sheet) == [
            "source", "reason", "files/=d.yaml", "errors in the answers", "files/e.yaml", "errors in the answers",
        ]  # fmt: skip
    assert (home / "1.xlsx").read_bytes() == (home / "2.xlsx").read_bytes()


def test_a_narrow_table_says_what_it_leaves_out(run: Run, home: Path) -> None:
    for name in "def":
        write_answers(home / "files" / f"{name}.yaml", "{A1: 1, A2: 2, B1: 3}")
    lines = run("score", "files", COLUMNS="60").stdout.decode()
    said = "No room in 60 columns for: Band, Answered and the score of each play. Make the terminal wider, or write all with -o FILE."
    assert said in " ".join(lines.split())
    assert "No room" not in run("score", "files", COLUMNS="200").stdout.decode()


def test_a_workbook_is_the_same_each_time(run: Run, home: Path) -> None:
    first = run("score", "files", "--rows", "questions", "-o", "1.xlsx")
    time.sleep(2.1 if os.environ.get("CI") else 0)  # the times in a ZIP file are even seconds
    assert (first.returncode, run("score", "files", "--rows", "questions", "-o", "2.xlsx").returncode) == (0, 0)
    assert (home / "1.xlsx").read_bytes() == (home / "2.xlsx").read_bytes()
    assert cells(home / "1.xlsx")[1]["H"] == ("n", "1")  # the key of a level that is a number


def test_what_no_spreadsheet_can_hold_as_a_number_stays_text(tmp_path: Path) -> None:
    questions = [{"weight": f"0.00000{number}"} for number in (3, 7)] + [{"weight": "999999.999983"}]
    tiny(tmp_path, plays={"A": questions})
    more = "subject: {tags: {zip: '02134', cents: '12345678901234567890', year: '1492'}}\ndate: 1899-01-05\n"
    write_answers(tmp_path / "a.yaml", "{A1: 1, A2: 3, A3: 2}", more=more)
    done = cxassess("score", "a.yaml", "-o", "a.xlsx", cwd=tmp_path, CXASSESS_PLAYBOOKS=str(tmp_path))
    assert done.returncode == 0
    row = cells(tmp_path / "a.xlsx")[1]
    assert (row["X"], row["Z"], row["AA"], row["AB"]) == (
        ("inlineStr", "1899-01-05"),
        ("inlineStr", "12345678901234567890"),
        ("n", "1492"),
        ("inlineStr", "02134"),
    )


def test_each_playbook_has_a_table_and_the_groups_of_a_view_are_numbered(tmp_path: Path) -> None:
    views = "{v: {title: A view, groups: {customer-understanding: Understanding, culture-here: Culture}}}"
    plays = {"A": [{"views": "{v: customer-understanding}"}, {"views": "{v: culture-here}"}]}
    tiny(tmp_path / "one", plays=plays, views=views)
    (tmp_path / "files").mkdir()
    for number in (1, 2, 3):
        write_answers(tmp_path / "files" / f"{number}.yaml", f"{{A1: {number}, A2: 1}}")
    write_answers(
        tmp_path / "files" / "4.yaml", "{P1.1: 3}", playbook="act-iac-cx-2018", more="subject: {agency: Mint}\n"
    )
    done = cxassess("score", ".", "-q", cwd=tmp_path / "files", CXASSESS_PLAYBOOKS=str(tmp_path / "one"))
    assert [line.rstrip() for line in done.stdout.decode().splitlines()] == [
        "A tiny playbook, version 1. 3 files.",
        "",
        "File    Overall  Answered     A",
        "1.yaml     1.00  2 of 2    1.00",
        "2.yaml     1.50  2 of 2    1.50",
        "3.yaml     2.00  2 of 2    2.00",
        "",
        "A Play A.",
        "",
        "Customer Experience Playbook self-assessment, version 2.0. 1 file of Mint.",
        "",
        "File    Overall  Band     Level  Answered    P1    P2    P3    P4    P5    P6    P7    P8",
        "4.yaml     3.00  In part   open  1 of 58   3.00  none  none  none  none  none  none  none",
        "",
        "P1 Understand the current state; P2 Gauge culture and appetite for change; P3 Build a",
        "customer-centric culture; P4 Create the CX strategy; P5 Assign a single office or role; P6 Design",
        "the experience of the future; P7 Make the business case; P8 Measure and monitor continually.",
        "Level open: none is reached yet, and open answers decide about the first; files have 0.",
    ]
    write_answers(tmp_path / "files" / "4.yaml", "{A1: 3, A2: 3}")
    done = cxassess("score", ".", "--view", "v", cwd=tmp_path / "files", CXASSESS_PLAYBOOKS=str(tmp_path / "one"))
    assert done.stdout.decode().splitlines()[2:4] == [
        "File    Overall  Answered     1     2",
        "1.yaml     1.00  2 of 2    1.00  1.00",
    ]
    assert done.stdout.decode().splitlines()[-1] == "1 Understanding; 2 Culture."


def write_many(folder: Path, count: int) -> list[str]:
    """Answer files, some of which are refused; their paths from the folder above."""
    folder.mkdir()
    rng, paths = random.Random(count), []
    for number in range(count):
        answers = f"{{A1: {rng.randint(1, 3)}, A2: {rng.randint(1, 3)}, B1: {{unknown: true}}}}"
        more = f"subject: {{component: Bureau {number % 7}, tags: {{t{number % 3}: 'x, {number}'}}}}\n"
        playbook = "broken" if number % 11 == 5 else "tiny"
        path = write_answers(folder / f"{number:04}.yaml", answers if number % 13 else "{A1: 9}", playbook, more)
        paths.append(f"{folder.name}/{path.name}")
    return paths


def broken_playbook(home: Path) -> None:
    folder = home / "books" / "broken"
    folder.mkdir()
    (folder / "playbook.yaml").write_text("id: broken\n", encoding="utf-8")


SPAWN = """
import sys
from cxassess.portfolio import process_pool
process_pool.IS_FORKED = False
from cxassess.cli import main
main()
"""


@pytest.mark.slow
@pytest.mark.parametrize("format", ["csv", "jsonl", "json", "table"])
def test_any_order_and_any_number_of_processes_give_the_same_bytes(home: Path, format: str) -> None:
    broken_playbook(home)
    paths = write_many(home / "many", 60)
    digests = set()
    for number in range(10 if format == "csv" else 3):
        random.Random(number).shuffle(paths)
        for jobs in ("1", "2", "3"):
            program = [*PROGRAM] if number else [sys.executable, "-c", SPAWN]
            command = [*program, "score", *(paths if number % 2 else ["many"]), "--format", format, "--jobs", jobs]
            env = process_environment(CXASSESS_PLAYBOOKS="books")
            done = subprocess.run(command, cwd=home, env=env, capture_output=True, check=False, timeout=60)
            digests.add(hashlib.sha256(done.stdout + done.stderr + bytes([done.returncode])).hexdigest())
    assert len(digests) == 1
    assert done.returncode == 4
    assert (
        said(done)[-1]
        == "cxassess: 50 files scored, 10 refused: errors in the answers (5), a playbook that cannot be used (5)"
    )
    assert sum("a playbook needs 'title'" in line for line in said(done)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_killed_run_leaves_nothing_and_can_be_repeated(home: Path, name: str, jobs: str) -> None:
    paths = write_many(home / "many", 400)
    pids = home / "pids"
    watched = f"""
import os, sys
from cxassess.portfolio import scored_file
score = scored_file.score_file
def score_file(path, library):
    if path.endswith("0020.yaml"):
        open({str(pids)!r}, "w").close()
    return score(path, library)
scored_file.score_file = score_file
from cxassess.__main__ import main
main()
"""
    command = [sys.executable, "-c", watched, "score", "many", "-o", "out.csv", "--jobs", jobs]
    (home / "tmp").mkdir()
    env = process_environment(CXASSESS_PLAYBOOKS="books", TMPDIR=str(home / "tmp"))
    process = subprocess.Popen(command, cwd=home, env=env, stderr=subprocess.DEVNULL, start_new_session=True)
    while not pids.exists():
        assert process.poll() is None
        time.sleep(0.005)
    if name == "SIGKILL":
        process.kill()
    else:
        os.killpg(process.pid, getattr(signal, name))  # as a terminal or a service does
    code = process.wait(timeout=20)
    assert code == {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129, "SIGKILL": -9}[name]
    for _ in range(100):
        if not running(process.pid):
            break
        time.sleep(0.05)
    assert running(process.pid) == []
    assert sorted(path.name for path in home.iterdir()) == ["books", "files", "many", "pids", "tmp"]
    assert [*(home / "tmp").iterdir()] == []
    again = subprocess.run(command, cwd=home, env=env, capture_output=True, check=False, timeout=60)
    assert again.returncode == 3
    assert (home / "out.csv").read_bytes() == cxassess(
        "score", *paths, "--jobs", "1", "--format", "csv", cwd=home, CXASSESS_PLAYBOOKS=str(home / "books")
    ).stdout


def running(session: int) -> list[str]:
    """The processes of a session that still run."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z" and int(fields[3]) == session:
            found.append(folder.name)
    return found


@pytest.mark.slow
def test_a_process_that_dies_is_said(home: Path) -> None:
    write_many(home / "many", 40)
    dying = """
import os, signal
from cxassess.portfolio import scored_file
score = scored_file.score_file
def score_file(path, library):
    if path.endswith("0020.yaml"):
        os.kill(os.getpid(), signal.SIGKILL)
    return score(path, library)
scored_file.score_file = score_file
from cxassess.__main__ import main
main()
"""
    command = [sys.executable, "-c", dying, "score", "many", "-o", "out.csv", "--jobs", "2", "-q"]
    env = process_environment(CXASSESS_PLAYBOOKS="books")
    done = subprocess.run(command, cwd=home, env=env, capture_output=True, check=False, timeout=60)
    assert done.returncode == 5
    hint = "--jobs 1 needs less memory; leave out files to find one that needs too much"
    assert said(done)[-1] == (
        "cxassess: many/0016.yaml to many/0020.yaml: "
        f"the process that scored these was killed, perhaps because memory ran out ({hint})"
    )
    assert not (home / "out.csv").exists()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems measure memory in other units")
@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_memory_does_not_grow_with_the_number_of_files(tmp_path: Path, format: str) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    (tmp_path / "many").mkdir()
    for number in range(800):
        (tmp_path / "many" / f"{number}.yaml").write_text(text, encoding="utf-8")
    code = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
    peaks = []
    for count in (200, 800):
        paths = [f"many/{number}.yaml" for number in range(count)]
        command = [sys.executable, "-c", code, *PROGRAM, "score", *paths, "--format", format, "--jobs", "1"]
        done = subprocess.run(command, cwd=tmp_path, env=process_environment(), capture_output=True, check=True)
        peaks.append(int(done.stdout))
    assert peaks[1] - peaks[0] < 1_500  # kB, for 600 files
    assert peaks[1] < 80_000


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


class Terminal:
    """A terminal that keeps what is written."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        raise OSError


def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal in the place of standard error; not a fixture, since pytest puts its own there once more."""
    made = Terminal()
    monkeypatch.setattr(sys, "stderr", made)
    monkeypatch.setenv("TERM", "xterm")
    return made


def test_progress_is_one_line_that_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = terminal(monkeypatch)
    monkeypatch.setattr(progress, "time", clock := Clock())
    shown = progress.Progress(2_000)
    for _ in range(1_000):
        clock.now += 0.0099
        shown.advance()
    lines = screen.text.split("\r")
    assert lines[:2] == ["", "[#...................] 102 of 2,000 files, 19 s left"]
    assert lines[-1] == "[#########...........] 984 of 2,000 files, 11 s left"
    assert all(len(line) < 80 for line in lines)
    shown.clear()
    assert screen.text.endswith("\r" + " " * len(lines[-1]) + "\r")


def test_progress_for_a_screen_reader_is_a_line_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = terminal(monkeypatch)
    monkeypatch.setenv("ACCESSIBLE", "1")
    monkeypatch.setattr(progress, "time", clock := Clock())
    shown = progress.Progress(100)
    for _ in range(100):
        clock.now += 0.25
        shown.advance()
    shown.clear()
    assert screen.text == "40 of 100 files done\n80 of 100 files done\n"


def test_short_work_shows_no_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = terminal(monkeypatch)
    shown = progress.Progress(3)
    for _ in range(3):
        shown.advance()
    shown.clear()
    assert screen.text == ""


@pytest.mark.parametrize(("total", "quiet", "shows"), [(2, False, True), (2, True, False), (1, False, False)])
def test_progress_is_of_several_files_and_not_quiet(
    monkeypatch: pytest.MonkeyPatch, total: int, quiet: bool, shows: bool
) -> None:
    screen = terminal(monkeypatch)
    monkeypatch.setattr(progress, "time", clock := Clock())
    monkeypatch.setattr(Reporter, "quiet", quiet)
    shown = progress.Progress(total)
    clock.now += 5
    shown.advance()
    assert bool(screen.text) == shows


def _square_or_fail() -> Callable[[int], int]:
    def square(number: int) -> int:
        if number == 30:
            raise ValueError("thirty")
        return number * number

    return square


@pytest.mark.slow
def test_values_come_in_order_and_an_error_comes_back() -> None:
    code = f"""
import sys
sys.path.insert(0, {str(ROOT / "tests")!r})
from test_score_many import _square_or_fail
from cxassess.portfolio.process_pool import map_in_order
print(list(map_in_order(_square_or_fail, range(30), 3, 4)) == [one * one for one in range(30)])
try:
    list(map_in_order(_square_or_fail, range(31), 2, 4))
except ValueError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], env=process_environment(), capture_output=True, check=False)
    assert (done.stdout, done.stderr) == (b"True\nthirty\n", b"")


def test_where_no_process_can_be_started_this_one_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("cxassess.portfolio.process_pool._start", refuse)
    assert list(map_in_order(_square_or_fail, range(5), 4, 2)) == [0, 1, 4, 9, 16]
