"""What a session leaves for the next, in the state folder: the question that was left, and who was in the room.

Nothing here raises: without it a session begins all the same, by what the answer file tells.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from pathlib import Path

from cxassess.files import write_whole
from cxassess.source.decode import read_bytes
from cxassess.state import PLACES, name_for, state_folder

_BAD = (OSError, ValueError, TypeError, AttributeError, RecursionError)


def leave(path: str | Path, digest: str, question: str) -> None:
    """Keep where a session of an answer file ended, '' for nowhere; it holds for these very bytes of the file."""
    with contextlib.suppress(OSError):
        if question:
            write_whole(_file(path, "place"), json.dumps({"digest": digest, "question": question}).encode())
        else:
            _file(path, "place").unlink(missing_ok=True)


def left(path: str | Path, digest: str) -> str:
    """The question at which the last session ended, '' where none is known or the file has changed since."""
    with contextlib.suppress(*_BAD):
        found = json.loads(read_bytes(_file(path, "place")))
        if found.get("digest") == digest:
            return str(found.get("question", ""))
    return ""


def keep_people(path: str | Path, people: Iterable[tuple[str, str]]) -> None:
    """Keep the names and roles of who is in the room."""
    with contextlib.suppress(OSError):
        write_whole(_file(path, "people"), json.dumps([list(one) for one in people]).encode())


def forget(path: str | Path) -> None:
    """Drop what an earlier file of this name left: a new one begins without."""
    for what in ("place", "people"):
        with contextlib.suppress(OSError):
            _file(path, what).unlink(missing_ok=True)


def people(path: str | Path) -> list[tuple[str, str]]:
    """Who was in the room last, by name and role; [] where nothing is known."""
    with contextlib.suppress(*_BAD):
        return [(str(who), str(role)) for who, role in json.loads(read_bytes(_file(path, "people")))]
    return []


def _file(path: str | Path, what: str) -> Path:
    return state_folder(PLACES) / f"{name_for(path)}.{what}.json"
