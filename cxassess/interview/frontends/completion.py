"""What Tab makes of a line that is being typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple


class Completed(NamedTuple):
    """`text` stands instead of the last `instead_of` characters; '' where nothing is certain. `fitting` could go on."""

    text: str = ""
    instead_of: int = 0
    fitting: Sequence[str] = ()


def completed(line: str, words: Sequence[str]) -> Completed:
    """The longest end of a line that words begin with, completed as far as those words agree."""
    for tail in _tails(line):
        fitting = [word for word in words if word.casefold().startswith(tail.casefold())]
        if fitting:
            common = _common(fitting)
            better = len(common) > len(tail) or (len(fitting) == 1 and common != tail)
            return Completed(common if better else "", len(tail), fitting if len(fitting) > 1 else ())
    return Completed()


def _tails(line: str) -> list[str]:
    """The line, then the line from each of its words on, then nothing where it ends between words."""
    starts = [found.start() for found in re.finditer(r"\S+", line)]
    between = not line or line[-1].isspace()
    return [*(line[at:] for at in starts), *([""] if between else [])]


def _common(words: Sequence[str]) -> str:
    """What words begin with together, whatever their case, written as in the first."""
    for at, letters in enumerate(zip(*(word.casefold() for word in words), strict=False)):
        if len(set(letters)) > 1:
            return words[0][:at]
    return min(words, key=len)
