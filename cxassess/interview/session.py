"""Where an interview is: the answers, the question it is at, what was shown, what can be undone."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from cxassess.answers import NOT_ASKED, UNANSWERED, Answer, Answers
from cxassess.answers.conditions import Conditions, decide_conditions, open_deciding
from cxassess.answers.edit import Changes
from cxassess.answers.file.backup import backup
from cxassess.answers.file.conflict import UnitConflict
from cxassess.answers.file.save import AnswerFile, FileChanged, SavedToCopy
from cxassess.answers.file.undo import Inverse, patched_or_new
from cxassess.answers.library import read_again
from cxassess.answers.model import NOT_AGREED
from cxassess.interview.last_session import keep_place, read_place
from cxassess.interview.next_open import next_open_question
from cxassess.playbook import Play, Playbook, Question
from cxassess.report.conditions import condition_notes
from cxassess.source.edits import Edit
from cxassess.source.parsed_page import ParsedPage
from cxassess.state_folder import KEPT, name_for, state_folder


@dataclass(slots=True)
class _Change:
    """A change of `what` at a question: what there was before it, and how it is taken back in the file."""

    question: str
    what: str
    answers: Answers
    unsaved: list[Edit]
    saved: bool = False
    inverse: Inverse | None = None


class Session:
    """One way through the questions of a file, or of some plays. Each change is saved at once, or kept until it can be.

    `answers` are all answers, saved or not; `earlier` those of another file, to look at.
    """

    def __init__(
        self, playbook: Playbook, file: AnswerFile, plays: Sequence[str] = (), earlier: Answers | None = None
    ) -> None:
        """Take a file that was loaded without a problem; `plays` are the ids of those that are asked, all by default."""
        self.playbook = playbook
        self.file = file
        self.earlier = earlier
        self.answers = read_again(file.parsed.root, playbook)
        self.plays = tuple(play for play in playbook.plays if not plays or play.id in plays)
        self.questions = tuple(question for play in self.plays for question in play.questions)
        self.unsaved: list[Edit] = []
        self.failure: Exception | None = None
        self.external_changes = ""
        self.rescue_copy: Path | None = None  # all answers, while some of them are not saved
        self._parsed = file.parsed  # the text with what is not saved yet
        self._changes: list[_Change] = []
        self._noted = self.answers
        self._shown: list[int] = []
        self._decided: tuple[Answers, Conditions] | None = None  # the answers that the conditions were decided by
        self.index = self._start()

    # -- where

    @property
    def question(self) -> Question | None:
        """The question that is asked now; None after the last one."""
        return self.questions[self.index] if self.index < len(self.questions) else None

    def _start(self) -> int:
        """Where the last session stopped, in a file that nobody changed since; else the next open question, else the end."""
        place = read_place(self.file.path, self.file.digest)
        if self.is_asked(place) and self.conditions.is_asked(place):
            return self.position(place)
        question = self.next_open()
        return len(self.questions) if question is None else self.position(question.id)

    def next_open(self) -> Question | None:
        """The question that an interview would begin with; None when none is open."""
        return next_open_question(self.answers, self.questions, self.conditions)

    def keep_place(self) -> None:
        """Keep the place for the next session; nothing after the last question or with unsaved answers."""
        question = self.question
        keep_place(self.file.path, self.file.digest, "" if question is None or self.unsaved else question.id)

    def go(self, index: int) -> None:
        """Move to a question by its position from 0; the position after the last is the end."""
        if index != self.index:
            self._shown.append(self.index)
            self.index = index

    def index_after_gap(self) -> int:
        """The position of the next question that is open; of the first one, where none is but later ones have answers."""
        open_ids = set(self.to_ask())
        is_open = [one.id in open_ids for one in self.questions]
        later = range(self.index + 1, len(self.questions))
        earlier = range(self.index) if later or self.conditions.undecided or self.conditions.not_asked else ()
        return next((at for at in [*later, *earlier] if is_open[at]), len(self.questions))

    def next_asked(self) -> int:
        """The position of the next question that is asked, whether it has an answer or not."""
        later = range(self.index + 1, len(self.questions))
        return next((at for at in later if self.conditions.is_asked(self.questions[at].id)), len(self.questions))

    def back(self) -> bool:
        """Move to the question that was shown before, else to the one before this; False at the very first."""
        if self._shown:
            self.index = self._shown.pop()
            return True
        asked = [at for at in range(self.index) if self.conditions.is_asked(self.questions[at].id)]
        self.index = asked[-1] if asked else self.index
        return bool(asked)

    def position(self, question: str) -> int:
        """The position of a question in this session, from 0."""
        return next(at for at, one in enumerate(self.questions) if one.id == question)

    def is_asked(self, question: str) -> bool:
        """Whether a question belongs to this session; one that is not asked for other answers does, too."""
        return any(one.id == question for one in self.questions)

    # -- what is answered

    def answer(self, question: str) -> Answer:
        """The answer to a question as it is now, saved or not."""
        return self.answers.answer(question)

    def target(self, name: str) -> str:
        """The level that a question or play should reach, or its score; '' without a target."""
        return self.answers.target_text(name)

    @property
    def conditions(self) -> Conditions:
        """Which questions are not asked, or not yet, by the answers as they are now."""
        if self._decided is None or self._decided[0] is not self.answers:
            self._decided = (self.answers, decide_conditions(self.playbook, self.answers))
        return self._decided[1]

    def condition_notes(self) -> list[str]:
        """What the changes since the last call mean for questions with a condition, a sentence each."""
        before, self._noted = self._noted, self.answers
        return list(condition_notes(self.playbook, before, self.answers))

    def asked(self, play: Play | None = None) -> int:
        """How many questions are asked or may be, in all or in one play."""
        return len(self.questions if play is None else play.questions) - len(self.in_state(NOT_ASKED, play))

    def answered(self, play: Play | None = None) -> int:
        """How many of these have an answer of any kind that counts, in all or in one play."""
        return self.asked(play) - len(self.open(play))

    def open(self, play: Play | None = None) -> list[str]:
        """The ids of the questions without any answer that counts, in all or in one play."""
        return self.in_state(UNANSWERED, play)

    def deciding(self) -> list[str]:
        """The ids of the questions, open or unknown, whose answers decide whether others are asked."""
        return [one.id for one in open_deciding(self.playbook, self.answers, self.conditions) if self.is_asked(one.id)]

    def to_ask(self, play: Play | None = None) -> list[str]:
        """Those of the open questions that can be asked now."""
        return [id for id in self.open(play) if self.conditions.is_asked(id)]

    def in_state(self, state: str, play: Play | None = None) -> list[str]:
        """The ids of the questions that count as in this state, such as UNKNOWN or NOT_ASKED, in all or in one play."""
        questions, conditions = self.questions if play is None else play.questions, self.conditions
        return [one.id for one in questions if conditions.state(self.answers, one.id) == state]

    def not_agreed(self) -> list[str]:
        """The ids of the questions whose level a command chose from several, such as `merge`, or that have votes alone."""
        answers = ((one.id, self.answer(one.id)) for one in self.questions if self.conditions.is_asked(one.id))
        return [id for id, one in answers if NOT_AGREED in one.agreed or (one.votes and one.state == UNANSWERED)]

    def unsaved_ids(self) -> list[str]:
        """The ids of questions and targets whose changes are only in memory, each once."""
        return list(dict.fromkeys(edit.path[1] if edit.path[1:] else edit.path[0] for edit in self.unsaved))

    # -- changes

    def change(self, name: str, what: str, make: Callable[[Changes], object]) -> bool:
        """Make a change of `what` at a question, and save it with any that could not be saved before.

        False when it could not be saved: `failure` says why, and the change is kept for the next time.
        """
        changes = Changes(self.answers)
        make(changes)
        change, parsed = _Change(name, what, self.answers, self.unsaved), self._parsed
        self._changes.append(change)
        self.answers, self.unsaved = changes.answers, [*self.unsaved, *changes.edits]
        saved = self.flush()
        if change.inverse is None:
            after = patched_or_new(parsed, changes.edits)
            change.inverse = Inverse(parsed.page.content, after.page.content)
            if not saved:
                self._parsed = after
        return saved

    def flush(self, ours: Sequence[UnitConflict] = (), theirs: Sequence[UnitConflict] = ()) -> bool:
        """Save what is not saved yet; whether nothing is left. A Conflict is settled by whose value is to stay.

        `external_changes` then says what somebody else changed in the file meanwhile.
        """
        if not self.unsaved and not self.file.has_unsynced_write():
            self.failure = self.file.deletion()
            if self.failure is None:
                self._drop_rescue_copy()
            return self.failure is None
        made_on = self.file.text
        try:
            if ours:  # what they wrote, and ours replaces, stays in a copy
                backup(self.file.path)
            external = self.file.save(self.unsaved, ours=ours, theirs=theirs)
        except (OSError, FileChanged, SavedToCopy) as error:
            self.failure = error
            return False
        self.unsaved, self.failure, self._parsed = [], None, self.file.parsed
        self._drop_rescue_copy()
        if external is not None:
            made_on, self.external_changes = external.text, str(external)
            self.answers = read_again(self.file.parsed.root, self.playbook)
        self._note_saved(made_on, {name for conflict in theirs for name in conflict.unit[1:]})
        return True

    def _note_saved(self, made_on: str, dropped: Collection[str]) -> None:
        """Take note that every change is in the file, which was made on a text; those of dropped questions are not."""
        pending = [change for change in self._changes if not change.saved]
        if len(pending) == 1:
            pending[0].inverse = Inverse(made_on, self.file.text)
        for change in pending:
            change.saved = True
            if change.question in dropped:
                self._changes.remove(change)

    def undo(self) -> str | None:
        """Take back the last change and go to its question; what was changed, or None with nothing to undo.

        What others changed since then stays. Raises OSError or FileChanged; then nothing was taken back.
        """
        if not self._changes:
            return None
        if not self.unsaved:
            self.flush()  # a write that may not be safe yet
        change = self._changes[-1]
        assert change.inverse is not None
        if self.unsaved:
            self._undo_unsaved(change, change.inverse.before)
        else:
            try:
                external = self.file.undo(change.inverse)
            except OSError:
                self.flush()  # what is reported as not undone must be in the file again
                raise
            self.external_changes = "" if external is None else str(external)
            self._parsed = self.file.parsed
            self.answers = read_again(self._parsed.root, self.playbook)
        self._changes.pop()
        self.flush()
        self.go(self.position(change.question))
        return change.what

    def _undo_unsaved(self, change: _Change, before: str) -> None:
        """Take back a change that is only in memory, or in a write that may not be safe yet. Raises like `undo`."""
        answers, unsaved, parsed = self.answers, self.unsaved, self._parsed
        self.answers, self.unsaved = change.answers, change.unsaved
        self._parsed = ParsedPage(parsed.page._replace(content=before))
        if self.file.has_unsynced_write() and not self.flush():
            failure = self.failure
            assert failure is not None
            self.answers, self.unsaved, self._parsed = answers, unsaved, parsed
            self.flush()  # what is reported as not undone must be in the file again
            raise failure

    def save_rescue_copy(self) -> Path:
        """Put all answers, saved or not, into a file in the state folder, the same all the session. Raises OSError."""
        copy = state_folder(KEPT) / f"{name_for(self.file.path)}-{secrets.token_hex(4)}.yaml"
        self.file.save_elsewhere(copy, self.unsaved, unread=True)
        self.rescue_copy = copy if self.rescue_copy is None else copy.replace(self.rescue_copy)
        return self.rescue_copy

    def _drop_rescue_copy(self) -> None:
        """Remove the rescue copy, now that its answers are in the file."""
        if self.rescue_copy is not None:
            with contextlib.suppress(OSError):
                self.rescue_copy.unlink()
            self.rescue_copy = None

    def save_elsewhere(self, name: str) -> None:
        """Put all answers, saved or not, into a new file and go on with that. Raises OSError, such as FileExistsError."""
        self.file.save_elsewhere(Path(name), self.unsaved)
        self.file, self.unsaved, self.failure = AnswerFile.open(name, self.playbook), [], None
        self._parsed = self.file.parsed
        self._changes.clear()
        self._drop_rescue_copy()
