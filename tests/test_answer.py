"""`cxassess answer`: every form of argument, all or nothing, and its messages."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from support import ROOT, cxassess, write_playbook
from support.marks import slow_except

from cxassess.answers import Library
from cxassess.answers.arguments import apply_arguments
from cxassess.answers.file.save import AnswerFile
from cxassess.answers.library import read_again
from cxassess.playbook import Catalog, Playbook, load_playbook

LIBRARY = Library(Catalog((ROOT / "playbooks",)))
FILE = "answers.yaml"
START = "# mine\nplaybook: act-iac-cx-2018\nanswers: {}  # none yet\n"


def run(folder: Path, *words: str | bytes, **environ: str) -> subprocess.CompletedProcess[str]:
    done = cxassess(*words, cwd=folder, **environ)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / FILE).write_text(START, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def playbook() -> Playbook:
    return load_playbook(ROOT / "playbooks" / "act-iac-cx-2018")[0]


def text(folder: Path) -> str:
    return (folder / FILE).read_text(encoding="utf-8")


def refuses(folder: Path, code: int, *words: str) -> str:
    before = (folder / FILE).read_bytes()
    done = run(folder, "answer", FILE, *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert (folder / FILE).read_bytes() == before
    assert names(folder) == [FILE]
    return done.stderr


def test_every_form(folder: Path) -> None:
    done = run(
        folder, "answer", FILE,
        "P1.1=3", "P1.1:note=see: the minutes\nof May", "P1.1:evidence=List of types|https://x.gov/?a=b",
        "P1.1:evidence=Minutes", "P1.1:confidence=high", "P1.1:target=5",
        "P1.2=na:No contact center = no calls", "P1.3=unknown", "P2:target=4", "overall:target=4",
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines() == [
        "Saved. P1.1 = 3 In part.",
        "Saved. P1.1 note.",
        "Saved. P1.1 evidence: List of types",
        "Saved. P1.1 evidence: Minutes",
        "Saved. P1.1 confidence = high.",
        "Saved. P1.1 target = 5 Embedded.",
        "Saved. P1.2 = not applicable: No contact center = no calls",
        "Saved. P1.3 = don't know.",
        "Saved. P2 target = 4 Established.",
        "Saved. overall target = 4 Established.",
    ]
    assert text(folder) == (
        "# mine\nplaybook: act-iac-cx-2018\nanswers:  # none yet\n"
        '  P1.1: {level: 3, note: "see: the minutes\\nof May", evidence: [{title: List of types, link: '
        '"https://x.gov/?a=b"}, {title: Minutes}], confidence: high}\n'
        "  P1.2: {not_applicable: No contact center = no calls}\n"
        "  P1.3: {unknown: true}\n"
        "wording:\n" + "".join(f"  {id}: {digest(id)}\n" for id in ("P1.1", "P1.2", "P1.3")) + "targets:\n"
        "  P1.1: {level: 5}\n  P2: {level: 4}\n  overall: {level: 4}\n"
    )
    assert run(folder, "score", FILE).returncode == 0


def digest(question: str) -> str:
    from cxassess.playbook import load_playbook, question_digest
    from cxassess.source.emit import flow_text

    playbook, _ = load_playbook(ROOT / "playbooks" / "act-iac-cx-2018")
    return flow_text(question_digest(playbook.by_id[question]))


def test_a_level_takes_the_place_of_another_state(folder: Path) -> None:
    (folder / FILE).write_text(
        START.replace("{}", "\n  P1.1:\n    not_applicable: why # w\n    note: n1\n  P1.2: {unknown: true, note: n2}\n")
    )
    assert run(folder, "answer", FILE, "P1.1=2", "P1.2=na:gone").returncode == 0
    assert "  P1.1:\n    level: 2 # w\n    note: n1\n  P1.2: {not_applicable: gone, note: n2}\n" in text(folder)


def test_clearing(folder: Path) -> None:
    (folder / FILE).write_text(
        "playbook: act-iac-cx-2018\nanswers:\n  P1.1: {level: 2, note: n1}\n  P1.2: 4\n  P1.3: 5\n"
        "wording: {P1.1: 5f2c9a1e, P1.2: 5f2c9a1e}\ntargets: {P1.1: {level: 5, owner: me}}\n"
    )
    done = run(folder, "answer", FILE, "P1.1=", "P1.2=", "P1.1:target=", "P2.1=", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    expected = "playbook: act-iac-cx-2018\nanswers:\n  P1.1: {note: n1}\n  P1.3: 5\nwording: {}\ntargets: {}\n"
    assert text(folder) == expected
    done = run(folder, "answer", FILE, "P1.1:note=", "P1.3:note=n", "P1.3=")
    assert done.stderr.splitlines() == [
        "Saved. P1.1 note removed.",
        "Saved. P1.3 note.",
        "Saved. P1.3 cleared; its note, evidence and other details are kept.",
    ]
    assert 'answers:\n  P1.3: {note: "n"}\n' in text(folder)


def test_a_target_keeps_its_date(folder: Path) -> None:
    before = START + "targets: {P1: {score: 3.5, by: 2027-09-30}}\n"
    (folder / FILE).write_text(before)
    assert run(folder, "answer", FILE, "P1:target=4").returncode == 0
    assert text(folder) == before.replace("score: 3.5", "level: 4")


def test_every_bad_argument_is_named_and_nothing_saved(folder: Path) -> None:
    said = refuses(
        folder, 2,
        "P4.2=3", "P1.1=7", "P1.11=1", "P1=3", "P1.2=na", "nothing", "P1.2:nte=x", "P1.3:confidence=sure",
        "P2.1:evidence=|x", "P2.2=٣", "P3.1:note=\x1b[2J", "P4.1=1", "P4.1=2", "P5:target=9",
        "P5.1:evidence=A|http://x y", "P5.2:evidence=A|x y.pdf",
    )  # fmt: skip
    assert said.splitlines() == [
        "cxassess: 'P1.1=7': '7' is not a level of P1.1 "
        "(write 1, 2, 3, 4 or 5; or na:REASON, unknown, or P1.1= to clear)",
        "cxassess: 'P1.11=1': no question 'P1.11' in act-iac-cx-2018 (did you mean 'P1.1'?)",
        "cxassess: 'P1=3': P1 is not a question (only a target can be set for it: P1:target=KEY)",
        "cxassess: 'P1.2=na': the reason is missing (write P1.2=na:REASON)",
        "cxassess: 'nothing': there is no '=' in it (write ID=KEY, such as P1.1=3, or ID:note=TEXT)",
        "cxassess: 'P1.2:nte=x': no field 'nte' (did you mean 'note'?)",
        "cxassess: 'P1.3:confidence=sure': 'sure' is not a confidence level (write low, medium or high)",
        "cxassess: 'P2.1:evidence=|x': evidence needs a title (write P2.1:evidence=TITLE or TITLE|LINK)",
        "cxassess: 'P2.2=٣': '٣' is not a level of P2.2 (it contains U+0663 ARABIC-INDIC DIGIT THREE; "
        "write 1, 2, 3, 4 or 5; or na:REASON, unknown, or P2.2= to clear)",
        "cxassess: 'P3.1:note=\\u{1B}[2J': it contains U+001B ESCAPE (remove it)",
        "cxassess: 'P4.1=2': this is already set by 'P4.1=1' (keep one of them)",
        "cxassess: 'P5:target=9': '9' is not a level of P5 (write 1, 2, 3, 4 or 5; or P5:target= to remove it)",
        "cxassess: 'P5.1:evidence=A|http://x y': 'http://x y' is a web address that contains a space (write %20 for the space)",
        "cxassess: answers.yaml: nothing was saved",
    ]


def test_a_hidden_question_is_refused(folder: Path) -> None:
    overlays = folder / "shelf" / "overlays"
    overlays.mkdir(parents=True)
    (overlays / "small.yaml").write_text("overlay: small\nextends: act-iac-cx-2018\nhide: [P1.2]\n")
    (folder / FILE).write_text(START + "overlays: [small]\n")
    done = run(folder, "answer", FILE, "P1.2=1", CXASSESS_PLAYBOOKS=str(folder / "shelf"))
    assert done.returncode == 2
    assert "P1.2 is hidden by the overlay small, so it cannot be answered here" in done.stderr


def test_exit_codes(folder: Path) -> None:
    assert "no such file" in run(folder, "answer", "none.yaml", "P1.1=1").stderr
    assert run(folder, "answer", "none.yaml", "P1.1=1").returncode == 5
    assert run(folder, "answer", "-", "P1.1=1").returncode == 2
    assert run(folder, "answer", FILE).returncode == 2
    (folder / FILE).write_text("playbook: act-iac-cx-2018\nanswers: {P1.1: 9}\n")
    assert "'9' is not a level of Customer types (P1.1)" in refuses(folder, 3, "P1.2=1")
    (folder / FILE).write_text("playbook: other\nanswers: {}\n")
    assert "no playbook 'other'" in refuses(folder, 3, "P1.2=1")


def test_a_file_that_is_not_there_and_one_that_holds_one_line(folder: Path) -> None:
    said = "cxassess: none.yaml: no such file (--playbook act-iac-cx-2018, or another id, starts a new one)\n"
    done = run(folder, "answer", "none.yaml", "P1.1=3")
    assert (done.returncode, done.stdout, done.stderr) == (5, "", said)
    assert names(folder) == [FILE]
    for line in ("playbook: act-iac-cx-2018\n", "playbook: act-iac-cx-2018"):
        (folder / FILE).write_text(line)
        assert run(folder, "answer", FILE, "P1.1=3").returncode == 0
        expected = f"playbook: act-iac-cx-2018\nanswers:\n  P1.1: {{level: 3}}\nwording:\n  P1.1: {digest('P1.1')}"
        assert text(folder).rstrip("\n") == expected


def test_a_new_file_is_begun(folder: Path) -> None:
    done = run(
        folder, "answer", "new.yaml", "P1.1=in part", "P1.2=Ad  Hoc", "P1.2:note=n1", "P2:target=established",
        "overall:target=3.5", "--playbook", "act-iac-cx-2018", "--overlay", "quick", "--overlay", "small-agency",
        "--today", "2026-11-22",
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines() == [
        "Made new.yaml.",
        "Saved. P1.1 = 3 In part.",
        "Saved. P1.2 = 2 Ad hoc.",
        "Saved. P1.2 note.",
        "Saved. P2 target = 4 Established.",
        "Saved. overall target = score 3.5.",
    ]
    path = folder / "new.yaml"
    assert path.stat().st_mode & 0o777 == 0o600
    head, _, wording = path.read_text().partition("wording:\n")
    assert head == (
        'format: 1\nplaybook: act-iac-cx-2018\nversion: "2.0"\noverlays:\n  - quick\n  - small-agency\ndate: 2026-11-22\n'
        "answers:\n  P1.1: {level: 3}\n  P1.2: {level: 2, note: n1}\n"
    )
    assert wording.endswith("targets:\n  P2: {level: 4}\n  overall: {score: 3.5}\n")
    assert run(folder, "check", "new.yaml").returncode == 0
    assert run(folder, "answer", "new.yaml", "P1.3=1", "--playbook", "act-iac-cx-2018").returncode == 0
    assert run(folder, "answer", "new.yaml", "P1.3=1", "--overlay", "quick").returncode == 0
    done = run(folder, "answer", "new.yaml", "P1.3=1", "--overlay", "internal-services")
    assert done.returncode == 2
    hint = "write 'overlays: [internal-services]' into the file; --overlay alone is for a new one"
    assert f"new.yaml: these answers do not use the overlay 'internal-services' ({hint})" in done.stderr


def test_a_new_file_is_begun_with_all_or_not_at_all(folder: Path) -> None:
    for words, code, said in (
        (("P1.1=3", "P9.9=1", "--playbook", "act-iac-cx-2018"), 2, "no question 'P9.9' in act-iac-cx-2018"),
        (("P1.4=3", "--overlay", "quick"), 2, "P1.4 is hidden by the overlay quick"),
        (("P1.1=3", "--overlay", "quik"), 2, "no overlay 'quik' (did you mean 'quick'?)"),
        (("P1.1=3", "--playbook", "act-iac-cx-2019"), 2, "no playbook 'act-iac-cx-2019' (did you mean"),
        (("P1.1=3", "--playbook", "quick"), 2, "it is an overlay"),
        (("P1.1=3", "--playbook", "act-iac-cx-2018", "--today", "now"), 2, "--today now is not a date"),
    ):
        done = run(folder, "answer", "new.yaml", *words)
        assert (done.returncode, done.stdout) == (code, ""), done.stderr
        assert said in done.stderr
        assert names(folder) == [FILE]


def test_an_overlay_alone_implies_its_playbook(folder: Path) -> None:
    assert run(folder, "answer", "new.yaml", "P1.1=3", "--overlay", "quick").returncode == 0
    assert "playbook: act-iac-cx-2018\n" in (folder / "new.yaml").read_text()


@pytest.mark.slow
def test_another_process_that_has_the_file(folder: Path, state: Path) -> None:
    from cxassess.answers.file.lock import locked

    with locked(folder / FILE, "assess"):
        done = run(folder, "answer", FILE, "P1.1=3")
    assert done.returncode == 6
    assert f"{FILE}: in use by cxassess assess (process " in done.stderr
    assert text(folder) == START


def test_a_bad_playbook(folder: Path) -> None:
    (folder / "other").mkdir()
    (folder / "other" / "playbook.yaml").write_text("id: other\n")
    (folder / FILE).write_text("playbook: other\nanswers: {}\n")
    assert run(folder, "answer", FILE, "P1.1=1", "--playbook", "other").returncode == 4


@pytest.mark.parametrize(
    ("theirs", "code", "said"),
    [
        (
            "P1.2: 4",
            0,
            "Someone else changed the answer to P1.2 in the file; that change is kept too.\nSaved. P1.1 = 3",
        ),
        ("P1.1: 4", 6, "cxassess: answers.yaml: someone else changed the answer to P1.1 too; nothing was saved"),
    ],
    ids=["another", "the same"],
)
def test_an_answer_that_someone_else_gives_at_the_same_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch, theirs: str, code: int, said: str
) -> None:
    from cxassess.answers import arguments

    (folder / FILE).write_text("playbook: act-iac-cx-2018\nanswers:\n  P1.3: 2\n")
    real = arguments.apply_arguments

    def meddle(*args: object) -> object:
        (folder / FILE).write_text(f"playbook: act-iac-cx-2018\nanswers:\n  P1.3: 2\n  {theirs}\n")
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr("cxassess.cli.commands.answer.apply_arguments", meddle)
    done = run(folder, "answer", FILE, "P1.1=3")
    assert (done.returncode, done.stderr[: len(said)]) == (code, said)
    assert f"  {theirs}\n" in text(folder)
    assert ("P1.1: {level: 3}" in text(folder)) == (code == 0)


def test_a_comment_inside_braces_stays(folder: Path) -> None:
    (folder / FILE).write_text("playbook: act-iac-cx-2018\nanswers: {P1.1: { # mine\n  }}\n")
    assert run(folder, "answer", FILE, "P1.1=3").returncode == 0
    assert text(folder).startswith("playbook: act-iac-cx-2018\nanswers: {P1.1: { # mine\n  level: 3}}\nwording:\n")
    assert sorted(one.name for one in folder.iterdir()) == [FILE]


def test_an_empty_file_is_begun(folder: Path) -> None:
    done = run(folder, "answer", "new.yaml", "--overlay", "quick", "--today", "2026-11-22")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "Made new.yaml.\n")
    assert (folder / "new.yaml").read_text() == (
        'format: 1\nplaybook: act-iac-cx-2018\nversion: "2.0"\noverlays:\n  - quick\ndate: 2026-11-22\nanswers: {}\n'
    )
    assert run(folder, "answer", "new.yaml", "P1.1=3").returncode == 0
    for words in (("new.yaml",), ("new.yaml", "--playbook", "act-iac-cx-2018")):
        done = run(folder, "answer", *words)
        assert (done.returncode, done.stdout, done.stderr) == (
            2,
            "",
            "cxassess: new.yaml already exists, and you gave no answer to save "
            "(write ID=KEY, such as P1.1=3; 'cxassess answer --help' lists the other forms)\n",
        )


def test_a_folder_that_is_not_there(folder: Path) -> None:
    done = run(folder, "answer", "ro/a.yaml", "--playbook", "act-iac-cx-2018", "P1.1=3")
    assert (done.returncode, done.stderr) == (5, "cxassess: ro: no such folder (create it first)\n")
    assert names(folder) == [FILE]


def test_who_is_to_answer_a_play(folder: Path) -> None:
    done = run(folder, "answer", FILE, "owners.P1=Ana  P.", "owners.P3=Service office")
    assert done.stderr.splitlines() == ["Saved. owners.P1 = Ana P.", "Saved. owners.P3 = Service office."]
    assert text(folder) == f"{START}owners:\n  P1: Ana P.\n  P3: Service office\n"
    assert run(folder, "answer", FILE, "owners.P1=").stderr == "Saved. owners.P1 removed.\n"
    assert run(folder, "answer", FILE, "owners.P3=").returncode == 0
    assert text(folder) == START


@pytest.mark.parametrize(
    ("argument", "why"),
    [
        ("owners.P99=Ana", "'owners.P99' is not the owner of a play (write owners.P1=NAME)"),
        ("owners=Ana", "'owners' is not the owner of a play (write owners.P1=NAME)"),
        ("owner.P1=Ana", "'owner.P1' is not the owner of a play (write owners.P1=NAME)"),
    ],
)
def test_an_owner_of_no_play(folder: Path, argument: str, why: str) -> None:
    done = run(folder, "answer", FILE, argument)
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == f"cxassess: '{argument}': {why}"


HEAD = (
    "subject.agency=HUD", "subject.component=Office of  Housing", "subject.service=Loans: FHA", "subject.scope=both",
    "respondent.name=Ana P.", "respondent.role=CX officer", "date=2026-11-20",
    "review.by=Office of Evaluation", "review.date=2026-12-01",
)  # fmt: skip


def test_the_head_of_a_file(folder: Path) -> None:
    done = run(folder, "answer", FILE, *HEAD)
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "Saved. subject.agency = HUD.",
        "Saved. subject.component = Office of Housing.",
        "Saved. subject.service = Loans: FHA.",
        "Saved. subject.scope = both.",
        "Saved. respondent.name = Ana P.",
        "Saved. respondent.role = CX officer.",
        "Saved. date = 2026-11-20.",
        "Saved. review.by = Office of Evaluation.",
        "Saved. review.date = 2026-12-01.",
    ]
    head = (
        'subject:\n  agency: HUD\n  component: Office of Housing\n  service: "Loans: FHA"\n  scope: both\n'
        "respondent:\n  name: Ana P.\n  role: CX officer\n"
    )
    review = "date: 2026-11-20\nreview:\n  by: Office of Evaluation\n  date: 2026-12-01\n"
    assert text(folder) == f"{START}{head}{review}"
    removed = [f"{argument.partition('=')[0]}=" for argument in HEAD]
    done = run(folder, "answer", FILE, *removed)
    assert done.stderr.splitlines()[-2:] == ["Saved. review.by removed.", "Saved. review.date removed."]
    assert text(folder) == START
    words = (*HEAD, "P1.1=2", "--playbook", "act-iac-cx-2018")
    assert run(folder, "answer", "new.yaml", *words).returncode == 0
    assert (
        (folder / "new.yaml")
        .read_text()
        .startswith(
            f'format: 1\nplaybook: act-iac-cx-2018\nversion: "2.0"\n{head}{review}answers:\n  P1.1: {{level: 2}}\n'
        )
    )


def test_what_the_head_refuses(folder: Path) -> None:
    said = refuses(
        folder, 2, "subject.scope=all", "date=2026-02-30", "date=now", "subject.agncy=X", "subject.agency:note=x",
        "respondent.name=A\x1b", "subject.service=one", "subject.service=two",
    )  # fmt: skip
    assert said.splitlines() == [
        "cxassess: 'subject.scope=all': 'all' is not a scope (write public, internal or both)",
        "cxassess: 'date=2026-02-30': '2026-02-30' is not a date (write it as YYYY-MM-DD, such as 2026-09-30)",
        "cxassess: 'date=now': this is already set by 'date=2026-02-30' (keep one of them)",
        "cxassess: 'subject.agncy=X': no question 'subject.agncy' in act-iac-cx-2018 (did you mean 'subject.agency'?)",
        "cxassess: 'subject.agency:note=x': subject.agency is not a question, so it has no note (write subject.agency=TEXT)",
        "cxassess: 'respondent.name=A\\u{1B}': it contains U+001B ESCAPE (remove it)",
        "cxassess: 'subject.service=two': this is already set by 'subject.service=one' (keep one of them)",
        "cxassess: answers.yaml: nothing was saved",
    ]


def test_what_is_asked(folder: Path) -> None:
    done = run(folder, "answer", FILE, "ask+=Sign the charter: today", "ask+=Fund it", "ask.1:who=Deputy  director")
    assert (done.returncode, done.stderr.splitlines()) == (
        0,
        ["Saved. ask.1 = Sign the charter: today.", "Saved. ask.2 = Fund it.", "Saved. ask.1:who = Deputy director."],
    )
    assert text(folder) == (
        f'{START}asks:\n  - {{text: "Sign the charter: today", who: Deputy director}}\n  - {{text: Fund it}}\n'
    )
    assert run(folder, "answer", FILE, "ask.2:by=2027-04-30", "ask.1=Sign it", "ask.1:who=").returncode == 0
    assert text(folder) == f"{START}asks:\n  - {{text: Sign it}}\n  - {{text: Fund it, by: 2027-04-30}}\n"
    assert run(folder, "answer", FILE, "ask+=Sign it").stderr == "This is asked already: Sign it.\n"
    done = run(folder, "answer", FILE, "ask.1=", "ask.2=", "ask.2:by=2027-01-01")
    assert done.returncode == 2
    assert run(folder, "answer", FILE, "ask.1=", "ask.2=").returncode == 0
    assert text(folder) == START


def test_a_number_means_the_same_thing_in_one_command(folder: Path) -> None:
    assert run(folder, "answer", FILE, "ask+=One", "ask+=Two", "ask+=Three").returncode == 0
    done = run(folder, "answer", FILE, "ask+=Four", "ask.3:who=Ann", "ask.1=", "ask.4:who=Ben")
    assert (done.returncode, done.stderr.splitlines()) == (
        0,
        ["Saved. ask.1 removed.", "Saved. ask.3 = Four.", "Saved. ask.3:who = Ann.", "Saved. ask.4:who = Ben."],
    )
    assert text(folder).endswith("asks:\n  - {text: Two}\n  - {text: Three, who: Ann}\n  - {text: Four, who: Ben}\n")


def test_adding_keeps_what_is_asked_as_it_was_written(folder: Path) -> None:
    asks = "asks:\n  # first\n  - text: Sign it  # today\n    who: Deputy\n"
    (folder / FILE).write_text(f"{START}{asks}", encoding="utf-8")
    assert run(folder, "answer", FILE, "ask+=Fund it").returncode == 0
    assert text(folder) == f"{START}{asks}  - {{text: Fund it}}\n"


def test_what_is_refused_about_what_is_asked(folder: Path) -> None:
    assert run(folder, "answer", FILE, "ask+=One", "ask+=Two").returncode == 0
    said = refuses(
        folder, 2, "ask.3=X", "ask.0=X", "ask=Y", "ask.x=Z", "ask.1:owner=A", "ask+:who=A",
        "ask.1:by=soon", "ask+=", "ask.2=", "ask.2:who=Ann", "ask.1=One", "ask.1=First", f"ask.1:who={'a' * 1001}",
    )  # fmt: skip
    forms = "(write ask+=TEXT to add one, or ask.1=TEXT to change the first)"
    assert said.splitlines() == [
        f"cxassess: 'ask.3=X': there is no ask.3; the last is ask.2 {forms}",
        f"cxassess: 'ask.0=X': there is no ask.0; the last is ask.2 {forms}",
        f"cxassess: 'ask=Y': 'ask' has no number {forms}",
        f"cxassess: 'ask.x=Z': 'ask.x' has no number {forms}",
        "cxassess: 'ask.1:owner=A': what is asked has no field 'owner' (known: who, by)",
        "cxassess: 'ask+:who=A': nothing is named (write ask+=TEXT first, then ask.3:who=…)",
        "cxassess: 'ask.1:by=soon': 'soon' is not a date (write it as YYYY-MM-DD, such as 2026-09-30)",
        "cxassess: 'ask+=': the text is missing (write ask+=TEXT; ask.1= removes the first)",
        "cxassess: 'ask.2:who=Ann': ask.2 is removed by the same command (keep one of the two)",
        "cxassess: 'ask.1=First': this is already set by 'ask.1=One' (keep one of them)",
        f"cxassess: 'ask.1:who={'a' * 49}…': it has 1,001 characters; the limit is 1,000 (shorten it)",
        "cxassess: answers.yaml: nothing was saved",
    ]


def test_a_fourth_thing_is_not_asked(folder: Path) -> None:
    assert run(folder, "answer", FILE, "ask+=One", "ask+=Two", "ask+=Three").returncode == 0
    assert refuses(folder, 2, "ask+=Four").splitlines() == [
        "cxassess: 'ask+=Four': there are 3 already, which is the limit "
        "(change one with ask.1=TEXT, or remove it with ask.1=)",
        "cxassess: answers.yaml: nothing was saved",
    ]


def test_a_question_wins_over_the_head(tmp_path: Path) -> None:
    book = write_playbook(
        tmp_path / "own",
        'id: own\nversion: "1"\ntitle: Own\nscale: {1: {name: Low}, 2: {name: High}}\n',
        {
            "A": "id: A\ntitle: A\nquestions:\n"
            "  - {id: subject.agency, text: Who?, levels: {1: a, 2: b}}\n  - {id: date, text: When?, levels: {1: a, 2: b}}\n"
        },
    )
    done = run(tmp_path, "answer", "a.yaml", "--playbook", str(book), "subject.agency=2", "date=Low", "date:note=x")
    assert (done.returncode, done.stderr.splitlines()) == (
        0,
        ["Made a.yaml.", "Saved. subject.agency = 2 High.", "Saved. date = 1 Low.", "Saved. date note."],
    )


def test_votes_and_how_a_level_was_agreed(folder: Path) -> None:
    done = run(
        folder, "answer", FILE, "P1.2:agreed=after the minutes", "P1.2:vote=Ana=established", "P1.2=3",
        "P1.2:vote=Ben, Front line, night = 2 | Nobody = has numbers: not yet",
    )  # fmt: skip
    assert done.stderr.splitlines() == [
        "Saved. P1.2 vote: Ana 4 Established.",
        "Saved. P1.2 = 3 In part.",
        "Saved. P1.2 vote: Ben 2 Ad hoc.",
        "Saved. P1.2 agreed: after the minutes",
    ]
    assert text(folder) == (
        "# mine\nplaybook: act-iac-cx-2018\nanswers:  # none yet\n"
        '  P1.2: {votes: [{who: Ana, level: 4}, {who: Ben, role: "Front line, night", level: 2, '
        'note: "Nobody = has numbers: not yet"}], level: 3, reason: after the minutes}\n'
        f"wording:\n  P1.2: {digest('P1.2')}\n"
    )
    done = run(folder, "answer", FILE, "P1.2:vote=ben=2", "P1.2:vote=ana, CX officer=5")
    assert answer_of(folder, "P1.2")["votes"] == [
        {"who": "ana", "role": "CX officer", "level": "5"},
        {"who": "ben", "role": "Front line, night", "level": "2", "note": "Nobody = has numbers: not yet"},
    ]
    assert run(folder, "check", FILE).returncode == 0
    done = run(folder, "answer", FILE, "P1.2:vote=", "P1.2:vote=Caro=1", "P1.2:agreed=")
    assert done.stderr.splitlines() == [
        "Saved. P1.2 votes removed.",
        "Saved. P1.2 vote: Caro 1 Not yet.",
        "Saved. P1.2 agreed removed.",
    ]
    assert answer_of(folder, "P1.2") == {"level": "3", "votes": [{"who": "Caro", "level": "1"}]}


def answer_of(folder: Path, question: str) -> dict[str, Any]:
    from cxassess.answers.file.save import AnswerFile

    answers: Any = AnswerFile.open(str(folder / FILE)).parsed.data["answers"]
    return dict(answers[question])


def test_what_a_vote_refuses(folder: Path) -> None:
    said = refuses(
        folder, 2, "P1.1:vote=3", "P1.1:vote=, role=3", "P1.1:vote=Ana=9", "P1.1:vote=Ana=", "P1:vote=Ana=3",
        "P1.2:vote=Ana=3", "P1.2:vote=ana, CX=4", "P1.2:vote=", "P1.2:votes=Ana=3",
    )  # fmt: skip
    assert said.splitlines() == [
        "cxassess: 'P1.1:vote=3': the voter is missing (write P1.1:vote=WHO=3 or WHO, ROLE=3|NOTE)",
        "cxassess: 'P1.1:vote=, role=3': the voter is missing (write P1.1:vote=WHO=3 or WHO, ROLE=3|NOTE)",
        "cxassess: 'P1.1:vote=Ana=9': '9' is not a level of P1.1 (write 1, 2, 3, 4 or 5, as in P1.1:vote=Ana=KEY)",
        "cxassess: 'P1.1:vote=Ana=': '' is not a level of P1.1 (write 1, 2, 3, 4 or 5, as in P1.1:vote=Ana=KEY)",
        "cxassess: 'P1:vote=Ana=3': P1 is not a question (only a target can be set for it: P1:target=KEY)",
        "cxassess: 'P1.2:vote=ana, CX=4': this is already set by 'Ana=3' (keep one of them)",
        "cxassess: 'P1.2:vote=': this is already set by 'P1.2:vote=Ana=3' (keep one of them)",
        "cxassess: 'P1.2:votes=Ana=3': no field 'votes' (did you mean 'vote'?)",
        "cxassess: answers.yaml: nothing was saved",
    ]


def test_evidence_is_stored_once_and_can_be_taken_out(folder: Path) -> None:
    (folder / FILE).write_text(
        START.replace("{}", "\n  P1.1: {level: 2, evidence: [Minutes, {title: T, link: l.pdf}]}")
    )
    before = text(folder)
    done = run(folder, "answer", FILE, "P1.1:evidence=Minutes", "P1.1:evidence=T|l.pdf")
    assert (done.returncode, done.stderr.splitlines()) == (
        0,
        ["P1.1 evidence is already there: Minutes", "P1.1 evidence is already there: T"],
    )
    assert text(folder) == before
    done = run(folder, "answer", FILE, "P1.1:evidence=T", "P1.1:evidence=T")
    assert done.stderr.splitlines() == ["Saved. P1.1 evidence: T", "P1.1 evidence is already there: T"]
    assert run(folder, "answer", FILE, "P1.1:evidence=").stderr == "Saved. P1.1 evidence removed.\n"
    assert answer_of(folder, "P1.1") == {"level": "2"}


def test_json(folder: Path) -> None:
    done = run(folder, "answer", FILE, "--format", "json", "P1.1=3", "P1.1:note=ü", "subject.agency=HUD")
    assert (done.returncode, done.stderr) == (0, "")
    assert printed(done.stdout) == {
        "schema": "cxassess/answer/1",
        "source": FILE,
        "made": False,
        "saved": [
            {"argument": "P1.1=3", "said": "Saved. P1.1 = 3 In part."},
            {"argument": "P1.1:note=ü", "said": "Saved. P1.1 note."},
            {"argument": "subject.agency=HUD", "said": "Saved. subject.agency = HUD."},
        ],
        "notes": [],
        "refused": [],
    }
    before = text(folder)
    done = run(folder, "answer", FILE, "--format", "json", "P1.1=4", "P1.1:note=\x1b", "P1.2=9")
    assert (done.returncode, done.stderr) == (2, "cxassess: answers.yaml: nothing was saved\n")
    assert printed(done.stdout) == {
        "schema": "cxassess/answer/1",
        "source": FILE,
        "made": False,
        "saved": [],
        "notes": [],
        "refused": [
            {"argument": "P1.1:note=\x1b", "why": "it contains U+001B ESCAPE (remove it)"},
            {
                "argument": "P1.2=9",
                "why": "'9' is not a level of P1.2 (write 1, 2, 3, 4 or 5; or na:REASON, unknown, or P1.2= to clear)",
            },
        ],
    }
    assert text(folder) == before
    done = run(folder, "answer", "new.yaml", "--format", "json", "--overlay", "quick")
    assert (done.returncode, printed(done.stdout)["made"], printed(done.stdout)["saved"]) == (0, True, [])
    done = run(folder, "answer", "no.yaml", "--format", "json", "--overlay", "quick", "P9.9=1")
    assert (done.returncode, printed(done.stdout)["made"], names(folder)) == (2, False, [FILE, "new.yaml"])
    assert run(folder, "answer", FILE, "--format", "xml", "P1.1=3").returncode == 2


def test_json_of_bytes_that_are_no_text(folder: Path) -> None:
    done = run(folder, "answer", FILE, "--format", "json", b"P1.1:note=a\xff")
    assert done.returncode == 2
    assert printed(done.stdout)["refused"] == [
        {"argument": "P1.1:note=a\\udcff", "why": "it contains U+DCFF (remove it)"}
    ]


def printed(out: str) -> Any:
    data = json.loads(out)
    described = json.loads((ROOT / "cxassess" / "schemas" / "answer.json").read_text(encoding="utf-8"))
    assert list(Draft202012Validator(described).iter_errors(data)) == []
    return data


FORMS = (
    "P1.1={}", "P1.1=na:{}", "P1.1:note={}", "P1.1:evidence={}", "P1.1:evidence=T|{}", "P1.1:evidence={}|x",
    "P1.1:confidence={}", "P1.1:target={}", "P1:target={}", "overall:target={}", "P1.1:vote={}=3", "P1.1:vote=A, {}=3",
    "P1.1:vote=A={}", "P1.1:vote=A=3|{}", "P1.1:agreed={}", "subject.agency={}", "subject.component={}",
    "subject.service={}", "subject.scope={}", "respondent.name={}", "respondent.role={}", "date={}",
    "review.by={}", "review.date={}", "ask+={}", "ask.1={}", "ask.1:who={}", "ask.1:by={}",
)  # fmt: skip
WORDS = (
    "", "true", "True", "yes", "no", "NO", "false", "null", "~", "unknown", "na", "3", "3.5", "0", "-1", "1e3", "3 In part",
    "defined", "high", "both", "2026-11-22", "2026-11-22T10:00:00", "12:30", "- a", "{a: b}", "[a", "a: b", "a #b", "# b",
    "'", '"', "'a'", '"a"', "&a", "*a", "!a", "%a", "@a", "|", ">", "a|b", "a\nb", "a\r\nb", "\n", "\t", "a\tb", "?", "=",
    "a=b", "a,b", "a;b", "\u00a0", "\u2003", "\ufeff", "é", "\u200f", "\U0001f600", "\ufffe", "\ud800", "\u2028", "\x85",
    "<<", "---", "...", "a" * 3000,
)  # fmt: skip
BEFORE = (
    "{}",
    "\n  P1.1: 2",
    "\n  P1.1: {level: 2, note: n, evidence: [E], votes: [{who: A, role: r, level: 3, note: n}], reason: r}",
    "\n  P1.1:\n    not_applicable: none # here\n    evidence: E\n    votes:\n      - who: a\n        level: 1 # low",
)


def reads_back(playbook: Playbook, folder: Path, answers: str, arguments: Sequence[str]) -> None:
    """Save arguments where they are accepted, and read the file again."""
    path = folder / "a.yaml"
    path.write_text(f"playbook: act-iac-cx-2018\nasks: [{{text: T}}]\nanswers: {answers}\n", encoding="utf-8")
    file = AnswerFile.open(str(path))
    done = apply_arguments(playbook, read_again(file.parsed.root, playbook), arguments)
    if not done.refused:
        file.save(done.edits)
        AnswerFile.open(str(path)).load(LIBRARY)


@pytest.mark.slow
@pytest.mark.parametrize("form", slow_except(FORMS, "P1.1={}", "P1.1:note={}"))
def test_whatever_is_accepted_reads_back(playbook: Playbook, tmp_path: Path, form: str) -> None:
    for answers in BEFORE:
        for word in WORDS:
            reads_back(playbook, tmp_path, answers, [form.format(word)])


@pytest.mark.slow
@given(
    arguments=st.lists(
        st.builds(
            lambda form, text: form.format(text), st.sampled_from(FORMS), st.sampled_from(WORDS) | st.text(max_size=20)
        ),
        min_size=1,
        max_size=4,
    ),
    answers=st.sampled_from(BEFORE),
)
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_accepted_together_reads_back(
    playbook: Playbook, tmp_path: Path, arguments: list[str], answers: str
) -> None:
    reads_back(playbook, tmp_path, answers, arguments)


def test_the_reason_for_a_level_is_removed_with_it_and_that_is_reported(folder: Path) -> None:
    for value, said in (
        ("2", "P1.2 = 2 Ad hoc."),
        ("unknown", "P1.2 = don't know."),
        ("na:none", "P1.2 = not applicable: none."),
    ):
        (folder / FILE).write_text("playbook: act-iac-cx-2018\nanswers: {P1.2: {level: 3, reason: talk}}\n")
        done = run(folder, "answer", FILE, f"P1.2={value}")
        assert done.stderr == f"Saved. {said} The reason for the earlier level was removed.\n"
        assert "reason" not in (folder / FILE).read_text()


def test_line_ends_and_bullets_of_other_programs(folder: Path) -> None:
    assert run(folder, "answer", FILE, "P1.1:note=May:\u2028\uf0b7 one\v\uf0a7 two\u2029\uf0fc ok").returncode == 0
    assert 'P1.1: {note: "May:\\n• one\\n▪ two\\n✓ ok"}' in text(folder)


def test_words_that_can_only_mean_one_state(folder: Path) -> None:
    done = run(folder, "answer", FILE, "P1.1=N/A: no center", "P1.2=Don’t know", "P1.3=dk", "P1.4=not applicable:none")
    assert done.stderr.split("\n")[:4] == [
        "Saved. P1.1 = not applicable: no center",
        "Saved. P1.2 = don't know.",
        "Saved. P1.3 = don't know.",
        "Saved. P1.4 = not applicable: none",
    ]
    assert refuses(folder, 2, "P1.5=n/a").startswith(
        "cxassess: 'P1.5=n/a': the reason is missing (write P1.5=na:REASON)\n"
    )


def test_words_in_the_place_of_a_level_can_be_changed(folder: Path) -> None:
    (folder / FILE).write_text(
        "playbook: act-iac-cx-2018\nanswers:\n  P1.1: Don't know  # no one\n  P1.2: {level: dk, note: n}\n  P1.3: DK\n"
        "  P1.4:\n    level: don’t know\n    note: m\n  P1.5: unknown\n  P1.6: {level: dk}\n",
        encoding="utf-8",
    )
    result = json.loads(run(folder, "score", FILE, "--format", "json").stdout)
    assert [one["state"] for one in result["questions"][:7]] == ["unknown"] * 6 + ["unanswered"]
    assert result["overall"]["unknown"] == 6
    arguments = ("P1.1=3", "P1.2=na:none", "P1.3:note=why", "P1.4=unknown", "P1.5=dk", "P1.6=")
    assert run(folder, "answer", FILE, *arguments).returncode == 0
    assert text(folder).partition("wording")[0] == (
        "playbook: act-iac-cx-2018\nanswers:\n  P1.1: 3  # no one\n  P1.2: {not_applicable: none, note: n}\n"
        "  P1.3: {level: DK, note: why}\n  P1.4:\n    unknown: true\n    note: m\n  P1.5: {unknown: true}\n"
    )
    assert run(folder, "check", FILE).returncode == 0


def test_the_date_of_an_earlier_day_is_named_once_and_never_changed(folder: Path) -> None:
    path = folder / FILE
    path.write_text("playbook: act-iac-cx-2018\ndate: 2026-11-22\nanswers: {}\n", encoding="utf-8")
    offer = "answers.yaml is still dated 2026-11-22; the argument date=2026-11-30 changes that.\n"
    assert run(folder, "answer", FILE, "P1.1=3", "--today", "2026-11-30").stderr.endswith(f"In part.\n{offer}")
    assert offer not in run(folder, "answer", FILE, "P1.1=4", "--today", "2026-11-30").stderr
    later = run(folder, "answer", FILE, "P1.1=3", "--today", "2026-12-01", "--format", "json")
    assert later.stderr == offer.replace("11-30", "12-01")
    assert "date: 2026-11-22\n" in text(folder)
    done = run(folder, "answer", FILE, "P1.1=2", "date=2026-12-03", "--today", "2026-12-03")
    assert "is still dated" not in done.stderr
    assert "date: 2026-12-03\n" in text(folder)


@pytest.mark.parametrize(
    ("date", "today"), [("2026-11-22", "2026-11-22"), ("2026-11-23", "2026-11-22"), ("", "2026-11-22")]
)
def test_no_other_date_is_named(folder: Path, date: str, today: str) -> None:
    (folder / FILE).write_text(f"playbook: act-iac-cx-2018\ndate: {date}\nanswers: {{}}\n", encoding="utf-8")
    assert run(folder, "answer", FILE, "P1.1=3", "--today", today).stderr == "Saved. P1.1 = 3 In part.\n"


NO_LINK = "Warning: 'javascript:alert(1)' is printed as text, not as a link (write an address with https://, http:// or mailto:)."


def test_a_link_that_is_never_one_is_warned_of_by_the_call_that_adds_it(folder: Path) -> None:
    bad = ["P1.1=3", "P1.1:evidence=T|javascript:alert(1)"]
    expected = f"Saved. P1.1 = 3 In part.\nSaved. P1.1 evidence: T. {NO_LINK}\n"
    assert run(folder, "answer", FILE, *bad).stderr == expected
    made = run(folder, "answer", "new.yaml", "--playbook", "act-iac-cx-2018", *bad)
    assert made.stderr == f"Made new.yaml.\n{expected}"
    assert run(folder, "answer", FILE, "P1.2=2").stderr == "Saved. P1.2 = 2 Ad hoc.\n"
    assert run(folder, "answer", FILE, "P1.2:evidence=M|https://a.gov").stderr == "Saved. P1.2 evidence: M\n"
    for command in ("check", "score", "next"):
        assert "'javascript:alert(1)' is printed as text" in run(folder, command, FILE).stderr


@pytest.mark.parametrize("mode", [0o400, 0o444])
def test_a_file_that_its_owner_made_read_only_is_not_changed(folder: Path, mode: int) -> None:
    (folder / FILE).chmod(mode)
    said = f"cxassess: {FILE}: this file is read-only (make it writable first, or change a copy of it)\n"
    assert refuses(folder, 5, "P1.1=3") == said  # also for root
    assert (folder / FILE).stat().st_mode & 0o777 == mode
    (folder / FILE).chmod(0o600)
    assert run(folder, "answer", FILE, "P1.1=3").returncode == 0
