"""What a person says to a question: each kind of answer asked to its end, saved and told back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cxassess.answers import UNANSWERED
from cxassess.answers.arguments import broken_link
from cxassess.answers.edit import REASON_GONE, Changes, refusal
from cxassess.answers.read import is_reason
from cxassess.interview import grammar, level_input, messages, verbs
from cxassess.interview.editor import keep
from cxassess.playbook import Question
from cxassess.text import one_line, sentence

if TYPE_CHECKING:
    from cxassess.interview.loop import Conversation

LONG = 300  # characters of a note: its length is told
KEEP, NONE = "Enter keeps it as it is, - removes it.", "Enter adds none."
ADD = "What you type comes below the note there is; - removes the note, E opens it in your editor, Enter keeps it."


def _answer(talk: Conversation, question: Question, make: Callable[[Changes], object], said: str) -> bool:
    """Save an answer, count it for the pace and go on; whether it is saved."""
    was_open = talk.session.entry(question.id).state == UNANSWERED
    saved = talk.save(question, "answer", make, said)
    talk.pace.answered(question.id)
    talk.onward(question, was_open=was_open)
    return saved


def _level(talk: Conversation, question: Question, key: str) -> None:
    said = f"{question.id} = {level_input.level_name(question, key)}.{gone(talk, question, key)}"
    hint = "" if talk.hinted else " (Type b to go back and add a note.)"
    if _answer(talk, question, lambda changes: changes.level(question, key), said + hint):
        talk.hinted = True


def gone(talk: Conversation, question: Question, key: str) -> str:
    """A sentence on the reason that goes with an earlier level, with a space before it; '' where nothing goes."""
    found = talk.session.entry(question.id)
    return f" {REASON_GONE}" if found.agreed and found.level != key else ""


def _not_applicable(talk: Conversation, question: Question, text: str) -> None:
    reason = text or talk.line("Reason: ", f"Why does {question.id} not apply? Enter leaves it as it is.")
    if not is_reason(reason):
        talk.say("A reason is needed, so nothing was changed." if reason else "Nothing was changed.")
        return
    said = f"{question.id} = not applicable: {sentence(reason)}{gone(talk, question, '')}"
    _answer(talk, question, lambda changes: changes.not_applicable(question, reason), said)


def _unknown(talk: Conversation, question: Question, text: str) -> None:
    said = f"{question.id} = don't know.{gone(talk, question, '')}"
    _answer(talk, question, lambda changes: changes.unknown(question), said)


def _note(talk: Conversation, question: Question, text: str) -> None:
    found = text
    if not found:
        about = ADD if talk.session.entry(question.id).note else NONE
        with talk.drafts.watching(question.id, talk.front.typed):
            found = talk.line("Note: ", f"Note for {question.id}. {about}", lines=True, takes=("-",))
    if found:
        add_note(talk, question, "" if found == "-" else found)
    else:
        talk.drafts.drop(question.id)


def add_note(talk: Conversation, question: Question, text: str) -> bool:
    """Save text below the note there is, '' to remove the note; whether it is saved."""
    old = talk.session.entry(question.id).note
    if not text and not old:
        talk.say(f"{question.id} has no note.")
        return True
    return save_note(talk, question, f"{old}\n{text}" if old and text else text)


def save_note(talk: Conversation, question: Question, note: str) -> bool:
    """Save a note, '' to remove it, and say whether it is saved; until then it is kept as a draft."""
    said = f"{question.id} note{_how_much(note) if note else ' removed'}."
    saved = talk.save(question, "note", lambda changes: changes.text(question.id, "note", note), said)
    if saved:
        talk.drafts.drop(question.id)
    elif note:
        talk.drafts.keep(question.id, note, now=True)
    return saved


def _how_much(text: str) -> str:
    """How long a text is where that is worth saying: a paste over a slow line may have come in part."""
    lines = text.count("\n") + 1
    if lines > 1:
        return f", {lines} lines"
    return f", {len(text):,} characters" if len(text) > LONG else ""


def _edit(talk: Conversation, question: Question, text: str) -> None:
    edit_note(talk, question, talk.session.entry(question.id).note)


def edit_note(talk: Conversation, question: Question, text: str) -> None:
    """The note in the person's editor, which opens with a text; nothing that was written there is lost."""
    old = talk.session.entry(question.id).note
    about, mark = [f"The note for {question.id}: {one_line(question.text)}"], talk.drafts.mark(question.id)
    new = talk.front.edit(text, about, mark)
    while new is not None and refusal(new):
        talk.warn(f"That note cannot be taken: {refusal(new)}.")
        kept = _kept(talk, new, mark)
        if not talk.agrees("Edit it again? ", "Type yes to go back to it; Enter leaves the note as it was."):
            return
        if kept is not None:
            kept.unlink(missing_ok=True)
        new = talk.front.edit(new, about, mark)
    if new is None:
        talk.say(f"The note for {question.id} is as it was.")
    elif new.strip() == old.strip():
        talk.say(f"The note for {question.id} is unchanged.")
    elif new.strip() or talk.agrees("Remove it? ", f"Remove the note for {question.id}? Type yes; Enter keeps it."):
        save_note(talk, question, new.strip())


