"""`cxassess check`: every fault of playbooks, overlays, answer files and what stands beside them, with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from cxassess.cli.shared import (
    BAD_INPUT,
    BAD_PLAYBOOK,
    DONE,
    USAGE,
    NoColor,
    PlaybookOption,
    Quiet,
    Reporter,
    Stop,
    apply_output_options,
    catalog,
    complaints,
    library,
    priority_exit_code,
    shared_with,
)

if TYPE_CHECKING:
    from cxassess.answers import Library
    from cxassess.nodes import Mapping, Node
    from cxassess.playbook import Playbook
    from cxassess.problems import Problem, Problems


class Sound(NamedTuple):
    """Something without fault: the line that says so, what is odd about it, and the code of that under --strict."""

    line: str
    warnings: Iterable[Problem]
    code: int


def check(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...", help="Playbook folders, overlays, answer files, or folders of these.", show_default=False
        ),
    ],
    playbook: PlaybookOption = "",
    strict: Annotated[
        bool, typer.Option("--strict", help="A warning fails too: 4 for a playbook or overlay, 3 for answers.")
    ] = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> int:
    """Name every fault in files, with its place and what to do."""
    apply_output_options(quiet, no_color)
    books, said = library(playbook), set[str]()
    codes = [_check_one(found, books, strict, said) for path in paths for found in _inside(path)]
    return priority_exit_code(codes)


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
        Reporter.error(f"cxassess: {path}: nothing to check here (no playbook.yaml, no .yaml file)")
    yield from found or [""]


def _check_one(path: str, books: Library, strict: bool, said: set[str]) -> int:
    """Check one thing and print what it is, if that was not said before; the exit code of what is wrong with it."""
    from cxassess.text import safe_text

    if not path:
        return USAGE
    codes = []
    try:
        for sound in _check(path, books):
            if sound.line in said:  # the files of a playbook are checked with the whole
                continue
            said.add(sound.line)
            warnings = list(sound.warnings)
            Reporter.problems(warnings)
            codes.append(sound.code if strict and warnings else DONE)
            print(safe_text(sound.line))
    except Stop as stop:
        for line in stop.lines:
            Reporter.error(f"cxassess: {line}")
        codes.append(stop.code)
    return priority_exit_code(codes)


def _check(path: str, books: Library) -> Iterator[Sound]:
    if Path(path).is_dir() or Path(path).name == "playbook.yaml":
        folder = Path(path) if Path(path).is_dir() else Path(path).parent
        yield _playbook(folder)
        example = folder / "example-answers.yaml"
        if example.is_file():
            for sound in _check(str(example), _of(folder)):  # what is odd about the playbook was said already
                yield sound._replace(warnings=[one for one in sound.warnings if one.where.path == str(example)])
        return
    from cxassess.nodes import Mapping
    from cxassess.problems import Problems
    from cxassess.source.parse import read

    problems = Problems()
    with complaints(path):
        root = read(path, problems)
    keys = root.pairs if isinstance(root, Mapping) else {}
    if "overlay" in keys or "extends" in keys:
        yield _overlay(Path(path))
    elif "questions" in keys or "plays" in keys:
        yield _play(path)
    elif ("examples" in keys or "glossary" in keys) and isinstance(root, Mapping):
        yield _beside(path, root, problems)
    else:
        yield _answers(path, root, books, problems)


def _of(folder: Path) -> Library:
    from cxassess.answers import Library

    return Library(catalog(), folder)


def _playbook(folder: Path) -> Sound:
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
    questions = len(playbook.by_id)
    line = (
        f"{folder}: ok, playbook {playbook.id} {playbook.version}: {len(playbook.plays)} plays, {questions} questions"
    )
    return Sound(line, [*warnings, *_advice(playbook, folder)], BAD_PLAYBOOK)


def _advice(playbook: Playbook, folder: Path) -> Iterator[Problem]:
    """What would make a playbook that can be scored better worth answering."""
    from cxassess.playbook.advice import advise
    from cxassess.playbook.shared_content import check_examples
    from cxassess.report.warnings import gate_warnings

    yield from advise(playbook)
    yield from gate_warnings(playbook)
    yield from check_examples(playbook, shared_with(folder).examples)


def _overlay(path: Path) -> Sound:
    """An overlay is checked on the playbook that it extends."""
    from cxassess.playbook import Catalog, load_playbook
    from cxassess.playbook.overlay import read_overlay
    from cxassess.problems import Problems
    from cxassess.text import did_you_mean, shorten

    problems = Problems()
    with complaints(str(path), BAD_PLAYBOOK):
        overlay = read_overlay(path, problems)
        beside = Catalog((path.resolve().parent.parent, *catalog().folders))
        folder = beside.find_playbook(overlay.extends)
        if folder is None and overlay.extends:
            hint = did_you_mean(overlay.extends, beside.ids()) or "'cxassess playbooks' lists them"
            problems.error(overlay.fields.at("extends"), f"no playbook '{shorten(overlay.extends)}' to extend", hint)
        problems.check()
        assert folder is not None
        plain, already = load_playbook(folder)
        playbook, warnings = load_playbook(folder, [path])
    # What is odd about the playbook itself is said where that is checked.
    known = {problem.message for problem in (*already, *_advice(plain, folder))}
    new = [problem for problem in (*warnings, *_advice(playbook, folder)) if problem.message not in known]
    count = len(playbook.deviations)
    line = f"{path}: ok, overlay of {playbook.id}: {count} deviation{'' if count == 1 else 's'}, {len(playbook.by_id)} questions"
    return Sound(line, new, BAD_PLAYBOOK)


def _play(path: str) -> Sound:
    """A file of a playbook is checked with the whole."""
    folder = next((up for up in list(Path(path).resolve().parents)[:2] if (up / "playbook.yaml").is_file()), None)
    if folder is None:
        raise Stop(
            USAGE,
            f"{path}: this is part of a playbook, and no playbook.yaml is beside or above it (check the playbook's folder)",
        )
    return _playbook(folder)


def _beside(path: str, root: Mapping, problems: Problems) -> Sound:
    """The agency examples or the glossary that playbooks share."""
    from cxassess.playbook.shared_content import read_examples, read_glossary

    with complaints(path, BAD_PLAYBOOK):
        if "examples" in root.pairs:
            line = f"{path}: ok, {len(read_examples(root, problems))} agency examples"
        else:
            line = f"{path}: ok, a glossary of {len(read_glossary(root, problems))} terms"
        problems.check()
    return Sound(line, problems.warnings, BAD_PLAYBOOK)


def _answers(path: str, root: Node, books: Library, problems: Problems) -> Sound:
    from cxassess.answers.library import load_root
    from cxassess.report.warnings import target_warnings
    from cxassess.scoring import assess

    with complaints(path):
        loaded = load_root(path, root, books, problems)
    assessment = assess(loaded.playbook, loaded.answers)
    counts = assessment.overall.counts
    line = f"{path}: ok, answers to {loaded.playbook.id} {loaded.playbook.version}: {counts.answered} of {counts.applicable} applicable questions answered"
    return Sound(line, [*loaded.warnings, *target_warnings(assessment)], BAD_INPUT)
