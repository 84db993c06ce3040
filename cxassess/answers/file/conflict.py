"""Three versions of an answer file brought together field by field: as last read, theirs, and ours.

A field is one thing that a person sets: the answer to a question (its level, not applicable or don't know), its note,
its evidence, a target. Two people who changed different fields both keep what they did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from cxassess.answers.edit import STATES, key_text
from cxassess.answers.model import LEVEL, NOT_APPLICABLE, UNKNOWN
from cxassess.source.edits import RENAME, SHORT, Edit, changed, remove
from cxassess.source.emit import Bare, Value
from cxassess.text import shorten

Where: TypeAlias = tuple[str, ...]
Data: TypeAlias = dict[str, Value]
Fields: TypeAlias = dict[Where, Value]

ANSWER, TARGET = "answer", "target"
_GROWING = ("evidence", "actions")  # lists that two people may both add to


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that both changed, to different values; None where it was taken out."""

    path: Where
    ours: Value
    theirs: Value

    @property
    def field_label(self) -> str:
        """What it is, for a question to a person: `P1.1 answer`, `P1.1 note`, `P1 target`."""
        return field_label(self.path)

    @property
    def said(self) -> tuple[str, str]:
        """Ours and theirs, each in words on one line: `level 3`, `not applicable: none here`, `nothing`."""
        return format_value(self.ours), format_value(self.theirs)


@dataclass(slots=True)
class Merge:
    """What came of it: the edits that bring theirs to both, what nobody but a person can decide, and what is new.

    `fields` is what the file must hold after the edits. `external_changes` are the fields that only they changed.
    """

    edits: list[Edit] = field(default_factory=list)
    fields: Fields = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)
    external_changes: list[Where] = field(default_factory=list)


def merged(base: Data, ours: Data, theirs: Data, settled: Mapping[Where, Value] | None = None) -> Merge:
    """Bring two changes of `base` together. `settled` holds what a person chose for fields that clash."""
    old, mine, their = fields(base), fields(ours), fields(theirs)
    done = Merge()
    chosen = settled or {}
    for path in dict.fromkeys([*their, *mine, *old]):
        value = _decided(done, path, (old.get(path), mine.get(path), their.get(path)), chosen)
        if value is not None:
            done.fields[path] = value
    _follow(done, mine, their, chosen)
    done.edits = steps(theirs, done.fields)
    return done


def _decided(done: Merge, path: Where, values: tuple[Value, Value, Value], chosen: Mapping[Where, Value]) -> Value:
    """The value of one field; a clash is noted and left as theirs."""
    old, mine, their = values
    if mine == old and their != old:
        done.external_changes.append(path)
    if mine in (old, their):
        return their
    if their == old:
        return mine
    if path[-1] in _GROWING and (grown := _grown(old, mine, their)) is not None:
        return grown
    if path in chosen:
        return chosen[path]
    if path[0] != "wording":
        done.clashes.append(Clash(path, mine, their))
    return mine if path[0] == "wording" else their


def _grown(old: Value, mine: Value, their: Value) -> list[Value] | None:
    """Theirs, then what we added as well; None where either did anything but add."""
    before, ours, theirs = _items(old), _items(mine), _items(their)
    if ours[: len(before)] != before or theirs[: len(before)] != before:
        return None
    return [*theirs, *(item for item in ours[len(before) :] if item not in theirs[len(before) :])]


