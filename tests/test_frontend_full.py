"""The full front end: keys sent through a pipe in memory, whole sessions in terminals, and three sizes in tmux."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support import ROOT
from support.marks import slow_except
from support.needs import needs
from support.terminal import SETTLED, SETUP, Talk, termios

from cxassess.interview.frontends import frontend
from cxassess.interview.frontends.full import FullFrontend
from cxassess.interview.frontends.keyboard import KeyReader, join_pastes

pytest.importorskip("prompt_toolkit")

from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

LEVEL = "Level 1-5, or ? for help:"
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def begin(folder: Path, answers: str = "{}") -> Path:
    path = folder / "a.yaml"
    path.write_text(f"playbook: act-iac-cx-2018  # mine\noverlays: [quick]\nanswers: {answers}\n")
    return path


# -- keys, in memory


@pytest.fixture
def typing() -> Iterator[Callable[..., str]]:
    """Gives back the line that comes of typing these keys."""
    with create_pipe_input() as keys:
        full = FullFrontend(keys, DummyOutput())

        def typed(text: str, words: tuple[str, ...] = ()) -> str:
            keys.send_text(text)
            return full.ask(LEVEL, words=words)

        yield typed


def test_a_line_is_what_was_typed(typing: Callable[..., str]) -> None:
    assert typing("e a note\r") == "e a note"
    assert typing("\r") == ""
    assert typing("34\x7f\r") == "3"


def test_tab_completes_ids(typing: Callable[..., str]) -> None:
    assert typing("g P2.\t\r", ("P1.1", "P2.1", "P2")) == "g P2.1"
    assert typing("g\t\r", ("P1.1",)) == "g"
    assert typing("\t3\r") == "3"


def test_ctrl_c_clears_the_line_then_leaves(typing: Callable[..., str]) -> None:
    assert typing("4\x035\r") == "5"
    with pytest.raises(KeyboardInterrupt):
        typing("4\x03\x03")


def test_ctrl_d_leaves_an_empty_line_only(typing: Callable[..., str]) -> None:
    assert typing("4\x04\r") == "4"
    with pytest.raises(EOFError):
        typing("\x04")


def test_a_paste_stays_one_text(typing: Callable[..., str]) -> None:
    assert typing("\x1b[200~1\r\n2\r3\n\x1b[201~\r") == "1\n2\n3\n"


def test_lines_that_come_at_once_without_a_mark_are_a_paste_too(typing: Callable[..., str]) -> None:
    assert typing("1\r2\r3\r") == "1\n2\n3"
    assert typing("4\r\r") == "4"


def test_ctrl_l_shows_the_question_again_and_keeps_the_line() -> None:
    shown: list[str] = []
    with create_pipe_input() as keys:
        full = FullFrontend(keys, DummyOutput())
        full.show_again = lambda: shown.append("P1.1. Question 1 of 56")
        keys.send_text("e half\x0c a note\x0c\r")
        assert full.ask(LEVEL) == "e half a note"
    assert shown == ["P1.1. Question 1 of 56"] * 2


def test_earlier_lines_do_not_come_back(typing: Callable[..., str]) -> None:
    assert typing("5\r") == "5"
    assert typing("\x1b[A\r") == ""


def test_a_pasted_page_comes_whole(typing: Callable[..., str]) -> None:
    page = "word " * 4000
    assert typing(f"\x1b[200~{page}\x1b[201~\r") == page


def test_many_letters_at_once_are_one_paste() -> None:
    from prompt_toolkit.key_binding.key_processor import KeyPress
    from prompt_toolkit.keys import Keys

    letters = [KeyPress(letter) for letter in "a" * 20]
    few, enter = [KeyPress("3")], KeyPress(Keys.Enter, "\r")
    assert join_pastes([*letters, enter, *few]) == [KeyPress(Keys.BracketedPaste, "a" * 20), enter, *few]


@pytest.mark.parametrize(
    "sequence",
    ["\x1b[31m", "\x1b[M", "\x1b[M !!", "\x1b[<0;1;1M", "\x1b[<;M", "\x1b[96;14;13M", "\x1b[1;1R", "\x1b[I", "\x1b[?1;2c",
     "\x1b]11;rgb:0000/0000/0000\x1b\\", "\x1b]0;title\x07", "\x1bP>|term\x1b\\", "\x1b[201~"],
)  # fmt: skip
def test_what_a_terminal_reports_is_no_line(typing: Callable[..., str], sequence: str) -> None:
    assert typing(f"{sequence}a{sequence}b{sequence}\r") == "ab"
    assert typing("c\r") == "c"


def test_keys_with_sequences_are_keys(typing: Callable[..., str]) -> None:
    assert typing("bc\x1b[Ha\x1b[Fd\x1b[D\x1b[3~\x1b[1;5C\x1b[[A\x1bOF!\r") == "abc!"


def test_a_paste_keeps_what_it_holds(typing: Callable[..., str]) -> None:
    assert typing("\x1b[200~\x1b]0;title\x07 [31m\x1b[<;M\x1b[201~\r") == "]0;title [31m"


def test_a_paste_that_never_ends_is_ended_by_ctrl_c_or_enter() -> None:
    class Terminal:
        closed = False

        def read(self, count: int = 1024) -> str:
            return arrives.pop(0)

    seconds = iter([0.0, 1.0, 1.1, 1.2, 3.0, 3.1, 3.2, 3.3])
    arrives = ["x\x1b[200~one\r", "\r", "two\x1b[2", "\r", "y\x1b[200~", "three\x1b[20", "1~\x1b[31m"]
    reader = KeyReader(Terminal(), lambda: next(seconds))  # type: ignore[arg-type]
    said = [reader.read() for _ in range(7)]
    assert said == ["x\x1b[200~one\r", "\r", "two\x1b[2", "\x1b[201~\r", "y\x1b[200~", "three\x1b[20", "1~"]
    arrives += ["\x1b[200~", "\x03"]
    reader = KeyReader(Terminal(), lambda: 0.0)  # type: ignore[arg-type]
    assert [reader.read(), reader.read()] == ["\x1b[200~", "\x1b[201~\x03"]


def test_text_comes_as_a_file_can_hold_it(capsys: pytest.CaptureFixture[str]) -> None:
    with create_pipe_input() as keys:
        keys.send_bytes("\x1b[200~e \x1b[1mMay\x1b[0m\u2028\uf0b7 one\0\x1b[201~ caf".encode() + b"\xe9\r")
        assert FullFrontend(keys, DummyOutput()).ask(LEVEL) == "e May\n• one caf\ufffd"
    assert capsys.readouterr().out == "Left out, because no file can hold it: U+0000 NULL, byte 0xE9.\n"


def _typed_bytes(dice: random.Random) -> bytes:
    """Something that may arrive: keys, pieces of sequences, letters, bytes that are no text; no Ctrl-C and Ctrl-D."""
    from prompt_toolkit.input.ansi_escape_sequences import ANSI_SEQUENCES

    any_byte = [byte for byte in range(256) if byte not in (3, 4)]
    return dice.choice([
        dice.choice([keys for keys in ANSI_SEQUENCES if keys not in ("\x03", "\x04")]).encode(),
        bytes(dice.choices(any_byte, k=dice.randint(1, 6))),
        b"\x1b[" + "".join(dice.choices("0123456789;<>=?", k=dice.randint(0, 5))).encode() + dice.choice(b"mMRIOcntuy~").to_bytes(),
        b"\x1b[" + dice.choice([b"M", b"<", b"200~", b"201~", b"["]) + bytes(dice.choices(any_byte, k=4)),
        b"\x1b" + dice.choice([b"]", b"P", b"_", b"9"]) + b"0;t" + dice.choice([b"\x07", b"\x1b\\", b""]),
        dice.choice([b"3", "é👩‍💻".encode(), b"\xc3", b"\xff\xfe", b"\x18(a\x18)\x18e", b"\x1b99\x1b[A"]),
    ])  # fmt: skip


@pytest.mark.parametrize("seed", slow_except(range(120), 0))
def test_no_input_ends_a_session(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(8):
        with create_pipe_input() as keys:
            keys.send_bytes(b"".join(_typed_bytes(dice) for _ in range(dice.randint(1, 8))) + b"\x1b[201~\r\r\r")
            assert isinstance(FullFrontend(keys, DummyOutput()).ask(LEVEL), str)


def test_an_error_about_a_key_costs_that_key(typing: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    from prompt_toolkit.buffer import Buffer

    with create_pipe_input() as keys:

        def fails(self: Buffer, *args: object, **options: object) -> None:
            threading.Timer(0.3, keys.send_text, ["c\r"]).start()  # after the fault, however slow the machine is
            raise ValueError("a fault of prompt_toolkit")

        monkeypatch.setattr(Buffer, "swap_characters_before_cursor", fails)
        keys.send_text("ab\x14")
        assert FullFrontend(keys, DummyOutput()).ask(LEVEL) == "abc"


# -- what is printed


def test_a_style_is_one_of_a_few_colors_and_never_more_than_the_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.delenv("NO_COLOR", raising=False)
    full = FullFrontend()
    full.say("Saved. P1.1 = 4 Foundational.", frontend.SAVED)
    full.say("odd \x1b[2J\u202e")
    full.say("")
    assert capsys.readouterr().out == (
        "\x1b[32mSaved. P1.1 = 4\x1b[0m\n\x1b[32mFoundational.\x1b[0m\nodd\n\\u{1B}[2J\\u{202E}\n\n"
    )
    monkeypatch.setenv("NO_COLOR", "1")
    FullFrontend().say("NOT saved.", frontend.WARNING)
    assert capsys.readouterr().out == "NOT saved.\n"


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        (80, "P1.1. Question 1 of 56, play 1 of 8. | All saved | Understand"),
        (60, "P1.1. Question 1 of 56, play 1 of 8. | All saved"),
        (40, "P1.1. Question 1 of 56, play 1 of 8.\nAll saved"),
        (20, "P1.1. Question 1 o…\nAll saved"),
    ],
)
def test_the_toolbar_says_what_fits(columns: int, shown: str) -> None:
    from prompt_toolkit.data_structures import Size

    class Wide(DummyOutput):
        def get_size(self) -> Size:
            return Size(rows=24, columns=columns)

    with create_pipe_input() as keys:
        full = FullFrontend(keys, Wide())
        assert full.toolbar() is None
        progress = "Question 1 of 56, play 1 of 8."
        full.status({"play": "Play 1 of 8: Understand", "question": "P1.1", "progress": progress, "saved": "All saved"})
        assert full.toolbar() == shown


# -- sessions in a terminal


class Shown(Talk):
    """A person at a terminal with the full front end."""

    def __init__(self, folder: Path, *words: str, **environ: str) -> None:
        super().__init__(
            folder,
            *words,
            **{"CXASSESS_ACCESSIBLE": "", "ACCESSIBLE": "", "CXASSESS_STATE": str(folder / "state"), **environ},
        )

    def leave(self) -> int:
        """Read what is left and give back the exit code, with the terminal as it was."""
        while self.read():
            pass
        code = self.process.wait(20)
        assert termios.tcgetattr(self.end) == self.modes
        assert self.said.count(b"\x1b[?2004h") == self.said.count(b"\x1b[?2004l")
        assert self.said.rfind(b"\x1b[?25h") >= self.said.rfind(b"\x1b[?25l")
        os.close(self.end)
        return code

    def set_up(self, *lines: str) -> None:
        """Answer the questions about a new file; the space after a prompt is not shown before a key is typed."""
        for prompt, line in zip(SETUP, lines, strict=False):
            self.answer(line, prompt=prompt.rstrip())

    def answer(self, *lines: str, prompt: str = LEVEL) -> None:
        for line in lines:
            self.wait(prompt)
            self.type(line)
            self.wait("\x1b[?2004l")  # a prompt is shown again while one types: only behind this comes the next

    def ready(self, prompt: str = LEVEL) -> None:
        self.wait(prompt)
        time.sleep(SETTLED)


TALK = Shown  # what the fixture `talk` of conftest starts here


def plainly(said: bytes) -> str:
    return ESCAPES.sub("", said.decode()).replace("\r", "")


@pytest.mark.slow
def test_a_session_from_an_empty_folder(tmp_path: Path, talk: Callable[..., Shown]) -> None:
    one = talk("--today", "2026-11-22")
    one.set_up("", "", "Bureau", "", "", "", "", "Lead")
    one.wait("Made answers.yaml.")
    one.answer("3", "n")
    one.answer("no journeys", prompt="Reason:")
    one.answer("e a note", "b", "d", "q")
    assert one.leave() == 0
    assert (
        "answers:\n  P1.1: {level: 3}\n  P1.2: {unknown: true}\n  P1.3: {note: a note}\n"
        in (tmp_path / "answers.yaml").read_text()
    )
    assert "Question 3 of 58, play 1 of 8. | All saved" in plainly(one.said)
    for never in (b"\x1b[?1049h", b"\x1b[?1000h", b"\x1b[6n", b"\a"):
        assert never not in one.said


@pytest.mark.slow
def test_pastes_answer_nothing(tmp_path: Path, talk: Callable[..., Shown]) -> None:
    path = begin(tmp_path)
    before = path.read_text()
    one = talk("a.yaml")
    one.ready()
    for paste in ("\x1b[200~1\n2\n3\n\x1b[201~\r", "1\r2\r3\r"):
        os.write(one.end, paste.encode())
        one.wait("Several lines were entered at once, so no answer was saved.")
        one.ready()
    for paste in (f"\x1b[200~{'3 and so on ' * 1700}\x1b[201~\r", f"{'3' * 20_001}\r"):
        os.write(one.end, paste.encode())
        one.wait("That line is too long, so nothing was done.", seconds=60)
        one.ready()
    one.type("q")
    assert one.leave() == 0
    assert path.read_text() == before


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_restores_the_terminal(tmp_path: Path, talk: Callable[..., Shown], number: int, code: int) -> None:
    path = begin(tmp_path)
    one = talk("a.yaml")
    one.answer("4")
    one.ready()
    os.write(one.end, b"half a line")
    one.process.send_signal(number)
    assert one.leave() == code
    assert "P1.1: {level: 4}" in path.read_text()
    assert b"Traceback" not in one.said
    assert b"ENTER to continue" not in one.said


@pytest.mark.slow
def test_an_interrupt_from_outside_is_ctrl_c(tmp_path: Path, talk: Callable[..., Shown]) -> None:
    begin(tmp_path)
    one = talk("a.yaml")
    one.ready()
    os.write(one.end, b"x")
    time.sleep(SETTLED)
    one.process.send_signal(signal.SIGINT)
    time.sleep(SETTLED)
    one.type("3")
    one.wait("Saved. P1.1 = 3 In part.")
    one.ready()
    one.process.send_signal(signal.SIGINT)
    assert one.leave() == 130


@pytest.mark.slow
@pytest.mark.parametrize("typed", [b"", b"half a line"])
def test_a_terminal_that_is_closed_ends_the_session(tmp_path: Path, talk: Callable[..., Shown], typed: bytes) -> None:
    path = begin(tmp_path)
    one = talk("a.yaml")
    one.answer("4")
    one.ready()
    os.write(one.end, typed)
    os.close(one.end)
    assert one.process.wait(20) in (0, 129)
    assert "P1.1: {level: 4}" in path.read_text()


def test_the_editor_gets_the_terminal_and_gives_it_back(tmp_path: Path, talk: Callable[..., Shown]) -> None:
    path = begin(tmp_path)
    script = tmp_path / "editor"
    script.write_text('#!/bin/sh\nstty raw -echo\nprintf "one\\ntwo\\n" > "$1"\n')
    script.chmod(0o755)
    one = talk("a.yaml", EDITOR=str(script), VISUAL="")
    one.answer("E")
    one.wait("Saved. P1.1 note, 2 lines.")
    one.answer("q")
    assert one.leave() == 0
    assert 'P1.1: {note: "one\\ntwo"}' in path.read_text()


@pytest.mark.slow
def test_lines_that_come_one_after_the_other_without_marks_answer_nothing(
    tmp_path: Path, talk: Callable[..., Shown]
) -> None:
    """As a paste does where the terminal does not mark it: some milliseconds between the lines."""
    path = begin(tmp_path)
    one = talk("a.yaml")
    one.wait(LEVEL)
    time.sleep(SETTLED)
    for _ in range(8):
        os.write(one.end, b"4\r")
        time.sleep(0.005)
    one.wait("Several lines were entered at once, so no answer was saved.")
    one.answer("q")
    assert one.leave() == 0
    assert "answers: {}" in path.read_text()


@pytest.mark.slow
@pytest.mark.parametrize("gap", [0.02, 0.08])
def test_lines_that_follow_a_text_or_a_refused_line_answer_nothing(
    tmp_path: Path, talk: Callable[..., Shown], gap: float
) -> None:
    path = begin(tmp_path)
    one = talk("a.yaml")

    def paste(*lines: str) -> None:
        one.wait(LEVEL)
        time.sleep(SETTLED)
        for line in lines:
            os.write(one.end, f"{line}\r".encode())
            time.sleep(gap)
        one.wait("\x1b[?2004l")  # as in `answer`

    paste("w Minutes | http://x.gov/", "4")
    one.answer("yes", prompt="Keep it?")
    one.wait("Saved. P1.1 evidence: Minutes 4")
    paste("t first line", "2")
    paste("n first line", "2")
    one.answer("yes", prompt="Keep it?")
    one.answer("q")
    assert one.leave() == 0
    assert (
        'P1.1: {evidence: [{title: "Minutes\\n4", link: "http://x.gov/"}], not_applicable: "first line\\n2"}\n'
        in path.read_text()
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "environ",
    [
        {"NO_COLOR": "1"},
        {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=["no color", "cp1252", "no locale"],
)
def test_any_terminal_will_do(tmp_path: Path, talk: Callable[..., Shown], environ: dict[str, str]) -> None:
    path = begin(tmp_path, '{P1.1: {note: "Łódź → 日本"}}')
    one = talk("a.yaml", **environ)
    one.answer("n")
    one.answer("no office", prompt="Reason:")
    one.answer("q")
    assert one.leave() == 0
    assert "not_applicable: no office" in path.read_text(encoding="utf-8")
    if "NO_COLOR" in environ:
        assert not re.search(rb"\x1b\[[0-9;]*(3[0-8]|4[0-8]|9[0-7])m", one.said)
    if "PYTHONIOENCODING" in environ:
        assert b"Note: \\u0141\xf3d\\u017a \\u2192 \\u65e5\\u672c" in one.said


@pytest.mark.slow
def test_plain_and_no_plain_choose_the_front(tmp_path: Path, talk: Callable[..., Shown]) -> None:
    begin(tmp_path)
    for words, environ, plain in (
        (("--plain",), {}, True),
        (("--no-plain",), {"ACCESSIBLE": "1"}, False),
        ((), {"ACCESSIBLE": "1"}, True),
        ((), {"TERM": "dumb"}, True),
    ):
        one = talk("a.yaml", *words, **environ)
        one.wait(LEVEL)
        one.type("q")
        assert one.leave() == 0
        assert (b"\x1b" not in one.said) is plain


# -- sizes


@pytest.mark.slow
@needs("tmux", "terminal")
@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 10), (200, 50)])
def test_the_screen_at_three_sizes(tmp_path: Path, columns: int, rows: int) -> None:
    begin(tmp_path)
    tmux = ["tmux", "-S", str(tmp_path / "t"), "-f", "/dev/null"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "CXASSESS_STATE": str(tmp_path / "state")}
    env |= {"CXASSESS_ACCESSIBLE": "", "ACCESSIBLE": "", "LC_ALL": "C.UTF-8"}

    def run(*words: str) -> str:
        return subprocess.run([*tmux, *words], env=env, cwd=tmp_path, check=True, capture_output=True, text=True).stdout

    def screen(words: str) -> str:
        """What is shown, as soon as these words are."""
        until = time.monotonic() + 20
        while words not in (now := run("capture-pane", "-p")):
            assert time.monotonic() < until, now
            time.sleep(0.1)
        return now.rstrip()

    command = f"'{sys.executable}' -m cxassess assess a.yaml; echo code $?; stty -a; exec cat"
    run("new-session", "-d", "-x", str(columns), "-y", str(rows), command)
    try:
        screen("P1.1. Question 1 of 24, play 1 of 8.")
        run("send-keys", "3", "Enter")
        shown = screen("P1.2. Question 2 of 24, play 1 of 8.")
        time.sleep(SETTLED)
        last = run("capture-pane", "-p").rstrip().split("\n")
        bar = {
            80: ["P1.2. Question 2 of 24, play 1 of 8. | All saved | Understand the current state"],
            40: ["P1.2. Question 2 of 24, play 1 of 8.", "All saved"],
            200: ["P1.2. Question 2 of 24, play 1 of 8. | All saved | Understand the current state"],
        }[columns]
        assert last[-len(bar) :] == bar, shown
        assert last[-len(bar) - 1] == LEVEL
        assert last[-len(bar) - 2] == "No answer yet."
        run("send-keys", "q", "Enter")
        shown = screen("extproc")
        assert "All saved" not in shown
        assert {"icanon", "echo", "icrnl", "isig"} <= set(re.split(r"[\s;]+", shown))
    finally:
        run("kill-server")
