"""Scores of many files rolled up by group: laws of the numbers, what the command prints, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import statistics
import zipfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from support import cxassess, tiny, write_answers

from cxassess.exact import MICRO
from cxassess.playbook import Scoring
from cxassess.portfolio.file_record import FileRecord, PartRecord
from cxassess.portfolio.group_keys import UnknownKey, fiscal_year, natural_order, parse_keys, quarter
from cxassess.portfolio.playbook_variant import Variant
from cxassess.portfolio.rollup import RollUp, Row
from cxassess.portfolio.rollup_options import Level, UnknownWeight, file_weight
from cxassess.portfolio.stats import Stats
from cxassess.problems import Location

RULE = Scoring("mean", "plays", "exclude", "exclude", "lower", 2, None, None, (), Location("", 1, 1))
VARIANT = Variant("p", "1", "Playbook", (), (), RULE, (Fraction(1), Fraction(5)))
Score = Fraction | None

few = settings(max_examples=30)
scores = st.none() | st.fractions(min_value=1, max_value=5, max_denominator=60)


def record(overall: Score, play: Score = None, target: Score = None, variant: Variant = VARIANT, **fields: str) -> Any:
    """The record of a file with one play; tags by `tags.NAME`."""
    tags = tuple((name[5:], value) for name, value in fields.items() if name.startswith("tags."))
    subject = {name: fields.get(name, "") for name in ("agency", "component", "service", "scope", "date", "role")}
    parts = tuple(
        PartRecord(
            kind, id, id, score and score.as_integer_ratio(), target and target.as_integer_ratio(), None, 1, 0, 0
        )
        for kind, id, score in (("overall", "overall", overall), ("play", "A", play))
    )
    return FileRecord("f", **subject, tags=tags, parts=parts, variant=variant)


@st.composite
def records(draw: st.DrawFn) -> list[FileRecord]:
    names = st.sampled_from(["", "Bureau 2", "Bureau 10", "bureau 2"])
    files = st.builds(
        lambda overall, play, target, agency, component: record(overall, play, target, agency=agency, component=component),
        scores, scores, scores, st.sampled_from(["", "X", "Y"]), names,
    )  # fmt: skip
    return draw(st.lists(files, max_size=12))


def rows_of(files: list[FileRecord], *keys: str, weights: list[int] | None = None) -> list[Row]:
    rollup = RollUp(keys)
    for at, file in enumerate(files):
        rollup.add(file, weights[at] if weights else MICRO)
    return list(rollup.rows([Level(Fraction(3))] * len(rollup.playbooks())))


def stats(rows: list[Row]) -> list[tuple[tuple[str, ...], str, Stats]]:
    return [(row.values, row.id, row.stats) for row in rows]


# -- laws


@pytest.mark.slow
@few
@given(records())
def test_the_total_is_that_of_the_scores(files: list[FileRecord]) -> None:
    for row in rows_of(files):
        got = [part.score for file in files for part in file.parts if part.id == row.id and part.score is not None]
        targets = [part for file in files for part in file.parts if part.id == row.id and part.score and part.target]
        assert row.stats.n == len(got)
        assert row.stats.mean == (sum(got, Fraction(0)) / len(got) if got else None)
        assert row.stats.median == (statistics.median(got) if got else None)
        assert (row.stats.lowest, row.stats.highest) == ((min(got), max(got)) if got else (None, None))
        assert row.stats.at_level == sum(score >= 3 for score in got)
        assert row.stats.with_target == len(targets)
        assert row.stats.at_target == sum((part.score or 0) >= (part.target or 0) for part in targets)


@pytest.mark.slow
@few
@given(records(), st.randoms())
def test_the_order_of_the_files_makes_no_difference(files: list[FileRecord], shuffled: random.Random) -> None:
    others = [*files]
    shuffled.shuffle(others)
    assert rows_of(files, "agency", "component") == rows_of(others, "agency", "component")


@pytest.mark.slow
@few
@given(records(), st.lists(st.integers(1, 10**9), min_size=12, max_size=12))
def test_groups_add_up_to_their_subtotals_and_these_to_the_total(files: list[FileRecord], weights: list[int]) -> None:
    rows = rows_of(files, "agency", "component", weights=weights)
    for whole in rows:
        parts = [
            row.stats for row in rows
            if row.id == whole.id and len(row.values) == len(whole.values) + 1 and row.values[:-1] == whole.values
        ]  # fmt: skip
        if parts:
            assert whole.stats.n == sum(part.n for part in parts)
            assert whole.stats.at_target == sum(part.at_target for part in parts)
            assert whole.stats.weight == sum(part.weight for part in parts)
            assert whole.stats.total == sum(part.mean * part.weight for part in parts if part.mean is not None)


@pytest.mark.slow
@few
@given(records(), st.integers(1, 10**6))
def test_equal_weights_change_no_mean(files: list[FileRecord], weight: int) -> None:
    plain = rows_of(files, "component")
    weighed = rows_of(files, "component", weights=[weight] * len(files))
    assert [row.stats.mean for row in plain] == [row.stats.mean for row in weighed]
    assert stats(plain) == stats(rows_of(files, "component", weights=[MICRO] * len(files)))


@few
@given(records(), st.lists(st.integers(1, 10**9), min_size=12, max_size=12))
def test_a_weighted_mean_is_that_of_weight_times_score(files: list[FileRecord], weights: list[int]) -> None:
    for row in rows_of(files, weights=weights):
        terms = [
            (weight, part.score)
            for file, weight in zip(files, weights, strict=False)
            for part in file.parts
            if part.id == row.id and part.score is not None
        ]
        total = sum(weight for weight, _ in terms)
        assert row.stats.mean == (sum((w * score for w, score in terms), Fraction(0)) / total if terms else None)


# -- keys


def test_fiscal_years_begin_in_october() -> None:
    dates = ["2026-09-30", "2026-10-01", "2026-12-31", "2027-01-01"]
    assert [fiscal_year(date) for date in dates] == ["FY2026", "FY2027", "FY2027", "FY2027"]
    assert [quarter(date) for date in dates] == ["2026-Q3", "2026-Q4", "2026-Q4", "2027-Q1"]


def test_numbers_are_sorted_by_value_and_nothing_comes_last() -> None:
    values = ["", "b", "Bureau 10", "Bureau 9", "100", "20", "-3", "2.5", "2.25", "a 2 x", "a 10", "A 2"]
    assert sorted(values, key=natural_order) == [
        "-3", "2.25", "2.5", "20", "100", "A 2", "a 2 x", "a 10", "b", "Bureau 9", "Bureau 10", "",
    ]  # fmt: skip


def test_keys_are_read_with_dashes_and_in_any_case() -> None:
    assert parse_keys("Agency, fiscal-year,tags.Size") == ("agency", "fiscal_year", "tags.Size")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("bureau", "'bureau' is not a key (known: agency, component, service, scope, playbook, overlays, year, fiscal_year, quarter, role, tags.NAME)"),
        ("componet", "'componet' is not a key (did you mean 'component'?)"),
        ("agency,", "'' is not a key (write one or more of agency, component, service, scope, playbook, overlays, year, fiscal_year, quarter, role, tags.NAME)"),
        ("agency,Agency", "'agency' is given twice (remove one)"),
        ("tags.", "'tags.' is not a key (did you mean 'tags.NAME'?)"),
    ],
)  # fmt: skip
def test_a_word_that_is_no_key(text: str, message: str) -> None:
    with pytest.raises(UnknownKey) as raised:
        parse_keys(text)
    assert str(raised.value) == message


@pytest.mark.parametrize("text", ["0", "-1", "many", "1,000.5.0", "1e3", "٣"])
def test_a_tag_that_is_no_weight(text: str) -> None:
    with pytest.raises(UnknownWeight):
        file_weight(record(None, **{"tags.staff": text}), "staff")


def test_a_weight_may_have_decimals() -> None:
    assert file_weight(record(None, **{"tags.staff": "2.5"}), "staff") == 2_500_000


# -- playbooks


def test_groups_of_dates_are_of_the_same_subjects_as_compare_takes_them() -> None:
    rollup = RollUp(["year"])
    for date, component in (("2026-10-01", "Bureau 9"), ("2027-10-01", "bureau9"), ("2027-10-01", "")):
        rollup.add(record(Fraction(2), agency="X" if component else "", component=component, date=date))
    assert rollup.changing_subjects() is None
    rollup.add(record(Fraction(2), agency="X", component="Bureau 8", date="2027-10-01"))
    assert rollup.changing_subjects() == ("year", ["2026", "2027"], 1, 2)


def test_a_value_is_shown_as_most_files_write_it() -> None:
    rollup = RollUp(["component"])
    for component in ("Bureau 9", "bureau 9", "bureau 9", "BUREAU 9"):
        rollup.add(record(Fraction(2), component=component))
    assert list(rollup.other_spellings()) == [("component", "bureau 9", ["BUREAU 9", "Bureau 9"])]


@pytest.mark.parametrize(("answered", "sparse"), [(2, 0), (1, 1)])
def test_half_of_the_questions_that_apply_are_enough(answered: int, sparse: int) -> None:
    file = record(Fraction(2))
    overall = file.parts[0]._replace(answered=answered, unknown=1, unanswered=1)
    rollup = RollUp([])
    rollup.add(file._replace(parts=(overall,)))
    assert [one.sparse for one in rollup.playbooks()] == [sparse]


def test_overlays_are_counted_together_where_rule_and_scale_are_the_same() -> None:
    quick = VARIANT._replace(overlays=("quick",))
    rows = rows_of([record(Fraction(2), variant=quick), record(Fraction(3))])
    assert [(row.playbook.name, row.stats.mean) for row in rows if row.kind == "overall"] == [("p", Fraction(5, 2))]
    assert rows[0].playbook.lead == VARIANT


def test_overlays_that_change_the_scale_or_the_rule_are_kept_apart() -> None:
    sums = VARIANT._replace(overlays=("sums",), ends=(Fraction(0), Fraction(30)))
    zero = VARIANT._replace(overlays=("zero",), scoring=RULE._replace(unknown="bottom"))
    rows = rows_of([record(Fraction(2), variant=one) for one in (sums, zero, VARIANT)])
    assert [row.playbook.name for row in rows if row.kind == "overall"] == ["p", "p+sums", "p+zero"]


# -- what the command prints


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Five files of two agencies, one without a component, one that cannot be read; one play B has no score in one."""
    tiny(tmp_path / "books", "{bands: [{name: low, from: 1, to: 2}, {name: high, from: 2, to: 3}]}")
    files = {
        "a": ("{A1: 1, A2: 2, B1: 3}", "agency: X, component: Bureau 10", "30", "2026-09-30"),
        "b": ("{A1: 3, A2: 3, B1: 2}\ntargets: {overall: {score: 2.5}, A: {level: 3}}", "agency: X, component: bureau 9", "10", "2026-10-01"),
        "c": ("{A1: 2, A2: 2}\ntargets: {overall: {score: 2.5}}", "agency: X, component: Bureau  9", "20.5", "2026-10-02"),
        "d": ("{A1: 1, A2: 1, B1: 1}", "agency: '=Y, or Z'", "40", "2027-01-01"),
        "e": ("{A1: 9}", "agency: X", "1", "2027-01-01"),
    }  # fmt: skip
    folder = tmp_path / "files"
    folder.mkdir()
    for name, (answers, subject, staff, date) in files.items():
        more = f"subject: {{{subject}, tags: {{staff: '{staff}'}}}}\ndate: {date}\n"
        write_answers(folder / f"{name}.yaml", answers, more=more)
    return tmp_path


