"""The commands as a user types them: what they print, what they write, and their exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from unittest.mock import ANY

import pytest
from support import EXAMPLE, PROGRAM, ROOT, cxassess, process_environment, tiny, write_answers
from support.needs import needs

from cxassess.output import pdf
from cxassess.playbook import load_playbook
from cxassess.problems import Unavailable

BANDS = "bands: [{name: Low, from: 1, to: 2}, {name: Mid, from: 2, to: 3}, {name: High, from: 3, to: 3}]"
VIEWS = "{v: {title: A view, groups: {x: Ex, y: Why}}}"
PLAYS = {"A": [{"views": "{v: x}"}, {"views": "{v: y}"}], "B": [{"views": "{v: {none: not about this}}"}]}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with the playbook `tiny` and answers to it."""
    plays = {play: [dict(question) for question in questions] for play, questions in PLAYS.items()}
    tiny(tmp_path, scoring=f"{{gate: {{share: 0.5}}, {BANDS}}}", plays=plays, views=VIEWS)
    more = "subject: {agency: Example Agency, service: Example Service}\ndate: 2026-09-30\ntargets: {A: {level: 3}}\n"
    write_answers(tmp_path / "a.yaml", "{A1: 1, A2: 3, B1: {unknown: true}}", more=more)
    return tmp_path


def run(home: Path, *args: str, **more: str) -> tuple[int, str, str]:
    done = cxassess(*args, cwd=home, CXASSESS_PLAYBOOKS=str(home), **more)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_score_as_a_table(home: Path) -> None:
    code, out, err = run(home, "score", "a.yaml")
    assert (code, err) == (0, "")
    assert [line.rstrip() for line in out.splitlines()] == [
        "Example Service, Example Agency",
        "A tiny playbook, version 1. Answers: September 30, 2026.",
        "",
        "   Play     Score  Band  Level  Range         Target  Answered",
        "A  Play A    2.00  Mid       2  2.00            3.00  2 of 2",
        "B  Play B    none         open  1.00 to 3.00          0 of 1",
        "   Overall   2.00  Mid       1  1.50 to 2.50          2 of 3",
        "",
        '1 question is answered "don\'t know": "Question B1?" (B1).',
    ]


def test_score_as_json(home: Path) -> None:
    code, out, _ = run(home, "score", "a.yaml", "--format", "json")
    got = json.loads(out)
    assert code == 0
    assert out == json.dumps(got, ensure_ascii=False, indent=2) + "\n"
    assert list(got) == [
        "schema",
        "playbook",
        "source",
        "subject",
        "date",
        "role",
        "complete",
        "overall",
        "plays",
        "views",
        "questions",
    ]
    assert got["schema"] == "cxassess/result/1"
    assert got["source"] == "a.yaml"
    assert got["overall"] == {
        "score": "2.00", "exact": "2", "band": {"name": "Mid", "number": 2}, "gate": 1, "low": "1.50", "high": "2.50", "target": None,
        "answered": 2, "applicable": 3, "not_applicable": 0, "unknown": 1, "unanswered": 0, "coverage": "0.66",
    }  # fmt: skip
    assert list(got["plays"][0])[:2] == ["id", "title"]
    assert list(got["plays"][0])[2:] == list(got["overall"])
    assert [group["exact"] for group in got["views"]["v"]] == ["1", "3"]


def test_several_files_are_an_array_and_one_bad_file_costs_only_itself(home: Path) -> None:
    (home / "bad.yaml").write_text("playbook: tiny\nanswers: {A1: 9, ZZ: 1}\n", encoding="utf-8")
    code, out, err = run(home, "score", "bad.yaml", "a.yaml", "gone.yaml", "--format", "json")
    assert code == 5
    assert [one["overall"]["score"] for one in json.loads(out)] == ["2.00"]
    assert [line for line in err.splitlines() if "error" in line or "gone" in line] == [
        "bad.yaml:2:15: error: '9' is not a level of \"Question A1?\" (A1) (write 1, 2 or 3)",
        "bad.yaml:2:18: error: no question 'ZZ' in tiny (known: A1, A2, B1)",
        "cxassess: gone.yaml: no such file or directory",
        "cxassess: 1 file scored, 2 refused: errors in the answers (1), cannot be read (1)",
    ]


