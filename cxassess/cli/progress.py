"""How far a long command is, on a terminal: a line that is written over, or for a screen reader a new one now and then."""

from __future__ import annotations

import os
import sys
import time

from cxassess.cli.shared import Reporter

MIN_SECONDS = 1.0  # of work before anything is shown
REDRAWN, REPEATED = 0.2, 10.0  # seconds after which the line is written again, or a new one
BAR = 20  # characters


class Progress:
    """Shows how many of `total` files are done; nothing where standard error is no terminal, or when quiet."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.shown = 0  # characters of the line that is there now
        self.is_on = total > 1 and not Reporter.quiet and sys.stderr.isatty()
        self.is_plain = self.is_on and _is_plain()
        self.begin = time.monotonic()
        self.next = self.begin + (REPEATED if self.is_plain else MIN_SECONDS)

    def advance(self) -> None:
        """Count one more file."""
        self.done += 1
        if self.is_on and (now := time.monotonic()) >= self.next:
            self._show(now)

    def clear(self) -> None:
        """Remove the line, before something else is printed."""
        if self.shown:
            sys.stderr.write(f"\r{' ' * self.shown}\r")
            sys.stderr.flush()
            self.shown = 0

    def _show(self, now: float) -> None:
        text = f"{self.done:,} of {self.total:,} files"
        if self.is_plain:
            print(f"{text} done", file=sys.stderr)
            self.next = now + REPEATED
            return
        filled = BAR * self.done // self.total
        left = (self.total - self.done) * (now - self.begin) / self.done
        rest = f", {_format_time(left)} left" if filled else ""  # the first few say too little about all
        line = f"[{'#' * filled}{'.' * (BAR - filled)}] {text}{rest}"[: _columns() - 1]
        sys.stderr.write(f"\r{line.ljust(self.shown)}")
        sys.stderr.flush()
        self.shown, self.next = len(line), now + REDRAWN


def _is_plain() -> bool:
    from cxassess.settings import wants_plain

    return wants_plain(os.environ) or os.environ.get("TERM", "") in ("", "dumb")


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except OSError:
        return 80


def _format_time(seconds: float) -> str:
    whole = int(seconds) + 1
    return f"{whole} s" if whole < 100 else f"{(whole + 59) // 60} min"
