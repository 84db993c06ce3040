"""What the options --by, --weight and --at ask for, and the files that are put into groups by them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from cxassess.cli.exit_codes import BAD_INPUT, USAGE, CommandError
from cxassess.cli.shared import Reporter, print_lines, write_stdout
from cxassess.exact import MICRO
from cxassess.portfolio.group_keys import TAGS, UnknownKey, parse_keys
from cxassess.portfolio.record import FileRecord, file_record
from cxassess.portfolio.rollup import Pool, RollUp
from cxassess.portfolio.rollup_options import UnknownLevel, UnknownWeight, file_weight, level_score, parse_weight
from cxassess.scoring import Assessment
from cxassess.text import did_you_mean, join_some, one_line

WeighedFile = tuple[FileRecord, int]


class Grouping(NamedTuple):
    """What --by, --weight and --at ask for: the keys, the tag of the weights, and the words of the level; '' for none."""

    keys: tuple[str, ...]
    weight: str
    at: str


def parse_grouping(by: str, weight: str, at: str) -> Grouping:
    """What is asked for. Raises CommandError, also where there are no keys."""
    if not by:
        name = "--weight" if weight else "--at"
        raise CommandError(USAGE, f"{name} works only with groups (add --by KEY, such as --by component)")
    try:
        keys = parse_keys(by)
    except UnknownKey as error:
        raise CommandError(USAGE, f"--by: {error}") from None
    try:
        return Grouping(keys, parse_weight(weight) if weight else "", at)
    except UnknownWeight as error:
        raise CommandError(USAGE, f"--weight: {error}") from None


def weighed_record(assessment: Assessment, view: str, tag: str) -> WeighedFile:
    """The record of a file with its weight in millionths by a tag, 1 where that is ''. Raises CommandError."""
    file = file_record(assessment, view)
    try:
        return file, file_weight(file, tag) if tag else MICRO
    except UnknownWeight as error:
        raise CommandError(BAD_INPUT, f"{file.path}: {error}") from None


def roll_up(files: Iterable[WeighedFile], grouping: Grouping) -> RollUp:
    """All files in their groups; notes say how they came together. Raises CommandError for a tag that no file has."""
    rollup, tags = RollUp(grouping.keys), dict[str, None]()
    for file, weight in files:
        rollup.add(file, weight)
        tags |= dict.fromkeys(name for name, _ in file.tags)
    refuse_unknown_tags(rollup, tags)
    for line in notes(rollup):
        Reporter.note(f"cxassess: {line}")
    return rollup


def refuse_unknown_tags(rollup: RollUp, tags: Iterable[str]) -> None:
    """Raise CommandError for a tag among the keys that no file has."""
    for key in rollup.missing_keys() if rollup.pools() else ():
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


def print_groups(rollup: RollUp, grouping: Grouping, format: str) -> None:
    """Print a roll-up in a format. Raises CommandError for a level that there is not."""
    from cxassess.output.rollup import Shown, rollup_csv, rollup_json, rollup_jsonl

    rows = rollup.rows(levels(rollup.pools(), grouping.at))
    shown = Shown(grouping.keys, f"{TAGS}{grouping.weight}" if grouping.weight else "", grouping.at)
    if format == "table":
        from cxassess.output.terminal_rollup import print_rollup

        print_rollup(rows, shown)
    elif format == "jsonl":
        print_lines(rollup_jsonl(rows, shown))
    else:
        write_stdout((rollup_csv if format == "csv" else rollup_json)(rows, shown))
