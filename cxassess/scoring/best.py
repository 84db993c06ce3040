"""What the best answers to a playbook give: the level that its gate should reach."""

from __future__ import annotations

from collections.abc import Iterator

from cxassess.answers import Answers
from cxassess.answers.model import LEVEL, Answer, Header, Subject
from cxassess.playbook import Playbook, Question
from cxassess.problems import Problem
from cxassess.scoring import Assessment, assess


def best(playbook: Playbook) -> Assessment:
    """The assessment in which every question is answered at its highest value."""
    header = Header(playbook.id, playbook.version, playbook.overlays, Subject(), "", "", None, "", playbook.where)
    given = {question.id: _highest(question) for question in playbook.questions()}
    return assess(playbook, Answers("", header, given, {}, (), (), {}, {}, ()))


def _highest(question: Question) -> Answer:
    level = max(reversed(question.levels), key=lambda level: level.value.micro)  # of equals the last, which is higher
    return Answer(question.id, LEVEL, level.key)


def gate_can_be_reached(playbook: Playbook) -> Iterator[Problem]:
    """The best answers reach the gate's highest level; where they do not, the gate is upside down."""
    gate = playbook.scoring.gate
    if gate is None:
        return
    stages = [question.stage or 0 for question in playbook.questions()]
    highest = max(stages) if gate.by == "stage" else max(int(level.key) for level in playbook.scale)
    reached = best(playbook).overall.gate
    if reached != highest:
        message = f"the best answers reach {f'level {reached}' if reached else 'no level'} of the gate, the highest is {highest}"
        yield Problem(gate.where, message, "let the level that is worth most be the one that passes", warning=True)
