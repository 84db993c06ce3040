"""`cxassess answer`: every form of argument, all or nothing, and what is said."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILE = "answers.yaml"
START = "# mine\nplaybook: act-iac-cx-2018\nanswers: {}  # none yet\n"


def run(folder: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **environ}
    command = [sys.executable, "-m", "cxassess", *words]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, encoding="utf-8", timeout=60)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / FILE).write_text(START, encoding="utf-8")
    return tmp_path


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
        "Saved. P1.1 = 3 Defined.",
        "Saved. P1.1 note.",
        "Saved. P1.1 evidence: List of types",
        "Saved. P1.1 evidence: Minutes",
        "Saved. P1.1 confidence = high.",
        "Saved. P1.1 target = 5 Embedded.",
        "Saved. P1.2 = not applicable: No contact center = no calls",
        "Saved. P1.3 = don't know.",
        "Saved. P2 target = 4 Consistent.",
        "Saved. overall target = 4 Consistent.",
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
    from cxassess.answers.emitting import inline
    from cxassess.playbook import load_playbook, question_digest

    playbook, _ = load_playbook(ROOT / "playbooks" / "act-iac-cx-2018")
    return inline(question_digest(playbook.by_id[question]))


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
        "Saved. P1.3 cleared; its note, evidence and the like stay.",
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
        "cxassess: 'P1.2=na': why it does not apply is missing (write P1.2=na:REASON)",
        "cxassess: 'nothing': no '=' in it (write ID=KEY, such as P1.1=3, or ID:note=TEXT)",
        "cxassess: 'P1.2:nte=x': no field 'nte' (did you mean 'note'?)",
        "cxassess: 'P1.3:confidence=sure': 'sure' is no confidence (write low, medium or high)",
        "cxassess: 'P2.1:evidence=|x': evidence needs a title (write P2.1:evidence=TITLE or TITLE|LINK)",
        "cxassess: 'P2.2=٣': '٣' is not a level of P2.2 (it holds U+0663 ARABIC-INDIC DIGIT THREE; "
        "write 1, 2, 3, 4 or 5; or na:REASON, unknown, or P2.2= to clear)",
        "cxassess: 'P3.1:note=\\u{1B}[2J': it holds U+001B ESCAPE (remove it)",
        "cxassess: 'P4.1=2': the same is set by 'P4.1=1' (keep one of them)",
        "cxassess: 'P5:target=9': '9' is not a level of P5 (write 1, 2, 3, 4 or 5; or P5:target= to remove it)",
        "cxassess: 'P5.1:evidence=A|http://x y': 'http://x y' is an address with a space in it (write %20 for the space)",
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
    assert "'9' is not a level of P1.1" in refuses(folder, 3, "P1.2=1")
    (folder / FILE).write_text("playbook: other\nanswers: {}\n")
    assert "no playbook 'other'" in refuses(folder, 3, "P1.2=1")


def test_a_file_that_is_not_there_and_one_that_holds_one_line(folder: Path) -> None:
    said = "cxassess: none.yaml: no such file (--playbook act-iac-cx-2018, or another id, begins a new file)\n"
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
        folder, "answer", "new.yaml", "P1.1=defined", "P1.2=In  Pockets", "P1.2:note=n1", "P2:target=consistent",
        "overall:target=3.5", "--playbook", "act-iac-cx-2018", "--overlay", "quick", "--overlay", "small-agency",
        "--today", "2026-11-22",
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines() == [
        "Made new.yaml.",
        "Saved. P1.1 = 3 Defined.",
        "Saved. P1.2 = 2 In pockets.",
        "Saved. P1.2 note.",
        "Saved. P2 target = 4 Consistent.",
        "Saved. overall target = score 3.5.",
    ]
    path = folder / "new.yaml"
    assert path.stat().st_mode & 0o777 == 0o600
    head, _, wording = path.read_text().partition("wording:\n")
    assert head == (
        'format: 1\nplaybook: act-iac-cx-2018\nversion: "1.0"\noverlays:\n  - quick\n  - small-agency\ndate: 2026-11-22\n'
        "answers:\n  P1.1: {level: 3}\n  P1.2: {level: 2, note: n1}\n"
    )
    assert wording.endswith("targets:\n  P2: {level: 4}\n  overall: {score: 3.5}\n")
    assert run(folder, "check", "new.yaml").returncode == 0
    assert run(folder, "answer", "new.yaml", "P1.3=1", "--playbook", "act-iac-cx-2018").returncode == 0
    done = run(folder, "answer", "new.yaml", "P1.3=1", "--overlay", "quick")
    assert done.returncode == 2
    assert "new.yaml exists: --overlay is for a new file (write 'overlays:' into it)" in done.stderr


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


def test_an_overlay_alone_tells_its_playbook(folder: Path) -> None:
    assert run(folder, "answer", "new.yaml", "P1.1=3", "--overlay", "quick").returncode == 0
    assert "playbook: act-iac-cx-2018\n" in (folder / "new.yaml").read_text()


def test_another_process_that_has_the_file(folder: Path, state: Path) -> None:
    from cxassess.answers.locking import locked

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


def test_changed_under_us(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cxassess.answers import assigning
    from cxassess.cli.answering import answer
    from cxassess.cli.common import Stop

    path, other = folder / FILE, START.replace("mine", "ours")
    real = assigning.assign

    def meddle(*args: object) -> object:
        path.write_text(other)
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(assigning, "assign", meddle)
    with pytest.raises(Stop) as caught:
        answer(str(path), ["P1.1=3"])
    assert caught.value.code == 6
    assert "somebody else changed the file since it was read; nothing was saved" in caught.value.lines[0]
    assert path.read_text() == other


def test_what_cannot_be_spliced(folder: Path) -> None:
    before = "playbook: act-iac-cx-2018\nanswers: {P1.1: { # mine\n  }}\n"
    (folder / FILE).write_text(before)
    done = run(folder, "answer", FILE, "P1.1=3")
    assert done.returncode == 5
    assert "it is as it was; answers.rescue.yaml holds all answers with the change" in done.stderr
    assert text(folder) == before
    assert run(folder, "score", "answers.rescue.yaml").returncode == 0
