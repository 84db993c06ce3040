"""`cxassess merge`: answers of one person, votes and the median of several, and what cannot be merged."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
import yaml
from support import cxassess, tiny

HEAD = 'playbook: tiny\nversion: "1"\n'
PLAYS: dict[str, list[dict[str, object]]] = {"A": [{}, {}, {}], "B": [{}, {}]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    levels = "{1: one, 2: two, 3: three, 4: four, 5: five}"
    scale = "{1: {name: L1}, 2: {name: L2}, 3: {name: L3}, 4: {name: L4}, 5: {name: L5}}"
    tiny(tmp_path, plays={play: [{"levels": levels} for _ in ones] for play, ones in PLAYS.items()}, scale=scale)
    return tmp_path


def write(folder: Path, name: str, answers: str, more: str = "") -> str:
    (folder / f"{name}.yaml").write_text(f"{HEAD}{more}answers: {answers}\n", encoding="utf-8")
    return f"{name}.yaml"


def merge(folder: Path, *files: str, words: tuple[str, ...] = ()) -> tuple[str, list[str]]:
    """Merge, and return the new file's text and the messages; the file passes `check` and can be scored."""
    done = cxassess("merge", *files, "-o", "m.yaml", "--playbook", "tiny", *words, cwd=folder)
    assert (done.returncode, done.stdout) == (0, b""), done.stderr.decode()
    assert cxassess("check", "m.yaml", cwd=folder, CXASSESS_PLAYBOOKS=str(folder)).returncode == 0
    assert cxassess("score", "m.yaml", "--playbook", "tiny", cwd=folder).returncode == 0
    assert (folder / "m.yaml").stat().st_mode & 0o777 == 0o600
    return (folder / "m.yaml").read_text(encoding="utf-8"), done.stderr.decode().splitlines()


def refused(folder: Path, code: int, *words: str) -> str:
    before = {one.name: one.read_bytes() for one in folder.glob("*.yaml")}
    done = cxassess("merge", *words, "--playbook", "tiny", cwd=folder)
    assert (done.returncode, done.stdout) == (code, b"")
    assert {one.name: one.read_bytes() for one in folder.glob("*.yaml")} == before
    return done.stderr.decode()


def test_a_copy_is_kept_of_the_file_that_is_replaced(folder: Path) -> None:
    one, two = write(folder, "one", "{A1: 1}"), write(folder, "two", "{A1: 3}")
    text, messages = merge(folder, one, two)
    assert not [line for line in messages if "as it was" in line]
    (folder / "m.yaml").write_text(text.replace("level: 1", "level: 3  # agreed"), encoding="utf-8")
    agreed = (folder / "m.yaml").read_bytes()
    _, messages = merge(folder, one, two, words=("--force",))
    copies = [line.partition("m.yaml as it was: ")[2] for line in messages if line.startswith("A copy of ")]
    assert [Path(copy).read_bytes() for copy in copies] == [agreed]


def test_owners_of_plays_split_the_work(folder: Path) -> None:
    one = write(folder, "one", "{A1: 2, A2: {level: 3, note: n, confidence: low}}", "respondent: {name: Ana}\n")
    two = write(folder, "two", "{B1: {not_applicable: none}, B2: {level: 4, evidence: [x]}}  # mine\n")
    text, said = merge(folder, one, two)
    assert yaml.safe_load(text)["answers"] == {
        "A1": {"level": 2},
        "A2": {"level": 3, "note": "n", "confidence": "low"},
        "B1": {"not_applicable": "none"},
        "B2": {"level": 4, "evidence": ["x"]},
    }
    assert yaml.safe_load(text)["people"] == [
        {"name": "Ana", "answered": ["A1", "A2"]},
        {"name": "two", "answered": ["B1", "B2"]},
    ]
    assert list(yaml.safe_load(text)["wording"]) == ["A1", "A2", "B1", "B2"]
    assert said == [
        "two.yaml names no respondent; its answers are listed under the name of the file.",
        "Comments in two.yaml were not copied to the new file.",
        "Merged 2 files, 2 people. Questions answered by one person: 4; by several, with the same answer: 0; with different answers: 0.",
    ]


def test_votes_that_differ_inside_one_file_are_of_several_people(folder: Path) -> None:
    votes = "{A1: {level: 3, votes: [{who: Ana, level: 2}, {who: Ben, level: 3}]}, A2: 3}"
    one = write(folder, "one", votes, "respondent: {name: Ana}\n")
    two = write(folder, "two", "{B1: 2}", "respondent: {name: Cy}\n")
    _, said = merge(folder, one, two)
    counts = "Questions answered by one person: 2; by several, with the same answer: 0; with different answers: 1."
    assert said[-1].endswith(counts)


