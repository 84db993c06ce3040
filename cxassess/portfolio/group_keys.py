"""The keys by which files are put into groups: what each one is for a file, and how groups are told apart and sorted."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable

from cxassess.exact import parse_number
from cxassess.portfolio.file_record import FileRecord
from cxassess.text import did_you_mean, nearest, one_line

MAX_DIGITS = 18  # of a number inside a text that is sorted by value
PLAYBOOK = "playbook"
TAGS = "tags."
NONE = "(none)"
"""The name of the group of files without a value, where people read it."""


def fiscal_year(date: str) -> str:
    """The federal fiscal year of a date, which begins in October of the year before: `FY2027` for 2026-10-01."""
    return f"FY{int(date[:4]) + (date[5:7] >= '10'):04d}"


def quarter(date: str) -> str:
    """The quarter of the calendar year: `2026-Q4`."""
    return f"{date[:4]}-Q{(int(date[5:7]) + 2) // 3}"


_KEYS: dict[str, Callable[[FileRecord], str]] = {
    "agency": lambda file: file.agency,
    "component": lambda file: file.component,
    "service": lambda file: file.service,
    "scope": lambda file: file.scope,
    PLAYBOOK: lambda file: file.variant.id,
    "overlays": lambda file: ", ".join(file.variant.overlays),
    "year": lambda file: file.date[:4],
    "fiscal_year": lambda file: file.date and fiscal_year(file.date),
    "quarter": lambda file: file.date and quarter(file.date),
    "role": lambda file: file.role,
}
KEYS = (*_KEYS,)
TIMES = ("year", "fiscal_year", "quarter")


class UnknownKey(ValueError):
    """Words that do not name the keys of groups; the message says why, and what to write."""


def parse_keys(text: str, tags: Iterable[str] = ()) -> tuple[str, ...]:
    """The keys that `component,tags.size` names, in this order. `tags` are names to suggest. Raises UnknownKey."""
    keys: list[str] = []
    words = next(csv.reader([one_line(text)], skipinitialspace=True), []) or [
        ""
    ]  # quotes hold a tag with a comma together
    for word in words:
        key = word.strip()
        name = key.lower().replace("-", "_")
        if name in _KEYS:
            key = name
        elif not key.startswith(TAGS) or key == TAGS:
            known = [*KEYS, "tags.NAME"]
            hint = (
                tag_hint(key, tags) or did_you_mean(key, known) if key else f"write one or more of {', '.join(known)}"
            )
            raise UnknownKey(f"'{one_line(key)}' is not a key ({hint})")
        if key in keys:
            raise UnknownKey(f"'{one_line(key)}' is given twice (remove one)")
        keys.append(key)
    return (*keys,)


def tag_hint(word: str, tags: Iterable[str]) -> str:
    """A hint about a word that is nearly the name of a tag, and not more nearly a key; '' for none."""
    names = {one_line(tag): one_line(f"{TAGS}{tag}") for tag in tags}
    near = nearest(word.removeprefix(TAGS), [*KEYS, *names])
    return f"did you mean '{names[near]}'?" if near in names else ""


def key_value(file: FileRecord, key: str) -> str:
    """What a file has under a key, on one line; '' for nothing."""
    return one_line(file.tag(key[len(TAGS) :]) if key.startswith(TAGS) else _KEYS[key](file))


def natural_order(value: str) -> tuple[object, ...]:
    """A key that sorts numbers by value, before texts; numbers inside texts by value as well; nothing comes last."""
    if not value:
        return (2,)
    number = parse_number(value)
    if number is not None:
        return (0, number.exact, value)
    words = (word for word in re.split("([0-9]+)", value.casefold()) if word)
    return (1, tuple((0, int(word), "") if _is_number(word) else (1, 0, word) for word in words), value)


def _is_number(word: str) -> bool:
    return len(word) <= MAX_DIGITS and word.isascii() and word.isdecimal()