def test_score_as_csv_by_view(home: Path) -> None:
    code, out, _ = run(home, "score", "a.yaml", "--format", "csv", "--view", "v")
    assert code == 0
    assert out == (
        "source,playbook,version,kind,id,title,score,numerator,denominator,band,gate,low,high,answered,applicable,not_applicable,unknown,unanswered,coverage,agency,component,service,scope,date,role\n"
        "a.yaml,tiny,1,overall,overall,A tiny playbook,2.00,2,1,Mid,1,1.50,2.50,2,3,0,1,0,0.66,Example Agency,,Example Service,,2026-09-30,\n"
        "a.yaml,tiny,1,group,x,Ex,1.00,1,1,Low,1,1.00,1.00,1,1,0,0,0,1.00,Example Agency,,Example Service,,2026-09-30,\n"
        "a.yaml,tiny,1,group,y,Why,3.00,3,1,High,3,3.00,3.00,1,1,0,0,0,1.00,Example Agency,,Example Service,,2026-09-30,\n"
    )


def test_csv_keeps_formulas_from_a_spreadsheet(tmp_path: Path) -> None:
    folder = tiny(tmp_path)
    head = (folder / "playbook.yaml").read_text(encoding="utf-8").replace("A tiny playbook", "'=HYPERLINK(\"x\")'")
    (folder / "playbook.yaml").write_text(head, encoding="utf-8")
    write_answers(tmp_path / "a.yaml", "{A1: 1}")
    _, out, _ = run(tmp_path, "score", "a.yaml", "--format", "csv")
    assert list(csv.reader(io.StringIO(out)))[1][5] == '\'=HYPERLINK("x")'


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["--fail-under", "2"], 0),
        (["--fail-under", "2.000001"], 7),
        (["--fail-under", "1"], 0),
        (["--require-complete"], 0),
        (["--fail-under", "high"], 2),
        (["--view", "nope"], 2),
        (["--format", "xml"], 2),
        (["--nope"], 2),
        (["--playbook", "nope"], 2),
        (["--playbook", "./nope"], 5),
    ],
)
def test_exit_codes_of_score(home: Path, args: list[str], code: int) -> None:
    assert run(home, "score", "a.yaml", *args)[0] == code


def test_null_is_below_any_score_and_incomplete_is_seven(home: Path) -> None:
    write_answers(home / "empty.yaml", "{}")
    assert run(home, "score", "empty.yaml", "--fail-under", "0")[0] == 7
    assert run(home, "score", "empty.yaml", "--require-complete")[0] == 7
    assert run(home, "score", "empty.yaml")[0] == 0


def test_a_bad_playbook_is_four_and_is_explained_once(home: Path) -> None:
    play = home / "tiny" / "plays" / "A.yaml"
    play.write_text(play.read_text(encoding="utf-8").replace("weight: 1", "weight: -1"), encoding="utf-8")
    write_answers(home / "b.yaml", "{A1: 1}")
    code, out, err = run(home, "score", "b.yaml", "a.yaml")
    assert (code, out) == (4, "")
    assert err.count("'weight' is -1") == 1
    assert "b.yaml:1:11: error: the playbook 'tiny' cannot be used" in err


def test_another_playbook_than_the_answers_name_is_three(home: Path) -> None:
    code, _, err = run(home, "score", "a.yaml", "--playbook", "act-iac-cx-2018")
    assert code == 3
    assert "a.yaml:1:11: error: these answers are for 'tiny', but the playbook is 'act-iac-cx-2018'" in err


def test_answers_from_standard_input(home: Path) -> None:
    done = cxassess(
        "score", "-", "--format", "json", cwd=home, stdin=(home / "a.yaml").read_bytes(), CXASSESS_PLAYBOOKS=str(home)
    )
    assert json.loads(done.stdout)["source"] == "-"


