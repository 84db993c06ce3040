"""`cxassess next`: the next open question or any other, as text and as JSON."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support import ROOT, cxassess, tiny, write_answers

SCHEMA = json.loads((ROOT / "cxassess" / "schemas" / "next.json").read_text(encoding="utf-8"))

NOTHING = {
    "state": "unanswered",
    "level": None,
    "reason": "",
    "note": "",
    "evidence": [],
    "confidence": None,
    "target": None,
    "votes": [],
    "agreed": "",
    "remarks": [],
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return begin(tmp_path, "{P1.1: 3, P1.2: {unknown: true}, P2.1: {note: half done}}")


def begin(folder: Path, answers: str) -> Path:
    path = folder / "my answers.yaml"
    path.write_text(f"playbook: act-iac-cx-2018\noverlays: [quick]\nanswers: {answers}\n")
    return path


def next_as_json(path: Path, *words: str) -> Any:
    done = cxassess("next", path.name, "--format", "json", *words, cwd=path.parent)
    assert (done.returncode, done.stderr) == (0, b"")
    data = json.loads(done.stdout)
    assert list(Draft202012Validator(SCHEMA).iter_errors(data)) == []
    return data


def test_json(path: Path) -> None:
    data = next_as_json(path)
    question = data.pop("question")
    play = data.pop("play")
    assert data == {
        "schema": "cxassess/next/1",
        "source": "my answers.yaml",
        "playbook": {
            "id": "act-iac-cx-2018",
            "version": "2.0",
            "title": "Customer Experience Playbook self-assessment",
            "overlays": ["quick"],
            "guide": data["playbook"]["guide"],
        },
        "progress": {
            "questions": 24,
            "answered": 1,
            "not_applicable": 0,
            "unknown": 1,
            "unanswered": 22,
            "not_asked": 0,
        },
        "open": ["P1.3", *(f"P{play}.{number}" for play in range(2, 9) for number in (1, 2, 3))],
        "undecided": [],
        "command": "cxassess answer 'my answers.yaml' P1.3=KEY",
        "argv": ["cxassess", "answer", "my answers.yaml"],
        "question_id": "P1.3",
    }
    assert (play["id"], play["number"], play["plays"], play["questions"], play["unanswered"]) == ("P1", 1, 8, 3, 1)
    shown = json.loads(cxassess("show", "act-iac-cx-2018", "--overlay", "quick", "--format", "json").stdout)
    assert data["playbook"]["guide"] == shown["guide"] != []
    references = question.pop("references")
    assert [one["id"] for one in references] == [name for name in question["sources"] if name != "ours"]
    assert references[0] == {
        "id": "G1",
        "title": "GSA Customer Experience Center of Excellence: Playbook (PDF edition)",
        "link": "",
    }
    assert question == shown["plays"][0]["questions"][2] | {
        "number": 3,
        "state": "unanswered",
        "note": "",
        "answer": NOTHING,
    }


def test_a_program_answers_every_question_by_the_command_it_is_given(tmp_path: Path) -> None:
    books = tiny(tmp_path).parent
    path = write_answers(tmp_path / "a.yaml", "{}")
    for _ in range(3):
        data = json.loads(cxassess("next", path, "--format", "json", CXASSESS_PLAYBOOKS=str(books)).stdout)
        key = data["question"]["levels"][-1]["key"]
        words = [*data["argv"], f"{data['question_id']}={key}"]
        assert words == shlex.split(data["command"].replace("=KEY", f"={key}"))
        assert cxassess(*words[1:], CXASSESS_PLAYBOOKS=str(books)).returncode == 0
    data = json.loads(cxassess("next", path, "--format", "json", CXASSESS_PLAYBOOKS=str(books)).stdout)
    assert (data["question"], data["play"], data["command"], data["question_id"]) == (None, None, None, None)
    assert (data["open"], data["argv"]) == ([], ["cxassess", "answer", str(path)])
    assert data["progress"] == {
        "questions": 3,
        "answered": 3,
        "not_applicable": 0,
        "unknown": 0,
        "unanswered": 0,
        "not_asked": 0,
    }
    assert list(Draft202012Validator(SCHEMA).iter_errors(data)) == []


def test_text(path: Path) -> None:
    done = cxassess("next", path.name, "--play", "p2", cwd=path.parent)
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode().splitlines()
    assert lines[0] == "P2.1 Leaders' support. Question 1 of 3, play 2 of 8."
    assert lines[2].startswith("1: Not yet. ")
    assert lines[7:9] == ["No answer yet.", "Note: half done"]
    assert lines[-3:] == [
        "So far: 0 of 3 questions have an answer.",
        "To answer: cxassess answer 'my answers.yaml' P2.1=KEY",
        "KEY is one of 1, 2, 3, 4, 5; na:REASON and unknown are also answers.",
    ]


def test_after(path: Path) -> None:
    assert next_as_json(path, "--after", "p1.3")["question"]["id"] == "P2.1"
    assert next_as_json(path, "--after", "P8.3")["question"] is None
    assert next_as_json(path, "--after", "P8.3")["progress"]["unanswered"] == 22


def test_nothing_after_but_something_before(path: Path) -> None:
    done = cxassess("next", path.name, "--after", "p8.3", cwd=path.parent)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().splitlines() == [
        "No open question after Actions from feedback (P8.3). 22 of 24 have no answer yet, such as Customer journeys (P1.3) and Leaders' support (P2.1).",
        "To see the first of them: cxassess next 'my answers.yaml' --question P1.3",
    ]
    assert next_as_json(path, "--after", "P2.3", "--play", "P2")["open"] == ["P2.1", "P2.2", "P2.3"]


def test_where_a_session_was_left_does_not_matter(path: Path) -> None:
    from cxassess.answers.file.save import AnswerFile
    from cxassess.interview.last_session import keep_place

    keep_place(path, AnswerFile.open(str(path)).digest, "P1.1")
    assert next_as_json(path)["question_id"] == "P1.3"


def test_a_question_that_is_answered(tmp_path: Path) -> None:
    path = begin(
        tmp_path,
        "{P1.1: {level: 3, reason: agreed so, note: n, confidence: high, evidence: [Minutes, {title: T, link: l.pdf}],"
        " votes: [{who: Ana, level: 4, note: seen}, {who: Ben, role: Front line, level: 2}]},"
        " P1.2: {not_applicable: no such center}}\ntargets: {P1.1: {level: 5}}",
    )
    data = next_as_json(path, "--question", "p1.1")
    assert (data["question_id"], data["play"]["id"], data["question"]["number"]) == ("P1.1", "P1", 1)
    assert data["command"] == "cxassess answer 'my answers.yaml' P1.1=KEY"
    assert (data["question"]["state"], data["question"]["note"]) == ("level", "n")
    assert data["question"]["answer"] == {
        "state": "level",
        "level": "3",
        "reason": "",
        "note": "n",
        "evidence": [{"title": "Minutes", "link": "", "who": []}, {"title": "T", "link": "l.pdf", "who": []}],
        "confidence": "high",
        "target": "5",
        "votes": [
            {"who": "Ana", "role": "", "level": "4", "note": "seen", "confidence": "", "part_of": ""},
            {"who": "Ben", "role": "Front line", "level": "2", "note": "", "confidence": "", "part_of": ""},
        ],
        "agreed": "agreed so",
        "remarks": [],
    }
    aside = next_as_json(path, "--question", "P1.2")["question"]["answer"]
    assert aside == NOTHING | {"state": "not_applicable", "reason": "no such center"}
    done = cxassess("next", path.name, "--question", "P1.1", cwd=tmp_path)
    assert done.stdout.decode().splitlines()[7:14] == [
        "Your answer: 3 In part.",
        "Votes: Ana 4 Established, Ben 2 Ad hoc.",
        "Reason: agreed so",
        "Note: n",
        "Evidence: Minutes",
        "Evidence: T, l.pdf",
        "Confidence: high.",
    ]


def test_a_long_note_is_printed_whole(tmp_path: Path) -> None:
    note = " ".join(f"word{number}" for number in range(200))
    path = begin(tmp_path, f"{{P1.1: {{level: 3, note: {note}}}}}")
    done = cxassess("next", path.name, "--question", "P1.1", cwd=tmp_path)
    assert f"Note: {note}" in done.stdout.decode().splitlines()


def test_nothing_is_open(tmp_path: Path) -> None:
    tiny(tmp_path)
    path = write_answers(tmp_path / "a.yaml", "{A1: 1, A2: 2, B1: {not_applicable: none}}")
    done = cxassess("next", path.name, "--playbook", "tiny", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.decode().splitlines() == [
        "No questions are open: 3 of 3 questions have an answer (1 not applicable).",
        "To see the score: cxassess score a.yaml --playbook tiny",
        "To make the report: cxassess report a.yaml -o report.pdf --playbook tiny",
    ]


def test_the_playbook_option_goes_into_the_command_where_it_is_needed(tmp_path: Path, path: Path) -> None:
    tiny(tmp_path)
    own = write_answers(tmp_path / "a.yaml", "{}")
    data = next_as_json(own, "--playbook", "tiny")
    assert data["command"] == "cxassess answer a.yaml A1=KEY --playbook tiny"
    assert data["argv"] == ["cxassess", "answer", "a.yaml", "--playbook", "tiny"]
    assert next_as_json(path, "--playbook", "act-iac-cx-2018")["command"].endswith("P1.3=KEY")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("-",), 2, "standard input cannot be changed"),
        (("none.yaml",), 5, "none.yaml: no such file or directory"),
        (("my answers.yaml", "--format", "xml"), 2, "--format xml is not a known format (write text or json)"),
        (("my answers.yaml", "--play", "P9"), 2, "no play 'P9' in act-iac-cx-2018 (known: P1, P2,"),
        (
            ("my answers.yaml", "--after", "P1.31"),
            2,
            "--after P1.31: this is not one of the questions (did you mean 'P1.3'?)",
        ),
        (
            ("my answers.yaml", "--question", "P1.31"),
            2,
            "--question P1.31: this is not one of the questions (did you mean",
        ),
        (
            ("my answers.yaml", "--question", "P1.1", "--after", "P1.2"),
            2,
            "--after and --question cannot be combined (keep one of them)",
        ),
        (("bad.yaml",), 3, "'9' is not a level of Customer types (P1.1)"),
    ],
)
def test_what_is_refused(path: Path, words: tuple[str, ...], code: int, said: str) -> None:
    (path.parent / "bad.yaml").write_text("playbook: act-iac-cx-2018\nanswers: {P1.1: 9}\n")
    before = path.read_bytes()
    done = cxassess("next", *words, cwd=path.parent)
    assert (done.returncode, done.stdout) == (code, b"")
    assert said in done.stderr.decode()
    assert path.read_bytes() == before


def test_nothing_is_written(path: Path) -> None:
    before = path.read_bytes()
    path.chmod(0o400)
    next_as_json(path)
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_file_whose_name_begins_with_a_dash(tmp_path: Path) -> None:
    begin(tmp_path, "{}").rename(tmp_path / "-a.yaml")
    data = json.loads(cxassess("next", "--format", "json", "--", "-a.yaml", cwd=tmp_path).stdout)
    assert data["argv"] == ["cxassess", "answer", "--", "-a.yaml"]
    assert data["command"] == "cxassess answer -- -a.yaml P1.1=KEY"
    assert cxassess(*data["argv"][1:], "P1.1=3", cwd=tmp_path).returncode == 0
    tiny(tmp_path)
    write_answers(tmp_path / "-b.yaml", "{A1: 1, A2: 1, B1: 1}")
    done = cxassess("next", "--playbook", "./tiny", "--", "-b.yaml", cwd=tmp_path)
    assert done.stdout.decode().splitlines() == [
        "No questions are open: 3 of 3 questions have an answer.",
        "To see the score: cxassess score --playbook ./tiny -- -b.yaml",
        "To make the report: cxassess report -o report.pdf --playbook ./tiny -- -b.yaml",
    ]


@pytest.mark.parametrize("command", ["next", "score", "explain", "answer", "report"])
def test_a_file_name_that_is_not_utf_8_makes_valid_json(command: str, tmp_path: Path) -> None:
    name = os.fsdecode(b"a\xff.yaml")
    begin(tmp_path, "{}").rename(tmp_path / name)
    words = {"answer": ["P1.1=3", "--format", "json"], "report": ["-o", "r.json"]}.get(command, ["--format", "json"])
    done = cxassess(command, name, *words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    data = (tmp_path / "r.json").read_bytes() if command == "report" else done.stdout
    assert json.loads(data.decode("utf-8"))["source"] == "a\\udcff.yaml"
