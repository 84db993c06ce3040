"""What is compared with an earlier assessment: questions answered with a level both times, as they were asked."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from support import cxassess, tiny

from cxassess.answers import Library, comparable, load_answers
from cxassess.answers.library import with_wording
from cxassess.playbook import Catalog, load_playbook
from cxassess.report.single.comparison import compare
from cxassess.report.single.comparison_model import AnswerChange, Comparison
from cxassess.report.single.explanation import explain_score
from cxassess.scoring import Assessment, assess

OVERLAYS = {
    "kind": "change: {A: {leader_questions: [Who decides?]}, A1: {why: So., next: {1: Go.}, views: {}}}",
    "reword": "change: {A2: {text: Do we ask on the phone?}}",
    "less": "hide: [B2]",
    "heavy": "change: {B: {weight: 3}}",
    "points": "scoring: {unknown: bottom}",
}
PLAYS: dict[str, list[dict[str, Any]]] = {"A": [{}, {}], "B": [{}, {}]}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with the playbook `tiny`, overlays of it, and `plain.yaml`, answers without one."""
    tiny(tmp_path, plays=PLAYS)
    (tmp_path / "overlays").mkdir()
    for name, fields in OVERLAYS.items():
        add_overlay(tmp_path, name, fields)
    answer(tmp_path, "plain")
    return tmp_path


def ask(home: Path, scoring: str = "{}", plays: Any = None, views: str = "{}") -> None:
    """Write another playbook `tiny` in the place of the one that is there."""
    shutil.rmtree(home / "tiny")
    tiny(home, scoring, plays, views=views)


def add_overlay(home: Path, name: str, fields: str) -> None:
    (home / "overlays" / f"{name}.yaml").write_text(f"overlay: {name}\nextends: tiny\n{fields}\n", "utf-8")


def answer(home: Path, name: str) -> Path:
    """Answers under the overlay of this name, or under none for `plain`, as our commands write them."""
    overlays = "" if name == "plain" else f"overlays: [{name}]\n"
    path = home / f"{name}.yaml"
    path.write_text(f'playbook: tiny\nversion: "1"\ndate: 2026-01-10\n{overlays}answers: {{}}\n', encoding="utf-8")
    run(home, "answer", path.name, "A1=1", "A2=2", "B1=3", *([] if name == "less" else ["B2=2"]))
    return path


def run(home: Path, *words: str) -> tuple[str, str]:
    """Standard output and standard error of a command that does what it is to do."""
    size = ("--size", "standard") if words[0] == "report" else ()
    done = cxassess(*words, *size, cwd=home, CXASSESS_PLAYBOOKS=str(home))
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.decode().split()), done.stderr.decode()


def assessed(home: Path, answers: str, head: str = "") -> Assessment:
    """Answers in flow text to the playbook of the folder, assessed."""
    path = home / f"{len(list(home.iterdir()))}.yaml"
    path.write_text(f'playbook: tiny\nversion: "1"\n{head}answers: {answers}\n', "utf-8")
    loaded = load_answers(str(path), Library(Catalog((home,))))
    return assess(loaded.playbook, loaded.answers)


def ids(changes: Iterable[AnswerChange]) -> list[str]:
    return [one.id for one in changes]


def lists(comparison: Comparison) -> dict[str, list[str]]:
    """The lists of questions that hold any, by name."""
    fields = comparison._asdict().items()
    return {
        name: ids(value)
        for name, value in fields
        if isinstance(value, tuple) and value and hasattr(value[0], "question")
    }


# ---- which questions are compared ------------------------------------------------------------


def test_seven_more_answers_are_no_fall(cases: Path) -> None:
    """One question of eight was answered last time, and is as it was."""
    folder = cases / "strangers" / "02-baseline-incomplete"
    names = (folder / "n1.yaml", "--baseline", folder / "o1.yaml", "--size", "standard")
    done = cxassess("report", *names, CXASSESS_PLAYBOOKS=str(folder))
    out = " ".join(done.stdout.decode().split())
    assert done.returncode == 0
    only = "Counting only the 1 of 8 questions that can be compared, the score was 3.00 last time and is 3.00 now (no change)."
    assert only in out
    assert "The full scores are 3.00 last time and 1.25 now, but not all of their answers can be compared." in out
    assert "7 questions have a level now and had none last time:" in out
    assert "fell" not in out
    assert "1.75" not in out


