"""What to look at before anyone relies on a result: signs that answers may not mean what they say.

A flag never changes a score. An answer file may silence one by its name with a reason, which is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from cxassess.answers import FLAGS, LEVEL, UNKNOWN
from cxassess.report.sentences import format_answer, format_edition, is_or_are, list_ids
from cxassess.report.single.model import FlagPart
from cxassess.report.warnings import low_targets
from cxassess.scoring import Assessment
from cxassess.scoring.measures import height, reworded_questions
from cxassess.text import count_words, join_words, one_line, safe_lines

MIN_ALIKE = 6  # this many answers or more, all alike, are a sign
MIN_UNKNOWN = 2  # unknown answers in one play before they are a cluster


def find_flags(assessment: Assessment) -> tuple[FlagPart, ...]:
    """Every flag that the answers raise, in a fixed order, with the reason where it is silenced."""
    silence = assessment.answers.silence
    return tuple(
        FlagPart(name, title, text, safe_lines(silence.get(name, "")))
        for name, (title, find) in _FLAGS.items()
        for text in find(assessment)
    )


def _high_without_evidence(assessment: Assessment) -> Iterator[str]:
    """A level above the middle of its scale (above 3 of 1 to 5) that names no evidence."""
    answers = assessment.answers.by_question
    high = [one.id for one in assessment.overall.answered if height(one) > Fraction(1, 2)]
    ids = [id for id in high if not answers[id].evidence]
    if ids:
        shared = all(one.on_scale and len(one.levels) == 5 for one in assessment.playbook.questions())
        above = "above level 3" if shared else f"above the middle of {'its' if len(ids) == 1 else 'their'} levels"
        yield f"{count_words(len(ids), 'answer')} {above} {'names' if len(ids) == 1 else 'name'} no evidence: {list_ids(ids)}."


def _all_alike(assessment: Assessment) -> Iterator[str]:
    """All answers at one height, six or more of them: a sign of answering without reading."""
    answered = assessment.overall.answered
    if len(answered) >= MIN_ALIKE and len(set(map(height, answered))) == 1:
        yield f"All {len(answered)} answers are the same ({format_answer(answered[0])})."


def _unknown_clusters(assessment: Assessment) -> Iterator[str]:
    """A play in which at least two questions, and a third of those that apply, are unknown: the wrong people were asked."""
    for play in assessment.plays:
        unknown = play.ids(UNKNOWN)
        if len(unknown) >= MIN_UNKNOWN and 3 * len(unknown) >= play.counts.applicable:
            yield f"{play.id}: {len(unknown)} of {count_words(play.counts.applicable, 'applicable question')} {is_or_are(len(unknown))} unknown: {list_ids(unknown)}. Was someone missing who would know?"


def _one_role(assessment: Assessment) -> Iterator[str]:
    """No vote, or votes of one role only: nobody else's view is on record."""
    answers = assessment.answers
    votes = [vote for answer in answers.by_question.values() for vote in answer.votes]
    seen = {one_line(vote.role or vote.who).casefold(): one_line(vote.role or vote.who) for vote in votes}
    if len(seen) > 1 or not any(answer.state == LEVEL for answer in answers.by_question.values()):
        return
    role = join_words(seen.values()) or one_line(answers.header.role)
    yield f"All answers come from one role{f' ({role})' if role else ''}; no other perspective is recorded."


def _low_targets(assessment: Assessment) -> Iterator[str]:
    """A target below what is reached already."""
    below = [clause for _, clause in low_targets(assessment)]
    if below:
        yield f"{'; '.join(text[:1].upper() + text[1:] for text in below)}."


def _older_edition(assessment: Assessment) -> Iterator[str]:
    """Answers to a different edition of the playbook, or to another wording than is asked now."""
    playbook = assessment.playbook
    reworded, version = reworded_questions(assessment), assessment.answers.header.version
    review = (
        f"Review again: {list_ids(reworded)}." if reworded else "The wording of every answered question is unchanged."
    )
    if version not in ("", playbook.version):
        yield f"The answers were given to version {one_line(version)}; this report uses {format_edition(playbook)}. {review}"
    elif reworded:
        yield f"Some answers were given to a different wording than that of {format_edition(playbook)}. {review}"


_FLAGS: dict[str, tuple[str, Callable[[Assessment], Iterator[str]]]] = {
    "no-evidence": ("High answers without evidence", _high_without_evidence),
    "all-alike": ("All answers the same", _all_alike),
    "unknown-cluster": ("Many unknown answers in one play", _unknown_clusters),
    "one-role": ("One role only", _one_role),
    "target-below": ("Target below the current score", _low_targets),
    "older-edition": ("Answers to a different edition", _older_edition),
}
assert tuple(_FLAGS) == FLAGS
