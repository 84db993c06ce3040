"""`cxassess report`: answers to a report that can be handed on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxassess.cli.score import compared_with, score_one
from cxassess.cli.shared import (
    BAD_PLAYBOOK,
    NO_ACCESS,
    USAGE,
    AnswersPath,
    Baseline,
    Force,
    NoColor,
    PlaybookOption,
    Quiet,
    Reporter,
    Stop,
    ViewOption,
    apply_output_options,
    complaints,
    library,
    save,
    shared_with,
)

if TYPE_CHECKING:
    from cxassess.playbook.shared_content import SharedContent
    from cxassess.report.single.model import Report
    from cxassess.scoring import Assessment
    from cxassess.template import Template


def report(
    answers: AnswersPath,
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="The report: .pdf, .html, .docx, .md or .json by its suffix. Without it, text on the terminal.",
            show_default=False,
        ),
    ] = "",
    baseline: Baseline = "",
    view: ViewOption = "",
    explain: Annotated[
        bool, typer.Option("--explain", help="Add the working of the overall score and of each play.")
    ] = False,
    redact: Annotated[
        str,
        typer.Option(
            "--redact",
            metavar="PARTS",
            help="Leave out names, notes or evidence: a list with commas.",
            show_default=False,
        ),
    ] = "",
    template: Annotated[
        str,
        typer.Option(
            "--template",
            metavar="NAME|FOLDER",
            help="What the report looks like: one that ships, or a folder of your own.",
            show_default=False,
        ),
    ] = "",
    force: Force = False,
    playbook: PlaybookOption = "",
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Make a maturity report from an answer file."""
    apply_output_options(quiet, no_color)
    suffix = Path(output).suffix.lower()
    if output:
        refuse_early(output, suffix, force)
    if template and not output:
        raise Stop(USAGE, "--template says what a file looks like (add -o FILE)")
    look = _look(template) if template else None
    withhold = _parts(redact)
    books = library(playbook)
    assessment = score_one(answers, books, view)
    earlier = compared_with(assessment, baseline, books) if baseline else None
    from cxassess.report.single.compose import compose

    composed = compose(assessment, earlier, _shared(assessment), view=view, withhold=withhold, explain=explain)
    if not output:
        from cxassess.output.terminal import show_report

        show_report(composed)
        return
    save(output, written(assessment, composed, suffix, look), force)
    _tell_flags(composed)
    Reporter.note(f"Wrote {output}")


def _look(name: str) -> Template:
    """The template named on the command line. Raises Stop."""
    from cxassess.template import FILE, names, read_template, shipped_template

    folder = shipped_template(name) or Path(name)
    if not (folder / FILE).is_file():
        if os.sep in name or "/" in name or folder.exists():
            raise Stop(NO_ACCESS, f"{name}: no such template folder (a template is a folder with a {FILE} in it)")
        from cxassess.text import did_you_mean

        hint = did_you_mean(name, names()) or "reports/README.md says how to make one"
        raise Stop(USAGE, f"no template '{name}' ({hint})")
    with complaints(str(folder), BAD_PLAYBOOK):
        return read_template(folder)


def _parts(redact: str) -> tuple[str, ...]:
    """What --redact leaves out. Raises Stop for a word that is none of them."""
    from cxassess.answers.redact import PARTS
    from cxassess.text import did_you_mean

    words = tuple(word.strip() for word in redact.split(",") if word.strip())
    for word in words:
        if word not in PARTS:
            raise Stop(USAGE, f"--redact {word}: not known ({did_you_mean(word, PARTS)})")
    return words


def _tell_flags(composed: Report) -> None:
    """Say which flags stand in the report, before anybody hands it on."""
    for flag in composed.flags:
        if not flag.reason:
            Reporter.note(f"flag {flag.name}: {flag.text}")


def refuse_early(output: str, suffix: str, force: bool) -> None:
    """Raise Stop for an output that could not be written, before any work is done."""
    from cxassess.output import FORMATS

    if suffix not in FORMATS:
        raise Stop(USAGE, f"{output}: the suffix '{suffix}' is not known (write {', '.join(FORMATS)})")
    if Path(output).exists() and not force:
        raise Stop(USAGE, f"{output}: this file exists (add --force to replace it)")


def render(assessment: Assessment, suffix: str) -> bytes:
    """The bytes of a plain report in the format of a suffix. Raises Stop where the system lacks what PDF needs."""
    from cxassess.report.single.compose import compose

    return written(assessment, compose(assessment, shared=_shared(assessment)), suffix)


def written(assessment: Assessment, composed: Report, suffix: str, template: Template | None = None) -> bytes:
    """The bytes of a report in the format of a suffix. Raises Stop where the template cannot be used, or PDF not be made."""
    from cxassess.output import FORMATS
    from cxassess.output.pdf import Unavailable

    try:
        with complaints(str(template.folder) if template else "reports", BAD_PLAYBOOK):
            return FORMATS[suffix](assessment, composed, template)
    except Unavailable as missing:
        raise Stop(NO_ACCESS, *str(missing).splitlines()) from None


def _shared(assessment: Assessment) -> SharedContent:
    return shared_with(Path(assessment.playbook.where.path).parent)
