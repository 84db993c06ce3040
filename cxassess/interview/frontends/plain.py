"""The terminal of the plain interview: one line asked, one line said, and an orderly way out on signals."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FrameType
from typing import NoReturn

from cxassess.interview.editor import edit
from cxassess.interview.frontends.frontend import COMMAND, complete_line
from cxassess.text import safe_text

MAX_PASTED = 1 << 20  # bytes taken from a paste: more than any text may have, so that none is cut and then taken
QUIET_FOR = 0.05  # seconds without a byte that end a paste
SOON = 0.01  # seconds in which the rest of a paste begins
WIDE = 30_000  # columns
SHORT = 2  # words of a line in which Tab completes
PLAIN = (  # whatever a file of settings says: each of these sends escape bytes or a bell
    "enable-bracketed-paste off",
    "enable-meta-key off",
    "bell-style none",
    "show-mode-in-prompt off",
    "enable-active-region off",
    "colored-stats off",
    "colored-completion-prefix off",
)
MAX_COLUMNS = 100  # characters of a printed line: longer ones are hard to read
CUT_AT = 4095  # bytes of a line that a terminal gives without line editing; the rest is lost without a word


class Leave(Exception):
    """A signal that ends the session; `code` is the exit code for it."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(f"left with exit code {code}")


class PlainFrontend:
    """Where a person types and reads. A terminal that went away is noticed and no fault."""

    def __init__(self) -> None:
        self.words: Sequence[str] = ()
        self.edits_lines = _line_editing(self._completed)
        if hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(errors="surrogateescape")  # refused later with a sentence, like any odd character

    def ask(self, prompt: str, *, words: Sequence[str] = ()) -> str:
        """One line, without its end; of a paste of several, all of them. Raises EOFError, KeyboardInterrupt (see Frontend)."""
        self.words = words
        self._drop_typed_ahead()
        try:
            while True:
                try:
                    line = input(safe_text(prompt))
                except KeyboardInterrupt:
                    if not self.typed():
                        raise
                    self.say("")
                    self.say("The line is cleared. Ctrl-C again, or q, quits.")
                    continue
                if self.edits_lines or len(line.encode(errors="replace")) < CUT_AT - 1:
                    return line + pasted()
                self.say(f"The terminal cuts a line at {CUT_AT} bytes. Type a shorter one.")
        except OSError:
            raise EOFError from None

    def _completed(self, text: str, state: int) -> str | None:
        """What Tab puts in the place of a word: the one that it can mean, else the word, in a text with the tab."""
        import readline

        line = readline.get_line_buffer()[: readline.get_endidx()]
        found = complete_line(line, self.words)
        if state or not (len(line.split()) <= SHORT or found.length == len(line)):
            return None if state else f"{text}\t"  # in a longer text it is a tab
        if found.text:
            return found.text[max(0, found.length - len(text)) :]
        return text if found.candidates else f"{text}\t"

    def typed(self) -> str:
        """The line being typed, where line editing is on; '' otherwise."""
        if not self.edits_lines:
            return ""
        import readline

        return readline.get_line_buffer()

    def say(self, text: str, style: str = "") -> None:
        """One line, fit for a screen; plain lines have no style."""
        put_line(safe_text(text) if style == COMMAND else wrapped(safe_text(text)))

    def edit(self, text: str, about: Sequence[str], mark: str = "") -> str | None:
        """A longer text from the person's editor."""
        return edit(text, about, self.say, self.ask, mark)

    def status(self, parts: Mapping[str, str]) -> None:
        """Nothing: plain lines have no toolbar."""

    def _drop_typed_ahead(self) -> None:
        """Forget lines that were typed or pasted before the answer was saved: they answer nothing."""
        with contextlib.suppress(ImportError, OSError, ValueError):
            import termios

            termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)


def is_there() -> bool:
    """Whether a person can be asked: both input and output are a terminal."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def _line_editing(completer: Callable[[str, int], str | None]) -> bool:
    """Switch on line editing, which also lifts the limit of a line; without a single escape byte."""
    term = os.environ.get("TERM")
    os.environ["TERM"] = "dumb"  # it reads this when it is imported, and then moves the cursor by plain characters
    try:
        import readline
    except ImportError:
        return False
    finally:
        os.environ.pop("TERM")
        if term is not None:
            os.environ["TERM"] = term
    for setting in PLAIN:
        readline.parse_and_bind(f"set {setting}")
    readline.parse_and_bind("tab: complete")
    readline.set_completer_delims(" ")
    readline.set_auto_history(False)
    readline.set_completer(completer)
    _never_sideways(getattr(readline, "__file__", None))  # None where it is built in: then it is the program itself
    return True


def _never_sideways(library: str | None) -> None:
    """Let a long line run on over the edge, as the terminal shows it: a dumb terminal's would be pushed sideways.

    Pushed, its beginning and the prompt are written over, and a screen reader says the whole line anew. GNU readline
    has no setting for it but the width that it believes in; where the library is another one nothing changes.
    """
    import ctypes

    with contextlib.suppress(OSError, AttributeError, TypeError, ValueError):
        found = ctypes.CDLL(library)
        for name in ("rl_catch_sigwinch", "rl_change_environment"):
            ctypes.c_int.in_dll(found, name).value = 0
        found.rl_set_screen_size(24, WIDE)
        signal.signal(signal.SIGWINCH, signal.SIG_DFL)  # Python's own handler would set the width anew


def pasted() -> str:
    """What came in one go behind the line just read, with the line end between; '' when a person typed."""
    import select

    found = b""
    with contextlib.suppress(OSError, ValueError):  # where a terminal cannot be waited for
        number = sys.stdin.fileno()
        while len(found) < MAX_PASTED and select.select([number], [], [], QUIET_FOR if found else SOON)[0]:
            chunk = os.read(number, 4096)
            if not chunk:
                break
            found += chunk
    text = found.decode(sys.stdin.encoding or "utf-8", "surrogateescape")
    return f"\n{text}".replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") if found else ""


def put_line(text: str) -> None:
    """Show a line as it is; on a terminal that is gone, nothing from now on."""
    try:
        print(text, flush=True)
    except OSError:
        _to_nowhere()


def _to_nowhere() -> None:
    """Let what is still to be said go nowhere, so that leaving does not fail on a terminal that is gone."""
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123


@contextlib.contextmanager
def leaving() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into Leave, raised where the program waits; then put the handlers back.

    Ctrl-\\ does nothing meanwhile: it would end the program and leave the terminal as line editing has it.
    """
    before = {number: signal.signal(number, _leave) for number in endings()}
    if hasattr(signal, "SIGQUIT"):
        before[signal.SIGQUIT] = signal.signal(signal.SIGQUIT, lambda number, frame: None)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def endings() -> list[signal.Signals]:
    """The signals that end a session, as far as this system has them."""
    return [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


def leave(number: int) -> NoReturn:
    """Leave for a signal; from now on none disturbs what is still to be saved."""
    for other in endings():
        signal.signal(other, signal.SIG_IGN)
    raise Leave(128 + number)


def _leave(number: int, frame: FrameType | None) -> None:
    leave(number)


def columns() -> int:
    """How many characters the terminal shows on a line."""
    return shutil.get_terminal_size().columns


def wrapped(text: str) -> str:
    """The text broken between words at the width of the terminal, which by itself breaks them anywhere."""
    width = max(20, min(columns() - 1, MAX_COLUMNS))
    lines = (
        textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""] for line in text.split("\n")
    )
    return "\n".join(part for wrapped in lines for part in wrapped)
