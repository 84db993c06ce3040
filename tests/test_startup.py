"""What a command imports before it answers: nothing heavy, and nothing that only one system has."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import sys
from pathlib import Path

import pytest
from support import EXAMPLE, ROOT
from support.needs import needs

HEAVY = (
    "rich",
    "jinja2",
    "weasyprint",
    "docx",
    "lxml",
    "resvg_py",
    "tinyhtml5",
    "duckdb",
    "openpyxl",
    "pydantic",
    "prompt_toolkit",
    "importlib.metadata",
    "asyncio",
)
POSIX = ("fcntl", "termios", "pwd", "grp", "resource", "tty", "pty", "readline")

RUN = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name in {hidden!r}:
            raise ModuleNotFoundError(name)
for name in {hidden!r}:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Hidden())
sys.argv = ["cxassess", *{args!r}]
from cxassess.cli import main
try:
    main()
except SystemExit as stop:
    code = stop.code or 0
print("LOADED", code, *sorted(sys.modules), file=sys.stderr)
"""


def run(args: list[str], hidden: tuple[str, ...] = (), stdin: str = "", cwd: Path = ROOT) -> tuple[int, set[str], str]:
    script = RUN.format(hidden=hidden, args=args)
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )
    last = done.stderr.rpartition("LOADED ")[2].split()
    assert last, done.stderr
    return int(last[0]), set(last[1:]), done.stdout + done.stderr


@pytest.mark.parametrize(
    "args",
    [
        ["--help"],
        ["--version"],
        ["score", "--help"],
        ["score", str(EXAMPLE), "--format", "json"],
        ["score", str(EXAMPLE), "--format", "csv"],
        ["check", str(EXAMPLE)],
        ["explain", str(EXAMPLE)],
        ["next", str(EXAMPLE)],
    ],
)
def test_nothing_heavy_on_the_way(args: list[str]) -> None:
    code, loaded, _ = run(args)
    assert code == 0
    assert sorted(loaded.intersection(HEAVY)) == []


def test_help_does_not_read_yaml() -> None:
    _, loaded, _ = run(["--help"])
    assert sorted(name for name in loaded if name.startswith("cxassess") and ".cli" not in name) == ["cxassess"]
    assert "yaml" not in loaded


@pytest.mark.parametrize(
    "args",
    [
        ["score", str(EXAMPLE)],
        ["check", str(EXAMPLE)],
        ["report", str(EXAMPLE), "-o", "r.html"],
        ["explain", str(EXAMPLE), "P1"],
    ],
)
def test_works_where_posix_modules_do_not_exist(args: list[str], tmp_path: Path) -> None:
    code, _, said = run(args, hidden=POSIX, cwd=tmp_path)
    assert code == 0, said


@needs("terminal")
def test_plain_assess_works_where_posix_modules_do_not_exist(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    script = RUN.format(hidden=POSIX, args=["assess", "a.yaml", "--overlay", "quick"])
    child = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,  # without readline, Python writes the prompt there
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "", "TERM": "dumb", "CXASSESS_STATE": str(tmp_path / "state")},
    )
    os.close(theirs)
    for line in ("Agency", "", "", "", "", "", "3", "q"):
        _until(ours, b": ")
        os.write(ours, f"{line}\n".encode())
    said = _rest(ours).decode()
    assert child.wait(timeout=30) == 0, said
    os.close(ours)
    assert "P1.1: {level: 3}" in (tmp_path / "a.yaml").read_text(encoding="utf-8")
    assert not {"termios", "fcntl", "tty", "readline"} & set(said.rpartition("LOADED ")[2].split())


def _until(terminal: int, end: bytes) -> None:
    """Read what a program shows until it waits behind a prompt that ends so."""
    seen = b""
    while not seen.endswith(end):
        ready, _, _ = select.select([terminal], [], [], 30)
        assert ready, seen
        seen += os.read(terminal, 4096)


def _rest(terminal: int) -> bytes:
    """Everything that a program still shows before it ends."""
    seen = b""
    with contextlib.suppress(OSError):  # how Linux says that nobody holds the other side any more
        while chunk := os.read(terminal, 4096):
            seen += chunk
    return seen
