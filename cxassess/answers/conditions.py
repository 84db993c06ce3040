"""Which questions are asked, given the answers so far: conditions that are met, not met, or not decided yet."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import NamedTuple

from cxassess.answers.model import LEVEL, NOT_ASKED, UNANSWERED, UNKNOWN, Answers
from cxassess.playbook import Playbook, Question


class Conditions(NamedTuple):
    """The ids of the questions that are not asked, and of those of which that is not decided yet.

    A condition is decided where each question that it names has a level or does not apply, or one of them rules it out.
    """

    not_asked: Set[str] = frozenset()
    undecided: Set[str] = frozenset()

    def state(self, answers: Answers, question: str) -> str:
        """The state that counts: not_asked, unanswered where the condition is not decided, else that of the answer."""
        if question in self.not_asked:
            return NOT_ASKED
        return UNANSWERED if question in self.undecided else answers.state(question)

    def is_asked(self, question: str) -> bool:
        """Whether a question is asked now."""
        return question not in self.not_asked and question not in self.undecided

    def level(self, answers: Answers, question: Question) -> str:
        """The level that a question counts as: its answer, or `otherwise` where it is not asked; '' for none."""
        state = self.state(answers, question.id)
        return question.otherwise if state == NOT_ASKED else answers.answer(question.id).level if state == LEVEL else ""


NO_CONDITIONS = Conditions()


def decide_conditions(playbook: Playbook, answers: Answers) -> Conditions:
    """Which questions of a playbook are not asked, or not decided yet."""
    if not playbook.conditional:
        return NO_CONDITIONS
    not_asked, undecided = set[str](), set[str]()
    decided = Conditions(not_asked, undecided)  # filled below, in the order of conditions
    for question in playbook.conditional:
        is_met = [_is_met(playbook, answers, decided, id, keys) for id, keys in question.when.items()]
        if False in is_met:
            not_asked.add(question.id)
        elif None in is_met:
            undecided.add(question.id)
    return decided


def _is_met(playbook: Playbook, answers: Answers, decided: Conditions, id: str, keys: tuple[str, ...]) -> bool | None:
    """Whether a question counts as answered at one of these levels; None where it is unknown or unanswered."""
    if decided.state(answers, id) in (UNANSWERED, UNKNOWN):
        return None
    return decided.level(answers, playbook.by_id[id]) in keys


def deciding_questions(
    playbook: Playbook, answers: Answers, conditions: Conditions, question: Question
) -> Iterator[Question]:
    """Of the questions that a condition names, those because of which it is not met, or not decided yet; all where it is met."""
    wanted = False if question.id in conditions.not_asked else None if question.id in conditions.undecided else True
    for id, keys in question.when.items():
        if _is_met(playbook, answers, conditions, id, keys) is wanted:
            yield playbook.by_id[id]


def open_deciding(playbook: Playbook, answers: Answers, conditions: Conditions) -> Iterator[Question]:
    """The asked questions, unanswered or unknown, whose answers decide whether others are asked; each once."""
    named = {id for question in playbook.conditional if question.id in conditions.undecided for id in question.when}
    for id in (id for id in playbook.by_id if id in named and conditions.is_asked(id)):
        if answers.state(id) in (UNANSWERED, UNKNOWN):
            yield playbook.by_id[id]
