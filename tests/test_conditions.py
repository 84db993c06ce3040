"""Questions that are asked only where others are answered so: what counts, what is said, and what stays as it was."""

from __future__ import annotations

import itertools
import json
import random
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from support import ROOT, cxassess, tiny, write_answers, write_playbook
from support.drawn import HERE, case, result
from support.marks import slow_except
from support.terminal import Script

from cxassess.answers import LEVEL, Answer
from cxassess.answers.file.save import AnswerFile
from cxassess.interview import loop
from cxassess.interview.dialog import Talk
from cxassess.interview.session import Session
from cxassess.playbook import Playbook, describe_playbook, load_playbook
from cxassess.report.single.comparison import compare
from cxassess.scoring import assess
from cxassess.scoring.bounds import highest_mean, highest_sum, lowest_mean, lowest_sum

GATE = "{gate: {share: 1}}"
# A2 only at level 2 or 3 of A1; A3, which counts as level 1 otherwise, only at level 3 of A2.
PLAYS = {"A": [{}, {"when": "{A1: [2, 3]}"}, {"when": "{A2: [3]}", "otherwise": "1"}], "B": [{}]}


def book(folder: Path, scoring: str = GATE, plays: dict[str, list[dict[str, Any]]] | None = None) -> Path:
    return tiny(folder, scoring, plays or json.loads(json.dumps(PLAYS)))


def score(folder: Path, answers: str, *, playbook: Path | None = None) -> Any:
    path = write_answers(folder / "a.yaml", answers)
    done = cxassess("score", path, "--format", "json", "--playbook", playbook or folder / "tiny")
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def states(got: Any) -> dict[str, tuple[str, str | None]]:
    return {one["id"]: (one["state"], one["level"]) for one in got["questions"]}


def counts(part: Any) -> tuple[int, int, int, int]:
    return part["answered"], part["not_applicable"], part["unknown"], part["unanswered"]


# -- what counts


@pytest.mark.parametrize(
    ("answers", "a2", "a3", "counted", "exact", "level", "interval", "complete"),
    [
        # A1 rules A2 out: left out. A3 counts as level 1.
        ("{A1: 1, B1: 2}", ("not_asked", None), ("not_asked", "1"), (3, 1, 0, 0), "3/2", 1, ("1.50", "1.50"), True),
        # Answers to what is not asked change nothing.
        ("{A1: 1, B1: 2, A2: 3, A3: 3}", ("not_asked", None), ("not_asked", "1"), (3, 1, 0, 0), "3/2", 1, ("1.50", "1.50"), True),
        ("{A1: 3, B1: 3, A2: 3, A3: 2}", ("level", "3"), ("level", "2"), (4, 0, 0, 0), "17/6", 2, ("2.83", "2.83"), True),
        # An answer that does not apply meets no condition.
        ("{A1: {not_applicable: why}, B1: 3}", ("not_asked", None), ("not_asked", "1"), (2, 2, 0, 0), "2", 1, ("2.00", "2.00"), True),
        # Not decided: unanswered, whatever the file says. At the lowest A1, A2 and A3 are 1; the highest has all at 3.
        ("{B1: 3}", ("unanswered", None), ("unanswered", None), (1, 0, 0, 3), "3", 0, ("2.00", "3.00"), False),
        ("{A1: {unknown: true}, A2: 3, B1: 3}", ("unanswered", None), ("unanswered", None), (1, 0, 1, 2), "3", 0, ("2.00", "3.00"), False),
    ],
)  # fmt: skip
def test_states_counts_scores(
    answers: str, a2: object, a3: object, counted: object, exact: str, level: int, interval: object, complete: bool,
    tmp_path: Path,
) -> None:  # fmt: skip
    book(tmp_path)
    got = score(tmp_path, answers)
    overall = got["overall"]
    assert (states(got)["A2"], states(got)["A3"]) == (a2, a3)
    assert (counts(overall), overall["exact"], overall["gate"]) == (counted, exact, level)
    assert ((overall["low"], overall["high"]), got["complete"]) == (interval, complete)


@pytest.mark.parametrize("policy", ["exclude", "top", "bottom"])
def test_a_question_that_is_not_asked_is_left_out_whatever_the_policy(policy: str, tmp_path: Path) -> None:
    book(tmp_path, f"{{not_applicable: {policy}}}", {"A": [{}, {"when": "{A1: [3]}"}]})
    assert score(tmp_path, "{A1: 2}")["overall"]["exact"] == "2"


