"""What a playbook is made of: plays, questions, levels, and the rule by which they are scored.

Named tuples: dataclasses took as long to make as importing typer. Questions and playbooks keep what was looked up once.
"""

import datetime
from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from cxassess.exact import Number
from cxassess.problems import Location, Locator, no_location
from cxassess.text import one_line


class Level(NamedTuple):
    """A possible answer to a question: its key, its name on the scale or '', its value, and the text that describes it."""

    key: str
    name: str
    value: Number
    text: str
    where: Location


class _QuestionFields(NamedTuple):
    id: str
    play: str
    text: str
    why: str
    weight: Number
    levels: tuple[Level, ...]
    on_scale: bool
    evidence: tuple[str, ...]
    next: Mapping[str, str]
    sources: tuple[str, ...]
    tags: tuple[str, ...]
    examples: tuple[str, ...]
    views: Mapping[str, tuple[str, ...]]
    left_out: Mapping[str, str]
    stage: int | None
    where: Location
    locate: Locator = no_location
    name: str = ""
    same_as: tuple[str, ...] = ()
    when: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    otherwise: str = ""
    replaces: tuple[str, ...] = ()


class Question(_QuestionFields):
    """One practice, with levels in the order written, lowest first.

    `next` holds next steps by the level reached. `views` names the groups of each view, `left_out` the reason for none.
    `name` is a few words for tables, or ''; `stage` may be None. `same_as` holds digests of other wordings of the same, `replaces` ids of earlier editions. `on_scale`: its levels are the playbook's.
    `when` is its condition, the levels by the id of another question at which it is asked; where it is not asked it
    counts as answered at the level `otherwise`, or, where that is '', is left out.
    """

    __eq__, __ne__ = object.__eq__, object.__ne__
    __hash__ = object.__hash__

    def at(self, part: str) -> Location:
        """Where a part of the question was written, such as `levels` or `next/3`; else the question."""
        return self.locate(part) or self.where

    @cached_property
    def by_key(self) -> dict[str, Level]:
        """The levels by their keys."""
        return {level.key: level for level in self.levels}

    @cached_property
    def lowest(self) -> int:
        """The smallest value of any level, in millionths."""
        return min(level.value.micro for level in self.levels)

    @cached_property
    def highest(self) -> int:
        """The largest value of any level, in millionths."""
        return max(level.value.micro for level in self.levels)


class Strategy(NamedTuple):
    """A way to get better at a play."""

    title: str
    text: str
    lead: str
    needs: str
    sources: tuple[str, ...]
    where: Location


class Law(NamedTuple):
    """A law or memo that a playbook cites: its date, whether it is in force, and when that was last looked up."""

    title: str
    date: str
    status: str
    seen: datetime.date | None
    where: Location


class Play(NamedTuple):
    """A group of questions that is scored on its own. `tools` are ids of templates to copy."""

    id: str
    title: str
    weight: Number
    intent: str
    leader_questions: tuple[str, ...]
    examples: tuple[str, ...]
    resources: tuple[str, ...]
    questions: tuple[Question, ...]
    where: Location
    locate: Locator = no_location
    strategies: tuple[Strategy, ...] = ()
    tools: tuple[str, ...] = ()

    def at(self, part: str) -> Location:
        """Where a part of the play was written, such as `weight`; else the play."""
        return self.locate(part) or self.where


class Group(NamedTuple):
    """One group of a view."""

    id: str
    title: str
    where: Location


class View(NamedTuple):
    """Another way to group the same questions (a crosswalk)."""

    id: str
    title: str
    groups: tuple[Group, ...]
    where: Location


class Band(NamedTuple):
    """A named range of scores on the reported scale; `label` is what is printed, `number` counts from 1."""

    number: int
    name: str
    label: str
    low: Number
    high: Number
    where: Location


class Gate(NamedTuple):
    """The rule for the staged level: by `share` of questions, or by `stage`, where `passing` names the passing keys."""

    by: str
    share: Number
    passing: tuple[str, ...]
    where: Location


