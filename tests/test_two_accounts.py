"""Several accounts that save one answer file at the same time: no answer that was acknowledged is lost."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from support import cxassess, process_environment

from cxassess.answers.file import lock
from cxassess.answers.file.save import AnswerFile
from cxassess.source.edits import Edit

fcntl = pytest.importorskip("fcntl", reason="other systems lock in another way")

TEAM = 65534  # the group of both accounts
QUESTIONS = ("P1.1", "P1.2", "P1.3")
# Adds pieces of evidence to one question, one save after another, and prints the title of each that was acknowledged.
EDITS = """
import os, sys
from cxassess.answers.file.save import AnswerFile, FileChanged
from cxassess.source.edits import APPEND, Edit
path, question, count, user, group = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
if user:  # only now: another account may not be allowed to read Python
    import fcntl, secrets
    os.setgroups([])
    os.setgid(group)
    os.setuid(user)
file = AnswerFile.open(path)
print("ready", flush=True)
sys.stdin.readline()
for number in range(count):
    title = f"{question} piece {number}"
    try:
        file.save([Edit(("answers", question, "evidence"), {"title": title}, APPEND)])
    except FileChanged:
        file = AnswerFile.open(path)
    else:
        print(title, flush=True)
"""


def edit_at_once(path: Path, states: Sequence[Path], count: int, users: Sequence[int] = ()) -> dict[str, list[str]]:
    """The titles that were acknowledged, by question, when one process for each state folder edits its own question."""
    processes = []
    for question, state, user in zip(QUESTIONS, states, users or [0] * len(states), strict=False):
        command = [sys.executable, "-c", EDITS, str(path), question, str(count), str(user), str(TEAM)]
        env = process_environment(CXASSESS_STATE=str(state))
        process = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert process.stdin is not None and process.stdout is not None
        processes.append((question, process))
        assert process.stdout.readline() == "ready\n"
    for _, process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    acknowledged = {question: process.communicate(timeout=120)[0].splitlines() for question, process in processes}
    assert all(process.returncode == 0 for _, process in processes)
    return acknowledged


def titles(path: Path) -> dict[str, list[str]]:
    answers = AnswerFile.open(str(path)).parsed.data["answers"]
    assert isinstance(answers, dict)
    return {
        id: [piece["title"] for piece in answer["evidence"]]  # type: ignore[index, call-overload]
        for id, answer in answers.items()
    }


@pytest.mark.slow
@pytest.mark.parametrize("accounts", [2, 3])
def test_no_acknowledged_answer_of_several_state_folders_is_lost(tmp_path: Path, accounts: int) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text("playbook: act-iac-cx-2018\nanswers: {}\n")
    states = [tmp_path / f"state-{number}" for number in range(accounts)]
    acknowledged = edit_at_once(path, states, 200)
    assert titles(path) == acknowledged
    assert [len(some) for some in acknowledged.values()] == [200] * accounts  # nobody was sent away either


@pytest.fixture
def shared() -> Iterator[Path]:
    """A file in a folder of a team, as two of its members see it."""
    if os.getuid() != 0:
        pytest.skip("only root can run processes of other accounts")
    folder = Path(tempfile.mkdtemp())  # not in the folder of the tests, which others may not enter
    path = folder / "answers.yaml"
    path.write_text("playbook: act-iac-cx-2018\nanswers: {}\n")
    os.chown(folder, 0, TEAM)
    folder.chmod(0o2770)
    os.chown(path, 1, TEAM)
    path.chmod(0o660)
    try:
        yield path
    finally:
        shutil.rmtree(folder)


@pytest.mark.slow
def test_no_acknowledged_answer_of_two_accounts_is_lost(shared: Path) -> None:
    states = []
    for user in (1, 2):
        states.append(shared.parent / f"state-{user}")
        states[-1].mkdir(mode=0o700)
        os.chown(states[-1], user, TEAM)
    acknowledged = edit_at_once(shared, states, 100, [1, 2])
    assert titles(shared) == acknowledged
    assert [len(some) for some in acknowledged.values()] == [100, 100]
    assert shared.stat().st_mode & 0o777 == 0o660
    assert shared.stat().st_gid == TEAM


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "answers.yaml"
    path.write_text("playbook: act-iac-cx-2018\nanswers: {}\n")
    return path


SAVE = [Edit(("answers", "P1.1", "note"), "Mine")]
SAVED = "playbook: act-iac-cx-2018\nanswers:\n  P1.1: {note: Mine}\n"


def test_a_save_waits_for_the_lock_of_another_and_then_gives_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "SAVE_SECONDS", 0.1)
    file = AnswerFile.open(str(path))
    with path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(BlockingIOError, match="another program has the file locked"):
            file.save(SAVE)
        done = cxassess("answer", path, "P1.1:note=Mine")
        said = f"cxassess: {path}: another program has the file locked (run the command again)\n"
        assert (done.returncode, done.stderr.decode()) == (6, said)
    file.save(SAVE)
    assert path.read_text() == SAVED
    assert [one.name for one in path.parent.iterdir()] == ["answers.yaml"]  # the lock leaves nothing beside it


def test_a_lock_on_a_file_that_was_replaced_is_not_one(path: Path) -> None:
    with path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        new = path.with_name("new.yaml")
        new.write_bytes(path.read_bytes())
        new.replace(path)
        AnswerFile.open(str(path)).save(SAVE)  # at once: what is locked is no longer the file
    assert path.read_text() == SAVED


@pytest.mark.parametrize("error", [errno.ENOLCK, errno.EBADF, errno.EOPNOTSUPP, errno.ENOSYS])
def test_a_drive_without_locks_can_be_saved_on(path: Path, monkeypatch: pytest.MonkeyPatch, error: int) -> None:
    def no_lock(descriptor: int, how: int) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(fcntl, "flock", no_lock)
    AnswerFile.open(str(path)).save(SAVE)
    assert path.read_text() == SAVED
