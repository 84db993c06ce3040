"""The cells of a table laid out in a grid, where some may span columns and rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cxassess.output.blocks import Cell, Row


@dataclass(frozen=True, slots=True)
class Slot:
    """What stands at a place of the grid: a cell, or (`below`) the continuation of one that began further up."""

    cell: Cell
    below: bool = False


Line = tuple[Slot, ...]


def grid(rows: Sequence[Row]) -> tuple[Line, ...]:
    """Each row with its slots, all of them equally wide; what a row lacks is empty."""
    above: dict[int, Slot] = {}
    lines = []
    for row in rows:
        line, above = _line(row, above)
        lines.append(line)
    count = max(map(columns, lines), default=0)
    return tuple(line + (Slot(Cell(())),) * (count - columns(line)) for line in lines)


def columns(line: Line) -> int:
    """How many columns a line has."""
    return sum(slot.cell.across for slot in line)


def _line(row: Row, above: dict[int, Slot]) -> tuple[Line, dict[int, Slot]]:
    """The slots of a row, and those that reach into the next one, by their first column.

    `above` are the slots that reach into this row; the number of rows of their cells is what is still left of them.
    """
    slots: list[Slot] = []
    waiting = list(row)
    column, last = 0, max(above, default=-1)
    still: dict[int, Slot] = {}
    while waiting or column <= last:
        slot = above.get(column)
        if slot is None:
            cell = waiting.pop(0) if waiting else Cell(())
            free = min((at for at in above if at > column), default=column + cell.across) - column
            slot = Slot(replace(cell, across=min(cell.across, free)))
        slots.append(slot)
        if slot.cell.down > 1:
            still[column] = Slot(replace(slot.cell, down=slot.cell.down - 1), below=True)
        column += slot.cell.across
    return tuple(slots), still
