"""Assessments of several dates compared: matched by subject, changes of the same questions, movers first."""

from __future__ import annotations

import json
import shlex
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from support import cxassess, tiny, write_answers

from cxassess.answers import Library
from cxassess.playbook import Catalog
from cxassess.portfolio.comparison import compare_pair, match, movers_first, step_pairs
from cxassess.portfolio.scored_file import score_file
from cxassess.report.single.comparison import compare
from cxassess.scoring import Assessment


class Maker:
    """Writes answers to the playbook `tiny` in a folder and scores them."""

    def __init__(self, folder: Path) -> None:
        tiny(folder)
        self.folder, self.library = folder, Library(Catalog((folder,)))

    def __call__(self, subject: str, answers: str, date: str = "", name: str = "") -> Assessment:
        name = name or f"{len([*self.folder.iterdir()])}.yaml"
        more = f"subject: {{{subject}}}\n" + (f"date: {date}\n" if date else "")
        file = score_file(str(write_answers(self.folder / name, answers, more=more)), self.library)
        return file.result()


@pytest.fixture
def made(tmp_path: Path) -> Maker:
    return Maker(tmp_path)


def test_subjects_are_matched_whatever_their_case_and_spaces(made: Maker) -> None:
    first = made("agency: Dept of X, component:  Bureau  of Y", "{A1: 1}")
    other = made("agency: Dept of X", "{A1: 2}")
    last = made("agency: DEPT OF X, component: Bureau of y", "{A1: 3}")
    matches = match([[other, first], [last]])
    assert [one.assessments for one in matches.series] == [(other, None), (first, last)]
    assert matches.repeated == ()
    assert matches.unmatched == [(0, other)]


def test_several_of_one_subject_are_chosen_from_by_date_only(made: Maker) -> None:
    march = made("agency: X", "{A1: 1}", "2026-03-01", "4.yaml")
    undated = made("agency: X", "{A1: 2}", name="5.yaml")
    june = made("agency: X", "{A1: 3}", "2026-06-01", "6.yaml")
    later = made("agency: X", "{A1: 3}", "2027-06-01")
    matches = match([[march, june, undated], [later]])
    assert [one.assessments for one in matches.series] == [(None, later)]
    assert [(one.side, one.assessments) for one in matches.repeated] == [(0, (march, undated, june))]
    assert matches.unmatched == []
    assert [one.assessments for one in match([[march, june, undated], [later]], latest=True).series] == [(june, later)]
    twice = match([[june, june], [later]], latest=True)
    assert [one.side for one in twice.repeated] == [0]


def test_a_series_compares_each_with_the_one_before_and_the_first_with_the_last(made: Maker) -> None:
    one = made("agency: X", "{A1: 1}")
    assert [[numbers for numbers, *_ in step_pairs(series)] for series in match([[one], [one], [one]]).series] == [
        [(0, 1), (1, 2), (0, 2)]
    ]
    assert [[numbers for numbers, *_ in step_pairs(series)] for series in match([[one], [], [one]]).series] == [
        [(0, 2)]
    ]
    assert [[numbers for numbers, *_ in step_pairs(series)] for series in match([[], [one], []]).series] == [[]]


def test_a_change_counts_the_questions_answered_both_times(made: Maker) -> None:
    then = made("agency: X", "{A1: 1, A2: 3, B1: unknown}")
    now = made("agency: X", "{A1: 3, A2: 2, B1: 3}")
    step = compare_pair(then, now)
    a, b = step.parts
    assert (a.kind, a.id, a.common.then_shown, a.common.now_shown) == ("play", "A", "2.00", "2.50")
    assert (a.exact, a.counted, a.applicable, a.fell, a.rose) == (Fraction(1, 2), 2, 2, 1, 1)
    assert (b.exact, b.counted, b.applicable, b.size) == (None, 0, 1, 0)
    assert (step.overall.kind, step.overall.common.change_shown, step.overall.counted) == ("overall", "+0.50", 2)


