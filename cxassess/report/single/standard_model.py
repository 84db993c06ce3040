"""What the sections of the standard report say, as plain values: position, focus areas, plays, plan and trust."""

from __future__ import annotations

from typing import NamedTuple

from cxassess.report.single.brief_model import Finding
from cxassess.report.single.comparison_model import AnswerChange


class Fact(NamedTuple):
    """A label with its value, such as `Overall score` and `2.75`."""

    label: str
    value: str


class ProfileRow(NamedTuple):
    """A line of a table of scores: every cell is text, '' where there is nothing to say.

    `gap`, `last` and `change` are always ''; they are there for templates of agencies that name them.
    """

    id: str
    title: str
    score: str
    band: str
    gate: str
    low_high: str
    target: str
    answered: str
    gap: str = ""
    last: str = ""
    change: str = ""


class ExamplePart(NamedTuple):
    """What an agency did, what came of it, and the source; `link` only where it is a web address."""

    agency: str
    year: str
    what: str
    result: str
    source: str
    link: str
    rights: str


class OpenPlay(NamedTuple):
    """A play of which much is not answered: how much is, and the questions that are open, by name."""

    id: str
    title: str
    answered: str
    questions: str


class LevelRow(NamedTuple):
    """A play or group with the level it reached, and how many of its answers are at the next one or need to be."""

    id: str
    title: str
    reached: str
    following: str
    answered: str


class MovedPart(NamedTuple):
    """Answers that moved in one direction since last time, and how many more of them there are."""

    title: str
    rows: tuple[AnswerChange, ...]
    more: str


class Position(NamedTuple):
    """Where we stand: a sentence that is the finding, what is said beside the figure, and how far the next level is.

    moved: the answers that fell, then those that rose; not_compared: sentences about what cannot be compared.
    `open` is filled where less than half of the questions that apply are answered: nothing else can be said then.
    """

    finding: str
    sentences: tuple[str, ...]
    levels: tuple[LevelRow, ...]
    levels_note: str
    moved: tuple[MovedPart, ...]
    not_compared: tuple[str, ...]
    open: tuple[OpenPlay, ...]


class FocusArea(NamedTuple):
    """A play to concentrate on: where it is, what was found, and what comes next; `linked` where it has a section.

    `planned` is true where `steps` are actions of the plan, false where they are what the answers call for.
    """

    id: str
    title: str
    linked: bool
    facts: tuple[Fact, ...]
    found: tuple[Finding, ...]
    planned: bool
    steps: tuple[str, ...]
    example: ExamplePart | None
    leader_questions: tuple[str, ...]


class FocusPart(NamedTuple):
    """The focus areas, a sentence that says who chose them, and one that names those that are not shown."""

    note: str
    areas: tuple[FocusArea, ...]
    more: str


class PlayBrief(NamedTuple):
    """A play, or a group of a view, in six lines; `planned` says of `step` what it says of the steps of a focus area.

    `alike` is a sentence where all answers are equally high, so that none is strongest or weakest.
    """

    id: str
    title: str
    facts: tuple[Fact, ...]
    strongest: tuple[Finding, ...]
    weakest: tuple[Finding, ...]
    alike: str
    planned: bool
    step: str


class PlanRow(NamedTuple):
    """An action; '' where nothing was written. `play` names its play where the rows around it are of several."""

    text: str
    owner: str
    by: str
    measure: str
    status: str
    play: str


class PlanGroup(NamedTuple):
    """The actions of a play, or those that are overdue, done or dropped."""

    title: str
    rows: tuple[PlanRow, ...]


class Proposal(NamedTuple):
    """A next step that an answer calls for: the play, the question by name, and within which time it may be done."""

    play: str
    id: str
    name: str
    text: str
    when: str


class PlanPart(NamedTuple):
    """The action plan: open actions in groups, those that are closed, and proposals for plays without an action."""

    note: str
    groups: tuple[PlanGroup, ...]
    more: str
    closed: tuple[PlanGroup, ...]
    proposals: tuple[Proposal, ...]
    more_proposals: str


class Differed(NamedTuple):
    """A question on which people answer differently: how many gave each answer, the answer that counts, and why."""

    id: str
    name: str
    votes: str
    answer: str
    reason: str


class FlagPart(NamedTuple):
    """Something to look at before anyone relies on the result; `reason` is why it was silenced, '' where it was not."""

    name: str
    title: str
    text: str
    reason: str


class TrustPart(NamedTuple):
    """How far to trust the result.

    sources: who answered, who checked it, on what evidence, how sure. open: what is not known or not answered.
    left_out: what does not apply. differed: where people differed; `votes` is a sentence about all votes.
    flags: signs that answers may not mean what they say. rule: how the scores are made. edition: of the questionnaire and the answers, by which they are recognized.
    """

    sources: tuple[str, ...]
    open_note: str
    open: tuple[Finding, ...]
    more_open: str
    left_out: tuple[Finding, ...]
    more_left_out: str
    votes: str
    differed: tuple[Differed, ...]
    more_differed: str
    flags: tuple[FlagPart, ...]
    rule: tuple[str, ...]
    edition: tuple[str, ...]
    withheld: str


class Standard(NamedTuple):
    """The sections of the standard report, in the order in which they are read."""

    position: Position
    focus: FocusPart
    plays: tuple[PlayBrief, ...]
    plan: PlanPart
    trust: TrustPart
