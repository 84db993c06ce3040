"""Scores of many files rolled up by group: how many, their mean, lowest, median and highest, and shares of them.

Exact numbers throughout; nothing is rounded and nothing is read here. A group keeps how often each score occurs in it,
so its size does not grow with the number of files that score alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cxassess.answers.model import Subject
from cxassess.answers.same_subject import subject_key
from cxassess.exact import MICRO
from cxassess.portfolio.file_record import FileRecord
from cxassess.portfolio.group_keys import PLAYBOOK, TIMES, key_value, natural_order
from cxassess.portfolio.playbook_variant import Variant
from cxassess.portfolio.rollup_options import Level
from cxassess.portfolio.stats import Cell, Stats
from cxassess.text import folded

Part = tuple[str, str, str]  # kind, id and title
Values = tuple[str, ...]


class Row(NamedTuple):
    """One part of one group. `values` are those of the keys, from the first; a subtotal has fewer, the total none.

    `kind` is overall, play or group; `id` and `title` are those of the part.
    """

    playbook: PlaybookFiles
    values: Values
    kind: str
    id: str
    title: str
    stats: Stats


class PlaybookFiles(NamedTuple):
    """Files whose scores can be put together: one playbook, one rule and one scale.

    `name` is the id of the playbook, with the overlays of these files where others have overlays that change the rule.
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
        self._time = next((at for at, key in enumerate(self.keys) if key in TIMES), -1)
        self._subjects: dict[str, set[tuple[str, ...]]] = {}  # of each date, by the first key that is one

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
                group[part.id].add(part.ratio, part.target_ratio, weight, part.gate)
        if self._time >= 0 and values[self._time]:
            subject = subject_key(Subject(file.agency, file.component, file.service))
            if any(subject):
                self._subjects.setdefault(values[self._time], set()).add(subject)

    def _value(self, at: int, value: str) -> str:
        """A value as it is compared; how it is written is counted."""
        same = folded(value)
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

    def changing_subjects(self) -> tuple[str, list[str], int, int] | None:
        """The first key of a date where its groups are not of the same subjects: it, its groups, and how many of all
        subjects are in each group. None where they are, and without such a key."""
        every = set[tuple[str, ...]]().union(*self._subjects.values())
        common = every.intersection(*self._subjects.values())
        if len(self._subjects) < 2 or common == every:
            return None
        groups = sorted((self.spelling(self._time, same) for same in self._subjects), key=natural_order)
        return self.keys[self._time], groups, len(common), len(every)

    def values_after(self, before: Sequence[str]) -> list[str]:
        """The values of the next key in the groups that have these values before it, as shown, in order; '' for none."""
        at, wanted = len(before), tuple(map(folded, before))
        groups = (values for groups in self._cells.values() for values in groups)
        values = {values[at] for values in groups if values[:at] == wanted}
        return sorted((self.spelling(at, same) for same in values), key=natural_order)

    def playbooks(self) -> list[PlaybookFiles]:
        """The files of each playbook, with one rule and scale, in the order of their names."""
        by_rule: dict[tuple[object, ...], list[Variant]] = {}
        for variant in sorted(self._variants, key=lambda one: (len(one.overlays), one.overlays, one.version)):
            by_rule.setdefault(variant.rule, []).append(variant)
        ids = [variants[0].id for variants in by_rule.values()]
        playbooks = []
        for variants in by_rule.values():
            lead = variants[0]
            name = "+".join([lead.id, *(lead.overlays if ids.count(lead.id) > 1 else ())])
            counts = [self._variants[one] for one in variants]
            editions = Counter[str]()
            for one in variants:
                editions.update(self._editions[one])
            playbooks.append(
                PlaybookFiles(
                    name=name,
                    variants=tuple((one, files[0]) for one, files in zip(variants, counts, strict=True)),
                    parts=_joined([self._parts[one] for one in variants]),
                    incomplete=sum(files[1] for files in counts),
                    sparse=sum(files[2] for files in counts),
                    editions=tuple(sorted(editions.items(), key=lambda item: natural_order(item[0]))),
                )
            )
        return sorted(playbooks, key=lambda playbook: natural_order(playbook.name))

    def rows(self, levels: Sequence[Level | None] = ()) -> Iterator[Row]:
        """The rows of each playbook: the total, then each group after its subtotals; the overall first, then every part.

        levels: of each playbook what --at asks for.
        """
        for at, playbook in enumerate(self.playbooks()):
            groups = self._cells[playbook.lead.rule]
            level = levels[at] if levels else None
            for values, cells in _nested(self._shown(groups), 0, len(self.keys)):
                yield from (
                    Row(playbook, values, kind, id, title, cells.get(id, _EMPTY).stats(level))
                    for kind, id, title in playbook.parts
                )

    def _shown(self, groups: dict[Values, dict[str, Cell]]) -> list[tuple[Values, dict[str, Cell]]]:
        """The groups with their values as they are shown, in order."""
        shown = [
            (tuple(self.spelling(at, same) for at, same in enumerate(values)), cells)
            for values, cells in groups.items()
        ]
        return sorted(shown, key=lambda group: [natural_order(value) for value in group[0]])


_EMPTY = Cell()


def _joined(lists: Sequence[Sequence[Part]]) -> tuple[Part, ...]:
    """The parts of several variants, each once: one that the first does not have comes after the one before it."""
    joined = [*lists[0]]
    for parts in lists[1:]:
        place = 0
        for part in parts:
            ids = [id for _, id, _ in joined]
            if part[1] in ids:
                place = ids.index(part[1])
            else:
                joined.insert(place + 1, part)
                place += 1
    return (*joined,)


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
