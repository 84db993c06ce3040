"""Editions of a playbook: answers to what is no longer asked are kept, listed and never guessed; `migrate` updates a file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from support import ROOT, cxassess, write_playbook
from support.terminal import Talk

from cxassess.answers import Library, load_answers
from cxassess.playbook import Catalog, load_playbook, question_digest
from cxassess.report.single.comparison import answer_lists
from cxassess.scoring import Assessment, assess
from cxassess.scoring.measures import across_editions, common_scores
from cxassess.source.emit import yaml_text

LEVELS = 'levels: {1: "No.", 2: Some., 3: All.}'
SCALE = "scale: {1: Not yet, 2: At times, 3: Always}"


@pytest.fixture
def desk(tmp_path: Path, cases: Path) -> Path:
    """The files of a questionnaire of which a question was split, one moved, one reworded and one retired."""
    home = Path(shutil.copytree(cases / "strangers" / "01-retired-question", tmp_path / "desk"))
    for path in home.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return home


def run(home: Path, *words: str, code: int = 0, book: str = "v2/desk") -> tuple[str, list[str]]:
    """Standard output, and the lines of standard error without the lines of files that they show."""
    done = cxassess(*words, *(("--playbook", book) if book else ()), cwd=home)
    assert done.returncode == code, done.stderr.decode()
    return done.stdout.decode(), [line for line in done.stderr.decode().splitlines() if line[:4] != "    "]


OLD_EDITION = (
    "old.yaml:3:10: warning: these answers are for version 1.0; desk is now version 2.0; cannot be compared: "
    '"Do we ask everyone, each time, how it was?" (B.1) (review these questions again)'
)
NO_LONGER_ASKED = (
    "old.yaml:8:3: warning: version 2.0 of desk no longer asks A.1, A.2 (now B.3, in the same words) and B.2; "
    "what this file says of them does not count (it stays in the file; "
    "'cxassess migrate old.yaml -o NEW.yaml' takes over what is asked in the same words)"
)


def test_answers_to_an_earlier_edition_are_a_warning(desk: Path) -> None:
    before = (desk / "old.yaml").read_bytes()
    assert run(desk, "score", "new.yaml")[1] == []
    for words in (("score", "old.yaml"), ("next", "old.yaml"), ("check", "old.yaml"), ("explain", "old.yaml")):
        assert run(desk, *words)[1][:2] == [OLD_EDITION, NO_LONGER_ASKED]
    result = json.loads(run(desk, "score", "old.yaml", "--format", "json")[0])
    assert result["overall"]["exact"] == "3"
    assert [(one["id"], one["level"]) for one in result["questions"]] == [
        ("A.1a", None),
        ("A.1b", None),
        ("B.1", "3"),
        ("B.3", None),
    ]
    assert (desk / "old.yaml").read_bytes() == before


def test_saving_keeps_what_is_no_longer_asked(desk: Path) -> None:
    before = (desk / "old.yaml").read_text()
    run(desk, "answer", "old.yaml", "A.1a=2")
    added = before.replace("  B.2: {level: 1}\n", "  B.2: {level: 1}\n  A.1a: {level: 2}\n")
    digest = yaml.safe_load((desk / "new.yaml").read_text())["wording"]["A.1a"]
    assert (desk / "old.yaml").read_text() == f"{added}  A.1a: {digest}\n"


def test_an_unknown_id_of_the_same_edition_is_a_fault(desk: Path) -> None:
    text = (desk / "old.yaml").read_text().replace('version: "1.0"', 'version: "2.0"')
    (desk / "typo.yaml").write_text(text)
    assert [line for line in run(desk, "score", "typo.yaml", code=3)[1] if "error" in line] == [
        "typo.yaml:8:3: error: no question 'A.1' in desk (did you mean 'A.1b'?)",
        "typo.yaml:9:3: error: no question 'A.2' in desk (known: A.1a, A.1b, B.1, B.3)",
        "typo.yaml:11:3: error: no question 'B.2' in desk (did you mean 'B.3'?)",
    ]


def test_what_the_playbook_declares_is_no_fault_in_its_own_edition(desk: Path) -> None:
    book = desk / "v2" / "desk" / "playbook.yaml"
    book.write_text(book.read_text() + "retired: {B.2: Nobody calls back any more., A.2: It is B.3 now.}\n")
    (desk / "same.yaml").write_text(
        'playbook: desk\nversion: "2.0"\nanswers: {B.2: 1, B.1: 2}\ntargets: {A.2: {level: 3}}\n'
    )
    said = (
        "same.yaml:3:11: warning: version 2.0 of desk no longer asks B.2 (Nobody calls back any more.) and A.2 (It is B.3 now.); "
        "what this file says of them does not count (it stays in the file; "
        "'cxassess migrate same.yaml -o NEW.yaml' takes over what is asked in the same words)"
    )
    assert run(desk, "score", "same.yaml")[1] == [said]


def test_an_edition_is_shown(desk: Path) -> None:
    declare(desk)
    text = run(desk, "show", "v2/desk", book="")[0]
    assert "\nNo longer asked\n- B.2: Nobody calls back any more.\n" in text
    assert (
        "    3, Always: All.\n    Evidence: x\n    Next from 1: a\n    Next from 2: b\n    Sources: ours\n    Replaces: A.1\n"
        in text
    )
    shown = json.loads(run(desk, "show", "v2/desk", "--format", "json", book="")[0])
    assert shown["retired"] == {"B.2": "Nobody calls back any more."}
    assert [one.get("replaces") for play in shown["plays"] for one in play["questions"]] == [
        ["A.1"],
        ["A.1"],
        None,
        None,
    ]


def declare(desk: Path) -> None:
    """Say in the new edition what became of A.1 and B.2; A.2 is recognized without it."""
    book, play = desk / "v2" / "desk" / "playbook.yaml", desk / "v2" / "desk" / "plays" / "a.yaml"
    book.write_text(book.read_text() + "retired: {B.2: Nobody calls back any more.}\n")
    play.write_text(play.read_text().replace("sources: [ours]", "sources: [ours], replaces: [A.1]"))


def test_answering_what_is_no_longer_asked(desk: Path) -> None:
    declare(desk)
    for id, why in (("A.1", "now A.1a and A.1b"), ("B.2", "Nobody calls back any more.")):
        said = run(desk, "answer", "old.yaml", f"{id}=3", code=2)[1]
        assert said[0] == f"cxassess: '{id}=3': {id} is no longer asked ({why})"


def test_editions_are_not_merged_but_migrated(desk: Path) -> None:
    said = run(desk, "merge", "old.yaml", "new.yaml", "-o", "all.yaml", code=3)[1]
    assert said[-1] == (
        "new.yaml:3:10: error: 'version' is '2.0', but '1.0' at old.yaml:3:10 "
        "(update the older one first, with 'cxassess migrate')"
    )


def overlaid(desk: Path, fields: str, answers: str) -> list[str]:
    """What is said of answers under an overlay with these fields."""
    folder = desk / "v2" / "desk" / "overlays"
    folder.mkdir(exist_ok=True)
    (folder / "mine.yaml").write_text(f"overlay: mine\nversion: '1'\nextends: desk\n{fields}\n")
    (desk / "mine.yaml").write_text(f'playbook: desk\nversion: "2.0"\noverlays: [mine]\nanswers: {answers}\n')
    return run(desk, "score", "mine.yaml")[1]


def test_an_overlay_has_editions_too(desk: Path) -> None:
    declare(desk)
    assert overlaid(desk, "hide: [A.1a, A.1b]", "{A.1: 2, B.1: 2}") == []  # listed with what is hidden
    gone = overlaid(desk, "retired: {X.1: It was too long.}", "{X.1: 2, B.1: 2}")
    assert gone[0].startswith(
        "mine.yaml:4:11: warning: version 2.0 of desk no longer asks X.1 (It was too long.); what"
    )
    now = overlaid(desk, "change: {B.3: {replaces: [X.2]}}", "{X.2: 2, B.1: 2}")
    assert now[0].startswith("mine.yaml:4:11: warning: version 2.0 of desk no longer asks X.2 (now B.3); what")
    shown = run(desk, "explain", "mine.yaml")[0]
    assert "(B.3): what it replaces changed (overlay mine)" in " ".join(shown.split())


# ---- comparison --------------------------------------------------------------------------------

COMPARED = (
    "Counting only the 1 of 4 questions that can be compared, the score was 2.00 last time and is 3.00 now (+1.00)."
)


def test_a_comparison_covers_what_both_editions_ask(desk: Path) -> None:
    run(desk, "report", "new.yaml", "--baseline", "old.yaml", "-o", "r.json")
    comparison = json.loads((desk / "r.json").read_text())["report"]["comparison"]
    assert comparison["sentences"] == [
        COMPARED,
        "The full scores, by version 2.0, are 3.00 last time and 2.75 now, but not all of their answers can be compared.",
        "1 play rose: Learn (+1.00 on 1 of 2).",
        "1 question rose: Do we ask what they came for? (B.3) from 2 to 3.",
        "2 questions have a level now and had none last time: Do we greet people? (A.1a) and Do we tell them the wait? (A.1b).",
        "2 questions were asked last time, but not now: A.1 and B.2.",
        "1 question was asked last time in other words, or in words that are not recorded: "
        "Do we ask everyone, each time, how it was? (B.1).",
    ]


def test_what_was_split_is_listed_and_not_compared(desk: Path) -> None:
    declare(desk)
    run(desk, "report", "new.yaml", "--baseline", "old.yaml", "-o", "r.json")
    comparison = json.loads((desk / "r.json").read_text())["report"]["comparison"]
    assert comparison["sentences"][0] == COMPARED
    assert comparison["sentences"][-3:-1] == [
        "1 question was asked last time, but not now: B.2.",
        "2 questions were asked last time as parts of other questions: Do we greet people? (A.1a) and Do we tell them the wait? (A.1b).",
    ]
    assert comparison["answers"]["split"] == [
        {"id": "A.1a", "question": "Do we greet people?", "then": "A.1: Level 3", "now": "Level 3, Always"},
        {"id": "A.1b", "question": "Do we tell them the wait?", "then": "A.1: Level 3", "now": "Level 2, At times"},
    ]
    assert comparison["answers"]["retired"] == [{"id": "B.2", "question": "", "then": "Level 1", "now": ""}]


@pytest.mark.slow
def test_every_command_compares_alike(desk: Path) -> None:
    """A report, a report in a folder of them, `compare` and `explain` take the same answers to be comparable."""
    declare(desk)
    run(desk, "report", "new.yaml", "--baseline", "old.yaml", "-o", "r.json")
    run(desk, "report", "new.yaml", "--baseline", "old.yaml", "-o", "all/", "--format", "json")
    one = json.loads((desk / "r.json").read_text())["report"]["comparison"]
    (in_folder,) = (json.loads(path.read_text())["report"]["comparison"] for path in (desk / "all").glob("*.json"))
    assert in_folder == one
    whole = json.loads(run(desk, "compare", "old.yaml", "new.yaml", "--format", "json")[0])
    assert not list(Draft202012Validator(json.loads(cxassess("schema", "comparison").stdout)).iter_errors(whole))
    (step,) = whole["comparisons"]
    assert step["overall"]["then"] == one["overall"]["then"] == "2.00"
    assert step["questions"] == one["answers"]
    explained = run(desk, "explain", "new.yaml", "--baseline", "old.yaml")[0]
    assert "  Learn, 1 of 2: last time 2, now 3; shown: 3.00 − 2.00 = +1.00\n" in explained


def edition(home: Path, version: str, questions: dict[str, str], head: str = "", levels: str = LEVELS) -> str:
    """A playbook `kit` of one play with these questions, each with the flow text of fields beside its text."""
    text = "id: K\ntitle: Kit\nquestions:\n" + "".join(
        f"  - {{id: {id}, {fields}, {levels}}}\n" for id, fields in questions.items()
    )
    folder = home / f"v{version}" / "kit"
    write_playbook(folder, f'id: kit\nversion: "{version}"\ntitle: Kit\n{SCALE}\n{head}', {"k": text})
    return f"v{version}/kit"


def answered(home: Path, name: str, book: str, *arguments: str, head: str = "") -> str:
    """An answer file that our own command writes, under an edition."""
    path = home / f"{name}.yaml"
    version = Path(book).parent.name.removeprefix("v")
    path.write_text(f'playbook: kit\nversion: "{version}"\n{head}answers: {{}}\n')
    run(home, "answer", path.name, *arguments, book=book)
    return path.name


def compared(home: Path, new: str, old: str, book: str) -> dict[str, list[tuple[str, str]]]:
    """By the name of a list of the comparison, the ids in it with the earlier answer."""
    run(home, "report", new, "--baseline", old, "-o", "r.json", "--force", book=book)
    comparison = json.loads((home / "r.json").read_text())["report"]["comparison"]
    lists = {"compared": [("", str(comparison["compared"]))]}
    return lists | {
        name: [(one["id"], one["then"]) for one in all_] for name, all_ in comparison["answers"].items() if all_
    }


def test_a_question_that_joins_several_is_listed_and_not_compared(tmp_path: Path) -> None:
    one = edition(tmp_path, "1", {"K1": "text: Do we write?", "K2": "text: Do we call?"})
    two = edition(tmp_path, "2", {"K9": "text: Do we write and call?, replaces: [K1, K2]"})
    old = answered(tmp_path, "old", one, "K1=1", "K2=na:No phone")
    new = answered(tmp_path, "new", two, "K9=3")
    assert compared(tmp_path, new, old, two) == {
        "compared": [("", "0")],
        "joined": [("K9", "K1: Level 1; K2: Not applicable")],
    }


OTHER_LEVELS = 'levels: {1: "No.", 2: Some., 3: Each time.}'


def test_same_as_makes_other_words_comparable(tmp_path: Path) -> None:
    one = edition(tmp_path, "1", {"K1": "text: Do we write?"})
    old = answered(tmp_path, "old", one, "K1=1")
    digest = yaml.safe_load((tmp_path / "old.yaml").read_text())["wording"]["K1"]
    other = edition(tmp_path, "2", {"K9": "text: Do we send letters?, replaces: [K1]"}, levels=OTHER_LEVELS)
    same = f"text: Do we send letters?, replaces: [K1], same_as: ['{digest}']"
    clear = edition(tmp_path, "3", {"K9": same}, levels=OTHER_LEVELS)
    new = answered(tmp_path, "new", clear, "K9=3")
    assert compared(tmp_path, new, old, other) == {"compared": [("", "0")], "reworded": [("K9", "Level 1, Not yet")]}
    assert compared(tmp_path, new, old, clear) == CLARIFIED


CLARIFIED = {"compared": [("", "1")], "rose": [("K9", "Level 1, Not yet")], "clarified": [("K9", "Level 1, Not yet")]}


@pytest.mark.slow
@pytest.mark.parametrize("records_wording", [True, False])
def test_the_same_levels_of_a_question_that_replaces_one_are_compared(tmp_path: Path, records_wording: bool) -> None:
    """Where the earlier edition lies in a folder that is looked through, and says what the levels were."""
    one = edition(tmp_path, "1", {"K1": "text: Do we write?", "K2": "text: Do we call?"})
    two = edition(tmp_path, "2", {"K9": "text: Do we send letters?, replaces: [K1]", "K2": "text: Do we call?"})
    old = answered(tmp_path, "old", one, "K1=1")
    if not records_wording:
        (tmp_path / old).write_text('playbook: kit\nversion: "1"\nanswers: {K1: 1}\n')
    new = answered(tmp_path, "new", two, "K9=3")
    assert compared(tmp_path, new, old, two) == CLARIFIED
    said = run(tmp_path, "migrate", old, "-o", "m.yaml", book=two)[1]
    assert said[1] == "  K9  moved from K1: asked in other words, with the same levels; check it"
    digest = question_digest(load_playbook(tmp_path / one)[0].by_id["K1"])
    assert yaml.safe_load((tmp_path / "m.yaml").read_text())["wording"] == {"K9": digest}
    assert run(tmp_path, "check", "m.yaml", book=two)[1][0] == (
        'm.yaml:3:10: warning: asked in other words, with the same levels: "Do we send letters?" (K9) (check whether each answer still fits)'
    )
    assert compared(tmp_path, new, "m.yaml", two) == CLARIFIED
    assert compared(tmp_path, "m.yaml", old, two)["compared"] == [("", "1")]
    shutil.move(tmp_path / "v1", tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "kit").rename(tmp_path / "elsewhere" / "other")
    assert compared(tmp_path, new, old, two) == {"compared": [("", "0")], "reworded": [("K9", "Level 1, Not yet")]}
    (tmp_path / "shelf").mkdir()
    shutil.move(tmp_path / "elsewhere" / "other", tmp_path / "shelf" / "sub" / "kit")
    words = ("report", new, "--baseline", old, "-o", "r.json", "--force", "--playbook", two)
    done = cxassess(*words, cwd=tmp_path, CXASSESS_PLAYBOOKS=str(tmp_path / "shelf" / "sub"))
    assert done.returncode == 0
    assert json.loads((tmp_path / "r.json").read_text())["report"]["comparison"]["compared"] == 1


def test_of_what_is_joined_one_answer_alone_is_not_compared(tmp_path: Path) -> None:
    one = edition(tmp_path, "1", {"K1": "text: Do we write?", "K2": "text: Do we call?"})
    two = edition(tmp_path, "2", {"K9": "text: Do we write and call?, replaces: [K1, K2]"})
    old, new = answered(tmp_path, "old", one, "K1=1"), answered(tmp_path, "new", two, "K9=3")
    assert compared(tmp_path, new, old, two) == {"compared": [("", "0")], "reworded": [("K9", "Level 1, Not yet")]}


def test_words_of_a_question_that_was_split_are_those_of_none_of_its_parts(tmp_path: Path) -> None:
    one = edition(tmp_path, "1", {"K1": "text: Do we write?"})
    two = edition(tmp_path, "2", {f"K{n}": f"text: Do we write {n}?, replaces: [K1]" for n in (8, 9)})
    digest = yaml.safe_load((tmp_path / answered(tmp_path, "old", one, "K1=1")).read_text())["wording"]["K1"]
    (tmp_path / "mine.yaml").write_text(f'playbook: kit\nversion: "2"\nanswers: {{K9: 1}}\nwording: {{K9: {digest}}}\n')
    new = answered(tmp_path, "new", two, "K9=3")
    assert compared(tmp_path, new, "mine.yaml", two)["compared"] == [("", "0")]


def test_what_both_files_answer_under_an_earlier_id_is_not_listed(tmp_path: Path) -> None:
    one = edition(tmp_path, "1", {"K1": "text: Do we write?", "K2": "text: Do we call?", "K3": "text: Do we fax?"})
    head = "retired: {K3: Nobody has a fax.}\n"
    two = edition(tmp_path, "2", {"K9": "text: Do we write?, replaces: [K1]", "K2": "text: Do we call?"}, head)
    old = answered(tmp_path, "old", one, "K1=1", "K2=1", "K3=1")
    new = answered(tmp_path, "new", one, "K1=2", "K2=2", "K3=2")
    assert compared(tmp_path, new, old, two) == {"compared": [("", "1")], "rose": [("K2", "Level 1, Not yet")]}
    later = answered(tmp_path, "later", two, "K9=2")
    assert compared(tmp_path, later, old, two)["retired"] == [("K3", "Level 1")]


def test_a_note_without_an_answer_is_no_answer_that_does_not_count(tmp_path: Path) -> None:
    head = "retired: {K3: Nobody has a fax.}\n"
    two = edition(tmp_path, "2", {"K2": "text: Do we call?"}, head)
    for answer, counts in (("{note: later}", False), ("2", True)):
        (tmp_path / "a.yaml").write_text(f'playbook: kit\nversion: "2"\nanswers: {{K2: 1, K3: {answer}}}\n')
        run(tmp_path, "report", "a.yaml", "-o", "r.json", "--force", book=two)
        assert ("1 answer does not count, because" in (tmp_path / "r.json").read_text()) is counts


def test_votes_alone_and_levels_that_there_are_not_are_not_taken_over(tmp_path: Path) -> None:
    one = edition(tmp_path, "1", {"K1": "text: Do we write?", "K2": "text: Do we call?"})
    few = 'levels: {1: "No.", 2: Some.}'
    digest = question_digest(load_playbook(tmp_path / one)[0].by_id["K2"])
    two = edition(
        tmp_path,
        "2",
        {"K1": "text: Do we send letters?", "K9": f"text: Do we ring?, replaces: [K2], same_as: [{digest}]"},
        levels=few,
    )
    book = tmp_path / two / "playbook.yaml"
    book.write_text(book.read_text().replace(SCALE, "scale: {1: Not yet, 2: At times}"))
    (tmp_path / "old.yaml").write_text(
        'playbook: kit\nversion: "1"\n'
        f"answers: {{K1: {{votes: [{{who: Ann, level: 2}}]}}, K2: {{level: 2, votes: [{{who: Ann, level: 3}}]}}}}\nwording: {{K2: {digest}}}\n"
    )
    run(tmp_path, "migrate", "old.yaml", "-o", "m.yaml", book=two)
    new = yaml.safe_load((tmp_path / "m.yaml").read_text())
    assert (new["answers"], sorted(new["earlier"]["1"]["answers"])) == ({}, ["K1", "K2"])


def test_the_same_levels_under_the_words_of_an_overlay_are_not_known(tmp_path: Path) -> None:
    one = edition(tmp_path, "1", {"K1": "text: Do we write?"})
    two = edition(tmp_path, "2", {"K9": "text: Do we send letters?, replaces: [K1]"})
    old, new = answered(tmp_path, "old", one, "K1=1"), answered(tmp_path, "new", two, "K9=3")
    text = (tmp_path / old).read_text()
    digest = yaml.safe_load(text)["wording"]["K1"]
    (tmp_path / old).write_text(text.replace(digest, "0123abcd"))
    assert compared(tmp_path, new, old, two)["compared"] == [("", "0")]


def test_two_renames_in_three_editions(tmp_path: Path) -> None:
    """K1 became L1 and then M1; the last edition names both, and answers to each are compared and migrated."""
    one = edition(tmp_path, "1", {"K1": "text: Do we write?", "K2": "text: Do we call?"})
    two = edition(tmp_path, "2", {"L1": "text: Do we write?, replaces: [K1]", "K2": "text: Do we call?"})
    three = edition(tmp_path, "3", {"M1": "text: Do we write?, replaces: [K1, L1]", "K2": "text: Do we call?"})
    files = [
        answered(tmp_path, "first", one, "K1=1", "K2=2"),
        answered(tmp_path, "second", two, "L1=2", "K2=2"),
        answered(tmp_path, "third", three, "M1=3", "K2=2"),
    ]
    for old, level in ((files[0], "Level 1, Not yet"), (files[1], "Level 2, At times")):
        assert compared(tmp_path, files[2], old, three) == {"compared": [("", "2")], "rose": [("M1", level)]}
    for at, name in enumerate(files[:2], 1):
        run(tmp_path, "migrate", name, "-o", f"m{at}.yaml", book=three)
        assert yaml.safe_load((tmp_path / f"m{at}.yaml").read_text())["answers"] == {
            "M1": {"level": at},
            "K2": {"level": 2},
        }


def test_new_numbers_are_recognized_by_the_wording(tmp_path: Path) -> None:
    """A question that came first moved all others on by one: each is compared with itself, none with its old number."""
    words = [f"text: Question {number}?" for number in range(4)]
    one = edition(tmp_path, "1", {"K1": words[1], "K2": words[2], "K3": words[3]})
    two = edition(tmp_path, "2", {"K1": words[0], "K2": words[1], "K3": words[2], "K4": words[3]})
    old = answered(tmp_path, "old", one, "K1=1", "K2=2", "K3=3")
    new = answered(tmp_path, "new", two, "K1=1", "K2=1", "K3=2", "K4=3")
    assert compared(tmp_path, new, old, two) == {"compared": [("", "3")], "known": [("K1", "Not answered")]}
    _, said = run(tmp_path, "migrate", old, "-o", "m.yaml", book=two)
    assert said[1:5] == [
        "  K1  open: not answered",
        "  K2  moved from K1: asked in the same words",
        "  K3  moved from K2: asked in the same words",
        "  K4  moved from K3: asked in the same words",
    ]


def test_an_id_that_was_another_questions(tmp_path: Path) -> None:
    """K2 is now what K1 was, and what K2 asked is gone: its answer is kept apart, though the id is asked still."""
    one = edition(tmp_path, "1", {"K1": "text: Do we write?", "K2": "text: Do we call?"})
    two = edition(tmp_path, "2", {"K2": "text: Do we write?"})
    answered(tmp_path, "old", one, "K1=1", "K2=3")
    said = run(tmp_path, "migrate", "old.yaml", "-o", "m.yaml", book=two)[1]
    assert said[1:3] == [
        "  K2  moved from K1: asked in the same words",
        "  K2  not taken over: another question has its id now",
    ]
    new = yaml.safe_load((tmp_path / "m.yaml").read_text())
    assert (new["answers"], new["earlier"]["1"]["answers"]) == ({"K2": {"level": 1}}, {"K2": {"level": 3}})


def test_words_that_two_questions_have_decide_nothing(tmp_path: Path) -> None:
    one = edition(tmp_path, "1", {"K1": "text: Do we write?"})
    two = edition(tmp_path, "2", {"K8": "text: Do we write?", "K9": "text: Do we write?"})
    old, new = answered(tmp_path, "old", one, "K1=1"), answered(tmp_path, "new", two, "K8=1", "K9=1")
    assert run(tmp_path, "score", old, book=two)[1][0] == (
        "old.yaml:2:10: warning: these answers are for version 1; kit is now version 2; the wording of every answered question "
        "that is still asked is unchanged (their scores can still be compared)"
    )
    assert compared(tmp_path, new, old, two)["compared"] == [("", "0")]


# ---- migrate -----------------------------------------------------------------------------------


def test_migrate_says_what_it_does_with_every_question(desk: Path) -> None:
    before = (desk / "old.yaml").read_bytes()
    declare(desk)
    out, said = run(desk, "migrate", "old.yaml", "-o", "m.yaml")
    assert out == ""
    assert said == [
        "old.yaml: desk from 1.0 to 2.0",
        "  A.1a  open: asks a part of A.1",
        "  A.1b  open: asks a part of A.1",
        "  B.1   not taken over: asked in other words",
        "  B.3   moved from A.2: asked in the same words",
        "  A.1   not taken over: split into A.1a and A.1b",
        "  B.2   not taken over: no longer asked (Nobody calls back any more.)",
        "Wrote m.yaml: 1 answer taken over; 3 not, but kept under 'earlier'.",
        "To answer what is open, beside each earlier answer: cxassess assess m.yaml --from old.yaml --playbook v2/desk",
    ]
    assert (desk / "m.yaml").read_text() == MIGRATED
    assert (desk / "m.yaml").stat().st_mode & 0o777 == 0o600
    assert (desk / "old.yaml").read_bytes() == before
    done = cxassess("check", "m.yaml", cwd=desk, CXASSESS_PLAYBOOKS=str(desk / "v2"))
    assert (done.returncode, done.stderr) == (0, b"")
    assert run(desk, "score", "m.yaml")[1] == []


MIGRATED = """\
format: 1
playbook: desk
version: "2.0"
subject:
  agency: X
