"""Edits at paths of keys, and what the plain data of a file is after them."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass

from cxassess.nodes import Mapping, Node, Scalar, Sequence
from cxassess.source.emit import Value

SET, REMOVE, RENAME, APPEND = "set", "remove", "rename", "append"
SHORT = "level"  # `P1.4: 2` is short for `P1.4: {level: 2}`


class NotPatched(Exception):
    """A change that could not be made in the text and proven; the message says what was in the way."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change at a path of keys. `name` is the new key of a RENAME, which keeps its place."""

    path: tuple[str, ...]
    value: Value = None
    how: str = SET
    name: str = ""


def remove(*path: str) -> Edit:
    """The edit that removes the field at a path. Nothing happens where it is absent."""
    return Edit(path, None, REMOVE)


def plain_data(node: Node) -> Value:
    """A node as plain data; None where nothing was written."""
    if isinstance(node, Mapping):
        return {key: plain_data(value) for key, (_, value) in node.pairs.items()}
    if isinstance(node, Sequence):
        return [plain_data(item) for item in node.items]
    return None if not isinstance(node, Scalar) or node.empty else node.text


def apply_edits(data: dict[str, Value], edits: Iterable[Edit]) -> dict[str, Value]:
    """A copy of the data with the edits made: what a file must hold after them. Raises NotPatched."""
    new = copy.deepcopy(data)
    for edit in edits:
        _apply(new, edit)
    return new


def apply_to_short(text: str, edit: Edit, depth: int) -> Value:
    """What the short form of an answer becomes by an edit below it: short again where only the level changes.

    `depth` is how many keys of the edit's path lead to the answer.
    """
    if edit.path[depth:] == (SHORT,) and edit.how in (SET, REMOVE):
        return edit.value
    answer: dict[str, Value] = {SHORT: text}
    _apply(answer, Edit(edit.path[depth:], edit.value, edit.how, edit.name))
    return answer if len(answer) > 1 or SHORT not in answer else text


def _apply(data: dict[str, Value], edit: Edit) -> None:
    inside = data
    for depth, key in enumerate(edit.path[:-1], 1):
        below = inside.get(key)
        if isinstance(below, str):
            inside[key] = apply_to_short(below, edit, depth)
            return
        if below is None and edit.how in (REMOVE, RENAME):
            return
        if isinstance(below, list):
            raise NotPatched(f"'{key}' is a list")
        if below is None:
            below = inside[key] = {}
        inside = below
    _change(inside, edit)


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
