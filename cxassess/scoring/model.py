"""What scoring gives back: exact numbers for the whole, each play, each view group and each question."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from cxassess.answers import LEVEL, NOT_APPLICABLE, NOT_ASKED, Answers
from cxassess.answers.conditions import NO_CONDITIONS, Conditions
from cxassess.exact import MICRO, Number, Ratio, format_ratio, format_rounded, ratio_rounded_down, rounded
from cxassess.playbook import Band, Playbook, Question, Scoring


class Counts(NamedTuple):
    """The numbers of questions by state. Policies change scores, never these.

    A question that is not asked is answered where a level counts for it, else not applicable.
    """

    answered: int
    not_applicable: int
    unknown: int
    unanswered: int

    @property
    def applicable(self) -> int:
        """All but the not applicable."""
        return self.answered + self.unknown + self.unanswered

    @property
    def half_answered(self) -> bool:
        """Whether at least half of the questions that apply have a level: fewer say nothing about the whole."""
        return 2 * self.answered >= self.applicable > 0

    @property
    def coverage(self) -> str | None:
        """Answered ÷ applicable, two decimals, rounded down; None when nothing is applicable."""
        return ratio_rounded_down(self.answered, self.applicable)


class QuestionScore(NamedTuple):
    """One question as it counts: its value now, at the least and at the most, in millionths; None where it does not count.

    `level` is the one answered, or, of a question that is not asked, the one that counts instead, if any. `may_drop_out`
    says that it is not decided yet whether it is asked, and that it is left out where not.
    """

    question: Question
    state: str
    level: str
    now: int | None
    low: int | None
    high: int | None
    may_drop_out: bool = False

    @property
    def id(self) -> str:
        """The id of the question."""
        return self.question.id

    @property
    def applies(self) -> bool:
        """Whether it is among the applicable questions: not answered as not applicable, and not left out by its condition."""
        return self.state != NOT_APPLICABLE and (self.state != NOT_ASKED or self.level != "")

    @property
    def value(self) -> Number | None:
        """What counted, as the playbook writes it."""
        if self.now is None:
            return None
        if self.level:
            return self.question.by_key[self.level].value
        return next(level.value for level in self.question.levels if level.value.micro == self.now)


class Score(NamedTuple):
    """The score of the whole, a play or a group, exact and on the reported scale; None where there is none.

    `now`, `lowest` and `highest` are `score`, `low` and `high` as ratios. `possible` is set under the method sum: the
    most that the applicable questions could give.
    """

    id: str
    title: str
    now: Ratio | None
    lowest: Ratio | None
    highest: Ratio | None
    band: Band | None
    gate: int | None
    target: Fraction | None
    counts: Counts
    possible: Fraction | None
    question_scores: tuple[QuestionScore, ...]

    @property
    def score(self) -> Fraction | None:
        """The score as answered."""
        return None if self.now is None else Fraction(*self.now)

    @property
    def low(self) -> Fraction | None:
        """The lowest score that there could be."""
        return None if self.lowest is None else Fraction(*self.lowest)

    @property
    def high(self) -> Fraction | None:
        """The highest score that there could be."""
        return None if self.highest is None else Fraction(*self.highest)

    @property
    def answered(self) -> list[QuestionScore]:
        """Its questions that people answered with a level."""
        return [question_score for question_score in self.question_scores if question_score.state == LEVEL]

    def ids(self, state: str) -> list[str]:
        """The ids of its questions in a state."""
        return [question_score.id for question_score in self.question_scores if question_score.state == state]

    def in_state(self, *states: str) -> list[Question]:
        """Its questions in one of these states."""
        return [question_score.question for question_score in self.question_scores if question_score.state in states]


class Assessment(NamedTuple):
    """A playbook's rule applied to one set of answers."""

    playbook: Playbook
    answers: Answers
    overall: Score
    plays: tuple[Score, ...]
    views: Mapping[str, tuple[Score, ...]]
    question_scores: tuple[QuestionScore, ...]
    conditions: Conditions = NO_CONDITIONS

    @property
    def complete(self) -> bool:
        """Whether no question is unanswered; an unknown is an answer to that."""
        return self.overall.counts.unanswered == 0

    def parts(self, view: str) -> tuple[Score, ...]:
        """The groups of a view, or the plays where it is ''."""
        return self.views.get(view, ()) if view else self.plays

    def results(self) -> Iterator[Score]:
        """The overall and the plays."""
        yield self.overall
        yield from self.plays

    def show(self, score: Fraction | None) -> str | None:
        """A score with the declared decimals, half-up; None for none."""
        return None if score is None else format_rounded(score, self.playbook.scoring.decimals)

    def show_score(self, result: Score) -> str | None:
        """A result's score; with more decimals where fewer would read as another band than its own."""
        return self.show_all(result)[0]

    def show_range(self, result: Score) -> tuple[str | None, str | None]:
        """The lowest and highest score there could be, with as many decimals as the score itself."""
        return self.show_all(result)[1:]

    def show_all(self, result: Score) -> tuple[str | None, str | None, str | None]:
        """A result's score, the lowest and the highest one."""
        now, lowest, highest = result.now, result.lowest, result.highest
        if lowest is None or highest is None:  # then nothing counts now, either
            return None, None, None
        decimals = score_decimals(self.playbook.scoring, now, result.band)
        low = format_ratio(lowest, decimals)
        if now == lowest == highest:
            return low, low, low
        return None if now is None else format_ratio(now, decimals), low, format_ratio(highest, decimals)


def score_decimals(rule: Scoring, score: Ratio | None, band: Band | None) -> int:
    """The declared decimals, or as many more as it takes for a score to read as in its own band."""
    decimals = rule.decimals
    if score is not None and band is not None:
        unit = int(10**decimals)
        if band.low.micro * unit < rounded(score, decimals) * MICRO < band.high.micro * unit:  # as nearly always
            return decimals
        while band_of(rule, (rounded(score, decimals), int(10**decimals))) not in (band, None):
            decimals += 1
    return decimals


def band_of(rule: Scoring, score: Ratio) -> Band | None:
    """The band that holds a score, decided on the exact value; None when none does or none is declared."""
    bands, micro, denominator = rule.bands, score[0] * MICRO, score[1]
    if not bands or not bands[0].low.micro * denominator <= micro <= bands[-1].high.micro * denominator:
        return None  # points that were excluded or are open can leave a sum below the first band
    upper = rule.edge == "upper"
    for band in bands[:-1]:
        edge = band.high.micro * denominator
        if micro < edge or (upper and micro == edge):
            return band
    return bands[-1]
