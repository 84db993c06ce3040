"""The working of a mean of many subjects then and now, as text to read."""

from __future__ import annotations

from fractions import Fraction

from cxassess.output.explain import exactly, working_text
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
    then, now, change = mean.shown
    n = len(mean.parts)
    head = [
        one_line(f"{format_edition(mean.parts[0][0].later.playbook)}. From {earlier} to {later}."),
        "Overall" if mean.kind == "overall" else f"{mean.id}  {one_line(mean.title)}",
        f"Mean of {n}: {then} then, {now} now ({change})",
    ]
    fallen_first = sorted(mean.parts, key=lambda one: Fraction(one[1].common.change_shown))
    files = (
        f"{place}. {one_line(step.later.answers.path)}: {_scores(part)}"
        for place, (step, part) in enumerate(fallen_first, 1)
    )
    steps = (
        f"Then: {_division(mean.then, n)}, shown as {then}",
        f"Now: {_division(mean.now, n)}, shown as {now}",
        f"The difference of the numbers shown: {now} − {f'({then})' if then.startswith('-') else then} = {change}",
    )
    return working_text(head, {"Rule": [RULE], "Files, what fell most first": files, "Mean": steps})


def _scores(part: PartChange) -> str:
    common = part.common
    sides = ((common.then_shown, common.then, "then"), (common.now_shown, common.now, "now"))
    words = [f"{shown}{exactly(shown, str(exact))} {when}" for shown, exact, when in sides]
    return f"{', '.join(words)}; {common.change_shown}, on {part.counted} of {part.applicable} questions"


def _division(mean: Fraction, n: int) -> str:
    return f"{mean * n!s} ÷ {n} = {mean!s}"
