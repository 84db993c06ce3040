"""`cxassess demo`: answers, result and report of a fictional agency, made without a question."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from cxassess.cli.answer_files import DEFAULT_PLAYBOOK
from cxassess.cli.exit_codes import NO_ACCESS, USAGE, CommandError
from cxassess.cli.named_playbooks import playbook_library
from cxassess.cli.options import ForceOption
from cxassess.cli.report_file import render_plain
from cxassess.cli.shared import Reporter, access_error, check_output, refuse_pattern, score_answers, write_output
from cxassess.output.terminal_scores import print_assessment
from cxassess.settings import shipped_folder
from cxassess.template import DEFAULT_SIZE
from cxassess.text import command_line, join_words

FILES = ("answers.yaml", "brief.pdf", "report.pdf", "report.html", "result.json")
PDFS = ("brief.pdf", "report.pdf")


def demo(
    folder: Annotated[str, typer.Argument(metavar="[FOLDER]", help="Where to put the five files.")] = "cxassess-demo",
    force: ForceOption = False,
) -> None:
    """Create an example: a fictional agency with its result and report."""
    refuse_pattern(folder)
    target = Path(folder)
    answers = target / "answers.yaml"
    _prepare(target, force)

    example = (shipped_folder("playbooks") / DEFAULT_PLAYBOOK / "example-answers.yaml").read_bytes()
    _refuse_changed(answers, example, force)
    for name in FILES:
        check_output(str(target / name), force=True)
    write_output(str(answers), example, force=True)
    for name in PDFS:
        (target / name).unlink(missing_ok=True)  # an old one beside new numbers would mislead
    assessment = score_answers(str(answers), playbook_library())
    # without its folder, so that the files are the same bytes wherever they are written
    assessment = assessment._replace(answers=assessment.answers._replace(path=answers.name))
    print_assessment(assessment, "")
    print()
    failed: dict[str, CommandError] = {}
    for name in reversed(FILES[1:]):
        try:
            size = "brief" if name == "brief.pdf" else DEFAULT_SIZE
            write_output(str(target / name), render_plain(assessment, Path(name).suffix, size), force=True)
        except CommandError as error:
            if error.code != NO_ACCESS or name not in PDFS:
                raise
            failed[name] = error
    for name in FILES:
        if (target / name).exists():
            print(f"  {target / name}")
    if failed:
        names = join_words(name for name in PDFS if name in failed)
        were = "was" if len(failed) == 1 else "were"
        raise CommandError(NO_ACCESS, f"{names} {were} not written.", *failed[min(failed)].lines)
    hint = f"To see how a number was worked out: {command_line('explain', str(answers), ['P1'])}"
    Reporter.note(f"The agency is fictional. To assess your own: cxassess assess. {hint}")


def _prepare(folder: Path, force: bool) -> None:
    """Create the folder if needed. Raises CommandError where it has other files besides those of an earlier demo."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        names = {path.name for path in folder.iterdir()}
    except FileExistsError:
        raise CommandError(USAGE, f"{folder}: this is a file (name a folder)") from None
    except OSError as error:
        raise access_error(error, folder) from None
    for name in FILES:
        if (folder / name).is_fifo() or (folder / name).is_char_device() or (folder / name).is_block_device():
            raise CommandError(USAGE, f"{folder / name}: this is a pipe or a device, not a file (give another folder)")
    if not force and names.intersection(FILES) and names.difference(FILES):
        hint = f"give a new folder, or add --force to replace {', '.join(FILES)} in it"
        raise CommandError(USAGE, f"{folder}: this folder has other files too ({hint})")


def _refuse_changed(path: Path, example: bytes, force: bool) -> None:
    """Raise CommandError for answers that somebody has changed, unless `force`."""
    with contextlib.suppress(FileNotFoundError):
        if not force and path.read_bytes() != example:
            hint = "give another folder, or add --force to replace them"
            raise CommandError(USAGE, f"{path}: these answers were changed ({hint})")
