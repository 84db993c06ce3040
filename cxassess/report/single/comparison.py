"""What changed since an earlier assessment, what cannot be compared, and whether two assessments may be compared at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cxassess.answers import LEVEL, NOT_APPLICABLE, NOT_ASKED, UNANSWERED, UNKNOWN, Answer
from cxassess.answers.editions import MOVED, RETIRED, REWORDED, former_ids
from cxassess.report.sentences import format_answer, format_date, format_edition, question_label
from cxassess.report.single.comparison_model import AnswerChange, Change, Comparison
from cxassess.report.subject_terms import Terms, other_fields, other_subject, other_subject_sentence, terms
from cxassess.scoring import Assessment, QuestionScore, Score
from cxassess.scoring.measures import CommonScores, common_scores, is_asked_differently, with_earlier
from cxassess.text import count_words, join_some, join_words, one_line

MAX_NAMED = 6  # questions or plays named in a sentence; the lists hold all

# What is said of questions that cannot be compared, of one and of several, in the order in which it is said.
NOT_COMPARED = {
    "known": ("has a level {now} and had none {then}", "have a level {now} and had none {then}"),
    "unanswered": ("had a level {then} and has none {now}", "had a level {then} and have none {now}"),
    "not_applicable": ("does not apply {now}, but did {then}", "do not apply {now}, but did {then}"),
    "applicable": ("applies {now}, but did not {then}", "apply {now}, but did not {then}"),
    "new": ("was not asked {then}", "were not asked {then}"),
    "retired": ("was asked {then}, but not {now}", "were asked {then}, but not {now}"),
    "split": ("was asked {then} as a part of another question", "were asked {then} as parts of other questions"),
    "joined": ("was asked {then} as several questions", "were asked {then} as several questions each"),
    "reworded": (
        "was asked {then} in other words, or in words that are not recorded",
        "were asked {then} in other words, or in words that are not recorded",
    ),
}
# The same, and what is said of questions that were clarified.
NOT_MOVED = NOT_COMPARED | {
    "clarified": ("is compared although its wording changed", "are compared although their wording changed")
}


def compare(assessment: Assessment, earlier: Assessment, view: str = "") -> Comparison:
    """The comparison of two assessments with the same playbook; with a view, of its groups instead of the plays."""
    changes = [part_change(assessment, now, earlier, then) for now, then in with_earlier(assessment, earlier, view)]
    parts, overall, lists = sorted(changes[:-1], key=_fallen_first), changes[-1], answer_lists(assessment, earlier)
    said = terms(assessment, earlier)
    compared = len(common_scores(assessment, assessment.overall, earlier, earlier.overall).question_scores)
    subjects, basis = other_subject_sentence(assessment, earlier), basis_sentence(assessment, earlier)
    sentence = _overall_sentence(said, overall, compared, assessment.overall.counts.applicable)
    return Comparison(
        terms=said,
        earlier=_earlier_name(assessment, earlier),
        other_subject=subjects,
        sentence=sentence,
        basis=basis,
        sentences=(
            *filter(None, (subjects, sentence, basis)),
            *_part_sentences(said, parts, "group" if view else "play"),
            *list_sentences(said, lists, MAX_NAMED),
        ),
        overall=overall,
        changes=tuple(parts),
        compared=compared,
        **lists,
    )


def part_change(assessment: Assessment, now: Score, earlier: Assessment, then: Score | None) -> Change:
    """How a play, a group or the whole changed, as printed."""
    common = common_scores(assessment, now, earlier, then)
    whole = now is assessment.overall
    return Change(
        id="" if whole else now.id,
        title="Overall" if whole else one_line(now.title),
        then=common.then_shown,
        now=common.now_shown,
        change=common.change_shown,
        counted=f"{len(common.question_scores)} of {now.counts.applicable}",
        is_whole=common.is_whole,
    )


def _fallen_first(change: Change) -> int:
    """Where a change belongs in a list: what fell, what rose, what stayed, and what cannot be compared."""
    if not change.change:
        return 3
    return {"-": 0, "+": 1}.get(change.change[0], 2)


def _answer_change(then: QuestionScore | None, now: QuestionScore | None) -> AnswerChange:
    """A question with both its answers; one that was not asked then or now has '' there."""
    one = now or then
    assert one is not None
    then_words, now_words = ("" if side is None else format_answer(side) for side in (then, now))
    return AnswerChange(one.id, question_label(one.question), then_words, now_words)


def _clarified(assessment: Assessment, earlier: Assessment, common: CommonScores) -> Iterator[AnswerChange]:
    """The questions that are compared although their wording changed, because the playbook says that they ask the same."""
    before = {one.id: one for one in earlier.question_scores}
    for now in common.question_scores:
        plain = now._replace(question=now.question._replace(same_as=()))
        is_replaced = now.id in earlier.answers.same_levels
        if is_replaced or is_asked_differently(assessment, plain, earlier, before[now.id]):
            yield _answer_change(before[now.id], now)


def answer_lists(assessment: Assessment, earlier: Assessment) -> dict[str, tuple[AnswerChange, ...]]:
    """The questions that fell and rose, then those that cannot be compared by reason, then the clarified; as in Comparison."""
    common = common_scores(assessment, assessment.overall, earlier, earlier.overall)
    moved = list(zip(common.earlier, common.question_scores, strict=True))
    lists: dict[str, list[AnswerChange]] = {
        "fell": [_answer_change(then, now) for then, now in moved if (now.now or 0) < (then.now or 0)],
        "rose": [_answer_change(then, now) for then, now in moved if (now.now or 0) > (then.now or 0)],
        **{reason: [] for reason in NOT_COMPARED},
        "clarified": list(_clarified(assessment, earlier, common)),
    }
    before, parts = {one.id: one for one in earlier.question_scores}, _parts_then(earlier)
    for now in assessment.question_scores:
        then_score = before.pop(now.id, None)
        if now.id in parts and now.state != UNANSWERED and (then_score is None or then_score.state == UNANSWERED):
            how, then_words = parts[now.id]
            lists[how].append(_answer_change(then_score, now)._replace(then=then_words))
        elif reason := reason_not_compared(assessment, now, earlier, then_score):
            lists[reason].append(_answer_change(then_score, now))
    lists["retired"] += [_answer_change(then, None) for then in before.values() if then.state != UNANSWERED]
    lists["retired"] += [
        AnswerChange(one.id, "", _former_words(one.answer), "")
        for one in former_ids(earlier.answers, earlier.playbook)
        if one.how == RETIRED and one.answer.state != UNANSWERED and one.id not in assessment.answers.former
    ]
    return {name: tuple(changes) for name, changes in lists.items()}


def _parts_then(earlier: Assessment) -> dict[str, tuple[str, str]]:
    """By the id of a question that another edition asked as a part of one or as several: SPLIT or JOINED, and the answers then."""
    parts: dict[str, tuple[str, str]] = {}
    for one in former_ids(earlier.answers, earlier.playbook):
        words = f"{one.id}: {_former_words(one.answer)}"
        for question in one.questions if one.answer.state != UNANSWERED else ():
            how = REWORDED if one.how == MOVED else one.how
            before = f"{parts[question.id][1]}; " if question.id in parts else ""
            parts[question.id] = (how, before + words)
    return parts


def _former_words(answer: Answer) -> str:
    """An answer to a question that is not known any more."""
    if answer.state == LEVEL:
        return f"Level {answer.level}" if answer.level.isdecimal() else one_line(answer.level)
    return {NOT_APPLICABLE: "Not applicable", UNKNOWN: "Don't know"}.get(answer.state, "Not answered")


def reason_not_compared(
    assessment: Assessment, now: QuestionScore, earlier: Assessment, then: QuestionScore | None
) -> str:
    """Why a question makes no difference, a key of NOT_COMPARED; '' where it is compared or has no level either time."""
    if then is None:
        return "new"
    if NOT_ASKED in (now.state, then.state):
        return "retired" if then.state == LEVEL else "new" if now.state == LEVEL else ""
    if is_asked_differently(assessment, now, earlier, then):
        return "reworded"
    if then.state == now.state == LEVEL:
        return "" if then.level in now.question.by_key else "reworded"
    if NOT_APPLICABLE in (now.state, then.state):
        return "" if now.state == then.state else "not_applicable" if now.state == NOT_APPLICABLE else "applicable"
    return "known" if now.state == LEVEL else "unanswered" if then.state == LEVEL else ""


def _earlier_name(assessment: Assessment, earlier: Assessment) -> str:
    header = earlier.answers.header
    date = format_date(header.date) if header.date else "an undated assessment"
    parts = (other_subject(assessment, earlier), date, f"version {header.version}" if header.version else "")
    return ", ".join(filter(None, parts))


def _overall_sentence(said: Terms, overall: Change, compared: int, applicable: int) -> str:
    """How the overall score moved on the questions that can be compared, with how many these are."""
    if not overall.change:
        return f"No answer {said.now} can be compared with one {said.then}, so no change of the score is given."
    score = f"score was {overall.then} {said.then} and is {overall.now} {said.now} ({overall.words})"
    if overall.is_whole:
        return f"The overall {score}, on the same {count_words(compared, 'question')}."
    return f"Counting only the {compared} of {count_words(applicable, 'question')} that can be compared, the {score}."


def basis_sentence(assessment: Assessment, earlier: Assessment) -> str:
    """What the two overall scores are where they count more than what is compared, or count it differently; else ''."""
    common = common_scores(assessment, assessment.overall, earlier, earlier.overall)
    was, score = (one.show_score(one.overall) for one in (earlier, assessment))
    said = terms(assessment, earlier)
    sentences = []
    if common.is_partial and was and score:
        sentences.append(
            f"The full scores{by_edition(earlier)} are {was} {said.then} and {score} {said.now}, "
            "but not all of their answers can be compared."
        )
    if common.is_rescored:
        sentences.append("Both are scored by the present weights and rule, which are not the earlier ones.")
    if assessment.playbook.overlays != earlier.playbook.overlays:
        then, now = (join_words(one.playbook.overlays) or "no overlay" for one in (earlier, assessment))
        sentences.append(f"The two were tailored differently ({then} {said.then}, {now} {said.now}).")
    return " ".join(sentences)


def by_edition(earlier: Assessment) -> str:
    """By which version the score of an earlier assessment is made, where its answers are to another one: `, by version 2.0,`."""
    version = one_line(earlier.playbook.version)
    return f", by version {version}," if earlier.answers.header.version not in ("", version) and version else ""


def _part_sentences(said: Terms, changes: Sequence[Change], noun: str) -> Iterator[str]:
    """Which plays or groups fell and which rose, by how much and on how many questions."""
    for sign, words in (("-", said.fell), ("+", said.rose)):
        parts = [f"{one.title} ({one.cell})" for one in changes if one.change.startswith(sign)]
        yield from _named(parts, noun, words, MAX_NAMED)


def list_sentences(said: Terms, lists: Mapping[str, Sequence[AnswerChange]], most: int) -> Iterator[str]:
    """The lists of `answer_lists` in sentences that count and name their questions, of many the first."""
    for field, words in (("fell", said.fell), ("rose", said.rose)):
        moved = [f"{_name(one)} from {_short(one.then)} to {_short(one.now)}" for one in lists[field]]
        yield from _named(moved, "question", words, most)
    yield from reason_sentences(said, lists, most)


def reason_sentences(said: Terms, lists: Mapping[str, Sequence[AnswerChange]], most: int) -> Iterator[str]:
    """The lists of questions that cannot be compared, and of those that were clarified, in the same way."""
    for field, words in NOT_MOVED.items():
        both = [of.format(then=said.then, now=said.now) for of in words]
        yield from _named([_name(one) for one in lists[field]], "question", both, most)


def _named(names: Sequence[str], noun: str, words: Sequence[str], most: int) -> Iterator[str]:
    """A sentence that counts and names plays or questions; none for none."""
    if names:
        yield f"{count_words(len(names), noun)} {words[len(names) > 1]}: {join_some(names, most)}."


def _name(change: AnswerChange) -> str:
    return f"{change.question} ({change.id})" if change.question else change.id


def _short(answer: str) -> str:
    """An answer without the name of its level."""
    return answer.removeprefix("Level ").partition(",")[0]


def why_not_comparable(
    assessment: Assessment, earlier: Assessment, allow_other: bool, earlier_hint: str
) -> Iterator[str]:
    """Why earlier answers cannot be compared with an assessment, each reason with what to do; none where they can.

    allow_other: whether they may be of another agency, component or service.
    earlier_hint: what to do about answers that are the later ones.
    """
    other = "standard input" if assessment.answers.path == "-" else assessment.answers.path
    if assessment.playbook.id != earlier.playbook.id:
        editions = f"{format_edition(earlier.playbook)}, {other} those of {format_edition(assessment.playbook)}"
        yield f"it answers the questions of {editions} (only answers to the same playbook can be compared)"
    now, then = assessment.answers.header.date, earlier.answers.header.date
    if now and then and then > now:
        dates = f"{format_date(then)}, later than {other}, which is dated {format_date(now)}"
        yield f"it is dated {dates} ({earlier_hint})"
    if not allow_other and (fields := other_fields(assessment, earlier)):
        own = join_words(f"the {name} '{then}'" for name, _, then in fields)
        others = join_words(f"'{now}'" for _, now, _ in fields)
        yield f"it is about {own}, {other} about {others} (to compare two subjects, add --allow-other-subject)"
