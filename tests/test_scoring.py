"""Every rule of scoring against numbers worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support import tiny, write_answers

from cxassess.answers import Library, load_answers
from cxassess.output.result import result_values
from cxassess.playbook import Catalog
from cxassess.problems import Invalid
from cxassess.report.target_warnings import target_warnings
from cxassess.scoring import Assessment, assess

YES_NO = "{yes: {value: 1, text: done}, no: {value: 0, text: not done}}"


def scored(tmp_path: Path, answers: str, more: str = "", **book: Any) -> Assessment:
    tiny(tmp_path, **book)
    path = write_answers(tmp_path / "answers.yaml", answers, more=more)
    loaded = load_answers(str(path), Library(Catalog((tmp_path,))))
    return assess(loaded.playbook, loaded.answers)


def numbers(assessment: Assessment) -> dict[str, Any]:
    return result_values(assessment)["overall"]


def test_mean_of_plays_by_default(tmp_path: Path) -> None:
    assessment = scored(tmp_path, "{A1: 1, A2: 2, B1: 3}")
    assert [play.score for play in assessment.plays] == [1.5, 3]
    assert numbers(assessment) == {
        "score": "2.25", "exact": "9/4", "band": None, "gate": None, "low": "2.25", "high": "2.25", "target": None,
        "answered": 3, "applicable": 3, "not_applicable": 0, "unknown": 0, "unanswered": 0, "coverage": "1.00",
    }  # fmt: skip


def test_weights_of_questions_and_plays(tmp_path: Path) -> None:
    plays = {"A": [{"weight": "2.5", "play_weight": 3}, {"weight": 1}], "B": [{}]}
    assessment = scored(tmp_path, "{A1: 1, A2: 3, B1: 3}", plays=plays)
    assert [str(play.score) for play in assessment.plays] == ["11/7", "3"]  # (2.5·1 + 1·3) / 3.5
    assert numbers(assessment)["exact"] == "27/14"  # (3·11/7 + 1·3) / 4


def test_overall_by_questions(tmp_path: Path) -> None:
    assert numbers(scored(tmp_path, "{A1: 1, A2: 2, B1: 3}", scoring="{overall: questions}"))["exact"] == "2"


def test_a_play_without_a_score_is_left_out_and_never_zero(tmp_path: Path) -> None:
    assessment = scored(tmp_path, "{A1: 1, A2: 2, B1: {unknown: true}}")
    assert assessment.plays[1].score is None
    assert numbers(assessment)["exact"] == "3/2"
    assert (numbers(assessment)["low"], numbers(assessment)["high"]) == ("1.25", "2.25")


def test_nothing_answered_scores_nothing(tmp_path: Path) -> None:
    got = numbers(scored(tmp_path, "{}", scoring="{gate: {share: 1}}"))
    assert (got["score"], got["exact"], got["low"], got["high"], got["gate"], got["coverage"]) == (
        None,
        None,
        "1.00",
        "3.00",
        0,
        "0.00",
    )


def test_nothing_applicable_has_no_range_no_gate_no_coverage(tmp_path: Path) -> None:
    none = "{not_applicable: no such service}"
    got = numbers(scored(tmp_path, f"{{A1: {none}, A2: {none}, B1: {none}}}", scoring="{gate: {share: 1}}"))
    assert (got["score"], got["low"], got["high"], got["gate"], got["coverage"], got["applicable"]) == (
        None,
        None,
        None,
        None,
        None,
        0,
    )


@pytest.mark.parametrize(("policy", "exact"), [("exclude", "1"), ("top", "2"), ("bottom", "1")])
def test_not_applicable(tmp_path: Path, policy: str, exact: str) -> None:
    assessment = scored(
        tmp_path,
        "{A1: 1, A2: {not_applicable: no counter}}",
        plays={"A": [{}, {}]},
        scoring=f"{{not_applicable: {policy}}}",
    )
    got = numbers(assessment)
    assert (got["exact"], got["low"], got["answered"], got["applicable"], got["coverage"]) == (
        exact,
        f"{exact}.00",
        1,
        1,
        "1.00",
    )


@pytest.mark.parametrize(
    ("policy", "exact", "low", "high"), [("exclude", "3", "2.00", "3.00"), ("bottom", "2", "2.00", "2.00")]
)
def test_unknown(tmp_path: Path, policy: str, exact: str, low: str, high: str) -> None:
    assessment = scored(
        tmp_path, "{A1: 3, A2: {unknown: true}}", plays={"A": [{}, {}]}, scoring=f"{{unknown: {policy}}}"
    )
    got = numbers(assessment)
    assert (got["exact"], got["low"], got["high"], got["answered"], got["unknown"], got["coverage"]) == (
        exact,
        low,
        high,
        1,
        1,
        "0.50",
    )
    assert assessment.complete


def test_an_unanswered_question_is_never_in_a_score_but_in_the_range(tmp_path: Path) -> None:
    assessment = scored(tmp_path, "{A1: 2}", plays={"A": [{}, {}, {}]}, scoring="{unknown: bottom}")
    got = numbers(assessment)
    assert (got["exact"], got["low"], got["high"], got["coverage"]) == ("2", "1.33", "2.67", "0.33")
    assert not assessment.complete


def test_coverage_is_rounded_down(tmp_path: Path) -> None:
    got = numbers(scored(tmp_path, "{A1: 2, A2: 2}", plays={"A": [{}, {}, {}]}))
    assert got["coverage"] == "0.66"


def test_sum(tmp_path: Path) -> None:
    plays = {"A": [{"levels": YES_NO, "weight": 2}, {"levels": YES_NO}], "B": [{"levels": YES_NO}]}
    bands = "[{name: low, from: 0, to: 2, label: 0–2}, {name: high, from: 2, to: 4, label: 3–4}]"
    assessment = scored(
        tmp_path,
        "{A1: yes, A2: no, B1: {not_applicable: none}}",
        plays=plays,
        scale="",
        scoring=f"{{method: sum, edge: upper, bands: {bands}}}",
    )
    assert [(play.score, play.band) for play in assessment.plays] == [(2, None), (None, None)]
    got = numbers(assessment)
    assert (got["exact"], got["band"], got["low"], got["high"]) == ("2", {"name": "low", "number": 1}, "2.00", "2.00")
    assert assessment.overall.possible == 3


def test_under_sum_what_top_gives_is_possible_too(tmp_path: Path) -> None:
    plays = {"A": [{"levels": YES_NO}, {"levels": YES_NO}, {"levels": YES_NO}]}
    assessment = scored(
        tmp_path,
        "{A1: yes, A2: no, A3: {not_applicable: none}}",
        plays=plays,
        scale="",
        scoring="{method: sum, not_applicable: top}",
    )
    assert (assessment.overall.score, assessment.overall.possible) == (2, 3)


def test_lowest_and_highest_are_by_value_not_by_order(tmp_path: Path) -> None:
    levels = "{a: {value: 4, text: x}, b: {value: 0.5, text: y}, c: {value: 2, text: z}}"
    assessment = scored(tmp_path, "{}", plays={"A": [{"levels": levels}]}, scale="")
    got = numbers(assessment)
    assert (got["low"], got["high"]) == ("0.50", "4.00")


def test_rescale(tmp_path: Path) -> None:
    assessment = scored(
        tmp_path,
        "{A1: 2, A2: 3, B1: 1}",
        scoring="{rescale: {from: [1, 3], to: [0, 100]}, decimals: 1}",
        more="targets: {A: {level: 3}, B: {score: 40}}\n",
    )
    assert [play.score for play in assessment.plays] == [75, 0]
    assert [play["target"] for play in result_values(assessment)["plays"]] == ["100.0", "40.0"]
    assert numbers(assessment)["score"] == "37.5"


BANDS = "bands: [{name: Low, from: 1, to: 2}, {name: Mid, from: 2, to: 3}, {name: High, from: 3, to: 3}]"


@pytest.mark.parametrize(
    ("edge", "answers", "score", "band"),
    [
        ("lower", "{A1: 2, A2: 2, B1: 2}", "2.00", "Mid"),
        ("lower", "{A1: 3, A2: 3, B1: 3}", "3.00", "High"),
        ("lower", "{A1: 1, A2: 1, B1: 1}", "1.00", "Low"),
    ],
)
def test_an_edge_belongs_to_the_upper_band_by_default(
    tmp_path: Path, edge: str, answers: str, score: str, band: str
) -> None:
    got = numbers(scored(tmp_path, answers, scoring=f"{{edge: {edge}, {BANDS}}}"))
    assert (got["score"], got["band"]["name"]) == (score, band)


@pytest.mark.parametrize(("answers", "band"), [("{A1: 1}", "Low"), ("{A1: 2}", "Low"), ("{A1: 3}", "Mid")])
def test_an_edge_belongs_to_the_lower_band_with_edge_upper(tmp_path: Path, answers: str, band: str) -> None:
    bands = "bands: [{name: Low, from: 1, to: 2}, {name: Mid, from: 2, to: 3}]"
    got = numbers(scored(tmp_path, answers, plays={"A": [{}]}, scoring=f"{{edge: upper, {bands}}}"))
    assert got["band"]["name"] == band


def test_a_score_never_rounds_up_into_a_band(tmp_path: Path) -> None:
    plays = {"A": [{"weight": 249}, {"weight": 1}]}
    assessment = scored(tmp_path, "{A1: 3, A2: 2}", plays=plays, scoring=f"{{{BANDS}}}")
    got = numbers(assessment)
    assert (got["score"], got["exact"], got["band"]["name"]) == ("2.996", "749/250", "Mid")


def test_rounding_is_half_up_and_exact(tmp_path: Path) -> None:
    plays = {"A": [{"weight": 199}, {"weight": 1}]}
    assert numbers(scored(tmp_path, "{A1: 1, A2: 2}", plays=plays))["score"] == "1.01"  # 201/200 = 1.005
    assert numbers(scored(tmp_path / "b", "{A1: 1, A2: 2}", plays=plays, scoring="{decimals: 0}"))["score"] == "1"


GATED = {"A": [{}, {}, {}, {}, {}]}


@pytest.mark.parametrize(
    ("share", "answers", "gate"),
    [
        ("1", "{A1: 2, A2: 2, A3: 2, A4: 2, A5: 3}", 2),
        ("0.8", "{A1: 3, A2: 3, A3: 3, A4: 3, A5: 2}", 3),
        ("0.8", "{A1: 3, A2: 3, A3: 3, A4: 3, A5: 1}", 2),  # one stands below 2, so 3 is out of reach
        ("0.81", "{A1: 3, A2: 3, A3: 3, A4: 3, A5: 2}", 2),
        ("0.8", "{A1: 3, A2: 3, A3: 3, A4: 3}", 3),  # unanswered counts against the share only
        ("0.8", "{A1: 3, A2: 3, A3: 3, A4: {unknown: true}, A5: {unknown: true}}", 0),
        ("0.8", "{A1: 3, A2: 3, A3: {not_applicable: x}, A4: {not_applicable: x}, A5: {not_applicable: x}}", 3),
    ],
)
def test_gate_by_share(tmp_path: Path, share: str, answers: str, gate: int) -> None:
    assert (
        numbers(
            scored(tmp_path, answers, plays=GATED, scoring=f"{{gate: {{share: {share}}}, not_applicable: bottom}}")
        )["gate"]
        == gate
    )


def test_the_overall_gate_is_not_the_minimum_of_the_plays(tmp_path: Path) -> None:
    plays = {"A": [{}, {}, {}, {}], "B": [{}]}
    assessment = scored(tmp_path, "{A1: 3, A2: 3, A3: 3, A4: 3, B1: 2}", plays=plays, scoring="{gate: {share: 0.8}}")
    assert ([play.gate for play in assessment.plays], assessment.overall.gate) == ([3, 2], 3)


STAGED = {"A": [{"levels": YES_NO, "stage": stage} for stage in (1, 2, 3)]}


@pytest.mark.parametrize(
    ("answers", "gate"),
    [
        ("{A1: yes, A2: yes, A3: yes}", 3),
        ("{A1: yes, A2: no, A3: yes}", 1),
        ("{A1: no, A2: yes, A3: yes}", 0),
        ("{A1: yes, A2: yes}", 2),
        ("{A1: yes, A2: {unknown: true}, A3: yes}", 1),
        ("{A1: yes, A2: {not_applicable: x}, A3: no}", 2),
        ("{A1: yes, A2: yes, A3: {not_applicable: x}}", 2),  # never above the highest stage that applies
    ],
)
def test_gate_by_stage(tmp_path: Path, answers: str, gate: int) -> None:
    got = numbers(
        scored(tmp_path, answers, plays=STAGED, scale="", scoring="{method: sum, gate: {by: stage, pass: [yes]}}")
    )
    assert got["gate"] == gate


def test_views_regroup_the_same_answers(tmp_path: Path) -> None:
    plays = {
        "A": [{"views": "{v: x}", "weight": 3}, {"views": "{v: [x, y]}"}],
        "B": [{"views": "{v: {none: not about this}}"}],
    }
    views = "{v: {title: A view, groups: {x: Ex, y: Why, z: Zed}}}"
    groups = result_values(scored(tmp_path, "{A1: 1, A2: 3, B1: 2}", plays=plays, views=views))["views"]["v"]
    assert [(group["id"], group["exact"], group["applicable"]) for group in groups] == [
        ("x", "3/2", 2),
        ("y", "3", 1),
        ("z", None, 0),
    ]


def test_what_counted_is_shown_for_each_question(tmp_path: Path) -> None:
    levels = "{a: {value: 0.50, text: x}, b: {value: 4, text: y}}"
    plays = {"A": [{"levels": levels}, {"levels": levels, "weight": "1.50"}, {"levels": levels}]}
    assessment = scored(
        tmp_path,
        "{A1: a, A2: {not_applicable: x}, A3: {unknown: true}}",
        plays=plays,
        scale="",
        scoring="{not_applicable: top}",
    )
    assert result_values(assessment)["questions"] == [
        {
            "id": "A1",
            "name": None,
            "play": "A",
            "state": "level",
            "level": "a",
            "value": 0.5,
            "weight": 1,
            "target": None,
        },
        {
            "id": "A2",
            "name": None,
            "play": "A",
            "state": "not_applicable",
            "level": None,
            "value": 4,
            "weight": 1.5,
            "target": None,
        },
        {
            "id": "A3",
            "name": None,
            "play": "A",
            "state": "unknown",
            "level": None,
            "value": None,
            "weight": 1,
            "target": None,
        },
    ]


def test_targets_below_the_present_are_warned_of(tmp_path: Path) -> None:
    assessment = scored(
        tmp_path,
        "{A1: 3, A2: 3, B1: 2}",
        more="targets: {A: {level: 2}, B: {score: 9}, A1: {level: 1}, overall: {score: 3}}\n",
    )
    said = [problem.message for problem in target_warnings(assessment)]
    assert said == [
        "the target of Play A (A) is 2.00, below the present score, 3.00",
        'the target of "Question A1?" (A1) is level 1, below the present level, 3',
        "the target of Play B (B), 9.00, is off the scale",
    ]


@pytest.mark.parametrize(
    "scoring",
    [
        "{method: sum, overall: plays}",
        "{method: sum, rescale: {from: [0, 1], to: [0, 2]}}",
        "{bands: [{name: a, from: 1, to: 2}]}",
        "{bands: [{name: a, from: 1, to: 2}, {name: b, from: 2.5, to: 3}]}",
        "{gate: {by: stage, pass: ['3']}}",
        "{gate: {by: stage, share: 0.5, pass: ['3']}}",
        "{gate: {share: 0}}",
        "{gate: {share: 1.1}}",
        "{method: median}",
        "{rescale: {from: [3, 1], to: [0, 1]}}",
        "{decimals: 7}",
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(tmp_path: Path, scoring: str) -> None:
    with pytest.raises(Invalid):
        scored(tmp_path, "{}", scoring=scoring)


def test_the_range_has_the_digits_of_the_score(tmp_path: Path) -> None:
    plays = {"A": [{"weight": 249}, {"weight": 1}]}
    got = numbers(scored(tmp_path, "{A1: 3, A2: 2}", plays=plays, scoring=f"{{{BANDS}}}"))
    assert (got["score"], got["low"], got["high"]) == ("2.996", "2.996", "2.996")


def test_a_sum_below_the_first_band_has_none(tmp_path: Path) -> None:
    scoring = "{method: sum, bands: [{name: a, from: 3, to: 6}, {name: b, from: 6, to: 9}]}"
    got = numbers(scored(tmp_path, "{A1: 1, A2: {not_applicable: x}, B1: 1}", scoring=scoring))
    assert (got["exact"], got["band"]) == ("2", None)
