"""Answers as people give them, turned into edits of an answer file: one place for `answer` and `assess`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cxassess.answers.model import LEVEL, NOT_APPLICABLE, UNANSWERED, UNKNOWN, Evidence, Vote
from cxassess.exact import parse_number
from cxassess.playbook import Playbook, Question, question_digest, scale_ends
from cxassess.source.edits import APPEND, RENAME, SHORT, Edit, changed, remove
from cxassess.source.emit import Bare, Value
from cxassess.text import FORBIDDEN, LONE_CR, describe_char

MAX_TEXT = 100_000  # characters of one text: a file of 2 MiB holds some of them
REASON_GONE = "The reason for the earlier level is taken out."
STATES = (LEVEL, NOT_APPLICABLE, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a file says about one question now. `level` is a key, `reason` why it is not applicable.

    `agreed` says how the level was agreed.
    """

    state: str
    level: str
    reason: str
    note: str
    evidence: tuple[Evidence, ...]
    confidence: str
    target: str
    agreed: str = ""
    votes: tuple[Vote, ...] = ()


def entry(data: Mapping[str, Value], question: str) -> Entry:
    """The answer to a question in the plain data of a file that was read without a fault."""
    found = _section(data, "answers").get(question)
    fields = found if isinstance(found, dict) else {SHORT: found}
    texts = {name: value.strip() for name, value in fields.items() if isinstance(value, str)}
    state = next((name for name in STATES if texts.get(name)), UNANSWERED)
    reason = texts.get(NOT_APPLICABLE, "")
    level = texts.get(LEVEL, "")
    evidence = _evidence(fields.get("evidence"))
    note, confidence = texts.get("note", ""), texts.get("confidence", "")
    agreed, votes = texts.get("reason", ""), tuple(_votes(fields.get("votes")))
    return Entry(state, level, reason, note, evidence, confidence, target(data, question), agreed, votes)


def _votes(value: Value) -> Iterator[Vote]:
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict):
            texts = {name: text.strip() for name, text in item.items() if isinstance(text, str)}
            yield Vote(*(texts.get(name, "") for name in Vote._fields))


def target(data: Mapping[str, Value], name: str) -> str:
    """The level that a question or play should reach, or its score; '' without a target."""
    found = _section(data, "targets").get(name)
    fields = found if isinstance(found, dict) else {}
    return str(fields.get("level") or fields.get("score") or "").strip()


def _section(data: Mapping[str, Value], name: str) -> dict[str, Value]:
    found = data.get(name)
    return found if isinstance(found, dict) else {}


def _evidence(value: Value) -> tuple[Evidence, ...]:
    return tuple(_piece(item) for item in (value if isinstance(value, list) else [value] if value else []))


def _piece(item: Value) -> Evidence:
    fields = item if isinstance(item, dict) else {"title": item}
    title, link = (text.strip() if isinstance(text := fields.get(name), str) else "" for name in Evidence._fields)
    return Evidence(title, link)


def refusal(text: str) -> str:
    """Why text cannot stand in a file: its length, a control character or one that changes direction; '' when it can."""
    if len(text) > MAX_TEXT:
        return f"it has {len(text):,} characters, and {MAX_TEXT:,} is the most"
    found = FORBIDDEN.search(text) or LONE_CR.search(text)
    return "" if found is None else f"it holds {describe_char(found.group())}"


def is_score(text: str, playbook: Playbook) -> bool:
    """Whether text is a score that can be reached, as a target of a play or of the whole is written."""
    found = parse_number(text)
    low, high = scale_ends(playbook)
    return found is not None and low <= found.exact <= high


def key_text(key: str) -> str:
    """A level's key as it is written: without quotes where it is a number."""
    return Bare(key) if key.isdecimal() else key


def _written(vote: Vote) -> Value:
    """A vote as it stands in a file, what is empty left out."""
    fields: dict[str, Value] = {name: text for name, text in vote._asdict().items() if text}
    return fields | {"level": key_text(vote.level)}


def carry_over_vote(earlier: Iterable[Vote], vote: Vote) -> Vote:
    """A vote with what the same person's earlier one says and it does not: the role; for the same level the note."""
    old = next((one for one in earlier if one.who.casefold() == vote.who.casefold()), vote)
    note = vote.note or (old.note if old.level == vote.level else "")
    return vote._replace(role=vote.role or old.role, note=note)


