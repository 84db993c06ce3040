"""What people meant where the nodes that YAML made say something else: their own words, as they should be written."""

from __future__ import annotations

import re
from collections.abc import Container

from cxassess.nodes import Mapping, Node, Scalar, Sequence, is_bare
from cxassess.source.line_fields import (
    FIELD,
    MAX_EXAMPLE,
    MAX_LINE,
    NAMES,
    NO_TEXT,
    as_value,
    in_quotes,
    may_follow,
    missing_space,
    quoted_field,
)
from cxassess.text import did_you_mean, nearest, non_ascii, shorten

MAX_PAIRS = 100
"""Fields in one pair of braces among which text that a comma cut off is looked for."""

_NUMBER = re.compile(r"[0-9]{1,3}")
_NUMBERED = re.compile(r"([0-9]{1,3})(?:[.)]| [–—-])\s+")


def comma_hint(key: Scalar, inside: Mapping, names: Container[str]) -> tuple[str, int]:
    """What to write where a comma in braces made fields of the rest of a text, and where that text ends.

    `names` are those that fields can have. ('', 0) where that is not what happened.
    """
    if not inside.flow or len(inside.pairs) > MAX_PAIRS:
        return "", 0
    field: tuple[Scalar, Scalar] | None = None  # the last one with a plain text of its own
    end = 0  # of the text that goes on through names that no field has
    for name, value in inside.pairs.values():
        if name.text in names and not is_bare(name, value):
            if end:
                break
            field = (name, value) if isinstance(value, Scalar) and value.text and name.text not in NO_TEXT else None
        elif end and field and may_follow(field[0].text, name.text, otherwise=False):
            break
        elif name is key or end:
            end = name.end if is_bare(name, value) else value.end
    if not field or not end or may_follow(field[0].text, key.text, otherwise=False):
        return "", 0
    whole = f"{field[0].text}: {in_quotes(' '.join(key.page.content[field[1].start : end].split()))}"
    return f"a comma inside {{ }} begins a new field; put text with a comma in quotes: {whole}", end


def unknown_field_hint(key: Scalar, inside: Mapping, names: list[str], form: str) -> tuple[str, int]:
    """What to do about a field that there is none of, and where the text ends that it is the rest of, else 0."""
    near, bare = nearest(key.text, names), is_bare(key, inside.pairs[key.text][1])
    comma, end = comma_hint(key, inside, names)
    if comma and (bare or not (near or non_ascii(key.text))):
        return comma, end
    hint = "" if near else entry_hint(inside, names, form)
    if bare and not near and "note" in names and "note" not in inside.pairs:
        hint = f"give it a name: note: {as_value(key.text)}"
    if "not_applicable" in names and is_not_applicable(key.text):
        hint = "did you mean 'not_applicable'?"
    return hint or did_you_mean(key.text, names) or f"known: {', '.join(names)}", 0


def entry_hint(node: Mapping, names: Container[str], form: str) -> str:
    """What to write where people's own text before ': ' became the only field of an entry; '' where it did not.

    `form` is the entry as it should be written (see `with_form`); '{text}' for text in quotes.
    """
    braces = node.page.content.startswith("{", node.start)
    if not form or len(node.pairs) != 1 or braces or any(name in names for name in node.pairs):
        return ""
    if form == "{text}":
        return text_hint(node)
    dash = "- " if not node.flow and node.page.line(node.line)[: node.column - 1].endswith("- ") else ""
    example = "" if NAMES.intersection(node.pairs) else with_form(node, form)
    return example and f"write '{dash}{example}'"


def with_form(node: Mapping, form: str) -> str:
    """The first field of a mapping in another form, where `{name}`, `{value}` and `{text}` are what it says.

    As it is where it has the name of a field; '' where its value is no text.
    """
    key, value = next(iter(node.pairs.values()), (None, None))
    if key is None or not isinstance(value, Scalar) or not value.text:
        return ""
    if key.text in NAMES:
        return f"{key.text}: {as_value(value.text)}"
    text = in_quotes(f"{key.text}: {value.text}")
    return form.format(name=as_value(key.text), value=as_value(value.text), text=text)


def text_hint(node: Node) -> str:
    """What to write where a node is fields or a list and text was meant: `Minutes: of May` is a field to YAML."""
    line = node.page.line(node.line)[:MAX_LINE]
    text = line[node.column - 1 :]
    if isinstance(node, Mapping) and not text.startswith("{"):
        if node.flow:  # a field on its own inside [ ]
            return (
                f"': ' makes a field of it; if it is text, put it in quotes: {in_quotes(text[: node.end - node.start])}"
            )
        dash = "- " if line[: node.column - 1].endswith("- ") else ""
        return f"': ' makes a field of it; if it is text, put it in quotes: {dash}{in_quotes(text)}"
    return f"if it is text, put it in quotes: {in_quotes(node.page.content[node.start : node.end])}"


def spacing_hint(node: Node, entries: bool = False) -> str:
    """What to write where fields or list entries lack a space, or have a dash too many; '' where they do not.

    `entries` says that a list was expected.
    """
    first = node
    if isinstance(node, Sequence) and node.items and isinstance(node.items[0], Mapping) and not node.flow:
        first = node.items[0]
    if isinstance(first, Mapping) and first.pairs:
        first = next(key for key, _ in first.pairs.values())
    line = first.page.line(first.line)[first.column - 1 :]
    if isinstance(node, Sequence):
        return f"remove the dashes: write '{shorten(line, MAX_EXAMPLE)}'" if first not in (node, *node.items) else ""
    if not isinstance(first, Scalar) or first.style:
        return ""
    numbered = _NUMBERED.match(line[:MAX_LINE])
    if numbered:
        rest = shorten(line[numbered.end() :].strip(), MAX_EXAMPLE)
        return f"write '- {rest}'" if entries else f"write '{numbered[1]}: {rest}'"
    missing, fixed = missing_space(line)
    return missing and f"{missing}; write '{fixed}'"


def after_colon(example: str) -> str:
    """An example as it follows words that announce it; '' for none."""
    return example and f": {example}"


def in_quotes_example(line: str, column: int) -> str:
    """`: ` and the text at a column of a line as it should be written; '' where that is not clear."""
    return after_colon(quoted_field(line, column))


def is_not_applicable(word: str) -> bool:
    """Whether a word is how people write that a question does not apply."""
    return " ".join(word.casefold().replace("_", " ").split()) in ("na", "n/a", "n.a.", "not applicable")


def answer_in_braces(line: str, column: int) -> str:
    """An answer whose second ':' is at a column, as it should be written: `P1.1: {level: 3, note: In part}`.

    Where what is before it says nothing, a form to copy.
    """
    match = FIELD.match(line[:MAX_LINE])
    if match is None or not match.group(1) or column < match.end():
        return ""
    name, word = match.group(1), line[match.end() : column].strip()
    text = re.split(r"\s#", line[column + 1 :])[0].strip()
    level, state = _NUMBER.fullmatch(word), word.casefold()
    if level or state in ("unknown", "don't know"):
        parts = [f"level: {word}" if level else "unknown: true"]
        parts += [f"note: {as_value(text)}"] if text and (level or text != "true") else []
        return f"{name}: {{{', '.join(parts)}}}"
    field = "not_applicable" if is_not_applicable(word) else word
    if text and field in NAMES:
        return f"{name}: {{{field}: {as_value(text)}}}"
    return f"{name}: {{level: 3, note: …}}"
