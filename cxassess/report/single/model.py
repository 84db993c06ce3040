"""What a report says, as plain values ready to show; terminal, HTML and PDF all take their digits from here."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from cxassess.answers import Ask
from cxassess.charts.model import Figures
from cxassess.playbook import Deviation
from cxassess.report.agreement import RoleRow
from cxassess.report.single.brief_model import Brief
from cxassess.report.single.comparison_model import Comparison
from cxassess.report.single.standard_model import (
    Differed,
    ExamplePart,
    Fact,
    FlagPart,
    MovedPart,
    PlanGroup,
    ProfileRow,
    Standard,
)

__all__ = ["Comparison", "ExamplePart", "Fact", "FlagPart", "ProfileRow", "Standard"]


class EvidencePart(NamedTuple):
    """A piece of evidence; `link` is set only where it is a web or mail address."""

    title: str
    link: str
    where: str


class QuestionPart(NamedTuple):
    """A question with its answer; `name` is a few words, '' where it has none, `answer` one line.

    `anchor` is the text of the level that was chosen, '' where the note says the same. `next_level` names the level
    above it and `next_anchor` says what that asks, in the words of the rubric. `weight` is '' for a weight of 1.
    `agreement` says how far the votes agree, '' for fewer than two.
    """

    id: str
    name: str
    text: str
    why: str
    state: str
    answer: str
    anchor: str
    reason: str
    note: str
    confidence: str
    target: str
    weight: str
    evidence: tuple[EvidencePart, ...]
    votes: tuple[str, ...]
    agreement: str
    next_level: str
    next_anchor: str
    next_step: str
    sources: str


class PlayPart(NamedTuple):
    """A play, or a group of a view: its score in sentences, its questions, and what a leader may ask.

    `key` is what is printed before the title, '' where there is none. `elsewhere` names questions that belong to it too
    and are shown before it.
    """

    id: str
    key: str
    title: str
    intent: str
    facts: tuple[Fact, ...]
    standing: tuple[str, ...]
    questions: tuple[QuestionPart, ...]
    elsewhere: tuple[str, ...]
    examples: tuple[ExamplePart, ...] = ()
    leader_questions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()


class ViewPart(NamedTuple):
    """A crosswalk: the same answers in other groups. `note` names the questions that are in several groups."""

    id: str
    title: str
    rows: tuple[ProfileRow, ...]
    note: str
    left_out: tuple[str, ...]


class TermRow(NamedTuple):
    """An addend of a score: weight times value; '' where it does not count."""

    id: str
    text: str
    weight: str
    value: str
    product: str
    note: str


class WorkingPart(NamedTuple):
    """How one score came about: every term, then sums, band, gate, range and counts as lines under a heading."""

    id: str
    title: str
    score: str
    terms: tuple[TermRow, ...]
    blocks: tuple[tuple[str, tuple[str, ...]], ...]


class SourceRow(NamedTuple):
    """A publication that the playbook rests on."""

    key: str
    title: str
    date: str
    rights: str
    link: str


class PlannedAction(NamedTuple):
    """An action as data: `play` is '' for the whole, `status` one of planned, started, done and dropped."""

    id: str
    play: str
    questions: tuple[str, ...]
    text: str
    owner: str
    by: datetime.date | None
    measure: str
    status: str
    overdue: bool


class RolesPart(NamedTuple):
    """Results by role: `rows` for the whole and each play, `note` says what is counted, and what is left out."""

    rows: tuple[RoleRow, ...]
    note: str


class Report(NamedTuple):
    """The whole report, in the order in which it is read.

    `part` is what a row of the profile is, `Play` or `Group`. `date` is the date of the assessment for metadata,
    `date_text` what is printed ("undated" without one). `withheld` says what was left out of this copy, '' for nothing.
    `standard` holds the sections of the standard report. `actions` are all actions where its plan leaves out any
    word, `moved` and `not_compared` all that changed where its position leaves out any,
    `differed` all questions on which people answer differently. `view` is the id of the view,
    '' for plays; `roles` is None where fewer than two people or no role are known; `planned` are the actions and `asks` what is asked of the reader, as data.
    """

    title: str
    language: str
    brief: Brief
    subject: str
    subject_lines: tuple[Fact, ...]
    date: datetime.date | None
    date_text: str
    edition: str
    marking: str
    author: str
    ours: str
    withheld: str
    view: str
    part: str
    figures: Figures
    comparison: Comparison | None
    standard: Standard
    plays: tuple[PlayPart, ...]
    actions: tuple[PlanGroup, ...]
    planned: tuple[PlannedAction, ...]
    asks: tuple[Ask, ...]
    moved: tuple[MovedPart, ...]
    not_compared: tuple[str, ...]
    views: tuple[ViewPart, ...]
    differed: tuple[Differed, ...]
    flags: tuple[FlagPart, ...]
    roles: RolesPart | None
    guide: tuple[str, ...]
    method: tuple[str, ...]
    bands: tuple[Fact, ...]
    levels: tuple[Fact, ...]
    exclusions: tuple[Fact, ...]
    deviations: tuple[Deviation, ...]
    set_aside: tuple[str, ...]
    provenance: tuple[str, ...]
    sources: tuple[SourceRow, ...]
    digests: tuple[Fact, ...]
    glossary: tuple[Fact, ...]
    workings: tuple[WorkingPart, ...]
