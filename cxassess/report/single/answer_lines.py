"""An answer in a line: the question by name, what was answered, and the first words that were said to it."""

from __future__ import annotations

from cxassess.answers import NOT_APPLICABLE, NOT_ASKED, UNANSWERED, UNKNOWN
from cxassess.report.conditions import condition_sentence
from cxassess.report.sentences import format_answer, question_label
from cxassess.report.single.brief_model import Finding
from cxassess.report.single.findings import first_words, shorten_label
from cxassess.scoring import Assessment, QuestionScore

MAX_NAME = 60  # characters of a name: of a person or a question
MAX_TITLE = 80  # characters of the title of a play


def short_name(text: str, most: int = MAX_NAME) -> str:
    """A name on one line, cut at a word where it is longer than names are."""
    return shorten_label(text, most)


def short_title(text: str, most: int = MAX_TITLE) -> str:
    """The title of a play or group."""
    return short_name(text, most)


def answer_line(assessment: Assessment, question_score: QuestionScore, words: int) -> Finding:
    """An answer with at most so many words of its note or, where there is none, of the text of its level."""
    answer = assessment.answers.answer(question_score.id)
    text = answer.note or answer.reason or answer.agreed
    if question_score.state == NOT_ASKED:
        text = condition_sentence(assessment, question_score.question)
    elif not text.strip() and question_score.level:
        text = question_score.question.by_key[question_score.level].text
    name = short_name(question_label(question_score.question))
    return Finding(question_score.id, name, first_words(text, words), answer_in_sentence(question_score))


def answer_in_sentence(question_score: QuestionScore) -> str:
    """An answer within a sentence: `level 2, Ad hoc`, `not known`."""
    words = {UNKNOWN: "not known", NOT_APPLICABLE: "does not apply", UNANSWERED: "not answered", NOT_ASKED: "not asked"}
    answer = words.get(question_score.state) or format_answer(question_score)
    return answer[:1].lower() + answer[1:] if answer.startswith("Level ") else answer
