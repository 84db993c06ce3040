"""What an answer file plans: who answers each play, targets, focus, actions, and what is asked of those who decide."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf

from cxassess.answers.model import STATUSES, Action, Ask, Target, match_status
from cxassess.answers.references import References
from cxassess.fields import MAX_LINE, Fields, read_integer, read_text
from cxassess.nodes import Node, Scalar
from cxassess.playbook import Question
from cxassess.text import join_words, shorten

TARGET = "level score by owner who others"
OTHER_TARGET = "who level score by owner"
ACTION = "id play questions text owner by measure effort status"
ASK = "text who by"
ACTION_FORM = "{{text: {text}}}"
MAX_ASKS = 3  # a reader who is asked for more does none of it


class PlanReader:
    """Reads what is planned; ids are looked up in `known`."""

    def __init__(self, known: References) -> None:
        self.known = known
        self.playbook = known.playbook
        self.problems = known.problems
        self.action_ids: dict[str, Node] = {}

    def targets(self, fields: Fields) -> dict[str, Target]:
        if "targets" not in fields.pairs:
            return {}
        names = {"overall": None, **self.playbook.play_by_id, **self.playbook.by_id}
        return {
            key.text: self.target(key.text, node)
            for key, node in fields.entries("targets")
            if self.known.is_known(key, names, "play or question")
        }

    def target(self, id: str, node: Node, names: str = TARGET) -> Target:
        """A target, or one of `others` in it by their field names."""
        shape = "write '{level: 4, by: 2027-09-30, owner: …}'"
        fields = Fields(node, names, self.problems, f"the target of {id}", shape)
        question = self.playbook.by_id.get(id)
        level, score = fields.value("level"), fields.number("score", None)
        if question is not None:
            hint = f"write '{{level: {question.levels[-1].key}}}'"
            if "score" in fields.pairs:
                message = "the target of a question is a level, not a score"
                self.problems.error(fields.at_key("score"), message, hint)
            else:
                fields.required("level", hint)
        elif level is not None and fields.value("score") is not None:
            message = f"the target of {id} has both a level and a score"
            self.problems.error(max(fields.at("level"), fields.at("score")), message, "keep one of them")
        elif level is None and fields.is_empty("score") and "level" not in fields.misspelled:
            hint = "write '{level: 4}' or '{score: 3.5}'"
            self.problems.error(fields.where, f"the target of {id} needs a level or a score", hint)
        key = "" if level is None else self.target_level(question, id, level)
        where = fields.at("level" if score is None else "score")
        who = fields.text("who", needed=names == OTHER_TARGET)
        target = Target(id, key, score, fields.date("by"), fields.text("owner"), where, who)
        if names == OTHER_TARGET:
            return target
        return target._replace(others=fields.each("others", lambda item: self.target(id, item, OTHER_TARGET)))

    def target_level(self, question: Question | None, id: str, node: Node) -> str:
        if question is not None:
            return self.known.level(question, node)
        if self.playbook.scoring.method == "sum":
            message = f"the target of {id} is a level, but scores are sums of points"
        elif not self.playbook.scale:
            message = f"{self.playbook.id} has no shared scale for the target of {id}"
        else:
            return self.known.key(self.playbook.scale_by_key, node, "a level of the scale")
        self.problems.error(node.where, message, "write '{score: …}'")
        return ""

    def owners(self, fields: Fields) -> dict[str, str]:
        """Who is to answer each play, by its id."""
        return {
            key.text: name
            for key, node in fields.entries("owners")
            if self.known.is_known(key, self.playbook.play_by_id, "play")
            and (name := read_text(node, self.problems, "the owner of a play", MAX_LINE))
        }

    def focus(self, fields: Fields) -> tuple[str, ...]:
        return self.ids("focus", fields, self.playbook.play_by_id, "play")

    def ids(
        self, field: str, fields: Fields, names: MappingOf[str, object], what: str, *, aside: bool = True
    ) -> tuple[str, ...]:
        """The ids of a list field that are among these names, each once; whether hidden ones are set aside."""
        ids: dict[str, None] = {}
        for node in fields.items(field):
            if not isinstance(node, Scalar):
                read_text(node, self.problems, f"an entry of '{field}'")
            elif self.known.is_known(node, names, what, aside=aside):
                ids[node.text] = None
        return tuple(ids)

    def action(self, node: Node) -> Action:
        shape = "write '{play: P1, text: …, owner: …, by: 2027-03-31}'"
        fields = Fields(node, ACTION, self.problems, "an action", shape, ACTION_FORM)
        play, play_node = fields.text("play"), fields.value("play")
        if isinstance(play_node, Scalar) and not self.known.is_known(play_node, self.playbook.play_by_id, "play"):
            play = ""
        effort = fields.value("effort")
        return Action(
            play=play,
            text=fields.text("text", needed=True),
            owner=fields.text("owner"),
            by=fields.date("by"),
            measure=fields.text("measure"),
            status=self.status(fields),
            id=self.action_id(fields),
            questions=self.ids("questions", fields, self.playbook.by_id, "question", aside=False),
            effort=None if effort is None else read_integer(effort, self.problems, "'effort'", 1, 5),
        )

    def action_id(self, fields: Fields) -> str:
        id, node = fields.text("id", most=MAX_LINE), fields.value("id")
        if not id or node is None:
            return ""
        first = self.action_ids.setdefault(id, node)
        if first is not node:
            message = f"the action id '{shorten(id)}' is used twice (first on line {first.line})"
            self.problems.error(node.where, message, "give each action an id of its own, or none")
        return id

    def status(self, fields: Fields) -> str:
        status = fields.text("status")
        if not match_status(status):
            message = f"'{shorten(status)}' is not a status, so this action counts as open"
            self.problems.warn(fields.at("status"), message, f"write {join_words(STATUSES, 'or')}")
        return status

    def asks(self, fields: Fields) -> tuple[Ask, ...]:
        asks = fields.each("asks", self.ask, ACTION_FORM)
        if len(asks) > MAX_ASKS:
            message = f"'asks' has {len(asks)} entries; the limit is {MAX_ASKS}"
            where = fields.items("asks")[MAX_ASKS].where
            self.problems.error(where, message, "keep those that matter most; the rest can be actions")
        return asks

    def ask(self, node: Node) -> Ask:
        shape = "write '{text: …, who: …, by: 2027-03-31}'"
        if isinstance(node, Scalar):
            text = read_text(node, self.problems, "an entry of 'asks'", MAX_LINE)
            if not text:
                self.problems.error(node.where, "an entry of 'asks' is empty", "write what is asked, or remove it")
            return Ask(text)
        fields = Fields(node, ASK, self.problems, "an entry of 'asks'", shape, ACTION_FORM)
        return Ask(
            fields.text("text", needed=True, most=MAX_LINE), fields.text("who", most=MAX_LINE), fields.date("by")
        )
