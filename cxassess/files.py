"""Files written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

PRIVATE = 0o600  # answers are sensitive: nobody else on the machine reads a file that we make


def write_whole(path: Path, data: bytes, *, exclusive: bool = False) -> None:
    """Put data at a path: written beside it, forced to disk, then renamed, so a crash leaves the old file or the new.

    A symbolic link stays a link: its target is replaced. An existing file keeps its mode; a new one is 0600.
    With `exclusive` an existing file raises FileExistsError. Raises OSError; then nothing has changed and no
    temporary file is left.
    """
    target = Path(os.path.realpath(path))
    temporary = target.parent / f".{target.name[:100]}.{secrets.token_hex(6)}.tmp"
    try:
        _write(temporary, data, _mode(target))
        if exclusive:
            _claim(temporary, target)
        else:
            temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    _force_folder(target.parent)


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        return PRIVATE


def _write(path: Path, data: bytes, mode: int) -> None:
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), PRIVATE)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(number, view) :]
        if mode != PRIVATE and hasattr(os, "fchmod"):
            os.fchmod(number, mode)
        os.fsync(number)
    finally:
        os.close(number)


def _claim(temporary: Path, target: Path) -> None:
    """Give the file its name only where nothing has it yet."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links: the check and the rename are then two steps
        if target.exists():
            raise FileExistsError(17, "the file exists", str(target)) from None
        temporary.replace(target)
        return
    temporary.unlink()


def _force_folder(folder: Path) -> None:
    """Make the new name survive a power loss; systems that cannot do it for folders are left alone."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
