"""Before an answer file is changed: copies of it, and warnings about whose it is."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

from cxassess.files import write_whole
from cxassess.source.decode import read_bytes
from cxassess.state_folder import BACKUPS, name_for, state_folder
from cxassess.text import slug

MAX_BACKUPS = 10
_NAME = re.compile(r"(\d{4,})-(\d{4}-\d\d-\d\d)-(\d\d)(\d\d)\d\d-.*\.yaml")


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy: its place among all ever made, where it is, and when it was made (local time)."""

    number: int
    copy: Path
    made: str

    def __str__(self) -> str:
        return f"{self.copy} ({self.made})"


def backup(path: str | Path) -> Path | None:
    """Copy an answer file as it is now, at the start of a session; the ten newest copies are kept.

    None where there is no file yet, or where the newest copy is the same. Raises OSError: a session can go on without.
    """
    try:
        data = read_bytes(path)
    except FileNotFoundError:
        return None
    old = backups(path)
    if old and _has_content(old[0].copy, data):
        return None
    number = old[0].number + 1 if old else 1
    copy = _folder(path) / f"{number:04}-{time.strftime('%Y-%m-%d-%H%M%S')}-{slug(Path(path).stem)}.yaml"
    write_whole(copy, data, exclusive=True)
    for one in old[MAX_BACKUPS - 1 :]:
        one.copy.unlink(missing_ok=True)
    return copy


def backups(path: str | Path) -> list[Backup]:
    """The copies of an answer file, newest first: for a message such as `An older copy: {backups(path)[0]}`.

    Raises OSError.
    """
    matches = [(_NAME.fullmatch(copy.name), copy) for copy in _folder(path).iterdir()]
    copies = [Backup(int(name[1]), copy, f"{name[2]} {name[3]}:{name[4]}") for name, copy in matches if name]
    return sorted(copies, key=lambda one: one.number, reverse=True)


def _folder(path: str | Path) -> Path:
    folder = state_folder(BACKUPS) / name_for(path)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _has_content(copy: Path, data: bytes) -> bool:
    try:
        return read_bytes(copy) == data
    except OSError:
        return False


def write_rescue_copy(path: Path, data: bytes) -> Path:
    """Write data into a new file beside an answer file, `NAME.rescue.yaml`, and give back its path. Raises OSError."""
    stem = path.name.removesuffix(path.suffix)
    for number in ("", *(f"-{count}" for count in range(2, 100))):
        copy = path.with_name(f"{stem}.rescue{number}.yaml")
        with contextlib.suppress(FileExistsError):
            write_whole(copy, data, exclusive=True)
            return copy
    raise OSError(errno.EEXIST, "there are too many rescue copies in its folder", str(path))


def hard_link_warning(path: Path) -> str:
    """A sentence to say once where a file has other names on the disk; '' where it has none. Raises OSError."""
    others = path.stat().st_nlink - 1
    if others < 1:
        return ""
    names = "another name" if others == 1 else f"{others} other names"
    return f"{path} has {names} on this disk (a hard link). Saving changes only the file under this name."


def ownership_warning(path: Path) -> str:
    """A sentence to say once where saving takes a file from its owner; '' where not. Raises OSError."""
    if not hasattr(os, "getuid") or os.getuid() in (0, path.stat().st_uid):
        return ""
    return f"{path} belongs to another user. Saving makes you its owner; its group and permissions are kept where you are allowed to set them."