def test_the_whole_text(folder: Path) -> None:
    one = write(
        folder, "one",
        "{A1: {level: 4, note: see May, evidence: [{title: Minutes, link: m.pdf}], confidence: high}, A2: 3}",
        "subject: {agency: X, tags: {region: east}}\nrespondent: {name: Ana, role: CX officer}\ndate: 2026-11-02\n",
    )  # fmt: skip
    two = write(
        folder, "two",
        "{A1: {level: 2, note: not so, evidence: [{title: Minutes, link: m.pdf}, Survey], confidence: medium}, A2: 3}",
        "subject: {agency: X, service: Permits}\nrespondent: {name: Ben}\ndate: 2026-10-30\n",
    )  # fmt: skip
    text, said = merge(folder, one, two)
    head, _, wording = text.partition("wording:\n")
    assert head == (
        'format: 1\nplaybook: tiny\nversion: "1"\nsubject:\n  agency: X\n  service: Permits\n  tags:\n    region: east\n'
        "respondent:\n  name: Ana and Ben\n  role: CX officer\n"
        "people:\n  - {name: Ana, role: CX officer}\n  - {name: Ben}\ndate: 2026-11-02\n"
        "answers:\n  A1:\n    level: 2\n"
        '    reason: "2 answers from 2 to 4, the middle is 2 (the lower of the two in the middle); not agreed yet."\n'
        "    evidence: [{title: Minutes, link: m.pdf, who: [Ana, Ben]}, {title: Survey, who: [Ben]}]\n"
        "    confidence: medium\n"
        "    votes: [{who: Ana, role: CX officer, level: 4, note: see May, confidence: high}, "
        "{who: Ben, level: 2, note: not so, confidence: medium}]\n"
        "  A2:\n    level: 3\n    reason: 2 say 3.\n    votes: [{who: Ana, role: CX officer, level: 3}, {who: Ben, level: 3}]\n"
    )
    assert wording.count("\n") == 2
    assert said == [
        "Where people differ, furthest apart first (consensus 1: all votes the same; 0: half at either end):",
        '  "Question A1?" (A1): median 2, 2 levels apart, consensus 0.58. Level 2: Ben; level 4: Ana.',
        "Overall score by role, of everybody's own answers ('cxassess explain' shows the working, also of each play):",
        "  CX officer: n 1, mean 3.50, median 3.50",
        "  No role named: n 1, mean 2.50, median 2.50",
        "  Everybody: n 2, mean 3.00, median 3.00",
        "Merged 2 files, 2 people. Questions answered by one person: 0; by several, with the same answer: 1; with different answers: 1.",
    ]


def remark(who: str, text: str) -> dict[str, str]:
    return {"who": who, "text": text}


def not_applicable(who: str, reason: str = "none here") -> dict[str, str]:
    return {"who": who, "not_applicable": reason}


def unknown(who: str) -> dict[str, object]:
    return {"who": who, "unknown": True}


ONE, NA, UNKNOWN = "{level: %s}", "{not_applicable: none here}", "{unknown: true}"


@pytest.mark.parametrize(
    ("answers", "joined", "said"),
    [
        (["1", "5", "2"], {"level": 2, "reason": "3 answers from 1 to 5, the middle is 2; not agreed yet."}, "median 2, 4 levels apart, consensus 0.23. Level 1: Ana; level 2: Caro; level 5: Ben."),
        (["1", "2", "4", "5"], {"level": 2, "reason": "4 answers from 1 to 5, the middle is 2 (the lower of the two in the middle); not agreed yet."}, "median 2, 4 levels apart, consensus 0.29. Level 1: Ana; level 2: Ben; level 4: Caro; level 5: Dora."),
        (["1", "3", "3", "5"], {"level": 3, "reason": "4 answers from 1 to 5, the middle is 3; not agreed yet."}, "median 3, 4 levels apart, consensus 0.50. Level 1: Ana; level 3: Ben and Caro; level 5: Dora."),
        (["4", UNKNOWN], {"level": 4, "reason": "One level, 4. Don't know: 1.", "remarks": [unknown("Ben")]}, "level 4: Ana; don't know: Ben."),
        (["4", "4", NA], {"level": 4, "reason": "2 say 4. Not applicable: 1.", "remarks": [not_applicable("Caro")]}, "level 4: Ana and Ben; not applicable: Caro."),
        ([NA, UNKNOWN], {"not_applicable": "none here", "remarks": [not_applicable("Ana"), unknown("Ben")]}, "not applicable: Ana; don't know: Ben."),
        ([NA, NA], {"not_applicable": "none here", "remarks": [not_applicable("Ana"), not_applicable("Ben")]}, ""),
        ([NA, "{not_applicable: gone}", NA], {"not_applicable": "gone; none here", "remarks": [not_applicable("Ana"), not_applicable("Ben", "gone"), not_applicable("Caro")]}, ""),
        ([UNKNOWN, UNKNOWN], {"unknown": True, "remarks": [unknown("Ana"), unknown("Ben")]}, ""),
        (["{note: open}", "{note: too}"], {"remarks": [remark("Ana", "open"), remark("Ben", "too")]}, ""),
        (["{note: open}", NA], {"not_applicable": "none here", "remarks": [remark("Ana", "open")]}, ""),
    ],
)  # fmt: skip
def test_each_kind_of_answer(folder: Path, answers: list[str], joined: dict[str, object], said: str) -> None:
    names = ("Ana", "Ben", "Caro", "Dora")
    files = [
        write(folder, name, f"{{A1: {answer}}}", f"respondent: {{name: {name}}}\n")
        for name, answer in zip(names, answers, strict=False)
    ]
    text, lines = merge(folder, *files)
    answer = yaml.safe_load(text)["answers"]["A1"]
    answer.pop("votes", None)
    assert answer == joined
    assert lines[:-1] == (["Where people differ, furthest apart first (consensus 1: all votes the same; 0: half at either end):", f'  "Question A1?" (A1): {said}'] if said else [])  # fmt: skip


@pytest.mark.slow
def test_the_order_of_files_does_not_move_the_middle(folder: Path) -> None:
    files = [write(folder, f"f{level}", f"{{A1: {level}}}") for level in (1, 2, 4, 5)]
    for order in itertools.permutations(files):
        text, _ = merge(folder, *order, words=("--force",))
        assert yaml.safe_load(text)["answers"]["A1"]["level"] == 2


