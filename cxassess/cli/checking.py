"""`cxassess check`: every fault of playbooks, overlays and answer files, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxassess.cli.common import (
    BAD_PLAYBOOK,
    DONE,
    USAGE,
    NoColor,
    PlaybookOption,
    Quiet,
    Stop,
    Talk,
    complaints,
    library,
    shelf,
    speak,
    worst,
)

if TYPE_CHECKING:
    from cxassess.answers import Library
    from cxassess.problems import Faults
    from cxassess.source import Node


def check(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...", help="Playbook folders, overlays, answer files, or folders of these.", show_default=False
        ),
    ],
    playbook: PlaybookOption = "",
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> int:
    """Name every fault in files, with its place and what to do."""
    speak(quiet, no_color)
    books = library(playbook)
    codes = []
    for path in paths:
        for found in _inside(path):
            codes.append(_check_one(found, books))
    return worst(codes)


def _inside(path: str) -> Iterator[str]:
    """What there is to check at a path: itself, or what a folder holds."""
    folder = Path(path)
    if not folder.is_dir() or (folder / "playbook.yaml").is_file():
        yield path
        return
    found = [str(one.parent) for one in sorted(folder.glob("*/playbook.yaml"))]
    found += [str(one) for one in sorted(folder.glob("overlays/*.yaml"))]
    found += [str(one) for one in sorted(folder.glob("*.yaml"))]
    if not found:
        Talk.error(f"cxassess: {path}: nothing to check here (no playbook.yaml, no .yaml file)")
    yield from found or [""]


def _check_one(path: str, books: Library) -> int:
    """Check one thing and print what it is; the exit code of what is wrong with it."""
    if not path:
        return USAGE
    try:
        for line in _check(path, books):
            print(line)
    except Stop as stop:
        for line in stop.lines:
            Talk.error(f"cxassess: {line}")
        return stop.code
    return DONE


def _check(path: str, books: Library) -> Iterator[str]:
    if Path(path).is_dir() or Path(path).name == "playbook.yaml":
        folder = Path(path) if Path(path).is_dir() else Path(path).parent
        yield _playbook(folder)
        example = folder / "example-answers.yaml"
        if example.is_file():
            yield from _check(str(example), _of(folder))
        return
    from cxassess.problems import Faults
    from cxassess.source import Mapping, read

    faults = Faults()
    with complaints(path):
        root = read(path, faults)
    keys = root.pairs if isinstance(root, Mapping) else {}
    if "overlay" in keys or "extends" in keys:
        yield _overlay(Path(path))
    elif "questions" in keys or "plays" in keys:
        yield _play(path)
    else:
        yield _answers(path, root, books, faults)


def _of(folder: Path) -> Library:
    from cxassess.answers import Library

    return Library(shelf(), folder)


def _playbook(folder: Path) -> str:
    from cxassess.playbook import load_playbook
    from cxassess.problems import Problem

    with complaints(str(folder), BAD_PLAYBOOK):
        playbook, warnings = load_playbook(folder)
    name = folder.resolve().name
    if name != playbook.id:
        hint = "give both the same name, so that answers find it"
        warnings.append(
            Problem(playbook.where, f"the id is '{playbook.id}', the folder is '{name}'", hint, warning=True)
        )
    Talk.problems(warnings)
    questions = len(playbook.by_id)
    return (
        f"{folder}: ok, playbook {playbook.id} {playbook.version}: {len(playbook.plays)} plays, {questions} questions"
    )


def _overlay(path: Path) -> str:
    """An overlay is checked on the playbook that it extends."""
    from cxassess.playbook import Shelf, load_playbook
    from cxassess.playbook.overlay import read_overlay
    from cxassess.problems import Faults
    from cxassess.text import did_you_mean, shorten

    faults = Faults()
    with complaints(str(path), BAD_PLAYBOOK):
        overlay = read_overlay(path, faults)
        beside = Shelf((path.resolve().parent.parent, *shelf().folders))
        folder = beside.playbook(overlay.extends)
        if folder is None and overlay.extends:
            hint = did_you_mean(overlay.extends, beside.names()) or "'cxassess playbooks' lists them"
            faults.error(overlay.fields.at("extends"), f"no playbook '{shorten(overlay.extends)}' to extend", hint)
        faults.check()
        assert folder is not None
        playbook, warnings = load_playbook(folder, [path])
    Talk.problems(warnings)
    return (
        f"{path}: ok, overlay of {playbook.id}: {len(playbook.deviations)} deviations, {len(playbook.by_id)} questions"
    )


def _play(path: str) -> str:
    """A file of a playbook is checked with the whole."""
    folder = next((up for up in list(Path(path).resolve().parents)[:2] if (up / "playbook.yaml").is_file()), None)
    if folder is None:
        raise Stop(
            USAGE,
            f"{path}: this is part of a playbook, and no playbook.yaml is beside or above it (check the playbook's folder)",
        )
    return _playbook(folder)


def _answers(path: str, root: Node, books: Library, faults: Faults) -> str:
    from cxassess.answers.loading import load_root
    from cxassess.scoring import assess, odd_targets

    with complaints(path):
        loaded = load_root(path, root, books, faults)
    assessment = assess(loaded.playbook, loaded.answers)
    Talk.problems([*loaded.warnings, *odd_targets(assessment)])
    counts = assessment.overall.counts
    return f"{path}: ok, answers to {loaded.playbook.id} {loaded.playbook.version}: {counts.answered} of {counts.applicable} applicable questions answered"
