"""Files that could not be used, and whose they are: by the subject they name or, where none can be read, by their names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cxassess.answers.model import Subject
from cxassess.answers.same_subject import SUBJECT_FIELDS, subject_key
from cxassess.problems import Invalid, Problems
from cxassess.source.edits import plain_data
from cxassess.source.parse import read


class RefusedFile(NamedTuple):
    """A file that could not be used: its name in the folder that was searched, and the key of its subject, () for none."""

    path: str
    name: str
    subject: tuple[str, ...]


def refused_files(paths: Iterable[str], folders: Sequence[str]) -> list[RefusedFile]:
    """What is known of files that could not be used. Those of standard input are left out."""
    return [RefusedFile(path, name_below(path, folders), _subject(path)) for path in paths if path != "-"]


def name_below(path: str, folders: Sequence[str]) -> str:
    """The path of a file below the one of the folders that it is in; its name where it is in none."""
    for folder in sorted(folders, key=len, reverse=True):
        start = folder if folder.endswith(("/", os.sep)) else f"{folder}{os.sep}"
        if path.startswith(start):
            return path.removeprefix(start)
    return os.path.basename(path)  # noqa: PTH119 - a path object would drop a final slash


def refused_of(subject: tuple[str, ...], name: str, refused: Sequence[RefusedFile]) -> str:
    """The path of the refused file that is about a subject, or whose subject is unknown and that has this name; '' for none."""
    about = [one.path for one in refused if one.subject == subject and any(subject)]
    named = [one.path for one in refused if not one.subject and one.name == name]
    return next(iter([*about, *named]), "")


def _subject(path: str) -> tuple[str, ...]:
    """The key of the subject that a file names; () where there is none, or the file is no YAML."""
    try:
        data = plain_data(read(path, Problems()))
    except (Invalid, OSError):
        return ()
    fields = data.get("subject") if isinstance(data, dict) else None
    if not isinstance(fields, dict):
        return ()
    agency, component, service = (text if isinstance(text := fields.get(name), str) else "" for name in SUBJECT_FIELDS)
    key = subject_key(Subject(agency, component, service))
    return key if any(key) else ()
