"""The keys of a terminal: sequences that no key sends are dropped, and letters that arrive together are one paste."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prompt_toolkit.input import Input
    from prompt_toolkit.input.posix_utils import PosixStdinReader
    from prompt_toolkit.key_binding.key_processor import KeyPress

MIN_PASTE = 16  # letters that arrive together and that nobody types so fast
PASTE_BEGINS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"
MAX_PASTE_GAP = 1.0  # seconds without a byte after which Enter is a key again, where the end of a paste never came
# What a terminal sends that is no key: reports of the mouse, the focus, its colors, or of what it is.
_SEQUENCE = re.compile(
    r"\x1b\[(?:\[[A-E]|M[^\x00-\x1f]{3}|[0-9:;<=>?]{0,64}[ -/]*[@-~]|[0-9:;<=>?]{65,})"  # CSI
    r"|\x1b[]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC, DCS, APC, PM, SOS
)


class KeyReader:
    """Reads what arrives from a terminal, for prompt_toolkit, without what no key sends.

    prompt_toolkit would fail on some of it, and type the rest into the line. A paste is left as it is. Where its end
    never comes, Ctrl-C, or Enter after a while, ends it.
    """

    def __init__(self, reader: PosixStdinReader, now: Callable[[], float] = time.monotonic) -> None:
        self._reader = reader
        self._now = now
        self._in_paste = False
        self._tail = ""  # the last characters of a paste, where its end may have begun
        self._last = now()

    @property
    def closed(self) -> bool:
        """Whether nothing can arrive any more."""
        return self._reader.closed

    def read(self, count: int = 1024) -> str:
        """What arrived since the last time."""
        text, gap = self._reader.read(count), self._now() - self._last
        self._last += gap
        if self._in_paste and (text == "\x03" or (text in ("\r", "\n") and gap > MAX_PASTE_GAP)):
            self._in_paste = False
            return f"{PASTE_ENDS}{text}"
        return self._keys(text)

    def _keys(self, text: str) -> str:
        """The text without sequences that no key sends, outside of pastes."""
        if self._in_paste:
            before, mark, after = f"{self._tail}{text}".partition(PASTE_ENDS)
            start = len(self._tail)
            self._in_paste, self._tail = not mark, "" if mark else before[1 - len(PASTE_ENDS) :]
            return f"{(before + mark)[start:]}{self._keys(after)}" if after else (before + mark)[start:]
        before, mark, after = text.partition(PASTE_BEGINS)
        self._in_paste, self._tail = bool(mark), ""
        return f"{_SEQUENCE.sub(_known_sequence, before)}{mark}{self._keys(after) if after else ''}"


def _known_sequence(match: re.Match[str]) -> str:
    """A sequence that a key sends; '' for any other."""
    from prompt_toolkit.input.ansi_escape_sequences import ANSI_SEQUENCES

    return match.group() if match.group() in ANSI_SEQUENCES else ""


def keyboard() -> Input | None:
    """The keys of the terminal, where letters that arrive together are one paste; None where the system has its own."""
    if sys.platform == "win32":
        return None
    from prompt_toolkit.input.vt100 import Vt100Input

    class Keyboard(Vt100Input):
        def read_keys(self) -> list[KeyPress]:
            return join_pastes(super().read_keys())

    return Keyboard(sys.stdin)


def without_reports(input: Input | None) -> Input | None:
    """The same input, of which nothing is read that no key sends."""
    reader = getattr(input, "stdin_reader", None)
    if input is not None and reader is not None:
        input.stdin_reader = KeyReader(reader)  # type: ignore[attr-defined]
    return input


def join_pastes(keys: Sequence[KeyPress]) -> list[KeyPress]:
    """The keys with each long run of letters joined to one paste, a thousand times faster than single keys."""
    from itertools import groupby

    from prompt_toolkit.key_binding.key_processor import KeyPress
    from prompt_toolkit.keys import Keys

    joined: list[KeyPress] = []
    for letters, run in groupby(keys, lambda key: not isinstance(key.key, Keys)):
        group = list(run)
        is_paste = letters and len(group) >= MIN_PASTE
        joined += [KeyPress(Keys.BracketedPaste, "".join(key.data for key in group))] if is_paste else group
    return joined
