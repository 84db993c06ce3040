"""Ids and level keys of a playbook, as an answer file names them."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf

from cxassess.fields import read_text
from cxassess.nodes import Node, Scalar
from cxassess.playbook import Level, Playbook, Question
from cxassess.playbook.names import name_question
from cxassess.problems import Problems
from cxassess.text import did_you_mean, join_words, non_ascii, retype, shorten


class References:
    """What one answer file names in its playbook; `set_aside` are ids that an overlay hides, in the order of the file."""

    def __init__(self, playbook: Playbook, problems: Problems) -> None:
        self.playbook = playbook
        self.problems = problems
        self.set_aside: dict[str, None] = {}

    def is_known(self, node: Scalar, names: MappingOf[str, object], what: str, *, aside: bool = True) -> bool:
        """Whether an id is one of these names; a hidden one is set aside (unless not `aside`), any other is an error."""
        id = node.text
        if id in names:
            return True
        if id in self.playbook.hidden:
            self.set_aside |= {id: None} if aside else {}
        elif non_ascii(id):
            message = f"no {what} has this id; it contains {non_ascii(id)}"
            self.problems.error(node.where, message, retype(id))
        elif id in self.playbook.play_by_id:
            hint = f"name its questions, such as {self.playbook.play_by_id[id].questions[0].id}"
            self.problems.error(node.where, f"'{id}' is a play, not a {what}", hint)
        else:
            hint = "" if self.problems.too_many else did_you_mean(id, names)
            message = f"no {what} '{shorten(id)}' in {self.playbook.id}"
            self.problems.error(node.where, message, hint or f"'cxassess show {self.playbook.id}' lists them")
        return False

    def level(self, question: Question, node: Node) -> str:
        """The key of a level of this question; '' with an error where there is no such level."""
        return self.key(question.by_key, node, f"a level of {name_question(question)}")

    def key(self, levels: MappingOf[str, Level], node: Node, what: str) -> str:
        key = read_text(node, self.problems, "a level")
        if key in levels:
            return key
        if isinstance(node, Scalar):
            odd = non_ascii(key)
            hint = f"it contains {odd}; " if odd else ""
            hint = f"{hint}write {join_words(levels, 'or')}"
            self.problems.error(node.where, f"'{shorten(key)}' is not {what}", hint)
        return ""
