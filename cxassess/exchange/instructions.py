"""What is written for people who get questions to fill in and may never have heard of cxassess: plain words, no format."""

from __future__ import annotations

from collections.abc import Iterator

from cxassess.answers import NOT_APPLICABLE, UNKNOWN
from cxassess.exchange.model import (
    ANSWER,
    CHOICES,
    CONFIDENCE,
    EVIDENCE,
    HIDDEN_SHEET,
    LISTS_SHEET,
    NOTE,
    REASON,
    TARGET,
    Export,
    level_label,
)
from cxassess.playbook.reading_time import reading_minutes
from cxassess.text import count_words, join_words, one_line

Section = tuple[str, tuple[tuple[str, str], ...]]
"""A heading, and its lines: what each is about, or a number, and what it says."""

_STATES = (
    f"{CHOICES[NOT_APPLICABLE]} means that the question cannot apply to what you answer for. Say why in {REASON}.",
    f"{CHOICES[UNKNOWN]} means that it applies, but that you cannot tell the level. It is better than a guess.",
)
_BESIDES = (
    f"{REASON}: why this level. {EVIDENCE}: what shows it, one piece per line, with its address if there is one{{}}. "
    f"{NOTE}: anything else. {CONFIDENCE}: how sure you are. {TARGET}: the level that it should reach."
)
_CONDITIONS = (
    "Some questions are asked only if another one is answered in a certain way: the condition is written under them."
)

FIELD_HINTS = {
    "respondent.name": "If your office prefers no names, leave this empty.",
    "respondent.role": "What you do, such as contact center manager.",
    "date": "Year, month, day, such as 2026-09-30.",
    "subject.agency": "",
    "subject.component": "The part of the agency that you answer for.",
    "subject.service": "The service that you answer for, if you answer for one.",
    "subject.scope": "public, internal (people in government) or both",
}
"""What to write beside each of FIELDS."""


RETURN = {"Send it back to": "the person who sent it to you", "Due": "as soon as you can"}
"""What whoever sends the questions out can write on them; nobody reads it back."""

PROGRESS_NOTES = (
    "Unclear: what is written as the answer is not a level, Not applicable or Don't know. Such cells are red, bold "
    "and underlined.",
    "Choose from the list there instead. Otherwise you will be asked about it.",
)
"""What is said below the counts of the progress sheet."""


def size_sentence(export: Export) -> str:
    """Which questions these are: `Version 2.0, with the overlay quick: 24 questions in 8 plays.`"""
    playbook = export.playbook
    questions = sum(len(sheet.rows) for sheet in export.sheets)
    overlays = f", with the overlay{'s' * (len(playbook.overlays) > 1)} {join_words(playbook.overlays)}"
    plays = count_words(len(export.sheets), "play")
    return f"Version {one_line(playbook.version)}{overlays if playbook.overlays else ''}: {count_words(questions, 'question')} in {plays}."


def minutes_sentence(export: Export) -> str:
    """How long it takes, by our own estimate."""
    minutes = reading_minutes(sheet.play for sheet in export.sheets)
    return f"Reading all of it takes about {minutes} minutes (our estimate); finding out what is true takes longer."


def purpose() -> tuple[str, ...]:
    """What the questions are for."""
    return (
        "A questionnaire about how well an agency serves its customers, and what it does to serve them better.",
        "There is no pass or fail. Answer for how things are done today, not for how they should be.",
    )


def workbook_sections(export: Export) -> Iterator[Section]:
    """The sections of the first sheet of a workbook, the table of fields left out."""
    offline = "Nothing is sent automatically, and this file needs no connection: it works offline."
    yield "What this is", tuple(("", words) for words in (*purpose(), offline))
    steps = [
        "If a bar above the sheet says Protected View, choose Enable Editing in it.",
        "Fill in the table About you below.",
        "Go through the sheets that follow, one for each play; the sheet Progress lists them and counts what is still open, "
        "or unclear. Leave empty what others will answer.",
        f"Read the levels beside a question. In the column {ANSWER}, choose the level that is true today from the list.",
        *_STATES,
        f"The other columns are optional. {_BESIDES.format(', as in “Title | https://…”')}",
        "Save the file, and send it back to the person named below.",
    ]
    if _is_conditional(export):
        steps.insert(6, f"{_CONDITIONS} A row turns gray when its question is not asked; leave it empty.")
    yield "How to fill it in", tuple((str(number), step) for number, step in enumerate(steps, 1))
    yield (
        "By keyboard",
        (
            ("List", "Alt+Down opens the list of an answer (Mac: Option+Down). Enter chooses."),
            ("Next cell", "Tab goes to the next cell that you can fill in."),
            ("New line", "Alt+Enter begins a new line in a cell (Mac: Control+Option+Return)."),
            (
                "Locked cells",
                "All other cells are locked so that nothing is changed by accident. There is no password. To sort rows or "
                "to insert columns, first choose Unprotect Sheet in the tab Review.",
            ),
        ),
    )


def form_steps(export: Export) -> list[str]:
    """How to fill in a form on paper, or a table that was pasted."""
    conditions = (
        [f"{_CONDITIONS} Leave such a question empty where it is not asked."] if _is_conditional(export) else []
    )
    return [
        "Write down who you are, and what you answer for.",
        "Read the levels under a question, and mark the box of the level that is true today. Leave empty what others will "
        "answer.",
        *_STATES,
        *conditions,
        f"The places below the levels are optional. {_BESIDES.format('')}",
        "Give the form back to the person named below, who types it in by hand, so please write clearly.",
    ]


def _is_conditional(export: Export) -> bool:
    return any(row.condition for sheet in export.sheets for row in sheet.rows)


def level_sections(export: Export) -> Iterator[Section]:
    """How to choose a level, and what the shared levels mean; nothing where the playbook does not say."""
    playbook = export.playbook
    if playbook.guide:
        yield "How to choose a level", tuple(("", one_line(text)) for text in playbook.guide)
    if playbook.scale and any(level.text for level in playbook.scale):
        yield "The levels", tuple((level_label(level), one_line(level.text)) for level in playbook.scale)


def hidden_sentence(export: Export) -> str:
    """What the hidden sheets hold, so that nobody sends on what they do not know of."""
    answered = any(any(row.cells.values()) for sheet in export.sheets for row in sheet.rows)
    what = "the name and edition of this questionnaire"
    if answered:
        what += (
            ", and the answers as they were before, also what no other sheet shows, such as votes and planned actions"
        )
    return (
        f"Two sheets are hidden. {LISTS_SHEET} holds the choices of the lists. {HIDDEN_SHEET} holds what is needed to read your "
        f"answers back: {what}."
    )
