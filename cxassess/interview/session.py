"""Where an interview stands: the answers, the question it is at, what was shown, what can be undone."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cxassess.answers import NOT_APPLICABLE, UNANSWERED, UNKNOWN
from cxassess.answers.edit import Changes, Entry, entry, target
from cxassess.answers.file.conflict import Clash
from cxassess.answers.file.save import AnswerFile, ChangedUnderUs, Rescued
from cxassess.answers.model import NOT_AGREED
from cxassess.interview.session_state import leave, left
from cxassess.playbook import Play, Playbook, Question
from cxassess.source.edits import Edit, changed
from cxassess.source.emit import Value
from cxassess.state import KEPT, name_for, state_folder


def next_open(data: Mapping[str, Value], questions: Sequence[Question]) -> Question | None:
    """The first question without an answer behind the last one with; else the first without; None when all have one."""
    is_open = [entry(data, question.id).state == UNANSWERED for question in questions]
    last = max((at for at, still in enumerate(is_open) if not still), default=-1)
    left = [at for at, still in enumerate(is_open) if still]
    at = next((at for at in left if at > last), left[0] if left else -1)
    return None if at < 0 else questions[at]


@dataclass(frozen=True, slots=True)
class _Before:
    """What there was before a change of `what`: what was not saved yet, and the file's text."""

    question: str
    what: str
    unsaved: list[Edit]
    content: str