@pytest.fixture
def run(home: Path) -> Callable[..., Any]:
    def command(*words: str, **env: str) -> Any:
        return cxassess(*words, cwd=home, CXASSESS_PLAYBOOKS=str(home / "books"), **{"COLUMNS": "80", **env})

    return command


TABLE = """\
A tiny playbook (tiny, version 1)
4 files by agency, component. Of these, 1 has unanswered questions.

Overall score
                                                            Score 2      At
Agency    Component  Files  Mean  Lowest  Median  Highest  or above  target
all       all            4  1.94    1.00    2.13     2.50    3 of 4  1 of 2
=Y, or Z  all            1  1.00    1.00    1.00     1.00    0 of 1       –
=Y, or Z  (none)         1  1.00    1.00    1.00     1.00    0 of 1       –
X         all            3  2.25    2.00    2.25     2.50    3 of 3  1 of 2
X         Bureau 9       2  2.25    2.00    2.25     2.50    2 of 2  1 of 2
X         Bureau 10      1  2.25    2.25    2.25     2.25    1 of 1       –

Mean of each play
Agency    Component     A         B
all       all        1.88  2.00 (3)
=Y, or Z  all        1.00      1.00
=Y, or Z  (none)     1.00      1.00
X         all        2.17  2.50 (2)
X         Bureau 9   2.50  2.00 (1)
X         Bureau 10  1.50      3.00
In parentheses: how many files have a score, where some have none.

Lowest mean of each play
   Play     Mean  Agency, Component
   Overall  2.25  X, Bureau 9 and X, Bureau 10
A  Play A   1.50  X, Bureau 10
B  Play B   2.00  X, Bureau 9

Lowest play of all: A Play A, 1.88.
"""
NOTES = """\
files/e.yaml:5:15: error: '9' is not a level of "Question A1?" (A1) (write 1, 2 or 3)
    answers: {A1: 9}
cxassess: component 'Bureau 9' is also written 'bureau 9'; counted as one group
cxassess: 4 files scored, 1 refused: errors in the answers (1)
"""


