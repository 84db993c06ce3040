"""The loop of the interview: show a question, ask for one line, do what it says, until the person quits."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence

from cxassess.answers import UNANSWERED
from cxassess.answers.file.save import FileChanged
from cxassess.interview import messages, progress, vocabulary
from cxassess.interview.commands import answer, navigate, note, vote
from cxassess.interview.frontends.frontend import SAVED, Frontend
from cxassess.interview.grammar import Command, parse_command
from cxassess.interview.people import Participant
from cxassess.interview.session import Session
from cxassess.interview.talk import Talk
from cxassess.interview.vocabulary import level_prompt
from cxassess.interview.votes import agreed_prompt, expected_votes, parse_votes, vote_prompt
from cxassess.playbook import Question
from cxassess.scoring import Assessment

NOT_SAVED, CHANGED = 5, 6  # exit codes
QUESTION_COMMANDS = {**answer.COMMANDS, **note.COMMANDS, **vote.COMMANDS}


class Interview:
    """Asks, saves and says so through a front end, until the person quits.

    `assess`, `now` and `people` are those of a Talk. `options` and `playbook_option` are the options by which the
    session was started, for the commands that are named at its end.
    """

    def __init__(
        self,
        session: Session,
        frontend: Frontend,
        assess: Callable[[], Assessment | None] = lambda: None,
        playbook_option: str = "",
        now: Callable[[], float] = lambda: 0.0,
        people: list[Participant] | None = None,
        options: str = "",
    ) -> None:
        self.talk = Talk(session, frontend, assess, now, people)
        self.session = session
        self.playbook_option = playbook_option
        self.options = options

    def run(self) -> int:
        """The exit code: 0, or 5 or 6 where an answer could not be saved."""
        self.talk.say_lines(messages.start_lines(self.session))
        try:
            note.offer_drafts(self.talk)
            if self.talk.people is not None:
                vote.ask_people(self.talk)
            while self._turn():
                pass
        except EOFError:
            self.talk.say("")
            return self.finish(can_ask=False)
        return self.finish()

    def finish(self, *, can_ask: bool = True) -> int:
        """Try once more to save what is not saved, print how the assessment stands, and give back the exit code."""
        self.save_rest(can_ask=can_ask)
        summary = progress.session_summary(self.session, self.talk.assess(), self.playbook_option, self.options)
        self.talk.say_lines(summary)
        if self.session.failure is None:
            return 0
        return CHANGED if isinstance(self.session.failure, FileChanged) else NOT_SAVED

    def save_rest(self, *, can_ask: bool = False) -> None:
        """Save what is not saved yet, at the end of a session; where that fails, in another file."""
        if not self.session.flush():
            self.talk.say_lines([messages.not_saved(self.session)])
            if can_ask:
                with contextlib.suppress(EOFError):
                    self._save_elsewhere()
            self._save_rescue_copy()
        self.session.leave()

    def _save_elsewhere(self) -> None:
        """Ask for another file for answers that cannot be saved."""
        about = "Type the name of a new file to save all answers in; Enter leaves them unsaved."
        while name := self.talk.ask_text("File: ", about):
            try:
                self.session.save_elsewhere(name)
            except OSError as error:
                self.talk.warn(f"{name}: {messages.why_not_saved(error)}.")
            else:
                self.talk.say(f"Saved all answers in {name}.", SAVED)
                return

    def _save_rescue_copy(self) -> None:
        """Save answers that are still not saved in the state folder, and print where."""
        if self.session.failure is None:
            return
        try:
            copy = self.session.keep_aside()
        except OSError as error:
            self.talk.warn(f"The unsaved answers are lost: {messages.why_not_saved(error)}.")
        else:
            self.talk.warn(f"All answers, including these, are kept in {copy}.")

    def _turn(self) -> bool:
        """Ask for one line and do what it says; False to quit."""
        self.talk.show_question()
        question = self.session.here
        line = self.talk.ask(self._prompt(question), self._words(question))
        command = self._parse(line, question)
        if self.talk.vote_round is not None and question is not None:
            vote.end_round(self.talk, question, command.verb)
        if command.verb == vocabulary.QUIT:
            return False
        if command.verb in navigate.COMMANDS:
            navigate.COMMANDS[command.verb](self.talk, command.text)
        elif question is not None and command.verb == vocabulary.VOTES:
            vote.record(self.talk, question, command)
        elif question is not None:
            QUESTION_COMMANDS[command.verb](self.talk, question, command.text)
        return True

    def _prompt(self, question: Question | None) -> str:
        """What is printed before the cursor."""
        if question is None:
            return "> "
        if self.talk.vote_round is not None:
            is_answered = self.session.answer(question.id).state != UNANSWERED
            return agreed_prompt(question, self.talk.vote_round.votes, is_answered)
        return level_prompt(question) if self.talk.people is None else vote_prompt(self.talk.people, question)

    def _words(self, question: Question | None) -> Sequence[str]:
        """What Tab completes: ids of questions and plays, and the names of levels."""
        names = [] if question is None else [level.name for level in question.levels if level.name]
        return [*(one.id for one in self.session.questions), *(one.id for one in self.session.plays), *names]

    def _parse(self, line: str, question: Question | None) -> Command:
        """What a line asks for, at the prompt where it was typed."""
        people, playbook = self.talk.people, self.session.playbook
        if question is None or people is None:
            return parse_command(line, playbook, question)
        if self.talk.vote_round is not None:
            return vote.parse_at_agreed_level(self.talk.vote_round, line, people, playbook, question)
        command = parse_votes(line, people, question)
        return command or parse_command(line, playbook, question, expected_votes(people, question))
