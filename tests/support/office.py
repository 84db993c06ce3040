"""LibreOffice without a window: opens a workbook and saves it, in a profile of its own."""

from __future__ import annotations

import subprocess
from pathlib import Path

from support.needs import office


def saved_by_office(path: Path, folder: Path, suffix: str = "xlsx") -> Path:
    """The file that LibreOffice makes of another one: of the same name, in a folder, in the format of a suffix."""
    program = office()
    assert program is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", suffix, "--outdir", str(folder), str(path)]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    return folder / f"{path.stem}.{suffix}"
