"""The conversation: a question told, one line asked, done and told back, through whatever front end there is."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence

from cxassess.answers.edit import Changes, refusal
from cxassess.answers.file.conflict import Clash
from cxassess.answers.file.save import ChangedUnderUs, Conflict
from cxassess.interview import draft_recovery, grammar, level_input, messages, progress, verbs, workshop
from cxassess.interview.commands import answer, people, vote
from cxassess.interview.commands.navigate import MOVES
from cxassess.interview.drafts import Drafts
from cxassess.interview.frontends import frontend as fronts
from cxassess.interview.frontends.frontend import Front, Line
from cxassess.interview.pace import Pace
from cxassess.interview.session import Session
from cxassess.playbook import Question
from cxassess.scoring import Assessment
from cxassess.text import join_words

NOT_SAVED, CHANGED = 5, 6


class Conversation:
    """Asks, saves and says so through a front end, until the person quits.

    `assess` gives the result as the file is saved now, or None. `now` gives seconds, for the pace. `people` is None
    where one person answers, and a list, empty at first, where a facilitator types the levels of several. `ways` are
    the options by which the session was started.
    """

    def __init__(
        self,
        session: Session,
        front: Front,
        assess: Callable[[], Assessment | None] = lambda: None,
        option: str = "",
        now: Callable[[], float] = lambda: 0.0,
        people: list[workshop.Person] | None = None,
        ways: str = "",
    ) -> None:
        self.session = session
        self.front = front
        self.assess = assess
        self.option = option
        self.pace = Pace(now)
        self.people = people
        self.ways = ways
        self.drafts = Drafts(session.file.path)
        self.opened: set[str] = set()
        self.told = -1
        self.hinted = False

    def run(self) -> int:
        """The exit code: 0, or 5 or 6 where an answer could not be saved."""
        self.tell(messages.start(self.session))
        try:
            draft_recovery.offer_drafts(self)
            if self.people is not None:
                people.gather(self)
            while self.turn():
                pass
        except EOFError:
            self.say("")
            return self.end(can_ask=False)
        return self.end()

    def end(self, *, can_ask: bool = True) -> int:
        """Try once more to save what is not saved, say where things stand, and give back the exit code."""
        if not self.session.flush():
            self.tell([messages.not_saved(self.session)])
            if can_ask:
                with contextlib.suppress(EOFError):
                    self.save_elsewhere()
            self.keep_aside()
        self.session.leave()
        self.tell(progress.ending(self.session, self.assess(), self.option, self.ways))
        return self.code()

    def left(self) -> None:
        """Save what is not saved yet, in a session that a signal ends."""
        if not self.session.flush():
            self.tell([messages.not_saved(self.session)])
            self.keep_aside()
        self.session.leave()

    def keep_aside(self) -> None:
        """Put answers that could not be saved where the file is into the state folder, and say where."""
        if self.session.failure is None:
            return
        try:
            copy = self.session.keep_aside()
        except OSError as error:
            self.warn(f"They are lost: {messages.why_not_saved(error)}.")
        else:
            self.warn(f"All answers with these are kept in {copy}.")

    def code(self) -> int:
        """0 when everything is saved."""
        if self.session.failure is None:
            return 0
        return CHANGED if isinstance(self.session.failure, ChangedUnderUs) else NOT_SAVED

    def turn(self) -> bool:
        """One line asked and done; False to quit."""
        self.show()
        question = self.session.here
        line = self.ask(self.prompt(), kind=fronts.LEVEL, words=self.words())
        if question is not None and self.people is not None:
            while (typed := workshop.typed(line, self.people, question)) is not None:
                line = self.in_workshop(question, typed)
                if not line:
                    return True
        how = workshop.how(self.people or [], question)
        asked = grammar.command(line, self.session.playbook, question, how)
        if asked.verb == verbs.QUIT:
            return False
        if asked.verb in MOVES:
            MOVES[asked.verb](self, asked.text)
        elif question is not None:
            answer.ENTER[asked.verb](self, question, asked.text)
        return True

    def prompt(self) -> str:
        """What stands before the cursor."""
        question = self.session.here
        if question is None:
            return "> "
        return level_input.prompt(question) if self.people is None else workshop.prompt(self.people, question)

    def words(self) -> Sequence[str]:
        """What Tab completes: ids of questions and plays, and the names of levels."""
        question = self.session.here
        names = [] if question is None else [level.name for level in question.levels if level.name]
        return [*(one.id for one in self.session.questions), *(one.id for one in self.session.plays), *names]

    def in_workshop(self, question: Question, typed: workshop.Typed) -> str:
        """Do what only a workshop knows; a command that was typed in place of an agreed level, '' for none."""
        if typed.verb == workshop.VOTES:
            return vote.record(self, question, typed.said)
        if typed.verb == workshop.PEOPLE:
            people.gather(self)
            self.told = -1
        elif typed.verb == workshop.JOINS:
            people.joins(self, typed.text)
        elif typed.verb == workshop.AGREED:
            vote.agree(self, question, typed.text)
        else:
            self.warn(typed.text)
        return ""

    # -- what is said and asked

    def ask(self, prompt: str, *, kind: str = fronts.LINE, words: Sequence[str] = ()) -> str:
        """One line, typed after everything before it was told: what came earlier answers nothing."""
        self.front.drop_typed_ahead()
        return self.front.ask(prompt, kind=kind, words=words)

    def say(self, text: str, style: str = fronts.PLAIN) -> None:
        """One line."""
        self.front.say(text, style)

    def warn(self, text: str) -> None:
        """One line about what was not done, and what to do."""
        self.front.say(text, fronts.WARNING)

    def tell(self, lines: Iterable[Line]) -> None:
        """Several lines."""
        for line in lines:
            self.front.say(line.text, line.style)

    def line(
        self, prompt: str, about: str = "", *, lines: bool = False, takes: Sequence[str] = (), help: str = ""
    ) -> str:
        """Text that can stand in a file, without the space around it; `about` is said before. `help`, or that, for a `?`.

        Several pasted lines become one, or stay as they are with `lines`. A command alone is not taken as text but
        for those in `takes`, or when it is typed again: it was meant for the question.
        """
        if about:
            self.say(about)
        refused = ""
        while True:
            text = self.ask(prompt).replace("\r\n", "\n").strip()
            if text.lower() == "back" and "b" in takes:
                return "b"
            if text.lower() in ("?", "help"):
                self.say(help or about or "Type a line of text; Enter leaves it.")
            elif text not in (*takes, refused) and (verbs.is_alone(text) or text.isdecimal()):
                refused = text
                kind = "a number" if text.isdecimal() else "a command"
                self.warn(f"'{text}' is {kind}, and this asks for text. Enter leaves it; '{text}' again is the text.")
            elif refusal(text):
                self.warn(f"That cannot be taken: {refusal(text)}. Type it again.")
            else:
                return text if lines else " ".join(text.split("\n"))

    def agrees(self, prompt: str, about: str) -> bool:
        """Whether somebody types yes; Enter is no."""
        self.say(about)
        return self.ask(prompt, kind=fronts.YES_NO, words=("yes", "no")).strip().lower() in ("y", "yes")

    def show(self) -> None:
        """The question, once when it comes; its play before it, the first time."""
        session = self.session
        self.front.status(messages.status(session))
        if self.told == session.index:
            return
        self.told = session.index
        question = session.here
        if question is None:
            self.tell(messages.behind_last(session))
            return
        if question.play not in self.opened:
            self.opened.add(question.play)
            play = session.playbook.play_by_id[question.play]
            self.tell(messages.opening(session, play, self.pace.left(len(session.open()))))
        self.tell(messages.question_lines(session, question))
        if self.people and workshop.order(self.people):
            self.say(workshop.order(self.people), fronts.QUIET)
        self.pace.asked()

    def onward(self, question: Question, *, was_open: bool = False) -> None:
        """To the next question. Where a play ends or its last open question is answered, a line on how it stands."""
        self.session.next()
        new = self.session.here
        play = self.session.playbook.play_by_id[question.play]
        if new is None or new.play != question.play or (was_open and not self.session.open(play)):
            self.tell([progress.closing(self.session, play, self.assess())])

    # -- saving

    def save(
        self,
        question: Question,
        what: str,
        make: Callable[[Changes], object],
        said: str,
        whose: str = "",
    ) -> bool:
        """Make a change of `what`, say whether it is saved and give that back; `whose` is the question's where left out."""
        waiting = self.session.not_saved()
        if not self.session.change(question.id, f"{whose or question.id} {what}", make):
            if self.settled():
                return True
            self.tell([messages.not_saved(self.session)])
            self.say("It is kept here and tried again with your next answer; q quits.")
            return False
        self.say(f"Saved. {said}", fronts.SAVED)
        if waiting:
            self.say(f"Saved now as well: {join_words(waiting)}.", fronts.SAVED)
        self.tell_news()
        return True

    def tell_news(self) -> None:
        """What somebody else changed in the file meanwhile, once."""
        if self.session.news:
            self.warn(self.session.news)
            self.session.news = ""

    def settled(self) -> bool:
        """Ask whose value a field keeps that somebody else changed as well; whether all is saved then."""
        conflict = self.session.failure
        if not isinstance(conflict, Conflict):
            return False
        self.warn(f"{conflict}.")
        ours: list[Clash] = []
        theirs: list[Clash] = []
        for clash in conflict.clashes:
            mine, other = clash.said
            keep = self.choice("mine or theirs: ", f"{clash.field_label}: yours is {mine}, the file has {other}.")
            (ours if keep else theirs).append(clash)
        if not self.session.flush(ours, theirs):
            return self.settled()
        for clash in conflict.clashes:
            self.say(f"Saved. {clash.field_label}: {clash.said[clash in theirs]}.", fronts.SAVED)
        self.tell_news()
        return True

    def choice(self, prompt: str, about: str) -> bool:
        """Whether a person wants to keep what is theirs; nothing is taken for granted."""
        self.say(about)
        while (line := self.ask(f"Type {prompt}", words=("mine", "theirs")).strip().lower()) not in ("mine", "theirs"):
            self.warn("Type mine or theirs.")
        return line == "mine"

    def save_elsewhere(self) -> None:
        """Offer another file for what cannot be saved."""
        while name := self.line("File: ", "Type a name for a new file that takes all answers; Enter leaves without."):
            try:
                self.session.save_elsewhere(name)
            except OSError as error:
                self.warn(f"{name}: {(error.strerror or str(error)).lower()}.")
            else:
                self.say(f"Saved all answers in {name}.", fronts.SAVED)
                return
