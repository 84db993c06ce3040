"""`cxassess new` and `examples`: new playbooks and overlays are valid, and examples are searched by a word."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from support import ROOT, cxassess

SHIPPED = sorted(path.parent.name for path in (ROOT / "playbooks").glob("*/playbook.yaml"))


def test_a_new_playbook_is_valid(tmp_path: Path) -> None:
    done = cxassess("new", "my-bureau", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode().splitlines() == [
        "Wrote my-bureau. Change a question, then: cxassess check my-bureau",
        "To use it: cxassess assess ANSWERS --playbook my-bureau",
    ]
    checked = cxassess("check", "--strict", "my-bureau", cwd=tmp_path)
    assert (checked.returncode, checked.stderr) == (0, b"")
    assert checked.stdout.decode().splitlines() == [
        "my-bureau: ok, playbook my-bureau 1.0: 2 plays, 2 questions",
        "my-bureau/example-answers.yaml: ok, answers to my-bureau 1.0: 2 of 2 questions that apply are answered",
    ]
    scored = cxassess("score", "my-bureau/example-answers.yaml", "--playbook", "my-bureau", cwd=tmp_path)
    assert b"2.50" in scored.stdout


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_a_copy_is_valid_and_differs_only_in_its_id(name: str, tmp_path: Path) -> None:
    assert cxassess("new", "deep/mine", "--copy", name, cwd=tmp_path).returncode == 0
    checked = cxassess("check", "--strict", "deep/mine", cwd=tmp_path)
    assert (checked.returncode, checked.stderr) == (0, b"")
    theirs = json.loads(cxassess("show", name, "--format", "json").stdout)
    mine = json.loads(cxassess("show", "deep/mine", "--format", "json", cwd=tmp_path).stdout)
    assert mine["id"] == "mine"
    for one in (theirs, mine):
        del one["id"], one["digest"]
    assert mine == theirs


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_a_new_overlay_is_valid(name: str, tmp_path: Path) -> None:
    assert cxassess("new", "bureau", "--extends", name, cwd=tmp_path).returncode == 0
    checked = cxassess("check", "--strict", "overlays/bureau.yaml", cwd=tmp_path)
    assert (checked.returncode, checked.stderr) == (0, b"")
    assert b"1 deviation," in checked.stdout
    lines = (tmp_path / "overlays" / "bureau.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
    uncommented = "".join(line.replace("# ", "", 1) if line.startswith(("# hide", "  # ")) else line for line in lines)
    (tmp_path / "overlays" / "bureau.yaml").write_text(uncommented, encoding="utf-8")
    if name != "omb-hisp-2018":  # where points are summed, a weight moves the ends of the bands
        assert cxassess("check", "overlays/bureau.yaml", cwd=tmp_path).returncode == 0, uncommented


@pytest.mark.parametrize("name", [name for name in SHIPPED if name != "omb-hisp-2018"])  # see above
def test_the_question_in_a_new_overlay_has_what_check_advises(name: str, tmp_path: Path) -> None:
    assert cxassess("new", "bureau", "--extends", name, cwd=tmp_path).returncode == 0
    path = tmp_path / "overlays" / "bureau.yaml"
    before, mark, question = path.read_text(encoding="utf-8").partition("# add:\n")
    lines = [line.removeprefix("# ") for line in (mark + question).splitlines(keepends=True)]
    path.write_text(before + "".join(lines), encoding="utf-8")
    checked = cxassess("check", "--strict", "overlays/bureau.yaml", cwd=tmp_path)
    assert (checked.returncode, checked.stderr) == (0, b"")
    assert b"2 deviations," in checked.stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["there"], 2, "there: this already exists (choose a new folder)"),
        ([".hidden"], 2, "'.hidden' cannot be an id"),
        (["a b"], 2, "'a b' cannot be an id"),
        (["x", "--extends", "act-iac-cx-2018", "--copy", "act-iac-cx-2018"], 2, "give only one of them"),
        (["x", "--copy", "act-iac"], 2, "did you mean 'act-iac-cx-2018'?"),
        (["mine.yaml", "--extends", "act-iac-cx-2018"], 2, "(write overlays/mine.yaml)"),
        (["there/overlays/own.yaml", "--extends", "act-iac-cx-2018"], 2, "own.yaml: this file exists (give a new one)"),
        (["quick", "--extends", "act-iac-cx-2018"], 2, "there already is an overlay 'quick' (give yours another name)"),
        (["mine.yaml/x"], 5, "mine.yaml/x: not a directory"),
    ],
)
def test_what_cannot_be_started(words: list[str], code: int, said: str, tmp_path: Path) -> None:
    (tmp_path / "there" / "overlays").mkdir(parents=True)
    (tmp_path / "there" / "overlays" / "own.yaml").write_text("own", encoding="utf-8")
    (tmp_path / "mine.yaml").write_text("mine", encoding="utf-8")
    done = cxassess("new", *words, cwd=tmp_path)
    assert done.returncode == code
    assert said in done.stderr.decode()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.yaml", "there"]


def test_examples_are_searched_by_a_word() -> None:
    done = cxassess("examples", "VETEXT")
    assert done.returncode == 0
    assert done.stdout.decode().splitlines() == [
        "va-vetext  Department of Veterans Affairs (VA), VEText, 2018",
        "  What was done: Text messages remind veterans of their appointments.",
        "  Result: In about four months, there were more than 100,000 fewer missed appointments, and 319,504 "
        "appointments were released.",
        "  Source: Performance.gov, VEText success story of July 2018",
        "  Rights: US Government work, public domain in the United States.",
        "  Topics: appointments, messages, health and business case",
    ]
    by_topic = json.loads(cxassess("examples", "phone", "--format", "json").stdout)
    assert {"va-phone-menu", "dol-ebsa-surveys"} <= {one["id"] for one in by_topic}
    everything = json.loads(cxassess("examples", "--format", "json").stdout)
    assert len(everything) > 30


def test_a_word_that_no_example_holds() -> None:
    done = cxassess("examples", "zebra")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith("cxassess: no example mentions 'zebra' (topics are ")


def test_custom_examples_come_first(tmp_path: Path) -> None:
    (tmp_path / "examples.yaml").write_text(
        "examples:\n  va-vetext: {agency: Ours, year: 2026, what: Did it., result: Good., source: Us}\n",
        encoding="utf-8",
    )
    done = cxassess("examples", "Ours", CXASSESS_PLAYBOOKS=str(tmp_path))
    assert done.stdout.decode().splitlines()[0] == "va-vetext  Ours, 2026"


def test_a_report_prints_the_examples_that_fit(tmp_path: Path) -> None:
    """Two for each play: those of its lowest questions come before those of the play."""
    answers = tmp_path / "a.yaml"
    answers.write_text(
        'playbook: act-iac-cx-2018\nversion: "2.0"\nanswers: {P8.1: 5, P8.2: 1, P8.3: 4}\n', encoding="utf-8"
    )
    assert cxassess("report", answers, "-o", tmp_path / "r.html", "--size", "full").returncode == 0
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    part = page.partition('id="play-P8"')[2].partition("</section>")[0]
    told = part.partition("What other agencies did")[2].partition("</ul>")[0]
    assert told.count("<li>") == 2
    assert told.index("Department of Labor (DOL)") < told.index("GSA, Office of Citizen Services")


def test_the_words_of_a_playbook_are_explained(tmp_path: Path) -> None:
    shown = cxassess("show", "act-iac-cx-2018").stdout.decode()
    words = shown.partition("\nWords used here\n")[2]
    assert "  Paperwork Reduction Act (PRA): A 1995 law, in force." in words
    assert "How to choose a level:\n- First list your main services" in shown
    assert "    Next from 1: " in shown


def test_an_overlay_given_as_a_playbook_is_recognized() -> None:
    done = cxassess("show", "quick")
    assert done.returncode == 2
    assert b"no playbook 'quick' (it is an overlay; write 'overlays: [quick]' into the answer file, or " in done.stderr


@pytest.mark.slow
def test_an_overlay_that_is_hidden_by_another_says_nothing(tmp_path: Path) -> None:
    """quick hides questions that internal-services changes; in either order that is nobody's mistake."""
    for overlays in ("quick, internal-services", "internal-services, quick", "small-agency, internal-services"):
        path = tmp_path / "a.yaml"
        text = f'playbook: act-iac-cx-2018\nversion: "2.0"\noverlays: [{overlays}]\nanswers: {{P1.1: 3}}\n'
        path.write_text(text, encoding="utf-8")
        done = cxassess("score", path)
        assert (done.returncode, done.stderr) == (0, b""), overlays


