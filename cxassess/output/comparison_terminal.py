"""What moved between several dates, for a terminal: the subjects and plays that moved most come first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from shlex import join
from typing import Any

from cxassess.output.terminal import console, print_table
from cxassess.portfolio.comparison import Comparisons, PartChange, Step, movers_first
from cxassess.report.sentences import format_date, format_edition, format_subject
from cxassess.report.single.comparison import MAX_NAMED, answer_lists, basis_sentence, list_sentences
from cxassess.report.subjects import other_subject_sentence, terms
from cxassess.report.unmatched import unmatched_lines
from cxassess.scoring import Assessment
from cxassess.text import command_line, count_words, join_words, one_line

WIDTH = 80  # columns at most, so that lines are easy to read
MAX_SHOWN = 20  # plays of many subjects that are listed; a file of the comparison has all
MAX_SUBJECTS = 100  # that are listed
MANY_DATES = 6  # for which the changes from one to the next are broken into lines
SIGNS = {"+": "rose", "-": "fell", "=": "did not move", "": "had no question in common"}
FIELDS = ("service", "component", "agency")


def print_comparisons(comparisons: Comparisons, view: str, options: Sequence[str] = ()) -> None:
    """Print what was compared, then what was not; `options` are those that find the playbook, for another command."""
    out = console(WIDTH)
    groups: dict[str, list[tuple[Step, ...]]] = {}
    for steps in comparisons.steps:
        groups.setdefault(steps[-1].later.playbook.id, []).append(steps)
    for marking in sorted({one_line(one.answers.header.marking) for one in _every(comparisons)} - {""}):
        out.print(marking)
    for group in groups.values():
        if len(group) == 1:
            _print_one(out, comparisons, group[0], view)
        else:
            _print_many(out, comparisons, group, view)
        out.print()
    _print_unmatched(out, comparisons)
    if comparisons.steps:
        _print_lines(out, _closing(comparisons))
        out.print(f"How a change is worked out: {_explain_command(comparisons, view, options)}", soft_wrap=True)


def _every(comparisons: Comparisons) -> Iterator[Assessment]:
    for steps in comparisons.steps:
        for step in steps:
            yield from (step.earlier, step.later)


def _print_lines(out: Any, lines: Iterator[str]) -> None:
    for line in lines:
        out.print(one_line(line))


def _print_one(out: Any, comparisons: Comparisons, steps: Sequence[Step], view: str) -> None:
    """The comparison of one subject: its plays, and the questions that moved."""
    whole = steps[-1]
    later, earlier = whole.later, whole.earlier
    out.print(one_line(format_subject(later)), style="bold")
    out.print(one_line(f"{format_edition(later.playbook)}."))
    out.print(f"Then: {_source(earlier)}. Now: {_source(later)}.")
    _print_lines(out, filter(None, iter([other_subject_sentence(later, earlier)])))
    out.print()
    parts = (*sorted(whole.parts, key=movers_first), whole.overall)
    rows = [
        [
            "" if view or part is whole.overall else part.id,
            "Overall" if part is whole.overall else part.title,
            *_cells(part),
            *([_step_changes(comparisons, steps, part)] if len(comparisons.sides) > 2 else []),
        ]
        for part in parts
    ]
    print_table(out, [("", "left"), ("Group" if view else "Play", "wrap"), *_heads(comparisons)], rows)
    out.print()
    _print_lines(out, filter(None, iter([basis_sentence(later, earlier)])))
    _print_lines(out, list_sentences(terms(later, earlier), answer_lists(later, earlier), MAX_NAMED))


def _source(assessment: Assessment) -> str:
    return one_line(f"{format_date(assessment.answers.header.date)} ({assessment.answers.path})")


def _heads(comparisons: Comparisons) -> list[tuple[str, str]]:
    heads = [("Then", "right"), ("Now", "right"), ("Change", "right"), ("Questions", "left")]
    return (
        [*heads, ("Steps", "left" if len(comparisons.sides) < MANY_DATES else "wrap")]
        if len(comparisons.sides) > 2
        else heads
    )


def _cells(part: PartChange) -> list[str]:
    common = part.common
    counted = f"{part.counted} of {part.applicable}"
    return [common.then_shown or "none", common.now_shown or "none", common.change_shown or "none", counted]


def _step_changes(comparisons: Comparisons, steps: Sequence[Step], part: PartChange) -> str:
    """How a part changed from each date to the next, `none` where that is not compared."""
    changes = {
        step.sides: one.common.change_shown
        for step in steps
        for one in (step.overall, *step.parts)
        if (one.kind, one.id) == (part.kind, part.id)
    }
    between = [(side - 1, side) for side in range(1, len(comparisons.sides))]
    return ", ".join(changes.get(sides) or "none" for sides in between)


def _print_many(out: Any, comparisons: Comparisons, group: Sequence[tuple[Step, ...]], view: str) -> None:
    """The comparison of many subjects: the overall score of each, the plays that moved most, and each play in brief."""
    ordered = sorted(group, key=lambda steps: movers_first(steps[-1].overall))
    names = [
        f"{name}{_other_sides(comparisons, steps[-1])}"
        for name, steps in zip(_subject_names([steps[-1].later for steps in ordered]), ordered, strict=True)
    ]
    noun = "Group" if view else "Play"
    out.print(one_line(f"What moved from {comparisons.sides[0]} to {comparisons.sides[-1]}"), style="bold")
    common = _common_subject([steps[-1].later for steps in ordered])
    edition = format_edition(ordered[0][-1].later.playbook)
    out.print(one_line(f"{f'{common}. ' if common else ''}{edition}."))
    out.print(_directions([steps[-1].overall for steps in ordered]))
    out.print()
    more = f"; the first {MAX_SUBJECTS} of {len(ordered)}" if len(ordered) > MAX_SUBJECTS else ""
    out.print(f"Overall score of each subject, what moved most first{more}", style="bold")
    # Of many dates the steps need the room, and groups have long ids; the next table says the same.
    has_most = len(comparisons.sides) <= (2 if view else 4)
    rows = [
        [
            name,
            *_cells(steps[-1].overall),
            *([_step_changes(comparisons, steps, steps[-1].overall)] if len(comparisons.sides) > 2 else []),
            *([_most_moved(steps[-1], view)] if has_most else []),
        ]
        for name, steps in zip(names, ordered, strict=True)
    ]
    heads = [("Subject", "wrap"), *_heads(comparisons), *([("Moved most", "left")] if has_most else [])]
    print_table(out, heads, rows[:MAX_SUBJECTS], last_bold=False)
    out.print()
    changes = [
        (name, part) for name, steps in zip(names, ordered, strict=True) for part in steps[-1].parts if part.size
    ]
    changes.sort(key=lambda change: movers_first(change[1]))
    shown = changes[:MAX_SHOWN]
    left = len(changes) - len(shown)
    more = f"; the first {len(shown)} of {len(changes)}, --format csv lists all" if left else ""
    out.print(f"{noun}s that moved most{more}", style="bold")
    _print_movers(out, shown, noun)
    out.print()
    out.print(f"Each {noun.lower()}, in how many subjects it fell and rose", style="bold")
    _print_parts(out, [(name, steps[-1]) for name, steps in zip(names, ordered, strict=True)], noun)


def _other_sides(comparisons: Comparisons, step: Step) -> str:
    """Which dates a subject has, where these are not the first and the last: ` (from 2026)`."""
    first, last = step.sides
    words = [f"from {comparisons.sides[first]}"] if first else []
    words += [f"to {comparisons.sides[last]}"] if last < len(comparisons.sides) - 1 else []
    return f" ({' '.join(words)})" if words else ""


def _directions(changes: Sequence[PartChange]) -> str:
    """In how many subjects the overall score rose, fell and stayed: `29 subjects compared: 21 rose, 6 fell, 2 did not move.`"""
    signs = [_sign(one) for one in changes]
    words = [f"{signs.count(sign)} {word}" for sign, word in SIGNS.items() if sign in signs]
    return f"{count_words(len(changes), 'subject')} compared: {', '.join(words)}."


def _sign(change: PartChange) -> str:
    """A key of SIGNS."""
    return (change.common.change_shown[:1] if change.size else "=") if change.common.change_shown else ""


def _print_movers(out: Any, changes: Sequence[tuple[str, PartChange]], noun: str) -> None:
    rows = [[name, part.title, *_cells(part)] for name, part in changes]
    heads = [("Subject", "wrap"), (noun, "wrap"), ("Then", "right"), ("Now", "right"), ("Change", "right")]
    if rows:
        print_table(out, [*heads, ("Questions", "left")], rows, last_bold=False)
    else:
        out.print("None moved.")


def _print_parts(out: Any, steps: Sequence[tuple[str, Step]], noun: str) -> None:
    """For each play the number of subjects in which it fell, rose and stayed, and where it moved most."""
    by_part: dict[str, list[tuple[str, PartChange]]] = {}
    for name, step in steps:
        for part in step.parts:
            by_part.setdefault(part.id, []).append((name, part))
    rows = []
    for id, parts in by_part.items():
        signs = [_sign(one) for _, one in parts]
        name, most = min(parts, key=lambda one: movers_first(one[1]))
        where = f"{name} {most.common.change_shown}" if most.size else ""
        counts = [str(signs.count(sign)) for sign in ("-", "+", "=")]
        rows.append(["" if noun == "Group" else id, parts[0][1].title, *counts, where])
    heads = [("", "left"), (noun, "wrap"), ("Fell", "right"), ("Rose", "right"), ("Same", "right")]
    print_table(out, [*heads, ("Moved most", "wrap")], rows, last_bold=False)


def _most_moved(step: Step, view: str) -> str:
    """The play that moved most, and by how much; '' for none."""
    part = min(step.parts, key=movers_first, default=None)
    if part is None or not part.size:
        return ""
    return f"{part.id} {part.common.change_shown}"


def _common_subject(assessments: Sequence[Assessment]) -> str:
    """The agency of all, where it is one and something smaller is named, too."""
    subjects = [one.answers.header.subject for one in assessments]
    first = one_line(subjects[0].agency)
    is_common = all(one_line(one.agency) == first and (one.component or one.service) for one in subjects)
    return first if is_common else ""


def _subject_names(assessments: Sequence[Assessment]) -> list[str]:
    """What each is called in a list: without the agency where that is the same for all."""
    common = _common_subject(assessments)
    names = []
    for one in assessments:
        subject = one.answers.header.subject
        parts = [one_line(getattr(subject, field)) for field in FIELDS if field != "agency" or not common]
        names.append(", ".join(filter(None, parts)) or one_line(one.answers.path))
    return names


def _print_unmatched(out: Any, comparisons: Comparisons) -> None:
    """The subjects that one date alone has, by date."""
    for side, path in enumerate(comparisons.sides):
        lines = [*unmatched_lines(side, comparisons.unmatched)]
        if lines:
            out.print(one_line(f"Only in {path}, so not compared{_unusable(comparisons, side)}"), style="bold")
            _print_lines(out, (f"- {line}" for line in lines))
            out.print()


def _unusable(comparisons: Comparisons, side: int) -> str:
    """How many files of the other dates could not be used, which may be those that are missing; '' for none."""
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


def _explain_command(comparisons: Comparisons, view: str, more: Sequence[str]) -> str:
    """The command that works out the first change."""
    first = min(comparisons.whole_steps, key=lambda step: movers_first(step.overall))
    part = min((first.overall, *first.parts), key=movers_first)
    options = ("--baseline", first.earlier.answers.path, *(("--view", view) if view else ()), *more)
    if other_subject_sentence(first.later, first.earlier):
        options = (*options, "--allow-other-subject")
    return one_line(command_line("explain", first.later.answers.path, [part.id], join(options)))
