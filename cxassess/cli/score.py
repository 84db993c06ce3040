"""`cxassess score`: answer files to numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cxassess.cli.shared import (
    BAD_INPUT,
    BELOW,
    DONE,
    USAGE,
    NoColor,
    PlaybookOption,
    Quiet,
    Reporter,
    Stop,
    ViewOption,
    apply_output_options,
    known_format,
    library,
    load,
    priority_exit_code,
    write_stdout,
)

if TYPE_CHECKING:
    from cxassess.answers import Library
    from cxassess.exact import Number
    from cxassess.playbook import Playbook
    from cxassess.scoring import Assessment

FORMATS = ("table", "json", "csv")


def score(
    answers: Annotated[
        list[str], typer.Argument(metavar="ANSWERS...", help="Answer files; - is standard input.", show_default=False)
    ],
    format: Annotated[str, typer.Option("--format", metavar="table|json|csv", help="Output format.")] = "table",
    fail_under: Annotated[
        str | None,
        typer.Option(
            "--fail-under",
            metavar="X",
            help="Exit 7 when the overall score is below X, or there is none.",
            show_default=False,
        ),
    ] = None,
    require_complete: Annotated[
        bool, typer.Option("--require-complete", help="Exit 7 when a question is unanswered.")
    ] = False,
    view: ViewOption = "",
    playbook: PlaybookOption = "",
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> int:
    """Score answer files by the rule of their playbook."""
    apply_output_options(quiet, no_color)
    known_format(format, *FORMATS)
    least = _least(fail_under)
    scored, codes = score_all(answers, library(playbook), view)
    _print(scored, format, view, several=len(answers) > 1)
    codes += [_verdict(one, least, require_complete) for one in scored]
    return priority_exit_code(codes)


def _least(fail_under: str | None) -> Number | None:
    from cxassess.exact import parse_number

    if fail_under is None:
        return None
    found = parse_number(fail_under)
    if found is None:
        raise Stop(USAGE, f"--fail-under '{fail_under}' is not a number (write a score such as 3 or 2.5)")
    return found


def score_all(paths: list[str], books: Library, view: str) -> tuple[list[Assessment], list[int]]:
    """Every file that can be scored, and the exit codes of those that cannot; one bad file costs only itself."""
    scored, codes = [], []
    for path in paths:
        try:
            scored.append(score_one(path, books, view))
        except Stop as stop:
            for line in stop.lines:
                Reporter.error(f"cxassess: {line}")
            codes.append(stop.code)
    return scored, codes


def score_one(path: str, books: Library, view: str = "") -> Assessment:
    """One file, scored, its warnings printed. Raises Stop."""
    from cxassess.scoring import assess

    loaded = load(path, books)
    assessment = assess(loaded.playbook, loaded.answers)
    if view:
        known_view(loaded.playbook, view, path)
    if loaded.answers.targets:
        from cxassess.report.warnings import target_warnings

        Reporter.problems(target_warnings(assessment))
    return assessment


def compared_with(assessment: Assessment, path: str, books: Library) -> Assessment:
    """An earlier assessment to compare with. Raises Stop where it answers another playbook."""
    from cxassess.report.single.comparison import same_playbook

    earlier = score_one(path, books)
    why = same_playbook(assessment, earlier)
    if why:
        raise Stop(BAD_INPUT, f"{path}: {why}; only answers to the same playbook can be compared")
    return earlier


def known_view(playbook: Playbook, view: str, path: str) -> None:
    """Raise Stop where a playbook does not have this view."""
    from cxassess.text import did_you_mean

    names = [one.id for one in playbook.views]
    if view not in names:
        hint = did_you_mean(view, names) or "it has none"
        raise Stop(USAGE, f"{path}: {playbook.id} has no view '{view}' ({hint})")


def _print(scored: list[Assessment], format: str, view: str, several: bool) -> None:
    if format == "csv":
        from cxassess.output.csv import rows

        write_stdout(rows(scored, view))
    elif format == "json" and (scored or several):
        from cxassess.output.result import results

        write_stdout(results(scored, several))
    elif format == "table":
        from cxassess.output.terminal import show

        for number, assessment in enumerate(scored):
            if number:
                print()
            show(assessment, view)


def _verdict(assessment: Assessment, least: Number | None, require_complete: bool) -> int:
    """The code of one result under --fail-under and --require-complete, with a line that says why."""
    path, score = assessment.answers.path, assessment.overall.score
    code = DONE
    if least is not None and (score is None or score < least.exact):
        shown = assessment.show_score(assessment.overall) or "none"
        Reporter.note(f"cxassess: {path}: the overall score, {shown}, is below {least.text}")
        code = BELOW
    if require_complete and not assessment.complete:
        Reporter.note(f"cxassess: {path}: incomplete, {assessment.overall.counts.unanswered} unanswered")
        code = BELOW
    return code
