"""The program opens no connection, and writes the same bytes in any time zone and locale, with any hash seed and user."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

import pytest
from support import EXAMPLE, ROOT, cxassess, process_environment


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What tried to reach a network; each attempt fails."""
    attempts: list[str] = []

    def refuse(*args: object, **more: object) -> NoReturn:
        attempts.append(repr(args))
        raise OSError("no network in this test")

    class LocalSocket(socket.socket):
        def __init__(self, family: int = -1, *args: int, **more: int) -> None:
            if family != getattr(socket, "AF_UNIX", None):
                refuse(family)
            super().__init__(family, *args, **more)

        connect = connect_ex = refuse

    monkeypatch.setattr(socket, "socket", LocalSocket)
    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "create_connection", "gethostbyaddr"):
        monkeypatch.setattr(socket, name, refuse)
    return attempts


@pytest.mark.parametrize(
    "args",
    [
        ["--help"],
        pytest.param(["demo", "out"], marks=pytest.mark.slow),
        ["score", str(EXAMPLE)],
        ["check", str(ROOT / "playbooks")],
        ["explain", str(EXAMPLE), "P1"],
        ["report", str(EXAMPLE), "-o", "r.html"],
        ["playbooks"],
        ["show", "act-iac-cx-2018"],
        ["schema", "answers"],
    ],
    ids=" ".join,
)
def test_no_connection_is_opened(args: list[str], tmp_path: Path, connections: list[str]) -> None:
    done = cxassess(*args, cwd=tmp_path)
    assert connections == []
    assert done.returncode in (0, 5) and (done.returncode == 0 or b"Pango" in done.stderr)


def test_an_attempt_to_connect_is_noticed(connections: list[str]) -> None:
    with pytest.raises(OSError, match="no network in this test"):
        socket.socket(socket.AF_INET)
    assert connections == [f"({socket.AF_INET!r},)"]


QUICK = [
    ["report", str(EXAMPLE), "-o", "r.html"],
    ["report", str(EXAMPLE), "-o", "r.json"],
    ["score", str(EXAMPLE)],
    ["score", str(EXAMPLE), "--format", "csv"],
    ["explain", str(EXAMPLE)],
    ["show", "act-iac-cx-2018", "--format", "json"],
]
SLOW = [
    ["report", str(EXAMPLE), "-o", "r.pdf"],
    ["report", str(EXAMPLE), "-o", "r.docx"],
    ["report", str(EXAMPLE), "-o", "r.md"],
    ["report", str(EXAMPLE), "--baseline", str(EXAMPLE), "-o", "b.html"],
]
SURROUNDINGS = [
    {"TZ": "UTC", "PYTHONHASHSEED": "1", "LC_ALL": "C", "USER": "zaphod", "LOGNAME": "zaphod"},
    {
        "TZ": "Pacific/Kiritimati",
        "PYTHONHASHSEED": "999",
        "LC_ALL": "C.UTF-8",
        "USER": "trillian",
        "LOGNAME": "trillian",
    },
]
# Runs each command of a JSON list in a folder of its own; prints exit code, output and files of each.
RUN_ALL = """
import json, sys
from pathlib import Path
from support import cxassess
results = []
for number, args in enumerate(json.loads(sys.argv[1])):
    folder = Path(str(number))
    folder.mkdir()
    done = cxassess(*args, cwd=folder)
    files = [(path.name, path.read_bytes().hex()) for path in sorted(folder.iterdir())]
    results.append([done.returncode, done.stdout.hex(), done.stderr.decode(), files])
print(json.dumps(results))
"""


@pytest.mark.parametrize("commands", [QUICK, pytest.param(SLOW, marks=pytest.mark.slow)], ids=["quick", "slow"])
def test_the_same_inputs_give_the_same_bytes(commands: list[list[str]], tmp_path: Path) -> None:
    results: list[list[list[Any]]] = []
    for number, env in enumerate(SURROUNDINGS):
        folder = tmp_path / str(number)
        folder.mkdir()
        done = subprocess.run(
            [sys.executable, "-c", RUN_ALL, json.dumps(commands)],
            cwd=folder,
            env=process_environment(**env),
            capture_output=True,
            check=True,
        )
        results.append(json.loads(done.stdout))
    for command, first, second in zip(commands, *results, strict=True):
        code, output, errors, files = first
        if code == 5 and "Pango" in errors:
            continue  # it is not on this machine
        assert code == 0, errors
        assert output or files
        assert first == second, command
