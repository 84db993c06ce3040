"""One of the files to be combined, and whether several are about one subject."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cxassess.answers import Library, Loaded
from cxassess.answers.library import load_root
from cxassess.answers.same_subject import SUBJECT_FIELDS
from cxassess.nodes import Mapping, Node
from cxassess.nodes import Sequence as List
from cxassess.problems import Invalid, Location, Problem, Problems
from cxassess.source.edits import plain_data
from cxassess.source.emit import Value
from cxassess.source.parse import read
from cxassess.text import command_line, folded, shorten

PLAYBOOK_FIELDS = ("playbook", "version", "overlays")
SUBJECT_TEXTS = (*SUBJECT_FIELDS, "scope")
REVIEW_FIELDS = ("by", "date")


class InputFile(NamedTuple):
    """One of the files: its path as given, its answers, and its root node, for plain data and for places."""

    path: str
    loaded: Loaded
    root: Node

    def get(self, *path: str) -> Value:
        """The plain value at a path of keys; None where there is none."""
        node = self._node(path)
        return None if node is None else plain_data(node)

    def fields(self, *path: str) -> dict[str, Value]:
        """The plain fields at a path of keys; none where there are none."""
        value = self.get(*path)
        return value if isinstance(value, dict) else {}

    def where(self, *path: str | int) -> Location:
        """The place of the value at a path of keys and of places in lists; of the nearest above where there is none."""
        node = self._node(path)
        if node is None:
            return self.where(*path[:-1]) if len(path) > 1 else self.loaded.answers.header.where
        return node.where

    def _node(self, path: Sequence[str | int]) -> Node | None:
        node: Node | None = self.root
        for key in path:
            if isinstance(key, int):
                node = node.items[key] if isinstance(node, List) and key < len(node.items) else None
            else:
                node = node.pairs[key][1] if isinstance(node, Mapping) and key in node.pairs else None
        return node


def read_input(path: str, library: Library) -> InputFile:
    """One of the files, `-` from standard input. Raises OSError, or Invalid with every error."""
    problems = Problems()
    root = read(path, problems)
    return InputFile(path, load_root(path, root, library, problems), root)


def check_same_subject(files: Sequence[InputFile]) -> None:
    """Raise Invalid where files answer another playbook, are about another subject or name another reviewer."""
    problems = [problem for name in PLAYBOOK_FIELDS for problem in _differences(files, name)]
    if not problems:
        tags = sorted({tag for file in files for tag in file.loaded.answers.header.subject.tags})
        paths = [*(("subject", name) for name in SUBJECT_TEXTS), *(("subject", "tags", tag) for tag in tags)]
        problems = [problem for path in (*paths, ("marking",)) for problem in _differences(files, *path)]
        hint = "write the one that applies to all into each file, or remove it from one"
        reviews = [problem for name in REVIEW_FIELDS for problem in _differences(files, "review", name)]
        problems += [problem._replace(message=f"the review's {problem.message}", hint=hint) for problem in reviews]
    if problems:
        raise Invalid(problems)


def _differences(files: Sequence[InputFile], *path: str) -> Iterator[Problem]:
    """A problem for each file that has another value at a path of keys than the first file with any."""
    missing: Value = [] if path == ("overlays",) else None
    values = [(file, file.get(*path) or missing) for file in files]
    values = [(file, value) for file, value in values if value is not None]
    for file, value in values[1:]:
        first_file, first = values[0]
        if normalized(value) != normalized(first):
            message = f"'{path[-1]}' is {_quoted(value)}, but {_quoted(first)} at {first_file.where(*path)}"
            hint = "merge only files about one subject and one playbook"
            if path[0] == "subject" and path[1] in SUBJECT_TEXTS:
                hint = f"{_how_to_agree(file.path, path[1], str(first))}; {hint}"
            if path == ("version",):
                hint = "update the older one first, with 'cxassess migrate'"
            yield Problem(file.where(*path), message, hint)


def _how_to_agree(path: str, name: str, text: str) -> str:
    """What to do about a field of the subject that is typed in another way than elsewhere."""
    if path.casefold().endswith((".yaml", ".yml")):
        return f"if both are the same, run: {command_line('answer', path, [f'subject.{name}={text}'])}"
    return f"if both are the same, write '{shorten(text)}' here"


def normalized(value: Value) -> Value:
    """A value as it is compared: letter case and spacing of text do not count, since people type it again."""
    return folded(value) if isinstance(value, str) else value


def _quoted(value: Value) -> str:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else f"'{shorten(str(value))}'"
