"""What people type into cells, read generously and never guessed: levels, not applicable, don't know, confidence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from cxassess.answers import LEVEL, NOT_APPLICABLE
from cxassess.answers.header import SCOPES
from cxassess.answers.model import CONFIDENCE, match_state
from cxassess.dates import meant_date
from cxassess.exchange.model import CHOICES, level_label
from cxassess.playbook import Level, Question
from cxassess.text import join_words

_DASHES = str.maketrans({**dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("’‘`´", "'"), "\xa0": " "})
_LEVEL_WORD = re.compile(r"(?:maturity )?level\s*[:#-]?\s*(.+)")
_PARTS = re.compile(r"[\s:;,.()\[\]/=-]+")
_REASON_AFTER = re.compile(r"\s*(?:[:;,(]|-+|\.\s|\bbecause\b|\bsince\b)\s*(.*)", re.DOTALL | re.IGNORECASE)
_NOT_APPLICABLE = re.compile(r"(n/a|n\.a\.?|na|not applicable|does not apply|doesn't apply)(?![\w/])(.*)", re.DOTALL)
_SIZES = {"l": "low", "lo": "low", "m": "medium", "med": "medium", "h": "high", "hi": "high"}


class Word(NamedTuple):
    """What a cell of the column Answer means: a state, the key of its level, and a reason typed after `N/A`."""

    state: str
    level: str = ""
    reason: str = ""


def read_answer(question: Question, text: str) -> Word | None:
    """What the words of an answer mean; None where that is not clear."""
    level = read_level(question.levels, text)
    if level is not None:
        return Word(LEVEL, level.key)
    folded = _fold(text)
    state = match_state(folded) or next((state for state, word in CHOICES.items() if _fold(word) == folded), "")
    if state:
        return Word(state)
    match = _NOT_APPLICABLE.fullmatch(folded)
    if match is None:
        return None
    start, rest = text.strip()[: len(match[1])], text.strip()[len(match[1]) :]
    after = _REASON_AFTER.fullmatch(rest) if start.translate(_DASHES).casefold() == match[1] else None
    reason = (after[1] if after else "").strip().strip("()").strip()
    return Word(NOT_APPLICABLE, "", reason) if after is not None or not match[2].strip(" .") else None


def read_level(levels: Iterable[Level], text: str) -> Level | None:
    """The level that words mean: `3`, `3.0`, `Level 3`, `In part`, `3 In part`, `3 - in part`; None where that is not clear.

    Where key and name are those of different levels, neither is taken.
    """
    levels = list(levels)
    folded = _fold(text)
    if not folded:
        return None
    exact = [level for level in levels if folded in (_fold(level_label(level)), _fold(level.key))]
    if len(exact) == 1:
        return exact[0]
    candidates = [folded]
    if match := _LEVEL_WORD.fullmatch(folded):
        candidates.append(match[1])
    for candidate in candidates:
        matches = [level for level in levels if _means(level, candidate)]
        if len(matches) == 1:
            return matches[0]
    return None


def _means(level: Level, folded: str) -> bool:
    """Whether words in lower case are the key of a level, its name, or both."""
    key, name = _words(level.key), _words(level.name)
    words = _words(re.sub(r"^([0-9]+)\.0+(?![0-9])", r"\1", folded))
    return bool(words) and not folded.startswith("-") and words in (key, name, [*key, *name], [*name, *key])


def _words(text: str) -> list[str]:
    return [word for word in _PARTS.split(_fold(text)) if word]


def _fold(text: str) -> str:
    """Words as they are compared: in lower case, single spaces, plain dashes and apostrophes, no stop at the end."""
    return " ".join(text.translate(_DASHES).casefold().split()).rstrip(".")


def read_confidence(text: str) -> str | None:
    """The confidence that a word means, such as `High` or `med.`; None for any other."""
    folded = _fold(text)
    return folded if folded in CONFIDENCE else _SIZES.get(folded)


def read_field(name: str, text: str) -> str:
    """A field about who answers as an answer file has it; what is no date or scope is for the reader to refuse."""
    line = " ".join(text.split())
    if name == "date":
        return meant_date(line) or line
    if name == "subject.scope":
        match = re.fullmatch(rf"(?:the )?({'|'.join(SCOPES)})(?: \(.*\)| customers| staff)?\.?", line.casefold())
        return match[1] if match else line
    return line


def expected_answer(question: Question) -> str:
    """What may be typed as the answer to a question."""
    return f"write {join_words([*map(level_label, question.levels), *CHOICES.values()], 'or')}, or leave the cell empty"


def expected_level(question: Question) -> str:
    """What may be typed where only a level fits."""
    return f"write {join_words(map(level_label, question.levels), 'or')}, or leave the cell empty"


def expected_confidence() -> str:
    """What may be typed as the confidence."""
    return f"write {join_words(CONFIDENCE, 'or')}, or leave the cell empty"