def test_every_question_is_in_one_list(home: Path) -> None:
    ask(home, plays={"A": [{"name": f"Practice {n}"} for n in range(1, 10)]})
    na = "{not_applicable: it is not ours}"
    then = assessed(home, f"{{A1: 3, A2: 1, A3: 2, A4: unknown, A6: 2, A7: {na}, A8: 2, A9: unknown}}")
    now = assessed(home, f"{{A1: 1, A2: 3, A3: 2, A4: 2, A5: 1, A6: {na}, A7: 3, A9: unknown}}")
    compared = compare(now, then)
    assert lists(compared) == {
        "fell": ["A1"], "rose": ["A2"], "known": ["A4", "A5"],
        "not_applicable": ["A6"], "applicable": ["A7"], "unanswered": ["A8"],
    }  # fmt: skip
    assert compared.compared == 3
    assert compared.overall.counted == "3 of 8"
    assert compared.fell == (AnswerChange("A1", "Practice 1", "Level 3, High", "Level 1, Low"),)
    assert compared.sentences == (
        "Counting only the 3 of 8 questions that can be compared, the score was 2.00 last time and is 2.00 now (no change).",
        "The full scores are 2.00 last time and 2.00 now, but not all of their answers can be compared.",
        "1 question fell: Practice 1 (A1) from 3 to 1.",
        "1 question rose: Practice 2 (A2) from 1 to 3.",
        "2 questions have a level now and had none last time: Practice 4 (A4) and Practice 5 (A5).",
        "1 question had a level last time and has none now: Practice 8 (A8).",
        "1 question does not apply now, but did last time: Practice 6 (A6).",
        "1 question applies now, but did not last time: Practice 7 (A7).",
    )


def test_what_fell_comes_before_what_rose(home: Path) -> None:
    ask(home, plays={play: [{}] for play in "ABCD"})
    compared = compare(assessed(home, "{A1: 3, B1: 2, C1: 1, D1: 2}"), assessed(home, "{A1: 1, B1: 2, C1: 3}"))
    assert [(one.id, one.change) for one in compared.changes] == [
        ("C", "-2.00"), ("A", "+2.00"), ("B", "0.00"), ("D", ""),
    ]  # fmt: skip
    assert [one.cell for one in compared.changes] == ["-2.00", "+2.00", "0.00", "not compared"]
    moved = [text.split(":")[0] for text in compared.sentences if " fell" in text or " rose" in text]
    assert moved == ["1 play fell", "1 play rose", "1 question fell", "1 question rose"]


def test_nothing_to_compare(home: Path) -> None:
    compared = compare(assessed(home, "{A1: 3}"), assessed(home, "{B1: 1}"))
    assert compared.sentence == "No answer now can be compared with one last time, so no change of the score is given."
    assert (
        compared.basis
        == "The full scores are 1.00 last time and 3.00 now, but not all of their answers can be compared."
    )
    assert (compared.overall.change, compared.overall.counted, compared.compared) == ("", "0 of 4", 0)
    assert lists(compared) == {"known": ["A1"], "unanswered": ["B1"]}


def test_answers_that_a_rule_gives_points_are_not_compared(home: Path) -> None:
    """Not applicable counts as the highest value: to leave a question out is no improvement."""
    ask(home, "{not_applicable: top}", PLAYS)
    then = assessed(home, "{A1: 1, A2: 1, B1: 2, B2: 2}")
    now = assessed(home, "{A1: 1, A2: {not_applicable: we have none}, B1: 2, B2: 2}")
    compared = compare(now, then)
    assert now.overall.score != then.overall.score
    assert (compared.overall.change, compared.overall.is_whole) == ("0.00", False)
    assert lists(compared) == {"not_applicable": ["A2"]}


# ---- scores ----------------------------------------------------------------------------------


