"""Playbooks and overlays that lie elsewhere: given by their path, and where a message says that they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support import cxassess, tiny, write_answers
from support.terminal import Talk

OVERLAY = 'overlay: mine\nversion: "1"\ntitle: Shorter\nextends: tiny\nhide: [A2]\n'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with the playbook `tiny` in `books`, which CXASSESS_PLAYBOOKS names, and an overlay beside it."""
    tiny(tmp_path / "books")
    (tmp_path / "mine.yaml").write_text(OVERLAY, encoding="utf-8")
    return tmp_path


def run(home: Path, *args: str) -> tuple[int, str, str]:
    done = cxassess(*args, cwd=home, CXASSESS_PLAYBOOKS=str(home / "books"))
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_an_overlay_is_given_by_its_path(home: Path) -> None:
    code, _, said = run(home, "answer", "a.yaml", "--overlay", "./mine.yaml", "A1=3")
    assert (code, said.splitlines()) == (0, [
        "Made a.yaml.",
        "Saved. A1 = 3 High.",
        "The file names the overlay 'mine'. To find it again, add --overlay mine.yaml,"
        " or keep it as overlays/mine.yaml in a folder of CXASSESS_PLAYBOOKS.",
    ])  # fmt: skip
    assert "overlays:\n  - mine\n" in (home / "a.yaml").read_text(encoding="utf-8")
    found = ["--overlay", "./mine.yaml"]
    for args in (["answer", "a.yaml", "B1=1"], ["check", "a.yaml"], ["explain", "a.yaml"], ["report", "a.yaml"]):
        assert run(home, *args, *found)[0] == 0, args
    assert json.loads(run(home, "score", "a.yaml", "--format", "json", *found)[1])["playbook"]["overlays"] == ["mine"]
    after = json.loads(run(home, "next", "a.yaml", "--format", "json", *found)[1])
    assert after["argv"] == ["cxassess", "answer", "a.yaml", "--overlay", "mine.yaml"]
    (home / "b.yaml").write_bytes((home / "a.yaml").read_bytes())
    assert run(home, "merge", "a.yaml", "b.yaml", "-o", "all.yaml", *found)[0] == 0


def test_an_overlay_in_the_catalog_needs_no_option_again(home: Path) -> None:
    (home / "books" / "overlays").mkdir()
    (home / "mine.yaml").rename(home / "books" / "overlays" / "mine.yaml")
    code, _, said = run(home, "answer", "a.yaml", "--overlay", "books/overlays/mine.yaml", "A1=3")
    assert (code, said.splitlines()) == (0, ["Made a.yaml.", "Saved. A1 = 3 High."])
    assert run(home, "score", "a.yaml")[0] == 0


@pytest.mark.parametrize("command", ["score", "next", "explain", "report", "check", "answer"])
def test_an_overlay_that_answers_do_not_use_is_not_ignored(home: Path, command: str) -> None:
    write_answers(home / "a.yaml", "{A1: 1}")
    more = ["A1=2"] if command == "answer" else []
    hint = "write 'overlays: [mine]' into the file; --overlay alone is for a new one"
    expected = f"cxassess: a.yaml: these answers do not use the overlay 'mine' ({hint})\n"
    code, _, said = run(home, command, "a.yaml", *more, "--overlay", "mine.yaml")
    assert (code, said) == (2, expected)


def test_what_lies_beside_the_file_is_found_by_the_message(home: Path) -> None:
    write_answers(home / "a.yaml", "{A1: 1}", more="overlays: [mine]\n")
    assert run(home, "score", "a.yaml")[2].splitlines()[0] == (
        "a.yaml:3:12: error: no overlay 'mine' (it is in mine.yaml: add --overlay mine.yaml,"
        " or keep it as overlays/mine.yaml in a folder of CXASSESS_PLAYBOOKS)"
    )
    assert run(home, "score", "a.yaml", "--overlay", "mine.yaml")[0] == 0
    (home / "mine.yaml").write_text(OVERLAY.replace("mine", "other"), encoding="utf-8")  # the file's name counts
    assert run(home, "score", "a.yaml", "--overlay", "mine.yaml")[0] == 0
    (home / "overlays").mkdir()
    (home / "overlays" / "quik.yaml").write_text(OVERLAY.replace("mine", "quik"), encoding="utf-8")
    write_answers(home / "a.yaml", "{A1: 1}", more="overlays: [quik]\n")
    assert run(home, "score", "a.yaml")[2].splitlines()[0] == (  # not: did you mean 'quick'?
        "a.yaml:3:12: error: no overlay 'quik' (it is in overlays/quik.yaml:"
        f" add --overlay overlays/quik.yaml, or set CXASSESS_PLAYBOOKS={home})"
    )
    assert run(home, "score", "a.yaml", "--overlay", "overlays/quik.yaml")[0] == 0
    assert (
        cxassess("score", "a.yaml", cwd=home)
        .stderr.decode()
        .splitlines()[0]
        .startswith("a.yaml:1:11: error: no playbook 'tiny' (")
    )
    assert cxassess("score", "../a.yaml", cwd=home / "books").stderr.decode().splitlines()[0] != ""
    (home / "books" / "tiny").rename(home / "tiny")
    assert cxassess("score", "a.yaml", cwd=home).stderr.decode().splitlines()[0] == (
        f"a.yaml:1:11: error: no playbook 'tiny' (it is in tiny: add --playbook tiny, or set CXASSESS_PLAYBOOKS={home})"
    )


