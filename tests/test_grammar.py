"""The grammar of the interview: the meaning of each line, on each kind of scale."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxassess.interview import vocabulary
from cxassess.interview.grammar import Command, command_help, parse_command
from cxassess.interview.vocabulary import level_prompt, number_range
from cxassess.playbook import Playbook, load_playbook

ROOT = Path(__file__).resolve().parent.parent

OTHER = """\
id: other
version: "1"
title: Other
scoring: {method: mean}
plays: [one.yaml]
"""
ONE = """\
id: A
title: One
questions:
  - id: YN
    text: Yes or no?
    levels: {no: {value: 0, text: It is not done.}, yes: {value: 1, text: It is done.}}
  - {id: WORDS, text: How far?, levels: {no: {value: 0}, partly: {value: 1}, help: {value: 2}, x: {value: 3}}}
  - {id: TWICE, text: Twice?, levels: {low: {name: Same, value: 0}, high: {name: same, value: 1}}}
  - id: AF
    text: Letters?
    levels: {a: {value: 0}, b: {value: 1}, c: {value: 2}, d: {value: 3}, e: {value: 4}, f: {value: 5}}
  - {id: GAP, text: Points?, levels: {0: {value: 0}, 5: {value: 5}, 10: {value: 10}}}
  - {id: ZERO, text: From zero?, levels: {0: {text: none}, 1: {text: some}, 2: {text: all}}}
