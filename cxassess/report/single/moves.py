"""Answers that moved since an earlier assessment, those that fell first, and what cannot be compared, by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxassess.report.single.answer_lines import short_name
from cxassess.report.single.changes import AnswerChange, Comparison
from cxassess.report.single.comparison import NOT_COMPARED, reason_words
from cxassess.report.single.standard_model import MovedPart
from cxassess.text import count_words, join_some

MAX_FELL, MAX_ROSE = 8, 6  # answers that are told one by one in the standard report
MAX_NAMED = 6  # questions named in a sentence


def moved_parts(comparison: Comparison, *, whole: bool = False) -> Iterator[MovedPart]:
    """The answers that fell and that rose; in the standard report the first of them."""
    said = comparison.terms
    for words, changes, most in ((said.fell, comparison.fell, MAX_FELL), (said.rose, comparison.rose, MAX_ROSE)):
        shown = changes if whole else changes[:most]
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


def all_moved(comparison: Comparison | None) -> tuple[MovedPart, ...]:
    """Every answer that moved, for the record; none where the standard report tells everything that changed."""
    return tuple(moved_parts(comparison, whole=True)) if comparison and _is_shortened(comparison) else ()


def all_not_compared(comparison: Comparison | None) -> tuple[str, ...]:
    """Every question that cannot be compared, for the record; none where the standard report tells everything."""
    return tuple(not_compared_sentences(comparison, whole=True)) if comparison and _is_shortened(comparison) else ()


def _is_shortened(comparison: Comparison) -> bool:
    return [*moved_parts(comparison), *not_compared_sentences(comparison)] != [
        *moved_parts(comparison, whole=True),
        *not_compared_sentences(comparison, whole=True),
    ]


def _names(changes: Sequence[AnswerChange], whole: bool) -> str:
    names = (f"{short_name(change.question)} ({change.id})" for change in changes)
    return join_some(names, len(changes) if whole else MAX_NAMED)
