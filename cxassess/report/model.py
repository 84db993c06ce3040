"""What a report says, as plain values ready to show; terminal, HTML and PDF all take their digits from here."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from cxassess.report.figures import Figures


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with its value, such as `Overall score` and `2.75`."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A question among the highest or lowest: where it stands, in words."""

    id: str
    text: str
    level: str


@dataclass(frozen=True, slots=True)
class Focus:
    """A play to concentrate on, why, and the next steps that its answers call for."""

    id: str
    title: str
    why: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A line of the profile or of a view: every cell is text, '' where there is nothing to say."""

    id: str
    title: str
    score: str
    band: str
    gate: str
    low_high: str
    target: str
    gap: str
    last: str
    change: str
    answered: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence; `link` is set only where it is a web or mail address."""

    title: str
    link: str
    where: str


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """A question with its answer; `answer` is one line, `anchor` the text of the level that was chosen."""

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
    evidence: tuple[Proof, ...]
    votes: tuple[str, ...]
    next_step: str
    sources: str


@dataclass(frozen=True, slots=True)
class ExamplePart:
    """What an agency did, what came of it, and where that is told; `link` only where it is a web address."""

    agency: str
    year: str
    what: str
    result: str
    source: str
    link: str
    rights: str


@dataclass(frozen=True, slots=True)
class PlayPart:
    """A play: where it stands in sentences, its questions, and what a leader may ask."""

    id: str
    title: str
    intent: str
    facts: tuple[Fact, ...]
    standing: tuple[str, ...]
    questions: tuple[QuestionPart, ...]
    examples: tuple[ExamplePart, ...]
    leader_questions: tuple[str, ...]
    resources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One action as written in the answer file; '' where nothing was said."""

    play: str
    text: str
    owner: str
    by: str
    measure: str
    status: str


@dataclass(frozen=True, slots=True)
class ViewPart:
    """A crosswalk: the same answers in other groups."""

    id: str
    title: str
    rows: tuple[ProfileRow, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A question that several people answered: who said what, how far apart, what was agreed."""

    id: str
    text: str
    votes: str
    spread: str
    agreed: str
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed since an earlier assessment, in sentences, and what cannot be compared."""

    earlier: str
    sentences: tuple[str, ...]
    changed: tuple[tuple[str, str, str, str], ...]
    not_comparable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A publication that the playbook rests on."""

    key: str
    title: str
    date: str
    rights: str
    link: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A line of the appendix of all answers."""

    id: str
    text: str
    answer: str
    value: str
    weight: str


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report, in the order in which it is read.

    `date` is the date of the assessment for metadata, `date_text` what is printed ("undated" without one).
    `has_bands`, `has_gate`, `has_target` and `has_last` say which columns of the profile hold anything.
    """

    title: str
    language: str
    subject: str
    subject_lines: tuple[Fact, ...]
    date: datetime.date | None
    date_text: str
    edition: str
    marking: str
    author: str
    ours: str
    headline: tuple[str, ...]
    facts: tuple[Fact, ...]
    highest: tuple[Standing, ...]
    lowest: tuple[Standing, ...]
    standing_note: str
    focus: tuple[Focus, ...]
    focus_note: str
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
    plan: tuple[PlanRow, ...]
    plan_note: str
    views: tuple[ViewPart, ...]
    disagreements: tuple[Disagreement, ...]
    guide: tuple[str, ...]
    method: tuple[str, ...]
    bands: tuple[Fact, ...]
    exclusions: tuple[Fact, ...]
    deviations: tuple[tuple[str, str, str], ...]
    set_aside: tuple[str, ...]
    provenance: tuple[str, ...]
    sources: tuple[SourceRow, ...]
    digests: tuple[Fact, ...]
    glossary: tuple[Fact, ...]
    answers: tuple[AnswerRow, ...]