def test_an_older_edition_names_the_answers_that_cannot_be_compared(home: Path) -> None:
    text = (home / "a.yaml").read_text(encoding="utf-8").replace('version: "1"', 'version: "0.9"')
    (home / "old.yaml").write_text(text, encoding="utf-8")
    code, _, err = run(home, "score", "old.yaml")
    assert code == 0
    assert err.splitlines()[0] == (
        "old.yaml:2:10: warning: these answers are for version 0.9; tiny is now version 1; cannot be compared"
        ' (the file does not record how the questions were worded): "Question A1?" (A1), "Question A2?" (A2) and "Question B1?" (B1) (review these questions again)'
    )
    assert run(home, "score", "old.yaml", "--quiet")[2] == ""


def test_answers_on_levels_of_another_meaning_are_refused(home: Path) -> None:
    book = home / "tiny" / "playbook.yaml"
    book.write_text(book.read_text(encoding="utf-8") + 'breaks_with: ["0.8", "0.9"]\n', encoding="utf-8")
    text = (home / "a.yaml").read_text(encoding="utf-8").replace('version: "1"', 'version: "0.9"')
    (home / "old.yaml").write_text(text, encoding="utf-8")
    refused = (
        "old.yaml:2:10: error: these answers are for version 0.9 of tiny; its levels mean something else in version 1"
        " (begin a new file with 'cxassess assess NEW.yaml --from old.yaml', which shows each earlier answer;"
        " or use the earlier playbook: --playbook FOLDER)"
    )
    commands = (("score",), ("explain",), ("check",), ("next",), ("report", "-o", "r.html", "--baseline", "a.yaml"))
    for command, *options in commands:
        code, out, err = run(home, command, "old.yaml", *options)
        assert (command, code, out, err.splitlines()[0]) == (command, 3, "", refused)
    code, out, err = run(home, "report", "a.yaml", "-o", "r.html", "--baseline", "old.yaml")
    assert (code, out, err.splitlines()[0]) == (3, "", refused)
    assert not (home / "r.html").exists()
    assert run(home, "answer", "old.yaml", "A1=2")[0] == 3
    assert (home / "old.yaml").read_text(encoding="utf-8") == text
    assert run(home, "score", "a.yaml")[0] == 0


def test_wording_says_which_answers_still_hold(home: Path) -> None:
    from cxassess.playbook import load_playbook, question_digest

    playbook, _ = load_playbook(home / "tiny")
    digest = question_digest(playbook.by_id["A1"])
    text = (home / "a.yaml").read_text(encoding="utf-8").replace('version: "1"', 'version: "0.9"')
    (home / "old.yaml").write_text(
        f"{text}wording: {{A1: '{digest}', A2: '00000000', B1: '{question_digest(playbook.by_id['B1'])}'}}\n",
        encoding="utf-8",
    )
    assert 'cannot be compared: "Question A2?" (A2) (' in run(home, "score", "old.yaml")[2]


@pytest.mark.parametrize(
    ("more", "note"),
    [((), True), (("-o", "r.html"), True), (("-o", "r.html", "--size", "full"), False), (("-o", "r.json"), False)],
    ids=str,
)
def test_workings_that_a_report_has_no_place_for_are_noted(home: Path, more: tuple[str, ...], note: bool) -> None:
    code, _, err = run(home, "report", "a.yaml", "--explain", *more)
    assert code == 0 and ("--explain adds a section that only --size full has" in err) == note


def test_explain_can_be_redone_by_hand(home: Path) -> None:
    code, out, _ = run(home, "explain", "a.yaml", "A")
    assert code == 0
    for line in (
        "Score: 2.00 (exactly 2)",
        "  Sum of weight × value: 4",
        "  Sum of weights: 2",
        "  4 ÷ 2 = 2",
        "  Band 2, Mid: 2 ≤ 2 < 3",
    ):
        assert line in out.splitlines()
    code, out, _ = run(home, "explain", "a.yaml", "--format", "json")
    assert [(term["id"], term["value"]) for term in json.loads(out)["terms"]] == [("A", "2"), ("B", None)]
    assert run(home, "explain", "a.yaml", "y", "--view", "v")[1].startswith("y")
    code, _, err = run(home, "explain", "a.yaml", "A9")
    assert (code, "did you mean 'A" in err) == (2, True)


