"""The state folder: locks, backups, drafts and the like, on this machine and for their owner only.

CXASSESS_STATE names another place. Folders are 0700 and files 0600, because what stands there is as sensitive as
the answers themselves.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from cxassess.text import slug

LOCKS, BACKUPS, DRAFTS, EDITS, PLACES, KEPT = "locks", "backups", "drafts", "edits", "places", "kept"
ONLY_MINE = 0o700


def state_folder(kind: str) -> Path:
    """The folder of a kind, such as LOCKS, made where it is not there yet.

    Raises OSError, such as where the home folder cannot be written or the folder belongs to somebody else.
    """
    folder = _root() / kind
    folder.parent.mkdir(mode=ONLY_MINE, parents=True, exist_ok=True)
    folder.mkdir(mode=ONLY_MINE, exist_ok=True)
    _make_private(folder)
    return folder


def name_for(path: str | Path) -> str:
    """What an answer file is called in the state folder: a readable part, then 16 hex of the hash of its real path.

    A link and its target have one name. Two hard links have two, as have two spellings where case does not count.
    """
    real = os.path.normcase(os.path.realpath(path))
    digest = hashlib.sha256(os.fsencode(real)).hexdigest()[:16]
    return f"{slug(Path(real).stem)}-{digest}"


def _root() -> Path:
    named = os.environ.get("CXASSESS_STATE", "")
    if named:
        return Path(named).absolute()
    from platformdirs import user_state_path

    found = user_state_path("cxassess", appauthor=False)
    if not found.is_absolute():  # it would become a folder called ~ wherever we are
        raise FileNotFoundError(2, "no home folder is known (CXASSESS_STATE names another place)", str(found))
    return found


def _make_private(folder: Path) -> None:
    """Close a folder to others. In a place where anybody may write, such as /tmp, it could be of somebody else."""
    found = folder.lstat()
    if hasattr(os, "getuid") and (folder.is_symlink() or found.st_uid != os.getuid()):
        raise PermissionError(13, "this folder belongs to somebody else", str(folder))
    if hasattr(os, "getuid") and found.st_mode & 0o077:
        folder.chmod(ONLY_MINE)
