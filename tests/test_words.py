"""What people type into cells is understood, or refused where it could mean two things."""

from __future__ import annotations

import pytest
from support import ROOT, tiny

from cxassess.exchange.words import read_answer, read_confidence
from cxassess.playbook import Playbook, load_playbook


@pytest.fixture(scope="module")
def playbook() -> Playbook:
    return load_playbook(ROOT / "playbooks" / "act-iac-cx-2018")[0]


LEVEL_3 = (
    "3", "3.0", "3.", "3 In part", "3 in  part", "In part", "IN PART.", "Level 3", "level: 3", "Maturity level 3",
    "3 - In part", "3 – In part", "3: In part", "3) In part", "(3)", "In part (3)", "Level 3 - In Part", "\u00a03 In part",
)  # fmt: skip


@pytest.mark.parametrize("text", LEVEL_3)
def test_a_level(playbook: Playbook, text: str) -> None:
    assert read_answer(playbook.by_id["P1.1"], text) == ("level", "3", "")


@pytest.mark.parametrize(
    "text",
    ["2.5", "2-3", "2 or 3", "2/3", "3?", "3+", "Level", "3 Established", "3 in prt", "6", "0", "-3", "x", "TBD", "yes",
     "TRUE", "03", "III", "three", "n", "nat", "don't", "N/A no idea", "2026-03-02"],
)  # fmt: skip
def test_what_could_mean_anything(playbook: Playbook, text: str) -> None:
    assert read_answer(playbook.by_id["P1.1"], text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        *(
            (text, "")
            for text in ("n/a", "N/A", "NA", "na.", "N.A.", "Not applicable", "not_applicable", "NOT APPLICABLE.")
        ),
        ("N/A: no contact center", "no contact center"),
        ("n/a - We have none", "We have none"),
        ("N/A (no center)", "no center"),
        ("Not applicable, we have none", "we have none"),
        ("NA because there is none", "there is none"),
    ],
)
def test_not_applicable(playbook: Playbook, text: str, reason: str) -> None:
    assert read_answer(playbook.by_id["P1.1"], text) == ("not_applicable", "", reason)


@pytest.mark.parametrize(
    "text", ["dk", "DK", "d/k", "Don't know", "don’t know", "DONT KNOW", "Do not know.", "unknown"]
)
def test_nobody_knows(playbook: Playbook, text: str) -> None:
    assert read_answer(playbook.by_id["P1.1"], text) == ("unknown", "", "")


def test_levels_of_a_question_come_before_every_other_meaning(tmp_path) -> None:  # type: ignore[no-untyped-def]
    levels = "{a: {value: 0, name: N.A., text: x}, 1: {value: 1, name: '2', text: x}, 2: {value: 2, name: b, text: x}}"
    folder = tiny(tmp_path, plays={"A": [{"levels": levels}]})
    question = load_playbook(folder)[0].by_id["A1"]
    meant = {
        text: (word and word.level)
        for text in ("N.A.", "na", "1", "1 2", "2", "2 b", "1 b", "A")
        for word in [read_answer(question, text)]
    }
    assert meant == {"N.A.": "a", "na": "", "1": "1", "1 2": "1", "2": "2", "2 b": "2", "1 b": None, "A": "a"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("High", "high"),
        ("med.", "medium"),
        ("M", "medium"),
        (" low ", "low"),
        ("sure", None),
        ("2", None),
        ("mid", None),
    ],
)
def test_confidence(text: str, meant: str | None) -> None:
    assert read_confidence(text) == meant
