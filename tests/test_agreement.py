"""How far people agree: median, spread and consensus of votes, scores by role, and what of it a copy without names tells."""

from __future__ import annotations

import html
import io
import math
import re
import zipfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import cxassess
from support.assessments import assess_tiny

from cxassess.output import FORMATS
from cxassess.playbook import Question
from cxassess.portfolio.role_results import role_results, without_small
from cxassess.report.agreement import spread_words
from cxassess.report.blocks import Table
from cxassess.report.document import document
from cxassess.report.single.compose import compose
from cxassess.scoring import Assessment
from cxassess.scoring.vote_spread import VoteSpread, spread_of_votes
from cxassess.template import default_template

FIVE = {"A": [{"levels": "{1: a, 2: b, 3: c, 4: d, 5: e}"}, {"levels": "{1: a, 2: b, 3: c, 4: d, 5: e}"}], "B": [{"levels": "{1: a, 2: b, 3: c, 4: d, 5: e}"}]}  # fmt: skip
SCALE_FIVE = "{1: {name: L1}, 2: {name: L2}, 3: {name: L3}, 4: {name: L4}, 5: {name: L5}}"


def five(folder: Path, answers: str, more: str = "") -> Assessment:
    return assess_tiny(folder, answers, "{}", more, plays=FIVE, scale=SCALE_FIVE)


@pytest.fixture(scope="module")
def question(tmp_path_factory: pytest.TempPathFactory) -> Question:
    return five(tmp_path_factory.mktemp("five"), "{}").playbook.by_id["A1"]


def spread(question: Question, levels: str) -> VoteSpread:
    one = spread_of_votes(question, levels)
    assert one is not None
    return one


@pytest.mark.parametrize(
    ("levels", "median", "apart", "mean", "shown"),
    [
        ("3", "3", 0, Fraction(3), "1.00"),
        ("333", "3", 0, Fraction(3), "1.00"),
        ("15", "1", 4, Fraction(3), "0.00"),
        ("1155", "1", 4, Fraction(3), "0.00"),
        ("24", "2", 2, Fraction(3), "0.58"),  # 1 + log2(3/4) = 0.5849…
        ("234", "3", 2, Fraction(3), "0.72"),  # 1 + 2/3 × log2(3/4) = 0.7233…
        ("44225", "4", 3, Fraction(17, 5), "0.51"),
        ("12455", "4", 4, Fraction(17, 5), "0.27"),
        ("5" * 99 + "1", "5", 4, Fraction(496, 100), "0.92"),
    ],
)
def test_the_spread_of_votes(
    question: Question, levels: str, median: str, apart: int, mean: Fraction, shown: str
) -> None:
    one = spread(question, levels)
    assert (one.median.key, one.spread, one.mean, one.shown) == (median, apart, mean, shown)


def test_consensus_weighs_values_not_places(tmp_path: Path) -> None:
    levels = "{a: {value: 0, text: a}, b: {value: 1, text: b}, c: {value: 10, text: c}}"
    made = assess_tiny(tmp_path, "{}", "{}", plays={"A": [{"levels": levels}]}, scale="")
    question = made.playbook.by_id["A1"]
    assert [spread(question, keys).shown for keys in ("ab", "bc", "ac")] == ["0.93", "0.14", "0.00"]
    assert spread_words(spread(question, "ab")) == "median a, 1 level apart, consensus 0.93"
    same = "{a: {value: 2, text: a}, b: {value: 2, text: b}}"
    made = assess_tiny(tmp_path, "{}", "{}", plays={"A": [{"levels": same}]}, scale="")
    assert spread(made.playbook.by_id["A1"], "ab").shown == "1.00"


def test_without_votes_there_is_no_spread(question: Question) -> None:
    assert spread_of_votes(question, []) is None