def test_an_answer_that_does_not_apply_widens_the_range_while_it_is_open_whether_it_is_asked(tmp_path: Path) -> None:
    book(tmp_path, "{method: sum}", {"A": [{}, {"when": "{A1: [3]}", "otherwise": "2"}]})
    overall = score(tmp_path, "{A2: {not_applicable: why}}")["overall"]
    assert (overall["low"], overall["high"]) == ("1.00", "6.00")  # A1 at 3 leaves A2 out
    overall = score(tmp_path, "{}")["overall"]
    assert (overall["low"], overall["high"]) == ("2.00", "6.00")


def test_sum(tmp_path: Path) -> None:
    plays = {"A": [{}, {"when": "{A1: [3]}"}, {"when": "{A1: [3]}", "otherwise": "2", "weight": "2"}]}
    book(tmp_path, "{method: sum}", plays)
    overall = score(tmp_path, "{A1: 1}")["overall"]
    assert (overall["exact"], overall["low"], overall["high"]) == ("5", "5.00", "5.00")
    # At the lowest A1 is 1, A2 is left out and adds nothing, and A3 counts 2 × 1.
    overall = score(tmp_path, "{}")["overall"]
    assert (overall["score"], overall["low"], overall["high"]) == (None, "3.00", "12.00")
    write_answers(tmp_path / "a.yaml", "{A1: 1}")
    text = cxassess("explain", tmp_path / "a.yaml", "--playbook", tmp_path / "tiny").stdout.decode()
    assert "Possible: 9.00, the sum of the highest values of the questions that apply" in text  # 3 + 2 × 3


def test_a_gate_by_stage(tmp_path: Path) -> None:
    yes = "{no: {value: 0, text: n}, yes: {value: 1, text: y}}"
    plays: dict[str, list[dict[str, Any]]] = {
        "A": [
            {"levels": yes, "stage": 1},
            {"levels": yes, "stage": 1, "when": "{A1: [no]}"},
            {"levels": yes, "stage": 2},
            {"levels": yes, "stage": 2, "when": "{A3: [yes]}", "otherwise": "yes"},
        ]
    }
    book(tmp_path, "{gate: {by: stage, pass: [yes]}}", plays)
    assert score(tmp_path, "{A1: yes, A3: no}")["overall"]["gate"] == 1  # A2 is left out
    assert score(tmp_path, "{A1: yes, A3: yes}")["overall"]["gate"] == 1  # A4 is asked, and open
    assert score(tmp_path, "{A1: yes, A3: yes, A4: yes}")["overall"]["gate"] == 2
    assert score(tmp_path, "{A1: no, A3: no}")["overall"]["gate"] == 0  # A2 is asked, and open


def test_a_view_and_bands(tmp_path: Path) -> None:
    plays: dict[str, list[dict[str, Any]]] = {
        "A": [{"views": "{v: one}"}, {"when": "{A1: [2, 3]}", "views": "{v: two}"}]
    }
    bands = "{bands: [{name: Low, from: 1, to: 2}, {name: High, from: 2, to: 3}]}"
    tiny(tmp_path, bands, plays, views="{v: {title: V, groups: {one: One, two: Two}}}")
    groups = score(tmp_path, "{A1: 1, A2: 3}")["views"]["v"]
    assert [(one["score"], one["band"] and one["band"]["name"], counts(one)) for one in groups] == [
        ("1.00", "Low", (1, 0, 0, 0)),
        (None, None, (0, 1, 0, 0)),
    ]


def test_csv_counts_it_with_not_applicable(tmp_path: Path) -> None:
    book(tmp_path)
    path = write_answers(tmp_path / "a.yaml", "{A1: 1, B1: 2}")
    rows = cxassess("score", path, "--format", "csv", "--playbook", tmp_path / "tiny").stdout.decode().splitlines()
    at = rows[0].split(",").index("answered")
    assert rows[1].split(",")[at : at + 5] == ["3", "3", "1", "0", "0"]


# -- a model in the shape of the published ones: three factors, forty questions, five with one dependent each

PARENTS = {"F1.2": "F1.3", "F1.9": "F1.10", "F2.1": "F2.2", "F2.7": "F2.8", "F3.5": "F3.6"}
SIZES = {"F1": 14, "F2": 13, "F3": 13}
FORTY = [f"{factor}.{number}" for factor, size in SIZES.items() for number in range(1, size + 1)]


