"""One question answered in several files: the votes, the middle level, and what each person said beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cxassess.answers import LEVEL, NOT_APPLICABLE, UNANSWERED, UNKNOWN, Answer, Evidence, Remark, Vote
from cxassess.answers.edit import STATES
from cxassess.answers.model import NOT_AGREED
from cxassess.answers.read import CONFIDENCE
from cxassess.answers.written import unquoted_key
from cxassess.playbook import Question
from cxassess.playbook.names import name_question
from cxassess.source.emit import Unquoted, Value, flow_text
from cxassess.text import join_words, one_line

Data = dict[str, Value]

# The reason that is written here with a level. In a merged file it is no one's words, and says how many votes count: they
# come first, so that a merge of merged files counts everybody as a merge of all files does.
_MERGED = re.compile(
    rf"(?:One level, .+?|(?P<votes>\d+) (?:say .+?|answers from .+, the middle is .+; {NOT_AGREED}))\."
    rf"(?: Not applicable: (?P<{NOT_APPLICABLE}>\d+)\.)?(?: Don't know: (?P<{UNKNOWN}>\d+)\.)?"
)


class Respondent(NamedTuple):
    """Who answered a file: the respondent's name, else the role, else the file's name; unique among the files."""

    who: str
    role: str


class Part(NamedTuple):
    """What one person's file says about a question; `fields` as they are written, the empty ones left out."""

    respondent: Respondent
    answer: Answer
    fields: Data

    @property
    def own_vote(self) -> Vote | None:
        """The level of the file as a vote, with how it was agreed; None where a merge chose it, or there is none."""
        answer = self.answer
        if answer.state != LEVEL or self.merged or (answer.votes and NOT_AGREED in answer.agreed):
            return None
        return Vote(*self.respondent, answer.level, answer.agreed)

    @property
    def merged(self) -> re.Match[str] | None:
        """How a merge came to the level of the file, in its words; None where people gave or agreed on it."""
        return _MERGED.fullmatch(self.answer.agreed) if self.answer.state == LEVEL and self.answer.votes else None

    @property
    def counted(self) -> Sequence[Vote]:
        """The votes that count for the middle: the level of the file, or those in it where nobody agreed on a level."""
        if self.own_vote is not None:
            return [self.own_vote]
        if self.merged:
            return self.answer.votes[: int(self.merged["votes"] or 1)]
        return self.answer.votes if self.answer.state in (LEVEL, UNANSWERED) else ()

    def count(self, state: str) -> int:
        """How many people gave this state instead of a level."""
        return int(self.merged[state] or 0) if self.merged else int(self.answer.state == state)

    def says(self, text: str) -> Remark:
        """A remark of this person."""
        return Remark(*self.respondent, text)


class CombinedAnswer(NamedTuple):
    """The fields of the new answer, whether all gave the same, and a message about it; '' for none.

    `repeated` are the people whose vote is in several files: it is counted once.
    """

    fields: Data
    agree: bool
    message: str = ""
    repeated: tuple[str, ...] = ()


def combine_answers(question: Question, parts: Sequence[Part]) -> CombinedAnswer:
    """One answer made of the parts of two people or more. Whatever anyone said is in it, under their name."""
    answered = [part for part in parts if part.answer.state != UNANSWERED or part.answer.votes]
    if len(answered) < 2:
        return _take_over(parts, answered)
    if any(part.counted for part in answered):
        return _combine_levels(question, parts, answered)
    return _combine_without_level(question, parts, answered)


def _take_over(parts: Sequence[Part], answered: Sequence[Part]) -> CombinedAnswer:
    """The answer of the one who gave one, with what the others said."""
    fields: Data = {}
    for part in answered:
        fields = {name: value for name, value in part.fields.items() if name in (*STATES, "reason", "votes")}
    votes = fields.pop("votes", None)
    remarks = [
        one for part in parts for one in _remarks(part, parts, says_state=False, says_reason=part not in answered)
    ]
    fields |= _details(parts) | ({"votes": votes} if votes else {})
    return CombinedAnswer(fields | remark_fields(remarks), True)


