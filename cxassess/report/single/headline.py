"""The finding in one headline and two sentences: how far it is to the next level, and where strength and weakness lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from cxassess.report import gates
from cxassess.report.sentences import format_answer, format_date, format_scale, format_score, is_or_are, question_label
from cxassess.report.single.changes import Comparison
from cxassess.report.single.findings import share_of_possible
from cxassess.scoring import Assessment, QuestionScore, Score
from cxassess.scoring.measures import height
from cxassess.text import count_words, one_line, shorten_at_word

MAX_TITLE = 60  # characters of the title of a play in a sentence


def has_result(assessment: Assessment) -> bool:
    """Whether at least half of the questions that apply are answered with a level: fewer say nothing about the whole."""
    counts = assessment.overall.counts
    return assessment.overall.score is not None and 2 * counts.answered >= counts.applicable > 0


def headline(assessment: Assessment) -> str:
    """The finding: how many questions reach the next level and how many it needs; the score where there are no levels."""
    counts, overall = assessment.overall.counts, assessment.overall
    if not counts.applicable:
        return "No question applies, so there is no result."
    if not counts.answered:
        return f"None of the {count_words(counts.applicable, 'question')} that {_apply(counts.applicable)} has a level yet."
    if not has_result(assessment):
        return f"Only {counts.answered} of {count_words(counts.applicable, 'question')} that apply {is_or_are(counts.answered)} answered: too few for a result."
    gate = assessment.playbook.scoring.gate
    if overall.possible is not None:
        band = f", in the range {one_line(overall.band.label)}" if overall.band else ""
        return f"{format_score(assessment, overall).removesuffix(' possible')} points{band}."
    if gate is not None and overall.gate is not None:
        return _level_headline(assessment)
    band = f", in the band “{one_line(overall.band.label)}”" if overall.band else ""
    return f"The score is {format_score(assessment, overall)} on a scale {format_scale(assessment.playbook)}{band}."


def _apply(count: int) -> str:
    return "applies" if count == 1 else "apply"


def _level_headline(assessment: Assessment) -> str:
    """How many questions are at the next level or stage, and what it needs."""
    overall, following = assessment.overall, gates.next_level(assessment, assessment.overall)
    if following is None:
        return f"{_level_reached(assessment)[:1].upper()}{_level_reached(assessment)[1:]}, the highest, is reached."
    if gates.level_reached(assessment, overall) is None and gates.is_open(assessment, overall):
        open_count = len(following.open)
        return f"{open_count} of {count_words(following.applicable, 'question')} {'has' if open_count == 1 else 'have'} no level yet: too many to say which level is reached."
    missing = [*following.below, *(one.question for one in following.open)]
    if following.needed == following.applicable and len(missing) == 1:
        return f"{following.reached} of {following.applicable} questions reach {_named(following.name)}; {question_label(missing[0])} does not."
    verb = "reaches" if following.reached == 1 else "reach"
    start = f"{following.reached or 'None'} of {count_words(following.applicable, 'question')} {verb} {_named(following.name)}"
    if following.reached < following.needed:
        return f"{start}; {'all' if following.needed == following.applicable else following.needed} are needed."
    low = len(following.too_low)
    return f"{start}, but {low} {is_or_are(low)} below level {following.number - 1}, which it does not allow."


def moved(comparison: Comparison) -> str:
    """How many answers fell and rose since last time, of those that can be compared; '' where none can."""
    fell, rose, compared, said = len(comparison.fell), len(comparison.rose), comparison.compared, comparison.terms
    answers = count_words(compared, "answer" if comparison.overall.is_whole else "comparable answer")
    if not compared:
        return ""
    if not fell and not rose:
        every = f"all {answers} are" if compared > 1 else f"the one {answers.removeprefix('1 ')} is"
        return f"{said.since}, {every} the same."
    if not fell:
        return f"{said.since}, {rose} of {answers} {said.rose[rose > 1]} and none {said.fell[0]}."
    return f"{said.since}, {fell} of {answers} {said.fell[fell > 1]} and {rose or 'none'} {said.rose[rose > 1]}."


def lead_sentences(assessment: Assessment, parts: Sequence[Score]) -> Iterator[str]:
    """The level, score and target; then where the strength lies and where the weakness gathers."""
    if not has_result(assessment):
        return
    counts = assessment.overall.counts
    if counts.unanswered:
        rest = counts.applicable - counts.unanswered
        yield f"{count_words(counts.unanswered, 'question')} {is_or_are(counts.unanswered)} not answered yet; this page is about the other {rest}."
    yield from _result_sentence(assessment)
    yield from _story(assessment, parts)


def _result_sentence(assessment: Assessment) -> Iterator[str]:
    """The level reached with score and target; without a level the target alone, since the headline says the score."""
    overall, gate = assessment.overall, assessment.playbook.scoring.gate
    score = f"score {format_score(assessment, overall)}"
    target = _target(assessment)
    aside = f" ({'; '.join(filter(None, [score, target]))})"
    reached = gates.level_reached(assessment, overall)
    if gate is None or overall.gate is None:
        if target:
            yield f"The {target}."
    elif reached is None:
        yield f"The {score} counts {count_words(overall.counts.answered, 'answer')}{'; the ' + target if target else ''}."
    else:
        yield f"We are at {_level_reached(assessment)}{aside}."


def _level_reached(assessment: Assessment) -> str:
    """`level 2 of 5, “Ad hoc”`, `stage 1 of 3`."""
    number, _, name = gates.format_level_reached(assessment, assessment.overall).partition(", ")
    level = number if number.startswith("stage") else f"level {number}"
    return f"{level}, “{name}”" if name else level


def _named(level: str) -> str:
    """`level 3, In part` with its name in parentheses."""
    number, _, name = level.partition(", ")
    return f"{number} ({name})" if name else number


def _target(assessment: Assessment) -> str:
    """`target 3.10 by September 30, 2027`; '' without one."""
    overall = assessment.overall
    if overall.target is None:
        return ""
    wanted = assessment.answers.targets[overall.id]
    return f"target {assessment.show(overall.target)}{' by ' + format_date(wanted.by) if wanted.by else ''}"


def _story(assessment: Assessment, parts: Sequence[Score]) -> Iterator[str]:
    """Where the strength lies, and where the lowest answers gather: in a part that has a third or more of them."""
    scored = [part for part in parts if part.score is not None]
    if len(scored) < 2 or len({share_of_possible(part) for part in scored}) < 2:
        return
    best, worst = max(scored, key=share_of_possible), min(scored, key=share_of_possible)
    strong = f"We are strongest in {_name(best)} ({format_score(assessment, best)})"
    low = [one for one in assessment.overall.answered if height(one) == 0]
    counts = {part.id: [one for one in low if one in part.question_scores] for part in parts}
    most = max(parts, key=lambda part: (len(counts[part.id]), -share_of_possible(part)))
    gathered = counts[most.id]
    if len(gathered) > 1 and Fraction(len(gathered), len(low)) >= Fraction(1, 3) and most.id != best.id:
        yield f"{strong}. {_count_of(gathered, low)} in {_name(most)}."
    else:
        yield f"{strong} and weakest in {_name(worst)} ({format_score(assessment, worst)})."


def _count_of(gathered: Sequence[QuestionScore], low: Sequence[QuestionScore]) -> str:
    """`3 of the 7 answers at level 1 are`; `All 3 answers “no” are`."""
    words = {format_answer(one) for one in low}
    which = "at the lowest level"
    if len(words) == 1:
        word = words.pop().partition(",")[0]
        which = f"at {word[:1].lower()}{word[1:]}" if word.startswith("Level ") else f"“{word}”"
    if len(gathered) == len(low):
        return f"All {len(low)} answers {which} are"
    return f"{len(gathered)} of the {len(low)} answers {which} are"


def _name(part: Score) -> str:
    return shorten_at_word(part.title, MAX_TITLE) or part.id
