"""Advice on playbooks and the words of the glossary, on small playbooks of a few words."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from support import cxassess, tiny

from cxassess.playbook import Playbook, load_playbook
from cxassess.playbook.content_checks import MAX_COMPARED, advise, similar_questions, subject_words
from cxassess.playbook.shared_content import terms_used


def book(folder: Path, **questions: dict[str, str]) -> Playbook:
    """A playbook of one play whose questions have these fields."""
    return load_playbook(tiny(folder, plays={"A": [dict(fields) for fields in questions.values()]}))[0]


def messages(playbook: Playbook) -> list[str]:
    return [problem.message for problem in advise(playbook)]


WHOLE = {"why": "Because.", "evidence": "[The minutes]", "sources": "[ours]", "next": "{1: Start., 2: Go on.}"}


def test_a_playbook_is_checked_by_its_own_standard(tmp_path: Path) -> None:
    """What half of the questions or more have is missed in the others; what most lack is not asked for."""
    none = book(tmp_path / "none", a={"text": "One?"}, b={"text": "Two?"}, c={"text": "Three?"})
    assert messages(none) == []
    one_of_three = book(tmp_path / "one", a={"text": "One?", **WHOLE}, b={"text": "Two?"}, c={"text": "Three?"})
    assert messages(one_of_three) == []
    half = book(tmp_path / "half", a={"text": "One?", **WHOLE}, b={"text": "Two?"})
    assert messages(half) == [
        "no 'why' in A2",
        "no 'evidence' in A2",
        "no 'sources' in A2",
        "a next step is missing in A2",
    ]
    assert messages(book(tmp_path / "all", a={"text": "One?", **WHOLE}, b={"text": "Two?", **WHOLE})) == []


def test_the_highest_level_needs_no_next_step(tmp_path: Path) -> None:
    own = "{no: {value: 0, text: Not so.}, part: {value: 1, text: In part.}, yes: {value: 2, text: So.}}"
    whole = {**WHOLE, "levels": own, "next": "{no: Start., part: Go on.}"}
    assert messages(book(tmp_path / "a", a={"text": "One?", **whole})) == []
    assert messages(book(tmp_path / "b", a={"text": "One?", **whole, "next": "{no: Start.}"})) == [
        "a next step is missing in A1"
    ]


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("Do we ask customers how the visit went?", "Do we ask our customer how visits went?", True),
        ("Do we ask customers?", "Do we ask staff?", False),
        ("Do we?", "Are they?", False),
    ],
)
def test_questions_of_the_same_words_are_near(tmp_path: Path, one: str, other: str, near: bool) -> None:
    playbook = book(tmp_path, a={"text": one}, b={"text": other})
    assert messages(playbook) == (["A1 and A2 share most of their words"] if near else [])


def test_questions_that_go_through_a_list_are_one_piece_of_advice(tmp_path: Path) -> None:
    listed = {f"q{name}": {"text": f"How far do we measure the trust of customers in {name}?"} for name in "abcd"}
    playbook = book(tmp_path, **listed, other={"text": "Who decides on money?"})
    (advice,) = advise(playbook)
    assert advice.message == "A1, A2, A3 and A4 share most of their words"
    assert advice.hint == "leave them if they ask the same of one thing after another; else ask it once, or reword them"
    assert advice.where.line == playbook.by_id["A2"].where.line


def test_levels_without_a_text_are_one_piece_of_advice(tmp_path: Path) -> None:
    bare = {"levels": "{1: one, 2: , 3: }"}
    tiny(tmp_path, plays={"A": [bare, {}, bare]})
    assert [problem.message for problem in load_playbook(tmp_path / "tiny")[1]] == [
        "4 levels have no text, in A1 and A3"
    ]


def test_advice_on_a_playbook_is_given_by_check_alone(tmp_path: Path) -> None:
    """No version, a level without text, a question without a group, two that are alike: nobody who answers can mend it."""
    alike = [
        {"text": "Do we ask customers?"},
        {"text": "Do we ask our customers?", "levels": "{1: one, 2: , 3: three}"},
    ]
    folder = tiny(tmp_path, plays={"A": alike}, views="{who: {title: Who, groups: {team: The team}}}")
    head = folder / "playbook.yaml"
    head.write_text(head.read_text(encoding="utf-8").replace('version: "1"\n', ""), encoding="utf-8")
    answers = tmp_path / "a.yaml"
    answers.write_text("playbook: tiny\nanswers: {A1: 2}\n", encoding="utf-8")
    given = cxassess("check", folder)
    assert [line.split(" warning: ")[1] for line in given.stderr.decode().splitlines() if " warning: " in line] == [
        "no version (add 'version: \"1.0\"', so that answers to different editions can be distinguished)",
        "no question belongs to group 'team' of view 'who' (it will have no score)",
        "A1 and A2 have no group in view 'who' (name one, or write '{none: reason}')",
        "A1 and A2 share most of their words (ask it once, or reword A2)",
        "level '2' of A2 has no text (say what you would see at that level)",
    ]
    here = {"CXASSESS_PLAYBOOKS": str(tmp_path)}
    for words in (
        ["score", answers],
        ["next", answers],
        ["explain", answers, "A1"],
        ["show", "tiny"],
        ["check", answers],
        ["report", answers, "-o", tmp_path / "r.md"],
    ):
        done = cxassess(*words, **here)
        assert done.returncode == 0
        assert ("warning" in done.stderr.decode()) is False, words
    assert "warning" not in cxassess("answer", answers, "A2=3", **here).stderr.decode()


def test_what_two_questions_share() -> None:
    assert (
        subject_words("Do we ask customers?")
        == subject_words("Is each customer one that we ask?")
        == {"ask", "customer"}
    )


def test_the_closest_pairs_come_first(tmp_path: Path) -> None:
    playbook = book(tmp_path, a={"text": "red blue?"}, b={"text": "red green?"}, c={"text": "red blue green?"})
    pairs = [(pair.one.id, pair.other.id, pair.shared) for pair in similar_questions(playbook, Fraction(1, 3))]
    assert pairs == [("A1", "A3", Fraction(2, 3)), ("A2", "A3", Fraction(2, 3)), ("A1", "A2", Fraction(1, 3))]


def test_of_very_many_questions_only_the_same_words_are_looked_for(tmp_path: Path) -> None:
    many = {f"q{number}": {"text": f"red blue green word{number}?"} for number in range(MAX_COMPARED)}
    playbook = book(tmp_path, **many, last={"text": "Green, blue, red word7?"})
    assert messages(playbook) == [f"A8 and A{MAX_COMPARED + 1} share most of their words"]


def test_levels_that_say_the_same(tmp_path: Path) -> None:
    playbook = book(tmp_path, a={"text": "One?", "levels": "{1: We do not., 2: We do., 3: 'We  DO!'}"})
    assert messages(playbook) == ["levels '2' and '3' of A1 say the same"]


@pytest.mark.parametrize(
    ("term", "text", "used"),
    [
        ("journey", "Do we map journeys?", True),
        ("journey", "A Journey?", True),
        ("journey", "Do journeymen?", False),
        ("front line", "Do front-line staff?", True),
        ("Paperwork Reduction Act (PRA)", "Does the PRA apply?", True),
        ("Paperwork Reduction Act (PRA)", "Does the paperwork reduction act?", True),
        ("Paperwork Reduction Act (PRA)", "Do we pray?", False),
        ("IT", "Is it so?", False),
        ("c++ (+)", "Is it c?", True),
        ("(", "Is it?", False),
    ],
)
def test_terms_are_found_as_they_are_written(tmp_path: Path, term: str, text: str, used: bool) -> None:
    playbook = book(tmp_path, a={"text": text, "levels": "{1: x, 2: y, 3: z}"})
    assert list(terms_used(playbook, {term: "m"})) == ([(term, "m")] if used else [])


def test_names_are_short_unique_and_given_to_all_or_none(tmp_path: Path) -> None:
    assert messages(book(tmp_path / "none", a={"text": "One?"}, b={"text": "Two?"})) == []
    whole = book(
        tmp_path / "all", a={"text": "One?", "name": "Reasons for contact"}, b={"text": "Two?", "name": "Waits"}
    )
    assert [question.name for question in whole.questions()] == ["Reasons for contact", "Waits"]
    assert messages(whole) == []
    one = book(tmp_path / "one", a={"text": "One?", "name": "Waits"}, b={"text": "Two?"}, c={"text": "Three?"})
    assert messages(one) == ["no 'name' in A2 and A3"]
    long = {"text": "Two?", "name": "What people ask us about first"}
    odd = book(tmp_path / "odd", a={"text": "One?", "name": "Waits"}, b=long, c={"text": "Three?", "name": "waits"})
    assert messages(odd) == ["the name of A2 has 6 words", "A1 and A3 have the same name"]
