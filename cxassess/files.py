"""Files written whole or not at all: a crash, a full disk or a power cut leaves the old file or the new one."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

PRIVATE = 0o600  # answers are sensitive: nobody else on the machine may read a new file
_TEMPORARY_SUFFIX = ".tmp"  # of the name that a file has while it is written

# Errors of systems that cannot force a folder to disk, or may not read it; any other error there is a real one.
_CANNOT_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EBADF, errno.EACCES, errno.EPERM)

_PIECE = 64 * 1024  # bytes read at a time: more than most files have, and soon allocated


def write_whole(
    path: Path, data: bytes | Iterable[bytes], *, exclusive: bool = False, check: Callable[[], None] | None = None
) -> None:
    """Write a file beside its path, force it to disk, then rename it, so that a crash leaves the old file or the new.

    data: the content, whole or in pieces.

    A symbolic link stays a link: its target is replaced. An existing file keeps its mode; a new one is 0600.
    With `exclusive` an existing file raises FileExistsError. `check` is called last before the rename, with
    everything else done: what it raises stops the rename.
    Raises OSError, such as ENOSPC on a full disk; then nothing has changed and the temporary file is removed.
    Only where the folder could not be forced to disk, which the message says, the new file is there and a power
    cut could bring back the old one.
    """
    import secrets  # it costs as much as reading a file

    target = real_path(path)
    temporary = target.parent / f"{_temporary_prefix(target)}{secrets.token_hex(6)}{_TEMPORARY_SUFFIX}"
    try:
        old = _stat(target)
        _write(open_new(temporary, path), [data] if isinstance(data, bytes) else data, old)
        if check is not None:
            check()
        if exclusive:
            _rename_to_new(temporary, target)
        else:
            _replace(temporary, target, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    force_folder(target.parent)


def open_spool(folder: Path | None = None) -> IO[bytes]:
    """A file without a name, readable by nobody else, for what grows until it is known whole; it ends with the process.

    folder: where its room is taken; by default where the system keeps temporary files. Raises OSError.
    """
    import tempfile

    try:
        return tempfile.TemporaryFile(dir=folder)
    except FileNotFoundError as error:
        raise FileNotFoundError(error.errno, "no such folder (create it first)", str(folder)) from None


def read_pieces(file: IO[bytes]) -> Iterator[bytes]:
    """The content of a file from its beginning, in pieces."""
    file.seek(0)
    while piece := file.read(1 << 20):
        yield piece


def open_regular(path: str, flags: int) -> int:
    """The descriptor of a regular file or a pipe, for `open`: a device could hang or never end. Raises OSError."""
    descriptor = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    try:
        mode = os.fstat(descriptor).st_mode
    except OSError:
        os.close(descriptor)
        raise
    if stat.S_ISREG(mode):
        return descriptor
    if stat.S_ISFIFO(mode):
        os.set_blocking(descriptor, True) if hasattr(os, "set_blocking") else None
        return descriptor
    os.close(descriptor)
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    raise OSError(errno.EINVAL, "not a regular file", path)


def read_regular(path: str, most: int) -> bytes:
    """The bytes of a regular file or a pipe, at most so many. Raises OSError."""
    descriptor, data = open_regular(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)), b""
    try:
        while piece := os.read(descriptor, min(_PIECE, most - len(data))):
            data += piece
    finally:
        os.close(descriptor)
    return data


def require_writable(path: Path) -> None:
    """Raise PermissionError for a file that its owner made read-only, or that this account may not change.

    Root may write any file, and a rename needs no right to the file itself: both would go against what its owner said.
    """
    if not (path.stat().st_mode & 0o222 and os.access(path, os.W_OK)):
        raise PermissionError(
            errno.EACCES, "this file is read-only (make it writable first, or change a copy of it)", str(path)
        )


def _temporary_prefix(target: Path) -> str:
    """How the names of a file's temporary files begin: cut by bytes, which are what a file system counts."""
    return f".{target.name.encode(errors='ignore')[:100].decode(errors='ignore')}."


def remove_leftovers(path: Path) -> None:
    """Remove the temporary files that killed saves of this path left; nobody else may be saving it now."""
    target = real_path(path)
    name = re.compile(re.escape(_temporary_prefix(target)) + "[0-9a-f]{12}" + re.escape(_TEMPORARY_SUFFIX))
    for neighbor in target.parent.iterdir():
        if name.fullmatch(neighbor.name):
            with contextlib.suppress(OSError):
                neighbor.unlink()


def real_path(path: Path) -> Path:
    """What a path leads to when its links are followed; it need not exist yet. Raises OSError."""
    try:
        return Path(os.path.realpath(path, strict=True))  # else a disk error would pass for "not a link"
    except FileNotFoundError:
        return Path(os.path.realpath(path))


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def open_new(temporary: Path, wanted: Path) -> int:
    """The descriptor of a new temporary file, open for writing, that will be renamed to the wanted path.

    Raises OSError, which names the wanted path or its missing folder: nobody else knows the temporary name.
    """
    try:
        return os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), PRIVATE)
    except FileNotFoundError as error:
        folder = temporary.parent if wanted.parent.exists() else wanted.parent
        raise FileNotFoundError(error.errno, "no such folder (create it first)", str(folder)) from None
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(wanted)) from None


def _write(descriptor: int, pieces: Iterable[bytes], old: os.stat_result | None) -> None:
    """Write all data and force it to disk, with the owner and mode of the old file. A full disk raises OSError."""
    try:
        for piece in pieces:
            rest = memoryview(piece)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        if old is not None:
            _copy_owner_and_mode(descriptor, old)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy_owner_and_mode(descriptor: int, old: os.stat_result) -> None:
    """Give a new file the owner and the mode of the old one; not every file system can."""
    if hasattr(os, "getuid") and (old.st_uid, old.st_gid) != (os.getuid(), os.getgid()):
        try:  # only root may; but root must not take the file from its owner
            os.fchown(descriptor, old.st_uid, old.st_gid)
        except OSError:
            with contextlib.suppress(OSError):  # a member of the group may leave the file to it
                os.fchown(descriptor, -1, old.st_gid)
    if old.st_mode & 0o777 != PRIVATE and hasattr(os, "fchmod"):
        with contextlib.suppress(PermissionError):
            os.fchmod(descriptor, old.st_mode & 0o777)


def _replace(temporary: Path, target: Path, wanted: Path) -> None:
    """Rename a file over another. Raises OSError, which names the wanted path: nobody knows the temporary name."""
    try:
        temporary.replace(target)
    except OSError as error:
        reason = error.strerror
        if error.errno in (errno.EPERM, errno.EACCES):  # a folder such as /tmp, with its sticky bit set
            reason = "only its owner may replace this file in its folder"
        raise OSError(error.errno, reason, str(wanted)) from None


def _rename_to_new(temporary: Path, target: Path) -> None:
    """Rename a file only where nothing has the new name. Raises FileExistsError."""
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
    """Make new names in a folder survive a power cut, on systems that can force a folder to disk.

    Raises OSError where the disk reports that it failed.
    """
    if not hasattr(os, "O_DIRECTORY"):
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            reason = (
                f"{os.strerror(error.errno or errno.EIO)}: the new file was written, but a power failure could undo it"
            )
            raise OSError(error.errno, reason, str(folder)) from None
