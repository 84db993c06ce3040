"""One process at a time on an answer file: a lock in the state folder that tells who has it.

It never stands beside the answers: on a network drive such a lock can hang for ever. The system lets go of it when
its process ends, however that ends, so the lock of a dead process is simply free. It binds cxassess only; what an
editor writes meanwhile is noticed by the hash of the file (saving.py).
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from cxassess.files import PRIVATE
from cxassess.state import LOCKS, name_for, state_folder

BEYOND = 1 << 20  # Windows locks bytes against reading too: one far behind what is written
WAIT = 0.05  # seconds between two tries


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a file: the number of the process, the machine, the local time since when, and the command."""

    process: int
    host: str
    since: str
    command: str

    def __str__(self) -> str:
        if not self.process:
            return "another cxassess"
        place = "" if self.host == _host() else f" on {self.host}"
        return f"cxassess {self.command} (process {self.process}{place}, since {self.since})"


class Locked(Exception):
    """Another process has the file; `holder` says which. As text, what to tell a person: exit code 6."""

    def __init__(self, path: str | Path, holder: Holder) -> None:
        self.path = Path(path)
        self.holder = holder
        super().__init__(f"{path}: in use by {holder}; finish there, then run this again")


@contextlib.contextmanager
def locked(path: str | Path, command: str, patience: float = 0.0) -> Iterator[str]:
    """Keep an answer file to this process: for a session of `assess`, for the moment of `answer`.

        with locked("answers.yaml", "assess") as doubt:
            if doubt: say(doubt)

    Take it before the file is read; the file need not exist yet. `patience` is how many seconds to wait for another
    (for `answer`, one or two). Gives '' or, where no lock can be made here, a sentence that says why: then go on.
    Raises Locked.
    """
    lock: _Lock | None = None
    doubt = ""
    try:
        lock = _Lock(state_folder(LOCKS) / f"{name_for(path)}.lock")
        lock.take(path, _me(command), time.monotonic() + patience)
    except OSError as error:
        lock, doubt = None, _doubt(error)
    try:
        yield doubt
    finally:
        if lock is not None:
            lock.let_go()


def _doubt(error: OSError) -> str:
    why = error.strerror or str(error)
    where = error.filename or "the state folder"
    return f"Without a lock: {where}: {why[:1].lower()}{why[1:]}. Nobody else should change the file now."


class _Lock:
    """One lock file. `number` is the open file that holds the lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.number = -1

    def take(self, path: str | Path, me: Holder, until: float) -> None:
        while not self._taken():
            if time.monotonic() >= until:
                raise Locked(path, self._holder())
            time.sleep(WAIT)
        with contextlib.suppress(OSError):  # a full disk: the lock holds, it only cannot tell who has it
            os.ftruncate(self.number, 0)
            os.write(self.number, json.dumps(asdict(me)).encode())

    def let_go(self) -> None:
        """Remove the file and release it; on Windows an open file cannot be removed."""
        if sys.platform == "win32":
            os.close(self.number)
        with contextlib.suppress(OSError):
            self.path.unlink()
        if sys.platform != "win32":
            os.close(self.number)

    def _taken(self) -> bool:
        number = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), PRIVATE)
        try:
            if _try(number) and self._is_there(number):
                self.number = number
                return True
        finally:
            if self.number != number:
                os.close(number)
        return False

    def _is_there(self, number: int) -> bool:
        """Whether the open file still has its name: who had it before may have removed it in between."""
        try:
            return os.path.samestat(os.fstat(number), self.path.stat())
        except FileNotFoundError:
            return False

    def _holder(self) -> Holder:
        """Who has it. A lock that was taken this very moment may not be written yet."""
        for _ in range(5):
            with contextlib.suppress(OSError, ValueError, TypeError):
                return Holder(**json.loads(self.path.read_bytes()))
            time.sleep(WAIT)
        return Holder(0, "", "", "")


def _try(number: int) -> bool:
    """Lock an open file; False where another has it. Raises OSError where files cannot be locked."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(number, BEYOND, os.SEEK_SET)
        try:
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        finally:
            os.lseek(number, 0, os.SEEK_SET)
        return True
    try:
        import fcntl
    except ImportError:
        raise OSError("this system cannot lock files") from None
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _me(command: str) -> Holder:
    return Holder(os.getpid(), _host(), time.strftime("%Y-%m-%d %H:%M"), command)


def _host() -> str:
    import socket

    return socket.gethostname()
