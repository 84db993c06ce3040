"""The commands that answer a question: a level, not applicable, don't know, a confidence, a target, clear."""

from __future__ import annotations

from cxassess.answers import UNANSWERED
from cxassess.answers.edit import REASON_REMOVED, Changes
from cxassess.answers.model import is_reason
from cxassess.interview import messages, vocabulary
from cxassess.interview.commands.note import keeps_text
from cxassess.interview.dialog import Talk
from cxassess.interview.grammar import parse_confidence
from cxassess.interview.vocabulary import level_label
from cxassess.playbook import Question
from cxassess.text import sentence


def save_level(talk: Talk, question: Question, key: str) -> None:
    """Answer with a level."""
    hint = "" if talk.has_hinted else " (Type b to go back and add a note.)"
    confirmation = f"{question.id} = {level_label(question, key)}.{reason_removed(talk, question, key)}{hint}"
    if talk.save_answer(question, lambda changes: changes.level(question, key), confirmation):
        talk.has_hinted = True


def reason_removed(talk: Talk, question: Question, key: str = "") -> str:
    """A sentence, after a space, where the reason for an earlier level is removed with it; else ''."""
    before = talk.session.answer(question.id)
    return f" {REASON_REMOVED}" if before.agreed and before.level != key else ""


def _save_not_applicable(talk: Talk, question: Question, text: str) -> None:
    reason = text or talk.ask_text("Reason: ", f"Why does {question.id} not apply? Enter changes nothing.", lines=True)
    if not is_reason(reason):
        talk.say("A reason is needed, so nothing was changed." if reason else "Nothing was changed.")
        return
    if not keeps_text(talk, question, "reason", reason):
        talk.say("Nothing was changed.")
        return
    confirmation = f"{question.id} = not applicable: {sentence(reason)}{reason_removed(talk, question)}"
    talk.save_answer(question, lambda changes: changes.not_applicable(question, reason), confirmation)


def _save_unknown(talk: Talk, question: Question, text: str) -> None:
    confirmation = f"{question.id} = don't know.{reason_removed(talk, question)}"
    talk.save_answer(question, lambda changes: changes.unknown(question), confirmation)


def _save_confidence(talk: Talk, question: Question, text: str) -> None:
    enter = "Enter keeps it, - removes it." if talk.session.answer(question.id).confidence else "Enter for none."
    about = f"How sure are you: low, medium or high? {enter}"
    command = parse_confidence(text or talk.ask_text("Confidence: ", about, commands=("-", "l")))
    if command.verb == vocabulary.REFUSED:
        talk.warn(command.text)
    elif command.verb == vocabulary.CONFIDENCE:
        word = "" if command.text == "-" else command.text
        confirmation = f"{question.id} confidence{f' = {word}' if word else ' removed'}."
        talk.save(question, "confidence", lambda changes: changes.confidence(question.id, word), confirmation)


def _save_target(talk: Talk, question: Question, key: str) -> None:
    confirmation = f"{question.id} target{f' = {level_label(question, key)}' if key else ' removed'}."
    talk.save(question, "target", lambda changes: changes.target(question.id, key), confirmation)


def _save_shared_target(talk: Talk, question: Question, text: str, name: str = "") -> None:
    """Save the target of the question's play or of `name`: a level's key, or `=` and a score; '' removes it."""
    name, score = name or question.play, text.removeprefix("=")
    is_score = text.startswith("=")
    value = f"score {score}" if is_score else messages.scale_level_label(talk.session.playbook, text)
    confirmation = f"{name} target{f' = {value}' if text else ' removed'}."

    def make(changes: Changes) -> None:
        changes.score(name, score) if is_score else changes.target(name, text)

    talk.save(question, "target", make, confirmation, name)


def _clear(talk: Talk, question: Question, text: str) -> None:
    answer = talk.session.answer(question.id)
    if answer.state == UNANSWERED:
        _clear_votes(talk, question)
        return
    if not talk.confirm("Clear it? ", f"Clear the answer to {question.id}? Type yes; Enter keeps it."):
        talk.say("Nothing was changed.")
        return
    has_rest: list[bool] = []
    talk.save(question, "answer", lambda changes: has_rest.append(changes.clear(question)), f"{question.id} cleared.")
    if any(has_rest) and answer.votes:
        talk.say("Its votes and other details are kept; x again clears the votes.")
    elif any(has_rest):
        talk.say("Its note, evidence and other details are kept.")


def _clear_votes(talk: Talk, question: Question) -> None:
    if not talk.session.answer(question.id).votes:
        talk.say("There is no answer to clear.")
        return
    about = f"{question.id} has votes and no answer. Type yes to clear them; Enter keeps them."
    if talk.confirm("Clear them? ", about):
        talk.save(question, "votes", lambda changes: changes.votes(question, ()), f"{question.id} votes cleared.")
    else:
        talk.say("Nothing was changed.")


COMMANDS = {
    vocabulary.LEVEL: save_level,
    vocabulary.NOT_APPLICABLE: _save_not_applicable,
    vocabulary.UNKNOWN: _save_unknown,
    vocabulary.CONFIDENCE: _save_confidence,
    vocabulary.TARGET: _save_target,
    vocabulary.PLAY_TARGET: _save_shared_target,
    vocabulary.OVERALL_TARGET: lambda talk, question, text: _save_shared_target(talk, question, text, "overall"),
    vocabulary.CLEAR: _clear,
}
