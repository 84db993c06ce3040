"""The numbers in sentences, apart from dates and from the share of questions that a playbook declares."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NUMBER = re.compile(r"(?<![\w.])[+-]?\d+(?:\.\d+)?(?![\w.]*\d)")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NOT_COMPUTED = re.compile(rf"({_MONTHS}|[A-Z][a-z]{{2}}) \d+, \d{{4}}|\d+%|one 2024 survey")


def numbers(texts: Iterable[str]) -> set[str]:
    """Every number in some texts, as it is written."""
    return {number for text in texts for number in _NUMBER.findall(_NOT_COMPUTED.sub("", text))}
