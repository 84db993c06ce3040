"""Reports of many answer files, one a subject, in a folder where what is up to date stays."""

from __future__ import annotations

import contextlib
import datetime
import sys
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cxassess.answers import Library
from cxassess.answers.same_subject import SUBJECT_FIELDS
from cxassess.cli.batch import MAX_ASKED, MAX_JOBS, Batch
from cxassess.cli.batch_task import Outcome
from cxassess.cli.exit_codes import BAD_INPUT, NO_ACCESS, SUCCESS, USAGE, CommandError, priority_exit_code
from cxassess.cli.progress import Progress
from cxassess.cli.report_digests import InputDigests
from cxassess.cli.report_file import Style, report_unused_options
from cxassess.cli.report_task import Made, Maker, Order
from cxassess.cli.shared import Reporter, access_error, refuse_pattern, write_output
from cxassess.files import remove_leftovers
from cxassess.output.made_files import MadeFiles
from cxassess.portfolio.comparison import Key, match_key, one_each
from cxassess.portfolio.process_pool import WorkerDied, map_in_order, usable_cpus
from cxassess.portfolio.refused import name_below, refused_files, refused_of
from cxassess.report.file_names import Named, file_names
from cxassess.report.sentences import format_date
from cxassess.scoring import Assessment
from cxassess.text import count_words, join_some

MAX_NAMED = 3  # files named of several
MIN_SHARED = 16  # reports without pages for which one process takes longer than others take to start


class About(NamedTuple):
    """What a report of an answer file is named after and matched by; `playbook` are the files that its questions are in."""

    path: str
    key: Key
    subject: tuple[str, ...]
    date: datetime.date | None
    playbook: tuple[str, ...]
    overlays: tuple[str, ...]


def _about(assessment: Assessment) -> About:
    header, playbook = assessment.answers.header, assessment.playbook
    subject = tuple(getattr(header.subject, name) for name in SUBJECT_FIELDS)
    places = (playbook.where, *(one.where for one in playbook.plays_and_questions()))
    files = tuple(dict.fromkeys(place.path for place in places))
    return About(assessment.answers.path, match_key(assessment), subject, header.date, files, playbook.overlays)


class _Reading(Batch[About]):
    """Answer files read for their reports: one that is refused costs one line, and warnings are counted."""

    def say(self, outcome: Outcome[About], messages: str) -> None:
        """Print the first error of a file, and how many more there are."""
        lines = [line for line in messages.splitlines() if not line.startswith("    ")]
        errors = [line for line in lines if ": error: " in line] or lines
        more = f"; {count_words(len(errors) - 1, 'more error')}" if len(errors) > 1 else ""
        super().say(outcome, f"{errors[0]}{more}\n" if errors else "")


def make_reports(
    paths: Sequence[str],
    folder: str,
    suffix: str,
    style: Style,
    library: Library,
    *,
    baseline: str = "",
    allow_other: bool = False,
    force: bool = False,
    jobs: int = 0,
) -> int:
    """Make a report of each answer file in a folder; those that are up to date stay. Returns the exit code.

    Raises CommandError where none can be made, or compared with what was asked for, or a process dies.
    """
    _check_arguments(paths, folder, baseline, allow_other)
    report_unused_options(style, suffix)
    counts, total = dict.fromkeys(("made", "kept", "changed"), 0), 0
    try:
        reading = _Reading(paths, library, _about, view=style.view, jobs=jobs, is_brief=True)
        every = list(reading)
        codes = [*reading.codes]
        matched = [*_with_earlier(every, paths, baseline, library, codes, allow_other, jobs)]
        digests, total = InputDigests(library, style, suffix), len(matched)
        names = dict(zip(every, file_names(Named(one.path, one.subject, one.date) for one in every), strict=True))
        orders = [
            Order(one.path, earlier, f"{names[one]}{suffix}", digests.of(one.path, earlier, one.playbook, one.overlays))
            for one, earlier in matched
        ]
        if orders:
            maker = Maker(library, style, suffix, allow_other, Reporter.quiet)
            with contextlib.closing(_make(orders, maker, _open_folder(folder), force, jobs)) as results:
                for word, code in results:
                    codes.append(code)
                    if word:
                        counts[word] += 1
    except KeyboardInterrupt:
        made = f"{counts['made'] + counts['kept']} of {total} reports made" if total else "no report was made"
        Reporter.note(f"Stopped: {made}. Run the same command again to make the {'rest' if total else 'reports'}.")
        raise
    _report_counts(reading, folder, counts, len(every) - sum(counts.values()))
    return priority_exit_code(codes)