@pytest.mark.slow
def test_the_guide_of_an_overlay_is_added_and_listed() -> None:
    shown = json.loads(cxassess("show", "act-iac-cx-2018", "--overlay", "small-agency", "--format", "json").stdout)
    plain = json.loads(cxassess("show", "act-iac-cx-2018", "--format", "json").stdout)
    assert shown["guide"][:-1] == plain["guide"]
    assert shown["guide"][-1].startswith("In a small agency one person may be a unit")


def test_files_beside_a_new_playbook_are_left_alone(tmp_path: Path) -> None:
    """Neither a folder of somebody's nor what a killed run left is taken over or removed."""
    (tmp_path / ".q.new").mkdir()
    (tmp_path / ".q.new" / "mine.txt").write_text("mine", encoding="utf-8")
    assert cxassess("new", "q", cwd=tmp_path).returncode == 0
    assert (tmp_path / ".q.new" / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in (tmp_path / "q").iterdir()) == [
        "example-answers.yaml",
        "playbook.yaml",
        "plays",
    ]
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    assert cxassess("new", "gone", cwd=tmp_path).returncode == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == [".q.new", "gone", "q"]


def test_a_copy_keeps_line_ends_and_byte_order_mark(tmp_path: Path) -> None:
    assert cxassess("new", "one", cwd=tmp_path).returncode == 0
    path = tmp_path / "one" / "playbook.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert cxassess("new", "two", "--copy", "one", cwd=tmp_path).returncode == 0
    assert (tmp_path / "two" / "playbook.yaml").read_bytes() == path.read_bytes().replace(b"id: one", b"id: two")


