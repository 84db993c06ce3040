"""An answer file to Answers, with its playbook, when what it says about itself is known."""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingOf

from cxassess.answers.model import (
    FLAGS,
    LEVEL,
    NOT_APPLICABLE,
    UNANSWERED,
    UNKNOWN,
    Action,
    Answer,
    Answers,
    Evidence,
    Header,
    Remark,
    Target,
    Vote,
    is_reason,
    match_state,
)
from cxassess.fields import Fields, read_items, read_text
from cxassess.nodes import Node, Scalar, Sequence
from cxassess.playbook import Level, Playbook, Question
from cxassess.problems import Location, Problems
from cxassess.text import did_you_mean, join_words, non_ascii, retype, shorten

ANSWER = "level not_applicable unknown reason note evidence confidence votes remarks"
VOTE = "who role level note"
REMARK = "who role text"
EVIDENCE = "title link who"
TARGET = "level score by owner others"
OTHER_TARGET = "who level score by owner"
ACTION = "play text owner by measure status"
VOTE_FORM = "{{who: {name}, level: {value}}}"
ACTION_FORM = "{{text: {text}}}"
REMARK_FORM = "{{who: {name}, text: {value}}}"
CONFIDENCE = ("low", "medium", "high")


def read_answers(path: str, header: Header, fields: Fields, playbook: Playbook) -> Answers:
    """The rest of the file; problems go to those of `fields`. Warnings about targets come with the scores."""
    reader = _Reader(playbook, fields.problems)
    return Answers(
        path=path,
        header=header,
        by_question=reader.answers(fields),
        targets=reader.targets(fields),
        focus=reader.focus(fields),
        actions=fields.each("actions", reader.action, ACTION_FORM),
        silence={key.text: reader.silence_reason(key, node) for key, node in fields.entries("silence")},
        wording=reader.wording(fields),
        set_aside=tuple(reader.set_aside),
    )