def test_sums_are_those_of_the_common_questions(home: Path) -> None:
    ask(home, "{method: sum, decimals: 0}", {"A": [{"weight": 2}, {}], "B": [{}, {}]})
    compared = compare(assessed(home, "{A1: 3, A2: 1, B1: 2, B2: 3}"), assessed(home, "{A1: 2, B1: 3}"))
    whole = compared.overall
    assert (whole.then, whole.now, whole.change, whole.counted) == ("7", "8", "+1", "2 of 4")
    assert {one.id: one.change for one in compared.changes} == {"A": "+2", "B": "-1"}


def test_rescaled_scores_are_compared_on_the_reported_scale(home: Path) -> None:
    ask(home, "{rescale: {from: [1, 3], to: [0, 100]}, decimals: 0}", PLAYS)
    then, now = assessed(home, "{A1: 1, B1: 2, B2: 2}"), assessed(home, "{A1: 2, A2: 3, B1: 2, B2: 2}")
    compared = compare(now, then)
    assert (compared.overall.then, compared.overall.now, compared.overall.change) == ("25", "50", "+25")
    assert (
        "Now: 4 ÷ 2 = 2, rescaled 50, shown as 50" in explain_score(now, now.overall, "overall", then).lines["change"]
    )


def test_a_shown_difference_is_that_of_the_shown_numbers(home: Path) -> None:
    """19/7 − 16/7 is 0.43 when rounded once; 2.71 and 2.29 are printed."""
    ask(home, plays={"A": [{} for _ in range(7)]})
    then, now = (assessed(home, f"{{{', '.join(f'A{n}: {level}' for n, level in enumerate(levels, 1))}}}")
                 for levels in ("3222232", "3333322"))  # fmt: skip
    change = compare(now, then).overall
    assert (change.then, change.now, change.change) == ("2.29", "2.71", "+0.42")
    assert explain_score(now, now.overall, "overall", then).lines["change"] == (
        "Compared: 7 of 7 questions that apply, answered with a level both times, to the same question",
        "Play A, 7 of 7: last time 16/7, now 19/7; shown: 2.71 − 2.29 = +0.42",
        "Last time: 16/7 ÷ 1 = 16/7, shown as 2.29",
        "Now: 19/7 ÷ 1 = 19/7, shown as 2.71",
        "The difference of the numbers shown: 2.71 − 2.29 = +0.42",
        "1 question fell: Question A6? (A6) from 3 to 2.",
        "4 questions rose: Question A2? (A2) from 2 to 3, Question A3? (A3) from 2 to 3, Question A4? (A4) from 2 to 3 and Question A5? (A5) from 2 to 3.",
    )


def test_a_gap_to_a_target_is_that_of_the_shown_numbers(home: Path) -> None:
    from cxassess.report.sentences import format_missing
    from cxassess.report.single.plan import target_sentence

    ask(home, plays={"A": [{} for _ in range(3)]})
    for target, shown, gap in (("2.005", "2.01", "0.34"), ("1.667", "1.67", "less than 0.01"), ("1.5", "1.50", "")):
        now = assessed(home, "{A1: 1, A2: 2, A3: 2}", f"targets: {{A: {{score: {target}}}}}\n")
        play = now.plays[0]
        assert (now.show_score(play), format_missing(now, play)) == ("1.67", gap)
        said = f"The target is {shown}, {gap} above the current score." if gap else f"The target of {shown} is reached."
        assert target_sentence(now, play) == said


def test_groups_of_a_view_are_compared(home: Path) -> None:
    views = "{v: {title: Other, groups: {g: Group one, h: Group two}}}"
    ask(home, plays={"A": [{"views": "{v: g}"}, {"views": "{v: h}"}, {"views": "{v: g}"}]}, views=views)
    now, then = assessed(home, "{A1: 3, A2: 1, A3: 2}"), assessed(home, "{A1: 1, A2: 2}")
    compared = compare(now, then, "v")
    assert [(one.id, one.change, one.counted) for one in compared.changes] == [
        ("h", "-1.00", "1 of 1"), ("g", "+2.00", "1 of 2"),
    ]  # fmt: skip
    assert "1 group rose: Group one (+2.00 on 1 of 2)." in compared.sentences
    group = next(group for group in now.views["v"] if group.id == "g")
    assert "Last time: 1 ÷ 1 = 1, shown as 1.00" in explain_score(now, group, "group", then).lines["change"]


