"""A test that needs something the machine lacks is skipped with a reason; under CI it fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT
from support.needs import skip_or_fail

EXAMPLE = """
from support.needs import needs

@needs("chromium", "poppler")
def test_something() -> None:
    raise AssertionError("this was run")
"""
TESTS = ROOT / "tests"


def bare(path: Path) -> dict[str, str]:
    """The environment of a machine on which no program is installed but those of this folder."""
    return {**os.environ, "PATH": str(path), "PYTHONPATH": f"{TESTS}{os.pathsep}{ROOT}"}


@pytest.mark.parametrize(
    ("ci", "outcome"),
    [
        ("", pytest.skip.Exception),
        ("false", pytest.skip.Exception),
        ("true", pytest.fail.Exception),
        ("1", pytest.fail.Exception),
    ],
)
def test_what_is_missing_fails_only_under_ci(
    monkeypatch: pytest.MonkeyPatch, ci: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="missing on this machine: Pango"):
        skip_or_fail("missing on this machine: Pango")


@pytest.mark.slow
def test_what_is_missing_is_named(tmp_path: Path) -> None:
    (tmp_path / "test_example.py").write_text(EXAMPLE, "utf-8")
    shutil.copy(TESTS / "conftest.py", tmp_path)
    command = [sys.executable, "-m", "pytest", "-q", "-rsE", "-p", "no:cacheprovider", str(tmp_path)]
    environment = {**bare(tmp_path), "CI": ""}
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert "1 skipped" in run.stdout
    assert "missing on this machine: Chromium or Chrome (Debian: chromium), " in run.stdout
    assert "pdftotext (Debian: poppler-utils)" in run.stdout
    assert "this was run" not in run.stdout


def test_the_missing_packages_are_printed_on_one_line(tmp_path: Path) -> None:
    for name in ("pdftotext", "chromium"):
        (tmp_path / name).symlink_to("/bin/true")
    command = [sys.executable, "-I", str(TESTS / "support" / "needs.py"), "poppler", "tmux"]
    run = subprocess.run(command, env=bare(tmp_path), check=True, capture_output=True, text=True)
    assert run.stdout == "tmux\n"
