"""A roll-up as rows for a table, CSV and JSON: one for the overall and one for each play or view group of each group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cxassess.exact import decimal_or_fraction
from cxassess.output.rows import COLUMNS, EMPTY, KEY, NUMBER, RESULTS, WORD, Cell
from cxassess.portfolio.group_keys import PLAYBOOK
from cxassess.portfolio.rollup import Row
from cxassess.portfolio.rollup_options import Grouping
from cxassess.report.file_groups import show_score, show_share

PART_COLUMNS = ["playbook", "version", "kind", "id", "title", "score", "numerator", "denominator"]
STATS_COLUMNS = {
    **dict.fromkeys(["n", "lowest", "median", "highest", "share_at_level", "share_at_target", "weight"], NUMBER),
    "at_level": KEY,
    **dict.fromkeys(["n_at_level", "n_with_target", "n_at_target"], NUMBER),
    "by": WORD,
    **dict.fromkeys(["n_level_reached", "n_with_level", "share_level_reached"], NUMBER),
}
WITH_EXACT = ("score", "lowest", "median", "highest", "share_at_level", "share_at_target", "share_level_reached")
LEVEL_COLUMNS = ("n_level_reached", "n_with_level", "share_level_reached")


def rollup_columns(asked: Grouping) -> dict[str, str]:
    """What each column holds: those of every table of scores, then keys that are none of these, then the numbers.

    Of the columns of scores a group of files has only the first few, and those of its keys; the others are empty.
    """
    more = dict.fromkeys((key for key in asked.keys if key not in COLUMNS[RESULTS]), KEY)
    empty = {*COLUMNS[RESULTS]} - {*PART_COLUMNS, *asked.keys}
    empty.update(() if asked.weight else ["weight"], () if asked.at else ["share_at_level", "at_level", "n_at_level"])
    empty.update(() if asked.has_level else LEVEL_COLUMNS)
    columns = {**COLUMNS[RESULTS], **more, **STATS_COLUMNS}
    return {name: EMPTY if name in empty else holds for name, holds in columns.items()}


def rollup_cells(row: Row, asked: Grouping) -> dict[str, Cell]:
    """The cells of a row by the names of their columns, as text and whole numbers; what a group does not have is left out."""
    stats, playbook = row.stats, row.playbook
    keys = [key for key in asked.keys if key != PLAYBOOK]
    return {
        "playbook": playbook.name,
        "version": playbook.version,
        "kind": row.kind,
        "id": row.id,
        "title": row.title,
        "score": show_score(playbook, row.kind, stats.mean),
        "numerator": None if stats.mean is None else stats.mean.numerator,
        "denominator": None if stats.mean is None else stats.mean.denominator,
        **dict(zip(keys, row.values, strict=False)),
        "n": stats.n,
        **{name: show_score(playbook, row.kind, getattr(stats, name)) for name in ("lowest", "median", "highest")},
        "share_at_level": show_share(stats.share_at_level),
        "share_at_target": show_share(stats.share_at_target),
        "weight": decimal_or_fraction(stats.weight) if asked.weight else None,
        "at_level": asked.at or None,
        "n_at_level": stats.at_level,
        "n_with_target": stats.with_target,
        "n_at_target": stats.at_target,
        "by": ",".join(_shared_keys(row, asked)),
        "n_level_reached": stats.level_reached,
        "n_with_level": None if stats.level_reached is None else stats.with_level,
        "share_level_reached": show_share(stats.share_level_reached),
    }


def _shared_keys(row: Row, asked: Grouping) -> list[str]:
    """The keys whose values the files of a row share."""
    return [PLAYBOOK, *[key for key in asked.keys if key != PLAYBOOK][: len(row.values)]]


def rollup_rows(rows: Iterable[Row], asked: Grouping) -> Iterator[list[Cell]]:
    """The cells of each row in the order of the columns."""
    for row in rows:
        cells = rollup_cells(row, asked)
        yield [cells.get(name) for name in rollup_columns(asked)]


def rollup_values(row: Row, asked: Grouping) -> dict[str, Any]:
    """A row as plain values, in the order of the schema; beside each number that is shown the exact one."""
    cells = rollup_cells(row, asked)
    values: dict[str, Any] = {"schema": "cxassess/rollup/1"}
    for name in rollup_columns(asked):
        if name in cells or name in asked.keys:
            values[name] = None if cells.get(name) == "" else cells.get(name)
        if name in WITH_EXACT:
            number = getattr(row.stats, "mean" if name == "score" else name)
            values["exact" if name == "score" else f"{name}_exact"] = None if number is None else str(number)
    return {**values, "by": _shared_keys(row, asked)}