def model(folder: Path, otherwise: str = "") -> Path:
    """Each dependent is asked where its parent is answered 2 or above."""
    of, texts = {child: parent for parent, child in PARENTS.items()}, {}
    for factor in SIZES:
        lines = [f"id: {factor}", f"title: Factor {factor}", "questions:"]
        for id in (id for id in FORTY if id.startswith(f"{factor}.")):
            lines.append(f"  - {{id: {id}, text: Question {id}?, levels: {{1: a, 2: b, 3: c, 4: d, 5: e}}")
            lines[-1] += f", when: {{{of[id]}: [2, 3, 4, 5]}}{otherwise}}}" if id in of else "}"
        texts[factor] = "\n".join(lines) + "\n"
    head = 'id: tiny\nversion: "1"\ntitle: T\nscale: {1: A, 2: B, 3: C, 4: D, 5: E}\nscoring: {gate: {share: 0.75}}\n'
    return write_playbook(folder / "tiny", head, texts)


@pytest.mark.parametrize("otherwise", ["", ", otherwise: 1"])
def test_dependents_left_blank_give_what_the_published_rule_gives(otherwise: str, tmp_path: Path) -> None:
    model(tmp_path, otherwise)
    playbook, warnings = load_playbook(tmp_path / "tiny")
    assert warnings == []
    dice = random.Random(17)
    for _ in range(60):
        levels = {id: dice.randint(1, 5) for id in FORTY}
        levels |= {parent: dice.choice([1, 1, 3]) for parent in PARENTS}
        published = dict(levels)
        for parent, child in PARENTS.items():
            if levels[parent] == 1:
                del levels[child], published[child]
                if otherwise:
                    published[child] = 1
        means = [_mean([v for id, v in published.items() if id.startswith(f"{factor}.")]) for factor in SIZES]
        got = result(playbook, {id: Answer(id, LEVEL, str(level), where=HERE) for id, level in levels.items()})
        assert got.complete
        assert [play.score for play in got.plays] == means
        assert got.overall.score == got.overall.low == got.overall.high == _mean(means)
        assert got.overall.gate == max(level for level in range(6) if level == 0 or _reached(published, level))
        assert got.overall.counts.applicable == got.overall.counts.answered == len(published)


def _mean(values: list[Any]) -> Fraction:
    return sum((Fraction(value) for value in values), Fraction(0)) / len(values)


def _reached(levels: dict[str, int], level: int) -> bool:
    at = sum(own >= level for own in levels.values())
    return 4 * at >= 3 * len(levels) and min(levels.values()) >= level - 1


# -- laws


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(case(), st.randoms())
def test_a_condition_that_always_holds_changes_nothing(made: Any, dice: random.Random) -> None:
    plain, answers = made
    answers |= {id: Answer(id, LEVEL, next(iter(one.by_key)), where=HERE) for id, one in plain.by_id.items() if id not in answers or answers[id].state != LEVEL}  # fmt: skip
    order = dice.sample([*plain.by_id.values()], len(plain.by_id))
    new = {
        one.id: one._replace(
            when={other.id: tuple(other.by_key) for other in order[: at and dice.randrange(at + 1)]}, otherwise=""
        )
        for at, one in enumerate(order)
    }
    before, after = result(plain, answers), result(_with(plain, new), answers)
    assert _values(before) == _values(after)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(case(conditional=True), st.randoms())
def test_the_order_of_questions_never_matters(made: Any, dice: random.Random) -> None:
    plain, answers = made
    plays = [one._replace(questions=tuple(dice.sample(one.questions, len(one.questions)))) for one in plain.plays]
    other = plain._replace(plays=tuple(dice.sample(plays, len(plays))))
    assert _values(result(plain, answers)) == _values(result(other, answers))


def _with(plain: Playbook, new: dict[str, Any]) -> Playbook:
    plays = [play._replace(questions=tuple(new[one.id] for one in play.questions)) for play in plain.plays]
    return plain._replace(plays=tuple(plays))


def _values(got: Any) -> dict[str, Any]:
    parts = {one.id: (one.score, one.low, one.high, one.counts, one.gate, one.possible) for one in got.results()}
    return parts | {one.id: (one.state, one.level, one.now) for one in got.question_scores}


SMALL = st.lists(st.tuples(st.integers(1, 3), st.integers(-2, 4)), max_size=4)


