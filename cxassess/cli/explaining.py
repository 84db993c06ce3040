"""`cxassess explain`: the working of any number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cxassess.cli.common import (
    USAGE,
    AnswersPath,
    NoColor,
    PlaybookOption,
    Quiet,
    Stop,
    ViewOption,
    library,
    put,
    speak,
)
from cxassess.cli.scores import score_one

if TYPE_CHECKING:
    from cxassess.scoring import Assessment
    from cxassess.scoring.working import Working


def explain(
    answers: AnswersPath,
    what: Annotated[
        str,
        typer.Argument(
            metavar="[PLAY|QUESTION]",
            help="A play, a question, or with --view a group; else the overall score.",
            show_default=False,
        ),
    ] = "",
    format: Annotated[str, typer.Option("--format", metavar="text|json", help="How the working is printed.")] = "text",
    view: ViewOption = "",
    playbook: PlaybookOption = "",
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Show how a number came about, to redo it by hand."""
    speak(quiet, no_color)
    if format not in ("text", "json"):
        raise Stop(USAGE, f"--format {format} is not known (write text or json)")
    assessment = score_one(answers, library(playbook), view)
    from cxassess.output import explained

    working = _working(assessment, what, view, answers)
    put(explained.as_json(working, assessment) if format == "json" else explained.as_text(working, assessment))


def _working(assessment: Assessment, what: str, view: str, path: str) -> Working:
    from cxassess.scoring import working

    if view and what in {group.id: group for group in assessment.views[view]}:
        group = next(group for group in assessment.views[view] if group.id == what)
        return working.of_result(assessment, group, "group")
    if what in ("", "overall"):
        return working.of_overall(assessment)
    play = next((play for play in assessment.plays if play.id == what), None)
    if play is not None:
        return working.of_result(assessment, play, "play")
    piece = next((piece for piece in assessment.pieces if piece.question.id == what), None)
    if piece is not None:
        return working.of_question(assessment, piece)
    raise _unknown(assessment, what, view, path)


def _unknown(assessment: Assessment, what: str, view: str, path: str) -> Stop:
    from cxassess.text import did_you_mean

    known = ["overall", *assessment.playbook.play_by_id, *assessment.playbook.by_id]
    if view:
        known = [*(group.id for group in assessment.views[view]), *known]
    hint = did_you_mean(what, known) or "name a play or a question, or nothing for the overall score"
    return Stop(USAGE, f"{path}: no play or question '{what}' ({hint})")
