"""Nodes of YAML that has nothing odd in it, made from the parser's events by the shortest way; `parse` reads the rest.

Everything could be read by `parse` alone, with the same nodes: here a page takes half the time beyond the parser's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml

from cxassess.nodes import Mapping, Node, Scalar, Sequence
from cxassess.problems import Page
from cxassess.source.decode import has_conflict, has_forbidden, has_lone_cr

_SCALAR: Any = yaml.ScalarEvent
_MAPPING: Any = yaml.MappingStartEvent
_SEQUENCE: Any = yaml.SequenceStartEvent
_MAPPING_END: Any = yaml.MappingEndEvent
_SEQUENCE_END: Any = yaml.SequenceEndEvent
MAX_DENSITY = 1.5  # names and values in a character: `[:,:,` has three in two
_PROPERTY = r"(?<![^\s\ufeff\[{,:?-])(?:[&*](?!\s)|!)"  # after a blank or a sign; `Q&A`, `R & D` and `Great!` are text
_ESCAPE = r"\\[0abefrvNLPxuU]"  # of a character that is not written as it is


class NotPlain(Exception):
    """There is something odd, or more than usual."""


def may_be_plain(content: str, max_nodes: int) -> bool:
    """Whether a text can have no anchor, alias or tag, no character that is refused, and few nodes."""
    if len(content) * MAX_DENSITY > max_nodes:
        return False
    if ("&" in content or "*" in content or "!" in content) and re.search(_PROPERTY, content):
        return False
    if "\\" in content and re.search(_ESCAPE, content):
        return False
    if content.isascii():  # of ASCII, the parser refuses the same characters
        return not has_lone_cr(content) and not has_conflict(content)
    return not has_forbidden(content) and not has_conflict(content)


def parse_plain(page: Page, next_event: Callable[[], Any], max_depth: int) -> Node:
    """The root node of a page that may be plain. Raises NotPlain where it is not, and what the parser raises."""
    next_event()  # the beginning of the stream
    if type(next_event()) is not yaml.DocumentStartEvent:
        raise NotPlain
    root = _value(page, next_event, next_event(), max_depth)
    if type(next_event()) is not yaml.DocumentEndEvent or type(next_event()) is not yaml.StreamEndEvent:
        raise NotPlain
    return root


def _value(page: Page, next_event: Callable[[], Any], event: Any, room: int) -> Node:
    """The node that an event begins; `room` is how many mappings and lists may be inside one another."""
    kind = type(event)
    if kind is _MAPPING and room:
        return _mapping(page, next_event, event, room - 1)
    if kind is _SEQUENCE and room:
        return _sequence(page, next_event, event, room - 1)
    if kind is _SCALAR:
        return Scalar(page, event, event.value)
    raise NotPlain


def _mapping(page: Page, next_event: Callable[[], Any], opening: Any, room: int) -> Mapping:
    pairs: dict[str, tuple[Scalar, Node]] = {}
    count, flow = 0, bool(opening.flow_style)
    while type(event := next_event()) is _SCALAR:
        name = event.value
        if ":" in name:  # it may be `level:{3}`, without a space
            raise NotPlain
        key = Scalar(page, event, name)
        event = next_event()
        if type(event) is _SCALAR:
            text = event.value
            if flow and not text:  # it may be a name without a value, of a text that a comma cut
                raise NotPlain
            pairs[name] = (key, Scalar(page, event, text))
        else:
            pairs[name] = (key, _value(page, next_event, event, room))
        count += 1
    if type(event) is not _MAPPING_END or len(pairs) != count or "<<" in pairs:
        raise NotPlain
    return Mapping(page, opening.start_mark, event.end_mark, pairs, flow)


def _sequence(page: Page, next_event: Callable[[], Any], opening: Any, room: int) -> Sequence:
    items: list[Node] = []
    while type(event := next_event()) is not _SEQUENCE_END:
        if type(event) is _SCALAR:
            items.append(Scalar(page, event, event.value))
        elif type(event) is _MAPPING and room:
            items.append(_mapping(page, next_event, event, room - 1))
        else:
            items.append(_value(page, next_event, event, room))
    return Sequence(page, opening.start_mark, event.end_mark, items, bool(opening.flow_style))
