"""A workbook to fill in: instructions, progress, a sheet for each play, and what is carried on a hidden sheet."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cxassess.answers.header import SCOPES
from cxassess.exchange.instructions import (
    FIELD_HINTS,
    PROGRESS_NOTES,
    RETURN,
    Section,
    hidden_sentence,
    level_sections,
    minutes_sentence,
    size_sentence,
    workbook_sections,
)
from cxassess.exchange.model import (
    CHOICES,
    ENTRY,
    FIELD,
    FIELDS,
    HIDDEN_SHEET,
    LISTS_SHEET,
    LISTS_TITLE,
    PROGRESS_SHEET,
    START_SHEET,
    Export,
    answer_choices,
    escape_apostrophe,
    fit_cell,
)
from cxassess.exchange.question_sheet import Names, QuestionSheet
from cxassess.exchange.sheet_look import (
    FONT,
    SIZE,
    TITLE_HEIGHT,
    Look,
    count_lines,
    fit_page,
    lock,
    play_sheet_names,
    set_height,
    write,
)
from cxassess.exchange.word_lists import level_words, state_words
from cxassess.playbook import Question
from cxassess.text import one_line

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

LANGUAGE = "en-US"
_NO_DATE = datetime.datetime(1980, 1, 1)  # what has no date of its own: the same answers give the same bytes
START_WIDTHS = (17, 102, 46)


def workbook_bytes(export: Export) -> bytes:
    """The workbook as an .xlsx file; the same export gives the same bytes."""
    from xlsxwriter import Workbook

    stream = io.BytesIO()
    font = {"font_name": FONT, "font_size": SIZE}
    workbook = Workbook(stream, {"in_memory": True, "default_format_properties": font})
    _Writer(export, workbook).write()
    workbook.close()
    return _with_language(stream.getvalue())


class _Writer:
    """Writes one export into one workbook."""

    def __init__(self, export: Export, workbook: Workbook) -> None:
        self.export = export
        self.workbook = workbook
        self.look = Look(workbook)
        self.title = fit_cell(one_line(export.playbook.title))
        self.names = play_sheet_names(sheet.play for sheet in export.sheets)
        self.lists: dict[tuple[str, ...], Names] = {}

    def write(self) -> None:
        self.set_properties()
        start, progress = (self.workbook.add_worksheet(name) for name in (START_SHEET, PROGRESS_SHEET))
        sheets = [self.workbook.add_worksheet(self.names[sheet.play.id]) for sheet in self.export.sheets]
        lists, hidden = (self.workbook.add_worksheet(name) for name in (LISTS_SHEET, HIDDEN_SHEET))
        self.write_lists(lists)
        self.write_start(start)
        questions = [
            QuestionSheet(sheet, self.names[sheet.play.id], number)
            for number, sheet in enumerate(self.export.sheets, 1)
        ]
        answers = self.name_answers(questions)
        self.write_progress(progress, questions)
        for worksheet, one in zip(sheets, questions, strict=True):
            one.write(worksheet, self.look, self.lists)
            one.mark_unclear(worksheet, self.look, self.lists)
            one.mark_not_asked(worksheet, self.look, answers)
            fit_page(worksheet, self.title, self.export.marking)
            lock(worksheet)
        self.write_hidden(hidden)
        start.activate()

    def set_properties(self) -> None:
        fields = self.export.fields
        subject = ", ".join(
            filter(None, (fields["subject.agency"], fields["subject.component"], fields["subject.service"]))
        )
        day = datetime.date.fromisoformat(fields["date"]) if fields["date"] else None
        self.workbook.set_properties(
            {
                "title": self.title,
                "subject": fit_cell(one_line(subject)),
                "author": "",
                "created": datetime.datetime(day.year, day.month, day.day) if day else _NO_DATE,
            }
        )

    def write_lists(self, sheet: Worksheet) -> None:
        """The choices of each drop-down, a column each: a list in the cell itself ends after 255 characters."""
        write(sheet, 0, 0, LISTS_TITLE, self.look.title)
        rows = [row for one in self.export.sheets for row in one.rows]
        for choices in dict.fromkeys(tuple(answer_choices(row.question)) for row in rows):
            column = len(self.lists)
            for row, choice in enumerate(choices, 1):
                write(sheet, row, column, choice)
            letter, number = _column(column), column + 1
            names = {f"Answers_{number}": len(choices), f"Levels_{number}": len(choices) - len(CHOICES)}
            for name, count in names.items():
                self.workbook.define_name(name, f"={LISTS_SHEET}!${letter}$2:${letter}${count + 1}")
            self.lists[choices] = Names(f"Answers_{number}", f"Levels_{number}", f"Words_{number}")
        self.write_words(sheet, 3 + max(map(len, self.lists), default=0), [row.question for row in rows])
        lock(sheet)
        sheet.hide()

    def write_words(self, sheet: Worksheet, row: int, questions: Sequence[Question]) -> None:
        """What may be typed instead, a row for each list: formulas compare a column of answers with all of it."""
        write(sheet, row, 0, "Words that are understood", self.look.title)
        by_choices = {tuple(answer_choices(question)): question for question in questions}
        words = {names.words: level_words(by_choices[choices]) for choices, names in self.lists.items()}
        for at, (name, typed) in enumerate((words | state_words(by_choices.values())).items(), row + 1):
            for column, word in enumerate(typed):
                write(sheet, at, column, escape_apostrophe(word))
            last = _column(max(0, len(typed) - 1))
            self.workbook.define_name(name, f"={LISTS_SHEET}!$A${at + 1}:${last}${at + 1}")

    def name_answers(self, questions: list[QuestionSheet]) -> dict[str, tuple[str, Question]]:
        """The questions on which others depend, by id, each with the name of a formula that gives its answer.

        By name, because older Excel refuses the cells of other sheets there. One that is conditional itself is left out: an
        answer to it may not count.
        """
        rows = [row for one in questions for row in one.sheet.rows]
        deciding = {id for row in rows for id in row.question.when}
        named: dict[str, tuple[str, Question]] = {}
        for one in questions:
            for question in (row.question for row in one.sheet.rows):
                if question.id in deciding and not question.when:
                    name = f"Answer_to_{len(named) + 1}"
                    self.workbook.define_name(name, one.answer_formula(question.id))
                    named[question.id] = (name, question)
        return named

    def write_start(self, sheet: Worksheet) -> None:
        look = self.look
        for column, columns in enumerate(START_WIDTHS):
            sheet.set_column(column, column, columns)
        write(sheet, 0, 0, self.title, look.title)
        sheet.set_row(0, TITLE_HEIGHT)
        write(sheet, 1, 0, f"{size_sentence(self.export)} {minutes_sentence(self.export)}")
        row = 2
        if self.export.marking:
            write(sheet, row, 0, one_line(self.export.marking), look.heading)
            row += 1
        first, *others = workbook_sections(self.export)
        for section in (first, others[0]):
            row = self.write_section(sheet, row + 1, section)
        row = self.write_fields(sheet, row + 1)
        for section in (*level_sections(self.export), *others[1:]):
            row = self.write_section(sheet, row + 1, section)
        row = self.write_section(sheet, row + 1, ("What else is in this file", (("", hidden_sentence(self.export)),)))
        fit_page(sheet, self.title, self.export.marking)
        sheet.print_area(0, 0, row, 2)
        lock(sheet)

    def write_section(self, sheet: Worksheet, row: int, section: Section) -> int:
        """A heading and its lines; gives the row after them."""
        heading, lines = section
        write(sheet, row, 0, heading, self.look.heading)
        for label, text in lines:
            row += 1
            write(sheet, row, 0, label, self.look.label)
            write(sheet, row, 1, text, self.look.wrapped)
            set_height(sheet, row, count_lines(text, START_WIDTHS[1]))
        return row + 1

    def write_fields(self, sheet: Worksheet, row: int) -> int:
        """The table of what answers say of themselves; gives the row after it."""
        look = self.look
        for at, (label, words) in enumerate(RETURN.items(), row):
            write(sheet, at, 0, label, look.label)
            write(sheet, at, 1, words, look.entry)
        first = row + len(RETURN) + 1
        heads, about = (FIELD, ENTRY, "What to write"), f"Who answers, and for what. Fill in the column {ENTRY}."
        sheet.add_table(first, 0, first + len(FIELDS), 2, look.table("Fields", heads, about))
        sheet.ignore_errors({"number_stored_as_text": f"B{first + 2}:B{first + 1 + len(FIELDS)}"})
        for at, (name, label) in enumerate(FIELDS.items(), first + 1):
            write(sheet, at, 0, label, look.cell)
            look.write_entry(sheet, at, 1, self.export.fields[name])
            write(sheet, at, 2, FIELD_HINTS[name], look.cell)
            if name == "subject.scope":
                sheet.data_validation(at, 1, at, 1, {"validate": "list", "source": [*SCOPES]})
        return first + len(FIELDS) + 1

    def write_progress(self, sheet: Worksheet, questions: list[QuestionSheet]) -> None:
        look = self.look
        heads = ["Play", "Questions", "Answered", "of these not applicable", "of these don't know", "Unclear", "Open"]
        owners = self.export.owners
        if owners:
            heads.append("Who answers")
        sheet.set_column(0, 0, 58)
        sheet.set_column(1, 6, 13)
        sheet.set_column(7, 7, 30)
        write(sheet, 0, 0, PROGRESS_SHEET, look.title)
        sheet.set_row(0, TITLE_HEIGHT)
        write(
            sheet,
            1,
            0,
            "How many questions of each play are answered. The counts update automatically. Choose a play to go there.",
        )
        head, last = 3, 3 + len(questions)
        set_height(sheet, head, 2)
        about = "A row for each play, with how many of its questions are answered, unclear and open."
        sheet.add_table(head, 0, last, len(heads) - 1, look.table("Progress", heads, about))
        for row, one in enumerate(questions, head + 1):
            title = fit_cell(one_line(f"{one.sheet.play.id}  {one.sheet.play.title}"))
            sheet.write_url(row, 0, f"internal:'{one.name}'!A1", look.link, title[:255])
            for column, (formula, value) in enumerate(one.counts(row, self.lists), 1):
                sheet.write_formula(row, column, formula, look.number, value)
            if owners:
                write(sheet, row, 7, one_line(owners.get(one.sheet.play.id, "")), look.cell)
        write(sheet, last + 1, 0, "All plays", look.total)
        for column in range(1, 7):
            letter, total = _column(column), sum([*one.counts(0, self.lists)][column - 1][1] for one in questions)
            sheet.write_formula(
                last + 1, column, f"=SUM({letter}{head + 2}:{letter}{last + 1})", look.total_number, total
            )
        notes = [*PROGRESS_NOTES]
        if any(row.condition for one in questions for row in one.sheet.rows):
            notes.append("A question that is asked only under a condition counts as open until it is answered.")
        for at, note in enumerate(notes, last + 3):
            write(sheet, at, 0, note)
        sheet.freeze_panes(head + 1, 0)
        fit_page(sheet, self.title, self.export.marking)
        lock(sheet)

    def write_hidden(self, sheet: Worksheet) -> None:
        """What is carried unseen: a name and a value a row."""
        sheet.set_column(0, 1, 40)
        write(
            sheet,
            0,
            0,
            "What the other sheets do not show; cxassess reads it. Please leave it as it is.",
            self.look.title,
        )
        for row, (name, value) in enumerate(self.export.details.items(), 1):
            write(sheet, row, 0, name)
            write(sheet, row, 1, escape_apostrophe(value))
        lock(sheet)
        sheet.hide()


def _column(number: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(number))


def _with_language(data: bytes) -> bytes:
    """The workbook with its language among its properties, which XlsxWriter does not write."""
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    stream = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = old.read(info)
            if info.filename == "docProps/core.xml":
                part = part.replace(
                    b"</cp:coreProperties>", f"<dc:language>{LANGUAGE}</dc:language></cp:coreProperties>".encode()
                )
            entry = ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            new.writestr(entry, part)
    return stream.getvalue()