def test_a_merged_workshop_keeps_its_votes(folder: Path) -> None:
    votes = "[{who: X, level: 1}, {who: Y, level: 3}]"
    one = write(folder, "one", f"{{A1: {{level: 2, reason: agreed., votes: {votes}}}}}", "respondent: {role: Office}\n")
    two = write(folder, "two", "{A1: 2}")
    text, _ = merge(folder, one, two)
    assert yaml.safe_load(text)["answers"]["A1"] == {
        "level": 2,
        "reason": "2 say 2.",
        "votes": [  # those that count, then those behind the agreed level
            {"who": "one", "role": "Office", "level": 2, "note": "agreed."},
            {"who": "two", "level": 2},
            {"who": "X", "level": 1, "part_of": "one"},
            {"who": "Y", "level": 3, "part_of": "one"},
        ],
    }
    text, _ = merge(folder, one, write(folder, "three", "{A2: 1}"), words=("--force",))
    assert yaml.safe_load(text)["answers"]["A1"]["votes"] == yaml.safe_load(votes)


def person(folder: Path, name: str, level: int) -> str:
    return write(folder, name, f"{{A1: {level}}}", f"respondent: {{name: {name}}}\n")


def test_people_who_agree_count_each_in_a_later_merge(folder: Path) -> None:
    ann, ben, eve = person(folder, "Ann", 4), person(folder, "Ben", 4), person(folder, "Eve", 2)
    merge(folder, ann, ben)
    (folder / "m.yaml").rename(folder / "two.yaml")
    text, _ = merge(folder, "two.yaml", eve)
    answer = yaml.safe_load(text)["answers"]["A1"]
    assert answer == {
        "level": 4,  # not 2, as if Ann and Ben were one person
        "reason": "3 answers from 2 to 4, the middle is 4; not agreed yet.",
        "votes": [{"who": "Ann", "level": 4}, {"who": "Ben", "level": 4}, {"who": "Eve", "level": 2}],
    }


def test_who_is_in_a_merged_file_already_is_not_counted_twice(folder: Path) -> None:
    ann, ben = person(folder, "Ann", 4), person(folder, "Ben", 2)
    merge(folder, ann, ben)
    (folder / "m.yaml").rename(folder / "two.yaml")
    text, said = merge(folder, "two.yaml", ann)
    answer = yaml.safe_load(text)["answers"]["A1"]
    assert answer["votes"] == [{"who": "Ann", "level": 4}, {"who": "Ben", "level": 2}]
    assert answer["level"] == 2
    reason = "2 answers from 2 to 4, the middle is 2 (the lower of the two in the middle); not agreed yet."
    assert answer["reason"] == reason
    assert said[-2:] == [
        "In several files, and counted once: the answers of Ann.",
        "Merged 2 files, 2 people. Questions answered by one person: 0; by several, with the same answer: 0; with different answers: 1.",
    ]


def test_those_who_gave_no_level_are_counted_in_a_later_merge(folder: Path) -> None:
    files = [person(folder, "Ann", 4), write(folder, "b", "{A1: {unknown: true}}"), write(folder, "c", f"{{A1: {NA}}}")]
    merge(folder, *files)
    (folder / "m.yaml").rename(folder / "three.yaml")
    text, _ = merge(folder, "three.yaml", person(folder, "Eve", 4), write(folder, "d", "{A1: {unknown: true}}"))
    assert yaml.safe_load(text)["answers"]["A1"]["reason"] == "2 say 4. Not applicable: 1. Don't know: 2."


def test_people_of_the_same_name_are_told_apart_by_their_roles(folder: Path) -> None:
    one = write(folder, "a", "{A1: 1}", "respondent: {name: Ana, role: Leader}\n")
    two = write(folder, "b", "{A1: 2}", "respondent: {name: Ana, role: Front line}\n")
    text, said = merge(folder, one, two)
    assert said[0] == (
        "Ana (Front line) and Ana (Leader) count as 2 people; write one role into all files if they are one."
    )
    assert yaml.safe_load(text)["answers"]["A1"]["votes"] == [
        {"who": "Ana", "role": "Front line", "level": 2},
        {"who": "Ana", "role": "Leader", "level": 1},
    ]


def test_one_person_who_answers_differently(folder: Path) -> None:
    one = write(folder, "a", "{A1: 1, A2: {level: 2, note: x}, A3: 3}", "respondent: {name: Ana, role: Leader}\n")
    two = write(
        folder, "b", "{A1: {level: 4, note: y}, A2: {unknown: true}, A3: 3}", "respondent: {name: ANA, role: leader}\n"
    )
    three = write(
        folder, "c", "{A1: {level: 2, votes: [{who: ana, role: Leader, level: 5}]}}"
    )  # part of another answer
    assert refused(folder, 2, two, one, three, "-o", "m.yaml").splitlines() == [
        'a.yaml:4:15: error: "Question A1?" (A1): Ana (Leader) gives level 1 here, but level 4 at b.yaml:4:23 (correct one of the files, or add --prefer FILE with the one that counts)',
        "    answers: {A1: 1, A2: {level: 2, note: x}, A3: 3}",
        'a.yaml:4:30: error: "Question A2?" (A2): Ana (Leader) gives level 2 here, but don\'t know at b.yaml:4:50 (correct one of the files, or add --prefer FILE with the one that counts)',
        "    answers: {A1: 1, A2: {level: 2, note: x}, A3: 3}",
        "cxassess: one person answers differently in several files, on 2 questions; nothing is written (correct one of the files, or add --prefer FILE with the one that counts)",
    ]
    assert refused(folder, 2, one, two, "-o", "m.yaml", "--prefer", "c.yaml") == (
        "cxassess: --prefer c.yaml is not one of the files to merge (write it as it is listed)\n"
    )
    text, said = merge(folder, one, two, words=("--prefer", "b.yaml"))
    assert yaml.safe_load(text)["answers"] == {
        "A1": {"level": 4, "remarks": [{"who": "Ana", "role": "Leader", "text": "y"}]},
        "A2": {"unknown": True, "remarks": [{"who": "Ana", "role": "Leader", "text": "x"}]},
        "A3": {"level": 3},
    }
    assert said[:2] == [
        "Ana (Leader) answers differently in several files; b.yaml counts: A1 level 4, not level 1 and A2 don't know, not level 2.",
        "In several files, and counted once: the answers of Ana.",
    ]


