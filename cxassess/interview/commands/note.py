"""The commands that write about an answer: a note, here or in an editor, evidence; texts that arrived as several lines."""

from __future__ import annotations

import contextlib
from functools import partial
from pathlib import Path

from cxassess.answers.edit import link_problem, link_warning, text_problem
from cxassess.interview import vocabulary
from cxassess.interview.dialog import Talk
from cxassess.interview.editor import unfinished_texts
from cxassess.playbook import Question
from cxassess.text import one_line

MIN_COUNTED = 300  # characters of a note from which on its length is printed
NONE = "Enter adds none."
ADD = "What you type is added below the note; - removes the note, E opens it in your editor, Enter keeps it."


def _add_note(talk: Talk, question: Question, text: str) -> None:
    if not text:
        about = ADD if talk.session.answer(question.id).note else NONE
        with talk.drafts.watching(question.id, talk.frontend.typed):
            text = talk.ask_text("Note: ", f"Note for {question.id}. {about}", lines=True, commands=("-",))
    if text_problem(text):
        talk.warn(f"That note cannot be saved: {text_problem(text)}.")
        talk.keep_copy(text, question.id)
    elif "\n" in text and talk.frontend.is_joined:
        talk.drafts.keep(question.id, text)
        about = f"{len(text.splitlines())} lines arrived as one note for {question.id}:"
        _offer_draft(talk, question.id, text, about)
    elif text:
        _append_note(talk, question, "" if text == "-" else text)
    else:
        talk.drafts.drop(question.id)


def _append_note(talk: Talk, question: Question, text: str) -> bool:
    """Save text below the note there is, '' to remove the note; whether it is saved."""
    old = talk.session.answer(question.id).note
    if not text and not old:
        talk.say(f"{question.id} has no note.")
        return True
    return _save_note(talk, question, f"{old}\n{text}" if old and text else text)


def _save_note(talk: Talk, question: Question, note: str) -> bool:
    """Save a note, '' to remove it, and print whether it is saved; until then it is kept as a draft."""
    confirmation = f"{question.id} note{_length(note) if note else ' removed'}."
    saved = talk.save(question, "note", lambda changes: changes.note(question.id, note), confirmation)
    if saved:
        talk.drafts.drop(question.id)
    elif note:
        talk.drafts.keep(question.id, note)
    return saved


def _length(text: str) -> str:
    """How long a text is where that is worth saying: a paste over a slow line may have come in part."""
    lines = text.count("\n") + 1
    if lines > 1:
        return f", {lines} lines"
    return f", {len(text):,} characters" if len(text) > MIN_COUNTED else ""


def _edit_note(talk: Talk, question: Question, text: str) -> None:
    """Open the person's editor with a text for the note, '' for the note there is; nothing written there is lost."""
    old = talk.session.answer(question.id).note
    about, mark = [f"The note for {question.id}: {one_line(question.text)}"], talk.drafts.mark(question.id)
    new = talk.frontend.edit(text or old, about, mark)
    while new is not None and (problem := text_problem(new)):
        talk.warn(f"That note cannot be saved: {problem}.")
        copy = talk.keep_copy(new, question.id)
        if not talk.confirm("Edit it again? ", "Type yes to go back to the editor; Enter leaves the note unchanged."):
            return
        if copy is not None:
            copy.unlink(missing_ok=True)
        new = talk.frontend.edit(new, about, mark)
    if new is None or new.strip() == old.strip():
        talk.say(f"The note for {question.id} is unchanged.")
    elif new.strip() or talk.confirm("Remove it? ", f"Remove the note for {question.id}? Type yes; Enter keeps it."):
        _save_note(talk, question, new.strip())


def _add_evidence(talk: Talk, question: Question, text: str) -> None:
    about = f"Title of the evidence for {question.id}. {NONE}"
    typed = text or talk.ask_text("Title: ", about, lines=True)
    title, link = _split_link(typed)
    shown = f"{title}\nLink: {link}" if link else title
    if title and not link_problem(link) and not keeps_text(talk, question, "piece of evidence", typed, shown):
        talk.say("Nothing was changed.")
        return
    if title and not text and not link:
        link = _ask_link(talk)
    if problem := link_problem(link):
        talk.warn(f"{problem}. Nothing was changed.")
    elif title == "-":
        talk.warn("'-' is not a title, so nothing was changed. Type u to undo evidence you just added.")
    elif title:
        confirmation = f"{question.id} evidence: {one_line(title)}"
        talk.save(question, "evidence", lambda changes: changes.evidence(question.id, title, link), confirmation)
        if link_warning(link):
            talk.warn(link_warning(link))
    elif text:
        talk.warn("Evidence needs a title. Type w and the title, or w, the title, | and a link.")