def test_check_names_what_is_fine_and_what_is_not(home: Path) -> None:
    (home / "bad.yaml").write_text("playbook: tiny\nanswers: {A1: {levle: 3}}\n", encoding="utf-8")
    code, out, err = run(home, "check", "tiny", "a.yaml", "bad.yaml")
    assert code == 3
    assert out.splitlines() == [
        "tiny: ok, playbook tiny 1: 2 plays, 3 questions",
        "a.yaml: ok, answers to tiny 1: 2 of 3 questions that apply are answered",
    ]
    assert err.splitlines() == [
        "bad.yaml:2:16: error: the answer to \"Question A1?\" (A1) has no field 'levle' (did you mean 'level'?)",
        "    answers: {A1: {levle: 3}}",
        "cxassess: 3 playbooks and files: 2 fine, 1 with errors",
    ]


@pytest.mark.slow
def test_everything_shipped_is_valid_without_warnings() -> None:
    done = cxassess("check", "--strict", "playbooks")
    assert done.returncode == 0
    assert re.fullmatch(rb"cxassess: (\d+) playbooks and files: \1 fine\n", done.stderr)


def test_advice_fails_only_when_asked(home: Path) -> None:
    for path, old in ((home / "tiny/plays/A.yaml", "A1"), (home / "tiny/plays/B.yaml", "B1")):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace(f"  - id: {old}\n", f"  - id: {old}\n    evidence: [The minutes]\n"), encoding="utf-8"
        )
    code, out, err = run(home, "check", "tiny")
    assert (code, out) == (0, "tiny: ok, playbook tiny 1: 2 plays, 3 questions\n")
    assert "warning: no 'evidence' in A2 (name what would support an answer" in err
    assert run(home, "check", "--strict", "tiny")[0] == 4
    assert run(home, "check", "--quiet", "tiny")[2] == ""
    write_answers(home / "far.yaml", "{A1: 1}", more="targets: {A: {score: 9}}\n")
    assert run(home, "check", "far.yaml")[0] == 0
    assert run(home, "check", "--strict", "far.yaml")[0] == 3


def test_show_and_its_digest_can_be_derived_again(home: Path) -> None:
    import hashlib

    code, out, _ = run(home, "show", "tiny", "--format", "json")
    book = json.loads(out)
    assert code == 0
    assert list(book) == [
        "schema",
        "id",
        "version",
        "title",
        "breaks_with",
        "digest",
        "overlays",
        "scoring",
        "views",
        "guide",
        "audience",
        "law",
        "plays",
    ]
    assert book["scoring"] == {
        "method": "mean", "overall": "plays", "not_applicable": "exclude", "unknown": "exclude", "edge": "lower", "decimals": 2,
        "gate": {"by": "share", "share": 0.5}, "rescale": None,
        "bands": [{"name": n, "from": a, "to": b, "label": n} for n, a, b in (("Low", 1, 2), ("Mid", 2, 3), ("High", 3, 3))],
    }  # fmt: skip
    rest = "".join(line for line in out.splitlines(keepends=True) if not line.startswith('  "digest"'))
    assert book["digest"] == hashlib.sha256(rest.encode()).hexdigest()[:16]
    assert json.loads(run(home, "score", "a.yaml", "--format", "json")[1])["playbook"]["digest"] == book["digest"]


def test_playbooks_lists_custom_ones_first(home: Path) -> None:
    _, out, _ = run(home, "playbooks", "--format", "json")
    mine, flagship, *_ = json.loads(out)
    assert mine == {
        "id": "tiny", "version": "1", "title": "A tiny playbook", "plays": 2, "questions": 3, "minutes": 5, "audience": "", "law": [],
    }  # fmt: skip
    assert (flagship["id"], flagship["audience"]) == (
        "act-iac-cx-2018",
        "An agency or bureau with its leaders in the room",
    )
    assert flagship["law"][0]["date"] == "2025-01-04"
    _, out, _ = run(home, "playbooks", COLUMNS="120")
    assert re.search(r"^tiny +1 +3 +5  A tiny playbook +none$", out, re.MULTILINE)
    assert re.search(r"^omb-a11-280 +2\.0 +35 +40  A program under .*Government Service", out, re.MULTILINE)


