"""Backups and drafts: what is in the state folder, who can read it, and how much of it is kept."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support import ROOT

from cxassess import files
from cxassess.answers.file.backup import MAX_BACKUPS, backup, backups
from cxassess.interview import drafts
from cxassess.interview.drafts import Drafts


@pytest.fixture(autouse=True)
def state_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CXASSESS_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "My Answers.yaml"
    path.write_bytes(b"\xef\xbb\xbfplaybook: p\r\n# mine\r\nanswers: {}\r\n")
    path.chmod(0o644)
    return path


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


# ---- backups ---------------------------------------------------------------------------------------


def test_a_copy_is_byte_for_byte_and_for_its_owner_only(file: Path, state_here: Path) -> None:
    copy = backup(file)
    assert copy is not None
    assert copy.read_bytes() == file.read_bytes()
    assert (mode(copy), mode(copy.parent), mode(copy.parent.parent)) == (0o600, 0o700, 0o700)
    assert copy.is_relative_to(state_here)
    assert re.fullmatch(r"my-answers-[0-9a-f]{16}", copy.parent.name)
    assert re.fullmatch(r"0001-\d{4}-\d\d-\d\d-\d{6}-my-answers\.yaml", copy.name)
    (one,) = backups(file)
    assert re.fullmatch(rf"{re.escape(str(copy))} \(\d{{4}}-\d\d-\d\d \d\d:\d\d\)", str(one))


def test_the_ten_newest_are_kept(file: Path) -> None:
    for number in range(MAX_BACKUPS + 5):
        file.write_text(f"playbook: p{number}\n")
        assert backup(file) is not None
    assert [one.copy.read_text() for one in backups(file)] == [f"playbook: p{n}\n" for n in range(14, 4, -1)]
    assert [one.number for one in backups(file)] == list(range(15, 5, -1))


def test_a_clock_set_back_does_not_lose_the_newest_backup(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(MAX_BACKUPS + 2):
        monkeypatch.setattr(time, "strftime", lambda form, n=number: f"{2040 - n}-01-01-000000")
        file.write_text(f"playbook: p{number}\n")
        backup(file)
    assert [one.copy.read_text() for one in backups(file)] == [f"playbook: p{n}\n" for n in range(11, 1, -1)]


def test_an_unchanged_file_is_copied_once(file: Path) -> None:
    assert backup(file) is not None
    assert backup(file) is None
    assert len(backups(file)) == 1


def test_files_of_one_name_in_two_folders_do_not_mix(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / file.name
    other.parent.mkdir()
    other.write_text("playbook: q\n")
    backup(file)
    backup(other)
    assert [one.copy.read_text() for one in backups(other)] == ["playbook: q\n"]
    link = tmp_path / "link.yaml"
    link.symlink_to(other)
    assert backups(link) == backups(other)


def test_no_file_no_copy(tmp_path: Path) -> None:
    assert backup(tmp_path / "none.yaml") is None
    assert backups(tmp_path / "none.yaml") == []


def test_a_backup_that_fails_is_reported(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("CXASSESS_STATE", str(tmp_path / "taken"))
    with pytest.raises(OSError, match="taken"):
        backup(file)


def test_what_others_put_there_stays(file: Path) -> None:
    first = backup(file)
    assert first is not None
    (first.parent / "notes.txt").write_text("of a person")
    for number in range(MAX_BACKUPS + 1):
        file.write_text(f"playbook: p{number}\n")
        backup(file)
    assert (first.parent / "notes.txt").read_text() == "of a person"


# ---- drafts ----------------------------------------------------------------------------------------

TYPE = """
import sys, time
from cxassess.interview.drafts import Drafts
drafts, text = Drafts(sys.argv[1]), ""
for number in range(100_000):
    text += f"{number} "
    drafts.keep("P1.1", text)
    print(len(text), flush=True)
    time.sleep(0.001)
"""


def test_the_next_start_finds_a_draft(file: Path, state_here: Path) -> None:
    one = Drafts(file)
    assert one.texts() == {}
    assert one.keep("P1.1", "half a sen")
    assert one.keep("P1.2", "另一個 😀\nnote")
    assert Drafts(file).texts() == {"P1.1": "half a sen", "P1.2": "另一個 😀\nnote"}
    (kept,) = (state_here / "drafts").iterdir()
    assert (mode(kept), mode(kept.parent)) == (0o600, 0o700)
    assert json.loads(kept.read_text())["path"] == str(file)
    assert one.drop("P1.1")
    assert one.drop("P1.1")
    assert Drafts(file).texts() == {"P1.2": "另一個 😀\nnote"}
    assert one.keep("P1.2", "")
    assert Drafts(file).texts() == {}
    assert list((state_here / "drafts").iterdir()) == []


@pytest.mark.slow
def test_a_kill_costs_the_last_few_characters(file: Path) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    for _ in range(3):
        typing = subprocess.Popen([sys.executable, "-c", TYPE, str(file)], env=env, stdout=subprocess.PIPE, text=True)
        assert typing.stdout is not None
        typed = 0
        for line in typing.stdout:
            typed = int(line)
            if typed > 500:
                break
        typing.send_signal(signal.SIGKILL)
        rest, _ = typing.communicate()
        typed = int(rest.split()[-1]) if rest.split() else typed
        (kept,) = Drafts(file).texts().values()
        assert len(kept) >= typed - 4
        assert kept == "".join(f"{number} " for number in range(1000))[: len(kept)]


@pytest.mark.slow
def test_a_line_that_is_typed_is_watched(file: Path) -> None:
    typed = ["a longer note"]
    one = Drafts(file)
    with one.watching("P1.1", lambda: typed[0]):
        until = time.monotonic() + 30
        while not Drafts(file).texts() and time.monotonic() < until:
            time.sleep(0.05)
    assert Drafts(file).texts() == {"P1.1": "a longer note"}

    def broken() -> str:
        raise ValueError("no line now")

    with one.watching("P1.2", broken):
        time.sleep(drafts.INTERVAL * 2)
    assert "P1.2" not in one.texts()


@pytest.mark.parametrize(
    "left", [b"", b"\0" * 40, b"[" * 200_000, b'{"drafts": {"P1.1": "ha', b"[]", b'{"drafts": {"P1.1": 3}}']
)
def test_a_draft_cut_off_by_a_power_cut_is_no_draft(file: Path, left: bytes) -> None:
    Drafts(file).keep("P1.1", "x")
    Drafts(file)._file().write_bytes(left)
    assert Drafts(file).texts() == {}
    assert Drafts(file).keep("P1.1", "new")
    assert Drafts(file).texts() == {"P1.1": "new"}


def test_a_full_disk_never_stops_the_typing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Drafts(file)
    one.keep("P1.1", "old text")

    def full(*args: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "write", full)
        assert not one.keep("P1.1", "old text and new")
        assert not one.keep("P1.1", "old text and new")
    assert Drafts(file).texts() == {"P1.1": "old text"}
    assert one.keep("P1.1", "old text and new")
    assert Drafts(file).texts() == {"P1.1": "old text and new"}
