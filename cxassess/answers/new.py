"""A new answer file: what it says before the first answer, and the check that its folder can be written."""

from __future__ import annotations

import contextlib
import datetime
import os
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path

from cxassess.answers.model import Answers, Header, Subject
from cxassess.answers.read import FILE
from cxassess.files import open_new, real_path, remove_leftovers, write_whole
from cxassess.playbook import Playbook
from cxassess.problems import Location
from cxassess.source.edits import Edit, apply_edits
from cxassess.source.emit import Unquoted, Value, yaml_text


def no_answers(path: str, playbook: Playbook, overlays: Sequence[str], date: datetime.date) -> Answers:
    """Answers without an answer, for a file that is to be begun."""
    start = Location(path, 1, 1)
    header = Header(playbook.id, playbook.version, tuple(overlays), Subject(), "", "", date, "", start)
    return Answers(path, header, {}, {}, (), (), {}, {}, ())


def create(path: Path, answers: Answers, edits: Iterable[Edit] = ()) -> None:
    """Begin an answer file with the header of `answers`, to which `edits` are made; each answer is on a line.

    Raises OSError, such as FileExistsError.
    """
    header = answers.header
    data: dict[str, Value] = {"format": Unquoted("1"), "playbook": header.playbook, "version": header.version}
    if header.overlays:
        data["overlays"] = list(header.overlays)
    if header.date is not None:
        data["date"] = Unquoted(header.date.isoformat())
    data = apply_edits(data | {"answers": {}}, edits)
    before_answers = FILE.partition(" answers")[0].split()
    write_new(path, {name: data[name] for name in before_answers if name in data} | data)


def write_new(path: Path, data: dict[str, Value]) -> None:
    """A new file, 0600, with each section on lines of its own. Raises OSError, such as FileExistsError."""
    write_whole(path, yaml_text(data, block=1).encode(), exclusive=True)


def try_folder(path: Path) -> None:
    """Find out now whether a save at this path can work, and remove what one that was killed left beside it.

    To be called with the lock held. Raises OSError; leaves nothing there.
    """
    target = real_path(path)
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(13, "the file is read-only", str(path))
    probe = target.parent / f".cxassess.{secrets.token_hex(6)}.tmp"
    os.close(open_new(probe, path))
    probe.unlink()
    with contextlib.suppress(OSError):  # a folder that cannot be listed can be written into all the same
        remove_leftovers(path)
