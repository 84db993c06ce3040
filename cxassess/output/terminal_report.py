"""A report as lines for a terminal, from the same blocks as every other format."""

from __future__ import annotations

import os
from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

from cxassess.output.linear_blocks import Linear, linear, linear_sections
from cxassess.output.terminal import console, print_table
from cxassess.report.blocks import Heading, Labeled, Listing, Paragraph, Row, Table, Text
from cxassess.settings import wants_plain
from cxassess.text import one_line, safe_lines

if TYPE_CHECKING:
    from cxassess.report.single.model import Report
    from cxassess.template import Template

WIDTH = 80  # columns at most, so that lines are easy to read
MAX_CELL = 90  # characters of a cell beside the first; with a longer one the rows of a table are items
MIN_HEAD = 12  # characters of a head that are on one line
MAX_UNBROKEN = 24  # characters of a cell that is on one line
MAX_LABEL = 30  # of a head that is said before a cell


def print_report(report: Report, size: str, template: Template) -> None:
    """Print the sections of a size."""
    out = console(WIDTH)
    if report.marking:
        out.print(one_line(report.marking))
    before: Linear | None = None
    for section in (one for one in linear_sections(report, size, template) if one.name != "contents"):
        for block in linear(section.blocks, aloud=wants_plain(os.environ)):
            if before and _are_apart(before, block):
                out.print()
            _print(out, block)
            before = block
    if report.marking:
        out.print()
        out.print(one_line(report.marking))


def _are_apart(before: Linear, block: Linear) -> bool:
    """Whether an empty line comes between two blocks."""
    match before, block:
        case _, Paragraph(kind="part"):
            return False
        case (_, Heading() | Table()) | (Listing(), Paragraph()) | (Heading(level=1), _):
            return True
        case _:
            return isinstance(before, Table) and before.kind != "strip"


def _print(out: Any, block: Linear) -> None:
    match block:
        case Heading():
            out.print(one_line(_words(block.text)), style="bold")
        case Paragraph():
            colon = ":" if block.kind == "part" else ""
            _print_lines(out, _words(block.text) + colon)
        case Labeled():
            _print_lines(out, f"{block.label}: {_words(block.text)}")
        case Listing(kind="facts"):
            _print_lines(out, " ".join(": ".join(span.text.strip() for span in item) + "." for item in block.items))
        case Listing():
            if block.label:
                _print_lines(out, f"{block.label}:")
            for number, item in enumerate(block.items, 1):
                _print_lines(out, _words(item), f"{number}. " if block.kind == "numbered" else "- ")
        case Table():
            _print_table(out, block)


def _print_lines(out: Any, words: str, marker: str = "") -> None:
    """Print words after a marker, in lines that go on under their beginning."""
    from rich.text import Text as Line

    typed = safe_lines(words).split("\n")
    lines = [part.plain.rstrip() for line in typed for part in Line(line).wrap(out, out.width - len(marker))]
    out.print(marker + f"\n{' ' * len(marker)}".join(lines))


def _print_table(out: Any, table: Table) -> None:
    """A table with its caption; its rows as items where many cells are sentences."""
    if table.caption:
        out.print(one_line(table.caption), style="bold")
    heads = [column.head for column in table.columns]
    rows = [[_words(cell) for cell in row.cells] for row in table.rows]
    longest = [max(len(row[at]) for row in rows if at < len(row)) for at in range(len(heads))]
    if table.kind == "tasks" or any(length > MAX_CELL for at, length in enumerate(longest) if at != table.head):
        for row in table.rows:
            if row.kind == "group":
                _print_lines(out, _words(row.cells[0]) + ":")
            else:
                _print_lines(out, _item(heads, row, table.head), "- ")
        return
    sides = [
        "right" if "number" in column.kind else "wrap" if at == table.head or longest[at] > MAX_UNBROKEN else "left"
        for at, column in enumerate(table.columns)
    ]
    if sum(max(len(head), long) + 2 for head, long in zip(heads, longest, strict=True)) > out.width:
        heads = [fill(head, max(MIN_HEAD, long)) for head, long in zip(heads, longest, strict=True)]
    filled = [row + [""] * (len(heads) - len(row)) for row in rows]
    print_table(out, list(zip(heads, sides, strict=True)), filled, last_bold=table.rows[-1].kind == "overall")


def _item(heads: Sequence[str], row: Row, head: int) -> str:
    """The cells of a row in a line: `Map the renewal. Owner: Field office manager. By: May 31, 2027.`"""
    said = []
    for at, cell in enumerate(row.cells):
        label = f"{heads[at]}: " if at != head and len(heads[at]) <= MAX_LABEL else ""
        said += [label + _words(cell)] if cell else []
    return " ".join(words if words[-1:] in ".?!…" else f"{words}." for words in said)


def _words(line: Text) -> str:
    """A line without links; what says where an answer is stands in parentheses, as in `Staff tools (P3.7)`."""
    return "".join(f"({span.text})" if span.kind == "where" and span.text[0].isalnum() else span.text for span in line)
