"""Where the playbooks/ and reports/ that came with this installation are."""

from __future__ import annotations

from pathlib import Path


def shipped(folder: str) -> Path:
    """The folder `playbooks` or `reports` of this installation: in the wheel, or beside the package in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "_shipped" / folder
    return inside if inside.is_dir() else package.parent / folder


def playbook_folders(configured: str) -> list[Path]:
    """Folders to look for playbooks in, in order: those of a CXASSESS_PLAYBOOKS value, then shipped."""
    import os

    own = [Path(part) for part in configured.split(os.pathsep) if part]
    return [*own, shipped("playbooks")]
