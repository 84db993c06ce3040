"""What the reader is asked to do: the asks of the answer file or, without any, what the result itself calls for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxassess.answers import UNANSWERED, UNKNOWN, Ask
from cxassess.planning.actions import has_owner, open_actions
from cxassess.report.sentences import format_date, name_question
from cxassess.report.single.brief_model import Request
from cxassess.report.single.findings import MAX_WORDS, short_name, shorten_words
from cxassess.report.single.headline import has_result
from cxassess.scoring import Assessment, QuestionScore, Score
from cxassess.text import join_words, one_line

MAX_REQUESTS = 3
MAX_NAMED = 3  # plays or questions named one by one
MAX_TITLE = 45  # characters of the title of a play in a list


def requests(assessment: Assessment, parts: Sequence[Score], words: int = MAX_WORDS) -> tuple[Request, ...]:
    """At most three acts, each with an object."""
    own = assessment.answers.asks
    if own:
        return tuple(_own_request(ask, words) for ask in own[:MAX_REQUESTS])
    return tuple(_called_for(assessment, parts))[:MAX_REQUESTS]


def all_asks(assessment: Assessment, parts: Sequence[Score]) -> Iterator[Ask]:
    """All asks of the answer file in their own words or, without any, what the result calls for."""
    if assessment.answers.asks:
        yield from assessment.answers.asks
    else:
        yield from (Ask(f"{one.lead} {one.text}.") for one in requests(assessment, parts))


def _own_request(ask: Ask, words: int) -> Request:
    text = shorten_words(ask.text, words).rstrip(".")
    by = f"by {format_date(ask.by)}" if ask.by else ""
    return Request("", text, ", ".join(filter(None, [short_name(ask.who, MAX_TITLE), by])))


def _called_for(assessment: Assessment, parts: Sequence[Score]) -> Iterator[Request]:
    """What is open first; then targets, unknowns and actions that nobody can follow up."""
    answers, counts = assessment.answers, assessment.overall.counts
    to_answer = [
        one for one in assessment.question_scores if one.state == UNANSWERED and assessment.conditions.is_asked(one.id)
    ]
    if to_answer:
        yield Request("Have", _open_questions(to_answer, parts))
    unknown = [one.question for one in assessment.question_scores if one.state == UNKNOWN]
    if unknown:
        what = _named(list(map(name_question, unknown)))
        yield Request("Find out", f"what is not known: {what}")
    without = [part.title for part in parts if part.score is not None and part.target is None]
    if without and has_result(assessment) and list(parts) == list(assessment.plays):
        each = _named([short_name(title, MAX_TITLE) for title in without])
        if len(without) > MAX_NAMED:
            each = f"the {len(without)} plays without one, among them {each}"
        if len(without) == len(parts) > 1:
            each = "every play"
        yield Request("Set", f"a target and a date for {each}")
    vague = [action for action in open_actions(answers.actions) if not (has_owner(action) and action.by)]
    if vague:
        more = f", and of {len(vague) - 1} more" if len(vague) > 1 else ""
        what = shorten_words(vague[0].text, 15, 100).rstrip(".")
        yield Request("Decide", f"who will do it and by when: {what}{more}")
    elif not answers.actions and counts.answered:
        yield Request("Decide", "on the first actions, each with an owner and a date")


def _named(names: Sequence[str]) -> str:
    """Names in a list; of more than a few the first two, with the rest counted where they are not counted before."""
    return join_words(names) if len(names) <= MAX_NAMED else join_words(names[:2])


def _open_questions(unanswered: Sequence[QuestionScore], parts: Sequence[Score]) -> str:
    """`the open question answered: Service standards (P3.3)`, or how many there are and where most of them are."""
    if len(unanswered) == 1:
        return f"the open question answered: {name_question(unanswered[0].question)}"
    most = max(parts, key=lambda part: _count_in(part, unanswered))
    here = _count_in(most, unanswered)
    where = short_name(one_line(most.title), MAX_TITLE)
    rest = f"answered, {here} of them in {where}" if here < len(unanswered) else f"in {where} answered"
    return f"the {len(unanswered)} open questions {rest if len(parts) > 1 else 'answered'}"


def _count_in(part: Score, question_scores: Sequence[QuestionScore]) -> int:
    ids = {one.id for one in question_scores}
    return sum(one.id in ids for one in part.question_scores)