def _check_arguments(paths: Sequence[str], folder: str, baseline: str, allow_other: bool) -> None:
    """Raise CommandError for what cannot be used, before any work is done."""
    refuse_pattern(folder)
    if "-" in paths or baseline == "-":
        raise CommandError(USAGE, "standard input has no name for a report in a folder (save it to a file first)")
    if Path(folder).exists() and not Path(folder).is_dir():
        raise CommandError(USAGE, f"{folder}: this is a file (name a folder)")
    if allow_other and not baseline:
        raise CommandError(USAGE, "--allow-other-subject works only with an earlier file (add --baseline EARLIER)")
    if allow_other and Path(baseline).is_dir():
        hint = "give one file after --baseline, which every report is then compared with"
        raise CommandError(USAGE, f"--allow-other-subject: {baseline} is a folder, matched by subject ({hint})")


def _with_earlier(
    every: Sequence[About],
    paths: Sequence[str],
    baseline: str,
    library: Library,
    codes: list[int],
    allow_other: bool,
    jobs: int,
) -> Iterator[tuple[About, str]]:
    """Each file with the path of its earlier answers, '' for none; what is at fault is printed and left out.

    paths: the files and folders that the files come from. Raises CommandError where there are no earlier answers at
    all, or all of them are the later ones.
    """
    if not baseline:
        yield from ((one, "") for one in every)
        return
    earlier = _Reading([baseline], library, _about, jobs=jobs, is_brief=True)
    before = list(earlier)
    if not before:
        raise CommandError(earlier.exit_code or USAGE, f"{baseline} has no earlier answers, so no report was made")
    codes += earlier.codes
    single, several = one_each(before, lambda one: one.key, lambda one: one.date)
    _check_order([(single[one.key], one) for one in every if one.key in single and not allow_other], baseline)
    refused = refused_files((one.path for one in earlier.refusals), [baseline])
    alone, faulty = list[str](), list[str]()
    for one in every:
        if allow_other:
            yield from ((one, other.path) for other in before)
        elif one.key in several:
            named = join_some((other.path for other in several[one.key]), MAX_NAMED)
            hint = "keep the one to compare with"
            message = f"{one.path}: {baseline} has several earlier files about this subject: {named} ({hint})"
            codes.append(Reporter.failure(CommandError(USAGE, message)))
        else:
            if one.key in single:
                yield one, single[one.key].path
                continue
            bad = refused_of(one.key[1:], name_below(one.path, paths), refused)
            (faulty if bad else alone).append(f"{one.path} ({bad})" if bad else one.path)
            yield one, ""
    _report_uncompared(faulty, f"{'its' if len(faulty) == 1 else 'their'} earlier answers have an error")
    _report_uncompared(alone, f"{baseline} has no earlier answers about the subject")


def _report_uncompared(files: Sequence[str], reason: str) -> None:
    """Say of which files the reports compare nothing, and why."""
    if files:
        what = "1 report compares" if len(files) == 1 else f"{len(files)} reports compare"
        Reporter.note(f"cxassess: {what} nothing, as {reason}: {join_some(files, MAX_NAMED)}")


def _check_order(pairs: Sequence[tuple[About, About]], baseline: str) -> None:
    """Raise CommandError where the earlier answers of several files are all later than these."""
    late = [earlier for earlier, one in pairs if earlier.date and one.date and earlier.date > one.date]
    if len(pairs) > 1 and len(late) == len(pairs):
        such = f"such as {late[0].path} ({format_date(late[0].date)})"
        where = f"the answers in {baseline} are later than those to report on about the same subject"
        raise CommandError(BAD_INPUT, f"{where}, {such} (give the earlier answers after --baseline)")


def _open_folder(folder: str) -> MadeFiles:
    """The folder, made where it is missing. Raises CommandError."""
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        return MadeFiles(Path(folder))
    except OSError as error:
        raise access_error(error, error.filename or folder) from None


