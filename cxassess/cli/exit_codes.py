"""Exit codes (README, "Exit codes"), and the error that ends a command with one of them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import NoReturn

(SUCCESS, INTERNAL_ERROR, USAGE, BAD_INPUT, BAD_PLAYBOOK, NO_ACCESS, CONFLICT, BELOW_THRESHOLD) = range(8)
INTERRUPTED, TERMINATED, HUNG_UP = 130, 143, 129
PRIORITY = (
    INTERRUPTED,
    TERMINATED,
    HUNG_UP,
    INTERNAL_ERROR,
    NO_ACCESS,
    CONFLICT,
    BAD_PLAYBOOK,
    BAD_INPUT,
    USAGE,
    BELOW_THRESHOLD,
    SUCCESS,
)


class CommandError(Exception):
    """What ends a command early: its exit code, and lines for standard error."""

    def __init__(self, code: int, *lines: str) -> None:
        self.code = code
        self.lines = lines
        super().__init__(*lines)


@contextlib.contextmanager
def exit_on_signals() -> Iterator[None]:
    """Leave with 143 or 129 where a signal ends the command, so that what it began is removed first."""
    import signal

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # A signal that is ignored, such as SIGHUP under nohup, stays so.
    before = {number: signal.getsignal(number) for number in numbers if signal.getsignal(number) is signal.SIG_DFL}
    for number in before:
        signal.signal(number, _exit)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _exit(number: int, _: object) -> NoReturn:
    raise SystemExit(128 + number)


def priority_exit_code(codes: Iterable[int]) -> int:
    """The exit code of a command that handled many files: the first of PRIORITY that occurred."""
    return min(codes, key=PRIORITY.index, default=SUCCESS)
