"""What may be typed as an answer, as lists with which formulas count: no more than what import understands."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from cxassess.answers import LEVEL, NOT_APPLICABLE, UNKNOWN
from cxassess.exchange.model import CHOICES, fit_cell, level_label
from cxassess.exchange.words import read_answer
from cxassess.playbook import Level, Question
from cxassess.text import one_line

LISTS = {NOT_APPLICABLE: "Not_applicable", UNKNOWN: "Do_not_know"}
"""Names of the lists of words, by the state that they mean."""
REASON_LIST = "Not_applicable_because"
"""The name of the list of what an answer begins with that has its reason after it: `N/A: …`."""
_TYPED = {
    NOT_APPLICABLE: ("n/a", "na", "n.a", "does not apply", "doesn't apply"),
    UNKNOWN: ("dk", "d/k", "dont know", "do not know", "unknown"),
}
_BEFORE_REASON = (":", ";", ",", "(", "-", " :", " -", " (", ". ", " because ", " since ")
_PLAIN = {"\u2019": "'", "\u2018": "'", "\u2013": "-", "\u2014": "-", "\u00a0": " "}


def level_words(question: Question) -> list[str]:
    """What may be typed for a level of a question: `3 In part`, `3`, `In part`, `Level 3` and the like."""
    typed = (word for level in question.levels for word in _spellings(level))
    return _distinct(word for word in typed if _state(question, word) == LEVEL)


def state_words(questions: Collection[Question]) -> dict[str, list[str]]:
    """The words of each of LISTS and of REASON_LIST, by its name; only those that mean the same in all questions."""

    def is_meant(text: str, state: str) -> bool:
        return all(_state(question, text) == state for question in questions)

    lists = {}
    for state, name in LISTS.items():
        words = (CHOICES[state], *_TYPED[state])
        lists[name] = _distinct(end for word in words for end in (word, f"{word}.") if is_meant(end, state))
    words = (CHOICES[NOT_APPLICABLE], *_TYPED[NOT_APPLICABLE])
    starts = [f"{word}{sign}" for word in words for sign in _BEFORE_REASON]
    starts = _distinct(start for start in starts if is_meant(f"{start}why", NOT_APPLICABLE))
    folded = [start.casefold() for start in starts]
    # None begins with another one, so that no cell is counted twice.
    lists[REASON_LIST] = [
        start
        for start, word in zip(starts, folded, strict=True)
        if not any(word != other and word.startswith(other) for other in folded)
    ]
    return lists


def count_words_formula(cells: str, name: str, among: str = "") -> str:
    """A formula, without `=`, that counts the cells that say a word of a list; `among` restricts it to some rows."""
    test = f"{plain_formula(cells)}={name}"
    return f"SUMPRODUCT(({test})*({among}))" if among else f"SUMPRODUCT(--({test}))"


def count_starts_formula(cells: str) -> str:
    """A formula, without `=`, that counts the cells that begin with something of REASON_LIST."""
    return f"SUMPRODUCT(--(LEFT({plain_formula(cells)},LEN({REASON_LIST}))={REASON_LIST}))"


def count_filled_formula(cells: str) -> str:
    """A formula, without `=`, that counts the cells that say anything but blanks."""
    return f'SUMPRODUCT(--({plain_formula(cells)}<>""))'


def plain_formula(cells: str) -> str:
    """What cells say, with plain apostrophes, dashes and single blanks, as a formula."""
    formula = cells
    for sign, plain in _PLAIN.items():
        formula = f'SUBSTITUTE({formula},"{sign}","{plain}")'
    return f"TRIM({formula})"


def _spellings(level: Level) -> Iterator[str]:
    key, name = fit_cell(level.key), fit_cell(one_line(level.name))
    yield from (level_label(level), key, f"{key}.", f"{key}.0" if key.isdigit() else key, f"Level {key}")
    if name:
        yield from (name, f"{name}.", f"{name} {key}", f"{name} ({key})", f"Level {name}")
        for sign in (" ", " - ", "-", ": ", ". ", ", ", " = "):
            yield from (f"{key}{sign}{name}", f"Level {key}{sign}{name}")
        yield f"{key} ({name})"


def _state(question: Question, text: str) -> str:
    word = read_answer(question, text)
    return word.state if word else ""


def _distinct(words: Iterator[str] | Sequence[str]) -> list[str]:
    """Each word once, whatever its case: formulas do not tell capitals from others."""
    return [*{word.casefold(): word for word in reversed([*words])}.values()][::-1]
