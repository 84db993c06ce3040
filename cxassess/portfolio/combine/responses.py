"""What a file says about a question, by person: a level, that it does not apply, that it is not known, and what was said.

What a merge chose is nobody's own answer: its level and reason are what a merge of the same votes would write again, so
everybody whose vote is in the file is taken instead of the file's respondent.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from cxassess.answers import LEVEL, NOT_APPLICABLE, UNANSWERED, UNKNOWN, Answer, Evidence, Person, Remark, Vote
from cxassess.answers.model import NOT_AGREED
from cxassess.fields import MAX_TEXT
from cxassess.playbook import Question
from cxassess.portfolio.input_file import InputFile
from cxassess.source.emit import Value

Data = dict[str, Value]
Place = tuple[str | int, ...]

SEVERAL = "several people"  # whose level older files give, where they do not say which votes led to it


class Response(NamedTuple):
    """One person's answer to a question: `text` is the key of a level, or why the question does not apply.

    `note` says how a level was agreed. `part_of` names the group whose answer counts in place of this vote, '' for none.
    `given` says that a file answers so, and does not only hold the vote. `place` is where it is below the answer.
    """

    person: Person
    state: str
    text: str = ""
    note: str = ""
    confidence: str = ""
    part_of: str = ""
    given: bool = True
    place: Place = ()

    @property
    def answer(self) -> tuple[str, str]:
        """The answer as it is compared: reasons may differ."""
        return self.state, self.text if self.state == LEVEL else ""


class Part(NamedTuple):
    """What one file says about a question; `fields` as they are written, the empty ones left out.

    `person` is the respondent of the file or, in a merged file, the one whose answer it is alone.
    """

    file: InputFile
    person: Person
    answer: Answer
    fields: Data

    @property
    def is_old(self) -> bool:
        """Whether the file names nobody but its respondent, as files that were merged by earlier versions."""
        return not self.file.loaded.answers.header.people

    def says(self, text: str) -> Remark:
        """A remark of this person."""
        return Remark(self.person.name, self.person.role, text)


class PartContent(NamedTuple):
    """Everything that a file says about a question.

    `merged` says that a merge chose the answer, `confidence` is that of such an answer. `is_own` says that the person of
    the part says something here.
    """

    responses: tuple[Response, ...]
    remarks: tuple[Remark, ...]
    evidence: tuple[Evidence, ...]
    confidence: str
    merged: bool
    is_own: bool


def read_part(part: Part, question: Question) -> PartContent:
    """What a file says about a question, by person."""
    answer, person = part.answer, part.person
    counted = _counted(part, question)
    merged = counted is not None and answer.state != UNANSWERED
    others = _remarks(part) if merged else list(answer.remarks)
    if counted is None:
        responses = [*_own_response(part)]
        remarks = [Remark(one.who, one.role, one.words[:MAX_TEXT]) for one in others]
    else:
        responses = [*_votes(part, counted), *_statements(part, others)]
        remarks = [one for one in others if not one.state]
    own = _split_note(part) if merged and part.is_old else [part.says(answer.note)]
    own += [part.says(answer.agreed)] if answer.state != LEVEL else []
    if answer.confidence and answer.state == UNANSWERED:
        own.append(part.says(f"Confidence: {answer.confidence}."))
    own = [one for one in own if one.text]
    evidence = tuple(one if one.who else one._replace(who=(person.name,)) for one in answer.evidence if one.title)
    is_own = counted is None or bool(own) or any(not one.who for one in answer.evidence)
    return PartContent(
        tuple(responses), (*remarks, *own), evidence, answer.confidence if merged else "", merged, is_own
    )


def _own_response(part: Part) -> Iterator[Response]:
    """The answer of the file, and the votes that led to it."""
    answer, person = part.answer, part.person
    text = answer.level if answer.state == LEVEL else answer.reason
    note = answer.agreed if answer.state == LEVEL else ""
    place: Place = (answer.state,) if answer.state in part.fields else ()
    yield Response(person, answer.state, text, note, answer.confidence, place=place)
    for at, vote in enumerate(answer.votes):
        yield _vote(vote, at, vote.part_of or person.name)


def _vote(vote: Vote, at: int, part_of: str, *, given: bool = True) -> Response:
    person = Person(vote.who, vote.role)
    return Response(person, LEVEL, vote.level, vote.note, vote.confidence, part_of, given, ("votes", at))


def _votes(part: Part, counted: int) -> Iterator[Response]:
    """The votes of a file whose answer is no one's own: so many of them count."""
    given, passed, names = part.answer.state != UNANSWERED, 0, list[str]()
    for at, vote in enumerate(part.answer.votes):
        if not vote.part_of and passed < counted:
            passed += 1
            names += [vote.who] if vote.note else []
            yield _vote(vote, at, "", given=given)
        else:
            yield _vote(vote, at, vote.part_of or (names[0] if len(names) == 1 else SEVERAL))


