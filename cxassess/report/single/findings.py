"""What works and what does not: the strongest and weakest answers, chosen by one rule for the brief and for each play."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from cxassess.answers import NOT_APPLICABLE, NOT_ASKED, UNANSWERED, UNKNOWN
from cxassess.charts.widths import RARE
from cxassess.report.conditions import condition_sentence
from cxassess.report.figures import scale
from cxassess.report.sentences import format_answer, question_label
from cxassess.report.single.brief_model import Finding
from cxassess.scoring import Assessment, QuestionScore, Score
from cxassess.scoring.measures import height
from cxassess.text import one_line, safe_text, shorten_at_word

MAX_A_PLAY = 2  # of one play, where there are enough plays to choose from
MANY_PLAYS = 3  # with fewer plays, one may give all findings
MAX_WORDS, MAX_CHARACTERS = 25, 170  # of a text on the brief
NAMED_LENGTH, MIN_CHARACTERS = 32, 3  # of a character that a PDF prints by its name; of a text of such
MIN_SENTENCE = 6  # words that are said at least, if more follow
MAX_NAME = 60  # characters of a name: of a person or a question
MAX_TITLE = 80  # characters of the title of a play
MIN_CLAUSE = 8  # words that a text keeps at least when it is cut at the end of a clause

# The end of a sentence: not behind a single letter (U.S., e.g.) nor behind a short form that goes on with a capital.
_SENTENCE_END = re.compile(
    r"(?<![A-Za-z]\.[A-Za-z])(?<!\b[A-Z])(?<!\bNo)(?<!\bDr)(?<!\bvs)(?<!\bMr)(?<!\bMs)[.!?…]+[\"”’)]*(?=\s+\S)"
)


def choose_findings(
    assessment: Assessment, parts: Sequence[Score], focus: Sequence[str], most: int
) -> tuple[list[QuestionScore], list[QuestionScore]]:
    """The strongest and the weakest answers, best and worst first; both empty where all answers are equally high.

    Strong: what applies for all who answered, the highest first, with evidence before without, then high confidence. Weak: the lowest first, those of
    focus plays, then of the lowest play, before others, then by weight and high confidence. Ties follow the playbook.
    None is at the end of its levels that the other list is about, none is on both sides, and of one play come two at
    most where there are three plays or more.

    focus: the ids of the plays or groups to concentrate on.
    """
    places = _first_parts(parts)
    answered = [one for one in assessment.overall.answered if one.id in places]
    if len(set(map(height, answered))) < 2:
        return [], []
    ranks = _part_ranks(parts, focus)
    strong = sorted(
        (one for one in answered if _is_strong(assessment, one)), key=lambda one: _strength(assessment, one)
    )
    strong = _limited(strong, places, min(most, len(answered) // 2), len(parts))
    weak = sorted(
        (one for one in answered if height(one) < 1 and one not in strong),
        key=lambda one: (height(one), ranks[places[one.id]], *doubts(assessment, one)),
    )
    weak = _limited(weak, places, min(most, len(answered) // 2), len(parts))
    if not strong:
        return [], weak
    shared = {height(one) for one in strong} & {height(one) for one in weak}
    strong = [one for one in strong if height(one) not in shared] or strong
    return strong, [one for one in weak if height(one) not in shared and height(one) < height(strong[0])]


def _first_parts(parts: Sequence[Score]) -> dict[str, str]:
    """The play, or the first group, of each question by its id."""
    places: dict[str, str] = {}
    for part in parts:
        for one in part.question_scores:
            places.setdefault(one.id, part.id)
    return places


def _part_ranks(parts: Sequence[Score], focus: Sequence[str]) -> dict[str, int]:
    """0 for plays to concentrate on, 1 for the lowest play, 2 for the others."""
    scored = [part for part in parts if part.score is not None]
    lowest = min(scored, key=share_of_possible).id if scored else ""
    return {part.id: 0 if part.id in focus else 1 if part.id == lowest else 2 for part in parts}


def share_of_possible(part: Score) -> Fraction:
    """A score by which plays are compared: where scores are sums, as a share of what was possible."""
    return scale.place_of(part, part.score) or Fraction(0)


def by_score(parts: Sequence[Score]) -> list[Score]:
    """Plays or groups with questions, the highest score first, those without a score last."""
    return [part for part in scale.by_score(parts) if part.question_scores]


def _is_strong(assessment: Assessment, one: QuestionScore) -> bool:
    """Whether an answer can be a strength: not at the end of its levels, and not one that does not apply for some."""
    return height(one) > 0 and not assessment.answers.by_question[one.id].is_split


def _strength(assessment: Assessment, one: QuestionScore) -> tuple[Fraction, bool, bool, int]:
    answer = assessment.answers.by_question[one.id]
    return -height(one), not answer.evidence, answer.confidence != "high", -one.question.weight.micro


def doubts(assessment: Assessment, one: QuestionScore) -> tuple[int, bool]:
    """By what equally low answers are ranked: weight, then high confidence."""
    return -one.question.weight.micro, assessment.answers.by_question[one.id].confidence != "high"


def _limited(ranked: Sequence[QuestionScore], places: dict[str, str], most: int, plays: int) -> list[QuestionScore]:
    """The first so many, of one play at most two where there are three plays or more."""
    chosen: list[QuestionScore] = []
    for one in ranked:
        same = sum(1 for other in chosen if places[other.id] == places[one.id])
        if len(chosen) < most and (plays < MANY_PLAYS or same < MAX_A_PLAY):
            chosen.append(one)
    return chosen


def finding(assessment: Assessment, one: QuestionScore, words: int) -> Finding:
    """A question by its name with what was said about it: the sentences of the note that fit, else the first of the level's text."""
    said = first_words(assessment.answers.by_question[one.id].note, words)
    text = said or first_sentence(one.question.by_key[one.level].text)
    answer = format_answer(one)
    return Finding(
        id=one.id,
        name=question_label(one.question),
        text=shorten_words(text, words),
        level=answer[:1].lower() + answer[1:].partition(",")[0] if answer.startswith("Level ") else answer,
    )


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


