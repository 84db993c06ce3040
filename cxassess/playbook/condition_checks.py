"""The conditions of questions: which other questions and levels they name, and that none waits for itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from cxassess.playbook.model import Playbook, Question
from cxassess.problems import MAX_HINTED, Problem
from cxassess.text import did_you_mean, join_words, shorten


def check_conditions(playbook: Playbook) -> Iterator[Problem]:
    """A condition names questions and levels that there are, and no question waits for its own answer."""
    numbers = count()
    for question in playbook.questions():
        for id, keys in question.when.items():
            if id in playbook.by_id:
                yield from _check_keys(question, playbook.by_id[id], keys)
                continue
            hint = _hint(playbook, id) if next(numbers) < MAX_HINTED else ""
            message = f"{question.id} is asked only at some levels of '{shorten(id)}', but no question has that id"
            yield Problem(question.at(f"when/{id}"), message, hint)
        if question.when and question.otherwise not in ("", *question.by_key):
            message = f"'otherwise' of {question.id} is '{shorten(question.otherwise)}', which is not one of its levels"
            hint = f"write {join_words(['not_applicable', *question.by_key], 'or')}"
            yield Problem(question.at("otherwise"), message, hint)
    yield from _check_cycles(playbook)


def _hint(playbook: Playbook, id: str) -> str:
    if id in playbook.play_by_id:
        return f"{id} is a play; name one of its questions"
    if id in playbook.hidden:
        return "an overlay hides it; hide this question too, or ask it always with 'when: {}' in an overlay"
    return did_you_mean(id, playbook.by_id) or "name a question of this playbook"


def _check_keys(question: Question, named: Question, keys: tuple[str, ...]) -> Iterator[Problem]:
    for key in keys:
        if key not in named.by_key:
            message = f"'when' of {question.id} names level '{shorten(key)}' of {named.id}, which it does not have"
            hint = f"its levels are {join_words(named.by_key)}"
            yield Problem(question.at(f"when/{named.id}"), message, hint)


def _check_cycles(playbook: Playbook) -> Iterator[Problem]:
    """No condition waits for itself: each circle with its path."""
    place = {question.id: number for number, question in enumerate(playbook.conditional)}
    numbers = count()
    for question in playbook.conditional:
        for id in question.when:
            if place.get(id, -1) >= place[question.id]:
                path = _path(playbook, id, question.id) if next(numbers) < MAX_HINTED else [id, "…", question.id]
                message = f"{question.id} waits for its own answer: {' → '.join([question.id, *path])}"
                yield Problem(question.at(f"when/{id}"), message, "remove one of these conditions")


def _path(playbook: Playbook, start: str, end: str) -> list[str]:
    """The shortest way from a question by what conditions name to another one, with both."""
    before, waiting = {start: ""}, [start]
    for id in waiting:
        for named in playbook.by_id[id].when if id in playbook.by_id else ():
            if named not in before:
                before[named] = id
                waiting.append(named)
    path = [end]
    while path[0] != start:
        path.insert(0, before[path[0]])
    return path
