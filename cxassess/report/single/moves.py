"""Answers that moved since an earlier assessment, those that fell first, and what cannot be compared, by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxassess.report.single.answer_lines import short_name
from cxassess.report.single.changes import AnswerChange, Comparison
from cxassess.report.single.comparison import NOT_COMPARED, reason_words
from cxassess.report.single.standard_model import MovedPart, Position
from cxassess.text import count_words, join_some

MAX_NAMED = 6  # questions named in a sentence


def moved_parts(comparison: Comparison, most: int | None = None) -> Iterator[MovedPart]:
    """The answers that fell and that rose, at most so many of each; None for all."""
    said = comparison.terms
    for words, changes in ((said.fell, comparison.fell), (said.rose, comparison.rose)):
        shown = changes[:most]
        rest = len(changes) - len(shown)
        rows = tuple(change._replace(question=short_name(change.question)) for change in shown)
        if rows:
            of = f"{len(changes)} of {count_words(comparison.compared, 'compared answer')} {words[len(changes) > 1]}"
            yield MovedPart(of, rows, f"{rest} more {words[rest > 1]}; the full record lists them." if rest else "")


def not_compared_sentences(comparison: Comparison, *, whole: bool = False) -> Iterator[str]:
    """What cannot be compared and why; then what was reworded without another meaning."""
    for field in (*NOT_COMPARED, "clarified"):
        changes: Sequence[AnswerChange] = getattr(comparison, field)
        if changes:
            words = reason_words(comparison.terms, field)[len(changes) > 1]
            yield f"{count_words(len(changes), 'question')} {words}: {_names(changes, whole)}."


def all_moved(comparison: Comparison | None, position: Position) -> tuple[MovedPart, ...]:
    """Every answer that moved, for the record; none where the standard report tells everything that changed."""
    return tuple(moved_parts(comparison)) if comparison and _is_shortened(comparison, position) else ()


def all_not_compared(comparison: Comparison | None, position: Position) -> tuple[str, ...]:
    """Every question that cannot be compared, for the record; none where the standard report tells everything."""
    if comparison is None or not _is_shortened(comparison, position):
        return ()
    return tuple(not_compared_sentences(comparison, whole=True))


def _is_shortened(comparison: Comparison, position: Position) -> bool:
    whole = [*moved_parts(comparison)], [*not_compared_sentences(comparison, whole=True)]
    return ([*position.moved], [*position.not_compared]) != whole


def _names(changes: Sequence[AnswerChange], whole: bool) -> str:
    names = (f"{short_name(one.question)} ({one.id})" if one.question else one.id for one in changes)
    return join_some(names, len(changes) if whole else MAX_NAMED)