def _statements(part: Part, remarks: Sequence[Remark]) -> Iterator[Response]:
    """Those who gave no level."""
    given = part.answer.state != UNANSWERED
    for at, one in enumerate(remarks):
        if one.state:
            yield Response(Person(one.who, one.role), one.state, one.text, given=given, place=("remarks", at))


def _remarks(part: Part) -> list[Remark]:
    """The remarks; earlier versions wrote as text that somebody does not know, or that the question does not apply."""
    return [_from_text(one) if part.is_old else one for one in part.answer.remarks]


def _from_text(remark: Remark) -> Remark:
    """A remark whose text says that the question does not apply, or is not known, as that answer; any other as it is."""
    unknown, not_applicable = remark._replace(text="", state=UNKNOWN), remark._replace(text="", state=NOT_APPLICABLE)
    if remark.text == unknown.words:
        return unknown
    if remark.text.startswith(not_applicable.words):
        return not_applicable._replace(text=remark.text.removeprefix(not_applicable.words))
    return remark


def _counted(part: Part, question: Question) -> int | None:
    """How many votes count where the answer of a file is no one's own; None where somebody gave it or agreed on it."""
    answer, statements = part.answer, [one for one in _remarks(part) if one.state]
    votes = [vote for vote in answer.votes if not vote.part_of]
    if answer.state == UNANSWERED:
        return len(votes)
    if answer.state != LEVEL:
        stated = combined_state(statements) if len(statements) > 1 else None
        return 0 if not votes and stated == (answer.state, answer.reason) else None
    levels = [vote.level for vote in votes]
    for count in range(len(levels), 0, -1) if part.is_old else [len(levels)] if levels else []:
        middle, reason = middle_level(question, levels[:count], statements)
        if (answer.level, answer.agreed) == (middle, reason):
            return count
    return len(votes) if votes and NOT_AGREED in answer.agreed else None


def _split_note(part: Part) -> list[Remark]:
    """The note of an older merged file, in which lines begin with the names of those who voted, by person."""
    answer = part.answer
    by_start = {f"{vote.who}: ": vote for vote in answer.votes}
    remarks: list[Remark] = []
    for line in answer.note.splitlines():
        vote = next((vote for start, vote in by_start.items() if line.startswith(start)), None)
        if vote:
            remarks.append(Remark(vote.who, vote.role, line.removeprefix(f"{vote.who}: ")))
        elif remarks:
            remarks[-1] = remarks[-1]._replace(text=f"{remarks[-1].text}\n{line}")
        else:
            return [part.says(answer.note)]
    return remarks


# -- what a merge writes


def middle_level(question: Question, levels: Sequence[str], others: Sequence[Remark | Response]) -> tuple[str, str]:
    """The middle of levels, of an even number the lower of the two, and the reason that is written with it.

    `others` are those who gave no level.
    """
    ordered = sorted(levels, key=list(question.by_key).index)
    middle = ordered[(len(ordered) - 1) // 2]
    return middle, " ".join([_explain_middle(ordered, middle), *count_others(others)])


def _explain_middle(levels: Sequence[str], middle: str) -> str:
    """A sentence that says how the middle of sorted levels was chosen."""
    if levels[0] == levels[-1]:
        return f"{len(levels)} say {middle}." if len(levels) > 1 else f"One level, {middle}."
    lower = len(levels) % 2 == 0 and levels[len(levels) // 2] != middle
    note = " (the lower of the two in the middle)" if lower else ""
    return f"{len(levels)} answers from {levels[0]} to {levels[-1]}, the middle is {middle}{note}; {NOT_AGREED}."


def count_others(others: Sequence[Remark | Response]) -> Iterator[str]:
    """How many gave no level; who they are is in the remarks."""
    for state, words in ((NOT_APPLICABLE, "Not applicable"), (UNKNOWN, "Don't know")):
        count = sum(one.state == state for one in others)
        if count:
            yield f"{words}: {count}."


def combined_state(others: Sequence[Remark | Response]) -> tuple[str, str] | None:
    """The state of a question for which nobody gives a level, and the reason: not applicable where anybody says so.

    None where nobody says anything.
    """
    reasons = sorted({one.text for one in others if one.state == NOT_APPLICABLE})
    if reasons:
        return NOT_APPLICABLE, _join_reasons(reasons)
    return (UNKNOWN, "") if any(one.state == UNKNOWN for one in others) else None


def _join_reasons(reasons: Sequence[str]) -> str:
    """Reasons in one text, as many as it may hold; all of them are in the remarks."""
    shown = "; ".join(reasons)
    if len(shown) > MAX_TEXT:
        fitting = [*accumulate(len(reason) + 2 for reason in reasons)]
        count = max(bisect_right(fitting, MAX_TEXT - 20), 1)
        shown = f"{'; '.join(reasons[:count])}; and {len(reasons) - count} more"[:MAX_TEXT]
    return shown
