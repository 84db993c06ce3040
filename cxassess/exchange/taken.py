"""What a table that came back changes in an answer file: taken over unit by unit, unless both were changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cxassess.answers.edit import STATES
from cxassess.answers.file.conflict import Unit, changed_units, format_value, replace_unit, unit_label, units
from cxassess.answers.written import unquoted
from cxassess.exchange.changed import Data
from cxassess.exchange.placed import mapping_at
from cxassess.exchange.returned import Returned
from cxassess.nodes import Mapping, Node
from cxassess.problems import Location
from cxassess.source.edits import RENAME, Edit, apply_edits, remove
from cxassess.source.emit import Value

_WORDING = "wording"
BASIS = ("playbook", "overlays")  # what answers rest on: the same in the table and in the file
_PERSONAL = ("respondent", "date")
_NOT_TAKEN = (("format",), ("playbook",), ("version",), ("overlays",), ("marking",))


class Change(NamedTuple):
    """What the table at a path makes of one unit of a file: its value there before, and after.

    `other` is the path of an earlier table that changed the same unit, or ''.
    """

    path: str
    unit: Unit
    before: Value
    after: Value
    other: str = ""

    @property
    def in_words(self) -> tuple[str, str]:
        """Before and after on one line each, without the fields that are the same: `level 2`, `level 3`."""
        return format_value(_without_same(self.before, self.after)), format_value(
            _without_same(self.after, self.before)
        )

    @property
    def label(self) -> str:
        """What it is: `the answer to P1.1`."""
        return unit_label(self.unit)


@dataclass
class Taken:
    """The edits that bring tables into a file; `changes` are what they change, `conflicts` what both sides changed.

    `partly` are the paths of tables that answer a part of the file: who filled them in, and when, is not taken over.
    """

    edits: list[Edit] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    conflicts: list[Change] = field(default_factory=list)
    partly: dict[str, None] = field(default_factory=dict)


def changes_of(table: Returned) -> list[Change]:
    """What a table changes in what went out; in nothing, where it carries nothing."""
    base = table.base or {}
    old, new = units(base), units(table.data)
    return [
        Change(table.path, unit, _without_wording(old.get(unit)), _without_wording(new.get(unit)))
        for unit in changed_units(base, table.data)
    ]


def take_over(tables: Sequence[Returned], data: Data, prefer: str = "") -> Taken:
    """What tables change in a file with this plain data, one after the other.

    `prefer` decides what both sides changed: `import` for the table, `file` for the file; by '' it is a conflict, and stays.
    """
    taken = Taken()
    for table in tables:
        is_part = bool(table.plays) or len(tables) > 1
        edits = list(_edits(table, data, prefer, is_part, taken))
        data = apply_edits(data, edits)
        taken.edits += edits
    return taken


def _edits(table: Returned, data: Data, prefer: str, is_part: bool, taken: Taken) -> Iterator[Edit]:
    base = data if table.base is None else table.base
    old, new, now = units(base), units(table.data), units(data)
    for unit in changed_units(base, table.data):
        value, there = _without_wording(new.get(unit)), _without_wording(now.get(unit))
        before = None if table.base is None else _without_wording(old.get(unit))
        if unit in _NOT_TAKEN or value == there:
            continue
        if is_part and unit[0] in _PERSONAL:
            taken.partly[table.path] = None
            continue
        if there != before and prefer != "import":
            if not prefer:
                other = next((one.path for one in taken.changes if one.unit == unit), "")
                taken.conflicts.append(Change(table.path, unit, there, value, other))
            continue
        taken.changes.append(Change(table.path, unit, there, value))
        yield from _unit_edits(unit, new.get(unit), now.get(unit))


def _unit_edits(unit: Unit, value: Value, there: Value) -> Iterator[Edit]:
    """The edits that give a unit this value; of an answer or a target only the fields that differ, so comments stay."""
    if unit[0] not in ("answers", "targets") or not isinstance(value, dict) or not isinstance(there, dict):
        yield from replace_unit(unit, value)
        return
    wording = value.get(_WORDING)
    if wording != there.get(_WORDING):
        yield Edit((_WORDING, unit[1]), wording) if wording else remove(_WORDING, unit[1])
    states = [next((name for name in STATES if name in side), "") for side in (there, value)]
    if all(states) and states[0] != states[1]:
        yield Edit((*unit, states[0]), unquoted(value[states[1]], states[1]), RENAME, states[1])
        there = {name: item for name, item in there.items() if name != states[0]} | {states[1]: value[states[1]]}
    for name in dict.fromkeys([*there, *value]):
        if name != _WORDING and there.get(name) != value.get(name):
            item = value.get(name)
            yield remove(*unit, name) if item is None else Edit((*unit, name), unquoted(item, name))


def _without_same(value: Value, other: Value) -> Value:
    if isinstance(value, dict) and isinstance(other, dict):
        return {name: item for name, item in value.items() if item != other.get(name)} or None
    return value


def _without_wording(value: Value) -> Value:
    if isinstance(value, dict):
        return {name: item for name, item in value.items() if name != _WORDING} or None
    return value


def without_answers_of_others(tables: Sequence[Returned]) -> list[Returned]:
    """Tables to be merged, each without what only went out with it.

    Of several that went out with the same answers, an answer that somebody changed is only theirs who changed it, and one
    that nobody changed is in the first alone: else what was there before would count as a vote of everybody.
    """
    return [_without(table, _not_own(table, tables)) for table in tables]


def _not_own(table: Returned, tables: Sequence[Returned]) -> set[str]:
    """The ids of questions whose answer in this table is not that of who filled it in."""
    if not table.base:
        return set()
    same = [one for one in tables if one.base is not None and one.check == table.check]
    changed = {id for one in same for id in one.changed}
    ids = {*table.loaded.answers.by_question} - {*table.changed}
    return {id for id in ids if id in changed or same[0] is not table}


def _without(table: Returned, ids: set[str]) -> Returned:
    """A table without the answers to these questions."""
    if not ids:
        return table
    fields: dict[str, tuple[Node, Location]] = {}
    for name, (key, node) in table.root.pairs.items():
        if name in ("answers", _WORDING) and isinstance(node, Mapping):
            kept = {id: (value, place.where) for id, (place, value) in node.pairs.items() if id not in ids}
            node = mapping_at(kept, node.where)
        fields[name] = (node, key.where)
    answers = table.loaded.answers
    by_question = {id: answer for id, answer in answers.by_question.items() if id not in ids}
    loaded = table.loaded._replace(answers=answers._replace(by_question=by_question))
    return table._replace(root=mapping_at(fields, table.root.where), loaded=loaded)
