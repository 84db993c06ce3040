"""Who has answered what, as a table for a terminal, CSV, or Markdown to paste into a mail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from cxassess.output.csv import table_csv
from cxassess.output.markdown import chunks
from cxassess.output.rows import NUMBER, WORD, Cell
from cxassess.playbook import Question
from cxassess.playbook.question_names import name_questions
from cxassess.portfolio.status import PlayStatus
from cxassess.report.blocks import Column, Row, Table, text
from cxassess.text import count_words, one_line

CSV_COLUMNS = {
    **dict.fromkeys(["source", "respondent", "role", "date", "play", "title", "owner"], WORD),
    **dict.fromkeys(["questions", "answered", "not_applicable", "unknown", "open"], NUMBER),
    **dict.fromkeys(["unknown_ids", "open_ids"], WORD),
    "unclear": NUMBER,
    "unclear_ids": WORD,
}


def status_csv(statuses: Sequence[PlayStatus]) -> str:
    """A row for each play of each file, with its header; ids are separated by spaces."""
    rows: list[list[Cell]] = [
        [
            one.path,
            one.respondent,
            one.role,
            one.date.isoformat() if one.date else "",
            one.play,
            one.title,
            one.owner,
            one.asked,
            one.answered,
            one.not_applicable,
            len(one.unknown),
            len(one.open),
            _list_ids(one.unknown, " "),
            _list_ids(one.open, " "),
            len(one.unclear),
            _list_ids(one.unclear, " "),
        ]
        for one in statuses
    ]
    return "".join(table_csv(CSV_COLUMNS, rows))


def status_markdown(statuses: Sequence[PlayStatus]) -> str:
    """A table of those columns that say something; every open question is named."""
    columns = _columns(statuses, _name_all)
    if len({one.path for one in statuses}) > 1:
        columns = {"File": [one.path for one in statuses], "Who": [_who(one) for one in statuses]} | columns
    heads = [head for head, cells in columns.items() if any(cells)]
    rows = zip(*(columns[head] for head in heads), strict=True)
    cells = tuple(Row(tuple(text(one_line(cell)) for cell in row)) for row in rows)
    table = Table("status", "", tuple(map(Column, heads)), cells, "actions")
    return "\n".join(chunks([table])) + "\n"


def print_status(statuses: Sequence[PlayStatus]) -> None:
    """Print a table for each file, of those columns that say something; questions by their ids."""
    from cxassess.output.terminal import console, print_table

    out, every = console(), _columns(statuses, _list_ids)
    heads = [head for head, cells in every.items() if any(cells)]
    for number, (path, group) in enumerate(groupby(statuses, lambda one: one.path)):
        of_file = list(group)
        columns = _columns(of_file, _list_ids)
        if number:
            out.print()
        first = of_file[0]
        about = [path, _who(first), first.date.isoformat() if first.date else ""]
        about += [f"{count_words(first.unclear_cells, 'cell')} unclear"] if first.unclear_cells else []
        out.print(one_line(" · ".join(filter(None, about))), style="bold")
        header = [
            (head, "wrap" if head in ("Play", "Owner", "Unclear", "Open", "Don't know") else "left") for head in heads
        ]
        print_table(out, header, [[*row] for row in zip(*(columns[head] for head in heads), strict=True)])


def _who(status: PlayStatus) -> str:
    return ", ".join(filter(None, [status.respondent, status.role]))


def _columns(
    statuses: Sequence[PlayStatus], list_questions: Callable[[Sequence[Question]], str]
) -> dict[str, list[str]]:
    """The cells by the heads of their columns."""
    return {
        "Play": [f"{one.play} {one.title}" for one in statuses],
        "Owner": [one.owner for one in statuses],
        "Answered": [f"{one.answered} of {one.asked}" for one in statuses],
        "Unclear": [list_questions(one.unclear) for one in statuses],
        "Don't know": [list_questions(one.unknown) for one in statuses],
        "Open": [list_questions(one.open) or "none" for one in statuses],
    }


def _name_all(questions: Sequence[Question]) -> str:
    """All questions in a sentence: `Customer types (P1.1) and Reasons for contact (P1.5)`."""
    return name_questions(questions, len(questions))


def _list_ids(questions: Sequence[Question], between: str = ", ") -> str:
    return between.join(question.id for question in questions)