@pytest.mark.parametrize(
    ("overlay", "code", "said"),
    [
        ("mine", 2, "no overlay 'mine' (to use the file of this name, write --overlay mine.yaml)"),
        ("mime.yaml", 5, "mime.yaml: no such overlay (did you mean 'mine.yaml'?)"),
        (
            "my own.yaml",
            2,
            "my own.yaml: 'my own' cannot be the id of an overlay (name the file with letters, digits, '.', '_' and '-')",
        ),
        (
            "./quick.yaml",
            5,
            "./quick.yaml: no such overlay (the overlay 'quick' lies elsewhere; to use it, write --overlay quick)",
        ),
        ("\udcff", 2, "no overlay '\\u{DCFF}' (it contains U+DCFF; remove it)"),
        ("./zebra.yaml", 5, "./zebra.yaml: no such overlay (an overlay is a .yaml file)"),
    ],
)
def test_an_overlay_that_is_not_there(home: Path, overlay: str, code: int, said: str) -> None:
    (home / "my own.yaml").write_text(OVERLAY, encoding="utf-8")
    write_answers(home / "known.yaml", "{A1: 1}")
    for args in (["answer", "a.yaml"], ["show", "tiny"], ["score", "known.yaml"]):
        assert run(home, *args, "--overlay", overlay) == (code, "", f"cxassess: {said}\n")


def test_a_command_to_type_is_quoted(home: Path) -> None:
    (home / "my books" / "overlays").mkdir(parents=True)
    (home / "my books" / "overlays" / "own.yaml").write_text(OVERLAY, encoding="utf-8")
    write_answers(home / "my books" / "a.yaml", "{A1: 1}", more="overlays: [own]\n")
    place = "my books/overlays/own.yaml"
    assert run(home, "score", "my books/a.yaml")[2].splitlines()[0] == (
        f"my books/a.yaml:3:12: error: no overlay 'own' (it is in {place}: add --overlay '{place}',"
        f" or set CXASSESS_PLAYBOOKS='{home}/my books')"
    )


@pytest.mark.slow
def test_an_interview_under_an_overlay_by_its_path(home: Path, talk: Callable[..., Talk]) -> None:
    books = {"CXASSESS_PLAYBOOKS": str(home / "books")}
    one = talk("a.yaml", "--overlay", "mine.yaml", **books)
    for prompt in ("Agency: ", "bureau: ", "assessed: ", "both: ", "name: ", "role: "):
        one.wait(prompt)
        one.type("")
    one.wait("Question 1 of 2")  # A2 is hidden
    for word in ("3", "q"):
        one.wait("Level 1-3, or ? for help: ")
        one.type(word)
    assert one.leave() == 0
    assert "To find it again, add --overlay mine.yaml" in " ".join(one.text.split())
    assert "To continue: cxassess assess a.yaml --overlay mine.yaml\n" in one.text
    two = talk("a.yaml", "--overlay", "mine.yaml", **books)
    two.wait("Question 2 of 2")
    two.wait("Level 1-3, or ? for help: ")
    two.type("q")
    assert two.leave() == 0


def test_a_playbook_whose_name_is_not_utf_8_is_not_there(home: Path) -> None:
    said = "cxassess: no playbook '\\u{DCFF}' (it contains U+DCFF; remove it)\n"
    assert run(home, "show", "\udcff") == (2, "", said)
