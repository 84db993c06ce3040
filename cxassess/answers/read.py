"""An answer file to Answers: first what it says of itself, then, against its playbook, the rest."""

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
    Subject,
    Target,
    Vote,
)
from cxassess.fields import Fields, read_items, read_text
from cxassess.nodes import Node, Scalar, Sequence
from cxassess.playbook import Level, Playbook, Question
from cxassess.problems import Problems
from cxassess.text import did_you_mean, join_words, non_ascii, shorten

FILE = "format playbook version overlays subject respondent date marking answers targets focus actions silence wording"
ANSWER = "level not_applicable unknown reason note evidence confidence votes"
VOTE = "who role level note"
EVIDENCE = "title link"
TARGET = "level score by owner"
ACTION = "play text owner by measure status"
SUBJECT = "agency component service scope tags"
RESPONDENT = "name role"
SCOPES = ("public", "internal", "both")
CONFIDENCE = ("low", "medium", "high")
OTHERWISE = {  # what is often written in the place of a level, and how it is said
    **dict.fromkeys(("na", "n/a", "not applicable", "not_applicable"), "write '{not_applicable: reason}'"),
    **dict.fromkeys(("unknown", "don't know", "?"), "write '{unknown: true}'"),
}


def read_header(root: Node, problems: Problems) -> tuple[Header, Fields]:
    """What the file says of itself, and its fields for `read_answers`."""
    fields = Fields(
        root,
        FILE,
        problems,
        "an answer file",
        "see 'cxassess schema answers' or start one with 'cxassess assess'",
    )
    fields.check_format()
    respondent = _respondent(fields, problems)
    header = Header(
        playbook=fields.text(
            "playbook",
            needed=True,
            hint="add 'playbook: act-iac-cx-2018' or another; 'cxassess playbooks' lists them",
        ),
        version=fields.text("version"),
        overlays=fields.texts("overlays"),
        subject=_subject(fields, problems),
        respondent=respondent[0],
        role=respondent[1],
        date=fields.date("date"),
        marking=fields.text("marking"),
        where=fields.at("playbook"),
    )
    return header, fields


def _respondent(fields: Fields, problems: Problems) -> tuple[str, str]:
    node = fields.value("respondent")
    if node is None:
        return "", ""
    inner = Fields(node, RESPONDENT, problems, "'respondent'", "write 'respondent: {name: …, role: …}'")
    return inner.text("name"), inner.text("role")


def _subject(fields: Fields, problems: Problems) -> Subject:
    node = fields.value("subject")
    if node is None:
        return Subject()
    inner = Fields(node, SUBJECT, problems, "'subject'", "write 'subject: {agency: …, service: …}'")
    tags = {key.text: read_text(value, problems, "a tag") for key, value in inner.entries("tags")}
    scope = inner.choice("scope", SCOPES, "")
    return Subject(inner.text("agency"), inner.text("component"), inner.text("service"), scope, tags)


def read_answers(path: str, header: Header, fields: Fields, playbook: Playbook) -> Answers:
    """The rest of the file. Complaints go to the faults of `fields`; warnings about targets come with the scores."""
    reader = _Reader(playbook, fields.problems)
    return Answers(
        path=path,
        header=header,
        by_question=reader.answers(fields),
        targets=reader.targets(fields),
        focus=reader.focus(fields),
        actions=fields.each("actions", reader.action),
        silence={key.text: reader.reason(key, node) for key, node in fields.entries("silence")},
        wording=reader.wording(fields),
        set_aside=tuple(reader.set_aside),
    )


def is_reason(text: str) -> bool:
    """Whether text says why a question does not apply: a mere yes or no does not."""
    return bool(text) and text.lower() not in ("true", "yes", "false", "no")


