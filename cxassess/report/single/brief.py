"""The brief: the message of a report on one page, for the person who decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from cxassess.answers import LEVEL, NOT_APPLICABLE, NOT_ASKED, UNKNOWN
from cxassess.charts.model import AnswerStrip
from cxassess.planning.actions import is_overdue, open_actions
from cxassess.report.sentences import format_answer, format_date, format_date_short, is_or_are, question_label
from cxassess.report.single.asks import requests
from cxassess.report.single.brief_fit import STEPS, Limits, fits
from cxassess.report.single.brief_model import Brief, BriefAction
from cxassess.report.single.comparison_model import Comparison
from cxassess.report.single.findings import (
    answer_in_sentence,
    choose_findings,
    finding,
    first_sentence,
    short_name,
    shorten_words,
)
from cxassess.report.single.headline import has_result, headline, lead_sentences, moved, what_fell
from cxassess.scoring import Assessment, QuestionScore, Score
from cxassess.scoring.measures import height
from cxassess.text import count_words, join_words

MAX_SUBJECT = 70  # characters of each part of the subject
MAX_VIEW = 90  # characters of the title of a view
MAX_OWNER = 45  # characters of an owner
MAX_PERSON = 80  # characters of who rated, and of who checked


def brief(
    assessment: Assessment,
    parts: Sequence[Score],
    focus: Sequence[str],
    strip: AnswerStrip,
    *,
    comparison: Comparison | None = None,
    view: str = "",
) -> Brief:
    """The fullest brief that fits on one page.

    parts: the plays, or the groups of a view. focus: the ids of those to concentrate on.
    strip: the figure that is printed with it.
    comparison: what changed since last time. view: the title of the view, '' for plays.
    """
    changed = (comparison.other_subject, what_fell(comparison), comparison.sentence) if comparison else ()
    for limits in STEPS:
        strong, weak = choose_findings(assessment, parts, focus, limits.findings)
        works_well = all(height(one) >= Fraction(1, 2) for one in strong)
        actions, title, more = _actions(assessment, weak, limits)
        one = Brief(
            subject=_subject(assessment),
            topic=_topic(assessment, view),
            headline=f"{headline(assessment)} {moved(comparison) if comparison else ''}".strip(),
            sentences=(*lead_sentences(assessment, parts), *filter(None, changed)),
            works_title="What works" if works_well else "What works best so far",
            works=tuple(finding(assessment, one, limits.words) for one in strong),
            weak_title="What does not" if all(height(one) < Fraction(1, 2) for one in weak) else "What is weakest",
            weak=tuple(finding(assessment, one, limits.words) for one in weak),
            findings_note=_findings_note(assessment, strong, weak),
            actions_title=title,
            actions=tuple(actions),
            more_actions=more,
            proposed=not open_actions(assessment.answers.actions),
            requests=requests(assessment, parts, limits.words),
            trust=tuple(_trust(assessment, comparison is not None)),
            rows=limits.rows,
        )
        if fits(one, strip):
            break
    return one


def _subject(assessment: Assessment) -> str:
    """What was assessed, the smallest first."""
    of = assessment.answers.header.subject
    named = [short_name(part, MAX_SUBJECT) for part in (of.service, of.component, of.agency) if part.strip()]
    return " · ".join(named) or "Subject not named"


def _topic(assessment: Assessment, view: str) -> str:
    """What was assessed and when, and by which groups: `, by the five functions` of `The five functions (ours)`."""
    groups = short_name(view.partition(" (")[0], MAX_VIEW)
    by = f", by {f'the {groups[4:]}' if groups.startswith('The ') else groups}" if groups else ""
    return f"Customer experience{by}, {format_date(assessment.answers.header.date)}"


def _findings_note(assessment: Assessment, strong: Sequence[QuestionScore], weak: Sequence[QuestionScore]) -> str:
    """One sentence where all answers are alike, or nothing is lower than what is named as strong; how few there are."""
    answered = assessment.overall.answered
    if len(answered) > 1 and len(set(map(height, answered))) == 1:
        return f"All {len(answered)} answers are alike ({answer_in_sentence(answered[0])}), so none works better or worse than another."
    if strong and not weak:
        return "No other answer is lower than these by enough to be named."
    if not has_result(assessment) and strong:
        return f"From the {count_words(len(answered), 'answer')} so far:"
    return ""


def _actions(
    assessment: Assessment, weak: Sequence[QuestionScore], limits: Limits
) -> tuple[list[BriefAction], str, str]:
    """What will be done, its title, and how many more there are; without a plan, the next steps of the weak answers."""
    today, planned = assessment.answers.header.date, open_actions(assessment.answers.actions)
    most = limits.actions
    if planned:
        rows = [
            BriefAction(
                shorten_words(one.text, limits.words),
                short_name(one.owner, MAX_OWNER),
                format_date_short(one.by),
                "Overdue" if is_overdue(one, today) else "",
            )
            for one in planned[:most]
        ]
        more = len(planned) - len(rows)
        late = sum(is_overdue(one, today) for one in planned[most:])
        return (
            rows,
            "What we will do",
            f"And {count_words(more, 'more action')}{f', {late} of them overdue' if late else ''}" if more else "",
        )
    steps = [(one, one.question.next.get(one.level, "")) for one in weak]
    rows = [
        BriefAction(f"{question_label(one.question)}: {shorten_words(first_sentence(step), limits.words)}")
        for one, step in steps
        if step
    ]
    return rows, "Proposed next steps, not decided yet" if rows else "", ""


def _trust(assessment: Assessment, compared: bool) -> Iterator[str]:
    """Who rated and who checked it; on what evidence and how sure; whose words the questions are."""
    yield _who_rated(assessment)
    yield " ".join([*_how_sure(assessment), *([] if compared else ["No earlier result is compared."])])
    yield assessment.playbook.provenance.ours_in_brief


def _who_rated(assessment: Assessment) -> str:
    header, review = assessment.answers.header, assessment.answers.review
    named = [short_name(part, MAX_PERSON) for part in (header.respondent, header.role) if part.strip()]
    nobody = "withheld" if header.respondent_withheld else "not named"
    rated = f"Self-rated by: {', '.join(named) or nobody}."
    if not review.by:
        return f"{rated} Outside check: none on record."
    on = f", {format_date(review.date)}" if review.date else ""
    return f"{rated} Outside check: {short_name(review.by, MAX_PERSON)}{on}."


def _how_sure(assessment: Assessment) -> Iterator[str]:
    overall = assessment.overall
    rated = overall.ids(LEVEL)
    named = [id for id in rated if assessment.answers.by_question[id].evidence]
    if rated:
        yield _evidence_named(len(named), len(rated), _high_without_evidence(assessment))
    unknown, low_high = overall.ids(UNKNOWN), assessment.show_range(overall)
    if unknown:
        so = (
            f", so the score lies between {low_high[0]} and {low_high[1]}"
            if low_high[0] != low_high[1] and not overall.counts.unanswered
            else ""
        )
        yield f"{count_words(len(unknown), 'answer')} {is_or_are(len(unknown))} not known{so}."
    left_out = overall.ids(NOT_APPLICABLE)
    if left_out:
        yield f"{count_words(len(left_out), 'question')} {'does' if len(left_out) == 1 else 'do'} not apply."
    not_asked = overall.ids(NOT_ASKED)
    if not_asked:
        yield f"{count_words(len(not_asked), 'question')} {is_or_are(len(not_asked))} not asked, as other answers say."


def _evidence_named(named: int, rated: int, exception: str) -> str:
    """How many answers cite evidence, with which high ones do not; where none does, that says it of these too."""
    if rated == 1:
        return f"The one answer cites {'' if named else 'no '}evidence."
    if not named:
        return f"None of {rated} answers cites evidence."
    return f"{named} of {rated} answers {'cites' if named == 1 else 'cite'} evidence{exception}."


def _high_without_evidence(assessment: Assessment) -> str:
    """`; one high answer, “Service recovery”, cites none`; '' where every high answer cites evidence."""
    answers = assessment.answers
    high = [one for one in assessment.overall.answered if height(one) > Fraction(1, 2)]
    lacking = [one for one in high if not answers.by_question[one.id].evidence]
    if not lacking or "no-evidence" in answers.silence:
        return ""
    words = {format_answer(one) if len(one.question.levels) == 2 else "" for one in lacking}
    word = words.pop() if len(words) == 1 else ""
    kind, more = (f"“{word}” answer", f"“{word}” answers") if word else ("high answer", "high answers")
    if len(lacking) > 2:
        return f"; {len(lacking)} {more} cite none"
    names = join_words(f"“{question_label(one.question)}”" for one in lacking)
    return f"; one {kind}, {names}, cites none" if len(lacking) == 1 else f"; two {more}, {names}, cite none"