def test_only_the_answers_that_differ_from_the_first_are_errors(folder: Path) -> None:
    files = [write(folder, name, f"{{A1: {at}}}", "respondent: {name: Ana}\n") for name, at in zip("abc", (1, 1, 4), strict=True)]  # fmt: skip
    lines = [line for line in refused(folder, 2, *files, "-o", "m.yaml").splitlines() if ": error: " in line]
    assert [line.partition(" (correct")[0] for line in lines] == [
        'c.yaml:4:15: error: "Question A1?" (A1): Ana gives level 4 here, but level 1 at a.yaml:4:15'
    ]


def test_a_merged_file_and_a_new_answer_of_one_of_its_people(folder: Path) -> None:
    merge(folder, person(folder, "Ann", 4), person(folder, "Ben", 2))
    (folder / "m.yaml").rename(folder / "two.yaml")
    ann = person(folder, "Ann", 5)
    assert refused(folder, 2, "two.yaml", ann, "-o", "m.yaml").splitlines()[0] == (
        'Ann.yaml:4:15: error: "Question A1?" (A1): Ann gives level 5 here, but level 4 at two.yaml:13:13 '
        "(correct one of the files, or add --prefer FILE with the one that counts)"
    )
    text, _ = merge(folder, "two.yaml", ann, words=("--prefer", ann))
    assert yaml.safe_load(text)["answers"]["A1"]["votes"] == [{"who": "Ann", "level": 5}, {"who": "Ben", "level": 2}]


def test_a_file_given_twice_under_two_names_counts_once(folder: Path) -> None:
    one, two = person(folder, "Ann", 4), person(folder, "Ben", 2)
    (folder / "copy.yaml").write_bytes((folder / one).read_bytes())
    text, said = merge(folder, one, "copy.yaml", two)
    assert said[0] == "copy.yaml is the same as Ann.yaml, byte for byte; it counts once."
    assert said[-1].startswith("Merged 2 files, 2 people.")
    assert len(yaml.safe_load(text)["answers"]["A1"]["votes"]) == 2


def test_targets_actions_and_the_rest(folder: Path) -> None:
    one = write(
        folder, "one", "{}",
        "marking: CUI\ntargets: {A: {level: 4, by: 2027-01-01}, overall: {score: 3.5}}\nfocus: [A]\n"
        "actions: [{play: A, text: do it}]\nsilence: {one-role: a pilot}\n",
    )  # fmt: skip
    two = write(
        folder, "two", "{}",
        "targets: {A: {level: 5}, B1: {level: 2}}\nfocus: [B]\n"
        "actions: [{play: A, text: do it}, {text: more}]\nsilence: {no-evidence: later, one-role: only one of us}\n",
    )  # fmt: skip
    text, said = merge(folder, one, two)
    assert text.partition("answers: {}\n")[2] == (
        "targets:\n  overall:\n    score: 3.5\n    who: one\n"
        "  A:\n    level: 4\n    by: 2027-01-01\n    who: one\n    others: [{who: two, level: 5}]\n"
        "  B1:\n    level: 2\n    who: two\n"
        "focus:\n  - A\n  - B\nactions:\n  - {play: A, text: do it}\n  - {text: more}\n"
        "silence:\n  no-evidence: later\n  one-role: a pilot; only one of us\n"
    )
    assert "marking: CUI\n" in text
    assert said[:2] == [
        "targets of A differ: level 4, by 2027-01-01; beside it, level 5 of two.yaml.",
        "focus differs: A and B are in focus for one or more of the files.",
    ]


def test_what_all_ask_as_far_as_a_file_holds_it(folder: Path) -> None:
    one = write(folder, "one", "{}", "asks: [{text: Sign it, who: Deputy}, {text: Fund it, by: 2027-01-01}]\n")
    two = write(
        folder, "two", "{}",
        "asks: [{text: sign it, by: 2027-02-01}, {text: Fund it, by: 2027-03-01}, {text: Publish it}]\n",
    )  # fmt: skip
    three = write(folder, "three", "{}", "asks: [Staff it, {text: Drop it}]\n")
    text, said = merge(folder, one, two, three)
    assert text.partition("answers: {}\n")[2] == (
        "asks:\n  - {text: Drop it}\n  - {text: Fund it, by: 2027-01-01}\n  - {text: Publish it}\n"
    )
    assert said[:2] == [
        "asks differ: kept Fund it, by 2027-01-01; left out 2027-03-01.",
        "asks: a file holds 3; left out “Sign it” and “Staff it”.",
    ]


def test_the_review_of_one_file_is_kept(folder: Path) -> None:
    one = write(folder, "one", "{}", "review: {by: Office of Evaluation, date: 2026-12-01}\n")
    two = write(folder, "two", "{A1: 2}", "review: {by: office of  evaluation}\n")
    text, said = merge(folder, one, two, write(folder, "three", "{}"))
    assert said[1] == (
        "review: Office of Evaluation checked one.yaml and two.yaml, not the other files; "
        "remove it if it does not apply to the new file."
    )
    assert "review:\n  by: Office of Evaluation\n  date: 2026-12-01\n" in text


