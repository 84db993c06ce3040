"""What a report says beside the scores, traced: targets, evidence, change, the proposal of focus areas, flags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cxassess.answers import LEVEL
from cxassess.exact import reduced
from cxassess.report import sentences
from cxassess.report.single import comparison
from cxassess.report.single.flags import flags
from cxassess.report.single.focus import yardstick
from cxassess.scoring import Assessment, Score
from cxassess.scoring.measures import have_common_basis
from cxassess.text import join_words

Blocks = Mapping[str, tuple[str, ...]]
HEADINGS = (
    ("levels", "Levels"),
    ("target", "Target"),
    ("evidence", "Evidence"),
    ("change", "Change"),
    ("focus", "Focus"),
    ("flags", "Flags"),
)


def traced(assessment: Assessment, result: Score, earlier: Assessment | None = None) -> Blocks:
    """Lines by what they explain, of HEADINGS; a block with nothing to say is empty."""
    whole = result is assessment.overall
    return {
        "levels": tuple(_levels(result)),
        "target": tuple(_target(assessment, result)),
        "evidence": tuple(_evidence(assessment, result)),
        "change": () if earlier is None else tuple(_change(assessment, result, earlier)),
        "focus": tuple(_focus(assessment)) if whole and not assessment.answers.focus else (),
        "flags": tuple(f"{flag.name}: {flag.text}" for flag in flags(assessment)) if whole else (),
    }


def _levels(result: Score) -> Iterator[str]:
    """How many questions stand at each level, in the order in which levels are written."""
    answered = [question_score for question_score in result.question_scores if question_score.state == LEVEL]
    keys = dict.fromkeys(key for question_score in answered for key in question_score.question.by_key)
    counts = {key: sum(1 for question_score in answered if question_score.level == key) for key in keys}
    if answered:
        yield ", ".join(f"{'level ' if key.isdecimal() else ''}{key}: {count}" for key, count in counts.items())


def _target(assessment: Assessment, result: Score) -> Iterator[str]:
    if result.target is None:
        return
    yield f"The target is {reduced(result.target)}, shown as {assessment.show(result.target)}"
    if result.score is not None:
        missing = result.target - result.score
        word = "reached" if missing <= 0 else f"shown as {assessment.show(missing)}"
        yield f"{reduced(result.target)} − {reduced(result.score)} = {reduced(missing)}, {word}"


def _evidence(assessment: Assessment, result: Score) -> Iterator[str]:
    rated = [question_score.question.id for question_score in result.question_scores if question_score.state == LEVEL]
    bare = [id for id in rated if not assessment.answers.by_question[id].evidence]
    if rated:
        without = f"; not {join_words(bare)}" if bare and len(bare) < len(rated) else ""
        yield f"{len(rated) - len(bare)} of {sentences.many(len(rated), 'level')} {'names' if len(rated) - len(bare) == 1 else 'name'} evidence{without}"


def _change(assessment: Assessment, result: Score, earlier: Assessment) -> Iterator[str]:
    then = _same(earlier, assessment, result)
    if then is None:
        yield "It was not there last time"
        return
    yield f"Then {earlier.show_score(then) or 'none'}, now {assessment.show_score(result) or 'none'}"
    if result.score is None or then.score is None:
        return
    if have_common_basis(assessment, result, earlier, then):
        moved = sentences.format_change(assessment, result, then)
        yield f"{reduced(result.score)} − {reduced(then.score)} = {reduced(result.score - then.score)}, shown as {moved}"
    else:
        yield "The two do not rest on the same questions in the same words, so no difference is given"
    mine = {question_score.question.id for question_score in result.question_scores}
    for id, _, before, after in comparison.compare(assessment, earlier).changed:
        if id in mine:
            yield f"{id}: {before} then, {after} now"


def _same(earlier: Assessment, assessment: Assessment, result: Score) -> Score | None:
    """The result of the earlier assessment that stands for the same part."""
    if result is assessment.overall:
        return earlier.overall
    groups = next((view for view, found in assessment.views.items() if any(one is result for one in found)), "")
    parts = earlier.views.get(groups, ()) if groups else earlier.plays
    return next((one for one in parts if one.id == result.id), None)


def _focus(assessment: Assessment) -> Iterator[str]:
    measured = yardstick(assessment, assessment.plays)
    yield f"Proposed: the plays {measured.aim}"
    for play in assessment.plays:
        if play.score is not None:
            gap = measured.gaps[play.id]
            yield f"{play.id}: {reduced(gap)}, about {assessment.show(gap)}"