def _evidence(talk: Conversation, question: Question, text: str) -> None:
    title, link = _parted(text)
    if not text:
        title, link = _parted(talk.line("Title: ", f"Title of the evidence for {question.id}. {NONE}"))
        link = link or (_link(talk) if title else "")
    if broken_link(link):
        talk.warn(f"{broken_link(link)}. Write %20 for the space. Nothing was changed.")
    elif title == "-":
        talk.warn("- is no title, so nothing was changed. u takes back evidence that was just added.")
    elif title:
        said = f"{question.id} evidence: {one_line(title)}"
        talk.save(question, "evidence", lambda changes: changes.evidence(question.id, title, link), said)
    elif text:
        talk.warn("Evidence needs a title. Type w and the title, or w, the title, | and a link.")


def _kept(talk: Conversation, text: str, mark: str) -> Path | None:
    """Keep a text that cannot be taken where the next start finds it; None, with a sentence, where that fails."""
    try:
        kept = keep(text, mark)
    except OSError as error:
        talk.warn(f"It cannot be kept either: {(error.strerror or str(error)).lower()}. Go back to it, or it is lost.")
        return None
    talk.say(f"It is kept in {kept}, and offered at the next start.")
    return kept


def _parted(text: str) -> tuple[str, str]:
    """A title and a link: parted by |, or where the last word is an address."""
    title, bar, link = (part.strip() for part in text.partition("|"))
    first, _, last = text.strip().rpartition(" ")
    if not bar and first and last.lower().startswith(("http://", "https://")):
        return first.strip(), last
    return title, link


def _link(talk: Conversation) -> str:
    """A link or file name, asked for until it is one; '' for none."""
    link = talk.line("Link: ", "Link or file name. Enter for none.")
    while broken_link(link):
        talk.warn(f"{broken_link(link)}. Write %20 for the space. Type it again.")
        link = talk.line("Link: ")
    return link


def _confidence(talk: Conversation, question: Question, text: str) -> None:
    keep = KEEP if talk.session.entry(question.id).confidence else "Enter for none."
    line = text or talk.line("Confidence: ", f"How sure are you: low, medium or high? {keep}", takes=("-", "l"))
    asked = grammar.asked_confidence(line)
    if asked.verb == verbs.REFUSED:
        talk.warn(asked.text)
    elif asked.verb == verbs.CONFIDENT:
        word = "" if asked.text == "-" else asked.text
        said = f"{question.id} confidence{f' = {word}' if word else ' removed'}."
        talk.save(question, "confidence", lambda changes: changes.text(question.id, "confidence", word), said)


def _target(talk: Conversation, question: Question, key: str) -> None:
    said = f"{question.id} target{f' = {level_input.level_name(question, key)}' if key else ' removed'}."
    talk.save(question, "target", lambda changes: changes.target(question.id, key), said)


def _play_target(talk: Conversation, question: Question, text: str) -> None:
    _wide_target(talk, question, question.play, text)


def _overall_target(talk: Conversation, question: Question, text: str) -> None:
    _wide_target(talk, question, "overall", text)


def _wide_target(talk: Conversation, question: Question, name: str, text: str) -> None:
    """The target of a play or of the whole: a level's key, or `=` and a score."""
    score = text.removeprefix("=")
    told = f"score {score}" if text.startswith("=") else messages.play_level(talk.session.playbook, text)
    said = f"{name} target{f' = {told}' if text else ' removed'}."

    def make(changes: Changes) -> None:
        changes.score(name, score) if text.startswith("=") else changes.target(name, text)

    talk.save(question, "target", make, said, name)


def _clear(talk: Conversation, question: Question, text: str) -> None:
    if talk.session.entry(question.id).state == UNANSWERED:
        _clear_votes(talk, question)
        return
    if not talk.agrees("Clear it? ", f"Clear the answer to {question.id}? Type yes; Enter keeps it."):
        talk.say("Nothing was changed.")
        return
    kept: list[bool] = []
    talk.save(question, "answer", lambda changes: kept.append(changes.clear(question)), f"{question.id} cleared.")
    if any(kept) and talk.session.entry(question.id).votes:
        talk.say("Its votes and what else belongs to it stay; x again clears the votes.")
    elif any(kept):
        talk.say("Its note, evidence and the like stay.")


def _clear_votes(talk: Conversation, question: Question) -> None:
    if not talk.session.entry(question.id).votes:
        talk.say("There is no answer to clear.")
    elif talk.agrees(
        "Clear them? ", f"{question.id} has votes and no answer. Type yes to clear them; Enter keeps them."
    ):
        talk.save(question, "votes", lambda changes: changes.votes(question, ()), f"{question.id} votes cleared.")
    else:
        talk.say("Nothing was changed.")


ENTER: dict[str, Callable[[Conversation, Question, str], None]] = {
    verbs.LEVEL: _level,
    verbs.NOT_APPLICABLE: _not_applicable,
    verbs.UNKNOWN: _unknown,
    verbs.NOTE: _note,
    verbs.EDIT: _edit,
    verbs.EVIDENCE: _evidence,
    verbs.CONFIDENT: _confidence,
    verbs.TARGET: _target,
    verbs.PLAY_TARGET: _play_target,
    verbs.OVERALL_TARGET: _overall_target,
    verbs.CLEAR: _clear,
}
