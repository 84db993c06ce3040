"""Every `$` command of docs/many-assessments.md prints what the page says, over the answers of a fictional department."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import ROOT
from support.department import write_department
from support.session import session, untrue


@pytest.mark.slow
def test_the_page_is_true(tmp_path: Path) -> None:
    write_department(tmp_path)
    commands = session(ROOT / "docs" / "many-assessments.md")
    assert len(commands) >= 3
    wrong = untrue(commands, tmp_path, COLUMNS="80")
    assert not wrong, "docs/many-assessments.md should say:\n" + "\n".join(wrong)
