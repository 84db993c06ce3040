"""What a person says to a question: each kind of answer asked to its end, saved and told back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cxassess.answers import UNANSWERED
from cxassess.answers.assigning import broken_link
from cxassess.answers.changing import Changes, refusal
from cxassess.interview import front as fronts
from cxassess.interview import grammar, telling, workshop
from cxassess.playbook import Question
from cxassess.text import one_line

if TYPE_CHECKING:
    from cxassess.interview.conversation import Conversation

KEEP, NONE = "Enter keeps it as it is, - removes it.", "Enter adds none."


def _answer(talk: Conversation, question: Question, make: Callable[[Changes], object], said: str) -> bool:
    """Save an answer, count it for the pace and go on; whether it is saved."""
    was_open = talk.session.entry(question.id).state == UNANSWERED
    saved = talk.save(question, "answer", make, said)
    talk.pace.answered(question.id)
    talk.onward(question, was_open=was_open)
    return saved


def _level(talk: Conversation, question: Question, key: str) -> None:
    said = f"{question.id} = {telling.level_name(question, key)}."
    hint = "" if talk.hinted else " (b goes back, for a note.)"
    if _answer(talk, question, lambda changes: changes.level(question, key), said + hint):
        talk.hinted = True


def _not_applicable(talk: Conversation, question: Question, text: str) -> None:
    reason = text or talk.line("Reason: ", f"Why does {question.id} not apply? Enter leaves it as it is.")
    if not reason or reason.lower() in ("true", "yes", "false", "no"):
        talk.say("A reason is needed, so nothing was changed." if reason else "Nothing was changed.")
        return
    said = f"{question.id} = not applicable: {one_line(reason)}"
    _answer(talk, question, lambda changes: changes.not_applicable(question, reason), said)


def _unknown(talk: Conversation, question: Question, text: str) -> None:
    _answer(talk, question, lambda changes: changes.unknown(question), f"{question.id} = don't know.")


def _note(talk: Conversation, question: Question, text: str) -> None:
    keep = KEEP if talk.session.entry(question.id).note else NONE
    found = text
    if not found:
        with talk.drafts.watching(question.id, talk.front.typed):
            found = talk.line("Note: ", f"Note for {question.id}. {keep}", lines=True)
    if found:
        save_note(talk, question, "" if found == "-" else found)
    else:
        talk.drafts.drop(question.id)


def save_note(talk: Conversation, question: Question, note: str) -> bool:
    """Save a note, '' to remove it, and say whether it is saved; until then it is kept as a draft."""
    said = f"{question.id} note{'' if note else ' removed'}."
    saved = talk.save(question, "note", lambda changes: changes.text(question.id, "note", note), said)
    if saved:
        talk.drafts.drop(question.id)
    elif note:
        talk.drafts.keep(question.id, note, now=True)
    return saved


def _edit(talk: Conversation, question: Question, text: str) -> None:
    edit_note(talk, question, talk.session.entry(question.id).note)


def edit_note(talk: Conversation, question: Question, text: str) -> None:
    """The note in the person's editor, which opens with a text; nothing that was written there is lost."""
    old = talk.session.entry(question.id).note
    about, mark = [f"The note for {question.id}: {one_line(question.text)}"], talk.drafts.mark(question.id)
    new = talk.front.edit(text, about, mark)
    while new is not None and refusal(new):
        talk.drafts.keep(question.id, new, now=True)
        talk.warn(f"That note cannot be taken: {refusal(new)}.")
        if not talk.agrees("Edit it again? ", "Type yes to go back to it; Enter leaves the note as it was."):
            return
        new = talk.front.edit(new, about, mark)
    if new is None:
        talk.warn(f"The editor gave nothing back. The note for {question.id} is as it was.")
    elif new.strip() == old.strip():
        talk.say(f"The note for {question.id} is unchanged.")
    elif new.strip() or talk.agrees("Remove it? ", f"Remove the note for {question.id}? Type yes; Enter keeps it."):
        save_note(talk, question, new.strip())


def _evidence(talk: Conversation, question: Question, text: str) -> None:
    title, _, link = (part.strip() for part in text.partition("|"))
    if not text:
        title = talk.line("Title: ", f"Title of the evidence for {question.id}. {NONE}")
        link = _link(talk) if title else ""
    if broken_link(link):
        talk.warn(f"{broken_link(link)}. Write %20 for the space. Nothing was changed.")
    elif title:
        said = f"{question.id} evidence: {one_line(title)}"
        talk.save(question, "evidence", lambda changes: changes.evidence(question.id, title, link), said)
    elif text:
        talk.warn("Evidence needs a title. Type w and the title, or w, the title, | and a link.")


def _link(talk: Conversation) -> str:
    """A link or file name, asked for until it is one; '' for none."""
    link = talk.line("Link: ", "Link or file name. Enter for none.")
    while broken_link(link):
        talk.warn(f"{broken_link(link)}. Write %20 for the space. Type it again.")
        link = talk.line("Link: ")
    return link


