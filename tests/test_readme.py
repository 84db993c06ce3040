"""Every `$` command of the README but `assess` runs, in order, and prints what the README says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support import ROOT
from support.needs import needs
from support.terminal import Talk

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


@pytest.mark.slow
@needs("pango")
def test_the_readme_is_true(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    shutil.copytree(ROOT / "playbooks", tmp_path / "playbooks")
    commands = session(ROOT / "README.md")
    assert len(commands) >= 5
    tool = tmp_path / "bin" / "cxassess"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cxassess "$@"\n', encoding="utf-8")
    tool.chmod(0o755)
    setting = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{tool.parent}:{os.environ['PATH']}"}
    wrong = []
    for command, expected in commands:
        if command.startswith("cxassess assess"):
            continue
        done = subprocess.run(
            ["sh", "-c", f"{command} 2>&1"], cwd=tmp_path, env=setting, capture_output=True, text=True, check=False
        )
        printed = "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())
        if printed != expected:
            wrong.append(f"$ {command}\n{printed}")
    assert not wrong, "the README should say:\n" + "\n".join(wrong)


def test_its_session_of_questions_is_a_real_one(talk: Callable[..., Talk]) -> None:
    """The lines that it shows of `assess` appear in a session in this order; … is for what is left out."""
    (shown,) = [
        lines for command, lines in session(ROOT / "README.md") if command == "cxassess assess permits.yaml --plain"
    ]
    one = talk("permits.yaml", "--plain", COLUMNS="100")
    one.set_up(*[""] * 8)
    one.answer("3", "q")
    assert one.leave() == 0
    said = iter(one.text.splitlines())
    missing = [line for line in shown.splitlines() if line != "…" and line not in said]
    assert not missing


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150
