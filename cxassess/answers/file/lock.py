"""Two locks on an answer file: one for a whole session, which tells who has it, and one for the moment of a save.

That of a session is in the state folder of an account, so it keeps the sessions of one account apart. That of a save
is on the answer file itself, so that other accounts see it, and other machines where a shared drive passes locks on;
it leaves nothing beside the file. The system releases both when their process ends, however that ends. They bind
cxassess only; what an editor writes meanwhile is noticed by the hash of the file (save.py).
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
from cxassess.state_folder import LOCKS, name_for, state_folder

LOCK_OFFSET = 1 << 20  # Windows locks bytes against reading too: one far beyond what is written
RETRY_SECONDS = 0.05  # seconds between two tries
SAVE_RETRY_SECONDS = 0.002
SAVE_SECONDS = 5.0  # how long a save waits for the saves of others: each takes some milliseconds


@dataclass(frozen=True, slots=True)
class LockHolder:
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

    def __init__(self, path: str | Path, holder: LockHolder) -> None:
        self.path = Path(path)
        self.holder = holder
        super().__init__(f"{path}: in use by {holder}; finish there, then run this again")


@contextlib.contextmanager
def locked(path: str | Path, command: str, timeout: float = 0.0) -> Iterator[str]:
    """Keep an answer file to this process: for a session of `assess`, for the moment of `answer`.

        with locked("answers.yaml", "assess") as warning:
            if warning: print(warning)

    Take it before the file is read; the file need not exist yet. `timeout` is how many seconds to wait for another
    (for `answer`, one or two). Gives '' or, where no lock can be made here, a sentence that says why: then go on.
    Raises Locked.
    """
    lock: _Lock | None = None
    warning = ""
    try:
        lock = _Lock(state_folder(LOCKS) / f"{name_for(path)}.lock")
        lock.acquire(path, _this_process(command), time.monotonic() + timeout)
    except OSError as error:
        lock, warning = None, _lock_warning(error)
    try:
        yield warning
    finally:
        if lock is not None:
            lock.release()


@contextlib.contextmanager
def locked_for_save(path: Path) -> Iterator[None]:
    """Keep every other save of this file waiting, also those of other accounts, while it is read, compared and replaced.

    A save puts a new file in the place of the one that was locked, so who gets the lock looks whether it is still
    that of the file. Where the file system has no locks, or the system is Windows, which cannot replace a file that is
    open, it goes on without one. Raises Locked after SAVE_SECONDS.
    """
    descriptor = _lock_file_itself(path, time.monotonic() + SAVE_SECONDS)
    try:
        yield
    finally:
        _close(descriptor)


def _close(descriptor: int | None) -> None:
    """Close an open file, if it is one, and with it its lock: only an error of what was written would matter here."""
    if descriptor is not None:
        with contextlib.suppress(OSError):
            os.close(descriptor)


def _lock_file_itself(path: Path, until: float) -> int | None:
    """The open file with the lock on it; None where it cannot be locked here. Raises Locked."""
    if sys.platform == "win32":
        return None
    while True:
        descriptor: int | None = None
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK)  # some network drives lock only what can be written
            if _try_lock(descriptor) and _has_name(descriptor, path):
                locked, descriptor = descriptor, None
                return locked
        except OSError:  # what is wrong with the file itself, the save will say
            return None
        finally:
            _close(descriptor)
        if time.monotonic() >= until:
            raise Locked(path, LockHolder(0, "", "", ""))
        time.sleep(SAVE_RETRY_SECONDS)


def _lock_warning(error: OSError) -> str:
    why = error.strerror or str(error)
    where = error.filename or "the state folder"
    return f"The file could not be locked ({where}: {why[:1].lower()}{why[1:]}). Make sure that no one else changes the file now."


class _Lock:
    """One lock file. `descriptor` is the open file that holds the lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.descriptor = -1

    def acquire(self, path: str | Path, holder: LockHolder, until: float) -> None:
        while not self._try_acquire():
            if time.monotonic() >= until:
                raise Locked(path, self._read_holder())
            time.sleep(RETRY_SECONDS)
        with contextlib.suppress(OSError):  # a full disk: the lock holds, it only cannot tell who has it
            os.ftruncate(self.descriptor, 0)
            os.write(self.descriptor, json.dumps(asdict(holder)).encode())

    def release(self) -> None:
        """Remove the file and release it; on Windows an open file cannot be removed."""
        if sys.platform == "win32":
            os.close(self.descriptor)
        with contextlib.suppress(OSError):
            self.path.unlink()
        if sys.platform != "win32":
            os.close(self.descriptor)

    def _try_acquire(self) -> bool:
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), PRIVATE)
        try:
            if _try_lock(descriptor) and _has_name(descriptor, self.path):
                self.descriptor = descriptor
                return True
        finally:
            if self.descriptor != descriptor:
                os.close(descriptor)
        return False

    def _read_holder(self) -> LockHolder:
        """Who has it. A lock that was taken this very moment may not be written yet."""
        for _ in range(5):
            with contextlib.suppress(OSError, ValueError, TypeError):
                return LockHolder(**json.loads(self.path.read_bytes()))
            time.sleep(RETRY_SECONDS)
        return LockHolder(0, "", "", "")


def _has_name(descriptor: int, path: Path) -> bool:
    """Whether an open file still has its name: who had it before may have removed or replaced it in between."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _try_lock(descriptor: int) -> bool:
    """Lock an open file; False where another has it. Raises OSError where files cannot be locked."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, LOCK_OFFSET, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return True
    try:
        import fcntl
    except ImportError:
        raise OSError("this system cannot lock files") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _this_process(command: str) -> LockHolder:
    return LockHolder(os.getpid(), _host(), time.strftime("%Y-%m-%d %H:%M"), command)


def _host() -> str:
    import socket

    return socket.gethostname()
