"""The commands that give no answer: move to a question, look something up, undo, ask for help."""

from __future__ import annotations

from cxassess.answers.file.save import FileChanged
from cxassess.interview import messages, progress, vocabulary
from cxassess.interview.dialog import Talk
from cxassess.interview.frontends.frontend import Line
from cxassess.interview.grammar import command_help
from cxassess.interview.vocabulary import number_range
from cxassess.interview.votes import vote_help


def _skip(talk: Talk, text: str) -> None:
    question = talk.session.question
    if question is None:
        talk.show_again()
    else:
        talk.say(f"{question.id} skipped, unchanged.")
        talk.move_on(question)


def _back(talk: Talk, text: str) -> None:
    if not talk.session.back():
        talk.say("This is the first question.")


def _go_to_question(talk: Talk, id: str) -> None:
    if _is_asked(talk, talk.session.playbook.by_id[id].play, id):
        talk.session.go(talk.session.position(id))
        talk.show_again()


def _go_to_play(talk: Talk, id: str) -> None:
    if _is_asked(talk, id, id):
        play = talk.session.playbook.play_by_id[id]
        talk.session.go(talk.session.position([*talk.session.to_ask(play), play.questions[0].id][0]))
        talk.show_again(id)


def _is_asked(talk: Talk, play: str, id: str) -> bool:
    """Whether a play is asked in this session; where not, a warning about `id` is printed."""
    asked = talk.session.plays
    if play not in [one.id for one in asked]:
        asks = (
            f"this session, which asks only {progress.name_plays(asked)}. Without --play, the session covers all plays"
        )
        talk.warn(f"{id} is not part of {asks}.")
    return play in [one.id for one in asked]


def _undo(talk: Talk, text: str) -> None:
    before = talk.session.index
    try:
        undone = talk.session.undo()
    except (OSError, FileChanged) as error:
        talk.warn(f"NOT undone. {messages.why_not_saved(error)}.")
        return
    if undone is None:
        talk.say("There is nothing to undo in this session.")
        return
    talk.say(f"Undone: {undone}.")
    talk.say_external_changes()
    if talk.session.unsaved:
        talk.warn(messages.not_saved(talk.session))
    question = talk.session.question
    if question is not None and talk.session.index == before:
        talk.say_lines(messages.answer_lines(talk.session, question))


def _list_plays(talk: Talk, text: str) -> None:
    talk.say_lines(progress.play_list(talk.session, talk.time_left()))


def _review(talk: Talk, play: str) -> None:
    if not play or _is_asked(talk, play, play):
        talk.say_lines(messages.review_lines(talk.session, play))


def _show_place(talk: Talk, text: str) -> None:
    talk.say_lines(messages.place_lines(talk.session, talk.time_left()))


def _show_rubric(talk: Talk, text: str) -> None:
    question = talk.session.question
    if question is not None:
        talk.say_lines(messages.rubric_lines(talk.session, question, text))


def _help(talk: Talk, topic: str) -> None:
    session, question = talk.session, talk.session.question
    if question is not None and talk.vote_round is not None and topic in ("", "commands"):
        agreed = f"{number_range(question.levels)}: the agreed level; all levels again, or v with a name and a level"
        talk.say(f"{agreed}: new votes; Enter twice: no agreed level. The votes are kept.")
    if topic == "guide":
        talk.say_lines(messages.guide_lines(session.playbook))
    elif topic == "play":
        play = None if question is None else session.playbook.play_by_id[question.play]
        talk.say_lines(progress.play_introduction(session, play) if play else progress.after_last_question(session))
    else:
        if question is not None and not topic:
            talk.say_lines(messages.question_help_lines(session, question))
        votes = list(vote_help(talk.people, question)) if talk.is_facilitated and question is not None else []
        talk.say("You can type:")
        talk.say_lines(map(Line, command_help(question, votes)))


COMMANDS = {
    vocabulary.SKIP: _skip,
    vocabulary.BACK: _back,
    vocabulary.GO: _go_to_question,
    vocabulary.PLAYS: _list_plays,
    vocabulary.PLAY: _go_to_play,
    vocabulary.REVIEW: _review,
    vocabulary.UNDO: _undo,
    vocabulary.WHERE: _show_place,
    vocabulary.RUBRIC: _show_rubric,
    vocabulary.HELP: _help,
    vocabulary.REFUSED: Talk.warn,
}
