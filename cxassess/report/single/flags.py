"""Signs that answers may not mean what they say, each as a fact in a sentence that a report can print.

A flag never changes a score. An answer file may silence one by its name with a reason, which is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from cxassess.answers import FLAGS, LEVEL, UNANSWERED, UNKNOWN
from cxassess.answers.editions import name_former
from cxassess.report.sentences import (
    count_applicable,
    format_answer,
    format_edition,
    is_or_are,
    name_ids,
    name_part,
    name_question,
    name_questions,
)
from cxassess.report.single.model import FlagPart
from cxassess.report.target_warnings import low_targets
from cxassess.scoring import Assessment
from cxassess.scoring.measures import height, reworded_questions
from cxassess.text import count_words, join_words, one_line, safe_lines

MIN_ALIKE = 6  # this many answers or more, all alike, are a sign
_ONE_ROLE = "All answers come from one role; no other perspective is recorded."
MIN_UNKNOWN = 2  # unknown answers in one play before they are a cluster


def find_flags(assessment: Assessment, *, names: bool = True) -> tuple[FlagPart, ...]:
    """Every flag that the answers raise, in a fixed order, with the reason where it is silenced.

    names: whether a role may be named that few people share.
    """
    silence = assessment.answers.silence
    return tuple(
        FlagPart(name, title, text if names or name != "one-role" else _ONE_ROLE, safe_lines(silence.get(name, "")))
        for name, (title, find) in _FLAGS.items()
        for text in find(assessment)
    )


def _high_without_evidence(assessment: Assessment) -> Iterator[str]:
    """A level above the middle of its scale (above 3 of 1 to 5) that names no evidence."""
    answers = assessment.answers.by_question
    high = [one.question for one in assessment.overall.answered if height(one) > Fraction(1, 2)]
    without = [question for question in high if not answers[question.id].evidence]
    if without:
        shared = all(one.on_scale and len(one.levels) == 5 for one in assessment.playbook.questions())
        above = "above level 3" if shared else "above the middle of the levels"
        if len(without) == 1:
            yield f"One answer {above}, {name_question(without[0])}, names no evidence."
        else:
            yield f"{len(without)} answers {above} name no evidence: {name_questions(without)}."


def _all_alike(assessment: Assessment) -> Iterator[str]:
    """All answers at one height, six or more of them: a sign of answering without reading."""
    answered = assessment.overall.answered
    if len(answered) >= MIN_ALIKE and len(set(map(height, answered))) == 1:
        yield f"All {len(answered)} answers are alike ({format_answer(answered[0])})."


def _unknown_clusters(assessment: Assessment) -> Iterator[str]:
    """A play in which at least two questions, and a third of those that apply, are not known: the wrong people were asked."""
    for play in assessment.plays:
        unknown = play.in_state(UNKNOWN)
        if len(unknown) >= MIN_UNKNOWN and 3 * len(unknown) >= play.counts.applicable:
            yield f"In {name_part(play)}, {len(unknown)} of {count_applicable(play.counts.applicable)} {is_or_are(len(unknown))} not known: {name_questions(unknown)}."


def _one_role(assessment: Assessment) -> Iterator[str]:
    """No vote, or votes of one role only: nobody else's view is on record."""
    answers = assessment.answers
    votes = [vote for answer in answers.by_question.values() for vote in answer.votes]
    seen = {one_line(vote.role or vote.who).casefold(): one_line(vote.role or vote.who) for vote in votes}
    if len(seen) > 1 or not any(answer.state == LEVEL for answer in answers.by_question.values()):
        return
    role = join_words(seen.values()) or one_line(answers.header.role)
    yield _ONE_ROLE.replace("role", f"role ({role})", 1) if role else _ONE_ROLE


def _low_targets(assessment: Assessment) -> Iterator[str]:
    """A target below what is reached already."""
    below = [f"{clause[:1].upper()}{clause[1:]}." for _, clause in low_targets(assessment)]
    if below:
        yield " ".join(below)


def _older_edition(assessment: Assessment) -> Iterator[str]:
    """Answers to a different edition of the playbook, to another wording than is asked now, or to what is no longer asked."""
    playbook = assessment.playbook
    reworded, version = reworded_questions(assessment), assessment.answers.header.version
    count, edition, names = len(reworded), format_edition(playbook), name_ids(playbook.by_id, reworded)
    changed = ""
    if version not in ("", playbook.version):
        wording = f"The wording of {count_words(count, 'question')} has changed since: {names}."
        unchanged = "No wording of an answered question has changed."
        changed = f"The answers were given to version {one_line(version)}; they are scored by {edition}. {wording if reworded else unchanged}"
    elif reworded:
        answers = "One answer was" if count == 1 else f"{count} answers were"
        changed = f"{answers} given to another wording than that of {edition}: {names}."
    if sentences := " ".join(filter(None, (changed, _no_longer_asked(assessment)))):
        yield sentences


def _no_longer_asked(assessment: Assessment) -> str:
    """A sentence on the answers that do not count because nothing with their id is asked now; '' for none."""
    answers = assessment.answers
    ids = [id for id, answer in answers.former.items() if answer.state != UNANSWERED]
    if not ids:
        return ""
    what = "1 answer does" if len(ids) == 1 else f"{len(ids)} answers do"
    return f"{what} not count, because what they answer is no longer asked: {name_former(answers, assessment.playbook, ids)}."


_FLAGS: dict[str, tuple[str, Callable[[Assessment], Iterator[str]]]] = {
    "no-evidence": ("High answers without evidence", _high_without_evidence),
    "all-alike": ("All answers alike", _all_alike),
    "unknown-cluster": ("Many answers not known in one play", _unknown_clusters),
    "one-role": ("One role only", _one_role),
    "target-below": ("Target below the present score", _low_targets),
    "older-edition": ("Answers to another edition", _older_edition),
}
assert tuple(_FLAGS) == FLAGS
