"""Ids and level keys of a playbook, as an answer file names them."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf

from cxassess.fields import ID, read_text
from cxassess.nodes import Node, Scalar
from cxassess.playbook import Level, Playbook, Question
from cxassess.playbook.question_names import name_question
from cxassess.problems import Location, Problems
from cxassess.text import did_you_mean, join_words, non_ascii, retype, shorten


class References:
    """What one answer file names in its playbook; `set_aside` are ids that an overlay hides, in the order of the file.

    `no_longer_asked` are ids of other editions, each with its first place. Those are known of which the playbook says so;
    in a file of another version, which `version` is, any id may be one.
    """

    def __init__(self, playbook: Playbook, problems: Problems, version: str = "") -> None:
        self.playbook = playbook
        self.is_other_edition = version not in ("", playbook.version)
        self.no_longer_asked: dict[str, Location] = {}
        self.problems = problems
        self.set_aside: dict[str, None] = {}

    def is_known(self, node: Scalar, names: MappingOf[str, object], what: str, *, aside: bool = True) -> bool:
        """Whether an id is one of these names; a hidden one is set aside (unless not `aside`), any other is an error.

        One that is no longer asked is noted, and no error.
        """
        id = node.text
        if id in names:
            return True
        if id in self.playbook.hidden:
            self.set_aside |= {id: None} if aside else {}
        elif id in self.playbook.retired or id in self.playbook.replaced_by:
            self.no_longer_asked.setdefault(id, node.where)
        elif non_ascii(id):
            message = f"no {what} has this id; it contains {non_ascii(id)}"
            self.problems.error(node.where, message, retype(id))
        elif id in self.playbook.play_by_id:
            hint = f"name its questions, such as {self.playbook.play_by_id[id].questions[0].id}"
            self.problems.error(node.where, f"'{id}' is a play, not a {what}", hint)
        elif self.is_other_edition and id not in self.playbook.by_id and ID.fullmatch(id):
            self.no_longer_asked.setdefault(id, node.where)
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
