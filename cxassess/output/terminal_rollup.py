"""A roll-up as text for a terminal: the overall scores of each group, the mean of each play, and who is lowest in which."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import groupby
from textwrap import fill
from typing import Any

from cxassess.exact import decimal_or_fraction
from cxassess.output.terminal import console, decimals_note, print_table
from cxassess.portfolio.group_keys import NONE, PLAYBOOK, TIMES, natural_order
from cxassess.portfolio.rollup import PlaybookFiles, Row
from cxassess.portfolio.rollup_options import Grouping
from cxassess.report.file_groups import key_head, key_words, show_score
from cxassess.report.gates import level_word
from cxassess.settings import wants_plain
from cxassess.text import count_words, join_some, join_words, one_line, shorten

ALL = "all"
MAX_HEAD = 14  # characters of a line above a column
MAX_NAME = 40  # characters of a group's name
MIN_NAME = 16  # of which there is always room for as many

SPREAD = ("Lowest", "Median", "Highest")

Group = tuple[tuple[str, ...], list[Row]]
Column = tuple[str, list[str]]  # its title, and a cell for each group


def print_rollup(rows: Iterable[Row], asked: Grouping) -> None:
    """Print what a roll-up says of each playbook."""
    out = console()
    for number, (playbook, members) in enumerate(groupby(rows, key=lambda row: row.playbook)):
        if number:
            out.print()
        groups = [(values, [*parts]) for values, parts in groupby(members, key=lambda row: row.values)]
        _print_playbook(out, playbook, groups, asked)


def _print_playbook(out: Any, playbook: PlaybookFiles, groups: Sequence[Group], asked: Grouping) -> None:
    keys = [key for key in asked.keys if key != PLAYBOOK]
    out.print(one_line(f"{playbook.lead.title} ({playbook.name}, version {playbook.version})"), style="bold")
    out.print(_counted(playbook, keys, asked))
    out.print()
    names = _Names([key_head(key) for key in keys], [_names(values, len(keys)) for values, _ in groups])
    cells = _print_overall(out, names, [parts[0] for _, parts in groups], asked)
    if len(playbook.parts) > 1:
        out.print()
        cells += _print_parts(out, names, groups)
    named, when = _latest([(values, rows) for values, rows in groups if len(values) == len(keys)], keys)
    if not set(keys) <= {*TIMES} and len(named) > 1:
        out.print()
        cells += _print_lowest(out, playbook, named, [key_head(key) for key in keys], when)
    line = _lowest_part(playbook, groups, keys)
    if line:
        out.print()
        out.print(one_line(line))
    note = decimals_note(cells)
    if note:
        out.print(note)


def _latest(groups: Sequence[Group], keys: Sequence[str]) -> tuple[list[Group], str]:
    """The groups that have a value of every key, of those with dates only the latest; this date, '' without."""
    named, dates = [(values, rows) for values, rows in groups if all(values)], []
    for at, key in enumerate(keys):
        if key in TIMES and named:
            dates.append(max((values[at] for values, _ in named), key=natural_order))
            named = [(values, rows) for values, rows in named if values[at] == dates[-1]]
    return named, ", ".join(dates)


def _lowest_part(playbook: PlaybookFiles, groups: Sequence[Group], keys: Sequence[str]) -> str:
    """Which play of all files has the lowest mean, of files grouped by date first that of the latest date.

    '' where points are added up, since plays then have scales of their own, and where dates are mixed.
    """
    rows, when = groups[0][1], "all"
    if keys and keys[0] in TIMES:
        dates = [(values, rows) for values, rows in groups if len(values) == 1 and values[0]]
        rows, when = (dates[-1][1], one_line(dates[-1][0][0])) if dates else ([], "")
    elif set(keys) & {*TIMES}:
        return ""
    scored = [(row.stats.mean, row) for row in rows[1:] if row.stats.mean is not None]
    if playbook.lead.scoring.method == "sum" or len(scored) < 2:
        return ""
    least = min(mean for mean, _ in scored)
    lowest = [row for mean, row in scored if mean == least]
    named = join_some((f"{row.id} {row.title}" if row.kind == "play" else row.title for row in lowest), 2)
    return f"Lowest {lowest[0].kind} of {when}: {named}, {show_score(playbook, lowest[0].kind, least)}."


def _counted(playbook: PlaybookFiles, keys: Sequence[str], asked: Grouping) -> str:
    """How many files there are, by what, and how many of them are incomplete."""
    by = f" by {', '.join(map(key_words, keys))}" if keys else ""
    weighted = f", means weighted by {asked.weight}" if asked.weight else ""
    lines = []
    if playbook.incomplete:
        lines.append(f"{playbook.incomplete:,} {'has' if playbook.incomplete == 1 else 'have'} unanswered questions")
    if playbook.sparse:
        whose = "has fewer than half of its" if playbook.sparse == 1 else "have fewer than half of their"
        lines.append(f"{playbook.sparse:,} {whose} questions answered")
    said = f" Of these, {join_words(lines)}." if lines else ""
    return one_line(f"{count_words(playbook.files, 'file')}{by}{weighted}.{said}")


def _names(values: Sequence[str], keys: int) -> list[str]:
    """The cells that name a group: of a subtotal the last ones are `all`."""
    named = [shorten(value, MAX_NAME) if value else NONE for value in values]
    return named + [ALL] * (max(keys, 1) - len(values))


class _Names:
    """The first columns of a table, which name the group of each row; one column where they are read aloud."""

    def __init__(self, heads: Sequence[str], rows: Sequence[list[str]]) -> None:
        aloud = wants_plain(os.environ)
        self.rows = [[", ".join(row)] for row in rows] if aloud else rows
        widths = [max(map(len, column)) for column in zip(*self.rows, strict=True)]
        titles = [", ".join(heads)] if aloud or not heads else heads
        self.columns = [
            (title, "wrap" if width > MIN_NAME else "left") for title, width in zip(titles, widths, strict=True)
        ]
        self.width = sum(max(len(title), min(width, MIN_NAME)) + 2 for title, width in zip(titles, widths, strict=True))

    def without_first(self) -> _Names:
        """The names of the rows but the first."""
        return _Names([title for title, _ in self.columns], self.rows[1:])


def _blocks(out: Any, names: _Names, columns: Sequence[Column]) -> list[list[Column]]:
    """The columns of each table, so that they fit; one table for all where they are read aloud."""
    if wants_plain(os.environ):
        return [[*columns]]
    blocks: list[list[Column]] = [[]]
    used, room = 0, out.width - names.width
    for title, cells in columns:
        width = max(map(len, [*title.split("\n"), *cells])) + 2
        if used + width > room and blocks[-1]:
            blocks.append([])
            used = 0
        blocks[-1].append((title, cells))
        used += width
    return blocks


def _print_columns(out: Any, names: _Names, columns: Sequence[Column]) -> None:
    """A table of numbers, as many columns at a time as there is room for."""
    for number, block in enumerate(_blocks(out, names, columns)):
        if number:
            out.print()
        rows = [[*name, *cells] for name, cells in zip(names.rows, _rows(block), strict=True)]
        print_table(out, [*names.columns, *((title, "right") for title, _ in block)], rows)


def _rows(columns: Sequence[Column]) -> list[tuple[str, ...]]:
    return list(zip(*(cells for _, cells in columns), strict=True))


def _print_overall(out: Any, names: _Names, rows: Sequence[Row], asked: Grouping) -> list[Sequence[str]]:
    """How many files each group has, and their overall scores; the rows of cells that were printed.

    Of groups of one file each the one score is printed, and below them mean, lowest, median and highest of all; where
    there are subtotals, these alone have a lowest, a median and a highest.
    """
    out.print("Overall score", style="bold")
    columns = _overall_columns(rows, asked)
    if len(rows) > 2 and all(row.stats.n < 2 for row in rows[1:]):
        own = [
            ("Score" if title == "Mean" else title, cells[1:])
            for title, cells in columns
            if title not in ("Files", *SPREAD)
        ]
        _print_columns(out, names.without_first(), own)
        all_files = [(title.replace("\n", " ").lower(), cells[0]) for title, cells in columns if title != "Files"]
        said = ", ".join(f"{title} {cell}" for title, cell in all_files)
        out.print(one_line(f"All {count_words(rows[0].stats.n, 'file')}: {said}."))
        return [*_rows(own), [cell for _, cell in all_files]]
    deepest = max(len(row.values) for row in rows)
    if deepest > 1 and all(row.stats.n < 2 for row in rows if len(row.values) == deepest):
        for title, cells in columns:
            if title in SPREAD:
                cells[:] = ["" if len(row.values) == deepest else cell for row, cell in zip(rows, cells, strict=True)]
    _print_columns(out, names, columns)
    return [*_rows(columns)]


def _overall_columns(rows: Sequence[Row], asked: Grouping) -> list[Column]:
    """The numbers of each group, a row of each: how many files, what they weigh, their scores, and who reaches what."""
    every = [row.stats for row in rows]
    columns = [("Files", [str(stats.n) for stats in every])]
    if asked.weight:
        columns += [("Weight", [decimal_or_fraction(stats.weight) for stats in every])]
    for title in ("Mean", *SPREAD):
        scores = [show_score(row.playbook, row.kind, getattr(row.stats, title.lower())) or "–" for row in rows]
        columns += [(title, scores)]
    at = shorten(asked.at, MAX_HEAD - len("Score "))
    if asked.at:
        columns += [(f"Score {at}\nor above", [_share(stats.at_level, stats.n) for stats in every])]
    if any(stats.level_reached is not None for stats in every):
        title = f"{level_word(rows[0].playbook.lead.scoring)} {at}\nor above"
        columns += [(title, [_share(stats.level_reached, stats.with_level) for stats in every])]
    if any(stats.with_target for stats in every):
        columns += [("At\ntarget", [_share(stats.at_target, stats.with_target) for stats in every])]
    return columns


def _share(count: int | None, of: int) -> str:
    return f"{count} of {of}" if of else "–"


def _print_parts(out: Any, names: _Names, groups: Sequence[Group]) -> list[Sequence[str]]:
    """The mean of each play or view group; the rows of cells that were printed."""

    def columns_with(mark: str) -> list[Column]:
        return [
            (
                part.id if part.kind == "play" else fill(one_line(part.title), MAX_HEAD),
                [_mean_cell(rows[at], rows[0].stats.n, mark) for _, rows in groups],
            )
            for at, part in enumerate(groups[0][1])
            if part.kind != "overall"
        ]

    columns = columns_with(" ({})")
    if len(_blocks(out, names, columns)) > 1:
        columns = columns_with("*")
    out.print(f"Mean of each {groups[0][1][-1].kind}", style="bold")
    _print_columns(out, names, columns)
    if any(cell.endswith(")") for _, cells in columns for cell in cells):
        out.print("In parentheses: how many files have a score, where some have none.")
    if any(cell.endswith("*") for _, cells in columns for cell in cells):
        out.print("* Some files of the group have no score here; in '--format csv', n says how many have one.")
    return [*_rows(columns)]


def _mean_cell(row: Row, files: int, mark: str) -> str:
    """The mean; marked, as with how many files it is of, where these are not those of the overall."""
    shown = show_score(row.playbook, row.kind, row.stats.mean)
    return "–" if shown is None else shown if row.stats.n == files else shown + mark.format(row.stats.n)


def _print_lowest(
    out: Any, playbook: PlaybookFiles, groups: Sequence[Group], heads: Sequence[str], when: str
) -> list[Sequence[str]]:
    """Which group has the lowest mean overall and in each part, of which date; of several that have it two are named.

    Returns the cells that were printed.
    """
    kind = playbook.parts[-1][0]
    heading = f"Lowest mean of each {kind}{f', {when}' if when else ''}"
    rows = []
    for at, (_, id, title) in enumerate(playbook.parts):
        scored = [(parts[at], values) for values, parts in groups if parts[at].stats.n]
        if scored:
            lowest = min(row.stats.mean or 0 for row, _ in scored)
            ties = [(row, values) for row, values in scored if row.stats.mean == lowest]
            who = join_some((", ".join(_names(values, len(heads))) for _, values in ties), 2)
            name = one_line(title) if at else "Overall"
            shown = show_score(playbook, ties[0][0].kind, ties[0][0].stats.mean) or ""
            rows.append([id if kind == "play" and at else "", name, shown, who])
    columns = [("", "left"), (kind.title(), "wrap"), ("Mean", "right"), (", ".join(heads), "wrap")]
    print_table(out, columns, rows, title=heading)
    return [[row[2]] for row in rows]
