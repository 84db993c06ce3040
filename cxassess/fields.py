"""Fields of a mapping, read by what they should hold; what does not fit is noted and replaced by a harmless stand-in."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from cxassess.exact import ONE, Number, number
from cxassess.nodes import Mapping, Node, Scalar, Sequence
from cxassess.problems import Location, Problems
from cxassess.text import did_you_mean, join_words, nearest, non_ascii, shorten

BLANK = " \t\r\n"  # not every blank that Unicode knows: a level is typed in plain characters
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
T = TypeVar("T")


class Fields:
    """The known fields of one mapping. Unknown and wrongly shaped ones are noted at once, with what to do."""

    def __init__(self, node: Node, known: str, problems: Problems, what: str, shape: str = "") -> None:
        self.node = node
        self.problems = problems
        self.what = what
        self.pairs: dict[str, tuple[Scalar, Node]] = {}
        self.meant: set[str | None] = set()  # fields that an unknown one is likely to be: not missing, misspelled
        names = known.split()
        if not isinstance(node, Mapping):
            shape = shape or f"write fields such as '{next(name for name in names if name != 'format')}: …'"
            self.wrong(node, f"{what} should be 'name: value' fields, not {a(node)}", shape)
            return
        for name, (key, value) in node.pairs.items():
            if name in names:
                self.pairs[name] = (key, value)
            elif value.where.order not in problems.suppressed:
                self.meant.add(None if problems.too_many else nearest(name, names))
                hint = "remove it" if problems.too_many else _unknown(key, value, node, names)
                problems.error(key.where, f"{what} has no field '{shorten(name)}'", hint)

    @property
    def where(self) -> Location:
        """Where the mapping begins."""
        return self.node.where

    def at(self, name: str) -> Location:
        """Where the value of a field stands, or the mapping when the field is absent."""
        return self.pairs[name][1].where if name in self.pairs else self.where

    def wrong(self, node: Node, message: str, hint: str = "") -> None:
        """Note a fault at a node."""
        self.problems.error(node.where, message, hint)

    def value(self, name: str) -> Node | None:
        """The value of a field; None when it is absent or nothing was written."""
        node = self.pairs[name][1] if name in self.pairs else None
        return None if isinstance(node, Scalar) and node.empty else node

    def empty(self, name: str) -> bool:
        """Whether a field is absent or holds nothing, and neither was complained of already."""
        node = self.value(name)
        if not isinstance(self.node, Mapping) or name in self.meant:
            return False
        return node is None or not (node.pairs if isinstance(node, Mapping) else getattr(node, "items", True))

    def need(self, name: str, hint: str = "") -> Node | None:
        """The value of a field that must be there."""
        node = self.value(name)
        if node is None and isinstance(self.node, Mapping) and name not in self.meant:
            self.problems.error(self.at(name), f"{self.what} needs '{name}'", hint or f"add '{name}: …'")
        return node

    def text(self, name: str, *, needed: bool = False, hint: str = "") -> str:
        """A text field; '' when absent."""
        node = self.need(name, hint) if needed else self.value(name)
        found = "" if node is None else text(node, self.problems, f"'{name}'")
        if needed and not found and isinstance(node, Scalar):  # an empty pair of quotes
            self.wrong(node, f"{self.what} needs '{name}'", hint or f"write '{name}: …'")
        return found

    def ident(self, name: str) -> str:
        """An id that must be there; a stand-in of the place where it is not."""
        node = self.need(name)
        return ident(node, self.problems) if node is not None else f"line-{self.node.line}"

    def number(self, name: str, default: Number | None = ONE) -> Number | None:
        """A decimal field."""
        node = self.value(name)
        return default if node is None else decimal(node, self.problems, f"'{name}'") or default

    def weight(self, default: Number = ONE) -> Number:
        """The weight, above 0."""
        found = self.number("weight", default) or default
        if found.micro > 0:
            return found
        hint = "write a number above 0; to leave a question or a play out, hide it by an overlay"
        self.problems.error(self.at("weight"), f"'weight' is {found.text}", hint)
        return default

    def word(self, name: str, words: str, default: str) -> str:
        """A field that holds one of a few words; the default when absent."""
        node = self.value(name)
        if node is None:
            return default
        return choice(node, words.split(), self.problems, f"'{name}'") or default

    def items(self, name: str) -> list[Node]:
        """The values of a list field; [] when absent."""
        node = self.value(name)
        return [] if node is None else items(node, self.problems, f"'{name}'")

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(text(node, self.problems, f"an entry of '{name}'") for node in self.items(name))

    def entries(self, name: str) -> Iterator[tuple[Scalar, Node]]:
        """Key and value of each pair of a mapping field; nothing when absent."""
        node = self.value(name)
        if isinstance(node, Mapping):
            yield from node.pairs.values()
        elif node is not None:
            self.wrong(node, f"'{name}' should be 'name: value' fields, not {a(node)}", f"write '{name}: {{…}}'")

    def each(self, name: str, build: Callable[[Node], T]) -> tuple[T, ...]:
        """What `build` makes of each value of a list field."""
        return tuple(build(node) for node in self.items(name))

    def format_one(self) -> None:
        """Note any `format` other than 1, the only one there is."""
        if self.text("format") not in ("", "1"):
            hint = "this program reads format 1; a newer file needs a newer program"
            self.problems.error(self.at("format"), f"format '{shorten(self.text('format'))}' is not known", hint)


def _unknown(key: Scalar, value: Node, inside: Mapping, names: list[str]) -> str:
    if inside.flow and " " in key.text and isinstance(value, Scalar) and value.empty:
        return "a comma inside { } begins a new field; put the text before it in quotes"
    return did_you_mean(key.text, names) or f"known: {', '.join(names)}"


def a(node: Node) -> str:
    """`a list`, `'name: value' fields`, `text`."""
    if isinstance(node, Mapping):
        return "'name: value' fields"
    return "text" if isinstance(node, Scalar) else "a list"


def text(node: Node, problems: Problems, what: str) -> str:
    """Text as written, or '' with a fault."""
    if isinstance(node, Scalar):
        return node.text.strip(BLANK)
    problems.error(node.where, f"{what} should be text, not {a(node)}", "put it in quotes if it begins with [ or {")
    return ""


def items(node: Node, problems: Problems, what: str) -> list[Node]:
    """The values of a list, or [] with a fault."""
    if isinstance(node, Sequence):
        return node.items
    problems.error(
        node.where, f"{what} should be a list, not {a(node)}", "write '[one, two]' or a line '- one' for each"
    )
    return []


def ident(node: Node, problems: Problems) -> str:
    """An id, or a stand-in of the place with a fault."""
    found = text(node, problems, "an id")
    if ID.fullmatch(found):
        return found
    odd = non_ascii(found)
    hint = (
        f"it holds {odd}; type it again in plain letters and digits"
        if odd
        else "use letters, digits, '.', '_' and '-', at most 64, and begin with a letter or digit"
    )
    if isinstance(node, Scalar):
        problems.error(node.where, f"'{shorten(found)}' is not an id", hint)
    return f"line-{node.line}-{node.column}"


def decimal(node: Node, problems: Problems, what: str) -> Number | None:
    """A decimal, or None with a fault."""
    written = text(node, problems, what)
    found = number(written)
    if found is None and isinstance(node, Scalar):
        hint = "write digits, such as 2 or 0.5; at most nine before and six after the point"
        problems.error(node.where, f"{what} is '{shorten(written)}', which is not a number", hint)
    return found


def whole(node: Node, problems: Problems, what: str, lowest: int, highest: int) -> int:
    """A whole number in a range, or the lowest with a fault."""
    written = text(node, problems, what)
    if re.fullmatch(r"[0-9]{1,9}", written) and lowest <= int(written) <= highest:
        return int(written)
    if isinstance(node, Scalar):
        problems.error(
            node.where, f"{what} is '{shorten(written)}'", f"write a whole number from {lowest} to {highest}"
        )
    return lowest


def choice(node: Node, words: list[str], problems: Problems, what: str) -> str:
    """One of a few words, or '' with a fault."""
    written = text(node, problems, what)
    if written in words or not isinstance(node, Scalar):
        return written
    problems.error(node.where, f"{what} is '{shorten(written)}'", f"write {join_words(words, 'or')}")
    return ""


def day(node: Node, problems: Problems, what: str) -> datetime.date | None:
    """A date written YYYY-MM-DD, or None with a fault."""
    written = text(node, problems, what)
    found = as_day(written)
    if found is None and isinstance(node, Scalar):
        problems.error(
            node.where,
            f"{what} is '{shorten(written)}', which is not a date",
            "write it as YYYY-MM-DD, such as 2026-09-30",
        )
    return found


def as_day(written: str) -> datetime.date | None:
    """The date that text written YYYY-MM-DD means; None for any other text."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        return None
    try:
        return datetime.date.fromisoformat(written)
    except ValueError:
        return None
