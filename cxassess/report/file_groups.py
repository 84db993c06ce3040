"""What is said of a group of files: its numbers as they are printed, and how each of them was worked out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from cxassess.exact import MICRO, decimal_or_fraction, format_rounded
from cxassess.portfolio.file_record import FileRecord
from cxassess.portfolio.group_keys import NONE, TAGS
from cxassess.portfolio.rollup import Part, PlaybookFiles
from cxassess.portfolio.rollup_options import Level
from cxassess.portfolio.stats import Cell, Stats
from cxassess.report.gates import level_word
from cxassess.scoring.model import band_of, score_decimals
from cxassess.text import count_words, join_words, one_line

SHARE_DECIMALS = 2


def show_score(playbook: PlaybookFiles, kind: str, score: Fraction | None) -> str | None:
    """A score of some files with the digits that it would have as the score of one."""
    if score is None:
        return None
    rule = playbook.lead.scoring
    band = None if rule.method == "sum" and kind != "overall" else band_of(rule, score.as_integer_ratio())
    return format_rounded(score, score_decimals(rule, score.as_integer_ratio(), band))


def show_share(share: Fraction | None) -> str | None:
    """A share with two decimals, or as many more as it takes not to read as all or none where it is not."""
    if share is None:
        return None
    decimals = SHARE_DECIMALS
    while 0 < share < 1 and Fraction(format_rounded(share, decimals)) in (0, 1):
        decimals += 1
    return format_rounded(share, decimals)


def key_words(key: str) -> str:
    """A key in a sentence: `fiscal year`, `size`."""
    return key[len(TAGS) :] if key.startswith(TAGS) else key.replace("_", " ")


def key_head(key: str) -> str:
    """A key at the head of a column or line: `Fiscal year`, `Size`."""
    words = one_line(key_words(key))
    return words[:1].upper() + words[1:]


class FileTerm(NamedTuple):
    """One file of a group: its exact score and target for a part, None where it has none, its weight and its level."""

    path: str
    score: Fraction | None
    target: Fraction | None
    weight: Fraction
    gate: int | None = None

    @property
    def product(self) -> Fraction | None:
        """Weight times score."""
        return None if self.score is None else self.weight * self.score

    @property
    def reaches_target(self) -> bool:
        """Whether it has a score and a target, and reaches it."""
        return self.score is not None and self.target is not None and self.score >= self.target


class GroupExplanation(NamedTuple):
    """How the numbers of one part of one group came about.

    `group` are the keys and values that the files share, none for all files. `terms` are the files, the lowest score first,
    those without a score last. `weight` and `at` are the words of --weight and --at, '' for none; `level` is what
    --at means.
    """

    playbook: PlaybookFiles
    group: tuple[tuple[str, str], ...]
    part: Part
    stats: Stats
    terms: tuple[FileTerm, ...]
    weight: str
    at: str
    level: Level | None

    @property
    def lines(self) -> dict[str, tuple[str, ...]]:
        """Sentences under headings."""
        return {
            "Mean": tuple(_mean_lines(self)),
            "Lowest, median and highest": tuple(_order_lines(self)),
            f"Score {one_line(self.at)} or above": tuple(_level_lines(self)),
            f"{self.level_word} {one_line(self.at)} or above": tuple(_reached_lines(self)),
            "At target": tuple(_target_lines(self)),
        }

    @property
    def counts_levels(self) -> bool:
        """Whether it is counted who reached a level."""
        return self.stats.level_reached is not None

    @property
    def level_word(self) -> str:
        """What the playbook's levels are called."""
        return level_word(self.playbook.lead.scoring)

    def show(self, score: Fraction | None) -> str | None:
        """A score as it is printed."""
        return show_score(self.playbook, self.part[0], score)


def explain_group(
    playbook: PlaybookFiles,
    group: Sequence[tuple[str, str]],
    part: Part,
    files: Iterable[tuple[FileRecord, int]],
    level: Level | None,
    weight: str = "",
    at: str = "",
) -> GroupExplanation:
    """The explanation of one part of a group, from its files with their weights in millionths."""
    cell, terms = Cell(), []
    for file, micro in files:
        score = next((one for one in file.parts if one.id == part[1]), None)
        numbers = (None, None) if score is None else (score.score, score.target)
        gate = None if score is None or score.ratio is None else score.gate
        terms.append(FileTerm(file.path, *numbers, Fraction(micro, MICRO), gate))
        if score is not None and score.ratio is not None:
            cell.add(score.ratio, score.target_ratio, micro, gate)
    terms.sort(key=lambda term: (term.score is None, term.score or 0, term.path))
    return GroupExplanation(playbook, tuple(group), part, cell.stats(level), tuple(terms), weight, at, level)


