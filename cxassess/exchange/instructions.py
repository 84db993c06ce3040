"""What people are told who get questions to fill in and may never have heard of cxassess: plain words, no format."""

from __future__ import annotations

from collections.abc import Iterator

from cxassess.answers import NOT_APPLICABLE, UNKNOWN
from cxassess.exchange.model import ANSWER, CHOICES, CONFIDENCE, EVIDENCE, NOTE, REASON, TARGET, Export, level_label
from cxassess.text import count_words, join_words, one_line

Section = tuple[str, tuple[tuple[str, str], ...]]
"""A heading, and its lines: what each is about, or a number, and what it says."""

FIELD_HINTS = {
    "respondent.name": "If your office prefers no names, leave this empty.",
    "respondent.role": "What you do, such as contact center manager.",
    "date": "Year, month, day, such as 2026-09-30.",
    "subject.agency": "",
    "subject.component": "The part of the agency that you answer for.",
    "subject.service": "The service that you answer for, if it is one.",
    "subject.scope": "public, internal (people in government) or both",
}
"""What to write beside each of FIELDS."""


def size_sentence(export: Export) -> str:
    """Which questions these are: `Version 2.0, with the overlay quick: 24 questions in 8 parts.`"""
    playbook = export.playbook
    questions = sum(len(sheet.rows) for sheet in export.sheets)
    overlays = f", with the overlay{'s' * (len(playbook.overlays) > 1)} {join_words(playbook.overlays)}"
    parts = count_words(len(export.sheets), "part")
    return f"Version {one_line(playbook.version)}{overlays if playbook.overlays else ''}: {count_words(questions, 'question')} in {parts}."


def workbook_sections(export: Export) -> Iterator[Section]:
    """The sections of the first sheet of a workbook, the table of fields left out."""
    is_conditional = any(row.condition for sheet in export.sheets for row in sheet.rows)
    yield (
        "What this is",
        (
            (
                "",
                "A questionnaire about how well an agency serves its customers, and what it does to serve them better.",
            ),
            ("", "There is no pass or fail. Answer for how things are done today, not for how they should be."),
            ("", "Nothing is sent by itself, and this file needs no connection: it works offline."),
        ),
    )
    steps = [
        "Fill in the table About you below.",
        "Go through the sheets that follow; the sheet Progress lists them and counts what is still open. Leave what others "
        "will answer empty.",
        f"Read the levels beside a question. In the column {ANSWER}, choose the level that is true today from the list.",
        f"{CHOICES[NOT_APPLICABLE]} means that the question cannot apply to what you answer for. Say why in {REASON}.",
        f"{CHOICES[UNKNOWN]} means that it applies, but that you cannot tell the level. It is better than a guess.",
        f"The other columns are up to you. {REASON}: why this level. {EVIDENCE}: what shows it, one piece a line, "
        f"with an address if there is one: Title | https://… {NOTE}: anything else. {CONFIDENCE}: how sure you are. "
        f"{TARGET}: the level that it should reach.",
        "Save the file, and send it back to the person named below.",
    ]
    if is_conditional:
        steps.insert(
            5,
            "Some questions are asked only if another one is answered in a certain way: it is written under them. "
            "A row turns gray when its question is not asked; leave it empty.",
        )
    yield "How to fill it in", tuple((str(number), step) for number, step in enumerate(steps, 1))
    yield (
        "By keyboard",
        (
            ("List", "Alt+Down opens the list of an answer (Mac: Option+Down). Enter chooses."),
            ("Next cell", "Tab goes to the next cell that you can fill in."),
            ("New line", "Alt+Enter begins a new line in a cell (Mac: Control+Option+Return)."),
            (
                "Locked cells",
                "All other cells are locked so that nothing is changed by accident. There is no password.",
            ),
        ),
    )


def level_sections(export: Export) -> Iterator[Section]:
    """How to choose a level, and what the shared levels mean; nothing where the playbook does not say."""
    playbook = export.playbook
    if playbook.guide:
        yield "How to choose a level", tuple(("", one_line(text)) for text in playbook.guide)
    if playbook.scale and any(level.text for level in playbook.scale):
        yield "The levels", tuple((level_label(level), one_line(level.text)) for level in playbook.scale)


def hidden_sentence(export: Export) -> str:
    """What the hidden sheet holds, so that nobody sends on what they do not know of."""
    answered = any(any(row.cells.values()) for sheet in export.sheets for row in sheet.rows)
    what = "the name and edition of this questionnaire"
    if answered:
        what += (
            ", and the answers as they were before, also what no other sheet shows, such as votes and planned actions"
        )
    return f"A hidden sheet holds what is needed to read your answers back: {what}."
