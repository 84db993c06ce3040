"""An answer file updated to the present edition of its playbook: what is asked in the same words, or of the same levels.

What is not taken over stays in the new file under `earlier`, as it was written, by the version that it answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cxassess.answers.editions import (
    JOINED,
    MOVED,
    RETIRED,
    REWORDED,
    SPLIT,
    asked_digest,
    comparable,
    former_ids,
    moved_ids,
    same_question,
    without_same_levels,
)
from cxassess.answers.header import FILE
from cxassess.answers.model import LEVEL, UNANSWERED, Answers
from cxassess.answers.plain_data import unquoted
from cxassess.answers.plan_migration import Data, PlanMigration, filled_fields
from cxassess.playbook import Playbook, Question, question_digest
from cxassess.source.edits import SHORT, without_empty_fields
from cxassess.source.emit import Unquoted, Value, yaml_text
from cxassess.text import join_words, one_line

KEPT, OPEN = "kept", "open"
TAKEN_OVER = (KEPT, MOVED)
NOT_ANSWERED = "not answered"
OTHER_WORDS = "asked in other words, with the same levels; check it"


class Outcome(NamedTuple):
    """What became of a question that is asked now, or of an earlier id of which no question has the answer.

    how: KEPT, MOVED or OPEN; or why the answer is not taken over: REWORDED, SPLIT, JOINED or RETIRED (see `Former`).
    `earlier` is the id under which the file has an answer, '' for none. `others` are the ids of the present questions
    that ask what was split or joined. `reason` says more, where there is more to say.
    """

    id: str
    how: str
    earlier: str = ""
    others: tuple[str, ...] = ()
    reason: str = ""

    @property
    def is_answer(self) -> bool:
        """Whether there was an answer, not just a note or nothing."""
        return bool(self.earlier) and self.reason != NOT_ANSWERED

    @property
    def words(self) -> str:
        """What was done, for a person."""
        others = join_words(self.others)
        if self.how == OPEN:
            return f"open: {self.reason or NOT_ANSWERED}"
        if self.how in TAKEN_OVER:
            moved = f"moved from {self.earlier}: " if self.how == MOVED else "kept: "
            return f"{moved}{self.reason or 'asked in the same words'}"
        why = {
            REWORDED: self.reason,
            SPLIT: f"split into {others}",
            JOINED: f"joined with others into {others}",
            RETIRED: f"no longer asked{f' ({self.reason})' if self.reason else ''}",
        }[self.how]
        under = f", as {self.earlier}" if self.earlier not in ("", self.id) else ""
        return f"not taken over: {why}{under}"


class Migration(NamedTuple):
    """The data of a new file, what became of each question, and sentences about targets, focus and actions.

    `is_needed` says whether the new file says anything else than the old one.
    """

    data: Data
    outcomes: tuple[Outcome, ...]
    plan: tuple[str, ...]
    is_needed: bool

    @property
    def text(self) -> str:
        """The new file."""
        data = dict(self.data)
        earlier = data.pop("earlier", None)
        return yaml_text(data, block=2) + (yaml_text({"earlier": earlier}, block=4) if earlier else "")


def migrate_answers(data: Data, answers: Answers, playbook: Playbook) -> Migration:
    """The file with this data, which reads as these answers, for the present edition of the playbook."""
    return _Migration(data, answers, playbook).result()


class _Migration:
    """One file on its way: `taken` is, by an earlier id, the question that has its answer now."""

    def __init__(self, data: Data, answers: Answers, playbook: Playbook) -> None:
        filled = without_empty_fields(data)
        self.old: Data = filled if isinstance(filled, dict) else {}
        self.answers = answers
        self.playbook = playbook
        self.taken: dict[str, Question] = {}
        self.earlier: Data = {}

    def result(self) -> Migration:
        outcomes = self.outcomes()
        data: Data = {
            **self.old,
            "format": Unquoted("1"),
            "version": self.playbook.version,
            "people": self.people(),
            "answers": self.answers_now(),
            "wording": self.wording(),
        }
        plan = PlanMigration(self.old, self.answers, self.playbook, self.taken)
        data |= {"targets": plan.targets(), "focus": plan.focus(), "actions": plan.actions()}
        self.leave("targets", plan.left)
        data["earlier"] = self.earlier_now()
        names = [name for name in FILE.split() if data.get(name) or name == "answers"]
        ordered = {name: unquoted(data[name], name) for name in names}
        is_other = self.answers.header.version != self.playbook.version
        is_needed = is_other or bool(plan.messages) or any(one.how not in (KEPT, OPEN) for one in outcomes)
        return Migration(ordered, tuple(outcomes), tuple(plan.messages), is_needed)

    # -- questions

    def outcomes(self) -> list[Outcome]:
        """What becomes of every question that is asked now, in order, then of the earlier ids that none of these names."""
        moved, outcomes = moved_ids(self.answers, self.playbook), list[Outcome]()
        former = {one.id: one for one in former_ids(self.answers, self.playbook)}
        parts: dict[str, str] = {}
        for one in former.values():
            for question in one.questions if one.how in (SPLIT, JOINED) else ():
                before = parts.get(question.id)
                asks = "asks a part of" if one.how == SPLIT else "joins"
                parts[question.id] = f"{before} and {one.id}" if before else f"{asks} {one.id}"
        outcomes += [self.outcome(question, moved, parts) for question in self.playbook.questions()]
        named = {one.earlier for one in outcomes}
        for id in self.written_answers():
            if id in self.taken or id in named or id in self.answers.set_aside:
                continue
            if id in former:
                ids, how = tuple(question.id for question in former[id].questions), former[id].how
                reason = self.reworded(id) if how == REWORDED else one_line(self.playbook.retired.get(id, ""))
                outcomes.append(Outcome(id, how, id, ids, reason))
            else:  # the id is asked still, and has the answer of another one now
                outcomes.append(Outcome(id, REWORDED, id, (), "another question has its id now"))
        return outcomes

    def outcome(self, question: Question, moved: Mapping[str, str], parts: Mapping[str, str]) -> Outcome:
        """What becomes of a question; an answer that it keeps or gets is noted in `taken`."""
        id, own = moved.get(question.id, ""), self.answers.by_question.get(question.id)
        if id:
            same = same_question(question, self.answers.wording.get(id, ""), question_digest(question))
            is_alike = question.id in self.answers.same_levels
            if (same or is_alike) and self.fits(question, id):
                self.taken[id] = question
                return Outcome(question.id, MOVED, id, (), "" if same else OTHER_WORDS)
            return Outcome(question.id, REWORDED, id, (), self.reworded(id))
        if own is None or question.id in moved.values():
            return Outcome(question.id, OPEN, reason=parts.get(question.id, ""))
        if own.state == UNANSWERED and not own.votes:
            self.taken[question.id] = question
            return Outcome(question.id, KEPT, question.id, (), NOT_ANSWERED)
        if comparable(self.answers, question, self.playbook):
            self.taken[question.id] = question
            is_alike = question.id in self.answers.same_levels
            return Outcome(question.id, KEPT, question.id, (), OTHER_WORDS if is_alike else "")
        return Outcome(question.id, REWORDED, question.id, (), self.reworded(question.id))

    def reworded(self, id: str) -> str:
        if self.answers.wording.get(id):
            return "asked in other words"
        return "asked in words that the file does not record"

    def fits(self, question: Question, id: str) -> bool:
        """Whether every level of an earlier answer, votes included, is one of the question."""
        answer, written = self.answers.former.get(id) or self.answers.answer(id), self.written_answers()[id]
        votes = written.get("votes") if isinstance(written, dict) else None
        levels = [vote.get(LEVEL) for vote in (votes if isinstance(votes, list) else ()) if isinstance(vote, dict)]
        return all(level in question.by_key for level in (*levels, answer.level) if level)

    def written_answers(self) -> Data:
        """The answers of the old file in their long form, without those that hold nothing."""
        written = filled_fields(self.old, "answers")
        return {id: value if isinstance(value, dict) else {SHORT: value} for id, value in written.items()}

    def answers_now(self) -> Data:
        """Every answer that was taken over, in the order of the playbook, then those to hidden questions."""
        written, by_question = self.written_answers(), {one.id: id for id, one in self.taken.items()}
        now = {question: written[by_question[question]] for question in self.playbook.by_id if question in by_question}
        now |= {id: value for id, value in written.items() if id in self.answers.set_aside}
        # Not by what is there now: an id may have the answer of another one, while its own is left.
        left = {id: value for id, value in written.items() if id not in self.taken and id not in self.answers.set_aside}
        self.leave("answers", left)
        self.leave("wording", {id: digest for id, digest in self.answers.wording.items() if id in left})
        return now

    def wording(self) -> Data:
        """How each question was worded whose answer was taken over."""
        wording: Data = {}
        for id, question in self.taken.items():
            if id != question.id:
                wording[question.id] = self.answers.wording[id]
            elif digest := asked_digest(without_same_levels(self.answers), question, self.playbook):
                wording[id] = digest if self.answers.state(id) != UNANSWERED else ""
        hidden = {id: digest for id, digest in self.answers.wording.items() if id in self.answers.set_aside}
        return {id: digest for id, digest in (wording | hidden).items() if digest}

    def people(self) -> Value:
        """Who answered, with the ids that their questions have now."""
        people = self.old.get("people")
        now: list[Value] = []
        for person in people if isinstance(people, list) else ():
            if isinstance(person, dict) and isinstance(ids := person.get("answered"), list):
                taken = [self.taken[id].id for id in ids if isinstance(id, str) and id in self.taken]
                person = {name: value for name, value in person.items() if name != "answered"}
                person |= {"answered": list(taken)} if taken else {}
            now.append(person)
        return now

    # -- what is left

    def leave(self, section: str, values: Data) -> None:
        """Keep what is not taken over, by section."""
        if values:
            self.earlier[section] = values

    def earlier_now(self) -> Data:
        """What earlier editions had, by version; this one under a number where there is such a version already."""
        before = filled_fields(self.old, "earlier")
        version = self.answers.header.version or "no version"
        name, number = version, 1
        while name in before:
            number += 1
            name = f"{version} ({number})"
        return {**before, **({name: self.earlier} if self.earlier else {})}