def test_the_table_of_two_keys(run: Callable[..., Any]) -> None:
    done = run("score", "files", "--by", "agency,component", "--at", "2")
    assert done.stdout.decode() == TABLE
    assert (done.returncode, done.stderr.decode()) == (3, NOTES)


def test_the_rows_are_the_same_for_any_order_and_number_of_processes(run: Callable[..., Any]) -> None:
    paths = [f"files/{name}.yaml" for name in "abcde"]
    for words in (["files"], paths, paths[::-1], ["files", "--jobs", "2"], [*paths, "files/./a.yaml"]):
        assert run("score", *words, "--by", "agency,component", "--at", "2").stdout.decode() == TABLE


def test_a_table_is_read_aloud_line_by_line(run: Callable[..., Any]) -> None:
    done = run("score", "files", "--by", "agency", "--at", "2", CXASSESS_ACCESSIBLE="1")
    lines = done.stdout.decode().splitlines()
    at = lines.index("=Y, or Z")
    assert lines[at : at + 7] == [
        "=Y, or Z", "  Files: 1", "  Mean: 1.00", "  Lowest: 1.00", "  Median: 1.00", "  Highest: 1.00", "  Score 2 or above: 0 of 1",
    ]  # fmt: skip


HEAD = (
    "source,playbook,version,kind,id,title,score,numerator,denominator,band,gate,low,high,answered,applicable,"
    "not_applicable,unknown,unanswered,coverage,agency,component,service,scope,date,role,fiscal_year,"
    "n,lowest,median,highest,share_at_level,share_at_target,weight,at_level,n_at_level,n_with_target,n_at_target,by,n_level_reached,n_with_level,share_level_reached\n"
)


def test_csv_has_the_columns_of_scores_then_the_keys_then_the_numbers_of_groups(run: Callable[..., Any]) -> None:
    done = run("score", "files", "--by", "agency,fiscal-year", "--weight", "tags.staff", "--at", "2", "--format", "csv")
    p = ",tiny,1"
    a, b = "play,A,Play A", "play,B,Play B"
    all = "overall,overall,A tiny playbook"
    by1, by2 = '"playbook,agency"', '"playbook,agency,fiscal_year"'
    e = "," * 10
    assert done.stdout.decode() == HEAD + "".join(
        f"{line}\n"
        for line in [
            f"{p},{all},1.73,347,201{e},,,,,,,,4,1.00,2.13,2.50,0.75,0.50,100.5,2,3,2,1,playbook,,,",
            f"{p},{a},1.55,104,67{e},,,,,,,,4,1.00,1.75,3.00,0.50,1.00,100.5,2,2,1,1,playbook,,,",
            f"{p},{b},1.88,15,8{e},,,,,,,,3,1.00,2.00,3.00,0.67,,80,2,2,0,0,playbook,,,",
            f'{p},{all},1.00,1,1{e},"\'=Y, or Z",,,,,,,1,1.00,1.00,1.00,0.00,,40,2,0,0,0,{by1},,,',
            f'{p},{a},1.00,1,1{e},"\'=Y, or Z",,,,,,,1,1.00,1.00,1.00,0.00,,40,2,0,0,0,{by1},,,',
            f'{p},{b},1.00,1,1{e},"\'=Y, or Z",,,,,,,1,1.00,1.00,1.00,0.00,,40,2,0,0,0,{by1},,,',
            f'{p},{all},1.00,1,1{e},"\'=Y, or Z",,,,,,FY2027,1,1.00,1.00,1.00,0.00,,40,2,0,0,0,{by2},,,',
            f'{p},{a},1.00,1,1{e},"\'=Y, or Z",,,,,,FY2027,1,1.00,1.00,1.00,0.00,,40,2,0,0,0,{by2},,,',
            f'{p},{b},1.00,1,1{e},"\'=Y, or Z",,,,,,FY2027,1,1.00,1.00,1.00,0.00,,40,2,0,0,0,{by2},,,',
            f"{p},{all},2.21,267,121{e},X,,,,,,,3,2.00,2.25,2.50,1.00,0.50,60.5,2,3,2,1,{by1},,,",
            f"{p},{a},1.92,232,121{e},X,,,,,,,3,1.50,2.00,3.00,0.67,1.00,60.5,2,2,1,1,{by1},,,",
            f"{p},{b},2.75,11,4{e},X,,,,,,,2,2.00,2.50,3.00,1.00,,40,2,2,0,0,{by1},,,",
            f"{p},{all},2.25,9,4{e},X,,,,,,FY2026,1,2.25,2.25,2.25,1.00,,30,2,1,0,0,{by2},,,",
            f"{p},{a},1.50,3,2{e},X,,,,,,FY2026,1,1.50,1.50,1.50,0.00,,30,2,0,0,0,{by2},,,",
            f"{p},{b},3.00,3,1{e},X,,,,,,FY2026,1,3.00,3.00,3.00,1.00,,30,2,1,0,0,{by2},,,",
            f"{p},{all},2.16,132,61{e},X,,,,,,FY2027,2,2.00,2.25,2.50,1.00,0.50,30.5,2,2,2,1,{by2},,,",
            f"{p},{a},2.33,142,61{e},X,,,,,,FY2027,2,2.00,2.50,3.00,1.00,1.00,30.5,2,2,1,1,{by2},,,",
            f"{p},{b},2.00,2,1{e},X,,,,,,FY2027,1,2.00,2.00,2.00,1.00,,10,2,1,0,0,{by2},,,",
        ]
    )


def test_json_holds_the_same_and_the_exact_numbers(run: Callable[..., Any]) -> None:
    words = ["score", "files", "--by", "component", "--weight", "tags.staff", "--at", "2"]
    rows = json.loads(run(*words, "--format", "json").stdout)
    table = list(csv.DictReader(io.StringIO(run(*words, "--format", "csv").stdout.decode())))
    assert rows[1] == {
        "schema": "cxassess/rollup/1", "playbook": "tiny", "version": "1", "kind": "play", "id": "A", "title": "Play A",
        "score": "1.55", "exact": "104/67", "numerator": 104, "denominator": 67, "component": None, "n": 4,
        "lowest": "1.00", "lowest_exact": "1", "median": "1.75", "median_exact": "7/4",
        "highest": "3.00", "highest_exact": "3", "share_at_level": "0.50", "share_at_level_exact": "1/2",
        "share_at_target": "1.00", "share_at_target_exact": "1", "weight": "100.5", "at_level": "2", "n_at_level": 2,
        "n_with_target": 1, "n_at_target": 1, "by": ["playbook"],
        "n_level_reached": None, "n_with_level": None, "share_level_reached": None, "share_level_reached_exact": None,
    }  # fmt: skip
    assert [row["by"] for row in rows[::3]] == [["playbook"], *[["playbook", "component"]] * 3]
    assert [row["component"] for row in rows[::3]] == [None, "Bureau 9", "Bureau 10", None]
    for row, cells in zip(rows, table, strict=True):
        for name, value in row.items():
            if name in cells and name != "by":
                assert cells[name] == ("" if value is None else str(value))