@given(levels=st.lists(st.sampled_from("12345"), min_size=1, max_size=40), times=st.integers(2, 5))
@settings(max_examples=100, deadline=None)
def test_laws_of_the_spread(question: Question, levels: list[str], times: int) -> None:
    one = spread(question, "".join(levels))
    mean = sum(map(int, levels)) / len(levels)
    expected = 1 + sum(math.log2(1 - abs(int(key) - mean) / 4) for key in levels) / len(levels)
    assert math.isclose(float(one.consensus), expected, abs_tol=1e-9)
    assert 0 <= one.consensus <= 1
    assert (one.consensus == 1) == (len(set(levels)) == 1) == (one.spread == 0)
    assert spread(question, "".join(reversed(levels))) == one  # whoever comes first
    assert spread(question, "".join(levels) * times).consensus == one.consensus  # however many people
    mirrored = "".join(str(6 - int(key)) for key in levels)
    assert spread(question, mirrored).consensus == one.consensus
    below = sum(int(key) < int(one.median.key) for key in levels)
    above = sum(int(key) > int(one.median.key) for key in levels)
    assert 2 * below < len(levels) >= 2 * above  # of an even number the lower of the two in the middle


# -- by role


def votes(*people: tuple[str, str, int]) -> str:
    return "[" + ", ".join(f"{{who: {who}, role: {role}, level: {level}}}" for who, role, level in people) + "]"


LEADERS, FRONT = [("Ann", "Leader", 4), ("Ben", "LEADER", 5)], [("Cy", "Front line", 2), ("Di", "Front line", 1)]
BY_ROLE = (
    f"{{A1: {{level: 3, reason: agreed, votes: {votes(*LEADERS, *FRONT)}}}, "
    "A2: {level: 2, votes: [{who: Ann, role: leader, level: 2}, {who: Eve, level: 5}], "
    "remarks: [{who: Cy, role: Front line, unknown: true}]}, "
    f"B1: {{votes: {votes(*FRONT)}}}}}"
)


def test_everybody_is_scored_by_the_rule_and_put_together_by_role(tmp_path: Path) -> None:
    results = role_results(five(tmp_path, BY_ROLE))
    assert results is not None
    rows = [
        (one.role, one.n, [(part.n, part.mean, part.median) if part else None for part in one.parts])
        for one in (*results.roles, results.all)
    ]
    half = Fraction(1, 2)
    assert rows == [
        ("Front line", 2, [(2, Fraction(3, 2), Fraction(3, 2)), (2, 1 + half, 1 + half), (2, 1 + half, 1 + half)]),
        ("Leader", 2, [(2, Fraction(4), Fraction(4)), (2, Fraction(4), Fraction(4)), None]),  # Ann 3, Ben 5
        ("", 1, [(1, Fraction(5), Fraction(5)), (1, Fraction(5), Fraction(5)), None]),
        ("", 5, [(5, Fraction(16, 5), Fraction(3)), (5, Fraction(16, 5), Fraction(3)), (2, 1 + half, 1 + half)]),
    ]


@pytest.mark.parametrize(
    "answers",
    [
        "{A1: {level: 3, votes: [{who: Ann, role: Leader, level: 3}]}}",  # one person
        "{A1: {level: 3, votes: [{who: Ann, level: 3}, {who: Ben, level: 2}]}}",  # no roles
        "{A1: 3}",
    ],
)
def test_without_two_people_or_a_role_there_are_no_results(tmp_path: Path, answers: str) -> None:
    assert role_results(five(tmp_path, answers)) is None
    assert compose(five(tmp_path, answers)).roles is None


def many(**counts: int) -> str:
    """Answers to A1 by so many people of each role, all at level 2, and by the first five of each to B1."""
    people = [(f"{role} {n}", role, 2) for role, count in counts.items() for n in range(count)]
    some = [one for one in people if int(one[0].split()[1]) < 5]
    return f"{{A1: {{level: 2, votes: {votes(*people)}}}, B1: {{level: 2, votes: {votes(*some)}}}}}"


