"""Measures of assessments: heights of answers, scores past their targets, and which scores can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cxassess.answers import LEVEL, UNANSWERED, Answer, Answers, asked_digest, comparable
from cxassess.answers.model import Header, Subject
from cxassess.playbook import Playbook, Question, scale_ends
from cxassess.scoring.model import Assessment, QuestionScore, Score
from cxassess.scoring.rule import assess


def height(question_score: QuestionScore) -> Fraction:
    """The place of an answer between the lowest (0) and the highest (1) value of its question."""
    question = question_score.question
    span = question.highest - question.lowest
    return Fraction((question_score.now or 0) - question.lowest, span) if span else Fraction(1)


def reworded_questions(assessment: Assessment) -> list[str]:
    """The ids of the questions that were answered in another wording than the playbook's, or in an unknown one."""
    return [
        question_score.id
        for question_score in assessment.question_scores
        if question_score.state != UNANSWERED
        and not comparable(assessment.answers, question_score.question, assessment.playbook)
    ]


def questions_asked_differently(assessment: Assessment, earlier: Assessment) -> list[str]:
    """The ids of the questions that both ask and the earlier one answers, in another wording or an unknown one."""
    return [
        question_score.id
        for question_score in earlier.question_scores
        if question_score.id in assessment.playbook.by_id and _asked_differently(assessment, earlier, question_score)
    ]


def _asked_differently(assessment: Assessment, earlier: Assessment, then: QuestionScore) -> bool:
    """Whether an earlier answer was given to another wording than the later one, or one of the two is not known."""
    if then.state == UNANSWERED:
        return False
    asked = asked_digest(earlier.answers, then.question, earlier.playbook)
    now = asked_digest(assessment.answers, assessment.playbook.by_id[then.id], assessment.playbook)
    return not asked or asked != now


def have_common_basis(assessment: Assessment, now: Score, earlier: Assessment, then: Score) -> bool:
    """Whether two scores rest on the same questions with the same wording and weights, scored by the same rule.

    What else overlays changed does not matter, nor do their names.
    """
    asked = [[(one.id, one.question.weight.micro) for one in score.question_scores] for score in (now, then)]
    if asked[0] != asked[1] or _rule(assessment.playbook) != _rule(earlier.playbook):
        return False
    if now.id == "overall" and _play_weights(assessment.playbook) != _play_weights(earlier.playbook):
        return False
    return not any(_asked_differently(assessment, earlier, one) for one in then.question_scores)


def _rule(playbook: Playbook) -> tuple[object, ...]:
    """What of the scoring rule moves scores; bands, gate and decimals do not."""
    rule, rescale = playbook.scoring, playbook.scoring.rescale
    ends = [end.micro for end in (*rescale.from_, *rescale.to)] if rescale else []
    return rule.method, rule.overall, rule.not_applicable, rule.unknown, ends


def _play_weights(playbook: Playbook) -> list[tuple[str, int]]:
    return [(play.id, play.weight.micro) for play in playbook.plays]


def with_earlier(assessment: Assessment, earlier: Assessment | None, view: str) -> Iterator[tuple[Score, Score | None]]:
    """Each play, or group of a view, with its earlier score, and the overall last; None where there was none."""
    before = {} if earlier is None else {part.id: part for part in earlier.parts(view)}
    for part in assessment.parts(view):
        yield part, before.get(part.id)
    yield assessment.overall, None if earlier is None else earlier.overall


def is_on_scale(assessment: Assessment, result: Score) -> bool:
    """Whether the target of a play or the whole could be scored at all; true without a target."""
    if result.target is None:
        return True
    if assessment.playbook.scoring.method == "sum":
        return result.possible is None or result.target <= result.possible
    low, high = scale_ends(assessment.playbook)
    return low <= result.target <= high


def best_assessment(playbook: Playbook) -> Assessment:
    """The assessment of answers that give every question its highest value."""
    header = Header(playbook.id, playbook.version, playbook.overlays, Subject(), "", "", None, "", playbook.where)
    best = {question.id: _best_answer(question) for question in playbook.questions()}
    return assess(playbook, Answers("", header, best, {}, (), (), {}, {}, ()))


def _best_answer(question: Question) -> Answer:
    level = max(reversed(question.levels), key=lambda level: level.value.micro)  # of equals the last, which is higher
    return Answer(question.id, LEVEL, level.key)
