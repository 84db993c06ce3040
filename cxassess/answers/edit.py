"""Changes of answers: each makes the new Answers and the edits of the file that say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from cxassess.answers.model import (
    LEVEL,
    NOT_APPLICABLE,
    UNANSWERED,
    UNKNOWN,
    Answer,
    Answers,
    Ask,
    Evidence,
    Review,
    Subject,
    Target,
    Vote,
)
from cxassess.answers.plain_data import ask_fields, unquoted_key, vote_fields
from cxassess.dates import parse_date
from cxassess.exact import parse_number
from cxassess.fields import LINK_HINT, MAX_LINK, MAX_TEXT, unlinked
from cxassess.playbook import Playbook, Question, question_digest, scale_ends
from cxassess.problems import Location
from cxassess.source.edits import APPEND, RENAME, Edit, remove
from cxassess.source.emit import Unquoted, Value
from cxassess.text import FORBIDDEN, LONE_CR, describe_char, safe_text, shorten

REASON_REMOVED = "The reason for the earlier level was removed."
_ADDRESS = re.compile(r"(https?://|mailto:).*\s", re.IGNORECASE | re.DOTALL)
STATES = (LEVEL, NOT_APPLICABLE, UNKNOWN)


def text_problem(text: str, most: int = MAX_TEXT) -> str:
    """Why text cannot be kept in a file: its length, a control or direction-changing character; '' when it can."""
    if len(text) > most:
        return f"it has {len(text):,} characters; the limit is {most:,}"
    char = re.search(FORBIDDEN, text) or re.search(LONE_CR, text)
    return "" if char is None else f"it contains {describe_char(char.group())}"


def link_problem(link: str) -> str:
    """What is wrong with a link, and what to write; '' when it is fine. File names may have spaces."""
    if len(link) > MAX_LINK:
        return f"the link has {len(link):,} characters; the limit is {MAX_LINK:,} (shorten it)"
    with_space = f"'{shorten(link)}' is a web address that contains a space (write %20 for the space)"
    return with_space if _ADDRESS.match(link) else ""


def link_warning(link: str) -> str:
    """A sentence about a link that is kept, but never becomes one; '' for any other."""
    return f"Warning: {unlinked(link)} ({LINK_HINT})." if unlinked(link) else ""


def storable(value: Value) -> Value:
    """Data with every character that no file may hold written as `\\u{HEX}`."""
    if isinstance(value, dict):
        return {safe_text(key): storable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [storable(item) for item in value]
    return value if value is None or text_problem(value) == "" else safe_text(value)


def is_score(text: str, playbook: Playbook) -> bool:
    """Whether text is a score that can be reached, as a target of a play or of the whole is written."""
    score = parse_number(text)
    low, high = scale_ends(playbook)
    return score is not None and low <= score.exact <= high


def carry_over_vote(earlier: Iterable[Vote], vote: Vote) -> Vote:
    """A vote with what the same person's earlier one has and it lacks: the role; for the same level the note."""
    old = next((one for one in earlier if one.is_same_person(vote)), vote)
    note = vote.note or (old.note if old.level == vote.level else "")
    return vote._replace(role=vote.role or old.role, note=note)


