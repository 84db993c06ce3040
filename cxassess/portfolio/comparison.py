"""Assessments of several dates, matched by subject, and how each play and the whole changed from one to the next."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple, TypeVar

from cxassess.answers.same_subject import subject_key
from cxassess.exact import difference_shown
from cxassess.scoring import Assessment, Score
from cxassess.scoring.measures import CommonScores, across_editions, common_scores, with_earlier

Key = tuple[str, ...]
Item = TypeVar("Item")


class PartChange(NamedTuple):
    """How the overall, a play or a group changed, over the questions that can be compared.

    `kind` is overall, play or group. `applicable` is how many questions apply now; `fell` and `rose` are how many of
    those compared moved.
    """

    kind: str
    id: str
    title: str
    common: CommonScores
    applicable: int
    fell: int
    rose: int

    @property
    def counted(self) -> int:
        """The number of questions compared."""
        return len(self.common.question_scores)

    @property
    def exact(self) -> Fraction | None:
        """The exact difference; None where nothing is compared."""
        now, then = self.common.now, self.common.then
        return None if now is None or then is None else now - then

    @property
    def size(self) -> Fraction:
        """The change as printed, without its sign; 0 where nothing is compared."""
        return abs(Fraction(self.common.change_shown or 0))


class Step(NamedTuple):
    """Two assessments of one subject, and what changed between them; `sides` are the numbers of their dates, from 0."""

    earlier: Assessment
    later: Assessment
    sides: tuple[int, int]
    overall: PartChange
    parts: tuple[PartChange, ...]


class MeanChange(NamedTuple):
    """The mean of what the overall, a play or a group scored then and now, over the subjects where it is compared.

    `parts` are these subjects' changes, each with its step; `then` and `now` are the means of their exact scores.
    """

    kind: str
    id: str
    title: str
    parts: tuple[tuple[Step, PartChange], ...]
    then: Fraction
    now: Fraction

    @property
    def shown(self) -> tuple[str, str, str]:
        """Both means with the decimals of the playbook, and the difference of these numbers."""
        show = self.parts[0][0].later.show
        then, now = show(self.then) or "", show(self.now) or ""
        return then, now, difference_shown(now, then)


class Faulty(NamedTuple):
    """An assessment of one date whose counterpart at another, `other`, is a file that could not be used."""

    side: int
    assessment: Assessment
    other: int
    path: str


class Series(NamedTuple):
    """The assessments of one subject, one for each date; None where that date has none."""

    key: Key
    assessments: tuple[Assessment | None, ...]

    @property
    def present(self) -> list[tuple[int, Assessment]]:
        """Each assessment there is, with the number of its date."""
        return [(side, one) for side, one in enumerate(self.assessments) if one is not None]


class Repeated(NamedTuple):
    """Several assessments of one subject at one date, of which none can be chosen."""

    key: Key
    side: int
    assessments: tuple[Assessment, ...]


class Matches(NamedTuple):
    """The series of all subjects, in the order of their keys, and the subjects that one date has several times."""

    series: tuple[Series, ...]
    repeated: tuple[Repeated, ...]

    @property
    def unmatched(self) -> list[tuple[int, Assessment]]:
        """The assessments of subjects that no other date has, each with the number of its date."""
        repeated = {one.key for one in self.repeated}
        alone = [one.present for one in self.series if one.key not in repeated and len(one.present) == 1]
        return sorted((present[0] for present in alone), key=lambda one: one[0])


class Comparisons(NamedTuple):
    """Everything that was compared, by the names of the dates as given: the steps of each subject, and what has none.

    `refused` are pairs that may not be compared, `faulty` are subjects with a file that could not be used, `unusable` is
    how many other files of each date could not be used. A subject of more than two dates has its first and last as its
    last step.
    """

    sides: tuple[str, ...]
    steps: tuple[tuple[Step, ...], ...]
    unmatched: tuple[tuple[int, Assessment], ...] = ()
    repeated: tuple[Repeated, ...] = ()
    refused: tuple[tuple[Assessment, Assessment], ...] = ()
    faulty: tuple[Faulty, ...] = ()
    unusable: tuple[int, ...] = ()

    @property
    def whole_steps(self) -> list[Step]:
        """For each subject the step from its first date to its last."""
        return [steps[-1] for steps in self.steps]

    def means(self) -> list[MeanChange]:
        """The means then and now, of the subjects that have both the first and the last date, by playbook; the overall first."""
        ends = (0, len(self.sides) - 1)
        by_part: dict[Key, list[tuple[Step, PartChange]]] = {}
        for step in sorted(self.whole_steps, key=lambda step: step.later.answers.path):
            for part in (step.overall, *step.parts) if step.sides == ends else ():
                compared = by_part.setdefault((step.later.playbook.id, part.kind, part.id), [])
                compared += [(step, part)] if part.exact is not None else []
        means = (_mean_change(parts) for parts in by_part.values() if parts)
        return sorted(means, key=lambda one: (one.parts[0][0].later.playbook.id, one.kind != "overall"))


def match_key(assessment: Assessment) -> Key:
    """What two assessments have in common that can be compared: the playbook, and the subject."""
    return (assessment.playbook.id, *subject_key(assessment.answers.header.subject))


def match(sides: Sequence[Iterable[Assessment]], *, latest: bool = False) -> Matches:
    """The assessments of each date matched by playbook and subject.

    latest: of several of one subject at one date, take the one whose answers have the latest date, if only one has it.
    """
    matched: dict[Key, list[Assessment | None]] = {}
    repeated: list[Repeated] = []
    for side, assessments in enumerate(sides):
        single, several = one_each(assessments, match_key, lambda one: one.answers.header.date, latest=latest)
        for key, assessment in single.items():
            matched.setdefault(key, [None] * len(sides))[side] = assessment
        for key, group in several.items():
            repeated.append(Repeated(key, side, tuple(sorted(group, key=lambda one: one.answers.path))))
    series = (Series(key, tuple(matched[key])) for key in sorted(matched))
    return Matches(tuple(series), tuple(sorted(repeated, key=lambda one: (one.key, one.side))))


def one_each(
    items: Iterable[Item],
    key_of: Callable[[Item], Key],
    date_of: Callable[[Item], datetime.date | None],
    *,
    latest: bool = False,
) -> tuple[dict[Key, Item], dict[Key, list[Item]]]:
    """The one item of each key, then those of keys that several have and from which none can be chosen.

    latest: of several, take the one with the latest date, if only one has it; an undated one is earlier than any.
    """
    groups: dict[Key, list[Item]] = {}
    for item in items:
        groups.setdefault(key_of(item), []).append(item)
    single, several = dict[Key, Item](), dict[Key, list[Item]]()
    for key, group in groups.items():
        last = max((date for date in map(date_of, group) if date is not None), default=None)
        chosen = [one for one in group if date_of(one) == last] if latest else group
        if len(chosen) == 1:
            single[key] = chosen[0]
        else:
            several[key] = group
    return single, several


def step_pairs(series: Series) -> Iterator[tuple[tuple[int, int], Assessment, Assessment]]:
    """What is compared: each date with the one before, and of more than two the first with the last, after their numbers."""
    present = series.present
    pairs = [*pairwise(present), *([(present[0], present[-1])] if len(present) > 2 else [])]
    for (before, earlier), (side, later) in pairs:
        yield (before, side), earlier, later


def compare_pair(earlier: Assessment, later: Assessment, sides: tuple[int, int] = (0, 1), view: str = "") -> Step:
    """What changed between two assessments; with a view, in its groups instead of the plays."""
    earlier = across_editions(earlier, later)
    *parts, overall = (
        _part_change(later, now, earlier, then, "group" if view else "play")
        for now, then in with_earlier(later, earlier, view)
    )
    return Step(earlier, later, sides, overall, tuple(parts))


def _part_change(later: Assessment, now: Score, earlier: Assessment, then: Score | None, kind: str) -> PartChange:
    common = common_scores(later, now, earlier, then)
    moved = [
        (one.now or 0) - (before.now or 0) for before, one in zip(common.earlier, common.question_scores, strict=True)
    ]
    return PartChange(
        kind="overall" if now is later.overall else kind,
        id=now.id,
        title=now.title,
        common=common,
        applicable=now.counts.applicable,
        fell=sum(change < 0 for change in moved),
        rose=sum(change > 0 for change in moved),
    )


def _mean_change(parts: Sequence[tuple[Step, PartChange]]) -> MeanChange:
    first = parts[0][1]
    then = sum((part.common.then or Fraction(0) for _, part in parts), Fraction(0)) / len(parts)
    now = sum((part.common.now or Fraction(0) for _, part in parts), Fraction(0)) / len(parts)
    return MeanChange(first.kind, first.id, first.title, tuple(parts), then, now)


def movers_first(change: PartChange) -> tuple[bool, Fraction, bool]:
    """Where a change belongs in a list: the largest first, of equals what fell, and last what cannot be compared.

    Changes are those that are printed, so that a reader sees them in order.
    """
    return not change.common.change_shown, -change.size, not change.common.change_shown.startswith("-")
