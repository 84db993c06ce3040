"""What an answer file says: levels, reasons, evidence, votes, targets; absence is a value too."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from cxassess.exact import Number
from cxassess.problems import Location

LEVEL, NOT_APPLICABLE, UNKNOWN, UNANSWERED = "level", "not_applicable", "unknown", "unanswered"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something that shows an answer; `link` is an address or a file name, as written."""

    title: str
    link: str


@dataclass(frozen=True, slots=True)
class Vote:
    """What one person said before the answer was agreed."""

    who: str
    role: str
    level: str
    note: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `state` is level, not_applicable, unknown or unanswered; `level` is a key in the first case only.

    `reason` says why it is not applicable, or how the level was agreed.
    """

    question: str
    state: str
    level: str
    reason: str
    note: str
    evidence: tuple[Evidence, ...]
    confidence: str
    votes: tuple[Vote, ...]
    where: Location = field(repr=False)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a play, a question or the whole should be: a level's key, or a score on the reported scale."""

    id: str
    level: str
    score: Number | None
    by: datetime.date | None
    owner: str
    where: Location = field(repr=False)


@dataclass(frozen=True, slots=True)
class Action:
    """Something that will be done; `play` is '' where it concerns the whole."""

    play: str
    text: str
    owner: str
    by: datetime.date | None
    measure: str
    status: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What is assessed; `scope` is public, internal, both or ''."""

    agency: str = ""
    component: str = ""
    service: str = ""
    scope: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Header:
    """What an answer file says before its playbook is known."""

    playbook: str
    version: str
    overlays: tuple[str, ...]
    subject: Subject
    respondent: str
    role: str
    date: datetime.date | None
    marking: str
    where: Location = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answers:
    """A whole answer file, read against its playbook. `set_aside` are ids that an overlay hides; they stay in the file."""

    path: str
    header: Header
    by_question: Mapping[str, Answer]
    targets: Mapping[str, Target]
    focus: tuple[str, ...]
    actions: tuple[Action, ...]
    silence: Mapping[str, str]
    wording: Mapping[str, str]
    set_aside: tuple[str, ...]

    def state(self, question: str) -> str:
        """The state of a question; one that the file does not name is unanswered."""
        answer = self.by_question.get(question)
        return UNANSWERED if answer is None else answer.state
