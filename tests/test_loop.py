"""The loop of the interview with lines typed in memory: notes, plays, pace, drafts, and the summary at the end."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from support import ROOT
from support.terminal import Script

from cxassess.answers import Answer, Library
from cxassess.answers.file.save import AnswerFile
from cxassess.answers.new import no_answers
from cxassess.interview import loop, messages, progress
from cxassess.interview.dialog import Talk
from cxassess.interview.drafts import Drafts
from cxassess.interview.editor import unfinished_texts
from cxassess.interview.frontends import frontend
from cxassess.interview.next_open import next_open_question
from cxassess.interview.progress import Pace
from cxassess.interview.session import Session
from cxassess.playbook import Catalog, Playbook, load_playbook
from cxassess.scoring import Assessment, assess

BOOKS = ROOT / "playbooks"


@pytest.fixture(scope="module")
def playbook() -> Playbook:
    return load_playbook(BOOKS / "act-iac-cx-2018", [BOOKS / "overlays" / "quick.yaml"])[0]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return begin(tmp_path)


def begin(folder: Path, answers: str = "{}", more: str = "") -> Path:
    path = folder / "a.yaml"
    path.write_text(f"playbook: act-iac-cx-2018\noverlays: [quick]\n{more}answers: {answers}\n")
    return path


def talk(playbook: Playbook, path: Path, lines: Script, plays: tuple[str, ...] = ()) -> Talk:
    """An interview whose clock goes on by one minute whenever it is looked at, and that knows its score."""
    session = Session(playbook, AnswerFile.open(str(path)), plays)
    minutes = itertools.count(0.0, 60.0)

    def assessed() -> Assessment:
        loaded = session.file.load(Library(Catalog((BOOKS,))))
        return assess(loaded.playbook, loaded.answers)

    return Talk(session, lines, assessed, "", lambda: next(minutes))


def messages_of(playbook: Playbook, path: Path, *lines: str, plays: tuple[str, ...] = ()) -> list[str]:
    """Return the messages while these lines are typed."""
    script = Script([*lines, "q"])
    assert loop.run(talk(playbook, path, script, plays)) == 0
    return script.said


# ---- the note in an editor


@pytest.mark.parametrize(
    ("edited", "more", "heard", "note"),
    [
        (lambda old: "two\nlines\n", (), "Saved. P1.1 note, 2 lines.", 'note: "two\\nlines"'),
        (lambda old: None, (), "The note for P1.1 is unchanged.", "note: old"),
        (lambda old: f"{old}\n", (), "The note for P1.1 is unchanged.", "note: old"),
        (lambda old: " \n", ("",), "Remove the note for P1.1? Type yes; Enter keeps it.", "note: old"),
        (lambda old: " \n", ("yes",), "Saved. P1.1 note removed.", "answers: {}"),
    ],
)
def test_a_note_in_the_editor(
    playbook: Playbook,
    tmp_path: Path,
    edited: Callable[[str], str | None],
    more: tuple[str, ...],
    heard: str,
    note: str,
) -> None:
    path = begin(tmp_path, "{P1.1: {note: old}}")
    script = Script(["E", *more, "q"], edited)
    assert loop.run(talk(playbook, path, script)) == 0
    assert heard in script.said
    assert note in path.read_text()


def test_a_refused_note_goes_back_to_the_editor(playbook: Playbook, path: Path) -> None:
    given: list[str] = []

    def editor(text: str) -> str:
        given.append(text)
        return "first \x07 try" if len(given) == 1 else "second try"

    script = Script(["E", "yes", "q"], editor)
    assert loop.run(talk(playbook, path, script)) == 0
    assert given == ["", "first \x07 try"]
    assert "That note cannot be saved: it contains U+0007 BELL." in script.said
    assert "note: second try" in path.read_text()
    given.clear()
    script = Script(["E", "", "q"], editor)
    loop.run(talk(playbook, path, script))
    assert [text for _, text, _ in unfinished_texts(Drafts(path).mark())] == [
        "first \x07 try"
    ]  # given up, and still not lost


# ---- drafts


def test_a_note_that_was_not_finished_is_offered(playbook: Playbook, path: Path) -> None:
    Drafts(path).keep("P1.2", "half a sen")
    heard = messages_of(playbook, path, "yes")
    at = heard.index("A note for P1.2 was not finished: half a sen")
    assert heard[at + 1 : at + 3] == [
        "Type yes to save it, no to discard it; Enter keeps it for later.",
        "Saved. P1.2 note.",
    ]
    assert "P1.2: {note: half a sen}" in path.read_text()
    assert Drafts(path).texts() == {}


def test_a_draft_can_be_dropped(playbook: Playbook, path: Path) -> None:
    Drafts(path).keep("P1.2", "half a sen")
    Drafts(path).keep("P9.9", "of no question")
    messages_of(playbook, path, "")
    assert Drafts(path).texts() == {"P1.2": "half a sen", "P9.9": "of no question"}
    messages_of(playbook, path, "no")
    assert "half" not in path.read_text()
    assert Drafts(path).texts() == {"P9.9": "of no question"}


def test_leaving_at_the_offer_keeps_the_draft(playbook: Playbook, path: Path) -> None:
    Drafts(path).keep("P1.2", "half a sen")
    script = Script([])
    assert loop.run(talk(playbook, path, script)) == 0
    assert Drafts(path).texts() == {"P1.2": "half a sen"}


# ---- where one comes back


def test_the_next_session_begins_where_one_left(playbook: Playbook, path: Path) -> None:
    messages_of(playbook, path, "3", "g P4.1")
    assert Session(playbook, AnswerFile.open(str(path))).question == playbook.by_id["P4.1"]
    path.write_text(path.read_text().replace("level: 3", "level: 4"))
    elsewhere = Session(playbook, AnswerFile.open(str(path)))
    assert elsewhere.question == playbook.by_id["P1.2"]  # somebody else was at it: the first open one
    messages_of(playbook, path, "g P4.1")
    assert Session(playbook, AnswerFile.open(str(path)), ("P2",)).question == playbook.by_id["P2.1"]


def test_after_the_last_question_the_next_session_begins_at_an_open_one(playbook: Playbook, path: Path) -> None:
    messages_of(playbook, path, "3", "g P8.1", "", "", "")
    assert Session(playbook, AnswerFile.open(str(path))).question == playbook.by_id["P1.2"]


# ---- plays


def test_a_play_opens_once_and_closes_with_where_it_stands(playbook: Playbook, path: Path) -> None:
    heard = messages_of(playbook, path, "3", "", "4", "g P1.1", "3", "2")
    opening = "Play 1 of 8: Understand the current state (3 questions)."
    assert heard.count(opening) == 1
    assert [line for line in heard if line.startswith("Play 1 of 8:") and line != opening] == [
        "Play 1 of 8: 2 of 3 questions have an answer. Score 3.50. Level reached: open. No answer yet: Observing and interviewing customers (P1.2).",
        "Play 1 of 8: 3 of 3 questions have an answer. Score 3.00. Level reached: 2 of 5, Ad hoc.",
    ]


def test_a_play_closes_when_its_last_open_question_is_answered_wherever_that_is(
    playbook: Playbook, tmp_path: Path
) -> None:
    path = begin(tmp_path, "{P1.2: 3, P1.3: 3, P2.1: 1}")
    heard = messages_of(playbook, path, "g P1.1", "n no such thing")
    at = heard.index("Saved. P1.1 = not applicable: no such thing.")
    count = "3 of 3 questions have an answer (1 not applicable)"
    assert heard[at + 1] == f"Play 1 of 8: {count}. Score 3.00. Level reached: 3 of 5, In part."


def test_only_some_plays(playbook: Playbook, path: Path) -> None:
    heard = messages_of(playbook, path, "3", "g P1.1", "p 1", "p", "3", "3", "d", "3", "3", plays=("P2", "P5"))
    assert (
        "Asked here: Gauge culture and appetite for change (P2) and Assign a single office or role (P5), 6 questions."
        in heard
    )
    assert "P2.1 Leaders' support. Question 1 of 6, play 2 of 8." in heard
    text_problem = "is not part of this session, which asks only Gauge culture and appetite for change (P2) and Assign a single office or role (P5). Without --play, the session covers all plays."
    assert heard.count(f"P1.1 {text_problem}") == heard.count(f"P1 {text_problem}") == 1
    assert "1: P1 Understand the current state. 0 of 3 done, 3 left. Not asked here." in heard
    assert "P5.3 Order of requests for help. Question 6 of 6, play 5 of 8." in heard
    assert (
        f"{path}: 6 of 6 questions have an answer (1 don't know). "
        "This session asks only Gauge culture and appetite for change (P2) and Assign a single office or role (P5); 18 questions in other plays have no answer."
        in heard
    )
    assert f"To continue: cxassess assess {path}" in heard


# ---- the end


def test_the_end_counts_what_is_open_and_names_the_flags(playbook: Playbook, path: Path) -> None:
    heard = messages_of(playbook, path, "5", "4", "w Minutes")
    at = heard.index(f"{path}: 2 of 24 questions have an answer.")
    assert heard[at + 1 :] == [
        "No answer yet: 22 questions, such as Customer journeys (P1.3) and Leaders' support (P2.1).",
        "Overall so far: Score 4.50. Level reached: open.",
        "Check these before anyone relies on the result:",
        "- 2 answers above level 3 name no evidence: Customer types (P1.1) and Observing and interviewing customers (P1.2).",
        "- All answers come from one role; no other perspective is recorded.",
        f"To continue: cxassess assess {path}",
        f"To see the score: cxassess score {path}",
        f"To make the report: cxassess report {path} -o report.pdf",
    ]


def test_a_silenced_flag_is_not_reported(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path, "{P1.1: 3}", "silence: {one-role: a pilot}\n")
    assert not [line for line in messages_of(playbook, path) if "relies on it" in line]


# ---- targets


def test_targets_of_plays_and_of_the_whole(playbook: Playbook, path: Path) -> None:
    heard = messages_of(
        playbook, path, "t play 3.5", "t overall 4", "t overall 3.5", "r", "t play -", "u", "u", "u", "u"
    )
    assert [line for line in heard if " target" in line and not line.startswith("P4.3")] == [
        "Saved. P1 target = score 3.5.",
        "Saved. overall target = 4 Established.",
        "Saved. overall target = score 3.5.",
        "Saved. P1 target removed.",
        "Undone: P1 target.",
        "Undone: overall target.",
        "Undone: overall target.",
        "Undone: P1 target.",
    ]
    assert "P1 Understand the current state. Target 3.5." in heard
    assert "Overall: Target 3.5." in heard
    messages_of(playbook, path, "t overall 4", "t overall 3.5")
    assert path.read_text().endswith("targets:\n  overall: {score: 3.5}\n")


# ---- pace and progress


def test_time_left_is_shown_only_at_plays_and_after_five_answers(playbook: Playbook, path: Path) -> None:
    heard = messages_of(playbook, path, "3", "3", "3", "3", "p", "3", "p", "3", "r")
    assert [line for line in heard if "left at your pace" in line] == [
        "About 20 minutes left at your pace.",  # p, with 19 open
        "About 20 minutes left at your pace.",  # the opening of play 3
    ]
    at = heard.index("Play 3 of 8: Build a customer-centric culture (3 questions).")
    assert heard[at + 1] == "About 20 minutes left at your pace."


@pytest.mark.parametrize(
    ("seconds", "left", "told"),
    [
        (60, 24, "About 25 minutes left at your pace."),
        (90, 50, "About 1 hour 15 minutes left at your pace."),
        (60, 60, "About 1 hour left at your pace."),
        (60, 118, "About 2 hours left at your pace."),
        (40, 8, "About 5 minutes left at your pace."),
        (20, 4, "About a minute left at your pace."),
        (60, 0, ""),
    ],
)
def test_time_left_is_rounded_honestly(seconds: float, left: int, told: str) -> None:
    clock = itertools.count(0.0, seconds)
    pace = Pace(lambda: next(clock))
    pace.question_shown()
    for number in range(4):
        pace.answered(f"P{number}")
        pace.answered(f"P{number}")  # changing an answer is not the time of a question
    assert pace.time_left(left) == ""
    pace.answered("P5")
    assert pace.time_left(left) == told


def test_a_break_does_not_change_the_pace() -> None:
    times = iter([0.0, 60.0, 120.0, 4000.0, 4060.0, 4120.0])
    pace = Pace(lambda: next(times))
    pace.question_shown()
    for number in range(5):
        pace.answered(str(number))
    assert pace.time_left(10) == "About 10 minutes left at your pace."


def test_what_a_toolbar_may_show(playbook: Playbook, path: Path) -> None:
    session = Session(playbook, AnswerFile.open(str(path)))
    assert progress.toolbar(session) == {
        "play": "Play 1 of 8: Understand the current state",
        "question": "P1.1",
        "progress": "Question 1 of 24, play 1 of 8.",
        "saved": "All saved",
    }


def test_styles_are_those_of_the_front_end(playbook: Playbook, tmp_path: Path) -> None:
    session = Session(playbook, AnswerFile.open(str(begin(tmp_path, "{P1.1: 3}"))))
    styles = [line.style for line in messages.question_lines(session, playbook.by_id["P1.1"])]
    level = frontend.LEVEL_LINE
    assert styles == ["", frontend.ID, frontend.QUESTION, level, level, frontend.CHOSEN, level, level, frontend.CHOSEN]


def test_help_says_why_and_names_sources_with_titles(playbook: Playbook, path: Path) -> None:
    text = "\n".join(messages_of(playbook, path, "?"))
    question = playbook.by_id["P1.1"]
    for level in question.levels:
        assert text.count(f"{level.key}: {level.name}. ") >= 2
    assert f"Why we ask: {question.why}" in text
    for one in question.evidence:
        assert f"Possible evidence: {one}" in text
    for name in question.sources:
        if name in playbook.source_by_id:
            assert f"Source {name}: {playbook.source_by_id[name].title}" in text


def test_the_next_open_question(playbook: Playbook) -> None:
    questions = tuple(playbook.questions())
    nothing = no_answers("a.yaml", playbook, (), datetime.date(2026, 11, 22))
    some = nothing._replace(by_question={"P1.1": Answer("P1.1", "level", "3"), "P8.3": Answer("P8.3", "unknown")})
    found = next_open_question(some, questions)
    assert found is not None
    assert found.id == "P1.2"
    assert (
        next_open_question(
            nothing._replace(by_question={one.id: Answer(one.id, "level", "3") for one in questions}), questions
        )
        is None
    )


def test_back_is_b_where_b_is_taken_and_a_number_is_no_reason(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path, "{P1.1: {votes: [{who: Ana, level: 4}, {who: Ben, level: 2}]}}")
    script = Script(["", "g P1.1", "4 2", "3", "back", "4", "3", "so it is", "q"])
    session = Session(playbook, AnswerFile.open(str(path)))
    assert loop.run(Talk(session, script, is_facilitated=True)) == 0
    assert (
        "'3' is a number, but this asks for text. Enter leaves it empty; type '3' again to use it as text."
        in script.said
    )
    assert "level: 4, reason: so it is" in path.read_text()


def test_after_a_gap_comes_the_next_open_question(playbook: Playbook, tmp_path: Path) -> None:
    """From a gap that was filled out of turn; a correction goes on in order, and so does a skip."""
    ids = list(playbook.by_id)
    answers = ", ".join(f"{id}: {{level: 3}}" for id in ids if id not in ("P1.2", "P2.3", "P5.1", ids[-1]))
    path = begin(tmp_path, f"{{{answers}}}")
    heard = messages_of(playbook, path, "g P2.3", "4", "3", "g P1.2", "s", "g P1.1", "5", f"g {ids[-1]}", "4")
    shown = [line.split()[0] for line in heard if ". Question " in line]
    assert shown == [ids[-1], "P2.3", "P5.1", ids[-1], "P1.2", "P1.3", "P1.1", "P1.2", ids[-1]]
    assert heard.count("The next open question is Accountable office or role (P5.1).") == 1
    assert f"The next open question is {playbook.by_id[ids[-1]].name} ({ids[-1]})." in heard
    assert (
        "That was the last question. 1 of 24 has no answer yet: Observing and interviewing customers (P1.2)." in heard
    )
    heard = messages_of(playbook, path, "g P1.2", "4")
    assert [
        "24 of 24 questions have an answer.",
        f"Type r to review, g {ids[0]} to go to a question, or q to finish.",
    ] in [heard[at : at + 2] for at in range(len(heard))]


def test_the_last_gap_but_one_leads_to_an_earlier_one(playbook: Playbook, tmp_path: Path) -> None:
    answers = ", ".join(f"{id}: {{level: 3}}" for id in playbook.by_id if id not in ("P1.2", "P2.3"))
    heard = messages_of(playbook, begin(tmp_path, f"{{{answers}}}"), "g P2.3", "4")
    at = heard.index("The next open question is Observing and interviewing customers (P1.2).")
    assert heard[at + 1 : at + 3] == ["", "P1.2 Observing and interviewing customers. Question 2 of 24, play 1 of 8."]
