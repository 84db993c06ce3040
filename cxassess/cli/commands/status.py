"""`cxassess status`: who has answered what in answer files, workbooks and tables, and what is open."""

from __future__ import annotations

from typing import Annotated

from cxassess.answers import Library, Loaded
from cxassess.answers.library import load_root
from cxassess.cli.answer_files import resolve_plays
from cxassess.cli.exit_codes import BAD_INPUT, USAGE, CommandError, priority_exit_code
from cxassess.cli.named_playbooks import playbook_library, refuse_unused_overlays
from cxassess.cli.options import KnownOverlayOption, PlaybookOption, PlayOption, TableCsvOrMarkdown, argument, option
from cxassess.cli.returned_tables import SUFFIXES, find_table, is_table, report_unclear
from cxassess.cli.shared import Reporter, access_error, report_problems, write_stdout
from cxassess.exchange.returned import Returned
from cxassess.nodes import Mapping
from cxassess.output.status import print_status, status_csv, status_markdown
from cxassess.portfolio.paths import SUFFIXES as YAML
from cxassess.portfolio.paths import answer_paths
from cxassess.portfolio.status import PlayStatus, count_answered, play_statuses
from cxassess.problems import Problems
from cxassess.scoring import assess
from cxassess.source.file_kinds import describe_fields
from cxassess.source.parse import read
from cxassess.text import count_words


def status(
    paths: Annotated[
        list[str], argument("Answer files, filled-in workbooks and tables, or folders of these.", "PATH…")
    ],
    format: TableCsvOrMarkdown = "table",
    open: Annotated[
        bool, option("--open", "Only the plays in which a question is open or nobody knows the answer.")
    ] = False,
    play: PlayOption = None,
    playbook: PlaybookOption = "",
    overlay: KnownOverlayOption = None,
) -> int:
    """Show who has answered what, and what is still open.

    One row for each play of each file, with every open question and who is to answer it; as Markdown or CSV it can be
    pasted into a mail that asks for the rest. --play leaves out the plays that were not sent. 'cxassess answer ANSWERS owners.P1=NAME'
    says who is to answer a play.
    """
    files = answer_paths(paths, (*YAML, *SUFFIXES))
    library = playbook_library(playbook, overlay)
    codes = [Reporter.failure(access_error(error, str(error.filename))) for error in files.errors]
    for folder in files.empty:
        codes.append(Reporter.failure(CommandError(USAGE, f"{folder}: there is no answer file or workbook in it")))
    statuses: list[PlayStatus] = []
    requests: list[str] = []
    said = set[tuple[str, ...]]()
    for path in files.paths:
        try:
            table, loaded = _load(path, library, path in files.named)
            named = resolve_plays(loaded.playbook, play) if loaded is not None and play else ()
        except CommandError as error:
            codes.append(error.code)
            if error.lines not in said:  # the same play may be missing for many files
                Reporter.failure(error)
                said.add(error.lines)
            continue
        if table is not None and table.unclear:
            requests.append(report_unclear(table))
            codes.append(BAD_INPUT)
        if loaded is not None:
            plays, unclear = (table.plays, table.unclear_ids) if table else ((), ())
            cells = len({one.where.order for one in table.unclear}) if table else 0
            statuses += play_statuses(assess(loaded.playbook, loaded.answers), named or plays, unclear, cells)
    shown = [one for one in statuses if one.open or one.unknown or one.unclear or not open]
    if shown or format == "csv":
        _print(shown, format)
    if statuses:
        Reporter.note(_summary(statuses))
    for request in filter(None, requests):
        Reporter.note(request)
    return priority_exit_code(codes)


def _load(path: str, library: Library, is_named: bool) -> tuple[Returned | None, Loaded | None]:
    """The table in a file, None for an answer file, and its answers.

    No answers for a file of something else that was not named. Raises CommandError.
    """
    if is_table(path):
        returned = find_table(path, library, is_named=is_named)
        return returned, returned.loaded if returned else None
    problems = Problems()
    with report_problems(path):
        root = read(path, problems)
        kind = describe_fields(root.pairs) if isinstance(root, Mapping) else ""
        if kind != "an answer file" and not is_named:
            return None, None
        loaded = load_root(path, root, library, problems)
    refuse_unused_overlays(library, loaded.answers)
    return None, loaded


def _print(statuses: list[PlayStatus], format: str) -> None:
    if format == "table":
        print_status(statuses)
    else:
        write_stdout(status_csv(statuses) if format == "csv" else status_markdown(statuses))


def _summary(statuses: list[PlayStatus]) -> str:
    """How much is answered, over all files."""
    files = count_words(len({one.path for one in statuses}), "file")
    unknown, left = sum(len(one.unknown) for one in statuses), sum(len(one.open) for one in statuses)
    unclear = sum(len(one.unclear) for one in statuses)
    between = f"{unclear} unclear, " if unclear else ""
    return f"{files}: {count_answered(statuses)}, {between}{unknown} don't know, {left} open."