# ---- wordings and overlays -------------------------------------------------------------------

SAME = "The overall score was 2.00 last time and is 2.00 now (no change), on the same 4 questions."


@pytest.mark.parametrize(
    ("earlier", "said"),
    [
        ("kind", [SAME]),
        (
            "reword",
            [
                "Counting only the 3 of 4 questions that can be compared, the score was 1.75 last time and is 1.75 now (no change).",
                "The full scores are 2.00 last time and 2.00 now, but not all of their answers can be compared.",
                "1 question was asked last time in other words",
            ],
        ),
        (
            "less",
            [
                "Counting only the 3 of 4 questions that can be compared, the score was 2.25 last time and is 2.25 now (no change).",
                "The full scores are 2.25 last time and 2.00 now, but not all of their answers can be compared.",
                "1 question was not asked last time: Question B2? (B2).",
            ],
        ),
        (
            "heavy",
            [
                "Counting only the 4 of 4 questions that can be compared, the score was 2.00 last time and is 2.00 now (no change).",
                "Both are scored by the present weights and rule, which are not the earlier ones.",
            ],
        ),
        ("points", [SAME]),
    ],
)
def test_answers_under_an_overlay_that_is_taken_away(earlier: str, said: list[str], home: Path) -> None:
    answer(home, earlier)
    out, _ = run(home, "report", "plain.yaml", "--baseline", f"{earlier}.yaml")
    tailored = f"The two were tailored differently ({earlier} last time, no overlay now)."
    assert [text for text in (*said, tailored) if text not in out] == []
    back, _ = run(home, "report", f"{earlier}.yaml", "--baseline", "plain.yaml")
    assert "fell" not in back
    assert "rose" not in back


def test_a_question_that_an_overlay_hides_is_no_longer_asked(home: Path) -> None:
    answer(home, "less")
    out, _ = run(home, "report", "less.yaml", "--baseline", "plain.yaml")
    assert "1 question was asked last time, but not now: Question B2? (B2)." in out


def test_a_question_that_an_overlay_leaves_alone_keeps_its_digest(home: Path) -> None:
    """The same file without its overlay: only what the overlay worded differently is to be reviewed."""
    for name, warned in (("kind", False), ("heavy", False), ("reword", True)):
        path = answer(home, name)
        path.write_text(path.read_text(encoding="utf-8").replace(f"overlays: [{name}]\n", ""), encoding="utf-8")
        _, err = run(home, "score", path.name)
        assert (
            'the wording of tiny changed since these answers were given; cannot be compared: "Question A2?" (A2) ('
            in err
        ) is warned
        assert ("A1" in err, "warning" in err) == (False, warned)


def test_answers_without_recorded_wordings_are_compared_by_what_their_overlays_ask(home: Path) -> None:
    for name in ("kind", "reword"):
        path = answer(home, name)
        path.write_text(path.read_text(encoding="utf-8").split("wording:")[0], encoding="utf-8")
    assert SAME in run(home, "report", "plain.yaml", "--baseline", "kind.yaml")[0]
    out, _ = run(home, "report", "plain.yaml", "--baseline", "reword.yaml")
    assert "1 question was asked last time in other words, or in words that are not recorded: Question A2? (A2)." in out


def test_the_wording_of_earlier_answers_is_known_by_their_overlays(home: Path) -> None:
    """As `assess --from` shows them with the questions of a file that has other overlays."""
    path = answer(home, "reword")
    path.write_text(path.read_text(encoding="utf-8").split("wording:")[0], encoding="utf-8")
    plain, _ = load_playbook(home / "tiny")
    earlier = with_wording(load_answers(str(path), Library(Catalog((home,)))))
    assert [question.id for question in plain.questions() if not comparable(earlier, question, plain)] == ["A2"]


def test_answers_to_one_older_wording_are_compared_with_each_other(home: Path) -> None:
    """The question was reworded after both were answered."""
    for path in (home / "plain.yaml", answer(home, "kind")):
        text = path.read_text(encoding="utf-8")
        digest = text.split("  A1: ")[2].split("\n")[0]
        path.write_text(text.replace(digest, "0123abcd"), encoding="utf-8")
    out, _ = run(home, "report", "plain.yaml", "--baseline", "kind.yaml")
    assert SAME in out