@settings(max_examples=150, deadline=None)
@given(st.integers(-5, 9), st.integers(0, 3), SMALL)
def test_bounds_are_the_best_of_all_ways_to_leave_out(
    points: int, weight: int, optional: list[tuple[int, int]]
) -> None:
    points = points if weight else 0
    ways = [
        (points + sum(w * v for w, v in chosen), weight + sum(w for w, _ in chosen))
        for size in range(len(optional) + 1)
        for chosen in itertools.combinations(optional, size)
    ]
    means = [Fraction(*way) for way in ways if way[1]]
    sums = [way[0] for way in ways if way[1]]
    for bound, best in ((lowest_mean, min), (highest_mean, max)):
        got = bound(points, weight, optional)
        assert (Fraction(*got) if got[1] else None) == best(means, default=None)
    for bound, best in ((lowest_sum, min), (highest_sum, max)):
        got = bound(points, weight, optional)
        assert (got[0] if got[1] else None) == best(sums, default=None)


@settings(max_examples=50, deadline=None)
@given(case(conditional=True))
def test_the_range_holds_every_completion(made: Any) -> None:
    """All of them, one after the other, also where an answer opens or closes the next question."""
    playbook, answers = made
    if playbook.scoring.unknown == "bottom":  # then an unknown answer stays what it is
        playbook = playbook._replace(scoring=playbook.scoring._replace(unknown="exclude"))
    got, tried = result(playbook, answers), 0
    waiting = [dict(answers)]
    while waiting and tried < 400:
        filled = waiting.pop()
        full, tried = result(playbook, filled), tried + 1
        one = next((one for one in full.question_scores if one.now is None and one.low is not None and full.conditions.is_asked(one.id)), None)  # fmt: skip
        if one is not None:
            keys = dict.fromkeys([next(iter(one.question.by_key)), *reversed(one.question.by_key)])
            waiting += [{**filled, one.id: Answer(one.id, LEVEL, key, where=HERE)} for key in keys]
            continue
        assert full.complete
        for before, after in zip(got.results(), full.results(), strict=True):
            if after.score is not None:
                assert before.low is not None and before.high is not None
                assert before.low <= after.score <= before.high


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(case(conditional=True))
def test_the_same_answers_twice_change_nothing(made: Any) -> None:
    got = result(*made)
    compared = compare(got, got)
    assert all(Fraction(one.change) == 0 for one in (compared.overall, *compared.changes) if one.change)
    assert compared[compared._fields.index("fell") :] == ((),) * len(compared[compared._fields.index("fell") :])
    assert compared.overall.is_whole or any(one.state != LEVEL and one.now is not None for one in got.question_scores)


def test_a_question_asked_only_once_makes_no_difference(tmp_path: Path) -> None:
    book(tmp_path, "{}", {"A": [{}, {"when": "{A1: [2, 3]}", "otherwise": "1"}]})
    write_answers(tmp_path / "then.yaml", "{A1: 1}", more="date: 2025-11-22\n")
    path = write_answers(tmp_path / "now.yaml", "{A1: 2, A2: 3}", more="date: 2026-11-22\n")
    done = cxassess("explain", path, "--baseline", tmp_path / "then.yaml", "--playbook", tmp_path / "tiny")
    text = done.stdout.decode()
    assert "last time 1, now 2; shown: 2.00 − 1.00 = +1.00" in text
    assert "1 question was not asked last time" in text


# -- playbooks


def test_show_says_the_condition_only_where_there_is_one(tmp_path: Path) -> None:
    folder = book(tmp_path)
    lines = cxassess("show", folder).stdout.decode().splitlines()
    conditions = [line.strip() for line in lines if "Asked only" in line]
    assert conditions == [
        'Asked only if "Question A1?" (A1) is at level 2 or 3; otherwise left out',
        'Asked only if "Question A2?" (A2) is at level 3; otherwise counted as level 1',
    ]
    questions = json.loads(cxassess("show", folder, "--format", "json").stdout)["plays"][0]["questions"]
    assert [(one.get("when"), one.get("otherwise")) for one in questions] == [
        (None, None),
        ({"A1": ["2", "3"]}, "not_applicable"),
        ({"A2": ["3"]}, "1"),
    ]
    assert "when" not in questions[0]  # the digests of playbooks without conditions stay


def overlaid(folder: Path, text: str) -> tuple[Playbook, list[str]]:
    path = folder / "overlays" / "o.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"overlay: o\nversion: '1'\nextends: tiny\n{text}")
    playbook, _ = load_playbook(folder / "tiny", [path])
    return playbook, [f"{one.id}: {one.what}" for one in playbook.deviations]


