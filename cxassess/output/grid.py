"""A table as a grid of equally long rows, with cells that span columns and rows in each place they cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cxassess.output.blocks import Cell, Row


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of the grid: a cell, or (`continued`) the part of a cell that began in a row above."""

    cell: Cell
    continued: bool = False


GridRow = tuple[Slot, ...]


def build_grid(rows: Sequence[Row]) -> tuple[GridRow, ...]:
    """The rows of a table as grid rows of the same width; missing cells are empty."""
    above: dict[int, Slot] = {}
    lines = []
    for row in rows:
        line, above = _grid_row(row, above)
        lines.append(line)
    count = max(map(count_columns, lines), default=0)
    return tuple(line + (Slot(Cell(())),) * (count - count_columns(line)) for line in lines)


def count_columns(line: GridRow) -> int:
    """The number of columns that a grid row covers."""
    return sum(slot.cell.colspan for slot in line)


def _grid_row(row: Row, above: dict[int, Slot]) -> tuple[GridRow, dict[int, Slot]]:
    """The slots of a row, and those that reach into the next row, by their first column.

    `above` are the slots that reach into this row; the rowspan of their cells counts the rows that are left.
    """
    slots: list[Slot] = []
    cells = list(row)
    column, last = 0, max(above, default=-1)
    reaching: dict[int, Slot] = {}
    while cells or column <= last:
        slot = above.get(column)
        if slot is None:
            cell = cells.pop(0) if cells else Cell(())
            free = min((at for at in above if at > column), default=column + cell.colspan) - column
            slot = Slot(replace(cell, colspan=min(cell.colspan, free)))
        slots.append(slot)
        if slot.cell.rowspan > 1:
            reaching[column] = Slot(replace(slot.cell, rowspan=slot.cell.rowspan - 1), continued=True)
        column += slot.cell.colspan
    return tuple(slots), reaching
