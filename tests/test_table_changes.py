"""What a table changes in an answer file, whatever was changed on either side: each cell on its own."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cxassess.answers.file.conflict import units
from cxassess.exchange.table_changes import take_over
from cxassess.source.edits import apply_edits

STATES: list[dict[str, Any]] = [
    {},
    {"level": "1"},
    {"level": "3"},
    {"level": "3", "reason": "agreed"},
    {"not_applicable": "none"},
    {"unknown": "true"},
]
CELLS: dict[str, list[dict[str, Any]]] = {
    "answer": STATES,
    "note": [{}, {"note": "a"}, {"note": "b"}],
    "evidence": [{}, {"evidence": [{"title": "a"}]}, {"evidence": ["b"]}],
    "confidence": [{}, {"confidence": "low"}, {"confidence": "high"}],
}
sides = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in CELLS.items()})


def file(cells: dict[str, dict[str, Any]]) -> dict[str, Any]:
    answer = {name: value for cell in cells.values() for name, value in cell.items()}
    return {"playbook": "tiny", "answers": {"A1": answer} if answer else {}}


def is_decided(cell: str, base: dict[str, Any], table: dict[str, Any], there: dict[str, Any]) -> dict[str, Any] | None:
    """What a cell must be afterwards, by the rule in words; None for a conflict."""
    if table in (base, there):
        return there
    if there == base:
        return table
    state = {name: value for name, value in table.items() if name != "reason"}
    same_state = bool(state) and state == {name: value for name, value in there.items() if name != "reason"}
    return there if cell == "answer" and same_state and table.get("reason") == base.get("reason") else None


@settings(max_examples=150, deadline=None)
@given(sides, sides, sides)
def test_each_cell_on_its_own(base: dict[str, Any], table: dict[str, Any], there: dict[str, Any]) -> None:
    playbook = SimpleNamespace(by_id={"A1": None})
    returned: Any = SimpleNamespace(
        path="t.xlsx", data=file(table), base=file(base), plays=(), loaded=SimpleNamespace(playbook=playbook)
    )
    expected = {cell: is_decided(cell, base[cell], table[cell], there[cell]) for cell in CELLS}
    taken = take_over([returned], file(there))
    assert {one.name for one in taken.conflicts} == {cell for cell, value in expected.items() if value is None}
    for prefer, side in (("file", there), ("import", table)):
        whole = {cell: side[cell] if value is None else value for cell, value in expected.items()}
        done = take_over([returned], file(there), prefer)
        assert not done.conflicts
        assert units(apply_edits(file(there), done.edits)) == units(file(whole))
