"""The lock on an answer file: one process at a time, the holder is named, and a dead process holds none."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support import ROOT

from cxassess.answers.file import lock
from cxassess.answers.file.lock import Locked, LockHolder, locked
from cxassess.answers.file.save import AnswerFile
from cxassess.state_folder import name_for, state_folder

pytest.importorskip("fcntl", reason="other systems lock in another way")

HOLD = """
import sys, time
from cxassess.answers.file.lock import locked
with locked(sys.argv[1], "assess"):
    print("held", flush=True)
    sys.stdin.readline()
"""
# Reads the number in the file, waits, and writes one more: without a lock, two of these lose numbers.
COUNT = """
import sys, time
from pathlib import Path
from cxassess.answers.file.lock import locked
path = Path(sys.argv[1])
for _ in range(20):
    with locked(path, "answer", timeout=60) as doubt:
        assert not doubt
        number = int(path.read_text())
        time.sleep(0.002)
        path.write_text(str(number + 1))
"""


def python(script: str, *words: str | Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *map(str, words)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    return subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "answers.yaml"
    path.write_text("playbook: act-iac-cx-2018\nanswers: {}\n")
    return path


@pytest.fixture
def holder(file: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the file."""
    process = python(HOLD, file)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


def locks() -> list[str]:
    return sorted(path.name for path in state_folder("locks").iterdir())


def test_the_holder_of_the_lock_is_named(file: Path, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(Locked) as caught, locked(file, "answer"):
        pytest.fail("two have it")
    said = str(caught.value)
    assert re.fullmatch(
        rf"{re.escape(str(file))}: in use by cxassess assess \(process {holder.pid}, "
        r"since \d{4}-\d\d-\d\d \d\d:\d\d\); finish there, then run this again",
        said,
    )
    elsewhere = LockHolder(7, "desk-4", "2026-11-22 14:03", "answer")
    assert str(elsewhere) == "cxassess answer (process 7 on desk-4, since 2026-11-22 14:03)"
    assert str(LockHolder(0, "", "", "")) == "another cxassess"


def test_locking_leaves_nothing_beside_the_file(file: Path) -> None:
    with locked(file, "assess") as doubt:
        assert doubt == ""
        assert [path.name for path in file.parent.iterdir()] == ["answers.yaml"]
        (name,) = [name for name in locks() if name.startswith(name_for(file))]
        assert re.fullmatch(r"answers-[0-9a-f]{16}\.lock", name)
        lock = state_folder("locks") / name
        assert lock.stat().st_mode & 0o777 == 0o600
        assert lock.parent.stat().st_mode & 0o777 == 0o700
    assert name not in locks()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["KILL", "TERM"])
def test_the_lock_of_a_dead_process_is_free(file: Path, holder: subprocess.Popen[str], number: int) -> None:
    holder.send_signal(number)
    holder.wait(30)
    assert any(name.startswith(name_for(file)) for name in locks())  # what it left lies there still
    with locked(file, "answer") as doubt:
        assert doubt == ""
    assert not any(name.startswith(name_for(file)) for name in locks())


def test_the_lock_that_a_dead_process_left_in_words_only_is_free(file: Path) -> None:
    left = state_folder("locks") / f"{name_for(file)}.lock"
    left.write_text('{"process": 1, "host": "desk-4", "since": "2026-11-22 14:03", "command": "assess"}')
    with locked(file, "answer") as doubt:
        assert doubt == ""
        assert str(os.getpid()) in left.read_text()


