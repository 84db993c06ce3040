"""What changed since an earlier assessment, as values: scores of the same questions then and now, and answers that moved."""

from __future__ import annotations

from typing import NamedTuple

from cxassess.report.subject_terms import Terms


class Change(NamedTuple):
    """A play, a group or the whole then and now, over the questions answered with a level both times and comparable.

    `id` is '' for the whole. `then`, `now` and `change` are as printed, '' where no question is compared; `change` is
    the difference of the other two, such as `+0.30`. `counted` says how many are compared of those that apply, such as
    `5 of 7`. `is_whole`: both scores count exactly these questions, so `now` is the score printed elsewhere.
    """

    id: str
    title: str
    then: str
    now: str
    change: str
    counted: str
    is_whole: bool

    @property
    def last(self) -> str:
        """The earlier score where it may stand beside the score of now, which counts the same questions; else ''."""
        return self.then if self.is_whole else ""

    @property
    def words(self) -> str:
        """The change for a sentence: `+0.30`, or `no change`."""
        return self.change if self.change.strip("0.") else "no change"

    @property
    def cell(self) -> str:
        """The change for a column of a table: `+0.30`, `+0.30 on 5 of 7` where not all is compared, or `not compared`."""
        if not self.change:
            return "not compared"
        return self.change if self.is_whole else f"{self.change} on {self.counted}"


class AnswerChange(NamedTuple):
    """A question with its answer then and now; `question` is its name, or its text shortened; '' where only its id is known."""

    id: str
    question: str
    then: str
    now: str


class Comparison(NamedTuple):
    """What changed since an earlier assessment, and what cannot be compared; what fell comes before what rose.

    `terms` are the words for the two. `earlier` is the date and version of the earlier answers; `other_subject` names both subjects where they differ, else ''.
    `sentence` says how the overall score moved, `basis` what else the two count and how they differ, '' for nothing.
    `sentences` says everything, in order: these, then the plays and questions by name. `changes` are the plays or groups
    in their order. `compared` is the number of questions compared; of these `fell` and `rose` moved, `clarified` were
    reworded without another meaning. The other lists cannot be compared: `known` has a level now and was not known or not
    answered, `not_applicable` and `applicable` are so now, `unanswered` has no level any more, `new` was not asked,
    `retired` is not asked any more, `split` was a part of another question, `joined` was several, `reworded` asks something else or in words that are not known.
    """

    terms: Terms
    earlier: str
    other_subject: str
    sentence: str
    basis: str
    sentences: tuple[str, ...]
    overall: Change
    changes: tuple[Change, ...]
    compared: int
    fell: tuple[AnswerChange, ...]
    rose: tuple[AnswerChange, ...]
    known: tuple[AnswerChange, ...]
    not_applicable: tuple[AnswerChange, ...]
    applicable: tuple[AnswerChange, ...]
    unanswered: tuple[AnswerChange, ...]
    new: tuple[AnswerChange, ...]
    retired: tuple[AnswerChange, ...]
    split: tuple[AnswerChange, ...]
    joined: tuple[AnswerChange, ...]
    reworded: tuple[AnswerChange, ...]
    clarified: tuple[AnswerChange, ...]
