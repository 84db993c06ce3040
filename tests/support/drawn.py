"""Playbooks and answers that hypothesis draws, of every rule of scoring."""

from __future__ import annotations

from hypothesis import strategies as st

from cxassess.answers import LEVEL, NOT_APPLICABLE, UNKNOWN, Answer, Answers, Header, Subject
from cxassess.exact import Number, parse_number
from cxassess.playbook import Level, Play, Playbook, Question, Scoring
from cxassess.playbook.model import Provenance
from cxassess.problems import Location
from cxassess.scoring import Assessment, assess

HERE = Location("law.yaml", 1, 1)


def decimal(draw: st.DrawFn, low: int, high: int) -> Number:
    text = f"{draw(st.integers(low, high))}.{draw(st.integers(0, 999)):03d}"
    number = parse_number(text)
    assert number is not None
    return number


@st.composite
def question(draw: st.DrawFn, play: str, place: int) -> Question:
    count = draw(st.integers(2, 6))
    levels = tuple(Level(f"k{one}", "", decimal(draw, 0, 9), "text", HERE) for one in range(count))
    return Question(
        f"{play}.{place}", play, "?", "", decimal(draw, 1, 5), levels, False, (), {}, (), (), (), {}, {}, None, HERE
    )


@st.composite
def case(draw: st.DrawFn, conditional: bool = False) -> tuple[Playbook, dict[str, Answer]]:
    rule = Scoring(
        draw(st.sampled_from(["mean", "sum"])), "plays", draw(st.sampled_from(["exclude", "top", "bottom"])),
        draw(st.sampled_from(["exclude", "bottom"])), "lower", 2, None, None, (), HERE,
    )  # fmt: skip
    overall = "" if rule.method == "sum" else draw(st.sampled_from(["plays", "questions"]))
    rule = rule._replace(overall=overall)
    plays = []
    for number_ in range(draw(st.integers(1, 3))):
        id = f"P{number_}"
        questions = tuple(draw(question(id, place)) for place in range(draw(st.integers(1, 4))))
        weight = decimal(draw, 1, 3) if overall == "plays" else parse_number("1")
        assert weight is not None
        plays.append(Play(id, id, weight, "", (), (), (), questions, HERE))
    if conditional and draw(st.booleans()):
        plays = draw(with_conditions(plays))
    book = Playbook("law", "1", "Law", Provenance("", "", ()), (), rule, (), tuple(plays), HERE)
    answers = {q.id: draw(answer(q)) for q in book.questions() if draw(st.booleans())}
    return book, answers


@st.composite
def with_conditions(draw: st.DrawFn, plays: list[Play]) -> list[Play]:
    """Conditions without a cycle: each question may name any that come before it in some order, not the playbook's."""
    order = draw(st.permutations([one for play in plays for one in play.questions]))
    new: dict[str, Question] = {}
    for place, one in enumerate(order):
        named = draw(st.lists(st.sampled_from(order[:place]), max_size=2, unique=True)) if place else []
        when = {other.id: tuple(draw(st.sets(st.sampled_from([*other.by_key]), min_size=1))) for other in named}
        otherwise = draw(st.sampled_from(["", *one.by_key])) if when else ""
        new[one.id] = one._replace(when=when, otherwise=otherwise)
    return [play._replace(questions=tuple(new[one.id] for one in play.questions)) for play in plays]


@st.composite
def answer(draw: st.DrawFn, of: Question) -> Answer:
    state = draw(st.sampled_from([LEVEL, LEVEL, NOT_APPLICABLE, UNKNOWN]))
    level = draw(st.sampled_from([one.key for one in of.levels])) if state == LEVEL else ""
    return Answer(of.id, state, level, "because", "", (), "", (), HERE)


def result(book: Playbook, answers: dict[str, Answer]) -> Assessment:
    header = Header("law", "1", (), Subject(), "", "", None, "", HERE)
    return assess(book, Answers("law.yaml", header, answers, {}, (), (), {}, {}, ()))
