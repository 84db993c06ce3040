"""What a playbook says of its earlier editions: other wordings that ask the same, and ids that it replaces or retired."""

from __future__ import annotations

from collections.abc import Iterator

from cxassess.playbook.model import Playbook
from cxassess.playbook.playbook_json import question_digest
from cxassess.problems import Problem
from cxassess.text import shorten


def check_same_as(playbook: Playbook) -> Iterator[Problem]:
    """`same_as` holds the digests of other wordings, not of the present one."""
    for question in playbook.questions():
        if question.same_as and (digest := question_digest(question)) in question.same_as:
            message = f"'same_as' of {question.id} lists {digest}, the wording that the question has now"
            hint = "remove it; list earlier wordings only"
            yield Problem(question.at(f"same_as/{digest}"), message, hint, warning=True)


def check_replaces(playbook: Playbook) -> Iterator[Problem]:
    """A question replaces ids of earlier editions, which are neither asked now nor retired."""
    for question in playbook.questions():
        for id in question.replaces:
            where = question.at(f"replaces/{id}")
            if id == question.id:
                yield Problem(where, f"{id} replaces itself", "list ids of earlier editions only")
            elif id in playbook.by_id:
                message = f"{question.id} replaces '{shorten(id)}', which is still asked"
                hint = "remove it, or give the question that is asked now an id of its own"
                yield Problem(where, message, hint)
            elif id in playbook.play_by_id:
                message = f"{question.id} replaces '{shorten(id)}', which is a play"
                yield Problem(where, message, "list ids of questions of earlier editions")
            elif id in playbook.retired:
                message = f"{question.id} replaces '{shorten(id)}', which is also under 'retired'"
                yield Problem(where, message, "remove it from one of the two")


def check_retired(playbook: Playbook) -> Iterator[Problem]:
    """What is retired is not asked any more."""
    for id in playbook.retired:
        if id in playbook.by_id or id in playbook.play_by_id:
            what = "which is still asked" if id in playbook.by_id else "which is a play that is still asked"
            hint = "remove it, or give what is asked now an id of its own"
            where = playbook.locate(f"retired/{id}") or playbook.where
            yield Problem(where, f"'retired' lists '{shorten(id)}', {what}", hint)
