"""An answer in a line: the question by name, what was answered, and the first words that were said to it."""

from __future__ import annotations

from cxassess.answers import NOT_APPLICABLE, UNANSWERED, UNKNOWN
from cxassess.report.sentences import format_answer, question_label
from cxassess.report.single.brief_model import Finding
from cxassess.report.single.findings import RARE, max_characters, sentence_ends, shorten_words
from cxassess.scoring import Assessment, QuestionScore
from cxassess.text import one_line, shorten_at_word

MAX_NAME = 60  # characters of a name: of a person or a question
MAX_TITLE = 80  # characters of the title of a play


def short_name(text: str, most: int = MAX_NAME) -> str:
    """A name on one line, cut at a word where it is longer than names are."""
    return _limit_rare(shorten_at_word(text, most), most // 12 + 1)


def short_title(text: str) -> str:
    """The title of a play or group."""
    return short_name(text, MAX_TITLE)


def _limit_rare(text: str, most: int) -> str:
    """The text up to so many characters that a PDF prints by their long names, as no font has them."""
    places = [place for place, char in enumerate(text) if char >= RARE]
    return text if len(places) <= most else f"{text[: places[most]].rstrip()}…"


def first_words(text: str, words: int) -> str:
    """The sentences of a text that fit into so many words; where the first does not, its start and an ellipsis."""
    return _limit_rare(_first_words(text, words), max(1, words // 2))


def _first_words(text: str, words: int) -> str:
    most, line = max_characters(words), one_line(text)
    if len(line) <= most and len(line.split()) <= words:
        return shorten_words(line, words, most)
    fitting = [
        line[:end] for end in sentence_ends(line[: 2 * most]) if end <= most and len(line[:end].split()) <= words
    ]
    if fitting and 3 * len(fitting[-1].split()) >= words:
        return shorten_words(fitting[-1], words, most)
    return shorten_words(line, words, most)


def answer_line(assessment: Assessment, question_score: QuestionScore, words: int) -> Finding:
    """An answer with at most so many words of its note or, where there is none, of the text of its level."""
    answer = assessment.answers.answer(question_score.id)
    text = answer.note or answer.reason or answer.agreed
    if not text.strip() and question_score.level:
        text = question_score.question.by_key[question_score.level].text
    name = short_name(question_label(question_score.question))
    return Finding(question_score.id, name, first_words(text, words), answer_in_sentence(question_score))


def answer_in_sentence(question_score: QuestionScore) -> str:
    """An answer within a sentence: `level 2, Ad hoc`, `not known`."""
    words = {UNKNOWN: "not known", NOT_APPLICABLE: "does not apply", UNANSWERED: "not answered"}
    answer = words.get(question_score.state) or format_answer(question_score)
    return answer[:1].lower() + answer[1:] if answer.startswith("Level ") else answer
