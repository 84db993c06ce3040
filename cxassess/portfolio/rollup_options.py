"""What files are put into groups by, what a roll-up is asked to weigh them by, and from which score on to count them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from cxassess.exact import parse_number
from cxassess.portfolio.file_record import FileRecord
from cxassess.portfolio.group_keys import TAGS, tag_hint
from cxassess.portfolio.playbook_variant import Variant
from cxassess.text import join_words, one_line, shorten


class Grouping(NamedTuple):
    """What --by, --weight and --at ask for: the keys, the tag of the weights, and the words of the level; '' for none.

    `has_level` says that --at means a level which files can reach by the rule of a playbook.
    """

    keys: tuple[str, ...]
    weight: str = ""
    at: str = ""
    has_level: bool = False


class UnknownWeight(ValueError):
    """Words that name no tag, or a file whose tag is no weight; the message says why, and what to do."""


class UnknownLevel(ValueError):
    """Words that are no level and no score of a playbook; the message says why, and what to write."""


def parse_weight(text: str, tags: Iterable[str] = ()) -> str:
    """The name of the tag that `tags.staff` names. `tags` are names to suggest. Raises UnknownWeight."""
    if not text.startswith(TAGS) or text == TAGS:
        hint = tag_hint(text, tags) or "write tags.NAME, such as tags.staff"
        raise UnknownWeight(f"'{one_line(text)}' is not a tag ({hint})")
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


class Level(NamedTuple):
    """What --at means in a playbook: the reported score, and the level or stage by which `gate` counts, None for none."""

    score: Fraction
    reached: int | None = None


def asked_level(variant: Variant, text: str) -> Level:
    """What a level means, by its key or its name; a number that is no key is a score.

    Raises UnknownLevel.
    """
    wanted = text.strip().casefold()
    number, gate = parse_number(wanted), variant.scoring.gate
    stage = None
    if gate is not None and gate.by == "stage" and wanted.isdecimal() and 1 <= int(wanted) <= variant.stages:
        stage = int(wanted)
    for at in (0, 1):
        for level in variant.levels:
            if str(level[at]).casefold() == wanted:
                by_share = gate is not None and gate.by == "share" and int(level[0]) > 0
                return Level(level[2], int(level[0]) if by_share else stage)
    if number is None:
        named = [f"{key} ({one_line(name)})" if name else key for key, name, _ in variant.levels]
        hint = f"write {join_words([*named, 'a score'], 'or')}" if named else "write a score, such as 2.5"
        raise UnknownLevel(f"{variant.id} has no level '{shorten(text)}' ({hint})")
    return Level(number.exact, stage)


def is_reachable(variant: Variant, level: Level) -> bool:
    """Whether there can be such a score, or such a level."""
    return level.reached is not None or variant.ends[0] <= level.score <= variant.ends[1]