class _Reader:
    """Reads the parts of a file that name questions and plays of one playbook."""

    def __init__(self, playbook: Playbook, problems: Problems) -> None:
        self.playbook = playbook
        self.problems = problems
        self.set_aside: dict[str, None] = {}

    def is_known(self, node: Scalar, names: MappingOf[str, object], what: str) -> bool:
        """Whether an id is one of these names; a hidden one is set aside, any other is an error."""
        id = node.text
        if id in names:
            return True
        if id in self.playbook.hidden:
            self.set_aside[id] = None
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

    def answers(self, fields: Fields) -> dict[str, Answer]:
        node = fields.value("answers")
        if isinstance(node, Sequence):
            message = "'answers' should be 'id: answer' fields, not a list"
            self.problems.error(node.where, message, "write 'P1.1: {level: 3}' without the dash")
            return {}
        return {
            key.text: self.answer(self.playbook.by_id[key.text], key, value)
            for key, value in fields.entries("answers")
            if self.is_known(key, self.playbook.by_id, "question")
        }

    def answer(self, question: Question, key: Scalar, node: Node) -> Answer:
        if isinstance(node, Scalar):
            state, level = self.written_level(question, node)
            return Answer(question.id, state, level, where=key.where, field=LEVEL if state == UNKNOWN else "")
        shape = f"write '{question.id}: {{level: {question.levels[0].key}}}'"
        fields = Fields(node, ANSWER, self.problems, f"the answer to {question.id}", shape)
        state, level, reason = self.state(question, fields)
        return Answer(
            question=question.id,
            state=state,
            level=level,
            reason=reason,
            agreed=fields.text("reason"),
            note=fields.text("note"),
            evidence=self.all_evidence(fields),
            confidence=fields.choice("confidence", CONFIDENCE, ""),
            votes=fields.each("votes", lambda item: self.vote(question, item), VOTE_FORM),
            remarks=fields.each("remarks", self.remark, REMARK_FORM),
            where=key.where,
            field=LEVEL if state == UNKNOWN and LEVEL in fields.pairs else "",
        )

    def state(self, question: Question, fields: Fields) -> tuple[str, str, str]:
        """State, level and reason of an answer; at most one state may be written."""
        states = [name for name in (LEVEL, NOT_APPLICABLE, UNKNOWN) if name in fields.pairs]
        if len(states) > 1:
            message = f"{question.id} has two answers: {join_words(states)}"
            self.problems.error(fields.at_key(states[1]), message, "keep one of them")
            return UNANSWERED, "", ""
        if states == [NOT_APPLICABLE]:
            reason = fields.text(NOT_APPLICABLE)
            if not is_reason(reason):
                self.needs_reason(question, fields.at(NOT_APPLICABLE))
            return NOT_APPLICABLE, "", reason
        if states == [UNKNOWN]:
            text = fields.text(UNKNOWN)
            if text.lower() != "true":
                hint = "write 'unknown: true', or leave it out"
                self.problems.error(fields.at(UNKNOWN), f"'unknown' is '{shorten(text)}'", hint)
            return UNKNOWN, "", ""
        node = fields.value(LEVEL)
        return (*self.written_level(question, node), "") if node is not None else (UNANSWERED, "", "")

    def written_level(self, question: Question, node: Node) -> tuple[str, str]:
        """The state and the level that are written where a level belongs: a level, nothing, or that no one knows."""
        text = node.text if isinstance(node, Scalar) else ""
        state = "" if text in question.by_key else match_state(text)
        if state == NOT_APPLICABLE:
            self.needs_reason(question, node.where)
        level = "" if state or (isinstance(node, Scalar) and node.empty) else self.level(question, node)
        return (LEVEL if level else UNKNOWN if state == UNKNOWN else UNANSWERED), level

    def needs_reason(self, question: Question, where: Location) -> None:
        hint = f"write '{question.id}: {{not_applicable: reason}}', or leave it out"
        self.problems.error(where, f"{question.id} is not applicable without a reason", hint)

    def level(self, question: Question, node: Node) -> str:
        """The key of a level of this question; '' with an error where there is no such level."""
        return self.key(question.by_key, node, f"a level of {question.id}")

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

    def all_evidence(self, fields: Fields) -> tuple[Evidence, ...]:
        node = fields.value("evidence")
        if node is None:
            return ()
        nodes = [node] if isinstance(node, Scalar) else read_items(node, self.problems, "'evidence'")
        return tuple(self.evidence(item) for item in nodes if not self.is_blank(item))

    def is_blank(self, node: Node) -> bool:
        """Whether an entry of the evidence says nothing, with a warning where it is an empty pair of quotes."""
        if isinstance(node, Scalar) and node.style in ("'", '"') and not node.text.strip():
            self.problems.warn(node.where, "this evidence is empty", "write what shows the level, or remove it")
            return True
        return isinstance(node, Scalar) and node.empty

    def evidence(self, node: Node) -> Evidence:
        if isinstance(node, Scalar):
            return Evidence(node.text.strip(), "")
        fields = Fields(node, EVIDENCE, self.problems, "evidence", "write '{title: …, link: …}'", "{text}")
        title, link = fields.text("title"), fields.link("link")
        if not title and not link and fields.is_empty("title") and fields.is_empty("link"):
            self.problems.error(node.where, "this evidence has no title", "write '{title: …, link: …}'")
        return Evidence(title or link, link, fields.texts("who"))

    def vote(self, question: Question, node: Node) -> Vote:
        fields = Fields(node, VOTE, self.problems, "a vote", "write '{who: …, level: 3}'", VOTE_FORM)
        level_node = fields.required("level")
        level = "" if level_node is None else self.level(question, level_node)
        return Vote(fields.text("who", needed=True), fields.text("role"), level, fields.text("note"))

    def remark(self, node: Node) -> Remark:
        fields = Fields(node, REMARK, self.problems, "a remark", "write '{who: …, text: …}'", REMARK_FORM)
        return Remark(fields.text("who", needed=True), fields.text("role"), fields.text("text", needed=True))

    def targets(self, fields: Fields) -> dict[str, Target]:
        names = {"overall": None, **self.playbook.play_by_id, **self.playbook.by_id}
        return {
            key.text: self.target(key.text, node)
            for key, node in fields.entries("targets")
            if self.is_known(key, names, "play or question")
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
        target = Target(id, key, score, fields.date("by"), fields.text("owner"), where)
        if names == OTHER_TARGET:
            return target._replace(who=fields.text("who", needed=True))
        return target._replace(others=fields.each("others", lambda item: self.target(id, item, OTHER_TARGET)))

    def target_level(self, question: Question | None, id: str, node: Node) -> str:
        if question is not None:
            return self.level(question, node)
        if self.playbook.scoring.method == "sum":
            message = f"the target of {id} is a level, but scores are sums of points"
        elif not self.playbook.scale:
            message = f"{self.playbook.id} has no shared scale for the target of {id}"
        else:
            return self.key(self.playbook.scale_by_key, node, "a level of the scale")
        self.problems.error(node.where, message, "write '{score: …}'")
        return ""

    def focus(self, fields: Fields) -> tuple[str, ...]:
        plays: dict[str, None] = {}
        for node in fields.items("focus"):
            if not isinstance(node, Scalar):
                read_text(node, self.problems, "an entry of 'focus'")
            elif self.is_known(node, self.playbook.play_by_id, "play"):
                plays[node.text] = None
        return tuple(plays)

    def action(self, node: Node) -> Action:
        shape = "write '{play: P1, text: …, owner: …, by: 2027-03-31}'"
        fields = Fields(node, ACTION, self.problems, "an action", shape, ACTION_FORM)
        play, play_node = fields.text("play"), fields.value("play")
        if isinstance(play_node, Scalar) and not self.is_known(play_node, self.playbook.play_by_id, "play"):
            play = ""
        return Action(
            play=play,
            text=fields.text("text", needed=True),
            owner=fields.text("owner"),
            by=fields.date("by"),
            measure=fields.text("measure"),
            status=fields.text("status"),
        )

    def silence_reason(self, key: Scalar, node: Node) -> str:
        reason = read_text(node, self.problems, "a reason")
        if key.text not in FLAGS:
            hint = did_you_mean(key.text, FLAGS)
            self.problems.warn(key.where, f"no flag '{shorten(key.text)}', so this has no effect", hint)
        if not reason and isinstance(node, Scalar):
            message = f"'{shorten(key.text)}' is silenced without a reason"
            self.problems.error(key.where, message, "write the reason after it; the report prints it")
        return reason

    def wording(self, fields: Fields) -> dict[str, str]:
        """The digest of the wording of each question that was answered, by its id."""
        digests = {}
        for key, node in fields.entries("wording"):
            digest = read_text(node, self.problems, "a digest")
            if re.fullmatch(r"[0-9a-f]{8}", digest):
                digests[key.text] = digest
            elif isinstance(node, Scalar):
                message = f"'{shorten(digest)}' is not a digest of wording"
                self.problems.error(node.where, message, "this field is written by the program; remove the line")
        return digests
