"""What a command imports: nothing heavy, and nothing that only some systems have."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from support import EXAMPLE, ROOT

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
    "fontTools",
    "pydyf",
    "PIL",
    "cssselect2",
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
from cxassess.cli import main
for args in {commands!r}:
    sys.argv = ["cxassess", *args]
    try:
        main()
    except SystemExit as stop:
        code = stop.code or 0
    print("LOADED", code, *sorted(sys.modules), file=sys.stderr, flush=True)
"""


class Loaded(NamedTuple):
    """The end of a command: its exit code, every module imported so far, and what it printed on stderr."""

    code: int
    modules: set[str]
    err: str


def run(*commands: list[str], hidden: tuple[str, ...] = (), cwd: Path = ROOT) -> list[Loaded]:
    """Run commands one after the other in one new process, where the modules `hidden` do not exist."""
    script = RUN.format(hidden=hidden, commands=commands)
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )
    loaded, err = [], ""
    for line in done.stderr.splitlines(keepends=True):
        if line.startswith("LOADED "):
            _, code, *modules = line.split()
            loaded.append(Loaded(int(code), set(modules), err))
            err = ""
        else:
            err += line
    assert len(loaded) == len(commands), done.stderr
    return loaded


def test_nothing_heavy_is_imported() -> None:
    commands = [
        ["--help"],
        ["--version"],
        ["score", "--help"],
        ["score", str(EXAMPLE), "--format", "json"],
        ["score", str(EXAMPLE), "--format", "csv"],
        ["check", str(EXAMPLE)],
        ["explain", str(EXAMPLE)],
        ["next", str(EXAMPLE)],
    ]
    for command, loaded in zip(commands, run(*commands), strict=True):
        assert loaded.code == 0, loaded.err
        assert sorted(loaded.modules.intersection(HEAVY)) == [], command


def test_scoring_imports_nothing_that_it_does_not_need() -> None:
    """Target for `score ONE --format json`: half as much again as importing typer and yaml (bench/startup.py)."""
    (score,) = run(["score", str(EXAMPLE), "--format", "json"])
    unneeded = {"json", "csv", "hashlib", "cxassess.report.sentences", "cxassess.scoring.measures"}
    assert unneeded.isdisjoint(score.modules)
    assert "cxassess.portfolio.consistency" not in score.modules  # one file is no set
    assert not [name for name in score.modules if name.startswith(("cxassess.interview", "cxassess.template"))]


def test_no_module_imports_anything_heavy() -> None:
    script = "import pkgutil, sys, cxassess\n"
    script += "for module in pkgutil.walk_packages(cxassess.__path__, 'cxassess.'):\n"
    script += "    if not module.name.endswith('__main__'): __import__(module.name)\n"
    script += "print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    modules = set(done.stdout.split())
    assert {"cxassess.output.pdf", "cxassess.output.docx", "cxassess.output.html"} <= modules
    assert sorted(modules.intersection(HEAVY)) == []


def test_help_does_not_read_yaml() -> None:
    (help,) = run(["--help"])
    assert sorted(name for name in help.modules if name.startswith("cxassess") and ".cli" not in name) == ["cxassess"]
    assert "yaml" not in help.modules


def test_works_where_posix_modules_do_not_exist(tmp_path: Path) -> None:
    commands = [
        ["score", str(EXAMPLE)],
        ["check", str(EXAMPLE)],
        ["report", str(EXAMPLE), "-o", "r.html"],
        ["explain", str(EXAMPLE), "P1"],
    ]
    for loaded in run(*commands, hidden=POSIX, cwd=tmp_path):
        assert loaded.code == 0, loaded.err


@pytest.mark.slow
def test_plain_assess_works_where_posix_modules_do_not_exist(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    script = RUN.format(hidden=POSIX, commands=[["assess", "a.yaml", "--overlay", "quick"]])
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
    """Read what a program shows until it ends with this prompt."""
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
