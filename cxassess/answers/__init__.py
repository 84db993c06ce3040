"""Answers: what they are, how they are read against a playbook, and how they are saved."""

from cxassess.answers.library import BadPlaybook, Library, Loaded, asked_digest, comparable, load_answers, same_question
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
    Subject,
    Target,
    Vote,
)

__all__ = [
    "FLAGS",
    "LEVEL",
    "NOT_APPLICABLE",
    "UNANSWERED",
    "UNKNOWN",
    "Action",
    "Answer",
    "Answers",
    "BadPlaybook",
    "Evidence",
    "Header",
    "Library",
    "Loaded",
    "Remark",
    "Subject",
    "Target",
    "Vote",
    "asked_digest",
    "comparable",
    "load_answers",
    "same_question",
]
