"""The working of a mean of many subjects then and now, as text to read."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cxassess.portfolio.comparison import MeanChange, PartChange
from cxassess.report.sentences import format_edition
from cxassess.text import one_line

RULE = (
    "A mean is the sum of the exact scores of the subjects that are in both, divided by their number. Each score counts "
    "only the questions that the subject answered with a level both times, to the same question; a subject without any "
    "is left out."
)


def mean_text(mean: MeanChange, earlier: str, later: str) -> str:
    """The working in lines: each subject with its exact scores, the sums, and the difference of the numbers shown."""
    return "".join(f"{line}\n" for line in _lines(mean, earlier, later))


def _lines(mean: MeanChange, earlier: str, later: str) -> Iterator[str]:
    then, now, change = mean.shown
    n = len(mean.parts)
    yield one_line(f"{format_edition(mean.parts[0][0].later.playbook)}. From {earlier} to {later}.")
    yield "Overall" if mean.kind == "overall" else f"{mean.id}  {one_line(mean.title)}"
    yield f"Mean of {n}: {then} then, {now} now ({change})"
    yield ""
    yield "Rule"
    yield f"  {RULE}"
    yield ""
    yield "Files, what fell most first"
    ordered = sorted(mean.parts, key=lambda one: _direction(one[1]))
    for place, (step, part) in enumerate(ordered, 1):
        yield f"  {place}. {one_line(step.later.answers.path)}: {_scores(part)}"
    yield ""
    yield "Mean"
    yield f"  Then: {_division(mean.then, n)}, shown as {then}"
    yield f"  Now: {_division(mean.now, n)}, shown as {now}"
    yield f"  The difference of the numbers shown: {now} − {f'({then})' if then.startswith('-') else then} = {change}"


def _direction(part: PartChange) -> Fraction:
    """Where a change belongs: what fell most comes first, what rose most last."""
    return Fraction(part.common.change_shown)


def _scores(part: PartChange) -> str:
    common = part.common
    sides = ((common.then_shown, common.then, "then"), (common.now_shown, common.now, "now"))
    words = [f"{shown}{'' if shown == str(exact) else f' (exactly {exact!s})'} {when}" for shown, exact, when in sides]
    return f"{', '.join(words)}; {common.change_shown}, on {part.counted} of {part.applicable} questions"


def _division(mean: Fraction, n: int) -> str:
    return f"{mean * n!s} ÷ {n} = {mean!s}"
