"""Files written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path

PRIVATE = 0o600  # answers are sensitive: nobody else on the machine reads a file that we make
_END = ".tmp"  # how a name ends that a file has while it is written

# What systems say that cannot force a folder to disk, or may not read it; any other error there is a real one.
_CANNOT = (errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EBADF, errno.EACCES, errno.EPERM)


def write_whole(path: Path, data: bytes, *, exclusive: bool = False, check: Callable[[], None] | None = None) -> None:
    """Put data at a path: written beside it, forced to disk, then renamed, so a crash leaves the old file or the new.

    A symbolic link stays a link: its target is replaced. An existing file keeps its mode; a new one is 0600.
    With `exclusive` an existing file raises FileExistsError. `check` is called last before the rename, with
    everything else done: what it raises stops the rename.
    Raises OSError; then nothing has changed and no temporary file is left. Only where the folder could not be
    forced to disk, which the message says, the new file is there and a power cut could bring back the old one.
    """
    target = real_path(path)
    temporary = target.parent / f"{_start(target)}{secrets.token_hex(6)}{_END}"
    try:
        old = _status(target)
        _write(open_new(temporary, path), data, old)
        if check is not None:
            check()
        if exclusive:
            _claim(temporary, target)
        else:
            temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    force_folder(target.parent)


def _start(target: Path) -> str:
    """How the name of a temporary file begins: cut by bytes, which are what a file system counts."""
    return f".{target.name.encode(errors='ignore')[:100].decode(errors='ignore')}."


def remove_leftovers(path: Path) -> None:
    """Remove what a save of this path that was killed left beside it; nobody else may be saving it now."""
    target = real_path(path)
    name = re.compile(re.escape(_start(target)) + "[0-9a-f]{12}" + re.escape(_END))
    for found in target.parent.iterdir():
        if name.fullmatch(found.name):
            with contextlib.suppress(OSError):
                found.unlink()


def real_path(path: Path) -> Path:
    """What a path leads to when its links are followed; it need not exist yet. Raises OSError."""
    try:
        return Path(os.path.realpath(path, strict=True))  # else a disk error would pass for "not a link"
    except FileNotFoundError:
        return Path(os.path.realpath(path))


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def open_new(temporary: Path, wanted: Path) -> int:
    """A new file that only we know, open for writing, on the way to the path that is wanted.

    Raises OSError, which names the path or its missing folder, since nobody else knows the temporary name.
    """
    try:
        return os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), PRIVATE)
    except FileNotFoundError as error:
        folder = temporary.parent if wanted.parent.exists() else wanted.parent
        raise FileNotFoundError(error.errno, "no such folder (make it first)", str(folder)) from None
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(wanted)) from None


def _write(number: int, data: bytes, old: os.stat_result | None) -> None:
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(number, view) :]
        if old is not None:
            _make_alike(number, old)
        os.fsync(number)
    finally:
        os.close(number)


def _make_alike(number: int, old: os.stat_result) -> None:
    """Give a new file the owner and the mode of the old one; not every file system can."""
    if hasattr(os, "getuid") and (old.st_uid, old.st_gid) != (os.getuid(), os.getgid()):
        try:  # only root may; but root must not take the file from its owner
            os.fchown(number, old.st_uid, old.st_gid)
        except OSError:
            with contextlib.suppress(OSError):  # who belongs to the group may leave the file to it
                os.fchown(number, -1, old.st_gid)
    if old.st_mode & 0o777 != PRIVATE and hasattr(os, "fchmod"):
        with contextlib.suppress(PermissionError):
            os.fchmod(number, old.st_mode & 0o777)


def _claim(temporary: Path, target: Path) -> None:
    """Give the file its name only where nothing has it yet."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links: the check and the rename are then two steps
        if os.path.lexists(target):
            raise FileExistsError(17, "the file exists", str(target)) from None
        temporary.replace(target)
        return
    with contextlib.suppress(OSError):
        temporary.unlink()


def force_folder(folder: Path) -> None:
    """Make new names in a folder survive a power cut; systems that cannot do it for folders are left alone.

    Raises OSError where the disk says that it failed.
    """
    if not hasattr(os, "O_DIRECTORY"):
        return
    try:
        number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
    except OSError as error:
        if error.errno not in _CANNOT:
            why = f"{os.strerror(error.errno or errno.EIO)}: the new file is there, but a power cut could undo it"
            raise OSError(error.errno, why, str(folder)) from None
