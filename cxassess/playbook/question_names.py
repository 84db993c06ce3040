"""What a question is called in tables and sentences: its name, or the start of its text, with its id."""

from collections.abc import Iterable, Mapping

from cxassess.playbook.model import Question
from cxassess.text import join_some, one_line, shorten_at_word

MAX_LABEL = 60  # characters of a question's text where it has no name
MAX_NAMED = 6  # questions named in a sentence; of more the rest is counted


def question_label(question: Question, most: int = MAX_LABEL) -> str:
    """The name of a question; its text, cut at a word to `most` characters, where it has none."""
    return one_line(question.name) or shorten_at_word(question.text, most)


def name_question(question: Question) -> str:
    """A question in a sentence: `Customer types (P1.1)`, or its text in quotes where it has no name."""
    label = question_label(question)
    return f"{label} ({question.id})" if question.name else f'"{label}" ({question.id})'


def name_questions(questions: Iterable[Question], most: int = MAX_NAMED) -> str:
    """Questions in a sentence, the rest counted when they are many: `Customer types (P1.1), … and 3 more`."""
    return join_some(map(name_question, questions), most)


def name_ids(questions: Mapping[str, Question], ids: Iterable[str], most: int = MAX_NAMED) -> str:
    """Questions in a sentence by their ids; an id that is not among `questions` stays alone."""
    return join_some((name_question(questions[id]) if id in questions else id for id in ids), most)
