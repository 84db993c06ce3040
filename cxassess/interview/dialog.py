"""What every command of the interview needs: the session, its front end, and how to ask, say, show and save."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import InitVar, dataclass
from pathlib import Path
from typing import NamedTuple

from cxassess.answers import UNANSWERED, Vote
from cxassess.answers.edit import Changes, text_problem
from cxassess.answers.file.conflict import UnitConflict
from cxassess.answers.file.save import Conflict
from cxassess.fields import MAX_TEXT
from cxassess.interview import messages, progress
from cxassess.interview.drafts import Drafts
from cxassess.interview.editor import write_file
from cxassess.interview.frontends.frontend import PLAIN, QUIET, SAVED, WARNING, Frontend, Line
from cxassess.interview.session import Session
from cxassess.interview.vocabulary import HELP_WORDS, QUIT_WORDS, is_command
from cxassess.interview.votes import Participant, vote_order
from cxassess.playbook import Question
from cxassess.playbook.question_names import name_ids, name_question
from cxassess.scoring import Assessment
from cxassess.text import count_words, join_words, shorten


class VoteRound(NamedTuple):
    """Votes that were just typed; the agreed level is asked next. `was_open`: there was no answer before them."""

    votes: tuple[Vote, ...]
    was_open: bool


@dataclass(eq=False)
class Talk:
    """A session of questions and the front end on which it is shown.

    `assess` gives the result of what is saved, or None. `now` gives seconds, for the pace. Where it `is_facilitated`, a
    facilitator types the levels of several `people`. `options` and `playbook_option` are the options by which the
    session was started, for the commands that are named at its end. Without `today` the file's date is not looked at.
    """

    session: Session
    frontend: Frontend
    assess: Callable[[], Assessment | None] = lambda: None
    playbook_option: str = ""
    now: InitVar[Callable[[], float]] = lambda: 0.0
    is_facilitated: bool = False
    options: str = ""
    today: datetime.date | None = None

    def __post_init__(self, now: Callable[[], float]) -> None:
        self.people: list[Participant] = []
        self.pace = progress.Pace(now)
        self.drafts = Drafts(self.session.file.path)
        self.vote_round: VoteRound | None = None
        self.has_hinted = False
        self.entered_at: tuple[str, bool] | None = None  # where Enter was typed last, and whether votes came before it
        self._was_refused = False  # something since the last line
        self._introduced: set[str] = set()
        self._passed_over: set[str] = set()  # questions of which it was said when they are asked
        self._shown_index = -1
        self.frontend.show_again = self.print_question

    # -- ask

    def ask(self, prompt: str, *, words: Sequence[str] = ()) -> str:
        """One line without its end, all lines of a paste.

        What arrived right after a line that was refused was not typed at this prompt: it is dropped, and that is said.
        """
        if self._was_refused and (rest := self.frontend.more_lines().strip("\n")):
            count = rest.count("\n") + 1
            it = "it" if count == 1 else "them"
            self.say(f"{count_words(count, 'more line')} arrived right after it; nothing was done with {it}.")
        self._was_refused = False
        return self.frontend.ask(prompt, words=words)

    def ask_text(
        self, prompt: str, about: str = "", *, lines: bool = False, commands: Sequence[str] = (), help: str = ""
    ) -> str:
        """Text that can be saved in a file, without the space around it; `about` is said before, and again for a `?`.

        Several pasted lines stay as they are with `lines`, else they are refused. A command alone is refused, because it was
        meant for the question, unless it is one of `commands` or is typed a second time. `help` replaces `about`.
        A text that is too long is kept in a file.
        """
        if about:
            self.say(about)
        refused = ""
        while True:
            text = f"{self.ask(prompt)}{self.frontend.more_lines()}".strip()
            if text.lower() == "back" and "b" in commands:
                return "b"
            if text.lower() in HELP_WORDS:
                self.say(help or about or "Type a line of text; Enter leaves it empty.")
            elif text not in (*commands, refused) and (is_command(text) or text.isdecimal()):
                refused = text
                kind = "a number" if text.isdecimal() else "a command"
                hint = f"Enter leaves it empty; type '{text}' again to use it as text."
                self.warn(f"'{text}' is {kind}, but this asks for text. {hint}")
            elif "\n" in text and not lines:
                self.warn("Several lines were entered at once, but this asks for one. Type it again.")
            elif problem := text_problem(text):
                self.warn(f"That text cannot be used: {problem}. Type it again.")
                if len(text) > MAX_TEXT and self.session.question is not None:
                    self.keep_copy(text, self.session.question.id)
            else:
                return text

    def keep_copy(self, text: str, question: str) -> Path | None:
        """Keep a text that cannot be saved for the next start; None, with a sentence, where that fails."""
        try:
            copy = write_file(text, self.drafts.mark(question))
        except OSError as error:
            self.warn(f"It could not be kept in another file either: {messages.why_not_saved(error)}.")
            return None
        self.say(f"The text is kept in {copy} and will be offered the next time you start.")
        return copy

    def choose(
        self,
        prompt: str,
        about: str = "",
        words: Sequence[str] = ("yes", "no"),
        *,
        enter: bool = True,
        other: Callable[[str], bool] = lambda text: False,
    ) -> str:
        """One of some words, also by its first letter, or an `other` text; '' for Enter, where `enter` is a choice.

        Any other line is refused with a sentence, and asked for again. `about` is said before, and again for a `?`.
        Raises EOFError where the person quits.
        """
        if about:
            self.say(about)
        hint = about or f"Type {join_words(words, 'or')}."
        while True:
            text = self.ask(prompt, words=words).strip()
            if text.lower() in QUIT_WORDS:
                raise EOFError
            if match := next((word for word in words if text.lower() in (word, word[0])), ""):
                return match
            if (enter and not text) or other(text):
                return text
            if text.lower() in HELP_WORDS:
                self.say(hint)
            elif text:
                self.warn(f"'{shorten(text, 40)}' is not an answer here, so nothing was done with it. {hint}")
            else:
                self.warn(hint)

    def confirm(self, prompt: str, about: str) -> bool:
        """Whether somebody types yes; Enter is no."""
        return self.choose(prompt, about) == "yes"

    # -- say

    def say(self, text: str, style: str = PLAIN) -> None:
        """Print one line."""
        self.frontend.say(text, style)

    def warn(self, text: str) -> None:
        """Print one line about what was not done, and what to do."""
        self._was_refused = True
        self.frontend.say(text, WARNING)

    def say_lines(self, lines: Iterable[Line]) -> None:
        """Print several lines."""
        for line in lines:
            self.frontend.say(line.text, line.style)

    # -- show

    def show_question(self) -> None:
        """Print the question when it comes, once; its play before it, the first time."""
        session = self.session
        self.frontend.status(progress.toolbar(session))
        if self._shown_index == session.index:
            return
        self._shown_index, self.vote_round = session.index, None
        question = session.question
        if question is None:
            self.say_lines(progress.after_last_question(session))
            return
        if question.play not in self._introduced:
            self._introduced.add(question.play)
            play = session.playbook.play_by_id[question.play]
            self.say_lines(progress.play_introduction(session, play, self.time_left()))
        self.say_lines(messages.question_lines(session, question))
        if order := vote_order(self.people):
            self.say(order, QUIET)
        self.pace.question_shown()

    def print_question(self) -> None:
        """Print the question once more, with its answer."""
        question = self.session.question
        if question is None:
            self.say_lines(progress.after_last_question(self.session))
        else:
            self.say_lines(messages.question_lines(self.session, question))

    def show_again(self, play: str = "") -> None:
        """Let the question be printed at the next turn although it was already; after the introduction of a play."""
        self._shown_index = -1
        self._introduced.discard(play)

    def time_left(self) -> str:
        """A sentence on how long the open questions may take; '' while that is not known."""
        return self.pace.time_left(len(self.session.open()))

    def move_on(self, question: Question, *, was_open: bool = False) -> None:
        """Go to the next question, from one that `was_open` and now has an answer to the next that is open.

        Print a summary of the play where it ends or its last open question is answered.
        """
        session = self.session
        following = session.next_asked()
        index = session.index_after_gap() if was_open else following
        self.say_lines(list(messages.passed_over_lines(session, index, self._passed_over)))
        session.go(index)
        new = session.question
        play = session.playbook.play_by_id[question.play]
        if new is None or new.play != question.play or (was_open and not session.open(play)):
            self.say_lines([progress.play_summary(session, play, self.assess())])
        if index != following and new is not None:
            self.say(f"The next open question is {name_question(new)}.")

    # -- save

    def save(
        self, question: Question, what: str, make: Callable[[Changes], object], confirmation: str, owner: str = ""
    ) -> bool:
        """Make a change, and print and give back whether it is saved.

        `what` names the changed part of the question, or of `owner`, for undo.
        """
        waiting = self.session.unsaved_ids()
        if not self.session.change(question.id, f"{owner or question.id} {what}", make):
            if self.resolve_conflict():
                return True
            self.warn(messages.not_saved(self.session))
            self.say("It is kept in memory, and saving will be tried again with your next answer; q quits.")
            self._keep_rescue_copy()
            return False
        self.say(f"Saved. {confirmation}", SAVED)
        if waiting:
            self.say(f"Also saved now: {name_ids(self.session.playbook.by_id, waiting)}.", SAVED)
        self.say_external_changes()
        return True

    def _keep_rescue_copy(self) -> None:
        """Keep what is not saved in another file too, in case the computer stops; its name is said once."""
        is_new = self.session.rescue_copy is None
        with contextlib.suppress(Exception):  # the end of the session reports it
            copy = self.session.save_rescue_copy()
            if is_new:
                self.say(f"Until it is saved, all answers are also in {copy}.")

    def save_answer(self, question: Question, make: Callable[[Changes], object], confirmation: str) -> bool:
        """Save an answer, count it for the pace and go to the next question; whether it is saved."""
        was_open = self.session.answer(question.id).state == UNANSWERED
        saved = self.save(question, "answer", make, confirmation)
        self.pace.answered(question.id)
        self.move_on(question, was_open=was_open)
        return saved

    def say_external_changes(self) -> None:
        """Print once what somebody else changed in the file meanwhile, and what that and the last change mean for conditions."""
        for line in self.session.condition_notes():
            self.say(line)
        if self.session.external_changes:
            self.warn(self.session.external_changes)
            self.session.external_changes = ""

    def resolve_conflict(self) -> bool:
        """Ask whose value to keep where somebody else changed the same; whether all is saved then."""
        conflict = self.session.failure
        if not isinstance(conflict, Conflict):
            return False
        self.warn(f"{conflict}.")
        ours: list[UnitConflict] = []
        theirs: list[UnitConflict] = []
        for clash in conflict.conflicts:
            mine, other = clash.in_words
            self.say(f"{clash.label[0].upper()}{clash.label[1:]}: yours is {mine}; the file has {other}.")
            (ours if self._keeps_mine() else theirs).append(clash)
        if not self.session.flush(ours, theirs):
            return self.resolve_conflict()
        for clash in conflict.conflicts:
            self.say(f"Saved. {clash.label[0].upper()}{clash.label[1:]}: {clash.in_words[clash in theirs]}.", SAVED)
        self.say_external_changes()
        return True

    def _keeps_mine(self) -> bool:
        """Whether a person types mine rather than theirs; nothing is taken for granted."""
        return self.choose("Type mine or theirs: ", words=("mine", "theirs"), enter=False) == "mine"
