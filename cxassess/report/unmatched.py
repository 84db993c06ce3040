"""Answers without a counterpart at another date, and which others there may be about the same subject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from cxassess.answers.subject import other_subject_fields, subject_key
from cxassess.report.sentences import format_subject
from cxassess.scoring import Assessment

MIN_LIKENESS = 0.92  # of two names that may be one, from 0 to 1


def unmatched_lines(side: int, unmatched: Iterable[tuple[int, Assessment]]) -> Iterator[str]:
    """A line for each of the answers that the date of this number alone has: the subject, the file, and what it may match."""
    every = [*unmatched]
    others = [one for number, one in every if number != side]
    for number, one in every:
        if number == side:
            yield f"{format_subject(one)} ({one.answers.path}){_counterpart(one, others)}"


def _counterpart(alone: Assessment, others: Iterable[Assessment]) -> str:
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
        return f": {nearest.answers.path} is about {format_subject(nearest)}, which is spelled almost the same"
    if len(wider) == 1:
        named = "names more or less of agency, component and service"
        return f": {wider[0].answers.path} may be about the same, but {named}"
    return ""


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one[:64].casefold(), other[:64].casefold()).ratio()
