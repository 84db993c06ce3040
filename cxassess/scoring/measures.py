"""Measures of assessments: heights of answers, scores past their targets, and scores then and now of the same questions."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from cxassess.answers import LEVEL, NOT_ASKED, UNANSWERED, Answer, Answers, asked_digest, comparable, same_question
from cxassess.answers.editions import moved_ids, with_moved
from cxassess.answers.model import Header, Subject
from cxassess.exact import difference_shown
from cxassess.playbook import Playbook, Question
from cxassess.scoring.model import Assessment, QuestionScore, Score
from cxassess.scoring.rule import assess, part_score, whole_score


class CommonScores(NamedTuple):
    """What a part scores now and scored then over the questions that can be compared, exact; None where there is none.

    `question_scores` are those questions as answered now, `earlier` as answered then, in the same order. Both sides are
    scored by the rule, weights and level values of now. `is_partial` says whether the score of one of the assessments
    counts more than these questions, `is_rescored` whether the earlier rule, weights or values give another number.
    `now_shown` and `then_shown` are as printed, '' for none.
    """

    now: Fraction | None
    then: Fraction | None
    now_shown: str
    then_shown: str
    question_scores: tuple[QuestionScore, ...]
    earlier: tuple[QuestionScore, ...]
    is_partial: bool
    is_rescored: bool

    @property
    def is_whole(self) -> bool:
        """Whether the scores of the two assessments count exactly these questions, and so are these scores."""
        return not self.is_partial and not self.is_rescored

    @property
    def change_shown(self) -> str:
        """The difference of the two numbers that are shown: `+0.30`, `-0.20` or `0.00`; '' where nothing is compared."""
        return difference_shown(self.now_shown, self.then_shown) if self.now_shown and self.then_shown else ""


def across_editions(earlier: Assessment, assessment: Assessment) -> Assessment:
    """The earlier assessment as it is compared with another: answers to ids of other editions go to the questions of now.

    An answer goes to the one question that asks it now under another id (see `moved_ids`), unless the later file answers
    it under another id too. The earlier scores stay those of its file: only what is compared changes.
    """
    playbook = earlier.playbook
    answers = with_moved(earlier.answers, playbook, moved_ids(assessment.answers, assessment.playbook))
    if answers is earlier.answers:
        return earlier
    moved = assess(playbook, answers)
    return earlier._replace(answers=answers, question_scores=moved.question_scores, conditions=moved.conditions)


def common_scores(assessment: Assessment, now: Score, earlier: Assessment, then: Score | None) -> CommonScores:
    """A part, its group or the whole, now and then over the questions answered with a level both times and comparable.

    One that was asked neither time, and counts as a level all the same, is among them: it makes no difference.
    then: the score of the same part in the earlier assessment, which is as `across_editions` gives it; None where it had
    no such part.
    """
    before = {one.id: one for one in earlier.question_scores}
    pairs = [
        (one, _as_asked_now(before[one.id], one.question))
        for one in now.question_scores
        if one.id in before and is_compared(assessment, one, earlier, before[one.id])
    ]
    current, past = tuple(one for one, _ in pairs), tuple(one for _, one in pairs)
    score_now, score_then = (_score(assessment, now, members) for members in (current, past))
    ids = [one.id for one in current]
    is_partial = then is None or any(sorted(_counted(score)) != sorted(ids) for score in (now, then))
    is_rescored = then is not None and _score(earlier, then, tuple(before[id] for id in ids)) != score_then
    shown = assessment.show(score_now), assessment.show(score_then)
    if then is not None and not is_partial and not is_rescored:
        shown = assessment.show_score(now), earlier.show_score(then)
    return CommonScores(score_now, score_then, shown[0] or "", shown[1] or "", current, past, is_partial, is_rescored)


def _counted(score: Score) -> list[str]:
    return [one.id for one in score.question_scores if one.now is not None]


def is_compared(assessment: Assessment, now: QuestionScore, earlier: Assessment, then: QuestionScore) -> bool:
    """Whether a question was answered with a level both times, in a wording that can be compared."""
    is_level = bool(now.level and then.level in now.question.by_key) and now.state == then.state
    counts_alike = now.state == LEVEL or now.level == then.level
    return is_level and counts_alike and not is_asked_differently(assessment, now, earlier, then)


def _as_asked_now(then: QuestionScore, question: Question) -> QuestionScore:
    """An earlier answer with the weight of the question and the value of the level as they are now."""
    value = question.by_key[then.level].value.micro
    return QuestionScore(question, then.state, then.level, value, value, value)


def _score(assessment: Assessment, part: Score, members: tuple[QuestionScore, ...]) -> Fraction | None:
    """The score of some questions of a part, by the rule for that part; None for none."""
    if part is not assessment.overall:
        return part_score(assessment.playbook, members)
    return whole_score(assessment.playbook, members)


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
        if question_score.state not in (UNANSWERED, NOT_ASKED)
        and not comparable(assessment.answers, question_score.question, assessment.playbook)
    ]


def is_asked_differently(assessment: Assessment, now: QuestionScore, earlier: Assessment, then: QuestionScore) -> bool:
    """Whether an earlier answer was given to a wording that cannot be compared, or one of the two is not known."""
    if then.state == UNANSWERED or NOT_ASKED in (now.state, then.state):
        return False
    asked_then = asked_digest(earlier.answers, then.question, earlier.playbook)
    asked_now = asked_digest(assessment.answers, now.question, assessment.playbook)
    return not same_question(now.question, asked_then, asked_now)


def with_earlier(assessment: Assessment, earlier: Assessment | None, view: str) -> Iterator[tuple[Score, Score | None]]:
    """Each play, or group of a view, with its earlier score, and the overall last; None where there was none."""
    before = {} if earlier is None else {part.id: part for part in earlier.parts(view)}
    for part in assessment.parts(view):
        yield part, before.get(part.id)
    yield assessment.overall, None if earlier is None else earlier.overall


def best_assessment(playbook: Playbook) -> Assessment:
    """The assessment of answers that give every question its highest value."""
    header = Header(playbook.id, playbook.version, playbook.overlays, Subject(), "", "", None, "", playbook.where)
    best = {question.id: _best_answer(question) for question in playbook.questions()}
    return assess(playbook, Answers("", header, best, {}, (), (), {}, {}, ()))


def _best_answer(question: Question) -> Answer:
    level = max(reversed(question.levels), key=lambda level: level.value.micro)  # of equals the last, which is higher
    return Answer(question.id, LEVEL, level.key)
