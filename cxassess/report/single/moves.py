"""Answers that moved since an earlier assessment, those that fell first, and what cannot be compared, by name."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from cxassess.report.single.answer_lines import short_name
from cxassess.report.single.changes import AnswerChange, Comparison
from cxassess.report.single.comparison import NOT_MOVED, reason_sentences
from cxassess.report.single.standard_model import MovedPart, Position
from cxassess.text import count_words

MAX_NAMED = 6  # questions named in a sentence


def moved_parts(comparison: Comparison, most: int | None = None) -> Iterator[MovedPart]:
    """The answers that fell and that rose, at most so many of each; None for all."""
    said = comparison.terms
    for words, changes in ((said.fell, comparison.fell), (said.rose, comparison.rose)):
        rest = len(changes[most:]) if most is not None else 0
        if rows := tuple(_with_short_names(changes[:most])):
            of = f"{len(changes)} of {count_words(comparison.compared, 'compared answer')} {words[len(changes) > 1]}"
            yield MovedPart(of, rows, f"{rest} more {words[rest > 1]}; the full record lists them." if rest else "")


def not_compared_sentences(comparison: Comparison, most: int = MAX_NAMED) -> Iterator[str]:
    """What cannot be compared and why; then what was reworded without another meaning."""
    lists = {field: [*_with_short_names(getattr(comparison, field))] for field in NOT_MOVED}
    return reason_sentences(comparison.terms, lists, most)


def all_changes(comparison: Comparison | None, position: Position) -> tuple[tuple[MovedPart, ...], tuple[str, ...]]:
    """All that moved and all that cannot be compared, for the record; nothing where the standard report tells all of it."""
    if comparison is None:
        return (), ()
    whole = tuple(moved_parts(comparison)), tuple(not_compared_sentences(comparison, sys.maxsize))
    return ((), ()) if whole == (position.moved, position.not_compared) else whole


def _with_short_names(changes: Sequence[AnswerChange]) -> Iterator[AnswerChange]:
    return (change._replace(question=short_name(change.question)) for change in changes)
