"""What is kept of one scored file among many: what it is about, and its exact scores. Small, and made in any process."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from cxassess.exact import Ratio
from cxassess.portfolio.playbook_variant import Variant, playbook_variant
from cxassess.scoring import Assessment, Score


class PartRecord(NamedTuple):
    """The overall score, or that of a play or a group of a view; `kind` is overall, play or group.

    `ratio` is the exact score on the reported scale, `target_ratio` its target, both in lowest terms; None where there is none.
    They are not fractions because these take twice the space between processes, and ten times the time.
    """

    kind: str
    id: str
    title: str
    ratio: Ratio | None
    target_ratio: Ratio | None
    gate: int | None
    answered: int
    unknown: int
    unanswered: int

    @property
    def score(self) -> Fraction | None:
        """The exact score on the reported scale; None for none."""
        return None if self.ratio is None else Fraction(*self.ratio)

    @property
    def target(self) -> Fraction | None:
        """The exact target on the reported scale; None for none."""
        return None if self.target_ratio is None else Fraction(*self.target_ratio)


class FileRecord(NamedTuple):
    """One scored file: its path as given, whom it is about, its scores, the overall first, and its playbook.

    `date` is YYYY-MM-DD; what the file does not say is ''. `tags` are sorted by name. `variant` is the playbook with its
    overlays, as scores of several files need it, `edition` the version that the file says it answers.
    """

    path: str
    agency: str
    component: str
    service: str
    scope: str
    date: str
    role: str
    tags: tuple[tuple[str, str], ...]
    parts: tuple[PartRecord, ...]
    variant: Variant
    edition: str = ""

    def tag(self, name: str) -> str:
        """The value of a tag; '' where the file does not have it."""
        return dict(self.tags).get(name, "")


def file_record(assessment: Assessment, view: str = "") -> FileRecord:
    """The record of an assessment, with the groups of a view in the place of the plays where one is named."""
    header, kind = assessment.answers.header, "group" if view else "play"
    subject = header.subject
    parts = tuple(_part_record(kind, score) for score in assessment.parts(view))
    return FileRecord(
        path=assessment.answers.path,
        agency=subject.agency,
        component=subject.component,
        service=subject.service,
        scope=subject.scope,
        date="" if header.date is None else header.date.isoformat(),
        role=header.role,
        tags=tuple(sorted(subject.tags.items())),
        parts=(_part_record("overall", assessment.overall), *parts),
        variant=playbook_variant(assessment.playbook),
        edition=header.version,
    )


def _part_record(kind: str, score: Score) -> PartRecord:
    counts = score.counts
    return PartRecord(
        kind,
        score.id,
        score.title,
        _ratio(score.score),
        _ratio(score.target),
        score.gate,
        counts.answered,
        counts.unknown,
        counts.unanswered,
    )


def _ratio(value: Fraction | None) -> Ratio | None:
    return None if value is None else value.as_integer_ratio()
