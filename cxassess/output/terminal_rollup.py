"""A roll-up as text for a terminal: the overall scores of each group, the mean of each play, and who is lowest in which."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from textwrap import fill
from typing import Any

from cxassess.exact import decimal_or_fraction
from cxassess.output.rollup import Shown
from cxassess.output.terminal import console, decimals_note, print_table
from cxassess.portfolio.group_keys import NONE, PLAYBOOK, TIMES, natural_order
from cxassess.portfolio.rollup import PlaybookFiles, Row
from cxassess.report.file_groups import key_head, key_words, level_word, show_score
from cxassess.settings import wants_plain
from cxassess.text import count_words, join_some, join_words, one_line, shorten

ALL = "all"
MAX_HEAD = 14  # characters of a line above a column
MAX_NAME = 40  # characters of a group's name
MIN_NAME = 16  # of which there is always room for as many

Group = tuple[tuple[str, ...], list[Row]]


def print_rollup(rows: Iterable[Row], shown: Shown) -> None:
    """Print what a roll-up says of each playbook."""
    out = console()
    for number, (playbook, members) in enumerate(groupby(rows, key=lambda row: row.playbook)):
        if number:
            out.print()
        groups = [(values, [*parts]) for values, parts in groupby(members, key=lambda row: row.values)]
        _print_playbook(out, playbook, groups, shown)


def _print_playbook(out: Any, playbook: PlaybookFiles, groups: Sequence[Group], shown: Shown) -> None:
    keys = [key for key in shown.keys if key != PLAYBOOK]
    out.print(one_line(f"{playbook.lead.title} ({playbook.name}, version {playbook.version})"), style="bold")
    out.print(_counted(playbook, keys, shown))
    out.print()
    names = _Names([key_head(key) for key in keys], [_names(values, len(keys)) for values, _ in groups])
    cells = _print_overall(out, names, [parts[0] for _, parts in groups], shown)
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


def _counted(playbook: PlaybookFiles, keys: Sequence[str], shown: Shown) -> str:
    """How many files there are, by what, and how many of them are incomplete."""
    by = f" by {', '.join(map(key_words, keys))}" if keys else ""
    weighted = f", means weighted by {key_words(shown.weight)}" if shown.weight else ""
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


def _blocks(out: Any, names: _Names, titles: Sequence[str], cells: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Where each table starts and ends, so that its columns fit; one for all where they are read aloud."""
    if wants_plain(os.environ):
        return [(0, len(titles))]
    blocks, start, used, room = [], 0, 0, out.width - names.width
    for at, title in enumerate(titles):
        width = max(*map(len, title.split("\n")), *(len(line[at]) for line in cells)) + 2
        if used + width > room and at > start:
            blocks.append((start, at))
            start, used = at, 0
        used += width
    return [*blocks, (start, len(titles))]


