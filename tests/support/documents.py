"""Documents whose commands are run."""

from __future__ import annotations

import re
from pathlib import Path

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
