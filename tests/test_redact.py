"""`--redact`: what is withheld is in no format, the rest is kept, and levels and counts never change."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support import EXAMPLE, cxassess
from support.assessments import assess_tiny

from cxassess.answers import LEVEL, Answers
from cxassess.answers.redact import REDACTABLE, redact
from cxassess.planning.actions import has_owner
from cxassess.report.single.compose import compose

ANSWERS = """
  A1: {level: 3, note: NOTE one, evidence: [{title: EVIDENCE one, link: "https://example.gov/EVIDENCE"}, EVIDENCE two]}
  A2: {not_applicable: NOTE why not}
  A3: {level: 2, reason: NOTE agreed, votes: [{who: NAME Ann, role: Lead, level: 3, note: NOTE hers}, {who: NAME Bo, level: 1}]}
  B1: {level: 1, votes: [{who: NAME Bo, level: 1}]}
"""
MORE = """
respondent: {name: NAME Cy, role: Lead}
subject: {agency: Department of Tests}
silence: {no-evidence: NOTE calm}
targets: {A: {score: 3, owner: NAME Di}}
actions: [{play: A, text: Do it, owner: NAME Ed, by: 2027-01-01, measure: done}]
date: 2026-01-01
"""
ALL_WITHHELD = "Withheld in this copy: names, roles that fewer than five voters share, notes and evidence."
WORDS = {"names": "NAME", "notes": "NOTE", "evidence": "EVIDENCE"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assess_tiny(tmp_path, ANSWERS, "{}", MORE)
    return tmp_path


def html(folder: Path, *options: str) -> str:
    done = cxassess(
        "report",
        "answers.yaml",
        "-o",
        "x.html",
        "--force",
        "--size",
        "full",
        *options,
        cwd=folder,
        CXASSESS_PLAYBOOKS=str(folder),
    )
    assert done.returncode == 0, done.stderr
    return (folder / "x.html").read_text("utf-8")


@pytest.mark.parametrize("parts", [("names",), ("notes",), ("evidence",), ("names", "notes", "evidence"), ()])
def test_withheld_parts_are_nowhere_and_the_rest_is_kept(folder: Path, parts: tuple[str, ...]) -> None:
    text = html(folder, *(["--redact", ",".join(parts)] if parts else []))
    for part, word in WORDS.items():
        assert (word in text) == (part not in parts), part
    shown = ALL_WITHHELD if len(parts) == 3 else ""
    assert shown in text
    assert ("Withheld in this copy" in text) == bool(parts)


def test_terminal_report_withholds_too(folder: Path) -> None:
    done = cxassess(
        "report", "answers.yaml", "--redact", "names, notes,evidence", cwd=folder, CXASSESS_PLAYBOOKS=str(folder)
    )
    assert not re.findall("NAME|NOTE|EVIDENCE", done.stdout.decode())
    assert ALL_WITHHELD in " ".join(done.stdout.decode().split())


def test_numbers_stay(folder: Path) -> None:
    assessment = assess_tiny(folder, ANSWERS, "{}", MORE)
    plain, bare = compose(assessment), compose(assessment, withhold=REDACTABLE)
    assert bare.brief.headline == plain.brief.headline
    assert bare.figures.strip == plain.figures.strip
    assert bare.standard.position == plain.standard.position
    assert bare.standard.plan.note == plain.standard.plan.note
    assert [flag.name for flag in bare.flags] == [flag.name for flag in plain.flags]
    assert bare.plays[0].questions[0].evidence[0].title == "2 pieces, [withheld]"
    assert bare.plays[0].questions[2].votes == ("1 × level 1, Not yet", "1 × level 3, Fully")
    assert bare.plays[1].questions[0].votes == ("1 × level 1, Not yet",)


def test_only_what_was_given_is_marked(folder: Path) -> None:
    given = assess_tiny(folder, "{A1: {level: 1}}", "{}").answers
    again = redact(given, REDACTABLE)
    assert again.by_question["A1"].state == LEVEL
    assert again == given


VOTES = ", ".join(f"{{who: NAME {one}, role: Front line, level: {1 + one % 2}}}" for one in range(4))
LEAD = "{who: NAME Lead, role: ROLE Lead, level: 3, note: Seen it}"


def test_a_role_that_five_voters_share_stays(tmp_path: Path) -> None:
    four = f"{{A1: {{level: 1, votes: [{LEAD}, {VOTES}]}}}}"
    assert [vote.role for vote in redacted(tmp_path / "4", four).answer("A1").votes] == [""] * 5
    fifth = "{who: NAME 5, role: front  line, level: 2}"
    five = f"{{A1: {{level: 1, votes: [{LEAD}, {VOTES}]}}, A2: {{level: 1, votes: [{fifth}, {LEAD}]}}}}"
    answers = redacted(tmp_path / "5", five)
    assert [(vote.role, vote.level) for vote in answers.answer("A1").votes] == [
        ("", "3"),
        *[("Front line", "1")] * 2,
        *[("Front line", "2")] * 2,
    ]
    part = compose(assess_tiny(tmp_path / "5", five, "{}"), withhold=["names"]).plays[0].questions[0]
    assert part.votes == (
        "2 × level 1, Not yet (2 Front line)",
        "2 × level 2, In part (2 Front line)",
        "1 × level 3, Fully: Seen it",
    )


def test_one_person_who_votes_often_is_one_voter(tmp_path: Path) -> None:
    often = ", ".join(f"{id}: {{votes: [{{who: Ann, role: Lead, level: 1}}]}}" for id in ("A1", "A2", "A3", "B1", "B2"))
    assert {
        vote.role for answer in redacted(tmp_path, f"{{{often}}}").by_question.values() for vote in answer.votes
    } == {""}


def redacted(folder: Path, answers: str, more: str = "") -> Answers:
    folder.mkdir(exist_ok=True)
    return redact(assess_tiny(folder, answers, "{}", more).answers, ["names"])


def test_votes_lose_the_order_in_which_people_voted(tmp_path: Path) -> None:
    votes = "A1: {votes: [{who: Ann, level: 3}, {who: Bo, level: 1}]}, A2: {votes: [{who: Ann, level: 1}, {who: Bo, level: 3}]}"
    answers = redacted(tmp_path, f"{{{votes}}}")
    assert answers.answer("A1").votes == answers.answer("A2").votes


def test_what_is_planned_asked_and_reviewed_stays_without_the_people(tmp_path: Path) -> None:
    more = (
        "actions: [{text: Do it, owner: NAME Ed, by: 2027-01-01, measure: done}, {text: Nobody yet}]\n"
        "asks: [{text: Sign it, who: NAME Flo, by: 2027-02-01}]\nreview: {by: NAME Gil, date: 2026-12-01}\nowners: {A: NAME Hal}\n"
        "targets: {A: {score: 3, owner: NAME Di}}\nrespondent: {name: NAME Cy, role: Customer experience lead}\n"
    )
    answers = redacted(tmp_path, "{A1: 1}", more)
    assert [(one.owner, has_owner(one)) for one in answers.actions] == [("", True), ("", False)]
    assert [(one.text, one.who, str(one.by)) for one in answers.asks] == [("Sign it", "", "2027-02-01")]
    assert answers.owners == {}
    assert (answers.review.by, str(answers.review.date)) == ("someone outside the group", "2026-12-01")
    assert (answers.header.respondent, answers.header.role, answers.targets["A"].owner) == ("", "", "")


def test_nobody_of_a_merged_file_is_named(tmp_path: Path) -> None:
    more = (
        "people: [{name: NAME Cy, role: Lead, answered: [A2]}, {name: NAME Team}]\n"
        "targets: {A: {score: 3, who: NAME Di, others: [{who: NAME Ed, score: 2, owner: NAME Flo}]}}\n"
    )
    votes = "{who: NAME Ann, level: 3, part_of: NAME Team}, {who: NAME Team, level: 2}"
    answers = redacted(tmp_path, f"{{A1: {{level: 2, votes: [{votes}]}}, A2: 1}}", more)
    assert "NAME" not in repr(answers)
    assert [vote.level for vote in answers.answer("A1").counted] == ["2"]


def test_a_withheld_owner_is_not_asked_for(tmp_path: Path) -> None:
    more = "actions: [{text: Do it, owner: NAME Ed, by: 2027-01-01, measure: done}]\n"
    assessment = assess_tiny(tmp_path, "{A1: 1, A2: 1, A3: 1, B1: 1}", "{}", more)
    plain, bare = compose(assessment), compose(assessment, withhold=["names"])
    assert bare.brief.requests == plain.brief.requests
    assert bare.standard.plan.note == plain.standard.plan.note


def test_who_rated_is_withheld_and_not_called_unnamed(tmp_path: Path) -> None:
    def rated(more: str) -> str:
        assessment = assess_tiny(tmp_path, "{A1: 1, A2: 1, A3: 1, B1: 1}", "{}", more)
        return compose(assessment, withhold=["names"]).brief.trust[0]

    assert (
        rated("respondent: {name: NAME Ed, role: Lead}\n") == "Self-rated by: withheld. Outside check: none on record."
    )
    assert rated("") == "Self-rated by: not named. Outside check: none on record."


def test_withheld_names_are_no_reason_for_a_flag(tmp_path: Path) -> None:
    two = "{A1: {level: 1, votes: [{who: Ann, level: 1}, {who: Bo, level: 1}]}}"
    assert "one-role" not in [one.name for one in compose(assess_tiny(tmp_path, two, "{}"), withhold=["names"]).flags]
    one = "{A1: {level: 1, votes: [{who: Ann, role: Lead, level: 1}]}}"
    flags = compose(assess_tiny(tmp_path, one, "{}"), withhold=["names"]).flags
    assert [flag.text for flag in flags if flag.name == "one-role"] == [
        "All answers come from one role; no other perspective is recorded."
    ]


@pytest.mark.parametrize("size", ["brief", "standard", "full"])
def test_a_copy_without_names_is_no_longer_and_says_once_what_it_lacks(tmp_path: Path, size: str) -> None:
    lengths = []
    for options in ([], ["--redact", "names"]):
        words = ["report", str(EXAMPLE), "-o", "x.html", "--force", "--size", size, *options]
        assert cxassess(*words, cwd=tmp_path).returncode == 0
        body = (tmp_path / "x.html").read_text("utf-8").partition("<body")[2]
        lengths.append(len(" ".join(re.sub(r"<[^>]*>", " ", body).split())))
    assert lengths[1] <= lengths[0]
    assert body.count("Withheld in this copy") == 1