def test_every_law_that_ships_was_looked_up_and_has_a_status() -> None:
    """Each is listed here, so that nobody adds one without looking."""
    titles = set()
    for path in sorted((ROOT / "playbooks").glob("*/playbook.yaml")):
        book, _ = load_playbook(path.parent)
        for law in book.law:
            assert law.seen is not None and law.status and law.date, law
            titles.add(law.title)
    assert sorted(titles) == [
        "21st Century Integrated Digital Experience Act, Public Law 115-336",
        "Executive Order 14058",
        "Government Service Delivery Improvement Act, Public Law 118-231 (5 U.S.C. 321-324)",
        "OMB Circular A-11, section 280",
        "OMB memorandum M-23-22",
        "Paperwork Reduction Act, 44 U.S.C. 3501-3521",
    ]


def test_an_output_that_exists_is_not_replaced_without_force(home: Path) -> None:
    (home / "r.json").write_text("mine", encoding="utf-8")
    code, _, err = run(home, "report", "a.yaml", "-o", "r.json")
    assert (code, (home / "r.json").read_text(encoding="utf-8")) == (2, "mine")
    assert err == "cxassess: r.json: this file exists (add --force to replace it)\n"
    assert run(home, "report", "a.yaml", "-o", "r.json", "--force")[0] == 0
    assert json.loads((home / "r.json").read_text(encoding="utf-8"))["schema"] == "cxassess/result/1"
    assert run(home, "report", "a.yaml", "-o", "r.odt")[0] == 2
    assert run(home, "report", "a.yaml", "-o", "gone/r.json")[0] == 5


def test_an_output_that_its_owner_protected_is_not_replaced(home: Path) -> None:
    (home / "r.html").write_text("reviewed", encoding="utf-8")
    (home / "r.html").chmod(0o444)
    said = "cxassess: r.html: this file is read-only, so it was not replaced (make it writable first, or give another name)\n"
    assert run(home, "report", "a.yaml", "-o", "r.html", "--force") == (5, "", said)
    (home / "report.pdf").write_text("reviewed", encoding="utf-8")
    (home / "report.pdf").chmod(0o444)
    code, _, said = run(home, "demo", ".", "--force")
    assert (code, said.partition(",")[0]) == (5, "cxassess: report.pdf: this file is read-only")
    assert not (home / "answers.yaml").exists()
    assert [(home / name).read_text(encoding="utf-8") for name in ("r.html", "report.pdf")] == ["reviewed"] * 2


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_a_pipe_is_written_into_not_replaced(home: Path, force: list[str]) -> None:
    pipe = home / "r.md"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["timeout", "20", "cat", pipe], stdout=subprocess.PIPE)
    code, out, err = run(home, "report", "a.yaml", "-o", "r.md", *force)
    received = reader.communicate()[0]
    assert (code, out, err.splitlines()[-1]) == (0, "", "Wrote r.md")
    assert received.startswith(b"Example Service")
    assert pipe.is_fifo()


@pytest.mark.slow
def test_a_pipe_that_nothing_reads_is_waited_for_and_that_is_said_once(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cxassess.cli.shared.MAX_SILENCE", 0.05)
    os.mkfifo(home / "r.md")
    reader = subprocess.Popen(["sh", "-c", "sleep 1; exec timeout 20 cat r.md"], stdout=subprocess.PIPE, cwd=home)
    code, _, err = run(home, "report", "a.yaml", "-o", "r.md")
    assert (code, reader.communicate()[0][:7]) == (0, b"Example")
    said = "r.md is a pipe: waiting for a program that reads it. Ctrl-C stops this."
    assert [line for line in err.splitlines() if "pipe" in line] == [said]


@pytest.mark.parametrize("output", ["/dev/stdout", "-"])
def test_standard_output_may_be_named_by_its_device(home: Path, output: str) -> None:
    (home / "b.yaml").write_bytes((home / "a.yaml").read_bytes())
    code, out, _ = run(home, "merge", "a.yaml", "b.yaml", "-o", output, "--force")
    assert (code, out.partition("\n")[0]) == (0, "format: 1")


def test_demo_replaces_no_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "report.pdf")
    done = cxassess("demo", ".", "--force", cwd=tmp_path)
    said = b"cxassess: report.pdf: this is a pipe or a device, not a file (give another folder)\n"
    assert (done.returncode, done.stderr) == (2, said)
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]


