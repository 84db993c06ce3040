"""Answers written as `ID=KEY`, `ID:note=TEXT` and the like: read against a playbook, all of them or none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from cxassess.answers.changing import MOST_TEXT, Changes, is_score, refusal
from cxassess.answers.edits import Edit
from cxassess.answers.emitting import Value
from cxassess.answers.reading import CONFIDENCE, is_reason
from cxassess.playbook import Level, Playbook, Question
from cxassess.text import did_you_mean, listed, one_line, shorten, strangers

_FORM = re.compile(r"([^=:]*)(?::([^=:]*))?=(.*)", re.DOTALL)
_FIELDS = ("note", "evidence", "confidence", "target")
_ADDRESS = re.compile(r"(https?://|mailto:).*\s", re.IGNORECASE | re.DOTALL)


@dataclass
class Assigned:
    """What came of the arguments: the edits and a line for each, or what is wrong with each bad one."""

    edits: list[Edit] = field(default_factory=list)
    saved: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


class _Refused(Exception):
    """An argument that means nothing; the message says what to type."""


def assign(playbook: Playbook, data: Mapping[str, Value], given: Iterable[str]) -> Assigned:
    """The arguments read against a playbook and the plain data of an answer file; every bad one is named."""
    assigner, done = _Assigner(playbook, data), Assigned()
    for argument in given:
        try:
            done.saved.append(f"Saved. {assigner.take(argument)}")
        except _Refused as error:
            done.refused.append(f"'{shorten(argument)}': {error}")
    if not done.refused:
        done.edits = assigner.changes.edits
    return done


def broken_link(link: str) -> str:
    """Why a link leads nowhere: an address with a space in it; '' when it is fine. File names may have spaces."""
    return f"'{shorten(link)}' is an address with a space in it" if _ADDRESS.match(link) else ""


def level_name(level: Level) -> str:
    """A level as it is told: `3 Defined`, or its key where it has no name."""
    return f"{level.key} {level.name}".rstrip()


class _Assigner:
    """Takes one argument after the other into the changes of one file."""

    def __init__(self, playbook: Playbook, data: Mapping[str, Value]) -> None:
        self.playbook = playbook
        self.changes = Changes(data)
        self.seen: dict[tuple[str, str], str] = {}

    def take(self, argument: str) -> str:
        """Make the change that an argument asks for and say what it was."""
        form = _FORM.fullmatch(argument.replace("\r\n", "\n"))
        if form is None:
            raise _Refused("no '=' in it (write ID=KEY, such as P1.1=3, or ID:note=TEXT)")
        name, what, value = form[1].strip(), (form[2] or "").strip(), form[3].strip()
        if refusal(value):
            raise _Refused(f"{refusal(value)} ({'shorten' if len(value) > MOST_TEXT else 'remove'} it)")
        if form[2] is not None and what not in _FIELDS:
            raise _Refused(f"no field '{shorten(what)}' ({did_you_mean(what, _FIELDS)})")
        change = self.changer(name, what)
        self.once(name, what, argument)
        return change(value)

    def changer(self, name: str, what: str) -> Callable[[str], str]:
        """What makes the change, given the text behind the `=`."""
        if what == "target" and (name in self.playbook.play_by_id or name == "overall"):
            return lambda value: self.play_target(name, value)
        question = self.question(name)
        return lambda value: _CHANGES[what](self, question, value)

    def once(self, name: str, what: str, argument: str) -> None:
        """Refuse a second value for the same thing; evidence may be given several times."""
        first = self.seen.setdefault((name, what), argument)
        if first is not argument and what != "evidence":
            raise _Refused(f"the same is set by '{shorten(first)}' (keep one of them)")

    def question(self, name: str) -> Question:
        found = self.playbook.by_id.get(name)
        if found is not None:
            return found
        if name in self.playbook.hidden:
            by = listed(self.playbook.overlays) or "an overlay"
            raise _Refused(f"{name} is hidden by the overlay {by}, so it cannot be answered here")
        if name in self.playbook.play_by_id or name == "overall":
            raise _Refused(f"{name} is not a question (only a target can be set for it: {name}:target=KEY)")
        hint = did_you_mean(name, self.playbook.by_id) or f"its questions are {_span(self.playbook)}"
        raise _Refused(f"no question '{shorten(name)}' in {self.playbook.id} ({hint})")

    def answer(self, question: Question, value: str) -> str:
        word, _, reason = value.partition(":")
        if value == "":
            return self.clear(question)
        if value == "unknown":
            self.changes.unknown(question)
            return f"{question.id} = don't know."
        if word.strip() == "na":
            return self.not_applicable(question, reason.strip())
        level = _level(question.id, question.by_key, value, f"; or na:REASON, unknown, or {question.id}= to clear")
        self.changes.level(question, level.key)
        return f"{question.id} = {level_name(level)}."

    def clear(self, question: Question) -> str:
        kept = self.changes.clear(question)
        return f"{question.id} cleared{'; its note, evidence and the like stay' if kept else ''}."

    def not_applicable(self, question: Question, reason: str) -> str:
        if not is_reason(reason):
            raise _Refused(f"why it does not apply is missing (write {question.id}=na:REASON)")
        self.changes.not_applicable(question, reason)
        return f"{question.id} = not applicable: {one_line(reason)}"

    def note(self, question: Question, value: str) -> str:
        self.changes.text(question.id, "note", value)
        return f"{question.id} note{'' if value else ' removed'}."

    def evidence(self, question: Question, value: str) -> str:
        title, _, link = (part.strip() for part in value.partition("|"))
        if not title:
            raise _Refused(f"evidence needs a title (write {question.id}:evidence=TITLE or TITLE|LINK)")
        if broken_link(link):
            raise _Refused(f"{broken_link(link)} (write %20 for the space)")
        self.changes.evidence(question.id, title, link)
        return f"{question.id} evidence: {one_line(title)}"

    def confidence(self, question: Question, value: str) -> str:
        if value and value not in CONFIDENCE:
            raise _Refused(f"'{shorten(value)}' is no confidence (write {listed(CONFIDENCE, 'or')})")
        self.changes.text(question.id, "confidence", value)
        return f"{question.id} confidence{f' = {value}' if value else ' removed'}."

    def target(self, question: Question, value: str) -> str:
        return self.aim(question.id, question.by_key, value)

    def play_target(self, name: str, value: str) -> str:
        scored = self.playbook.scale_by_key if self.playbook.scoring.method != "sum" else {}
        if value not in scored and is_score(value, self.playbook):
            self.changes.score(name, value)
            return f"{name} target = score {value}."
        if value and (not self.playbook.scale or self.playbook.scoring.method == "sum"):
            why = "scores are sums of points" if self.playbook.scale else f"{self.playbook.id} has no shared scale"
            raise _Refused(
                f"the target of {name} cannot be a level, since {why} (write a score, such as {name}:target=3.5)"
            )
        return self.aim(name, self.playbook.scale_by_key, value)

    def aim(self, name: str, levels: Mapping[str, Level], value: str) -> str:
        if not value:
            self.changes.target(name, "")
            return f"{name} target removed."
        level = _level(name, levels, value, f"; or {name}:target= to remove it")
        self.changes.target(name, level.key)
        return f"{name} target = {level_name(level)}."


_CHANGES: dict[str, Callable[[_Assigner, Question, str], str]] = {
    "": _Assigner.answer,
    "note": _Assigner.note,
    "evidence": _Assigner.evidence,
    "confidence": _Assigner.confidence,
    "target": _Assigner.target,
}


def _level(name: str, levels: Mapping[str, Level], value: str, others: str) -> Level:
    """The level with this key, or the only one with this name. Raises _Refused with the levels that there are."""
    if value in levels:
        return levels[value]
    folded = " ".join(value.casefold().split())
    named = [level for level in levels.values() if folded in (level.name.casefold(), level.key.casefold())]
    if len(named) == 1 and folded:
        return named[0]
    odd = f"it holds {strangers(value)}; " if strangers(value) else ""
    raise _Refused(f"'{shorten(value)}' is not a level of {name} ({odd}write {listed(levels, 'or')}{others})")


def _span(playbook: Playbook) -> str:
    ids = list(playbook.by_id)
    return ids[0] if len(ids) == 1 else f"{ids[0]} to {ids[-1]}"
