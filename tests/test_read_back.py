"""Every answer file that a command writes can be read by every command; what could not be read is not written."""

from __future__ import annotations

import os
import random
import subprocess
from pathlib import Path

import pytest
from support import cxassess, tiny, write_answers

from cxassess.answers import Library
from cxassess.answers.library import load_answers
from cxassess.playbook import Catalog

LONG = "word " * 18_000  # 90,000 characters, within the limit for one text


@pytest.fixture(scope="module")
def playbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A playbook of sixty questions."""
    return tiny(tmp_path_factory.mktemp("playbooks"), plays={play: [{}] * 10 for play in "ABCDEF"})


def ids() -> list[str]:
    return [f"{play}{number}" for play in "ABCDEF" for number in range(1, 11)]


def run(playbook: Path, *words: str | bytes | Path, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    return cxassess(*words, "--playbook", playbook, cwd=cwd)


def full_file(path: Path, person: int, words: int) -> Path:
    """A file with a level, a note and three pieces of evidence for each question."""
    dice = random.Random(person)
    answers = "".join(
        f"\n  {id}:\n    level: {dice.choice('123')}\n    note: {' '.join(dice.choices(['minutes', 'survey', 'desk'], k=words))}\n"
        f"    confidence: high\n    evidence:\n"
        + "".join(f"      - {{title: Report {piece} of {person} on {id}, link: https://example.gov/{piece}}}\n" for piece in "abc")
        for id in ids()
    )  # fmt: skip
    return write_answers(path, answers, more=f"respondent: {{name: Person {person}, role: Desk {person % 4}}}\n")


@pytest.mark.slow
def test_thirty_full_files_are_merged_to_one_that_is_read(playbook: Path, tmp_path: Path) -> None:
    paths = [full_file(tmp_path / f"{person}.yaml", person, 40) for person in range(30)]
    done = run(playbook, "merge", *paths, "-o", "all.yaml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()[-500:]
    assert run(playbook, "score", "all.yaml", cwd=tmp_path).returncode == 0
    assert run(playbook, "answer", "all.yaml", "A1=2", cwd=tmp_path).returncode == 0


@pytest.mark.slow
def test_a_merged_file_that_would_be_too_large_is_not_written(playbook: Path, tmp_path: Path) -> None:
    paths = [full_file(tmp_path / f"{person}.yaml", person, 1000) for person in range(6)]
    done = run(playbook, "merge", *paths, "-o", "all.yaml", cwd=tmp_path)
    assert done.returncode == 3
    assert done.stderr.decode() == (
        "cxassess: all.yaml: not written: merged, these files have 2.5 MiB, and no command reads more than 2 MiB; notes, "
        "reasons and evidence are 2.4 MiB of it (shorten them in copies of the files, or merge fewer files)\n"
    )
    assert not (tmp_path / "all.yaml").exists()


@pytest.mark.parametrize(
    ("name", "who"),
    [(b"a\x1bb", "a\\u{1B}b"), ("a\u2028b".encode(), "a b"), (b"a\xffb", "a\\u{DCFF}b"), ("a\u202eb".encode(), "a\\u{202E}b")],
    ids=["escape", "line separator", "no UTF-8", "direction"],
)  # fmt: skip
def test_a_file_name_that_no_file_may_hold_is_written_in_signs(
    playbook: Path, tmp_path: Path, name: bytes, who: str
) -> None:
    odd = tmp_path / os.fsdecode(name + b".yaml")
    write_answers(odd, "{A1: 1}")
    write_answers(tmp_path / "other.yaml", "{A1: 2}")
    done = run(playbook, "merge", odd, "other.yaml", "-o", "all.yaml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    answers = load_answers(str(tmp_path / "all.yaml"), Library(Catalog(()), playbook)).answers
    assert [vote.who for vote in answers.answer("A1").votes] == [who, "other"]


def test_a_new_file_that_would_be_too_large_is_not_written(playbook: Path, tmp_path: Path) -> None:
    notes = [f"{id}:note={LONG}" for id in ids()[:25]]
    done = run(playbook, "answer", "new.yaml", *notes, cwd=tmp_path)
    assert (done.returncode, done.stderr.decode()) == (
        2,
        "cxassess: new.yaml: not written, because no command could read it: the file is larger than 2 MiB\n",
    )
    assert not list(tmp_path.iterdir())


def test_a_change_that_would_make_a_file_too_large_is_not_saved(playbook: Path, tmp_path: Path) -> None:
    path = write_answers(tmp_path / "a.yaml", "{A1: 1}")
    before = path.read_text()
    notes = [f"{id}:note={LONG}" for id in ids()[:25]]
    done = run(playbook, "answer", "a.yaml", *notes, cwd=tmp_path)
    assert (done.returncode, done.stderr.decode()) == (
        5,
        f"cxassess: {path.name}: the file would be larger than 2 MiB\n",
    )
    assert path.read_text() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]


def test_an_overlay_given_twice_is_refused(tmp_path: Path) -> None:
    done = cxassess("answer", "new.yaml", "--overlay", "quick", "--overlay", "quick", cwd=tmp_path)
    assert (done.returncode, done.stderr.decode()) == (
        2,
        "cxassess: the overlay 'quick' is listed twice (list it once)\n",
    )
    assert not list(tmp_path.iterdir())


def test_an_overlay_whose_name_no_file_may_hold_is_refused(playbook: Path, tmp_path: Path) -> None:
    overlays = playbook.parent / "overlays"
    overlays.mkdir(exist_ok=True)
    (overlays / "x\x1b.yaml").write_text('overlay: x\nversion: "1"\ntitle: T\nextends: tiny\nhide: [A1]\n')
    done = run(playbook, "answer", "new.yaml", "--overlay", "x\x1b", "A2=1", cwd=tmp_path)
    assert done.returncode == 2
    assert b"\x1b" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_as_many_people_as_a_line_may_name(playbook: Path, tmp_path: Path) -> None:
    """The names of all who answered are one line, which has a limit; beside their answers each is named."""
    paths = [
        write_answers(tmp_path / f"{number}.yaml", "{A1: 2}", more=f"respondent: {{name: {'N' * 90}{number:02}}}\n")
        for number in range(15)
    ]
    done = run(playbook, "merge", *paths, "-o", "all.yaml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    answers = load_answers(str(tmp_path / "all.yaml"), Library(Catalog(()), playbook)).answers
    assert answers.header.respondent.endswith(f", {'N' * 90}09 and 5 more")
    assert [vote.who[-2:] for vote in answers.answer("A1").votes] == [f"{number:02}" for number in range(15)]


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        (f"respondent.name={'n' * 1001}", "it has 1,001 characters; the limit is 1,000 (shorten it)"),
        (f"A1:evidence=T|{'l' * 4001}", "the link has 4,001 characters; the limit is 4,000 (shorten it)"),
    ],
    ids=["name", "link"],
)
def test_what_is_too_long_to_be_read_is_refused(playbook: Path, tmp_path: Path, argument: str, said: str) -> None:
    path = write_answers(tmp_path / "a.yaml", "{A1: 1}")
    before = path.read_text()
    done = run(playbook, "answer", "a.yaml", argument, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert path.read_text() == before
