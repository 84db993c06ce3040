"""The brief: its headline and sentences, what it chooses to say, and that it is one page whatever people wrote."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from support import EXAMPLE, ROOT, cxassess
from support.assessments import BANDED, NOTHING, assess_tiny, assessment
from support.full_report import html
from support.needs import needs
from support.numbers import numbers
from support.stress import STRESS, stressed

from cxassess.output.html import LEADERSHIP
from cxassess.output.pdf import pdf
from cxassess.report.figures.answer_strip import answer_strip
from cxassess.report.single.brief import brief
from cxassess.report.single.brief_model import Brief
from cxassess.report.single.compose import compose
from cxassess.report.single.findings import first_sentence, shorten_words
from cxassess.report.single.headline import headline
from cxassess.scoring import Assessment

PLAYBOOKS = sorted(file.parent for file in (ROOT / "playbooks").glob("*/example-answers.yaml"))
ALL_OF_THEM = "{gate: {share: 1}}"
SUM = "{method: sum, decimals: 0, bands: [{name: A, from: 5, to: 10, label: 5–10}, {name: B, from: 10, to: 15, label: 11–15}], edge: upper}"


def brief_of(one: Assessment) -> Brief:
    return brief(one, one.plays, one.answers.focus, answer_strip(one))


# The headline


@pytest.mark.parametrize(
    ("answers", "scoring", "expected"),
    [
        ("{A1: 3, A2: 2, A3: 2, B1: 3, B2: 2}", BANDED, "Level 2 of 3. Level 3 needs 4 of 5 questions; 2 reach it."),
        ("{A1: 3, A2: 3, A3: 3, B1: 3, B2: 1}", BANDED, "Level 2 of 3. 4 of 5 questions reach level 3, but 1 is below level 2, which it does not allow."),
        ("{A1: 3, A2: 3, A3: 3, B1: 3, B2: 3}", BANDED, "Level 3 of 3, the highest there is."),
        ("{A1: 3, A2: 3, A3: 3, B1: 3, B2: 2}", ALL_OF_THEM, "Level 2 of 3. Level 3 needs all 5 questions; “Question B2?” does not reach it."),
        ("{A1: 3, A2: 3, A3: 3, B1: 2, B2: 2}", ALL_OF_THEM, "Level 2 of 3. Level 3 needs all 5 questions; 3 reach it."),
        ("{A1: 3, A2: 3, A3: 3, B1: {unknown: true}, B2: {unknown: true}}", BANDED, "2 of 5 questions have no level yet: too many to say which level is reached."),
        ("{A1: 3, A2: 3}", BANDED, "Only 2 of 5 questions that apply are answered: too few for a result."),
        ("{}", BANDED, "None of the 5 questions that apply has a level yet."),
        ("{A1: 3, A2: 2, A3: 2, B1: 3, B2: 2}", "{}", "The score is 2.42 on a scale from 1 to 3."),
        ("{A1: 3, A2: 2, A3: 2, B1: 3, B2: 2}", SUM, "We have 12 of 15 points, the highest of 2 ranges (11–15)."),
    ],
)  # fmt: skip
def test_headline_is_the_finding(tmp_path: Path, answers: str, scoring: str, expected: str) -> None:
    assert headline(assess_tiny(tmp_path, answers, scoring)) == expected


def test_headline_where_nothing_applies(tmp_path: Path) -> None:
    none = "{not_applicable: We have no such office}"
    one = assess_tiny(tmp_path, f"{{A1: {none}, A2: {none}, A3: {none}, B1: {none}, B2: {none}}}")
    assert headline(one) == "No question applies, so there is no result."


def test_headline_of_stages_counts_the_next_one(tmp_path: Path) -> None:
    levels = "{no: {value: 0, text: no}, yes: {value: 1, text: yes}}"
    ladder = {"A": [{"levels": levels, "stage": stage} for stage in (1, 1, 2, 2)]}
    rule = "{gate: {by: stage, pass: [yes]}}"

    def said(answers: str) -> str:
        return headline(assess_tiny(tmp_path, answers, rule, plays=ladder, scale=""))

    assert said("{A1: yes, A2: yes, A3: no, A4: no}") == "Stage 1 of 2. Stage 2 needs both questions; none reach it."
    assert (
        said("{A1: yes, A2: yes, A3: yes, A4: no}")
        == "Stage 1 of 2. Stage 2 needs both questions; “Question A4?” does not reach it."
    )
    assert (
        said("{A1: yes, A2: no, A3: no, A4: no}") == "Stage 1 needs both questions; “Question A2?” does not reach it."
    )


def test_points_and_stages_say_which_stage_is_reached_or_none(tmp_path: Path) -> None:
    levels = "{no: {value: 0, text: no}, yes: {value: 1, text: yes}}"
    ladder = {"A": [{"levels": levels, "stage": stage} for stage in (1, 1, 2, 2)]}
    rule = "{method: sum, decimals: 0, gate: {by: stage, pass: [yes]}}"

    def said(answers: str) -> str:
        return brief_of(assess_tiny(tmp_path, answers, rule, plays=ladder, scale="")).sentences[0]

    assert said("{A1: yes, A2: yes, A3: no, A4: yes}") == (
        "Stage 1 of 2 is reached; 1 of the 2 questions of stage 2 is not answered yes."
    )
    assert said("{A1: no, A2: no, A3: no, A4: no}") == (
        "No stage is reached; 2 of the 2 questions of stage 1 are not answered yes."
    )
    assert said("{A1: yes, A2: {unknown: true}, A3: no, A4: no}") == (
        "No stage is reached; 1 of the 2 questions of stage 1 is not answered yes."
    )
    assert said("{A1: yes, A2: yes, A3: yes, A4: yes}") == "Stage 2 of 2 is reached."


def test_points_and_levels_by_share_say_how_many_do_not_reach_the_next(tmp_path: Path) -> None:
    def said(answers: str) -> str:
        return brief_of(
            assess_tiny(tmp_path, answers, "{method: sum, gate: {share: 1}}", plays={"A": [{}, {}, {}]})
        ).sentences[1]

    assert said("{A1: 2, A2: 2, A3: 3}") == "Level 2 of 3 is reached; 2 of the 3 questions do not reach level 3."
    assert said("{A1: 3, A2: 2, A3: 3}") == "Level 2 of 3 is reached; 1 of the 3 questions does not reach level 3."


def test_a_level_of_zero_is_a_level_too(tmp_path: Path) -> None:
    scale = "{0: {name: None}, 1: {name: Some}, 2: {name: All}}"
    plays = {"A": [{"levels": "{0: zero, 1: one, 2: two}"} for _ in range(3)]}
    one = assess_tiny(tmp_path, "{A1: 0, A2: 1, A3: 0}", "{gate: {share: 1}}", plays=plays, scale=scale)
    assert headline(one) == "Level 0 of 2. Level 1 needs all 3 questions; 1 reaches it."


def test_sentences_say_level_score_target_and_where_the_weakness_gathers(tmp_path: Path) -> None:
    target = "targets: {overall: {score: 2.5, by: 2027-09-30}}\n"
    one = assess_tiny(tmp_path, "{A1: 3, A2: 3, A3: 3, B1: 1, B2: 1}", more=target)
    assert brief_of(one).sentences == (
        "Level 1 is “Not yet” and level 2 is “In part”.",
        "The score, the average of the plays, is 2.00; the target is 2.50 by September 30, 2027.",
        "We are strongest in Play A (3.00). All 2 answers at level 1 are in Play B.",
    )


def test_sentences_name_the_weakest_play_where_low_answers_are_spread(tmp_path: Path) -> None:
    one = assess_tiny(tmp_path, "{A1: 3, A2: 2, A3: 3, B1: 2, B2: 3}")
    assert brief_of(one).sentences[-1] == "We are strongest in Play A (2.67) and weakest in Play B (2.50)."


def test_few_answers_make_no_result_and_no_sentence(tmp_path: Path) -> None:
    one = brief_of(assess_tiny(tmp_path, "{A1: 3, A2: 1}"))
    assert one.sentences == ()
    assert one.findings_note == "From the 2 answers so far:"
    assert one.requests[0].text == "the 3 open questions answered, 2 of them in Play B"


# What works and what does not

SIX = {play: [{"name": f"Name {play}{number}"} for number in (1, 2, 3)] for play in "ABC"}


def names(findings: Any) -> list[str]:
    return [one.id for one in findings]


def test_weak_ones_come_from_focus_plays_then_from_the_lowest_then_by_confidence(tmp_path: Path) -> None:
    answers = "{A1: 1, A2: {level: 1, confidence: high}, A3: 3, B1: 1, B2: 1, B3: 1, C1: {level: 1, confidence: high}, C2: 3, C3: 3}"
    one = assess_tiny(tmp_path, answers, plays=SIX)
    assert names(brief_of(one).weak) == ["B1", "B2", "A2"]  # B is the lowest play; of one play at most two
    chosen = assess_tiny(tmp_path, answers, plays=SIX, more="focus: [C]\n")
    assert names(brief_of(chosen).weak) == ["C1", "B1", "B2"]


def test_strong_ones_have_evidence_first(tmp_path: Path) -> None:
    answers = "{A1: 3, A2: 3, A3: 3, B1: {level: 3, evidence: [{title: Plan}]}, B2: {level: 3, confidence: high}, B3: 1, C1: 1, C2: 1, C3: 1}"
    assert names(brief_of(assess_tiny(tmp_path, answers, plays=SIX)).works) == ["B1", "B2", "A1"]


def test_what_does_not_apply_for_some_is_no_strength(tmp_path: Path) -> None:
    split = "{level: 3, remarks: [{who: Ann, not_applicable: none here}]}"
    one = brief_of(assess_tiny(tmp_path, f"{{A1: {split}, A2: 2, A3: 1, B1: 1, B2: 1}}", plays=SIX))
    assert (names(one.works), names(one.weak)) == (["A2"], ["B1", "B2"])
    none = brief_of(assess_tiny(tmp_path, f"{{A1: {split}, A2: 1, A3: 1}}", plays=SIX))
    assert (names(none.works), names(none.weak), none.findings_note) == ([], ["A2"], "")


def test_no_question_is_on_both_sides_and_equal_answers_make_one_sentence(tmp_path: Path) -> None:
    two = brief_of(assess_tiny(tmp_path, "{A1: 3, A2: 2}"))
    assert (names(two.works), names(two.weak)) == (["A1"], ["A2"])
    alike = brief_of(assess_tiny(tmp_path, "{A1: 2, A2: 2, A3: 2, B1: 2, B2: 2}"))
    assert (alike.works, alike.weak) == ((), ())
    assert (
        alike.findings_note == "All 5 answers are alike (level 2, In part), so none works better or worse than another."
    )


def test_a_finding_is_the_first_sentence_of_the_note_else_of_the_level(tmp_path: Path) -> None:
    one = brief_of(
        assess_tiny(
            tmp_path, '{A1: {level: 3, note: "We count every call each day now. Since May."}, A2: 1}', plays=SIX
        )
    )
    assert one.works[0][:3] == ("A1", "Name A1", "We count every call each day now. Since May.")
    assert one.weak[0][:3] == ("A2", "Name A2", "one")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The U.S. Mint asks people each year. More follows.", "The U.S. Mint asks people each year."),
        ("Many units, e.g. The Mint, ask people here. More.", "Many units, e.g. The Mint, ask people here."),
        ("We know the claim. We do not know what happened before. More.", "We know the claim. We do not know what happened before."),
        ("First line without an end\nSecond line.", "First line without an end"),
        ("Is it so that nobody ever asked? Yes.", "Is it so that nobody ever asked?"),
        ("", ""),
    ],
)  # fmt: skip
def test_first_sentence(text: str, expected: str) -> None:
    assert first_sentence(text) == expected


def test_texts_are_cut_at_a_clause_or_a_word() -> None:
    assert (
        shorten_words("one two three four five six seven eight, nine ten eleven twelve", 10, 100)
        == "one two three four five six seven eight…"
    )
    assert shorten_words("one two three four", 3, 100) == "one two three…"
    assert shorten_words("w" * 4000, 25, 20) == "w" * 19 + "…"
    assert shorten_words("short", 25, 20) == "short"


# What is asked


def test_asks_of_the_answer_file_come_before_what_the_result_calls_for(tmp_path: Path) -> None:
    asks = "asks: [{text: Sign the charter., who: Deputy director, by: 2027-04-30}, {text: Fund two researchers}]\n"
    one = brief_of(assess_tiny(tmp_path, "{A1: 3, A2: {unknown: true}, A3: 1, B1: 1, B2: 1}", more=asks))
    assert one.requests == (
        ("", "Sign the charter", "Deputy director, by April 30, 2027"),
        ("", "Fund two researchers", ""),
    )


def test_without_asks_the_result_calls_for_answers_targets_and_owners(tmp_path: Path) -> None:
    actions = "actions: [{play: A, text: Count the calls.}, {play: A, text: Old, status: done}]\n"
    one = brief_of(assess_tiny(tmp_path, "{A1: 3, A2: {unknown: true}, A3: 1, B1: 1, B2: 1}", more=actions))
    assert [f"{row.lead} {row.text}" for row in one.requests] == [
        'Find out what is not known: "Question A2?" (A2)',
        "Set a target and a date for every play",
        "Decide who will do it and by when: Count the calls",
    ]


# What will be done


def test_actions_come_overdue_first_and_without_any_the_next_steps_are_proposed(tmp_path: Path) -> None:
    more = "date: 2026-11-01\nactions: [{text: Later, by: 2027-01-01, owner: Ana}, {text: Late, by: 2026-10-01}, {text: Someday}, {text: Gone, by: 2026-01-01, status: cancelled}]\n"
    one = brief_of(assess_tiny(tmp_path, "{A1: 3, A2: 1}", more=more))
    assert one.actions == (
        ("Late", "", "Oct 1, 2026", "Overdue"),
        ("Later", "Ana", "Jan 1, 2027", ""),
        ("Someday", "", "", ""),
    )
    plays = {"A": [{"next": "{1: Ask ten people what they need from you., 2: Do more.}"}, {}], "B": [{}]}
    none = brief_of(assess_tiny(tmp_path, "{A1: 1, A2: 3}", plays=plays))
    assert none.proposed
    assert none.actions_title == "Proposed next steps, not decided yet"
    assert none.actions[0].text == "Question A1?: Ask ten people what they need from you."


# How far to trust it


def test_who_checked_it_is_said_or_that_nobody_is_named(tmp_path: Path) -> None:
    answers = "{A1: {level: 3, evidence: [{title: Plan}]}, A2: 3, A3: 2, B1: {unknown: true}, B2: 1}"
    more = "respondent: {name: Group of six, role: CX lead}\n"
    one = brief_of(assess_tiny(tmp_path, answers, more=more))
    assert one.trust[0] == "Self-rated by: Group of six, CX lead. Outside check: none on record."
    assert one.trust[1] == (
        "1 of 4 answers cites evidence; one high answer, “Question A2?”, cites none. "
        "1 answer is not known, so the score lies between 1.83 and 2.33. No earlier result is compared."
    )
    checked = brief_of(assess_tiny(tmp_path, answers, more=more + "review: {by: Office of Audit, date: 2026-10-01}\n"))
    assert checked.trust[0].endswith("Outside check: Office of Audit, October 1, 2026.")


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ("{A1: 3}", "The one answer cites no evidence."),
        ("{A1: {level: 3, evidence: [{title: Plan}]}}", "The one answer cites evidence."),
        ("{A1: 3, B1: 2}", "None of 2 answers cites evidence."),
        ("{A1: 3, A2: 3, A3: 3, B1: {level: 2, evidence: [{title: Plan}]}}", "1 of 4 answers cites evidence; 3 high answers cite none."),
    ],
)  # fmt: skip
def test_how_many_answers_cite_evidence(tmp_path: Path, answers: str, expected: str) -> None:
    assert brief_of(assess_tiny(tmp_path, answers)).trust[1].startswith(expected)


def test_high_answers_of_several_kinds_are_not_called_by_the_word_of_one(tmp_path: Path) -> None:
    yes_no = "{no: {value: 0, text: No}, yes: {value: 1, text: Yes}}"
    levels = "{low: {value: 0, text: Low}, some: {value: 1, text: Some}, all: {value: 2, text: All}}"
    named = "{level: no, evidence: [{title: Plan}]}"

    def trust(second: str, answer: str) -> str:
        plays = {"A": [{"levels": yes_no}, {"levels": second}, {"levels": yes_no}, {"levels": yes_no}]}
        answers = f"{{A1: yes, A2: {answer}, A3: yes, A4: {named}}}"
        return brief_of(assess_tiny(tmp_path, answers, "{}", plays=plays, scale="")).trust[1]

    assert "; 3 high answers cite none." in trust(levels, "all")
    assert "; 3 “yes” answers cite none." in trust(yes_no, "yes")


# One page


def pages(one: Assessment, **options: Any) -> int:
    page = html(compose(one, **options), size="brief", for_pdf=True)
    with pikepdf.open(io.BytesIO(pdf(page, fonts=LEADERSHIP / "fonts"))) as document:
        return len(document.pages)


@needs("pango")
@pytest.mark.parametrize(
    "situation", [pytest.param(name, marks=pytest.mark.slow if name != "as it is" else ()) for name in STRESS]
)
@pytest.mark.parametrize(
    "playbook",
    [pytest.param(path, id=path.name, marks=() if path == EXAMPLE.parent else pytest.mark.slow) for path in PLAYBOOKS],
)
def test_brief_is_one_page(tmp_path: Path, playbook: Path, situation: str) -> None:
    one = stressed(playbook / "example-answers.yaml", tmp_path, STRESS[situation])
    assert pages(one) == 1
    if situation == "4,000 letters of words":
        assert pages(one, withhold=("names", "notes", "evidence")) == 1
        assert pages(one, view=one.playbook.views[0].id) == 1


def test_nothing_answered_asks_for_answers(tmp_path: Path) -> None:
    one = brief_of(assessment(NOTHING, folder=tmp_path))
    assert one.headline == "None of the 58 questions that apply has a level yet."
    assert (one.works, one.weak, one.actions) == ((), (), ())


# Every number can be traced


@pytest.mark.slow
@pytest.mark.parametrize("playbook", PLAYBOOKS, ids=lambda path: path.name)
def test_every_number_of_the_brief_is_in_the_working(playbook: Path, tmp_path: Path) -> None:
    """What is said of the whole is in the working of the whole; what is said of plays is in theirs too."""
    (tmp_path / "now.yaml").write_text(
        (playbook / "example-answers.yaml").read_text("utf-8").partition("\nasks:")[0], "utf-8"
    )
    one = assessment(tmp_path / "now.yaml")
    report = compose(one)

    def worked(*what: str) -> set[str]:
        done = cxassess("explain", "now.yaml", *what, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return numbers([done.stdout.decode()])

    whole, plays = worked(), {row.id: worked(row.id) for row in report.figures.strip.rows}
    said = [report.brief.headline, *report.brief.sentences[:1], *report.brief.trust[:2]]
    assert numbers(said) - whole == set()
    assert numbers(report.brief.sentences[1:]) - whole.union(*plays.values()) == set()
    for row in report.figures.strip.rows:
        assert numbers([row.reached, row.score, row.target]) - plays[row.id] == set(), row
