"""The question that a person left: kept in the state folder, for the very bytes of the file that were left."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from cxassess.files import write_whole
from cxassess.pages import read_bytes
from cxassess.state import PLACES, name_for, state_folder


def leave(path: str | Path, digest: str, question: str) -> None:
    """Keep where a session of an answer file ended; '' for nowhere. Nothing is raised: without it the file itself tells."""
    with contextlib.suppress(OSError):
        if question:
            write_whole(_file(path), json.dumps({"digest": digest, "question": question}).encode())
        else:
            _file(path).unlink(missing_ok=True)


def left(path: str | Path, digest: str) -> str:
    """The question at which the last session ended, '' where none is known or the file has changed since."""
    with contextlib.suppress(OSError, ValueError, AttributeError, RecursionError):
        found = json.loads(read_bytes(_file(path)))
        if found.get("digest") == digest:
            return str(found.get("question", ""))
    return ""


def _file(path: str | Path) -> Path:
    return state_folder(PLACES) / f"{name_for(path)}.json"
