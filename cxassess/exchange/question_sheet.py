"""The sheet of a play: a row for each question, with what can be chosen and where to write."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from cxassess.answers import NOT_APPLICABLE, UNKNOWN
from cxassess.exchange.model import (
    ANSWER,
    CHOICES,
    CONFIDENCE,
    CONFIDENCES,
    ENTERED,
    EVIDENCE,
    ID,
    LEVELS,
    NOTE,
    QUESTION,
    REASON,
    SHOWN,
    TARGET,
    Row,
    Sheet,
    answer_choices,
    fit_cell,
    level_label,
    levels_text,
)
from cxassess.exchange.sheet_look import LINE, MAX_HEIGHT, MIN_LINES, TITLE_HEIGHT, Look, count_lines, set_height, write
from cxassess.playbook import Question
from cxassess.text import count_words, one_line

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

HEADS = (*SHOWN, *ENTERED)
WIDTHS = (7, 28, 50, 16, 18, 24, 26, 12, 15)  # in characters; of the levels at least
MAX_LEVELS_WIDTH = 120
MAX_LINES = MAX_HEIGHT // LINE - 3  # of the levels in a row
HINTS = {
    ANSWER: "Choose from the list.",
    REASON: "Needed if not applicable: why.",
    EVIDENCE: "What shows it, one piece a line: Title | https://…",
    NOTE: "Anything else.",
    CONFIDENCE: "How sure you are.",
    TARGET: "The level to reach.",
}
"""What is written above the heads."""
INTENT_WIDTH = 180  # characters of a line of what the play is for
# As import understands them; the count ignores case.
_WORDS = {NOT_APPLICABLE: ("Not applicable", "n/a", "na"), UNKNOWN: ("Don't know", "dk", "unknown")}


class QuestionSheet:
    """Writes the questions of a play, and knows how to count its answers."""

    def __init__(self, sheet: Sheet, name: str, number: int) -> None:
        self.sheet = sheet
        self.number = number
        self.name = name
        intent = fit_cell(one_line(sheet.play.intent))
        self.intent = textwrap.wrap(intent, INTENT_WIDTH)
        self.head = len(self.intent) + 2  # the row of the heads, counted from 0: title and hints are above it

    def column(self, head: str) -> str:
        """The cells of a column, the head left out, as formulas write them."""
        letter = "ABCDEFGHI"[HEADS.index(head)]
        return f"'{self.name}'!${letter}${self.head + 2}:${letter}${self.head + 1 + len(self.sheet.rows)}"

    def counts(self, row: int) -> Iterator[tuple[str, int]]:
        """The formulas of a row of the progress sheet, counted from 0, with what they give now."""
        answers = self.column(ANSWER)
        given = [one.cells[ANSWER] for one in self.sheet.rows]
        answered = sum(map(bool, given))
        yield f"=ROWS({answers})", len(given)
        yield f"=COUNTA({answers})", answered
        for state, words in _WORDS.items():
            yield "=" + "+".join(f'COUNTIF({answers},"{word}")' for word in words), given.count(CHOICES[state])
        yield f"=B{row + 1}-C{row + 1}", len(given) - answered

    def write(self, sheet: Worksheet, look: Look, lists: Mapping[tuple[str, ...], tuple[str, str]]) -> None:
        """Write the whole sheet; `lists` are the names of what can be chosen as answer and as target, by the former."""
        play, rows, head = self.sheet.play, self.sheet.rows, self.head
        widths = dict(zip(HEADS, WIDTHS, strict=True)) | {LEVELS: _levels_width([row.question for row in rows])}
        write(sheet, 0, 0, one_line(f"{play.id} {play.title}"), look.title)
        sheet.set_row(0, TITLE_HEIGHT)
        for at, line in enumerate(self.intent, 1):
            write(sheet, at, 0, line)
        for column, name in enumerate(HEADS):
            sheet.set_column(column, column, widths[name])
            if name in HINTS:
                write(sheet, head - 1, column, HINTS[name], look.hint)
        about = f"{count_words(len(rows), 'question')}, one a row. Fill in the columns from {ANSWER} to {TARGET}."
        table = look.table(f"Play_{self.number}", HEADS, about)
        sheet.add_table(head, 0, head + len(rows), len(HEADS) - 1, table)
        for at, row in enumerate(rows, head + 1):
            self.write_row(sheet, look, at, row)
            set_height(sheet, at, _row_lines(row, widths))
            self.add_choices(sheet, lists, at, row.question)
        set_height(sheet, head - 1, max(count_lines(hint, widths[name]) for name, hint in HINTS.items()))
        sheet.ignore_errors({"number_stored_as_text": f"D{head + 2}:I{head + 1 + len(rows)}"})
        sheet.freeze_panes(head + 1, 2)
        sheet.repeat_rows(head)
        sheet.print_area(0, 0, head + len(rows), len(HEADS) - 1)

    def write_row(self, sheet: Worksheet, look: Look, at: int, row: Row) -> None:
        question = row.question
        write(sheet, at, 0, question.id, look.cell)
        name, text = (fit_cell(one_line(words)) for words in (question.name, question.text))
        parts: list[object] = [look.bold, f"{name}\n"] if name else []
        parts += [look.plain, text]
        parts += [look.italic, f"\n{row.condition}"] if row.condition else []
        _write_rich(sheet, at, 1, parts, look.cell)
        levels: list[object] = []
        for level in question.levels:
            line_end = "\n" if level is not question.levels[-1] else ""
            text = fit_cell(one_line(level.text))
            levels += [look.bold, fit_cell(level_label(level)) + ("" if text else line_end)]
            levels += [look.plain, f": {text}{line_end}"] if text else []
        _write_rich(sheet, at, 2, levels, look.cell)
        for column, head in enumerate(ENTERED, len(SHOWN)):
            look.write_entry(sheet, at, column, row.cells[head])

    def add_choices(
        self, sheet: Worksheet, lists: Mapping[tuple[str, ...], tuple[str, str]], at: int, question: Question
    ) -> None:
        """The drop-downs of a row. What is typed instead is accepted after a question: import understands numbers and names."""
        typed = {
            "error_type": "information",
            "error_title": "Not in the list",
            "error_message": "The number or the name of a level, n/a and dk will be understood; anything else will come "
            "back to you as a question.",
        }
        choices, levels = lists[tuple(answer_choices(question))]
        for head, source in ((ANSWER, choices), (CONFIDENCE, [*CONFIDENCES]), (TARGET, levels)):
            column = HEADS.index(head)
            sheet.data_validation(at, column, at, column, {"validate": "list", "source": source, **typed})

    def mark_not_asked(self, sheet: Worksheet, look: Look, answers: Mapping[str, tuple[str, Question]]) -> None:
        """Turn the rows gray of questions whose condition is not met, as far as that is certain.

        `answers` are questions by id, each with the name of a formula that gives its answer.
        """
        for at, row in enumerate(self.sheet.rows, self.head + 1):
            tests = [_not_met(*answers[id], keys) for id, keys in row.question.when.items() if id in answers]
            if tests:
                rule = {"type": "formula", "criteria": f"=OR({','.join(tests)})", "format": look.not_asked}
                sheet.conditional_format(at, 0, at, len(HEADS) - 1, rule)

    def answer_formula(self, id: str) -> str:
        """A formula that gives what is written as the answer to a question, wherever its row is sorted to."""
        return f"=INDEX({self.column(ANSWER)},MATCH({_quoted(id)},{self.column(ID)},0))"


def _not_met(answer: str, question: Question, keys: Collection[str]) -> str:
    """A formula that is true where a question is answered with another level than these, or does not apply.

    Levels are told by the key that a cell begins with; any other text is left undecided.
    """
    key = f'LEFT({answer},FIND(" ",{answer}&" ")-1)'
    others = [f"{key}={_quoted(level.key)}" for level in question.levels if level.key not in keys]
    return ",".join([*others, *(f"{answer}={_quoted(word)}" for word in _WORDS[NOT_APPLICABLE])])


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _levels_width(questions: Collection[Question]) -> int:
    """How wide the column of the levels must be so that no row is higher than Excel can make it."""
    for columns in range(WIDTHS[2], MAX_LEVELS_WIDTH, 10):
        if all(count_lines(levels_text(question), columns) <= MAX_LINES for question in questions):
            return columns
    return MAX_LEVELS_WIDTH


def _row_lines(row: Row, widths: Mapping[str, int]) -> int:
    """How many lines the highest cell of a row takes, with one to spare for other fonts."""
    question = row.question
    words = [(question.name, True), (question.text, False), (row.condition, False)]
    shown = sum(count_lines(one_line(text), widths[QUESTION], bold) for text, bold in words)
    cells = (count_lines(row.cells[head], widths[head]) for head in ENTERED)
    return max(MIN_LINES, shown + 1, count_lines(levels_text(question), widths[LEVELS]) + 1, *cells)


def _write_rich(sheet: Worksheet, row: int, column: int, parts: list[object], cell: Format) -> None:
    """Write formats and texts in turn into one cell.

    In the cell's own format where it is a single text, where it is too long, and where it looks like an escape of Excel's,
    which XlsxWriter escapes twice in pieces of text.
    """
    texts = [part for part in parts if isinstance(part, str)]
    whole = "".join(texts)
    if len(texts) > 1 and fit_cell(whole) == whole and not re.search("_x[0-9A-Fa-f]{4}_", whole):
        sheet.write_rich_string(row, column, *parts, cell)
    else:
        write(sheet, row, column, whole, cell)
