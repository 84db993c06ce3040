"""A new answer file: what it says before the first answer, and the check that its folder can be written."""

from __future__ import annotations

import contextlib
import datetime
import os
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path

from cxassess.answers.header import FILE
from cxassess.answers.library import unreadable
from cxassess.answers.model import Answers, Header, Subject
from cxassess.files import open_new, real_path, remove_leftovers, require_writable, write_whole
from cxassess.nodes import Node
from cxassess.playbook import Playbook
from cxassess.problems import Invalid, Location, Problems
from cxassess.source.decode import decode
from cxassess.source.edits import Edit, apply_edits
from cxassess.source.emit import Unquoted, Value, yaml_text
from cxassess.source.parse import parse


def no_answers(path: str, playbook: Playbook, overlays: Sequence[str], date: datetime.date) -> Answers:
    """Answers without an answer, for a file that is to be begun."""
    start = Location(path, 1, 1)
    header = Header(playbook.id, playbook.version, tuple(overlays), Subject(), "", "", date, "", start)
    return Answers(path, header, {}, {}, (), (), {}, {}, ())


class Unreadable(Exception):
    """A new file that no command could read, and that was therefore not written; the message says why."""


def check_readable(data: bytes, playbook: Playbook, path: str = "") -> Node:
    """Read the bytes of a new answer file as commands will: by the same limits and rules; its root. Raises Unreadable."""
    problems = Problems()
    try:
        root = parse(decode(path, data), problems)
        problem = unreadable(root, playbook)
        problems.check()
    except Invalid as invalid:
        problem = invalid.problems[0]
    if problem is not None:
        raise Unreadable(f"not written, because no command could read it: {problem.message}")
    return root


def create(path: Path, answers: Answers, playbook: Playbook, edits: Iterable[Edit] = ()) -> None:
    """Begin an answer file with the header of `answers`, to which `edits` are made; each answer is on a line.

    Raises Unreadable, or OSError, such as FileExistsError.
    """
    header = answers.header
    data: dict[str, Value] = {"format": Unquoted("1"), "playbook": header.playbook, "version": header.version}
    if header.overlays:
        data["overlays"] = list(header.overlays)
    if header.date is not None:
        data["date"] = Unquoted(header.date.isoformat())
    data = apply_edits(data | {"answers": {}}, edits)
    before_answers = FILE.partition(" answers")[0].split()
    data = {name: data[name] for name in before_answers if name in data} | data
    check_readable(_new_text(data), playbook)
    write_new(path, data)


def write_new(path: Path, data: dict[str, Value]) -> None:
    """A new file, 0600, with each section on lines of its own. Raises OSError, such as FileExistsError."""
    write_whole(path, _new_text(data), exclusive=True)


def _new_text(data: dict[str, Value]) -> bytes:
    return yaml_text(data, block=1).encode()


def try_folder(path: Path) -> None:
    """Find out now whether a save at this path can work, and remove what one that was killed left beside it.

    To be called with the lock held. Raises OSError; leaves nothing there.
    """
    target = real_path(path)
    if target.exists():
        require_writable(path)
    probe = target.parent / f".cxassess.{secrets.token_hex(6)}.tmp"
    os.close(open_new(probe, path))
    probe.unlink()
    with contextlib.suppress(OSError):  # a folder that cannot be listed can be written into all the same
        remove_leftovers(path)
