"""output/result: the key `report` of a .json file says what the report says, as values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support import ROOT, cxassess, tiny, write_answers

MORE = """\
date: 2026-06-30
subject: {agency: Dept of Examples}
actions:
  - {id: a1, play: A, text: Hire two., owner: Ann, by: 2026-06-01, questions: [A1], status: In progress}
  - {text: Over, status: done, measure: All see it}
asks: [{text: Sign the charter., who: Director, by: 2026-09-01}]
focus: [A]
"""
PLAYS: dict[str, list[dict[str, Any]]] = {"A": [{}, {}], "B": [{}]}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    tiny(tmp_path, plays=PLAYS)
    answers = "{A1: {level: 1, note: Secret words.}, A2: 3, B1: 3}"
    write_answers(tmp_path / "a.yaml", answers, more=MORE)
    write_answers(tmp_path / "old.yaml", "{A1: 2, A2: 3, B1: 3}", more=MORE.replace("2026-06-30", "2025-06-30"))
    return tmp_path


def said(home: Path, *options: str) -> tuple[dict[str, Any], str]:
    """The key `report`, checked against the schema, and what was noted."""
    done = cxassess("report", "a.yaml", "-o", "r.json", "--force", *options, cwd=home, CXASSESS_PLAYBOOKS=str(home))
    assert done.returncode == 0, done.stderr
    result = json.loads((home / "r.json").read_text("utf-8"))
    schema = json.loads((ROOT / "cxassess" / "schemas" / "result.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(result)
    assert list(result["report"]) == list(schema["$defs"]["report"]["properties"])
    return result["report"], done.stderr.decode()


def test_actions_asks_focus_and_findings_are_values(home: Path) -> None:
    report, noted = said(home)
    assert report["comparison"] is None
    assert "changes nothing" not in noted
    assert report["actions"] == [
        {
            "id": "a1",
            "play": "A",
            "questions": ["A1"],
            "text": "Hire two.",
            "owner": "Ann",
            "by": "2026-06-01",
            "measure": None,
            "status": "started",
            "overdue": True,
        },
        {
            "id": None,
            "play": None,
            "questions": [],
            "text": "Over",
            "owner": None,
            "by": None,
            "measure": "All see it",
            "status": "done",
            "overdue": False,
        },
    ]
    assert report["asks"] == [{"text": "Sign the charter.", "who": "Director", "by": "2026-09-01"}]
    assert [area["id"] for area in report["focus"]["areas"]] == ["A"]
    assert [(one["id"], one["text"]) for one in report["findings"]["weak"]] == [("A1", "Secret words.")]
    assert [one["name"] for one in report["flags"]] == ["no-evidence", "one-role"]


def test_a_baseline_is_compared(home: Path) -> None:
    comparison = said(home, "--baseline", "old.yaml")[0]["comparison"]
    assert comparison["overall"] == {"then": "2.75", "now": "2.50", "change": "-0.25", "counted": "3 of 3"}
    assert [(part["id"], part["change"]) for part in comparison["parts"]] == [("A", "-0.50"), ("B", "0.00")]
    fell = {"id": "A1", "question": "Question A1?", "then": "Level 2, Mid", "now": "Level 1, Low"}
    assert comparison["answers"]["fell"] == [fell]


def test_what_is_redacted_is_left_out(home: Path) -> None:
    report, _ = said(home, "--redact", "names,notes")
    assert report["withheld"] == "Withheld in this copy: names, roles that fewer than five voters share and notes."
    assert not {"Ann", "Director", "Secret"} & {*json.dumps(report).replace('"', " ").split()}
    assert report["actions"][0]["owner"] is report["asks"][0]["who"] is None


def test_options_that_change_nothing_say_so(home: Path) -> None:
    plain, _ = said(home)
    report, noted = said(home, "--size", "full", "--template", "leadership", "--explain")
    assert report == plain
    assert [line.split(" ")[0] for line in noted.splitlines() if "changes nothing" in line] == [
        "--size",
        "--template",
        "--explain",
    ]
