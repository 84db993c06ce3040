"""The sheet of a play: a row for each question, with what can be chosen and where to write."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

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
from cxassess.exchange.sheet_look import (
    LINE,
    MAX_HEIGHT,
    MIN_LINES,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    ROW,
    TITLE_HEIGHT,
    Look,
    count_lines,
    page_breaks,
    points_across,
    set_height,
    write,
)
from cxassess.exchange.word_lists import (
    LISTS,
    count_filled_formula,
    count_starts_formula,
    count_words_formula,
    plain_formula,
)
from cxassess.playbook import Question
from cxassess.text import count_words, one_line

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

HEADS = (*SHOWN, *ENTERED)


class Names(NamedTuple):
    """The names of what can be chosen as answer and as target, and of what may be typed for a level."""

    choices: str
    levels: str
    words: str


Lists: TypeAlias = Mapping[tuple[str, ...], Names]  # by what can be chosen as the answer
WIDTHS = (6, 24, 60, 13, 14, 16, 14, 11, 11)  # in characters; of the levels at least
MAX_LEVELS_WIDTH = 120
MAX_LINES = MAX_HEIGHT // LINE - 3  # of the levels in a row
HINTS = {
    ANSWER: "Choose from the list.",
    REASON: "Needed if not applicable: why.",
    EVIDENCE: "What shows it, one piece per line: Title | https://…",
    NOTE: "Anything else.",
    CONFIDENCE: "How sure you are.",
    TARGET: "The level to reach.",
}
"""What is written above the heads."""
INTENT_WIDTH = 150  # characters of a line of what the play is for
_NOT_APPLICABLE = (CHOICES[NOT_APPLICABLE], "n/a", "na")  # formulas ignore case
_MAX_FORMULA = 8000  # characters: Excel takes 8192
_TYPED = {
    ANSWER: "The number or the name of a level, n/a and dk will be understood; you will be asked about anything else.",
    CONFIDENCE: "High, medium or low will be understood; you will be asked about anything else.",
    TARGET: "The number or the name of a level will be understood; you will be asked about anything else.",
}
"""What is said when something is typed that is not in a list."""


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

    def counts(self, row: int, lists: Lists) -> Iterator[tuple[str, int]]:
        """The formulas of a row of the progress sheet, counted from 0, with what they give now.

        Answered is what import understands, as far as `word_lists` has it; what else is filled in is unclear.
        """
        answers, at = self.column(ANSWER), row + 1
        given = [one.cells[ANSWER] for one in self.sheet.rows]
        answered = sum(map(bool, given))
        not_applicable = f"{count_words_formula(answers, LISTS[NOT_APPLICABLE])}+{count_starts_formula(answers)}"
        yield f"=ROWS({answers})", len(given)
        yield f"={self.count_levels(lists)}+D{at}+E{at}", answered
        yield f"={not_applicable}", given.count(CHOICES[NOT_APPLICABLE])
        yield f"={count_words_formula(answers, LISTS[UNKNOWN])}", given.count(CHOICES[UNKNOWN])
        yield f"={count_filled_formula(answers)}-C{at}", 0
        yield f"=B{at}-C{at}-F{at}", len(given) - answered

    def count_levels(self, lists: Lists) -> str:
        """A formula, without `=`, that counts the answers that are a level of their question."""
        answers, ids = self.column(ANSWER), self.column(ID)
        by_list: dict[str, list[str]] = {}
        for row in self.sheet.rows:
            by_list.setdefault(lists[tuple(answer_choices(row.question))].words, []).append(row.question.id)
        among = {
            name: "+".join(f"({ids}={_quoted(id)})" for id in asked) if len(by_list) > 1 else ""
            for name, asked in by_list.items()
        }
        formula = "+".join(count_words_formula(answers, name, rows) for name, rows in among.items())
        return formula if len(formula) < _MAX_FORMULA else "+".join(count_words_formula(answers, one) for one in among)

    def write(self, sheet: Worksheet, look: Look, lists: Lists) -> None:
        """Write the whole sheet; `lists` are the names of what can be chosen and typed."""
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
        about = f"{count_words(len(rows), 'question')}, one per row. Fill in the columns from {ANSWER} to {TARGET}."
        table = look.table(f"Play_{self.number}", HEADS, about)
        sheet.add_table(head, 0, head + len(rows), len(HEADS) - 1, table)
        heights = []
        for at, row in enumerate(rows, head + 1):
            self.write_row(sheet, look, at, row)
            heights.append(set_height(sheet, at, _row_lines(row, widths)))
            self.add_choices(sheet, lists, at, row.question)
        hints = set_height(sheet, head - 1, max(count_lines(hint, widths[name]) for name, hint in HINTS.items()))
        heads = set_height(sheet, head, 1)
        self.set_pages(sheet, widths.values(), heights, (TITLE_HEIGHT + len(self.intent) * ROW + hints + heads, heads))
        sheet.ignore_errors({"number_stored_as_text": f"D{head + 2}:I{head + 1 + len(rows)}"})
        sheet.freeze_panes(head + 1, 2)
        sheet.repeat_rows(head)
        sheet.print_area(0, 0, head + len(rows), len(HEADS) - 1)

    def set_pages(
        self, sheet: Worksheet, widths: Iterable[int], heights: Sequence[int], above: tuple[int, int]
    ) -> None:
        """Print a whole number of questions on each page; `above` is how high the rows above them are.

        Excel breaks pages by itself where it fits a sheet to their width, between rows as well; LibreOffice goes by these.
        """
        room = PAGE_HEIGHT * points_across(widths) // PAGE_WIDTH
        sheet.set_h_pagebreaks([self.head + 1 + rows for rows in page_breaks(heights, *above, room)])

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

    def add_choices(self, sheet: Worksheet, lists: Lists, at: int, question: Question) -> None:
        """The drop-downs of a row. What is typed instead is accepted after a question: import understands numbers and names."""
        typed = {"error_type": "information", "error_title": "Not in the list"}
        named = lists[tuple(answer_choices(question))]
        sources = {ANSWER: f"={named.choices}", CONFIDENCE: [*CONFIDENCES], TARGET: f"={named.levels}"}
        for head, source in sources.items():
            column = HEADS.index(head)
            rule = {"validate": "list", "source": source, "error_message": _TYPED[head], **typed}
            sheet.data_validation(at, column, at, column, rule)

    def mark_unclear(self, sheet: Worksheet, look: Look, lists: Lists) -> None:
        """Turn answers red and underlined that are none of the words with which the progress sheet counts."""
        column = HEADS.index(ANSWER)
        for at, row in enumerate(self.sheet.rows, self.head + 1):
            cell = f"${'ABCDEFGHI'[column]}{at + 1}"
            names = (lists[tuple(answer_choices(row.question))].words, *LISTS.values())
            counts = "+".join([*(count_words_formula(cell, name) for name in names), count_starts_formula(cell)])
            rule = {
                "type": "formula",
                "criteria": f'=AND({plain_formula(cell)}<>"",{counts}=0)',
                "format": look.unclear,
            }
            sheet.conditional_format(at, column, at, column, rule)

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

    Levels are recognized by the key that a cell begins with; any other text is left undecided.
    """
    key = f'LEFT({answer},FIND(" ",{answer}&" ")-1)'
    others = [f"{key}={_quoted(level.key)}" for level in question.levels if level.key not in keys]
    return ",".join([*others, *(f"{answer}={_quoted(word)}" for word in _NOT_APPLICABLE)])


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _levels_width(questions: Collection[Question]) -> int:
    """How wide the column of the levels must be so that no row is higher than Excel can make it."""
    for columns in range(WIDTHS[2], MAX_LEVELS_WIDTH, 10):
        if all(count_lines(levels_text(question), columns) <= MAX_LINES for question in questions):
            return columns
    return MAX_LEVELS_WIDTH


def _row_lines(row: Row, widths: Mapping[str, int]) -> int:
    """How many lines the highest cell of a row takes."""
    question = row.question
    words = [(question.name, True), (question.text, False), (row.condition, False)]
    shown = sum(count_lines(one_line(text), widths[QUESTION], bold) for text, bold in words)
    cells = (count_lines(row.cells[head], widths[head]) for head in ENTERED)
    return max(MIN_LINES, shown, count_lines(levels_text(question), widths[LEVELS]), *cells)


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
