"""What the options --by, --weight and --at ask for, and the files that are put into groups by them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from cxassess.answers import Library, load_answers
from cxassess.cli.batch import Batch, Refusal
from cxassess.cli.exit_codes import BAD_INPUT, USAGE, CommandError, exit_on_signals
from cxassess.cli.score_output import CSV, JSON_LINES, TABLE, XLSX, Output, encode, write_table
from cxassess.cli.shared import Reporter, write_output, write_stdout
from cxassess.exact import MICRO, decimal_or_fraction
from cxassess.playbook import format_json, json_lines
from cxassess.portfolio.file_record import FileRecord, file_record
from cxassess.portfolio.group_keys import NONE, PLAYBOOK, TAGS, UnknownKey, key_value, parse_keys
from cxassess.portfolio.paths import answer_paths
from cxassess.portfolio.rollup import PlaybookFiles, RollUp
from cxassess.portfolio.rollup_options import (
    Grouping,
    Level,
    UnknownLevel,
    UnknownWeight,
    asked_level,
    file_weight,
    is_reachable,
    parse_weight,
)
from cxassess.problems import Invalid
from cxassess.report.file_groups import GroupExplanation, explain_group, key_words
from cxassess.report.sentences import is_or_are
from cxassess.scoring import Assessment
from cxassess.text import count_words, did_you_mean, folded, join_some, one_line, shorten

Parsed = TypeVar("Parsed")
MAX_LOOKED_AT = 20  # files in which tags are looked for that were misspelled


class WeighedFile(NamedTuple):
    """The record of a file, its weight in millionths, and why it has none; '' where it has one."""

    file: FileRecord
    weight: int
    problem: str = ""


def parse_grouping(
    by: str | None, weight: str | None, at: str | None, tags: Callable[[], Iterable[str]], group: Sequence[str] = ()
) -> Grouping:
    """What is asked for; `tags` looks up names to suggest. Raises CommandError, also where there are no keys."""
    if by is None:
        name = "--group" if group else "--at" if weight is None else "--weight"
        raise CommandError(USAGE, f"{name} works only with groups (add --by KEY, such as --by component)")
    try:
        keys = _with_suggestions(parse_keys, by, tags)
    except UnknownKey as error:
        raise CommandError(USAGE, f"--by: {error}") from None
    try:
        tag = "" if weight is None else _with_suggestions(parse_weight, weight, tags)
    except UnknownWeight as error:
        raise CommandError(USAGE, f"--weight: {error}") from None
    if at is not None and not at.strip():
        raise CommandError(USAGE, "--at is empty (write a level or a score, such as 3)")
    return Grouping(keys, tag, at or "")


def _with_suggestions(
    parse: Callable[[str, Iterable[str]], Parsed], words: str, tags: Callable[[], Iterable[str]]
) -> Parsed:
    """What words mean; only of words that mean nothing the tags are looked up. Raises UnknownKey, UnknownWeight."""
    try:
        return parse(words, ())
    except (UnknownKey, UnknownWeight):
        return parse(words, tags())


def tags_of(words: Sequence[str], library: Library) -> list[str]:
    """The names of the tags in the first of the files that can be read, sorted."""
    names = set[str]()
    for path in answer_paths(_paths_and_part(words)[0]).paths[:MAX_LOOKED_AT]:
        with contextlib.suppress(Invalid, OSError):
            if path == "-":  # a person may not have typed it yet
                continue
            names.update(load_answers(path, library).answers.header.subject.tags)
    return sorted(names)


def weighed_record(assessment: Assessment, view: str, tag: str) -> WeighedFile:
    """The record of a file with its weight in millionths by a tag, 1 where that is ''."""
    file = file_record(assessment, view)
    try:
        return WeighedFile(file, file_weight(file, tag) if tag else MICRO)
    except UnknownWeight as error:
        return WeighedFile(file, 0, str(error))


def roll_up(batch: Batch[WeighedFile], grouping: Grouping, keep: Callable[[WeighedFile], None] | None = None) -> RollUp:
    """All files in their groups; notes say how they came together, and files without a weight are refused.

    keep: what is done with each file that counts. Raises CommandError for a tag that no file has.
    """
    rollup, tags, weightless = RollUp(grouping.keys), dict[str, None](), list[tuple[str, str]]()
    for one in batch:
        tags |= dict.fromkeys(name for name, _ in one.file.tags)
        if one.problem:
            weightless.append((one.file.path, one.problem))
            continue
        rollup.add(one.file, one.weight)
        if keep is not None:
            keep(one)
    if weightless and grouping.weight not in tags:
        raise _unknown_tag("--weight", f"{TAGS}{grouping.weight}", tags)
    for path, problem in weightless:
        batch.refuse(path, "no weight", problem, BAD_INPUT)
    refuse_unknown_tags(rollup, tags)
    for line in notes(rollup):
        Reporter.note(f"cxassess: {line}")
    return rollup


def refuse_unknown_tags(rollup: RollUp, tags: Iterable[str]) -> None:
    """Raise CommandError for a tag among the keys that no file has."""
    for key in rollup.missing_keys() if rollup.playbooks() else ():
        if key.startswith(TAGS):
            raise _unknown_tag("--by", key, tags)


def _unknown_tag(option: str, key: str, tags: Iterable[str]) -> CommandError:
    """The error about a tag that no file has, with the one that may be meant."""
    known = [TAGS + one_line(name) for name in sorted(tags)]
    hint = did_you_mean(key, known) or "add it to the files, under 'subject: {tags: …}'"
    return CommandError(USAGE, f"{option}: no file has the tag '{one_line(key[len(TAGS) :])}' ({hint})")


def levels(playbooks: Sequence[PlaybookFiles], at: str) -> list[Level | None]:
    """What --at means in each playbook. Raises CommandError, also where no score can be as high or as low in any."""
    if not at:
        return [None] * len(playbooks)
    try:
        asked = [asked_level(playbook.lead, at) for playbook in playbooks]
    except UnknownLevel as error:
        raise CommandError(USAGE, f"--at: {error}") from None
    if asked and not any(is_reachable(one.lead, level) for one, level in zip(playbooks, asked, strict=True)):
        lowest, highest = map(decimal_or_fraction, playbooks[0].lead.ends)
        message = f"the scores of {playbooks[0].name} go from {lowest} to {highest}"
        raise CommandError(USAGE, f"--at: '{shorten(at)}' is out of range ({message})")
    return [*asked]


def notes(rollup: RollUp) -> Iterator[str]:
    """What is good to know of how files came together."""
    for key, shown, others in rollup.other_spellings():
        written = join_some((f"'{one_line(other)}'" for other in others), 3)
        yield f"{key} '{one_line(shown)}' is also written {written}; counted as one group"
    changing = rollup.changing_subjects()
    if changing is not None:
        key, groups, common, every = changing
        whose = f"{common:,} of {every:,} {is_or_are(common)} in {'both' if len(groups) == 2 else 'each of'}"
        hint = "'cxassess compare' takes only those that are in both"
        yield f"{key_words(key)}: the groups are not of the same subjects, {whose} {join_some(groups, 4)} ({hint})"
    playbooks = rollup.playbooks()
    for playbook in playbooks:
        if len(playbook.variants) > 1:
            named = (
                f"{count:,} {f'with {join_some(one.overlays, 3)}' if one.overlays else 'without overlays'}"
                for one, count in playbook.variants
            )
            how = f"counted together, {join_some(named, 5)}: their rule and scale are the same"
            yield f"{playbook.name}: {playbook.files:,} files are {how} (--by overlays shows each)"
        if playbook.editions:
            answer = (
                f"{n:,} {'answers' if n == 1 else 'answer'} version {one_line(one)}" for one, n in playbook.editions
            )
            scored = f"of {playbook.files:,} files {join_some(answer, 5)}; all are scored by version {playbook.version}"
            yield f"{playbook.name}: {scored} ('cxassess check' names questions whose wording changed)"
    ids = [playbook.lead.id for playbook in playbooks]
    for id in dict.fromkeys(one for one in ids if ids.count(one) > 1):
        names = join_some((playbook.name for playbook in playbooks if playbook.lead.id == id), 5)
        yield f"{id}: overlays change the rule or the scale, so these are kept apart: {names}"


def write_groups(rollup: RollUp, grouping: Grouping, output: Output, refused: Sequence[Refusal]) -> None:
    """Write a roll-up where and as it was asked for; of no files nothing is written but what goes to standard output.

    refused: files that a workbook lists on a sheet of its own. Raises CommandError, also for a level that there is not.
    """
    from cxassess.output.rollup import rollup_columns, rollup_rows, rollup_values

    playbooks = rollup.playbooks()
    asked = levels(playbooks, grouping.at)
    has_level = any(level is not None and level.reached is not None for level in asked)
    rows = rollup.rows(asked)
    shown = grouping._replace(has_level=has_level)
    if output.path != "-" and not playbooks:
        Reporter.error(f"cxassess: nothing was scored, so {output.path} was not written")
        return
    if output.format == TABLE:
        from cxassess.output.terminal_rollup import print_rollup

        print_rollup(rows, shown)
        return
    if output.format in (CSV, XLSX):
        write_table(output, "Groups", rollup_columns(shown), rollup_rows(rows, shown), refused)
    else:
        values = [rollup_values(row, shown) for row in rows]
        text = json_lines(values) if output.format == JSON_LINES else format_json(values)
        write_output(output.path, encode(text), output.force)
    if output.path != "-":
        Reporter.note(f"Wrote {output.path}")


def explain_groups(
    words: Sequence[str], library: Library, grouping: Grouping, wanted: Sequence[str], view: str, format: str, jobs: int
) -> int:
    """Print the working of one part of a group of files, in each playbook. Raises CommandError where there is none such.

    words: paths, after which a part may be named. wanted: the values of the first keys.
    """
    from cxassess.output.explain_group import groups_json, groups_text

    if len(wanted) > len(grouping.keys):
        keys = count_words(len(grouping.keys), "key")
        raise CommandError(USAGE, f"--group is given {len(wanted)} times for {keys} (give it once for each key)")
    paths, what = _paths_and_part(words)
    make = partial(weighed_record, view=view, tag=grouping.weight)
    batch = Batch(paths, library, make, view=view, jobs=jobs, is_brief=True)
    group = [*zip(grouping.keys, ("" if word == NONE else one_line(word) for word in wanted), strict=False)]
    members: list[WeighedFile] = []

    def keep_member(one: WeighedFile) -> None:
        if all(folded(key_value(one.file, key)) == folded(value) for key, value in group):
            members.append(one)

    with exit_on_signals():
        rollup = roll_up(batch, grouping, keep_member)
    if rollup.playbooks():
        group = _known_group(rollup, group)
        if not members:
            raise CommandError(USAGE, "--group: no file has all of these values (leave out the last)")
        format_all = groups_json if format == "json" else groups_text
        write_stdout(format_all(_explanations(rollup, group, members, what, grouping)))
    batch.report_inconsistencies()
    batch.report_counts()
    return batch.exit_code


def _paths_and_part(words: Sequence[str]) -> tuple[Sequence[str], str]:
    """The paths, and the part that the last word names, '' for none: it is one where no file has that name."""
    is_part = len(words) > 1 and words[-1] != "-" and not Path(words[-1]).exists()
    return (words[:-1], words[-1]) if is_part else (words, "")


def _known_group(rollup: RollUp, group: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The keys and values of a group, as most files write them. Raises CommandError for a value that none has."""
    known: list[tuple[str, str]] = []
    for key, value in group:
        before = [value for key, value in known if key != PLAYBOOK]
        ids = [*dict.fromkeys(playbook.lead.id for playbook in rollup.playbooks())]
        values = ids if key == PLAYBOOK else rollup.values_after(before)
        match = next((one for one in values if folded(one) == folded(value)), None)
        if match is None:
            there = f" in {', '.join(value or NONE for value in before)}" if before else ""
            named = [one_line(one) or NONE for one in values]
            hint = did_you_mean(value, named) or f"give one of {join_some(named, 8)}"
            if "," in value and len(group) == 1:
                hint = "repeat --group for the value of each further key"
            raise CommandError(USAGE, f"--group: no file has the {key_words(key)} '{value or NONE}'{there} ({hint})")
        known.append((key, match))
    return known


def _explanations(
    rollup: RollUp, group: Sequence[tuple[str, str]], members: Sequence[WeighedFile], what: str, grouping: Grouping
) -> list[GroupExplanation]:
    """The explanation of a part of a group in each playbook that has both. Raises CommandError where none has the part."""
    playbooks, explanations = rollup.playbooks(), []
    for playbook, level in zip(playbooks, levels(playbooks, grouping.at), strict=True):
        files = [(one.file, one.weight) for one in members if one.file.variant.rule == playbook.lead.rule]
        part = next((part for part in playbook.parts if part[1] == (what or "overall")), None)
        if files and part:
            explanations.append(explain_group(playbook, group, part, files, level, grouping.weight, grouping.at))
    if not explanations:
        parts = dict.fromkeys(id for playbook in playbooks for _, id, _ in playbook.parts)
        hint = did_you_mean(what, parts) or f"give one of {join_some(parts, 12)}"
        raise CommandError(USAGE, f"no file, folder or play '{shorten(what)}' ({hint})")
    return explanations