"""


SEVERAL = "Several lines were entered at once, so no answer was saved. Type one answer at a time; to write a longer note, type e alone."


@pytest.fixture(scope="module")
def flagship() -> Playbook:
    return load_playbook(ROOT / "playbooks" / "act-iac-cx-2018")[0]


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Playbook:
    folder = tmp_path_factory.mktemp("other")
    (folder / "playbook.yaml").write_text(OTHER)
    (folder / "one.yaml").write_text(ONE)
    return load_playbook(folder)[0]


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("3", Command(vocabulary.LEVEL, "3")),
        ("3\n", Command(vocabulary.LEVEL, "3")),
        ("In part", Command(vocabulary.LEVEL, "3")),
        ("ad  HOC", Command(vocabulary.LEVEL, "2")),
        ("  5 ", Command(vocabulary.LEVEL, "5")),
        ("", Command(vocabulary.SKIP)),
        ("   ", Command(vocabulary.SKIP)),
        ("s", Command(vocabulary.SKIP)),
        ("n", Command(vocabulary.NOT_APPLICABLE)),
        ("NA", Command(vocabulary.NOT_APPLICABLE)),
        ("na no such place", Command(vocabulary.NOT_APPLICABLE, "no such place")),
        ("d", Command(vocabulary.UNKNOWN)),
        ("b", Command(vocabulary.BACK)),
        ("g p2.3", Command(vocabulary.GO, "P2.3")),
        ("p", Command(vocabulary.PLAYS)),
        ("p 3", Command(vocabulary.PLAY, "P3")),
        ("p p8", Command(vocabulary.PLAY, "P8")),
        ("r", Command(vocabulary.REVIEW)),
        ("u", Command(vocabulary.UNDO)),
        ("e", Command(vocabulary.NOTE)),
        ("E", Command(vocabulary.EDIT)),
        ("E A NOTE", Command(vocabulary.NOTE, "A NOTE")),
        ("e\ta note", Command(vocabulary.NOTE, "a note")),
        ("e it is: so", Command(vocabulary.NOTE, "it is: so")),
        ("n/a", Command(vocabulary.NOT_APPLICABLE)),
        ("N/A no center", Command(vocabulary.NOT_APPLICABLE, "no center")),
        ("na: no center", Command(vocabulary.NOT_APPLICABLE, "no center")),
        ("Not applicable, no center", Command(vocabulary.NOT_APPLICABLE, "no center")),
        ("not applicable", Command(vocabulary.NOT_APPLICABLE)),
        ("dk", Command(vocabulary.UNKNOWN)),
        ("Don't know", Command(vocabulary.UNKNOWN)),
        ("don’t  know.", Command(vocabulary.UNKNOWN)),
        ("Do not know", Command(vocabulary.UNKNOWN)),
        ("e one\n4\n\ntwo", Command(vocabulary.NOTE, "one\n4\n\ntwo")),
        ("n one\n4\n\ntwo", Command(vocabulary.NOT_APPLICABLE, "one\n4\n\ntwo")),
        ("N/A: one\n4", Command(vocabulary.NOT_APPLICABLE, "one\n4")),
        ("not applicable, one\n4", Command(vocabulary.NOT_APPLICABLE, "one\n4")),
        ("w Minutes | a.pdf\n4", Command(vocabulary.EVIDENCE, "Minutes | a.pdf\n4")),
        ("w A|b.pdf", Command(vocabulary.EVIDENCE, "A|b.pdf")),
        ("c high", Command(vocabulary.CONFIDENCE, "high")),
        ("c M", Command(vocabulary.CONFIDENCE, "medium")),
        ("c -", Command(vocabulary.CONFIDENCE, "-")),
        ("t 4", Command(vocabulary.TARGET, "4")),
        ("t -", Command(vocabulary.TARGET, "")),
        ("t embedded", Command(vocabulary.TARGET, "5")),
        ("t play 5", Command(vocabulary.PLAY_TARGET, "5")),
        ("t play 3.5", Command(vocabulary.PLAY_TARGET, "=3.5")),
        ("t overall 3.5", Command(vocabulary.OVERALL_TARGET, "=3.5")),
        ("t overall 4", Command(vocabulary.OVERALL_TARGET, "4")),
        ("t overall -", Command(vocabulary.OVERALL_TARGET, "")),
        ("g p2", Command(vocabulary.PLAY, "P2")),
        ("x", Command(vocabulary.CLEAR)),
        ("?", Command(vocabulary.HELP)),
        ("q", Command(vocabulary.QUIT)),
        ("Quit", Command(vocabulary.QUIT)),
    ],
)
def test_lines(flagship: Playbook, line: str, meant: Command) -> None:
    assert parse_command(line, flagship, flagship.by_id["P1.1"]) == meant


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("7", "'7' is not an answer. Type a level from 1 to 5, or ? for help."),
        ("0", "'0' is not an answer. Type a level from 1 to 5, or ? for help."),
        ("3.5", "'3.5' is not an answer. Type a level from 1 to 5, or ? for help."),
        ("3 4 2", "'3 4 2' is more than one answer. Type only a level from 1 to 5."),
        ("3\n4\n2", SEVERAL),
        ("4\nand two", SEVERAL),
        ("embedded 3", "'embedded 3' is more than one answer. Type only a level from 1 to 5."),
        ("3,4", "'3,4' is more than one answer. Type only a level from 1 to 5."),
        ("yes", "'yes' is not an answer. Type a level from 1 to 5, or ? for help."),
        (
            "٣",
            "'٣' is not an answer. It contains U+0663 ARABIC-INDIC DIGIT THREE. Type a level from 1 to 5, or ? for help.",
        ),
        ("\x1b[A3", "That line cannot be used: it contains U+001B ESCAPE."),
        ("t \u202ex", "That line cannot be used: it contains U+202E RIGHT-TO-LEFT OVERRIDE."),
        ("d 3", "'d' must be typed alone. Type only d, or ? for help."),
        ("g", "Add the id of a question, such as g P1.1."),
        ("g P1.10", "There is no question 'P1.10'. Did you mean P1.1?"),
        ("g nowhere", "There is no question 'nowhere'. Type an id such as g P1.1; r lists them."),
        ("p 9", "There is no play '9'. Type p and a number from 1 to 8."),
        ("c sure", "'sure' is not a confidence level. Type low, medium or high; - removes it."),
        ("t", "Add a level from 1 to 5, such as t 5; t - removes the target."),
        ("t play", "Add a level from 1 to 5 or a score, such as t play 5; t play - removes the target."),
        ("t overall high", "Add a level from 1 to 5 or a score, such as t overall 5; t overall - removes the target."),
        ("t play 5.1", "Add a level from 1 to 5 or a score, such as t play 5; t play - removes the target."),
        ("t 3.5", "Add a level from 1 to 5, such as t 5; t - removes the target."),
        ("ad hoc today", "'ad hoc today' is not an answer. Type a level from 1 to 5, or ? for help."),
        ("v Ana 4", "'v Ana 4' is not an answer. Type a level from 1 to 5, or ? for help."),
        ("x" * 20_001, "That line is too long, so nothing was done. Type one answer at a time."),
    ],
)
def test_refusals(flagship: Playbook, line: str, said: str) -> None:
    assert parse_command(line, flagship, flagship.by_id["P1.1"]) == Command(vocabulary.REFUSED, said)


def test_yes_and_no(other: Playbook) -> None:
    question = other.by_id["YN"]
    assert level_prompt(question) == "Level 1 or 2, yes or no, or ? for help: "
    assert (
        parse_command("no", other, question) == parse_command("1", other, question) == Command(vocabulary.LEVEL, "no")
    )
    assert (
        parse_command("y", other, question)
        == parse_command("Yes", other, question)
        == parse_command("2", other, question)
        == Command(vocabulary.LEVEL, "yes")
    )
    assert parse_command("n", other, question) == Command(
        vocabulary.REFUSED, "Type no, or na for not applicable; a reason may follow na."
    )
    assert parse_command("na", other, question) == Command(vocabulary.NOT_APPLICABLE)
    assert parse_command("yes no", other, question).verb == vocabulary.REFUSED
    expected = "'maybe' is not an answer. Type yes or no, or level 1 or 2, or ? for help."
    assert parse_command("maybe", other, question) == Command(vocabulary.REFUSED, expected)


def test_words_answer_where_they_can_mean_nothing_else(other: Playbook) -> None:
    words, twice = other.by_id["WORDS"], other.by_id["TWICE"]
    assert (
        parse_command("Partly", other, words) == parse_command("2", other, words) == Command(vocabulary.LEVEL, "partly")
    )
    assert parse_command("n", other, words) == Command(
        vocabulary.REFUSED, "Type no, or na for not applicable; a reason may follow na."
    )
    assert parse_command("help", other, words) == Command(vocabulary.HELP)
    assert parse_command("x", other, words) == Command(vocabulary.CLEAR)
    assert parse_command("same", other, twice).verb == vocabulary.REFUSED
    assert parse_command("HIGH", other, twice) == Command(vocabulary.LEVEL, "high")


def test_help_is_built_from_the_levels(flagship: Playbook, other: Playbook) -> None:
    first = command_help(flagship.by_id["P1.1"])[0]
    assert first == "1 to 5: answer with this level, or its name, such as embedded"
    assert command_help(other.by_id["AF"])[0] == "1 to 6: answer with this level"
    assert command_help(other.by_id["YN"])[0] == "yes or no, or 1 or 2: answer the question"
    assert command_help(other.by_id["YN"])[1] == "na: not applicable; you will be asked for the reason"
    assert command_help(flagship.by_id["P1.1"])[1] == "n: not applicable; you will be asked for the reason"
    assert command_help(flagship.by_id["P1.1"], ["4 2: two people"])[0] == "4 2: two people"
    assert command_help(None)[0] == "b: go back to the previous question"


def test_letters_are_never_typed(other: Playbook) -> None:
    question = other.by_id["AF"]
    assert level_prompt(question) == "Level 1-6, or ? for help: "
    assert parse_command("4", other, question) == Command(vocabulary.LEVEL, "d")
    assert parse_command("d", other, question) == Command(vocabulary.UNKNOWN)
    assert parse_command("a", other, question).verb == vocabulary.REFUSED
    assert parse_command("t 6", other, question) == Command(vocabulary.TARGET, "f")
    assert parse_command("t play 6", other, question) == Command(vocabulary.PLAY_TARGET, "=6")  # a score up to 10
    refused = parse_command("t play 11", other, question)
    assert refused == parse_command("t play b", other, question)
    assert refused == Command(vocabulary.REFUSED, "Add a score, such as t play 3.5; t play - removes the target.")


def test_keys_that_are_numbers_are_typed(other: Playbook) -> None:
    gap, zero = other.by_id["GAP"], other.by_id["ZERO"]
    assert number_range(gap.levels) == "0, 5 or 10"
    assert parse_command("10", other, gap) == Command(vocabulary.LEVEL, "10")
    assert parse_command("2", other, gap).verb == vocabulary.REFUSED
    assert level_prompt(zero) == "Level 0-2, or ? for help: "
    assert parse_command("0", other, zero) == Command(vocabulary.LEVEL, "0")


def test_nothing_is_answered_after_the_last_question(flagship: Playbook) -> None:
    said = "You are not at a question. Type g and an id to go to one, or q to finish."
    assert parse_command("3", flagship, None) == Command(vocabulary.REFUSED, said)
    assert parse_command("e note", flagship, None).verb == vocabulary.REFUSED
    assert parse_command("g P1.1", flagship, None) == Command(vocabulary.GO, "P1.1")
    assert parse_command("", flagship, None) == Command(vocabulary.SKIP)
