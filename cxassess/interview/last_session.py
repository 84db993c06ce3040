"""What a session leaves for the next one in the state folder: the question where it stopped, and who took part.

Nothing here raises: without it a session begins all the same, from what the answer file holds.
"""

from __future__ import annotations

import contextlib
import datetime
import json
from collections.abc import Iterable
from pathlib import Path

from cxassess.files import write_whole
from cxassess.source.decode import read_bytes
from cxassess.state_folder import PLACES, name_for, state_folder

_ERRORS = (OSError, ValueError, TypeError, AttributeError, RecursionError)


def keep_place(path: str | Path, digest: str, question: str) -> None:
    """Keep the question where a session stopped, '' for none; it holds as long as the answer file has this digest."""
    with contextlib.suppress(OSError):
        if question:
            write_whole(_file(path, "place"), json.dumps({"digest": digest, "question": question}).encode())
        else:
            _file(path, "place").unlink(missing_ok=True)


def read_place(path: str | Path, digest: str) -> str:
    """The question where the last session stopped; '' where none is known or the file has changed since."""
    with contextlib.suppress(*_ERRORS):
        place = json.loads(read_bytes(_file(path, "place")))
        if place.get("digest") == digest:
            return str(place.get("question", ""))
    return ""


def keep_people(path: str | Path, people: Iterable[tuple[str, str]]) -> None:
    """Keep the names and roles of those who take part."""
    with contextlib.suppress(OSError):
        write_whole(_file(path, "people"), json.dumps([list(one) for one in people]).encode())


def read_people(path: str | Path) -> list[tuple[str, str]]:
    """The names and roles of those who took part last; [] where nothing is known."""
    with contextlib.suppress(*_ERRORS):
        return [(str(name), str(role)) for name, role in json.loads(read_bytes(_file(path, "people")))]
    return []


def first_mention(path: str | Path, today: datetime.date) -> bool:
    """Whether the date of a file was not mentioned yet on this day; from now on it was."""
    with contextlib.suppress(*_ERRORS):
        if json.loads(read_bytes(_file(path, "date"))) == today.isoformat():
            return False
    with contextlib.suppress(OSError):
        write_whole(_file(path, "date"), json.dumps(today.isoformat()).encode())
    return True


def forget_session(path: str | Path) -> None:
    """Remove what a session on an earlier file of this name left: a new file begins without it."""
    for what in ("place", "people", "date"):
        with contextlib.suppress(OSError):
            _file(path, what).unlink(missing_ok=True)


def _file(path: str | Path, what: str) -> Path:
    return state_folder(PLACES) / f"{name_for(path)}.{what}.json"
