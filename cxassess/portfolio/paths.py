"""Which answer files the paths on a command line mean: files, folders that are searched, and standard input."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

SUFFIXES = (".yaml", ".yml")
STDIN = "-"
_NOT_MEANT = (".", "~")  # how the names of hidden files and of an editor's copies begin


class AnswerPaths(NamedTuple):
    """The files, sorted, each once; `named` are those that were not only found by searching a folder.

    `repeated` are files that were named more than once: the path that counts and another. `empty` are folders without
    a file to read, `errors` the folders that could not be read.
    """

    paths: tuple[str, ...]
    named: frozenset[str] = frozenset()
    repeated: tuple[tuple[str, str], ...] = ()
    empty: tuple[str, ...] = ()
    errors: tuple[OSError, ...] = ()


def answer_paths(paths: Iterable[str], suffixes: tuple[str, ...] = SUFFIXES) -> AnswerPaths:
    """The answer files that these paths mean, whatever order they are given in; standard input comes first.

    A folder is searched with all that are in it for these suffixes, `.yaml` and `.yml`, without hidden files and folders of playbooks.
    What is not there is a path all the same: reading it says why it cannot be read.
    """
    named: set[str] = set()
    every: list[str] = []
    empty, errors = [], []
    for path in sorted(paths):
        if path in ("", STDIN) or not os.path.isdir(path):  # noqa: PTH112 - a path object takes five times as long
            named.add(path)
            every.append(path)
            continue
        problems: list[OSError] = []
        files = list(_search(path, suffixes, problems))
        every += files
        errors += problems
        if not files and not problems:
            empty.append(path)
    counted, repeated = _each_once(sorted(every, key=lambda path: (path != STDIN, path)), named)
    return AnswerPaths(tuple(counted), frozenset(named), tuple(repeated), tuple(empty), tuple(errors))


def _search(path: str, suffixes: tuple[str, ...], errors: list[OSError]) -> Iterator[str]:
    """The files with these suffixes in a folder and those in it; each folder once, however links lead to it."""
    todo, seen = [path], set[tuple[int, int]]()
    while todo:
        folder = todo.pop()
        try:
            status = Path(folder).stat()
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            errors.append(error)
            continue
        identity = (status.st_dev, status.st_ino)
        if identity in seen or any(entry.name == "playbook.yaml" for entry in entries):
            continue
        seen.add(identity)
        folders = []
        for entry in entries:
            if entry.name.startswith(_NOT_MEANT):
                continue
            if _is_folder(entry):
                folders.append(entry.path)
            elif entry.name.lower().endswith(suffixes) and _may_be_read(entry):
                yield entry.path
        todo += reversed(folders)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _may_be_read(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a file, or a link to one, also to one that is missing: that is an error to tell."""
    try:
        return entry.is_file() or entry.is_symlink()
    except OSError:
        return True


def _each_once(paths: list[str], named: set[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """Sorted paths without those that lead to a file once more, and these, each with the path that counts."""
    first: dict[object, str] = {}
    counted, repeated = [], []
    for path in paths:
        identity = _identity(path)
        before = first.get(identity)
        if before is None:
            first[identity] = path
            counted.append(path)
        else:
            repeated.append((before, path))
            if path in named:
                named.add(before)
    return counted, repeated


def _identity(path: str) -> object:
    """What two paths to one file have in common."""
    try:
        status = os.stat(path) if path != STDIN else None  # noqa: PTH116 - a path object takes five times as long
    except (OSError, ValueError):
        status = None
    return path if status is None else (status.st_dev, status.st_ino)
