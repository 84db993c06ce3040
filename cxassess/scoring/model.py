"""What scoring gives back: exact numbers for the whole, each play, each view group and each question."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from cxassess.answers import Answers
from cxassess.exact import Number, digits, share_down
from cxassess.playbook import Band, Playbook, Question


class Counts(NamedTuple):
    """How many questions stand how. Policies change scores, never these."""

    answered: int
    not_applicable: int
    unknown: int
    unanswered: int

    @property
    def applicable(self) -> int:
        """All but the not applicable."""
        return self.answered + self.unknown + self.unanswered

    @property
    def coverage(self) -> str | None:
        """Answered ÷ applicable, two decimals, rounded down; None when nothing is applicable."""
        return share_down(self.answered, self.applicable)


class Piece(NamedTuple):
    """One question as it counts: its value now, at the least and at the most, in millionths; None where it does not count."""

    question: Question
    state: str
    level: str
    now: int | None
    low: int | None
    high: int | None

    @property
    def value(self) -> Number | None:
        """What counted, as the playbook writes it."""
        if self.now is None:
            return None
        if self.level:
            return self.question.by_key[self.level].value
        return next(level.value for level in self.question.levels if level.value.micro == self.now)


class Result(NamedTuple):
    """The score of the whole, a play or a group, exact and on the reported scale; None where there is none.

    `possible` is set under the method sum: the most that the applicable questions could give.
    """

    id: str
    title: str
    score: Fraction | None
    band: Band | None
    gate: int | None
    low: Fraction | None
    high: Fraction | None
    target: Fraction | None
    counts: Counts
    possible: Fraction | None
    pieces: tuple[Piece, ...]


class Assessment(NamedTuple):
    """A playbook's rule applied to one set of answers."""

    playbook: Playbook
    answers: Answers
    overall: Result
    plays: tuple[Result, ...]
    views: Mapping[str, tuple[Result, ...]]
    pieces: tuple[Piece, ...]

    @property
    def complete(self) -> bool:
        """Whether no question is unanswered; an unknown is an answer to that."""
        return self.overall.counts.unanswered == 0

    def results(self) -> Iterator[Result]:
        """The overall and the plays."""
        yield self.overall
        yield from self.plays

    def show(self, score: Fraction | None) -> str | None:
        """A score with the declared decimals, half-up; None for none."""
        return None if score is None else digits(score, self.playbook.scoring.decimals)

    def show_score(self, result: Result) -> str | None:
        """A result's score; with more decimals where fewer would read as another band than its own."""
        if result.score is None:
            return None
        places = self.playbook.scoring.decimals
        text = digits(result.score, places)
        while result.band is not None and band_of(self.playbook, Fraction(text)) != result.band:
            places += 1
            text = digits(result.score, places)
        return text


def band_of(playbook: Playbook, score: Fraction) -> Band | None:
    """The band that holds a score, decided on the exact value; None when the playbook declares none."""
    bands = playbook.scoring.bands
    if playbook.scoring.edge == "lower":
        for band in bands[:-1]:
            if score < band.high.exact:
                return band
        return bands[-1] if bands else None
    for band in bands:
        if score <= band.high.exact:
            return band
    return bands[-1] if bands else None