def _max_characters(words: int) -> int:
    """How many characters a text of so many words may have."""
    return MAX_CHARACTERS * words // MAX_WORDS


def first_sentence(text: str) -> str:
    """The first sentence of a text on one line, with those after it while it is only a few words; a line end ends it too."""
    line = _first_line(text)
    return next((line[:end] for end in _sentence_ends(line) if len(line[:end].split()) >= MIN_SENTENCE), line)


def first_words(text: str, words: int) -> str:
    """The sentences of a text that fit into so many words; where the first does not, its start and an ellipsis."""
    most, line = _max_characters(words), one_line(text)
    if len(line) <= most and len(line.split()) <= words:
        return shorten_words(line, words)
    ends = [end for end in _sentence_ends(line[: 2 * most]) if end <= most and len(line[:end].split()) <= words]
    is_enough = bool(ends) and len(line[: ends[-1]].split()) >= min(MIN_SENTENCE, words // 2)
    return shorten_words(line[: ends[-1]] if is_enough else line, words)


def _first_line(text: str) -> str:
    return one_line(next((line for line in safe_text(text).splitlines() if line.strip()), ""))


def _sentence_ends(line: str) -> list[int]:
    """Where the sentences of a line end, but for one that ends with the line."""
    return [end.end() for end in _SENTENCE_END.finditer(line)]


def short_name(text: str, characters: int = MAX_NAME) -> str:
    """A name on one line, cut at a word to so many characters as they are printed."""
    return shorten_at_word(text, _room(text, characters))


def short_title(text: str, most: int = MAX_TITLE) -> str:
    """The title of a play or group."""
    return short_name(text, most)


def _room(text: str, characters: int) -> int:
    """How many characters of a text fit: a PDF prints those that no font has by their long names."""
    length = 0
    for count, char in enumerate(text):
        length += NAMED_LENGTH if ord(char) >= RARE else 1
        if length > characters:
            return max(count, MIN_CHARACTERS)
    return characters


def shorten_words(text: str, words: int, characters: int | None = None) -> str:
    """The text with at most so many words and characters, by default as many as such words have: cut at the end of a clause, else at a word, with an ellipsis."""
    line = one_line(text)
    parts = line.split()
    characters = _room(line, characters or _max_characters(words))
    if len(parts) <= words and len(line) <= characters:
        return line
    start = shorten_at_word(" ".join(parts[:words]) + " …", characters).removesuffix("…").rstrip()
    clause = max(start.rfind(", "), start.rfind("; "), start.rfind(": "))
    if clause > 0 and len(start[:clause].split()) >= max(MIN_CLAUSE, words // 2):
        start = start[:clause]
    return f"{start.rstrip(' ,;:-.')}…"
