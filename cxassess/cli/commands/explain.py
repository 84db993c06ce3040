"""`cxassess explain`: how any score was worked out."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

from cxassess.cli.exit_codes import NO_ACCESS, SUCCESS, USAGE, CommandError
from cxassess.cli.named_playbooks import playbook_library, refuse_unused_overlays
from cxassess.cli.options import (
    AtOption,
    BaselineOption,
    ByOption,
    GroupOption,
    JobsOption,
    KnownOverlayOption,
    OtherSubjectOption,
    PlaybookOption,
    TextOrJson,
    ViewOption,
    WeightOption,
    argument,
)
from cxassess.cli.shared import score_answers, score_baseline, write_stdout
from cxassess.output.explain import explanation_json, explanation_text
from cxassess.report.single.explanation import Explanation, explain_question, explain_score
from cxassess.scoring import Assessment
from cxassess.text import did_you_mean


def explain(
    answers: Annotated[
        list[str],
        argument(
            "An answer file, or with --by files and folders; then a play, a question, or with --view a group. Default: the overall score.",
            "PATH... [PLAY|QUESTION]",
        ),
    ],
    by: ByOption = None,
    group: GroupOption = None,
    weight: WeightOption = None,
    at: AtOption = None,
    format: TextOrJson = "text",
    view: ViewOption = "",
    baseline: BaselineOption = "",
    allow_other_subject: OtherSubjectOption = False,
    playbook: PlaybookOption = "",
    overlay: KnownOverlayOption = None,
    jobs: JobsOption = 0,
) -> int:
    """Show how a number was worked out, step by step.

    With --by it is a number of 'score --by': the mean of a group of files, their median, and the shares of them.
    A folder with --baseline and an earlier folder: the means then and now that 'compare' prints.
    """
    if group or (by, weight, at) != (None, None, None):
        if baseline or allow_other_subject:
            raise CommandError(USAGE, "--baseline and --by do not work together (leave one of them out)")
        from cxassess.cli.file_groups import explain_groups, parse_grouping, tags_of

        library = playbook_library(playbook, overlay)
        grouping = parse_grouping(by, weight, at, partial(tags_of, answers, library), group or [])
        return explain_groups(answers, library, grouping, group or [], view, format, jobs)
    path, part = _file_and_part(answers)
    if baseline and Path(path).is_dir() and Path(baseline).is_dir():
        from cxassess.cli.commands.compare import explain_mean

        return explain_mean((baseline, path), part, playbook_library(playbook, overlay), view, format)
    _explain_file(path, part, format, view, baseline, allow_other_subject, playbook, overlay)
    return SUCCESS


def _file_and_part(words: list[str]) -> tuple[str, str]:
    """The answer file, and what is explained of it, '' for the overall score. Raises CommandError."""
    if len(words) > 2:
        raise CommandError(
            USAGE, "one number of one file is explained at a time (add --by KEY for the mean of several files)"
        )
    return words[0], words[1] if len(words) > 1 else ""


def _explain_file(
    answers: str,
    what: str,
    format: str,
    view: str,
    baseline: str,
    allow_other_subject: bool,
    playbook: str,
    overlay: list[str] | None,
) -> None:
    if Path(answers).is_dir():
        hint = "give a file in it, or add --by KEY, such as --by component, for the mean of its files"
        raise CommandError(NO_ACCESS, f"{answers}: is a directory ({hint})")
    library = playbook_library(playbook, overlay)
    assessment = score_answers(answers, library, view)
    refuse_unused_overlays(library, assessment.answers)
    earlier = score_baseline(baseline, assessment, library, allow_other_subject)

    format_explanation = explanation_json if format == "json" else explanation_text
    write_stdout(format_explanation(_explain(assessment, earlier, what, view), assessment))


def _explain(assessment: Assessment, earlier: Assessment | None, what: str, view: str) -> Explanation:
    """The explanation of a play, a group, a question or the overall score."""
    groups = assessment.views[view] if view else ()
    for kind, scores in (("group", groups), ("play", assessment.plays)):
        for score in scores:
            if score.id == what:
                return explain_score(assessment, score, kind, earlier)
    if what in ("", "overall"):
        return explain_score(assessment, assessment.overall, "overall", earlier)
    for question_score in assessment.question_scores:
        if question_score.id == what:
            return explain_question(assessment, question_score, earlier)

    known = [*(group.id for group in groups), "overall", *assessment.playbook.play_by_id, *assessment.playbook.by_id]
    hint = did_you_mean(what, known) or "give a play or a question, or nothing for the overall score"
    raise CommandError(USAGE, f"{assessment.answers.path}: no play or question '{what}' ({hint})")
