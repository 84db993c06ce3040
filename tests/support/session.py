"""The sessions that a document shows: its `$` commands with their output, and which of them say something else now."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from support.program import ROOT

BLOCK = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def session(path: Path) -> list[tuple[str, str]]:
    """The commands of a document, each with the output that it shows."""
    commands: list[tuple[str, str]] = []
    for block in BLOCK.findall(path.read_text(encoding="utf-8")):
        if not block.startswith("$ "):
            continue
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            commands.append((command, output))
    return commands


def untrue(commands: Iterable[tuple[str, str]], folder: Path, **env: str) -> list[str]:
    """The commands that print something else than they are shown with, run in order in a folder, and what they print."""
    tool = folder / "bin" / "cxassess"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cxassess "$@"\n', encoding="utf-8")
    tool.chmod(0o755)
    setting = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{tool.parent}:{os.environ['PATH']}", **env}
    wrong = []
    for command, expected in commands:
        done = subprocess.run(
            ["sh", "-c", f"{command} 2>&1"], cwd=folder, env=setting, capture_output=True, text=True, check=False
        )
        printed = "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())
        if printed != expected:
            wrong.append(f"$ {command}\n{printed}")
    return wrong
