"""Standard output and error as every command needs them: any text can be written, and a reader may leave."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

# What a pipe without a reader says; Windows has no error of its own for it.
_NO_READER = (errno.EPIPE, errno.EINVAL) if os.name == "nt" else (errno.EPIPE,)


def prepare_streams() -> None:
    """Make both streams take any character, and discard what is written to a pipe that nobody reads any more.

    So `cxassess score a.yaml | head -1` ends like the command without `head`: whatever prints, and when, and with
    the exit code that it has. A standard error that is closed or full takes nothing and stops nothing.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a cp1252 terminal must not end a session
            if type(getattr(stream.buffer, "raw", stream.buffer)) is io.FileIO and not stream.isatty():
                setattr(sys, name, _without_reader(stream, needed=name == "stdout"))
    if sys.stderr is None:  # `print` would then write to standard output
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123


def _without_reader(stream: Any, needed: bool) -> TextIO:
    """The same stream, which discards what nobody reads; where it is not `needed`, whatever cannot be written."""
    stream.flush()
    output: Any = _Output(stream.fileno(), needed)
    buffer = output if type(stream.buffer) is io.FileIO else io.BufferedWriter(output)  # PYTHONUNBUFFERED has no buffer
    through = stream.write_through
    return io.TextIOWrapper(buffer, stream.encoding, stream.errors, None, stream.line_buffering, through)


class _Output(io.RawIOBase):
    """A descriptor to write to; once its reader has left, everything is taken and discarded."""

    def __init__(self, descriptor: int, needed: bool) -> None:
        self._descriptor = descriptor
        self._needed = needed
        self._has_reader = True

    def fileno(self) -> int:
        return self._descriptor

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        rest = memoryview(data).cast("B")
        size = len(rest)
        try:
            while rest and self._has_reader:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError as error:
            if self._needed and error.errno not in _NO_READER:
                raise
            self._has_reader = False
        return size
