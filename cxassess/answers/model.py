"""What an answer file says: levels, reasons, evidence, votes, targets; absence is a value too."""

import datetime
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from cxassess.exact import Number
from cxassess.problems import Location
from cxassess.text import folded

FLAGS = ("no-evidence", "all-alike", "unknown-cluster", "one-role", "target-below", "older-edition")
CONFIDENCE = ("low", "medium", "high")
LEVEL, NOT_APPLICABLE, UNKNOWN, UNANSWERED = "level", "not_applicable", "unknown", "unanswered"
NOT_ASKED = "not_asked"  # no state of an answer: the condition of the question is not met, whatever the file says

_STATE_WORDS = {
    **dict.fromkeys(("na", "n/a", "n.a", "not applicable"), NOT_APPLICABLE),
    **dict.fromkeys(("unknown", "don't know", "dont know", "do not know", "dk", "d/k"), UNKNOWN),
}

PLANNED, STARTED, DONE, DROPPED = STATUSES = ("planned", "started", "done", "dropped")
"""What can be said of an action, in this order."""

_STATUS_WORDS = {
    **{status: status for status in STATUSES},
    "": PLANNED,
    **dict.fromkeys(("in progress", "in-progress"), STARTED),
    **dict.fromkeys(("completed", "complete", "finished", "closed"), DONE),
    **dict.fromkeys(("cancelled", "canceled"), DROPPED),
}

NOT_AGREED = "not agreed yet"
"""In the reason of a level that a command chose from several: nobody talked about it."""


class Evidence(NamedTuple):
    """Something that shows an answer; `link` is an address or a file name, as written, `who` are those who gave it."""

    title: str
    link: str
    who: tuple[str, ...] = ()


class Vote(NamedTuple):
    """What one person said before the answer was agreed; `who` and `role` are '' where they are withheld.

    `part_of` names the group whose agreed level this vote led to: that level counts in its place. '' where it counts itself.
    """

    who: str
    role: str
    level: str
    note: str
    confidence: str = ""
    part_of: str = ""

    def is_same_person(self, other: "Vote") -> bool:
        """Whether two votes are of one person: the name and, where both have one, the role."""
        roles = {folded(self.role), folded(other.role)} - {""}
        return folded(self.who) == folded(other.who) and len(roles) < 2


class Remark(NamedTuple):
    """What one person said about a question beside the answer of all.

    `state` is not_applicable, with the reason as the text, or unknown, without a text, where that was the person's answer;
    '' for anything else that was said.
    """

    who: str
    role: str
    text: str
    state: str = ""

    @property
    def words(self) -> str:
        """What was said, as it is shown."""
        if self.state == UNKNOWN:
            return "Don't know."
        return f"Not applicable: {self.text}" if self.state == NOT_APPLICABLE else self.text


class Answer(NamedTuple):
    """The answer to one question. `state` is level, not_applicable, unknown or unanswered.

    `level` is a key in the state level only, `reason` says why the question is not applicable in that state only.
    `agreed` says how the level was agreed: in the file it is called `reason`.
    """

    question: str
    state: str = UNANSWERED
    level: str = ""
    reason: str = ""
    agreed: str = ""
    note: str = ""
    evidence: tuple[Evidence, ...] = ()
    confidence: str = ""
    votes: tuple[Vote, ...] = ()
    remarks: tuple[Remark, ...] = ()
    where: Location = Location("", 1, 1)
    field: str = ""  # where a file has it, if not in the field of its state, as in `level: don't know`

    @property
    def counted(self) -> tuple[Vote, ...]:
        """The votes that count themselves: without those that led to an agreed level which is a vote here."""
        return tuple(vote for vote in self.votes if not vote.part_of)

    @property
    def is_split(self) -> bool:
        """Whether the answer is a level, and somebody said that the question does not apply."""
        return self.state == LEVEL and any(one.state == NOT_APPLICABLE for one in self.remarks)


