"""Answers without a counterpart at another date, and which others there may be about the same subject."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher

from cxassess.answers.same_subject import other_subject_fields, subject_key
from cxassess.scoring import Assessment

MIN_LIKENESS = 0.92  # of two names that may be one, from 0 to 1
MAX_NAMED = 30  # of a list that a person reads; a file of the comparison has all
MAX_SEARCHED = 300  # others among which one that may match is looked for, since each name is compared with each


def unmatched_lines(
    side: int, unmatched: Iterable[tuple[int, Assessment]], name: Callable[[Assessment], str]
) -> Iterator[str]:
    """A line for each of the answers that the date of this number alone has: the subject, the file, and what it may match.

    name: what the subject of an assessment is called.
    """
    every = [*unmatched]
    own = [one for number, one in every if number == side]
    others = [one for number, one in every if number != side]
    for one in own[:MAX_NAMED]:
        counterpart = _counterpart(one, others, name) if len(others) <= MAX_SEARCHED else ""
        yield f"{name(one)} ({one.answers.path}){counterpart}"
    if len(own) > MAX_NAMED:
        yield f"{len(own) - MAX_NAMED} more, which --format csv lists"


def _counterpart(alone: Assessment, others: Iterable[Assessment], name: Callable[[Assessment], str]) -> str:
    """Which of the others may be about the same subject, and why it is not compared; '' for none."""
    subject = alone.answers.header.subject
    wider: list[Assessment] = []
    by_likeness: list[tuple[float, Assessment]] = []
    for other in others:
        other_subject = other.answers.header.subject
        if alone.playbook.id != other.playbook.id:
            if subject_key(subject) == subject_key(other_subject):
                return f": answers {alone.playbook.id}, but {other.answers.path} answers {other.playbook.id}"
            continue
        different = other_subject_fields(subject, other_subject)
        wider += [] if different or not any(subject_key(other_subject)) else [other]
        by_likeness.append((min((_likeness(one, another) for _, one, another in different), default=0), other))
    likeness, nearest = max(by_likeness, key=lambda pair: pair[0], default=(0, alone))
    if likeness >= MIN_LIKENESS:
        return f": {nearest.answers.path} is about {name(nearest)}, which is spelled almost the same"
    if len(wider) == 1:
        named = "names more or less of agency, component and service"
        return f": {wider[0].answers.path} may be about the same, but {named}"
    return ""


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one[:64].casefold(), other[:64].casefold()).ratio()