class Rescale(NamedTuple):
    """A linear map of scores: the range `from_` becomes the range `to`."""

    from_: tuple[Number, Number]
    to: tuple[Number, Number]
    where: Location


class Scoring(NamedTuple):
    """The declared rule. `overall` is '' under the method sum, where it has no meaning."""

    method: str
    overall: str
    not_applicable: str
    unknown: str
    edge: str
    decimals: int
    gate: Gate | None
    rescale: Rescale | None
    bands: tuple[Band, ...]
    where: Location


class Source(NamedTuple):
    """A publication that questions are based on."""

    id: str
    title: str
    link: str
    date: str
    rights: str
    where: Location


class Provenance(NamedTuple):
    """Where a playbook comes from, which parts its authors wrote themselves (`ours`), and its sources."""

    summary: str
    ours: str
    sources: tuple[Source, ...]

    @property
    def ours_in_brief(self) -> str:
        """The first sentence of `ours`, which outputs print; '' where the playbook does not say."""
        return "".join(one_line(self.ours).partition(". ")[:2]).strip()


class Deviation(NamedTuple):
    """One thing that an overlay changed; `before` is the text that it replaced, the name of what it hides, or ''."""

    overlay: str
    id: str
    what: str
    before: str = ""


class _PlaybookFields(NamedTuple):
    id: str
    version: str
    title: str
    provenance: Provenance
    scale: tuple[Level, ...]
    scoring: Scoring
    views: tuple[View, ...]
    plays: tuple[Play, ...]
    where: Location
    guide: tuple[str, ...] = ()
    overlays: tuple[str, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    hidden: frozenset[str] = frozenset()
    breaks_with: tuple[str, ...] = ()
    audience: str = ""
    law: tuple[Law, ...] = ()
    retired: Mapping[str, str] = MappingProxyType({})
    locate: Locator = no_location


class Playbook(_PlaybookFields):
    """A whole playbook, overlays applied; `audience` says for whom it is, `guide` how to choose a level.

    `hidden` are ids that overlays removed, `retired` earlier ids with the reason, `breaks_with` versions that are not scored.
    """

    __eq__, __ne__ = object.__eq__, object.__ne__
    __hash__ = object.__hash__

    def questions(self) -> Iterator[Question]:
        """Every question, in order."""
        for play in self.plays:
            yield from play.questions

    def plays_and_questions(self) -> Iterator[Play | Question]:
        """Every play, each followed by its questions."""
        for play in self.plays:
            yield play
            yield from play.questions

    @cached_property
    def by_id(self) -> dict[str, Question]:
        """The questions by id."""
        return {question.id: question for question in self.questions()}

    @cached_property
    def play_by_id(self) -> dict[str, Play]:
        """The plays by id."""
        return {play.id: play for play in self.plays}

    @cached_property
    def conditional(self) -> tuple[Question, ...]:
        """The questions with a condition, each after those that its condition names; a cycle is cut."""
        order, started = dict[str, Question](), set[str]()
        waiting = [question for question in self.questions() if question.when][::-1]
        while waiting:
            question = waiting[-1]
            if question.id in started:  # and what its condition names is in the order now
                order.setdefault(question.id, waiting.pop())
                continue
            started.add(question.id)
            waiting += [one for one in map(self.by_id.get, question.when) if one and one.when and one.id not in started]
        return tuple(order.values())

    @cached_property
    def replaced_by(self) -> dict[str, tuple[Question, ...]]:
        """The questions that replace an id of an earlier edition, by that id; several where it was split."""
        replaced: dict[str, tuple[Question, ...]] = {}
        for id, question in ((id, one) for one in self.questions() for id in one.replaces):
            replaced[id] = (*replaced.get(id, ()), question)
        return replaced

    @cached_property
    def scale_by_key(self) -> dict[str, Level]:
        """The shared levels by key; empty where each question has its own."""
        return {level.key: level for level in self.scale}

    @cached_property
    def source_by_id(self) -> dict[str, Source]:
        """The sources by key."""
        return {source.id: source for source in self.provenance.sources}
