"""`--redact`: what is withheld is in no format, the rest is kept, and levels and counts never change."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support import cxassess
from support.assessments import assess_tiny

from cxassess.answers import LEVEL
from cxassess.answers.redact import REDACTABLE, redact
from cxassess.report.single.compose import compose

ANSWERS = """
  A1: {level: 3, note: NOTE one, evidence: [{title: EVIDENCE one, link: "https://example.gov/EVIDENCE"}, EVIDENCE two]}
  A2: {not_applicable: NOTE why not}
  A3: {level: 2, reason: NOTE agreed, votes: [{who: NAME Ann, role: Lead, level: 3, note: NOTE hers}, {who: NAME Bo, level: 1}]}
  B1: {level: 1, votes: [{who: NAME Bo, level: 1}]}
"""
MORE = """
respondent: {name: NAME Cy, role: Lead}
subject: {agency: Department of Tests}
silence: {no-evidence: NOTE calm}
targets: {A: {score: 3, owner: NAME Di}}
actions: [{play: A, text: Do it, owner: NAME Ed, by: 2027-01-01, measure: done}]
date: 2026-01-01
"""
WORDS = {"names": "NAME", "notes": "NOTE", "evidence": "EVIDENCE"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assess_tiny(tmp_path, ANSWERS, "{}", MORE)
    return tmp_path


def html(folder: Path, *options: str) -> str:
    done = cxassess(
        "report", "answers.yaml", "-o", "x.html", "--force", *options, cwd=folder, CXASSESS_PLAYBOOKS=str(folder)
    )
    assert done.returncode == 0, done.stderr
    return (folder / "x.html").read_text("utf-8")


@pytest.mark.parametrize("parts", [("names",), ("notes",), ("evidence",), ("names", "notes", "evidence"), ()])
def test_withheld_parts_are_nowhere_and_the_rest_is_kept(folder: Path, parts: tuple[str, ...]) -> None:
    text = html(folder, *(["--redact", ",".join(parts)] if parts else []))
    for part, word in WORDS.items():
        assert (word in text) == (part not in parts), part
    shown = "Withheld in this copy: names, notes and evidence." if len(parts) == 3 else ""
    assert shown in text
    assert ("Withheld in this copy" in text) == bool(parts)


def test_terminal_report_withholds_too(folder: Path) -> None:
    done = cxassess(
        "report", "answers.yaml", "--redact", "names, notes,evidence", cwd=folder, CXASSESS_PLAYBOOKS=str(folder)
    )
    assert not re.findall("NAME|NOTE|EVIDENCE", done.stdout.decode())
    assert "Withheld in this copy: names, notes and evidence." in done.stdout.decode()


def test_numbers_stay(folder: Path) -> None:
    assessment = assess_tiny(folder, ANSWERS, "{}", MORE)
    plain, bare = compose(assessment), compose(assessment, withhold=REDACTABLE)
    assert bare.headline == plain.headline  # among it how many answers name evidence
    assert bare.profile == plain.profile
    assert bare.plan_note == plain.plan_note
    assert [flag.name for flag in bare.flags] == [flag.name for flag in plain.flags]
    assert bare.plays[0].questions[0].evidence[0].title == "2 pieces, [withheld]"
    assert bare.plays[0].questions[2].votes == ("Person 1 (Lead): level 3, Fully", "Person 2: level 1, Not yet")
    assert bare.plays[1].questions[0].votes == ("Person 2: level 1, Not yet",)


def test_only_what_was_given_is_marked(folder: Path) -> None:
    given = assess_tiny(folder, "{A1: {level: 1}}", "{}").answers
    again = redact(given, REDACTABLE)
    assert again.by_question["A1"].state == LEVEL
    assert again == given
