"""Results by role: everybody's own answers scored by the playbook's rule, then put together by role.

Each person's votes, with what is this person's answer alone, are scored as a file of that person would be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from cxassess.answers import LEVEL, Answer, Person
from cxassess.answers.redact import MIN_SHARED
from cxassess.portfolio.people import person_key
from cxassess.scoring import Assessment, assess
from cxassess.text import folded, one_line


class PersonScores(NamedTuple):
    """One person's exact scores: the overall score, then that of each play; None where nothing counts."""

    person: Person
    scores: tuple[Fraction | None, ...]


class RoleScore(NamedTuple):
    """The scores of the people of one role for the whole or a play, by person.

    `mean` weighs everybody alike; `median` is the middle score, of an even number the middle of the two.
    """

    people: tuple[tuple[Person, Fraction], ...]

    @property
    def n(self) -> int:
        """How many people have a score."""
        return len(self.people)

    @property
    def mean(self) -> Fraction:
        """The mean of the scores."""
        return sum((score for _, score in self.people), Fraction(0)) / self.n

    @property
    def median(self) -> Fraction:
        """The middle of the scores."""
        scores = sorted(score for _, score in self.people)
        return (scores[(self.n - 1) // 2] + scores[self.n // 2]) / 2


class RoleResult(NamedTuple):
    """The results of one role: of the whole, then of each play; None where nobody has a score or it is not to be shown.

    `role` is '' for those who name none, `n` is how many people have it.
    """

    role: str
    n: int
    parts: tuple[RoleScore | None, ...]


class RoleResults(NamedTuple):
    """The results of each role, sorted by its name, and those of everybody together as `all`.

    `withheld` counts the people of the roles that are left out since fewer than MIN_SHARED people have them.
    """

    roles: tuple[RoleResult, ...]
    all: RoleResult
    withheld: int = 0


def role_results(assessment: Assessment) -> RoleResults | None:
    """The results by role; None where fewer than two people are known, or nobody's role."""
    people = list(score_people(assessment))
    by_role: dict[str, list[PersonScores]] = {}
    for one in people:
        by_role.setdefault(folded(one.person.role), []).append(one)
    if len(people) < 2 or not any(by_role):
        return None
    names = sorted(by_role, key=lambda role: (not role, role))
    roles = tuple(_result(one_line(by_role[role][0].person.role), by_role[role]) for role in names)
    return RoleResults(roles, _result("", people))


def _result(role: str, people: Sequence[PersonScores]) -> RoleResult:
    """The scores of people put together."""
    parts = []
    for scores in zip(*(one.scores for one in people), strict=True):
        known = tuple((one.person, score) for one, score in zip(people, scores, strict=True) if score is not None)
        parts.append(RoleScore(known) if known else None)
    return RoleResult(role, len(people), tuple(parts))


def without_small(results: RoleResults) -> RoleResults:
    """The results without what fewer than MIN_SHARED people share, who could be told apart by it.

    Those of everybody together are left out, too, where they and the rest would tell what fewer people say.
    """
    kept = [_without_small_parts(one) for one in results.roles if one.role and one.n >= MIN_SHARED]
    withheld = results.all.n - sum(one.n for one in kept)
    parts = []
    for place, part in enumerate(results.all.parts):
        shown = [score.n for one in kept if (score := one.parts[place]) is not None]
        left = part.n - sum(shown) if part else 0
        parts.append(part if part and part.n >= MIN_SHARED and (left == 0 or left >= MIN_SHARED) else None)
    return RoleResults(tuple(kept), results.all._replace(parts=tuple(parts)), withheld)


def _without_small_parts(result: RoleResult) -> RoleResult:
    return result._replace(parts=tuple(part if part and part.n >= MIN_SHARED else None for part in result.parts))


# -- the people


def score_people(assessment: Assessment) -> Iterator[PersonScores]:
    """Everybody's own scores, by name and role; people whose names are withheld cannot be told apart and are left out."""
    for person, answers in sorted(_answers_by_person(assessment).values(), key=lambda one: person_key(one[0])):
        own = assessment.answers._replace(by_question={one.question: one for one in answers}, targets={})
        scored = assess(assessment.playbook, own)
        yield PersonScores(person, (scored.overall.score, *(play.score for play in scored.plays)))


def _answers_by_person(assessment: Assessment) -> dict[tuple[str, str], tuple[Person, list[Answer]]]:
    answers = assessment.answers
    owners = {id: person for person in answers.header.people for id in person.answered}
    by_person: dict[tuple[str, str], tuple[Person, list[Answer]]] = {}
    for id in assessment.playbook.by_id:
        answer = answers.answer(id)
        for person, own in _own_answers(answer, owners.get(id)):
            _, given = by_person.setdefault(person_key(person), (person, []))
            if not given or given[-1].question != id:  # of two votes under one name, the first
                given.append(own)
    return by_person


def _own_answers(answer: Answer, owner: Person | None) -> Iterable[tuple[Person, Answer]]:
    """Each person's answer to a question: the votes or, where nobody voted, the answer of the one whose it is alone."""
    if owner is not None and not answer.votes:
        yield owner, answer
    for vote in answer.counted:
        if vote.who:
            yield Person(vote.who, vote.role), Answer(answer.question, LEVEL, vote.level)
    for one in answer.remarks:
        if one.state and one.who:
            yield Person(one.who, one.role), Answer(answer.question, one.state, reason=one.text)
