"""The interview from start to end: show a question, ask for one line, do what it says, until the person quits."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from cxassess.answers import UNANSWERED
from cxassess.answers.edit import Changes
from cxassess.answers.file.save import FileChanged
from cxassess.dates import parse_date
from cxassess.interview import messages, progress, vocabulary
from cxassess.interview.commands import answer, navigate, note, people, vote
from cxassess.interview.dialog import Talk
from cxassess.interview.frontends.frontend import SAVED
from cxassess.interview.grammar import Command, parse_command
from cxassess.interview.last_session import first_mention
from cxassess.interview.votes import agreed_prompt, expected_votes, parse_votes, vote_prompt
from cxassess.playbook import Question
from cxassess.source.emit import Unquoted

NOT_SAVED, CHANGED = 5, 6  # exit codes
QUESTION_COMMANDS: dict[str, Callable[[Talk, Question, str], object]] = (
    answer.COMMANDS | note.COMMANDS | people.COMMANDS | vote.COMMANDS
)
# The commands after which text may be typed.
WITH_TEXT = (vocabulary.NOTE, vocabulary.NOT_APPLICABLE, vocabulary.EVIDENCE, vocabulary.CHANGE_PEOPLE)


def run(talk: Talk) -> int:
    """Hold the interview until the person quits. The exit code: 0, or 5 or 6 where an answer could not be saved."""
    talk.say_lines(messages.start_lines(talk.session))
    try:
        _offer_date(talk)
        note.offer_drafts(talk)
        if talk.is_facilitated:
            people.ask_people(talk)
        while _turn(talk):
            pass
    except EOFError:
        talk.say("")
        return finish(talk, can_ask=False)
    return finish(talk)


def _offer_date(talk: Talk) -> None:
    """Ask whether a file of an earlier day gets today's date, or another; once a day."""
    session, old, today = talk.session, talk.session.answers.header.date, talk.today
    if today is None or old is None or old >= today or not first_mention(session.file.path, today):
        return
    talk.say(f"The file is dated {old.isoformat()}, and reports speak as of that day.")
    about = f"Type yes to change the date to today, {today.isoformat()}, or type another date; Enter keeps it."
    reply = talk.choose("Change it? ", about, other=lambda text: parse_date(text) is not None)
    date = {"yes": today.isoformat(), "no": "", "": ""}.get(reply, reply)
    if date in ("", old.isoformat()):
        talk.say(f"The date is still {old.isoformat()}.")
        return

    def make(changes: Changes) -> None:
        changes.metadata(("date",), Unquoted(date))

    talk.save(session.question or session.questions[0], "date", make, f"date = {date}.", "file")


def finish(talk: Talk, *, can_ask: bool = True) -> int:
    """Try once more to save what is not saved, print a summary, and give back the exit code."""
    save_rest(talk, can_ask=can_ask)
    talk.say_lines(progress.session_summary(talk.session, talk.assess()))
    talk.say_lines(progress.next_commands(talk.session, talk.playbook_option, talk.options))
    if talk.session.failure is None:
        return 0
    return CHANGED if isinstance(talk.session.failure, FileChanged) else NOT_SAVED


def save_rest(talk: Talk, *, can_ask: bool = False) -> None:
    """Save what is not saved yet, at the end of a session, whatever ended it; where that fails, in another file."""
    session = talk.session
    try:
        is_saved = session.flush()
    except Exception as error:  # an internal error, which may be what ended the session
        session.failure, is_saved = error, False
    if not is_saved:
        talk.warn(messages.not_saved(session))
        if can_ask:
            with contextlib.suppress(EOFError):
                _save_elsewhere(talk)
    if session.failure is not None:
        try:
            talk.warn(f"All answers, including these, are kept in {session.save_rescue_copy()}.")
        except Exception as error:
            talk.warn(f"The unsaved answers could not be kept in a file: {messages.why_not_saved(error)}. They are:")
            talk.say_lines(messages.unsaved_values(session))
    session.keep_place()


def _save_elsewhere(talk: Talk) -> None:
    """Ask for another file for answers that cannot be saved."""
    about = "Type the name of a new file to save all answers in; Enter leaves them unsaved."
    while name := talk.ask_text("File: ", about):
        try:
            talk.session.save_elsewhere(name)
        except OSError as error:
            talk.warn(f"{name}: {messages.why_not_saved(error)}.")
        else:
            talk.say(f"Saved all answers in {name}.", SAVED)
            return


def _turn(talk: Talk) -> bool:
    """Ask for one line and do what it says; False to quit."""
    talk.show_question()
    question = talk.session.question
    level_names = [level.name for level in question.levels if level.name] if question else []
    words = [*(one.id for one in talk.session.questions), *(one.id for one in talk.session.plays), *level_names]
    line = talk.ask(_prompt(talk, question), words=words)
    if talk.is_facilitated and question is not None and not line.strip() and vote.asks_again(talk, question):
        return True
    talk.entered_at = None
    command = _parse(talk, line, question)
    if command.verb in WITH_TEXT and command.text and (rest := talk.frontend.more_lines()):
        command = _parse(talk, f"{line}{rest}".rstrip(), question)
    if talk.vote_round is not None and question is not None:
        vote.end_round(talk, question, command.verb)
    if command.verb == vocabulary.QUIT:
        return False
    if command.verb in navigate.COMMANDS:
        navigate.COMMANDS[command.verb](talk, command.text)
    elif question is not None and command.verb == vocabulary.VOTES:
        vote.record(talk, question, command)
    elif question is not None:
        QUESTION_COMMANDS[command.verb](talk, question, command.text)
    return True


def _prompt(talk: Talk, question: Question | None) -> str:
    """What is printed before the cursor."""
    if question is None:
        return "> "
    if talk.vote_round is not None:
        is_answered = talk.session.answer(question.id).state != UNANSWERED
        return agreed_prompt(question, talk.vote_round.votes, is_answered)
    return vote_prompt(talk.people, question)


def _parse(talk: Talk, line: str, question: Question | None) -> Command:
    """What a line asks for, at the prompt where it was typed."""
    playbook = talk.session.playbook
    if question is None or not talk.is_facilitated:
        return parse_command(line, playbook, question)
    if talk.vote_round is not None:
        return vote.parse_at_agreed_level(talk, talk.vote_round.votes, line, question)
    command = parse_votes(line, talk.people, question)
    return command or parse_command(line, playbook, question, expected_votes(talk.people, question))
