"""The questionnaire: plays, questions and levels, how they are read, tailored, checked and described."""

from cxassess.playbook.described import described, playbook_digest, printed, question_digest
from cxassess.playbook.finding import Shelf, load_playbook
from cxassess.playbook.model import Band, Deviation, Gate, Level, Play, Playbook, Question, Scoring, Source, View
from cxassess.playbook.rules import rescaled, scale_ends

__all__ = [
    "Band",
    "Deviation",
    "Gate",
    "Level",
    "Play",
    "Playbook",
    "Question",
    "Scoring",
    "Shelf",
    "Source",
    "View",
    "described",
    "load_playbook",
    "playbook_digest",
    "printed",
    "question_digest",
    "rescaled",
    "scale_ends",
]