def test_groups_of_a_view(tmp_path: Path) -> None:
    plays = {"A": [{"views": "{v: [x, y]}"}], "B": [{"views": "{v: y}"}]}
    tiny(tmp_path, plays=plays, views="{v: {groups: {x: First, y: Second, z: Third}}}")
    write_answers(tmp_path / "a.yaml", "{A1: 1, B1: 2}")
    write_answers(tmp_path / "b.yaml", "{A1: 3, B1: 3}")
    words = ("score", "a.yaml", "b.yaml", "--by", "year", "--view", "v", "--format", "csv")
    done = cxassess(*words, cwd=tmp_path, CXASSESS_PLAYBOOKS=str(tmp_path))
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))[:4]
    assert [(row["kind"], row["id"], row["title"], row["score"], row["n"]) for row in rows] == [
        ("overall", "overall", "A tiny playbook", "2.25", "2"),
        ("group", "x", "First", "2.00", "2"),
        ("group", "y", "Second", "2.25", "2"),
        ("group", "z", "Third", "", "0"),
    ]


def test_playbooks_are_never_put_together(run: Callable[..., Any], home: Path) -> None:
    other = home / "books" / "other"
    tiny(other)
    (other / "tiny").rename(home / "books" / "other2")
    other.rmdir()
    book = home / "books" / "other2" / "playbook.yaml"
    book.write_text(book.read_text(encoding="utf-8").replace("id: tiny", "id: other2"), encoding="utf-8")
    write_answers(home / "files" / "z.yaml", "{A1: 3, A2: 3, B1: 3}", playbook="other2", more="subject: {agency: X}\n")
    done = run("score", "files", "--by", "agency,playbook", "--format", "csv", "-q")
    rows = [row for row in csv.DictReader(io.StringIO(done.stdout.decode())) if row["kind"] == "overall"]
    assert [(row["playbook"], row["agency"], row["n"], row["score"], row["by"]) for row in rows] == [
        ("other2", "", "1", "3.00", "playbook"),
        ("other2", "X", "1", "3.00", "playbook,agency"),
        ("tiny", "", "4", "1.94", "playbook"),
        ("tiny", "=Y, or Z".replace("=", "'="), "1", "1.00", "playbook,agency"),
        ("tiny", "X", "3", "2.25", "playbook,agency"),
    ]


def test_a_level_of_the_rescaled_scale_and_a_score_between_levels(tmp_path: Path) -> None:
    tiny(tmp_path, "{rescale: {from: [1, 3], to: [0, 100]}, decimals: 0}")
    write_answers(tmp_path / "a.yaml", "{A1: 2, A2: 2, B1: 2}")
    write_answers(tmp_path / "b.yaml", "{A1: 1, A2: 3, B1: 1}")
    for level, share in (("2", "0.50"), ("mid", "0.50"), ("25", "1.00"), ("25.1", "0.50"), ("50.1", "0.00")):
        words = ("score", "a.yaml", "b.yaml", "--by", "year", "--at", level, "--format", "json")
        done = cxassess(*words, cwd=tmp_path, CXASSESS_PLAYBOOKS=str(tmp_path))
        assert json.loads(done.stdout)[0]["share_at_level"] == share


def test_a_share_does_not_read_as_all_where_it_is_not() -> None:
    from cxassess.report.file_groups import show_share

    shares = [Fraction(199, 200), Fraction(1, 500), Fraction(2, 3), Fraction(1), Fraction(0)]
    assert [show_share(share) for share in shares] == ["0.995", "0.002", "0.67", "1.00", "0.00"]


def test_a_mean_does_not_read_as_the_next_band(run: Callable[..., Any], home: Path) -> None:
    for at in range(200):
        level = "2" if at else "1"
        write_answers(home / f"{at:03}.yaml", f"{{A1: {level}, A2: 2, B1: 2}}", more="subject: {agency: Q}\n")
    done = run("score", *(f"{at:03}.yaml" for at in range(200)), "--by", "agency", "--format", "json")
    assert (json.loads(done.stdout)[0]["score"], json.loads(done.stdout)[0]["exact"]) == ("1.999", "1599/800")


GATES = ["{A1: 3, A2: 3, B1: 3}", "{A1: 1, A2: 3, B1: 3}", "{A1: 2, A2: 2}", "{A1: 2, A2: 2, B1: 2}"]


@pytest.fixture
def gated(tmp_path: Path) -> Callable[..., Any]:
    """Four bureaus of one year and two of the next, of a playbook with a rule for levels."""
    tiny(tmp_path / "books", "{gate: {share: 0.8}}")
    (tmp_path / "files").mkdir()
    for at, answers in enumerate([*GATES, *GATES[:2]]):
        more = f"subject: {{component: Bureau {at % 4}}}\ndate: {2026 + at // 4}-01-02\n"
        write_answers(tmp_path / "files" / f"{at}.yaml", answers, more=more)
    return lambda *words: cxassess(*words, cwd=tmp_path, CXASSESS_PLAYBOOKS=str(tmp_path / "books"), COLUMNS="80")


YEARS = """\
A tiny playbook (tiny, version 1)
6 files by year. Of these, 1 has unanswered questions.

Overall score
                                             Score 2   Level 2
Year  Files  Mean  Lowest  Median  Highest  or above  or above
all       6  2.50    2.00    2.50     3.00    6 of 6    3 of 6
2026      4  2.38    2.00    2.25     3.00    4 of 4    2 of 4
2027      2  2.75    2.50    2.75     3.00    2 of 2    1 of 2

Mean of each play
Year     A         B
all   2.33  2.80 (5)
2026  2.25  2.67 (3)
2027  2.50      3.00
In parentheses: how many files have a score, where some have none.

Lowest play of 2027: A Play A, 2.50.
"""


