"""The setup of a new answer file: its questions, their order, and that nothing is written before the end."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support import ROOT, cxassess, tiny
from support.terminal import Script, Talk

from cxassess.interview.setup import Choice, Setup, describe_size
from cxassess.playbook import Catalog, Playbook, load_playbook
from cxassess.playbook.reading_time import reading_minutes

BOOKS = ROOT / "playbooks"
FLAGSHIP = "act-iac-cx-2018"


def set_up(*lines: str, choice: Choice | None = None, catalog: Catalog | None = None) -> tuple[Choice, Script]:
    """What comes of these lines; the person leaves where they end too soon."""
    script = Script(lines)
    chosen = choice or Choice()
    Setup(script, catalog or Catalog((BOOKS,)), chosen, FLAGSHIP).run()
    return chosen, script


def test_enter_all_the_way(tmp_path: Path) -> None:
    choice, script = set_up("", "", "", "", "", "", "", "")
    assert choice.playbook is not None
    assert choice.playbook.id == FLAGSHIP
    assert choice.overlays == []
    assert not any(choice.fields.values())
    assert script.prompts == [
        "Playbook 1-6, Enter for 1: ",
        "Number 1-5, Enter for 1. You can choose several, such as 2 3: ",
        "Agency: ",
        "Component, such as a bureau: ",
        "Service being assessed: ",
        "Scope: 1 public, 2 internal, 3 both: ",
        "Your name: ",
        "Your role: ",
    ]


@pytest.mark.slow
def test_the_lists_name_titles_questions_and_minutes() -> None:
    _, script = set_up("", "", "", "", "", "", "", "")
    at = script.said.index("Which playbook? The times are for reading everything aloud; discussion takes longer.")
    first = "1: act-iac-cx-2018. Customer Experience Playbook self-assessment. 58 questions, about 65 minutes."
    assert script.said[at + 1] == first
    assert len(script.said[at + 1 : script.said.index("", at)]) == 6
    at = script.said.index("How much of it do you want to answer?")
    assert script.said[at + 1 : at + 3] == [
        "1: everything. 58 questions, about 65 minutes.",
        "2: quick. The 24 core questions. 24 questions, about 30 minutes.",
    ]
    last = "5: only some plays now; the others can be answered later, or by other people."
    assert script.said[at + 5] == last


@pytest.mark.slow
def test_everything_chosen_and_corrected() -> None:
    choice, script = set_up(
        "7", "x", "", "2 9", "2 4 5", "9", "2 2 7",  # playbook, quick and small-agency, some plays
        "b", "1,3",  # back to the plays
        "Dept of X", "b", "", "Bureau", "Permits", "4", "BOTH", "Ana", "CX officer",
    )  # fmt: skip
    assert choice.overlays == ["quick", "small-agency"]
    assert choice.plays == ["P1", "P3"]
    assert choice.playbook is not None
    assert choice.playbook.overlays == ("quick", "small-agency")
    assert choice.fields == {
        ("subject", "agency"): "Dept of X",
        ("subject", "component"): "Bureau",
        ("subject", "service"): "Permits",
        ("subject", "scope"): "both",
        ("respondent", "name"): "Ana",
        ("respondent", "role"): "CX officer",
    }
    for said in (
        "'7' is not on the list. Type a number from 1 to 6, or a name.",
        "'x' is not on the list. Type a number from 1 to 6, or a name.",
        "'9' is not on the list. Type numbers from 1 to 5, or names.",
        "'9' is not on the list. Type numbers from 1 to 8, or names.",
        "Type 1, 2 or 3, or public, internal or both; Enter skips.",
    ):
        assert said in script.said
    assert "Agency (Enter keeps Dept of X): " in script.prompts


@pytest.mark.slow
def test_back_skips_what_was_not_asked() -> None:
    choice, script = set_up("b", "4", "", *"bbb", "2", "", "", "", "", "", "", "", "")
    assert script.said.count("This is the first question.") == 2
    assert choice.playbook is not None
    assert choice.playbook.id == "cx-toolkit-2016"
    assert choice.overlays == choice.plays == []


def test_another_playbook_offers_no_overlays_of_the_first() -> None:
    choice, script = set_up("2", "", "", "", "", "", "", "")
    assert choice.playbook is not None
    assert choice.playbook.id == "cx-toolkit-2016"
    at = script.said.index("How much of it do you want to answer?")
    assert script.said[at + 2] == "2: only some plays now; the others can be answered later, or by other people."
    assert script.prompts[1] == "Number 1-2, Enter for 1: "


@pytest.mark.slow
def test_text_that_no_file_can_hold_is_asked_again() -> None:
    choice, script = set_up("", "", "a\nb", "\x1b[A", "DOX", "", "", "", "", "")
    assert choice.fields["subject", "agency"] == "DOX"
    assert "Several lines were entered at once. Type one answer at a time." in script.said
    assert "That text cannot be used: it contains U+001B ESCAPE. Type it again." in script.said


def test_a_playbook_with_errors_is_left_out_with_a_note(tmp_path: Path) -> None:
    folder = tmp_path / "books" / "broken"
    folder.mkdir(parents=True)
    (folder / "playbook.yaml").write_text("id: broken\n")
    choice, script = set_up("", "", "", "", "", "", "", "", catalog=Catalog((tmp_path / "books", BOOKS)))
    assert f"Left out: broken has errors. 'cxassess check {folder}' lists them." in script.said
    assert choice.playbook is not None
    assert choice.playbook.id == FLAGSHIP


def test_own_playbooks_are_offered(tmp_path: Path) -> None:
    tiny(tmp_path / "books")
    choice, script = set_up("2", "", "", "", "", "", "", "", catalog=Catalog((tmp_path / "books", BOOKS)))
    assert "2: tiny. A tiny playbook. 3 questions, about 5 minutes." in script.said
    assert choice.playbook is not None
    assert choice.playbook.id == "tiny"


def test_minutes_are_those_measured_by_reading_aloud() -> None:
    books = load_playbook(BOOKS / FLAGSHIP)[0], load_playbook(BOOKS / FLAGSHIP, [BOOKS / "overlays" / "quick.yaml"])[0]
    assert [reading_minutes(one.plays) for one in books] == [65, 30]  # docs/content-review.md
    assert describe_size(books[1]) == "24 questions, about 30 minutes"


# ---- by the real command


def text(folder: Path, name: str = "answers.yaml") -> str:
    return (folder / name).read_text(encoding="utf-8")


@pytest.mark.slow
def test_options_skip_the_questions_that_they_answer(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    one = talk(
        "a.yaml", "--playbook", FLAGSHIP, "--overlay", "quick", "--play", "p3", "--play", "5", "--today", "2026-11-22"
    )
    for prompt in ("Agency: ", "bureau: ", "assessed: ", "both: ", "name: ", "role: "):
        one.wait(prompt)
        assert not (tmp_path / "a.yaml").exists()
        one.type("internal" if prompt == "both: " else "")
    one.wait("Asked here: Build a customer-centric culture (P3) and Assign a single office or")
    one.wait("role (P5), 6 questions.")
    one.wait("P3.1 Teaching of service standards. Question 1 of 6, play 3 of 8.")
    one.answer("q")
    assert one.leave() == 0
    assert "Which playbook?" not in one.text
    assert "How much of it do you want to answer?" not in one.text
    assert text(tmp_path, "a.yaml") == (
        f'format: 1\nplaybook: {FLAGSHIP}\nversion: "2.0"\noverlays:\n  - quick\n'
        "subject:\n  scope: internal\ndate: 2026-11-22\nanswers: {}\n"
    )
    two = talk("a.yaml", "--play", "P8", "--today", "2026-11-22")
    two.wait("P8.1 Feedback right after a contact. Question 1 of 3, play 8 of 8.")
    two.answer("q")
    assert two.leave() == 0


def test_an_overlay_implies_its_playbook(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    one = talk("--overlay", "small-agency")
    one.wait("Agency: ")
    one.type("q")
    assert one.leave() == 130
    assert "Stopped. No file was made." in one.text
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_chosen_plays_narrow_the_session_and_not_the_file(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    one = talk()
    one.set_up("", "5")
    one.wait("Enter for all: ")
    one.type("2")
    for prompt in ("Agency: ", "bureau: ", "assessed: ", "both: ", "name: ", "role: "):
        one.wait(prompt)
        one.type("")
    one.wait("Asked here: Gauge culture and appetite for change (P2), 7 questions.")
    one.answer("3", "q")
    assert one.leave() == 0
    assert "overlays" not in text(tmp_path)
    assert (
        cxassess("next", "answers.yaml", cwd=tmp_path)
        .stdout.decode()
        .startswith("P2.2 Obstacles named by staff. Question 9 of 58, play 2 of 8.\n")
    )


@pytest.mark.slow
def test_a_custom_playbook_is_named_by_its_folder(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    folder = tiny(tmp_path / "books")
    one = talk("a.yaml", "--playbook", str(folder))
    one.wait("How much of it do you want to answer?")
    one.wait("2: only some plays now")
    one.wait("Enter for 1: ")
    one.type("")
    for prompt in ("Agency: ", "bureau: ", "assessed: ", "both: ", "name: ", "role: "):
        one.wait(prompt)
        one.type("")
    one.answer("2", "q", prompt="Level 1-3, or ? for help: ")
    assert one.leave() == 0
    command = f"cxassess score a.yaml --playbook {folder}"
    assert command in one.text.replace("\n", " ")
    assert cxassess("score", "a.yaml", "--playbook", folder, cwd=tmp_path).returncode == 0


@pytest.mark.slow
def test_a_play_that_the_chosen_playbook_has_not(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    one = talk("a.yaml", "--play", "P9")
    one.set_up("")
    one.wait("no play 'P9' in act-iac-cx-2018 (known: P1, P2, P3, P4, P5, P6, P7, P8).")
    one.wait("Enter for 1: ")
    one.type("q")
    assert one.leave() == 130
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("playbook", [load_playbook(folder)[0] for folder in sorted(BOOKS.glob("*/")) if (folder / "playbook.yaml").is_file()], ids=lambda one: one.id)  # fmt: skip
def test_every_shipped_playbook_can_be_begun(playbook: Playbook, tmp_path: Path) -> None:
    done = cxassess(
        "answer", "a.yaml", f"{next(iter(playbook.by_id))}=unknown", "--playbook", playbook.id, cwd=tmp_path
    )
    assert done.returncode == 0
    assert cxassess("check", "a.yaml", cwd=tmp_path).returncode == 0


@pytest.mark.slow
def test_names_do_as_well_as_numbers() -> None:
    choice, script = set_up(
        "?", "ACT-IAC-CX-2018", "1 quick", "Quick plays", "p3, P1", "Dept", "BACK", "-", "", "", "", "", ""
    )
    assert choice.overlays == ["quick"]
    assert choice.plays == ["P1", "P3"]
    assert choice.fields["subject", "agency"] == ""
    assert "1 already includes everything. Type only 1, or only the other numbers." in script.said


@pytest.mark.slow
def test_plays_are_all_again_after_a_change_of_mind() -> None:
    choice, _ = set_up("1", "everything plays", "p1, P3", "b", "b", "everything", "", "", "", "", "", "")
    assert choice.plays == []
    assert choice.overlays == []


@pytest.mark.slow
def test_a_line_that_follows_a_field_is_not_for_the_next(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    one = talk("a.yaml", "--playbook", FLAGSHIP, "--overlay", "quick")
    one.wait("Agency: ")
    for line in ("Department", "of X"):
        one.type(line)
        time.sleep(0.03)
    one.wait("Several lines were entered at once. Type one answer at a time.")
    one.answer("Department of X", prompt="Agency: ")
    one.answer("q", prompt="Component, such as a bureau: ")
    assert one.leave() == 130
