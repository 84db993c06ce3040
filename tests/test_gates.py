"""The level reached in words: which it is, what the next one needs and lacks by name, and what keeps it open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.assessments import BANDED, assess_tiny

from cxassess.report import gates
from cxassess.scoring import Assessment

ALL = BANDED.replace("share: 0.8", "share: 1")
NAMED = {"A": [{"name": "Aims"}, {"name": "Books"}, {"name": "Costs"}], "B": [{"name": "Dates"}, {"name": "Ends"}]}
LEVELS = "{no: {value: 0, text: no}, yes: {value: 1, text: yes}}"
STAGED = {"A": [{"stage": n, "levels": LEVELS, "name": name} for n, name in ((1, "Aims"), (2, "Books"), (2, "Costs"))]}
BY_STAGE = "{method: sum, decimals: 0, gate: {by: stage, pass: [yes]}}"


def assess_named(folder: Path, answers: str, scoring: str = BANDED, **kinds: Any) -> Assessment:
    return assess_tiny(folder, answers, scoring, **{"plays": NAMED, **kinds})


@pytest.mark.parametrize(
    ("answers", "scoring", "cell", "value", "said"),
    [
        (
            "{A1: 3, A2: 2, A3: 1, B1: 3, B2: 3}",
            BANDED,
            "2",
            "2 of 3, In part",
            "Level 2 of 3, In part, is reached: 4 of 5 questions that apply are at level 2 or above. "
            "3 of 5 questions that apply are at level 3 (Fully) or above; the level needs 4, so 1 more. "
            "1 answer is below level 2, which level 3 does not allow: Costs (A3).",
        ),
        (
            "{A1: 2, A2: 2, A3: 2, B1: 3, B2: 3}",
            ALL,
            "2",
            "2 of 3, In part",
            "Level 2 of 3, In part, is reached: all 5 questions that apply are at level 2 or above. "
            "2 of 5 questions that apply are at level 3 (Fully) or above; Aims (A1), Books (A2) and Costs (A3) are not.",
        ),
        (
            "{A1: 3, A2: 3, A3: 3, B1: 3, B2: 2}",
            ALL,
            "2",
            "2 of 3, In part",
            "Level 2 of 3, In part, is reached: all 5 questions that apply are at level 2 or above. "
            "4 of 5 questions that apply are at level 3 (Fully) or above; Ends (B2) is not.",
        ),
        (
            "{A1: 3, A2: 3, A3: 2, B1: 2, B2: {unknown: true}}",
            BANDED,
            "2",
            "2 of 3, In part",
            "Level 2 of 3, In part, is reached: 4 of 5 questions that apply are at level 2 or above. "
            "2 of 5 questions that apply are at level 3 (Fully) or above; the level needs 4, so 2 more. "
            "Ends (B2) is not known and counts as below it.",
        ),
        (
            "{A1: 3, A2: 3, A3: 1, B1: 3, B2: 3}",
            BANDED,
            "2",
            "2 of 3, In part",
            "Level 2 of 3, In part, is reached: 4 of 5 questions that apply are at level 2 or above. "
            "4 of 5 questions that apply are at level 3 (Fully) or above, which would be enough for it. "
            "1 answer is below level 2, which level 3 does not allow: Costs (A3).",
        ),
        (
            "{A1: 3, A2: 3, A3: 3, B1: 3, B2: 3}",
            BANDED,
            "3",
            "3 of 3, Fully",
            "Level 3 of 3, Fully, is reached: all 5 questions that apply are at level 3 or above; 4 are needed.",
        ),
        (
            "{A1: 3, A2: {unknown: true}, A3: {unknown: true}, B1: 2, B2: 3}",
            BANDED,
            "open",
            "open",
            "The level is open: Books (A2) and Costs (A3) are not known, and a level needs 4 of 5 answers. "
            "The 3 known answers are at level 2 or above.",
        ),
        (
            "{A1: 3, A2: {unknown: true}}",
            BANDED,
            "open",
            "open",
            "The level is open: Books (A2), Costs (A3), Dates (B1) and Ends (B2) are not known or not answered, "
            "and a level needs 4 of 5 answers. The one answer that is known is at level 3.",
        ),
        (
            "{}",
            BANDED,
            "open",
            "open",
            "The level is open: 5 questions are not answered, and a level needs 4 of 5 answers.",
        ),
        ("{A1: 3}", "{}", "", "", ""),
    ],
)
def test_the_level_reached(tmp_path: Path, answers: str, scoring: str, cell: str, value: str, said: str) -> None:
    assessment = assess_named(tmp_path, answers, scoring)
    result = assessment.overall
    assert gates.level_cell(assessment, result) == cell
    assert gates.format_level_reached(assessment, result) == value
    assert " ".join(gates.level_sentences(assessment, result)) == said


@pytest.mark.parametrize(
    ("answers", "cell", "value", "said"),
    [
        (
            "{A1: yes, A2: no, A3: yes}",
            "1",
            "stage 1 of 2",
            "Stage 1 of 2 is reached: every question that applies in it is answered yes. Stage 2 still needs yes from Books (A2).",
        ),
        (
            "{A1: yes, A2: yes, A3: yes}",
            "2",
            "stage 2 of 2",
            "Stage 2, the highest, is reached: every question that applies is answered yes.",
        ),
        (
            "{A1: no, A2: yes, A3: yes}",
            "below 1",
            "below stage 1",
            "Stage 1 is not reached. Stage 1 still needs yes from Aims (A1).",
        ),
        ("{A2: yes}", "open", "open", "The stage is open: Aims (A1) is not answered, and stage 1 needs yes from it."),
    ],
)
def test_the_stage_reached(tmp_path: Path, answers: str, cell: str, value: str, said: str) -> None:
    assessment = assess_tiny(tmp_path, answers, BY_STAGE, plays=STAGED, scale="")
    result = assessment.overall
    assert gates.level_cell(assessment, result) == cell
    assert gates.format_level_reached(assessment, result) == value
    assert " ".join(gates.level_sentences(assessment, result)) == said


def test_one_question_is_counted_in_the_singular(tmp_path: Path) -> None:
    one = {"A": [{"name": "Aims"}]}
    assessment = assess_tiny(tmp_path, "{A1: 2}", plays=one)
    assert " ".join(gates.level_sentences(assessment, assessment.overall)) == (
        "Level 2 of 3, In part, is reached: the one question that applies is at level 2 or above. "
        "The one question that applies is not at level 3 (Fully) or above."
    )
    assessment = assess_tiny(tmp_path, "{A1: {unknown: true}}", plays=one)
    assert (
        " ".join(gates.level_sentences(assessment, assessment.overall)) == "The level is open: Aims (A1) is not known."
    )


def test_nothing_that_applies_has_no_level(tmp_path: Path) -> None:
    assessment = assess_tiny(tmp_path, "{A1: {not_applicable: x}}", plays={"A": [{}]})
    assert [
        gates.level_cell(assessment, assessment.overall),
        *gates.level_sentences(assessment, assessment.overall),
    ] == [""]


def test_a_scale_from_0_reaches_level_0(tmp_path: Path) -> None:
    levels = {"levels": "{0: none, 1: some}"}
    scale = "{0: {name: None}, 1: {name: Some}}"
    assessment = assess_tiny(tmp_path, "{A1: 0, A2: 1}", "{gate: {share: 1}}", plays={"A": [levels] * 2}, scale=scale)
    assert assessment.overall.gate == 0
    assert gates.level_cell(assessment, assessment.overall) == "0"
    assert " ".join(gates.level_sentences(assessment, assessment.overall)) == (
        "Level 0 of 1, None, is reached: all 2 questions that apply are at level 0 or above. "
        '1 of 2 questions that apply is at level 1 (Some) or above; "Question A1?" (A1) is not.'
    )


def test_plays_whose_level_is_open_are_named(tmp_path: Path) -> None:
    assessment = assess_named(tmp_path, "{A1: 3, A2: {unknown: true}, A3: 3, B1: 2, B2: 3}")
    assert [*gates.open_level_notes(assessment)] == [
        "Play A: the level is open: Books (A2) is not known, and a level needs all 3 answers."
    ]
    many = {id: [{}, {}] for id in "ABCDEF"}
    answers = ", ".join(f"{id}1: 2{', ' + id + '2: {unknown: true}' if id != 'F' else ''}" for id in many)
    assert [*gates.open_level_notes(assess_tiny(tmp_path, f"{{{answers}}}", plays=many))] == [
        "The level of 1 play is open until more questions are answered.",
        "The level of 5 plays is open because too many answers are not known: Play A, Play B, Play C, Play D and Play E.",
    ]


STATES = st.sampled_from(["1", "2", "3", "{unknown: true}", "{not_applicable: x}", ""])


@pytest.mark.slow
@given(answers=st.tuples(*[STATES] * 5), scoring=st.sampled_from([BANDED, ALL]))
def test_the_next_level_accounts_for_every_question(
    tmp_path_factory: pytest.TempPathFactory, answers: tuple[str, ...], scoring: str
) -> None:
    given_answers = zip(("A1", "A2", "A3", "B1", "B2"), answers, strict=True)
    text = ", ".join(f"{id}: {answer}" for id, answer in given_answers if answer)
    assessment = assess_named(tmp_path_factory.mktemp("gate"), f"{{{text}}}", scoring)
    for result in assessment.results():
        state = gates.level_state(assessment, result)
        following = state and state.following
        if following is None:
            assert result.gate in (None, 3)
            continue
        assert following.number == (result.gate or 0) + 1
        assert following.reached + len(following.below) + len(following.open) == following.applicable
        assert following.reached < following.needed or following.too_low
        assert set(following.too_low) <= set(following.below)
        assert (gates.level_cell(assessment, result) == "open") == (result.gate == 0)