def _items(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _follow(done: Merge, mine: Fields, their: Fields, chosen: Mapping[Where, Value]) -> None:
    """How a question was worded goes with the answer that a person chose."""
    for path in chosen:
        if path[0] == "answers" and path[-1] == ANSWER:
            wording = ("wording", path[1])
            from_ours = done.fields.get(path) == mine.get(path)
            value = (mine if from_ours else their).get(wording)
            done.fields.pop(wording, None)
            if value is not None:
                done.fields[wording] = value


# -- fields


def fields(data: Value, path: Where = ()) -> Fields:
    """The fields of a file by their paths; what is empty is not there. A state and its value are one field."""
    found: Fields = {}
    for at, value in _leaves(data, path):
        group = _group(at)
        if group == at:
            found[at] = value
        else:
            there = found.setdefault(group, {})
            assert isinstance(there, dict)
            there[at[2] if len(at) > 2 else SHORT] = value
    return found


def _leaves(data: Value, path: Where) -> Iterator[tuple[Where, Value]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _leaves(value, (*path, key))
    elif data is not None:
        yield path, data


def _group(path: Where) -> Where:
    """The field that a place belongs to: the three states of an answer are one, and so are the kinds of a target."""
    if path[0] == "answers" and (len(path) == 2 or (len(path) == 3 and path[2] in STATES)):
        return (*path[:2], ANSWER)
    if path[0] == "targets" and len(path) == 3 and path[2] in ("level", "score"):
        return (*path[:2], TARGET)
    return path


def field_label(path: Where) -> str:
    """A field in words: `P1.1 answer`, `P1 target`, `respondent role`."""
    return " ".join(path[1:] if path[0] in ("answers", "targets") else path)


def format_value(value: Value) -> str:
    """What a field holds, in words, on one line."""
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return "; ".join(format_value(item) for item in value) or "nothing"
    if isinstance(value, dict):
        return ", ".join(_state(name, item) for name, item in value.items()) or "nothing"
    return shorten(value)


def _state(name: str, value: Value) -> str:
    if name == UNKNOWN:
        return "don't know"
    if name == NOT_APPLICABLE:
        return f"not applicable: {format_value(value)}"
    return format_value(value) if name in ("title", "link") else f"{name} {format_value(value)}"


# -- edits


def steps(data: Data, wanted: Fields) -> list[Edit]:
    """The edits that bring plain data to hold exactly these fields."""
    now, edits = fields(data), list[Edit]()
    for path in dict.fromkeys([*now, *wanted]):
        if now.get(path) != wanted.get(path):
            edits += _step(changed(data, edits), path, wanted.get(path))
    return [*edits, *_emptied(changed(data, edits), edits)]


def _step(data: Data, path: Where, value: Value) -> Iterable[Edit]:
    if _is_group(path):
        return _group_step(data, path[:2], value if isinstance(value, dict) else {})
    return [remove(*path) if value is None else Edit(path, value)]


def _is_group(path: Where) -> bool:
    return len(path) == 3 and (path[0], path[2]) in (("answers", ANSWER), ("targets", TARGET))


def _group_step(data: Data, path: Where, value: Mapping[str, Value]) -> Iterable[Edit]:
    """One state in place of any other; the key changes where it stands, so that its comment stays with it."""
    section = data.get(path[0])
    found = section.get(path[1]) if isinstance(section, dict) else None
    new = {name: _bare(name, item) for name, item in value.items()}
    if not isinstance(found, dict):
        return [Edit(path, new) if new else remove(*path)]
    old = [name for name in found if name in (*STATES, "score") and name not in new]
    edits = [Edit((*path, name), item) for name, item in new.items() if name in found or not old]
    if new and old and not edits:
        (name, item), *_ = new.items()
        edits, old = [Edit((*path, old[0]), item, RENAME, name)], old[1:]
    return [*(remove(*path, name) for name in old), *edits]


def _bare(name: str, value: Value) -> Value:
    """A level without quotes where it is a number, and `true`, as we write them."""
    if not isinstance(value, str):
        return value
    return Bare(value) if name in (UNKNOWN, "score") else key_text(value) if name == LEVEL else value


def _emptied(data: Data, edits: Iterable[Edit]) -> list[Edit]:
    """What takes out answers and targets that hold nothing any more."""
    paths = dict.fromkeys(edit.path[:2] for edit in edits if edit.path[0] in ("answers", "targets"))
    return [remove(*path) for path in paths if _at(data, path) == {}]


def _at(data: Value, path: Where) -> Value:
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data
