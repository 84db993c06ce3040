"""How far to trust a result: who answered on what evidence, what is not known, where people differed, by what rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from cxassess.answers import LEVEL, NOT_APPLICABLE, NOT_ASKED, UNANSWERED, UNKNOWN
from cxassess.answers.model import CONFIDENCE
from cxassess.playbook import Question, playbook_digest
from cxassess.report.agreement import differences
from cxassess.report.sentences import format_date, is_or_are, name_questions, question_label
from cxassess.report.single.findings import answer_in_sentence, answer_line, first_words, short_name
from cxassess.report.single.headline import has_result
from cxassess.report.single.method import answers_digest, rule_in_brief
from cxassess.report.single.questions import answer_counts
from cxassess.report.single.standard_fit import Limits
from cxassess.report.single.standard_model import Differed, FlagPart, TrustPart
from cxassess.scoring import Assessment, QuestionScore
from cxassess.text import count_words, join_words, one_line

MAX_OPEN = 8  # questions that are named in a sentence
MAX_WORDS = 25  # of half a flag: it names up to a dozen questions
MAX_PERSON = 80  # characters of who answered and who checked


def trust_part(
    assessment: Assessment, flags: Sequence[FlagPart], withheld: str, votes: str, limits: Limits
) -> TrustPart:
    """How far to trust the result; `votes` is a sentence about all votes, `withheld` what this copy leaves out."""
    open_scores = [one for one in assessment.question_scores if one.state == UNKNOWN]
    unanswered = [one for one in assessment.question_scores if one.state == UNANSWERED]
    if has_result(assessment):
        open_scores += unanswered
    left_out = [one for one in assessment.question_scores if one.state in (NOT_APPLICABLE, NOT_ASKED)]
    differing = differences(assessment)
    return TrustPart(
        sources=tuple(_source_sentences(assessment)),
        open_note=_open_note(assessment, open_scores),
        open=tuple(answer_line(assessment, one, limits.play) for one in open_scores[: limits.listed]),
        more_open=_more(one.question for one in open_scores[limits.listed :]),
        left_out=tuple(answer_line(assessment, one, limits.play) for one in left_out[: limits.listed]),
        more_left_out=_more(one.question for one in left_out[limits.listed :]),
        votes=votes,
        differed=tuple(_differed(assessment, one, limits.play) for one in differing[: limits.listed]),
        more_differed=_more(one.question for one in differing[limits.listed :]),
        flags=tuple(_short_flag(flag, limits.play) for flag in flags),
        rule=tuple(rule_in_brief(assessment)),
        edition=tuple(_edition_sentences(assessment)),
        withheld=withheld,
    )


def _short_flag(flag: FlagPart, words: int) -> FlagPart:
    return flag._replace(text=first_words(flag.text, 2 * MAX_WORDS), reason=first_words(flag.reason, words))


def _more(questions: Iterable[Question]) -> str:
    named = [*questions]
    return f"Also: {name_questions(named, MAX_OPEN)}." if named else ""


def _source_sentences(assessment: Assessment) -> Iterator[str]:
    """Who answered and who checked it; evidence and confidence; how far open answers could move the score."""
    header, review = assessment.answers.header, assessment.answers.review
    people = [short_name(text, MAX_PERSON) for text in (header.respondent, header.role) if text.strip()]
    by = f" by {people[0]}{f' ({people[1]})' if people[1:] else ''}" if people else ""
    checked = "No check by anyone outside the group is on record."
    if review.by:
        on = f" on {format_date(review.date)}" if review.date else ""
        checked = f"Checked by {short_name(review.by, MAX_PERSON)}{on}."
    yield f"Self-rated{by}. {checked}"
    rated = [one for one in assessment.question_scores if one.state == LEVEL]
    if rated:
        shown = sum(bool(assessment.answers.answer(one.id).evidence) for one in rated)
        yield f"Evidence is named for {shown} of {count_words(len(rated), 'answer')}. {_confidence_sentence(assessment, rated)}"
    low, high = assessment.show_range(assessment.overall)
    if has_result(assessment) and low != high:
        left_out = any(one.may_drop_out for one in assessment.question_scores)
        or_not_asked = ", or were left out where it is open whether it is asked" if left_out else ""
        yield f"If each open answer had its lowest or its highest value{or_not_asked}, the score would be between {low} and {high}."


def _confidence_sentence(assessment: Assessment, rated: Sequence[QuestionScore]) -> str:
    """How sure those who answered were, and of which answers they were least sure."""
    counts = Counter(assessment.answers.answer(one.id).confidence for one in rated)
    said = [f"{word} for {counts[word]}" for word in reversed(CONFIDENCE) if counts[word]]
    if not said:
        return "Nobody said how sure they are."
    silent = f"; {counts['']} do{'es' if counts[''] == 1 else ''} not say" if counts[""] else ""
    low = [one.question for one in rated if assessment.answers.answer(one.id).confidence == "low"]
    least = f" Least sure: {name_questions(low, MAX_OPEN)}." if low else ""
    return f"Confidence is {join_words(said)}{silent}.{least}"


def _open_note(assessment: Assessment, open_scores: Sequence[QuestionScore]) -> str:
    """How many answers are open, in a sentence."""
    unknown = sum(one.state == UNKNOWN for one in open_scores)
    unanswered = assessment.overall.counts.unanswered
    parts = [
        f"{count_words(count, noun)} {is_or_are(count)} {words}"
        for count, noun, words in ((unknown, "answer", "not known"), (unanswered, "question", "not answered"))
        if count
    ]
    if not parts:
        return "Every question that applies is answered."
    where = (
        " Those that are not answered are listed by name at the start."
        if unanswered and not has_result(assessment)
        else ""
    )
    return f"{join_words(parts)}.{where}"


def differed_parts(assessment: Assessment) -> Iterator[Differed]:
    """All questions on which people answer differently, without the reasons for what counts."""
    return (_differed(assessment, one, 0) for one in differences(assessment))


def _differed(assessment: Assessment, question_score: QuestionScore, words: int) -> Differed:
    answer = assessment.answers.answer(question_score.id)
    return Differed(
        id=question_score.id,
        name=short_name(question_label(question_score.question)),
        votes=answer_counts(question_score.question, answer),
        answer=answer_in_sentence(question_score),
        reason=first_words(answer.agreed or answer.reason, words) if words else "",
    )


def _edition_sentences(assessment: Assessment) -> Iterator[str]:
    """Questionnaire, what an overlay changed, and the digests by which both are recognized."""
    playbook, header = assessment.playbook, assessment.answers.header
    yield f"Questionnaire: {one_line(playbook.title)}, version {one_line(playbook.version)} (digest {playbook_digest(playbook)})."
    if playbook.overlays:
        yield _overlay_sentence(assessment)
    answered = (
        f"; answered in version {one_line(header.version)}" if header.version not in ("", playbook.version) else ""
    )
    digest = answers_digest(assessment)
    yield f"Answers: {format_date(header.date)}{answered}{f' (digest {digest})' if digest else ''}."
    if playbook.provenance.ours_in_brief:
        yield playbook.provenance.ours_in_brief


def _overlay_sentence(assessment: Assessment) -> str:
    """`Tailored (quick): 24 questions were asked; 32 others of the questionnaire were not.`"""
    playbook = assessment.playbook
    whole_plays = {one.id for one in playbook.deviations if one.what.startswith("hidden, with")}
    hidden, asked = len(playbook.hidden - whole_plays), len(playbook.by_id)
    others = (
        f"; {hidden} {'other' if hidden == 1 else 'others'} of the questionnaire {'was' if hidden == 1 else 'were'} not"
        if hidden
        else ""
    )
    changed = len({one.id for one in playbook.deviations if one.id not in playbook.hidden})
    also = (
        f" {count_words(changed, 'place')} {is_or_are(changed)} worded or weighted differently or added."
        if changed
        else ""
    )
    return f"Tailored ({join_words(playbook.overlays)}): {count_words(asked, 'question')} {'was' if asked == 1 else 'were'} asked{others}.{also}"