date: 2025-11-01
answers:
  B.3:
    level: 2
wording:
  B.3: 213c865a
earlier:
  "1.0":
    answers:
      A.1:
        level: 3
        note: Seen in May
      B.1:
        level: 3
      B.2:
        level: 1
    wording:
      A.1: 4e424e2a
      B.1: "62736636"
      B.2: 125a4efe
"""


def test_migrate_as_json(desk: Path) -> None:
    out, said = run(desk, "migrate", "old.yaml", "-o", "m.yaml", "--format", "json")
    assert said == []
    data = json.loads(out)
    assert not list(Draft202012Validator(json.loads(cxassess("schema", "migration").stdout)).iter_errors(data))
    assert {name: value for name, value in data.items() if name != "questions"} == {
        "schema": "cxassess/migration/1",
        "source": "old.yaml",
        "output": "m.yaml",
        "playbook": {"id": "desk", "from": "1.0", "to": "2.0"},
        "plan": [],
    }
    assert [(one["id"], one["how"], one["earlier"]) for one in data["questions"]] == [
        ("A.1a", "open", None),
        ("A.1b", "open", None),
        ("B.1", "reworded", "B.1"),
        ("B.3", "moved", "A.2"),
        ("A.1", "retired", "A.1"),
        ("B.2", "retired", "B.2"),
    ]


def test_a_file_that_does_not_record_its_wording(desk: Path) -> None:
    text = (desk / "old.yaml").read_text().partition("wording:")[0]
    (desk / "hand.yaml").write_text(text)
    said = run(desk, "migrate", "hand.yaml", "-o", "m.yaml")[1]
    assert said[3:7] == [
        "  B.1   not taken over: asked in words that the file does not record",
        "  B.3   open: not answered",
        "  A.1   not taken over: no longer asked",
        "  A.2   not taken over: no longer asked",
    ]
    assert (
        said[-3]
        == "The file does not record how its questions were worded; --from-playbook FOLDER names the edition it answers."
    )
    run(desk, "migrate", "hand.yaml", "-o", "m.yaml", "--force", "--from-playbook", "v1/desk")
    assert (desk / "m.yaml").read_text() == MIGRATED
    said = run(desk, "migrate", "hand.yaml", "-o", "m.yaml", "--force", "--from-playbook", "v2/desk", code=2)[1]
    assert said == [
        "cxassess: --from-playbook v2/desk is version 2.0, but hand.yaml answers version 1.0 (give the edition that it answers)"
    ]


def test_the_page_on_editions_shows_what_a_file_may_hold(desk: Path) -> None:
    page = (ROOT / "docs" / "editions.md").read_text(encoding="utf-8")
    earlier = page.partition("```yaml\n")[2].partition("```")[0]
    (desk / "new.yaml").write_text((desk / "new.yaml").read_text() + earlier)
    assert run(desk, "check", "new.yaml")[1] == []


def test_every_edition_keeps_what_it_leaves_apart(tmp_path: Path) -> None:
    """A file that is migrated twice keeps what each time was not taken over, by version."""
    one = edition(tmp_path, "1", {"K1": "text: Do we write?", "K2": "text: Do we call?", "K3": "text: Do we visit?"})
    two = edition(
        tmp_path, "2", {"K1": "text: Do we write at once?", "K2": "text: Do we call?", "K3": "text: Do we visit?"}
    )
    three = edition(tmp_path, "3", {"K1": "text: Do we write today?", "K3": "text: Do we visit?"})
    answered(tmp_path, "first", one, "K1=1", "K2=2", "K3=3")
    run(tmp_path, "migrate", "first.yaml", "-o", "second.yaml", book=two)
    run(tmp_path, "answer", "second.yaml", "K1=2", book=two)
    out, _ = run(tmp_path, "migrate", "second.yaml", "-o", "-", book=three)
    third = yaml.safe_load(out)
    assert third["answers"] == {"K3": {"level": 3}}
    assert {version: kept["answers"] for version, kept in third["earlier"].items()} == {
        "1": {"K1": {"level": 1}},
        "2": {"K1": {"level": 2}, "K2": {"level": 2}},
    }


def test_words_changed_without_another_version(tmp_path: Path) -> None:
    """Twice: what is kept apart does not take the place of what was kept before."""
    names = []
    for number, words in enumerate(("write", "write at once", "write today")):
        home = tmp_path / str(number)
        book = edition(home, "1", {"K1": f"text: Do we {words}?", "K2": "text: Do we call?"})
        if number:
            previous = names[-1]
            shutil.copy(previous, home / "old.yaml")
            said = run(home, "migrate", "old.yaml", "-o", "a.yaml", book=book)[1]
            assert "  target of K1: not taken over; it is kept with the earlier answers" in said
        else:
            answered(home, "a", book, "K2=2")
        run(home, "answer", "a.yaml", f"K1={number + 1}", "K1:target=3", "K2:target=3", book=book)
        names.append(home / "a.yaml")
    last = yaml.safe_load(names[-1].read_text())
    assert last["answers"] == {"K2": {"level": 2}, "K1": {"level": 3}}
    assert {version: kept["answers"] for version, kept in last["earlier"].items()} == {
        "1": {"K1": {"level": 1}},
        "1 (2)": {"K1": {"level": 2}},
    }


def test_an_answer_that_cannot_be_read_is_not_written_into_a_new_file(desk: Path) -> None:
    """What is no longer asked is not checked where it stays, but where it would be an answer again."""
    text = (desk / "old.yaml").read_text().replace("A.2: {level: 2}", "A.2: {level: 2, colour: red}")
    (desk / "odd.yaml").write_text(text)
    run(desk, "score", "odd.yaml")
    said = run(desk, "migrate", "odd.yaml", "-o", "m.yaml", code=3)[1]
    assert said == [
        "cxassess: m.yaml: not written, because no command could read it: "
        "the answer to \"Do we ask what they came for?\" (B.3) has no field 'colour' (correct it in odd.yaml)"
    ]
    assert not (desk / "m.yaml").exists()


def test_nothing_to_do(desk: Path) -> None:
    said = "new.yaml answers desk 2.0 in its present words: nothing to do, and m.yaml was not written."
    assert run(desk, "migrate", "new.yaml", "-o", "m.yaml") == ("", [said])
    assert not (desk / "m.yaml").exists()


def test_only_the_version_is_another_one(desk: Path) -> None:
    book = desk / "v1" / "desk" / "playbook.yaml"
    book.write_text(book.read_text().replace('"1.0"', '"1.1"'))
    said = run(desk, "migrate", "old.yaml", "-o", "m.yaml", book="v1/desk")[1]
    assert said[1:] == [
        *(f"  {id}  kept: asked in the same words" for id in ("A.1", "A.2", "B.1", "B.2")),
        "Wrote m.yaml: 4 answers taken over.",
    ]
    old, new = (yaml.safe_load((desk / name).read_text()) for name in ("old.yaml", "m.yaml"))
    assert new == old | {"version": "1.1"}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("-o", "old.yaml", "--force"), 2, "cxassess: old.yaml is the file to migrate (give the new file after -o)"),
        (("-o", "new.yaml"), 2, "cxassess: new.yaml: this file exists (add --force to replace it)"),
        (("-o", "m.json"), 2, "cxassess: m.json: an answer file is YAML, and '.json' is not (write m.yaml)"),
        (
            ("-o", "-", "--format", "json"),
            2,
            "cxassess: -o - and --format json cannot both go to standard output (give the new file a name)",
        ),
    ],
)
def test_what_migrate_refuses(desk: Path, words: tuple[str, ...], code: int, said: str) -> None:
    before = {path.name: path.read_bytes() for path in desk.glob("*.yaml")}
    assert run(desk, "migrate", "old.yaml", *words, code=code) == ("", [said])
    assert {path.name: path.read_bytes() for path in desk.glob("*.yaml")} == before


def test_answers_on_another_ladder_are_refused(desk: Path) -> None:
    book = desk / "v2" / "desk" / "playbook.yaml"
    book.write_text(book.read_text() + 'breaks_with: ["1.0"]\n')
    said = run(desk, "migrate", "old.yaml", "-o", "m.yaml", code=3)[1]
    assert said[0].startswith(
        "old.yaml:3:10: error: these answers are for version 1.0 of desk; its levels mean something else in version 2.0 "
        "(begin a new file with 'cxassess assess NEW.yaml --from old.yaml'"
    )
    assert not (desk / "m.yaml").exists()


RICH = """\
# kept by the desk
playbook: kit
version: "1"
subject: {agency: X, tags: {year: "2025"}}
respondent: {name: Ana}
people: [{name: Ana, role: CX, answered: [K1, K2]}, {name: Ben, answered: [K4]}]
date: 2025-05-01
review: {by: Outside, date: 2025-06-01}
marking: CUI
answers:
  K1: {level: 2, reason: agreed, note: "Line one\\nline two", confidence: low, evidence: [{title: Log, link: log.pdf, who: [Ana]}], votes: [{who: Ana, level: 1}, {who: Ben, role: Desk, level: 3, note: n}], remarks: [{who: Ben, text: r}]}
  K2: {not_applicable: No phone}
  K3: {unknown: true, note: Ask Cy}
  K4: 3
  K5: {note: Not yet}
