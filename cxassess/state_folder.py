"""The state folder: locks, backups, drafts and the like, on this machine and for their owner only.

CXASSESS_STATE names another folder. Folders are 0700 and files 0600, because what they hold is as sensitive as
the answers themselves.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from cxassess.text import slug

LOCKS, BACKUPS, DRAFTS, EDITS, PLACES, KEPT = "locks", "backups", "drafts", "edits", "places", "kept"
PRIVATE_FOLDER = 0o700


def state_folder(kind: str) -> Path:
    """The folder of a kind, such as LOCKS, created where it does not exist yet.

    Raises OSError, such as where the home folder cannot be written or the folder belongs to somebody else.
    """
    folder = _root() / kind
    folder.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    _make_private(folder)
    return folder


def name_for(path: str | Path) -> str:
    """The name for an answer file in the state folder: a readable part, then 16 hex digits of the hash of its real path.

    A link and its target share a name. Two hard links have two names, as do two spellings where case does not count.
    """
    real = os.path.normcase(os.path.realpath(path))
    digest = hashlib.sha256(os.fsencode(real)).hexdigest()[:16]
    return f"{slug(Path(real).stem)}-{digest}"


def _root() -> Path:
    configured = os.environ.get("CXASSESS_STATE", "")
    if configured:
        return Path(configured).absolute()
    from platformdirs import user_state_path

    path = user_state_path("cxassess", appauthor=False)
    if not path.is_absolute():  # it would become a folder called ~ in the current folder
        raise FileNotFoundError(
            2, "the home folder could not be found (set CXASSESS_STATE to another folder)", str(path)
        )
    return path


def _make_private(folder: Path) -> None:
    """Close a folder to others. Where anybody may write, such as in /tmp, it could belong to somebody else."""
    status = folder.lstat()
    if hasattr(os, "getuid") and (folder.is_symlink() or status.st_uid != os.getuid()):
        raise PermissionError(13, "this folder belongs to another user", str(folder))
    if hasattr(os, "getuid") and status.st_mode & 0o077:
        folder.chmod(PRIVATE_FOLDER)
