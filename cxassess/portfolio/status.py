"""Who has answered what: for each play of each answer file how much is answered, what is open, and who is to answer it."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from cxassess.answers import NOT_APPLICABLE, NOT_ASKED, UNANSWERED, UNKNOWN
from cxassess.playbook import Question
from cxassess.scoring import Assessment
from cxassess.text import count_words


class PlayStatus(NamedTuple):
    """One play of one file. `asked` are the questions that its answers ask: all but those whose condition is not met.

    `answered` counts those with a level or as not applicable; the others are the questions that nobody knows the answer to,
    those that are open, and those with an unclear cell in a table. `unclear_cells` counts these cells in the whole file.
    """

    path: str
    respondent: str
    role: str
    date: datetime.date | None
    play: str
    title: str
    owner: str
    asked: int
    answered: int
    not_applicable: int
    unknown: tuple[Question, ...]
    open: tuple[Question, ...]
    unclear: tuple[Question, ...] = ()
    unclear_cells: int = 0


def play_statuses(
    assessment: Assessment, plays: Collection[str] = (), unclear: Collection[str] = (), unclear_cells: int = 0
) -> Iterator[PlayStatus]:
    """Each play of a file, in the order of the playbook; only those with these ids, where any are given.

    unclear: the ids of questions in whose rows a cell is unclear.
    """
    answers = assessment.answers
    header = answers.header
    for score in assessment.plays:
        if plays and score.id not in plays:
            continue
        asked = [(one.question, one.state) for one in score.question_scores if one.state != NOT_ASKED]
        states = [(question, state) for question, state in asked if question.id not in unclear]
        unknown, unanswered = (
            tuple(question for question, state in states if state == wanted) for wanted in (UNKNOWN, UNANSWERED)
        )
        yield PlayStatus(
            path=answers.path,
            respondent=header.respondent,
            role=header.role,
            date=header.date,
            play=score.id,
            title=score.title,
            owner=answers.owners.get(score.id, ""),
            asked=len(asked),
            answered=len(states) - len(unknown) - len(unanswered),
            not_applicable=sum(state == NOT_APPLICABLE for _, state in states),
            unknown=unknown,
            open=unanswered,
            unclear=tuple(question for question, _ in asked if question.id in unclear),
            unclear_cells=unclear_cells,
        )


def count_answered(statuses: Iterable[PlayStatus]) -> str:
    """How many questions are answered: `10 of 14 questions answered (1 of them not applicable)`."""
    counts = [(one.answered, one.asked, one.not_applicable) for one in statuses]
    answered, asked, not_applicable = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0, 0)
    among = f" ({not_applicable} of them not applicable)" if not_applicable else ""
    return f"{answered} of {count_words(asked, 'question')} answered{among}"
