"""What an earlier session broke off: notes that were being typed, or written in an editor, offered at the start."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cxassess.answers.changing import refusal
from cxassess.interview import entering
from cxassess.interview import front as fronts
from cxassess.playbook import Question

if TYPE_CHECKING:
    from cxassess.interview.conversation import Conversation


def offer_drafts(talk: Conversation) -> None:
    """Notes that are kept in the state folder; those of questions that are not asked here wait."""
    drafts = talk.drafts
    for texts, forget, whole in ((drafts.edited(), drafts.forget_edited, True), (drafts.found(), drafts.drop, False)):
        for id, text in texts.items():
            question = talk.session.playbook.by_id.get(id)
            if question is not None and talk.session.is_asked(id):
                _offer(talk, question, text, forget, whole=whole)


def _offer(talk: Conversation, question: Question, text: str, forget: Callable[[str], object], *, whole: bool) -> None:
    """Ask what becomes of a note; what is neither taken nor dropped is offered again. A `whole` one replaces the note."""
    note = talk.session.entry(question.id).note
    if text.strip() == note.strip():
        forget(question.id)
        return
    talk.say(f"A note for {question.id} was not finished: {text}")
    if note:
        talk.say(f"The note now: {note}")
    place = (" in place of that" if whole else " below that") if note else ""
    talk.say(f"Type yes to save it{place}, no to drop it; Enter leaves it for later.")
    answer = talk.ask("Keep it? ", kind=fronts.YES_NO, words=("yes", "no")).strip().lower()
    if answer in ("y", "yes"):
        if refusal(text):
            entering.edit_note(talk, question, text)
        elif (entering.save_note if whole else entering.add_note)(talk, question, text):
            forget(question.id)
    elif answer in ("n", "no"):
        forget(question.id)
        talk.say("Dropped.")
    else:
        talk.say("It is offered again at the next start.")
