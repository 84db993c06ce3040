"""What the worst and the best answers to a playbook give: the ends that its bands and its gate should reach."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cxassess.answers import Answers
from cxassess.answers.model import LEVEL, Answer, Header, Subject
from cxassess.playbook import Level, Playbook, Question
from cxassess.problems import Problem
from cxassess.scoring import Assessment, assess


def worst_and_best(playbook: Playbook) -> tuple[Assessment, Assessment]:
    """The assessment in which every question is answered at its lowest level, and at its highest."""
    return _answered(playbook, _lowest), _answered(playbook, _highest)


def _lowest(question: Question) -> Level:
    return min(question.levels, key=lambda level: level.value.micro)


def _highest(question: Question) -> Level:
    return max(question.levels, key=lambda level: level.value.micro)


def _answered(playbook: Playbook, pick: Callable[[Question], Level]) -> Assessment:
    header = Header(playbook.id, playbook.version, playbook.overlays, Subject(), "", "", None, "", playbook.where)
    given = {
        question.id: Answer(question.id, LEVEL, pick(question).key, "", "", (), "", (), question.where)
        for question in playbook.questions()
    }
    return assess(playbook, Answers("", header, given, {}, (), (), {}, {}, ()))


def ends_are_reached(playbook: Playbook) -> Iterator[Problem]:
    """The worst answers end in the first band, the best in the last and at the gate's highest level."""
    worst, best = (one.overall for one in worst_and_best(playbook))
    bands, gate = playbook.scoring.bands, playbook.scoring.gate
    for result, band, word in ((worst, bands[:1], "worst"), (best, bands[-1:], "best")):
        if band and result.band != band[0]:
            where = "no band" if result.band is None else f"band '{result.band.name}'"
            message = f"the {word} answers end in {where}, not in '{band[0].name}'"
            yield Problem(band[0].where, message, "compare the ends of the bands with the values of the levels", True)
    if gate is not None and best.gate != _top(playbook):
        message = f"the best answers reach the gate's level {best.gate or 'none'}, the highest is {_top(playbook)}"
        yield Problem(gate.where, message, "let the level worth most be the one that passes", True)


def _top(playbook: Playbook) -> int:
    gate = playbook.scoring.gate
    if gate is not None and gate.by == "stage":
        return max(question.stage or 0 for question in playbook.questions())
    return max(int(level.key) for level in playbook.scale)
