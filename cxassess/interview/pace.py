"""One's own pace: how long an answer takes in this session, and what that says about the time left."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

ENOUGH = 5  # answers before a pace means anything
LONGEST = 60.0  # minutes told in steps of five; beyond, in quarters of an hour


class Pace:
    """Seconds between answers; `now` gives seconds from any start and only ever grows."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._since: float | None = None
        self._took: list[float] = []
        self._counted: set[str] = set()

    def asked(self) -> None:
        """A question stands on the screen; the first one starts the clock."""
        if self._since is None:
            self._since = self._now()

    def answered(self, question: str) -> None:
        """A question got an answer; only its first one in this session counts."""
        if question in self._counted or self._since is None:
            return
        self._counted.add(question)
        now = self._now()
        self._took.append(now - self._since)
        self._since = now

    def left(self, questions: int) -> str:
        """How long so many questions take at this pace, as a sentence; '' while there is too little to go by."""
        if len(self._took) < ENOUGH or not questions:
            return ""
        return f"{_rounded(median(self._took) * questions / 60)} left at your pace."


def _rounded(minutes: float) -> str:
    """Minutes as honestly as a pace can tell them: `About 25 minutes`, `About 1 hour 15 minutes`."""
    if minutes < 1.5:
        return "About a minute"
    if minutes < 10:
        return f"About {minutes:.0f} minutes"
    if minutes < LONGEST - 2.5:
        return f"About {5 * round(minutes / 5)} minutes"
    hours, rest = divmod(15 * round(minutes / 15), 60)
    return f"About {hours} hour{'s' * (hours != 1)}{f' {rest} minutes' if rest else ''}"
