"""Answers without what should not travel: names, notes or evidence, each on demand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from cxassess.answers import Action, Answer, Answers, Evidence, Target, Vote
from cxassess.text import join_words

PARTS = ("names", "notes", "evidence")
WITHHELD = "[withheld]"

Owned = TypeVar("Owned", Target, Action)


def redacted(answers: Answers, parts: Sequence[str]) -> Answers:
    """The answers with these parts withheld; levels, counts, dates and what is planned stay.

    names: of those who answered, voted, own a target or an action; a voter keeps the role or gets a number.
    notes: all free text beside an answer, which is notes, reasons and remarks on votes; a reason for silence is marked.
    evidence: its titles and links; how many pieces there are stays.
    Names that somebody wrote into other texts (an action, a tag of the subject) stay.
    """
    for part in parts:
        answers = _BY_PART[part](answers)
    return answers


def said(parts: Sequence[str]) -> str:
    """What is withheld, in a sentence; '' for nothing."""
    shown = [part for part in PARTS if part in parts]
    return f"Withheld in this copy: {join_words(shown)}." if shown else ""


def _each(answers: Answers, change: Callable[[Answer], Answer]) -> Answers:
    return answers._replace(by_question={id: change(one) for id, one in answers.by_question.items()})


def _names(answers: Answers) -> Answers:
    voters = _voters(answers)
    answers = _each(answers, lambda one: one._replace(votes=tuple(_anonymous(vote, voters) for vote in one.votes)))
    return answers._replace(
        header=answers.header._replace(respondent=_hide(answers.header.respondent)),
        targets={id: _ownerless(target) for id, target in answers.targets.items()},
        actions=tuple(_ownerless(action) for action in answers.actions),
    )


def _voters(answers: Answers) -> dict[str, str]:
    """Everybody who voted, with a number in the order of first appearance."""
    names = dict.fromkeys(vote.who for answer in answers.by_question.values() for vote in answer.votes)
    return {name: f"Person {number}" for number, name in enumerate(names, 1)}


def _anonymous(vote: Vote, voters: dict[str, str]) -> Vote:
    return vote._replace(who=voters[vote.who])


def _ownerless(owned: Owned) -> Owned:
    return owned._replace(owner=_hide(owned.owner))


def _notes(answers: Answers) -> Answers:
    answers = _each(answers, _without_words)
    return answers._replace(silence=dict.fromkeys(answers.silence, WITHHELD))


def _without_words(answer: Answer) -> Answer:
    votes = tuple(vote._replace(note="") for vote in answer.votes)
    return answer._replace(note="", reason="", agreed="", votes=votes)


def _evidence(answers: Answers) -> Answers:
    return _each(answers, lambda one: one._replace(evidence=_counted(one.evidence)))


def _counted(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    if not evidence:
        return ()
    return (Evidence(f"{len(evidence)} piece{'s' if len(evidence) > 1 else ''}, {WITHHELD}", ""),)


def _hide(text: str) -> str:
    return WITHHELD if text.strip() else ""


_BY_PART: dict[str, Callable[[Answers], Answers]] = {"names": _names, "notes": _notes, "evidence": _evidence}
