"""The federal Section 508 assessment of FY23, scored by the real command line, against the scores that GSA published."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from support import cxassess

TOLERANCE = Fraction(1, 1000)  # published scores are rounded, to four decimals at least where they have as many
HEAD = """\
id: gsa-508-fy23
version: "1"
title: Section 508 assessment FY23
scoring:
  overall: questions
  unknown: bottom
  not_applicable: top
  edge: upper
  decimals: 4
  rescale: {from: [0, 4], to: [0, 5]}
  bands:
    - {name: Very Low, from: 0, to: 1}
    - {name: Low, from: 1, to: 2}
    - {name: Moderate, from: 2, to: 3}
    - {name: High, from: 3, to: 4}
    - {name: Very High, from: 4, to: 5}
"""


Published = tuple[Path, dict[str, Any], list[dict[str, str]], list[dict[str, str]]]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """A folder with the playbook and an answer file for each entity; the model, what was published, the exceptions."""
    import os

    if not os.environ.get("CXASSESS_CASES"):
        pytest.skip("CXASSESS_CASES is not set: no real cases here")
    folder = Path(os.environ["CXASSESS_CASES"]) / "gsa-508-fy23"
    model = json.loads((folder / "fy23_model.json").read_text(encoding="utf-8"))
    with (folder / "fy23_responses.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (folder / "fy23_exceptions.csv").open(encoding="utf-8", newline="") as file:
        exceptions = list(csv.DictReader(file))
    home = tmp_path_factory.mktemp("gsa")
    _write_model(home / "books" / "gsa-508-fy23", model)
    for number, row in enumerate(rows):
        _write_answers(home, number, row, model)
    return home, model, rows, exceptions


@pytest.fixture(scope="module")
def scored(
    published: Published,
) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, str]], list[dict[str, str]]]:
    home, model, rows, exceptions = published
    paths = [path.name for path in sorted(home.glob("*.yaml"))]
    ran = cxassess("score", *paths, "--format", "json", "-q", cwd=home, CXASSESS_PLAYBOOKS=str(home / "books"))
    assert (ran.returncode, ran.stderr) == (0, b"")
    return model, json.loads(ran.stdout), rows, exceptions


def _write_model(folder: Path, model: dict[str, Any]) -> None:
    folder.mkdir(parents=True)
    names = []
    for number, dimension in enumerate(model["dimensions"], 1):
        lines = [f"id: D{number}", f"title: {json.dumps(dimension['name'])}", "questions:"]
        for question in dimension["questions"]:
            lines += [f"  - id: {question['id']}", f"    text: {json.dumps(question['text'])}", "    levels:"]
            lines += [
                f"      {one['code']}: {{value: {one['value']}, text: {json.dumps(one['text'])}}}"
                for one in question["options"]
                if one["code"] not in ("unknown", "na")
            ]
        names.append(f"  - d{number}.yaml\n")
        (folder / f"d{number}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "playbook.yaml").write_text(f"{HEAD}plays:\n{''.join(names)}", encoding="utf-8")


def _write_answers(home: Path, number: int, row: dict[str, str], model: dict[str, Any]) -> None:
    tags = f"tags: {{bracket: {row['published_overall_bracket']}}}"
    subject = f"subject: {{agency: {json.dumps(row['entity'])}, {tags}}}"
    lines = ["playbook: gsa-508-fy23", 'version: "1"', subject, "answers:"]
    for dimension in model["dimensions"]:
        for question in dimension["questions"]:
            cell = row[question["id"]]
            states = {"unknown": "{unknown: true}", "na": '{not_applicable: "not stated in the source"}'}
            if cell:
                lines.append(f"  {question['id']}: {states.get(cell, cell)}")
    (home / f"{number:03}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _cells(scored: Any) -> Iterator[tuple[str, str, Fraction, Decimal]]:
    model, results, rows, _ = scored
    for row, result in zip(rows, results, strict=True):
        for dimension, play in zip(model["dimensions"], result["plays"], strict=True):
            published = Decimal(row[f"published_score: {dimension['name']}"])
            yield row["entity"], dimension["name"], Fraction(play["exact"]), published


def test_dimension_scores_are_those_that_gsa_published(scored: Any) -> None:
    same, different = 0, set()
    for entity, name, exact, published in _cells(scored):
        places = max(0, -int(published.as_tuple().exponent))
        if abs(exact - Fraction(published)) * 2 * 10**places <= 1:  # published figures are rounded to their own length
            same += 1
        else:
            different.add((entity, name))
    assert (same, len(different)) == (2223, 18)
    assert different == {(row["entity"], row["dimension"]) for row in scored[3]}


def test_all_249_overall_brackets_are_those_that_gsa_published(scored: Any) -> None:
    _, results, rows, _ = scored
    assert [result["overall"]["band"]["name"] for result in results] == [
        row["published_overall_bracket"] for row in rows
    ]
    assert len(results) == 249


def test_dimension_brackets_follow_from_the_scores(scored: Any) -> None:
    model, results, rows, exceptions = scored
    swapped = {(row["entity"], row["dimension"]) for row in exceptions}
    checked = 0
    for row, result in zip(rows, results, strict=True):
        for dimension, play in zip(model["dimensions"], result["plays"], strict=True):
            if (row["entity"], dimension["name"]) not in swapped:
                assert play["band"]["name"] == row[f"published_bracket: {dimension['name']}"]
                checked += 1
    assert checked == 2223


def test_the_mean_overall_score_is_the_known_one(scored: Any) -> None:
    exact = [Fraction(result["overall"]["exact"]) for result in scored[1]]
    assert round(float(sum(exact) / len(exact)), 4) == 2.1718


def test_a_roll_up_by_bracket_is_that_of_the_published_scores(published: Published) -> None:
    home, model, rows, exceptions = published
    words = ("--by", "tags.bracket", "--format", "json", "-q")
    ran = cxassess("score", home, *words, cwd=home, CXASSESS_PLAYBOOKS=str(home / "books"))
    rolled_up = [row for row in json.loads(ran.stdout) if row["by"] == ["playbook", "tags.bracket"]]
    by_part = {(row["tags.bracket"], row["id"]): (row["n"], Fraction(row["exact"])) for row in rolled_up}
    counts = Counter(row["published_overall_bracket"] for row in rows)
    assert counts == {"Very Low": 27, "Low": 81, "Moderate": 101, "High": 31, "Very High": 9}
    assert len(by_part) == 5 * 10
    names = [dimension["name"] for dimension in model["dimensions"]]
    sizes = [len(dimension["questions"]) for dimension in model["dimensions"]]
    scores = _published_scores(rows, exceptions, names)
    for bracket, n in counts.items():
        members = [scores[row["entity"]] for row in rows if row["published_overall_bracket"] == bracket]
        for at, part in enumerate(f"D{number}" for number in range(1, 10)):
            assert by_part[bracket, part][0] == n
            assert abs(by_part[bracket, part][1] - sum(one[at] for one in members) / n) < TOLERANCE
        overall = sum(score * size for one in members for score, size in zip(one, sizes, strict=True)) / sum(sizes) / n
        assert by_part[bracket, "overall"][0] == n
        assert abs(by_part[bracket, "overall"][1] - overall) < TOLERANCE


def _published_scores(
    rows: list[dict[str, str]], exceptions: list[dict[str, str]], names: list[str]
) -> dict[str, list[Fraction]]:
    """The published scores of each entity; the columns of two of them, which were swapped, are swapped back."""
    scores = {row["entity"]: [Fraction(row[f"published_score: {name}"]) for name in names] for row in rows}
    first, second = dict.fromkeys(row["entity"] for row in exceptions)
    return scores | {first: scores[second], second: scores[first]}
