"""What a command imports before it answers: nothing heavy, and nothing that only one system has."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support import EXAMPLE, ROOT

HEAVY = (
    "rich",
    "jinja2",
    "weasyprint",
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
