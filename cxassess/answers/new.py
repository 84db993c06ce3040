"""Where an answer file is to stand: tried before the first question, and made new."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from cxassess.files import open_new, real_path, remove_leftovers, write_whole
from cxassess.source.emit import Value, document


def create(path: Path, data: dict[str, Value]) -> None:
    """A new answer file, 0600, each section on lines of its own. Raises OSError, such as FileExistsError."""
    write_whole(path, document(data, block=2).encode(), exclusive=True)


def try_folder(path: Path) -> None:
    """Find out now whether a save at this path can work, and remove what one that was killed left beside it.

    To be called with the lock held. Raises OSError; leaves nothing behind.
    """
    target = real_path(path)
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(13, "the file is read-only", str(path))
    probe = target.parent / f".cxassess.{secrets.token_hex(6)}.tmp"
    os.close(open_new(probe, path))
    probe.unlink()
    with contextlib.suppress(OSError):  # a folder that cannot be listed can be written into all the same
        remove_leftovers(path)