def _split_link(text: str) -> tuple[str, str]:
    """A title and a link, separated by |, or by a blank where the last word of a line is an address.

    A link ends with its line; the lines after it belong to the title.
    """
    title, bar, rest = (part.strip() for part in text.partition("|"))
    if bar:
        link, _, more = rest.partition("\n")
        return f"{title}\n{more}".strip(), link.strip()
    lines = text.strip().split("\n")
    for number, line in enumerate(lines):
        before, _, last = line.strip().rpartition(" ")
        others = [*lines[:number], *filter(None, [before.strip()]), *lines[number + 1 :]]
        if others and last.lower().startswith(("http://", "https://")):
            return "\n".join(others), last
    return title, ""


def _ask_link(talk: Talk) -> str:
    """A link or file name, asked for until it is one; '' for none."""
    link = talk.ask_text("Link: ", "Link or file name. Enter for none.")
    while problem := link_problem(link):
        talk.warn(f"{problem}. Type it again.")
        link = talk.ask_text("Link: ")
    return link


def keeps_text(talk: Talk, question: Question, what: str, text: str, shown: str = "") -> bool:
    """Whether a text, such as a `reason`, can be saved and is wanted: somebody has to say so of lines that were joined.

    They see it as it will be saved: as it came, or as it is `shown`. What cannot be saved, or is not decided on, is kept in a file.
    """
    if problem := text_problem(text):
        talk.warn(f"That {what} cannot be saved: {problem}.")
        talk.keep_copy(text, question.id)
        return False
    if "\n" not in text or not talk.frontend.is_joined:
        return True
    talk.say(f"{len(text.splitlines())} lines arrived as one {what} for {question.id}: {shown or text}")
    try:
        return talk.choose("Keep it? ", "Type yes to save it, no to discard it.", enter=False) == "yes"
    except BaseException:
        talk.keep_copy(text, question.id)
        raise


# -- drafts of earlier sessions


def offer_drafts(talk: Talk) -> None:
    """Ask about notes that an earlier session left unfinished; those of questions that are not asked here wait."""
    for id, text, path in unfinished_texts(talk.drafts.mark()):
        _offer_draft(talk, id, text, f"A note for {id} was not finished:", path)
    for id, text in talk.drafts.texts().items():
        _offer_draft(talk, id, text, f"A note for {id} was not finished:")


def _remove_file(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def _offer_draft(talk: Talk, id: str, text: str, about: str, path: Path | None = None) -> None:
    """Ask what becomes of a note, after a line about it; one that is neither saved nor dropped is offered again.

    A note that an editor left in the file `path` replaces the note there is; one that was typed goes below it.
    """
    forget = partial(_remove_file, path) if path else partial(talk.drafts.drop, id)
    save, place = (_save_note, " instead of that note") if path else (_append_note, " below that note")
    if not talk.session.is_asked(id):
        return
    question, note = talk.session.playbook.by_id[id], talk.session.answer(id).note
    if text.strip() == note.strip():
        forget()
        return
    talk.say(f"{about} {text}")
    if note:
        talk.say(f"The note now: {note}")
    reply = talk.choose(
        "Keep it? ", f"Type yes to save it{place if note else ''}, no to discard it; Enter keeps it for later."
    )
    if reply == "yes":
        if text_problem(text):
            forget()
            _edit_note(talk, question, text)
        elif save(talk, question, text):
            forget()
    elif reply == "no":
        forget()
        talk.say("Discarded.")
    else:
        talk.say("It will be offered again the next time you start.")


COMMANDS = {vocabulary.NOTE: _add_note, vocabulary.EDIT: _edit_note, vocabulary.EVIDENCE: _add_evidence}