def test_two_reviews_are_a_conflict(folder: Path) -> None:
    one = write(folder, "one", "{}", "review: {by: Office of Evaluation}\n")
    two = write(folder, "two", "{}", "review: {by: OIG}\n")
    assert refused(folder, 3, one, two, "-o", "m.yaml").splitlines()[0] == (
        "two.yaml:3:14: error: the review's 'by' is 'OIG', but 'Office of Evaluation' at one.yaml:3:14 "
        "(write the one that applies to all into each file, or remove it from one)"
    )


def test_actions_of_one_id(folder: Path) -> None:
    one = write(
        folder, "one", "{}", "actions: [{id: a, text: do it, effort: 2, by: 2027-01-01}, {id: b, text: more}]\n"
    )
    two = write(folder, "two", "{}", "actions: [{id: a, text: Do it, status: done}, {id: b, text: something else}]\n")
    text, said = merge(folder, one, two)
    assert text.partition("answers: {}\n")[2] == (
        "actions:\n  - {id: a, text: Do it, status: done}\n  - {id: b, text: more}\n"
        "  - {text: do it, by: 2027-01-01, effort: 2}\n  - {text: something else}\n"
    )
    assert said[:2] == [
        "Several actions have the id a: id a, Do it, status done keeps it, not “do it”.",
        "Several actions have the id b: id b, more keeps it, not “something else”.",
    ]


def test_a_level_against_not_applicable_comes_first_and_is_no_strength(folder: Path) -> None:
    one = write(folder, "one", "{A1: {not_applicable: none here}, A2: 1, A3: 1, B1: 2}")
    two = write(folder, "two", "{A1: {not_applicable: no desk}, A2: 3, A3: 1, B1: 2}")
    three = write(folder, "three", "{A1: 3, A2: 3, A3: 1, B1: 2}")
    _, said = merge(folder, one, two, three)
    assert [line.partition(":")[0] for line in said if line.startswith('  "')] == [
        '  "Question A1?" (A1)',
        '  "Question A2?" (A2)',
    ]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("subject: {agency: Y}\n", "two.yaml:3:19: error: 'agency' is 'Y', but 'X' at one.yaml:3:19 (if both are the same, run: cxassess answer two.yaml subject.agency=X; "),
        ("subject: {agency: X, scope: internal}\n", "two.yaml:3:29: error: 'scope' is 'internal', but 'public' at one.yaml:3:29 (if both are the same, run: cxassess answer two.yaml subject.scope=public; "),
        ("subject: {agency: X, tags: {region: west}}\n", "two.yaml:3:37: error: 'region' is 'west', but 'east' at one.yaml:3:52 ("),
        ("marking: FOUO\n", "two.yaml:3:10: error: 'marking' is 'FOUO', but 'CUI' at one.yaml:4:10 ("),
    ],
)  # fmt: skip
def test_another_subject_is_an_error_with_both_places(folder: Path, more: str, said: str) -> None:
    one = write(folder, "one", "{A1: 3}", "subject: {agency: X, scope: public, tags: {region: east}}\nmarking: CUI\n")
    two = write(folder, "two", "{A2: 3}", more)
    assert refused(folder, 3, one, two, "-o", "m.yaml").splitlines()[0] == (
        f"{said}merge only files about one subject and one playbook)"
    )


def test_another_edition_is_an_error(folder: Path) -> None:
    one = write(folder, "one", "{A1: 3}")
    (folder / "two.yaml").write_text('playbook: tiny\nversion: "2"\nanswers: {A2: 3}\n')
    assert "two.yaml:2:10: error: 'version' is '2', but '1' at one.yaml:2:10" in refused(
        folder, 3, one, "two.yaml", "-o", "m.yaml"
    )
    (folder / "two.yaml").write_text("playbook: act-iac-cx-2018\nanswers: {P1.1: 3}\n")
    assert (
        cxassess("merge", one, "two.yaml", "-o", "m.yaml", cwd=folder, CXASSESS_PLAYBOOKS=str(folder)).returncode == 3
    )


def test_an_overlay_of_only_one_file_is_an_error(folder: Path) -> None:
    (folder / "overlays").mkdir()
    (folder / "overlays" / "less.yaml").write_text("overlay: less\nextends: tiny\nhide: [A3]\n")
    one = write(folder, "one", "{A1: 3}")
    hidden = "A3: {level: 2, evidence: [e], votes: [{who: X, level: 1}]}"
    two = write(folder, "two", f"{{A2: 3, {hidden}}}", "overlays: [less]\n")
    assert "'overlays' is [less], but [] at" in refused(folder, 3, one, two, "-o", "m.yaml")
    one = write(folder, "one", "{A1: 3, A3: 1}", "overlays: [less]\n")
    text, said = merge(folder, one, two)
    assert yaml.safe_load(text)["answers"] == {
        "A1": {"level": 3},
        "A2": {"level": 3},
        "A3": {
            "level": 1,
            "evidence": [{"title": "e", "who": ["two"]}],
            "votes": [{"who": "X", "level": 1, "part_of": "two"}],
            "remarks": [remark("two", "level: 2")],
        },
    }
    assert said[0] == "A3 is hidden by an overlay; of 2 answers, the one from one is kept, the others as remarks."


