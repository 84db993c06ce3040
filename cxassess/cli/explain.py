"""`cxassess explain`: the working of any number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cxassess.cli.score import compared_with, score_one
from cxassess.cli.shared import (
    USAGE,
    AnswersPath,
    Baseline,
    NoColor,
    PlaybookOption,
    Quiet,
    Stop,
    ViewOption,
    apply_output_options,
    known_format,
    library,
    write_stdout,
)

if TYPE_CHECKING:
    from cxassess.report.single.trace import Blocks
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
    format: Annotated[str, typer.Option("--format", metavar="text|json", help="Output format.")] = "text",
    view: ViewOption = "",
    baseline: Baseline = "",
    playbook: PlaybookOption = "",
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Show how a number came about, to redo it by hand."""
    apply_output_options(quiet, no_color)
    known_format(format, "text", "json")
    books = library(playbook)
    assessment = score_one(answers, books, view)
    earlier = compared_with(assessment, baseline, books) if baseline else None
    from cxassess.output import explain

    working, more = _working(assessment, earlier, what, view, answers)
    shown = explain.as_json if format == "json" else explain.as_text
    write_stdout(shown(working, assessment, more))


def _working(
    assessment: Assessment, earlier: Assessment | None, what: str, view: str, path: str
) -> tuple[Working, Blocks]:
    """The working of what was named, and what a report says beside it."""
    from cxassess.report.single.trace import traced
    from cxassess.scoring import working

    groups = assessment.views[view] if view else ()
    for kind, results in (("group", groups), ("play", assessment.plays)):
        found = next((result for result in results if result.id == what), None)
        if found is not None:
            return working.of_result(assessment, found, kind), traced(assessment, found, earlier)
    if what in ("", "overall"):
        return working.of_overall(assessment), traced(assessment, assessment.overall, earlier)
    question_score = next(
        (question_score for question_score in assessment.question_scores if question_score.question.id == what), None
    )
    if question_score is not None:
        return working.of_question(assessment, question_score), {}
    raise _unknown(assessment, what, view, path)


def _unknown(assessment: Assessment, what: str, view: str, path: str) -> Stop:
    from cxassess.text import did_you_mean

    known = ["overall", *assessment.playbook.play_by_id, *assessment.playbook.by_id]
    if view:
        known = [*(group.id for group in assessment.views[view]), *known]
    hint = did_you_mean(what, known) or "name a play or a question, or nothing for the overall score"
    return Stop(USAGE, f"{path}: no play or question '{what}' ({hint})")
