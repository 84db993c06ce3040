"""Each play, or group of a view, in a few lines: score and target, strongest and weakest answer, and what comes next."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from cxassess.answers import Action
from cxassess.planning.actions import open_actions
from cxassess.playbook.shared_content import Example
from cxassess.report import gates, sentences
from cxassess.report.single.findings import (
    answer_in_sentence,
    answer_line,
    by_score,
    choose_findings,
    doubts,
    first_words,
    short_name,
    short_title,
)
from cxassess.report.single.headline import has_result
from cxassess.report.single.questions import safe_link
from cxassess.report.single.standard_model import ExamplePart, Fact, PlayBrief
from cxassess.scoring import Assessment, QuestionScore, Score
from cxassess.scoring.measures import height
from cxassess.text import one_line

MAX_EXAMPLES = 2  # agency examples shown with a play


def play_briefs(
    assessment: Assessment, parts: Sequence[Score], focus: Collection[str], words: int, title: int
) -> Iterator[PlayBrief]:
    """Every play or group that is no focus area, the highest score first; none where too little is answered for a result.

    words: of a note or a step; title: characters of a title.
    """
    for part in by_score(parts) if has_result(assessment) else ():
        if part.id in focus:
            continue
        high, low = choose_findings(assessment, [part], [part.id], 1)
        planned, steps = next_steps(assessment, part, 1, words)
        yield PlayBrief(
            id=part.id,
            title=short_title(part.title, title),
            facts=tuple(brief_facts(assessment, part)),
            strongest=tuple(answer_line(assessment, one, words) for one in high),
            weakest=tuple(answer_line(assessment, one, words) for one in low),
            alike="" if high or low else _alike(part),
            planned=planned,
            step=" ".join(steps),
        )


def _alike(part: Score) -> str:
    """That all answers of a play are equally high; '' where there are fewer than two."""
    answered = part.answered
    if len(answered) < 2:
        return ""
    return f"All {len(answered)} answers are alike: {answer_in_sentence(answered[0])}."


def brief_facts(assessment: Assessment, result: Score) -> Iterator[Fact]:
    """Score, level reached, target with its date, owner, and how much is answered where it is not all."""
    target = assessment.answers.targets.get(result.id)
    by = f" by {sentences.format_date_short(target.by)}" if target and target.by else ""
    counts = result.counts
    facts = (
        ("Score", sentences.format_score(assessment, result) or "none"),
        ("Level reached", gates.format_level_reached(assessment, result)),
        ("Target", f"{assessment.show(result.target)}{by}" if result.target is not None else "none set"),
        ("Owner", short_name(target.owner) if target else ""),
        ("Answered", f"{counts.answered} of {counts.applicable}" if counts.answered != counts.applicable else ""),
    )
    return (Fact(label, value) for label, value in facts if value)


def next_steps(assessment: Assessment, result: Score, most: int, words: int) -> tuple[bool, tuple[str, ...]]:
    """Whether actions are planned, and these; without one, the next steps that the lowest answers call for."""
    actions = [action for action in open_actions(assessment.answers.actions) if _is_for(action, result)]
    if actions:
        return True, tuple(_action_line(action, words) for action in actions[:most])
    low = proposed_answers(assessment, result)
    return False, tuple(first_words(one.question.next[one.level], words) for one in low[: min(most, 2)])


def weakest_answers(assessment: Assessment, result: Score) -> list[QuestionScore]:
    """The answers of a play below their highest level: the lowest first, then by weight and high confidence."""
    below = [one for one in result.answered if height(one) < 1]
    return sorted(below, key=lambda one: (height(one), *doubts(assessment, one)))


def proposed_answers(assessment: Assessment, result: Score) -> list[QuestionScore]:
    """The answers of a play from which a next step leads on, the lowest first."""
    return [one for one in weakest_answers(assessment, result) if one.level in one.question.next]


def _is_for(action: Action, result: Score) -> bool:
    """Whether an action is for a play, or for questions of a group."""
    return action.play == result.id or any(one.id in action.questions for one in result.question_scores)


def _action_line(action: Action, words: int) -> str:
    by = f"by {sentences.format_date_short(action.by)}" if action.by else ""
    who = ", ".join(filter(None, [short_name(action.owner), by]))
    return f"{first_words(action.text, words).rstrip('.')}{f' ({who})' if who else ''}."


def fitting_examples(examples: Mapping[str, Example], named: Sequence[str], result: Score) -> Iterator[ExamplePart]:
    """The agency examples that fit the answers best: those of the lowest questions, then those named by the play."""
    low_first = sorted(result.answered, key=height)
    of_questions = [name for question_score in low_first for name in question_score.question.examples]
    known = [name for name in dict.fromkeys((*of_questions, *named)) if name in examples]
    return (_example_part(examples[name]) for name in known[:MAX_EXAMPLES])


def _example_part(example: Example) -> ExamplePart:
    texts = (one_line(getattr(example, name)) for name in ExamplePart._fields)
    return ExamplePart(*texts)._replace(link=safe_link(example.link))
