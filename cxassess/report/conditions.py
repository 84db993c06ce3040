"""Conditions of questions in words: when a question is asked, why it is not, and answers that do not count for it."""

from __future__ import annotations

from collections.abc import Iterator

from cxassess.answers import LEVEL, NOT_APPLICABLE, NOT_ASKED, UNANSWERED, UNKNOWN, Answer, Answers
from cxassess.answers.conditions import Conditions, decide_conditions, deciding_questions, open_deciding
from cxassess.playbook import Playbook, Question
from cxassess.playbook.question_names import name_question, name_questions
from cxassess.problems import Problem
from cxassess.scoring import Assessment
from cxassess.text import join_words

_STATES = {LEVEL: "answered", NOT_APPLICABLE: "answered as not applicable", UNKNOWN: "answered as not known"}
_NO_LEVEL = {
    NOT_ASKED: "is not asked either",
    NOT_APPLICABLE: "does not apply",
    UNKNOWN: "is not known",
    UNANSWERED: "is not answered",
}


def level_clause(keys: tuple[str, ...]) -> str:
    """`at level 3, 4 or 5`, or `answered yes` where levels are words."""
    words = join_words(keys, "or")
    return f"at level {words}" if all(key.isdecimal() for key in keys) else f"answered {words}"


def condition_clause(playbook: Playbook, question: Question) -> str:
    """`asked only if Research team (P1.3) is at level 3, 4 or 5`."""
    named = ((playbook.by_id[id], keys) for id, keys in question.when.items())
    return "asked only if " + join_words(f"{name_question(one)} is {level_clause(keys)}" for one, keys in named)


def otherwise_words(question: Question) -> str:
    """What counts where a question is not asked: `counted as level 1`, or `left out`."""
    if not question.otherwise:
        return "left out"
    return f"counted as {'level ' if question.otherwise.isdecimal() else ''}{question.otherwise}"


def why_not_asked(playbook: Playbook, answers: Answers, conditions: Conditions, question: Question) -> str:
    """Why a question is not asked, or not yet: `asked only if Research team (P1.3) is at level 3, 4 or 5; it is at level 2`."""
    deciding = list(deciding_questions(playbook, answers, conditions, question))
    is_one = len(question.when) == 1
    states = (
        f"{'it' if is_one else name_question(one)} {_present_answer(answers, conditions, one)}" for one in deciding
    )
    return f"{condition_clause(playbook, question)}; {join_words(states)}"


def condition_sentence(assessment: Assessment, question: Question) -> str:
    """A condition with the present answers to the questions that decide: `Asked only if …; it is at level 2.`"""
    playbook, answers, conditions = assessment.playbook, assessment.answers, assessment.conditions
    clause = why_not_asked(playbook, answers, conditions, question)
    return f"{clause[:1].upper()}{clause[1:]}."


def _present_answer(answers: Answers, conditions: Conditions, question: Question) -> str:
    """`is at level 2`, `is not known`."""
    if question.id in conditions.undecided:
        return "is not asked yet"
    level, state = conditions.level(answers, question), conditions.state(answers, question.id)
    if state == NOT_ASKED and level:
        return f"is not asked and {otherwise_words(question)}"
    return f"is {level_clause((level,))}" if level else _NO_LEVEL[state]


def undecided_sentences(assessment: Assessment) -> Iterator[str]:
    """On which answers it depends whether questions are asked; nothing where that is decided."""
    playbook, conditions = assessment.playbook, assessment.conditions
    undecided = [question for question in playbook.questions() if question.id in conditions.undecided]
    if undecided:
        deciding = name_questions(open_deciding(playbook, assessment.answers, conditions))
        yield f"Whether {name_questions(undecided)} {'is' if len(undecided) == 1 else 'are'} asked depends on {deciding}."


def condition_notes(playbook: Playbook, before: Answers, after: Answers) -> Iterator[str]:
    """What a change of answers means for questions with a condition: which are asked now or no longer, which answers count."""
    if not playbook.conditional or before is after:
        return
    old, new = decide_conditions(playbook, before), decide_conditions(playbook, after)
    lists: dict[str, list[Question]] = {"Not asked": [], "Now asked": []}
    for question in (question for question in playbook.questions() if question.when):
        id, answer = question.id, after.answer(question.id)
        is_new = answer[1:3] != before.answer(id)[1:3]
        if answer.state == UNANSWERED:
            if id in new.not_asked and id not in old.not_asked:
                lists["Not asked"].append(question)
            elif id in old.not_asked and new.is_asked(id):
                lists["Now asked"].append(question)
        elif not new.is_asked(id) and (is_new or old.is_asked(id)) and not _says_the_same(answer, question):
            yet = " yet" if id in new.undecided else ""
            why = why_not_asked(playbook, after, new, question)
            yield f"The answer to {name_question(question)} is kept, but does not count{yet}: {why}."
        elif new.is_asked(id) and not old.is_asked(id) and not is_new:
            yield f"The answer to {name_question(question)} counts now."
    for words, questions in lists.items():
        if len(questions) == 1 and words == "Not asked":
            yield f"Not asked: {name_question(questions[0])}, {why_not_asked(playbook, after, new, questions[0])}."
        elif questions:
            yield f"{words}: {name_questions(questions)}."


def _says_the_same(answer: Answer, question: Question) -> bool:
    """Whether an answer says `not applicable`, as a condition that is not met does where it leaves the question out."""
    return answer.state == NOT_APPLICABLE and not question.otherwise


def condition_warnings(assessment: Assessment) -> Iterator[Problem]:
    """A warning for each answer that does not count because its question is not asked, with the place of what decides it.

    One that says `not applicable` says the same as a condition that leaves the question out.
    """
    playbook, answers, conditions = assessment.playbook, assessment.answers, assessment.conditions
    for question in playbook.conditional:
        answer = answers.answer(question.id)
        if answer.state == UNANSWERED or conditions.is_asked(question.id) or _says_the_same(answer, question):
            continue
        is_open = question.id in conditions.undecided
        deciding = list(deciding_questions(playbook, answers, conditions, question))
        places = [f"{one.id} is at {answers.answer(one.id).where}" for one in deciding if one.id in answers.by_question]
        message = f"{name_question(question)} is {_STATES[answer.state]}, which does not count{' yet' if is_open else ''}: {why_not_asked(playbook, answers, conditions, question)}"
        hint = f"correct one of them, or remove the answer to {question.id}"
        if is_open:
            to_answer = [one.id for one in deciding if conditions.is_asked(one.id)]
            hint = f"answer {join_words(to_answer or [one.id for one in open_deciding(playbook, answers, conditions)])}"
        yield Problem(answer.where, message, f"{hint}; {', '.join(places)}" if places else hint, warning=True)