def _confidence(talk: Conversation, question: Question, text: str) -> None:
    keep = KEEP if talk.session.entry(question.id).confidence else "Enter for none."
    line = text or talk.line("Confidence: ", f"How sure are you: low, medium or high? {keep}")
    asked = grammar.asked_confidence(line)
    if asked.verb == grammar.REFUSED:
        talk.warn(asked.text)
    elif asked.verb == grammar.CONFIDENT:
        word = "" if asked.text == "-" else asked.text
        said = f"{question.id} confidence{f' = {word}' if word else ' removed'}."
        talk.save(question, "confidence", lambda changes: changes.text(question.id, "confidence", word), said)


def _target(talk: Conversation, question: Question, key: str) -> None:
    said = f"{question.id} target{f' = {telling.level_name(question, key)}' if key else ' removed'}."
    talk.save(question, "target", lambda changes: changes.target(question.id, key), said)


def _play_target(talk: Conversation, question: Question, text: str) -> None:
    _wide_target(talk, question, question.play, text)


def _overall_target(talk: Conversation, question: Question, text: str) -> None:
    _wide_target(talk, question, "overall", text)


def _wide_target(talk: Conversation, question: Question, name: str, text: str) -> None:
    """The target of a play or of the whole: a level's key, or `=` and a score."""
    score = text.removeprefix("=")
    told = f"score {score}" if text.startswith("=") else telling.play_level(talk.session.playbook, text)
    said = f"{name} target{f' = {told}' if text else ' removed'}."

    def make(changes: Changes) -> None:
        changes.score(name, score) if text.startswith("=") else changes.target(name, text)

    talk.save(question, "target", make, said, name)


def _clear(talk: Conversation, question: Question, text: str) -> None:
    if talk.session.entry(question.id).state == UNANSWERED:
        talk.say("There is no answer to clear.")
        return
    if not talk.agrees("Clear it? ", f"Clear the answer to {question.id}? Type yes; Enter keeps it."):
        talk.say("Nothing was changed.")
        return
    kept: list[bool] = []
    talk.save(question, "answer", lambda changes: kept.append(changes.clear(question)), f"{question.id} cleared.")
    if any(kept):
        talk.say("Its note, evidence and the like stay.")


ENTER: dict[str, Callable[[Conversation, Question, str], None]] = {
    grammar.LEVEL: _level,
    grammar.NOT_APPLICABLE: _not_applicable,
    grammar.UNKNOWN: _unknown,
    grammar.NOTE: _note,
    grammar.EDIT: _edit,
    grammar.EVIDENCE: _evidence,
    grammar.CONFIDENT: _confidence,
    grammar.TARGET: _target,
    grammar.PLAY_TARGET: _play_target,
    grammar.OVERALL_TARGET: _overall_target,
    grammar.CLEAR: _clear,
}


# -- a workshop


def record(talk: Conversation, question: Question, said: workshop.Round) -> None:
    """Tell how far apart people are, ask what is agreed and why, and save it in one go with the votes.

    Where the person leaves in between, the votes are saved without an agreed level.
    """
    talk.say(workshop.spread(question, said), fronts.CHOSEN)
    try:
        key = _agreed(talk, question, said)
        reason = _why(talk, question, key) if key and workshop.apart(question, said.votes) else ""
    except BaseException:
        _save_votes(talk, question, said, "", "")
        raise
    was_open = talk.session.entry(question.id).state == UNANSWERED
    _save_votes(talk, question, said, key, reason)
    if key:
        talk.pace.answered(question.id)
    talk.onward(question, was_open=was_open and bool(key))


def _agreed(talk: Conversation, question: Question, said: workshop.Round) -> str:
    """The key of the level that was agreed on; '' for none yet."""
    alike = "" if workshop.apart(question, said.votes) else said.votes[0].level
    number = workshop.level_name(question, alike).split()[0] if alike else ""
    kept = talk.session.entry(question.id).state != UNANSWERED
    enter = "Enter keeps the answer as it is" if kept else "Enter for none"
    prompt = f"Agreed level {grammar.span(question.levels)}, {f'y for {number}, ' if alike else ''}{enter}: "
    while line := talk.line(prompt):
        if alike and line.lower() in ("y", "yes"):
            return alike
        found = grammar.found_level(line, question.levels)
        if found is not None:
            return found.key
        talk.warn(
            f"'{one_line(line)[:40]}' is no level. Type {grammar.typed(question.levels)}, or Enter; the votes are kept."
        )
    return ""


def _why(talk: Conversation, question: Question, key: str) -> str:
    return talk.line("Reason: ", f"Why {telling.level_name(question, key)}? One line for the report; Enter for none.")


def _save_votes(talk: Conversation, question: Question, said: workshop.Round, key: str, reason: str) -> None:
    count = f"{len(said.votes)} vote{'s' * (len(said.votes) != 1)}"
    told = f"{question.id} = {telling.level_name(question, key)}, with {count}."
    if not key:
        still = "it stays open" if talk.session.entry(question.id).state == UNANSWERED else "the answer is as it was"
        told = f"{question.id} {count}. No level is agreed, so {still}."
    talk.save(question, "votes", lambda changes: changes.agreed(question, said.votes, key, reason), told)