class Session:
    """One way through the questions of a file, or those of some plays. A change is saved at once or kept until it can be."""

    def __init__(self, playbook: Playbook, file: AnswerFile, plays: Sequence[str] = ()) -> None:
        self.playbook = playbook
        self.file = file
        self.data = file.data()
        self.plays = tuple(play for play in playbook.plays if not plays or play.id in plays)
        self.questions = tuple(question for play in self.plays for question in play.questions)
        self.unsaved: list[Edit] = []
        self.failure: Exception | None = None
        self.news = ""
        self._trail: list[_Before] = []
        self._shown: list[int] = []
        self.index = self._start()

    # -- where

    @property
    def here(self) -> Question | None:
        """The question to answer now; None behind the last one."""
        return self.questions[self.index] if self.index < len(self.questions) else None

    def _start(self) -> int:
        """The question that was left, in a file that nobody changed since; else what `next_open` says, else the end."""
        place = left(self.file.path, self.file.digest)
        if self.is_asked(place):
            return self.place(place)
        found = next_open(self.data, self.questions)
        return len(self.questions) if found is None else self.place(found.id)

    def leave(self) -> None:
        """Keep where the person left, for the next start; behind the last question and with unsaved answers nothing."""
        here = self.here
        leave(self.file.path, self.file.digest, "" if here is None or self.unsaved else here.id)

    def go(self, index: int) -> None:
        """Move to a question by its place from 0; the place behind the last is the end."""
        if index != self.index:
            self._shown.append(self.index)
            self.index = index

    def next(self) -> None:
        """Move to the question behind this one; at the end nothing happens."""
        self.go(min(self.index + 1, len(self.questions)))

    def back(self) -> bool:
        """Move to what was shown before, else to the question before; False at the very first."""
        if self._shown:
            self.index = self._shown.pop()
            return True
        if self.index == 0:
            return False
        self.index -= 1
        return True

    def place(self, question: str) -> int:
        """The place of a question that is asked here, from 0."""
        return next(at for at, one in enumerate(self.questions) if one.id == question)

    def is_asked(self, question: str) -> bool:
        """Whether a question belongs to the plays of this session."""
        return any(one.id == question for one in self.questions)

    def play_number(self, play: str) -> int:
        """The place of a play, from 1."""
        return next(at for at, one in enumerate(self.playbook.plays, 1) if one.id == play)

    # -- what is answered

    def entry(self, question: str) -> Entry:
        """The answer to a question as it is now, saved or not."""
        return entry(self.data, question)

    def target(self, name: str) -> str:
        """The level that a question or play should reach, or its score; '' without a target."""
        return target(self.data, name)

    def answered(self, play: Play | None = None) -> int:
        """How many questions have an answer of any kind, in all or in one play."""
        questions = self.questions if play is None else play.questions
        return sum(self.entry(question.id).state != UNANSWERED for question in questions)

    def open(self, play: Play | None = None) -> list[str]:
        """The ids of the questions without any answer, in all or in one play."""
        return self._in_state(UNANSWERED, play)

    def unknown(self, play: Play | None = None) -> list[str]:
        """The ids of the questions that are answered by don't know, in all or in one play."""
        return self._in_state(UNKNOWN, play)

    def not_applicable(self, play: Play | None = None) -> list[str]:
        """The ids of the questions that do not apply, in all or in one play."""
        return self._in_state(NOT_APPLICABLE, play)

    def _in_state(self, state: str, play: Play | None) -> list[str]:
        questions = self.questions if play is None else play.questions
        return [one.id for one in questions if self.entry(one.id).state == state]

    def to_agree(self) -> list[str]:
        """The ids of the questions whose level a command chose from several, such as `merge`, or that have votes alone."""
        found = ((one.id, self.entry(one.id)) for one in self.questions)
        return [id for id, one in found if NOT_AGREED in one.agreed or (one.votes and one.state == UNANSWERED)]

    def not_saved(self) -> list[str]:
        """The ids whose changes are only in memory, each once."""
        return list(dict.fromkeys(edit.path[1] for edit in self.unsaved))

    # -- changes

    def change(self, name: str, what: str, make: Callable[[Changes], object]) -> bool:
        """Make a change of `what` at a question, and save it with any that could not be saved before.

        False when it could not be saved: `failure` says why, and the change is kept for the next time.
        """
        changes = Changes(self.data)
        make(changes)
        self._trail.append(_Before(name, what, self.unsaved, self.file.page.content))
        self.data, self.unsaved = changes.data, [*self.unsaved, *changes.edits]
        return self.flush()

    def flush(self, ours: Sequence[Clash] = (), theirs: Sequence[Clash] = ()) -> bool:
        """Save what is not saved yet; says whether nothing is left. Clashes of a Conflict are settled by whose value.

        `news` then says what somebody else changed in the file meanwhile.
        """
        if not self.unsaved and not self.file.has_unsynced_write():
            self.failure = None
            return True
        try:
            self.news = self.file.save(self.unsaved, ours=ours, theirs=theirs)
        except (OSError, ChangedUnderUs, Rescued) as error:
            self.failure = error
            return False
        self.data, self.unsaved, self.failure = self.file.data(), [], None
        return True

    def undo(self) -> str | None:
        """Take back the last change and go to its question; what was changed, or None with nothing to undo.

        What others changed since then stays. Raises OSError or ChangedUnderUs; then nothing was taken back.
        """
        if not self._trail:
            return None
        before = self._trail[-1]
        if self.file.page.content != before.content or self.file.has_unsynced_write():
            try:
                self.news = self.file.restore(before.content)
            except OSError:
                self.flush()  # what is told as not undone must stand there again
                raise
        self._trail.pop()
        self.data, self.unsaved = changed(self.file.data(), before.unsaved), before.unsaved
        self.flush()
        self.go(self.place(before.question))
        return before.what

    def keep_aside(self) -> Path:
        """Put all answers, saved or not, into a new file in the state folder. Raises OSError."""
        copy = state_folder(KEPT) / f"{name_for(self.file.path)}-{secrets.token_hex(4)}.yaml"
        self.file.save_elsewhere(copy, self.unsaved)
        return copy

    def save_elsewhere(self, name: str) -> None:
        """Put all answers, saved or not, into a new file and go on with that. Raises OSError, such as FileExistsError."""
        self.file.save_elsewhere(Path(name), self.unsaved)
        self.file, self.unsaved, self.failure = AnswerFile.open(name), [], None
        self._trail.clear()