@pytest.mark.parametrize(
    ("counts", "shown", "withheld"),
    [
        ({"Leader": 5, "Staff": 6}, ["Leader", "Staff", "Everybody"], 0),
        ({"Leader": 4, "Staff": 6}, ["Staff"], 4),  # all but the staff would be the leaders
        ({"Leader": 1, "Staff": 6}, ["Staff"], 1),
        ({"Leader": 3, "IT": 2, "Staff": 6}, ["Staff", "Everybody"], 5),  # the rest are five
        ({"Leader": 4, "IT": 4}, ["Everybody"], 8),
    ],
)
def test_what_few_people_share_is_not_in_a_copy_without_names(
    tmp_path: Path, counts: dict[str, int], shown: list[str], withheld: int
) -> None:
    made = five(tmp_path, many(**counts))
    results = role_results(made)
    assert results is not None
    assert without_small(results).withheld == withheld
    roles = compose(made, withhold=("names",)).roles
    assert roles is not None
    assert [row.role for row in roles.rows if row.part == "Overall"] == shown
    assert ("left out" in roles.note) == bool(withheld)
    everybody = compose(made).roles
    assert everybody is not None
    assert {row.role for row in everybody.rows} == {*counts, "Everybody"}


def test_people_without_a_role_are_no_role(tmp_path: Path) -> None:
    nobody = ", ".join(f"{{who: N {n}, level: 2}}" for n in range(5))
    leaders = ", ".join(f"{{who: L {n}, role: Leader, level: 2}}" for n in range(5))
    results = role_results(five(tmp_path, f"{{A1: {{level: 2, votes: [{nobody}, {leaders}]}}}}"))
    assert results is not None
    assert [one.role for one in results.roles] == ["Leader", ""]
    small = without_small(results)
    assert ([one.role for one in small.roles], small.withheld) == (["Leader"], 5)


def test_of_two_votes_under_one_name_the_first_counts(tmp_path: Path) -> None:
    three = votes(("Ann", "Leader", 4), ("ANN", "leader", 1), ("Ben", "Leader", 2))
    results = role_results(five(tmp_path, f"{{A1: {{level: 2, votes: {three}}}}}"))
    assert results is not None
    assert [(person.name, score) for person, score in results.all.parts[0].people] == [("Ann", 4), ("Ben", 2)]  # type: ignore[union-attr]


def test_who_alone_gave_an_answer_that_votes_led_to_is_not_one_more_person(tmp_path: Path) -> None:
    more = "people: [{name: Team, role: Office, answered: [A1, A2]}]\n"
    both = votes(("Ann", "Leader", 4), ("Ben", "Leader", 2))
    results = role_results(five(tmp_path, f"{{A1: {{level: 3, votes: {both}}}, A2: 5}}", more))
    assert results is not None
    assert [(person.name, score) for person, score in results.all.parts[0].people] == [
        ("Ann", 4),
        ("Ben", 2),
        ("Team", 5),
    ]  # type: ignore[union-attr]


def test_one_vote_agrees_with_nobody(tmp_path: Path) -> None:
    made = five(tmp_path, f"{{A1: {{level: 4, votes: {votes(('Ann', 'Leader', 4))}}}}}")
    assert compose(made).plays[0].questions[0].agreement == ""


def tables(made: Assessment, size: str, **options: Any) -> list[Table]:
    template = default_template()
    report = compose(made, **options)
    sections = document(report, template.words, template.sizes[size])
    return [block for section in sections for block in section.blocks if isinstance(block, Table)]


def test_the_full_report_shows_agreement_and_roles(tmp_path: Path) -> None:
    made = five(tmp_path, BY_ROLE)
    question = compose(made).plays[0].questions[0]
    assert question.agreement == "4 votes: median 2, 4 levels apart, consensus 0.29"
    assert question.votes[0] == "Ann (Leader): level 4, L4"
    assert [one.id for one in tables(made, "standard") if one.id == "trust-roles"] == []
    (table,) = (one for one in tables(made, "full") if one.id == "trust-roles")
    rows = ["|".join(span.text for cell in row.cells for span in cell) for row in table.rows]
    assert rows[:4] == [
        "Overall|Front line|2|1.50|1.50",
        "Overall|Leader|2|4.00|4.00",
        "Overall|No role named|1|5.00|5.00",
        "Overall|Everybody|5|3.20|3.00",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".html", ".md", ".docx"])
