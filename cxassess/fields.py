"""Fields of a mapping, read by what they should hold; what does not fit is noted and replaced by something harmless."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingOf
from functools import lru_cache
from typing import TypeVar

from cxassess.dates import meant_date, parse_date
from cxassess.exact import ONE, Number, parse_number
from cxassess.nodes import Mapping, Node, Scalar, Sequence
from cxassess.problems import Location, Problems
from cxassess.text import join_words, nearest, non_ascii, shorten

MAX_TEXT = 100_000  # characters of one text: a file of 2 MiB holds some of them
MAX_LINE = 1_000  # characters of what is printed in headings, tables and on every page
MAX_LINK = 4_000  # characters of an address: a browser takes no more, and a PDF could not hold any length
BLANK = " \t\r\n"  # not every blank that Unicode knows: a level is typed in plain characters
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_ADDRESSES = ("https://", "http://", "mailto:")
_OTHER_ADDRESS = r"(?i)(?!https?://|mailto:)[a-z][a-z0-9+.-]+:"
LINK_HINT = "write an address with https://, http:// or mailto:"
T = TypeVar("T")


def unlinked(link: str) -> str:
    """What becomes of an address that is never linked, such as `javascript:…`; '' for any other."""
    if ":" not in link or link.startswith(_ADDRESSES) or not re.match(_OTHER_ADDRESS, link):
        return ""
    return f"'{shorten(link)}' is printed as text, not as a link"


@lru_cache(maxsize=100)
def _names(known: str) -> dict[str, None]:
    return dict.fromkeys(known.split())


class Fields:
    """The known fields of one mapping; unknown ones, and a node that is no mapping, are noted at once.

    `what` names the mapping in messages, such as `a play`; `shape` is the hint where the node is no mapping, `form`
    what an entry should be that people wrote as `text: text` (see `entry_hint`).
    """

    def __init__(self, node: Node, known: str, problems: Problems, what: str, shape: str = "", form: str = "") -> None:
        self.node = node
        self.problems = problems
        self.what = what
        self.pairs: MappingOf[str, tuple[Scalar, Node]] = {}
        self.misspelled: set[str | None] = set()  # known fields that an unknown one probably means: not missing
        names = _names(known)
        if type(node) is Mapping and node.pairs.keys() <= names.keys():  # as nearly always
            self.pairs = node.pairs
            return
        if not isinstance(node, Mapping):
            from cxassess.source.corrections import spacing_hint  # for errors only: reading should start fast

            shape = shape or f"write fields such as '{next(name for name in names if name != 'format')}: …'"
            shape = spacing_hint(node) or shape
            problems.error(node.where, f"{what} should be 'name: value' fields, not {describe_kind(node)}", shape)
            return
        self.pairs = {name: pair for name, pair in node.pairs.items() if name in names}
        read_to = 0  # the end of a text that commas made fields of
        for name, (key, value) in node.pairs.items():
            if name not in names and value.where.order not in problems.suppressed and key.start >= read_to:
                near = None if problems.too_many else nearest(name, names)
                self.misspelled.add(near)
                hint = "remove it"
                if not problems.too_many:
                    from cxassess.source.corrections import unknown_field_hint

                    hint, read_to = unknown_field_hint(key, node, [*names], form)
                    self.misspelled.update(names if form and not near and len(node.pairs) == 1 else ())
                problems.error(key.where, f"{what} has no field '{shorten(name)}'", hint)

    @property
    def where(self) -> Location:
        """Where the mapping begins."""
        return self.node.where

    def at(self, name: str) -> Location:
        """Where the value of a field begins, or the mapping when the field is absent."""
        return self.pairs[name][1].where if name in self.pairs else self.where

    def at_key(self, name: str) -> Location:
        """Where the name of a field that is there begins."""
        return self.pairs[name][0].where

    def value(self, name: str) -> Node | None:
        """The value of a field; None when it is absent or nothing was written."""
        pair = self.pairs.get(name)
        if pair is None:
            return None
        node = pair[1]
        return None if type(node) is Scalar and node.empty else node

    def is_empty(self, name: str) -> bool:
        """Whether a field is absent or holds nothing, and no problem with it was noted already."""
        node = self.value(name)
        if not isinstance(self.node, Mapping) or name in self.misspelled:
            return False
        return node is None or not (node.pairs if isinstance(node, Mapping) else getattr(node, "items", True))

    def required(self, name: str, hint: str = "") -> Node | None:
        """The value of a field that must be there; None with an error."""
        node = self.value(name)
        if node is None and isinstance(self.node, Mapping) and name not in self.misspelled:
            message = f"{self.what} needs '{name}'"
            written = self.pairs[name][1] if name in self.pairs else None
            if isinstance(written, Scalar) and written.text:  # null or ~
                message = f"YAML reads '{written.text}' as nothing, and {message}"
                hint = hint or f"write '{name}: …', in quotes if it is that word: {name}: \"{written.text}\""
            self.problems.error(self.at(name), message, hint or f"add '{name}: …'")
        return node

    def text(self, name: str, *, needed: bool = False, hint: str = "", most: int = MAX_TEXT) -> str:
        """A text field; '' when absent."""
        if name in self.pairs or needed:
            node = self.required(name, hint) if needed else self.value(name)
        else:
            return ""
        text = "" if node is None else read_text(node, self.problems, f"'{name}'", most)
        if needed and not text and isinstance(node, Scalar):  # an empty pair of quotes
            self.problems.error(node.where, f"{self.what} needs '{name}'", hint or f"write '{name}: …'")
        return text

    def link(self, name: str) -> str:
        """A text field for an address or the name of a file; a warning where it is an address that is never linked."""
        text = self.text(name, most=MAX_LINK)
        if message := unlinked(text):
            self.problems.warn(self.at(name), message, LINK_HINT)
        return text

    def id(self, name: str) -> str:
        """An id that must be there; one made from the line where it is not."""
        node = self.required(name)
        return f"line-{self.node.line}" if node is None else read_id(node, self.problems)

    def number(self, name: str, default: Number | None = ONE) -> Number | None:
        """A decimal field; the default when absent."""
        node = self.value(name)
        return default if node is None else read_number(node, self.problems, f"'{name}'") or default

    def weight(self, default: Number = ONE) -> Number:
        """The field `weight`, above 0; the default when absent."""
        weight = self.number("weight", default) or default
        if weight.micro > 0:
            return weight
        hint = "write a number above 0; to leave a question or a play out, hide it with an overlay"
        self.problems.error(self.at("weight"), f"'weight' is {weight.text}", hint)
        return default

    def choice(self, name: str, words: tuple[str, ...], default: str) -> str:
        """A field that holds one of a few words; the default when absent."""
        node = self.value(name)
        return (read_choice(node, words, self.problems, f"'{name}'") if node is not None else "") or default

    def date(self, name: str) -> datetime.date | None:
        """A date field; None when absent."""
        node = self.value(name)
        return None if node is None else read_date(node, self.problems, f"'{name}'")

    def items(self, name: str, form: str = "") -> list[Node]:
        """The values of a list field; [] when absent. `form` is an entry as it should be written (see `with_form`)."""
        node = self.value(name)
        return [] if node is None else read_items(node, self.problems, f"'{name}'", form)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; () when absent."""
        what, texts = f"an entry of '{name}'", []
        for node in self.items(name):
            text = read_text(node, self.problems, what)
            if text:
                texts.append(text)
            elif isinstance(node, Scalar):
                self.problems.warn(node.where, f"{what} is empty", "write it, or remove it")
        return tuple(texts)

    def entries(self, name: str) -> Iterator[tuple[Scalar, Node]]:
        """Key and value of each pair of a mapping field; nothing when absent."""
        node = self.value(name)
        if isinstance(node, Mapping):
            yield from node.pairs.values()
        elif node is not None:
            from cxassess.source.corrections import spacing_hint

            message = f"'{name}' should be 'name: value' fields, not {describe_kind(node)}"
            self.problems.error(node.where, message, spacing_hint(node) or f"write '{name}: {{…}}'")

    def each(self, name: str, read: Callable[[Node], T], form: str = "") -> tuple[T, ...]:
        """What `read` makes of each value of a list field; () when absent."""
        return tuple([read(node) for node in self.items(name, form)]) if name in self.pairs else ()

    def inner(self, name: str, known: str, shape: str = "") -> Fields:
        """The fields of a mapping field; when it is absent, those of an empty one."""
        node = self.value(name)
        return Fields(self.node.empty_mapping() if node is None else node, known, self.problems, f"'{name}'", shape)

    def check_format(self) -> None:
        """Note any `format` other than 1, the only one there is."""
        format = self.text("format")
        if format not in ("", "1"):
            hint = "this version of cxassess reads format 1; a newer file needs a newer version"
            self.problems.error(self.at("format"), f"format '{shorten(format)}' is not supported", hint)


