"""Where several people answered: each question's votes as marks over its levels, and how far apart they lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from cxassess.charts.labels import truncate
from cxassess.charts.model import MIDDLE, Point, Text, Tick, VoteChart, Votes
from cxassess.charts.widths import reserved_width
from cxassess.playbook import Question
from cxassess.playbook.names import name_question
from cxassess.report.agreement import answer_spread, differences, given_answers
from cxassess.report.sentences import format_answer
from cxassess.scoring import Assessment, QuestionScore
from cxassess.scoring.votes import VoteSpread
from cxassess.text import count_words, join_words

CHART_WIDTH, MARGIN = 1100, 90  # of a chart, and beside its outermost levels
KEY_SIZE, MARK_STEP = 105, 125  # of the keys, and from mark to mark in a pile
MAX_PILE = 6  # the most marks in a pile; where a level has more votes all piles are drawn smaller and counted
MAX_LEVELS = 10  # more levels than this are not drawn
WIDE_DISTANCE = 2  # levels apart from which votes lie wide apart


def draw_votes(assessment: Assessment) -> Votes | None:
    """What is drawn of the votes; None where nobody voted."""
    voted = [one for one in assessment.question_scores if _votes_by_level(assessment, one)]
    if not voted:
        return None
    charts = tuple(_chart(assessment, one) for one in voted if len(one.question.levels) <= MAX_LEVELS)
    key = "In the drawings, a dot is a vote and the box marks the answer."
    if any(chart.counts for chart in charts):
        key += " Where there are many votes, the number above the dots is the number of votes."
    return Votes(sentence=_votes_sentence(assessment, voted), caption=key if charts else "", charts=charts)


def _votes_by_level(assessment: Assessment, question_score: QuestionScore) -> Counter[int]:
    """How many votes each level got, by its place in the question's order."""
    answer = assessment.answers.by_question.get(question_score.id)
    order = {level.key: place for place, level in enumerate(question_score.question.levels)}
    return Counter(order[vote.level] for vote in (answer.counted if answer else ()) if vote.level in order)


def _distances(assessment: Assessment, question_scores: Sequence[QuestionScore]) -> list[int]:
    """How many levels lie between the lowest and the highest vote, of each question with several votes."""
    by_question = [_votes_by_level(assessment, question_score) for question_score in question_scores]
    return [max(votes) - min(votes) for votes in by_question if votes.total() > 1]


def _count_wide(distances: Sequence[int]) -> int:
    return sum(distance >= WIDE_DISTANCE for distance in distances)


def _votes_sentence(assessment: Assessment, voted: Sequence[QuestionScore]) -> str:
    """On how many questions people answer differently, how far votes lie apart, and where they agree least."""
    distances, different = _distances(assessment, voted), len(differences(assessment))
    given = [given_answers(one.question, assessment.answers.answer(one.id)) for one in assessment.question_scores]
    counts = [sum(map(len, one.values())) for one in given]
    several, single = sum(count > 1 for count in counts), counts.count(1)
    sentences = []
    if several:
        sentences.append(f"Several people answered {_how_answered(several, different)}.")
    if several > 1 and distances:
        wide = _how_many(_count_wide(distances), several)
        sentences.append(f"The votes on {wide} are two or more levels apart.")
    elif any(distances):
        sentences.append(f"Their votes are {count_words(distances[0], 'level')} apart.")
    if several > 1 and any(distances):
        spread, question = min(_spreads(assessment, voted), key=lambda pair: pair[0].consensus)
        scale = "1: all votes the same; 0: half at either end"
        sentences.append(f"Consensus is lowest on {name_question(question)}: {spread.shown} ({scale}).")
    if single:
        sentences.append(f"{count_words(single, 'question')} {'has' if single == 1 else 'have'} only one vote.")
    return " ".join(sentences)


def _how_answered(several: int, different: int) -> str:
    """`58 questions: 5 with the same answer, 53 with different answers`, in the words of a merge."""
    questions = count_words(several, "question")
    if different in (0, several):
        each = "each " if several > 1 else ""
        return f"{questions}, {each}with {'different answers' if different else 'the same answer'}"
    return f"{questions}: {several - different} with the same answer, {different} with different answers"


def _spreads(assessment: Assessment, voted: Sequence[QuestionScore]) -> Iterator[tuple[VoteSpread, Question]]:
    for one in voted:
        spread = answer_spread(one.question, assessment.answers.answer(one.id))
        if spread:
            yield spread, one.question


def _how_many(some: int, all: int) -> str:
    """`none of them`, `2 of them`, `both`, `all of them`."""
    if some == all:
        return "both" if all == 2 else "all of them"
    return f"{some or 'none'} of them"


def _chart(assessment: Assessment, question_score: QuestionScore) -> VoteChart:
    counts = _votes_by_level(assessment, question_score)
    most = max(counts.values())
    piles = {level: -(-count * min(most, MAX_PILE) // most) for level, count in sorted(counts.items())}
    base = MARK_STEP * (max(piles.values()) + (most > MAX_PILE)) + 40
    places = _level_places(len(question_score.question.levels))
    points = [Point(places[level], base - 75 - MARK_STEP * n) for level, high in piles.items() for n in range(high)]
    counted = tuple(
        Text(places[level], base - 40 - MARK_STEP * high, str(counts[level]), MIDDLE, True, KEY_SIZE)
        for level, high in piles.items()
        if most > MAX_PILE
    )
    return VoteChart(
        id=question_score.id,
        width=CHART_WIDTH,
        height=base + 210,
        base=base,
        ticks=tuple(_ticks(question_score, places, base)),
        votes=tuple(points),
        counts=counted,
        alt=_alt(question_score, counts),
    )


def _level_places(count: int) -> list[int]:
    """Where the levels lie from left to right; a single one in the middle."""
    if count == 1:
        return [CHART_WIDTH // 2]
    gap = min((CHART_WIDTH - 2 * MARGIN) // (count - 1), 400)
    first = (CHART_WIDTH - gap * (count - 1)) // 2
    return [first + gap * n for n in range(count)]


def _ticks(question_score: QuestionScore, places: Sequence[int], base: int) -> Iterator[Tick]:
    """The levels with their keys, left away where they do not fit, and a box around the answer."""
    gap = places[1] - places[0] - 40 if len(places) > 1 else CHART_WIDTH
    for level, x in zip(question_score.question.levels, places, strict=True):
        is_answer = level.key == question_score.level
        words = truncate(level.key, min(gap, 2 * min(x, CHART_WIDTH - x)), KEY_SIZE, bold=is_answer)
        wide = max(reserved_width(words, KEY_SIZE, bold=is_answer), 60) + 70
        texts = (Text(x, base + 140, words, MIDDLE, is_answer, KEY_SIZE),) if words else ()
        yield Tick(x, texts, (max(x - wide // 2, 15), wide) if is_answer else None)


def _alt(question_score: QuestionScore, counts: Counter[int]) -> str:
    """The votes in words: `P2.3: 1 at level 2, 2 at level 3 and 1 at level 4. Answer: level 3.`"""
    levels = question_score.question.levels
    parts = [f"{count} at {_level_phrase(levels[level].key)}" for level, count in sorted(counts.items())]
    return f"Votes on {question_score.id}: {join_words(parts)}. Answer: {format_answer(question_score)}."


def _level_phrase(key: str) -> str:
    return f"level {key}" if key.isdecimal() else key
