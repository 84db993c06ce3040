"""A playbook as some files answer it: what their scores have in common, and whether others can be put together with them."""

from __future__ import annotations

import functools
from fractions import Fraction
from typing import NamedTuple

from cxassess.playbook import Playbook, Scoring, rescaled, scale_ends


class Variant(NamedTuple):
    """A playbook with its overlays applied, in small plain values that one process can hand to another.

    `levels` are key, name and score of the shared levels; none where each question has its own, or points are added up.
    `ends` are the lowest and the highest overall score there can be, `stages` the highest stage of a question.
    """

    id: str
    version: str
    title: str
    overlays: tuple[str, ...]
    levels: tuple[tuple[str, str, Fraction], ...]
    scoring: Scoring
    ends: tuple[Fraction, Fraction]
    stages: int = 0

    @property
    def rule(self) -> tuple[object, ...]:
        """What must be the same for scores to be put together: the playbook, how it scores, and its scale."""
        rule = self.scoring
        rescale = rule.rescale and (rule.rescale.from_, rule.rescale.to)
        return self.id, rule.method, rule.overall, rule.not_applicable, rule.unknown, rescale, self.ends


@functools.lru_cache(maxsize=32)
def playbook_variant(playbook: Playbook) -> Variant:
    """The variant that a playbook is, made once for all of its files."""
    by_sum = playbook.scoring.method == "sum"
    return Variant(
        id=playbook.id,
        version=playbook.version,
        title=playbook.title,
        overlays=playbook.overlays,
        levels=()
        if by_sum
        else tuple((one.key, one.name, rescaled(playbook, one.value.exact)) for one in playbook.scale),
        scoring=playbook.scoring,
        ends=scale_ends(playbook),
        stages=max((question.stage or 0 for question in playbook.questions()), default=0),
    )
