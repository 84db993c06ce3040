"""Playbooks and overlays that a command line names: found by id or by path, and read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cxassess.cli.exit_codes import BAD_PLAYBOOK, NO_ACCESS, USAGE, CommandError
from cxassess.cli.shared import report_problems, warn_of_unused_files

if TYPE_CHECKING:
    from cxassess.answers import Answers, Library
    from cxassess.playbook import Catalog, Playbook
    from cxassess.playbook.shared_content import SharedContent


def catalog(overlays: Iterable[str] = ()) -> Catalog:
    """The playbooks there are: in the folders of CXASSESS_PLAYBOOKS, then those that ship.

    Of the overlays that --overlay names, those that are paths are found in it by their ids. Raises CommandError.
    """
    from cxassess.playbook import Catalog
    from cxassess.settings import playbook_folders

    files = tuple(file for file in map(overlay_file, overlays) if file)
    return Catalog(tuple(playbook_folders(os.environ.get("CXASSESS_PLAYBOOKS", ""))), files)


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
        from cxassess.cli.hints import missing_folder_hint

        hint = missing_folder_hint(name, "playbook.yaml") or "a playbook is a folder with a playbook.yaml in it"
        raise CommandError(NO_ACCESS, f"{name}: no such playbook folder ({hint})")
    from cxassess.text import did_you_mean

    hint = did_you_mean(name, catalog().ids()) or "'cxassess playbooks' lists them"
    if any(path.stem == name for path in catalog().overlay_files()):
        hint = f"it is an overlay; write 'overlays: [{name}]' into the answer file, or start one with --overlay {name}"
    raise CommandError(USAGE, f"no playbook '{name}' ({hint})")


def refuse_other_file(path: Path, wanted: str) -> None:
    """Raise CommandError where a file is one of ours, but not what is wanted: `a playbook` or `an overlay`."""
    from cxassess.problems import Problems
    from cxassess.source.file_kinds import refuse_other
    from cxassess.source.parse import read

    with report_problems(str(path), BAD_PLAYBOOK):
        refuse_other(read(path, Problems()), wanted)


def overlay_file(name: str) -> tuple[str, Path] | None:
    """The id and the path of an overlay that --overlay names by its path; None for an id. Raises CommandError.

    The id is the name of the file without its suffix, as wherever overlays are looked for.
    """
    from cxassess.fields import ID
    from cxassess.playbook.overlay import read_overlay
    from cxassess.problems import Problems

    path, problems = Path(name), Problems()
    if path.suffix not in (".yaml", ".yml") and os.sep not in name and "/" not in name:
        return None
    if not path.is_file():
        from cxassess.cli.hints import missing_hint

        hint = missing_hint(name) or "an overlay is a .yaml file"
        if any(known.stem == path.stem for known in catalog().overlay_files()):
            hint = f"the overlay '{path.stem}' lies elsewhere; to use it, write --overlay {path.stem}"
        raise CommandError(NO_ACCESS, f"{name}: no such overlay ({hint})")
    with report_problems(name, BAD_PLAYBOOK):
        read_overlay(path, problems)
        problems.check()
    if not ID.fullmatch(path.stem):
        hint = "name the file with letters, digits, '.', '_' and '-'"
        raise CommandError(USAGE, f"{name}: '{path.stem}' cannot be the id of an overlay ({hint})")
    return path.stem, path


def overlay_ids(names: Iterable[str]) -> list[str]:
    """The ids of the overlays that --overlay names, by id or by path. Raises CommandError."""
    return [file[0] if (file := overlay_file(name)) else name for name in names]


def refuse_unused_overlays(library: Library, answers: Answers) -> None:
    """Raise CommandError where --overlay names an overlay that answers do not name: it would change nothing."""
    for id in library.overlays:
        if id not in answers.header.overlays:
            folder = library.given or library.catalog.find_playbook(answers.header.playbook) or Path()
            if library.catalog.find_overlay(id, folder) is None:
                find_overlay(id, folder)  # which says so
            hint = f"write 'overlays: [{id}]' into the file; --overlay alone is for a new one"
            raise CommandError(USAGE, f"{answers.path}: these answers do not use the overlay '{id}' ({hint})")


def is_path(name: str) -> bool:
    """Whether a name on the command line is meant as a path: it holds a slash, or something has this name."""
    return os.sep in name or "/" in name or Path(name).exists()


def find_overlay(name: str, folder: Path) -> Path:
    """The file of an overlay named on the command line, by its id or by its path, for the playbook in a folder.

    Raises CommandError.
    """
    file = overlay_file(name)
    path = file[1] if file else catalog().find_overlay(name, folder)
    if path is not None:
        return path
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


def playbook_library(playbook: str = "", overlays: Iterable[str] | None = None) -> Library:
    """The playbooks that answer files may ask for; the values are those of --playbook and --overlay.

    Raises CommandError.
    """
    from cxassess.answers import Library

    names = list(overlays or ())
    return Library(catalog(names), find_playbook(playbook) if playbook else None, overlay_ids(names))
