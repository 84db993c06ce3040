"""Where several people answered: each question's votes as marks over its levels, and how far apart they lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxassess.charts.labels import fit
from cxassess.charts.model import MIDDLE, Point, Text, Tick, VoteChart, Votes
from cxassess.charts.widths import is_drawable, reserved_width
from cxassess.playbook import Question
from cxassess.playbook.question_names import name_question
from cxassess.report.agreement import differences, given_answers, level_words
from cxassess.report.sentences import format_answer
from cxassess.scoring import Assessment, QuestionScore
from cxassess.scoring.vote_spread import VoteSpread, spread_of_votes
from cxassess.text import count_words, join_words

CHART_WIDTH, MARGIN = 1100, 90  # of a chart, and beside its outermost levels
KEY_SIZE, MARK_STEP = 105, 125  # of the keys, and from mark to mark in a pile
MAX_PILE = 6  # the most marks in a pile; where a level has more votes all piles are drawn smaller and counted
MAX_LEVELS = 10  # more levels than this are not drawn
WIDE_DISTANCE = 2  # levels apart from which votes lie wide apart


def draw_votes(assessment: Assessment) -> Votes | None:
    """What is drawn of the votes; None where nobody voted."""
    voted = []
    for one in assessment.question_scores:
        votes = [vote.level for vote in assessment.answers.answer(one.id).counted]
        if spread := spread_of_votes(one.question, votes):
            voted.append((one, spread))
    if not voted:
        return None
    charts = tuple(_chart(one, spread) for one, spread in voted if len(one.question.levels) <= MAX_LEVELS)
    key = "In the drawings, a dot is a vote and the box marks the answer."
    if any(chart.counts for chart in charts):
        key += " Where there are many votes, the number above the dots is the number of votes."
    sentence = _votes_sentence(assessment, [(spread, one.question) for one, spread in voted if spread.n > 1])
    return Votes(sentence, caption=key if charts else "", charts=charts)


def _votes_sentence(assessment: Assessment, spreads: Sequence[tuple[VoteSpread, Question]]) -> str:
    """On how many questions people answer differently, how far votes lie apart, and where they agree least.

    spreads: of the questions with several votes.
    """
    distances, different = [spread.spread for spread, _ in spreads], len(differences(assessment))
    given = [given_answers(one.question, assessment.answers.answer(one.id)) for one in assessment.question_scores]
    counts = [sum(map(len, one.values())) for one in given]
    several, single = sum(count > 1 for count in counts), counts.count(1)
    sentences = []
    if several:
        sentences.append(f"Several people answered {_how_answered(several, different)}.")
    if several > 1 and distances:
        wide = _how_many(sum(distance >= WIDE_DISTANCE for distance in distances), several)
        sentences.append(f"The votes on {wide} are two or more levels apart.")
    elif any(distances):
        sentences.append(f"Their votes are {count_words(distances[0], 'level')} apart.")
    if several > 1 and any(distances):
        spread, question = min(spreads, key=lambda pair: pair[0].consensus)
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


def _how_many(some: int, all: int) -> str:
    """`none of them`, `2 of them`, `both`, `all of them`."""
    if some == all:
        return "both" if all == 2 else "all of them"
    return f"{some or 'none'} of them"


def _chart(question_score: QuestionScore, spread: VoteSpread) -> VoteChart:
    question = question_score.question
    places = _level_places(len(question.levels))
    at = dict(zip(question.by_key, places, strict=True))
    most = max(one.votes for one in spread.terms)
    piles = [(at[one.level.key], one.votes, -(-one.votes * min(most, MAX_PILE) // most)) for one in spread.terms]
    base = MARK_STEP * (max(high for _, _, high in piles) + (most > MAX_PILE)) + 40
    counts = (Text(x, base - 40 - MARK_STEP * high, f"{votes}", MIDDLE, True, KEY_SIZE) for x, votes, high in piles)
    given = join_words(f"{one.votes} at {level_words(one.level.key)}" for one in spread.terms)
    return VoteChart(
        id=question.id,
        width=CHART_WIDTH,
        height=base + 210,
        base=base,
        ticks=tuple(_ticks(question_score, places, base)),
        votes=tuple(Point(x, base - 75 - MARK_STEP * n) for x, _, high in piles for n in range(high)),
        counts=tuple(counts) if most > MAX_PILE else (),
        alt=f"Votes on {question.id}: {given}. Answer: {format_answer(question_score)}.",
    )


def _level_places(count: int) -> list[int]:
    """Where the levels lie from left to right, around the middle."""
    gap = min((CHART_WIDTH - 2 * MARGIN) // max(count - 1, 1), 400)
    first = (CHART_WIDTH - gap * (count - 1)) // 2
    return [first + gap * n for n in range(count)]


def _ticks(question_score: QuestionScore, places: Sequence[int], base: int) -> Iterator[Tick]:
    """The levels with their keys, left away where they do not fit, and a box around the answer."""
    gap = places[1] - places[0] - 40 if len(places) > 1 else CHART_WIDTH
    for level, x in zip(question_score.question.levels, places, strict=True):
        is_answer = level.key == question_score.level
        room = min(gap, 2 * min(x, CHART_WIDTH - x))
        words = fit(level.key, room, KEY_SIZE, bold=is_answer) if is_drawable(level.key) else ""
        wide = max(reserved_width(words, KEY_SIZE, bold=is_answer), 60) + 70
        texts = (Text(x, base + 140, words, MIDDLE, is_answer, KEY_SIZE),) if words else ()
        yield Tick(x, texts, (max(x - wide // 2, 15), wide) if is_answer else None)