def test_a_folder_or_a_disk_is_no_output(home: Path) -> None:
    (home / "out.pdf").mkdir()
    said = "cxassess: out.pdf: this is a folder (give the name of a file in it)\n"
    assert run(home, "report", "a.yaml", "-o", "out.pdf", "--force") == (2, "", said)


def test_report_compares_with_an_earlier_assessment(home: Path) -> None:
    write_answers(home / "old.yaml", "{A1: 1, A2: 1, B1: 2}", more="date: 2025-09-30\n")
    code, out, _ = run(home, "report", "a.yaml", "--baseline", "old.yaml", "--size", "standard")
    said = " ".join(out.split())
    assert code == 0
    score = "the score was 1.00 last time and is 2.00 now (+1.00)."
    assert f"Counting only the 2 of 3 questions that can be compared, {score}" in said
    assert "The full scores are 1.50 last time and 2.00 now, but not all of their answers can be compared." in said
    assert "1 of 2 compared answers rose Question A2? (A2) Level 1, Low Level 3, High" in said
    write_answers(home / "other.yaml", "{}", playbook="act-iac-cx-2018")
    assert run(home, "report", "a.yaml", "--baseline", "other.yaml")[0] == 3


@pytest.mark.slow
@needs("pango")
def test_demo_replaces_only_its_own_files(tmp_path: Path) -> None:
    done = cxassess("demo", "out", cwd=tmp_path)
    names = ["answers.yaml", "brief.pdf", "report.html", "report.pdf", "result.json"]
    assert (done.returncode, sorted(path.name for path in (tmp_path / "out").iterdir())) == (0, names)
    first = [(tmp_path / "out" / name).read_bytes() for name in names]
    assert done.stdout.decode().split("\n")[-6:] == [
        *(f"  out/{name}" for name in ("answers.yaml", "brief.pdf", "report.pdf", "report.html", "result.json")),
        "",
    ]
    assert first[0] == EXAMPLE.read_bytes()
    assert cxassess("demo", "out", cwd=tmp_path, TZ="Asia/Tokyo").returncode == 0
    assert [(tmp_path / "out" / name).read_bytes() for name in names] == first
    (tmp_path / "out" / "mine.txt").write_text("mine", encoding="utf-8")
    assert cxassess("demo", "out", cwd=tmp_path).returncode == 2


def test_demo_says_which_files_a_system_without_pango_did_not_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*arguments: object, **named: object) -> bytes:
        raise Unavailable("a PDF needs Pango\ninstall it")

    monkeypatch.setattr(pdf, "pdf", missing)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "brief.pdf").write_text("of an earlier demo", encoding="utf-8")
    done = cxassess("demo", "out", cwd=tmp_path)
    said = b"cxassess: brief.pdf and report.pdf were not written.\ncxassess: a PDF needs Pango\ncxassess: install it\n"
    assert (done.returncode, done.stderr) == (5, said)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["answers.yaml", "report.html", "result.json"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--size", "breif", "-o", "r.html"], "--size breif: there is no such size (did you mean 'brief'?)"),
        (["--size", "short", "-o", "r.html"], "--size short: there is no such size (known: brief, standard, full)"),
        (["--size", "", "-o", "r.html"], "--size: there is no such size (known: brief, standard, full)"),
        (["--figure", "strip"], "--figure makes a picture (add -o strip.svg or -o strip.png)"),
        (["--figure", "strip", "-o", "r.html"], "--figure makes a picture (add -o strip.svg or -o strip.png)"),
        (["--figure", "bars", "-o", "r.svg"], "--figure bars: there is no such figure (known: strip, profile)"),
        (["-o", "r.png"], "r.png: a picture holds one figure (add --figure strip or --figure profile)"),
        (
            ["--figure", "strip", "-o", "r.svg", "--size", "full"],
            "--size does not go with --figure, which has one form (leave it out)",
        ),
    ],
)
def test_a_size_that_cannot_be_used_is_refused(home: Path, args: list[str], said: str) -> None:
    assert run(home, "report", "a.yaml", *args) == (2, "", f"cxassess: {said}\n")
    assert not (home / "r.html").exists()


