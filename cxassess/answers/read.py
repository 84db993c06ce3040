"""An answer file to Answers, with its playbook, when what it says about itself is known."""

from __future__ import annotations

from cxassess.answers.editions import check_earlier, former_warning, read_former
from cxassess.answers.header import REVIEW
from cxassess.answers.model import (
    CONFIDENCE,
    FLAGS,
    LEVEL,
    NOT_APPLICABLE,
    UNANSWERED,
    UNKNOWN,
    Answer,
    Answers,
    Evidence,
    Header,
    Remark,
    Review,
    Vote,
    is_reason,
    match_state,
)
from cxassess.answers.read_fast import plain_answer
from cxassess.answers.read_plan import ACTION_FORM, PlanReader
from cxassess.answers.references import References
from cxassess.fields import MAX_LINE, Fields, read_items, read_text
from cxassess.nodes import Node, Scalar, Sequence
from cxassess.playbook import Playbook, Question
from cxassess.playbook.question_names import name_question
from cxassess.problems import Location
from cxassess.text import did_you_mean, join_words, shorten

ANSWER = "level not_applicable unknown reason note evidence confidence votes remarks"
VOTE = "who role level note confidence part_of"
REMARK = "who role text not_applicable unknown"
EVIDENCE = "title link who"
VOTE_FORM = "{{who: {name}, level: {value}}}"
REMARK_FORM = "{{who: {name}, text: {value}}}"


def read_answers(path: str, header: Header, fields: Fields, playbook: Playbook) -> Answers:
    """The rest of the file; problems go to those of `fields`. Warnings about targets come with the scores."""
    known = References(playbook, fields.problems, header.version)
    reader, plan = _Reader(known), PlanReader(known)
    answers = Answers(
        path=path,
        header=header,
        by_question=reader.answers(fields),
        targets=plan.targets(fields),
        focus=plan.focus(fields),
        actions=fields.each("actions", plan.action, ACTION_FORM),
        silence={key.text: reader.silence_reason(key, node) for key, node in fields.entries("silence")},
        wording=reader.wording(fields),
        set_aside=tuple(known.set_aside),
        asks=plan.asks(fields),
        review=_read_review(fields),
        owners=plan.owners(fields),
    )
    check_earlier(fields)
    if not known.no_longer_asked:
        return answers
    answers = answers._replace(former=read_former(fields, known.no_longer_asked))
    where = min(known.no_longer_asked.values(), key=lambda where: where.order)
    fields.problems.warn(where, *former_warning(answers, playbook, known.no_longer_asked))
    return answers


def _read_review(fields: Fields) -> Review:
    """Who checked the answers; a warning where the file has a date and nobody's name."""
    review = fields.inner("review", REVIEW, "write 'review: {by: …, date: 2026-09-30}'")
    by, date = review.text("by", most=MAX_LINE), review.date("date")
    if date is not None and not by:
        message = "'review' has a date, but not who checked the answers, so it has no effect"
        fields.problems.warn(review.at("date"), message, "add 'by: …', or remove it")
    return Review(by, date)


class _Reader:
    """Reads the answers, and what is written beside them by the id of a question or flag."""

    def __init__(self, known: References) -> None:
        self.known = known
        self.problems = known.problems

    def answers(self, fields: Fields) -> dict[str, Answer]:
        node, by_id = fields.value("answers"), self.known.playbook.by_id
        if isinstance(node, Sequence):
            message = "'answers' should be 'id: answer' fields, not a list"
            self.problems.error(node.where, message, "write 'P1.1: {level: 3}' without the dash")
            return {}
        answers: dict[str, Answer] = {}
        for key, value in fields.entries("answers"):
            question = by_id.get(key.text)
            if question is not None:
                answers[key.text] = plain_answer(question, key, value) or self.answer(question, key, value)
            else:
                self.known.is_known(key, by_id, "question")  # notes what else it is
        return answers

    def answer(self, question: Question, key: Scalar, node: Node) -> Answer:
        if isinstance(node, Scalar):
            state, level = self.written_level(question, node)
            return Answer(question.id, state, level, where=key.where, field=LEVEL if state == UNKNOWN else "")
        shape = f"write '{question.id}: {{level: {question.levels[0].key}}}'"
        fields = Fields(node, ANSWER, self.problems, f"the answer to {name_question(question)}", shape)
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
            message = f"{name_question(question)} has two answers: {join_words(states)}"
            self.problems.error(fields.at_key(states[1]), message, "keep one of them")
            return UNANSWERED, "", ""
        if states == [NOT_APPLICABLE]:
            reason = fields.text(NOT_APPLICABLE)
            if not is_reason(reason):
                self.needs_reason(question, fields.at(NOT_APPLICABLE))
            return NOT_APPLICABLE, "", reason
        if states == [UNKNOWN]:
            self.unknown(fields)
            return UNKNOWN, "", ""
        node = fields.value(LEVEL)
        return (*self.written_level(question, node), "") if node is not None else (UNANSWERED, "", "")

    def unknown(self, fields: Fields) -> None:
        """Note where the field `unknown` says anything but true."""
        text = fields.text(UNKNOWN)
        if text.lower() != "true":
            hint = "write 'unknown: true', or leave it out"
            self.problems.error(fields.at(UNKNOWN), f"'unknown' is '{shorten(text)}'", hint)

    def written_level(self, question: Question, node: Node) -> tuple[str, str]:
        """The state and the level that are written where a level belongs: a level, nothing, or that no one knows."""
        text = node.text if isinstance(node, Scalar) else ""
        state = "" if text in question.by_key else match_state(text)
        if state == NOT_APPLICABLE:
            self.needs_reason(question, node.where)
        level = "" if state or (isinstance(node, Scalar) and node.empty) else self.known.level(question, node)
        return (LEVEL if level else UNKNOWN if state == UNKNOWN else UNANSWERED), level

    def needs_reason(self, question: Question, where: Location) -> None:
        hint = f"write '{question.id}: {{not_applicable: reason}}', or leave it out"
        self.problems.error(where, f"{name_question(question)} is not applicable without a reason", hint)

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
        level = "" if level_node is None else self.known.level(question, level_node)
        confidence = fields.choice("confidence", CONFIDENCE, "")
        part_of = fields.text("part_of")
        return Vote(
            fields.text("who", needed=True), fields.text("role"), level, fields.text("note"), confidence, part_of
        )

    def remark(self, node: Node) -> Remark:
        fields = Fields(node, REMARK, self.problems, "a remark", "write '{who: …, text: …}'", REMARK_FORM)
        who, role = fields.text("who", needed=True), fields.text("role")
        state = next((name for name in (NOT_APPLICABLE, UNKNOWN) if name in fields.pairs), "")
        if not state:
            return Remark(who, role, fields.text("text", needed=True))
        if "text" in fields.pairs or {NOT_APPLICABLE, UNKNOWN} <= fields.pairs.keys():
            message = "a remark is one of 'text', 'not_applicable' and 'unknown'"
            self.problems.error(fields.where, message, "write each in a remark of its own")
        if state == NOT_APPLICABLE:
            return Remark(who, role, fields.text(state, needed=True), state)
        self.unknown(fields)
        return Remark(who, role, "", state)

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
            digest = (
                node.text
                if type(node) is Scalar and len(node.text) == 8
                else read_text(node, self.problems, "a digest")
            )
            if len(digest) == 8 and not digest.strip("0123456789abcdef"):
                digests[key.text] = digest
            elif isinstance(node, Scalar):
                message = f"'{shorten(digest)}' is not a digest of wording"
                self.problems.error(node.where, message, "this field is written by cxassess; remove the line")
        return digests