def describe_kind(node: Node) -> str:
    """What a node is, in words: `'name: value' fields`, `a list` or `text`."""
    if isinstance(node, Mapping):
        return "'name: value' fields"
    return "text" if isinstance(node, Scalar) else "a list"


def read_text(node: Node, problems: Problems, what: str, most: int = MAX_TEXT) -> str:
    """Text as written, with an error where it has more than `most` characters; '' with an error where it is not text."""
    if type(node) is Scalar:
        text = node.text.strip(BLANK)
        if len(text) < 5 and node.empty:  # nothing, ~ or null
            return ""
        if len(text) > most:
            message = f"{what} has {len(text):,} characters; the limit is {most:,}"
            problems.error(node.where, message, "shorten it")
        return text
    from cxassess.source.corrections import text_hint

    problems.error(node.where, f"{what} should be text, not {describe_kind(node)}", text_hint(node))
    return ""


def read_items(node: Node, problems: Problems, what: str, form: str = "") -> list[Node]:
    """The values of a list; [] with an error where it is not a list."""
    if isinstance(node, Sequence):
        return node.items
    from cxassess.source.corrections import spacing_hint, with_form

    message = f"{what} should be a list, not {describe_kind(node)}"
    hint = spacing_hint(node, entries=True) or "write '[one, two]' or a line '- one' for each"
    if isinstance(node, Scalar) and node.text and not node.page.line(node.line)[: node.column - 1].isspace():
        hint = f"write '[{shorten(node.text, 40)}]', or a line '- {shorten(node.text, 40)}'"
    if isinstance(node, Mapping) and form and (example := with_form(node, form)):
        hint = f"write a line '- {example}' for each"
    problems.error(node.where, message, hint)
    return []


