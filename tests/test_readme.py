"""Every `$` command of the README but `assess` runs, in order, and prints what the README says."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from support import ROOT
from support.needs import needs
from support.session import session, untrue
from support.terminal import Talk


@pytest.mark.slow
@needs("pango")
def test_the_readme_is_true(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    shutil.copytree(ROOT / "playbooks", tmp_path / "playbooks")
    commands = session(ROOT / "README.md")
    assert len(commands) >= 5
    wrong = untrue([one for one in commands if not one[0].startswith("cxassess assess")], tmp_path)
    assert not wrong, "the README should say:\n" + "\n".join(wrong)


@pytest.mark.slow
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