def _make(orders: Sequence[Order], maker: Maker, made: MadeFiles, force: bool, jobs: int) -> Generator[tuple[str, int]]:
    """For each order what became of it, `made`, `kept`, `changed` or '', and its exit code; a line of each is printed."""
    todo = [order for order in orders if force or not made.is_up_to_date(order.name, order.inputs)]
    missing, progress = {order.name for order in todo}, Progress(len(todo))
    with contextlib.closing(_results(todo, maker, jobs)) as results:
        for number, order in enumerate(orders, 1):
            said = f"{number} of {len(orders)}"
            if order.name not in missing:
                Reporter.note(f"{said}: {made.folder / order.name} is up to date")
                yield "kept", SUCCESS
                continue
            result = next(results)
            progress.clear()
            sys.stderr.write(result.messages)
            yield _write(made, order, result, force, said)
            progress.advance()
    progress.clear()
    try:
        made.close()
    except OSError as error:
        raise access_error(error, made.folder) from None


def _write(made: MadeFiles, order: Order, result: Made, force: bool, said: str) -> tuple[str, int]:
    """Write a report, whole or not at all; what became of it, after a line that says so, and the exit code.

    It is `changed` where a file that was not made so, or that somebody has changed since, is not replaced.
    """
    if result.data is None:
        return "", result.code
    try:
        is_new = _write_data(made, order, result.data, force)
    except CommandError as error:
        return "changed" if error.code == USAGE else "", Reporter.failure(error)
    Reporter.note(f"{said}: {'wrote' if is_new else 'nothing changed in'} {made.folder / order.name}")
    return ("made" if is_new else "kept"), SUCCESS


def _write_data(made: MadeFiles, order: Order, data: bytes, force: bool) -> bool:
    """Write a report unless the file holds just this; whether it was written. Raises CommandError."""
    path = made.folder / order.name
    try:
        is_new = force or not made.holds(order.name, data)
        if is_new and not (force or made.may_replace(order.name)):
            hint = "add --force to replace it, or move it away"
            raise CommandError(USAGE, f"{path}: this file was not made by this command, or was changed since ({hint})")
        if made.has_leftovers:
            remove_leftovers(path)
        if is_new:
            write_output(str(path), data, force=True)
        made.add(order.name, order.inputs, data)
    except OSError as error:
        raise access_error(error, path) from None
    return is_new


def _results(orders: Sequence[Order], maker: Maker, jobs: int) -> Generator[Made]:
    """What becomes of each order, in order, by as many processes as pay. Raises CommandError where one dies."""
    enough = 2 if maker.suffix == ".pdf" else MIN_SHARED
    usual = min(usable_cpus(), MAX_JOBS) if len(orders) >= enough else 1
    jobs = min(jobs or usual, MAX_ASKED, len(orders))
    if jobs < 2:
        yield from map(maker(), orders)
        return
    try:
        yield from map_in_order(maker.__call__, orders, jobs, 1)
    except WorkerDied as died:
        where = ", ".join(order.path for order in died.items)
        hint = "run the same command again: the reports that are there stay; --jobs 1 needs less memory"
        raise CommandError(NO_ACCESS, f"{where}: the process that made its report {died.reason} ({hint})") from None


def _report_counts(reading: Batch[About], folder: str, counts: Mapping[str, int], failed: int) -> None:
    """Say how many reports were made, how many are up to date, and how many files have none."""
    words = [f"{count_words(counts['made'], 'report')} made in {folder}"]
    words += [f"{counts['kept']} up to date (--force makes them again)"] if counts["kept"] else []
    if counts["changed"]:
        words.append(
            f"{counts['changed']} not replaced (--force replaces {'it' if counts['changed'] == 1 else 'them'})"
        )
    refused = sum(reading.refused.values()) + failed
    words += [f"{count_words(refused, 'file')} refused"] if refused else []
    if reading.warnings:
        words.append(f"{count_words(reading.warnings, 'warning')}, which 'cxassess check' lists")
    others = reading.others
    words += [f"{len(others)} left out, not answer files: {join_some(others, MAX_NAMED)}"] if others else []
    Reporter.note(f"cxassess: {', '.join(words)}")
