"""Two changes of one answer file brought together unit by unit: what each side changed, and what both did.

A unit is what one person sets in one go: an answer with its votes and wording, a target, one field of what the file
says of itself; every other list as a whole. Two people who changed different units both keep what they did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from cxassess.answers.edit import STATES
from cxassess.answers.library import unreadable
from cxassess.answers.model import NOT_APPLICABLE, UNKNOWN
from cxassess.answers.plain_data import unquoted
from cxassess.playbook import Playbook
from cxassess.problems import Invalid
from cxassess.source.decode import decode
from cxassess.source.edits import SHORT, Edit, NotPatched, apply_edits, remove, without_empty_fields
from cxassess.source.emit import Value
from cxassess.source.parsed_page import ParsedPage
from cxassess.text import join_words, shorten

Unit: TypeAlias = tuple[str, ...]
Data: TypeAlias = dict[str, Value]

_KEYED = (
    "answers",
    "targets",
    "subject",
    "respondent",
    "review",
    "owners",
)  # sections of which each field is a unit of its own
_WORDING = "wording"
_BASIS = ("format", "playbook", "version", "overlays")  # what answers rest on
MAX_NAMED = 5  # changes of others that are named one by one


@dataclass(frozen=True, slots=True)
class UnitConflict:
    """One unit that both sides changed, to different values; None where it was removed."""

    unit: Unit
    ours: Value
    theirs: Value

    @property
    def label(self) -> str:
        """What it is, for a question to a person: `the answer to P1.1`, `the target of P1`."""
        return unit_label(self.unit)

    @property
    def in_words(self) -> tuple[str, str]:
        """Ours and theirs, each on one line: `level 3, note …`, `not applicable: none here`, `nothing`."""
        return format_value(self.ours), format_value(self.theirs)


class ExternalChange(NamedTuple):
    """What somebody else changed in the file since it was read: no units where that is comments or layout alone.

    `text` is the file as they left it.
    """

    units: tuple[Unit, ...]
    text: str

    def __str__(self) -> str:
        names = [unit_label(unit) for unit in self.units]
        if not names:
            return ""
        more = len(names) - MAX_NAMED
        shown = [*names[:MAX_NAMED], f"{more} more"] if more > 0 else names
        return f"Someone else changed {join_words(shown)} in the file; that change is kept too."


class Conflicting(Exception):
    """Units that two changed to different values, for a person to decide."""

    def __init__(self, conflicts: Sequence[UnitConflict]) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__(join_words(conflict.label for conflict in conflicts))


def unit_of(path: tuple[str, ...]) -> Unit:
    """The unit that a place in the file belongs to."""
    if path[0] == _WORDING:
        return ("answers", *path[1:2])
    return path[:2] if path[0] in _KEYED else path[:1]


def units(data: Data) -> dict[Unit, Value]:
    """What a file holds by units; an answer in its long form, with how the question was worded."""
    values: dict[Unit, Value] = {}
    for section, value in data.items():
        if section in _KEYED and isinstance(value, dict):
            for name, item in value.items():
                values[section, name] = {SHORT: item} if section == "answers" and isinstance(item, str) else item
        elif section != _WORDING:
            values[section,] = value
    wording = data.get(_WORDING)
    for question, digest in wording.items() if isinstance(wording, dict) else ():
        answer = values.get(("answers", question))
        values["answers", question] = (answer if isinstance(answer, dict) else {}) | {_WORDING: digest}
    return {unit: filled for unit, value in values.items() if (filled := without_empty_fields(value))}


def changed_units(before: Data, after: Data) -> list[Unit]:
    """The units that differ between two versions of a file."""
    old, new = units(before), units(after)
    return [unit for unit in dict.fromkeys([*new, *old]) if old.get(unit) != new.get(unit)]


def replace_unit(unit: Unit, value: Value) -> Iterator[Edit]:
    """The edits that give a unit this value, whatever it holds; None removes it."""
    if unit[0] == "answers" and isinstance(value, dict):
        wording = value.get(_WORDING)
        yield Edit((_WORDING, unit[1]), wording) if wording else remove(_WORDING, unit[1])
        value = {name: item for name, item in value.items() if name != _WORDING} or None
    elif unit[0] == "answers":
        yield remove(_WORDING, unit[1])
    yield remove(*unit) if value is None else Edit(unit, unquoted(value, unit[-1]))


def edits_between(before: Data, after: Data) -> list[Edit]:
    """The edits that bring one version of a file to say what another says."""
    values = units(after)
    return [edit for unit in changed_units(before, after) for edit in replace_unit(unit, values.get(unit))]


def is_contained(before: Data, after: Data, other: Data) -> bool:
    """Whether another version of a file says everything that changed between these two."""
    new, there = units(after), units(other)
    return all(there.get(unit) == new.get(unit) for unit in changed_units(before, after))


def merge(
    base: Data, theirs: Data, edits: Sequence[Edit], ours: Iterable[UnitConflict], kept: Iterable[UnitConflict]
) -> list[Edit]:
    """The edits that bring our `edits` of `base` into what somebody else made of it.

    `ours` and `kept` are conflicts that a person decided, for our value or for theirs; one that is different by now
    is asked again. Raises Conflicting.
    """
    mine = apply_edits(base, edits)
    old, new, now = units(base), units(mine), units(theirs)
    for_us, for_them = list(ours), list(kept)
    decided: dict[Unit, list[Edit]] = {}
    conflicts = []
    for unit in dict.fromkeys(unit_of(edit.path) for edit in edits):
        conflict = UnitConflict(unit, _without_wording(new.get(unit)), _without_wording(now.get(unit)))
        if old.get(unit) == now.get(unit):
            continue
        if conflict.ours == conflict.theirs:
            decided[unit] = [edit for edit in edits if unit_of(edit.path) == unit and edit.path[0] == _WORDING]
        elif conflict in for_them:
            decided[unit] = []
        elif conflict in for_us:
            decided[unit] = list(replace_unit(unit, new.get(unit)))
        elif conflict.theirs == _without_wording(old.get(unit)):
            continue
        else:
            conflicts.append(conflict)
    if conflicts:
        raise Conflicting(conflicts)
    ordinary = [edit for edit in edits if unit_of(edit.path) not in decided]
    return [*ordinary, *(edit for some in decided.values() for edit in some)]


def _without_wording(value: Value) -> Value:
    if isinstance(value, dict):
        return {name: item for name, item in value.items() if name != _WORDING} or None
    return value


def read_theirs(data: bytes, ours: ParsedPage, playbook: Playbook | None) -> ParsedPage:
    """What somebody else made of our file. Raises NotPatched where it is no file to go on with."""
    try:
        theirs = ParsedPage(decode(ours.page.path, data))
        theirs.problems.check()
        problem = None if playbook is None else unreadable(theirs.root, playbook)
    except Invalid as invalid:
        problem = invalid.problems[0]
    if problem is not None:
        raise NotPatched(f"line {problem.where.line} cannot be read: {problem.message}")
    basis = [name for name in _BASIS if ours.data.get(name) != theirs.data.get(name)]
    if basis:
        raise NotPatched(f"it now has a different {join_words(basis)}")
    return theirs


def unit_label(unit: Unit) -> str:
    """A unit in words: `the answer to P1.1`, `the target of P1`, `respondent role`."""
    if unit[0] in ("answers", "targets"):
        return f"the {'answer to' if unit[0] == 'answers' else 'target of'} {unit[1]}"
    if unit[0] == "owners":
        return f"the owner of {unit[1]}"
    return "what is asked" if unit == ("asks",) else " ".join(unit)


def format_value(value: Value) -> str:
    """What a unit holds, in words, on one line."""
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return "; ".join(format_value(item) for item in value) or "nothing"
    if isinstance(value, dict):
        first = sorted(value.items(), key=lambda field: field[0] not in STATES)
        return ", ".join(_format_field(name, item) for name, item in first) or "nothing"
    return shorten(value)


def _format_field(name: str, value: Value) -> str:
    if name == UNKNOWN:
        return "don't know"
    if name == NOT_APPLICABLE:
        return f"not applicable: {format_value(value)}"
    return format_value(value) if name in ("title", "link", "text") else f"{name} {format_value(value)}"
