"""`cxassess score`: the scores of answer files, as a table, JSON or CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cxassess.cli.catalog import playbook_library, refuse_unused_overlays
from cxassess.cli.exit_codes import BELOW_THRESHOLD, SUCCESS, USAGE, CommandError, priority_exit_code
from cxassess.cli.options import KnownOverlayOption, PlaybookOption, TableJsonOrCsv, ViewOption, argument, option
from cxassess.cli.shared import Reporter, reported_assessment, write_stdout

if TYPE_CHECKING:
    from cxassess.exact import Number
    from cxassess.scoring import Assessment


def score(
    answers: Annotated[list[str], argument("Answer files; - is standard input.", "ANSWERS...")],
    format: TableJsonOrCsv = "table",
    fail_under: Annotated[
        str | None, option("--fail-under", "Exit 7 when the overall score is below X, or there is none.", "X")
    ] = None,
    require_complete: Annotated[bool, option("--require-complete", "Exit 7 when a question is unanswered.")] = False,
    view: ViewOption = "",
    playbook: PlaybookOption = "",
    overlay: KnownOverlayOption = None,
) -> int:
    """Score answer files by the rule of their playbook."""
    from cxassess.portfolio.batch import score_files

    threshold = None if fail_under is None else _parse_threshold(fail_under)
    assessments: list[Assessment] = []
    codes: list[int] = []
    library = playbook_library(playbook, overlay)
    for file in score_files(answers, library):
        try:
            assessment = reported_assessment(file, view)
            refuse_unused_overlays(library, assessment.answers)
            assessments.append(assessment)
        except CommandError as error:
            codes.append(Reporter.failure(error))
    _print(assessments, format, view, several=len(answers) > 1)
    codes += [_threshold_code(assessment, threshold, require_complete) for assessment in assessments]
    return priority_exit_code(codes)


def _parse_threshold(text: str) -> Number:
    from cxassess.exact import parse_number

    threshold = parse_number(text)
    if threshold is None:
        raise CommandError(USAGE, f"--fail-under '{text}' is not a number (write a score such as 3 or 2.5)")
    return threshold


def _print(assessments: list[Assessment], format: str, view: str, several: bool) -> None:
    if format == "csv":
        from cxassess.output.csv import assessments_csv

        write_stdout(assessments_csv(assessments, view))
    elif format == "json" and (assessments or several):
        from cxassess.output.result import result_json

        write_stdout(result_json(assessments, several))
    elif format == "table":
        from cxassess.output.terminal import print_assessment

        for number, assessment in enumerate(assessments):
            if number:
                print()
            print_assessment(assessment, view)


def _threshold_code(assessment: Assessment, threshold: Number | None, require_complete: bool) -> int:
    """The exit code of one assessment under --fail-under and --require-complete; a note says why."""
    path, score = assessment.answers.path, assessment.overall.score
    code = SUCCESS
    if threshold is not None and (score is None or score < threshold.exact):
        shown = assessment.show_score(assessment.overall) or "none"
        Reporter.note(f"cxassess: {path}: the overall score, {shown}, is below {threshold.text}")
        code = BELOW_THRESHOLD
    if require_complete and not assessment.complete:
        Reporter.note(f"cxassess: {path}: incomplete, {assessment.overall.counts.unanswered} unanswered")
        code = BELOW_THRESHOLD
    return code
