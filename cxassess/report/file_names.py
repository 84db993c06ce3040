"""Names for the files of many reports: by agency, component, service and date, the same whatever order they are made in."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import PurePath
from typing import NamedTuple

from cxassess.text import slug

MAX_NAME = 80  # characters of what comes before the date: systems allow 255 bytes, and a name should be read


class Named(NamedTuple):
    """What a report is named after: the path of its answers, agency, component and service, and the date."""

    path: str
    subject: Sequence[str]
    date: datetime.date | None


def file_names(reports: Iterable[Named]) -> list[str]:
    """A name for each report, without a suffix and each another: letters, digits and hyphens only.

    Reports of one subject and date have the name of their answer file as well, and a number where that is the same.
    """
    every = list(reports)
    names = [_name(one) for one in every]
    counts = Counter(names)
    names = [f"{name}-{_stem(one)}" if counts[name] > 1 else name for one, name in zip(every, names, strict=True)]
    counts, taken = Counter(names), {*names}
    for number in sorted(range(len(every)), key=lambda number: every[number].path):
        name = names[number]
        if counts[name] > 1:
            names[number] = next(one for one in (f"{name}-{after}" for after in count(1)) if one not in taken)
            taken.add(names[number])
    return names


def _name(report: Named) -> str:
    # A name in another script leaves nothing but the x of an empty one.
    slugs = [slug(part) for part in report.subject if slug(part) != "x" or part.strip().lower() == "x"]
    room = (MAX_NAME - len(slugs)) // max(1, len(slugs))
    words = [_cut(one, room) for one in slugs] or [_stem(report)]
    return "-".join([*words, *([report.date.isoformat()] if report.date else [])])


def _cut(words: str, room: int) -> str:
    """Words joined by hyphens, cut after a whole one where they have no room."""
    return words if len(words) <= room else words[: room + 1].rpartition("-")[0] or words[:room]


def _stem(report: Named) -> str:
    return slug(PurePath(report.path).stem)
