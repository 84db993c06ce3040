"""The summary page: the overall result, how reliable it is, and what the reader is asked to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxassess.answers import LEVEL, UNKNOWN
from cxassess.planning.actions import by_due_date, open_actions
from cxassess.report import gates, sentences
from cxassess.report.sentences import band_clause, is_or_are
from cxassess.report.single.comparison import overall_change_sentence, part_change
from cxassess.report.single.model import Fact, FlagPart
from cxassess.report.single.plan import target_sentence
from cxassess.report.subjects import terms
from cxassess.scoring import Assessment, Score
from cxassess.text import count_words, join_words, one_line, safe_lines

MAX_QUOTED = 100  # characters up to which a question is quoted
MAX_NAMED = 5  # plays named one by one
MAX_ACTIONS = 2  # first actions named on the page


def headline(assessment: Assessment, earlier: Assessment | None) -> Iterator[str]:
    """The overall result in paragraphs: score and gate, why they differ, what changed, and how reliable it is.

    A paragraph is '' where there is nothing to say.
    """
    counts = assessment.overall.counts
    if counts.applicable == 0:
        yield "No question is applicable, so there is no result."
        return
    if assessment.overall.score is None:
        yield f"No question has an answer that counts yet, so there is no score; {count_words(counts.applicable, 'question')} {is_or_are(counts.applicable)} applicable."
        return
    if counts.unanswered:
        yield f"Incomplete: only {counts.answered} of {count_words(counts.applicable, 'applicable question')} {is_or_are(counts.answered)} answered; everything below describes only {'that one' if counts.answered == 1 else 'those'}."
    yield from _score_and_gate(assessment, assessment.overall)
    yield " ".join(_change_and_target(assessment, earlier))
    yield " ".join(_reliability(assessment))


def _score_and_gate(assessment: Assessment, result: Score) -> Iterator[str]:
    """The score and the gate, what the playbook measures first; then why they differ."""
    on = "" if result.possible is not None else f" on a scale {sentences.format_scale(assessment.playbook)}"
    score = f"The overall score is {sentences.format_score(assessment, result)}{on}{band_clause(assessment, result)}"
    why = gates.difference_sentences(assessment, result)
    if gates.is_primary(assessment.playbook):
        first, *rest = gates.level_sentences(assessment, result)
        yield first
        yield " ".join([*rest, score, *why])
    else:
        yield score
        yield " ".join([*gates.level_sentences(assessment, result), *why])


def _change_and_target(assessment: Assessment, earlier: Assessment | None) -> Iterator[str]:
    if earlier is not None:
        yield overall_change_sentence(assessment, earlier)
    if assessment.overall.target is not None:
        yield target_sentence(assessment, assessment.overall)


def _reliability(assessment: Assessment) -> Iterator[str]:
    """How sure the result is: what was answered, on what evidence, and within which range."""
    counts = assessment.overall.counts
    coverage = f"Coverage is {counts.coverage}, rounded down."
    if not counts.unanswered:
        coverage = f"{counts.answered} of {count_words(counts.applicable, 'applicable question')} {is_or_are(counts.answered)} answered (coverage {counts.coverage})."
    yield f"{coverage} {_evidence_sentence(assessment)}"
    low, high = assessment.show_range(assessment.overall)
    if low != high:
        yield f"If every unknown or unanswered question had its lowest or highest value, the score would be between {low} and {high}."


def _evidence_sentence(assessment: Assessment) -> str:
    """Whose ratings these are, and how many of them name evidence."""
    rated = assessment.overall.ids(LEVEL)
    if not rated:
        return ""
    shown = sum(1 for id in rated if assessment.answers.by_question[id].evidence)
    whose = "This is a self-rating" if len(rated) == 1 else "These are self-ratings"
    return f"{whose}, not an outside review; {shown or 'none'} of {len(rated)} {'names' if shown == 1 else 'name'} evidence."


def summary_facts(assessment: Assessment, earlier: Assessment | None) -> Iterator[Fact]:
    """The numbers at the top of the page."""
    result = assessment.overall
    claimed = [] if result.gate is None else [Fact("Level reached", gates.format_level_reached(assessment, result))]
    if gates.is_primary(assessment.playbook):
        yield from claimed
    yield Fact("Overall score", sentences.format_score(assessment, result) or "none")
    if result.band is not None:
        yield Fact("Band", one_line(result.band.label))
    if not gates.is_primary(assessment.playbook):
        yield from claimed
    if result.target is not None:
        yield Fact("Target", assessment.show(result.target) or "")
    if earlier is not None:
        change = part_change(assessment, result, earlier, earlier.overall)
        yield Fact(terms(assessment, earlier).change_head, change.cell)
    yield Fact("Answered", f"{result.counts.answered} of {result.counts.applicable}")


def first_actions(assessment: Assessment) -> Iterator[str]:
    """The next actions that are not done yet, by date."""
    for action in by_due_date(open_actions(assessment.answers.actions))[:MAX_ACTIONS]:
        owner = f" {one_line(action.owner)}" if action.owner else ""
        by = f" by {sentences.format_date(action.by)}" if action.by else ""
        who = f" ({(owner + by).strip()})" if owner or by else ""
        yield f"{action.play + ': ' if action.play else ''}{safe_lines(action.text).rstrip('.')}{who}."


def requests(assessment: Assessment, plays: Sequence[Score], areas: int, flags: Sequence[FlagPart]) -> Iterator[str]:
    """What the reader is asked to do; `areas` is the number of focus areas named."""
    counts, answers = assessment.overall.counts, assessment.answers
    if counts.unanswered:
        what = "the open question is" if counts.unanswered == 1 else f"the {counts.unanswered} open questions are"
        yield f"Make sure {what} answered before this result is used."
    loud = sum(1 for flag in flags if not flag.reason)
    if loud:
        yield f"Review the {count_words(loud, 'flag') if loud > 1 else 'flag'} near the end of this report before you rely on the result."
    yield from _unknown_request(assessment)
    if areas and not answers.focus:
        yield f"Choose the focus areas; {'the one above is' if areas == 1 else 'those above are'} only proposed."
    without = [play.id for play in plays if play.score is not None and play.target is None]
    if without and plays == assessment.plays:
        every = "each play" if len(without) == len(plays) > 1 else join_words(without)
        if MAX_NAMED < len(without) < len(plays):
            every = f"the other {len(without)} plays"
        yield f"Set a target and a date for {every}."
    if areas and not answers.actions:
        yield "Name an owner, a date and a measure for each focus area; the action plan proposes first steps."
    if open_actions(answers.actions):
        yield "Confirm the owners and dates of the actions."


def _unknown_request(assessment: Assessment) -> Iterator[str]:
    unknown = [
        question_score.question for question_score in assessment.question_scores if question_score.state == UNKNOWN
    ]
    what = sentences.list_ids([question.id for question in unknown])
    if len(unknown) <= 2 and all(len(question.text) <= MAX_QUOTED for question in unknown):
        what = join_words(f"{question.id} ({one_line(question.text)})" for question in unknown)
    if unknown:
        yield f"Find out what is not known yet: {what}."