def test_every_format_shows_them(tmp_path: Path, suffix: str) -> None:
    made = five(tmp_path, BY_ROLE)
    written = FORMATS[suffix](made, compose(made), "full", None)
    if suffix == ".docx":
        with zipfile.ZipFile(io.BytesIO(written)) as word:
            written = word.read("word/document.xml")
    words = re.sub(r"<[^>]*>|[|*\\-]", " ", written.decode())
    words = html.unescape(" ".join(words.split()))
    for shown in (
        "4 votes: median 2, 4 levels apart, consensus 0.29",
        "Overall Leader 2 4.00 4.00",
        "Overall Everybody 5 3.20 3.00",
    ):
        assert shown in words


def test_votes_that_are_part_of_another_answer_do_not_count(tmp_path: Path) -> None:
    answers = (
        "{A1: {level: 2, votes: [{who: Team, role: Office, level: 2, note: agreed, confidence: high}, "
        "{who: Eve, role: Office, level: 3}, {who: X, role: Leader, level: 5, part_of: Team}]}}"
    )
    made = five(tmp_path, answers)
    question = compose(made).plays[0].questions[0]
    assert question.agreement == "2 votes: median 2, 1 level apart, consensus 0.81"
    assert question.votes == (
        "Team (Office): level 2, L2, confidence high: agreed",
        "Eve (Office): level 3, L3",
        "X (Leader): level 5, L5 (part of the answer of Team)",
    )
    results = role_results(made)
    assert results is not None
    assert [(one.role, one.n) for one in results.roles] == [("Office", 2)]
    copy = compose(made, withhold=("names",)).plays[0].questions[0]
    assert copy.votes == ("1 × level 2, L2: agreed", "1 × level 3, L3", "1 × level 5, L5, part of another answer")


# -- explain


def test_explain_prints_every_working(tmp_path: Path) -> None:
    five(tmp_path, BY_ROLE)

    def lines(*words: str) -> list[str]:
        done = cxassess("explain", "answers.yaml", *words, "--playbook", "tiny", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout.decode().splitlines()

    question, play = lines("A1"), lines("A")
    at = question.index("Votes")
    assert question[at + 1 :] == [
        "  1 × level 1, 1 × level 2, 1 × level 4, 1 × level 5; 4 votes",
        "  Median: votes 2 and 3 of 4 are in the middle; the lower of the two is 2",
        "  Spread: from 1 to 5, 4 levels apart",
        "  Consensus: mean (1 × 1 + 1 × 2 + 1 × 4 + 1 × 5) ÷ 4 = 3, range of the levels 4; "
        "1 + 1/4 × log2(1 − 1/2) + 1/4 × log2(1 − 1/4) + 1/4 × log2(1 − 1/4) + 1/4 × log2(1 − 1/2) = 0.29",
    ]
    at = play.index("By role")
    assert play[at + 1 : at + 5] == [
        "  Front line: n 2, (Cy 2 + Di 1) ÷ 2: mean 3/2, shown as 1.50, median 3/2, shown as 1.50",
        "  Leader: n 2, (Ann 3 + Ben 5) ÷ 2: mean 4, shown as 4.00, median 4, shown as 4.00",
        "  No role named: n 1, (Eve 5) ÷ 1: mean 5, shown as 5.00, median 5, shown as 5.00",
        "  Everybody: n 5, (Ann 3 + Ben 5 + Cy 2 + Di 1 + Eve 5) ÷ 5: mean 16/5, shown as 3.20, median 3, shown as 3.00",
    ]
