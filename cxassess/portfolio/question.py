"""One question answered in several files: the votes, the middle level, and the notes and evidence of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from cxassess.answers import LEVEL, NOT_APPLICABLE, UNANSWERED, UNKNOWN, Answer, Evidence, Vote
from cxassess.answers.edit import STATES, unquoted_key
from cxassess.answers.model import NOT_AGREED
from cxassess.answers.read import CONFIDENCE
from cxassess.playbook import Question
from cxassess.source.emit import Unquoted, Value
from cxassess.text import join_words, one_line

Data = dict[str, Value]


class Respondent(NamedTuple):
    """Who answered a file: the respondent's name, else the role, else the file's name; unique among the files."""

    who: str
    role: str


class Part(NamedTuple):
    """What one person's file says about a question; `fields` as they are written, the empty ones left out."""

    respondent: Respondent
    answer: Answer
    fields: Data


class CombinedAnswer(NamedTuple):
    """The fields of the new answer, whether all gave the same, and a message about it; '' for none."""

    fields: Data
    agree: bool
    message: str = ""


def combine_answers(question: Question, parts: Sequence[Part]) -> CombinedAnswer:
    """One answer made of the parts of two people or more."""
    answered = [part for part in parts if part.answer.state != UNANSWERED]
    if len(answered) < 2:
        fields: Data = {}
        for part in answered:
            fields = {name: part.fields[name] for name in part.fields if name in (*STATES, "reason", "votes")}
        votes = fields.pop("votes", None)
        return CombinedAnswer(_with_details(fields, parts) | ({"votes": votes} if votes else {}), True)
    if any(part.answer.state == LEVEL for part in answered):
        return _combine_levels(question, parts, answered)
    return _combine_without_level(question, parts, answered)


def _combine_levels(question: Question, parts: Sequence[Part], answered: Sequence[Part]) -> CombinedAnswer:
    """The middle level, with the level of each as a vote; of an even number the lower of the two in the middle."""
    with_level = [part for part in answered if part.answer.state == LEVEL]
    levels = sorted((part.answer.level for part in with_level), key=list(question.by_key).index)
    middle = levels[(len(levels) - 1) // 2]
    others = [_explain_no_level(part) for part in answered if part not in with_level]
    fields: Data = {LEVEL: unquoted_key(middle)}
    message = ""
    if others or levels[0] != levels[-1]:
        reason = " ".join([_explain_middle(levels, middle), *others])
        fields["reason"] = reason
        by_person = ", ".join(f"{part.respondent.who} {part.answer.level}" for part in with_level)
        message = f"{question.id}: {reason} {by_person}."
    fields = _with_details(fields, parts) | {"votes": [_vote(part) for part in with_level]}
    return CombinedAnswer(fields, not message, message)


def _explain_middle(levels: Sequence[str], middle: str) -> str:
    """A sentence that says how the middle of sorted levels was chosen."""
    if levels[0] == levels[-1]:
        return f"{len(levels)} say {middle}." if len(levels) > 1 else f"One level, {middle}."
    lower = len(levels) % 2 == 0 and levels[len(levels) // 2] != middle
    note = " (the lower of the two in the middle)" if lower else ""
    return f"{len(levels)} answers from {levels[0]} to {levels[-1]}, the middle is {middle}{note}; {NOT_AGREED}."


def _explain_no_level(part: Part) -> str:
    if part.answer.state == NOT_APPLICABLE:
        return f"{part.respondent.who} says not applicable: {one_line(part.answer.reason).rstrip('.')}."
    return f"{part.respondent.who} does not know."


def _vote(part: Part) -> Data:
    """The level of one file as a vote; how it was agreed, and the votes in it, are its note."""
    votes = "; ".join(f"{one_line(vote.who)} {vote.level}" for vote in part.answer.votes)
    note = ". ".join(filter(None, [part.answer.agreed.rstrip("."), f"Votes: {votes}" if votes else ""]))
    vote = Vote(*part.respondent, unquoted_key(part.answer.level), note)
    return {name: text for name, text in vote._asdict().items() if text}


def _combine_without_level(question: Question, parts: Sequence[Part], answered: Sequence[Part]) -> CombinedAnswer:
    """Not applicable if anybody says so, with every reason; otherwise don't know."""
    not_applicable = [part for part in answered if part.answer.state == NOT_APPLICABLE]
    if not not_applicable:
        return CombinedAnswer(_with_details({UNKNOWN: Unquoted("true")}, parts), True)
    reasons = {part.answer.reason for part in not_applicable}
    reason = reasons.pop() if len(reasons) == 1 else "; ".join(_attribute(not_applicable, lambda one: one.reason))
    unsure = [part.respondent.who for part in answered if part.answer.state == UNKNOWN]
    if not unsure:
        return CombinedAnswer(_with_details({NOT_APPLICABLE: reason}, parts), True)
    note = f"{join_words(unsure)} {'do' if len(unsure) > 1 else 'does'} not know."
    message = f"{question.id}: not applicable: {one_line(reason).rstrip('.')}. {note}"
    return CombinedAnswer(_with_details({NOT_APPLICABLE: reason}, parts, note), False, message)


def _with_details(fields: Data, parts: Sequence[Part], *more_notes: str) -> Data:
    """The fields with the notes and evidence of all, and the lowest of their confidences."""
    confidences = [part.answer.confidence for part in parts if part.answer.confidence]
    details: Data = {
        "note": "\n".join([*_attribute(parts, lambda answer: answer.note), *more_notes]),
        "evidence": list(_evidence(parts)),
        "confidence": min(confidences, key=CONFIDENCE.index, default=""),
    }
    return fields | {name: value for name, value in details.items() if value}


def _attribute(parts: Sequence[Part], text_of: Callable[[Answer], str]) -> Iterator[str]:
    """Each text once, after the names of those who wrote it."""
    names: dict[str, list[str]] = {}
    for part in parts:
        if text_of(part.answer):
            names.setdefault(text_of(part.answer), []).append(part.respondent.who)
    return (f"{join_words(who)}: {text}" for text, who in names.items())


def _evidence(parts: Sequence[Part]) -> Iterator[Value]:
    """Each piece of evidence once, with the names of those who gave it after its title."""
    names: dict[Evidence, list[str]] = {}
    for part in parts:
        for evidence in dict.fromkeys(part.answer.evidence):
            if evidence.title:
                names.setdefault(evidence, []).append(part.respondent.who)
    for (title, link), who in names.items():
        named: Data = {"title": f"{title} (from {join_words(who)})"}
        yield named | ({"link": link} if link else {})
