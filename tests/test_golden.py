"""The example's result, working and report against files that a person has read; `--golden-update` rewrites them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support import EXAMPLE, ROOT, cxassess

GOLDEN = ROOT / "tests" / "golden"
COMMANDS = {
    "score.txt": ["score", "answers.yaml"],
    "score-view.txt": ["score", "answers.yaml", "--view", "a11-280"],
    "result.json": ["score", "answers.yaml", "--format", "json"],
    "scores.csv": ["score", "answers.yaml", "--format", "csv"],
    "explain.txt": ["explain", "answers.yaml"],
    "explain-P3.json": ["explain", "answers.yaml", "P3", "--format", "json"],
    "report.txt": ["report", "answers.yaml"],
    "compared.txt": ["report", "answers.yaml", "--baseline", "earlier.yaml"],
    "report.html": ["report", "answers.yaml", "-o", "report.html"],
}


def earlier(text: str) -> str:
    """The example as it might have stood a year before, with one level lower."""
    changes = [("date: 2026-09-30", "date: 2025-09-30"), ("  P4.3: 2", "  P4.3: 1")]
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize("name", COMMANDS)
def test_the_example_is_unchanged(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    shutil.copy(EXAMPLE, tmp_path / "answers.yaml")
    (tmp_path / "earlier.yaml").write_text(earlier(EXAMPLE.read_text(encoding="utf-8")), encoding="utf-8")
    done = cxassess(*COMMANDS[name], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    written = tmp_path / "report.html"
    got = written.read_bytes() if written.exists() else done.stdout
    if request.config.getoption("--golden-update"):
        GOLDEN.mkdir(exist_ok=True)
        (GOLDEN / name).write_bytes(got)
    assert got.decode() == (GOLDEN / name).read_text(encoding="utf-8")
