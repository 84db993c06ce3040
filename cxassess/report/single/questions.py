"""Questions with their answers: level, anchor, evidence, next step, and who voted how where several people answered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from cxassess.answers import LEVEL, Answer, Evidence, Vote
from cxassess.exact import MICRO
from cxassess.playbook import Level, Question
from cxassess.report import sentences
from cxassess.report.agreement import NO_LEVEL, answer_spread, spread_words
from cxassess.report.conditions import condition_sentence
from cxassess.report.single.model import EvidencePart, QuestionPart
from cxassess.scoring import Assessment, QuestionScore
from cxassess.text import join_words, one_line, safe_lines, safe_text

MAX_SHORT_WORD = 3  # letters of words that carry little, as of "the" and "and"
LINK_SCHEMES = ("http://", "https://", "mailto:")


def question_part(assessment: Assessment, question_score: QuestionScore) -> QuestionPart:
    """A question and what was answered, reasoned and shown."""
    question, answer = question_score.question, assessment.answers.answer(question_score.id)
    target = assessment.answers.targets.get(question.id)
    owner = f", {one_line(target.owner)}" if target and target.owner else ""
    by = f" by {sentences.format_date(target.by)}" if target and target.by else ""
    is_asked = assessment.conditions.is_asked(question.id)
    key = question_score.level if is_asked else ""
    following = _next_level(question, key)
    reason = safe_lines(answer.reason or answer.agreed)
    if not is_asked:
        ignored = " The answer that was given does not count." if answer.state == LEVEL else ""
        reason = f"{condition_sentence(assessment, question)}{ignored}"
    return QuestionPart(
        id=question.id,
        name=one_line(question.name),
        text=one_line(question.text),
        why=one_line(question.why),
        state=question_score.state,
        answer=sentences.format_answer(question_score),
        anchor=_anchor(question, key, answer),
        reason=reason,
        note=_note(answer),
        confidence=answer.confidence,
        target=f"level {sentences.format_level(question, target.level)}{by}{owner}" if target else "",
        weight="" if question.weight.micro == MICRO else question.weight.text,
        evidence=tuple(map(_evidence_part, answer.evidence)),
        votes=tuple(vote_lines(question, answer)),
        agreement=_agreement(question, answer),
        next_level=sentences.format_level(question, following.key) if following and following.text else "",
        next_anchor=one_line(following.text) if following else "",
        next_step=one_line(question.next.get(key, "")),
        sources=join_words("the authors’ own work" if key == "ours" else key for key in question.sources),
    )


def _next_level(question: Question, key: str) -> Level | None:
    """The level worth next more than a level; None above the highest, or without a level."""
    if not key:
        return None
    better = [level for level in question.levels if level.value.micro > question.by_key[key].value.micro]
    return min(better, key=lambda level: level.value.micro, default=None)


def _note(answer: Answer) -> str:
    """The note, then what each person said, after the name where it is not withheld."""
    said = (_after(_person(one.who, one.role), safe_text(one.words.strip())) for one in answer.remarks)
    return "\n".join(filter(None, [safe_text(answer.note.strip()), *said]))


def _person(who: str, role: str) -> str:
    """A person by name and role: `Ana (CX officer)`; by role alone where the name is withheld."""
    return one_line(who) + (f" ({one_line(role)})" if role else "") if who else one_line(role)


def _after(who: str, text: str) -> str:
    return f"{who}: {text}" if who else text


def _evidence_part(evidence: Evidence) -> EvidencePart:
    link = safe_link(evidence.link)
    given = f" (from {join_words(map(one_line, evidence.who))})" if evidence.who else ""
    return EvidencePart(safe_lines(evidence.title) + given, link, "" if link else one_line(evidence.link))


def safe_link(text: str) -> str:
    """A web or mail address that is safe to link to; '' for anything else."""
    return one_line(text) if text.lower().startswith(LINK_SCHEMES) else ""


def _agreement(question: Question, answer: Answer) -> str:
    """How far the votes agree: `4 votes: median 3, 2 levels apart, consensus 0.58`; '' for fewer than two."""
    spread = answer_spread(question, answer)
    return f"{spread.n} votes: {spread_words(spread)}" if spread else ""


def vote_lines(question: Question, answer: Answer) -> Iterator[str]:
    """Each vote as a line: the person, the role, the level and the note. Without names, a line for each level."""
    for vote in answer.votes:
        if vote.who:
            note = f": {safe_lines(vote.note)}" if vote.note else ""
            sure = f", confidence {vote.confidence}" if vote.confidence else ""
            within = f" (part of the answer of {one_line(vote.part_of)})" if vote.part_of else ""
            level = sentences.format_level(question, vote.level)
            yield f"{_person(vote.who, vote.role)}: level {level}{sure}{within}{note}"
    yield from _unnamed_lines(question, [vote for vote in answer.counted if not vote.who], "")
    inner = [vote for vote in answer.votes if not vote.who and vote.part_of]
    yield from _unnamed_lines(question, inner, ", part of another answer")


def _unnamed_lines(question: Question, unnamed: Sequence[Vote], within: str) -> Iterator[str]:
    for level in question.levels:
        votes = [vote for vote in unnamed if vote.level == level.key]
        if votes:
            notes = "; ".join(safe_lines(vote.note) for vote in votes if vote.note)
            line = f"{len(votes)} × level {sentences.format_level(question, level.key)}{within}{_roles(votes)}"
            yield f"{line}: {notes}" if notes else line


def _roles(votes: Sequence[Vote]) -> str:
    """How many votes each role has that may be named: ` (2 Front line)`."""
    counts = Counter(one_line(vote.role) for vote in votes if vote.role)
    return f" ({', '.join(f'{count} {role}' for role, count in counts.items())})" if counts else ""


def answer_counts(question: Question, answer: Answer) -> str:
    """How many gave each answer, the lowest level first: `1 × level 2, Ad hoc; 2 × level 3, In part; 1 × don't know`."""
    counts = Counter(vote.level for vote in answer.counted)
    given = [f"{counts[key]} × {answer_key(question, key)}" for key in question.by_key if counts[key]]
    others = Counter(one.state for one in answer.remarks)
    return "; ".join([*given, *(f"{others[state]} × {words}" for state, words in NO_LEVEL.items() if others[state])])


def answer_key(question: Question, key: str) -> str:
    """A level in a list of votes: `level 2, Ad hoc`, or `yes`."""
    level = sentences.format_level(question, key)
    return f"level {level}" if key.isdecimal() else level


def _anchor(question: Question, key: str, answer: Answer) -> str:
    """The text of the level that was chosen; '' where the note says it in nearly the same words."""
    if not key:
        return ""
    text = one_line(question.by_key[key].text)
    said, meant = _words(answer.note), _words(text)
    return "" if meant and 4 * len(meant & said) >= 3 * len(meant) else text


def _words(text: str) -> set[str]:
    """The longer words of a text, which carry what it says."""
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > MAX_SHORT_WORD}
