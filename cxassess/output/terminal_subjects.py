"""What moved in many subjects, for a terminal: what fell comes first, then what rose, and each play in brief."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cxassess.output.terminal import print_table
from cxassess.portfolio.comparison import Comparisons, MeanChange, PartChange, Step, movers_first
from cxassess.report.sentences import format_edition, format_subject
from cxassess.scoring import Assessment
from cxassess.text import count_words, folded, one_line

MAX_SHOWN = 10  # plays of many subjects that fell, and that rose, which are listed; a file of the comparison has all
MAX_SUBJECTS = 50  # that fell, and that rose, which are listed
MANY_DATES = 6  # for which the changes from one to the next are broken into lines
SIGNS = {"-": "fell", "+": "rose", "=": "did not move", "": "had no question in common"}
MOST = {"-": "fell most", "+": "rose most", "=": "did not move", "": "no question in common"}
CHANGE_HEADS = (("Then", "right"), ("Now", "right"), ("Change", "right"), ("Questions", "left"))
FIELDS = ("service", "component", "agency")

Named = tuple[str, tuple[Step, ...]]  # the name of a subject, and its steps


def change_heads(comparisons: Comparisons) -> list[tuple[str, str]]:
    """The columns of a change; of more than two dates also the steps."""
    steps = ("Steps", "left" if len(comparisons.sides) < MANY_DATES else "wrap")
    return [*CHANGE_HEADS, steps] if len(comparisons.sides) > 2 else [*CHANGE_HEADS]


def change_cells(comparisons: Comparisons, steps: Sequence[Step], part: PartChange) -> list[str]:
    """The cells of `change_heads` for a part of the last step."""
    return [*_cells(part), *([_step_changes(comparisons, steps, part)] if len(comparisons.sides) > 2 else [])]


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


def print_subjects(out: Any, comparisons: Comparisons, group: Sequence[tuple[Step, ...]], view: str) -> None:
    """The comparison of many subjects of one playbook: the overall score of each, the plays that moved most, each play in brief."""
    ordered = sorted(group, key=lambda steps: movers_first(steps[-1].overall))
    later = [steps[-1].later for steps in ordered]
    names = subject_names(later)
    subjects = [
        (f"{names[steps[-1].later.answers.path]}{_other_sides(comparisons, steps[-1])}", steps) for steps in ordered
    ]
    means = [one for one in comparisons.means() if one.parts[0][0].later.playbook.id == later[0].playbook.id]
    noun = "Group" if view else "Play"
    out.print(one_line(f"What moved from {comparisons.sides[0]} to {comparisons.sides[-1]}"), style="bold")
    common = common_subject(later)
    out.print(one_line(f"{f'{common}. ' if common else ''}{format_edition(later[0].playbook)}."))
    out.print(_directions([steps[-1].overall for steps in ordered]))
    for mean in means[:1]:
        then, now, change = mean.shown
        dates = "both" if len(comparisons.sides) == 2 else f"{comparisons.sides[0]} and {comparisons.sides[-1]}"
        out.print(one_line(f"Mean of the {len(mean.parts)} in {dates}: {then} then, {now} now ({change})."))
    out.print()
    _print_overall(out, comparisons, subjects, view)
    _print_movers(out, subjects, noun)
    _print_means(out, means, noun)
    _print_most(out, subjects, noun)


def _other_sides(comparisons: Comparisons, step: Step) -> str:
    """Which dates a subject has, where these are not the first and the last: ` (from 2026)`."""
    first, last = step.sides
    words = [f"from {comparisons.sides[first]}"] if first else []
    words += [f"to {comparisons.sides[last]}"] if last < len(comparisons.sides) - 1 else []
    return f" ({' '.join(words)})" if words else ""


def _directions(changes: Sequence[PartChange]) -> str:
    """In how many subjects the overall score fell, rose and stayed: `29 subjects compared: 6 fell, 21 rose, 2 did not move.`"""
    signs = [_sign(one) for one in changes]
    words = [f"{signs.count(sign)} {word}" for sign, word in SIGNS.items() if sign in signs]
    return f"{count_words(len(changes), 'subject')} compared: {', '.join(words)}."


def _sign(change: PartChange) -> str:
    """A key of SIGNS."""
    return (change.common.change_shown[:1] if change.size else "=") if change.common.change_shown else ""


def _print_overall(out: Any, comparisons: Comparisons, subjects: Sequence[Named], view: str) -> None:
    """The overall score of each subject, a table for those that fell, for those that rose and for the others."""
    # Of many dates the steps need the room, and groups have long ids; other tables say the same.
    directions = ("-", "+") if len(comparisons.sides) == 2 and not view else ()
    for sign, words in MOST.items():
        some = [(name, steps) for name, steps in subjects if _sign(steps[-1].overall) == sign]
        if not some:
            continue
        first = f"; the first {MAX_SUBJECTS} of {len(some)}" if len(some) > MAX_SUBJECTS else ""
        some = some[:MAX_SUBJECTS]
        parts = [[(part.id, part) for part in steps[-1].parts] for _, steps in some]
        most = {one: [_most_in(own, one) for own in parts] for one in directions}
        most = {one: cells for one, cells in most.items() if any(cells)}
        heads = [("Subject", "wrap"), *change_heads(comparisons), *((MOST[one].capitalize(), "left") for one in most)]
        rows = [
            [name, *change_cells(comparisons, steps, steps[-1].overall), *cells]
            for (name, steps), *cells in zip(some, *most.values(), strict=True)
        ]
        print_table(out, heads, rows, title=f"Overall score: {words}{first}")
        out.print()


def _print_movers(out: Any, subjects: Sequence[Named], noun: str) -> None:
    """The plays that fell most, then those that rose most, each with its subject."""
    every = [(name, part) for name, steps in subjects for part in steps[-1].parts if part.size]
    if not every:
        out.print(f"{noun}s that moved", style="bold")
        out.print("None.")
        out.print()
    for sign in ("-", "+"):
        some = sorted(
            ((name, part) for name, part in every if _sign(part) == sign), key=lambda one: movers_first(one[1])
        )
        if not some:
            continue
        first = f"; the first {MAX_SHOWN} of {len(some)}, --format csv lists all" if len(some) > MAX_SHOWN else ""
        rows = [[name, part.title, *_cells(part)] for name, part in some[:MAX_SHOWN]]
        heads = [("Subject", "wrap"), (noun, "wrap"), *CHANGE_HEADS]
        print_table(out, heads, rows, title=f"{noun}s that {MOST[sign]}{first}")
        out.print()


def _print_means(out: Any, means: Sequence[MeanChange], noun: str) -> None:
    """The mean of each play and of the whole then and now, and in how many subjects it fell, rose and stayed."""
    if not means:
        return
    rows = []
    for mean in (*means[1:], *means[:1]):
        is_play = mean.kind == "play"
        signs = [_sign(part) for _, part in mean.parts]
        counts = [str(signs.count(sign)) for sign in ("-", "+", "=")]
        title = "Overall" if mean.kind == "overall" else mean.title
        rows.append([mean.id if is_play else "", title, *mean.shown, *counts])
    numbers = ("Then", "Now", "Change", "Fell", "Rose", "Same")
    heads = [("", "left"), (noun, "wrap"), *((number, "right") for number in numbers)]
    heading = f"Mean of each {noun.lower()}, and in how many subjects it fell and rose"
    print_table(out, heads, rows, title=heading, last_bold=True)
    out.print()


def _print_most(out: Any, subjects: Sequence[Named], noun: str) -> None:
    """For each play the subject in which it fell most, and the one in which it rose most."""
    by_part: dict[str, list[tuple[str, PartChange]]] = {}
    for name, steps in subjects:
        for part in steps[-1].parts:
            by_part.setdefault(part.id, []).append((name, part))
    rows = [
        [parts[0][1].title if noun == "Group" else id, *(_most_in(parts, sign) for sign in ("-", "+"))]
        for id, parts in by_part.items()
    ]
    rows = [row for row in rows if any(row[1:])]
    if rows:
        heads = [(noun, "wrap" if noun == "Group" else "left"), ("Fell most", "wrap"), ("Rose most", "wrap")]
        print_table(out, heads, rows, title=f"Each {noun.lower()}: where it fell most, and where it rose most")
        out.print()


def _most_in(parts: Iterable[tuple[str, PartChange]], sign: str) -> str:
    """The name of the change that is the largest in a direction, and by how much; '' for none."""
    some = [one for one in parts if _sign(one[1]) == sign]
    name, part = min(some, key=lambda one: movers_first(one[1]), default=("", None))
    return "" if part is None else f"{name} {part.common.change_shown}"


# -- names


def common_subject(assessments: Sequence[Assessment]) -> str:
    """What all subjects share, where each names something more; '' for nothing."""
    subject = assessments[0].answers.header.subject
    shared = _shared_fields(assessments)
    return ", ".join(one_line(getattr(subject, field)) for field in shared if getattr(subject, field))


def subject_names(assessments: Sequence[Assessment]) -> dict[str, str]:
    """What each is called in a list, by the path of its file: without what all share."""
    shared = _shared_fields(assessments)
    names = {}
    for one in assessments:
        parts = [one_line(getattr(one.answers.header.subject, field)) for field in FIELDS if field not in shared]
        names[one.answers.path] = ", ".join(filter(None, parts)) or format_subject(one)
    return names


def _shared_fields(assessments: Sequence[Assessment]) -> list[str]:
    """The fields of the subject that are the same in all, where each has something else that tells it apart."""
    subjects = [one.answers.header.subject for one in assessments]
    shared = [field for field in FIELDS if len({folded(getattr(one, field)) for one in subjects}) == 1]
    others = [field for field in FIELDS if field not in shared]
    return shared if all(any(getattr(one, field) for field in others) for one in subjects) else []