def test_the_size_of_a_report_is_standard_unless_another_is_named(home: Path) -> None:
    for size in (None, "standard", "brief", "full"):
        name = ["-o", f"{size}.html", "--quiet"]
        assert run(home, "report", "a.yaml", *name, *(["--size", size] if size else []))[0] == 0
    pages = {
        size: (home / f"{size}.html").read_text(encoding="utf-8") for size in ("None", "standard", "brief", "full")
    }
    assert pages["None"] == pages["standard"]
    for section, sizes in {
        "brief": ("brief", "standard", "full"),
        "plan": ("standard", "full"),
        "answers": ("full",),
    }.items():
        assert tuple(size for size in ("brief", "standard", "full") if f'id="{section}"' in pages[size]) == sizes


def test_a_size_changes_nothing_in_json_and_that_is_said(home: Path) -> None:
    code, _, err = run(home, "report", "a.yaml", "-o", "r.json", "--size", "brief")
    assert code == 0 and err.startswith("--size changes nothing in a .json file, which has every number\n")
    scored = json.loads(run(home, "score", "a.yaml", "--format", "json")[1])
    assert json.loads((home / "r.json").read_text(encoding="utf-8")) == scored | {"report": ANY}


def test_demo_does_not_replace_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert cxassess("demo", "file", cwd=tmp_path).returncode == 2


def test_overlays_change_what_they_say_and_nothing_else(home: Path) -> None:
    (home / "overlays").mkdir()
    overlay = "overlay: less\nversion: '1'\ntitle: Less\nextends: tiny\nhide: [B]\nchange: {A1: {weight: 3, levels: {1: other}}}\nadd:\n  A:\n    - {id: A9, text: New?, levels: {1: a, 2: b, 3: c}, views: {v: x}}\n"
    (home / "overlays" / "less.yaml").write_text(overlay, encoding="utf-8")
    text = (home / "a.yaml").read_text(encoding="utf-8")
    (home / "less.yaml").write_text(
        text.replace("answers:", "overlays: [less]\nanswers:").replace("B1:", "A9: 2, B1:"), encoding="utf-8"
    )
    code, out, err = run(home, "score", "less.yaml", "--format", "json")
    got = json.loads(out)
    assert (code, err) == (0, "")
    assert [(play["id"], play["exact"]) for play in got["plays"]] == [("A", "8/5")]  # (3·1 + 3 + 2) / 5
    assert got["playbook"]["overlays"] == ["less"]
    assert got["playbook"]["deviations"] == [
        {"overlay": "less", "id": "B", "what": "hidden, with all its questions"},
        {"overlay": "less", "id": "A1", "what": "weight 1 → 3"},
        {"overlay": "less", "id": "A1", "what": "text of level 1 changed"},
        {"overlay": "less", "id": "A9", "what": "question added to A"},
    ]
    assert "Not scored because an overlay hides it: B1." in run(home, "score", "less.yaml")[1]
    assert json.loads(run(home, "score", "a.yaml", "--format", "json")[1])["overall"]["exact"] == "2"


@pytest.mark.parametrize("name", ["playbook", "overlay", "answers", "result"])
def test_schemas_are_printed(name: str) -> None:
    done = cxassess("schema", name)
    assert (done.returncode, "$schema" in json.loads(done.stdout)) == (0, True)