class Changes:
    """Changes of one file, gathered: the plain data with them made, and the edits that make them."""

    def __init__(self, data: Mapping[str, Value]) -> None:
        self.data = dict(data)
        self.edits: list[Edit] = []

    def entry(self, question: str) -> Entry:
        """The answer to a question, changes included."""
        return entry(self.data, question)

    def level(self, question: Question, key: str) -> None:
        """Answer with a level. A reason that was given for another one goes."""
        self._state(question, LEVEL, key_text(key))

    def not_applicable(self, question: Question, reason: str) -> None:
        """Answer that the question does not apply, with the reason; one that was given for a level goes."""
        self._state(question, NOT_APPLICABLE, reason)

    def unknown(self, question: Question) -> None:
        """Answer that nobody knows. A reason that was given for a level goes."""
        self._state(question, UNKNOWN, Bare("true"))

    def clear(self, question: Question) -> bool:
        """Take the answer back, with its reason. Its note, votes and the like stay; says whether there are any."""
        self._no_reason(question)
        self._do(remove("wording", question.id))
        found = _section(self.data, "answers").get(question.id)
        kept = isinstance(found, dict) and any(found[name] for name in found if name not in STATES)
        for path in [(name,) for name in STATES] if kept else [()]:
            self._do(remove("answers", question.id, *path))
        return kept

    def text(self, question: str, name: str, value: str) -> None:
        """Set a text beside the answer, such as the note; empty takes out what there is, lists too."""
        self._do(Edit(("answers", question, name), value) if value else remove("answers", question, name))
        if not value and _section(self.data, "answers").get(question) == {}:
            self._do(remove("answers", question))

    def evidence(self, question: str, title: str, link: str) -> None:
        """Add one piece of evidence."""
        item: dict[str, Value] = {"title": title, "link": link} if link else {"title": title}
        self._do(Edit(("answers", question, "evidence"), item, APPEND))

    def votes(self, question: Question, votes: Iterable[Vote]) -> None:
        """Write what several people said in place of earlier votes, none to take them out; the answer stays as it is."""
        said: list[Value] = [_written(vote) for vote in votes]
        if said:
            self._do(Edit(("answers", question.id, "votes"), said))
        else:
            self.text(question.id, "votes", "")

    def agree(self, question: Question, key: str, reason: str) -> None:
        """Answer with the level that several people agreed on, and why, in place of an earlier reason."""
        path = ("answers", question.id, "reason")
        self.level(question, key)
        self._do(Edit(path, reason) if reason else remove(*path))

    def _no_reason(self, question: Question) -> None:
        if self.entry(question.id).agreed:
            self._do(remove("answers", question.id, "reason"))

    def vote(self, question: Question, vote: Vote) -> None:
        """Write what one person said, in place of what the same person said before; the answer stays as it is."""
        votes = self.entry(question.id).votes
        place = next((at for at, one in enumerate(votes) if one.who.casefold() == vote.who.casefold()), None)
        if place is None:
            self._do(Edit(("answers", question.id, "votes"), _written(vote), APPEND))
        else:
            self.votes(question, [*votes[:place], vote, *votes[place + 1 :]])

    def head(self, path: tuple[str, ...], value: str) -> None:
        """Set what the file says of itself, such as ("subject", "agency"); empty takes it out."""
        self._do(Edit(path, value) if value else remove(*path))
        if not value and self.data.get(path[0]) == {}:
            self._do(remove(path[0]))

    def target(self, name: str, key: str) -> None:
        """Set the level that a question or play should reach, keeping date and owner; empty takes all out."""
        self._aim(name, "level", key_text(key))

    def score(self, name: str, score: str) -> None:
        """Set the score that a play or `overall` should reach, keeping date and owner; empty takes all out."""
        self._aim(name, "score", Bare(score))

    def _aim(self, name: str, what: str, value: str) -> None:
        """Write a target by level or by score in place of either."""
        fields = _section(_section(self.data, "targets"), name)
        other = "score" if what == "level" else "level"
        if not value:
            self._do(remove("targets", name))
        elif other in fields:
            self._do(Edit(("targets", name, other), value, RENAME, what))
        elif fields:
            self._do(Edit(("targets", name, what), value))
        else:
            self._do(Edit(("targets", name), {what: value}))

    def _state(self, question: Question, name: str, value: str) -> None:
        """Write one state in place of any other, and how the question was worded; the reason stays for the same level."""
        if name != LEVEL or self.entry(question.id).level != value:
            self._no_reason(question)
        path = ("answers", question.id)
        found = _section(self.data, "answers").get(question.id)
        if isinstance(found, dict):
            old = [state for state in STATES if state in found and state != name]
            if name in found or not old:
                self._do(*(remove(*path, state) for state in old), Edit((*path, name), value))
            else:
                gone = [remove(*path, state) for state in old[1:]]
                self._do(*gone, Edit((*path, old[0]), value, RENAME, name))
        else:
            self._do(Edit(path, value if found and name == LEVEL else {name: value}))
        self._do(Edit(("wording", question.id), question_digest(question)))

    def _do(self, *edits: Edit) -> None:
        self.data = changed(self.data, edits)
        self.edits += edits
