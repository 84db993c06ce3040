"""`cxassess assess`: whole sessions in a terminal of their own, and failures simulated in memory."""

from __future__ import annotations

import datetime
import errno
import os
import re
import signal
import struct
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support import ROOT, cxassess, tiny, write_answers
from support.terminal import PROMPT, SETTLED, Script, Talk, termios

from cxassess import files
from cxassess.answers.file import save
from cxassess.answers.file.backup import backups
from cxassess.answers.file.save import AnswerFile
from cxassess.cli.commands.assess import _converse as converse
from cxassess.interview import loop
from cxassess.interview.dialog import Talk as InterviewTalk
from cxassess.interview.session import Session
from cxassess.playbook import Playbook, load_playbook

pytest.importorskip("pty", reason="this system has no pseudo-terminals")
fcntl = pytest.importorskip("fcntl", reason="this system has no pseudo-terminals")


DAY = datetime.date(2026, 11, 30)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def begin(tmp_path: Path, answers: str = "{}") -> Path:
    path = tmp_path / "a.yaml"
    path.write_text(f"playbook: act-iac-cx-2018  # mine\noverlays: [quick]\nanswers: {answers}\n")
    return path


def test_create_answer_quit_resume(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    one = talk("--today", "2026-11-22", "--plain")
    one.set_up("", "", "Bureau: #1", "", "", "", "", "Lead")
    one.wait("Made answers.yaml.")
    one.wait("Play 1 of 8: Understand the current state (7 questions).")
    one.wait("P1.1 Customer types. Question 1 of 58, play 1 of 8.")
    one.wait("No answer yet.")
    one.answer("3", "7")
    one.wait("'7' is not an answer. Type a level from 1 to 5, or ? for help.")
    one.answer("")
    one.wait("P1.2 skipped, unchanged.")
    one.answer("n")
    one.wait("Why does P1.3 not apply? Enter changes nothing.")
    one.answer("no journeys: none", prompt="Reason: ")
    one.answer("", "", "", "")
    one.wait("Play 1 of 8: 2 of 7 questions have an answer (1 not applicable). Score 3.00.")
    one.wait("Level reached: open. No answer yet: 5 questions, such as")
    one.wait("Play 2 of 8")
    one.answer("e a note")
    one.wait("Saved. P2.1 note.")
    one.answer("q")
    assert one.leave() == 0
    count = "2 of 58 questions have an answer (1 not applicable)."
    assert (
        f"answers.yaml: {count} No answer yet: 56 questions, such as Observing and interviewing customers (P1.2) and List of surveys (P1.4). "
        in " ".join(one.text.split())
    )
    assert "\nNot applicable: Customer journeys (P1.3).\n" in one.text
    assert "To see the score: cxassess score answers.yaml\n" in one.text
    text = (tmp_path / "answers.yaml").read_text()
    assert text.startswith(
        'format: 1\nplaybook: act-iac-cx-2018\nversion: "2.0"\nsubject:\n  agency: "Bureau: #1"\n'
        "respondent:\n  role: Lead\ndate: 2026-11-22\nanswers:\n  P1.1: {level: 3}\n"
        '  P1.3: {not_applicable: "no journeys: none"}\n  P2.1: {note: a note}\nwording:\n  P1.1: '
    )
    assert (tmp_path / "answers.yaml").stat().st_mode & 0o777 == 0o600

    two = talk("answers.yaml", "--today", "2026-11-22")
    two.wait(f"Resuming: {count}")
    two.wait("P2.1 Leaders' support. Question 8 of 58, play 2 of 8.")
    two.wait("Note: a note")
    two.answer("4", "b", "u")
    two.wait("Undone: P2.1 answer.")
    two.wait("No answer yet.")
    two.wait(PROMPT)
    two.type("\x04")
    assert two.leave() == 0
    assert (tmp_path / "answers.yaml").read_text() == text
    assert names(tmp_path) == ["answers.yaml"]

    three = talk("--today", "2026-11-22")  # without a name: the same file
    three.wait(f"Resuming: {count}")
    three.answer("q")
    assert three.leave() == 0
    assert (tmp_path / "answers.yaml").read_text() == text


def test_pasted_lines_answer_nothing(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    path = begin(tmp_path)
    one = talk("a.yaml")
    one.answer("1\n2\n3\n4", "e", prompt=PROMPT)
    one.answer("first\nsecond\n\nfourth", prompt="Note: ")
    one.answer("yes", prompt="Keep it? ")
    one.answer("q")
    assert one.leave() == 0
    assert one.text.count("Several lines were entered at once, so no answer was saved.") == 1
    assert "4 lines arrived as one note for P1.1: first\nsecond\n\nfourth\n" in one.text
    assert one.text.count("Saved.") == 1
    assert 'P1.1: {note: "first\\nsecond\\n\\nfourth"}' in path.read_text()


@pytest.mark.slow
@pytest.mark.parametrize("gap", [0.02, 0.08])
def test_lines_that_follow_a_note_belong_to_it(tmp_path: Path, talk: Callable[..., Talk], gap: float) -> None:
    """As a paste arrives over a slow connection: none of its lines is taken as a level."""
    path = begin(tmp_path)
    one = talk("a.yaml")
    one.wait(PROMPT)
    for line in ("e Seen in May:", "3", "d", "no"):
        one.type(line)
        time.sleep(gap)
    one.answer("yes", prompt="Keep it? ")
    one.answer("q")
    assert one.leave() == 0
    assert "4 lines arrived as one note for P1.1: Seen in May:\n3\nd\nno\n" in one.text
    assert one.text.count("Keep it? ") == 1
    assert 'answers:\n  P1.1: {note: "Seen in May:\\n3\\nd\\nno"}\n' in path.read_text()


def slowly(one: Talk, *lines: str, gap: float = 0.02) -> None:
    """Type lines at the prompt for a level as a paste over a slow connection brings them."""
    one.wait(PROMPT)
    for line in lines:
        one.type(line)
        time.sleep(gap)


@pytest.mark.parametrize("gap", [0.02, pytest.param(0.08, marks=pytest.mark.slow)])
def test_lines_that_follow_a_text_belong_to_it(tmp_path: Path, talk: Callable[..., Talk], gap: float) -> None:
    """A reason and evidence are shown as they came, and asked for once."""
    path = begin(tmp_path, "{P1.1: {level: 3}}")
    one = talk("a.yaml")
    one.answer("g P1.1")
    slowly(one, "w Minutes | http://x.gov/", "4", gap=gap)
    one.wait("2 lines arrived as one piece of evidence for P1.1: Minutes\r\n4\r\nLink: http://x.gov/\r\n")
    one.answer("4", "", "yes", prompt="Keep it? ")
    one.wait("Saved. P1.1 evidence: Minutes 4")
    slowly(one, "n first line", "2", "d", gap=gap)
    one.wait("3 lines arrived as one reason for P1.1: first line\r\n2\r\nd\r\n")
    one.answer("no", prompt="Keep it? ")
    one.wait("Nothing was changed.")
    one.answer("na")
    one.wait("Reason: ")
    for line in ("no such center", "4"):
        one.type(line)
        time.sleep(gap)
    one.wait("2 lines arrived as one reason for P1.1: no such center\r\n4\r\n")
    one.answer("yes", prompt="Keep it? ")
    one.answer("q")
    assert one.leave() == 0
    assert one.text.count("Keep it? ") == 5
    assert "'4' is not an answer here, so nothing was done with it." in one.text
    assert (
        'P1.1: {not_applicable: "no such center\\n4", evidence: [{title: "Minutes\\n4", link: "http://x.gov/"}]}'
        in path.read_text()
    )


@pytest.mark.slow
@pytest.mark.parametrize("gap", [0.02, pytest.param(0.08, marks=pytest.mark.slow)])
def test_lines_that_follow_a_refused_line_are_dropped(tmp_path: Path, talk: Callable[..., Talk], gap: float) -> None:
    path = begin(tmp_path)
    one = talk("a.yaml")
    slowly(one, "t first line", "2", gap=gap)
    slowly(one, "Seen in May:", "3", "4", gap=gap)
    one.answer("c")
    one.wait("Confidence: ")
    for line in ("low", "4"):
        one.type(line)
        time.sleep(gap)
    one.wait("Several lines were entered at once, but this asks for one. Type it again.")
    one.answer("", prompt="Confidence: ")
    one.answer("q")
    assert one.leave() == 0
    # Where the computer is busy they may come at once.
    dropped = re.findall(r"\d more lines? arrived right after it; nothing was done with (?:it|them)\.", one.text)
    assert len(dropped) + one.text.count("Several lines were entered at once, so no answer was saved.") == 2
    assert "answers: {}" in path.read_text()


@pytest.mark.slow
def test_lines_that_follow_before_there_is_a_file_choose_nothing(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    one = talk("--plain")
    for prompt in ("Enter for 1: ", "such as 2 3: "):
        one.wait(prompt)
        for line in ("Our bureau", "1"):
            one.type(line)
            time.sleep(0.02)
        one.wait("Several lines were entered at once. Type one answer at a time.")
        one.answer("1" if prompt == "Enter for 1: " else "q", prompt=prompt)
    assert one.leave() == 130
    assert "Agency: " not in one.text


@pytest.mark.slow
def test_a_reason_of_several_lines_is_taken_like_a_note(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    path = begin(tmp_path)
    one = talk("a.yaml")
    one.wait(PROMPT)
    os.write(one.end, "n one\x0btwo\u2028three\u2029four\x85five\n".encode())
    one.answer("n first\n4\nthird")
    one.wait("3 lines arrived as one reason for P1.2: first\r\n4\r\nthird\r\n")
    one.answer("yes", prompt="Keep it? ")
    one.answer("n left\nopen")
    one.answer("q", prompt="Keep it? ")
    assert one.leave() == 0
    assert "will be offered the next time you start." in one.text
    answers = path.read_text()
    assert 'P1.1: {not_applicable: "one\\ntwo\\nthree\\nfour\\nfive"}' in answers
    assert 'P1.2: {not_applicable: "first\\n4\\nthird"}' in answers
    assert "left" not in answers


@pytest.mark.slow
def test_ctrl_l_shows_the_question_again(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    """It keeps what is typed; in a paste it is a form feed, the end of a line, and Ctrl-K a vertical tab."""
    path = begin(tmp_path)
    one = talk("a.yaml")
    one.wait(PROMPT)
    os.write(one.end, b"e half\x0c")
    one.wait("P1.1 Customer types. Question 1 of 24, play 1 of 8.")
    one.wait(f"{PROMPT}e half")
    one.type(" a note")
    one.answer("e a\x0bb\x0cc")
    one.answer("yes", prompt="Keep it? ")
    one.answer("q")
    assert one.leave() == 0
    assert 'P1.1: {note: "half a note\\na\\nb\\nc"}' in path.read_text()


def test_text_that_arrives_is_kept(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    """Line ends of other programs, bullets of Word, and what no file can hold."""
    path = begin(tmp_path)
    one = talk("a.yaml")
    one.wait(PROMPT)
    os.write(one.end, "e May:\u2028\uf0b7 one\x85\uf0a7 two\u2029\uf0fc ok \u202eabc\n".encode())
    one.answer("q")
    assert one.leave() == 0
    assert "Left out, because no file can hold it: U+202E RIGHT-TO-LEFT OVERRIDE.\n" in one.text
    assert "Saved. P1.1 note, 4 lines.\n" in one.text
    assert 'P1.1: {note: "May:\\n• one\\n▪ two\\n✓ ok abc"}' in path.read_text("utf-8")


def test_a_note_that_is_too_long_is_kept(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)
    code, said = play(playbook, path, f"e {'x' * 100_001}", "q")
    assert code == 0
    assert "That note cannot be saved: it has 100,001 characters; the limit is 100,000." in said
    (kept,) = [line for line in said if line.startswith("The text is kept in ")]
    copy = Path(kept.removeprefix("The text is kept in ").removesuffix(" and will be offered the next time you start."))
    assert copy.read_text() == "x" * 100_001 + "\n\n"
    copy.unlink()


def test_a_long_line_runs_on_over_the_edge(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    """Check that typed text is neither moved nor written again: no carriage return, no backspace."""
    begin(tmp_path)
    one = talk("a.yaml")
    fcntl.ioctl(one.end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
    one.wait(PROMPT)
    note = "a note that goes well over the edge of a narrow terminal, twice over even"
    one.type(f"e {note}")
    one.wait("Saved. P1.1 note.")
    assert f"{PROMPT}e {note}\r\nSaved.".encode() in one.said
    one.answer("q")
    assert one.leave() == 0


@pytest.mark.slow
def test_a_long_line_runs_on_after_a_resize_too(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    begin(tmp_path)
    one = talk("a.yaml")
    one.wait(PROMPT)
    time.sleep(SETTLED)
    fcntl.ioctl(one.end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 30, 0, 0))
    one.process.send_signal(signal.SIGWINCH)  # as the terminal does where it is the session's own
    one.type("i")  # line editing looks at the size when the next line begins
    one.wait(PROMPT)
    one.type("e a note that goes over the edge")
    one.wait("Saved. P1.1 note.")
    assert f"{PROMPT}e a note that goes over the edge\r\nSaved.".encode() in one.said
    one.answer("q")
    assert one.leave() == 0


def test_no_setting_of_line_editing_brings_escape_bytes(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    begin(tmp_path)
    (tmp_path / "inputrc").write_text(
        'set editing-mode vi\nset show-mode-in-prompt on\nset vi-ins-mode-string "\\1\\e[6 q\\2"\n'
        "set enable-bracketed-paste on\nset colored-stats on\nset colored-completion-prefix on\n"
    )
    one = talk("a.yaml", INPUTRC=str(tmp_path / "inputrc"))
    one.answer("3", "g P1.\t2", "q")
    assert one.leave() == 0  # which looks for escape bytes


def test_a_tab_in_a_note_stays_a_tab(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    path = begin(tmp_path)
    one = talk("a.yaml")
    one.answer("e 12\t34\tDef\tx", "q")
    assert one.leave() == 0
    assert 'note: "12\\t34\\tDef\\tx"' in path.read_text()


@pytest.mark.slow
def test_ctrl_c_first_clears_the_line(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    begin(tmp_path)
    one = talk("a.yaml")
    one.wait(PROMPT)
    os.write(one.end, b"half a li")
    one.wait("half a li")
    time.sleep(SETTLED)
    one.process.send_signal(signal.SIGINT)
    one.wait("The line is cleared. Ctrl-C again, or q, quits.")
    one.wait(PROMPT)
    time.sleep(SETTLED)
    one.process.send_signal(signal.SIGINT)
    assert one.leave() == 130


def test_ctrl_backslash_does_nothing(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    begin(tmp_path)
    before = signal.signal(signal.SIGQUIT, signal.SIG_DFL)  # what runs in the background of a shell ignores it
    try:
        one = talk("a.yaml")
    finally:
        signal.signal(signal.SIGQUIT, before)
    one.wait(PROMPT)
    time.sleep(SETTLED)
    one.process.send_signal(signal.SIGQUIT)
    one.type("q")
    assert one.leave() == 0


def test_tab_completes_a_word(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    begin(tmp_path)
    one = talk("a.yaml")
    one.answer("g P2.\t2")
    one.wait("P2.2 Obstacles named by staff. Question 5 of 24")
    one.answer("emb\t")
    one.wait("Saved. P2.2 = 5 Embedded.")
    one.answer("q")
    assert one.leave() == 0


@pytest.mark.slow
def test_a_page_pasted_as_an_answer_is_refused(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    path = begin(tmp_path)
    before = path.read_text()
    one = talk("a.yaml")
    for paste in ("3" * 20_001, "3 and so on\n" * 1700):
        one.wait(PROMPT)
        one.type(paste)
    one.answer("q")
    assert one.leave() == 0
    assert "That line is too long, so nothing was done. Type one answer at a time." in one.text
    assert path.read_text() == before


@pytest.mark.slow
def test_a_long_line_is_not_cut(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    begin(tmp_path)
    one = talk("a.yaml")
    one.wait(PROMPT)
    note = "word " * 1200 + "end"
    one.type(f"e {note}")
    one.wait("Saved. P1.1 note, 6,003 characters.")
    one.answer("q")
    assert one.leave() == 0
    assert f"note: {note}}}" in (tmp_path / "a.yaml").read_text()


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)], ids=["TERM", "HUP", "INT"]
)
def test_signals(tmp_path: Path, talk: Callable[..., Talk], number: int, code: int) -> None:
    path = begin(tmp_path)
    one = talk("a.yaml")
    one.answer("2")
    one.wait("Saved.")
    one.wait(PROMPT)
    time.sleep(SETTLED)
    one.process.send_signal(number)
    assert one.leave() == code
    assert "P1.1: {level: 2}" in path.read_text()
    assert names(tmp_path) == ["a.yaml"]


def test_a_terminal_that_is_closed(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    path = begin(tmp_path)
    one = talk("a.yaml")
    one.answer("2")
    one.wait("Saved.")
    one.wait(PROMPT)
    os.close(one.end)
    assert one.process.wait(20) in (0, 129)
    assert "P1.1: {level: 2}" in path.read_text()


@pytest.mark.slow
def test_kill_between_answers_loses_nothing(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    path = begin(tmp_path)
    for number in range(1, 6):
        one = talk("a.yaml")
        if number > 1:
            one.wait(f"Resuming: {number - 1} of 24 questions ha{'s' if number == 2 else 've'} an answer.")
        one.answer(str(number))
        one.wait("Saved.")
        one.process.kill()
        assert one.process.wait() == -signal.SIGKILL
        assert path.read_text().count("{level: ") == number
    assert names(tmp_path) == ["a.yaml"]


def test_one_session_at_a_time(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    begin(tmp_path)
    one = talk("a.yaml")
    one.wait(PROMPT)
    two = talk("a.yaml")
    assert two.leave() == 6
    assert f"a.yaml: in use by cxassess assess (process {one.process.pid}, " in two.text.replace("\n", " ")
    one.answer("q", prompt="")
    assert one.leave() == 0
    three = talk("a.yaml")
    three.answer("q")
    assert three.leave() == 0


def test_a_file_that_was_broken_meanwhile(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    path = begin(tmp_path)
    one = talk("a.yaml")
    one.answer("2", "q")
    assert one.leave() == 0
    path.write_text("playbook: [\n")
    two = talk("a.yaml")
    assert two.leave() == 3
    copy = two.text.partition("the newest backup: ")[2].partition(" (")[0]
    assert Path(copy).read_text() == "playbook: act-iac-cx-2018  # mine\noverlays: [quick]\nanswers: {}\n"


@pytest.mark.slow
def test_a_note_being_typed_outlives_a_kill(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    pytest.importorskip("readline", reason="without line editing nobody knows what is being typed")
    path = begin(tmp_path)
    one = talk("a.yaml")
    one.answer("e")
    one.wait("Note: ")
    os.write(one.end, b"we saw that the list is two years old")
    one.wait("two years old")
    time.sleep(1.5)  # drafts are kept twice a second
    one.process.kill()
    one.process.wait()
    two = talk("a.yaml")
    two.wait("A note for P1.1 was not finished: we saw that the list is two years old")
    two.answer("yes", prompt="Keep it? ")
    two.wait("Saved. P1.1 note.")
    two.answer("q")
    assert two.leave() == 0
    assert "note: we saw that the list is two years old" in path.read_text()
    three = talk("a.yaml")
    three.answer("q")
    assert three.leave() == 0
    assert "not finished" not in three.text


@pytest.mark.slow
def test_kill_while_saving_leaves_a_whole_file(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    path, saved = begin(tmp_path), 0
    for number in range(8):
        one = talk("a.yaml")
        one.answer("3")
        time.sleep(number * 0.004)
        one.process.kill()
        one.process.wait()
        count = path.read_text().count("{level: ")
        AnswerFile.open(str(path))  # it can be read
        assert count in (saved, saved + 1)
        saved = count


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    done = cxassess("assess", *words, cwd=folder)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_without_a_terminal(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    done = run(tmp_path, "my answers.yaml")
    assert (done.returncode, done.stdout) == (2, "")
    assert "cxassess answer 'my answers.yaml' --playbook act-iac-cx-2018 P1.1=3" in done.stderr
    one = talk("a.yaml", "--no-input")
    assert one.leave() == 2
    assert names(tmp_path) == []
    assert one.text == (
        "cxassess: assess asks questions, so it needs a terminal. Without one, use:\n"
        "cxassess:   cxassess answer a.yaml --playbook act-iac-cx-2018 P1.1=3 P1.2=na:REASON P1.3=unknown\n"
    )
    path = begin(tmp_path)
    done = run(tmp_path, path.name, "--play", "P3")
    assert done.stderr.splitlines()[1:] == [
        "cxassess:   cxassess next a.yaml --play P3",
        "cxassess:   cxassess answer a.yaml P1.1=3 P1.2=na:REASON P1.3=unknown",
    ]
    done = run(tmp_path, "b.yaml", "--playbook", "omb-a11-280", "--overlay", "my own")
    forms = "ID=KEY ID=na:REASON ID=unknown"
    assert f"cxassess answer b.yaml --playbook omb-a11-280 --overlay 'my own' {forms}\n" in done.stderr


def test_without_a_terminal_the_questions_of_the_playbook_are_the_example(tmp_path: Path) -> None:
    from support import tiny

    tiny(tmp_path, plays={"FN": [{"levels": "{no: {value: 0, text: n}, yes: {value: 1, text: y}}"}]}, scale="")
    begin(tmp_path).write_text('playbook: tiny\nversion: "1"\nanswers: {}\n')
    for word, form in (
        ("a.yaml", "cxassess answer a.yaml --playbook tiny FN1=yes"),
        ("n.yaml", "cxassess answer n.yaml --playbook tiny FN1=yes"),
    ):
        assert run(tmp_path, word, "--playbook", "tiny").stderr.splitlines()[-1] == f"cxassess:   {form}"
    assert run(tmp_path, "a.yaml").stderr.splitlines()[-1] == (
        "cxassess:   cxassess answer a.yaml ID=KEY ID=na:REASON ID=unknown"
    )


@pytest.mark.slow
def test_what_stops_it_before_the_first_question(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    path = begin(tmp_path, "{P1.1: 9}")
    for words, code, said in (
        (("a.yaml",), 3, "'9' is not a level of Customer types (P1.1)"),
        (("none/a.yaml",), 5, "cxassess: none: no such folder (create it first)"),
        (("b.yaml", "--playbook", "nothing"), 2, "no playbook 'nothing'"),
        (("b.yaml", "--playbook", "omb-a11-28"), 2, "(did you mean 'omb-a11-280'?)"),
        (("b.yaml", "--overlay", "quik"), 2, "no overlay 'quik' (did you mean 'quick'?)"),
        (("b.yaml", "--overlay", "quick", "--play", "P9"), 2, "no play 'P9' in act-iac-cx-2018"),
        (("b.yaml", "--today", "soon"), 2, "--today soon is not a date"),
        (("-",), 2, "standard input cannot be changed"),
    ):
        one = talk(*words)
        assert one.leave() == code, one.text
        assert said in one.text
        assert "Agency" not in one.text
    assert path.read_text().endswith("answers: {P1.1: 9}\n")
    assert names(tmp_path) == ["a.yaml"]


@pytest.mark.slow
def test_leaving_before_the_file_is_made(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    one = talk("a.yaml")
    one.set_up("", "2")
    one.wait("Agency: ")
    time.sleep(SETTLED)
    one.process.send_signal(signal.SIGINT)
    assert one.leave() == 130
    assert "Stopped. No file was made." in one.text
    assert names(tmp_path) == []


# ---- in memory -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def playbook() -> Playbook:
    """The flagship's core questions: what a session does depends on its length only."""
    books = ROOT / "playbooks"
    return load_playbook(books / "act-iac-cx-2018", [books / "overlays" / "quick.yaml"])[0]


def play(playbook: Playbook, path: Path, *lines: str | Callable[[], object]) -> tuple[int, list[str]]:
    """Run a session with these lines typed and functions called in between; return its exit code and output."""
    front = Script(lines)
    return loop.run(InterviewTalk(Session(playbook, AnswerFile.open(str(path))), front)), front.said


class Disk:
    """A disk that can be full."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_full = False
        self.real = save.write_whole
        monkeypatch.setattr(save, "write_whole", self.write)

    def write(self, path: Path, data: bytes, **options: bool) -> None:
        if self.is_full:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.real(path, data, **options)

    def fill(self) -> None:
        self.is_full = True

    def empty(self) -> None:
        self.is_full = False


def test_a_full_disk_keeps_the_answer_and_tries_again(
    playbook: Playbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, disk = begin(tmp_path), Disk(monkeypatch)
    before = path.read_text()
    code, said = play(playbook, path, "1", disk.fill, "2", "3", "b", disk.empty, "4")
    assert code == 0
    assert "NOT saved: Observing and interviewing customers (P1.2). no space left on device." in said
    assert (
        "NOT saved: Observing and interviewing customers (P1.2) and Customer journeys (P1.3). no space left on device."
        in said
    )
    assert "It is kept in memory, and saving will be tried again with your next answer; q quits." in said
    assert "Also saved now: Observing and interviewing customers (P1.2) and Customer journeys (P1.3)." in said
    assert path.read_text().count("level: ") == 3
    path.write_text(before)
    code, said = play(playbook, path, disk.fill, "2", "q")
    assert code == 5
    assert said.count("NOT saved: Customer types (P1.1). no space left on device.") == 2
    assert path.read_text() == before


def test_undo_of_what_was_not_saved(playbook: Playbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, disk = begin(tmp_path), Disk(monkeypatch)
    code, said = play(playbook, path, "1", disk.fill, "2", "u", disk.empty, "5", "u", "u", "u", "q")
    assert code == 0
    assert said.count("Undone: P1.2 answer.") == 2
    assert said.count("There is nothing to undo in this session.") == 1
    assert path.read_text() == "playbook: act-iac-cx-2018  # mine\noverlays: [quick]\nanswers: {}\n"


class Unforced:
    """A disk that renames, and then cannot say that the folder is safe."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_broken = False
        self.real = files.force_folder
        monkeypatch.setattr(files, "force_folder", self.force)

    def force(self, folder: Path) -> None:
        if self.is_broken:
            raise OSError(errno.EIO, "Input/output error", str(folder))
        self.real(folder)

    def breaks(self) -> None:
        self.is_broken = True

    def works(self) -> None:
        self.is_broken = False


def test_undo_of_what_was_written_but_is_not_safe(
    playbook: Playbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rename succeeded and the folder's fsync failed: reported as not saved, and gone after undo."""
    path, disk = begin(tmp_path), Unforced(monkeypatch)
    code, said = play(playbook, path, "1", disk.breaks, "2", disk.works, "u", "q")
    assert code == 0
    assert "NOT saved: Observing and interviewing customers (P1.2). input/output error." in said
    assert "Undone: P1.2 answer." in said
    assert "P1.1: {level: 1}" in path.read_text()
    assert "P1.2" not in path.read_text()


def test_what_others_wrote_outlives_a_save_that_broke_off(
    playbook: Playbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another person's change was merged and the folder's fsync failed: the next save holds all answers."""
    path, disk = begin(tmp_path, "{P1.1: 3}"), Unforced(monkeypatch)

    def other() -> None:
        path.write_text(path.read_text().replace("P1.1: 3", "P1.1: 3, P2.1: {level: 5, note: theirs}"))
        disk.breaks()

    code, said = play(playbook, path, other, "2", disk.works, "4", "q")
    assert code == 0
    assert "NOT saved: Observing and interviewing customers (P1.2). input/output error." in said
    assert "Also saved now: Observing and interviewing customers (P1.2)." in said
    for words in ("P2.1: {level: 5, note: theirs}", "P1.2: {level: 2}", "P1.3: {level: 4}"):
        assert words in path.read_text()


def test_what_is_reported_as_not_undone_is_in_the_file(
    playbook: Playbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, disk = begin(tmp_path), Unforced(monkeypatch)
    code, said = play(playbook, path, "3", disk.breaks, "u", disk.works, "q")
    assert code == 0
    assert any(line.startswith("NOT undone.") for line in said)
    assert "P1.1: {level: 3}" in path.read_text()


def test_changes_of_others_are_kept_and_reported(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)

    def other() -> None:
        path.write_text(path.read_text().replace("P1.1: {level: 1}", "P1.1: {level: 1}\n  P2.1: 5  # theirs"))

    code, said = play(playbook, path, "1", other, "2", "g P2.1", "u", "q")
    assert code == 0
    assert "Someone else changed the answer to P2.1 in the file; that change is kept too." in said
    assert "Your answer: 5 Embedded." in said
    text = path.read_text()
    assert "P2.1: 5  # theirs" in text
    assert "P1.2" not in text


def test_a_clash_is_asked(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)

    def other() -> None:
        path.write_text(path.read_text().replace("{}", "{P1.1: {level: 5, note: theirs}}"))

    code, said = play(playbook, path, other, "2", "", "mine", "q")
    assert code == 0
    at = said.index(f"{path}: someone else changed the answer to P1.1 too.")
    assert said[at + 1 : at + 4] == [
        "The answer to P1.1: yours is level 2; the file has level 5, note theirs.",
        "Type mine or theirs.",
        "Saved. The answer to P1.1: level 2.",
    ]
    assert "P1.1: {level: 2}" in path.read_text()
    assert "P1.1: {level: 5, note: theirs}" in backups(path)[0].copy.read_text()  # what was not chosen is not lost
    path = begin(tmp_path)
    code, said = play(playbook, path, other, "2", "theirs", "b", "q")
    assert code == 0
    assert "Saved. The answer to P1.1: level 5, note theirs." in said
    assert "Your answer: 5 Embedded." in said
    assert "P1.1: {level: 5, note: theirs}" in path.read_text()


def test_a_conflicting_change_is_never_overwritten(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)
    other = "playbook: omb-a11-280\nanswers: {}\n"
    code, said = play(playbook, path, "1", lambda: path.write_text(other), "2", "u", "u", "q", "")
    assert code == 0
    assert any(
        line.startswith(
            f"NOT saved: Observing and interviewing customers (P1.2). {path}: someone else changed the file"
        )
        for line in said
    )
    assert any(line.startswith("NOT undone. ") for line in said)
    assert path.read_text() == other
    code, said = play(playbook, begin(tmp_path), "1", lambda: path.write_text(other), "2", "q", "")
    assert code == 6
    assert path.read_text() == other


def test_what_cannot_be_saved_can_go_into_another_file(
    playbook: Playbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, disk = begin(tmp_path), Disk(monkeypatch)
    new = tmp_path / "b.yaml"
    code, said = play(playbook, path, "1", disk.fill, "2", "q", str(path), disk.empty, str(new))
    assert code == 0
    assert f"{path}: file exists." in said or f"{path}: no space left on device." in said
    assert f"Saved all answers in {new}." in said
    assert new.read_text().count("level: ") == 2
    assert new.stat().st_mode & 0o777 == 0o600
    assert path.read_text().count("level: ") == 1


def test_what_cannot_be_saved_is_kept_aside(playbook: Playbook, tmp_path: Path, state: Path) -> None:
    """Nobody was asked for another file: the terminal is gone, or Ctrl-D ended the session."""
    path = begin(tmp_path)
    code, said = play(playbook, path, "1", path.unlink, "2")
    assert code == 6
    (told,) = [line for line in said if line.startswith("All answers, including these, are kept in ")]
    copy = Path(told.removeprefix("All answers, including these, are kept in ").removesuffix("."))
    assert copy.is_relative_to(state / "kept")
    assert copy.stat().st_mode & 0o777 == 0o600
    assert "P1.1: {level: 1}" in copy.read_text()
    assert "P1.2: {level: 2}" in copy.read_text()
    assert cxassess("check", copy).returncode == 0
    code, said = play(playbook, begin(tmp_path), path.unlink, "2", "q", str(tmp_path / "new.yaml"))
    assert code == 0
    assert not any("are kept in" in line for line in said)


def test_what_is_not_saved_is_in_a_file_at_once_and_only_until_then(tmp_path: Path) -> None:
    """A kill, or a computer that stops, leaves no time for a message."""
    path, hidden, texts = begin(tmp_path), tmp_path / "hidden.yaml", list[str]()

    def copies() -> list[Path]:
        kept = [line.partition(" are also in ")[2] for line in front.said if " are also in " in line]
        return [Path(name.removesuffix(".")) for name in kept]

    def look() -> None:
        texts.append(copies()[0].read_text())

    front = Script(["1", lambda: path.rename(hidden), "2", look, "3", look, lambda: hidden.rename(path), "4", "q"])
    assert converse(str(path), "", [], front, False, DAY) == 0
    assert len(copies()) == 1
    assert "  P1.1: {level: 1}\n  P1.2: {level: 2}\n" in texts[0]
    assert "  P1.2: {level: 2}\n  P1.3: {level: 3}\n" in texts[1]
    assert not copies()[0].exists()
    assert "  P1.3: {level: 3}\n  P2.1: {level: 4}\n" in path.read_text()


def test_whatever_ends_a_session_keeps_what_is_not_saved(tmp_path: Path, state: Path) -> None:
    path = begin(tmp_path)

    def fail() -> None:
        raise RuntimeError("a bug")

    front = Script(["1", path.unlink, "2", "e why", fail])
    with pytest.raises(RuntimeError):
        converse(str(path), "", [], front, False, DAY)
    (kept,) = [line for line in front.said if line.startswith("All answers, including these, are kept in ")]
    copy = Path(kept.removeprefix("All answers, including these, are kept in ").removesuffix("."))
    assert "  P1.1: {level: 1}\n  P1.2: {level: 2}\n  P1.3: {note: why}\n" in copy.read_text()


def dated(folder: Path, date: str = "2026-11-22  # of the workshop") -> Path:
    path = folder / "a.yaml"
    path.write_text(f"playbook: act-iac-cx-2018\noverlays: [quick]\ndate: {date}\nanswers: {{}}\n")
    return path


def test_the_date_of_an_earlier_day_is_asked_about_once(tmp_path: Path) -> None:
    path = dated(tmp_path)
    asked = [
        "The file is dated 2026-11-22, and reports speak as of that day.",
        "Type yes to change the date to today, 2026-11-30, or type another date; Enter keeps it.",
        "The date is still 2026-11-22.",
    ]
    front = Script(["", "3", "q"])
    assert converse(str(path), "", [], front, False, DAY) == 0
    at = front.said.index(asked[0])
    assert front.said[at : at + 3] == asked
    assert front.prompts[0] == "Change it? "
    assert "date: 2026-11-22  # of the workshop\n" in path.read_text()
    again = Script(["4", "q"])
    assert converse(str(path), "", [], again, False, DAY) == 0
    assert asked[0] not in again.said
    next_day = Script(["yes", "u", "q"])
    assert converse(str(path), "", [], next_day, False, datetime.date(2026, 12, 1)) == 0
    assert [line for line in next_day.said if line.startswith(("Saved", "Undone"))] == [
        "Saved. date = 2026-12-01.",
        "Undone: file date.",
    ]
    assert "date: 2026-11-22  # of the workshop\n" in path.read_text()
    last = Script(["YES", "4", "q"])
    assert converse(str(path), "", [], last, False, datetime.date(2026, 12, 2)) == 0
    assert "date: 2026-12-02  # of the workshop\n" in path.read_text()


def test_what_is_no_answer_to_the_date_is_not_lost_in_silence(tmp_path: Path) -> None:
    path = dated(tmp_path)
    about = "Type yes to change the date to today, 2026-11-30, or type another date; Enter keeps it."
    front = Script(["4", "?", "maybe", "Ana, Ben", "2026-02-30", "1m", "4\n5", "2026-11-23", "q"])
    assert converse(str(path), "", [], front, False, DAY) == 0
    assert front.prompts[:8] == ["Change it? "] * 8
    for text in ("4", "maybe", "Ana, Ben", "2026-02-30", "1m", "4 5"):
        assert f"'{text}' is not an answer here, so nothing was done with it. {about}" in front.said
    assert front.said.count(about) == 2  # and once for the ?
    assert "Saved. date = 2026-11-23." in front.said
    assert "date: 2026-11-23  # of the workshop\nanswers: {}\n" in path.read_text()
    for word in ("q", "quit"):
        day = datetime.date(2026, 12, len(word))
        front = Script([word])
        assert converse(str(path), "", [], front, False, day) == 0
        assert front.prompts == ["Change it? "]
    assert "date: 2026-11-23  # of the workshop\nanswers: {}\n" in path.read_text()


def test_a_question_for_yes_or_no_takes_nothing_else(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path, "{P1.1: {level: 3}}")
    code, said = play(playbook, path, "g P1.1", "x", "4", "?", "no", "x", "q")
    assert code == 0
    about = "Clear the answer to P1.1? Type yes; Enter keeps it."
    assert f"'4' is not an answer here, so nothing was done with it. {about}" in said
    assert said.count(about) == 3
    assert "P1.1: {level: 3}" in path.read_text()


@pytest.mark.parametrize("date", ["2026-11-30", "2026-12-24", "", "null"])
def test_no_other_date_is_asked_about(tmp_path: Path, date: str) -> None:
    front = Script(["3", "q"])
    assert converse(str(dated(tmp_path, date)), "", [], front, False, DAY) == 0
    assert "Change it? " not in front.prompts


def test_a_new_date_that_cannot_be_saved_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, disk = dated(tmp_path), Disk(monkeypatch)
    front = Script([disk.fill, "yes", "q"])
    assert converse(str(path), "", [], front, False, DAY) == 5
    assert "NOT saved: date. no space left on device." in front.said
    assert front.said[-1].startswith("To make the report")
    assert "date: 2026-11-30" in front.said


def test_what_no_file_takes_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, disk = begin(tmp_path, "{P1.3: {level: 1, note: old}}"), Disk(monkeypatch)
    front = Script(["g P1.1", disk.fill, "2", "e", "two\nlines", "g P1.3", "d", "g P1.3", "e -"])
    assert converse(str(path), "", [], front, False, DAY) == 5
    at = front.said.index("The unsaved answers could not be kept in a file: no space left on device. They are:")
    assert front.said[at + 1 : at + 4] == ["P1.1 level: 2", "P1.2 note: two lines", "P1.3 unknown: true"]


def test_a_link_that_leads_elsewhere_meanwhile_is_noticed(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)
    other = tmp_path / "b.yaml"
    other.write_text(path.read_text())
    link = tmp_path / "link.yaml"
    link.symlink_to(path)

    def retarget() -> None:
        link.unlink()
        link.symlink_to(other)

    code, said = play(playbook, link, "1", retarget, "2", "q", "")
    assert code == 6
    assert any(
        line.startswith(
            f"NOT saved: Observing and interviewing customers (P1.2). {link}: the link no longer points to the file that was read."
        )
        for line in said
    )
    assert "P1.1: {level: 1}" in path.read_text()
    assert "answers: {}" in other.read_text()


def test_a_text_that_is_too_long_is_refused_and_not_cut(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)
    code, said = play(playbook, path, "e", "x" * 100_001, "x" * 99_999, "q")
    assert code == 0
    assert "That text cannot be used: it has 100,001 characters; the limit is 100,000. Type it again." in said
    assert "Saved. P1.1 note, 99,999 characters." in said
    assert f"note: {'x' * 99_999}}}" in path.read_text()


def test_a_second_note_comes_below_the_first(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)
    code, said = play(playbook, path, "e one", "e two", "e", "three", "u", "e", "", "e", "-", "e -", "q")
    assert code == 0
    assert "Saved. P1.1 note, 3 lines." in said
    assert "Undone: P1.1 note." in said
    assert "Saved. P1.1 note removed." in said
    assert "P1.1 has no note." in said
    assert "answers: {}" in path.read_text()


def test_a_command_alone_is_no_text(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)
    code, said = play(
        playbook, path, "n", "?", "b", "Q", "-", "", "w", "-", "", "w -", "c", "l", "na", "none here", "q"
    )
    assert code == 0
    assert said.count("Why does P1.1 not apply? Enter changes nothing.") == 3
    for word in ("b", "Q", "-"):
        assert (
            f"'{word}' is a command, but this asks for text. Enter leaves it empty; type '{word}' again to use it as text."
            in said
        )
    assert "'-' is not a title, so nothing was changed. Type u to undo evidence you just added." in said
    assert "Saved. P1.1 confidence = low." in said
    assert "P1.1: {confidence: low, not_applicable: none here}" in path.read_text()


def test_a_link_that_is_never_one_is_warned_of_where_it_is_typed(playbook: Playbook, tmp_path: Path) -> None:
    code, said = play(playbook, begin(tmp_path), "w T|javascript:alert(1)", "w", "Minutes", "data:text/html,x", "q")
    assert code == 0
    hint = "is printed as text, not as a link (write an address with https://, http:// or mailto:)."
    assert [line for line in said if line.startswith("Warning")] == [
        f"Warning: 'javascript:alert(1)' {hint}",
        f"Warning: 'data:text/html,x' {hint}",
    ]


def test_where_one_is_and_one_level_and_one_play(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)
    code, said = play(
        playbook,
        path,
        "3",
        "i",
        "l 4",
        "l 9",
        "levels",
        "P1.1",
        "r 1",
        "? commands",
        "? guide",
        "? play",
        "t none",
        "q",
    )
    assert code == 0
    for line in (
        "P1.2 Observing and interviewing customers. Question 2 of 24, play 1 of 8. Understand the current state. No answer yet.",
        "1 of 24 questions has an answer, 23 left. Everything is saved.",
        "'9' is not a level. Type l and a level from 1 to 5, or only l.",
        "P1.1 Customer types. Question 1 of 24, play 1 of 8. Answered: 3 In part.",
        "P1.1 Customer types: 3 In part.",
        "Saved. P1.1 target removed.",
    ):
        assert line in said
    assert said.count("Play 1 of 8: Understand the current state (3 questions).") == 2
    assert sum(line.startswith("4: Established.") for line in said) == 5  # shown twice, l 4, levels, P1.1
    assert not any(line.startswith("P2.1: ") for line in said)
    assert said.count("You can type:") == 1
    assert said.count("How to choose a level:") == 2


def test_all_answered(playbook: Playbook, tmp_path: Path) -> None:
    every = ", ".join(f"{id}: 3" for id in playbook.by_id)
    path = begin(tmp_path, f"{{{every}}}")
    code, said = play(playbook, path, "3", "", "g P8.3", "", "r", "q")
    assert code == 0
    assert "Resuming: 24 of 24 questions have an answer." in said
    assert said.count("24 of 24 questions have an answer.") == 3
    assert "Type r to review, g P1.1 to go to a question, or q to finish." in said
    assert "You are not at a question. Type g and an id to go to one, or q to finish." in said
    assert "P8.3 Actions from feedback: 3 In part." in said


def test_resuming_goes_to_the_question_after_the_last_answer(playbook: Playbook, tmp_path: Path) -> None:
    def first(answers: str) -> str:
        here = Session(playbook, AnswerFile.open(str(begin(tmp_path, answers)))).question
        return here.id if here else "the end"

    assert first("{}") == "P1.1"
    assert first("{P1.1: 3, P2.2: 3}") == "P2.3"
    assert first("{P1.2: 3, P8.3: {unknown: true}}") == "P1.1"
    assert first("{P1.1: {note: x}, P1.2: }") == "P1.1"


def test_every_other_command(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)
    lines = [
        "b",
        "d",
        "b",
        "w",
        "Minutes",
        "m.pdf",
        "c",
        "high",
        "t 5",
        "t play 4",
        "x",
        "no",
        "?",
        "p",
        "p 2",
        "n",
        "",
    ]
    lines += ["g P1.1", "x", "yes", "c -", "t -", "w", "", "e", "-", "n because", "q"]
    code, said = play(playbook, path, *lines)
    assert code == 0
    text = "\n".join(said)
    for words in (
        "This is the first question.",
        "Saved. P1.1 = don't know.",
        "Saved. P1.1 evidence: Minutes",
        "Saved. P1.1 confidence = high.",
        "Saved. P1.1 target = 5 Embedded.",
        "Saved. P1 target = 4 Established.",
        "Nothing was changed.",
        "Why we ask: The person who calls",
        "1: P1 Understand the current state. 1 of 3 done (1 don't know), 2 left.",
        "Play 2 of 8: Gauge culture",
        "Evidence: Minutes, m.pdf",
        "Saved. P1.1 cleared.\nIts note, evidence and other details are kept.",
        "Saved. P1.1 target removed.",
        "Saved. P1.1 = not applicable: because",
    ):
        assert words in text
    assert "P1.1: {not_applicable: because" not in path.read_text()  # the evidence came first
    assert "P1.1: {evidence: [{title: Minutes, link: m.pdf}], not_applicable: because}" in path.read_text()


def test_counts_are_given_in_the_same_words(playbook: Playbook, tmp_path: Path) -> None:
    kinds = {"P1.1": "{unknown: true}", "P1.2": "{not_applicable: none}"}
    every = ", ".join(f"{id}: {kinds.get(id, 3)}" for id in playbook.by_id)
    path = begin(tmp_path, f"{{{every}}}")
    code, said = play(playbook, path, "p", "g P1.3", "3", "q")
    assert code == 0
    count = "24 of 24 questions have an answer (1 don't know, 1 not applicable)."
    kinds_of_1 = "3 of 3 questions have an answer (1 don't know, 1 not applicable)"
    for line in (
        f"Resuming: {count}",
        count,
        "1: P1 Understand the current state. 3 of 3 done (1 don't know, 1 not applicable), 0 left.",
        "2: P2 Gauge culture and appetite for change. 3 of 3 done, 0 left.",
        f"Play 1 of 8: {kinds_of_1}.",
        f"{path}: {count}",
        "Don't know: Customer types (P1.1).",
        "Not applicable: Observing and interviewing customers (P1.2).",
    ):
        assert line in said


def test_undo_names_what_was_undone(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)
    before = path.read_text()
    lines = ["t play 4", "t 4", "e hello", "w Minutes", "c low", "d", "b", "x", "yes"]
    _, said = play(playbook, path, *lines, *["u"] * 8, "q")
    assert [line for line in said if line.startswith(("Undone", "There is nothing"))] == [
        "Undone: P1.1 answer.",
        "Undone: P1.1 answer.",
        "Undone: P1.1 confidence.",
        "Undone: P1.1 evidence.",
        "Undone: P1.1 note.",
        "Undone: P1.1 target.",
        "Undone: P1 target.",
        "There is nothing to undo in this session.",
    ]
    assert path.read_text() == before


def test_review_lists_what_belongs_to_an_answer(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path, "{P1.1: 3, P1.2: {level: 2, note: n1, evidence: [A, B], confidence: low}}")
    _, said = play(playbook, path, "t play 4", "g P1.2", "t 5", "g P2.1", "w C", "r", "q")
    at = said.index("P1 Understand the current state. Target 4 Established.")
    assert said[at + 1 : at + 3] == [
        "P1.1 Customer types: 3 In part.",
        "P1.2 Observing and interviewing customers: 2 Ad hoc. Has a note and 2 pieces of evidence. Confidence low. Target 5 Embedded.",
    ]
    assert "P2.1 Leaders' support: no answer yet. Has 1 piece of evidence." in said


def test_what_is_asked_in_two_lines(playbook: Playbook, tmp_path: Path) -> None:
    path = begin(tmp_path)
    lines = [
        "x",
        "n",
        "",
        "n",
        "yes",
        "e",
        "n1",
        "e",
        "",
        "c",
        "",
        "w",
        "A",
        "http://x y",
        "b c.pdf",
        "3",
        "b",
        "x",
        "",
    ]
    code, said = play(playbook, path, *lines, "w B|https://x y", "q")
    assert code == 0
    at = said.index("There is no answer to clear.")
    assert said[at : at + 16] == [
        "There is no answer to clear.",
        "Why does P1.1 not apply? Enter changes nothing.",
        "Nothing was changed.",
        "Why does P1.1 not apply? Enter changes nothing.",
        "A reason is needed, so nothing was changed.",
        "Note for P1.1. Enter adds none.",
        "Saved. P1.1 note.",
        "Note for P1.1. What you type is added below the note; - removes the note, E opens it in your editor, Enter keeps it.",
        "How sure are you: low, medium or high? Enter for none.",
        "Title of the evidence for P1.1. Enter adds none.",
        "Link or file name. Enter for none.",
        "'http://x y' is a web address that contains a space (write %20 for the space). Type it again.",
        "Saved. P1.1 evidence: A",
        "Saved. P1.1 = 3 In part. (Type b to go back and add a note.)",
        "",
        "P1.2 Observing and interviewing customers. Question 2 of 24, play 1 of 8.",
    ]
    assert "Clear the answer to P1.1? Type yes; Enter keeps it." in said
    assert (
        "'https://x y' is a web address that contains a space (write %20 for the space). Nothing was changed." in said
    )
    assert "P1.1: {note: n1, evidence: [{title: A, link: b c.pdf}], level: 3}\n" in path.read_text()


def test_how_to_go_back_is_explained_once(playbook: Playbook, tmp_path: Path) -> None:
    _, said = play(playbook, begin(tmp_path), "d", "3", "4", "q")
    saved = [line for line in said if line.startswith("Saved.")]
    assert saved[1:] == ["Saved. P1.2 = 3 In part. (Type b to go back and add a note.)", "Saved. P1.3 = 4 Established."]


def test_prompts_leave_room_to_type(playbook: Playbook, tmp_path: Path) -> None:
    front = Script(["n", "", "e", "", "w", "A", "", "c", "", "3", "b", "x", "", "q"])
    loop.run(InterviewTalk(Session(playbook, AnswerFile.open(str(begin(tmp_path)))), front))
    assert set(front.prompts) == {PROMPT, "Reason: ", "Note: ", "Title: ", "Link: ", "Confidence: ", "Clear it? "}


def test_text_of_others_is_harmless_on_the_screen(
    playbook: Playbook, tmp_path: Path, talk: Callable[..., Talk]
) -> None:
    (tmp_path / "x\x1b[31m.yaml").write_text("playbook: act-iac-cx-2018\nanswers: {}\n")
    one = talk("x\x1b[31m.yaml")
    one.answer("q")
    assert one.leave() == 0
    assert "x\\u{1B}[31m.yaml: 0 of 58 questions have an answer." in one.text


# ---- the facilitator's run: an empty folder, every question, five sessions

POOR = {"LANG": "C", "LC_ALL": "C", "TERM": "dumb", "NO_COLOR": "1", "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
FLAGSHIP = load_playbook(ROOT / "playbooks" / "act-iac-cx-2018")[0]


def replies(number: int) -> tuple[list[tuple[str, str]], list[str]]:
    """What is typed at the question of this number, each with its prompt, and the same for `cxassess answer`."""
    id = list(FLAGSHIP.by_id)[number]
    typed: list[tuple[str, str]] = []
    given: list[str] = []
    if number % 4 == 1:
        typed += [(PROMPT, "e"), ("Note: ", f"Note {number}: what we saw")]
        given.append(f"{id}:note=Note {number}: what we saw")
    if number % 5 == 2:
        typed += [(PROMPT, "w"), ("Title: ", f"Minutes {number}"), ("Link: ", f"minutes {number}.pdf")]
        given.append(f"{id}:evidence=Minutes {number}|minutes {number}.pdf")
    if number % 7 == 3:
        typed += [(PROMPT, "c high"), (PROMPT, "t 5")]
        given += [f"{id}:confidence=high", f"{id}:target=5"]
    if number % 13 == 6:
        return [*typed, (PROMPT, "n"), ("Reason: ", "not here")], [*given, f"{id}=na:not here"]
    if number % 17 == 8:
        return [*typed, (PROMPT, "d")], [*given, f"{id}=unknown"]
    level = str(1 + (7 * number + 3) % 5)
    return [*typed, (PROMPT, level)], [*given, f"{id}={level}"]


@pytest.mark.slow
def test_every_question_over_five_sessions_scores_as_from_a_file(tmp_path: Path) -> None:
    by_hand, by_file = tmp_path / "hand", tmp_path / "file"
    by_hand.mkdir()
    by_file.mkdir()
    heard = ""
    for session in range(6):
        first = session == 0
        one = Talk(by_hand, *([] if first else ["answers.yaml"]), "--today", "2026-11-22", **POOR)
        one.set_up(*(["", "", "Dept of X", "", "Permits", "3", "Ana", "CX officer"] if first else []))
        for number in range(session * 10, min(session * 10 + 10, 58)):
            asked = list(FLAGSHIP.by_id.values())[number]
            one.wait(f"{asked.id} {asked.name}. Question {number + 1} of 58, play ")
            for prompt, line in replies(number)[0]:
                one.wait(prompt)
                one.type(line)
        one.wait("> " if session == 5 else PROMPT)
        one.type("q" if session % 2 else "\x04")
        assert one.leave() == 0
        heard = one.said.decode("cp1252")
    assert "answers.yaml: 58 of 58 questions have an answer (3 don't know, 4 not" in heard
    assert "To make the report: cxassess report answers.yaml -o report.pdf" in heard
    given = [word for number in range(58) for word in replies(number)[1]]
    begun = cxassess("answer", "answers.yaml", *given, "--playbook", FLAGSHIP.id, "--today", "2026-11-22", cwd=by_file)
    assert begun.returncode == 0, begun.stderr.decode()
    path = by_file / "answers.yaml"
    subject = "subject: {agency: Dept of X, service: Permits, scope: both}\nrespondent: {name: Ana, role: CX officer}\n"
    path.write_text(subject + path.read_text())
    scored = [cxassess("score", "answers.yaml", "--format", "json", cwd=folder) for folder in (by_hand, by_file)]
    assert scored[0].returncode == scored[1].returncode == 0
    assert scored[0].stdout == scored[1].stdout
    assert b'"unanswered": 0' in scored[0].stdout
    assert names(by_hand) == ["answers.yaml"]
    notes = (by_hand / "answers.yaml").read_text()
    assert [notes.count(word) for word in ("note: ", "minutes ", "confidence: high")] == [15, 12, 8]


def test_a_report_of_what_was_answered(tmp_path: Path) -> None:
    begin(tmp_path, "{P1.1: 3, P1.2: 4}")
    done = cxassess("report", "a.yaml", "-o", "r.html", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert b"Understand the current state" in (tmp_path / "r.html").read_bytes()


@pytest.mark.slow
def test_a_new_assessment_shows_the_earlier_answers_and_takes_none_over(
    tmp_path: Path, talk: Callable[..., Talk]
) -> None:
    """Also of a version that the playbook breaks with, whose answers are not scored."""
    book = tiny(tmp_path, plays={"A": [{}, {}, {}]}) / "playbook.yaml"
    book.write_text(book.read_text().replace('version: "1"', 'version: "2"\nbreaks_with: ["1"]'))
    more = "subject: {agency: Example Agency}\ndate: 2026-09-30\n"
    old = write_answers(
        tmp_path / "old.yaml", "{A1: {level: 3, note: Tried in spring.}, A2: {unknown: true}}", more=more
    )
    before, ask = old.read_bytes(), "Level 1-3, or ? for help: "
    one = talk("new.yaml", "--from", "old.yaml", "--plain", "--today", "2027-09-30", CXASSESS_PLAYBOOKS=str(tmp_path))
    one.wait("Agency (Enter keeps Example Agency): ")
    one.type("")
    for prompt in ("Component", "Service", "Scope", "Your name", "Your role"):
        one.wait(prompt)
        one.type("")
    one.wait("The answers of old.yaml are shown with the questions. None is taken over.")
    one.wait("Earlier answer (version 1, 2026-09-30): level 3, to a different")
    one.wait("Earlier note: Tried in spring.")
    one.wait("No answer yet.")
    one.answer("2", prompt=ask)
    one.wait("Earlier answer (version 1, 2026-09-30): don't know, to a")
    one.answer("", prompt=ask)
    one.wait("A3. Question 3 of 3")
    one.answer("q", prompt=ask)
    assert one.leave() == 0
    assert "To continue: cxassess assess new.yaml --from old.yaml\n" in one.text
    assert "Earlier answer" not in one.text.partition("A3. Question 3 of 3")[2]
    assert old.read_bytes() == before
    text = (tmp_path / "new.yaml").read_text()
    assert text.startswith(
        'format: 1\nplaybook: tiny\nversion: "2"\nsubject:\n  agency: Example Agency\ndate: 2027-09-30\n'
    )
    assert "  A1: {level: 2}\n" in text and "A2" not in text


def test_the_new_answers_need_a_file_of_their_own(tmp_path: Path, talk: Callable[..., Talk]) -> None:
    one = talk("a.yaml", "--from", begin(tmp_path).name)
    assert one.leave() == 2
    assert "--from a.yaml: name a different file for the new answers" in one.text