def test_movers_come_first_and_falls_before_rises(made: Maker) -> None:
    then = made("agency: X", "{A1: 2, A2: 2, B1: 2}")
    steps = [compare_pair(then, made("agency: X", answers)) for answers in ("{A1: 3}", "{A1: 1}", "{B1: 2}", "{}")]
    shown = [one.common.change_shown for one in sorted((step.overall for step in steps), key=movers_first)]
    assert shown == ["-1.00", "+1.00", "0.00", ""]


BUREAUS = {"a": "Bureau A", "b": "Bureau B", "c": "Bureau C", "d": "Bureau D"}
YEARS = {
    "2025": {"a": "{A1: 2, A2: 2, B1: 2}", "b": "{A1: 1, A2: 3, B1: 2}", "c": "{A1: 1}"},
    "2026": {"a": "{A1: 1, A2: 2, B1: 2}", "b": "{A1: 3, A2: 3, B1: unknown}", "d": "{A1: 3}"},
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The playbook `tiny`, and two folders of answers, of which two subjects are in both."""
    tiny(tmp_path)
    for year, files in YEARS.items():
        (tmp_path / year).mkdir()
        for name, answers in files.items():
            add(tmp_path / year / f"{name}.yaml", answers, BUREAUS[name], f"{year}-05-01")
    return tmp_path


def add(path: Path, answers: str, component: str, date: str, more: str = "") -> None:
    subject = f"subject: {{agency: Department, component: {component}, tags: {{size: small}}}}"
    write_answers(path, answers, more=f"{subject}\ndate: {date}\n{more}")


def run(home: Path, *words: str) -> tuple[int, str, str]:
    """The exit code, standard output and standard error of `compare`."""
    done = cxassess("compare", *words, cwd=home, CXASSESS_PLAYBOOKS=str(home))
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_two_folders_say_what_moved_first(home: Path) -> None:
    expected = """\
What moved from 2025 to 2026
Department. A tiny playbook, version 1.
2 subjects compared: 1 fell, 1 rose.
Mean of the 2 in both: 2.00 then, 2.38 now (+0.38).

Overall score: fell most
Subject   Then   Now  Change  Questions  Fell most
Bureau A  2.00  1.75   -0.25  3 of 3     A -0.50

Overall score: rose most
Subject   Then   Now  Change  Questions  Rose most
Bureau B  2.00  3.00   +1.00  2 of 3     A +1.00

Plays that fell most
Subject   Play    Then   Now  Change  Questions
Bureau A  Play A  2.00  1.50   -0.50  2 of 2

Plays that rose most
Subject   Play    Then   Now  Change  Questions
Bureau B  Play A  2.00  3.00   +1.00  2 of 2

Mean of each play, and in how many subjects it fell and rose
   Play     Then   Now  Change  Fell  Rose  Same
A  Play A   2.00  2.25   +0.25     1     1     0
B  Play B   2.00  2.00    0.00     0     0     1
   Overall  2.00  2.38   +0.38     1     1     0

Each play: where it fell most, and where it rose most
Play  Fell most       Rose most
A     Bureau A -0.50  Bureau B +1.00

Only in 2025, so not compared
- Bureau C (2025/c.yaml)

Only in 2026, so not compared
- Bureau D (2026/d.yaml)

Then and Now count only the questions answered with a level both times, to the
same question.
How a change is worked out: cxassess explain 2026/b.yaml overall --baseline 2025/b.yaml
How a mean is worked out: cxassess explain 2026 overall --baseline 2025
"""
    assert run(home, "2025", "2026") == (0, expected, "")
    assert run(home, "2025", "2026") == run(home, "2025", "2026")


def test_the_rows_hold_exact_numbers(home: Path) -> None:
    code, out, err = run(home, "2025", "2026", "--format", "csv")
    same = "Department,Bureau {},,,{},{},small"
    b, a = same.format("B", "2026-05-01", "2025-05-01"), same.format("A", "2026-05-01", "2025-05-01")
    assert out.splitlines() == [
        "status,source,earlier,playbook,version,kind,id,title,then,now,change,"
        "then_numerator,then_denominator,now_numerator,now_denominator,change_numerator,change_denominator,"
        "counted,applicable,fell,rose,agency,component,service,scope,date,earlier_date,tags.size",
        f"compared,2026/b.yaml,2025/b.yaml,tiny,1,overall,overall,A tiny playbook,2.00,3.00,1.00,2,1,3,1,1,1,2,3,0,1,{b}",
        f"compared,2026/a.yaml,2025/a.yaml,tiny,1,overall,overall,A tiny playbook,2.00,1.75,-0.25,2,1,7,4,-1,4,3,3,1,0,{a}",
        f"compared,2026/b.yaml,2025/b.yaml,tiny,1,play,A,Play A,2.00,3.00,1.00,2,1,3,1,1,1,2,2,0,1,{b}",
        f"compared,2026/a.yaml,2025/a.yaml,tiny,1,play,A,Play A,2.00,1.50,-0.50,2,1,3,2,-1,2,2,2,1,0,{a}",
        f"compared,2026/a.yaml,2025/a.yaml,tiny,1,play,B,Play B,2.00,2.00,0.00,2,1,2,1,0,1,1,1,0,0,{a}",
        f"compared,2026/b.yaml,2025/b.yaml,tiny,1,play,B,Play B,,,,,,,,,,0,1,0,0,{b}",
        f"unmatched,,2025/c.yaml,tiny,1,,,,,,,,,,,,,,,,,{same.format('C', '', '2025-05-01')}",
        f"unmatched,2026/d.yaml,,tiny,1,,,,,,,,,,,,,,,,,{same.format('D', '2026-05-01', '')}",
    ]
    assert code == 0
    assert err.splitlines() == [
        "cxassess: 1 file only in 2025, so not compared",
        "cxassess: 1 file only in 2026, so not compared",
    ]


def test_json_says_which_questions_moved_and_lines_hold_the_same(home: Path) -> None:
    whole = json.loads(run(home, "2025", "2026", "--format", "json")[1])
    lines = [json.loads(line) for line in run(home, "2025", "2026", "--format", "jsonl")[1].splitlines()]
    assert (whole["schema"], whole["paths"]) == ("cxassess/comparison/1", ["2025", "2026"])
    assert whole["comparisons"] == lines
    assert [one["status"] for one in lines] == ["compared", "compared", "unmatched", "unmatched"]
    first = lines[0]
    assert first["subject"]["component"] == "Bureau B"
    assert (first["overall"]["change"], first["overall"]["change_exact"]) == ("+1.00", "1")
    assert first["questions"]["rose"] == [
        {"id": "A1", "question": "Question A1?", "then": "Level 1, Low", "now": "Level 3, High"}
    ]
    assert [one["id"] for one in first["questions"]["unanswered"]] == ["B1"]


def test_the_json_is_as_the_schema_describes_it(home: Path) -> None:
    described = Draft202012Validator(json.loads(cxassess("schema", "comparison").stdout))
    add(home / "2025" / "again.yaml", "{A1: 3}", "bureau  A", "2025-09-01")
    statuses = set()
    for words in (["2025", "2026"], ["2025/a.yaml", "2026/a.yaml"], ["2026", "2025", "2026"]):
        whole = json.loads(run(home, *words, "--format", "json")[1])
        described.validate(whole)
        statuses |= {one["status"] for one in whole["comparisons"]}
    assert statuses == {"compared", "refused", "repeated", "unmatched"}
    whole["comparisons"] = [{**one, "status": "compared"} for one in whole["comparisons"][-1:]]
    assert not described.is_valid(whole)


def test_two_files_say_which_questions_moved(home: Path) -> None:
    code, out, err = run(home, "2025/b.yaml", "2026/b.yaml")
    expected = """\
Bureau B, Department
A tiny playbook, version 1.
Then: May 1, 2025 (2025/b.yaml). Now: May 1, 2026 (2026/b.yaml).

   Play     Then   Now  Change  Questions
A  Play A   2.00  3.00   +1.00  2 of 2
B  Play B   none  none    none  0 of 1
   Overall  2.00  3.00   +1.00  2 of 3

The full scores are 2.00 last time and 3.00 now, but not all of their answers
can be compared.
1 question rose: Question A1? (A1) from 1 to 3.
1 question had a level last time and has none now: Question B1? (B1).

Then and Now count only the questions answered with a level both times, to the
same question.
How a change is worked out: cxassess explain 2026/b.yaml overall --baseline 2025/b.yaml
"""
    assert (code, out, err) == (0, expected, "")


def test_the_named_command_works_the_change_out(home: Path) -> None:
    said = run(home, "2025", "2026")[1].splitlines()[-2]
    words = said.partition("cxassess ")[2].split()
    done = cxassess(*words, cwd=home, CXASSESS_PLAYBOOKS=str(home))
    assert "The difference of the numbers shown: 3.00 − 2.00 = +1.00" in done.stdout.decode()


def test_the_named_command_works_the_mean_out(home: Path) -> None:
    """The mean is that of the exact scores of the subjects in both; A has a change in two of them, B in one."""
    (home / "2026" / "faulty.yaml").write_text("playbook: tiny\nanswers: {A1: 9}\n")
    words = run(home, "2025", "2026")[1].splitlines()[-1].partition("cxassess ")[2].split()
    done = cxassess(*words, cwd=home, CXASSESS_PLAYBOOKS=str(home))
    assert done.returncode == 3
    assert (
        done.stdout.decode()
        == """\
A tiny playbook, version 1. From 2025 to 2026.
Overall
Mean of 2: 2.00 then, 2.38 now (+0.38)

Rule
  A mean is the sum of the exact scores of the subjects that are in both, divided by their number. Each score counts \
only the questions that the subject answered with a level both times, to the same question; a subject without any is left out.

Files, what fell most first
  1. 2026/a.yaml: 2.00 (exactly 2) then, 1.75 (exactly 7/4) now; -0.25, on 3 of 3 questions
  2. 2026/b.yaml: 2.00 (exactly 2) then, 3.00 (exactly 3) now; +1.00, on 2 of 3 questions

Mean
  Then: 4 ÷ 2 = 2, shown as 2.00
  Now: 19/4 ÷ 2 = 19/8, shown as 2.38
  The difference of the numbers shown: 2.38 − 2.00 = +0.38
"""
    )
    one = cxassess("explain", "2026", "B", "--baseline", "2025", cwd=home, CXASSESS_PLAYBOOKS=str(home))
    assert "Mean of 1: 2.00 then, 2.00 now (0.00)\n" in one.stdout.decode()
    bad = cxassess("explain", "2026", "a", "--baseline", "2025", cwd=home, CXASSESS_PLAYBOOKS=str(home))
    assert bad.stderr.decode().endswith("no play or group 'a' is in both 2025 and 2026 (did you mean 'A'?)\n")
    means = json.loads(run(home, "2025", "2026", "--format", "json")[1])["means"]
    assert [(one["kind"], one["id"], one["n"], one["then_exact"], one["now_exact"]) for one in means] == [
        ("overall", "overall", 2, "2", "19/8"),
        ("play", "A", 2, "2", "9/4"),
        ("play", "B", 1, "2", "2"),
    ]


def test_three_dates_show_each_step_and_the_whole(home: Path) -> None:
    (home / "2027").mkdir()
    add(home / "2027" / "x.yaml", "{A1: 3, A2: 3, B1: 3}", "Bureau A", "2027-05-01")
    add(home / "2027" / "y.yaml", "{A1: 2}", "Bureau D", "2027-05-01")
    code, out, _ = run(home, "2025", "2026", "2027")
    assert code == 0
    assert out.splitlines()[2:14] == [
        "3 subjects compared: 1 fell, 2 rose.",
        "Mean of the 1 in 2025 and 2027: 2.00 then, 3.00 now (+1.00).",
        "",
        "Overall score: fell most",
        "Subject               Then   Now  Change  Questions  Steps",
        "Bureau D (from 2026)  3.00  2.00   -1.00  1 of 3     none, -1.00",
        "",
        "Overall score: rose most",
        "Subject             Then   Now  Change  Questions  Steps",
        "Bureau A            2.00  3.00   +1.00  3 of 3     -0.25, +1.25",
        "Bureau B (to 2026)  2.00  3.00   +1.00  2 of 3     +1.00, none",
        "",
    ]
    assert "Each step counts the questions of its two dates" in out
    assert out.splitlines()[-1] == "How a mean is worked out: cxassess explain 2027 overall --baseline 2025"
    (home / "2026" / "a.yaml").write_text("playbook: tiny\nanswers: {A1: 9}\n")
    add(home / "2025" / "e.yaml", "{A1: 1}", "Bureau E", "2025-05-01")
    for year in ("2026", "2027"):
        add(home / year / "e.yaml", "{A1: 9}", "Bureau E", f"{year}-05-01")
    code, out, _ = run(home, "2025", "2026", "2027")
    assert "\nWith an error in 2026, so not compared\n- Bureau E (2026/e.yaml)\n" in out
    assert "\nWith an error in 2027, so not compared\n- Bureau E (2027/e.yaml)\n" in out
    assert "\nOnly in 2025, so not compared\n- Bureau C (2025/c.yaml)\n" in out
    (home / "2026" / "a.yaml").unlink()
    add(home / "2026" / "a.yaml", YEARS["2026"]["a"], "Bureau A", "2026-05-01")
    rows = [row.split(",") for row in run(home, "2025", "2026", "2027", "--format", "csv")[1].splitlines()]
    steps = [(row[2], row[1], row[10]) for row in rows if row[5] == "overall"]
    assert steps == [
        ("2025/b.yaml", "2026/b.yaml", "1.00"),
        ("2025/a.yaml", "2026/a.yaml", "-0.25"),
        ("2026/a.yaml", "2027/x.yaml", "1.25"),
        ("2026/d.yaml", "2027/y.yaml", "-1.00"),
        ("2025/a.yaml", "2027/x.yaml", "1.00"),
    ]


def test_several_files_of_one_subject_are_not_guessed_from(home: Path) -> None:
    add(home / "2025" / "again.yaml", "{A1: 3}", "bureau  A", "2025-09-01")
    code, out, err = run(home, "2025", "2026")
    assert code == 2
    assert err == (
        "cxassess: 2025: 2 files are about Bureau A, Department, so it is not compared: 2025/a.yaml (May 1, 2025) and "
        "2025/again.yaml (September 1, 2025) (keep one of them in the folder, or add --latest to take the one with the "
        "latest date)\n"
    )
    assert "1 subject compared" not in out
    assert out.startswith("Bureau B, Department\n")
    assert "Bureau A" not in out
    rows = run(home, "2025", "2026", "--format", "csv")[1].splitlines()
    assert [row.split(",")[:4] for row in rows if row.startswith("repeated")] == [
        ["repeated", "", "2025/a.yaml", "tiny"],
        ["repeated", "", "2025/again.yaml", "tiny"],
    ]
    code, out, err = run(home, "2025", "2026", "--latest", "--format", "csv")
    assert (code, "2026/a.yaml,2025/again.yaml,tiny,1,overall" in out) == (0, True)
    add(home / "2025" / "more.yaml", "{A1: 2}", "Bureau A", "2025-09-01")  # two have the latest date
    code, _, err = run(home, "2025", "2026", "--latest")
    assert (code, err.endswith("2025/more.yaml (September 1, 2025) (keep one of them in the folder)\n")) == (2, True)


def test_a_bad_file_costs_only_itself(home: Path) -> None:
    (home / "2026" / "a.yaml").write_text("playbook: tiny\nanswers: {A1: 9}\n")
    code, out, err = run(home, "2025", "2026")
    assert code == 3
    assert out.startswith("Bureau B, Department\n")
    assert "2026/a.yaml:2:15: error: '9' is not a level of \"Question A1?\" (A1) (write 1, 2 or 3)\n" in err
    assert "With an error in 2026, so not compared\n- Bureau A (2026/a.yaml)\n\nOnly in 2025" in out
    assert "could not be used" not in out


def test_a_fault_is_told_from_a_file_that_is_missing(home: Path) -> None:
    """A faulty file goes by its subject, whatever its name; one without a subject that can be read goes by its name."""
    faulty = home / "2026" / "x.yaml"
    add(faulty, "{A1: 9}", "bureau  C", "2026-05-01")
    (home / "2026" / "a.yaml").write_text("playbook: tiny\nanswers:\n  A1 1\n")
    (home / "2026" / "z.yaml").write_text(
        "playbook: tiny\nanswers: {A1: 9}\n"
    )  # whatever it is about, it is not in 2025
    add(home / "2025" / "d.yaml", "{A1: 9}", "Bureau E", "2025-05-01")  # not that of d.yaml, which is about Bureau D
    code, out, err = run(home, "2025", "2026")
    assert code == 3
    assert (
        out.partition("With an error")[2].partition("Then and Now")[0]
        == """\
 in 2026, so not compared
- Bureau A (2026/a.yaml)
- Bureau C (2026/x.yaml)

Only in 2026, so not compared (1 file of 2025 could not be used)
- Bureau D (2026/d.yaml)

"""
    )
    code, out, err = run(home, "2025", "2026", "--format", "csv")
    rows = [row.split(",")[:3] for row in out.splitlines() if not row.startswith("compared")]
    assert rows == [
        ["status", "source", "earlier"],
        ["refused", "2026/a.yaml", "2025/a.yaml"],
        ["refused", "2026/x.yaml", "2025/c.yaml"],
        ["unmatched", "2026/d.yaml", ""],
    ]
    assert err.splitlines()[-2:] == [
        "cxassess: 2 subjects not compared, because of an error in 2026",
        "cxassess: 1 file only in 2026, so not compared",
    ]
    backwards = run(home, "2026", "2025", "--format", "csv")[1].splitlines()
    assert [row.split(",")[:3] for row in backwards if row.startswith("refused")][-2:] == [
        ["refused", "2025/a.yaml", "2026/a.yaml"],
        ["refused", "2025/c.yaml", "2026/x.yaml"],
    ]


def test_what_is_left_out_of_a_folder_is_counted(home: Path) -> None:
    (home / "2025" / "plan.yaml").write_text("- call the office\n", encoding="utf-8")
    add(home / "2026" / "a.yaml", "{A1: 2}", "Bureau A", "2026-05-01", more="targets: {A1: {level: 1}}\n")
    code, _, err = run(home, "2025", "2026")
    assert code == 0
    assert err.splitlines() == [
        "cxassess: 2025: 3 files scored; 1 left out, not answer files: 2025/plan.yaml",
        "cxassess: 2026: 3 files scored; 1 warning, which 'cxassess check' lists",
    ]


def test_the_working_of_a_mean_begins_with_what_fell_most(home: Path) -> None:
    for year, level in (("2025", 1), ("2026", 3)):
        add(home / year / "0.yaml", f"{{A1: {level}}}", "Bureau 0", f"{year}-05-01")
    out = cxassess("explain", "2026", "--baseline", "2025", cwd=home, CXASSESS_PLAYBOOKS=str(home)).stdout.decode()
    lines = [line for line in out.splitlines() if line.startswith("  ") and "yaml" in line]
    assert [line.split(":")[0] for line in lines] == ["  1. 2026/a.yaml", "  2. 2026/b.yaml", "  3. 2026/0.yaml"]


def test_nothing_is_printed_where_one_side_is_missing(home: Path) -> None:
    code, out, err = run(home, "2024", "2026", "--format", "csv")
    assert (code, out) == (5, "")
    assert err.startswith("cxassess: 2024: no such file or directory")
    (home / "none").mkdir()
    said = "cxassess: none: there is no answer file here (give a folder that has some)\n"
    assert run(home, "none", "2026") == (2, "", said)


def test_what_cannot_be_compared_is_refused_as_by_report(home: Path) -> None:
    two = ("2025/a.yaml", "2025/b.yaml")
    said = (
        "cxassess: 2025/a.yaml: it is about the component 'Bureau A', 2025/b.yaml about 'Bureau B' "
        "(to compare two subjects, add --allow-other-subject)\n"
    )
    assert run(home, *two) == (3, "", said)
    code, out, _ = run(home, *two, "--allow-other-subject")
    assert code == 0
    assert "This compares two components: Bureau B here, and Bureau A in the other answers.\n" in out
    assert out.endswith("--allow-other-subject\n")
    said = (
        "cxassess: 2026/a.yaml: it is dated May 1, 2026, later than 2025/a.yaml, which is dated May 1, 2025 "
        "(give the earlier file first)\n"
    )
    assert run(home, "2026/a.yaml", "2025/a.yaml") == (3, "", said)
    said = (
        "cxassess: the answers in 2026 are later than those in 2025 about the same subject, such as 2026/a.yaml "
        "(May 1, 2026) (give the earlier folder first)\n"
    )
    assert run(home, "2026", "2025") == (3, "", said)
    add(home / "2026" / "b.yaml", "{A1: 1}", "Bureau B", "2024-05-01")  # one of two: its own line
    code, out, err = run(home, "2025", "2026")
    assert (code, err.count("(give the earlier file first)"), "Bureau A" in out) == (3, 1, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["2025"], "compare needs earlier and later answers (give two files, or two folders)"),
        (["-", "-"], "standard input, -, can be read only once (save it to a file first)"),
        (
            ["2025/a.yaml", "2025/b.yaml", "2026/a.yaml", "2026/b.yaml"],
            "these 4 files are about 2 subjects (to compare many subjects, give a folder for each date: "
            "cxassess compare EARLIER/ LATER/)",
        ),
        (
            ["2025", "2026", "--allow-other-subject"],
            "--allow-other-subject is for two files (folders are matched by subject)",
        ),
        (
            ["2025/c.yaml", "2026"],
            "no subject is in both 2025/c.yaml and 2026 (files are matched by playbook, agency, component and service)",
        ),
    ],
)
def test_usage(home: Path, words: list[str], said: str) -> None:
    code, _, err = run(home, *words)
    assert (code, err) == (2, f"cxassess: {said}\n")


def test_a_file_is_written_whole_and_not_over_another(home: Path) -> None:
    assert run(home, "2025", "2026", "-o", "moved.csv", "--quiet") == (0, "", "")
    assert (home / "moved.csv").read_text() == run(home, "2025", "2026", "--format", "csv")[1]
    code, _, err = run(home, "2025", "2026", "-o", "moved.csv")
    assert (code, err) == (2, "cxassess: moved.csv: this file exists (add --force to replace it)\n")
    assert run(home, "2025", "2026", "-o", "moved.csv", "--force", "-q")[0] == 0
    for name in ("one.xlsx", "two.xlsx"):
        assert run(home, "2025", "2026", "-o", name, "-q")[0] == 0
    assert (home / "one.xlsx").read_bytes() == (home / "two.xlsx").read_bytes()


def test_answers_that_were_not_there_before_are_no_change(cases: Path) -> None:
    """One question of eight was answered then, all eight are now; the shared one is unchanged."""
    folder = cases / "strangers" / "02-baseline-incomplete"
    done = cxassess("compare", folder / "o1.yaml", folder / "n1.yaml", "--playbook", folder / "d")
    assert "   Overall  3.00  3.00    0.00  1 of 8\n" in done.stdout.decode()
    assert "7 questions have a level now and had none last time" in done.stdout.decode()
    assert "fell" not in done.stdout.decode()
    command = done.stdout.decode().splitlines()[-1].partition("cxassess ")[2]
    again = cxassess(*shlex.split(command)).stdout.decode()
    assert "The difference of the numbers shown: 3.00 − 3.00 = 0.00" in again


def test_plain_lines_say_each_number_with_its_head(home: Path) -> None:
    done = cxassess("compare", "2025", "2026", cwd=home, CXASSESS_PLAYBOOKS=str(home), CXASSESS_ACCESSIBLE="1")
    assert "Bureau A\n  Then: 2.00\n  Now: 1.75\n  Change: -0.25\n  Questions: 3 of 3\n" in done.stdout.decode()


def test_names_that_differ_are_never_taken_for_one_but_named(home: Path) -> None:
    add(home / "2025" / "c.yaml", "{A1: 1}", "Bureau of Land Record", "2025-05-01")
    add(home / "2026" / "d.yaml", "{A1: 1}", "Bureau of Land Records", "2026-05-01")
    add(home / "2025" / "e.yaml", "{A1: 1}", "", "2025-05-01")
    out = run(home, "2025", "2026")[1]
    assert (
        out.partition("Only in 2025")[2].partition("Then and Now")[0]
        == """\
, so not compared
- Department (2025/e.yaml): 2026/d.yaml may be about the same, but names more or
less of agency, component and service
- Bureau of Land Record, Department (2025/c.yaml): 2026/d.yaml is about Bureau
of Land Records, Department, which is spelled almost the same

Only in 2026, so not compared
- Bureau of Land Records, Department (2026/d.yaml): 2025/c.yaml is about Bureau
of Land Record, Department, which is spelled almost the same

"""
    )


LEVELS = st.sampled_from(["1", "2", "3", "unknown", "{not_applicable: no desk}", ""])


@given(st.lists(LEVELS, min_size=6, max_size=6), st.booleans())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_numbers_are_those_of_the_report(made: Maker, levels: list[str], is_partial: bool) -> None:
    """The same change, digits and counts as `report --baseline` gives, and the two ways round are opposite."""
    first, second = (
        "{" + ", ".join(f"{id}: {level}" for id, level in zip(("A1", "A2", "B1"), part, strict=True) if level) + "}"
        for part in (levels[:3], levels[3:])
    )
    earlier, later = made("agency: X", first, name="1.yaml"), made("agency: X", second, name="2.yaml")
    said, step = compare(later, earlier), compare_pair(earlier, later)
    parts = {one.id: one for one in said.changes}
    for part in (step.overall, *step.parts):
        change = said.overall if part.kind == "overall" else parts[part.id]
        common = part.common
        assert (change.then, change.now, change.change) == (common.then_shown, common.now_shown, common.change_shown)
        assert change.counted == f"{part.counted} of {part.applicable}"
    assert (step.overall.fell, step.overall.rose) == (len(said.fell), len(said.rose))
    back = compare_pair(later, earlier)
    for part, other in zip((step.overall, *step.parts), (back.overall, *back.parts), strict=True):
        assert part.counted == other.counted
        assert (part.exact is None) == (other.exact is None)
        assert part.exact is None or part.exact == -(other.exact or 0)


def test_playbooks_are_told_apart_and_markings_kept(home: Path) -> None:
    tiny(home / "more", scale="{1: {name: No}, 2: {name: Yes}, 3: {name: Both}}")
    playbook = home / "more" / "tiny" / "playbook.yaml"
    playbook.write_text(playbook.read_text().replace("id: tiny", "id: other").replace("A tiny", "Another"))
    (home / "more" / "tiny").rename(home / "other")
    for year, level in (("2025", 1), ("2026", 2)):
        more = f"subject: {{agency: Department, component: Bureau A}}\ndate: {year}-01-01\nmarking: CUI\n"
        write_answers(home / year / "other.yaml", f"{{A1: {level}}}", "other", more)
    write_answers(home / "2026" / "c.yaml", "{A1: 1}", "other", "subject: {agency: Department, component: Bureau C}\n")
    code, out, _ = run(home, "2025", "2026")
    assert code == 0
    assert out.startswith("CUI\nBureau A, Department\nAnother playbook, version 1.\n")
    assert "\nWhat moved from 2025 to 2026\nDepartment. A tiny playbook, version 1.\n2 subjects compared" in out
    assert "- Bureau C (2025/c.yaml): answers tiny, but 2026/c.yaml answers other" in " ".join(out.split())