def test_an_overlay_adds_changes_and_lifts_a_condition(tmp_path: Path) -> None:
    book(tmp_path)
    change = "change: {A1: {when: {B1: [3]}, otherwise: 1}, A2: {when: {}}, A3: {otherwise: not_applicable}}"
    playbook, deviations = overlaid(tmp_path, change)
    got = {one.id: (dict(one.when), one.otherwise) for one in playbook.questions()}
    assert got == {"A1": ({"B1": ("3",)}, "1"), "A2": ({}, ""), "A3": ({"A2": ("3",)}, ""), "B1": ({}, "")}
    assert deviations == ["A1: condition changed", "A2: always asked", "A3: what counts where it is not asked changed"]
    assert describe_playbook(playbook)["plays"][0]["questions"][1].get("when") is None
    assert overlaid(tmp_path, "change: {A3: {when: {}}}")[0].by_id["A3"].otherwise == ""
    added = "add: {B: [{id: X1, text: More?, levels: {1: a, 2: b, 3: c}, when: {A3: [2]}}]}"
    assert dict(overlaid(tmp_path, added)[0].by_id["X1"].when) == {"A3": ("2",)}


def test_an_overlay_may_hide_what_decides_together_with_what_depends_on_it(tmp_path: Path) -> None:
    book(tmp_path)
    assert [*overlaid(tmp_path, "hide: [A3, A2]")[0].by_id] == ["A1", "B1"]
    assert [*overlaid(tmp_path, "hide: [A1]\nchange: {A2: {when: {}}}")[0].by_id] == ["A2", "A3", "B1"]


@pytest.mark.slow
def test_a_long_chain_is_read_and_scored(tmp_path: Path) -> None:
    plays: dict[str, list[dict[str, Any]]] = {
        "A": [{"when": f"{{A{number + 1}: [2, 3]}}"} for number in range(1, 1100)] + [{}]
    }
    book(tmp_path, "{}", plays)
    playbook, _ = load_playbook(tmp_path / "tiny")
    got = result(playbook, {"A1100": Answer("A1100", LEVEL, "1", where=HERE)})
    assert (got.overall.counts.not_applicable, got.complete) == (1099, True)


# -- what is said


def test_explain_says_why_a_question_is_not_asked(tmp_path: Path) -> None:
    book(tmp_path)
    path = write_answers(tmp_path / "a.yaml", "{A1: 1, B1: 2}")
    why = {
        "A2": 'Asked only if "Question A1?" (A1) is at level 2 or 3; it is at level 1.',
        "A3": 'Asked only if "Question A2?" (A2) is at level 3; it is not asked either.',
    }
    for id, sentence in why.items():
        text = cxassess("explain", path, id, "--playbook", tmp_path / "tiny").stdout.decode()
        assert sentence in text
    text = cxassess("explain", path, "A", "--playbook", tmp_path / "tiny").stdout.decode()
    assert "[not asked: left out]" in text and "[not asked: counted as level 1]" in text
    assert 'Among the not applicable because not asked: "Question A2?" (A2)' in text
    write_answers(path, "{A1: 2, A2: 3, A3: 3, B1: 2}")
    text = cxassess("explain", path, "A2", "--playbook", tmp_path / "tiny").stdout.decode()
    assert 'Asked only if "Question A1?" (A1) is at level 2 or 3; it is at level 2.' in text


def test_an_answer_that_does_not_count_is_warned_of_by_check_and_score(tmp_path: Path) -> None:
    book(tmp_path)
    path = write_answers(tmp_path / "a.yaml", "{A1: 1, A2: 3, B1: 2}")
    for command in ("check", "score", "explain"):
        done = cxassess(command, path, "--playbook", tmp_path / "tiny")
        assert done.returncode == 0
        assert done.stderr.decode().startswith(
            f'{path}:3:18: warning: "Question A2?" (A2) is answered, which does not count: asked only if '
            f'"Question A1?" (A1) is at level 2 or 3; it is at level 1 (correct one of them, or remove the answer to A2; '
            f"A1 is at {path}:3:11)\n"
        )
    assert cxassess("check", path, "--strict", "--playbook", tmp_path / "tiny").returncode == 3
    write_answers(path, "{A1: 1, A2: {not_applicable: no team}, B1: 2}")  # says what the condition says
    assert cxassess("check", path, "--strict", "--playbook", tmp_path / "tiny").returncode == 0