def test_a_custom_glossary_comes_before_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text("glossary: {customer: Whoever rings the bell.}\n", encoding="utf-8")
    shown = cxassess("show", "act-iac-cx-2018", CXASSESS_PLAYBOOKS=str(tmp_path)).stdout.decode()
    assert "  customer: Whoever rings the bell.\n" in shown
    assert shown.count("  customer: ") == 1


def test_advice_on_what_an_overlay_does_to_a_question(tmp_path: Path) -> None:
    assert cxassess("new", "base", cwd=tmp_path).returncode == 0
    overlay = tmp_path / "overlays" / "o.yaml"
    overlay.parent.mkdir()
    text = "Does someone decide what to do about each problem that customers name?"
    overlay.write_text(f"overlay: o\nextends: base\nchange:\n  S1.1: {{text: {text}}}\n", encoding="utf-8")
    done = cxassess("check", "--strict", "overlays/o.yaml", cwd=tmp_path)
    assert done.returncode == 4
    assert b"S1.1 and S2.1 share most of their words" in done.stderr


def test_what_is_made_is_private(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        assert cxassess("new", "mine", cwd=tmp_path).returncode == 0
        assert cxassess("new", "deep/copy", "--copy", "omb-hisp-2018", cwd=tmp_path).returncode == 0
        assert cxassess("new", "own", "--extends", "act-iac-cx-2018", cwd=tmp_path).returncode == 0
    finally:
        os.umask(before)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 6
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in ("mine", "deep/copy")} == {0o700}


def test_an_address_that_is_never_linked_is_named(tmp_path: Path) -> None:
    answers = """playbook: act-iac-cx-2018
answers:
  P1.1: {level: 1, evidence: [{title: A, link: "javascript:alert(1)"}, {title: B, link: minutes.pdf}]}
  P1.2: {level: 1, evidence: [{title: A, link: "HTTPS://a.gov"}, {link: "mailto:a@b.gov"}, {link: "ftp://a.gov"}]}
"""
    (tmp_path / "a.yaml").write_text(answers, encoding="utf-8")
    done = cxassess("check", "a.yaml", cwd=tmp_path)
    assert done.returncode == 0
    hint = "(write an address with https://, http:// or mailto:)"
    assert [line for line in done.stderr.decode().splitlines() if "as text" in line] == [
        f"a.yaml:3:48: warning: 'javascript:alert(1)' is printed as text, not as a link {hint}",
        f"a.yaml:4:99: warning: 'ftp://a.gov' is printed as text, not as a link {hint}",
    ]