def read_id(node: Node, problems: Problems) -> str:
    """An id; one made from the place, with an error, where it is not an id."""
    text = read_text(node, problems, "an id")
    if ID.fullmatch(text):
        return text
    odd = non_ascii(text)
    hint = "use up to 64 letters, digits, '.', '_' and '-', and begin with a letter or digit"
    if odd:
        hint = f"it contains {odd}; retype it in plain letters and digits"
    if isinstance(node, Scalar):
        problems.error(node.where, f"'{shorten(text)}' is not an id", hint)
    return f"line-{node.line}-{node.column}"


def read_number(node: Node, problems: Problems, what: str) -> Number | None:
    """A decimal; None with an error where it is not a number."""
    text = read_text(node, problems, what)
    number = parse_number(text)
    if number is None and isinstance(node, Scalar):
        hint = "write digits, such as 2 or 0.5; at most nine before and six after the decimal point"
        problems.error(node.where, f"{what} is '{shorten(text)}', which is not a number", hint)
    return number


def read_integer(node: Node, problems: Problems, what: str, lowest: int, highest: int) -> int:
    """A whole number in a range; the lowest with an error where it is not."""
    text = read_text(node, problems, what)
    if re.fullmatch(r"[0-9]{1,9}", text) and lowest <= int(text) <= highest:
        return int(text)
    if isinstance(node, Scalar):
        hint = f"write a whole number from {lowest} to {highest}"
        problems.error(node.where, f"{what} is '{shorten(text)}'", hint)
    return lowest


def read_choice(node: Node, words: tuple[str, ...], problems: Problems, what: str) -> str:
    """One of a few words; '' with an error where it is another."""
    text = read_text(node, problems, what)
    if text in words or not isinstance(node, Scalar):
        return text
    problems.error(node.where, f"{what} is '{shorten(text)}'", f"write {join_words(words, 'or')}")
    return ""


def read_date(node: Node, problems: Problems, what: str) -> datetime.date | None:
    """A date written YYYY-MM-DD; None with an error where it is not."""
    text = read_text(node, problems, what)
    date = parse_date(text)
    if date is None and isinstance(node, Scalar):
        message = f"{what} is '{shorten(text)}', which is not a date"
        problems.error(node.where, message, f"write it as YYYY-MM-DD, such as {meant_date(text) or '2026-09-30'}")
    return date
