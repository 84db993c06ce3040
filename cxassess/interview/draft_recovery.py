"""What an earlier session broke off: notes that were being typed, or written in an editor, offered at the start."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cxassess.answers.edit import refusal
from cxassess.interview.commands import answer
from cxassess.interview.editor import unfinished
from cxassess.interview.frontends import frontend as fronts
from cxassess.playbook import Question

if TYPE_CHECKING:
    from cxassess.interview.loop import Conversation


def offer_drafts(talk: Conversation) -> None:
    """Notes that are kept in the state folder; those of questions that are not asked here wait."""
    for id, text, path in unfinished(talk.drafts.mark()):
        if (question := _asked(talk, id)) is not None:
            _offer(talk, question, text, partial(_remove, path), whole=True)
    for id, text in talk.drafts.found().items():
        if (question := _asked(talk, id)) is not None:
            _offer(talk, question, text, partial(talk.drafts.drop, id), whole=False)


def _asked(talk: Conversation, id: str) -> Question | None:
    return talk.session.playbook.by_id.get(id) if talk.session.is_asked(id) else None


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def _offer(talk: Conversation, question: Question, text: str, forget: Callable[[], object], *, whole: bool) -> None:
    """Ask what becomes of a note; what is neither taken nor dropped is offered again. A `whole` one replaces the note."""
    note = talk.session.entry(question.id).note
    if text.strip() == note.strip():
        forget()
        return
    talk.say(f"A note for {question.id} was not finished: {text}")
    if note:
        talk.say(f"The note now: {note}")
    place = (" in place of that" if whole else " below that") if note else ""
    talk.say(f"Type yes to save it{place}, no to drop it; Enter leaves it for later.")
    reply = talk.ask("Keep it? ", kind=fronts.YES_NO, words=("yes", "no")).strip().lower()
    if reply in ("y", "yes"):
        if refusal(text):
            forget()
            answer.edit_note(talk, question, text)
        elif (answer.save_note if whole else answer.add_note)(talk, question, text):
            forget()
    elif reply in ("n", "no"):
        forget()
        talk.say("Dropped.")
    else:
        talk.say("It is offered again at the next start.")
