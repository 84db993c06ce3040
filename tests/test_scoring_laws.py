"""Laws that hold for every playbook and answers; the scoring rule is written here a second time, from its definition."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.drawn import HERE, answer, case, question, result

from cxassess.answers import LEVEL, NOT_APPLICABLE, UNANSWERED, UNKNOWN, Answer
from cxassess.exact import ONE, Number, format_rounded
from cxassess.playbook import Gate, Level, Play, Playbook, Question, Scoring, rescaled
from cxassess.playbook.model import Provenance, Rescale
from cxassess.scoring.gate import check_level, check_stages
from cxassess.scoring.sums import Sums
from cxassess.scoring.working import overall_working, question_working


def by_definition(book: Playbook, answers: dict[str, Answer]) -> tuple[Fraction | None, list[Fraction | None]]:
    """Architecture's words, in fractions, with no regard for speed."""

    def is_met(q: Question) -> bool | None:
        """Whether each named question counts as answered at one of the levels; None where that is not known."""
        verdicts = [counted(book.by_id[id]) for id in q.when]
        fits = [
            None if verdict == "open" else verdict in keys
            for verdict, keys in zip(verdicts, q.when.values(), strict=True)
        ]
        return False if False in fits else None if None in fits else True

    def counted(q: Question) -> str | None:
        """The level that a question counts as, None for no level, or `open`."""
        mine, met = answers.get(q.id), is_met(q)
        if met is False:
            return q.otherwise or None
        if met is None or mine is None or mine.state == UNKNOWN:
            return "open"
        return mine.level or None

    def value(q: Question) -> Fraction | None:
        mine, values = answers.get(q.id), [Fraction(level.value.text) for level in q.levels]
        if is_met(q) is False:
            return Fraction(q.by_key[q.otherwise].value.text) if q.otherwise else None
        if mine is None or is_met(q) is None:
            return None
        if mine.state == LEVEL:
            return Fraction(q.by_key[mine.level].value.text)
        if mine.state == NOT_APPLICABLE:
            return {"exclude": None, "top": max(values), "bottom": min(values)}[book.scoring.not_applicable]
        return min(values) if book.scoring.unknown == "bottom" else None

    def score(questions: list[Question]) -> Fraction | None:
        counted = [(Fraction(q.weight.text), value(q)) for q in questions if value(q) is not None]
        if not counted:
            return None
        total = sum((w * (v or 0) for w, v in counted), Fraction(0))
        return total if book.scoring.method == "sum" else total / sum(w for w, _ in counted)

    plays = [score(list(play.questions)) for play in book.plays]
    if book.scoring.overall == "plays":
        pairs = [
            (Fraction(play.weight.text), one) for play, one in zip(book.plays, plays, strict=True) if one is not None
        ]
        return (sum((w * s for w, s in pairs), Fraction(0)) / sum(w for w, _ in pairs) if pairs else None), plays
    return score(list(book.questions())), plays


@settings(max_examples=300, deadline=None)
@given(case(conditional=True))
def test_scores_are_what_the_definition_gives(made: Any) -> None:
    book, answers = made
    got = result(book, answers)
    assert (got.overall.score, [play.score for play in got.plays]) == by_definition(book, answers)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(case(conditional=True), st.data())