def test_a_closed_pipe_prints_no_traceback(home: Path) -> None:
    command = f"{sys.executable} -m cxassess show act-iac-cx-2018 | head -1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, env=process_environment())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "args", [["score", "a.yaml"], ["score", "a.yaml", "--format", "json"], ["--help"], ["show", "tiny"]]
)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_output_that_cannot_be_written_exits_5(home: Path, args: list[str]) -> None:
    env = process_environment(CXASSESS_PLAYBOOKS=str(home))
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*PROGRAM, *args], stdout=full, stderr=subprocess.PIPE, cwd=home, env=env)
    assert (done.returncode, done.stderr) == (5, b"cxassess: standard output: no space left on device\n")


def test_a_threshold_that_is_empty_is_a_mistake(home: Path) -> None:
    assert run(home, "score", "a.yaml", "--fail-under", "")[0] == 2


def test_demo_keeps_answers_that_were_changed(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "answers.yaml").write_text("# mine\n", encoding="utf-8")
    done = cxassess("demo", "out", cwd=tmp_path)
    assert (done.returncode, (tmp_path / "out" / "answers.yaml").read_text(encoding="utf-8")) == (2, "# mine\n")
    assert b"these answers were changed" in done.stderr


def test_an_overlay_that_changes_nothing_deviates_in_nothing(home: Path) -> None:
    (home / "overlays").mkdir()
    same = "overlay: same\nextends: tiny\nchange: {A1: {weight: 1, text: 'Question A1?'}}\n"
    (home / "overlays" / "same.yaml").write_text(same, encoding="utf-8")
    text = (home / "a.yaml").read_text(encoding="utf-8").replace("answers:", "overlays: [same]\nanswers:")
    (home / "same.yaml").write_text(text, encoding="utf-8")
    got = json.loads(run(home, "score", "same.yaml", "--format", "json")[1])
    assert got["playbook"]["deviations"] == []


def test_no_difference_is_given_between_what_rests_on_other_questions(home: Path) -> None:
    text = (home / "a.yaml").read_text(encoding="utf-8").replace('version: "1"', 'version: "0.9"')
    (home / "old.yaml").write_text(text.replace("A2: 3", "A2: 1"), encoding="utf-8")
    code, out, _ = run(home, "report", "a.yaml", "--baseline", "old.yaml", "--size", "standard")
    said = " ".join(out.split())
    assert code == 0
    assert "No answer now can be compared with one last time, so no change of the score is given." in said
    assert (
        "The full scores, by version 1, are 1.00 last time and 2.00 now, but not all of their answers can be compared."
        in said
    )
    words = "3 questions were asked last time in other words, or in words that are not recorded"
    assert f"{words}: Question A1? (A1), Question A2? (A2) and Question B1? (B1)." in said
    assert "+1.00" not in said


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "out" / "answers.yaml").mkdir(parents=True)
    done = cxassess("demo", "out", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        5,
        b"cxassess: out/answers.yaml: is a directory (a file is needed here)\n",
    )


@pytest.mark.parametrize("args", [["score", "-h"], ["help", "score"], ["-h", "score"], ["--quiet", "help", "score"]])
def test_help_of_a_command(args: list[str]) -> None:
    if args[0] == "-h":
        assert cxassess(*args).stdout == cxassess("--help").stdout
    else:
        assert cxassess(*args).stdout == cxassess("score", "--help").stdout
        assert b"-h, --help" in cxassess(*args).stdout


def test_help_by_itself_lists_the_commands() -> None:
    assert cxassess("help").stdout == cxassess("--help").stdout == cxassess("-h").stdout
    assert b"  help        Show how a command is used: cxassess help COMMAND.\n" in cxassess("help").stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["help", "scores"], "no command 'scores' (did you mean 'score'?)"),
        (["help", "SCORE"], "no command 'SCORE' (did you mean 'score'?)"),
        (["SCORE", "a.yaml"], "no command 'SCORE' (did you mean 'score'?)"),
        (["-q", "mrege"], "no command 'mrege' (did you mean 'merge'?)"),
        (["help", "zzz"], "no command 'zzz' ('cxassess --help' lists them)"),
    ],
)
def test_a_word_that_is_no_command(args: list[str], said: str) -> None:
    done = cxassess(*args)
    assert (done.returncode, done.stdout, done.stderr.decode()) == (2, b"", f"cxassess: {said}\n")
