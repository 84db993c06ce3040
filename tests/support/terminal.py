"""Drives the interview: `assess` in a terminal of its own, or a front end that is given its lines in memory."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import pytest

from support.needs import skip_without
from support.program import ROOT

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
termios = pytest.importorskip("termios", reason="this system has no pseudo-terminals")

PROMPT = "Level 1-5, or ? for help: "
SETUP = (
    "Enter for 1: ",
    "such as 2 3: ",
    "Agency: ",
    "Component, such as a bureau: ",
    "Service being assessed: ",
    "3 both: ",
    "Your name: ",
    "Your role: ",
)
SETTLED = 0.3  # seconds: a signal that comes before the wait for a key begins is seen with the next key
WORDS = (sys.executable, "-m", "cxassess", "assess")


class Talk:
    """`cxassess assess` in a terminal of its own: wait for words, type lines, read everything that it shows."""

    def __init__(self, folder: Path, *words: str, **environ: str) -> None:
        env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "TERM": "xterm-256color"}
        env |= {"CXASSESS_ACCESSIBLE": "1", **environ}
        skip_without("terminal")
        controller, terminal = pty.openpty()
        self.end = controller
        self.modes = termios.tcgetattr(controller)  # before it can change them
        self.process = subprocess.Popen(
            [*WORDS, *words],
            cwd=folder,
            env=env,
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
        )
        os.close(terminal)
        self.said = b""
        self.seen = 0

    def wait(self, words: str, seconds: float = 20) -> None:
        """Read until these words are shown, after those that were waited for before."""
        until = time.monotonic() + seconds
        while (at := self.said.find(words.encode(), self.seen)) < 0:
            ready, _, _ = select.select([self.end], [], [], max(0, until - time.monotonic()))
            data = self.read() if ready else b""
            assert data, f"waited for {words!r} in vain:\n{self.said.decode(errors='replace')}"
        self.seen = at + len(words.encode())

    def read(self) -> bytes:
        try:
            data = os.read(self.end, 65536)
        except OSError:  # how Linux says that nobody holds the other end any more
            data = b""
        self.said += data
        return data

    def type(self, line: str) -> None:
        os.write(self.end, f"{line}\n".encode())

    def set_up(self, *lines: str) -> None:
        """Answer the questions about a new file: the playbook, its overlays and six fields."""
        for prompt, line in zip(SETUP, lines, strict=False):
            self.wait(prompt)
            self.type(line)

    def answer(self, *lines: str, prompt: str = PROMPT) -> None:
        for line in lines:
            self.wait(prompt)
            self.type(line)

    def leave(self) -> int:
        """Read the rest and return the exit code; fails on an escape, a bell, or changed terminal modes."""
        while select.select([self.end], [], [], 20)[0]:
            if not self.read():
                break
        code = self.process.wait(20)
        assert termios.tcgetattr(self.end) == self.modes
        os.close(self.end)
        assert b"\x1b" not in self.said
        assert b"\a" not in self.said
        return code

    @property
    def text(self) -> str:
        return self.said.decode().replace("\r\n", "\n")


class Script:
    """A front end that is given its lines; functions among them are called in between. After the last, input ends."""

    def __init__(self, lines: Iterable[str | Callable[[], object]], editor: Callable[[str], str | None] = str) -> None:
        self.lines = iter(lines)
        self.editor = editor
        self.said: list[str] = []
        self.prompts: list[str] = []
        self.shown: dict[str, str] = {}
        self.is_joined = False
        self.show_again: Callable[[], object] = lambda: None

    def ask(self, prompt: str, *, words: Sequence[str] = ()) -> str:
        self.prompts.append(prompt)
        for line in self.lines:
            if isinstance(line, str):
                return line
            line()
        raise EOFError

    def say(self, text: str, style: str = "") -> None:
        self.said.append(text)

    def edit(self, text: str, about: Sequence[str], mark: str = "") -> str | None:
        return self.editor(text)

    def status(self, parts: Mapping[str, str]) -> None:
        self.shown = dict(parts)

    def typed(self) -> str:
        return ""

    def more_lines(self) -> str:
        return ""
