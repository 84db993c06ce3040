"""What an answer file plans, updated to the present edition of its playbook: targets, focus and actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from cxassess.answers.model import UNANSWERED, Answers
from cxassess.playbook import Playbook, Question
from cxassess.source.emit import Value
from cxassess.text import join_words, one_line, shorten

Data: TypeAlias = dict[str, Value]


def filled_fields(data: Data, name: str) -> Data:
    """The filled fields of a section."""
    section = data.get(name)
    fields = section.items() if isinstance(section, dict) else ()
    return {key: value for key, value in fields if value not in (None, {}, [])}


class PlanMigration:
    """The plan of one file; `left` are targets that are not taken over, `messages` say what is not as it was.

    `taken` is, by an earlier id, the question that has its answer now.
    """

    def __init__(self, data: Data, answers: Answers, playbook: Playbook, taken: Mapping[str, Question]) -> None:
        self.old = data
        self.answers = answers
        self.playbook = playbook
        self.taken = taken
        self.left: Data = {}
        self.messages: list[str] = []

    def targets(self) -> Data:
        """The targets whose play or question is asked now as it was then."""
        now: Data = {}
        for id, value in filled_fields(self.old, "targets").items():
            question = self.question(id)
            if question is not None:
                now[question.id] = value
            elif id in self.answers.set_aside or id in ("overall", *self.playbook.play_by_id):
                now[id] = value
            else:
                self.left[id] = value
                self.messages.append(f"target of {id}: not taken over; it is kept with the earlier answers")
        return now

    def question(self, id: str) -> Question | None:
        """The question that has the answer of an id, or that is the same because the file is of this edition; None for none."""
        if self.answers.state(id) != UNANSWERED or id in self.answers.former:
            return self.taken.get(id)
        is_same = self.answers.header.version in ("", self.playbook.version)
        return self.playbook.by_id.get(id) if is_same else None

    def focus(self) -> Value:
        """The plays in focus that there are now."""
        written = self.old.get("focus")
        plays = [id for id in written if isinstance(id, str)] if isinstance(written, list) else []
        known = [id for id in plays if id in self.playbook.play_by_id or id in self.playbook.hidden]
        if gone := [id for id in plays if id not in known]:
            self.messages.append(f"focus: {join_words(gone)} left out, because there is no such play now")
        return list(known)

    def actions(self) -> Value:
        """Every action, with the plays and the ids of questions that there are now."""
        written = self.old.get("actions")
        return (
            [self.action(one) if isinstance(one, dict) else one for one in written]
            if isinstance(written, list)
            else None
        )

    def action(self, action: Data) -> Data:
        now, name = dict(action), f"action “{shorten(one_line(str(action.get('text') or '')))}”"
        play = action.get("play")
        if isinstance(play, str) and play not in self.playbook.play_by_id and play not in self.playbook.hidden:
            del now["play"]
            self.messages.append(f"{name}: {play} left out, because there is no such play now")
        ids = action.get("questions")
        if isinstance(ids, list):
            questions: dict[str, None] = {}
            for id in (id for id in ids if isinstance(id, str)):
                present = self.questions_now(id)
                questions |= dict.fromkeys(present)
                if present != [id]:
                    instead = (
                        f"now for {join_words(present)} instead of {id}"
                        if present
                        else f"{id} left out, because it is no longer asked"
                    )
                    self.messages.append(f"{name}: {instead}")
            now["questions"] = list(questions)
        return {field: value for field, value in now.items() if value not in (None, [])}

    def questions_now(self, id: str) -> list[str]:
        """The present ids of what was asked under an earlier id; none where it is retired."""
        if id in self.taken:
            return [self.taken[id].id]
        if id in self.playbook.by_id or id in self.playbook.hidden:
            return [id]
        return [question.id for question in self.playbook.replaced_by.get(id, ())]