def _print_columns(out: Any, names: _Names, titles: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """A table of numbers, as many columns at a time as there is room for."""
    for number, (start, end) in enumerate(_blocks(out, names, titles, cells)):
        if number:
            out.print()
        columns = [*names.columns, *((title, "right") for title in titles[start:end])]
        rows = [[*name, *line[start:end]] for name, line in zip(names.rows, cells, strict=True)]
        print_table(out, columns, rows, last_bold=False)


def _print_overall(out: Any, names: _Names, rows: Sequence[Row], shown: Shown) -> list[list[str]]:
    """How many files each group has, and their overall scores; the cells that were printed.

    Of groups of one file each the one score is printed, and below them mean, lowest, median and highest of all; where
    there are subtotals, these alone have a lowest, a median and a highest.
    """
    out.print("Overall score", style="bold")
    is_single = len(rows) > 2 and all(row.stats.n < 2 for row in rows[1:])
    has_targets = any(row.stats.with_target for row in rows)
    has_levels = any(row.stats.level_reached is not None for row in rows)
    numbers = ["Score"] if is_single else ["Mean", "Lowest", "Median", "Highest"]
    titles = [*([] if is_single else ["Files"]), *(["Weight"] if shown.weight else []), *numbers]
    at = shorten(shown.at, MAX_HEAD - len("Score "))
    titles += [f"Score {at}\nor above"] if shown.at else []
    titles += [f"{level_word(rows[0].playbook)} {at}\nor above"] if has_levels else []
    titles += ["At\ntarget"] if has_targets else []
    counted = rows[1:] if is_single else rows
    cells = [[*_overall_cells(row, shown, len(numbers), has_levels, has_targets)] for row in counted]
    deepest = max(len(row.values) for row in rows)
    if not is_single and deepest > 1 and all(row.stats.n < 2 for row in rows if len(row.values) == deepest):
        start = titles.index("Lowest") - 1  # the files are put before the cells below
        for row, line in zip(counted, cells, strict=True):
            line[start : start + 3] = [""] * 3 if len(row.values) == deepest else line[start : start + 3]
    if not is_single:
        cells = [[str(row.stats.n), *line] for row, line in zip(counted, cells, strict=True)]
    _print_columns(out, names.without_first() if is_single else names, titles, cells)
    if is_single:
        line = [*_overall_cells(rows[0], shown, 4, has_levels, has_targets)]
        heads = [*(["weight"] if shown.weight else []), "mean", "lowest", "median", "highest"]
        heads += [title.replace("\n", " ").lower() for title in titles[titles.index("Score") + 1 :]]
        said = ", ".join(f"{head} {cell}" for head, cell in zip(heads, line, strict=True))
        out.print(one_line(f"All {count_words(rows[0].stats.n, 'file')}: {said}."))
        cells.append(line)
    return cells


def _overall_cells(row: Row, shown: Shown, numbers: int, has_levels: bool, has_targets: bool) -> Iterator[str]:
    """The cells of a group, with so many of its mean, lowest, median and highest score."""
    stats = row.stats
    if shown.weight:
        yield decimal_or_fraction(stats.weight)
    for score in (stats.mean, stats.lowest, stats.median, stats.highest)[:numbers]:
        yield show_score(row.playbook, row.kind, score) or "–"
    if shown.at:
        yield f"{stats.at_level} of {stats.n}" if stats.n else "–"
    if has_levels:
        yield f"{stats.level_reached} of {stats.with_level}" if stats.with_level else "–"
    if has_targets:
        yield f"{stats.at_target} of {stats.with_target}" if stats.with_target else "–"


def _print_parts(out: Any, names: _Names, groups: Sequence[Group]) -> list[list[str]]:
    """The mean of each play or view group; the cells that were printed."""
    parts = groups[0][1][1:]
    out.print(f"Mean of each {parts[0].kind}", style="bold")
    titles = [row.id if row.kind == "play" else fill(one_line(row.title), MAX_HEAD) for row in parts]
    cells = [[_mean_cell(row, rows[0].stats.n, " ({})") for row in rows[1:]] for _, rows in groups]
    if len(_blocks(out, names, titles, cells)) > 1 and not wants_plain(os.environ):
        cells = [[_mean_cell(row, rows[0].stats.n, "*") for row in rows[1:]] for _, rows in groups]
    _print_columns(out, names, titles, cells)
    if any(cell.endswith(")") for line in cells for cell in line):
        out.print("In parentheses: how many files have a score, where some have none.")
    if any(cell.endswith("*") for line in cells for cell in line):
        out.print("* Some files of the group have no score here; in '--format csv', n says how many have one.")
    return cells


def _mean_cell(row: Row, files: int, mark: str) -> str:
    """The mean; marked, as with how many files it is of, where these are not those of the overall."""
    shown = show_score(row.playbook, row.kind, row.stats.mean)
    return "–" if shown is None else shown if row.stats.n == files else shown + mark.format(row.stats.n)


def _print_lowest(
    out: Any, playbook: PlaybookFiles, groups: Sequence[Group], heads: Sequence[str], when: str
) -> list[list[str]]:
    """Which group has the lowest mean overall and in each part, of which date; of several that have it two are named.

    Returns the cells that were printed.
    """
    kind = playbook.parts[-1][0]
    out.print(one_line(f"Lowest mean of each {kind}{f', {when}' if when else ''}"), style="bold")
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
    print_table(out, columns, rows, last_bold=False)
    return [[row[2]] for row in rows]
