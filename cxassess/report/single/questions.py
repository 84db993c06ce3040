"""Questions with their answers: level, anchor, evidence, next step, and who voted how where several people answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from cxassess.answers import Answer, Evidence, Vote
from cxassess.playbook import Level, Question
from cxassess.report import sentences
from cxassess.report.single.model import Disagreement, EvidencePart, QuestionPart
from cxassess.scoring import Assessment, QuestionScore
from cxassess.text import count_words, join_words, one_line, safe_lines, safe_text

LINK_SCHEMES = ("http://", "https://", "mailto:")


def question_part(assessment: Assessment, question_score: QuestionScore) -> QuestionPart:
    """A question and what was answered, reasoned and shown."""
    question, answer = question_score.question, assessment.answers.by_question.get(question_score.id)
    target = assessment.answers.targets.get(question.id)
    owner = f", {one_line(target.owner)}" if target and target.owner else ""
    by = f" by {sentences.format_date(target.by)}" if target and target.by else ""
    following = _next_level(question, question_score.level)
    return QuestionPart(
        id=question.id,
        text=one_line(question.text),
        why=one_line(question.why),
        state=question_score.state,
        answer=sentences.format_answer(question_score),
        anchor=one_line(question.by_key[question_score.level].text) if question_score.level else "",
        reason=safe_lines(answer.reason or answer.agreed) if answer else "",
        note=_note(answer) if answer else "",
        confidence=answer.confidence if answer else "",
        target=f"level {sentences.format_level(question, target.level)}{by}{owner}" if target else "",
        evidence=tuple(_evidence_part(one) for one in answer.evidence) if answer else (),
        votes=tuple(vote_lines(question, answer)) if answer else (),
        next_level=sentences.format_level(question, following.key) if following and following.text else "",
        next_anchor=one_line(following.text) if following else "",
        next_step=one_line(question.next.get(question_score.level, "")),
        sources=join_words("the playbook's authors" if key == "ours" else key for key in question.sources),
    )


def _next_level(question: Question, key: str) -> Level | None:
    """The level worth next more than a level; None above the highest, or without a level."""
    if not key:
        return None
    better = [level for level in question.levels if level.value.micro > question.by_key[key].value.micro]
    return min(better, key=lambda level: level.value.micro, default=None)


def _note(answer: Answer) -> str:
    """The note, then what each person said, after the name where it is not withheld."""
    said = (_after(_person(one.who, one.role), safe_text(one.text.strip())) for one in answer.remarks)
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


def vote_lines(question: Question, answer: Answer) -> Iterator[str]:
    """Each vote as a line: the person, the role, the level and the note. Without names, a line for each level."""
    for vote in answer.votes:
        if vote.who:
            note = f": {safe_lines(vote.note)}" if vote.note else ""
            yield f"{_person(vote.who, vote.role)}: level {sentences.format_level(question, vote.level)}{note}"
    unnamed = [vote for vote in answer.votes if not vote.who]
    for level in question.levels:
        votes = [vote for vote in unnamed if vote.level == level.key]
        if votes:
            notes = "; ".join(safe_lines(vote.note) for vote in votes if vote.note)
            line = f"{len(votes)} × level {sentences.format_level(question, level.key)}{_roles(votes)}"
            yield f"{line}: {notes}" if notes else line


def _roles(votes: Sequence[Vote]) -> str:
    """How many votes each role has that may be named: ` (2 Front line)`."""
    counts = Counter(one_line(vote.role) for vote in votes if vote.role)
    return f" ({', '.join(f'{count} {role}' for role, count in counts.items())})" if counts else ""


def disagreements(assessment: Assessment) -> Iterator[Disagreement]:
    """Every question with votes, in the order of the playbook."""
    for question_score in assessment.question_scores:
        answer = assessment.answers.by_question.get(question_score.id)
        if answer is None or not answer.votes:
            continue
        order = list(question_score.question.by_key)
        places = sorted({order.index(vote.level) for vote in answer.votes if vote.level in order})
        apart = places[-1] - places[0] if places else 0
        yield Disagreement(
            id=question_score.id,
            text=one_line(question_score.question.text),
            votes="; ".join(vote_lines(question_score.question, answer)),
            spread=_distance(len(answer.votes), apart),
            agreed=sentences.format_answer(question_score),
            reason=safe_lines(answer.reason or answer.agreed),
        )


def _distance(votes: int, apart: int) -> str:
    if votes == 1:
        return "one vote"
    return f"{count_words(apart, 'level')} apart" if apart else "all the same"
