"""`cxassess score`: the scores of answer files, as a table, JSON, CSV or a workbook."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated

from cxassess.cli.batch import Batch
from cxassess.cli.exit_codes import BELOW_THRESHOLD, SUCCESS, USAGE, CommandError, exit_on_signals
from cxassess.cli.named_playbooks import playbook_library
from cxassess.cli.options import (
    AtOption,
    ByOption,
    ForceOption,
    JobsOption,
    KnownOverlayOption,
    PathsArgument,
    PlaybookOption,
    RowsOption,
    ScoreFormat,
    ViewOption,
    WeightOption,
    option,
)
from cxassess.cli.score_output import MAX_IN_FULL, QUESTIONS, Output, parse_output, result_maker, write_results
from cxassess.cli.shared import Reporter
from cxassess.portfolio.paths import answer_paths

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxassess.cli.file_groups import WeighedFile
    from cxassess.exact import Number
    from cxassess.portfolio.rollup_options import Grouping
    from cxassess.scoring import Assessment


def score(
    answers: PathsArgument,
    output: Annotated[
        str, option("-o --output", "Write this file: .csv, .xlsx, .json or .jsonl. Default: standard output.", "FILE")
    ] = "",
    format: ScoreFormat = "",
    rows: RowsOption = "results",
    fail_under: Annotated[
        str | None, option("--fail-under", "Exit 7 when the overall score is below X, or there is none.", "X")
    ] = None,
    require_complete: Annotated[bool, option("--require-complete", "Exit 7 when a question is unanswered.")] = False,
    view: ViewOption = "",
    by: ByOption = None,
    weight: WeightOption = None,
    at: AtOption = None,
    playbook: PlaybookOption = "",
    overlay: KnownOverlayOption = None,
    jobs: JobsOption = 0,
    force: ForceOption = False,
) -> int:
    """Score answer files by the rule of their playbook."""
    target = parse_output(output, format, rows, force, view)
    threshold = None if fail_under is None else _parse_threshold(fail_under)
    library = playbook_library(playbook, overlay)
    check = partial(_threshold_code, threshold=threshold, require_complete=require_complete)
    if (by, weight, at) != (None, None, None):
        from cxassess.cli.file_groups import parse_grouping, tags_of

        return _score_groups(
            partial(Batch, answers, library, view=view, check=check, jobs=jobs, is_brief=True),
            parse_grouping(by, weight, at, partial(tags_of, answers, library)),
            target,
        )
    files = answer_paths(answers)
    make = result_maker(target, len(files.paths))
    batch = Batch(
        answers,
        library,
        make,
        view=view,
        check=check,
        jobs=jobs,
        files=files,
        is_brief=len(files.paths) > MAX_IN_FULL,
        shows_progress=not (target.is_streamed and sys.stdout.isatty()),
    )
    with exit_on_signals():
        write_results(target, batch, len(files.paths), batch.is_several, batch.refusals)
    batch.report_inconsistencies()
    batch.report_counts()
    return batch.exit_code


def _score_groups(
    batch_of: Callable[[Callable[[Assessment], WeighedFile]], Batch[WeighedFile]], grouping: Grouping, output: Output
) -> int:
    """Write the files rolled up by the keys of --by."""
    from cxassess.cli.file_groups import roll_up, weighed_record, write_groups

    if output.rows == QUESTIONS:
        raise CommandError(USAGE, "--rows questions has no groups (leave out --rows, or --by)")
    batch = batch_of(partial(weighed_record, view=output.view, tag=grouping.weight))
    with exit_on_signals():
        write_groups(roll_up(batch, grouping), grouping, output, batch.refusals)
    batch.report_inconsistencies()
    batch.report_counts()
    return batch.exit_code


def _parse_threshold(text: str) -> Number:
    from cxassess.exact import parse_number

    threshold = parse_number(text)
    if threshold is None:
        raise CommandError(USAGE, f"--fail-under '{text}' is not a number (write a score such as 3 or 2.5)")
    return threshold


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
