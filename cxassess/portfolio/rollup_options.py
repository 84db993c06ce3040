"""What a roll-up is asked to weigh files by, and from which score on to count them."""

from __future__ import annotations

from fractions import Fraction

from cxassess.exact import parse_number
from cxassess.portfolio.group_keys import TAGS
from cxassess.portfolio.record import FileRecord
from cxassess.portfolio.variant import Variant
from cxassess.text import join_words, one_line, shorten


class UnknownWeight(ValueError):
    """Words that name no tag, or a file whose tag is no weight; the message says why, and what to do."""


class UnknownLevel(ValueError):
    """Words that are no level and no score of a playbook; the message says why, and what to write."""


def parse_weight(text: str) -> str:
    """The name of the tag that `tags.staff` names. Raises UnknownWeight."""
    if not text.startswith(TAGS) or text == TAGS:
        raise UnknownWeight(f"'{one_line(text)}' is not a tag (write tags.NAME, such as tags.staff)")
    return text[len(TAGS) :]


def file_weight(file: FileRecord, tag: str) -> int:
    """What a file weighs by its tag, in millionths. Raises UnknownWeight where it has none, or no positive decimal."""
    text = file.tag(tag).strip()
    name = one_line(f"subject.tags.{tag}")
    if not text:
        raise UnknownWeight(f"{name} is missing, so this file has no weight (add it, with a number such as 250)")
    number = parse_number(text)
    if number is None or number.micro <= 0:
        hint = f"write {text.replace(',', '')}" if parse_number(text.replace(",", "")) and "," in text else ""
        hint = hint or "write a number above 0, such as 250 or 2.5"
        raise UnknownWeight(f"{name} is '{shorten(text)}', which is not a weight ({hint})")
    return number.micro


def level_score(variant: Variant, text: str) -> Fraction:
    """The reported score that a level means, by its key or its name; a number that is no key is a score.

    Raises UnknownLevel.
    """
    wanted = text.strip().casefold()
    for at in (0, 1):
        for level in variant.levels:
            if str(level[at]).casefold() == wanted:
                return level[2]
    number = parse_number(wanted)
    if number is None:
        named = [f"{key} ({one_line(name)})" if name else key for key, name, _ in variant.levels]
        hint = f"write {join_words([*named, 'a score'], 'or')}" if named else "write a score, such as 2.5"
        raise UnknownLevel(f"{variant.id} has no level '{shorten(text)}' ({hint})")
    return number.exact
