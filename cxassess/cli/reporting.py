"""`cxassess report`: answers to a report that can be handed on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxassess.cli.common import (
    BAD_INPUT,
    NO_ACCESS,
    USAGE,
    AnswersPath,
    Force,
    NoColor,
    PlaybookOption,
    Quiet,
    Stop,
    Talk,
    library,
    save,
    shared_with,
    speak,
)
from cxassess.cli.scores import score_one

if TYPE_CHECKING:
    from cxassess.answers import Library
    from cxassess.playbook.shared import Shared
    from cxassess.scoring import Assessment


def report(
    answers: AnswersPath,
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="The report: .pdf, .html or .json by its suffix. Without it, text on the terminal.",
            show_default=False,
        ),
    ] = "",
    baseline: Annotated[
        str,
        typer.Option(
            "--baseline", metavar="EARLIER", help="An earlier answer file to compare with.", show_default=False
        ),
    ] = "",
    force: Force = False,
    playbook: PlaybookOption = "",
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Make a maturity report from an answer file."""
    speak(quiet, no_color)
    suffix = Path(output).suffix.lower()
    if output:
        refuse_early(output, suffix, force)
    books = library(playbook)
    assessment = score_one(answers, books)
    earlier = _earlier(assessment, baseline, books) if baseline else None
    if output:
        save(output, render(assessment, suffix, earlier), force)
        Talk.note(f"Wrote {output}")
    else:
        from cxassess.output.terminal import show_report
        from cxassess.report import compose

        show_report(compose(assessment, earlier, _shared(assessment)))


def refuse_early(output: str, suffix: str, force: bool) -> None:
    """Raise Stop for an output that could not be written, before any work is done."""
    from cxassess.output import FORMATS

    if suffix not in FORMATS:
        raise Stop(USAGE, f"{output}: the suffix '{suffix}' is not known (write {', '.join(FORMATS)})")
    if Path(output).exists() and not force:
        raise Stop(USAGE, f"{output}: this file exists (add --force to replace it)")


def _earlier(assessment: Assessment, path: str, books: Library) -> Assessment:
    from cxassess.report import same_playbook

    earlier = score_one(path, books)
    why = same_playbook(assessment, earlier)
    if why:
        raise Stop(BAD_INPUT, f"{path}: {why}; only answers to the same playbook can be compared")
    return earlier


def render(assessment: Assessment, suffix: str, earlier: Assessment | None = None) -> bytes:
    """The bytes of a report in the format of a suffix. Raises Stop where the system lacks what PDF needs."""
    from cxassess.output import FORMATS
    from cxassess.output.pdf import Unavailable
    from cxassess.report import compose

    try:
        return FORMATS[suffix](assessment, compose(assessment, earlier, _shared(assessment)))
    except Unavailable as missing:
        raise Stop(NO_ACCESS, *str(missing).splitlines()) from None


def _shared(assessment: Assessment) -> Shared:
    return shared_with(Path(assessment.playbook.where.path).parent)