def test_scores_and_levels_are_counted_apart(gated: Callable[..., Any]) -> None:
    done = gated("score", "files", "--by", "year", "--at", "2")
    assert (done.returncode, done.stdout.decode()) == (0, YEARS)
    assert done.stderr.decode() == (
        "cxassess: year: the groups are not of the same subjects, 2 of 4 are in both 2026 and 2027 ('cxassess compare' takes only those that are in both)\n"
        "cxassess: 6 files scored\n"
    )
    rows = json.loads(gated("score", "files", "--by", "year", "--at", "Mid", "--format", "json").stdout)
    counts = [
        (row["n_at_level"], row["n_level_reached"], row["n_with_level"], row["share_level_reached"]) for row in rows
    ]
    assert counts[0] == (6, 3, 6, "0.50")
    assert [row[0] for row in counts] == [6, 6, 5, 4, 4, 3, 2, 2, 2]
    assert [row[1] for row in counts] == [3, 4, 5, 2, 3, 3, 1, 1, 2]
    Draft202012Validator(json.loads(gated("schema", "rollup").stdout)).validate(rows)
    between = json.loads(gated("score", "files", "--by", "year", "--at", "2.5", "--format", "json").stdout)
    assert (between[0]["n_at_level"], between[0]["n_level_reached"]) == (4, None)


def test_who_reached_a_level_is_explained(gated: Callable[..., Any]) -> None:
    text = gated("explain", "files", "--by", "year", "--group", "2026", "--at", "2").stdout.decode()
    assert "  1. files/2.yaml: 2.00 (exactly 2), no level\n" in text
    assert text.endswith(
        "Level 2 or above\n"
        "  The level that a file reached by the rule of the playbook, as 'score' shows it; not its score\n"
        "  2 of 4 files (files 2 and 4): a share of 1/2, shown as 0.50\n"
    )
    (one,) = json.loads(
        gated("explain", "files", "--by", "year", "--group", "2026", "--at", "2", "--format", "json").stdout
    )
    assert [file["gate"] for file in one["files"]] == [0, 2, 1, 3]
    assert (one["n_level_reached"], one["n_with_level"], one["share_level_reached_exact"]) == (2, 4, "1/2")


def test_stages_are_counted_by_their_number(tmp_path: Path) -> None:
    scale = "{no: {name: 'No', value: 0}, yes: {name: 'Yes', value: 1}}"
    plays = {"A": [{"stage": at, "levels": "{no: 'no', yes: 'yes'}"} for at in (1, 2, 3)]}
    tiny(tmp_path, "{gate: {by: stage, pass: ['yes']}}", plays, scale)
    for at, answers in enumerate(("yes, A2: yes, A3: yes", "yes, A2: yes, A3: no", "yes, A2: no, A3: yes")):
        write_answers(tmp_path / f"{at}.yaml", f"{{A1: {answers}}}".replace("yes", "'yes'").replace("no", "'no'"))
    words = ("score", "0.yaml", "1.yaml", "2.yaml", "--by", "role", "--at")
    done = cxassess(*words, "2", cwd=tmp_path, CXASSESS_PLAYBOOKS=str(tmp_path))
    lines = done.stdout.decode().splitlines()
    assert lines[4].endswith("Stage 2")
    assert lines[6].split()[-3:] == ["2", "of", "3"]
    refused = cxassess(*words, "4", cwd=tmp_path, CXASSESS_PLAYBOOKS=str(tmp_path))
    assert refused.stderr.decode().splitlines()[-1] == (
        "cxassess: --at: '4' is out of range (the scores of tiny go from 0 to 1)"
    )


SINGLES = """\
Overall score
                   Score 2   Level 2
Component  Score  or above  or above
Bureau 0    3.00    1 of 1    1 of 1
Bureau 1    2.50    1 of 1    0 of 1
Bureau 2    2.00    1 of 1    0 of 1
Bureau 3    2.00    1 of 1    1 of 1
All 4 files: mean 2.38, lowest 2.00, median 2.25, highest 3.00, score 2 or above
4 of 4, level 2 or above 2 of 4.
"""


def test_of_groups_of_one_file_the_score_is_shown_once(gated: Callable[..., Any]) -> None:
    paths = [f"files/{at}.yaml" for at in range(4)]
    text = gated("score", *paths, "--by", "component", "--at", "2").stdout.decode()
    assert SINGLES in text
    assert text.endswith("Lowest play of all: A Play A, 2.25.\n")


def test_of_subtotals_of_such_groups_all_is_shown(gated: Callable[..., Any]) -> None:
    lines = gated("score", "files", "--by", "component,year").stdout.decode().splitlines()
    assert lines[4:10] == [
        "Component  Year  Files  Mean  Lowest  Median  Highest",
        "all        all       6  2.50    2.00    2.50     3.00",
        "Bureau 0   all       2  3.00    3.00    3.00     3.00",
        "Bureau 0   2026      1  3.00",
        "Bureau 0   2027      1  3.00",
        "Bureau 1   all       2  2.50    2.50    2.50     2.50",
    ]


def test_the_lowest_are_those_of_the_latest_date(gated: Callable[..., Any]) -> None:
    for by, names in (("year,component", "2027, Bureau 1"), ("component,year", "Bureau 1, 2027")):
        text = gated("score", "files", "--by", by).stdout.decode()
        table = text[text.index("Lowest mean of each play, 2027\n") :]
        assert f"A  Play A   2.00  {names}\n" in table
        lowest = [line for line in table.splitlines() if line.startswith("Lowest play of")]
        assert lowest == (
            ["Lowest play of 2027: A Play A, 2.50."] if by == "year,component" else []
        )  # else dates are mixed


def test_points_of_plays_are_not_compared(tmp_path: Path) -> None:
    """Each play has a scale of its own where points are added up, so that none is the lowest."""
    write_answers(tmp_path / "a.yaml", "{A1: 3, A2: 3, B1: 1}")
    for method, count in (("sum", 0), ("mean", 1)):
        tiny(tmp_path / method, f"{{method: {method}}}")
        books = str(tmp_path / method)
        done = cxassess("score", "a.yaml", "--by", "agency", cwd=tmp_path, CXASSESS_PLAYBOOKS=books)
        assert (done.returncode, done.stdout.decode().count("Lowest play of all")) == (0, count), done.stderr


def test_a_further_decimal_is_explained(run: Callable[..., Any], home: Path) -> None:
    for at in range(200):
        level = "2" if at else "1"
        write_answers(home / f"{at:03}.yaml", f"{{A1: {level}, A2: 2, B1: 2}}", more="subject: {agency: Q}\n")
    text = run("score", *(f"{at:03}.yaml" for at in range(200)), "--by", "agency").stdout.decode()
    note = "1.999 and 1.998 have one more decimal: rounded like the rest, they would read as the next band."
    assert note in " ".join(text.split())


