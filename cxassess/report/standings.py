"""What stands out: the highest and lowest questions, and the two plays to concentrate on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from cxassess.playbook import Play
from cxassess.playbook.shared import Example
from cxassess.report.model import Focus, Standing
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
    most = min(NAMED, len(answered) // 2)
    top = sorted(answered, key=lambda piece: -height(piece))[:most]
    rest = [piece for piece in answered if piece not in top]
    bottom = sorted(rest, key=height)[:most]
    return tuple(map(_standing, top)), tuple(map(_standing, bottom)), " ".join(_ties(answered, top, bottom))


def _ties(answered: Sequence[Piece], top: Sequence[Piece], bottom: Sequence[Piece]) -> Iterator[str]:
    """Sentences on questions that stand as high as the last one named among the highest, or as low."""
    named = [*top, *bottom]
    for last, word in ((top[-1], "high"), (bottom[-1], "low")):
        more = [piece.question.id for piece in answered if piece not in named and height(piece) == height(last)]
        if more:
            yield f"{some(more)} {'stands' if len(more) == 1 else 'stand'} as {word} as {last.question.id}."


def _standing(piece: Piece) -> Standing:
    return Standing(piece.question.id, one_line(piece.question.text), answer_of(piece))


def focus(assessment: Assessment) -> tuple[tuple[Focus, ...], str]:
    """The chosen focus areas, or two proposed ones, and a sentence that says which."""
    plays = {play.id: play for play in assessment.plays}
    chosen = [plays[id] for id in assessment.answers.focus if id in plays]
    if chosen:
        return tuple(_focus(assessment, play) for play in chosen), "Chosen by those who answered."
    ranked = [play for play in _ranked(assessment) if gap(assessment, play) > 0][:2]
    if not ranked:
        scored = any(play.score is not None for play in assessment.plays)
        why = "Every play with a score has reached its target" if scored else "No play has a score"
        return (), f"{why}, so no focus area is proposed."
    aim = "furthest, by the weight of the play, from the target, or from the top of the scale where none is set"
    return tuple(_focus(assessment, play) for play in ranked), f"Proposed by the program, not chosen: {aim}."


def _ranked(assessment: Assessment) -> Sequence[Result]:
    weights = {play.id: play.weight.exact for play in assessment.playbook.plays}
    return sorted(assessment.plays, key=lambda play: -gap(assessment, play) * weights[play.id])


def gap(assessment: Assessment, play: Result) -> Fraction:
    """How far a play is from its target or, without one, from the best that its questions could give; 0 without a score."""
    if play.score is None:
        return Fraction(0)
    best = play.target if play.target is not None else _best(assessment, play)
    return best - play.score


def _best(assessment: Assessment, play: Result) -> Fraction:
    from cxassess.playbook import scale_ends

    return play.possible if play.possible is not None else scale_ends(assessment.playbook)[1]


def _focus(assessment: Assessment, play: Result) -> Focus:
    score = assessment.show_score(play)
    low = sorted((piece for piece in play.pieces if piece.level and piece.level in piece.question.next), key=height)
    steps = tuple(f"{piece.question.id}: {one_line(piece.question.next[piece.level])}" for piece in low[:2])
    why = f"It scores {score}." if score is not None else "It has no score yet."
    if play.target is not None and play.score is not None and play.target > play.score:
        why = f"It scores {score}; its target is {assessment.show(play.target)}."
    return Focus(play.id, one_line(play.title), why, steps)


def standing(assessment: Assessment, play: Result) -> tuple[str, ...]:
    """Where a play stands, in sentences."""
    from cxassess.report import sentences

    counts = play.counts
    if counts.applicable == 0:
        return ("No question of this play is applicable.",)
    if play.score is None:
        return (
            f"There is no score: none of {many(counts.applicable, 'applicable question')} has an answer that counts.",
        )
    band = f", in the band {play.band.label}" if play.band else ""
    said = [
        f"The score is {sentences.points(assessment, play)}{band}; {counts.answered} of {many(counts.applicable, 'applicable question')} {be(counts.answered)} answered."
    ]
    if play.target is not None:
        said.append(sentences.target(assessment, play))
    if play.gate is not None and counts.answered:
        reached = f"The gate of this play is at level {play.gate}."
        said.append(reached if play.gate else "This play reaches no level of the gate yet.")
    return tuple(said)


def fitting(examples: Mapping[str, Example], play: Play, result: Result) -> Iterator[Example]:
    """The agency examples that fit a play's answers best: those of its lowest questions, then those of the play."""
    low_first = sorted((piece for piece in result.pieces if piece.level), key=height)
    named = [name for piece in low_first for name in piece.question.examples]
    known = [name for name in dict.fromkeys((*named, *play.examples)) if name in examples]
    return (examples[name] for name in known[:SHOWN])