def test_a_better_answer_never_lowers_a_score(made: Any, data: st.DataObject) -> None:
    book, answers = made
    named = {id for one in book.questions() for id in one.when}  # a better answer there may ask what was not asked
    levelled = [id for id, one in answers.items() if one.state == LEVEL and id not in named]
    if not levelled:
        return
    id = data.draw(st.sampled_from(levelled))
    of = book.by_id[id]
    now = of.by_key[answers[id].level].value.micro
    better = [level.key for level in of.levels if level.value.micro >= now]
    changed = {**answers, id: answers[id]._replace(level=data.draw(st.sampled_from(better)))}
    before, after = result(book, answers), result(book, changed)
    if before.overall.score is None:  # what was changed does not count
        assert book.by_id[id].when and after.overall.score is None
        return
    assert before.overall.score is not None and after.overall.score is not None
    assert after.overall.score >= before.overall.score
    assert all(x.score is None or x.score <= y.score for x, y in zip(before.plays, after.plays, strict=True))  # type: ignore[operator]


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(case(conditional=True), st.randoms())
def test_the_order_of_answers_does_not_matter(made: Any, random: Any) -> None:
    book, answers = made
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    assert result(book, dict(shuffled)).overall == result(book, answers).overall


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(case(conditional=True), st.data())
def test_the_range_holds_every_way_to_answer_what_is_open(made: Any, data: st.DataObject) -> None:
    book, answers = made
    got = result(book, answers)
    full, filled = got, dict(answers)
    for _ in range(len(book.by_id)):  # one answer may open the next question
        for one in full.question_scores:
            is_open = one.state == UNANSWERED or (one.state == UNKNOWN and one.now is None)
            if is_open and full.conditions.is_asked(one.id):
                key = data.draw(st.sampled_from([*one.question.by_key]))
                filled[one.id] = Answer(one.id, LEVEL, key, "", "", (), "", (), HERE)
        full = result(book, filled)
    if full.conditions.undecided:  # an unknown answer that counts as the lowest value decides nothing
        assert book.scoring.unknown == "bottom"
        return
    for before, after in zip(got.results(), full.results(), strict=True):
        if after.score is not None:
            assert before.low is not None and before.high is not None
            assert before.low <= after.score <= before.high


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(case(conditional=True))
def test_counts_add_up_and_policies_do_not_change_them(made: Any) -> None:
    book, answers = made
    counts = result(book, answers).overall.counts
    other = book._replace(scoring=book.scoring._replace(not_applicable="top", unknown="bottom"))
    assert counts.answered + counts.not_applicable + counts.unknown + counts.unanswered == len(book.by_id)
    assert result(other, answers).overall.counts == counts


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(case(conditional=True))
def test_the_working_gives_the_score_again(made: Any) -> None:
    got = result(*made)
    parts = [
        (got.overall, overall_working(got)),
        *((play, question_working(play.question_scores)) for play in got.plays),
    ]
    for part, shown in parts:
        products = [term.product for term in shown.terms if term.product is not None]
        weights = [term.weight for term in shown.terms if term.product is not None]
        if part.score is None:
            assert products == []
        elif made[0].scoring.method == "sum":
            assert part.score == sum(products) == shown.total
        else:
            assert part.score == sum(products) / sum(weights) == shown.mean


@given(st.fractions(), st.integers(0, 6))
def test_digits_are_half_up(value: Fraction, places: int) -> None:
    from decimal import ROUND_HALF_UP, Decimal, localcontext

    with localcontext() as context:
        context.prec = 200
        exact = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(
            Decimal(1).scaleb(-places), ROUND_HALF_UP
        )
    text = f"{exact:f}"
    assert format_rounded(value, places) == (text.removeprefix("-") if not text.strip("-0.") else text)


@st.composite
def gated(draw: st.DrawFn) -> tuple[Playbook, dict[str, Answer]]:
    """A playbook with a gate by share or by stage, and answers to it."""
    first = draw(st.integers(0, 2))
    scale = tuple(
        Level(str(first + step), "", Number(str(step), step), "", HERE) for step in range(draw(st.integers(2, 5)))
    )
    passing = tuple(level.key for level in scale[1:])
    by_share = Gate("share", Number("", draw(st.integers(1, 1_000_000))), (), HERE)
    gate = draw(st.sampled_from([by_share, Gate("stage", ONE, passing, HERE)]))
    plays = []
    for name in ("P1", "P2"):
        questions = tuple(
            draw(question(name, place))._replace(levels=scale, on_scale=True, stage=draw(st.integers(1, 3)))
            for place in range(draw(st.integers(1, 5)))
        )
        plays.append(Play(name, name, ONE, "", (), (), (), questions, HERE))
    rule = Scoring("mean", "plays", "exclude", "exclude", "lower", 2, gate, None, (), HERE)
    book = Playbook("law", "1", "Law", Provenance("", "", ()), scale, rule, (), tuple(plays), HERE)
    return book, {one.id: draw(answer(one)) for one in book.questions() if draw(st.booleans())}


@given(gated())
def test_a_gate_reaches_the_highest_level_that_its_checks_pass(drawn: tuple[Playbook, dict[str, Answer]]) -> None:
    book, answers = drawn
    gate = book.scoring.gate
    assert gate is not None
    for part in result(book, answers).results():
        expected: int | None = None
        if gate.by == "stage" and (stages := check_stages(gate, part.question_scores)):
            expected = next((one.stage - 1 for one in stages if one.failed), stages[-1].stage)
        elif gate.by == "share" and any(one.applies for one in part.question_scores):
            levels = [int(level.key) for level in reversed(book.scale)]
            expected = next((level for level in levels if check_level(gate, part.question_scores, level).passed), 0)
        assert part.gate == expected


@given(st.fractions(), st.lists(st.integers(-(10**9), 10**9), min_size=4, max_size=4, unique=True))
def test_the_reported_scale_is_the_same_in_ratios_and_fractions(score: Fraction, ends: list[int]) -> None:
    numbers = [Number(str(end), end) for end in sorted(ends)]
    rescale = Rescale((numbers[0], numbers[2]), (numbers[1], numbers[3]), HERE)
    rule = Scoring("mean", "plays", "exclude", "exclude", "lower", 2, None, rescale, (), HERE)
    book = Playbook("law", "1", "Law", Provenance("", "", ()), (), rule, (), (), HERE)
    assert Fraction(*Sums(book).reported(*score.as_integer_ratio())) == rescaled(book, score)