def test_merging_in_steps_adds_nobody_and_moves_no_hidden_answer(folder: Path) -> None:
    (folder / "overlays").mkdir()
    (folder / "overlays" / "less.yaml").write_text("overlay: less\nextends: tiny\nhide: [A3]\n")
    for name, level in (("ann", 3), ("ben", 1), ("cy", 2)):
        write(folder, name, f"{{A1: {level}, A3: {level}}}", "overlays: [less]\n")
    whole, _ = merge(folder, "ann.yaml", "ben.yaml", "cy.yaml")
    assert whole.partition("  A3:")[2].startswith(
        '\n    level: 3\n    remarks: [{who: ben, text: "level: 1"}, {who: cy, text: "level: 2"}]\n'
    )
    assert "people:\n  - {name: ann, answered: [A3]}\n  - {name: ben}\n  - {name: cy}\n" in whole
    (folder / "bc.yaml").write_text(merge(folder, "ben.yaml", "cy.yaml", words=("--force",))[0])
    (folder / "ab.yaml").write_text(merge(folder, "ben.yaml", "ann.yaml", words=("--force",))[0])
    assert merge(folder, "bc.yaml", "ann.yaml", words=("--force",))[0] == whole
    assert merge(folder, "cy.yaml", "ab.yaml", words=("--force",))[0] == whole
    assert merge(folder, "ab.yaml", "bc.yaml", words=("--force",))[0] == whole


def test_several_owners_of_a_play_are_named_in_any_order(folder: Path) -> None:
    one = write(folder, "one", "{}", "owners: {B: Zoe, A: ann}\n")
    two = write(folder, "two", "{}", "owners: {A: Ben}\n")
    three = write(folder, "three", "{}", "owners: {A: Ann}\n")
    text, said = merge(folder, one, two, three)
    assert "owners:\n  A: Ann; Ben\n  B: Zoe\n" in text
    assert said[0] == "Several owners of A: Ann and Ben."
    assert merge(folder, three, two, one, words=("--force",))[0] == text


def test_votes_alone_keep_their_wording_as_answers_do(folder: Path) -> None:
    one = write(folder, "one", "{A1: {votes: [{who: Zoe, level: 2}, {who: Di, level: 1}]}}")
    two = write(folder, "two", "{A1: {note: seen}}")
    whole, _ = merge(folder, one, two)
    (folder / "whole.yaml").write_text(whole)
    assert "wording:\n  A1: " in whole
    assert merge(folder, "whole.yaml", one, words=("--force",))[0] == whole


def test_letter_case_and_spacing_of_the_subject_do_not_matter(folder: Path) -> None:
    one = write(folder, "one", "{A1: 3}", "subject: {agency: Bureau of Samples}\n")
    two = write(folder, "two", "{A2: 3}", "subject: {agency: bureau  of samples}\n")
    text, _ = merge(folder, one, two)
    assert yaml.safe_load(text)["subject"] == {"agency": "Bureau of Samples"}


def test_a_bad_file_stops_all(folder: Path) -> None:
    one, two = write(folder, "one", "{A1: 3}"), write(folder, "two", "{A1: 9}")
    assert "two.yaml:3:15: error: '9' is not a level of \"Question A1?\" (A1)" in refused(
        folder, 3, one, two, "-o", "m.yaml"
    )


def test_every_bad_file_is_reported(folder: Path) -> None:
    one, two = write(folder, "one", "{A1: 9}"), write(folder, "two", "{A9: 2}")
    lines = refused(folder, 5, one, "none.yaml", two, "-o", "m.yaml").splitlines()
    assert [line for line in lines if not line.startswith(" ")] == [
        "one.yaml:3:15: error: '9' is not a level of \"Question A1?\" (A1) (write 1, 2, 3, 4 or 5)",
        "cxassess: none.yaml: no such file or directory (did you mean 'one.yaml'?)",
        "two.yaml:3:11: error: no question 'A9' in tiny (known: A1, A2, A3, B1, B2)",
    ]


def test_what_is_refused(folder: Path) -> None:
    one, two = write(folder, "one", "{A1: 3}"), write(folder, "two", "{A1: 2}")
    assert "merge needs at least two answer files" in refused(folder, 2, one, "-o", "m.yaml")
    assert "one.yaml is listed twice" in refused(folder, 2, one, one, "-o", "m.yaml")
    (folder / "link.yaml").symlink_to(one)
    assert "link.yaml is the same file as " in refused(folder, 2, one, "link.yaml", two, "-o", "m.yaml")
    assert "two.yaml is one of the files to merge" in refused(folder, 2, one, two, "-o", "./two.yaml", "--force")
    (folder / "m.yaml").write_text("old")
    (folder / "m.yaml").chmod(0o600)
    assert "m.yaml: this file exists (add --force to replace it)" in refused(folder, 2, one, two, "-o", "m.yaml")
    assert "no such file" in refused(folder, 5, one, "none.yaml", "-o", "n.yaml")
    merge(folder, one, two, words=("--force",))


def test_a_folder_stands_for_its_answer_files(folder: Path) -> None:
    (folder / "people").mkdir()
    for name in ("Ana", "Ben"):
        person(folder, f"people/{name}", 3 if name == "Ana" else 4)
    (folder / "people" / "todo.yaml").write_text("- call Ben\n")
    other = person(folder, "Caro", 5)
    text, said = merge(folder, "people/Ben.yaml", "people", other)
    assert yaml.safe_load(text)["answers"]["A1"]["level"] == 4
    assert said[0] == "people/todo.yaml left out: not an answer file."
    assert said[-1].startswith("Merged 3 files, 3 people.")
    (folder / "m.yaml").unlink()
    assert merge(folder, "people/Ana.yaml", "people/Ben.yaml", other)[0] == text
    (folder / "one").mkdir()
    person(folder, "one/Ana", 3)
    assert refused(folder, 2, "one", "-o", "x.yaml") == (
        "cxassess: merge needs at least two answer files, and there is only one/Ana.yaml (give another)\n"
    )
    (folder / "none").mkdir()
    assert refused(folder, 2, "none", other, "-o", "x.yaml") == (
        "cxassess: none: there is no answer file here (give a folder that has some)\n"
    )
    assert refused(folder, 2, "people", "-o", "people/Ana.yaml", "--force").endswith(
        "\ncxassess: people/Ana.yaml is one of the files to merge (give the new file after -o)\n"
    )


