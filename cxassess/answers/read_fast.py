"""Answers in the shapes that nearly all have, read fast; any other shape is left to `read`, which says what is wrong with it.

Every answer could be read by `read` alone, with the same outcome: here one takes a tenth of the time.
"""

from __future__ import annotations

from collections.abc import Container

from cxassess.answers.model import (
    CONFIDENCE,
    LEVEL,
    NOT_APPLICABLE,
    UNANSWERED,
    UNKNOWN,
    Answer,
    Evidence,
    Remark,
    Vote,
    is_reason,
)
from cxassess.fields import BLANK, MAX_LINE, MAX_LINK, MAX_TEXT, unlinked
from cxassess.nodes import Mapping, Node, Scalar, Sequence
from cxassess.playbook import Question

_new = tuple.__new__  # what a named tuple calls, without a call of its own
_NOTHING = ("", "~", "null")
_VOTE = frozenset(("who", "role", "level", "note", "confidence", "part_of"))
_REMARK = frozenset(("who", "role", "text", NOT_APPLICABLE, UNKNOWN))


class _Odd(Exception):
    """Something may be wrong, or is written in a way of its own."""


def plain_answer(question: Question, key: Scalar, node: Node) -> Answer | None:
    """The answer to a question where each of its fields is what it should be; None where one may not be."""
    levels = question.by_key
    if type(node) is Scalar:
        level = node.text
        if level not in levels and (level or node.style):
            return None
        state = LEVEL if level else UNANSWERED
        return _new(Answer, (question.id, state, level, "", "", "", (), "", (), (), key.where, ""))
    try:
        return _answer(question, key, node, levels)
    except _Odd:
        return None


def _answer(question: Question, key: Scalar, node: Node, levels: Container[str]) -> Answer:
    if type(node) is not Mapping:
        raise _Odd
    state = level = reason = agreed = note = confidence = ""
    evidence: tuple[Evidence, ...] = ()
    votes: tuple[Vote, ...] = ()
    remarks: tuple[Remark, ...] = ()
    for name, (_, value) in node.pairs.items():
        if name == "level" and type(value) is Scalar and value.text in levels and not state:
            state, level = LEVEL, value.text
        elif name == "note":
            note = _text_or_none(value)
        elif name == "confidence" and type(value) is Scalar and value.text in CONFIDENCE:
            confidence = value.text
        elif name == "evidence":
            evidence = tuple([_evidence(item) for item in ([value] if type(value) is Scalar else _items(value))])
        elif name == "votes":
            votes = tuple([_vote(_texts(item, _VOTE), levels) for item in _items(value)])
        elif name == "reason":
            agreed = _text_or_none(value)
        elif name == "remarks":
            remarks = tuple([_remark(_texts(item, _REMARK)) for item in _items(value)])
        elif name == "not_applicable" and not state and is_reason(reason := _text(value)):
            state = NOT_APPLICABLE
        elif name == "unknown" and not state and _text(value) == "true":
            state = UNKNOWN
        else:
            raise _Odd
    if not state:
        raise _Odd
    return _new(
        Answer, (question.id, state, level, reason, agreed, note, evidence, confidence, votes, remarks, key.where, "")
    )


def _text(node: Node, most: int = MAX_TEXT) -> str:
    """Text as written: some, and not too much."""
    if type(node) is not Scalar:
        raise _Odd
    text = node.text.strip(BLANK)
    if len(text) > most or text in _NOTHING:
        raise _Odd
    return text


def _text_or_none(node: Node) -> str:
    """Text as written, or none at all."""
    return "" if type(node) is Scalar and not node.text else _text(node)


def _items(node: Node) -> list[Node]:
    if type(node) is not Sequence:
        raise _Odd
    return node.items


def _texts(node: Node, known: frozenset[str]) -> dict[str, str]:
    """The fields of a mapping by name, each of them text of one line's length."""
    if type(node) is not Mapping or not node.pairs.keys() <= known:
        raise _Odd
    return {name: _text(value, MAX_LINE) for name, (_, value) in node.pairs.items()}


def _evidence(node: Node) -> Evidence:
    """A text, or a title and a link with those who gave it."""
    if type(node) is Scalar:
        return Evidence(_text(node).strip(), "")
    if type(node) is not Mapping:
        raise _Odd
    title = link = ""
    who: tuple[str, ...] = ()
    for name, (_, value) in node.pairs.items():
        if name == "title":
            title = _text(value)
        elif name == "link" and not unlinked(link := _text(value, MAX_LINK)):
            pass
        elif name == "who":
            who = tuple([_text(item) for item in _items(value)])
        else:
            raise _Odd
    if not title and not link:
        raise _Odd
    return Evidence(title or link, link, who)


def _vote(fields: dict[str, str], levels: Container[str]) -> Vote:
    if "who" not in fields or fields.get("level") not in levels:
        raise _Odd
    get = fields.get
    confidence = get("confidence", "")
    if confidence and confidence not in CONFIDENCE:
        raise _Odd
    return Vote(get("who", ""), get("role", ""), get("level", ""), get("note", ""), confidence, get("part_of", ""))


def _remark(fields: dict[str, str]) -> Remark:
    said = fields.keys() - {"who", "role"}
    if "who" not in fields or len(said) != 1:
        raise _Odd
    who, role = fields["who"], fields.get("role", "")
    if "text" in said:
        return Remark(who, role, fields["text"])
    if NOT_APPLICABLE in said:
        return Remark(who, role, fields[NOT_APPLICABLE], NOT_APPLICABLE)
    if fields[UNKNOWN] != "true":
        raise _Odd
    return Remark(who, role, "", UNKNOWN)
