"""Where several people answered: who said what, how far apart they were, what was agreed."""

from __future__ import annotations

from collections.abc import Iterator

from cxassess.report import sentences
from cxassess.report.single.model import Disagreement
from cxassess.report.single.questions import votes_of
from cxassess.scoring import Assessment
from cxassess.text import one_line


def disagreements(assessment: Assessment) -> Iterator[Disagreement]:
    """Every question with votes, in the order of the playbook."""
    for question_score in assessment.question_scores:
        answer = assessment.answers.by_question.get(question_score.question.id)
        if answer is None or not answer.votes:
            continue
        order = list(question_score.question.by_key)
        places = sorted({order.index(vote.level) for vote in answer.votes if vote.level in order})
        apart = places[-1] - places[0] if places else 0
        yield Disagreement(
            id=question_score.question.id,
            text=one_line(question_score.question.text),
            votes="; ".join(votes_of(question_score.question, answer)),
            spread=_spread(len(answer.votes), apart),
            agreed=sentences.answer_of(question_score),
            reason=one_line(answer.reason or answer.agreed),
        )


def _spread(votes: int, apart: int) -> str:
    if votes == 1:
        return "one vote"
    return f"{sentences.many(apart, 'level')} apart" if apart else "all alike"
