"""`cxassess explain`: the working of any number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cxassess.cli.exit_codes import USAGE, CommandError
from cxassess.cli.options import AnswersArgument, BaselineOption, PlaybookOption, TextOrJson, ViewOption
from cxassess.cli.shared import playbook_library, score_answers, score_baseline, write_stdout

if TYPE_CHECKING:
    from cxassess.report.single.trace import Blocks
    from cxassess.scoring import Assessment
    from cxassess.scoring.working import Working


def explain(
    answers: AnswersArgument,
    what: Annotated[
        str,
        typer.Argument(
            metavar="[PLAY|QUESTION]",
            help="A play, a question, or with --view a group; else the overall score.",
            show_default=False,
        ),
    ] = "",
    format: TextOrJson = "text",
    view: ViewOption = "",
    baseline: BaselineOption = "",
    playbook: PlaybookOption = "",
) -> None:
    """Show how a number came about, to redo it by hand."""
    library = playbook_library(playbook)
    assessment = score_answers(answers, library, view)
    earlier = score_baseline(baseline, assessment, library)
    from cxassess.output.explain import as_json, as_text

    working, trace = _working(assessment, earlier, what, view)
    write_stdout((as_json if format == "json" else as_text)(working, assessment, trace))


def _working(assessment: Assessment, earlier: Assessment | None, what: str, view: str) -> tuple[Working, Blocks]:
    """The working of a play, group or question, or of the overall score, and what a report says beside it."""
    from cxassess.report.single.trace import traced
    from cxassess.scoring import working

    groups = assessment.views[view] if view else ()
    for kind, scores in (("group", groups), ("play", assessment.plays)):
        for score in scores:
            if score.id == what:
                return working.of_result(assessment, score, kind), traced(assessment, score, earlier)
    if what in ("", "overall"):
        return working.of_overall(assessment), traced(assessment, assessment.overall, earlier)
    for question_score in assessment.question_scores:
        if question_score.question.id == what:
            return working.of_question(assessment, question_score), {}
    from cxassess.text import did_you_mean

    known = [*(group.id for group in groups), "overall", *assessment.playbook.play_by_id, *assessment.playbook.by_id]
    hint = did_you_mean(what, known) or "name a play or a question, or nothing for the overall score"
    raise CommandError(USAGE, f"{assessment.answers.path}: no play or question '{what}' ({hint})")
