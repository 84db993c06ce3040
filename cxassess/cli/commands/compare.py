"""`cxassess compare`: what moved between the answer files, or the folders, of two or more dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cxassess.cli.batch import Batch
from cxassess.cli.batch_task import keep_assessment
from cxassess.cli.exit_codes import BAD_INPUT, USAGE, CommandError, priority_exit_code
from cxassess.cli.named_playbooks import playbook_library
from cxassess.cli.options import (
    ForceOption,
    KnownOverlayOption,
    PlaybookOption,
    ScoreFormat,
    ViewOption,
    argument,
    option,
)
from cxassess.cli.score_output import CSV, JSON_LINES, RESULTS, TABLE, XLSX, Output, encode, parse_output, write_table
from cxassess.cli.shared import Reporter, check_comparable, write_output, write_stdout
from cxassess.report.sentences import format_date, format_subject
from cxassess.text import command_line, count_words, did_you_mean, join_some, join_words

if TYPE_CHECKING:
    from cxassess.answers import Library
    from cxassess.portfolio.comparison import Comparisons, Matches, Repeated, Step
    from cxassess.scoring import Assessment

DATA_HELP = "Write this file: .csv, .xlsx, .json or .jsonl. Default: standard output."
LATEST_HELP = "Of several files about one subject in a folder, take the one with the latest date."
OTHER_HELP = "Let two files be about different agencies, components or services; both are named."
MAX_NAMED = 6  # files named of a subject that has several


def compare(
    answers: Annotated[
        list[str], argument("Answer files or folders of them: the earlier first, then the later.", "EARLIER LATER…")
    ],
    format: ScoreFormat = "",
    output: Annotated[str, option("--output -o", DATA_HELP, "FILE")] = "",
    view: ViewOption = "",
    latest: Annotated[bool, option("--latest", LATEST_HELP)] = False,
    allow_other_subject: Annotated[bool, option("--allow-other-subject", OTHER_HELP)] = False,
    playbook: PlaybookOption = "",
    overlay: KnownOverlayOption = None,
    force: ForceOption = False,
) -> int:
    """Show what moved from earlier answers to later ones: what fell most, then what rose most.

    Files in folders are matched by agency, component and service. A change counts only the questions that were answered
    with a level both times, and asked in the same words. Of more than two dates each is compared with the one before, and the
    first with the last.
    """
    _check_sides(answers, allow_other_subject)
    target = parse_output(output, format, RESULTS, force, view)
    library = playbook_library(playbook, overlay)
    batches = [_read_side(path, library, view) for path in answers]
    sides = [assessments for assessments, _ in batches]
    codes = [code for _, batch in batches for code in batch.codes]
    if sum(map(bool, sides)) < 2:  # what is wrong was said, and there is nothing beside it
        return priority_exit_code(codes)
    comparisons = _compare(answers, sides, view, latest, allow_other_subject, codes)
    comparisons = _with_faulty(comparisons, [[one.path for one in batch.refusals] for _, batch in batches])
    options = [
        *(["--view", view] if view else []),
        *(["--playbook", playbook] if playbook else []),
        *(word for one in overlay or [] for word in ("--overlay", one)),
    ]
    _write(comparisons, target, options)
    return priority_exit_code(codes)


def explain_mean(paths: tuple[str, str], part: str, library: Library, view: str = "", formatting: str = "text") -> int:
    """Print how the mean of an earlier and a later folder came about, of the overall ('') or a part; the exit code.

    Raises CommandError where there is none.
    """
    from cxassess.output.explain_mean import mean_text

    earlier, later = paths
    if formatting != "text":
        hint = command_line("compare", earlier, [later], "--format json")
        raise CommandError(
            USAGE, f"the working of a mean of two folders is printed as text only ('{hint}' has the exact numbers)"
        )
    batches = [_read_side(path, library, view) for path in paths]
    codes = [code for _, batch in batches for code in batch.codes]
    sides = [assessments for assessments, _ in batches]
    if not all(sides):
        return priority_exit_code(codes)
    means = _compare(paths, sides, view, False, False, codes).means()
    chosen = [one for one in means if one.id == part or (one.kind == "overall" and part in ("", "overall"))]
    if not chosen and means:
        hint = did_you_mean(part, [one.id for one in means]) or "give a play, or nothing for the overall score"
        raise CommandError(USAGE, f"no play or group '{part}' is in both {earlier} and {later} ({hint})")
    write_stdout("\n".join(mean_text(one, earlier, later) for one in chosen))
    return priority_exit_code(codes)


def _check_sides(paths: Sequence[str], allow_other_subject: bool) -> None:
    """Raise CommandError where there is nothing to compare, or what is given does not go together."""
    if len(paths) < 2:
        raise CommandError(USAGE, "compare needs earlier and later answers (give two files, or two folders)")
    if paths.count("-") > 1:
        raise CommandError(USAGE, "standard input, -, can be read only once (save it to a file first)")
    if allow_other_subject and (len(paths) > 2 or any(Path(path).is_dir() for path in paths)):
        hint = "folders are matched by subject"
        raise CommandError(USAGE, f"--allow-other-subject is for two files ({hint})")


def _read_side(path: str, library: Library, view: str) -> tuple[list[Assessment], Batch[Assessment]]:
    """The assessments of a file or a folder, and what became of its files; what cannot be used is printed."""
    batch = Batch([path], library, keep_assessment, view=view, jobs=1, is_brief=Path(path).is_dir())
    assessments = list(batch)
    if batch.refused or batch.others or batch.warnings:
        batch.report_counts(path)
    return assessments, batch


def _compare(
    paths: Sequence[str],
    sides: Sequence[Sequence[Assessment]],
    view: str,
    latest: bool,
    allow_other_subject: bool,
    codes: list[int],
) -> Comparisons:
    """All that can be compared; what cannot is printed, its exit codes added to `codes`."""
    from cxassess.portfolio.comparison import Comparisons, compare_pair, match, step_pairs

    matches = match(sides, latest=latest) if any(Path(path).is_dir() for path in paths) else _in_order(paths, sides)
    _check_order(paths, [pair for series in matches.series for pair in step_pairs(series)])
    codes += [_report_repeated(paths[one.side], one) for one in matches.repeated]
    steps: list[tuple[Step, ...]] = []
    refused: list[tuple[Assessment, Assessment]] = []
    for series in matches.series:
        pairs = [*step_pairs(series)]
        bad = [(earlier, later) for _, earlier, later in pairs if _refuse(earlier, later, allow_other_subject, codes)]
        refused += bad
        if pairs and not bad:
            steps.append(tuple(compare_pair(earlier, later, numbers, view) for numbers, earlier, later in pairs))
    if not steps and not any(codes):
        hint = "files are matched by playbook, agency, component and service"
        codes.append(Reporter.failure(CommandError(USAGE, f"no subject is in both {join_words(paths)} ({hint})")))
    return Comparisons(tuple(paths), tuple(steps), tuple(matches.unmatched), matches.repeated, tuple(refused))


def _with_faulty(comparisons: Comparisons, refused: Sequence[Sequence[str]]) -> Comparisons:
    """The comparisons with the subjects of which one date has a file that could not be used, instead of none.

    refused: the paths of the files of each date that could not be used.
    """
    from cxassess.answers.same_subject import subject_key
    from cxassess.portfolio.comparison import Faulty
    from cxassess.portfolio.refused import name_below, refused_files, refused_of

    paths = comparisons.sides
    files = [refused_files(one, [path]) for path, one in zip(paths, refused, strict=True)]

    def find(side: int, assessment: Assessment) -> Iterator[Faulty]:
        subject, own = subject_key(assessment.answers.header.subject), assessment.answers.path
        for other, candidates in enumerate(files):
            if other != side and (path := refused_of(subject, name_below(own, [paths[side]]), candidates)):
                yield Faulty(side, assessment, other, path)

    faulty = tuple(one for alone in comparisons.unmatched for one in find(*alone))
    known = {one.assessment.answers.path for one in faulty}
    unmatched = tuple(one for one in comparisons.unmatched if one[1].answers.path not in known)
    named = {one.path for one in faulty}
    for step in comparisons.whole_steps:
        for side, assessment in zip(step.sides, (step.earlier, step.later), strict=True):
            named |= {one.path for one in find(side, assessment)}
    unusable = tuple(sum(path not in named for path in one) for one in refused)
    return comparisons._replace(unmatched=unmatched, faulty=faulty, unusable=unusable)


def _in_order(paths: Sequence[str], sides: Sequence[Sequence[Assessment]]) -> Matches:
    """The files as one series, whatever they are about: two are refused with the reasons. Raises CommandError for more."""
    from cxassess.portfolio.comparison import Matches, Series, match_key

    subjects = {match_key(one) for side in sides for one in side}
    if len(paths) > 2 and len(subjects) > 1:
        hint = "to compare many subjects, give a folder for each date: cxassess compare EARLIER/ LATER/"
        raise CommandError(USAGE, f"these {len(paths)} files are about {len(subjects)} subjects ({hint})")
    series = Series((), tuple(next(iter(side), None) for side in sides))
    return Matches((series,) if len(series.present) > 1 else (), ())


def _check_order(paths: Sequence[str], pairs: Sequence[tuple[tuple[int, int], Assessment, Assessment]]) -> None:
    """Raise CommandError where all files of several subjects are later than those that they are compared with."""
    late = [
        (sides, earlier)
        for sides, earlier, later in pairs
        if (then := earlier.answers.header.date) and (now := later.answers.header.date) and then > now
    ]
    if len(pairs) > 1 and len(late) == len(pairs):
        (first, last), earlier = late[0]
        such = f"such as {earlier.answers.path} ({format_date(earlier.answers.header.date)})"
        hint = f"give the earlier {'folder' if Path(paths[first]).is_dir() else 'file'} first"
        where = f"the answers in {paths[first]} are later than those in {paths[last]} about the same subject"
        raise CommandError(BAD_INPUT, f"{where}, {such} ({hint})")


def _report_repeated(path: str, repeated: Repeated) -> int:
    """Print that one date has several files about one subject, and what to do; the exit code."""
    files = repeated.assessments
    named = join_some([f"{one.answers.path} ({format_date(one.answers.header.date)})" for one in files], MAX_NAMED)
    dates = [one.answers.header.date for one in files]
    last = max((date for date in dates if date), default=None)
    hint = "keep one of them in the folder"
    if dates.count(last) == 1:
        hint += ", or add --latest to take the one with the latest date"
    about = f"{len(files)} files are about {format_subject(files[0])}, so it is not compared: {named}"
    return Reporter.failure(CommandError(USAGE, f"{path}: {about} ({hint})"))


def _refuse(earlier: Assessment, later: Assessment, allow_other_subject: bool, codes: list[int]) -> bool:
    """Whether two assessments may not be compared; why is printed, and the exit code added to `codes`."""
    try:
        check_comparable(later, earlier, allow_other_subject, "first")
    except CommandError as error:
        codes.append(Reporter.failure(error))
        return True
    return False


def _write(comparisons: Comparisons, output: Output, options: Sequence[str]) -> None:
    """Write the comparisons where and as they were asked for; a file only where something was compared.

    options: those of the view and the playbook, for the command that explains a change.
    """
    from cxassess.output.comparison_rows import comparison_objects, comparison_table, comparison_values
    from cxassess.playbook import format_json, json_lines

    if output.format == TABLE:
        from cxassess.output.terminal_comparison import print_comparisons

        print_comparisons(comparisons, output.view, options)
        return
    if output.path != "-" and not comparisons.steps:
        Reporter.error(f"cxassess: nothing was compared, so {output.path} was not written")
        return
    if output.format in (CSV, XLSX):
        write_table(output, "Changes", *comparison_table(comparisons))
    elif output.format == JSON_LINES:
        write_output(output.path, encode(json_lines(comparison_objects(comparisons))), output.force)
    else:
        write_output(output.path, encode(format_json(comparison_values(comparisons))), output.force)
    for side, path in enumerate(comparisons.sides):
        if count := sum(one.other == side for one in comparisons.faulty):
            Reporter.note(f"cxassess: {count_words(count, 'subject')} not compared, because of an error in {path}")
        if count := sum(number == side for number, _ in comparisons.unmatched):
            Reporter.note(f"cxassess: {count_words(count, 'file')} only in {path}, so not compared")
    if output.path != "-":
        Reporter.note(f"Wrote {output.path}")
