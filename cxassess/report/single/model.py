"""What a report says, as plain values ready to show; terminal, HTML and PDF all take their digits from here."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from cxassess.playbook import Deviation
from cxassess.report.figures.model import Figures
from cxassess.report.single.brief_model import Brief
from cxassess.report.single.changes import Comparison
from cxassess.report.single.standard_model import ExamplePart, Fact, FlagPart, ProfileRow, Standard

__all__ = ["Comparison", "ExamplePart", "Fact", "FlagPart", "ProfileRow", "Standard"]


class Highlight(NamedTuple):
    """A question among the highest or lowest, with its answer in words."""

    id: str
    text: str
    level: str


class Focus(NamedTuple):
    """A play to concentrate on, why, and the next steps that its answers call for; `linked` where it has a section."""

    id: str
    title: str
    why: str
    steps: tuple[str, ...]
    linked: bool


class EvidencePart(NamedTuple):
    """A piece of evidence; `link` is set only where it is a web or mail address."""

    title: str
    link: str
    where: str


class QuestionPart(NamedTuple):
    """A question with its answer; `answer` is one line, `anchor` the text of the level that was chosen.

    `next_level` names the level above it and `next_anchor` says what that asks, in the words of the rubric.
    """

    id: str
    text: str
    why: str
    state: str
    answer: str
    anchor: str
    reason: str
    note: str
    confidence: str
    target: str
    evidence: tuple[EvidencePart, ...]
    votes: tuple[str, ...]
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


class TargetRow(NamedTuple):
    """A target: of what, where that is now, what is missing, by when and who answers for it."""

    id: str
    what: str
    now: str
    target: str
    gap: str
    by: str
    owner: str


class PlanRow(NamedTuple):
    """One action as written in the answer file, with the gap that it is to close; '' where nothing was written."""

    play: str
    gap: str
    text: str
    owner: str
    by: str
    measure: str
    status: str


class PlanPart(NamedTuple):
    """The actions that are due in one stretch of time."""

    id: str
    title: str
    rows: tuple[PlanRow, ...]


class Proposal(NamedTuple):
    """A next step that an answer calls for, and within which time it may be done."""

    when: str
    play: str
    question: str
    text: str


class ViewPart(NamedTuple):
    """A crosswalk: the same answers in other groups. `note` names the questions that are in several groups."""

    id: str
    title: str
    rows: tuple[ProfileRow, ...]
    note: str
    left_out: tuple[str, ...]


class Disagreement(NamedTuple):
    """A question with votes: the vote of each person, how far apart they are, and what was agreed."""

    id: str
    text: str
    votes: str
    spread: str
    agreed: str
    reason: str


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


class AnswerRow(NamedTuple):
    """A line of the appendix of all answers."""

    id: str
    text: str
    answer: str
    value: str
    weight: str


class Report(NamedTuple):
    """The whole report, in the order in which it is read.

    `part` is what a row of the profile is, `Play` or `Group`. `date` is the date of the assessment for metadata,
    `date_text` what is printed ("undated" without one). `withheld` says what was left out of this copy, '' for nothing.
    `has_bands`, `has_gate`, `has_target` and `has_last` say which columns of the profile hold anything.
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
    part: str
    headline: tuple[str, ...]
    facts: tuple[Fact, ...]
    highest: tuple[Highlight, ...]
    lowest: tuple[Highlight, ...]
    standing_note: str
    focus: tuple[Focus, ...]
    focus_note: str
    first_actions: tuple[str, ...]
    asks: tuple[str, ...]
    has_bands: bool
    has_gate: bool
    has_target: bool
    has_last: bool
    profile: tuple[ProfileRow, ...]
    profile_note: str
    figures: Figures
    comparison: Comparison | None
    plays: tuple[PlayPart, ...]
    targets: tuple[TargetRow, ...]
    plan: tuple[PlanPart, ...]
    plan_note: str
    proposals: tuple[Proposal, ...]
    views: tuple[ViewPart, ...]
    disagreements: tuple[Disagreement, ...]
    flags: tuple[FlagPart, ...]
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
    answers: tuple[AnswerRow, ...]
    workings: tuple[WorkingPart, ...]
