"""What goes out to people who answer: the words of every cell, and the answer file that is carried unseen. No file format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from cxassess.answers import LEVEL, NOT_APPLICABLE, UNKNOWN, Answers
from cxassess.playbook import Level, Play, Playbook, Question
from cxassess.text import normalize_line_ends, one_line

FORMAT = "1"
"""Of the table as a whole: raised when an older cxassess could not bring it back."""

ID, QUESTION, LEVELS = "ID", "Question", "Levels"
ANSWER, REASON, EVIDENCE, NOTE, CONFIDENCE, TARGET = "Answer", "Reason", "Evidence", "Note", "Confidence", "Target"
SHOWN = (ID, QUESTION, LEVELS)
ENTERED = (ANSWER, REASON, EVIDENCE, NOTE, CONFIDENCE, TARGET)
"""Heads of the columns: a row belongs to the question whose id is in the column ID; case and place do not matter.

Reason is why the question does not apply, or how a level was agreed.
"""

CHOICES = {NOT_APPLICABLE: "Not applicable", UNKNOWN: "Don't know"}
"""What the drop-down of Answer offers after the levels, by state."""

CONFIDENCES = ("High", "Medium", "Low")
"""What the drop-down of Confidence offers: the words of answer files, whatever their case."""

FIELD, ENTRY = "About you", "Your entry"
"""Heads of the table of fields on the first sheet."""

FIELDS = {
    "respondent.name": "Your name",
    "respondent.role": "Your role",
    "date": "Date of your answers",
    "subject.agency": "Agency",
    "subject.component": "Bureau or office",
    "subject.service": "Service",
    "subject.scope": "Customers are",
}
"""What answers say of themselves: the words in the column FIELD, by the name that `cxassess answer` knows."""

START_SHEET, PROGRESS_SHEET, HIDDEN_SHEET, LISTS_SHEET = "Start", "Progress", "cxassess", "Lists"
LISTS_TITLE = "Choices of the lists in the other sheets"
"""Names of sheets; those of plays begin with the play's id. People may rename all but HIDDEN_SHEET."""

# The hidden sheet: column A names, column B values, one a row. In a CSV file the same names stand in the column ID
# and the values in the column Answer, with DETAIL before each name; so do the names of FIELDS.
DETAIL = "#"  # no id begins with it
DETAILS = ("format", "playbook", "version", "digest", "overlays", "plays", "check")
"""`version` and `digest` are those of the playbook that was shown; `overlays` and `plays` are ids with blanks between.

`plays` is empty where all were exported. `check` is `carried_check` of the carried text.
"""
WORDING = "wording."
"""The names of the digests of the questions that were shown are `wording.P1.1` …"""
CARRIED = "carried."
"""The names of the pieces of the carried text are `carried.1`, `carried.2` …, each a JSON string."""

MAX_CELL = 32_000  # characters of a cell: Excel holds 32,767
CUT = " […]"
"""At the end of a text that no cell holds: there is more in the carried text, and nothing may be changed here."""
_PIECE = 8_000  # characters of the carried text in a cell; in JSON they become at most 28,000
FORMULA_SIGNS = tuple("=+-@\t\r＝＋－＠")


class Row(NamedTuple):
    """A question as it is asked: the words of its condition or '', and by column of ENTERED what is answered now."""

    question: Question
    condition: str
    cells: Mapping[str, str]


class Sheet(NamedTuple):
    """The questions of a play."""

    play: Play
    rows: tuple[Row, ...]


class Export(NamedTuple):
    """Everything that goes out: by name of FIELDS what answers say of themselves, and by name what is carried unseen.

    `owners` says who is to answer each play, by its id.
    """

    playbook: Playbook
    sheets: tuple[Sheet, ...]
    fields: Mapping[str, str]
    details: Mapping[str, str]
    owners: Mapping[str, str] = MappingProxyType({})
    marking: str = ""


def level_label(level: Level) -> str:
    """A level as the drop-down shows it: `3 In part`, or its key where it has no name."""
    name = one_line(level.name)
    return f"{level.key} {name}" if name else level.key


def levels_text(question: Question) -> str:
    """The levels of a question, one a line: `3 In part: …`."""
    lines = (
        f"{level_label(level)}: {one_line(level.text)}" if level.text else level_label(level)
        for level in question.levels
    )
    return fit_cell("\n".join(lines))


def answer_choices(question: Question) -> list[str]:
    """What can be chosen as the answer to a question, in order."""
    return [*map(level_label, question.levels), *CHOICES.values()]


