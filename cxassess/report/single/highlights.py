"""The highest and the lowest questions, of the whole and of a play."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from cxassess.report.sentences import format_answer, is_or_are, list_ids
from cxassess.report.single.model import Highlight
from cxassess.scoring import Assessment, QuestionScore, Score
from cxassess.scoring.measures import height
from cxassess.text import count_words, one_line

MAX_NAMED = 3  # questions named as highest, and as lowest


def highest_and_lowest(assessment: Assessment) -> tuple[tuple[Highlight, ...], tuple[Highlight, ...], str]:
    """The highest and lowest answered questions, none named both, ties in playbook order; and a sentence about them."""
    answered = assessment.overall.answered
    if len(answered) < 2:
        return (), (), "Fewer than two questions are answered, so none is named as highest or lowest."
    if len(set(map(height, answered))) == 1:
        return (), (), "All answered questions are equally high, so none is named as highest or lowest."
    if all(len(question_score.question.levels) == 2 for question_score in answered):
        lowest = _at_height(answered, min(map(height, answered)))
        return (), tuple(map(_highlight, lowest[:MAX_NAMED])), _two_level_sentence(answered)
    top, bottom = _top_and_bottom(answered)
    return tuple(map(_highlight, top)), tuple(map(_highlight, bottom)), " ".join(_tie_sentences(answered, top, bottom))


def _at_height(answered: Sequence[QuestionScore], place: Fraction) -> list[QuestionScore]:
    return [question_score for question_score in answered if height(question_score) == place]


def _two_level_sentence(answered: Sequence[QuestionScore]) -> str:
    high, low = (_at_height(answered, place) for place in (max(map(height, answered)), min(map(height, answered))))
    better, other = {format_answer(one) for one in high}, {format_answer(one) for one in low}
    words = ("with the better of two answers", "with the other")
    if len(better) == len(other) == 1:
        words = (better.pop(), other.pop())
    return f"{count_words(len(high), 'question')} {is_or_are(len(high))} answered {words[0]} and {len(low)} {words[1]}, so none is named as highest; the lowest are named in the order of the playbook."


def _top_and_bottom(answered: Sequence[QuestionScore]) -> tuple[list[QuestionScore], list[QuestionScore]]:
    """Those named as highest and as lowest: none is high at a height at which another is low."""
    most = min(MAX_NAMED, len(answered) // 2)
    top = sorted(answered, key=lambda question_score: -height(question_score))[:most]
    bottom = _lowest(answered, top)[:most]
    shared = set(map(height, top)) & set(map(height, bottom))
    top = [question_score for question_score in top if height(question_score) not in shared] or top
    bottom = [question_score for question_score in bottom if height(question_score) not in shared]
    return top, bottom or _lowest(answered, top)[:most]


def _lowest(answered: Sequence[QuestionScore], top: Sequence[QuestionScore]) -> list[QuestionScore]:
    """The answers that are not among the highest, from the lowest up."""
    return sorted((question_score for question_score in answered if question_score not in top), key=height)


def _tie_sentences(
    answered: Sequence[QuestionScore], top: Sequence[QuestionScore], bottom: Sequence[QuestionScore]
) -> Iterator[str]:
    """Sentences about questions that are as high as the last of the named highest, or as low as the last of the lowest."""
    named = [*top, *bottom]
    for last, word in ((top[-1], "high"), (bottom[-1], "low")):
        more = [one.id for one in _at_height(answered, height(last)) if one not in named]
        if more:
            yield f"{list_ids(more)} {is_or_are(len(more))} as {word} as {last.id}."


def _highlight(question_score: QuestionScore) -> Highlight:
    return Highlight(question_score.id, one_line(question_score.question.text), format_answer(question_score))


def play_highlights(result: Score) -> Iterator[str]:
    """The highest and lowest answers of one play, in a sentence each."""
    answered = result.answered
    heights = set(map(height, answered))
    if len(answered) < 2:
        return
    if len(heights) == 1:
        yield f"All {len(answered)} answers are equally high ({_answer_in_parentheses(answered[0])})."
        return
    for end, word in ((max(heights), "Strongest"), (min(heights), "Weakest")):
        at_end = _at_height(answered, end)
        keys = {_answer_in_parentheses(question_score) for question_score in at_end}
        shown = f" ({keys.pop()})" if len(keys) == 1 else ""
        yield f"{word}: {list_ids([question_score.id for question_score in at_end])}{shown}."


def _answer_in_parentheses(question_score: QuestionScore) -> str:
    answer = format_answer(question_score)
    return answer[:1].lower() + answer[1:] if answer.startswith("Level") else answer
