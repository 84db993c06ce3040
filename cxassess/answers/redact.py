"""Answers without what should not travel: names, notes or evidence, each on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from cxassess.answers import Action, Answer, Answers, Evidence, Target
from cxassess.text import join_words

REDACTABLE = ("names", "notes", "evidence")
WITHHELD = "[withheld]"

Owned = TypeVar("Owned", Target, Action)


def redact(answers: Answers, parts: Sequence[str]) -> Answers:
    """The answers with these parts withheld; levels, counts, dates and what is planned stay.

    names: of those who answered, voted, made a remark, gave evidence, or own a target or an action; they get numbers.
    notes: all free text beside an answer, which is notes, reasons, remarks and those on votes; a reason for silence is marked.
    evidence: its titles and links; how many pieces there are stays.
    Names that somebody wrote into other texts (an action, a tag of the subject) stay.
    """
    for part in parts:
        answers = _BY_PART[part](answers)
    return answers


def withheld_sentence(parts: Sequence[str]) -> str:
    """What is withheld, in a sentence; '' for nothing."""
    shown = [part for part in REDACTABLE if part in parts]
    return f"Withheld in this copy: {join_words(shown)}." if shown else ""


def _change_each(answers: Answers, change: Callable[[Answer], Answer]) -> Answers:
    return answers._replace(by_question={id: change(one) for id, one in answers.by_question.items()})


def _without_names(answers: Answers) -> Answers:
    people = _person_numbers(answers)
    answers = _change_each(answers, lambda one: _anonymous(one, people))
    return answers._replace(
        header=answers.header._replace(respondent=_withhold(answers.header.respondent)),
        targets={id: _anonymous_target(target) for id, target in answers.targets.items()},
        actions=tuple(_without_owner(action) for action in answers.actions),
    )


def _person_numbers(answers: Answers) -> dict[str, str]:
    """Everybody who voted, remarked or gave evidence, with a number in the order of first appearance."""
    names = dict.fromkeys(name for answer in answers.by_question.values() for name in _names(answer))
    return {name: f"Person {number}" for number, name in enumerate(names, 1)}


def _names(answer: Answer) -> Iterator[str]:
    yield from (vote.who for vote in answer.votes)
    yield from (remark.who for remark in answer.remarks)
    yield from (name for evidence in answer.evidence for name in evidence.who)


def _anonymous(answer: Answer, people: dict[str, str]) -> Answer:
    return answer._replace(
        votes=tuple(vote._replace(who=people[vote.who]) for vote in answer.votes),
        remarks=tuple(remark._replace(who=people[remark.who]) for remark in answer.remarks),
        evidence=tuple(one._replace(who=tuple(people[name] for name in one.who)) for one in answer.evidence),
    )


def _anonymous_target(target: Target) -> Target:
    others = tuple(_without_owner(one)._replace(who=_withhold(one.who)) for one in target.others)
    return _without_owner(target)._replace(others=others)


def _without_owner(owned: Owned) -> Owned:
    return owned._replace(owner=_withhold(owned.owner))


def _without_notes(answers: Answers) -> Answers:
    answers = _change_each(answers, _without_answer_notes)
    return answers._replace(silence=dict.fromkeys(answers.silence, WITHHELD))


def _without_answer_notes(answer: Answer) -> Answer:
    votes = tuple(vote._replace(note="") for vote in answer.votes)
    return answer._replace(note="", reason="", agreed="", votes=votes, remarks=())


def _without_evidence(answers: Answers) -> Answers:
    return _change_each(answers, lambda one: one._replace(evidence=_evidence_count(one.evidence)))


def _evidence_count(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    if not evidence:
        return ()
    return (Evidence(f"{len(evidence)} piece{'s' if len(evidence) > 1 else ''}, {WITHHELD}", ""),)


def _withhold(text: str) -> str:
    return WITHHELD if text.strip() else ""


_BY_PART: dict[str, Callable[[Answers], Answers]] = {
    "names": _without_names,
    "notes": _without_notes,
    "evidence": _without_evidence,
}
