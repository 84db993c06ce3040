"""OMB's 2018 form by its own rule: a point for each yes, three bands, and levels of two statements in each function."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import ROOT, cxassess

from cxassess.answers import Library, load_answers
from cxassess.playbook import Catalog
from cxassess.scoring import assess

FUNCTIONS = ("ME", "GO", "OC", "CR", "SD")
IDS = [f"{function}.{number}" for function in FUNCTIONS for number in range(1, 7)]
LIBRARY = Library(Catalog((ROOT / "playbooks",)))


def by_the_form(yes: set[str]) -> tuple[int, str, int]:
    """Points, band and level, worked out from the form alone: statements 1 and 2 are level 1, 3 and 4 level 2, 5 and 6 level 3."""
    points = len(yes)
    band = "0–10" if points <= 10 else "11–20" if points <= 20 else "21–30"
    level = 0
    while level < 3 and {f"{f}.{n}" for f in FUNCTIONS for n in (2 * level + 1, 2 * level + 2)} <= yes:
        level += 1
    return points, band, level


def by_the_program(yes: set[str], folder: Path) -> tuple[int, str, int]:
    path = folder / "a.yaml"
    answers = "".join(f"  {id}: {{level: {'yes' if id in yes else 'no'}}}\n" for id in IDS)
    path.write_text(f'playbook: omb-hisp-2018\nversion: "1.0"\nanswers:\n{answers}', encoding="utf-8")
    loaded = load_answers(str(path), LIBRARY)
    overall = assess(loaded.playbook, loaded.answers).overall
    assert overall.score is not None
    assert overall.band is not None
    return int(overall.score), overall.band.label, overall.gate or 0


def statements(*numbers: int) -> set[str]:
    return {f"{function}.{number}" for function in FUNCTIONS for number in numbers}


TABLE = {
    "none": (set(), (0, "0–10", 0)),
    "all": (set(IDS), (30, "21–30", 3)),
    "level 1 alone": (statements(1, 2), (10, "0–10", 1)),
    "levels 1 and 2": (statements(1, 2, 3, 4), (20, "11–20", 2)),
    "levels 2 and 3, none of level 1": (statements(3, 4, 5, 6), (20, "11–20", 0)),
    "ten and one": (statements(1, 2) | {"ME.3"}, (11, "11–20", 1)),
    "twenty and one": (statements(1, 2, 3, 4) | {"SD.6"}, (21, "21–30", 2)),
    "all but one of level 1": (set(IDS) - {"OC.2"}, (29, "21–30", 0)),
    "all but one of level 2": (set(IDS) - {"CR.3"}, (29, "21–30", 1)),
    "all but one of level 3": (set(IDS) - {"GO.6"}, (29, "21–30", 2)),
    "one function whole": ({id for id in IDS if id.startswith("ME")}, (6, "0–10", 0)),
}


@pytest.mark.parametrize("name", TABLE)
def test_patterns_by_the_forms_own_rule(name: str, tmp_path: Path) -> None:
    yes, expected = TABLE[name]
    assert by_the_form(yes) == expected
    assert by_the_program(yes, tmp_path) == expected


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(IDS)))
def test_any_pattern_by_the_forms_own_rule(tmp_path_factory: pytest.TempPathFactory, yes: set[str]) -> None:
    assert by_the_program(yes, tmp_path_factory.getbasetemp()) == by_the_form(yes)


def test_all_yes_by_the_command(tmp_path: Path) -> None:
    answers = "".join(f"  {id}: yes\n" for id in IDS)
    (tmp_path / "a.yaml").write_text(f'playbook: omb-hisp-2018\nversion: "1.0"\nanswers:\n{answers}', encoding="utf-8")
    done = cxassess("score", tmp_path / "a.yaml", "--format", "json")
    assert done.returncode == 0, done.stderr
    overall = json.loads(done.stdout)["overall"]
    assert (overall["score"], overall["band"], overall["gate"]) == ("30", {"name": "3", "number": 3}, 3)
    table = cxassess("score", tmp_path / "a.yaml").stdout.decode()
    assert "30 of 30" in table
    assert "21–30" in table


def test_each_function_has_two_statements_at_each_level() -> None:
    shown = json.loads(cxassess("show", "omb-hisp-2018", "--format", "json").stdout)
    stages = {q["id"]: q["stage"] for play in shown["plays"] for q in play["questions"]}
    assert list(stages) == IDS
    assert [stages[id] for id in IDS] == [1, 1, 2, 2, 3, 3] * 5
