"""What stands out among the questions: the highest and the lowest, of the whole and of a play."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from cxassess.playbook import Play
from cxassess.playbook.shared import Example
from cxassess.report.model import Standing
from cxassess.report.sentences import answer_of, be, many, some
from cxassess.scoring import Assessment, Piece, Result
from cxassess.text import one_line

NAMED = 3  # questions named as highest, and as lowest
SHOWN = 2  # agency examples shown with a play


def height(piece: Piece) -> Fraction:
    """Where an answered question stands between its lowest (0) and highest (1) value."""
    question = piece.question
    span = question.highest - question.lowest
    return Fraction((piece.now or 0) - question.lowest, span) if span else Fraction(1)


def highest_and_lowest(assessment: Assessment) -> tuple[tuple[Standing, ...], tuple[Standing, ...], str]:
    """The highest and lowest answered questions, none named both, ties in playbook order; and a sentence about them."""
    answered = [piece for piece in assessment.pieces if piece.level]
    if len(answered) < 2:
        return (), (), "Fewer than two questions are answered, so none is named as highest or lowest."
    if len({height(piece) for piece in answered}) == 1:
        return (), (), "All answered questions stand at the same height, so none is named as highest or lowest."
    if all(len(piece.question.levels) == 2 for piece in answered):
        return (), tuple(map(_standing, _lowest(answered)[:NAMED])), _two_sided(answered)
    top, bottom = _ends(answered)
    return tuple(map(_standing, top)), tuple(map(_standing, bottom)), " ".join(_ties(answered, top, bottom))


def _lowest(answered: Sequence[Piece]) -> list[Piece]:
    low = min(map(height, answered))
    return [piece for piece in answered if height(piece) == low]


def _two_sided(answered: Sequence[Piece]) -> str:
    low = len(_lowest(answered))
    high = len(answered) - low
    better, other = _words(answered)
    return f"{many(high, 'question')} {be(high)} answered {better} and {low} {other}, so none is named as highest; the lowest are named in the order of the playbook."


def _words(answered: Sequence[Piece]) -> tuple[str, str]:
    """What the better of two answers is called, and the other: `yes` and `no`, where all questions agree."""
    high, low = max(map(height, answered)), min(map(height, answered))
    sides = [{answer_of(piece) for piece in answered if height(piece) == end} for end in (high, low)]
    if all(len(side) == 1 for side in sides):
        return sides[0].pop(), sides[1].pop()
    return "with the better of two answers", "with the other"


def _ends(answered: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """Those named as highest and as lowest: none is high at a height at which another is low."""
    most = min(NAMED, len(answered) // 2)
    top = sorted(answered, key=lambda piece: -height(piece))[:most]
    bottom = sorted((piece for piece in answered if piece not in top), key=height)[:most]
    shared = {height(piece) for piece in top} & {height(piece) for piece in bottom}
    top = [piece for piece in top if height(piece) not in shared] or top
    low = [piece for piece in bottom if height(piece) not in shared]
    return top, low or sorted((piece for piece in answered if piece not in top), key=height)[:most]


def _ties(answered: Sequence[Piece], top: Sequence[Piece], bottom: Sequence[Piece]) -> Iterator[str]:
    """Sentences on questions that stand as high as the last one named among the highest, or as low."""
    named = [*top, *bottom]
    for last, word in ((top[-1], "high"), (bottom[-1], "low")):
        more = [piece.question.id for piece in answered if piece not in named and height(piece) == height(last)]
        if more:
            yield f"{some(more)} {'stands' if len(more) == 1 else 'stand'} as {word} as {last.question.id}."


def _standing(piece: Piece) -> Standing:
    return Standing(piece.question.id, one_line(piece.question.text), answer_of(piece))


def within(result: Result) -> Iterator[str]:
    """The highest and lowest answers of one play, in a sentence each."""
    answered = [piece for piece in result.pieces if piece.level]
    heights = {height(piece) for piece in answered}
    if len(answered) < 2:
        return
    if len(heights) == 1:
        yield f"All {len(answered)} answers stand at the same height ({_answer(answered[0])})."
        return
    for end, word in ((max(heights), "Strongest"), (min(heights), "Weakest")):
        there = [piece for piece in answered if height(piece) == end]
        keys = {_answer(piece) for piece in there}
        shown = f" ({keys.pop()})" if len(keys) == 1 else ""
        yield f"{word}: {some([piece.question.id for piece in there])}{shown}."


def _answer(piece: Piece) -> str:
    told = answer_of(piece)
    return told[:1].lower() + told[1:] if told.startswith("Level") else told


def fitting(examples: Mapping[str, Example], play: Play, result: Result) -> Iterator[Example]:
    """The agency examples that fit a play's answers best: those of its lowest questions, then those of the play."""
    low_first = sorted((piece for piece in result.pieces if piece.level), key=height)
    named = [name for piece in low_first for name in piece.question.examples]
    known = [name for name in dict.fromkeys((*named, *play.examples)) if name in examples]
    return (examples[name] for name in known[:SHOWN])
