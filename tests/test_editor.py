"""A note in the person's own editor: small scripts stand for editors that save, fail, empty or die."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support import ROOT
from talking import Script

from cxassess.answers import saving
from cxassess.answers.saving import AnswerFile
from cxassess.interview.conversation import Conversation
from cxassess.interview.drafts import Drafts
from cxassess.interview.editor import EDITS, SCISSORS, above, command, edit
from cxassess.interview.session import Session
from cxassess.playbook import load_playbook
from cxassess.state import state_folder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the editors of these tests are shell scripts")


class Said:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, text: str, style: str) -> None:
        self.lines.append(text)


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


def test_what_stands_above_the_scissors_is_the_text(editor: Callable[[str], Path], tmp_path: Path) -> None:
    editor(
        f'cp "$1" "{tmp_path}/seen"; stat -c %a "$1" > "{tmp_path}/mode"; printf "new\\n\\nlines\\n" | cat - "$1" > x; cat x > "$1"; rm x'
    )
    said = Said()
    assert edit("old", ["The note for P1.1", "two\nlines"], said) == "new\n\nlines\nold"
    assert (tmp_path / "seen").read_text() == (
        "old\n\n"
        "# ------------------------ >8 ------------------------\n"
        "# What is above this line is kept. Leave the line where it is; what is below goes away.\n"
        "# The note for P1.1\n# two\n# lines\n"
    )
    assert (tmp_path / "mode").read_text() == "600\n"
    assert (said.lines, kept()) == ([], [])


def test_lines_of_a_note_that_look_like_comments_stay(editor: Callable[[str], Path]) -> None:
    editor("true")
    assert edit(f"# one\n{SCISSORS}\n# two", ["help"], Said()) == f"# one\n{SCISSORS}\n# two"


def test_an_emptied_file_is_an_empty_text(editor: Callable[[str], Path]) -> None:
    editor(': > "$1"')
    assert edit("old", ["help"], Said()) == ""


def test_an_editor_that_saves_by_a_new_file_and_windows_line_ends_is_understood(editor: Callable[[str], Path]) -> None:
    editor('printf "\\357\\273\\277one\\r\\ntwo\\r\\n" > "$1.new"; mv "$1.new" "$1"')
    assert edit("", ["help"], Said()) == "one\ntwo"


@pytest.mark.parametrize(
    ("end", "words"),
    [("exit 3", "failed with exit code 3."), ("kill -9 $$", f"was ended by signal {int(signal.SIGKILL)}.")],
)
def test_what_a_failed_editor_leaves_is_kept_and_its_place_said(
    editor: Callable[[str], Path], end: str, words: str
) -> None:
    path = editor(f'echo typed > "$1"; {end}')
    said = Said()
    assert edit("old", ["help"], said) is None
    (file,) = kept()
    assert said.lines == [f"The editor {path} {words} What was written is in {file}."]
    assert file.read_text() == "typed\n"
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_editor_that_removes_the_file_gives_nothing(editor: Callable[[str], Path]) -> None:
    editor('rm "$1"')
    said = Said()
    assert edit("old", ["help"], said) is None
    assert said.lines == ["The file of the editor cannot be read: no such file or directory."]


def test_an_editor_that_is_not_there_is_said_and_leaves_nothing(
    editor: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    editor("true")
    monkeypatch.setenv("EDITOR", "no-such-editor --wait")
    said = Said()
    assert edit("old", ["help"], said) is None
    assert said.lines == ["The editor no-such-editor cannot be started: no such file or directory."]
    assert kept() == []


def test_ctrl_c_belongs_to_the_editor(editor: Callable[[str], Path]) -> None:
    before = signal.getsignal(signal.SIGINT)
    editor('kill -INT $PPID; echo typed > "$1"')
    assert edit("old", [], Said()) == "typed"
    assert signal.getsignal(signal.SIGINT) is before


def test_which_editor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert command({"VISUAL": "code --wait", "EDITOR": "vi"}) == ["code", "--wait"]
    assert command({"VISUAL": " ", "EDITOR": "'my editor' -x"}) == ["my editor", "-x"]
    assert command({"EDITOR": "'vi"}) == []
    monkeypatch.setenv("PATH", str(tmp_path))
    assert command({}) == []
    (tmp_path / "vi").touch(0o755)
    assert command({}) == [str(tmp_path / "vi")]
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "'vi")
    said = Said()
    assert edit("old", [], said) is None
    assert said.lines[0].startswith("The name of the editor in VISUAL or EDITOR has a quote that does not end.")


def test_without_the_scissors_only_the_help_at_the_end_goes() -> None:
    below = [SCISSORS, "# help", "# more"]
    assert above("# mine\nnote\n\n# help\n# more\n", below) == "# mine\nnote"


def test_a_note_from_the_editor_outlives_a_save_that_fails(
    editor: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor('printf "a long\\nnote\\n" > "$1"')
    path = tmp_path / "a.yaml"
    path.write_text("playbook: act-iac-cx-2018\nanswers: {}\n")
    before = path.read_text()

    def full(*args: object, **words: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(saving, "write_whole", full)
    said = Said()
    script = Script(["E", "q", ""], lambda text: edit(text, ["help"], said))
    playbook, _ = load_playbook(ROOT / "playbooks" / "act-iac-cx-2018")
    talk = Conversation(Session(playbook, AnswerFile.open(str(path))), script)
    assert talk.run() == 5
    assert path.read_text() == before
    assert Drafts(path).found() == {"P1.1": "a long\nnote"}