@pytest.mark.parametrize(("date", "warns"), [("2026-12-30", False), ("2026-12-31", True), ("", False)])
def test_answers_of_two_times_are_warned_of(folder: Path, date: str, warns: bool) -> None:
    """2026-10-01 and 90 days later may be one assessment; after that nothing says that it is not."""
    one = write(folder, "one", "{A1: 1}", "respondent: {name: Ana}\ndate: 2026-10-01\n")
    two = write(folder, "two", "{A1: 2}", "respondent: {name: Ben}\n" + (f"date: {date}\n" if date else ""))
    said = merge(folder, two, one)[1]
    warning = (
        "two.yaml: warning: dated December 31, 2026, 91 days after one.yaml (October 1, 2026), but merged as if the "
        "dates were the same ('cxassess compare' shows what changed from one assessment to the next)"
    )
    assert (said[0] == warning) is warns
    assert sum("warning" in line for line in said) == warns


def test_the_full_report_counts_and_names_what_the_merge_does(tmp_path: Path) -> None:
    """Don't know and not applicable are answers that differ from a level, and the full report lists each question."""
    tiny(tmp_path, plays={"A": [{} for _ in range(12)]})
    levels = {"Ana": [1] * 10, "Ben": [1] + [3] * 9}
    for name, own in levels.items():
        answers = ", ".join(f"A{number}: {level}" for number, level in enumerate(own, 1))
        last = "A11: 2, A12: unknown" if name == "Ana" else "A11: {not_applicable: no desk}, A12: unknown"
        write(tmp_path, name, f"{{{answers}, {last}}}", f"respondent: {{name: {name}}}\n")
    said = merge(tmp_path, "Ana.yaml", "Ben.yaml")[1]
    assert said[-2:] == [
        "  and 4 more; 'cxassess report m.yaml -o FILE --size full' lists all.",
        "Merged 2 files, 2 people. Questions answered by one person: 0; by several, with the same answer: 2; "
        "with different answers: 10.",
    ]
    for size, listed in (("standard", 8), ("full", 10)):
        words = ("report", "m.yaml", "-o", f"{size}.md", "--size", size)
        assert cxassess(*words, cwd=tmp_path, CXASSESS_PLAYBOOKS=str(tmp_path)).returncode == 0
        lines = (tmp_path / f"{size}.md").read_text().splitlines()
        start = lines.index("### Where people differed")
        assert lines[start + 2].startswith(
            "Several people answered 12 questions: 2 with the same answer, 10 with different answers. "
            "The votes on 9 of them are two or more levels apart."
        )
        table = lines[start + 6 :][: listed + 2]
        assert table[0].startswith("| Question | Given | Answer |")
        assert len([line for line in table[2:] if "Question A" in line]) == listed
        assert lines[start + 6 + listed + 2] == ""
        also = lines[start + 6 + listed + 3]
        assert also == ('Also: "Question A9?" (A9) and "Question A10?" (A10).' if size == "standard" else also)
        assert also.startswith("Also") == (size == "standard")
    assert "| 1 × level 2, Mid; 1 × not applicable | level 2, Mid |" in "\n".join(table)


def test_standard_input_and_output(folder: Path) -> None:
    one = write(folder, "one", "{A1: 3}")
    done = cxassess("merge", one, "-", "-o", "-", "--playbook", "tiny", cwd=folder, stdin=f"{HEAD}answers: {{A1: 1}}\n")
    assert done.returncode == 0
    assert [vote["who"] for vote in yaml.safe_load(done.stdout)["answers"]["A1"]["votes"]] == ["one", "standard input"]


def test_a_wording_that_is_not_todays_stays_so(folder: Path) -> None:
    one = write(folder, "one", "{A1: 3}", "wording: {A1: 01234567}\n")
    two = write(folder, "two", "{A1: 3, A2: 1}")
    text, _ = merge(folder, one, two)
    assert yaml.safe_load(text)["wording"]["A1"] in ("01234567", 1234567, 342391)
    scored = cxassess("score", "m.yaml", "--playbook", "tiny", "--format", "json", cwd=folder)
    assert 'cannot be compared: "Question A1?" (A1)' in scored.stderr.decode()
    assert json.loads(scored.stdout)["questions"][0]["level"] == "3"


# -- files that were merged before, and many people


def test_a_file_merged_by_an_earlier_version(folder: Path) -> None:
    """Its people are known by their votes; who gave no level, by remarks; notes, by the names before them."""
    earlier = write(
        folder,
        "earlier",
        "{A1: {level: 2, reason: '2 answers from 2 to 4, the middle is 2 (the lower of the two in the middle); not agreed yet. Don''t know: 1.', "
        'note: "Ann: seen\\nin May\\nBen: not so", votes: [{who: Ann, role: Leader, level: 4}, {who: Ben, level: 2}], '
        "remarks: [{who: Di, text: Don't know.}]}, "
        "A2: {level: 3, reason: 2 say 3., votes: [{who: Ann, role: Leader, level: 3}, {who: Team, level: 3, note: agreed}, {who: Zoe, level: 1}]}}",
        'respondent: {name: "Ann, Ben, Di and Team", role: Leader}\n',
    )
    eve = write(folder, "eve", "{A1: 4, A2: 5}", "respondent: {name: Eve}\n")
    text, _ = merge(folder, earlier, eve)
    again, _ = merge(folder, eve, earlier, words=("--force",))
    assert again == text
    data = yaml.safe_load(text)
    assert data["people"] == [
        {"name": "Ann", "role": "Leader"},
        *({"name": name} for name in ("Ben", "Di", "Eve", "Team")),
    ]
    assert data["answers"] == {
        "A1": {
            "level": 4,
            "reason": "3 answers from 2 to 4, the middle is 4; not agreed yet. Don't know: 1.",
            "votes": [
                {"who": "Ann", "role": "Leader", "level": 4, "note": "seen\nin May"},
                {"who": "Ben", "level": 2, "note": "not so"},
                {"who": "Eve", "level": 4},
            ],
            "remarks": [{"who": "Di", "unknown": True}],
        },
        "A2": {
            "level": 3,
            "reason": "3 answers from 3 to 5, the middle is 3; not agreed yet.",
            "votes": [
                {"who": "Ann", "role": "Leader", "level": 3},
                {"who": "Eve", "level": 5},
                {"who": "Team", "level": 3, "note": "agreed"},
                {"who": "Zoe", "level": 1, "part_of": "Team"},
            ],
        },
    }  # fmt: skip


