"""Plain data as nodes at the place of a cell, so that the reader of answer files can name it."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass

from cxassess.nodes import Mapping, Node, Scalar, Sequence, Span
from cxassess.problems import Location, Page
from cxassess.source.emit import Value


@dataclass(frozen=True, slots=True)
class _CellMark:
    """The row and the column of a cell as nodes have them, counted from 0."""

    line: int
    column: int
    index: int = 0


def node_at(value: Value, where: Location) -> Node:
    """A value as a node, all of it at one place."""
    page, mark = _page(where), _CellMark(where.line - 1, where.column - 1)
    if isinstance(value, dict):
        pairs = {key: (_scalar(key, where), node_at(item, where)) for key, item in value.items()}
        return Mapping(page, mark, mark, pairs, False)
    if isinstance(value, list):
        return Sequence(page, mark, mark, [node_at(item, where) for item in value], False)
    return Scalar(page, Span(mark, mark), "") if value is None else _scalar(value, where)


def mapping_at(fields: MappingOf[str, tuple[Node, Location]], where: Location) -> Mapping:
    """Fields as a node at a place; each with its value and the place of its name."""
    mark = _CellMark(where.line - 1, where.column - 1)
    pairs = {name: (_scalar(name, place), node) for name, (node, place) in fields.items()}
    return Mapping(_page(where), mark, mark, pairs, False)


def _scalar(text: str, where: Location) -> Scalar:
    mark = _CellMark(where.line - 1, where.column - 1)
    return Scalar(_page(where), Span(mark, mark, '"'), text)  # in quotes: what people type as ~ is text


def _page(where: Location) -> Page:
    return where.page or Page(where.path, "")
