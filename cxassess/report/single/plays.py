"""The section of a play, or of a group of a view: its score in sentences, its questions and examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cxassess.playbook import Play
from cxassess.playbook.shared_content import Example, SharedContent
from cxassess.report import gates, sentences
from cxassess.report.sentences import band_clause
from cxassess.report.single import profile
from cxassess.report.single.comparison import part_change
from cxassess.report.single.highlights import play_highlights
from cxassess.report.single.model import ExamplePart, Fact, PlayPart
from cxassess.report.single.plan import target_sentence
from cxassess.report.single.questions import question_part, safe_link
from cxassess.scoring import Assessment, QuestionScore, Score
from cxassess.scoring.measures import height, with_earlier
from cxassess.text import count_words, one_line

MAX_EXAMPLES = 2  # agency examples shown with a play


def play_parts(assessment: Assessment, earlier: Assessment | None, shared: SharedContent) -> Iterator[PlayPart]:
    """Every play, in order."""
    results = with_earlier(assessment, earlier, "")
    for play, (result, then) in zip(assessment.playbook.plays, results, strict=False):  # without the overall
        yield _part(assessment, result, earlier, then, list(result.question_scores), "play")._replace(
            intent=one_line(play.intent),
            examples=tuple(map(_example_part, _fitting_examples(shared.examples, play, result))),
            leader_questions=tuple(map(one_line, play.leader_questions)),
            resources=tuple(map(one_line, play.resources)),
        )


def group_parts(assessment: Assessment, earlier: Assessment | None, view: str) -> Iterator[PlayPart]:
    """Every group of a view, in order; a question of several groups is in the first of them."""
    printed: set[str] = set()
    for result, then in with_earlier(assessment, earlier, view):
        members = [question_score for question_score in result.question_scores if question_score.id not in printed]
        if result is not assessment.overall:
            yield _part(assessment, result, earlier, then, members, "group")
        elif members:  # what of the whole is in none of the groups
            reasons = tuple(profile.left_out_reasons(assessment, view))
            questions = tuple(question_part(assessment, one) for one in members)
            yield PlayPart("", "", "Not in a group", "", (), (), questions, elsewhere=reasons)
        printed.update(question_score.id for question_score in members)


def _part(
    assessment: Assessment,
    result: Score,
    earlier: Assessment | None,
    then: Score | None,
    members: list[QuestionScore],
    kind: str,
) -> PlayPart:
    named = {question_score.id for question_score in members}
    return PlayPart(
        id=result.id,
        key=result.id if kind == "play" else "",
        title=one_line(result.title),
        intent="",
        facts=tuple(_play_facts(assessment, result)),
        standing=tuple(_score_sentences(assessment, result, earlier, then, kind)),
        questions=tuple(question_part(assessment, one) for one in members),
        elsewhere=tuple(
            f"{question_score.id}: {one_line(question_score.question.text)} {sentences.format_answer(question_score)}"
            for question_score in result.question_scores
            if question_score.id not in named
        ),
    )


def _fitting_examples(examples: Mapping[str, Example], play: Play, result: Score) -> Iterator[Example]:
    """The agency examples that fit a play's answers best: those of its lowest questions, then those of the play."""
    low_first = sorted(result.answered, key=height)
    named = [name for question_score in low_first for name in question_score.question.examples]
    known = [name for name in dict.fromkeys((*named, *play.examples)) if name in examples]
    return (examples[name] for name in known[:MAX_EXAMPLES])


def _example_part(example: Example) -> ExamplePart:
    return ExamplePart(
        agency=one_line(example.agency),
        year=one_line(example.year),
        what=one_line(example.what),
        result=one_line(example.result),
        source=one_line(example.source),
        link=safe_link(example.link),
        rights=one_line(example.rights),
    )


def _play_facts(assessment: Assessment, result: Score) -> Iterator[Fact]:
    row = profile.profile_row(assessment, result)
    for label, value in (
        ("Score", row.score),
        ("Band", row.band),
        ("Level reached", gates.format_level_reached(assessment, result)),
        ("Target", row.target),
        ("Answered", row.answered),
    ):
        if value:
            yield Fact(label, value)


def _score_sentences(
    assessment: Assessment, result: Score, earlier: Assessment | None, then: Score | None, kind: str
) -> Iterator[str]:
    counts = result.counts
    if counts.applicable == 0:
        yield (
            f"No question in this {kind} is applicable." if result.question_scores else f"This {kind} has no questions."
        )
        return
    if result.score is None:
        none = f"none of {counts.applicable} applicable questions has an"
        if counts.applicable == 1:
            none = "the one applicable question has no"
        yield f"There is no score: {none} answer that counts."
        return
    yield f"The score is {sentences.format_score(assessment, result)}{band_clause(assessment, result)}"
    if counts.answered != counts.applicable:
        yield f"It is based on {counts.answered} of {count_words(counts.applicable, 'applicable question')}."
    yield from play_highlights(result)
    if result.target is not None:
        yield target_sentence(assessment, result)
    yield from gates.level_sentences(assessment, result)
    if earlier is not None and then is not None:
        yield from _change_sentence(assessment, result, earlier, then)


def _change_sentence(assessment: Assessment, result: Score, earlier: Assessment, then: Score) -> Iterator[str]:
    change = part_change(assessment, result, earlier, then)
    if not change.change:
        yield "No answer can be compared with last time."
    elif change.is_whole:
        same = change.then == change.now
        yield f"Last time it scored {change.then}{' as well.' if same else f'; the change is {change.change}.'}"
    else:
        yield f"On the questions that can be compared, {change.counted}, it scored {change.then} last time and {change.now} now ({change.change})."