class _Reader:
    """Reads what names questions and plays, against one playbook."""

    def __init__(self, playbook: Playbook, problems: Problems) -> None:
        self.playbook = playbook
        self.problems = problems
        self.set_aside: dict[str, None] = {}

    def known(self, node: Scalar, names: MappingOf[str, object], what: str) -> bool:
        """Whether an id is one of these; a hidden one is set aside, any other noted with the nearest."""
        if node.text in names:
            return True
        if node.text in self.playbook.hidden:
            self.set_aside[node.text] = None
        elif non_ascii(node.text):
            message = f"no {what} has this id; it holds {non_ascii(node.text)}"
            self.problems.error(node.where, message, "type it again in plain letters")
        elif node.text in self.playbook.play_by_id:
            questions = self.playbook.play_by_id[node.text].questions
            hint = f"name its questions, such as {questions[0].id}"
            self.problems.error(node.where, f"'{node.text}' is a play, not a {what}", hint)
        else:
            near = "" if self.problems.too_many else did_you_mean(node.text, names)
            hint = near or f"'cxassess show {self.playbook.id}' lists them"
            self.problems.error(node.where, f"no {what} '{shorten(node.text)}' in {self.playbook.id}", hint)
        return False

    def answers(self, fields: Fields) -> dict[str, Answer]:
        node = fields.value("answers")
        if isinstance(node, Sequence):
            self.problems.error(
                node.where,
                "'answers' should be 'id: answer' fields, not a list",
                "write 'P1.1: {level: 3}' without the dash",
            )
            return {}
        found = {}
        for key, value in fields.entries("answers"):
            if self.known(key, self.playbook.by_id, "question"):
                found[key.text] = self.answer(self.playbook.by_id[key.text], key, value)
        return found

    def answer(self, question: Question, key: Scalar, node: Node) -> Answer:
        if isinstance(node, Scalar):
            level = "" if node.empty else self.level(question, node)
            return Answer(question.id, LEVEL if level else UNANSWERED, level, where=key.where)
        fields = Fields(
            node,
            ANSWER,
            self.problems,
            f"the answer to {question.id}",
            f"write '{question.id}: {{level: {question.levels[0].key}}}'",
        )
        state, level, reason = self.state(question, fields)
        return Answer(
            question=question.id,
            state=state,
            level=level,
            reason=reason,
            agreed=fields.text("reason"),
            note=fields.text("note"),
            evidence=self.evidence(fields),
            confidence=fields.choice("confidence", CONFIDENCE, ""),
            votes=fields.each("votes", lambda item: self.vote(question, item)),
            where=key.where,
        )

    def state(self, question: Question, fields: Fields) -> tuple[str, str, str]:
        """State, level and reason of an answer; at most one state may be written."""
        states = [name for name in (LEVEL, NOT_APPLICABLE, UNKNOWN) if name in fields.pairs]
        if len(states) > 1:
            where = fields.pairs[states[1]][0].where
            self.problems.error(where, f"{question.id} is answered twice: by {join_words(states)}", "keep one of them")
            return UNANSWERED, "", ""
        if states == [NOT_APPLICABLE]:
            return NOT_APPLICABLE, "", self.why(question, fields)
        if states == [UNKNOWN]:
            self.is_true(fields)
            return UNKNOWN, "", ""
        node = fields.value(LEVEL)
        level = "" if node is None else self.level(question, node)
        return (LEVEL if level else UNANSWERED), level, ""

    def why(self, question: Question, fields: Fields) -> str:
        reason = fields.text(NOT_APPLICABLE)
        if not is_reason(reason):
            hint = f"write '{question.id}: {{not_applicable: reason}}', or leave it out"
            self.problems.error(fields.at(NOT_APPLICABLE), f"{question.id} is not applicable without a reason", hint)
        return reason

    def is_true(self, fields: Fields) -> None:
        if fields.text(UNKNOWN).lower() != "true":
            self.problems.error(
                fields.at(UNKNOWN),
                f"'unknown' is '{shorten(fields.text(UNKNOWN))}'",
                "write 'unknown: true', or leave it out",
            )

    def level(self, question: Question, node: Node) -> str:
        """The key of a level of this question, '' with a fault."""
        return self.key(question.by_key, node, f"a level of {question.id}")

    def key(self, levels: MappingOf[str, Level], node: Node, what: str) -> str:
        written = read_text(node, self.problems, "a level")
        if written in levels:
            return written
        if isinstance(node, Scalar):
            odd = non_ascii(written)
            hint = f"it holds {odd}; " if odd else ""
            hint = OTHERWISE.get(written.lower()) or f"{hint}write {join_words(levels, 'or')}"
            self.problems.error(node.where, f"'{shorten(written)}' is not {what}", hint)
        return ""

    def evidence(self, fields: Fields) -> tuple[Evidence, ...]:
        node = fields.value("evidence")
        if node is None:
            return ()
        nodes = [node] if isinstance(node, Scalar) else read_items(node, self.problems, "'evidence'")
        return tuple(self.one_evidence(item) for item in nodes if not (isinstance(item, Scalar) and item.empty))

    def one_evidence(self, node: Node) -> Evidence:
        if isinstance(node, Scalar):
            return Evidence(node.text.strip(), "")
        fields = Fields(node, EVIDENCE, self.problems, "evidence", "write '{title: …, link: …}'")
        title, link = fields.text("title"), fields.text("link")
        if not title and not link and fields.is_empty("title") and fields.is_empty("link"):
            self.problems.error(node.where, "evidence without a title", "write '{title: …, link: …}'")
        return Evidence(title or link, link)

    def vote(self, question: Question, node: Node) -> Vote:
        fields = Fields(node, VOTE, self.problems, "a vote", "write '{who: …, level: 3}'")
        found = fields.required("level")
        level = "" if found is None else self.level(question, found)
        return Vote(fields.text("who", needed=True), fields.text("role"), level, fields.text("note"))

    def targets(self, fields: Fields) -> dict[str, Target]:
        found = {}
        names = {"overall": None, **self.playbook.play_by_id, **self.playbook.by_id}
        for key, node in fields.entries("targets"):
            if self.known(key, names, "play or question"):
                found[key.text] = self.target(key, node)
        return found

    def target(self, key: Scalar, node: Node) -> Target:
        fields = Fields(
            node,
            TARGET,
            self.problems,
            f"the target of {key.text}",
            "write '{level: 4, by: 2027-09-30, owner: …}'",
        )
        question = self.playbook.by_id.get(key.text)
        level, score = fields.value("level"), fields.number("score", None)
        if question is not None and "score" in fields.pairs:
            self.problems.error(
                fields.at_key("score"),
                "the target of a question is a level, not a score",
                f"write '{{level: {question.levels[-1].key}}}'",
            )
        elif question is not None:
            fields.required("level", f"write '{{level: {question.levels[-1].key}}}'")
        elif level is not None and fields.value("score") is not None:
            where = max(fields.at("level"), fields.at("score"))
            self.problems.error(
                where, f"the target of {key.text} is given twice: by level and score", "keep one of them"
            )
        elif level is None and fields.is_empty("score") and "level" not in fields.misspelled:
            hint = "write '{level: 4}' or '{score: 3.5}'"
            self.problems.error(fields.where, f"the target of {key.text} needs a level or a score", hint)
        found = "" if level is None else self.target_level(question, key, level)
        where = fields.at("level" if score is None else "score")
        return Target(key.text, found, score, fields.date("by"), fields.text("owner"), where)

    def target_level(self, question: Question | None, key: Scalar, node: Node) -> str:
        if question is not None:
            return self.level(question, node)
        if self.playbook.scoring.method == "sum":
            self.problems.error(
                node.where,
                f"the target of {key.text} is a level, but scores are sums of points",
                "write '{score: …}'",
            )
            return ""
        if not self.playbook.scale:
            self.problems.error(
                node.where,
                f"{self.playbook.id} has no shared scale for the target of {key.text}",
                "write '{score: …}'",
            )
            return ""
        return self.key(self.playbook.scale_by_key, node, "a level of the scale")

    def focus(self, fields: Fields) -> tuple[str, ...]:
        found = []
        for node in fields.items("focus"):
            if not isinstance(node, Scalar):
                read_text(node, self.problems, "an entry of 'focus'")
            elif self.known(node, self.playbook.play_by_id, "play"):
                found.append(node.text)
        return tuple(dict.fromkeys(found))

    def action(self, node: Node) -> Action:
        fields = Fields(
            node, ACTION, self.problems, "an action", "write '{play: P1, text: …, owner: …, by: 2027-03-31}'"
        )
        return Action(
            self.play(fields),
            fields.text("text", needed=True),
            fields.text("owner"),
            fields.date("by"),
            fields.text("measure"),
            fields.text("status"),
        )

    def play(self, fields: Fields) -> str:
        """The play of an action; '' where it concerns the whole."""
        node = fields.value("play")
        if isinstance(node, Scalar):
            return node.text if self.known(node, self.playbook.play_by_id, "play") else ""
        return fields.text("play")

    def reason(self, key: Scalar, node: Node) -> str:
        found = read_text(node, self.problems, "a reason")
        if key.text not in FLAGS:
            hint = did_you_mean(key.text, FLAGS)
            self.problems.warn(key.where, f"no flag '{shorten(key.text)}', so this silences nothing", hint)
        if not found and isinstance(node, Scalar):
            self.problems.error(
                key.where,
                f"'{shorten(key.text)}' is silenced without a reason",
                "write the reason behind it; the report prints it",
            )
        return found

    def wording(self, fields: Fields) -> dict[str, str]:
        found = {}
        for key, node in fields.entries("wording"):
            digest = read_text(node, self.problems, "a digest")
            if re.fullmatch(r"[0-9a-f]{8}", digest):
                found[key.text] = digest
            elif isinstance(node, Scalar):
                self.problems.error(
                    node.where,
                    f"'{shorten(digest)}' is not a digest of wording",
                    "this field is written by the program; remove the line",
                )
        return found
