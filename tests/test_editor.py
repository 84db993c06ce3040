"""A note in the person's own editor: small scripts act as editors that save, fail, empty the file or die."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support import ROOT
from support.terminal import Script, Talk

from cxassess.answers.file import save
from cxassess.answers.file.save import AnswerFile
from cxassess.interview import editor as editors
from cxassess.interview import loop
from cxassess.interview.dialog import Talk as InterviewTalk
from cxassess.interview.drafts import Drafts
from cxassess.interview.editor import SCISSORS, edit, editor_command, text_above_scissors
from cxassess.interview.session import Session
from cxassess.playbook import load_playbook
from cxassess.state_folder import EDITS, state_folder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the editors of these tests are shell scripts")


class Said:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, text: str, style: str) -> None:
        self.lines.append(text)


def never(prompt: str) -> str:
    raise AssertionError(f"asked: {prompt}")


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Makes a shell script the editor; $1 is the file that is edited."""
    monkeypatch.setenv("CXASSESS_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("VISUAL", raising=False)

    def make(script: str) -> Path:
        path = tmp_path / "an editor"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setenv("EDITOR", f"'{path}'")
        return path

    return make


def kept() -> list[Path]:
    return sorted(state_folder(EDITS).iterdir())


def test_the_text_is_what_is_above_the_scissors(editor: Callable[[str], Path], tmp_path: Path) -> None:
    editor(
        f'cp "$1" "{tmp_path}/seen"; stat -c %a "$1" > "{tmp_path}/mode"; printf "new\\n\\nlines\\n" | cat - "$1" > x; cat x > "$1"; rm x'
    )
    said = Said()
    assert edit("old", ["The note for P1.1", "two\nlines"], said, never) == "new\n\nlines\nold"
    assert (tmp_path / "seen").read_text() == (
        "old\n\n"
        "# ------------------------ >8 ------------------------\n"
        "# Everything above this line is kept. Leave this line in place; everything below it is removed.\n"
        "# The note for P1.1\n# two\n# lines\n"
    )
    assert (tmp_path / "mode").read_text() == "600\n"
    assert (said.lines, kept()) == ([], [])


@pytest.mark.slow
def test_lines_of_a_note_that_look_like_comments_stay(editor: Callable[[str], Path]) -> None:
    editor("sleep 0.6")
    assert edit(f"# one\n{SCISSORS}\n# two", ["help"], Said(), never) == f"# one\n{SCISSORS}\n# two"


def test_an_emptied_file_is_an_empty_text(editor: Callable[[str], Path]) -> None:
    editor(': > "$1"')
    assert edit("old", ["help"], Said(), never) == ""


def test_an_editor_that_saves_by_a_new_file_and_windows_line_ends_is_understood(editor: Callable[[str], Path]) -> None:
    editor('printf "\\357\\273\\277one\\r\\ntwo\\r\\n" > "$1.new"; mv "$1.new" "$1"')
    assert edit("", ["help"], Said(), never) == "one\ntwo"


@pytest.mark.parametrize(
    ("end", "words"),
    [("exit 3", "failed with exit code 3."), ("kill -9 $$", f"was stopped by signal {int(signal.SIGKILL)}.")],
)
def test_text_of_a_failed_editor_is_kept_and_its_place_named(
    editor: Callable[[str], Path], end: str, words: str
) -> None:
    path = editor(f'echo typed > "$1"; {end}')
    said = Said()
    assert edit("old", ["help"], said, never) is None
    (file,) = kept()
    assert said.lines == [
        f"The editor {path} {words} What you wrote is in {file}; it will be offered when you start again."
    ]
    assert file.read_text() == "typed\n"
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_editor_that_removes_the_file_gives_nothing(editor: Callable[[str], Path]) -> None:
    editor('rm "$1"')
    said = Said()
    assert edit("old", ["help"], said, never) is None
    assert said.lines == ["The editor's file cannot be read: no such file or directory."]


def test_a_missing_editor_is_reported_and_leaves_nothing(
    editor: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    editor("true")
    monkeypatch.setenv("EDITOR", "no-such-editor --wait")
    said = Said()
    assert edit("old", ["help"], said, never) is None
    assert said.lines == ["The editor no-such-editor cannot be started: no such file or directory."]
    assert kept() == []


def test_ctrl_c_belongs_to_the_editor(editor: Callable[[str], Path]) -> None:
    before = signal.getsignal(signal.SIGINT)
    editor('kill -INT $PPID; echo typed > "$1"')
    assert edit("old", [], Said(), never) == "typed"
    assert signal.getsignal(signal.SIGINT) is before


def test_which_editor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert editor_command({"VISUAL": "code --wait", "EDITOR": "vi"}) == ["code", "--wait"]
    assert editor_command({"VISUAL": " ", "EDITOR": "'my editor' -x"}) == ["my editor", "-x"]
    assert editor_command({"EDITOR": "'vi"}) == []
    monkeypatch.setenv("PATH", str(tmp_path))
    assert editor_command({}) == []
    (tmp_path / "vi").touch(0o755)
    assert editor_command({}) == [str(tmp_path / "vi")]
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "'vi")
    said = Said()
    assert edit("old", [], said, never) is None
    assert said.lines[0].startswith("The editor in VISUAL or EDITOR has an unclosed quote.")


def test_without_the_scissors_only_the_help_at_the_end_goes() -> None:
    below = [SCISSORS, "# help", "# more"]
    assert text_above_scissors("# mine\nnote\n\n# help\n# more\n", below) == "# mine\nnote"


def test_a_note_from_the_editor_outlives_a_save_that_fails(
    editor: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor('printf "a long\\nnote\\n" > "$1"')
    path = tmp_path / "a.yaml"
    path.write_text("playbook: act-iac-cx-2018\nanswers: {}\n")
    before = path.read_text()

    def full(*args: object, **words: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(save, "write_whole", full)
    said = Said()
    script = Script(["E", "q", ""], lambda text: edit(text, ["help"], said, never))
    playbook, _ = load_playbook(ROOT / "playbooks" / "act-iac-cx-2018")
    talk = InterviewTalk(Session(playbook, AnswerFile.open(str(path))), script)
    assert loop.run(talk) == 5
    assert path.read_text() == before
    assert Drafts(path).texts() == {"P1.1": "a long\nnote"}


def test_an_editor_that_did_not_wait_is_waited_for(editor: Callable[[str], Path]) -> None:
    """As editors with a window of their own do: the command comes back, and the person saves later."""
    editor("true")
    asked: list[str] = []

    def typed_meanwhile(prompt: str) -> str:
        asked.append(prompt)
        (file,) = kept()
        file.write_text(f"written in a window\n{file.read_text()}")
        return ""

    assert edit("", ["help"], Said(), typed_meanwhile) == "written in a window"
    assert asked == ["The editor closed right away. If its window is still open, save there; then press Enter here: "]
    assert kept() == []


def test_nothing_is_kept_of_an_editor_that_fails_without_a_change(editor: Callable[[str], Path]) -> None:
    path = editor("exit 1")
    said = Said()
    assert edit("old", ["help"], said, never) is None
    assert said.lines == [f"The editor {path} failed with exit code 1."]
    assert kept() == []


def test_leaving_while_it_waits_keeps_what_was_written(editor: Callable[[str], Path]) -> None:
    editor("true")

    def left(prompt: str) -> str:
        (file,) = kept()
        file.write_text("half a sen")
        raise EOFError

    said = Said()
    with pytest.raises(EOFError):
        edit("", ["help"], said, left, "a-1@P1.2")
    (file,) = kept()
    assert said.lines == [f"What you wrote in the editor is in {file}; it will be offered when you start again."]
    assert editors.unfinished_texts("a-1@") == [("P1.2", "half a sen", file)]
    assert editors.unfinished_texts("b-1@") == []
    (file.parent / "a-1@P1.3@x.txt").mkdir()
    (file.parent / "a-1@P1.4@y.txt").symlink_to("nowhere")
    emergency = file.with_name(f"{file.name}.save.1")  # as nano does
    emergency.write_text("more of it")
    os.utime(emergency, (0, 0))
    assert [text for _, text, _ in editors.unfinished_texts("a-1@")] == ["more of it", "half a sen"]


def test_a_text_left_in_an_editor_is_offered_by_the_next_session(editor: Callable[[str], Path], tmp_path: Path) -> None:
    editor('printf "a long\\nnote\\n" > "$1"; exit 1')
    path = tmp_path / "a.yaml"
    path.write_text("playbook: act-iac-cx-2018\nanswers: {P1.2: {note: short}}\n")
    playbook, _ = load_playbook(ROOT / "playbooks" / "act-iac-cx-2018")

    def session(*lines: str) -> list[str]:
        script = Script(lines, lambda text: edit(text, ["help"], Said(), never, Drafts(path).mark("P1.2")))
        assert loop.run(InterviewTalk(Session(playbook, AnswerFile.open(str(path))), script)) == 0
        return script.said

    session("g P1.2", "E", "q")
    offered = ["A note for P1.2 was not finished: a long\nnote", "The note now: short"]
    heard = session("", "q")
    assert [line for line in heard if line in offered] == offered
    assert "It will be offered again the next time you start." in heard
    assert "Type yes to save it instead of that note, no to discard it; Enter keeps it for later." in heard
    assert "Saved. P1.2 note, 2 lines." in session("yes", "q")
    assert 'note: "a long\\nnote"' in path.read_text()
    assert kept() == []
    assert not any("not finished" in line for line in session("q"))


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_while_the_editor_is_open(
    name: str, tmp_path: Path, talk: Callable[..., Talk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The editor is asked to end, what it had saved is offered next time, the terminal is unchanged."""
    script = tmp_path / "ed"
    script.write_text(
        f"#!{sys.executable}\nimport pathlib, signal, sys, time, tty\n"
        "note = pathlib.Path(sys.argv[1])\ntty.setraw(0)\n"
        "def end(*_):\n    note.write_text('saved when asked to end\\n' + note.read_text())\n    sys.exit(1)\n"
        "signal.signal(signal.SIGTERM, end)\nprint('editor is open', flush=True)\ntime.sleep(60)\n"
    )
    script.chmod(0o755)
    path = tmp_path / "a.yaml"
    path.write_text("playbook: act-iac-cx-2018\nanswers: {}\n")
    one = talk("a.yaml", "--plain", EDITOR=str(script), VISUAL="")
    one.answer("E")
    one.wait("editor is open")
    one.process.send_signal(getattr(signal, name))
    assert one.leave() == 128 + getattr(signal, name)
    assert "it will be offered when you start again." in " ".join(one.text.split())
    two = talk("a.yaml", "--plain")
    two.wait("A note for P1.1 was not finished: saved when asked to end")
    two.answer("yes", prompt="Keep it? ")
    two.wait("Saved. P1.1 note.")
    two.answer("q")
    assert two.leave() == 0
    assert "note: saved when asked to end" in path.read_text()
