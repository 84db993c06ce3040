"""What a table that came back changes in an answer file: taken over cell by cell, unless both sides changed it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cxassess.answers.edit import STATES
from cxassess.answers.file.conflict import Unit, changed_units, format_value, replace_unit, unit_label, units
from cxassess.answers.plain_data import unquoted
from cxassess.exchange.cell_nodes import mapping_at
from cxassess.exchange.read_row import Data
from cxassess.exchange.returned import Returned
from cxassess.nodes import Mapping, Node
from cxassess.problems import Location
from cxassess.source.edits import RENAME, Edit, apply_edits, remove
from cxassess.source.emit import Value
from cxassess.text import shorten

_WORDING = "wording"
BASIS = ("playbook", "overlays")  # what answers rest on: the same in the table and in the file
_NAME, _ROLE, _DATE = ("respondent", "name"), ("respondent", "role"), ("date",)
_NOT_TAKEN = (("format",), ("playbook",), ("version",), ("overlays",), ("marking",))
_ANSWER = "answer"
_BY_FIELD = {"answers": {**dict.fromkeys((*STATES, "reason"), _ANSWER), _WORDING: ""}, "targets": {}}
"""The cells in which the fields of an answer or a target are; any other field is a cell of its own, '' is none."""


class Change(NamedTuple):
    """What the table at a path makes of one cell of a file: what is there before, and after.

    `name` is the name of the field of an answer or a target that the cell holds, `answer` for the state with its reason,
    or '' for a unit as a whole. `other` is the path of an earlier table that changed the same cell, or ''.
    """

    path: str
    unit: Unit
    name: str
    before: Value
    after: Value
    other: str = ""

    @property
    def in_words(self) -> tuple[str, str]:
        """Before and after, short, on one line each, without what is the same: `level 2`, `level 3`."""
        before, after = (
            self._value(one, other) for one, other in ((self.before, self.after), (self.after, self.before))
        )
        words = format_value(before), format_value(after)
        if words[0] == words[1] and isinstance(before, str) and isinstance(after, str):
            same = next((at for at, (one, two) in enumerate(zip(before, after, strict=False)) if one != two), 0)
            same = same or min(len(before), len(after))
            return tuple(f"…{shorten(text[max(0, same - 20) :])}" for text in (before, after))  # type: ignore[return-value]
        return words

    def _value(self, value: Value, other: Value) -> Value:
        """What is printed of one side."""
        if self.name and self.unit[0] == "answers" and self.name != _ANSWER:
            return value.get(self.name) if isinstance(value, dict) else value
        return _without_same(value, other)

    @property
    def label(self) -> str:
        """What it is: `the answer to P1.1`, `the note of P1.1`."""
        if self.unit[0] == "answers" and self.name not in ("", _ANSWER):
            return f"the {self.name} of {self.unit[1]}"
        return unit_label(self.unit)

    @property
    def line(self) -> str:
        """The change on one line: `ann.xlsx: the answer to P1.1: level 2 → level 3`."""
        return f"{self.path}: {self.label}: {' → '.join(self.in_words)}"


@dataclass
class Taken:
    """The edits that bring tables into a file; `changes` are what they change, `conflicts` what both sides changed.

    `partly` are what is not taken over, since it is about who filled in a part of the file.
    """

    edits: list[Edit] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    conflicts: list[Change] = field(default_factory=list)
    partly: list[Change] = field(default_factory=list)


def changes_of(table: Returned, before: Data | None = None) -> list[Change]:
    """What a table changes in what went out, or in a file with other plain data; in nothing, where it carries nothing."""
    base = before if before is not None else table.base or {}
    old, new = units(base), units(table.data)
    return [
        Change(table.path, unit, name, one, other)
        for unit in _changed_units(table, base)
        for name, (one, other) in _cells(unit, old.get(unit), new.get(unit)).items()
        if one != other
    ]


def take_over(tables: Sequence[Returned], data: Data, prefer: str = "") -> Taken:
    """What tables change in a file with this plain data, one after the other.

    `prefer` decides what both sides changed: `import` for the table, `file` for the file; by '' it is a conflict, and stays.
    """
    taken = Taken()
    for table in tables:
        edits = list(_edits(table, data, prefer, _foreign(table, data, len(tables) > 1), taken))
        data = apply_edits(data, edits)
        taken.edits += edits
    return taken


def _foreign(table: Returned, data: Data, is_one_of_several: bool) -> tuple[Unit, ...]:
    """The units about who answered the whole file that a table does not change: it is a part of it, or of another person.

    One that went out with the name that is in the file, and came back with it, is of that person.
    """
    if not (table.plays or is_one_of_several):
        return ()
    sides = [units(one).get(_NAME) for one in (table.base or {}, table.data, data)]
    if not sides[0] or any(side != sides[0] for side in sides):
        return _NAME, _ROLE, _DATE
    return (_DATE,) if table.plays else ()


def _edits(table: Returned, data: Data, prefer: str, foreign: Sequence[Unit], taken: Taken) -> Iterator[Edit]:
    base = data if table.base is None else table.base
    old, new, now = units(base), units(table.data), units(data)
    for unit in _changed_units(table, base):
        if unit in _NOT_TAKEN:
            continue
        result, is_taken = now.get(unit), False
        for name, (before, value, there) in _cells(unit, old.get(unit), new.get(unit), now.get(unit)).items():
            before = None if table.base is None else before
            if value in (before, there) or (name == _ANSWER and _adds_nothing(before, value, there)):
                continue
            change = Change(table.path, unit, name, there, value)
            if unit in foreign:
                taken.partly += [change] if value is not None else []
            elif there == before or prefer == "import":
                taken.changes.append(change)
                result, is_taken = _with_cell(unit, name, result, new.get(unit)), True
            elif not prefer:
                earlier = (one.path for one in taken.changes if (one.unit, one.name) == (unit, name))
                taken.conflicts.append(change._replace(other=next(earlier, "")))
        if is_taken:
            yield from _unit_edits(unit, result, now.get(unit))


def _changed_units(table: Returned, base: Data) -> list[Unit]:
    """The units that a table has otherwise than what went out; answers and targets in the order of the playbook."""
    ranks = {id: number for number, id in enumerate(table.loaded.playbook.by_id)}
    return sorted(
        changed_units(base, table.data), key=lambda unit: ranks.get(unit[1], 0) + 1 if unit[0] in _BY_FIELD else 0
    )


def _cells(unit: Unit, *sides: Value) -> dict[str, tuple[Value, ...]]:
    """The cells of a unit by name, each as all sides have it; how a question is worded is in none."""
    groups = _BY_FIELD.get(unit[0])
    if groups is None or (unit[0] == "targets" and None in sides):  # a target is removed as a whole
        return {"": sides}
    fields = [side if isinstance(side, dict) else {} for side in sides]
    names = dict.fromkeys(groups.get(name, name) for side in fields for name in side)
    return {name: tuple(_cell(groups, name, side) for side in fields) for name in sorted(names, key=_order) if name}


def _adds_nothing(before: Value, value: Value, there: Value) -> bool:
    """Whether an answer has the level or state that is there, and a reason that nobody changed in the table."""
    sides = [side if isinstance(side, dict) else {} for side in (before, value, there)]
    states = [{name: item for name, item in side.items() if name in STATES} for side in sides]
    return bool(states[1]) and states[1] == states[2] and sides[0].get("reason") == sides[1].get("reason")


def _order(name: str) -> tuple[bool, bool]:
    return name != _ANSWER, name != "note"


def _cell(groups: dict[str, str], name: str, fields: Data) -> Value:
    """The fields of a cell; None where it has none."""
    return {field: value for field, value in fields.items() if groups.get(field, field) == name} or None


def _with_cell(unit: Unit, name: str, there: Value, value: Value) -> Value:
    """A unit with one cell as another side has it; None where nothing is left."""
    if not name:
        return value
    groups = _BY_FIELD[unit[0]]
    names = {name, groups.get(_WORDING, _WORDING)} if name == _ANSWER else {name}
    mine, theirs = (side if isinstance(side, dict) else {} for side in (there, value))
    left = {field: item for field, item in mine.items() if groups.get(field, field) not in names}
    result = {field: item for field, item in theirs.items() if groups.get(field, field) in names} | left
    return result or None


def _unit_edits(unit: Unit, value: Value, there: Value) -> Iterator[Edit]:
    """The edits that give a unit this value; of an answer or a target only the fields that differ, so comments stay."""
    if unit[0] not in _BY_FIELD or not isinstance(value, dict) or not isinstance(there, dict):
        yield from replace_unit(unit, value)
        return
    wording = value.get(_WORDING)
    if wording != there.get(_WORDING):
        yield Edit((_WORDING, unit[1]), wording) if wording else remove(_WORDING, unit[1])
    if not {*value} - {_WORDING}:
        yield remove(*unit)
        return
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
