"""Playbooks: plays, questions and levels, and how they are found, read, tailored, checked and described."""

from cxassess.playbook.catalog import Catalog
from cxassess.playbook.model import Band, Deviation, Gate, Level, Play, Playbook, Question, Scoring, Source, View
from cxassess.playbook.playbook_json import (
    describe_playbook,
    format_json,
    json_lines,
    playbook_digest,
    question_digest,
    question_digests,
)
from cxassess.playbook.read_playbook import load_playbook
from cxassess.playbook.reported_scale import rescaled, scale_ends

__all__ = [
    "Band",
    "Catalog",
    "Deviation",
    "Gate",
    "Level",
    "Play",
    "Playbook",
    "Question",
    "Scoring",
    "Source",
    "View",
    "describe_playbook",
    "format_json",
    "json_lines",
    "load_playbook",
    "playbook_digest",
    "question_digest",
    "question_digests",
    "rescaled",
    "scale_ends",
]
