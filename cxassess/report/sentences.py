"""Words and short sentences that several parts of the report use: right in singular and plural."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from cxassess.answers import NOT_APPLICABLE, NOT_ASKED, UNANSWERED, UNKNOWN
from cxassess.exact import Number, difference_shown, format_rounded, smallest_shown
from cxassess.playbook import Playbook, Question, scale_ends
from cxassess.playbook.question_names import name_ids as name_ids
from cxassess.playbook.question_names import name_question as name_question
from cxassess.playbook.question_names import name_questions as name_questions
from cxassess.playbook.question_names import question_label as question_label
from cxassess.report.conditions import otherwise_words, undecided_sentences
from cxassess.scoring import Assessment, QuestionScore, Score
from cxassess.text import count_words, join_some, join_words, one_line

# Not strftime's: its names follow the locale, and reports must not.
_MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]


def is_or_are(count: int) -> str:
    """`is` or `are`."""
    return "is" if count == 1 else "are"


def format_date(date: datetime.date | None) -> str:
    """`September 30, 2026`, or `undated`."""
    return "undated" if date is None else f"{_MONTHS[date.month - 1]} {date.day}, {date.year}"


def format_date_short(date: datetime.date | None) -> str:
    """`Sep 30, 2026` for a cell of a table, where a short date is not broken; '' for none."""
    return "" if date is None else f"{_MONTHS[date.month - 1][:3]} {date.day}, {date.year}"


def format_subject(assessment: Assessment) -> str:
    """What was assessed, the smallest first; the playbook's title where the file names nothing."""
    of = assessment.answers.header.subject
    return ", ".join(one_line(part) for part in (of.service, of.component, of.agency) if part) or "Subject not named"


def format_edition(playbook: Playbook) -> str:
    """Title and version of the playbook, with its overlays."""
    version = f", version {playbook.version}" if playbook.version else ""
    overlays = f", tailored ({join_words(playbook.overlays)})" if playbook.overlays else ""
    return f"{one_line(playbook.title)}{version}{overlays}"


def heading_lines(assessment: Assessment) -> Iterator[str]:
    """The lines above a result."""
    header = assessment.answers.header
    if header.marking:
        yield header.marking
    yield format_subject(assessment)
    yield f"{format_edition(assessment.playbook)}. Answers: {format_date(header.date)}."


def format_score(assessment: Assessment, result: Score) -> str:
    """A score as it is printed: `2.75`, or `12 of 30 possible` where scores are sums; '' where there is none."""
    score = assessment.show_score(result)
    if score is None:
        return ""
    if result.possible is None:
        return score
    return f"{score} of {format_rounded(result.possible, assessment.playbook.scoring.decimals)} possible"


def format_missing(assessment: Assessment, result: Score) -> str:
    """What a score lacks to its target: the target as printed less the score as printed; '' where nothing is missing."""
    target, score = assessment.show(result.target), assessment.show_score(result)
    if result.target is None or result.score is None or result.score >= result.target or not target or not score:
        return ""
    missing = difference_shown(target, score)
    return missing.removeprefix("+") if missing.startswith("+") else f"less than {smallest_shown(missing)}"


def score_cell(assessment: Assessment, result: Score) -> str:
    """A score in a cell of a table: `2.75`, `12 of 30` where scores are sums, or `none`."""
    return format_score(assessment, result).removesuffix(" possible") or "none"


def format_scale(playbook: Playbook) -> str:
    """The reported scale in words: `from 1 to 5`."""
    low, high = scale_ends(playbook)
    places = 0 if low.denominator == high.denominator == 1 else playbook.scoring.decimals
    return f"from {format_rounded(low, places)} to {format_rounded(high, places)}"


def caveats(assessment: Assessment) -> Iterator[str]:
    """What a reader at a terminal must know besides the numbers: what is open, left out or set aside, and whose scale it is."""
    playbook, aside = assessment.playbook, assessment.answers.set_aside
    for state, words in (
        (UNANSWERED, "not answered, so the result is incomplete"),
        (UNKNOWN, 'answered "don\'t know"'),
        (NOT_APPLICABLE, "not applicable"),
        (NOT_ASKED, "not asked, as the answers to others say"),
    ):
        questions = assessment.overall.in_state(state)
        if questions:
            count = len(questions)
            yield f"{count_words(count, 'question')} {is_or_are(count)} {words}: {name_questions(questions)}."
    yield from undecided_sentences(assessment)
    if aside:
        yield f"Not scored because an overlay hides {'it' if len(aside) == 1 else 'them'}: {join_some(aside)}."
    if playbook.deviations:
        count = len(playbook.deviations)
        yield f"Tailored: {count_words(count, 'deviation')} from the playbook; 'cxassess explain' lists {'it' if count == 1 else 'them'}."
    if playbook.provenance.ours_in_brief:
        yield playbook.provenance.ours_in_brief


def name_part(result: Score) -> str:
    """A play or group in a sentence: `Create the CX strategy (P4)`."""
    return f"{one_line(result.title)} ({result.id})"


def count_applicable(count: int) -> str:
    """A number of questions that apply, for the start of a clause: `57 questions that apply`, `the one question that applies`."""
    return "the one question that applies" if count == 1 else f"{count} questions that apply"


def open_clause(
    open_scores: Sequence[QuestionScore], most: int, name: Callable[[Question], str] = name_question
) -> str:
    """Which answers are open, by name or, of more than `most`, by count: `Service standards (P3.3) is not known`."""
    states = {question_score.state for question_score in open_scores}
    words = "not known or not answered"
    if len(states) == 1:
        words = "not known" if UNKNOWN in states else "not answered"
    count = len(open_scores)
    names = join_words(name(question_score.question) for question_score in open_scores)
    return f"{names if count <= most else count_words(count, 'question')} {is_or_are(count)} {words}"


def format_percent(share: Number) -> str:
    """A share as a percentage: `80%`, `66.7%`."""
    return f"{format_decimal(share.exact * 100)}%"


def format_decimal(value: Fraction) -> str:
    """A number that was written as a decimal, without zeros at its end."""
    return format_rounded(value, 6).rstrip("0").rstrip(".")


def format_level(question: Question, key: str) -> str:
    """`3, In part`, or `yes` where the level has no name."""
    name = question.by_key[key].name
    return f"{key}, {one_line(name)}" if name and name != key else key


def format_answer(question_score: QuestionScore) -> str:
    """An answer on one line."""
    if question_score.state == NOT_ASKED:
        counted = f", {otherwise_words(question_score.question)}" if question_score.level else ""
        return f"Not asked{counted}"
    if question_score.level:
        level = format_level(question_score.question, question_score.level)
        return f"Level {level}" if question_score.level.isdecimal() else level  # "yes" is no level in anybody's words
    return {NOT_APPLICABLE: "Not applicable", UNKNOWN: "Don't know"}.get(question_score.state, "Not answered")