def _combine_levels(question: Question, parts: Sequence[Part], answered: Sequence[Part]) -> CombinedAnswer:
    """The middle of the levels, with each as a vote; of an even number the lower of the two in the middle.

    The same vote in several files, as where one of them was merged from another, is that of one person.
    """
    counted = Counter(vote for part in answered for vote in part.counted)
    levels = sorted((vote.level for vote in counted), key=list(question.by_key).index)
    middle = levels[(len(levels) - 1) // 2]
    others = list(_count_others(answered))
    reason = " ".join([_explain_middle(levels, middle), *others])
    fields: Data = {LEVEL: unquoted_key(middle), "reason": reason}
    votes = dict.fromkeys([*counted, *(vote for part in answered for vote in _votes(part))])
    message = ""
    if others or levels[0] != levels[-1]:
        by_person = [f"{one_line(vote.who)} {vote.level}" for vote in votes]
        by_person += [f"{part.respondent.who} {words}" for part in answered for words in _words_for_state(part)]
        message = f"{name_question(question)}: {reason} {', '.join(by_person)}."
    remarks = [
        one for part in parts for one in _remarks(part, parts, says_state=True, says_reason=part.own_vote is None)
    ]
    fields |= _details(parts) | {"votes": [vote_fields(vote) for vote in votes]} | remark_fields(remarks)
    repeated = tuple(vote.who for vote, count in counted.items() if count > 1)
    return CombinedAnswer(fields, not message, message, repeated)


def _combine_without_level(question: Question, parts: Sequence[Part], answered: Sequence[Part]) -> CombinedAnswer:
    """Not applicable if anybody says so, with every reason; otherwise don't know."""
    reasons = dict.fromkeys(part.answer.reason for part in answered if part.answer.state == NOT_APPLICABLE)
    unsure = [part.respondent.who for part in answered if part.answer.state == UNKNOWN]
    fields: Data = {NOT_APPLICABLE: "; ".join(reasons)} if reasons else {UNKNOWN: Unquoted("true")}
    is_same = len(reasons) < 2 and not (reasons and unsure)
    message = ""
    if reasons and unsure:
        shown = "; ".join(one_line(reason).rstrip(".") for reason in reasons)
        message = f"{name_question(question)}: not applicable: {shown}. Don't know: {join_words(unsure)}."
    votes = dict.fromkeys(vote for part in answered for vote in _votes(part))
    remarks = [one for part in parts for one in _remarks(part, parts, says_state=not is_same, says_reason=True)]
    fields |= _details(parts) | ({"votes": [vote_fields(vote) for vote in votes]} if votes else {})
    return CombinedAnswer(fields | remark_fields(remarks), not message, message)


def _explain_middle(levels: Sequence[str], middle: str) -> str:
    """A sentence that says how the middle of sorted levels was chosen."""
    if levels[0] == levels[-1]:
        return f"{len(levels)} say {middle}." if len(levels) > 1 else f"One level, {middle}."
    lower = len(levels) % 2 == 0 and levels[len(levels) // 2] != middle
    note = " (the lower of the two in the middle)" if lower else ""
    return f"{len(levels)} answers from {levels[0]} to {levels[-1]}, the middle is {middle}{note}; {NOT_AGREED}."


def _count_others(answered: Sequence[Part]) -> Iterator[str]:
    """How many gave no level; who they are is in the remarks."""
    for state, words in ((NOT_APPLICABLE, "Not applicable"), (UNKNOWN, "Don't know")):
        count = sum(part.count(state) for part in answered)
        if count:
            yield f"{words}: {count}."


def _words_for_state(part: Part) -> Iterator[str]:
    """What someone said who gave no level, for a message."""
    if part.answer.state in (NOT_APPLICABLE, UNKNOWN):
        yield "not applicable" if part.answer.state == NOT_APPLICABLE else "don't know"


def _votes(part: Part) -> Iterator[Vote]:
    """The votes that a file adds: its own level, then those in it."""
    if part.own_vote is not None:
        yield part.own_vote
    yield from part.answer.votes


def vote_fields(vote: Vote) -> Data:
    """A vote as it is written."""
    fields: Data = {name: text for name, text in vote._asdict().items() if text}
    return fields | {LEVEL: unquoted_key(vote.level)}


def _remarks(part: Part, parts: Sequence[Part], *, says_state: bool, says_reason: bool) -> Iterator[Remark]:
    """What one person said beside a level.

    says_state: also that the question does not apply, or that they do not know.
    says_reason: also how the answer of the file was agreed, unless a merge wrote it.
    """
    answer = part.answer
    if says_state and answer.state == NOT_APPLICABLE:
        yield part.says(f"Not applicable: {answer.reason}")
    if says_state and answer.state == UNKNOWN:
        yield part.says("Don't know.")
    if says_reason and answer.agreed and not part.merged:
        yield part.says(answer.agreed)
    if answer.note:
        yield part.says(answer.note)
    if answer.confidence and len({one.answer.confidence for one in parts}) > 1:
        yield part.says(f"Confidence: {answer.confidence}.")
    yield from answer.remarks


def combine_hidden(parts: Sequence[Part]) -> Data:
    """The first answer to a question that an overlay hides, with what the others said: its levels are not known."""
    lists: dict[str, list[Value]] = {}
    for name in ("evidence", "votes", "remarks"):
        value = parts[0].fields.get(name)
        lists[name] = list(value) if isinstance(value, list) else []
    for part in parts[1:]:
        for name, value in part.fields.items():
            if name in lists and isinstance(value, list):
                lists[name] += [_with_who(item, part) if name == "evidence" else item for item in value]
            else:
                text = value if isinstance(value, str) else flow_text(value)
                lists["remarks"].append(_written(part.says(f"{name}: {text}")))
    return parts[0].fields | {name: items for name, items in lists.items() if items}


def _with_who(evidence: Value, part: Part) -> Value:
    """A piece of evidence as it is written, with who gave it."""
    fields = evidence if isinstance(evidence, dict) else {"title": evidence}
    return {"who": [part.respondent.who], **fields}


def _written(remark: Remark) -> Value:
    return {name: text for name, text in remark._asdict().items() if text}


def remark_fields(remarks: Sequence[Remark]) -> Data:
    """The field of remarks, each once; none where there are none."""
    listed = [_written(one) for one in dict.fromkeys(remarks)]
    return {"remarks": listed} if listed else {}


def _details(parts: Sequence[Part]) -> Data:
    """The evidence of all, and the lowest of their confidences."""
    confidences = [part.answer.confidence for part in parts if part.answer.confidence]
    details: Data = {
        "evidence": list(_evidence(parts)),
        "confidence": min(confidences, key=CONFIDENCE.index, default=""),
    }
    return {name: value for name, value in details.items() if value}


def _evidence(parts: Sequence[Part]) -> Iterator[Value]:
    """Each piece of evidence once, with the names of those who gave it."""
    names: dict[Evidence, dict[str, None]] = {}
    for part in parts:
        for evidence in part.answer.evidence:
            if evidence.title:
                who = evidence.who or (part.respondent.who,)
                names.setdefault(evidence._replace(who=()), {}).update(dict.fromkeys(who))
    for (title, link, _), people in names.items():
        fields: Data = {"title": title, "link": link, "who": list(people)}
        yield {name: value for name, value in fields.items() if value}
