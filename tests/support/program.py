"""Runs cxassess as a user would, and says where the checkout and its example answers are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "playbooks" / "act-iac-cx-2018" / "example-answers.yaml"


def cxassess(
    *args: str | Path, cwd: Path | None = None, stdin: str | bytes = b"", **env: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the program as a user would, from the checkout, without a terminal."""
    data = stdin.encode() if isinstance(stdin, str) else stdin
    setting = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **env}
    command = [sys.executable, "-m", "cxassess", *map(str, args)]
    return subprocess.run(
        command, cwd=cwd or ROOT, input=data, capture_output=True, env=setting, timeout=120, check=False
    )