def group_rule(one: GroupExplanation) -> str:
    """How the mean of a group is made of the scores of its files."""
    if one.weight:
        return f"The mean is the sum of weight × exact score of the files, divided by the sum of their weights ({one_line(one.weight)}); a file without a score is left out."
    return "The mean is the sum of the exact scores of the files, divided by how many they are; a file without a score is left out."


def _mean_lines(one: GroupExplanation) -> Iterator[str]:
    stats = one.stats
    if stats.mean is None:
        yield "No file has a score, so there is no mean."
        return
    if one.weight:
        yield f"Sum of weight × score: {stats.total!s}"
        yield f"Sum of weights: {decimal_or_fraction(stats.weight)}"
        yield f"{stats.total!s} ÷ {decimal_or_fraction(stats.weight)} = {stats.mean!s}, shown as {one.show(stats.mean)}"
        return
    yield f"Sum of the scores: {stats.total!s}"
    yield f"{stats.total!s} ÷ {count_words(stats.n, 'file')} = {stats.mean!s}, shown as {one.show(stats.mean)}"


def _order_lines(one: GroupExplanation) -> Iterator[str]:
    stats = one.stats
    if stats.median is None:
        return
    low, high = (stats.n + 1) // 2, stats.n // 2 + 1
    first, last = one.terms[low - 1].score, one.terms[high - 1].score
    yield f"Lowest: {stats.lowest!s}, shown as {one.show(stats.lowest)} (file 1)"
    if low == high:
        yield f"Median: {stats.median!s}, shown as {one.show(stats.median)} (file {low}, the middle of {stats.n})"
    else:
        sum = f"({first!s} + {last!s}) ÷ 2 = {stats.median!s}"
        yield f"Median: {sum}, shown as {one.show(stats.median)} (files {low} and {high}, the middle two of {stats.n})"
    yield f"Highest: {stats.highest!s}, shown as {one.show(stats.highest)} (file {stats.n})"


def _level_lines(one: GroupExplanation) -> Iterator[str]:
    stats = one.stats
    if stats.at_level is None or one.level is None or not stats.n:
        return
    if one.at != str(one.level.score):
        yield f"{one_line(one.at)} means a score of {one.level.score!s} or more"
    places = _places(range(stats.n - stats.at_level + 1, stats.n + 1))
    share = stats.share_at_level
    yield f"{stats.at_level} of {count_words(stats.n, 'file')}{places}: a share of {share!s}, shown as {show_share(share)}"


def _reached_lines(one: GroupExplanation) -> Iterator[str]:
    stats = one.stats
    if not one.counts_levels or one.level is None or one.level.reached is None:
        return
    least = one.level.reached
    places = _places([at for at, term in enumerate(one.terms, 1) if term.gate is not None and term.gate >= least])
    share, word = stats.share_level_reached, one.level_word.lower()
    yield f"The {word} that a file reached by the rule of the playbook, as 'score' shows it; not its score"
    yield f"{stats.level_reached} of {count_words(stats.with_level, 'file')}{places}: a share of {share!s}, shown as {show_share(share)}"


def _target_lines(one: GroupExplanation) -> Iterator[str]:
    stats = one.stats
    if not stats.with_target:
        return
    places = _places([at for at, term in enumerate(one.terms, 1) if term.reaches_target])
    share = stats.share_at_target
    yield f"{stats.at_target} of {count_words(stats.with_target, 'file')} with a score and a target{places}: a share of {share!s}, shown as {show_share(share)}"


def _places(places: Sequence[int]) -> str:
    """Places in the list of files, in parentheses: ` (files 2 and 4 to 6)`; '' for none."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    if not runs:
        return ""
    named = [str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs]
    return f" (file{'s' * (len(places) > 1)} {join_words(named)})"


def group_words(one: GroupExplanation) -> str:
    """Which files these are: `Component: Bureau 9, Size: small`, or `All files`."""
    return ", ".join(f"{key_head(key)}: {one_line(value) or NONE}" for key, value in one.group) or "All files"
