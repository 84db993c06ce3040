"""The finding in one headline and two sentences: how far it is to the next level, and where strength and weakness lie."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction

from cxassess.report import gates
from cxassess.report.sentences import format_answer, format_date, format_scale, format_score, is_or_are, question_label
from cxassess.report.single.comparison_model import Comparison
from cxassess.report.single.findings import share_of_possible
from cxassess.scoring import Assessment, QuestionScore, Score
from cxassess.scoring.measures import height
from cxassess.text import count_words, join_words, one_line, shorten_at_word

MAX_TITLE = 60  # characters of the title of a play in a sentence
MAX_FALLEN = 2  # answers that fell named
MAX_TIED = 3  # plays named that are equally strong or weak


def has_result(assessment: Assessment) -> bool:
    """Whether there is a score of at least half of the questions that apply."""
    return assessment.overall.score is not None and assessment.overall.counts.half_answered


def headline(assessment: Assessment) -> str:
    """The finding: how many questions reach the next level and how many it needs; the score where there are no levels."""
    counts, overall = assessment.overall.counts, assessment.overall
    if not counts.applicable:
        return "No question applies, so there is no result."
    if not counts.answered:
        return f"None of the {count_words(counts.applicable, 'question')} that {'applies' if counts.applicable == 1 else 'apply'} has a level yet."
    if not has_result(assessment):
        return f"Only {counts.answered} of {count_words(counts.applicable, 'question')} that apply {is_or_are(counts.answered)} answered: too few for a result."
    if overall.possible is not None:
        return f"We have {format_score(assessment, overall).removesuffix(' possible')} points{_range(assessment)}."
    if state := gates.level_state(assessment, overall):
        return _level_headline(assessment, state)
    band = f", in the band “{one_line(overall.band.label)}”" if overall.band else ""
    return f"The score is {format_score(assessment, overall)} on a scale {format_scale(assessment.playbook)}{band}."


def _range(assessment: Assessment) -> str:
    """`, the middle of 3 ranges (11–20)`."""
    band, bands = assessment.overall.band, assessment.playbook.scoring.bands
    if band is None:
        return ""
    words = {0: "lowest", len(bands) - 1: "highest"}
    words.setdefault((len(bands) - 1) // 2 if len(bands) % 2 else -1, "middle")
    which = words.get(bands.index(band)) if len(bands) > 1 else None
    label = one_line(band.label)
    return f", the {which} of {len(bands)} ranges ({label})" if which else f", in the range {label}"


def _level_headline(assessment: Assessment, state: gates.LevelState) -> str:
    """The level or stage reached, how many questions are at the next one, and how many it needs."""
    following = state.following
    if following is None:
        return f"{_level_reached(assessment)}, the highest there is."
    if state.is_open:
        open_count = len(following.open)
        return f"{open_count} of {count_words(following.applicable, 'question')} {'has' if open_count == 1 else 'have'} no level yet: too many to say which level is reached."
    start = "" if state.reached is None else f"{_level_reached(assessment)}. "
    name = following.name.partition(", ")[0].capitalize()
    count = f"{following.reached or 'none'} {'reaches' if following.reached == 1 else 'reach'} it"
    if following.reached >= following.needed:
        low = len(following.too_low)
        return f"{start}{following.reached} of {count_words(following.applicable, 'question')} reach {name.lower()}, but {low} {is_or_are(low)} below level {following.number - 1}, which it does not allow."
    if following.needed < following.applicable:
        return f"{start}{name} needs {following.needed} of {count_words(following.applicable, 'question')}; {count}."
    if len(following.missing) == 1:
        return f"{start}{name} needs {_all_questions(following.applicable)}; “{question_label(following.missing[0])}” does not reach it."
    return f"{start}{name} needs {_all_questions(following.applicable)}; {count}."


def _all_questions(count: int) -> str:
    """`all 11 questions`, `both questions`."""
    return {1: "its one question", 2: "both questions"}.get(count, f"all {count} questions")


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


def what_fell(comparison: Comparison) -> str:
    """The answers that fell, by name, where they are few: `What fell: “Customer types”.`; else ''."""
    if comparison.other_subject or not 0 < len(comparison.fell) <= MAX_FALLEN:
        return ""
    names = (f"“{shorten_at_word(one.question, MAX_TITLE)}”" for one in comparison.fell)
    return f"What fell: {join_words(names)}."


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
    """The score and the target, and what the levels of the headline are called."""
    overall, state = assessment.overall, gates.level_state(assessment, assessment.overall)
    target = _target(assessment)
    if state and state.gate.by == "share":
        yield from _level_names(assessment, state)
    if state and overall.possible is not None:
        by_stage, missing = state.gate.by == "stage", ""
        nothing = "No stage" if by_stage else "No level"
        if following := state.following:
            short = following.applicable - following.reached
            lacking = f"{'does' if short == 1 else 'do'} not reach level {following.number}"
            if by_stage:
                lacking = f"of {following.name} {is_or_are(short)} not answered {join_words(state.gate.passing, 'or')}"
            missing = f"; {short} of the {count_words(following.applicable, 'question')} {lacking}"
        yield f"{nothing if state.reached is None else _level_reached(assessment)} is reached{missing}."
    if overall.possible is None and (state or target):
        of = "plays" if assessment.playbook.scoring.overall == "plays" else "answers"
        score = f"The score, the average of the {of}, is {format_score(assessment, overall)}"
        yield f"{score}; the {target}." if target else f"{score}."
    elif target:
        yield f"The {target}."


def _level_names(assessment: Assessment, state: gates.LevelState) -> Iterator[str]:
    """What the level reached and the next one are called."""
    scale, following = assessment.playbook.scale_by_key, state.following
    numbers = [number for number in (state.reached, following.number if following else None) if number is not None]
    names = [
        f"level {number} is “{one_line(scale[str(number)].name)}”" for number in numbers if scale[str(number)].name
    ]
    if names:
        text = join_words(names)
        yield f"{text[:1].upper()}{text[1:]}."


def _level_reached(assessment: Assessment) -> str:
    """`Level 2 of 5`, `Stage 1 of 3`."""
    number = gates.format_level_reached(assessment, assessment.overall).partition(", ")[0]
    return number.capitalize() if number.startswith("stage") else f"Level {number}"


def _target(assessment: Assessment) -> str:
    """`target is 3.10 by September 30, 2027`; '' without one."""
    overall = assessment.overall
    if overall.target is None:
        return ""
    wanted = assessment.answers.targets[overall.id]
    return f"target is {assessment.show(overall.target)}{' by ' + format_date(wanted.by) if wanted.by else ''}"


def _story(assessment: Assessment, parts: Sequence[Score]) -> Iterator[str]:
    """Where the strength lies, and where the lowest answers gather: in a part that has a third or more of them."""
    scored = [part for part in parts if part.score is not None]
    if len(scored) < 2 or len({share_of_possible(part) for part in scored}) < 2:
        return
    best, worst = (_at_end(scored, end) for end in (max, min))
    strong = f"We are strongest in {_names(assessment, best)}"
    low = [one for one in assessment.overall.answered if height(one) == 0]
    counts = {part.id: [one for one in low if one in part.question_scores] for part in parts}
    most = max(parts, key=lambda part: (len(counts[part.id]), -share_of_possible(part)))
    gathered = counts[most.id]
    if len(gathered) > 1 and Fraction(len(gathered), len(low)) >= Fraction(1, 3) and most not in best:
        yield f"{strong}. {_count_of(gathered, low)} in {_name(most)}."
    else:
        yield f"{strong} and weakest in {_names(assessment, worst)}."


def _at_end(scored: Sequence[Score], end: Callable[[Iterable[Fraction]], Fraction]) -> list[Score]:
    """The parts that share the highest or the lowest score."""
    place = end(map(share_of_possible, scored))
    return [part for part in scored if share_of_possible(part) == place]


def _names(assessment: Assessment, parts: Sequence[Score]) -> str:
    """Parts with the same score, and how many of their answers it counts where some are missing."""
    score = format_score(assessment, parts[0]).removesuffix(" possible")
    if len(parts) > 1:
        first = join_words(map(_name, parts[:MAX_TIED]))
        names = f"{_name(parts[0])} and {len(parts) - 1} others" if len(parts) > MAX_TIED else first
        return f"{names} ({score} each)"
    counts = parts[0].counts
    missing = f" from {counts.answered} of {counts.applicable} answers" if counts.answered < counts.applicable else ""
    return f"{_name(parts[0])} ({score}{missing})"


def _count_of(gathered: Sequence[QuestionScore], low: Sequence[QuestionScore]) -> str:
    """`Of the 7 answers at level 1, 3 are`; `All 3 answers “no” are`."""
    words = {format_answer(one) for one in low}
    which = "at the lowest level"
    if len(words) == 1:
        word = words.pop().partition(",")[0]
        which = f"at {word[:1].lower()}{word[1:]}" if word.startswith("Level ") else f"“{word}”"
    if len(gathered) == len(low):
        return f"All {len(low)} answers {which} are"
    return f"Of the {len(low)} answers {which}, {len(gathered)} are"


def _name(part: Score) -> str:
    return shorten_at_word(part.title, MAX_TITLE) or part.id
