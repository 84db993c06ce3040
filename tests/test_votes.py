"""Workshops: the levels of several people in one line, their spread, and what was agreed and why."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support import ROOT, cxassess
from support.needs import skip_without
from support.terminal import Script, Talk

from cxassess.answers import Library, Vote, load_answers
from cxassess.answers.file.save import AnswerFile
from cxassess.interview import loop, vocabulary
from cxassess.interview.dialog import Talk as InterviewTalk
from cxassess.interview.grammar import Command
from cxassess.interview.session import Session
from cxassess.interview.votes import Participant, describe_spread, parse_votes, vote_order, vote_prompt
from cxassess.playbook import Catalog, Playbook, load_playbook
from cxassess.report.single.compose import compose
from cxassess.scoring import assess

BOOKS = ROOT / "playbooks"
THREE = [Participant("Ana", "CX officer"), Participant("Ben", ""), Participant("Caro", "IT")]
PEOPLE = ("Ana, CX officer", "Ben", "Caro,  IT", "")  # as they are typed
PROMPT = "Levels from Ana, Ben, Caro, or ? for help: "


@pytest.fixture(scope="module")
def playbook() -> Playbook:
    return load_playbook(BOOKS / "act-iac-cx-2018", [BOOKS / "overlays" / "quick.yaml"])[0]


@pytest.fixture(scope="module")
def yes_no() -> Playbook:
    return load_playbook(BOOKS / "omb-hisp-2018")[0]


def begin(folder: Path, answers: str = "{}") -> Path:
    path = folder / "a.yaml"
    path.write_text(f"playbook: act-iac-cx-2018  # ours\noverlays: [quick]\nanswers: {answers}\n")
    return path


def play(playbook: Playbook, path: Path, *lines: str | Callable[[], object]) -> tuple[list[str], Script]:
    script = Script(lines)
    code = loop.run(InterviewTalk(Session(playbook, AnswerFile.open(str(path))), script, is_facilitated=True))
    assert code == 0
    return script.said, script


def votes(*levels: str) -> tuple[Vote, ...]:
    return tuple(Vote(one.name, one.role, level, "") for one, level in zip(THREE, levels, strict=True) if level != "-")


# ---- the grammar


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("4 2 3", Command(vocabulary.VOTES, votes=votes("4", "2", "3"))),
        ("4,2, 3", Command(vocabulary.VOTES, votes=votes("4", "2", "3"))),
        ("4 dk N/A", Command(vocabulary.VOTES, votes=votes("4", "-", "-"))),
        ("n/a 2 3", Command(vocabulary.VOTES, votes=votes("-", "2", "3"))),
        ("n/a 2 reasons", None),
        ("don't know", None),
        ("dk", None),
        ("4 - 3", Command(vocabulary.VOTES, votes=votes("4", "-", "3"))),
        ("- none 3", Command(vocabulary.VOTES, votes=votes("-", "-", "3"))),
        ("established 2 Embedded", Command(vocabulary.VOTES, votes=votes("4", "2", "5"))),
        ("v ana 4, Front line 2", Command(vocabulary.VOTES, votes=(Vote("Ana", "CX officer", "4", ""), Vote("Front line", "", "2", "")), by_name=True)),
        ("v Dr. Who 13 5", Command(vocabulary.VOTES, votes=(Vote("Dr. Who 13", "", "5", ""),), by_name=True)),
        ("423", Command(vocabulary.VOTES, votes=votes("4", "2", "3"))),
        ("v BEN 4", Command(vocabulary.VOTES, votes=(Vote("Ben", "", "4", ""),), by_name=True)),
        ("v", Command(vocabulary.PEOPLE)),
        ("v + Dora, CFO", Command(vocabulary.CHANGE_PEOPLE, "+ Dora, CFO")),
        ("v - Ben", Command(vocabulary.CHANGE_PEOPLE, "- Ben")),
        ("= 4", Command(vocabulary.AGREED, "4")),
        ("=established", Command(vocabulary.AGREED, "4")),
        ("d", None),
        ("n no such place", None),
        ("t 4", None),
        ("e 4 2 3", None),
        ("", None),
        ("4\n2\n3", None),
        ("\x1b[A4 2 3", None),
    ],
)  # fmt: skip
def test_lines(playbook: Playbook, line: str, meant: Command | None) -> None:
    assert parse_votes(line, THREE, playbook.by_id["P1.1"]) == meant


FOR_EACH = "Type 1 to 5 for each of Ana, Ben and Caro; type - for anyone who does not give one"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("3", f"'3' is 1 level for 3 people. {FOR_EACH}; = 3 for only the agreed level."),
        ("429", f"'9' is not a level. {FOR_EACH}."),
        ("4233", f"'4233' is not a level. {FOR_EACH}."),
        ("v + ", "Add a name after it, such as v + Ana."),
        ("4 2", f"'4 2' is 2 levels for 3 people. {FOR_EACH}."),
        ("4 2 3 3", f"'4 2 3 3' is 4 levels for 3 people. {FOR_EACH}."),
        ("4 9 3", f"'9' is not a level. {FOR_EACH}."),
        ("- - -", "No one gave a level. Type d for don't know, or s to skip."),
        ("= 9", "Add a level from 1 to 5 after =, such as = 1."),
        ("v Ana", "'Ana' is a name. Add a level after it."),
        ("v Eve", "'Eve' is not a name and a level. Type them like this: v CX officer 1; separate several with commas."),
        ("v Ana 4 Ben 3", "'Ana 4 Ben 3' is not a name and a level. Type them like this: v CX officer 1; separate several with commas."),
        ("v Ana 4 Ben 2 Caro", "'Ana 4 Ben 2 Caro' is not a name and a level. Type them like this: v CX officer 1; separate several with commas."),
        ("v Ana 4, ana 2", "'Ana' is named twice. Nothing was recorded."),
        ("v ,", "Type a name and a level, such as v Ana 4."),
    ],
)  # fmt: skip
def test_refusals(playbook: Playbook, line: str, said: str) -> None:
    assert parse_votes(line, THREE, playbook.by_id["P1.1"]) == Command(vocabulary.REFUSED, said)


def test_yes_and_no_are_levels_too(yes_no: Playbook) -> None:
    question = next(yes_no.questions())
    parsed = parse_votes("yes no 2", THREE, question)
    assert parsed is not None
    assert [vote.level for vote in parsed.votes] == ["yes", "no", "yes"]
    assert parse_votes("n", THREE, question) is None
    assert describe_spread(question, parsed.votes, THREE) == "1 to 2, one level apart; middle 2; consensus 0.08."


def test_without_a_list_a_level_is_a_level(playbook: Playbook) -> None:
    assert parse_votes("3", [], playbook.by_id["P1.1"]) is None
    assert vote_prompt([], playbook.by_id["P1.1"]) == "Level 1-5, or ? for help: "


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        ("4 2 3", "2 to 4, two levels apart; middle 3; consensus 0.72."),
        ("3 3 3", "All 3 say 3 In part."),
        ("3 - 3", "Both say 3 In part. Ben gave none."),
        ("- - 3", "Caro says 3 In part. Ana and Ben gave none."),
        ("4 - 1", "1 to 4, three levels apart; middle between 1 and 4; consensus 0.32. Ben gave none."),
        ("4 4 5", "4 to 5, one level apart; middle 4; consensus 0.83."),
    ],
)
def test_the_spread(playbook: Playbook, levels: str, told: str) -> None:
    question = playbook.by_id["P1.1"]
    parsed = parse_votes(levels, THREE, question)
    assert parsed is not None
    assert describe_spread(question, parsed.votes, THREE) == told


@pytest.mark.parametrize(
    ("who", "role", "same"),
    [("ann  lee", "", True), ("Ann Lee", "LEADER", True), ("Ann Lee", "IT", False), ("Ann", "Leader", False)],
)
def test_a_person_is_a_name_and_where_both_votes_have_one_a_role(who: str, role: str, same: bool) -> None:
    assert Vote("Ann Lee", "Leader", "1", "").is_same_person(Vote(who, role, "2", "")) is same


def test_many_people_are_counted_in_the_prompt(playbook: Playbook) -> None:
    many = [Participant(f"Person number {number}", "") for number in range(8)]
    assert vote_prompt(many, playbook.by_id["P1.1"]) == "Levels from 8 people, or ? for help: "
    assert vote_order(many).startswith("In this order: Person number 0, Person number 1, ")
    assert vote_order(THREE) == ""


# ---- sessions


def test_votes_level_and_reason_are_one_change(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)
    before = path.read_text()
    said, script = play(playbook, path, *PEOPLE, "4 2 3", "3", "agreed after seeing the minutes", "u", "u", "u", "q")
    at = said.index("2 to 4, two levels apart; middle 3; consensus 0.72.")
    assert said[at + 1 : at + 5] == [
        "2: Ben. 3: Caro. 4: Ana.",
        "Saved. P1.1: 3 votes.",
        "Saved. P1.1 = 3 In part, with 3 votes.",
        "Why 3 In part? For the report; Enter for none, b goes back to the level.",
    ]
    assert [line for line in said if line.startswith("Undone: ")] == [
        "Undone: P1.1 reason.",
        "Undone: P1.1 agreed level.",
        "Undone: P1.1 votes.",
    ]
    assert path.read_text() == before
    assert script.prompts[4:7] == [PROMPT, "Agreed level 1-5, Enter leaves it open: ", "Reason: "]
    play(playbook, path, *PEOPLE, "4 2 3", "3", "agreed after seeing the minutes", "q")
    assert (
        "answers:\n  P1.1: {votes: [{who: Ana, role: CX officer, level: 4}, {who: Ben, level: 2}, "
        "{who: Caro, role: IT, level: 3}], level: 3, reason: agreed after seeing the minutes}\n" in path.read_text()
    )
    assert cxassess("check", path).returncode == 0


def test_where_all_agree_the_level_is_proposed_and_never_taken_by_enter(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)
    said, script = play(playbook, path, *PEOPLE, "3 3 -", "", "", "3 3 3", "what", "y", "q")
    assert "Saved. P1.1: 2 votes." in said
    at = said.index("P1.1 is left open. Its votes are saved. Type the agreed level, or Enter once more to go on.")
    assert said[at + 1] == (
        "P1.1: no level has been agreed on, so the question stays open. Type = and a level to answer it."
    )
    assert "'what' is not a level. Type 1 to 5, all levels again, or Enter; the votes are kept." in said
    assert "Saved. P1.2 = 3 In part, with 3 votes." in said
    assert "Reason: " not in script.prompts
    assert "Agreed level 1-5, y for 3, Enter leaves it open: " in script.prompts
    assert "P1.1: {votes: [{who: Ana, role: CX officer, level: 3}, {who: Ben, level: 3}]}\n" in path.read_text()


def test_enter_says_what_it_leaves_and_asks_once_more(playbook: Playbook, tmp_path: Path) -> None:
    """The keys are the same whether votes agree or not: votes, y or a level, a reason; Enter writes nothing."""
    path = begin(tmp_path, "{P1.2: {level: 2}}")
    lines = ("g P1.1", "3 3 3", "", "y", "g P1.2", "", "t 4", "", "", "4 2 3", "y", "3", "", "q")
    said, script = play(playbook, path, *PEOPLE, *lines)
    starts = ("Which", "P1.3:", "P1.2 skipped", "The next")
    assert [line for line in said if "Enter once more" in line or line.startswith(starts)] == [
        "P1.1 is left open. Its votes are saved. Type the agreed level, or Enter once more to go on.",
        "The next open question is Customer journeys (P1.3).",
        "P1.2 stays as it is: 2 Ad hoc. Type the levels, or Enter once more to go on.",
        "P1.2 stays as it is: 2 Ad hoc. Type the levels, or Enter once more to go on.",
        "P1.2 skipped, unchanged.",
        "Which level? 2: Ben. 3: Caro. 4: Ana. Type a level from 1 to 5.",
        "P1.3: no reason was given.",
    ]
    prompts = ["Agreed level 1-5, y for 3, Enter leaves it open: ", "Agreed level 1-5, Enter leaves it open: "]
    assert [prompt for prompt in script.prompts if prompt.startswith("Agreed")] == [prompts[0]] * 2 + [prompts[1]] * 2
    assert "P1.1: {votes" in path.read_text()
    assert "{who: Caro, role: IT, level: 3}], level: 3}" in path.read_text()


def test_y_is_never_yes_where_all_said_no(yes_no: Playbook, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("playbook: omb-hisp-2018\nanswers: {}\n")
    said, script = play(yes_no, path, "Ana", "Ben", "", "no no", "y", "no", "yes yes", "y", "q")
    assert "y could mean yes, but the votes say no. Type no or yes." in said
    assert script.prompts.count("Agreed level 1 or 2, yes or no, Enter leaves it open: ") == 3
    assert path.read_text().split("\n")[2:4] == [
        '  ME.1: {votes: [{who: Ana, level: "no"}, {who: Ben, level: "no"}], level: "no"}',
        '  ME.2: {votes: [{who: Ana, level: "yes"}, {who: Ben, level: "yes"}], level: "yes"}',
    ]


@pytest.mark.parametrize(
    ("lines", "people"),
    [
        (("Ana, Ben, Cleo", "yes"), ["Ana", "Ben", "Cleo"]),
        (("Ana, Ben, Cleo", ""), ["Ana (Ben, Cleo)"]),
        (("Ana, CIO, and IT lead", "no"), ["Ana (CIO, and IT lead)"]),
        (("Ana, CIO", "+ Ben, Cleo, Di,", "yes"), ["Ana (CIO)", "Ben", "Cleo", "Di"]),
        (("Ana and Ben", "yes"), ["Ana", "Ben"]),
        (("Ana and Ben", ""), ["Ana and Ben"]),
        (("Ana / Ben & Cleo", "yes"), ["Ana", "Ben", "Cleo"]),
        (("Ana and Ben, CX office", "yes"), ["Ana (CX office)", "Ben (CX office)"]),
        (("Ana, Ben Fox and Cleo", "yes"), ["Ana", "Ben Fox", "Cleo"]),
        (("Ana\tBen\tCleo", "yes"), ["Ana", "Ben", "Cleo"]),
        (("Ana\tCX officer", ""), ["Ana (CX officer)"]),
        (("Ana; Ben; Cleo", "yes"), ["Ana", "Ben", "Cleo"]),
        (("Ana; Ben; Cleo", "no"), ["Ana; Ben; Cleo"]),
        (("Ana, CIO; Ben, CFO", "4", "yes"), ["Ana (CIO)", "Ben (CFO)"]),
        (("Ana, policy and planning", "Ben, CIO and CX lead"), ["Ana (policy and planning)", "Ben (CIO and CX lead)"]),
        (("Ana\nAna and Ben", "yes"), ["Ana", "Ben"]),
        (("y", "Ana", "y", "y"), ["Ana", "y"]),
        (("Ana", "+ y", "", "+ d", "yes", "+ yes", "no", "v y", "3", "no"), ["Ana", "d"]),
    ],
)
def test_a_list_of_names_may_be_several_people(
    playbook: Playbook, tmp_path: Path, lines: tuple[str, ...], people: list[str]
) -> None:
    script = Script([*lines, "", "q"])
    talk = InterviewTalk(Session(playbook, AnswerFile.open(str(begin(tmp_path)))), script, is_facilitated=True)
    assert loop.run(talk) == 0
    assert list(map(str, talk.people)) == people
    if lines[0] == "Ana, Ben, Cleo":
        assert script.prompts[1] == "Three people? "
        asked = (
            "Is that three people: Ana, Ben and Cleo? Type yes; Enter for one person, Ana, with the role 'Ben, Cleo'."
        )
        assert asked in script.said


def test_a_command_is_no_name_until_somebody_says_so(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)
    said, script = play(playbook, path, "y", "Ana", "", "v + y", "", "v + n", "4", "yes", "q")
    assert "'y' is a command, but this asks for text. Enter leaves it empty; type 'y' again to use it as text." in said
    assert "'y' is a command too. Type yes to add a person of this name; Enter adds no one." in said
    about = "'n' is a command too. Type yes to add a person of this name; Enter adds no one."
    assert f"'4' is not an answer here, so nothing was done with it. {about}" in said
    assert script.prompts.count("Is that a name? ") == 3
    assert "Type levels in this order: Ana, n. Type - for anyone who does not give one." in said


def test_new_votes_replace_those_of_the_same_people(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(
        tmp_path,
        "\n  P1.1:  # ours\n    level: 2\n    note: n\n    reason: old\n    votes:\n      - {who: X, level: 1}",
    )
    said, _ = play(playbook, path, *PEOPLE, "g P1.1", "5 5 5", "", "", "b", "5 4 5", "5", "", "q")
    assert "Votes: X 1 Not yet." in said
    assert said.count("Votes kept from people who are not on the list: 1: X.") == 2
    assert "Reason: old" in said
    assert "P1.1 stays at 2 Ad hoc. Type = and a level to change it." in said
    assert path.read_text().rpartition("  P1.1: ")[0] == (
        "playbook: act-iac-cx-2018  # ours\noverlays: [quick]\nanswers: \n  P1.1:  # ours\n    level: 5\n    note: n\n"
        "    votes:\n      - {who: X, level: 1}\n      - {who: Ana, role: CX officer, level: 5}\n      - {who: Ben, level: 4}\n"
        "      - {who: Caro, role: IT, level: 5}\nwording:\n"
    )


def test_leaving_at_the_agreed_level_keeps_the_votes(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)
    play(playbook, path, *PEOPLE, "4 2 3")
    assert "votes: [{who: Ana, role: CX officer, level: 4}" in path.read_text()
    assert "level: 3}, {who" not in path.read_text()

    def interrupt() -> None:
        raise KeyboardInterrupt

    path = begin(tmp_path)
    script = Script([*PEOPLE, "4 2 3", "3", interrupt])
    with pytest.raises(KeyboardInterrupt):
        loop.run(InterviewTalk(Session(playbook, AnswerFile.open(str(path))), script, is_facilitated=True))
    assert "Saved. P1.1: 3 votes." in script.said
    assert "votes: [{who: Ana, role: CX officer, level: 4}" in path.read_text()


def test_people_are_known_again_and_can_change(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)
    play(playbook, path, "Ana, CX officer", "ana", "", "4", "q")
    play(playbook, path, *PEOPLE, "4 2 3", "3", "", "q")
    again, script = play(playbook, path, "", "v", "Dora", "Ana", "", "5 5", "y", "q")
    assert "Now on the list: Ana (CX officer), Ben and Caro (IT)." in again
    assert "Type levels in this order: Ana, Ben, Caro. Type - for anyone who does not give one." in again
    assert "Levels from Dora, Ana, or ? for help: " in script.prompts
    assert (
        "P1.2: {votes: [{who: Dora, level: 5}, {who: Ana, role: CX officer, level: 5}], level: 5}" in path.read_text()
    )


def test_every_other_command_works_as_ever(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)
    said, _ = play(
        playbook, path, "", "v CX officer 4, Front line 2, IT 3", "3", "so", "= in part", "d", "v", *PEOPLE,
        "n", "no center", "e a note", "w Minutes", "c low", "t 4", "?", "s", "b", "p", "r", "9", "q",
    )  # fmt: skip
    text = path.read_text()
    assert "There is no list of people. Type v and who said what, such as v CX officer 4, Front line 2." in said
    assert "who: CX officer, level: 4}, {who: Front line, level: 2}, {who: IT, level: 3}" in text
    assert "P1.2: {level: 3}" in text
    assert "P1.3: {unknown: true}" in text
    assert "P2.1: {not_applicable: no center}" in text
    assert "P2.2: {note: a note, evidence: [{title: Minutes}], confidence: low}" in text
    for line in (
        "1 1 -: a level for each of Ana, Ben and Caro, in this order; - for anyone who does not give one",
        "v and names: v CX officer 1, Front line 1; they do not have to be on the list",
        "v + and a name: add someone to the list; v - and a name: remove someone; v alone: make a new list",
        "= and a level: only the agreed level, without votes, such as = 1",
        "s, or Enter twice: skip; the answer does not change",
        "P1.1 Customer types: 3 In part. Has 3 votes.",
    ):
        assert line in said


def test_the_report_shows_it(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)
    play(playbook, path, *PEOPLE, "4 2 3", "3", "the minutes", "3 3 3", "y", "5 1 -", "", "q")
    loaded = load_answers(str(path), Library(Catalog((BOOKS,))))
    rows = compose(assess(loaded.playbook, loaded.answers)).standard.trust.differed
    assert [(one.id, one.votes, one.answer, one.reason) for one in rows] == [
        ("P1.3", "1 × level 1, Not yet; 1 × level 5, Embedded", "not answered", ""),
        (
            "P1.1",
            "1 × level 2, Ad hoc; 1 × level 3, In part; 1 × level 4, Established",
            "level 3, In part",
            "the minutes",
        ),
    ]


def test_a_new_row_or_a_command_in_place_of_the_agreed_level(playbook: Playbook, tmp_path: Path) -> None:
    """Vote, talk, look, note, vote again: the votes are in the file all the while, and the level is asked again."""
    path = begin(tmp_path)
    texts: list[str] = []

    def look() -> None:
        texts.append(path.read_text())

    said, script = play(
        playbook, path, *PEOPLE, "1 5 3", look, "?", "2 3 3", "9 9", "e they talked long", "l 3", "i", "v + Dora",
        "v dora 4", look, "3", "b", "4", "because", "q",
    )  # fmt: skip
    assert "votes: [{who: Ana, role: CX officer, level: 1}, {who: Ben, level: 5}" in texts[0]
    assert (
        "{who: Ana, role: CX officer, level: 2}, {who: Ben, level: 3}, {who: Caro, role: IT, level: 3}, {who: Dora, level: 4}]"
        in texts[1]
    )
    assert (
        "'9' is not a level. Type 1 to 5 for each of Ana, Ben and Caro; type - for anyone who does not give one."
        in said
    )
    assert any(
        line.startswith("1 to 5: the agreed level; all levels again, or v with a name and a level") for line in said
    )
    assert not any("so it stays open" in line for line in said)
    assert "2 to 4, two levels apart; middle 3; consensus 0.79." in said
    assert "2: Ana. 3: Ben and Caro. 4: Dora." in said
    for words in ("note: they talked long", "level: 4, reason: because"):
        assert words in path.read_text()
    assert script.prompts.count("Agreed level 1-5, Enter leaves it open: ") == 9
    assert script.prompts.count("Agreed level 1-5, Enter keeps the answer: ") == 1
    assert cxassess("check", path).returncode == 0


def test_a_latecomer_is_added_to_the_votes_there_are(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)
    said, _ = play(playbook, path, *PEOPLE, "4 2 -", "3", "talk", "b", "v Eve 5", "", "u", "q")
    assert "2 to 5, three levels apart; middle 4; consensus 0.50. Caro gave none." in said
    assert "Saved. P1.1: 3 votes." in said
    assert "Undone: P1.1 votes." in said
    assert (
        "votes: [{who: Ana, role: CX officer, level: 4}, {who: Ben, level: 2}], level: 3, reason: talk"
        in path.read_text()
    )


def test_the_note_of_a_vote_stays_where_the_vote_is_repeated(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(
        tmp_path, "{P1.1: {votes: [{who: Ana, role: CIO, level: 4, note: seen}, {who: Ben, level: 2, note: old}]}}"
    )
    play(playbook, path, "", "g P1.1", "4 3", "", "q")
    assert "{who: Ana, role: CIO, level: 4, note: seen}, {who: Ben, level: 3}" in path.read_text()


def test_votes_alone_can_be_cleared_and_are_listed_at_the_end(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)
    said, _ = play(playbook, path, *PEOPLE, "4 2 3", "", "g P1.1", "q")
    assert "Not agreed yet: Customer types (P1.1)." in said
    said, _ = play(playbook, path, "", "x", "yes", "x", "q")
    assert "Saved. P1.1 votes cleared." in said
    assert "There is no answer to clear." in said
    assert "answers: {}" in path.read_text().replace("answers:\n  {}", "answers: {}")


def test_quitting_where_a_level_is_agreed(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)
    said, _ = play(playbook, path, *PEOPLE, "4 2 3", "q")
    assert "P1.1: no level has been agreed on, so the question stays open. Type = and a level to answer it." in said
    assert "votes: [{who: Ana, role: CX officer, level: 4}" in path.read_text()


def test_a_reason_goes_with_its_level(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)
    said, script = play(
        playbook,
        path,
        *PEOPLE,
        "4 2 3",
        "3",
        "the minutes",
        "g P1.1",
        "= 3",
        "",
        "g P1.1",
        "= 5",
        "",
        "g P1.1",
        "= 3",
        "so",
        "q",
    )
    assert "Why 3 In part? For the report; Enter keeps the reason, - removes it, b goes back to the level." in said
    assert said.count("Saved. P1.1 = 3 In part.") == 2
    assert (
        "5 Embedded is above every vote. Why 5 Embedded? For the report; Enter for none, b goes back to the level."
        in said
    )
    assert "Saved. P1.1 = 5 Embedded. The reason for the earlier level was removed." in said
    assert "level: 3, reason: so" in path.read_text()
    for line, told in (
        ("2", "Saved. P1.1 = 2 Ad hoc. The reason for the earlier level was removed."),
        ("d", "Saved. P1.1 = don't know. The reason for the earlier level was removed."),
        ("n none", "Saved. P1.1 = not applicable: none. The reason for the earlier level was removed."),
    ):
        path = begin(tmp_path, "{P1.1: {level: 3, reason: so}}")
        script = Script(["g P1.1", line, "q"])
        loop.run(InterviewTalk(Session(playbook, AnswerFile.open(str(path))), script))
        assert any(one.startswith(told) for one in script.said)
        assert "reason" not in path.read_text()


def test_a_reason_there_is_is_asked_about_when_all_come_to_agree(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path, "{P1.1: {level: 3, reason: Ana and Ben differ}}")
    said, _ = play(playbook, path, *PEOPLE, "g P1.1", "3 3 3", "y", "-", "q")
    assert any(line.startswith("Why 3 In part? For the report; Enter keeps the reason, - removes it") for line in said)
    assert "Saved. P1.1 reason removed." in said
    assert "reason" not in path.read_text()


def test_what_changes_nothing_does_not_leave_the_agreed_level(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)
    said, script = play(playbook, path, *PEOPLE, "4 2 3", "n", "", "n no center", "q")
    assert script.prompts[4:7] == [PROMPT, "Agreed level 1-5, Enter leaves it open: ", "Reason: "]
    assert script.prompts[7] == "Agreed level 1-5, Enter leaves it open: "
    assert "Saved. P1.1 = not applicable: no center." in said
    assert not any("no level is agreed" in line for line in said)


def test_leaving_at_the_reason_keeps_the_agreed_level(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)
    play(playbook, path, *PEOPLE, "4 2 3", "3")
    assert "level: 3}\n" in path.read_text()


def test_who_comes_and_goes(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)
    said, script = play(
        playbook, path,
        "?", "-", "Ana Diaz, CX officer; Ben", "yes", "7", "Caro", "b", "Caro, IT\nDan", "",
        "v Eve Fox 3, Ana 2", "3", "", "v - Ben", "v - nobody", "2 2 - -", "2", "v Caro 4, ana diaz 2", "3", "", "q",
    )  # fmt: skip
    assert "'7' is a number, but this asks for text. Enter leaves it empty; type '7' again to use it as text." in said
    assert "'-' is a command, but this asks for text. Enter leaves it empty; type '-' again to use it as text." in said
    assert "Caro was removed." in said
    assert "Type levels in this order: Ana Diaz, Ben, Caro, Dan. Type - for anyone who does not give one." in said
    assert "2 to 3, one level apart; middle between 2 and 3; consensus 0.81. Ben, Caro and Dan gave none." in said
    assert "Eve Fox was added to the list; v - Eve Fox removes them." in said
    assert "Ben was removed; votes already given are kept." in said
    assert "'nobody' is not on the list." in said
    assert "Levels from Ana Diaz, Caro, Dan, Eve Fox, or ? for help: " in script.prompts
    assert "who: Ana Diaz, role: CX officer, level: 2" in path.read_text()
    again = Script(["- Dan\n+ Fay, CFO", "+ Eve Fox, CHCO", "", "q"])
    loop.run(InterviewTalk(Session(playbook, AnswerFile.open(str(path))), again, is_facilitated=True))
    assert "Now on the list: Ana Diaz (CX officer), Caro (IT), Dan and Eve Fox." in again.said  # Ben had left
    assert "Dan was removed; votes already given are kept." in again.said
    assert (
        "Type levels in this order: Ana Diaz, Caro, Eve Fox, Fay. Type - for anyone who does not give one."
        in again.said
    )


# ---- by the real command


@pytest.mark.slow
def test_a_workshop_in_a_terminal(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    path = begin(tmp_path)
    one = talk("a.yaml", "--facilitate")
    one.wait("Who is answering?")
    for line in PEOPLE:
        one.wait("Person ")
        one.type(line)
    one.answer("4 2 3", prompt=PROMPT)
    one.wait("2 to 4, two levels apart; middle 3; consensus 0.72.")
    one.answer("3", prompt="Enter leaves it open: ")
    one.wait("Saved. P1.1 = 3 In part, with 3 votes.")
    one.answer("the minutes", prompt="Reason: ")
    one.wait("Saved. P1.1 reason.")
    one.answer("2 2 2", prompt=PROMPT)
    one.wait("All 3 say 2 Ad hoc.")
    one.answer("y", prompt="Enter leaves it open: ")
    one.answer("5 1 3", prompt=PROMPT)
    one.wait("Saved. P1.3: 3 votes.")
    one.wait("Enter leaves it open: ")
    one.process.kill()  # nothing that was told as saved is lost while the room talks
    assert "P1.3: {votes: [{who: Ana, role: CX officer, level: 5}," in path.read_text()
    assert cxassess("score", path).returncode == 0
    assert "P1.2: {votes: [{who: Ana, role: CX officer, level: 2}," in path.read_text()


@pytest.mark.slow
@pytest.mark.parametrize("gap", [0.02, pytest.param(0.08, marks=pytest.mark.slow)])
def test_lines_that_follow_in_a_workshop_are_no_votes(tmp_path: Path, talk: Callable[..., Talk], gap: float) -> None:
    path = begin(tmp_path)
    one = talk("a.yaml", "--facilitate")
    for number, line in enumerate(("Ana", "Ben", ""), 1):
        one.answer(line, prompt=f"Person {number}: ")
    room = "Levels from Ana, Ben, or ? for help: "

    def paste(prompt: str, *lines: str) -> None:
        one.wait(prompt)
        for line in lines:
            one.type(line)
            time.sleep(gap)

    paste(room, "v Ben 4 because of", "5 5")
    paste(room, "v + Cleo", "5 5")
    one.wait("Several lines were entered at once, so no answer was saved.")
    one.answer("2 4", prompt=room)
    paste("Enter leaves it open: ", "because of", "5")
    one.answer("3", prompt="Enter leaves it open: ")
    paste("Reason: ", "", "no center", "5 5")
    one.wait("2 lines arrived as one reason for P1.1: no center\r\n5 5\r\n")
    one.answer("yes", prompt="Keep it? ")
    one.answer("q", prompt=room)
    assert one.leave() == 0
    assert (
        '  P1.1: {votes: [{who: Ana, level: 2}, {who: Ben, level: 4}], level: 3, reason: "no center\\n5 5"}\n'
        in path.read_text()
    )


FLAGSHIP = load_playbook(BOOKS / "act-iac-cx-2018")[0]
ROOM = "Levels from Ana, Ben, Caro, or ? for help: "


def round_at(number: int) -> tuple[list[tuple[str, str]], list[str]]:
    """What a facilitator types at the question of this number, each with its prompt, and the same for `answer`."""
    id = list(FLAGSHIP.by_id)[number]
    low = 1 + number % 4
    levels = {0: (low, low, low), 1: (low, low + 1, low), 2: (low + 1, 0, low)}[number % 3]
    row = " ".join(str(level) if level else "-" for level in levels)
    typed: list[tuple[str, str]] = []
    given: list[str] = []
    if number % 4 == 1:
        typed.append((ROOM, f"e Note {number}: what we saw"))
        given.append(f"{id}:note=Note {number}: what we saw")
    if number % 5 == 2:
        typed.append((ROOM, f"w Minutes {number} | minutes-{number}.pdf"))
        given.append(f"{id}:evidence=Minutes {number}|minutes-{number}.pdf")
    typed += [(ROOM, row), ("Agreed level 1-5, ", str(low))]
    given += [f"{id}:vote={who}={level}" for who, level in zip(VOTERS, levels, strict=True) if level]
    given.append(f"{id}={low}")
    if number % 3:
        typed.append(("Reason: ", f"Talked about it {number}"))
        given.append(f"{id}:agreed=Talked about it {number}")
    return typed, given


VOTERS = ("Ana, CX officer", "Ben", "Caro, IT")


@pytest.mark.slow
def test_a_workshop_from_an_empty_folder_to_the_report(tmp_path: Path) -> None:
    """Every question of the flagship, three people, left five times: result and PDF as of the same answers from a file."""
    by_hand, by_file = tmp_path / "hand", tmp_path / "file"
    by_hand.mkdir()
    by_file.mkdir()
    for session in range(6):
        first = session == 0
        words = ["--today", "2026-11-22", *([] if first else ["answers.yaml"])]
        one = Talk(by_hand, *words, "--facilitate", COLUMNS="100")
        one.set_up(*(["", "", "Dept of X", "", "Permits", "1", "", "CX officer"] if first else []))
        for person in PEOPLE if first else [""]:
            one.wait("Person ")
            one.type(person)
        one.wait("Type levels in this order: Ana, Ben, Caro.")
        for number in range(session * 10, min(session * 10 + 10, 58)):
            asked = list(FLAGSHIP.by_id.values())[number]
            one.wait(f"{asked.id} {asked.name}. Question {number + 1} of 58, play ")
            for prompt, line in round_at(number)[0]:
                one.wait(prompt)
                if prompt.startswith("Agreed"):
                    one.wait(": ")
                one.type(line)
        one.wait("> " if session == 5 else ROOM)
        one.type("q")
        assert one.leave() == 0
    given = [word for number in range(58) for word in round_at(number)[1]]
    head = ["subject.agency=Dept of X", "subject.service=Permits", "subject.scope=public", "respondent.role=CX officer"]
    begun = cxassess(
        "answer", "answers.yaml", *head, *given, "--playbook", FLAGSHIP.id, "--today", "2026-11-22", cwd=by_file
    )
    assert begun.returncode == 0, begun.stderr.decode()
    folders = (by_hand, by_file)
    scored = [cxassess("score", "answers.yaml", "--format", "json", cwd=folder) for folder in folders]
    assert [done.returncode for done in scored] == [0, 0]
    assert scored[0].stdout == scored[1].stdout
    assert b'"unanswered": 0' in scored[0].stdout
    assert (by_hand / "answers.yaml").read_bytes() == (by_file / "answers.yaml").read_bytes()
    for name in ("report.md", "report.pdf"):
        done = [cxassess("report", "answers.yaml", "-o", name, "--size", "full", cwd=folder) for folder in folders]
        if b"Pango" in done[0].stderr:
            skip_without("pango")
        assert [one.returncode for one in done] == [0, 0]
        assert (by_hand / name).read_bytes() == (by_file / name).read_bytes()
    text = (by_hand / "report.md").read_text()
    for words in ("Several people answered 58 questions", "Ben: level 2, Ad hoc", "Talked about it 56"):
        assert words in text