class Changes:
    """Changes of one file, collected: `answers` with them made, and `edits`, which make them in the file."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.edits: list[Edit] = []

    def answer(self, question: str) -> Answer:
        """The answer to a question, changes included."""
        return self.answers.answer(question)

    def level(self, question: Question, key: str) -> None:
        """Answer with a level. A reason that was given for another one is removed."""
        self._answer_with(question, LEVEL, unquoted_key(key))

    def not_applicable(self, question: Question, reason: str) -> None:
        """Answer that the question does not apply, with the reason; one that was given for a level is removed."""
        self._answer_with(question, NOT_APPLICABLE, reason)

    def unknown(self, question: Question) -> None:
        """Answer that nobody knows. A reason that was given for a level is removed."""
        self._answer_with(question, UNKNOWN, Unquoted("true"))

    def clear(self, question: Question) -> bool:
        """Remove the answer, with its reason. Its note, votes, remarks and the like stay; whether there are any."""
        self._remove_reason(question)
        answer = self.answer(question.id)
        stays = bool(answer.note or answer.evidence or answer.confidence or answer.votes or answer.remarks)
        self._edit(remove("wording", question.id))
        for path in [(name,) for name in STATES] if stays else [()]:
            self._edit(remove("answers", question.id, *path))
        self._put(answer._replace(state=UNANSWERED, level="", reason="", field=""), wording="")
        return stays

    def note(self, question: str, note: str) -> None:
        """Set the note, or remove it with an empty one."""
        self._set_field(question, "note", note)

    def confidence(self, question: str, confidence: str) -> None:
        """Set how sure the answer is, or remove that with an empty word."""
        self._set_field(question, "confidence", confidence)

    def agreed(self, question: str, reason: str) -> None:
        """Set how the level was agreed, or remove that with an empty text."""
        self._set_field(question, "agreed", reason)

    def evidence(self, question: str, title: str, link: str) -> None:
        """Add one piece of evidence."""
        item: dict[str, Value] = {"title": title, "link": link} if link else {"title": title}
        self._edit(Edit(("answers", question, "evidence"), item, APPEND))
        answer = self.answer(question)
        self._put(answer._replace(evidence=(*answer.evidence, Evidence(title, link))))

    def remove_evidence(self, question: str) -> None:
        """Remove all evidence."""
        self._set_field(question, "evidence", ())

    def votes(self, question: Question, votes: Iterable[Vote]) -> None:
        """Set what several people voted in place of earlier votes, or remove those with none; the answer stays."""
        new = tuple(votes)
        self._set_field(question.id, "votes", new, [vote_fields(vote) for vote in new])

    def vote(self, question: Question, vote: Vote) -> None:
        """Set what one person voted in place of the same person's earlier vote; the answer stays."""
        votes = self.answer(question.id).votes
        place = next((at for at, one in enumerate(votes) if one.is_same_person(vote)), None)
        if place is None:
            self._edit(Edit(("answers", question.id, "votes"), vote_fields(vote), APPEND))
            self._put(self.answer(question.id)._replace(votes=(*votes, vote)))
        else:
            self.votes(question, [*votes[:place], vote, *votes[place + 1 :]])

    def agree(self, question: Question, key: str, reason: str) -> None:
        """Answer with the level that several people agreed on, and why, in place of an earlier reason."""
        self.level(question, key)
        if reason != self.answer(question.id).agreed:
            self.agreed(question.id, reason)

    def metadata(self, path: tuple[str, ...], value: str) -> None:
        """Set what the file says of itself, such as ("subject", "agency"), or remove that with an empty value."""
        self.answers = _with_metadata(self.answers, path, str(value))
        if value:
            self._edit(Edit(path, value))
        else:
            self._edit(remove(*(path[:1] if _is_empty_section(self.answers, path[0]) else path)))

    def owner(self, play: str, name: str) -> None:
        """Set who is to answer a play, or remove that with an empty name."""
        owners = {id: owner for id, owner in self.answers.owners.items() if id != play} | ({play: name} if name else {})
        path = ("owners", play)
        self._edit(Edit(path, name) if name else remove(*(path if owners else path[:1])))
        self.answers = self.answers._replace(owners=owners)

    def asks(self, asks: Iterable[Ask]) -> None:
        """Set what is asked in place of all that was, or remove it with nothing."""
        self.answers = self.answers._replace(asks=tuple(asks))
        fields: list[Value] = [ask_fields(ask) for ask in self.answers.asks]
        self._edit(Edit(("asks",), fields) if fields else remove("asks"))

    def add_ask(self, ask: Ask) -> None:
        """Ask for one thing more."""
        self.answers = self.answers._replace(asks=(*self.answers.asks, ask))
        self._edit(Edit(("asks",), ask_fields(ask), APPEND))

    def target(self, name: str, key: str) -> None:
        """Set the level that a question or play should reach, keeping date and owner; an empty key removes all."""
        self._set_target(name, LEVEL, unquoted_key(key))

    def score(self, name: str, score: str) -> None:
        """Set the score that a play or `overall` should reach, keeping date and owner; an empty score removes all."""
        self._set_target(name, "score", Unquoted(score))

    def _set_target(self, name: str, field: str, value: str) -> None:
        """Write a target by level or by score in place of either."""
        targets = dict(self.answers.targets)
        old = targets.pop(name, None)
        path = ("targets", name)
        if not value:
            self._edit(remove(*path))
        else:
            other = "score" if field == LEVEL else LEVEL
            if old is None:
                self._edit(Edit(path, {field: value}))
            elif (old.score is not None) == (other == "score"):
                self._edit(remove(*path, field), Edit((*path, other), value, RENAME, field))
            else:
                self._edit(Edit((*path, field), value))
            new = old or Target(name, "", None, None, "", Location(self.answers.path, 1, 1))
            by_level = field == LEVEL
            targets[name] = new._replace(
                level=str(value) if by_level else "", score=None if by_level else parse_number(value)
            )
        self.answers = self.answers._replace(targets=targets)

    def _remove_reason(self, question: Question) -> None:
        answer = self.answer(question.id)
        if answer.agreed:
            self._edit(remove("answers", question.id, "reason"))
            self._put(answer._replace(agreed=""))

    def _answer_with(self, question: Question, state: str, value: str) -> None:
        """Write one state in place of any other, and how the question is worded; the reason stays for the same level."""
        if state != LEVEL or self.answer(question.id).level != value:
            self._remove_reason(question)
        path, old = ("answers", question.id), self.answer(question.id)
        field = old.field or old.state
        if field == state:
            self._edit(Edit((*path, state), value))
        elif field != UNANSWERED:
            self._edit(Edit((*path, field), value, RENAME, state))
        else:
            # A state without a value, which the reader takes for none, must not stay beside this one.
            self._edit(*(remove(*path, name) for name in STATES if name != state))
            self._edit(Edit((*path, state), value))
        digest = question_digest(question)
        self._edit(Edit(("wording", question.id), digest))
        level, reason = (str(value) if state == name else "" for name in (LEVEL, NOT_APPLICABLE))
        new = self.answer(question.id)._replace(state=state, level=level, reason=reason, field="")
        self._put(new, wording=digest)

    def _set_field(self, question: str, field: str, value: Any, written: Value = None) -> None:
        """Set a field beside the answer, written as text or as given; an empty value removes it.

        An answer that holds nothing else is removed from the file with it.
        """
        answer, name = self.answer(question)._replace(**{field: value}), "reason" if field == "agreed" else field
        if value:
            self._edit(Edit(("answers", question, name), written or str(value)))
        else:
            self._edit(remove("answers", question, *([] if _is_blank(answer) else [name])))
        self._put(answer)

    def _put(self, answer: Answer, wording: str | None = None) -> None:
        """Take an answer into the answers, one that holds nothing out of them; '' removes the wording."""
        by_question, words = dict(self.answers.by_question), dict(self.answers.wording)
        by_question[answer.question] = answer
        if _is_blank(answer):
            del by_question[answer.question]
        if wording is not None:
            words.pop(answer.question, None)
            words |= {answer.question: wording} if wording else {}
        self.answers = self.answers._replace(by_question=by_question, wording=words)

    def _edit(self, *edits: Edit) -> None:
        self.edits += edits


def _is_blank(answer: Answer) -> bool:
    return answer._replace(where=Answer("").where) == Answer(answer.question)


def _with_metadata(answers: Answers, path: tuple[str, ...], value: str) -> Answers:
    """The answers with one field set of what the file says of itself."""
    section, name = path[0], path[-1]
    written: Any = parse_date(value) if name == "date" else value
    if section == "review":
        return answers._replace(review=answers.review._replace(**{name: written}))
    header = answers.header
    if section == "subject":
        header = header._replace(subject=header.subject._replace(**{name: written}))
    else:
        header = header._replace(**{"respondent" if name == "name" else name: written})
    return answers._replace(header=header)


def _is_empty_section(answers: Answers, name: str) -> bool:
    if name == "review":
        return answers.review == Review()
    header = answers.header
    return header.subject == Subject() if name == "subject" else not (header.respondent or header.role)
