"""The working of a change: which questions count both times, the sums, and the difference of the numbers that are shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxassess.playbook import rescaled
from cxassess.report.sentences import format_answer
from cxassess.report.single.comparison import answer_lists, by_edition, list_sentences, reason_not_compared
from cxassess.report.subject_terms import terms
from cxassess.scoring import Assessment, QuestionScore, Score
from cxassess.scoring.measures import CommonScores, common_scores, with_earlier
from cxassess.scoring.working import part_working
from cxassess.text import count_words, one_line


def change_lines(assessment: Assessment, result: Score, earlier: Assessment, then: Score | None) -> Iterator[str]:
    """How a play, a group or the whole changed, so that every printed number can be worked out again.

    then: the earlier score of the same part; None where there was no such part.
    """
    common, said = common_scores(assessment, result, earlier, then), terms(assessment, earlier)
    yield (
        f"Compared: {len(common.question_scores)} of {count_words(result.counts.applicable, 'question')} that apply,"
        " answered with a level both times, to the same question"
    )
    if common.now is not None and common.then is not None:
        if result is assessment.overall:
            yield from _part_lines(assessment, earlier)
        yield f"{said.then_head}: {_sums(assessment, result, common.earlier)}, shown as {common.then_shown}"
        yield f"{said.now_head}: {_sums(assessment, result, common.question_scores)}, shown as {common.now_shown}"
        yield f"The difference of the numbers shown: {_difference(common)}"
    yield from _full_scores(assessment, result, earlier, then, common)
    ids = {one.id for one in result.question_scores}
    lists = answer_lists(assessment, earlier)
    if result is not assessment.overall:  # the whole also says what is no longer asked
        lists = {name: tuple(one for one in changes if one.id in ids) for name, changes in lists.items()}
    yield from list_sentences(said, lists, len(assessment.question_scores) + len(lists["retired"]))


def _part_lines(assessment: Assessment, earlier: Assessment) -> Iterator[str]:
    """Each play with its scores of the questions that are compared."""
    said = terms(assessment, earlier)
    for play, then in with_earlier(assessment, earlier, ""):
        if play is assessment.overall:
            continue
        common = common_scores(assessment, play, earlier, then)
        counted = f"{one_line(play.title)}, {len(common.question_scores)} of {play.counts.applicable}"
        if common.now is None:
            yield f"{counted}: nothing is compared"
        else:
            yield f"{counted}: {said.then} {common.then!s}, {said.now} {common.now!s}; shown: {_difference(common)}"


def _difference(common: CommonScores) -> str:
    return f"{common.now_shown} − {_operand(common.then_shown)} = {common.change_shown}"


def _operand(number: str) -> str:
    """A number as what is subtracted."""
    return f"({number})" if number.startswith("-") else number


def _sums(assessment: Assessment, result: Score, members: Sequence[QuestionScore]) -> str:
    """From the sum of weight × value to the exact score."""
    working, rule = part_working(assessment, result, members), assessment.playbook.scoring
    plain, words = working.total, f"{working.total!s}"
    if rule.method == "mean" and working.mean is not None:
        plain = working.mean
        words = f"{working.total!s} ÷ {working.weight!s} = {plain!s}"
    return words if rule.rescale is None else f"{words}, rescaled {rescaled(assessment.playbook, plain)!s}"


def _full_scores(
    assessment: Assessment, result: Score, earlier: Assessment, then: Score | None, common: CommonScores
) -> Iterator[str]:
    """The scores of all answers, where these are not what is compared."""
    was = None if then is None else earlier.show_score(then)
    if common.is_partial:
        now, said = assessment.show_score(result), terms(assessment, earlier)
        both = f"{was or 'none'} {said.then} and {now or 'none'} {said.now}"
        yield f"The full scores{by_edition(earlier)} are {both}, but not all of their answers are compared"
    if common.is_rescored:
        yield "Both are scored by the present weights, values and rule, which are not the earlier ones"


def question_change_lines(assessment: Assessment, now: QuestionScore, earlier: Assessment) -> Iterator[str]:
    """What a question was answered last time, and whether that is compared."""
    then = next((one for one in earlier.question_scores if one.id == now.id), None)
    said = terms(assessment, earlier)
    if then is None:
        yield f"It was not asked {said.then}"
        return
    compared = "" if reason_not_compared(assessment, now, earlier, then) else "; the two are compared"
    if not compared or not (now.level and then.level):
        compared = "; the two are not compared"
    yield f"{said.then_head}: {format_answer(then)}. {said.now_head}: {format_answer(now)}{compared}"
