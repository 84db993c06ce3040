"""One question answered in several files: the votes, the middle level, and what each of them said beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from cxassess.answers import LEVEL, NOT_APPLICABLE, UNANSWERED, UNKNOWN, Answer, Vote
from cxassess.answers.edit import STATES, unquoted_key
from cxassess.answers.model import NOT_AGREED
from cxassess.answers.read import CONFIDENCE
from cxassess.playbook import Question
from cxassess.portfolio.inputs import Person
from cxassess.source.emit import Unquoted, Value
from cxassess.text import join_words, one_line

Data = dict[str, Value]


class Part(NamedTuple):
    """What one person's file holds about a question."""

    person: Person
    fields: Data
    entry: Answer


class Joined(NamedTuple):
    """The answer as it is written, whether all say the same, and what there is to say about it; '' for nothing."""

    fields: Data
    alike: bool
    said: str


def joined(question: Question, parts: Sequence[Part]) -> Joined:
    """The answers of several, two or more, to one question."""
    answered = [part for part in parts if part.entry.state != UNANSWERED]
    levels = [part for part in answered if part.entry.state == LEVEL]
    if len(answered) < 2:
        own = [item for part in answered for item in part.fields.items()]
        fields: Data = {name: value for name, value in own if name in (*STATES, "reason")}
        votes = [vote for part in answered for vote in _items(part.fields.get("votes"))]
        return Joined(_beside(fields, parts, votes), True, "")
    if levels:
        return _by_level(question, parts, answered, levels)
    return _without_level(question, parts, answered)


def _by_level(question: Question, parts: Sequence[Part], answered: Sequence[Part], levels: Sequence[Part]) -> Joined:
    order = list(question.by_key)
    row = sorted((part.entry.level for part in levels), key=order.index)
    middle = row[(len(row) - 1) // 2]
    others = [part for part in answered if part not in levels]
    alike = row[0] == row[-1] and not others
    said = "" if alike else " ".join([_middle(row, middle), *map(_otherwise, others)])
    fields: Data = {LEVEL: unquoted_key(middle)}
    if said:
        fields["reason"] = said
    votes: list[Value] = [_vote(part) for part in levels]
    named = ", ".join(f"{part.person.who} {part.entry.level}" for part in levels)
    return Joined(_beside(fields, parts, votes), alike, said and f"{question.id}: {said} {named}.")


def _middle(row: Sequence[str], middle: str) -> str:
    """How the middle of a sorted row came about."""
    if row[0] == row[-1]:
        return f"{len(row)} say {middle}." if len(row) > 1 else f"One level, {middle}."
    lower = " (the lower of the two in the middle)" if len(row) % 2 == 0 and row[len(row) // 2] != middle else ""
    return f"{len(row)} answers from {row[0]} to {row[-1]}, the middle is {middle}{lower}; {NOT_AGREED}."


def _otherwise(part: Part) -> str:
    if part.entry.state == NOT_APPLICABLE:
        return f"{part.person.who} says not applicable: {one_line(part.entry.reason).rstrip('.')}."
    return f"{part.person.who} does not know."


def _vote(part: Part) -> Data:
    """The level of one file as a vote; how it was agreed, and the votes in it, stay as its note."""
    inner = "; ".join(f"{one_line(vote.who)} {vote.level}" for vote in part.entry.votes)
    note = ". ".join(filter(None, [part.entry.agreed.rstrip("."), f"Votes: {inner}" if inner else ""]))
    vote = Vote(part.person.who, part.person.role, unquoted_key(part.entry.level), note)
    return {name: text for name, text in vote._asdict().items() if text}


def _without_level(question: Question, parts: Sequence[Part], answered: Sequence[Part]) -> Joined:
    """Not applicable where anybody says so, with each reason; else don't know."""
    reasons = [part for part in answered if part.entry.state == NOT_APPLICABLE]
    if not reasons:
        return Joined(_beside({UNKNOWN: Unquoted("true")}, parts, []), True, "")
    others = [part for part in answered if part.entry.state == UNKNOWN]
    said = [*_attributed(reasons, lambda part: part.entry.reason)]
    alone = reasons[0].entry.reason if len({part.entry.reason for part in reasons}) == 1 else "; ".join(said)
    doubt = [
        f"{join_words(part.person.who for part in others)} {'do' if len(others) > 1 else 'does'} not know."
    ] * bool(others)
    fields = _beside({NOT_APPLICABLE: alone}, parts, [], doubt)
    told = f"{question.id}: not applicable: {one_line(alone).rstrip('.')}. {doubt[0]}" if doubt else ""
    return Joined(fields, not doubt, told)


def _beside(fields: Data, parts: Sequence[Part], votes: Sequence[Value], more: Sequence[str] = ()) -> Data:
    """An answer with the notes, evidence and confidence of all."""
    notes = [*_attributed(parts, lambda part: part.entry.note), *more]
    evidence = list(_evidence(parts))
    sure = [part.entry.confidence for part in parts if part.entry.confidence in CONFIDENCE]
    fields = dict(fields)
    if notes:
        fields["note"] = "\n".join(notes)
    if evidence:
        fields["evidence"] = evidence
    if sure:
        fields["confidence"] = min(sure, key=CONFIDENCE.index)
    if votes:
        fields["votes"] = list(votes)
    return fields


def _attributed(parts: Sequence[Part], text: Callable[[Part], str]) -> Iterator[str]:
    """Each text once, behind the names of those who wrote it."""
    by_text: dict[str, list[str]] = {}
    for part in parts:
        if text(part):
            by_text.setdefault(text(part), []).append(part.person.who)
    yield from (f"{join_words(who)}: {said}" for said, who in by_text.items())


def _evidence(parts: Sequence[Part]) -> Iterator[Value]:
    """Each piece of evidence once, with the names of those who gave it behind its title."""
    found: dict[tuple[str, str], list[str]] = {}
    for part in parts:
        for item in _items(part.fields.get("evidence")):
            fields = item if isinstance(item, dict) else {"title": item}
            link = str(fields.get("link") or "").strip()
            key = (str(fields.get("title") or "").strip() or link, link)
            if key[0] and part.person.who not in found.setdefault(key, []):
                found[key].append(part.person.who)
    for (title, link), who in found.items():
        named: Data = {"title": f"{title} (from {join_words(who)})"}
        yield named | ({"link": link} if link else {})


def _items(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [] if value is None else [value]