def test_a_level_that_people_agreed_on_after_merging_counts_once(folder: Path) -> None:
    merge(folder, person(folder, "Ann", 4), person(folder, "Ben", 2))
    (folder / "m.yaml").rename(folder / "two.yaml")
    assert (
        cxassess("answer", "two.yaml", "A1=3", "A1:agreed=the minutes", "--playbook", "tiny", cwd=folder).returncode
        == 0
    )
    text, _ = merge(folder, "two.yaml", person(folder, "Eve", 5))
    assert yaml.safe_load(text)["answers"]["A1"]["votes"] == [
        {"who": "Ann and Ben", "level": 3, "note": "the minutes"},
        {"who": "Eve", "level": 5},
        {"who": "Ann", "level": 4, "part_of": "Ann and Ben"},
        {"who": "Ben", "level": 2, "part_of": "Ann and Ben"},
    ]


def test_merging_what_strangers_merged(tmp_path: Path, cases: Path) -> None:
    """`all` was merged from four files by another hand: with the fifth it gives what merging the five gives."""
    for path in sorted((cases / "strangers" / "05-merge-of-merge").glob("*.yaml")):
        head = path.read_text(encoding="utf-8").partition("wording:")[0]
        (tmp_path / path.name).write_text(head.replace('version: "1.0"', 'version: "2.0"'), encoding="utf-8")

    def merged(*names: str) -> str:
        paths = [f"{name}.yaml" for name in names]
        done = cxassess("merge", *paths, "-o", "-", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout.decode()

    five = merged("ann", "ben", "cy", "di", "eve")
    assert merged("all", "eve") == merged("eve", "all") == merged("ben", "all", "eve", "ann") == five
    assert 'P1.1:\n    level: 4\n    reason: "5 answers from 2 to 5, the middle is 4; not agreed yet."\n' in five


@pytest.mark.slow
@pytest.mark.parametrize(
    ("people", "note", "fits"), [(60, "", True), (300, "", True), (300, " and it was so" * 4, False)]
)
def test_hundreds_of_people_on_every_question(tmp_path: Path, people: int, note: str, fits: bool) -> None:
    """What is written passes `check`; what would be too large is refused before, with what takes the room."""
    shown = cxassess("show", "act-iac-cx-2018", "--format", "json").stdout
    ids = [question["id"] for play in json.loads(shown)["plays"] for question in play["questions"]]
    roles = ("Leader", "Front line", "IT")
    for n in range(people):
        more = f", note: seen in office {n}{note}, evidence: [Minutes {n % 40}], confidence: high"
        lines = [f"  {id}: {{level: {(n * 7 + at * 3) % 5 + 1}{more}}}" for at, id in enumerate(ids)]
        head = f'playbook: act-iac-cx-2018\nversion: "2.0"\nrespondent: {{name: Person {n}, role: {roles[n % 3]}}}\nanswers:\n'
        (tmp_path / f"{n}.yaml").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    paths = [f"{n}.yaml" for n in range(people)]
    done = cxassess("merge", *paths, "-o", "m.yaml", cwd=tmp_path)
    if not fits:
        assert done.returncode == 3
        assert done.stderr.decode() == (
            "cxassess: m.yaml: not written: merged, these files have 2.7 MiB, and no command reads more than 2 MiB; "
            "notes, reasons and evidence are 1.3 MiB of it (shorten them in copies of the files, or merge fewer files)\n"
        )
        assert not (tmp_path / "m.yaml").exists()
        return
    assert done.returncode == 0, done.stderr.decode()
    assert f"\nMerged {people} files, {people} people. " in done.stderr.decode()
    assert cxassess("check", "m.yaml", cwd=tmp_path).returncode == 0
    answers = yaml.load((tmp_path / "m.yaml").read_bytes(), Loader=yaml.CSafeLoader)["answers"]
    assert {len(answer["votes"]) for answer in answers.values()} == {people}


def test_the_longest_texts_that_files_may_hold_can_be_merged(folder: Path) -> None:
    long, name = "x" * 100_000, "N" * 1000
    one = write(folder, "one", f"{{A1: {{not_applicable: {long}}}, A2: {{votes: [{{who: {'V' * 3000}, level: 2}}]}}}}", f"respondent: {{name: {name}}}\n")  # fmt: skip
    two = write(folder, "two", f"{{A1: {{not_applicable: {long}y}}, A2: {{level: 3, note: {long}}}}}".replace("xy}", "y}"), "respondent: {name: Ben}\n")  # fmt: skip
    text, _ = merge(folder, one, two)
    (folder / "m.yaml").rename(folder / "first.yaml")
    done = cxassess("answer", "first.yaml", "A1=3", "--playbook", "tiny", cwd=folder)
    assert done.returncode == 0
    again, _ = merge(folder, "first.yaml", person(folder, "Eve", 5))
    assert len(again) > len(text) - 100_000
