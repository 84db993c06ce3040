"""The reported scale of a playbook: scores after rescale, and the lowest and highest that there can be."""

from fractions import Fraction
from functools import lru_cache

from cxassess.exact import MICRO
from cxassess.playbook.model import Playbook


def rescaled(playbook: Playbook, score: Fraction) -> Fraction:
    """A score on the reported scale: `to₀ + (score − from₀) · (to₁ − to₀) / (from₁ − from₀)`."""
    rule = playbook.scoring.rescale
    if rule is None:
        return score
    (from_low, from_high), (to_low, to_high) = rule.from_, rule.to
    slope = (to_high.exact - to_low.exact) / (from_high.exact - from_low.exact)
    return to_low.exact + (score - from_low.exact) * slope


@lru_cache(maxsize=64)  # each file of many asks for it, about each target
def scale_ends(playbook: Playbook) -> tuple[Fraction, Fraction]:
    """The lowest and highest overall score there can be, on the reported scale."""
    questions = [*playbook.questions()]
    if playbook.scoring.method == "sum":
        ends = [(one.weight.micro * one.lowest, one.weight.micro * one.highest) for one in questions]
        return Fraction(sum(low for low, _ in ends), MICRO**2), Fraction(sum(high for _, high in ends), MICRO**2)
    low, high = min(one.lowest for one in questions), max(one.highest for one in questions)
    return rescaled(playbook, Fraction(low, MICRO)), rescaled(playbook, Fraction(high, MICRO))
