"""A test that needs something the machine lacks is skipped with the reason; under CI it fails with it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT

EXAMPLE = """
from support.needs import needs

@needs("chromium", "poppler")
def test_something() -> None:
    raise AssertionError("this was run")
"""


@pytest.mark.parametrize(
    ("ci", "outcome"), [("", "1 skipped"), ("false", "1 skipped"), ("true", "1 error"), ("1", "1 error")]
)
def test_what_is_missing_is_said_and_fails_only_under_ci(tmp_path: Path, ci: str, outcome: str) -> None:
    (tmp_path / "test_example.py").write_text(EXAMPLE, "utf-8")
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text("utf-8"), "utf-8")
    python_path = os.pathsep.join([str(ROOT / "tests"), str(ROOT)])
    setting = {**os.environ, "PATH": str(tmp_path), "PYTHONPATH": python_path, "CI": ci}
    command = [sys.executable, "-m", "pytest", "-q", "-rsE", "-p", "no:cacheprovider", str(tmp_path)]
    run = subprocess.run(command, cwd=tmp_path, env=setting, capture_output=True, text=True, encoding="utf-8")
    assert outcome in run.stdout
    assert "not here: Chromium or Chrome (Debian: chromium), pdftotext (Debian: poppler-utils)" in run.stdout
    assert "this was run" not in run.stdout


def test_the_script_run_looks_for_the_same_browsers() -> None:
    from support.needs import BROWSERS

    script = (ROOT / "run").read_text("utf-8").partition("has_browser() {")[2].partition("; do")[0]
    assert [name for name in BROWSERS if name not in script] == []