class Target(NamedTuple):
    """Where a play, a question or the whole should be: a level's key, or a score on the reported scale.

    In a merged file `who` set it, and `others` are the targets of other people, each with who set that.
    """

    id: str
    level: str
    score: Number | None
    by: datetime.date | None
    owner: str
    where: Location
    who: str = ""
    others: tuple["Target", ...] = ()


class Action(NamedTuple):
    """Something that will be done; `play` is '' where it concerns the whole.

    `status` is as written (see `match_status`), `questions` are the ids that it is for, `effort` is 1 to 5 or None.
    `owner_withheld` says that there is an owner, who is left out of this copy.
    """

    play: str
    text: str
    owner: str
    by: datetime.date | None
    measure: str
    status: str
    id: str = ""
    questions: tuple[str, ...] = ()
    effort: int | None = None
    owner_withheld: bool = False


class Ask(NamedTuple):
    """What those who decide are asked to do: a sentence, who is asked, and by when."""

    text: str
    who: str = ""
    by: datetime.date | None = None


class Review(NamedTuple):
    """Who outside the group checked the answers, and when; `by` is '' where the file names nobody."""

    by: str = ""
    date: datetime.date | None = None


class Subject(NamedTuple):
    """What is assessed; `scope` is public, internal, both or ''."""

    agency: str = ""
    component: str = ""
    service: str = ""
    scope: str = ""
    tags: Mapping[str, str] = MappingProxyType({})


class Person(NamedTuple):
    """One of several who answered: `answered` are the questions whose answer is this person's alone."""

    name: str
    role: str = ""
    answered: tuple[str, ...] = ()


class Header(NamedTuple):
    """What an answer file says before its playbook is known.

    `people` are those whose files were merged; none in a file of one respondent. `respondent_withheld` says that it names who answered, who is left out of this copy.
    """

    playbook: str
    version: str
    overlays: tuple[str, ...]
    subject: Subject
    respondent: str
    role: str
    date: datetime.date | None
    marking: str
    where: Location
    respondent_withheld: bool = False
    people: tuple[Person, ...] = ()


class Answers(NamedTuple):
    """A whole answer file, read against its playbook. `set_aside` are ids that an overlay hides; they stay in the file.

    `former` are answers to ids that the playbook no longer asks, with the level as written; these stay in the file too.
    `same_levels` are questions that replace one of these in other words, but with levels of the same texts.
    `owners` says who is to answer each play, by its id.
    """

    path: str
    header: Header
    by_question: Mapping[str, Answer]
    targets: Mapping[str, Target]
    focus: tuple[str, ...]
    actions: tuple[Action, ...]
    silence: Mapping[str, str]
    wording: Mapping[str, str]
    set_aside: tuple[str, ...]
    asks: tuple[Ask, ...] = ()
    review: Review = Review()
    former: Mapping[str, Answer] = MappingProxyType({})
    same_levels: frozenset[str] = frozenset()
    owners: Mapping[str, str] = MappingProxyType({})

    def answer(self, question: str) -> Answer:
        """The answer to a question; an unanswered one where the file does not name it."""
        return self.by_question.get(question) or Answer(question)

    def state(self, question: str) -> str:
        """The state of a question; one that the file does not name is unanswered."""
        return self.answer(question).state

    def target_text(self, name: str) -> str:
        """The level that a question or play should reach, or its score; '' without a target."""
        target = self.targets.get(name)
        if target is None:
            return ""
        return target.level or (target.score.text if target.score else "")


def match_state(text: str) -> str:
    """The state that words such as `N/A` and `don't know` mean: not_applicable, unknown, or '' for any other text."""
    return _STATE_WORDS.get(" ".join(text.casefold().replace("’", "'").replace("_", " ").split()).rstrip("."), "")


def match_status(text: str) -> str:
    """The one of STATUSES that a written status means, planned where nothing is written; '' for any other word."""
    return _STATUS_WORDS.get(" ".join(text.casefold().split()), "")


def is_reason(text: str) -> bool:
    """Whether text says why a question does not apply: a mere yes or no does not."""
    return bool(text) and text.lower() not in ("true", "yes", "false", "no")
