"""The answer that the row of a question gives: what was carried, with the cells that differ from what went out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from cxassess.answers import LEVEL, NOT_APPLICABLE, UNANSWERED, UNKNOWN
from cxassess.answers.edit import STATES
from cxassess.answers.model import is_reason
from cxassess.exchange.model import ANSWER, CONFIDENCE, CUT, EVIDENCE, NOTE, REASON, TARGET, fit_cell, read_evidence
from cxassess.exchange.table import Entry, Row
from cxassess.exchange.words import (
    Word,
    expected_answer,
    expected_confidence,
    expected_level,
    read_answer,
    read_confidence,
    read_level,
)
from cxassess.playbook import Question
from cxassess.playbook.question_names import name_question
from cxassess.problems import Location, Problems
from cxassess.source.edits import SHORT
from cxassess.source.emit import Value
from cxassess.text import shorten, typed_text

Data = dict[str, Value]


class Reading(NamedTuple):
    """How rows are read: with `clears` an emptied cell removes what it said, with `by_key` a level may have another name.

    That is so in a table that went out with another edition.
    """

    problems: Problems
    clears: bool = True
    by_key: bool = False


@dataclass
class ChangedAnswer:
    """An answer and a target as plain data, whether they are other ones than before, and the cell of each field."""

    answer: Data
    target: Data
    is_changed: bool = False
    state_changed: bool = False
    places: dict[str, Location] = field(default_factory=dict)


def read_row(
    question: Question, row: Row, before: dict[str, str], answer: Value, target: Value, reading: Reading
) -> ChangedAnswer:
    """The answer and the target that a row gives. `before` are the texts of its cells as they went out.

    `answer` and `target` are the plain data that was carried. What a cell does not say clearly is noted, and left.
    """
    fields: Data = {SHORT: answer} if isinstance(answer, str) else dict(answer) if isinstance(answer, dict) else {}
    aims = dict(target) if isinstance(target, dict) else {}
    new = ChangedAnswer(dict(fields), dict(aims))
    _RowReader(question, row, before, new, reading).read()
    new.is_changed = (new.answer, new.target) != (fields, aims)
    return new


class _RowReader:
    """Reads the changed cells of one row into the data of an answer."""

    def __init__(
        self, question: Question, row: Row, before: dict[str, str], new: ChangedAnswer, reading: Reading
    ) -> None:
        self.question = question
        self.row = row
        self.before = before
        self.new = new
        self.problems, self.clears, self.by_key = reading

    def read(self) -> None:
        """Change the answer and the target by what the cells say."""
        self.answer()
        self.text(NOTE, "note")
        if (entry := self.changed(EVIDENCE)) is not None:
            self.put("evidence", _evidence(read_evidence(entry.text), self.new.answer.get("evidence")), entry)
        if (entry := self.changed(CONFIDENCE)) is not None:
            self.confidence(entry)
        if (entry := self.changed(TARGET)) is not None:
            self.target(entry)

    def changed(self, column: str) -> Entry | None:
        """The entry of a column where it says something else than what went out; None where it does not."""
        entry = self.row.cells.get(column)
        if entry is None or is_same(entry.text, self.before[column]) or not (entry.text or self.clears):
            return None
        if entry.text.endswith(CUT.strip()) and self.before[column].endswith(CUT):
            message = f"the {column.lower()} is longer than a cell can hold, so only its beginning is here"
            self.problems.error(entry.where, message, "undo the change; change this text in the answer file")
            return None
        return entry

    def put(self, name: str, value: Value, entry: Entry) -> None:
        """Set a field to what an entry says, or remove it."""
        self.new.places[name] = entry.where
        if value:
            self.new.answer[name] = value
        else:
            self.new.answer.pop(name, None)

    def text(self, column: str, name: str) -> None:
        if (entry := self.changed(column)) is not None:
            self.put(name, entry.text, entry)

    def answer(self) -> None:
        """The state with its level or reason; the reason is why a question does not apply, or how a level was agreed."""
        entry, reason = self.changed(ANSWER), self.changed(REASON)
        old = self.state()
        word = old if entry is None else self.word(entry)
        if word is None or (entry is None and reason is None):
            return
        beside = reason or self.row.cells.get(REASON)
        text = beside.text if beside is not None else self.before[REASON]
        where = (beside or entry or self.row.id).where
        if old.state == NOT_APPLICABLE != word.state and reason is None and text:
            message = f"{self.question.id} is applicable now, so the reason why it was not is left out"
            self.problems.warn(where, message, "empty this cell, or write why this level")
            text = ""
        if word.reason and not text:
            text, where = word.reason, entry.where if entry else where
        if word.state == NOT_APPLICABLE and not is_reason(text):
            message = f"{name_question(self.question)} is not applicable, but the reason is missing"
            self.problems.error(where, message, f"write why it does not apply in the column {REASON}")
            return
        self.set_state(word, text, where, entry.where if entry else where)
        self.new.state_changed = word[:2] != old[:2]

    def set_state(self, word: Word, reason: str, where: Location, cell: Location) -> None:
        """Write the state, and the reason where it belongs."""
        was_not_applicable = NOT_APPLICABLE in self.new.answer
        fields = {name: value for name, value in self.new.answer.items() if name not in STATES}
        state: Data = {LEVEL: word.level} if word.state == LEVEL else {UNKNOWN: "true"} if word.state == UNKNOWN else {}
        if word.state == NOT_APPLICABLE:
            state = {NOT_APPLICABLE: reason}
            if not was_not_applicable:
                fields.pop("reason", None)  # it is shown in the same cell
        elif reason:
            fields["reason"] = reason
        else:
            fields.pop("reason", None)
        self.new.answer = state | fields
        self.new.places |= {**dict.fromkeys(state, cell), "reason": where}
        if word.state == NOT_APPLICABLE:
            self.new.places[NOT_APPLICABLE] = where

    def state(self) -> Word:
        """The state that was carried."""
        answer = self.new.answer
        if NOT_APPLICABLE in answer:
            return Word(NOT_APPLICABLE)
        text = answer.get(LEVEL)
        if UNKNOWN in answer or (isinstance(text, str) and text not in self.question.by_key):
            return Word(UNKNOWN)
        return Word(LEVEL, text) if isinstance(text, str) else Word(UNANSWERED)

    def word(self, entry: Entry) -> Word | None:
        """What the cell of the answer means; None with an error where that is not clear."""
        if not entry.text:
            return Word(UNANSWERED)
        word = read_answer(self.question, entry.text)
        key = entry.text.partition(" ")[0]
        if word is None and self.by_key and key in self.question.by_key:
            return Word(LEVEL, key)
        if word is None:
            message = f"'{shorten(entry.text)}' is not an answer to {name_question(self.question)}"
            self.problems.error(entry.where, message, expected_answer(self.question))
        return word

    def confidence(self, entry: Entry) -> None:
        word = read_confidence(entry.text) if entry.text else ""
        if word is None:
            message = f"'{shorten(entry.text)}' is not a confidence level"
            self.problems.error(entry.where, message, expected_confidence())
        else:
            self.put("confidence", word, entry)

    def target(self, entry: Entry) -> None:
        level = read_level(self.question.levels, entry.text)
        if level is None and self.by_key:
            level = self.question.by_key.get(entry.text.partition(" ")[0])
        self.new.places["target"] = entry.where
        if level is not None:
            self.new.target[LEVEL] = level.key
        elif entry.text:
            message = f"'{shorten(entry.text)}' is not a level of {name_question(self.question)}"
            self.problems.error(entry.where, message, expected_level(self.question))
        else:
            self.new.target = {}


def is_same(text: str, before: str) -> bool:
    """Whether a cell says what went out: spaces at the end of lines do not count, nor letters that no cell keeps."""
    return _trimmed(text) == _trimmed(typed_text(fit_cell(before))[0])


def _trimmed(text: str) -> str:
    return re.sub(r"[ \t]+(?=\n|$)", "", text.strip())


def _evidence(items: list[tuple[str, str]], before: Value) -> list[Value]:
    """Evidence as it is written in a file; a piece that was there before keeps who gave it."""
    old = before if isinstance(before, list) else [] if before is None else [before]
    kept: dict[tuple[str, str], list[Value]] = {}
    for piece in old:
        kept.setdefault(_title_and_link(piece), []).append(piece)
    seen: Counter[tuple[str, str]] = Counter()
    values: list[Value] = []
    for title, link in items:
        pieces = kept.get((title, link), [])
        new: Value = (
            {"title": title, "link": link} if link and title != link else {"link": link} if link else {"title": title}
        )
        values.append(pieces[seen[title, link]] if seen[title, link] < len(pieces) else new)
        seen[title, link] += 1
    return values


def _title_and_link(piece: Value) -> tuple[str, str]:
    """Title and link of a piece of evidence as the reader takes them: a link alone is the title, too."""
    if not isinstance(piece, dict):
        return str(piece or "").strip(), ""
    title, link = (str(piece.get(name) or "").strip() for name in ("title", "link"))
    return title or link, link