def test_a_table_says_on_which_answer_it_depends_whether_a_question_is_asked(tmp_path: Path) -> None:
    book(tmp_path)
    path = write_answers(tmp_path / "a.yaml", "{A1: {unknown: true}, B1: 2}")
    text = " ".join(cxassess("score", path, "--playbook", tmp_path / "tiny").stdout.decode().split())
    assert (
        '2 questions are not answered, so the result is incomplete: "Question A2?" (A2) and "Question A3?" (A3).'
        in text
    )
    assert 'Whether "Question A2?" (A2) and "Question A3?" (A3) are asked depends on "Question A1?" (A1).' in text


def test_reports_say_what_is_not_asked(tmp_path: Path) -> None:
    book(tmp_path)
    path = write_answers(tmp_path / "a.yaml", "{A1: 1, B1: 2}", more="date: 2026-11-22\n")
    for size in ("brief", "full"):
        out = tmp_path / f"{size}.html"
        done = cxassess("report", path, "-o", out, "--size", size, "--playbook", tmp_path / "tiny")
        assert done.returncode == 0, done.stderr.decode()
        page = re.sub(r"<[^>]+>", " ", out.read_text(encoding="utf-8"))
        assert "2 questions are not asked" in page
    assert "is at level 2 or 3; it is at level 1." in page


def test_a_report_asks_for_the_answer_that_decides(tmp_path: Path) -> None:
    book(tmp_path)
    path = write_answers(tmp_path / "a.yaml", "{A1: {unknown: true}, B1: 2}", more="date: 2026-11-22\n")
    out = tmp_path / "a.md"
    assert cxassess("report", path, "-o", out, "--size", "brief", "--playbook", tmp_path / "tiny").returncode == 0
    page = out.read_text(encoding="utf-8")
    assert '**Find out** what is not known: "Question A1?" (A1).' in page
    assert "**Have**" not in page


# -- answering


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    book(tmp_path)
    return tmp_path


def talk(folder: Path, *lines: str) -> list[str]:
    path = folder / "i.yaml"
    if not path.exists():
        write_answers(path, "{}")
    playbook, _ = load_playbook(folder / "tiny")
    script, session = Script([*lines, "q"]), Session(playbook, AnswerFile.open(str(path)))
    assert loop.run(Talk(session, script, lambda: assess(playbook, session.answers))) == 0
    return script.said


def asked(said: list[str]) -> list[str]:
    return [line[:2] for line in said if re.match(r"[AB]\d\W.*Question \d of", line)]


def test_an_interview_passes_over_what_is_not_asked_and_says_it_once(folder: Path) -> None:
    said = talk(folder, "1", "3")
    assert asked(said) == ["A1", "B1"]
    assert [line for line in said if line.startswith("Not asked")] == [
        'Not asked: "Question A2?" (A2) and "Question A3?" (A3).',
        'Not asked: "Question A2?" (A2) and "Question A3?" (A3).',  # the summary at the end
    ]
    assert any(line.endswith("i.yaml: 2 of 2 questions have an answer, 2 are not asked.") for line in said)


def test_an_interview_asks_when_the_answer_changes_and_keeps_what_no_longer_counts(folder: Path) -> None:
    said = talk(folder, "1", "3", "g A1", "3", "3", "2", "g A1", "1", "u")
    assert asked(said) == ["A1", "B1", "A1", "A2", "A3", "A1", "B1", "A1"]
    assert 'Now asked: "Question A2?" (A2).' in said
    assert (
        'The answer to "Question A2?" (A2) is kept, but does not count: asked only if "Question A1?" (A1) is at level 2 or 3; '
        "it is at level 1." in said
    )
    assert said.index("Undone: A1 answer.") + 1 == said.index('The answer to "Question A2?" (A2) counts now.')
    answers = AnswerFile.open(str(folder / "i.yaml")).parsed.data["answers"]
    assert {id: one["level"] for id, one in answers.items()} == {"A1": "3", "A2": "3", "A3": "2", "B1": "3"}


def test_an_interview_does_not_ask_before_it_is_decided(folder: Path) -> None:
    said = talk(folder, "", "3", "d")  # skip A1, answer B1, then A1 is not known
    assert asked(said) == ["A1", "B1", "A1"]
    waits = (
        'Not asked yet: "Question A2?" (A2), asked only if "Question A1?" (A1) is at level 2 or 3; it is not answered.'
    )
    assert said.count(waits) == 1
    assert 'Whether more is asked depends on "Question A1?" (A1).' in said