# -- what it refuses


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--by", "bureua"], "cxassess: --by: 'bureua' is not a key (known: agency, component, service, scope, playbook, overlays, year, fiscal_year, quarter, role, tags.NAME)\n"),
        (["--by", "staff"], "cxassess: --by: 'staff' is not a key (did you mean 'tags.staff'?)\n"),
        (["--by", "agency", "--weight", "tags.stuff"], "cxassess: --weight: no file has the tag 'stuff' (did you mean 'tags.staff'?)\n"),
        (["--by", "agency", "--at", "9"], "cxassess: --at: '9' is out of range (the scores of tiny go from 1 to 3)\n"),
        (["--by", "agency", "--at", "0.9"], "cxassess: --at: '0.9' is out of range (the scores of tiny go from 1 to 3)\n"),
        (["--by", "tags.stuff"], "cxassess: --by: no file has the tag 'stuff' (did you mean 'tags.staff'?)\n"),
        (["--by", "agency", "--weight", "staff"], "cxassess: --weight: 'staff' is not a tag (did you mean 'tags.staff'?)\n"),
        (["--weight", "tags.staff"], "cxassess: --weight works only with groups (add --by KEY, such as --by component)\n"),
        (["--at", "3"], "cxassess: --at works only with groups (add --by KEY, such as --by component)\n"),
        (["--by", "agency", "--at", "Hihg"], "cxassess: --at: tiny has no level 'Hihg' (write 1 (Low), 2 (Mid), 3 (High) or a score)\n"),
    ],
)  # fmt: skip
def test_options_that_ask_for_nothing(run: Callable[..., Any], words: list[str], message: str) -> None:
    done = run("score", "files/a.yaml", "files/d.yaml", *words)
    assert (done.returncode, done.stdout, done.stderr.decode()) == (2, b"", message)


def test_files_without_a_weight_are_named_and_left_out(run: Callable[..., Any], home: Path) -> None:
    for name, tag in (
        ("e", ""),
        ("f", "tags: {staff: '1,200'}"),
        ("g", "tags: {staff: few}"),
        ("h", "tags: {staff: 0}"),
    ):
        write_answers(home / "files" / f"{name}.yaml", "{A1: 3}", more=f"subject: {{agency: X, {tag}}}\n")
    done = run("score", "files", "--by", "agency", "--weight", "tags.staff", "--format", "csv")
    assert (done.returncode, done.stderr.decode()) == (
        3,
        "cxassess: files/e.yaml: subject.tags.staff is missing, so this file has no weight (add it, with a number such as 250)\n"
        "cxassess: files/f.yaml: subject.tags.staff is '1,200', which is not a weight (write 1200)\n"
        "cxassess: files/g.yaml: subject.tags.staff is 'few', which is not a weight (write a number above 0, such as 250 or 2.5)\n"
        "cxassess: files/h.yaml: subject.tags.staff is '0', which is not a weight (write a number above 0, such as 250 or 2.5)\n"
        "cxassess: 4 files scored, 4 refused: no weight (4)\n",
    )
    assert done.stdout.decode().splitlines()[1].endswith(",4,1.00,2.13,2.50,,0.50,100.5,,,2,1,playbook,,,")


def test_where_no_file_can_be_scored_there_are_no_rows(run: Callable[..., Any]) -> None:
    for format, text in (("csv", HEAD.replace("fiscal_year,", "tags.x,")), ("json", "[]\n"), ("table", "")):
        done = run("score", "files/e.yaml", "--by", "tags.x", "--format", format)
        assert (done.returncode, done.stdout.decode()) == (3, text)


# -- explain


EXPLAINED = """\
A tiny playbook (tiny, version 1)
Agency: X, Component: Bureau 9
Overall
Mean: 2.16 (exactly 132/61)

Rule
  The mean is the sum of weight × exact score of the files, divided by the sum of their weights (staff); a file without a score is left out.

Files, the lowest score first
  1. files/c.yaml: 2.00 (exactly 2) × weight 20.5 = 41, target 2.50 (exactly 5/2) not reached
  2. files/b.yaml: 2.50 (exactly 5/2) × weight 10 = 25, target 2.50 (exactly 5/2) reached

Mean
  Sum of weight × score: 66
  Sum of weights: 30.5
  66 ÷ 30.5 = 132/61, shown as 2.16

Lowest, median and highest
  Lowest: 2, shown as 2.00 (file 1)
  Median: (2 + 5/2) ÷ 2 = 9/4, shown as 2.25 (files 1 and 2, the middle two of 2)
  Highest: 5/2, shown as 2.50 (file 2)

Score Mid or above
  Mid means a score of 2 or more
  2 of 2 files (files 1 to 2): a share of 1, shown as 1.00

At target
  1 of 2 files with a score and a target (file 2): a share of 1/2, shown as 0.50
"""
GROUP = ["--by", "agency,component", "--group", "x", "--group", "bureau 9"]


def test_every_term_of_a_group_is_shown(run: Callable[..., Any]) -> None:
    done = run("explain", "files", *GROUP, "--weight", "tags.staff", "--at", "Mid")
    assert done.stdout.decode() == EXPLAINED
    assert (done.returncode, done.stderr.decode()) == (3, NOTES)


def test_a_play_of_a_group_and_files_without_a_score(run: Callable[..., Any]) -> None:
    text = run("explain", "files", "B", *GROUP).stdout.decode()
    assert text.startswith(
        "A tiny playbook (tiny, version 1)\nAgency: X, Component: Bureau 9\nB  Play B\nMean: 2.00 (exactly 2)\n"
    )
    assert "  1. files/b.yaml: 2.00 (exactly 2)\n  files/c.yaml: no score, left out\n" in text
    assert "  Sum of the scores: 2\n  2 ÷ 1 file = 2, shown as 2.00\n" in text


def test_a_subtotal_all_files_and_those_without_a_value(run: Callable[..., Any]) -> None:
    for words, mean in (
        (["--group", "X"], "Agency: X\nOverall\nMean: 2.25"),
        ([], "All files\nOverall\nMean: 1.94"),
        (["--group", "=y, or z", "--group", "(none)"], "Agency: =Y, or Z, Component: (none)\nOverall\nMean: 1.00"),
    ):
        text = run("explain", "files", "--by", "agency,component", *words).stdout.decode()
        assert text.startswith(f"A tiny playbook (tiny, version 1)\n{mean} (exactly ")


def test_an_explanation_as_json_can_be_redone(run: Callable[..., Any]) -> None:
    (one,) = json.loads(run("explain", "files", *GROUP, "--weight", "tags.staff", "--format", "json").stdout)
    total = sum(Fraction(file["weight"]) * Fraction(file["exact"]) for file in one["files"])
    assert one["group"] == {"agency": "X", "component": "Bureau 9"}
    assert (one["mean"], one["mean_exact"], one["total"], one["weight"]) == ("2.16", "132/61", "66", "30.5")
    assert Fraction(one["total"]) == total
    assert Fraction(one["mean_exact"]) == total / sum(Fraction(file["weight"]) for file in one["files"])


