"""Plain values to YAML text that reads back as exactly the same values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"
"""What an answer file is made of: text, lists, fields, and None where nothing was written."""


class Unquoted(str):
    """Text that is written without quotes though it looks like a number, a date or true: a key, a date."""

    __slots__ = ()


# A word character first, then nothing that means something to YAML in any place: no `:`, `#`, `,` or bracket.
_PLAIN = re.compile(r"[^\W_][\w .;!?'\"()/%&+=@$^<>–—‘’“”…-]*")
_UNQUOTED = re.compile(r"[0-9]+(\.[0-9]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2}|true")
# What other readers of YAML take for a number, a date, a time, a truth value or nothing.
_OTHER = re.compile(
    r"[0-9][0-9_.:]*(?:e[+-]?[0-9]+)?|0[xob][0-9a-f_]+|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[ t].*)?"
    r"|y|n|yes|no|true|false|on|off|null",
    re.IGNORECASE,
)
_ESCAPED = re.compile('[\\\\"\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]')
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def scalar_text(text: str) -> str:
    """Text as a YAML scalar on one line: plain where that is safe in any place, else in double quotes."""
    if isinstance(text, Unquoted) and _UNQUOTED.fullmatch(text):
        return str(text)
    if _PLAIN.fullmatch(text) and not text.endswith(" ") and not _OTHER.fullmatch(text):
        return str(text)
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    return _SHORT.get(char) or (f"\\x{ord(char):02x}" if ord(char) < 0x100 else f"\\u{ord(char):04x}")


def flow_text(value: Value) -> str:
    """A value as YAML on one line; lists and fields in brackets and braces."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar_text(key)}: {flow_text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow_text(item) for item in value) + "]"
    return "null" if value is None else scalar_text(value)


def pair_lines(key: str, value: Value, indent: int, step: int, block: int) -> Iterator[str]:
    """The lines of `key: value`; `block` says how many levels of nesting get lines of their own."""
    start = f"{' ' * indent}{scalar_text(key)}:"
    if block and isinstance(value, dict | list) and value:
        yield start
        yield from block_lines(value, indent + step, step, block)
    else:
        yield start if value is None else f"{start} {flow_text(value)}"


def block_lines(value: dict[str, Value] | list[Value], indent: int, step: int, block: int) -> Iterator[str]:
    """The lines below a key: one for each field, or for each list entry with a dash."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from pair_lines(key, item, indent, step, block - 1)
    else:
        yield from (f"{' ' * indent}- {flow_text(item)}" for item in value)


def yaml_text(data: dict[str, Value], block: int = 3) -> str:
    """The text of a new file; down to `block` levels each section, answer and field gets lines of its own."""
    lines = [line for key, value in data.items() for line in pair_lines(key, value, 0, 2, block)]
    return "\n".join(lines) + "\n"