def test_a_lock_file_deleted_while_it_is_acquired_is_not_a_lock(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever had it before removes it between our opening it and our locking it: what we hold then has no name."""
    real, times = lock._try_lock, [1]

    def late(number: int) -> bool:
        if times[0]:
            times[0] -= 1
            (state_folder("locks") / f"{name_for(file)}.lock").unlink()
        return real(number)

    monkeypatch.setattr(lock, "_try_lock", late)
    with locked(file, "assess", timeout=30), pytest.raises(Locked), locked(file, "answer"):
        pytest.fail("two have it")


def test_a_link_and_its_target_have_one_lock(file: Path, tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(file)
    with pytest.raises(Locked, match=r"link\.yaml: in use"), locked(link, "answer"):
        pass
    with locked(tmp_path / "another.yaml", "answer") as doubt:
        assert doubt == ""


def test_patience_waits_until_the_other_is_done(file: Path, holder: subprocess.Popen[str]) -> None:
    def done() -> None:
        time.sleep(0.3)
        assert holder.stdin is not None
        holder.stdin.write("\n")
        holder.stdin.flush()

    threading.Thread(target=done).start()
    with locked(file, "answer", timeout=30) as doubt:
        assert doubt == ""
    start = time.monotonic()
    with locked(file, "a"), pytest.raises(Locked), locked(file, "b", timeout=0.3):
        pass
    assert time.monotonic() - start >= 0.3


@pytest.mark.slow
def test_two_processes_racing_never_have_it_at_once(tmp_path: Path) -> None:
    path = tmp_path / "number"
    path.write_text("0")
    racers = [python(COUNT, path) for _ in range(3)]
    assert [racer.wait(120) for racer in racers] == [0, 0, 0]
    for racer in racers:
        racer.communicate()
    assert path.read_text() == "60"


@pytest.mark.slow
def test_answers_of_two_that_race_are_all_there(file: Path) -> None:
    """The process that comes too late exits with code 6 and tries again; no answer is lost."""
    code = "from cxassess.cli import main; main()"
    left = {f"P1.{number}": str(number % 5 + 1) for number in range(1, 8)}
    wanted = dict(left)
    while left:
        racers = {id: python(code, "answer", file, f"{id}={key}", "--quiet") for id, key in list(left.items())[:3]}
        for id, racer in racers.items():
            racer.communicate(timeout=120)
            assert racer.returncode in (0, 6)
            if racer.returncode == 0:
                del left[id]
        assert len(left) < len(wanted)
    answers = AnswerFile.open(str(file)).parsed.data["answers"]
    assert answers == {id: {"level": key} for id, key in wanted.items()}


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    return lambda path: monkeypatch.setenv("CXASSESS_STATE", str(path))


def test_where_no_lock_can_be_made_a_warning_is_given(
    file: Path, tmp_path: Path, elsewhere: Callable[[Path], None]
) -> None:
    (tmp_path / "taken").write_text("no folder")
    elsewhere(tmp_path / "taken")
    with locked(file, "assess") as doubt:
        assert doubt.startswith("The file could not be locked (")
        assert doubt.endswith("). Make sure that no one else changes the file now.")
    with pytest.raises(ValueError, match="of the session"), locked(file, "assess"):
        raise ValueError("of the session")


def test_a_state_folder_of_others_is_not_used(file: Path, tmp_path: Path, elsewhere: Callable[[Path], None]) -> None:
    mine, trap = tmp_path / "mine", tmp_path / "trap"
    mine.mkdir()
    trap.mkdir()
    (trap / "locks").symlink_to(mine, target_is_directory=True)
    elsewhere(trap)
    with locked(file, "assess") as doubt:
        assert "this folder belongs to another user" in doubt
    assert list(mine.iterdir()) == []


def test_a_folder_that_others_can_read_is_closed(tmp_path: Path, elsewhere: Callable[[Path], None]) -> None:
    (tmp_path / "drafts").mkdir(mode=0o755)
    before = tmp_path.stat().st_mode
    elsewhere(tmp_path)
    assert state_folder("drafts").stat().st_mode & 0o777 == 0o700
    assert tmp_path.stat().st_mode == before  # a place that a person named stays as it is


def test_the_state_folder_is_where_the_system_wants_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform != "linux":
        pytest.skip("each system has its own place")
    monkeypatch.delenv("CXASSESS_STATE")
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert state_folder("locks") == tmp_path / ".local" / "state" / "cxassess" / "locks"
    assert (tmp_path / ".local" / "state" / "cxassess").stat().st_mode & 0o777 == 0o700


def test_without_a_home_folder_nothing_is_made_where_we_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CXASSESS_STATE")
    monkeypatch.setattr("platformdirs.user_state_path", lambda *args, **options: Path("~/.local/state/cxassess"))
    monkeypatch.chdir(tmp_path)
    with locked(tmp_path / "a.yaml", "assess") as doubt:
        assert "the home folder could not be found (set CXASSESS_STATE to another folder)" in doubt
    assert list(tmp_path.iterdir()) == []
