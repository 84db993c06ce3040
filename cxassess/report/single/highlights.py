"""The highest and the lowest questions, of the whole and of a play."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxassess.report.sentences import format_answer, is_or_are, list_ids
from cxassess.report.single.model import Highlight
from cxassess.scoring import Assessment, QuestionScore, Score
from cxassess.scoring.measures import height
from cxassess.text import count_words, one_line

MAX_NAMED = 3  # questions named as highest, and as lowest


def highest_and_lowest(assessment: Assessment) -> tuple[tuple[Highlight, ...], tuple[Highlight, ...], str]:
    """The highest and lowest answered questions, none named both, ties in playbook order; and a sentence about them."""
    answered = [question_score for question_score in assessment.question_scores if question_score.level]
    if len(answered) < 2:
        return (), (), "Fewer than two questions are answered, so none is named as highest or lowest."
    if len({height(question_score) for question_score in answered}) == 1:
        return (), (), "All answered questions are equally high, so none is named as highest or lowest."
    if all(len(question_score.question.levels) == 2 for question_score in answered):
        return (), tuple(map(_highlight, _lowest_answers(answered)[:MAX_NAMED])), _two_level_sentence(answered)
    top, bottom = _top_and_bottom(answered)
    return tuple(map(_highlight, top)), tuple(map(_highlight, bottom)), " ".join(_tie_sentences(answered, top, bottom))


def _lowest_answers(answered: Sequence[QuestionScore]) -> list[QuestionScore]:
    low = min(map(height, answered))
    return [question_score for question_score in answered if height(question_score) == low]


def _two_level_sentence(answered: Sequence[QuestionScore]) -> str:
    low = len(_lowest_answers(answered))
    high = len(answered) - low
    better, other = _answer_names(answered)
    return f"{count_words(high, 'question')} {is_or_are(high)} answered {better} and {low} {other}, so none is named as highest; the lowest are named in the order of the playbook."


def _answer_names(answered: Sequence[QuestionScore]) -> tuple[str, str]:
    """What the better of two answers is called, and the other: `yes` and `no`, where all questions agree."""
    high, low = max(map(height, answered)), min(map(height, answered))
    sides = [
        {format_answer(question_score) for question_score in answered if height(question_score) == end}
        for end in (high, low)
    ]
    if all(len(side) == 1 for side in sides):
        return sides[0].pop(), sides[1].pop()
    return "with the better of two answers", "with the other"


def _top_and_bottom(answered: Sequence[QuestionScore]) -> tuple[list[QuestionScore], list[QuestionScore]]:
    """Those named as highest and as lowest: none is high at a height at which another is low."""
    most = min(MAX_NAMED, len(answered) // 2)
    top = sorted(answered, key=lambda question_score: -height(question_score))[:most]
    bottom = sorted((question_score for question_score in answered if question_score not in top), key=height)[:most]
    shared = {height(question_score) for question_score in top} & {height(question_score) for question_score in bottom}
    top = [question_score for question_score in top if height(question_score) not in shared] or top
    low = [question_score for question_score in bottom if height(question_score) not in shared]
    return top, low or sorted((question_score for question_score in answered if question_score not in top), key=height)[
        :most
    ]


def _tie_sentences(
    answered: Sequence[QuestionScore], top: Sequence[QuestionScore], bottom: Sequence[QuestionScore]
) -> Iterator[str]:
    """Sentences about questions that are as high as the last of the named highest, or as low as the last of the lowest."""
    named = [*top, *bottom]
    for last, word in ((top[-1], "high"), (bottom[-1], "low")):
        more = [
            question_score.id
            for question_score in answered
            if question_score not in named and height(question_score) == height(last)
        ]
        if more:
            yield f"{list_ids(more)} {is_or_are(len(more))} as {word} as {last.question.id}."


def _highlight(question_score: QuestionScore) -> Highlight:
    return Highlight(question_score.id, one_line(question_score.question.text), format_answer(question_score))


def play_highlights(result: Score) -> Iterator[str]:
    """The highest and lowest answers of one play, in a sentence each."""
    answered = [question_score for question_score in result.question_scores if question_score.level]
    heights = {height(question_score) for question_score in answered}
    if len(answered) < 2:
        return
    if len(heights) == 1:
        yield f"All {len(answered)} answers are equally high ({_answer_in_parentheses(answered[0])})."
        return
    for end, word in ((max(heights), "Strongest"), (min(heights), "Weakest")):
        at_end = [question_score for question_score in answered if height(question_score) == end]
        keys = {_answer_in_parentheses(question_score) for question_score in at_end}
        shown = f" ({keys.pop()})" if len(keys) == 1 else ""
        yield f"{word}: {list_ids([question_score.id for question_score in at_end])}{shown}."


def _answer_in_parentheses(question_score: QuestionScore) -> str:
    answer = format_answer(question_score)
    return answer[:1].lower() + answer[1:] if answer.startswith("Level") else answer
