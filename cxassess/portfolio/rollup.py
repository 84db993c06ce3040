"""Scores of many files rolled up by group: how many, their mean, lowest, median and highest, and shares of them.

Ratio numbers throughout; nothing is rounded and nothing is read here. A group keeps how often each score occurs in it,
so its size does not grow with the number of files that score alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

from cxassess.exact import MICRO
from cxassess.portfolio.group_keys import PLAYBOOK, key_value, natural_order, same_value
from cxassess.portfolio.record import FileRecord, Ratio
from cxassess.portfolio.variant import Variant

Part = tuple[str, str, str]  # kind, id and title
Values = tuple[str, ...]


class Stats(NamedTuple):
    """What is known of some files' scores; None where no file has a score.

    `n` counts the files with a score. `weight` and `total` are Σ weight and Σ weight × score, and `mean` is total ÷ weight;
    without weights each file weighs 1. `median` is the middle score, of an even number the middle of the two; it, the
    lowest, the highest and the counts take no account of weights. `at_level` is how many are at or above the level that
    was asked for, None where none was; `at_target` is how many of the `with_target` files reach their own target.
    """

    n: int
    weight: Fraction
    total: Fraction
    mean: Fraction | None
    lowest: Fraction | None
    median: Fraction | None
    highest: Fraction | None
    at_level: int | None
    with_target: int
    at_target: int

    @property
    def share_at_level(self) -> Fraction | None:
        """The share of files at or above the level."""
        return Fraction(self.at_level, self.n) if self.at_level is not None and self.n else None

    @property
    def share_at_target(self) -> Fraction | None:
        """The share of the files with a target that reach it."""
        return Fraction(self.at_target, self.with_target) if self.with_target else None


class Row(NamedTuple):
    """One part of one group. `values` are those of the keys, from the first; a subtotal has fewer, the total none.

    `kind` is overall, play or group; `id` and `title` are those of the part.
    """

    pool: Pool
    values: Values
    kind: str
    id: str
    title: str
    stats: Stats


class Pool(NamedTuple):
    """Files whose scores can be put together: one playbook, one rule and one scale.

    `name` is the id of the playbook; where its overlays change the rule, and so there are several pools, with the overlays.
    `variants` are the playbook as its files have it, with how many files have each. `parts` are the overall and the parts of
    any variant, in the order of the playbook. `incomplete` counts the files with a question unanswered, `sparse` those
    with a score of fewer than half of the questions that apply.
    `editions` are other versions of the playbook that files say they answer, with how many of each.
    """

    name: str
    variants: tuple[tuple[Variant, int], ...]
    parts: tuple[Part, ...]
    incomplete: int
    sparse: int
    editions: tuple[tuple[str, int], ...] = ()

    @property
    def lead(self) -> Variant:
        """The variant by which scores are shown: the one with the fewest overlays."""
        return self.variants[0][0]

    @property
    def version(self) -> str:
        """The version of the playbook; of several all of them."""
        return ", ".join(dict.fromkeys(variant.version for variant, _ in self.variants))

    @property
    def files(self) -> int:
        """How many files there are."""
        return sum(count for _, count in self.variants)


class Cell:
    """The scores of one part in one group: how many files have each, and what they weigh, in millionths."""

    __slots__ = ("at_target", "counts", "with_target")

    def __init__(self) -> None:
        self.counts: dict[Ratio, tuple[int, int]] = {}
        self.with_target = self.at_target = 0

    def add(self, score: Ratio, target: Ratio | None, weight: int) -> None:
        """Count the score of one file."""
        count, before = self.counts.get(score, (0, 0))
        self.counts[score] = count + 1, before + weight
        if target is not None:
            self.with_target += 1
            self.at_target += score[0] * target[1] >= target[0] * score[1]

    def add_all(self, other: Cell) -> None:
        """Count the scores of another cell as well."""
        for score, (count, weight) in other.counts.items():
            mine, before = self.counts.get(score, (0, 0))
            self.counts[score] = mine + count, before + weight
        self.with_target += other.with_target
        self.at_target += other.at_target

    def stats(self, level: Fraction | None) -> Stats:
        """The exact numbers; `level` is the score that --at asks for."""
        scores = sorted((Fraction(*score), count, weight) for score, (count, weight) in self.counts.items())
        n = sum(count for _, count, _ in scores)
        weight = Fraction(sum(weight for _, _, weight in scores), MICRO)
        total = sum((score * weight for score, _, weight in scores), Fraction(0)) / MICRO
        at_level = None if level is None else sum(count for score, count, _ in scores if score >= level)
        if not scores:
            return Stats(0, weight, total, None, None, None, None, at_level, 0, 0)
        ends = scores[0][0], _median([(score, count) for score, count, _ in scores], n), scores[-1][0]
        return Stats(n, weight, total, total / weight, *ends, at_level, self.with_target, self.at_target)


def _median(scores: Sequence[tuple[Fraction, int]], n: int) -> Fraction:
    """The middle of n scores that are sorted, each with how often it occurs."""
    return (_at(scores, (n - 1) // 2) + _at(scores, n // 2)) / 2


def _at(scores: Sequence[tuple[Fraction, int]], place: int) -> Fraction:
    """The score at a place, from 0."""
    passed = accumulate(count for _, count in scores)
    return next(score for (score, _), end in zip(scores, passed, strict=True) if end > place)


class RollUp:
    """Files counted one by one into groups. `keys` as `parse_keys` gives them; `playbook` among them changes nothing,
    since files of different playbooks are never put together.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = tuple(key for key in keys if key != PLAYBOOK)
        self._cells: dict[tuple[object, ...], dict[Values, dict[str, Cell]]] = {}
        self._variants: dict[Variant, list[int]] = {}  # files, incomplete ones, those with less than half answered
        self._editions: dict[Variant, dict[str, int]] = {}
        self._parts: dict[Variant, tuple[Part, ...]] = {}
        self._spellings: list[dict[str, dict[str, int]]] = [{} for _ in self.keys]

    def add(self, file: FileRecord, weight: int = MICRO) -> None:
        """Count a file, with its weight in millionths."""
        variant = file.variant
        if variant not in self._variants:
            self._variants[variant], self._editions[variant] = [0, 0, 0], {}
            self._parts[variant] = tuple((part.kind, part.id, part.title) for part in file.parts)
        counts = self._variants[variant]
        counts[0] += 1
        overall = file.parts[0]
        counts[1] += overall.unanswered > 0
        counts[2] += overall.ratio is not None and overall.answered < overall.unknown + overall.unanswered
        if file.edition not in ("", variant.version):
            editions = self._editions[variant]
            editions[file.edition] = editions.get(file.edition, 0) + 1
        values = tuple(self._value(at, key_value(file, key)) for at, key in enumerate(self.keys))
        group = self._cells.setdefault(variant.rule, {}).setdefault(values, {})
        for part in file.parts:
            if part.ratio is not None:
                if part.id not in group:
                    group[part.id] = Cell()
                group[part.id].add(part.ratio, part.target_ratio, weight)

    def _value(self, at: int, value: str) -> str:
        """A value as it is compared; how it is written is counted."""
        same = same_value(value)
        spellings = self._spellings[at].setdefault(same, {})
        spellings[value] = spellings.get(value, 0) + 1
        return same

    def spelling(self, at: int, same: str) -> str:
        """How a value is written in most files; of equals the first in the order of characters."""
        return min(self._spellings[at][same].items(), key=lambda item: (-item[1], item[0]))[0]

    def other_spellings(self) -> Iterator[tuple[str, str, list[str]]]:
        """Each value that is written in several ways: its key, how it is shown, and the other ways, sorted."""
        for at, key in enumerate(self.keys):
            for same in sorted(self._spellings[at]):
                others = sorted({*self._spellings[at][same]} - {self.spelling(at, same)})
                if others:
                    yield key, self.spelling(at, same), others

    def missing_keys(self) -> list[str]:
        """The keys for which no file has a value."""
        return [key for at, key in enumerate(self.keys) if not any(self._spellings[at])]

    def values_after(self, before: Sequence[str]) -> list[str]:
        """The values of the next key in the groups that have these values before it, as shown, in order; '' for none."""
        at, wanted = len(before), tuple(map(same_value, before))
        groups = (values for groups in self._cells.values() for values in groups)
        values = {values[at] for values in groups if values[:at] == wanted}
        return sorted((self.spelling(at, same) for same in values), key=natural_order)

    def pools(self) -> list[Pool]:
        """The pools in the order of their names."""
        by_rule: dict[tuple[object, ...], list[Variant]] = {}
        for variant in sorted(self._variants, key=lambda one: (len(one.overlays), one.overlays, one.version)):
            by_rule.setdefault(variant.rule, []).append(variant)
        ids = [variants[0].id for variants in by_rule.values()]
        pools = []
        for variants in by_rule.values():
            lead = variants[0]
            name = "+".join([lead.id, *(lead.overlays if ids.count(lead.id) > 1 else ())])
            counts = [self._variants[one] for one in variants]
            parts = {part[1]: part for one in reversed(variants) for part in self._parts[one]}
            ids_in_order = dict.fromkeys(part[1] for one in variants for part in self._parts[one])
            editions = Counter[str]()
            for one in variants:
                editions.update(self._editions[one])
            pools.append(
                Pool(
                    name=name,
                    variants=tuple((one, files[0]) for one, files in zip(variants, counts, strict=True)),
                    parts=tuple(parts[id] for id in ids_in_order),
                    incomplete=sum(files[1] for files in counts),
                    sparse=sum(files[2] for files in counts),
                    editions=tuple(sorted(editions.items(), key=lambda item: natural_order(item[0]))),
                )
            )
        return sorted(pools, key=lambda pool: natural_order(pool.name))

    def rows(self, levels: Sequence[Fraction | None] = ()) -> Iterator[Row]:
        """The rows of each pool: the total, then each group after its subtotals; the overall first, then every part.

        levels: of each pool the score that --at asks for.
        """
        for at, pool in enumerate(self.pools()):
            groups = self._cells[pool.lead.rule]
            level = levels[at] if levels else None
            for values, cells in _nested(self._shown(groups), 0, len(self.keys)):
                yield from (
                    Row(pool, values, kind, id, title, cells.get(id, _EMPTY).stats(level))
                    for kind, id, title in pool.parts
                )

    def _shown(self, groups: dict[Values, dict[str, Cell]]) -> list[tuple[Values, dict[str, Cell]]]:
        """The groups with their values as they are shown, in order."""
        shown = [
            (tuple(self.spelling(at, same) for at, same in enumerate(values)), cells)
            for values, cells in groups.items()
        ]
        return sorted(shown, key=lambda group: [natural_order(value) for value in group[0]])


_EMPTY = Cell()


def _nested(
    groups: Sequence[tuple[Values, dict[str, Cell]]], depth: int, keys: int
) -> Iterator[tuple[Values, dict[str, Cell]]]:
    """The sum of these groups, which share their first `depth` values, then those inside it."""
    values = groups[0][0][:depth]
    if depth == keys:
        yield groups[0]
        return
    yield values, _sum(cells for _, cells in groups)
    inside: dict[str, list[tuple[Values, dict[str, Cell]]]] = {}
    for group in groups:
        inside.setdefault(group[0][depth], []).append(group)
    for members in inside.values():
        yield from _nested(members, depth + 1, keys)


def _sum(groups: Iterable[dict[str, Cell]]) -> dict[str, Cell]:
    """The cells of several groups together."""
    total: dict[str, Cell] = {}
    for cells in groups:
        for id, cell in cells.items():
            if id not in total:
                total[id] = Cell()
            total[id].add_all(cell)
    return total
