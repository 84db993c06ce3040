"""`cxassess demo`: the whole way from answers to a report, on a fictional agency, asking nothing."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxassess.cli.shared import (
    NO_ACCESS,
    USAGE,
    Force,
    NoColor,
    Quiet,
    Reporter,
    Stop,
    apply_output_options,
    library,
    save,
)

if TYPE_CHECKING:
    from cxassess.answers import Loaded

PLAYBOOK = "act-iac-cx-2018"
FILES = ("answers.yaml", "report.pdf", "report.html", "result.json")


def demo(
    folder: Annotated[str, typer.Argument(metavar="[FOLDER]", help="Where to put the four files.")] = "cxassess-demo",
    force: Force = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Make an example: a fictional agency, its result and report."""
    apply_output_options(quiet, no_color)
    target = Path(folder)
    _prepare(target, force)
    from cxassess.cli.report import render
    from cxassess.output.terminal import show
    from cxassess.scoring import assess
    from cxassess.settings import shipped_folder

    example = (shipped_folder("playbooks") / PLAYBOOK / "example-answers.yaml").read_bytes()
    _keep_edited(target / "answers.yaml", example, force)
    save(str(target / "answers.yaml"), example, force=True)
    (target / "report.pdf").unlink(missing_ok=True)  # an old one beside new numbers would mislead
    loaded = _load(target / "answers.yaml")
    assessment = assess(loaded.playbook, loaded.answers)
    show(assessment, "")
    print()
    missing: list[str] = []
    for name, suffix in (("result.json", ".json"), ("report.html", ".html"), ("report.pdf", ".pdf")):
        try:
            save(str(target / name), render(assessment, suffix), force=True)
        except Stop as stop:
            if stop.code != NO_ACCESS or suffix != ".pdf":
                raise
            missing = list(stop.lines)
    for name in FILES:
        if (target / name).exists():
            print(f"  {target / name}")
    if missing:
        raise Stop(NO_ACCESS, "report.pdf was not written.", *missing)
    Reporter.note(
        f"The agency is fictional. Your own: cxassess assess; the working of a number: cxassess explain {target / 'answers.yaml'} P1"
    )


def _prepare(target: Path, force: bool) -> None:
    """A folder that is new, or holds nothing but what an earlier demo left."""
    try:
        target.mkdir(parents=True, exist_ok=True)
        others = sorted(path.name for path in target.iterdir() if path.name not in FILES)
    except FileExistsError:
        raise Stop(USAGE, f"{target}: this is a file (name a folder)") from None
    except OSError as error:
        raise Stop(NO_ACCESS, f"{target}: {(error.strerror or str(error)).lower()}") from None
    if others and not force and any((target / name).exists() for name in FILES):
        raise Stop(
            USAGE,
            f"{target}: this folder holds other things too (name a new folder, or add --force to replace {', '.join(FILES)} in it)",
        )


def _keep_edited(path: Path, example: bytes, force: bool) -> None:
    """Refuse to write over answers that somebody has changed."""
    with contextlib.suppress(FileNotFoundError):
        if not force and path.read_bytes() != example:
            raise Stop(
                USAGE, f"{path}: these answers were changed (name another folder, or add --force to replace them)"
            )


def _load(path: Path) -> Loaded:
    from cxassess.cli.shared import load

    loaded = load(str(path), library())
    answers = loaded.answers._replace(path=path.name)  # the same bytes in whatever folder
    return loaded._replace(answers=answers)