def test_what_is_not_asked_can_be_looked_at_and_answered(folder: Path) -> None:
    said = talk(folder, "1", "3", "g A2", "2", "r")
    notice = 'Not asked: "Question A2?" (A2), asked only if "Question A1?" (A1) is at level 2 or 3; it is at level 1. An answer is kept, but does not count.'
    assert notice in said
    assert any(line.startswith("A2") and "not asked; the answer, 2 Mid, does not count" in line for line in said)


def test_the_agreed_level_decides_not_a_vote(folder: Path) -> None:
    path = write_answers(folder / "i.yaml", "{}")
    playbook, _ = load_playbook(folder / "tiny")
    script = Script(["Ana", "Ben", "", "3 1", "1", "", "q"])
    session = Session(playbook, AnswerFile.open(str(path)))
    assert loop.run(Talk(session, script, is_facilitated=True)) == 0
    assert asked(script.said) == ["A1", "B1"]
    assert 'Not asked: "Question A2?" (A2) and "Question A3?" (A3).' in script.said


def test_next_and_answer(folder: Path) -> None:
    path, book = write_answers(folder / "n.yaml", "{}"), ("--playbook", str(folder / "tiny"))

    def following(*more: str) -> Any:
        return json.loads(cxassess("next", path, "--format", "json", *more, *book).stdout)

    got = following()
    assert (got["question_id"], got["open"], got["undecided"]) == ("A1", ["A1", "B1"], ["A2", "A3"])
    assert following("--after", "A1")["question_id"] == "B1"
    done = cxassess("answer", path, "A1=1", "A2=3", "B1=2", *book)
    assert done.returncode == 0
    assert 'The answer to "Question A2?" (A2) is kept, but does not count' in done.stderr.decode()
    got = following()
    assert (got["question_id"], got["open"], got["progress"]["not_asked"]) == (None, [], 2)
    assert following("--question", "A2")["question"]["state"] == "not_asked"
    assert following("--question", "A2")["question"]["answer"]["level"] == "3"
    done = cxassess("answer", path, "A1=2", "--format", "json", *book)
    assert json.loads(done.stdout)["notes"] == [
        'The answer to "Question A2?" (A2) counts now.',
        'Now asked: "Question A3?" (A3).',
    ]
    assert following()["question_id"] == "A3"
    cxassess("answer", path, "A1=unknown", *book)
    lines = cxassess("next", path, *book).stdout.decode()
    assert lines.startswith("No question can be asked now.")


def test_json_keeps_to_its_schemas(folder: Path) -> None:
    path, book = write_answers(folder / "a.yaml", "{A1: 1, A3: 2}"), ("--playbook", str(folder / "tiny"))
    printed = {
        "result": cxassess("score", path, "--format", "json", *book),
        "next": cxassess("next", path, "--question", "A2", "--format", "json", *book),
        "answer": cxassess("answer", path, "A2=1", "--format", "json", *book),
    }
    for name, done in printed.items():
        schema = json.loads(cxassess("schema", name).stdout)
        assert [error.message for error in Draft202012Validator(schema).iter_errors(json.loads(done.stdout))] == []


@pytest.mark.parametrize(
    ("fields", "is_valid"),
    [
        ({"when": {"A1": ["2", "3"]}, "otherwise": "1"}, True),
        ({"when": {"A1": [2], "A2": ["yes"]}}, True),
        ({"when": {}}, False),
        ({"when": {"A1": []}}, False),
        ({"when": {"A1": "2"}}, False),
        ({"when": ["A1"]}, False),
    ],
)
def test_the_schema_of_a_condition(fields: Any, is_valid: bool) -> None:
    question = {"id": "A3", "text": "?", "levels": {"1": "a", "2": "b"}, **fields}
    play = {"id": "A", "title": "A", "questions": [question]}
    assert Draft202012Validator(json.loads(cxassess("schema", "play").stdout)).is_valid(play) is is_valid


def test_merged_answers_decide_and_everything_is_kept(folder: Path) -> None:
    subject = "subject: {agency: X}\n"
    one = write_answers(folder / "one.yaml", "{A1: 1, B1: 2}", more=f"{subject}respondent: {{name: Ana}}\n")
    other = write_answers(folder / "other.yaml", "{A1: 3, A2: 3, A3: 2}", more=f"{subject}respondent: {{name: Ben}}\n")
    done = cxassess("merge", one, other, "-o", folder / "all.yaml", "--playbook", folder / "tiny")
    assert done.returncode == 0
    assert '"Question A2?" (A2) is answered, which does not count' in done.stderr.decode()
    done = cxassess("score", folder / "all.yaml", "--format", "json", "--playbook", folder / "tiny")
    got = json.loads(done.stdout)
    assert (states(got)["A1"], states(got)["A2"], got["complete"]) == (("level", "1"), ("not_asked", None), True)
    assert {"A2", "A3"} <= set(AnswerFile.open(str(folder / "all.yaml")).parsed.data["answers"])