def digest_of(path: Path, question: str) -> str:
    return path.read_text("utf-8").split("wording:")[1].split(f"  {question}: ")[1].split("\n")[0]


def test_a_question_that_says_that_it_asks_the_same_is_compared_and_listed(home: Path) -> None:
    """The playbook is reworded; the answers of last time keep their digest of the old wording."""
    digest = digest_of(home / "plain.yaml", "A2")
    clearer = {"text": "Question A2, said more clearly?", "same_as": f"[{digest}]"}
    ask(home, plays={"A": [{}, clearer], "B": [{}, {}]})
    _, err = run(home, "score", "plain.yaml")
    assert err == ""  # nothing to review
    now = answer(home, "kind").rename(home / "now.yaml")
    now.write_text(now.read_text("utf-8").replace("overlays: [kind]\n", ""), "utf-8")
    out, _ = run(home, "report", "now.yaml", "--baseline", "plain.yaml")
    assert SAME in out
    assert "1 question is compared although its wording changed: Question A2, said more clearly? (A2)." in out


def test_an_overlay_that_rewords_a_question_says_anew_what_asks_the_same(home: Path) -> None:
    digest = digest_of(home / "plain.yaml", "A2")
    for same_as, said in ((f"[{digest}]", SAME), ("[]", "Counting only the 3 of")):
        add_overlay(home, "reword", f"change: {{A2: {{text: Do we ask on the phone?, same_as: {same_as}}}}}")
        answer(home, "reword")
        assert said in run(home, "report", "reword.yaml", "--baseline", "plain.yaml")[0]
    other = {"same_as": "[0123abcd]"}
    ask(home, plays={"A": [{}, other], "B": [{}, {}]})
    add_overlay(home, "reword", OVERLAYS["reword"])
    add_overlay(home, "alike", "change: {A2: {text: Question A2?, weight: 2}}")
    for overlay, expected in (
        ("", ("0123abcd",)),
        ("overlays: [reword]\n", ()),
        ("overlays: [alike]\n", ("0123abcd",)),
    ):
        assert assessed(home, "{}", overlay).playbook.by_id["A2"].same_as == expected


def test_same_as_is_described_only_where_it_is_given(home: Path) -> None:
    without, _ = run(home, "show", "tiny", "--format", "json")
    ask(home, plays={"A": [{"same_as": "[0123abcd, '00000001']"}, {}], "B": [{}, {}]})
    given, _ = run(home, "show", "tiny", "--format", "json")
    assert "same_as" not in without
    assert given.count("same_as") == 1
    assert '"same_as": [ "0123abcd", "00000001" ]' in given


# ---- which files may be compared -------------------------------------------------------------


def written(home: Path, name: str, head: str, answers: str = "{A1: 1, B1: 2}") -> None:
    (home / name).write_text(f'playbook: tiny\nversion: "1"\n{head}answers: {answers}\n', "utf-8")


@pytest.mark.parametrize("command", ["report", "explain"])
def test_what_cannot_be_compared_is_refused_with_every_reason(command: str, home: Path) -> None:
    written(home, "now.yaml", "date: 2026-01-01\nsubject: {agency: Dept, service: Permits}\n")
    written(home, "other.yaml", "date: 2026-02-01\nsubject: {agency: DEPT, service: Visas}\n")
    done = cxassess(command, "now.yaml", "--baseline", "other.yaml", cwd=home, CXASSESS_PLAYBOOKS=str(home))
    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr.decode() == (
        "cxassess: other.yaml: it is dated February 1, 2026, later than now.yaml, which is dated January 1, 2026 (give the earlier file after --baseline)\n"
        "cxassess: other.yaml: it is about the service 'Visas', now.yaml about 'Permits' (to compare two subjects, add --allow-other-subject)\n"
    )


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("{agency: Dept of Examples, service: Permits}", "{agency: ' dept  OF examples', service: permits}"),
        ("{agency: Dept, component: Bureau}", "{agency: Dept, service: Permits}"),
        ("{agency: Dept}", "{}"),
        ("{agency: Dept, scope: public, tags: {region: East}}", "{agency: Dept, scope: both, tags: {region: West}}"),
    ],
)
def test_the_same_subject_is_compared(now: str, then: str, home: Path) -> None:
    written(home, "now.yaml", f"date: 2026-01-01\nsubject: {now}\n")
    written(home, "then.yaml", f"date: 2026-01-01\nsubject: {then}\n", "{A1: 2, B1: 2}")
    out, err = run(home, "report", "now.yaml", "--baseline", "then.yaml")
    assert "The overall score was 2.00 last time and is 1.50 now (-0.50)" in out
    assert err == ""


