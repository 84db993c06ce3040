"""Answer files as they are given to be joined, and whether they can be: one playbook, one subject."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cxassess.answers import Loaded
from cxassess.nodes import Mapping, Node
from cxassess.problems import Invalid, Location, Problem
from cxassess.source.edits import plain_data
from cxassess.source.emit import Value
from cxassess.text import one_line, shorten

BOOK = ("playbook", "version", "overlays")
SUBJECT = ("agency", "component", "service", "scope")


class Given(NamedTuple):
    """One of the files: its path as given, its answers, and its root, for the plain data and for places."""

    path: str
    loaded: Loaded
    root: Node

    @property
    def data(self) -> dict[str, Value]:
        """The whole file as plain data."""
        found = plain_data(self.root)
        return found if isinstance(found, dict) else {}

    def at(self, *path: str) -> Value:
        """The plain value at a path of keys; None where there is none."""
        node = self._node(path)
        return None if node is None else plain_data(node)

    def where(self, *path: str) -> Location:
        """Where the value at a path of keys stands, else the file's first field."""
        node = self._node(path)
        return self.loaded.answers.header.where if node is None else node.where

    def _node(self, path: Sequence[str]) -> Node | None:
        node: Node | None = self.root
        for key in path:
            node = node.pairs[key][1] if isinstance(node, Mapping) and key in node.pairs else None
        return node


class Person(NamedTuple):
    """Who answered a file: the respondent, else the role, else the file's name; no two are alike."""

    who: str
    role: str


def people(files: Sequence[Given]) -> list[Person]:
    """Who answered each file."""
    found: list[Person] = []
    for one in files:
        header = one.loaded.answers.header
        stem = Path(one.path).stem if one.path != "-" else "standard input"
        who = one_line(header.respondent or header.role) or stem
        if who in (other.who for other in found):
            who = f"{who} ({stem})"
        while who in (other.who for other in found):
            who += "+"
        found.append(Person(who, one_line(header.role) if header.respondent else ""))
    return found


def check_alike(files: Sequence[Given]) -> None:
    """Raise Invalid where files answer another playbook or are about another subject, with both places."""
    problems = [*_differing(files, BOOK)]
    if not problems:
        tags = sorted({tag for one in files for tag in one.loaded.answers.header.subject.tags})
        paths = [*(("subject", name) for name in SUBJECT), *(("subject", "tags", tag) for tag in tags), ("marking",)]
        problems = [problem for path in paths for problem in _differing(files, path[:1], path[1:])]
    if problems:
        raise Invalid(problems)


def _differing(files: Sequence[Given], names: Sequence[str], inside: Sequence[str] = ()) -> Iterator[Problem]:
    """A fault for each file that says something else than the first that says anything."""
    for name in names:
        path = (name, *inside)
        said = [(one, one.at(*path) or (list[Value]() if name == "overlays" else None)) for one in files]
        first = next(((one, value) for one, value in said if value is not None), None)
        for one, value in said:
            if first is not None and value is not None and _alike(value) != _alike(first[1]):
                here, there = _shown(value), _shown(first[1])
                message = f"the {path[-1]} is {here}, and {there} at {first[0].where(*path)}"
                yield Problem(one.where(*path), message, "join files about one subject and one playbook only")


def _alike(value: Value) -> Value:
    """A value as it is compared: of text neither letter case nor spacing counts, since people type it anew."""
    return " ".join(value.casefold().split()) if isinstance(value, str) else value


def _shown(value: Value) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"
    return f"'{shorten(str(value))}'"
