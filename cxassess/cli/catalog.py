"""Playbooks and overlays that a command line names: found by id or by path, and read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cxassess.cli.exit_codes import BAD_PLAYBOOK, NO_ACCESS, USAGE, CommandError
from cxassess.cli.shared import report_problems, warn_of_unused_files

if TYPE_CHECKING:
    from cxassess.answers import Library
    from cxassess.playbook import Catalog, Playbook
    from cxassess.playbook.shared_content import SharedContent


def catalog() -> Catalog:
    """The playbooks there are: in the folders of CXASSESS_PLAYBOOKS, then those that ship."""
    from cxassess.playbook import Catalog
    from cxassess.settings import playbook_folders

    return Catalog(tuple(playbook_folders(os.environ.get("CXASSESS_PLAYBOOKS", ""))))


def find_playbook(name: str) -> Path:
    """The folder of a playbook named on the command line, by its id or by its path. Raises CommandError."""
    folder = catalog().find_playbook(name)
    if folder is not None:
        return folder
    path = Path(name)
    if (path / "playbook.yaml").is_file():
        return path
    if path.name == "playbook.yaml" and path.is_file():
        return path.parent
    if is_path(name):
        if path.is_file():
            refuse_other_file(path, "a playbook")
        hint = "a playbook is a folder with a playbook.yaml in it"
        raise CommandError(NO_ACCESS, f"{name}: no such playbook folder ({hint})")
    from cxassess.text import did_you_mean

    hint = did_you_mean(name, catalog().ids()) or "'cxassess playbooks' lists them"
    if any(path.stem == name for path in catalog().overlay_files()):
        hint = f"it is an overlay; write 'overlays: [{name}]' into the answer file, or start one with --overlay {name}"
    raise CommandError(USAGE, f"no playbook '{name}' ({hint})")


def refuse_other_file(path: Path, wanted: str) -> None:
    """Raise CommandError where a file is one of ours, but not what is wanted: `a playbook` or `an overlay`."""
    from cxassess.problems import Problems
    from cxassess.source.kinds import refuse_other
    from cxassess.source.parse import read

    with report_problems(str(path), BAD_PLAYBOOK):
        refuse_other(read(path, Problems()), wanted)


def is_path(name: str) -> bool:
    """Whether a name on the command line is meant as a path: it holds a slash, or something has this name."""
    return os.sep in name or "/" in name or Path(name).exists()


def find_overlay(name: str, folder: Path) -> Path:
    """The file of an overlay named on the command line, by its id or by its path, for the playbook in a folder.

    Raises CommandError.
    """
    path = catalog().find_overlay(name, folder)
    if path is not None:
        return path
    if is_path(name):
        if Path(name).is_file():
            return Path(name)
        raise CommandError(NO_ACCESS, f"{name}: no such overlay (an overlay is a .yaml file)")
    from cxassess.cli.hints import overlay_hint

    raise CommandError(USAGE, f"no overlay '{name}' ({overlay_hint(name, catalog())})")


def read_playbook(folder: Path, overlays: Iterable[str] = ()) -> Playbook:
    """A playbook with the overlays named on the command line; its warnings are for `check`. Raises CommandError."""
    from cxassess.playbook import load_playbook

    paths: dict[Path, str] = {}
    for name in overlays:
        path = find_overlay(name, folder)
        if path in paths:
            raise CommandError(USAGE, f"the overlay '{name}' is listed twice (list it once)")
        paths[path] = name
    with report_problems(str(folder), BAD_PLAYBOOK):
        playbook, _ = load_playbook(folder, [*paths])
    return playbook


def read_shared(folder: Path) -> SharedContent:
    """The agency examples and the glossary that a playbook's folder shares with others; of a broken file only a warning."""
    from cxassess.playbook.shared_content import SharedContent, load_examples

    examples, errors = load_examples(catalog(), folder)
    warn_of_unused_files(errors)
    return SharedContent(examples, read_glossary(folder))


def read_glossary(folder: Path) -> Mapping[str, str]:
    """The glossary that a playbook's folder shares with others; of a broken file only a warning."""
    from cxassess.playbook.shared_content import load_glossary

    glossary, errors = load_glossary(catalog(), folder)
    warn_of_unused_files(errors)
    return glossary


def playbook_library(playbook: str = "") -> Library:
    """The playbooks that answer files may ask for; `playbook` is the value of --playbook. Raises CommandError."""
    from cxassess.answers import Library

    return Library(catalog(), find_playbook(playbook) if playbook else None)