def test_every_number_of_a_roll_up_is_that_of_its_explanation(run: Callable[..., Any]) -> None:
    words = ["--by", "agency", "--weight", "tags.staff", "--at", "2", "--format", "json", "-q"]
    for row in json.loads(run("score", "files", *words).stdout):
        group = ["--group", row["agency"]] if len(row["by"]) > 1 else []
        (one,) = json.loads(run("explain", "files", row["id"], *words, *group).stdout)
        assert (one["mean_exact"], one["mean"]) == (row["exact"], row["score"])
        for name in (
            "n",
            "weight",
            "lowest_exact",
            "median",
            "highest",
            "n_at_level",
            "share_at_level",
            "share_at_target",
        ):
            assert one[name] == row[name]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["files", "--by", "component", "--group", "Bureau 99"], "--group: no file has the component 'Bureau 99' (did you mean 'Bureau 9'?)"),
        (["files", "--by", "agency,component", "--group", "X", "--group", "(none)"], "--group: no file has the component '(none)' in X (known: Bureau 9, Bureau 10)"),
        (["files", "--by", "agency,component", "--group", "X,Bureau 9"], "--group: no file has the agency 'X,Bureau 9' (repeat --group for the value of each further key)"),
        (["files", "--by", "agency", "--group", "X", "--group", "Y"], "--group is given 2 times for 1 key (give it once for each key)"),
        (["files", "C", "--by", "agency"], "no file, folder or play 'C' (known: overall, A, B)"),
        (["files", "--group", "X"], "--group works only with groups (add --by KEY, such as --by component)"),
        (["files", "--by", "agency", "--baseline", "files/a.yaml"], "--baseline and --by do not work together (leave one of them out)"),
        (["files/a.yaml", "files/b.yaml", "A"], "one number of one file is explained at a time (add --by KEY for the mean of several files)"),
    ],
)  # fmt: skip
def test_groups_that_there_are_not(run: Callable[..., Any], words: list[str], message: str) -> None:
    done = run("explain", *words, "-q")
    lines = [line for line in done.stderr.decode().splitlines() if line.startswith("cxassess: ")]
    assert (done.returncode, done.stdout, lines) == (2, b"", [f"cxassess: {message}"])


def test_explain_of_a_folder_says_what_to_add(run: Callable[..., Any]) -> None:
    done = run("explain", "files", "A")
    hint = "give a file in it, or add --by KEY, such as --by component, for the mean of its files"
    assert (done.returncode, done.stderr.decode()) == (5, f"cxassess: files: is a directory ({hint})\n")


def test_warnings_of_files_are_counted(run: Callable[..., Any], home: Path) -> None:
    for name in "fgh":
        write_answers(home / "files" / f"{name}.yaml", "{A1: 3}\ntargets: {A: {level: 1}, overall: {score: 2}}")
    for words in (["score"], ["explain"], ["score", "--jobs", "2"]):
        done = run(words[0], "files", "--by", "tags.staff", *words[1:])
        assert done.stderr.decode().splitlines()[2:] == [
            "cxassess: 7 files scored, 1 refused: errors in the answers (1); 6 warnings, which 'cxassess check' lists"
        ]
    assert run("check", "files").stderr.decode().count(": warning: ") == 6


def test_overlays_and_editions_that_are_counted_together_are_said(tmp_path: Path) -> None:
    tiny(tmp_path / "books")
    overlays = tmp_path / "books" / "overlays"
    overlays.mkdir()
    for name, more in (("few", "hide: [A2]"), ("strict", "scoring: {unknown: bottom}")):
        (overlays / f"{name}.yaml").write_text(f"overlay: {name}\nextends: tiny\n{more}\n", encoding="utf-8")
    heads = ["", "overlays: [few]\n", "overlays: [strict]\n", "overlays: [strict, few]\n"]
    for at, head in enumerate(heads * 2):
        version = '"0.9"' if at == 4 else '"1"'
        (tmp_path / f"{at}.yaml").write_text(
            f"playbook: tiny\nversion: {version}\n{head}answers: {{A1: 2}}\n", encoding="utf-8"
        )
    paths = [f"{at}.yaml" for at in range(8)]
    done = cxassess(
        "score", *paths, "--by", "overlays", "--format", "csv", cwd=tmp_path, CXASSESS_PLAYBOOKS=str(tmp_path / "books")
    )
    assert done.stderr.decode() == (
        "cxassess: tiny: 4 files are counted together, 2 without overlays and 2 with few: their rule and scale are the same (--by overlays shows each)\n"
        "cxassess: tiny: of 4 files 1 answers version 0.9; all are scored by version 1 ('cxassess check' names questions whose wording changed)\n"
        "cxassess: tiny+strict: 4 files are counted together, 2 with strict and 2 with strict and few: their rule and scale are the same (--by overlays shows each)\n"
        "cxassess: tiny: overlays change the rule or the scale, so these are kept apart: tiny and tiny+strict\n"
        "cxassess: 8 files scored; 1 warning, which 'cxassess check' lists\n"
    )  # fmt: skip
    rows = [row for row in csv.DictReader(io.StringIO(done.stdout.decode())) if row["kind"] == "overall"]
    assert [(row["playbook"], row["overlays"], row["n"]) for row in rows] == [
        ("tiny", "", "4"), ("tiny", "few", "2"), ("tiny", "", "2"),
        ("tiny+strict", "", "4"), ("tiny+strict", "strict", "2"), ("tiny+strict", "strict, few", "2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "by", ["agency,component,service,scope,role,playbook", "overlays,year,fiscal_year,quarter,tags.staff"]
)
def test_the_rows_are_as_the_schema_describes_them(run: Callable[..., Any], by: str) -> None:
    described = Draft202012Validator(json.loads(run("schema", "rollup").stdout))
    for more in ([], ["--weight", "tags.staff", "--at", "2"]):
        rows = json.loads(run("score", "files", "--by", by, "--format", "json", *more).stdout)
        lines = run("score", "files", "--by", by, "--format", "jsonl", *more).stdout.decode().splitlines()
        described.validate(rows)
        assert [json.loads(line) for line in lines] == rows
        order = list(described.schema["$defs"]["row"]["properties"])
        known = [name for name in rows[0] if not name.startswith("tags.")]
        assert [name for name in order if name in known] == known
    assert not described.is_valid([{**rows[0], "n": None}])


def test_a_tag_with_a_comma_goes_in_quotes(run: Callable[..., Any], home: Path) -> None:
    write_answers(home / "files" / "e.yaml", "{A1: 3}", more="subject: {agency: X, tags: {'a, b': c}}\n")
    done = run("score", "files", "--by", 'agency, "tags.a, b"', "--format", "json")
    rows = json.loads(done.stdout)
    assert [row["by"] for row in rows[6:12:3]] == [["playbook", "agency", "tags.a, b"], ["playbook", "agency"]]
    assert [row["tags.a, b"] for row in rows[::3] if row["agency"] == "X"] == [None, "c", None]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--by", ""], "--by: '' is not a key (write one or more of agency, component, service, scope, playbook, overlays, year, fiscal_year, quarter, role, tags.NAME)"),
        (["--by", "agency", "--weight", ""], "--weight: '' is not a tag (write tags.NAME, such as tags.staff)"),
        (["--by", "agency", "--at", ""], "--at is empty (write a level or a score, such as 3)"),
    ],
)  # fmt: skip
def test_an_empty_option_is_not_taken_for_none(run: Callable[..., Any], words: list[str], message: str) -> None:
    for command in ("score", "explain"):
        done = run(command, "files/a.yaml", *words)
        assert (done.returncode, done.stderr.decode()) == (2, f"cxassess: {message}\n")


