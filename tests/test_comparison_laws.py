"""Laws that hold for any two assessments that are compared."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.drawn import answer, case, result

from cxassess.answers import LEVEL, Answer
from cxassess.playbook import Playbook
from cxassess.report.single.comparison import compare
from cxassess.scoring import Assessment

Answers = dict[str, Answer]


@st.composite
def two(draw: st.DrawFn) -> tuple[Playbook, Answers, Answers]:
    """A playbook with answers of then and of now."""
    book, then = draw(case())
    now = {question.id: draw(answer(question)) for question in book.questions() if draw(st.booleans())}
    return book, then, now


def parts(now: Assessment, then: Assessment) -> list[Any]:
    compared = compare(now, then)
    return [compared.overall, *compared.changes]


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(two())
def test_a_shown_difference_is_shown_now_less_shown_then(made: Any) -> None:
    book, then, now = made
    for one in parts(result(book, now), result(book, then)):
        assert bool(one.change) is bool(one.then) is bool(one.now)
        if one.change:
            assert Fraction(one.change) == Fraction(one.now) - Fraction(one.then)
            assert one.change.startswith(("+", "-")) is (Fraction(one.change) != 0)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(case())
def test_the_same_answers_twice_change_nothing(made: Any) -> None:
    book, answers = made
    compared = compare(result(book, answers), result(book, answers))
    assert all(Fraction(one.change) == 0 for one in (compared.overall, *compared.changes) if one.change)
    lists = compared[compared._fields.index("fell") :]
    assert lists == ((),) * len(lists)
    assert compared.compared == sum(one.state == LEVEL for one in answers.values())


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(two(), st.data())
def test_a_question_answered_only_once_never_moves_a_difference(made: Any, data: st.DataObject) -> None:
    book, then, now = made
    levels = [{id for id, one in answers.items() if one.state == LEVEL} for answers in (then, now)]
    only_now, only_then = levels[1] - levels[0], levels[0] - levels[1]
    fewer = [{id: one for id, one in answers.items() if id in levels[0] & levels[1]} for answers in (then, now)]
    full, common = parts(result(book, now), result(book, then)), parts(result(book, fewer[1]), result(book, fewer[0]))
    shown = [{one.id: (one.then, one.now, one.change) for one in side} for side in (full, common)]
    # A score whose rounding would read as another band has more digits, and that of some answers has no band.
    assert shown[0] == shown[1]
    assert compare(result(book, now), result(book, then)).compared == len(levels[0] & levels[1])
    named = {one.id for one in compare(result(book, now), result(book, then)).known}
    assert named == {id for id in only_now if then.get(id) is None or then[id].state != "not_applicable"}
    assert only_then.isdisjoint(named)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(two(), st.randoms())
def test_the_order_of_questions_does_not_matter(made: Any, dice: random.Random) -> None:
    book, then, now = made
    plays = [play._replace(questions=tuple(dice.sample(play.questions, len(play.questions)))) for play in book.plays]
    other = book._replace(plays=tuple(dice.sample(plays, len(plays))))
    expected = {one.id: one for one in parts(result(book, now), result(book, then))}
    assert {one.id: one for one in parts(result(other, now), result(other, then))} == expected


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(two())
def test_back_is_the_opposite(made: Any) -> None:
    book, then, now = made
    there, back = compare(result(book, now), result(book, then)), compare(result(book, then), result(book, now))
    assert ([one.id for one in there.fell], there.overall.now) == ([one.id for one in back.rose], back.overall.then)
    for one, other in zip(*(sorted(side.changes) for side in (there, back)), strict=True):
        assert one.change.replace("-", "+") == other.change.replace("-", "+")
