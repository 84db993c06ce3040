"""The interview in plain lines: input() and print, nothing drawn, not one escape byte."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cxassess.answers import UNANSWERED
from cxassess.answers.assigning import broken_link
from cxassess.answers.changing import Changes, refusal
from cxassess.answers.saving import ChangedUnderUs
from cxassess.interview import grammar, telling
from cxassess.interview.grammar import Command
from cxassess.interview.session import Session
from cxassess.playbook import Play, Question
from cxassess.text import listed, one_line

NOT_SAVED, CHANGED = 5, 6


class Plain:
    """Asks, saves and says so, until the person quits. `ask` raises EOFError at the end of input."""

    def __init__(
        self,
        session: Session,
        ask: Callable[[str], str],
        say: Callable[[str], None],
        score: Callable[[str], str] = lambda play: "",
        option: str = "",
    ) -> None:
        self.session = session
        self.ask = ask
        self.say = say
        self.score = score
        self.option = option
        self.opened: set[str] = set()
        self.told = -1
        self.hinted = False

    def run(self) -> int:
        """The exit code: 0, or 5 or 6 where an answer could not be saved."""
        self.tell(telling.start(self.session))
        while True:
            self.show()
            try:
                if not self.turn():
                    break
            except EOFError:
                self.say("")
                break
        return self.end()

    def end(self) -> int:
        """Try once more to save what is not saved, say where things stand, and give back the exit code."""
        if not self.session.flush():
            self.not_saved()
        self.tell(telling.ending(self.session, self.option))
        return self.code()

    def code(self) -> int:
        """0 when everything is saved."""
        if not self.session.unsaved:
            return 0
        return CHANGED if isinstance(self.session.failure, ChangedUnderUs) else NOT_SAVED

    def turn(self) -> bool:
        """One line asked and done; False to quit."""
        question = self.session.here
        prompt = "> " if question is None else grammar.prompt(question)
        asked = grammar.command(self.ask(prompt), self.session.playbook, question)
        if asked.verb == grammar.QUIT:
            return False
        if asked.verb in _MOVES:
            _MOVES[asked.verb](self, asked)
        elif question is not None:
            _ANSWERS[asked.verb](self, question, asked.text)
        return True

    def tell(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.say(line)

    def show(self) -> None:
        """The question, once when it comes; its play before it, the first time."""
        session = self.session
        if self.told == session.index:
            return
        self.told = session.index
        question = session.here
        if question is None:
            self.tell(telling.behind_last(session))
            return
        if question.play not in self.opened:
            self.opened.add(question.play)
            self.tell(telling.opening(session, session.playbook.play_by_id[question.play]))
        self.tell(telling.question_lines(session, question))

    # -- answers

    def level(self, question: Question, key: str) -> None:
        said = f"{question.id} = {telling.level_name(question, key)}."
        hint = "" if self.hinted else " (b goes back, for a note.)"
        if self.save(question, "answer", lambda changes: changes.level(question, key), said + hint):
            self.hinted = True
        self.onward(question)

    def not_applicable(self, question: Question, text: str) -> None:
        reason = text or self.line("Reason: ", f"Why does {question.id} not apply? Enter leaves it as it is.")
        if not reason or reason.lower() in ("true", "yes"):
            self.say("A reason is needed, so nothing was changed." if reason else "Nothing was changed.")
            return
        said = f"{question.id} = not applicable: {one_line(reason)}"
        self.save(question, "answer", lambda changes: changes.not_applicable(question, reason), said)
        self.onward(question)

    def unknown(self, question: Question, text: str) -> None:
        self.save(question, "answer", lambda changes: changes.unknown(question), f"{question.id} = don't know.")
        self.onward(question)

    def note(self, question: Question, text: str) -> None:
        old = self.session.entry(question.id).note
        keep = "Enter keeps it as it is, - removes it." if old else "Enter adds none."
        found = text or self.line("Note: ", f"Note for {question.id}. {keep}")
        if found:
            new = "" if found == "-" else found
            said = f"{question.id} note{'' if new else ' removed'}."
            self.save(question, "note", lambda changes: changes.text(question.id, "note", new), said)

    def evidence(self, question: Question, text: str) -> None:
        title, _, link = (part.strip() for part in text.partition("|"))
        if not text:
            title = self.line("Title: ", f"Title of the evidence for {question.id}. Enter adds none.")
            link = self.link() if title else ""
        if broken_link(link):
            self.say(f"{broken_link(link)}. Write %20 for the space. Nothing was changed.")
        elif title:
            said = f"{question.id} evidence: {one_line(title)}"
            self.save(question, "evidence", lambda changes: changes.evidence(question.id, title, link), said)

    def link(self) -> str:
        """A link or file name, asked for until it is one; '' for none."""
        link = self.line("Link: ", "Link or file name. Enter for none.")
        while broken_link(link):
            self.say(f"{broken_link(link)}. Write %20 for the space. Type it again.")
            link = self.line("Link: ")
        return link

    def confidence(self, question: Question, text: str) -> None:
        keep = (
            "Enter keeps it as it is, - removes it."
            if self.session.entry(question.id).confidence
            else "Enter for none."
        )
        line = text or self.line("Confidence: ", f"How sure are you: low, medium or high? {keep}")
        asked = grammar.asked_confidence(line)
        if asked.verb == grammar.REFUSED:
            self.say(asked.text)
        elif asked.verb == grammar.CONFIDENT:
            word = "" if asked.text == "-" else asked.text
            said = f"{question.id} confidence{f' = {word}' if word else ' removed'}."
            self.save(question, "confidence", lambda changes: changes.text(question.id, "confidence", word), said)

    def target(self, question: Question, key: str) -> None:
        said = f"{question.id} target{f' = {telling.level_name(question, key)}' if key else ' removed'}."
        self.save(question, "target", lambda changes: changes.target(question.id, key), said)

    def play_target(self, question: Question, key: str) -> None:
        level = telling.play_level(self.session.playbook, key)
        said = f"{question.play} target{f' = {level}' if key else ' removed'}."
        self.save(question, "target", lambda changes: changes.target(question.play, key), said, question.play)

    def clear(self, question: Question, text: str) -> None:
        if self.session.entry(question.id).state == UNANSWERED:
            self.say("There is no answer to clear.")
            return
        if self.line("Clear it? ", f"Clear the answer to {question.id}? Type yes; Enter keeps it.").lower() != "yes":
            self.say("Nothing was changed.")
            return
        kept: list[bool] = []
        self.save(question, "answer", lambda changes: kept.append(changes.clear(question)), f"{question.id} cleared.")
        if any(kept):
            self.say("Its note, evidence and the like stay.")

    def save(
        self, question: Question, what: str, make: Callable[[Changes], object], said: str, whose: str = ""
    ) -> bool:
        """Make a change of `what`, say whether it is saved and give that back; `whose` is the question's where left out."""
        waiting = self.session.not_saved()
        if not self.session.change(question.id, f"{whose or question.id} {what}", make):
            self.not_saved()
            self.say("It is kept here and tried again with your next answer; q quits.")
            return False
        self.say(f"Saved. {said}")
        if waiting:
            self.say(f"Saved now as well: {listed(waiting)}.")
        return True

    def not_saved(self) -> None:
        """Say which changes are only in memory, and why."""
        waiting = listed(self.session.not_saved())
        self.say(f"NOT saved: {waiting}. {telling.why_not_saved(self.session.failure)}.")

    def line(self, prompt: str, about: str = "") -> str:
        """A line of text that can stand in a file, without the space around it; `about` is said before."""
        if about:
            self.say(about)
        while True:
            text = self.ask(prompt).replace("\r\n", "\n").strip()
            if not refusal(text):
                return text
            self.say(f"That cannot be taken: {refusal(text)}. Type it again.")

    # -- moves

    def onward(self, question: Question) -> None:
        """To the next question; where a play ends, a line on how it stands."""
        self.session.next()
        new = self.session.here
        if new is None or new.play != question.play:
            play: Play = self.session.playbook.play_by_id[question.play]
            self.say(telling.closing(self.session, play, self.score(play.id)))

    def skip(self, asked: Command) -> None:
        question = self.session.here
        if question is None:
            self.told = -1
        else:
            self.say(f"{question.id} skipped, unchanged.")
            self.onward(question)

    def back(self, asked: Command) -> None:
        if not self.session.back():
            self.say("This is the first question.")

    def go(self, asked: Command) -> None:
        self.session.go(self.session.place(asked.text))
        self.told = -1

    def play(self, asked: Command) -> None:
        questions = self.session.playbook.play_by_id[asked.text].questions
        left = [one.id for one in questions if one.id in self.session.open()]
        self.session.go(self.session.place(left[0] if left else questions[0].id))
        self.opened.discard(asked.text)
        self.told = -1

    def undo(self, asked: Command) -> None:
        try:
            undone = self.session.undo()
        except (OSError, ChangedUnderUs) as error:
            self.say(f"NOT undone. {telling.why_not_saved(error)}.")
            return
        if undone is None:
            self.say("There is nothing to undo in this session.")
            return
        self.say(f"Undone: {undone}.")
        if self.session.unsaved:
            self.not_saved()
        self.told = -1

    def plays(self, asked: Command) -> None:
        self.tell(telling.plays(self.session))

    def review(self, asked: Command) -> None:
        self.tell(telling.review(self.session))

    def help(self, asked: Command) -> None:
        self.tell(telling.help_for(self.session, self.session.here))

    def refused(self, asked: Command) -> None:
        self.say(asked.text)


_MOVES: dict[str, Callable[[Plain, Command], None]] = {
    grammar.SKIP: Plain.skip,
    grammar.BACK: Plain.back,
    grammar.GO: Plain.go,
    grammar.PLAYS: Plain.plays,
    grammar.PLAY: Plain.play,
    grammar.REVIEW: Plain.review,
    grammar.UNDO: Plain.undo,
    grammar.HELP: Plain.help,
    grammar.REFUSED: Plain.refused,
}
_ANSWERS: dict[str, Callable[[Plain, Question, str], None]] = {
    grammar.LEVEL: Plain.level,
    grammar.NOT_APPLICABLE: Plain.not_applicable,
    grammar.UNKNOWN: Plain.unknown,
    grammar.NOTE: Plain.note,
    grammar.EVIDENCE: Plain.evidence,
    grammar.CONFIDENT: Plain.confidence,
    grammar.TARGET: Plain.target,
    grammar.PLAY_TARGET: Plain.play_target,
    grammar.CLEAR: Plain.clear,
}
