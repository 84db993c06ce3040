"""What a person can do without answering: move, look, undo, ask for help."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cxassess.answers.file.save import ChangedUnderUs
from cxassess.interview import grammar, help, messages, verbs, workshop
from cxassess.interview.frontends.frontend import Line
from cxassess.text import join_words

if TYPE_CHECKING:
    from cxassess.interview.loop import Conversation


def _skip(talk: Conversation, text: str) -> None:
    question = talk.session.here
    if question is None:
        talk.told = -1
    else:
        talk.say(f"{question.id} skipped, unchanged.")
        talk.onward(question)


def _back(talk: Conversation, text: str) -> None:
    if not talk.session.back():
        talk.say("This is the first question.")


def _go(talk: Conversation, question: str) -> None:
    if _is_asked(talk, talk.session.playbook.by_id[question].play, question):
        talk.session.go(talk.session.place(question))
        talk.told = -1


def _is_asked(talk: Conversation, play: str, what: str) -> bool:
    """Whether a play is asked in this session; where not, that is said."""
    asked = [one.id for one in talk.session.plays]
    if play not in asked:
        talk.warn(
            f"{what} is not asked here: this session is about {join_words(asked)}. Without --play all plays are asked."
        )
    return play in asked


def _play(talk: Conversation, play: str) -> None:
    if not _is_asked(talk, play, play):
        return
    questions = talk.session.playbook.play_by_id[play].questions
    left = talk.session.open(talk.session.playbook.play_by_id[play])
    talk.session.go(talk.session.place(left[0] if left else questions[0].id))
    talk.opened.discard(play)
    talk.told = -1


def _undo(talk: Conversation, text: str) -> None:
    before = talk.session.index
    try:
        undone = talk.session.undo()
    except (OSError, ChangedUnderUs) as error:
        talk.warn(f"NOT undone. {messages.why_not_saved(error)}.")
        return
    if undone is None:
        talk.say("There is nothing to undo in this session.")
        return
    talk.say(f"Undone: {undone}.")
    talk.tell_news()
    if talk.session.unsaved:
        talk.tell([messages.not_saved(talk.session)])
    question = talk.session.here
    if question is not None and talk.session.index == before:
        talk.tell(messages.present(question, talk.session.entry(question.id)))


def _plays(talk: Conversation, text: str) -> None:
    talk.tell(messages.plays(talk.session, talk.pace.left(len(talk.session.open()))))


def _review(talk: Conversation, text: str) -> None:
    if not text or _is_asked(talk, text, text):
        talk.tell(messages.review(talk.session, text))


def _where(talk: Conversation, text: str) -> None:
    talk.tell(help.where(talk.session, talk.pace.left(len(talk.session.open()))))


def _rubric(talk: Conversation, text: str) -> None:
    question = talk.session.here
    if question is not None:
        talk.tell(help.rubric(talk.session, question, text))


def _help(talk: Conversation, text: str) -> None:
    question = talk.session.here
    if text == "guide":
        talk.tell(messages.guide(talk.session.playbook))
        return
    if text == "play":
        play = None if question is None else talk.session.playbook.play_by_id[question.play]
        talk.tell(messages.opening(talk.session, play) if play else messages.behind_last(talk.session))
        return
    if question is not None and not text:
        talk.tell(help.help_for(talk.session, question))
    people = talk.people
    first = [] if people is None or question is None else list(workshop.help_lines(people, question))
    talk.say("You can type:")
    talk.tell(map(Line, grammar.help_lines(question, first)))


def _refused(talk: Conversation, text: str) -> None:
    talk.warn(text)


MOVES: dict[str, Callable[[Conversation, str], None]] = {
    verbs.SKIP: _skip,
    verbs.BACK: _back,
    verbs.GO: _go,
    verbs.PLAYS: _plays,
    verbs.PLAY: _play,
    verbs.REVIEW: _review,
    verbs.UNDO: _undo,
    verbs.WHERE: _where,
    verbs.RUBRIC: _rubric,
    verbs.HELP: _help,
    verbs.REFUSED: _refused,
}
