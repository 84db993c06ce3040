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
def case(draw: st.DrawFn) -> tuple[Playbook, dict[str, Answer]]:
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
    book = Playbook("law", "1", "Law", Provenance("", "", ()), (), rule, (), tuple(plays), HERE)
    answers = {q.id: draw(answer(q)) for q in book.questions() if draw(st.booleans())}
    return book, answers


@st.composite
def answer(draw: st.DrawFn, of: Question) -> Answer:
    state = draw(st.sampled_from([LEVEL, LEVEL, NOT_APPLICABLE, UNKNOWN]))
    level = draw(st.sampled_from([one.key for one in of.levels])) if state == LEVEL else ""
    return Answer(of.id, state, level, "because", "", (), "", (), HERE)


def result(book: Playbook, answers: dict[str, Answer]) -> Assessment:
    header = Header("law", "1", (), Subject(), "", "", None, "", HERE)
    return assess(book, Answers("law.yaml", header, answers, {}, (), (), {}, {}, ()))
