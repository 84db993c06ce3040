"""`cxassess next`: the next open question, as text and as JSON, for whoever does the asking."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support import ROOT, cxassess, tiny, write_answers

SCHEMA = json.loads((ROOT / "cxassess" / "schemas" / "next.json").read_text(encoding="utf-8"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return begin(tmp_path, "{P1.1: 3, P1.2: {unknown: true}, P2.1: {note: half done}}")


def begin(folder: Path, answers: str) -> Path:
    path = folder / "my answers.yaml"
    path.write_text(f"playbook: act-iac-cx-2018\noverlays: [quick]\nanswers: {answers}\n")
    return path


def following(path: Path, *words: str) -> Any:
    done = cxassess("next", path.name, "--format", "json", *words, cwd=path.parent)
    assert (done.returncode, done.stderr) == (0, b"")
    data = json.loads(done.stdout)
    assert list(Draft202012Validator(SCHEMA).iter_errors(data)) == []
    return data


def test_json(path: Path) -> None:
    data = following(path)
    question = data.pop("question")
    play = data.pop("play")
    assert data == {
        "schema": "cxassess/next/1",
        "source": "my answers.yaml",
        "playbook": {
            "id": "act-iac-cx-2018",
            "version": "1.0",
            "title": "Customer Experience Playbook self-assessment",
            "overlays": ["quick"],
        },
        "progress": {"questions": 24, "answered": 1, "not_applicable": 0, "unknown": 1, "unanswered": 22},
        "command": "cxassess answer 'my answers.yaml' P1.3=KEY",
    }
    assert (play["id"], play["number"], play["plays"], play["questions"], play["unanswered"]) == ("P1", 1, 8, 3, 1)
    shown = json.loads(cxassess("show", "act-iac-cx-2018", "--overlay", "quick", "--format", "json").stdout)
    assert question == shown["plays"][0]["questions"][2] | {"number": 3, "state": "unanswered", "note": ""}


def test_a_program_answers_every_question_by_the_command_it_is_given(tmp_path: Path) -> None:
    books = tiny(tmp_path).parent
    path = write_answers(tmp_path / "a.yaml", "{}")
    for _ in range(3):
        data = json.loads(cxassess("next", path, "--format", "json", CXASSESS_PLAYBOOKS=str(books)).stdout)
        words = shlex.split(data["command"].replace("=KEY", f"={data['question']['levels'][-1]['key']}"))
        assert words[0] == "cxassess"
        assert cxassess(*words[1:], CXASSESS_PLAYBOOKS=str(books)).returncode == 0
    data = json.loads(cxassess("next", path, "--format", "json", CXASSESS_PLAYBOOKS=str(books)).stdout)
    assert (data["question"], data["play"], data["command"]) == (None, None, None)
    assert data["progress"] == {"questions": 3, "answered": 3, "not_applicable": 0, "unknown": 0, "unanswered": 0}
    assert list(Draft202012Validator(SCHEMA).iter_errors(data)) == []


def test_text(path: Path) -> None:
    done = cxassess("next", path.name, "--play", "p2", cwd=path.parent)
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode().splitlines()
    assert lines[0] == "P2.1. Question 1 of 3, play 2 of 8."
    assert lines[2].startswith("1: Not yet. ")
    assert lines[7:9] == ["No answer yet.", "Note: half done"]
    assert lines[-3:] == [
        "So far: 0 of 3 questions have an answer.",
        "To answer: cxassess answer 'my answers.yaml' P2.1=KEY",
        "KEY is one of 1, 2, 3, 4, 5; na:REASON and unknown are answers too.",
    ]


def test_after(path: Path) -> None:
    assert following(path, "--after", "p1.3")["question"]["id"] == "P2.1"
    assert following(path, "--after", "P8.3")["question"] is None
    assert following(path, "--after", "P8.3")["progress"]["unanswered"] == 22


def test_nothing_is_open(tmp_path: Path) -> None:
    tiny(tmp_path)
    path = write_answers(tmp_path / "a.yaml", "{A1: 1, A2: 2, B1: {not_applicable: none}}")
    done = cxassess("next", path.name, "--playbook", "tiny", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.decode().splitlines() == [
        "Nothing is open: 3 of 3 questions have an answer (1 not applicable).",
        "To see the score: cxassess score a.yaml --playbook tiny",
        "To make the report: cxassess report a.yaml -o report.pdf --playbook tiny",
    ]


def test_the_playbook_option_goes_into_the_command_where_it_is_needed(tmp_path: Path, path: Path) -> None:
    tiny(tmp_path)
    own = write_answers(tmp_path / "a.yaml", "{}")
    data = following(own, "--playbook", "tiny")
    assert data["command"] == "cxassess answer a.yaml A1=KEY --playbook tiny"
    assert following(path, "--playbook", "act-iac-cx-2018")["command"].endswith("P1.3=KEY")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("-",), 2, "standard input cannot be changed"),
        (("none.yaml",), 5, "none.yaml: no such file or directory"),
        (("my answers.yaml", "--format", "xml"), 2, "--format xml is not known (write text or json)"),
        (("my answers.yaml", "--play", "P9"), 2, "no play 'P9' in act-iac-cx-2018 (known: P1, P2,"),
        (("my answers.yaml", "--after", "P1.31"), 2, "--after P1.31: no such question is asked (did you mean 'P1.3'?)"),
        (("bad.yaml",), 3, "'9' is not a level of P1.1"),
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
    following(path)
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == [path.name]