def test_another_subject_is_compared_on_request_and_named(home: Path) -> None:
    written(home, "now.yaml", "subject: {agency: Dept, service: Permits}\n")
    written(home, "other.yaml", "subject: {agency: Dept, service: Visas}\n", "{A1: 2, B1: 1}")
    words = ("now.yaml", "--baseline", "other.yaml", "--allow-other-subject")
    for text in (
        "Other answers: 3 ÷ 2 = 3/2, shown as 1.50 Here: 3 ÷ 2 = 3/2, shown as 1.50",
        "1 question is lower: Question A1? (A1) from 2 to 1.",
        "1 question is higher: Question B1? (B1) from 1 to 2.",
    ):
        assert text in run(home, "explain", *words)[0]
    both = "This compares two services: Permits here, and Visas in the other answers."
    out = run(home, "report", *words)[0]
    assert both in out
    lower = "1 of 2 compared answers is lower Question A1? (A1) Level 2, Mid Level 1, Low"
    assert lower in out
    for size in ("brief", "standard", "full"):
        run(home, "report", *words, "--size", size, "-o", f"{size}.html")
        page = " ".join((home / f"{size}.html").read_text("utf-8").split())
        assert both in page, size
        said = re.sub("<[^>]*>", " ", page.partition("<main")[2])
        assert not {"fell", "rose", "last"} & set(re.findall("[a-z]+", said)), size


def test_what_differs_between_subjects_is_named(home: Path) -> None:
    long = "y" * 200
    now = assessed(home, "{}", f"subject: {{agency: A, component: 'B', service: {long}}}\n")
    then = assessed(home, "{}", "subject: {agency: a, component: C, service: D}\n")
    shown = f"This compares two subjects: {'y' * 59}…, B here, and D, C in the other answers."
    assert compare(now, then).other_subject == shown
    assert compare(now, then).terms.title == "Compared with D, C"


def test_the_same_answers_twice_are_a_warning(home: Path) -> None:
    (home / "copy.yaml").write_bytes((home / "plain.yaml").read_bytes())
    for other in ("plain.yaml", "./plain.yaml", "copy.yaml"):
        out, err = run(home, "explain", "plain.yaml", "--baseline", other)
        assert "2.00 − 2.00 = 0.00" in out
        assert err == (
            f"{other}: warning: these are the same answers, so nothing has changed"
            " (give the file of an earlier assessment after --baseline)\n"
        )


def test_another_subject_needs_a_baseline(home: Path) -> None:
    done = cxassess("explain", "plain.yaml", "--allow-other-subject", cwd=home, CXASSESS_PLAYBOOKS=str(home))
    said = "cxassess: --allow-other-subject works only with an earlier file (add --baseline EARLIER)\n"
    assert (done.returncode, done.stderr.decode()) == (2, said)


def test_a_question_is_explained_with_its_earlier_answer(home: Path) -> None:
    written(home, "now.yaml", "", "{A1: 2, B1: 1}")
    written(home, "then.yaml", "", "{A1: 3, B1: unknown}")
    for question, said in (
        ("A1", "Change Last time: Level 3, High. Now: Level 2, Mid; the two are compared"),
        ("B1", "Now: Level 1, Low; the two are not compared"),
        ("A2", "Change Last time: Not answered. Now: Not answered; the two are not compared"),
    ):
        assert said in run(home, "explain", "now.yaml", question, "--baseline", "then.yaml")[0]
