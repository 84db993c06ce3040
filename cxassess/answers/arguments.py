"""Arguments such as `ID=KEY`, `ID:note=TEXT` and `subject.agency=TEXT`: read against a playbook, all of them or none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from cxassess.answers.edit import (
    REASON_REMOVED,
    Changes,
    carry_over_vote,
    is_score,
    link_problem,
    link_warning,
    text_problem,
)
from cxassess.answers.editions import what_became
from cxassess.answers.header_arguments import (
    ADD_ASK,
    METADATA_FIELDS,
    AskArguments,
    InvalidArgument,
    change_metadata,
    change_owner,
    is_ask,
    is_owner,
    removes_ask,
)
from cxassess.answers.model import CONFIDENCE, NOT_APPLICABLE, UNKNOWN, Answers, Evidence, Vote, is_reason, match_state
from cxassess.fields import MAX_TEXT
from cxassess.playbook import Level, Playbook, Question
from cxassess.source.edits import Edit
from cxassess.text import BULLETS, did_you_mean, join_words, non_ascii, normalize_line_ends, one_line, sentence, shorten

_FORM = re.compile(r"([^=:]*)(?::([^=:]*))?=(.*)", re.DOTALL)
_FIELDS = ("note", "evidence", "confidence", "target", "vote", "agreed")
_SEVERAL = ("evidence", "vote")  # may be given several times


class ArgumentResult(NamedTuple):
    """One argument with what was saved, or with why it was refused."""

    argument: str
    text: str


@dataclass
class ArgumentResults:
    """The edits that all arguments make, the answers then, and a result for each; where one is refused, no edits.

    `notes` are sentences on what they mean for other questions.
    """

    answers: Answers
    edits: list[Edit] = field(default_factory=list)
    saved: list[ArgumentResult] = field(default_factory=list)
    refused: list[ArgumentResult] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def apply_arguments(playbook: Playbook, answers: Answers, arguments: Iterable[str]) -> ArgumentResults:
    """Read arguments against a playbook and make the changes that they ask for; each gets a result, the bad ones too."""
    reader, results = _ArgumentReader(playbook, answers), ArgumentResults(answers)
    for argument in sorted(arguments, key=_order):
        try:
            results.saved.append(ArgumentResult(argument, reader.apply(argument)))
        except InvalidArgument as error:
            results.refused.append(ArgumentResult(argument, str(error)))
    if not results.refused:
        results.edits, results.answers = reader.changes.edits, reader.changes.answers
    return results


def example_argument(question: Question) -> str:
    """An argument that answers a question, to show how it is written: `P1.1=3`."""
    return f"{question.id}={question.levels[len(question.levels) // 2].key}"


def _order(argument: str) -> int:
    """What is asked no longer goes first, to make room; why a level was agreed last, since a new level removes it."""
    form = _FORM.fullmatch(argument)
    return 0 if removes_ask(argument) else 1 if form is None or (form[2] or "").strip() != "agreed" else 2


def level_name(level: Level) -> str:
    """A level by key and name: `3 In part`, or its key where it has no name."""
    return f"{level.key} {level.name}".rstrip()


class _ArgumentReader:
    """Reads one argument after the other into the changes of one file."""

    def __init__(self, playbook: Playbook, answers: Answers) -> None:
        self.playbook = playbook
        self.changes = Changes(answers)
        self.asks = AskArguments(self.changes)
        self.seen: dict[tuple[str, str], str] = {}

    def apply(self, argument: str) -> str:
        """Make the change that an argument asks for; a sentence on what was changed."""
        form = _FORM.fullmatch(normalize_line_ends(argument).translate(BULLETS))
        if form is None:
            example_text = example_argument(next(self.playbook.questions()))
            raise InvalidArgument(f"there is no '=' in it (write ID=KEY, such as {example_text}, or ID:note=TEXT)")
        name, what, value = form[1].strip(), (form[2] or "").strip(), form[3].strip()
        if text_problem(value):
            raise InvalidArgument(f"{text_problem(value)} ({'shorten' if len(value) > MAX_TEXT else 'remove'} it)")
        change = self.change_for(name, what, form[2] is not None)
        several = name == ADD_ASK or (what in _SEVERAL and value != "")
        self.require_once(name, what, argument, several)
        before = len(self.changes.edits)
        result = change(value)
        return f"Saved. {result}" if len(self.changes.edits) > before else result

    def change_for(self, name: str, what: str, has_field: bool) -> Callable[[str], str]:
        """The function that makes the change, given the text after the `=`."""
        is_own = name in self.playbook.by_id or name in self.playbook.hidden  # a question may be called like a field
        if is_ask(name) and not is_own:
            return lambda value: self.asks.apply(name, what, value)
        if is_owner(name) and not (is_own or has_field):
            return lambda value: change_owner(self.changes, self.playbook, name, value)
        if has_field and what not in _FIELDS:
            raise InvalidArgument(f"no field '{shorten(what)}' ({did_you_mean(what, _FIELDS)})")
        if what == "target" and (name in self.playbook.play_by_id or name == "overall"):
            return lambda value: self.play_target(name, value)
        if name in METADATA_FIELDS and not is_own:
            if what:
                raise InvalidArgument(f"{name} is not a question, so it has no {what} (write {name}=TEXT)")
            return lambda value: change_metadata(self.changes, name, value)
        question = self.question(name)
        return lambda value: _CHANGES[what](self, question, value)

    def require_once(self, name: str, what: str, argument: str, several: bool = False) -> None:
        """Refuse a second value for the same thing, unless it may have several."""
        first = self.seen.setdefault((name, what), argument)
        if first is not argument and not several:
            raise InvalidArgument(f"this is already set by '{shorten(first)}' (keep one of them)")

    def question(self, name: str) -> Question:
        question = self.playbook.by_id.get(name)
        if question is not None:
            return question
        if name in self.playbook.hidden:
            by = join_words(self.playbook.overlays) or "an overlay"
            raise InvalidArgument(f"{name} is hidden by the overlay {by}, so it cannot be answered here")
        if name in self.playbook.play_by_id or name == "overall":
            raise InvalidArgument(f"{name} is not a question (only a target can be set for it: {name}:target=KEY)")
        if name in self.playbook.replaced_by or name in self.playbook.retired:
            raise InvalidArgument(f"{name} is no longer asked{what_became(name, self.playbook)}")
        hint = (
            did_you_mean(name, [*self.playbook.by_id, *METADATA_FIELDS]) or f"its questions are {_span(self.playbook)}"
        )
        raise InvalidArgument(f"no question '{shorten(name)}' in {self.playbook.id} ({hint})")

    def answer(self, question: Question, value: str) -> str:
        """Set an answer of any kind; the result says where the reason for an earlier level is removed with it."""
        before = self.changes.answer(question.id).agreed
        result = self.set_answer(question, value)
        removed = before and not self.changes.answer(question.id).agreed
        return f"{sentence(result)} {REASON_REMOVED}" if removed else result

    def set_answer(self, question: Question, value: str) -> str:
        word, _, reason = value.partition(":")
        if value == "":
            return self.clear(question)
        state = "" if _match_level(question.by_key, value) else match_state(word)
        if state == UNKNOWN and value == word:
            self.changes.unknown(question)
            return f"{question.id} = don't know."
        if state == NOT_APPLICABLE:
            return self.not_applicable(question, reason.strip())
        level = _level(question.id, question.by_key, value, f"; or na:REASON, unknown, or {question.id}= to clear")
        self.changes.level(question, level.key)
        return f"{question.id} = {level_name(level)}."

    def clear(self, question: Question) -> str:
        keeps_more = self.changes.clear(question)
        return f"{question.id} cleared{'; its note, evidence and other details are kept' if keeps_more else ''}."

    def not_applicable(self, question: Question, reason: str) -> str:
        if not is_reason(reason):
            raise InvalidArgument(f"the reason is missing (write {question.id}=na:REASON)")
        self.changes.not_applicable(question, reason)
        return f"{question.id} = not applicable: {one_line(reason)}"

    def note(self, question: Question, value: str) -> str:
        self.changes.note(question.id, value)
        return f"{question.id} note{'' if value else ' removed'}."

    def vote(self, question: Question, value: str) -> str:
        """One person's vote, `WHO[, ROLE]=KEY[|NOTE]`; empty removes all votes."""
        if not value:
            self.changes.votes(question, ())
            return f"{question.id} votes removed."
        vote, _, note = (part.strip() for part in value.partition("|"))
        person, _, word = (part.strip() for part in vote.rpartition("="))
        who, _, role = (" ".join(part.split()) for part in person.partition(","))
        if not who:
            example_text = example_argument(question).removeprefix(f"{question.id}=")
            raise InvalidArgument(
                f"the voter is missing (write {question.id}:vote=WHO={example_text} or WHO, ROLE={example_text}|NOTE)"
            )
        level = _level(question.id, question.by_key, word, f", as in {question.id}:vote={who}=KEY")
        self.require_once(question.id, f"vote {who.casefold()}", value)
        earlier = self.changes.answer(question.id).votes
        self.changes.vote(question, carry_over_vote(earlier, Vote(who, role, level.key, note)))
        return f"{question.id} vote: {one_line(who)} {level_name(level)}."

    def agreed(self, question: Question, value: str) -> str:
        self.changes.agreed(question.id, value)
        return f"{question.id} agreed{f': {one_line(value)}' if value else ' removed.'}"

    def evidence(self, question: Question, value: str) -> str:
        if not value:
            self.changes.remove_evidence(question.id)
            return f"{question.id} evidence removed."
        title, _, link = (part.strip() for part in value.partition("|"))
        if not title:
            raise InvalidArgument(f"evidence needs a title (write {question.id}:evidence=TITLE or TITLE|LINK)")
        if link_problem(link):
            raise InvalidArgument(link_problem(link))
        if Evidence(title, link) in self.changes.answer(question.id).evidence:
            return f"{question.id} evidence is already there: {one_line(title)}"
        self.changes.evidence(question.id, title, link)
        result, warning = f"{question.id} evidence: {one_line(title)}", link_warning(link)
        return f"{sentence(result)} {warning}" if warning else result

    def confidence(self, question: Question, value: str) -> str:
        if value and value not in CONFIDENCE:
            raise InvalidArgument(
                f"'{shorten(value)}' is not a confidence level (write {join_words(CONFIDENCE, 'or')})"
            )
        self.changes.confidence(question.id, value)
        return f"{question.id} confidence{f' = {value}' if value else ' removed'}."

    def target(self, question: Question, value: str) -> str:
        return self.level_target(question.id, question.by_key, value)

    def play_target(self, name: str, value: str) -> str:
        scored = self.playbook.scale_by_key if self.playbook.scoring.method != "sum" else {}
        if value not in scored and is_score(value, self.playbook):
            self.changes.score(name, value)
            return f"{name} target = score {value}."
        if value and (not self.playbook.scale or self.playbook.scoring.method == "sum"):
            why = "scores are sums of points" if self.playbook.scale else f"{self.playbook.id} has no shared scale"
            raise InvalidArgument(
                f"the target of {name} cannot be a level, since {why} (write a score, such as {name}:target=3.5)"
            )
        return self.level_target(name, self.playbook.scale_by_key, value)

    def level_target(self, name: str, levels: Mapping[str, Level], value: str) -> str:
        if not value:
            self.changes.target(name, "")
            return f"{name} target removed."
        level = _level(name, levels, value, f"; or {name}:target= to remove it")
        self.changes.target(name, level.key)
        return f"{name} target = {level_name(level)}."