def cell_texts(question: Question, answers: Answers) -> dict[str, str]:
    """What the cells of a question say, by column of ENTERED; a cell that nobody changed says this when it is back."""
    answer = answers.answer(question.id)
    key = answer.level if answer.state == LEVEL else ""
    target = answers.targets.get(question.id)
    return {
        ANSWER: level_label(question.by_key[key]) if key else CHOICES.get(answer.state, ""),
        REASON: fit_cell(answer.reason if answer.state == NOT_APPLICABLE else answer.agreed),
        EVIDENCE: fit_cell(evidence_text((one.title, one.link) for one in answer.evidence)),
        NOTE: fit_cell(answer.note),
        CONFIDENCE: answer.confidence.capitalize(),
        TARGET: level_label(question.by_key[target.level]) if target is not None and target.level else "",
    }


def field_values(answers: Answers) -> dict[str, str]:
    """What answers say of themselves, by name of FIELDS."""
    header = answers.header
    subject = {f"subject.{name}": getattr(header.subject, name) for name in ("agency", "component", "service", "scope")}
    date = header.date.isoformat() if header.date else ""
    return {"respondent.name": header.respondent, "respondent.role": header.role, "date": date, **subject}


def evidence_text(evidence: Iterable[tuple[str, str]]) -> str:
    """Titles and links as lines of a cell: `Title | link`; further lines of a title begin with two spaces."""
    lines = []
    for title, link in evidence:
        line = title if not link or title == link else f"{title} | {link}"
        if not link and (" |" in title or _is_address(title)):
            line = f"{title} |"  # so that no part of the title is taken for the link
        lines.append(line.replace("\n", "\n  "))
    return "\n".join(lines)


def read_evidence(text: str) -> list[tuple[str, str]]:
    """The titles and links of a cell; a line that is an address is both. The reverse of `evidence_text`."""
    items: list[str] = []
    for line in text.split("\n"):
        if line.startswith("  ") and items:
            items[-1] += f"\n{line[2:]}"
        elif line.strip():
            items.append(line.strip())
    return [_read_item(item) for item in items]


def _read_item(item: str) -> tuple[str, str]:
    if item.endswith(" |"):
        return item[:-2].rstrip(), ""
    title, bar, link = item.rpartition(" | ")
    if bar and "\n" not in link:
        return title.strip(), link.strip()
    return (item, item) if _is_address(item) else (item, "")


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://", "mailto:")) and not any(map(str.isspace, text))


def fit_cell(text: str) -> str:
    """A text as a cell can hold it: of a longer one the beginning, with CUT after it; each line end is one line feed.

    U+FFFE and U+FFFF, which XML cannot hold and answer files may, become U+FFFD.
    """
    text = normalize_line_ends(text).translate({0xFFFE: "\ufffd", 0xFFFF: "\ufffd"})
    return text if _length(text) <= MAX_CELL else text[: MAX_CELL // 2] + CUT


def _length(text: str) -> int:
    """The length as Excel counts it, in UTF-16 units."""
    return len(text) + sum(char > "\uffff" for char in text) if not text.isascii() else len(text)


def escape_apostrophe(text: str) -> str:
    """Text for a cell: a leading apostrophe, which spreadsheets take for a sign of their own, is doubled."""
    return f"'{text}" if text.startswith("'") else text


def escape_csv(text: str) -> str:
    """Text for a cell of a CSV file: also one that would be taken for a formula gets an apostrophe."""
    return f"'{text}" if text.startswith(("'", *FORMULA_SIGNS)) else text


def unescape_apostrophe(text: str) -> str:
    """The text of a cell, as it was before `escape_apostrophe` or `escape_csv`; an apostrophe before a letter stays."""
    return text[1:] if text.startswith("'") and text[1:].startswith(("'", *FORMULA_SIGNS)) else text


def carry(text: str) -> dict[str, str]:
    """An answer file as details: pieces that every spreadsheet keeps as they are, by name."""
    import json

    pieces = [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)]
    # `_x0041_` would be an escape of Excel's own, and XML has no U+FFFE and U+FFFF.
    signs = {"_x": r"\u005fx", "\ufffe": r"\ufffe", "\uffff": r"\uffff"}
    quoted = [json.dumps(piece, ensure_ascii=False) for piece in pieces]
    for sign, escape in signs.items():
        quoted = [piece.replace(sign, escape) for piece in quoted]
    return {f"{CARRIED}{number}": piece for number, piece in enumerate(quoted, 1)}


def carried(details: Mapping[str, str]) -> str | None:
    """The answer file that details carry, in whatever order they are; None where it is missing or was changed."""
    import json

    pieces: list[str] = []
    while f"{CARRIED}{len(pieces) + 1}" in details:
        try:
            piece = json.loads(details[f"{CARRIED}{len(pieces) + 1}"])
        except ValueError:
            return None
        if not isinstance(piece, str):
            return None
        pieces.append(piece)
    text = "".join(pieces)
    return text if carried_check(text) == details.get("check") else None


def carried_check(text: str) -> str:
    """First 16 hex digits of the SHA-256 of the carried text: spreadsheets and people change cells."""
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()[:16]
