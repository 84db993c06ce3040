"""What the options --by, --weight and --at ask for, and the files that are put into groups by them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from cxassess.cli.exit_codes import BAD_INPUT, USAGE, CommandError
from cxassess.cli.shared import Reporter
from cxassess.exact import MICRO
from cxassess.portfolio.group_keys import TAGS, UnknownKey, parse_keys
from cxassess.portfolio.record import FileRecord
from cxassess.portfolio.rollup import Pool, RollUp
from cxassess.portfolio.rollup_options import UnknownLevel, UnknownWeight, file_weight, level_score, parse_weight
from cxassess.text import did_you_mean, join_some, one_line


class Grouping(NamedTuple):
    """What --by, --weight and --at ask for: the keys, the tag of the weights, and the words of the level; '' for none."""

    keys: tuple[str, ...]
    weight: str
    at: str


def parse_grouping(by: str, weight: str, at: str) -> Grouping | None:
    """What is asked for; None without --by. Raises CommandError."""
    if not by:
        for name, text in (("--weight", weight), ("--at", at)):
            if text:
                raise CommandError(USAGE, f"{name} works only with groups (add --by KEY, such as --by component)")
        return None
    try:
        keys = parse_keys(by)
    except UnknownKey as error:
        raise CommandError(USAGE, f"--by: {error}") from None
    try:
        return Grouping(keys, parse_weight(weight) if weight else "", at)
    except UnknownWeight as error:
        raise CommandError(USAGE, f"--weight: {error}") from None


def weighed(files: Iterable[FileRecord], tag: str, codes: list[int]) -> Iterator[tuple[FileRecord, int]]:
    """Each file with its weight in millionths by this tag, 1 where it is ''; a file whose tag is no weight is left out, and said."""
    for file in files:
        try:
            yield file, file_weight(file, tag) if tag else MICRO
        except UnknownWeight as error:
            Reporter.error(f"{file.path}: error: {error}")
            codes.append(BAD_INPUT)


def roll_up(files: Iterable[FileRecord], grouping: Grouping, codes: list[int]) -> RollUp:
    """All files in their groups; the codes of those that are left out are added. Raises CommandError for a tag that none has."""
    rollup, tags = RollUp(grouping.keys), dict[str, None]()
    for file, weight in weighed(files, grouping.weight, codes):
        rollup.add(file, weight)
        tags |= dict.fromkeys(name for name, _ in file.tags)
    refuse_unknown_tags(rollup, tags)
    for line in notes(rollup):
        Reporter.note(f"cxassess: {line}")
    return rollup


def refuse_unknown_tags(rollup: RollUp, tags: Iterable[str]) -> None:
    """Raise CommandError for a tag among the keys that no file has."""
    for key in rollup.missing_keys():
        if key.startswith(TAGS):
            known = [TAGS + one_line(name) for name in sorted(tags)]
            hint = did_you_mean(key, known) or "add it to the files, under 'subject: {tags: …}'"
            raise CommandError(USAGE, f"--by: no file has the tag '{one_line(key[len(TAGS) :])}' ({hint})")


def levels(pools: Iterable[Pool], at: str) -> list[Fraction | None]:
    """The score that --at means in each pool. Raises CommandError."""
    try:
        return [level_score(pool.lead, at) if at else None for pool in pools]
    except UnknownLevel as error:
        raise CommandError(USAGE, f"--at: {error}") from None


def notes(rollup: RollUp) -> Iterator[str]:
    """What is good to know of how files came together."""
    for key, shown, others in rollup.other_spellings():
        written = join_some((f"'{one_line(other)}'" for other in others), 3)
        yield f"{key} '{one_line(shown)}' is also written {written}; counted as one group"
    pools = rollup.pools()
    for pool in pools:
        if len(pool.variants) > 1:
            named = [
                f"{count} with {join_some(variant.overlays, 3)}" if variant.overlays else f"{count} without overlays"
                for variant, count in pool.variants
            ]
            yield f"{pool.name}: {pool.files} files are counted together, {join_some(named, 5)}: their rule and scale are the same (--by overlays shows each)"
    ids = [pool.lead.id for pool in pools]
    for id in dict.fromkeys(one for one in ids if ids.count(one) > 1):
        yield f"{id}: overlays change the rule or the scale, so files with {join_some((pool.name for pool in pools if pool.lead.id == id), 5)} are kept apart"
