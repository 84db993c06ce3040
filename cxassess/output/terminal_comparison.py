"""What moved between several dates, for a terminal: of one subject with its questions, of many in tables; then what was not compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from shlex import join
from typing import Any

from cxassess.output.terminal import console, print_table
from cxassess.output.terminal_subjects import change_cells, change_heads, print_subjects, subject_names
from cxassess.portfolio.comparison import Comparisons, Step, movers_first
from cxassess.report.sentences import format_date, format_edition, format_subject
from cxassess.report.single.comparison import MAX_NAMED, answer_lists, basis_sentence, list_sentences
from cxassess.report.subject_terms import other_subject_sentence, terms
from cxassess.report.unmatched import MAX_NAMED as MAX_LISTED
from cxassess.report.unmatched import unmatched_lines
from cxassess.scoring import Assessment
from cxassess.text import command_line, count_words, join_words, one_line

WIDTH = 80  # columns at most, so that lines are easy to read


def print_comparisons(comparisons: Comparisons, view: str, options: Sequence[str] = ()) -> None:
    """Print what was compared, then what was not; `options` are those of the view and the playbook, for another command."""
    out = console(WIDTH)
    groups: dict[str, list[tuple[Step, ...]]] = {}
    for steps in comparisons.steps:
        groups.setdefault(steps[-1].later.playbook.id, []).append(steps)
    for marking in sorted({one_line(one.answers.header.marking) for one in _every(comparisons)} - {""}):
        out.print(marking)
    for group in groups.values():
        if len(group) == 1:
            _print_one(out, comparisons, group[0], view)
            out.print()
        else:
            print_subjects(out, comparisons, group, view)
    _print_unmatched(out, comparisons)
    if comparisons.steps:
        _print_lines(out, _closing(comparisons))
        out.print(f"How a change is worked out: {_explain_command(comparisons, options)}", soft_wrap=True)
        if any(len(group) > 1 for group in groups.values()):
            out.print(f"How a mean is worked out: {_mean_command(comparisons, options)}", soft_wrap=True)


def _every(comparisons: Comparisons) -> Iterator[Assessment]:
    for steps in comparisons.steps:
        for step in steps:
            yield from (step.earlier, step.later)


def _print_lines(out: Any, lines: Iterable[str]) -> None:
    for line in lines:
        out.print(one_line(line))


def _print_one(out: Any, comparisons: Comparisons, steps: Sequence[Step], view: str) -> None:
    """The comparison of one subject: its plays, and the questions that moved."""
    whole = steps[-1]
    later, earlier = whole.later, whole.earlier
    out.print(one_line(format_subject(later)), style="bold")
    out.print(one_line(f"{format_edition(later.playbook)}."))
    out.print(f"Then: {_source(earlier)}. Now: {_source(later)}.")
    _print_lines(out, filter(None, [other_subject_sentence(later, earlier)]))
    out.print()
    parts = (*sorted(whole.parts, key=movers_first), whole.overall)
    rows = [
        [
            "" if view or part is whole.overall else part.id,
            "Overall" if part is whole.overall else part.title,
            *change_cells(comparisons, steps, part),
        ]
        for part in parts
    ]
    print_table(
        out, [("", "left"), ("Group" if view else "Play", "wrap"), *change_heads(comparisons)], rows, last_bold=True
    )
    out.print()
    _print_lines(out, filter(None, [basis_sentence(later, earlier)]))
    _print_lines(out, list_sentences(terms(later, earlier), answer_lists(later, earlier), MAX_NAMED))


def _source(assessment: Assessment) -> str:
    return one_line(f"{format_date(assessment.answers.header.date)} ({assessment.answers.path})")


def _print_unmatched(out: Any, comparisons: Comparisons) -> None:
    """The subjects with a file that could not be used, by the date that it is of, then those that one date alone has."""
    alone = [*(one.assessment for one in comparisons.faulty), *(one for _, one in comparisons.unmatched)]
    every = [*_every(comparisons), *alone]
    names = subject_names(every) if every else {}
    for side, path in enumerate(comparisons.sides):
        if some := [one for one in comparisons.faulty if one.other == side]:
            out.print(one_line(f"With an error in {path}, so not compared"), style="bold")
            _print_lines(out, (f"- {names[one.assessment.answers.path]} ({one.path})" for one in some[:MAX_LISTED]))
            if len(some) > MAX_LISTED:
                out.print(f"- {len(some) - MAX_LISTED} more, which --format csv lists")
            out.print()
    for side, path in enumerate(comparisons.sides):
        if lines := [*unmatched_lines(side, comparisons.unmatched, lambda one: names[one.answers.path])]:
            out.print(one_line(f"Only in {path}, so not compared{_unusable(comparisons, side)}"), style="bold")
            _print_lines(out, (f"- {line}" for line in lines))
            out.print()


def _unusable(comparisons: Comparisons, side: int) -> str:
    """How many files of the other dates could not be used, whose subject is not known; '' for none."""
    counts = [
        f"{count_words(count, 'file')} of {path}"
        for number, (path, count) in enumerate(zip(comparisons.sides, comparisons.unusable, strict=False))
        if count and number != side
    ]
    return f" ({join_words(counts)} could not be used)" if counts else ""


def _closing(comparisons: Comparisons) -> Iterator[str]:
    """What the numbers count."""
    yield "Then and Now count only the questions answered with a level both times, to the same question."
    if len(comparisons.sides) > 2:
        yield "Each step counts the questions of its two dates, so the steps may not add up to the change from first to last."


def _explain_command(comparisons: Comparisons, more: Sequence[str]) -> str:
    """The command that works out the first change."""
    first = min(comparisons.whole_steps, key=lambda step: movers_first(step.overall))
    part = min((first.overall, *first.parts), key=movers_first)
    options = ["--baseline", first.earlier.answers.path, *more]
    if other_subject_sentence(first.later, first.earlier):
        options.append("--allow-other-subject")
    return one_line(command_line("explain", first.later.answers.path, [part.id], join(options)))


def _mean_command(comparisons: Comparisons, more: Sequence[str]) -> str:
    """The command that works out the mean of the overall score at the first date and the last."""
    options = join(["--baseline", comparisons.sides[0], *more])
    return one_line(command_line("explain", comparisons.sides[-1], ["overall"], options))
