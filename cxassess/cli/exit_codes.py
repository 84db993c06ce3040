"""Exit codes (README, "Exit codes"), and the error that ends a command with one of them."""

from __future__ import annotations

from collections.abc import Iterable

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


def priority_exit_code(codes: Iterable[int]) -> int:
    """The exit code of a command that handled many files: the first of PRIORITY that occurred."""
    return min(codes, key=PRIORITY.index, default=SUCCESS)
