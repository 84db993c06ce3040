"""Many assessments for a terminal: a line for each, in a table for each playbook."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

from cxassess.output.terminal import console, decimals_note, print_table
from cxassess.report import sentences
from cxassess.report.gates import level_word
from cxassess.report.single.score_rows import profile_row
from cxassess.scoring import Assessment
from cxassess.settings import wants_plain
from cxassess.text import count_words, join_words, one_line

if TYPE_CHECKING:
    from cxassess.report.single.model import ProfileRow

MIN_SUBJECT_WIDTH = 24  # columns that the subject of a file gets before the scores of plays get any
MAX_HEAD = (
    6  # characters of an id above a column of scores; of longer ones, as groups of a view have, the number is there
)
DROPPED = (
    "Band",
    "Level",
    "Stage",
    "Answered",
)  # in this order, where a terminal is too narrow: files have all columns

Column = tuple[str, str, Sequence[str]]  # its title, its side and its cells


class Summary(NamedTuple):
    """One file as the cells of a line; `subject` is the service, the component and the agency.

    `edition` is the title and the version of the playbook, `level` how the column of levels is called, '' where there is none.
    `parts` are the plays or groups, each with its title and score; `kind` says which.
    """

    edition: str
    path: str
    subject: tuple[str, str, str]
    date: str
    parts: tuple[tuple[str, str, str], ...]
    overall: ProfileRow
    level: str
    kind: str = "play"


def summarize(assessment: Assessment, view: str) -> Summary:
    """The line of an assessment."""
    header, rule = assessment.answers.header, assessment.playbook.scoring
    of = header.subject
    return Summary(
        edition=sentences.format_edition(assessment.playbook),
        path=assessment.answers.path,
        subject=(of.service, of.component, of.agency),
        date="" if header.date is None else header.date.isoformat(),
        parts=tuple((part.id, part.title, sentences.score_cell(assessment, part)) for part in assessment.parts(view)),
        overall=profile_row(assessment, assessment.overall),
        level="" if rule.gate is None else level_word(rule),
        kind="group" if view else "play",
    )


def print_summaries(summaries: Iterable[Summary], view: str = "") -> None:
    """Print a table for each playbook, its lines in the order given; the groups of a view that was asked for come first."""
    by_edition: dict[str, list[Summary]] = {}
    for summary in summaries:
        by_edition.setdefault(summary.edition, []).append(summary)
    out = console()
    for number, files in enumerate(by_edition.values()):
        if number:
            out.print()
        _print_edition(out, files, wants_parts=bool(view))


def _print_edition(out: Any, files: Sequence[Summary], wants_parts: bool) -> None:
    """A heading and a table; what all files have in common is in the heading, scores of parts where there is room."""
    folder, varied = _common_folder([file.path for file in files]), _varied_fields(files)
    common = ", ".join(one_line(name) for at, name in enumerate(files[0].subject) if name and at not in varied)
    where = f" in {one_line(folder)}" if folder not in ("", ".") else ""
    about = f"{', all' if len(files) > 1 else ''} of {common}" if common else ""
    out.print(f"{files[0].edition}. {count_words(len(files), 'file')}{where}{about}.", style="bold")
    out.print()
    columns, parts = _columns(files, folder, varied), _part_columns(files)
    if wants_plain(os.environ):  # a line for each cell
        titles = [one_line(title) for _, title, _ in files[0].parts]
        columns += [(title, side, cells) for title, (_, side, cells) in zip(titles, parts, strict=True)] * wants_parts
        parts = []
    dropped = []
    for title in DROPPED:
        if _width([*columns, *parts] if wants_parts else columns) > out.width and not wants_plain(os.environ):
            dropped += [title for head, _, _ in columns if head == title]
            columns = [column for column in columns if column[0] != title]
    if _width([*columns, *parts]) > out.width:
        dropped += [f"the score of each {files[0].kind}"]
        parts = []
    columns += parts
    rows = list(zip(*(cells for _, _, cells in columns), strict=True))
    print_table(out, [(title, side) for title, side, _ in columns], rows)
    if parts:
        out.print()
        named = zip(parts, files[0].parts, strict=True)
        out.print("; ".join(f"{head} {one_line(title)}" for (head, _, _), (_, title, _) in named) + ".")
    for line in _notes(files, columns, dropped, out.width):
        out.print(line)


def _notes(files: Sequence[Summary], columns: Sequence[Column], dropped: Sequence[str], width: int) -> Iterator[str]:
    """What the reader of a table should know: columns that it has no room for, and cells that need a word."""
    if dropped:
        yield f"No room in {width} columns for: {join_words(dropped)}. Make the terminal wider, or write all with -o FILE."
    if any(file.overall.gate == "open" for file in files) and any(title == files[0].level for title, _, _ in columns):
        yield f"{files[0].level} open: none is reached yet, and open answers decide about the first; files have 0."
    note = decimals_note([[cell for _, _, cells in columns for cell in cells]])
    if note:
        yield note


def _columns(files: Sequence[Summary], folder: str, varied: Sequence[int]) -> list[Column]:
    """The columns in which any file has something; of the subject, the fields that vary."""
    subjects = [", ".join(file.subject[at] for at in varied if file.subject[at]) for file in files]
    columns: list[Column] = [
        ("File", "left", [file.path.removeprefix(f"{folder}/") if folder else file.path for file in files]),
        ("Subject", "wrap" if max(map(len, subjects)) > MIN_SUBJECT_WIDTH else "left", subjects),
        ("Date", "left", [file.date for file in files]),
        ("Overall", "right", [file.overall.score for file in files]),
        ("Band", "left", [file.overall.band for file in files]),
        (files[0].level, "right", [file.overall.gate for file in files]),
        ("Answered", "left", [file.overall.answered for file in files]),
    ]
    return [column for column in columns if any(column[2])]


def _part_columns(files: Sequence[Summary]) -> list[Column]:
    """The scores of the plays or groups, below their ids or, where these are long, their numbers."""
    heads = [id for id, _, _ in files[0].parts]
    if any(len(head) > MAX_HEAD for head in heads):
        heads = [str(number) for number, _ in enumerate(heads, 1)]
    return [(head, "right", [file.parts[at][2] for file in files]) for at, head in enumerate(heads)]


def _width(columns: Sequence[Column]) -> int:
    """The columns of the terminal that a table takes, with a subject of which long ones are broken into two lines."""
    widths = [max(len(title), *map(len, cells)) for title, _, cells in columns]
    sides = [side for _, side, _ in columns]
    return sum(
        2 + (max(MIN_SUBJECT_WIDTH, (width + 1) // 2) if side == "wrap" else width)
        for width, side in zip(widths, sides, strict=True)
    )


def _varied_fields(files: Sequence[Summary]) -> list[int]:
    """Which fields of the subject are not the same in all files."""
    return [at for at in range(len(files[0].subject)) if len({file.subject[at] for file in files}) > 1]


def _common_folder(paths: Sequence[str]) -> str:
    """The folder that all files are in, as it was written; '' for none."""
    folders = [path.rpartition("/")[0] for path in paths]
    if len(set(folders)) == 1:
        return folders[0]
    parts = [folder.split("/") for folder in folders]
    common = [names[0] for names in takewhile(lambda names: len(set(names)) == 1, zip(*parts, strict=False))]
    return "/".join(common)
