"""Answers without what should not travel: names, notes or evidence, each on demand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cxassess.answers import Action, Answer, Answers, Evidence, Target
from cxassess.text import folded, join_words

REDACTABLE = ("names", "notes", "evidence")
WITHHELD = "[withheld]"
MIN_SHARED = 5  # voters of one role: fewer could be told apart by it
REVIEWER = "someone outside the group"  # in place of the name: that there was a review is not withheld

_IN_WORDS = {
    "names": ("names", "roles that fewer than five voters share"),
    "notes": ("notes",),
    "evidence": ("evidence",),
}


def redact(answers: Answers, parts: Sequence[str]) -> Answers:
    """The answers with these parts withheld; levels, counts, dates and what is planned stay.

    names: of those who answered, voted, made a remark, gave evidence, own a target or an action, are asked for
    something, are to answer a play or reviewed the answers, with the roles that fewer than MIN_SHARED voters share. Votes lose their order too,
    so that no one can be followed from question to question.
    notes: all free text beside an answer, which is notes, reasons, remarks and those on votes; a reason for silence is marked.
    evidence: its titles and links; how many pieces there are stays.
    Names that somebody wrote into other texts (a note, an action, a tag of the subject) stay.
    """
    for part in parts:
        answers = _BY_PART[part](answers)
    return answers


def withheld_sentence(parts: Sequence[str]) -> str:
    """What is withheld, in a sentence; '' for nothing."""
    shown = [words for part in REDACTABLE if part in parts for words in _IN_WORDS[part]]
    return f"Withheld in this copy: {join_words(shown)}." if shown else ""


def _change_each(answers: Answers, change: Callable[[Answer], Answer]) -> Answers:
    return answers._replace(by_question={id: change(one) for id, one in answers.by_question.items()})


def _without_names(answers: Answers) -> Answers:
    roles, header = _shared_roles(answers), answers.header
    answers = _change_each(answers, lambda one: _anonymous(one, roles))
    return answers._replace(
        header=header._replace(
            respondent="",
            role=_shared(header.role, roles),
            people=(),
            respondent_withheld=bool(header.respondent.strip()) or header.respondent_withheld,
        ),
        targets={id: _anonymous_target(target) for id, target in answers.targets.items()},
        actions=tuple(_anonymous_action(action) for action in answers.actions),
        asks=tuple(ask._replace(who="") for ask in answers.asks),
        review=answers.review._replace(by=REVIEWER if answers.review.by else ""),
        owners={},
    )


def _shared_roles(answers: Answers) -> set[str]:
    """The roles that at least MIN_SHARED voters have, as they are compared: letter case and spaces do not count."""
    voters: dict[str, set[str]] = {}
    for answer in answers.by_question.values():
        for vote in answer.votes:
            voters.setdefault(folded(vote.role), set()).add(folded(vote.who))
    return {role for role, people in voters.items() if role and len(people) >= MIN_SHARED}


def _shared(role: str, roles: set[str]) -> str:
    return role if folded(role) in roles else ""


def _anonymous(answer: Answer, roles: set[str]) -> Answer:
    votes = [
        vote._replace(who="", role=_shared(vote.role, roles), part_of=vote.part_of and WITHHELD)
        for vote in answer.votes
    ]
    return answer._replace(
        votes=tuple(sorted(votes)),
        remarks=tuple(sorted(one._replace(who="", role=_shared(one.role, roles)) for one in answer.remarks)),
        evidence=tuple(one._replace(who=()) for one in answer.evidence),
    )


def _anonymous_target(target: Target) -> Target:
    others = tuple(one._replace(owner="", who="") for one in target.others)
    return target._replace(owner="", who="", others=others)


def _anonymous_action(action: Action) -> Action:
    return action._replace(owner="", owner_withheld=bool(action.owner) or action.owner_withheld)


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


_BY_PART: dict[str, Callable[[Answers], Answers]] = {
    "names": _without_names,
    "notes": _without_notes,
    "evidence": _without_evidence,
}
