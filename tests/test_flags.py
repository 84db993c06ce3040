"""Flags: each is raised by its own answers and no others, never changes a score, and is silenced with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import cxassess
from support.assessments import assess_tiny

from cxassess.answers import FLAGS
from cxassess.report.single.compose import compose

FIVE = "{1: {name: a}, 2: {name: b}, 3: {name: c}, 4: {name: d}, 5: {name: e}}"
LEVELS = {"levels": "{1: a, 2: b, 3: c, 4: d, 5: e}"}
PLAYS = {"A": [LEVELS] * 4, "B": [LEVELS] * 3}
VOTES = "votes: [{who: x, role: Lead, level: 3}, {who: y, role: Front line, level: 2}]"
CALM = f"{{A1: {{level: 3, {VOTES}}}, A2: 2, A3: 1, A4: 2, B1: 3, B2: 2, B3: 1}}"


def raised(folder: Path, answers: str, more: str = "") -> dict[str, str]:
    report = compose(assess_tiny(folder, answers, "{}", more, PLAYS, scale=FIVE))
    return {flag.name: flag.text for flag in report.flags}


@pytest.mark.parametrize(
    ("change", "more", "expected"),
    [
        (("", ""), "", {}),
        (("A2: 2", "A2: 4"), "", {"no-evidence": 'One answer above level 3, "Question A2?" (A2), names no evidence.'}),
        (("A2: 2", "A2: {level: 4, evidence: [Minutes]}"), "", {}),
        (
            ("A2: 2, A3: 1", "A2: {unknown: true}, A3: {unknown: true}"),
            "",
            {
                "unknown-cluster": 'In Play A (A), 2 of 4 questions that apply are not known: "Question A2?" (A2) and "Question A3?" (A3).'
            },
        ),
        (("A2: 2, A3: 1, A4: 2, B1: 3", "A2: {unknown: true}, A3: 1, A4: 2, B1: {unknown: true}"), "", {}),
        (
            (f"{{level: 3, {VOTES}}}", "3"),
            "respondent: {name: Ada, role: CX lead}\n",
            {"one-role": "All answers come from one role (CX lead); no other perspective is recorded."},
        ),
        (
            ("Front line", "lead"),
            "",
            {"one-role": "All answers come from one role (lead); no other perspective is recorded."},
        ),
        (
            ("", ""),
            "targets: {A1: {level: 2}, B: {score: 1.5}}\n",
            {
                "target-below": 'The target of Play B (B) is 1.50, below the present score, 2.00. The target of "Question A1?" (A1) is level 2, below the present level, 3.'
            },
        ),
    ],
)
def test_what_raises_a_flag(tmp_path: Path, change: tuple[str, str], more: str, expected: dict[str, str]) -> None:
    assert change[0] in CALM
    assert raised(tmp_path, CALM.replace(*change, 1) if change[0] else CALM, more) == expected


def test_all_answers_alike(tmp_path: Path) -> None:
    alike = f"{{A1: {{level: 3, {VOTES}}}, A2: 3, A3: 3, A4: 3, B1: 3, B2: 3}}"
    assert raised(tmp_path, alike) == {"all-alike": "All 6 answers are alike (Level 3, c)."}
    assert raised(tmp_path, alike.replace(", B2: 3", "")) == {}


def test_answers_to_another_edition(tmp_path: Path) -> None:
    assessment = assess_tiny(tmp_path, CALM, "{}", "", PLAYS, scale=FIVE)
    old = assessment.answers._replace(header=assessment.answers.header._replace(version="0.9"))
    report = compose(assessment._replace(answers=old))
    assert [(flag.name, flag.text) for flag in report.flags] == [
        (
            "older-edition",
            "The answers were given to version 0.9; they are scored by A tiny playbook, version 1. "
            'The wording of 7 questions has changed since: "Question A1?" (A1), "Question A2?" (A2), "Question A3?" (A3), '
            '"Question A4?" (A4), "Question B1?" (B1), "Question B2?" (B2) and 1 more.',
        )
    ]
    digests = assessment.answers._replace(wording={"A1": "00000000"})
    report = compose(assessment._replace(answers=digests))
    assert report.flags[0].text == (
        'One answer was given to another wording than that of A tiny playbook, version 1: "Question A1?" (A1).'
    )


def test_no_flag_without_answers(tmp_path: Path) -> None:
    assert raised(tmp_path, "{}") == {}


def test_a_flag_is_silenced_with_a_reason_and_changes_no_score(tmp_path: Path) -> None:
    loud = CALM.replace("A2: 2", "A2: 4")
    quiet = assess_tiny(tmp_path, loud, "{}", "silence: {no-evidence: The files are secret.}\n", PLAYS, scale=FIVE)
    report = compose(quiet)
    assert [(flag.name, flag.reason) for flag in report.flags] == [("no-evidence", "The files are secret.")]
    again = compose(assess_tiny(tmp_path, loud, "{}", "", PLAYS, scale=FIVE))
    assert [(flag.name, flag.reason) for flag in again.flags] == [("no-evidence", "")]
    assert [row.score for row in again.figures.strip.rows] == [row.score for row in report.figures.strip.rows]


def test_an_unknown_flag_is_a_warning(tmp_path: Path) -> None:
    assess_tiny(tmp_path, CALM, "{}", "silence: {no-evidense: x}\n", PLAYS, scale=FIVE)
    done = cxassess("check", "answers.yaml", cwd=tmp_path, CXASSESS_PLAYBOOKS=str(tmp_path))
    assert done.returncode == 0
    assert "warning: no flag 'no-evidense', so this has no effect (did you mean 'no-evidence'?)" in done.stderr.decode()


def test_flags_are_named_where_answers_are_described() -> None:
    import json

    from support import ROOT

    schema = json.loads((ROOT / "cxassess" / "schemas" / "answers.json").read_text("utf-8"))
    assert all(name in schema["properties"]["silence"]["description"] for name in FLAGS)