def test_output_files(run: Callable[..., Any], home: Path) -> None:
    words = ("score", "files", "--by", "component", "-q")
    for suffix, format in ((".csv", "csv"), (".json", "json"), (".jsonl", "jsonl")):
        assert run(*words, "-o", f"out{suffix}").stdout == b""
        assert (home / f"out{suffix}").read_bytes() == run(*words, "--format", format).stdout
    again = run(*words, "-o", "out.csv")
    assert (again.returncode, again.stderr) == (2, b"cxassess: out.csv: this file exists (add --force to replace it)\n")
    none = run("score", "files/e.yaml", "--by", "component", "-q", "-o", "none.csv")
    assert none.stderr.endswith(b"cxassess: nothing was scored, so none.csv was not written\n")
    assert not (home / "none.csv").exists()
    questions = run(*words, "--rows", "questions", "--format", "csv")
    assert questions.stderr == b"cxassess: --rows questions has no groups (leave out --rows, or --by)\n"


def test_a_workbook_has_numbers_as_numbers_and_the_same_bytes_each_time(run: Callable[..., Any], home: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        run("score", "files", "--by", "agency", "--at", "2", "-o", name)
    assert (home / "a.xlsx").read_bytes() == (home / "b.xlsx").read_bytes()
    with zipfile.ZipFile(home / "a.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<t>=Y, or Z</t>" in sheet  # text, never a formula
    assert "<f>" not in sheet
    ranges = re.findall(r'<col min="([0-9]+)" max="([0-9]+)" [^>]*hidden="1"', sheet)
    hidden = {at for first, last in ranges for at in range(int(first), int(last) + 1)}
    names = HEAD.replace("fiscal_year,", "").strip().split(",")
    assert [name for at, name in enumerate(names, 1) if at not in hidden] == [
        "playbook", "version", "kind", "id", "title", "score", "numerator", "denominator", "agency",
        "n", "lowest", "median", "highest", "share_at_level", "share_at_target", "at_level", "n_at_level",
        "n_with_target", "n_at_target", "by",
    ]  # fmt: skip
    assert re.search(r'<c r="Z2"[^>]*><v>4</v>', sheet)  # n


def test_each_playbook_is_explained(run: Callable[..., Any], home: Path) -> None:
    tiny(home / "more")
    (home / "more" / "tiny").rename(home / "books" / "other")
    book = home / "books" / "other" / "playbook.yaml"
    book.write_text(book.read_text(encoding="utf-8").replace("id: tiny", "id: other"), encoding="utf-8")
    write_answers(home / "files" / "z.yaml", "{A1: 3, A2: 3, B1: 3}", playbook="other", more="subject: {agency: X}\n")
    both = run("explain", "files", "--by", "agency", "--group", "X").stdout.decode()
    assert re.findall(r"^A tiny.*|^Mean: .*", both, re.MULTILINE) == [
        "A tiny playbook (other, version 1)", "Mean: 3.00 (exactly 3)",
        "A tiny playbook (tiny, version 1)", "Mean: 2.25 (exactly 9/4)",
    ]  # fmt: skip
    one = run("explain", "files", "--by", "playbook,agency", "--group", "other", "--group", "X").stdout.decode()
    assert both.startswith(one.replace("Playbook: other, ", ""))
    for value, message in (
        ("=Y, or Z", "no file has all of these values (leave out the last)"),
        ("Z", "no file has the agency 'Z' (known: =Y, or Z, X)"),
    ):
        done = run("explain", "files", "--by", "playbook,agency", "--group", "other", "--group", value, "-q")
        assert (done.returncode, done.stderr.decode().splitlines()[-1]) == (2, f"cxassess: --group: {message}")
    done = run("explain", "files", "--by", "playbook", "--group", "zz", "-q")
    assert done.stderr.decode().endswith("cxassess: --group: no file has the playbook 'zz' (known: other, tiny)\n")


@few
@given(st.lists(st.text(st.sampled_from("ab 0123٣.-é"), max_size=6)))
def test_any_values_can_be_sorted(values: list[str]) -> None:
    other_way = values[::-1]
    assert sorted(values, key=natural_order) == sorted(other_way, key=natural_order)


def test_narrow_tables_mark_what_few_files_have(run: Callable[..., Any], home: Path) -> None:
    write_answers(home / "files" / "e.yaml", "{A1: 1}", more="subject: {agency: X}\n")
    text = run("score", "files", "--by", "agency", COLUMNS="24").stdout.decode()
    assert " ".join(text.split()).startswith(
        "A tiny playbook (tiny, version 1) 5 files by agency. Of these, 2 have unanswered questions "
        "and 1 has fewer than half of its questions answered."
    )
    assert "Agency       A      B\nall       1.70  2.00*\n=Y, or Z  1.00   1.00\nX         1.88  2.50*\n" in text
    assert "* Some files of the\ngroup have" in text


def test_plays_that_overlays_hide_keep_their_place(tmp_path: Path) -> None:
    tiny(tmp_path / "books", plays={name: [{}] for name in "ABCD"})
    (tmp_path / "books" / "overlays").mkdir()
    for name in "ad":
        overlay = tmp_path / "books" / "overlays" / f"{name}.yaml"
        overlay.write_text(f"overlay: {name}\nextends: tiny\nhide: [{name.upper()}, B]\n", encoding="utf-8")
        head = f"playbook: tiny\nversion: '1'\noverlays: [{name}]\n"
        (tmp_path / f"{name}.yaml").write_text(f"{head}answers: {{C1: 2}}\n", encoding="utf-8")
    write_answers(tmp_path / "e.yaml", "{A1: 1}")
    for paths, ids in ((["a.yaml", "d.yaml"], "ACD"), (["a.yaml", "d.yaml", "e.yaml"], "ABCD")):
        words = ("score", *paths, "--by", "role", "--format", "json", "-q")
        done = cxassess(*words, cwd=tmp_path, CXASSESS_PLAYBOOKS=str(tmp_path / "books"))
        assert [row["id"] for row in json.loads(done.stdout) if row["kind"] == "play"][: len(ids)] == [*ids]