targets: {K1: {level: 3, by: 2026-01-01, owner: Ana}, K2: {level: 2}, K4: {level: 3}, K: {level: 3}, Q: {level: 2}, overall: {score: 2.5}}
focus: [Q, K]
actions:
  - {id: a1, play: K, questions: [K1, K2, K3, K4, K6], text: Write to all, owner: Ana, by: 2026-02-01, effort: 2, status: started}
  - {play: Q, text: Something else}
asks: [{text: A room, who: Head, by: 2026-03-01}]
silence: {one-role: We are few}
wording: {K1: DIGEST1, K2: DIGEST2, K3: DIGEST3, K4: DIGEST4}
"""


def test_everything_else_travels(tmp_path: Path) -> None:
    one = edition(tmp_path, "1", {f"K{number}": f"text: Question {number}?" for number in range(1, 7)})
    two = edition(
        tmp_path,
        "2",
        {
            "N1": "text: Question 1?",
            "K2": "text: Question 2?",
            "K3": "text: Question three?",
            "K4a": "text: The first half?, replaces: [K4]",
            "K4b": "text: The second half?, replaces: [K4]",
            "K5": "text: Question 5?",
        },
        "retired: {K6: It was never answered.}\n",
    )
    answered(tmp_path, "digests", one, *(f"K{number}=1" for number in range(1, 5)))
    digests = yaml.safe_load((tmp_path / "digests.yaml").read_text())["wording"]
    text = RICH
    for number in range(1, 5):
        text = text.replace(f"DIGEST{number}", json.dumps(digests[f"K{number}"]))
    (tmp_path / "old.yaml").write_text(text)
    _, said = run(tmp_path, "migrate", "old.yaml", "-o", "m.yaml", book=two)
    assert said[1:-1] == [
        "  N1   moved from K1: asked in the same words",
        "  K2   kept: asked in the same words",
        "  K3   not taken over: asked in other words",
        "  K4a  open: asks a part of K4",
        "  K4b  open: asks a part of K4",
        "  K5   kept: not answered",
        "  K4   not taken over: split into K4a and K4b",
        "  target of K4: not taken over; it is kept with the earlier answers",
        "  target of Q: not taken over; it is kept with the earlier answers",
        "  focus: Q left out, because there is no such play now",
        "  action “Write to all”: now for N1 instead of K1",
        "  action “Write to all”: now for K4a and K4b instead of K4",
        "  action “Write to all”: K6 left out, because it is no longer asked",
        "  action “Something else”: Q left out, because there is no such play now",
        "Comments in old.yaml were not copied to the new file.",
        "Wrote m.yaml: 2 answers taken over; 2 not, but kept under 'earlier'.",
    ]
    old, new = (yaml.safe_load((tmp_path / name).read_text()) for name in ("old.yaml", "m.yaml"))
    assert new["answers"] == {"N1": old["answers"]["K1"], "K2": old["answers"]["K2"], "K5": {"note": "Not yet"}}
    assert new["wording"] == {"N1": digests["K1"], "K2": digests["K2"]}
    assert new["targets"] == {
        "N1": old["targets"]["K1"],
        "K2": old["targets"]["K2"],
        "K": old["targets"]["K"],
        "overall": old["targets"]["overall"],
    }
    assert new["focus"] == ["K"]
    assert new["actions"] == [
        {**old["actions"][0], "questions": ["N1", "K2", "K3", "K4a", "K4b"]},
        {"text": "Something else"},
    ]
    assert new["people"] == [{"name": "Ana", "role": "CX", "answered": ["N1", "K2"]}, {"name": "Ben"}]
    same = ("playbook", "subject", "respondent", "date", "review", "marking", "asks", "silence")
    assert {name: new[name] for name in same} == {name: old[name] for name in same}
    assert new["earlier"] == {
        "1": {
            "answers": {"K3": old["answers"]["K3"], "K4": {"level": 3}},
            "targets": {"K4": {"level": 3}, "Q": {"level": 2}},
            "wording": {"K3": digests["K3"], "K4": digests["K4"]},
        }
    }
    done = cxassess("check", "--strict", "m.yaml", cwd=tmp_path, CXASSESS_PLAYBOOKS=str(tmp_path / "v2"))
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.slow
def test_the_rest_is_asked_beside_the_answer_to_what_it_was_a_part_of(desk: Path, talk: Callable[..., Talk]) -> None:
    declare(desk)
    run(desk, "migrate", "old.yaml", "-o", "m.yaml")
    words = (str(desk / "m.yaml"), "--from", str(desk / "old.yaml"), "--plain", "--today", "2025-11-01")
    one = talk(*words, CXASSESS_PLAYBOOKS=str(desk / "v2"))
    ask = "Level 1-3, or ? for help: "
    one.wait("Earlier answer to A.1 (version 1.0, 2025-11-01): level 3.")
    one.wait("Earlier note: Seen in May")
    one.answer("2", prompt=ask)
    one.wait("Earlier answer to A.1 (version 1.0, 2025-11-01): level 3.")
    one.answer("1", prompt=ask)
    one.wait("Earlier answer (version 1.0, 2025-11-01): level 3, to a different")
    one.answer("q", prompt=ask)
    assert one.leave() == 0
    answers = yaml.safe_load((desk / "m.yaml").read_text())["answers"]
    assert {id: answer["level"] for id, answer in answers.items()} == {"B.3": 2, "A.1a": 2, "A.1b": 1}


def test_merge_keeps_what_is_no_longer_asked(desk: Path) -> None:
    (desk / "two.yaml").write_text((desk / "old.yaml").read_text().replace("level: 3, note: Seen in May", "level: 1"))
    said = run(desk, "merge", "old.yaml", "two.yaml", "-o", "all.yaml")[1]
    assert (
        "A.1 is no longer asked; of 2 answers, the one from old is kept, the others as remarks "
        "('cxassess migrate' each file first, so that each answer becomes a vote)."
    ) in said
    old, merged = (yaml.safe_load((desk / name).read_text()) for name in ("old.yaml", "all.yaml"))
    assert merged["answers"]["A.1"] == {**old["answers"]["A.1"], "remarks": [{"who": "two", "text": "level: 1"}]}
    assert {id: merged["answers"][id] for id in ("A.2", "B.2")} == {
        "A.2": {"level": 2, "remarks": [{"who": "two", "text": "level: 2"}]},
        "B.2": {"level": 1, "remarks": [{"who": "two", "text": "level: 1"}]},
    }
    assert merged["wording"] == old["wording"]


def test_merge_keeps_what_migrate_kept_apart(desk: Path) -> None:
    text = (desk / "old.yaml").read_text()
    (desk / "two.yaml").write_text(
        text.replace("level: 3, note: Seen in May", "level: 1").replace("B.2: {level: 1}", "")
    )
    for name in ("old", "two"):
        run(desk, "migrate", f"{name}.yaml", "-o", f"m-{name}.yaml")
    said = run(desk, "merge", "m-old.yaml", "m-two.yaml", "-o", "all.yaml")[1]
    assert "earlier answers of A.1 (1.0) differ: kept level 3, note Seen in May; left out level 1." in said
    earlier = yaml.safe_load((desk / "all.yaml").read_text())["earlier"]
    assert earlier == yaml.safe_load((desk / "m-old.yaml").read_text())["earlier"]


# ---- laws --------------------------------------------------------------------------------------

KINDS = st.sampled_from(["same", "same", "renamed", "reworded", "gone"])


@st.composite
def written_answer(draw: st.DrawFn) -> dict[str, object]:
    """What a file may say of a question."""
    said = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=12)
    text = said.map(str.strip).filter(lambda one: one.lower() not in ("", "~", "null", "true", "false", "yes", "no"))
    state: dict[str, object] = draw(
        st.one_of(
            st.sampled_from(["1", "2", "3"]).map(lambda key: {"level": key}),
            text.map(lambda reason: {"not_applicable": f"because {reason}"}),
            st.just({"unknown": "true"}),
        )
    )
    for name in draw(st.sets(st.sampled_from(["note", "confidence", "evidence", "votes", "remarks"]))):
        who, level = draw(text), draw(st.sampled_from(["1", "2", "3"]))
        state |= {
            "note": {"note": draw(text)},
            "confidence": {"confidence": "high"},
            "evidence": {"evidence": [{"title": draw(text), "link": "a.pdf"}]},
            "votes": {"votes": [{"who": who, "level": level, "note": draw(text)}]},
            "remarks": {"remarks": [{"who": who, "text": draw(text)}]},
        }[name]
    return state


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_asked_in_the_same_words_is_kept_whole(tmp_path: Path, data: st.DataObject) -> None:
    """Drawn editions: what is worded alike is kept with all that is beside it, the rest is under 'earlier', and check passes."""
    home = tmp_path / "drawn"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    ids = [f"K{number}" for number in range(1, data.draw(st.integers(2, 6)))]
    kinds = {id: data.draw(KINDS, label=id) for id in ids}
    one = edition(home, "1", {id: f"text: Do we do {id}?" for id in ids})
    renamed = {id: f"N{id}" if kind == "renamed" else id for id, kind in kinds.items() if kind != "gone"}
    if data.draw(st.booleans()):  # an id of one that is gone may be another's now, though the playbook cannot say so
        free = [id for id, kind in kinds.items() if kind == "gone"]
        renamed |= dict(zip([id for id, kind in kinds.items() if kind == "renamed"], free, strict=False))
    later = {
        new: f"text: Do we {'always ' * (kinds[id] == 'reworded')}do {id}?"
        for id, new in data.draw(st.permutations([*renamed.items()]))
    }
    two = edition(home, "2", later | {"Z": "text: Another?"})
    written = {id: data.draw(written_answer()) for id in ids if data.draw(st.booleans())}
    answered(home, "asked", one, *(f"{id}=1" for id in ids))
    wording = yaml.safe_load((home / "asked.yaml").read_text())["wording"]
    old = {"playbook": "kit", "version": "1", "answers": written, "wording": {id: wording[id] for id in written}}
    (home / "old.yaml").write_text(yaml_text(old), encoding="utf-8")
    done = cxassess("migrate", "old.yaml", "-o", "m.yaml", "--playbook", two, cwd=home)
    assert done.returncode == 0, done.stderr.decode()
    new = yaml.load((home / "m.yaml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    kept = {id: answer for id, answer in written.items() if kinds[id] in ("same", "renamed")}
    left = {id: answer for id, answer in written.items() if id not in kept}
    assert new["answers"] == {renamed[id]: answer for id, answer in kept.items()}
    assert new.get("wording", {}) == {renamed[id]: wording[id] for id in kept}
    assert new.get("earlier", {}) == (
        {"1": {"answers": left, "wording": {id: wording[id] for id in left}}} if left else {}
    )
    checked = cxassess("check", "m.yaml", cwd=home, CXASSESS_PLAYBOOKS=str(home / "v2"))
    assert checked.returncode == 0, checked.stderr.decode()  # a character without a glyph is a warning


LEVEL_OR_NOT = st.sampled_from(["1", "2", "3", "1", "2", "3", "", "{unknown: true}", "{not_applicable: No phone}"])


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_new_ids_change_no_comparison(tmp_path: Path, data: st.DataObject) -> None:
    """Drawn answers: where an edition gives questions other ids and another order only, the same is compared."""
    home = tmp_path / "drawn"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    ids = [f"K{number}" for number in range(1, data.draw(st.integers(2, 6)))]
    digits = data.draw(st.permutations(range(1, len(ids) + 1)))
    prefix = data.draw(st.sampled_from(["K", "N"]))  # numbers of its own, or those that others had
    new_id = {id: f"{prefix}{digit}" for id, digit in zip(ids, digits, strict=True)}
    later = data.draw(st.permutations(ids))
    books = {
        "1": edition(home, "1", {id: f"text: Do we do {id}?, weight: {len(ids)}" for id in ids}),
        "2": edition(home, "2", {new_id[id]: f"text: Do we do {id}?, weight: {len(ids)}" for id in later}),
    }
    assessments: dict[tuple[str, str], Assessment] = {}
    drawn = {name: {id: data.draw(LEVEL_OR_NOT) for id in ids} for name in ("old", "new")}
    wording = {one.id: question_digest(one) for one in load_playbook(home / books["1"])[0].questions()}
    for name, written in drawn.items():
        for version in ("1", "2") if name == "new" else ("1",):
            now = {
                (new_id[id] if version == "2" else id): (answer, wording[id])
                for id, answer in written.items()
                if answer
            }
            answers = ", ".join(f"{id}: {answer}" for id, (answer, _) in now.items())
            words = ", ".join(f'{id}: "{digest}"' for id, (_, digest) in now.items())
            path = home / f"{name}{version}.yaml"
            path.write_text(f'playbook: kit\nversion: "{version}"\nanswers: {{{answers}}}\nwording: {{{words}}}\n')
            for book in ("1", "2") if name == "old" else (version,):
                loaded = load_answers(str(path), Library(Catalog(()), home / books[book]))
                assessments[name, book] = assess(loaded.playbook, loaded.answers)
    results = []
    for version in ("1", "2"):
        now, then = assessments["new", version], assessments["old", version]
        earlier = across_editions(then, now)
        common = common_scores(now, now.overall, earlier, then.overall)
        lists = answer_lists(now, earlier)
        assert not lists["retired"]
        assert not lists["reworded"]
        texts = {one.id: one.question.text for one in now.question_scores}
        moved = {name: sorted(texts[one.id] for one in lists[name]) for name in ("fell", "rose", "known", "unanswered")}
        results.append((common.now, common.then, common.change_shown, moved))
    assert results[0] == results[1]