_CHANGES: dict[str, Callable[[_ArgumentReader, Question, str], str]] = {
    "": _ArgumentReader.answer,
    "note": _ArgumentReader.note,
    "evidence": _ArgumentReader.evidence,
    "confidence": _ArgumentReader.confidence,
    "target": _ArgumentReader.target,
    "vote": _ArgumentReader.vote,
    "agreed": _ArgumentReader.agreed,
}


def _match_level(levels: Mapping[str, Level], value: str) -> Level | None:
    """The level with this key, or the only one with this name; None for none."""
    folded = " ".join(value.casefold().split())
    named = [level for level in levels.values() if folded in (level.name.casefold(), level.key.casefold())]
    return levels.get(value) or (named[0] if len(named) == 1 and folded else None)


def _level(name: str, levels: Mapping[str, Level], value: str, others: str) -> Level:
    """The level that a value means. Raises InvalidArgument with the levels that there are."""
    if level := _match_level(levels, value):
        return level
    odd = f"it contains {non_ascii(value)}; " if non_ascii(value) else ""
    raise InvalidArgument(
        f"'{shorten(value)}' is not a level of {name} ({odd}write {join_words(levels, 'or')}{others})"
    )


def _span(playbook: Playbook) -> str:
    ids = list(playbook.by_id)
    return ids[0] if len(ids) == 1 else f"{ids[0]} to {ids[-1]}"