# -- the page about it

PAGE = (ROOT / "docs" / "conditions.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"`([^`\n]+)`\n\n```yaml\n(.*?)```", PAGE, re.DOTALL))


def test_the_example_of_the_docs(tmp_path: Path) -> None:
    assert len(BLOCKS) == PAGE.count("```yaml") == 3
    for name, text in BLOCKS.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert cxassess("check", "desk", "answers.yaml", "--playbook", "desk", cwd=tmp_path).returncode == 0
    got = json.loads(cxassess("score", "answers.yaml", "--format", "json", "--playbook", "desk", cwd=tmp_path).stdout)
    assert (got["overall"]["exact"], counts(got["overall"])) == ("1", (2, 1, 0, 0))


# -- random playbooks


def drawn(dice: random.Random, folder: Path) -> tuple[Path, Path]:
    """A playbook with conditions, some of them faulty, and answers to it, some of them contradictory."""
    ids = [f"{play}{number}" for play in "AB" for number in range(1, dice.randint(2, 5))]
    names = [*ids, *ids, "A", "Z9"] if dice.random() < 0.2 else ids
    plays: dict[str, list[dict[str, Any]]] = {"A": [], "B": []}
    for at, id in enumerate(ids):
        fields: dict[str, Any] = {}
        before = names if dice.random() < 0.2 else ids[:at]
        if before and dice.random() < 0.6:
            levels = ["1", "2", "3"] * 5 + (["4", "yes"] if dice.random() < 0.1 else [])
            named = dict.fromkeys(dice.choices(before, k=dice.randint(1, 2)))
            when = (f"{one}: [{', '.join(dice.choices(levels, k=dice.randint(1, 3)))}]" for one in named)
            fields["when"] = f"{{{', '.join(when)}}}"
        if "when" in fields or dice.random() < 0.02:
            fields |= {"otherwise": dice.choice(["1", "3", "not_applicable", "9"])} if dice.random() < 0.4 else {}
        if dice.random() < 0.2:
            fields["weight"] = dice.choice(["2", "0.5"])
        plays[id[0]].append(fields)
    rule = [
        dice.choice(["method: sum", "overall: questions", "overall: plays"]),
        f"not_applicable: {dice.choice(['exclude', 'top', 'bottom'])}",
        f"unknown: {dice.choice(['exclude', 'bottom'])}",
        *(["gate: {share: 0.8}"] if dice.random() < 0.5 else []),
    ]
    said = ["1", "2", "3", "{unknown: true}", "{not_applicable: why}", "{level: 2, note: x}", "4"]
    weights = [8, 8, 8, 3, 3, 3, 0.2]
    answers = ", ".join(f"{id}: {dice.choices(said, weights)[0]}" for id in ids if dice.random() < 0.8)
    return tiny(folder, f"{{{', '.join(rule)}}}", plays), write_answers(folder / "a.yaml", f"{{{answers}}}")


@pytest.mark.parametrize(("block", "size"), slow_except([(0, 20), *((block, 250) for block in range(1, 13))], (0, 20)))
def test_random_playbooks(block: int, size: int, tmp_path: Path) -> None:
    """No crash; `check` and `score` agree on what is a fault; what both accept has a score within its range."""
    dice, accepted = random.Random(block), 0
    for number in range(size):
        folder = tmp_path / str(number)
        folder.mkdir()
        playbook, path = drawn(dice, folder)
        checked = cxassess("check", path, "--playbook", playbook)
        scored = cxassess("score", path, "--format", "json", "--playbook", playbook)
        assert checked.returncode == scored.returncode in (0, 3, 4), (path, checked.stderr, scored.stderr)
        assert cxassess("check", playbook).returncode == (4 if checked.returncode == 4 else 0)
        assert checked.stderr.decode() == scored.stderr.decode()
        if scored.returncode:
            continue
        accepted += 1
        got = json.loads(scored.stdout)
        for part in (got["overall"], *got["plays"]):
            assert sum(counts(part)) == part["applicable"] + part["not_applicable"]
            if part["unanswered"] + part["unknown"] == 0 and part["score"] is not None:
                assert part["low"] == part["score"] == part["high"]
    assert size / 4 < accepted < size
