"""Which question an interview asks first."""

from __future__ import annotations

from collections.abc import Sequence

from cxassess.answers import UNANSWERED, Answers
from cxassess.answers.conditions import NO_CONDITIONS, Conditions
from cxassess.playbook import Question


def next_open_question(
    answers: Answers, questions: Sequence[Question], conditions: Conditions = NO_CONDITIONS
) -> Question | None:
    """The first question without an answer after the last one with one; else the first without; None when all have one.

    One that is not asked, or not yet, is neither.
    """
    asked = [one for one in questions if conditions.is_asked(one.id)]
    after_last = max((at for at, one in enumerate(asked, 1) if answers.state(one.id) != UNANSWERED), default=0)
    order = [*asked[after_last:], *asked[:after_last]]
    return next((question for question in order if answers.state(question.id) == UNANSWERED), None)
