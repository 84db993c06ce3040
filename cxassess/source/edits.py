"""What a change of an answer file means: edits at paths of keys, and what the file holds after them."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass

from cxassess.nodes import Mapping, Node, Scalar, Sequence
from cxassess.source.emit import Value

SET, REMOVE, RENAME, APPEND = "set", "remove", "rename", "append"
SHORT = "level"  # `P1.4: 2` is short for `P1.4: {level: 2}`


class NotSpliced(Exception):
    """A change that could not be brought into the text and proven; the message says what was in the way."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change at a path of keys. `name` is the new key of a RENAME, which keeps its place."""

    path: tuple[str, ...]
    value: Value = None
    how: str = SET
    name: str = ""


def remove(*path: str) -> Edit:
    """Take out the field at a path. Nothing happens where it is absent."""
    return Edit(path, None, REMOVE)


def plain(node: Node) -> Value:
    """A node as plain data; None where nothing was written."""
    if isinstance(node, Mapping):
        return {key: plain(value) for key, (_, value) in node.pairs.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return None if not isinstance(node, Scalar) or node.empty else node.text


def changed(data: dict[str, Value], edits: Iterable[Edit]) -> dict[str, Value]:
    """A copy of the data with the edits made: what a file must hold after them. Raises NotSpliced."""
    new = copy.deepcopy(data)
    for edit in edits:
        inside: dict[str, Value] | None = new
        for key in edit.path[:-1]:
            inside = _below(inside, key, edit) if inside is not None else None
        if inside is not None:
            _change(inside, edit)
    return new


def _below(inside: dict[str, Value], key: str, edit: Edit) -> dict[str, Value] | None:
    found = inside.get(key)
    if isinstance(found, dict):
        return found
    if edit.how in (REMOVE, RENAME):
        return None
    if isinstance(found, list):
        raise NotSpliced(f"'{key}' is a list")
    below: dict[str, Value] = {} if found is None else {SHORT: found}
    inside[key] = below
    return below


def _change(inside: dict[str, Value], edit: Edit) -> None:
    key, old = edit.path[-1], inside.get(edit.path[-1])
    if edit.how == REMOVE:
        inside.pop(key, None)
    elif edit.how == RENAME:
        pairs = [(edit.name, edit.value) if name == key else (name, value) for name, value in inside.items()]
        inside.clear()
        inside.update(pairs)
    elif edit.how == APPEND:
        inside[key] = [*(old if isinstance(old, list) else [] if old is None else [old]), edit.value]
    else:
        inside[key] = copy.deepcopy(edit.value)


def without_empty_fields(data: Value) -> Value:
    """The data without fields that hold nothing: an empty field and an absent one mean the same."""
    if isinstance(data, dict):
        return {key: without_empty_fields(value) for key, value in data.items() if value is not None}
    return [without_empty_fields(item) for item in data] if isinstance(data, list) else data
