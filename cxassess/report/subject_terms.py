"""Whether two assessments are of one subject, and what the two are called where they are compared."""

from __future__ import annotations

from typing import NamedTuple

from cxassess.answers.same_subject import other_subject_fields
from cxassess.report.sentences import format_date
from cxassess.scoring import Assessment
from cxassess.text import shorten_at_word

PLURALS = {"agency": "agencies", "component": "components", "service": "services"}
MAX_SUBJECT = 60  # characters of the name of an agency, a component or a service, where both of two are named


class Terms(NamedTuple):
    """What is said of two assessments that are compared; of two subjects nothing fell since last time.

    `title` is a heading and `since` the beginning of a sentence. `then` and `now` end a clause, `then_head`, `now_head`
    and `change_head` are above columns, `moved_head` above the answers that are not the same. `fell` and `rose` are said of one and of several.
    """

    title: str
    since: str
    then: str
    now: str
    then_head: str
    now_head: str
    change_head: str
    moved_head: str
    fell: tuple[str, str]
    rose: tuple[str, str]


def terms(assessment: Assessment, earlier: Assessment) -> Terms:
    """What two assessments are called: last time and now, or the other answers and these."""
    if not are_other_subjects(assessment, earlier):
        header = earlier.answers.header
        date = format_date(header.date) if header.date else "last time"
        version = f" (version {header.version})" if header.version not in ("", assessment.playbook.version) else ""
        return Terms(
            title=f"What changed since {date}{version}",
            since=f"Since {date}",
            then="last time",
            now="now",
            then_head="Last time",
            now_head="Now",
            change_head="Change",
            moved_head="Answers that moved",
            fell=("fell", "fell"),
            rose=("rose", "rose"),
        )
    return Terms(
        title=f"Compared with {other_subject(assessment, earlier)}",
        since="Compared with the other answers",
        then="in the other answers",
        now="here",
        then_head="Other answers",
        now_head="Here",
        change_head="Difference",
        moved_head="Answers that differ",
        fell=("is lower", "are lower"),
        rose=("is higher", "are higher"),
    )


def are_other_subjects(assessment: Assessment, earlier: Assessment) -> bool:
    """Whether two assessments name another agency, component or service."""
    return bool(other_fields(assessment, earlier))


def other_fields(assessment: Assessment, earlier: Assessment) -> list[tuple[str, str, str]]:
    """Which of agency, component and service differ, as written now and then; case and spaces aside, and an empty one is any."""
    return other_subject_fields(assessment.answers.header.subject, earlier.answers.header.subject)


def other_subject(assessment: Assessment, earlier: Assessment) -> str:
    """What the earlier answers are about, by what differs; '' where they are about the same."""
    return ", ".join(shorten_at_word(then, MAX_SUBJECT) for _, _, then in reversed(other_fields(assessment, earlier)))


def other_subject_sentence(assessment: Assessment, earlier: Assessment) -> str:
    """Both subjects by what differs, long names shortened; '' where they are the same."""
    fields = other_fields(assessment, earlier)[::-1]
    if not fields:
        return ""
    here = ", ".join(shorten_at_word(now, MAX_SUBJECT) for _, now, _ in fields)
    what = PLURALS[fields[0][0]] if len(fields) == 1 else "subjects"
    return f"This compares two {what}: {here} here, and {other_subject(assessment, earlier)} in the other answers."
