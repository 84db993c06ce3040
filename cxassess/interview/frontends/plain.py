"""The plain front end: lines of text without escape bytes; and what both front ends do with pastes and signals."""

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
from cxassess.interview.frontends.frontend import COMMAND, WARNING, complete_line
from cxassess.text import normalize_line_ends, safe_text, typed_text

MAX_PASTE = 1 << 20  # bytes read of a paste: more than any text may have, so that none is cut and then accepted
PASTE_END = 0.05  # seconds without a byte after which a paste is over
PASTE_START = 0.01  # seconds within which the rest of a paste arrives
NEXT_LINE = 0.15  # seconds within which the next line of a pasted text, a tenth of a second apart, is sure to arrive
READLINE_WIDTH = 30_000  # columns that readline is told the terminal has
MAX_COMPLETED_WORDS = 2  # words of a line in which Tab completes; in a longer one it is a tab
SHOW_AGAIN = "\f"  # what Ctrl-L, which would redraw the line, puts at its end
READLINE_KEYS = (
    r'"\C-l": "\C-e\C-v\C-l\C-m"',
    r'"\C-k": "\C-v\C-k"',  # a vertical tab, in a paste the end of a line
)
READLINE_SETTINGS = (  # whatever the user's own settings are: each of these would send escape bytes or a bell
    "enable-bracketed-paste off",
    "enable-meta-key off",
    "bell-style none",
    "show-mode-in-prompt off",
    "enable-active-region off",
    "colored-stats off",
    "colored-completion-prefix off",
)
MAX_COLUMNS = 100  # characters of a printed line; longer ones are hard to read
MAX_RAW_LINE = 4095  # bytes of a line that a terminal passes on without line editing; it drops the rest silently
Handler = Callable[[int, FrameType | None], object]


class EndedBySignal(Exception):
    """Raised where a signal ends the session; `code` is the exit code for it."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(f"ended by a signal, exit code {code}")


class PlainFrontend:
    """Asks and prints plain lines. A terminal that went away ends the input and is no error."""

    def __init__(self) -> None:
        self.words: Sequence[str] = ()
        self.is_joined = False
        self.show_again: Callable[[], object] = lambda: None
        self.edits_lines = _enable_line_editing(self._complete)
        if hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(errors="surrogateescape")

    def ask(self, prompt: str, *, words: Sequence[str] = ()) -> str:
        """One line without its end; all lines of a paste. Raises EOFError and KeyboardInterrupt as Frontend says."""
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
                if self.edits_lines or len(line.encode(errors="replace")) < MAX_RAW_LINE - 1:
                    rest = rest_of_paste()
                    if line.endswith(SHOW_AGAIN):
                        line = line.removesuffix(SHOW_AGAIN)
                        if not rest:
                            self.show_again()
                            self._type(line)
                            continue
                    self.is_joined = bool(rest)
                    return keep_text(line + rest, self.say)
                self.say(f"The terminal cuts lines at {MAX_RAW_LINE} bytes. Type a shorter one.")
        except OSError:
            raise EOFError from None

    def more_lines(self) -> str:
        """What follows the last line within NEXT_LINE seconds; '' where a person typed."""
        text = keep_text(rest_of_paste(NEXT_LINE), self.say)
        self.is_joined |= bool(text)
        return text

    def _complete(self, text: str, state: int) -> str | None:
        """The word that Tab puts in place of `text`, for readline: the one it can mean, else `text`, with a tab."""
        import readline

        line = readline.get_line_buffer()[: readline.get_endidx()]
        completion = complete_line(line, self.words)
        if state or not (len(line.split()) <= MAX_COMPLETED_WORDS or completion.length == len(line)):
            return None if state else f"{text}\t"
        if completion.text:
            return completion.text[max(0, completion.length - len(text)) :]
        return text if completion.candidates else f"{text}\t"

    def _type(self, text: str) -> None:
        """Put text into the next line, as if it was typed; nothing where there is no line editing."""
        if self.edits_lines:
            import readline

            def insert() -> None:
                readline.insert_text(text)
                readline.redisplay()
                readline.set_pre_input_hook()

            readline.set_pre_input_hook(insert)

    def typed(self) -> str:
        """The line that is being typed, where line editing is on; else ''."""
        if not self.edits_lines:
            return ""
        import readline

        return readline.get_line_buffer()

    def say(self, text: str, style: str = "") -> None:
        """Print one line; plain lines have no style."""
        print_line(safe_text(text) if style == COMMAND else wrap_text(safe_text(text)))

    def edit(self, text: str, about: Sequence[str], mark: str = "") -> str | None:
        """A longer text from the person's editor; None where none was saved."""
        return edit(text, about, self.say, self.ask, mark)

    def status(self, parts: Mapping[str, str]) -> None:
        """Do nothing: plain lines have no toolbar."""

    def _drop_typed_ahead(self) -> None:
        """Forget what was typed or pasted before the prompt."""
        with contextlib.suppress(ImportError, OSError, ValueError):
            import termios

            termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)


def has_terminal() -> bool:
    """Whether a person can be asked: both standard input and output are a terminal."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def _enable_line_editing(completer: Callable[[str, int], str | None]) -> bool:
    """Switch on line editing without escape bytes, which also lifts the limit on a line; False where there is none."""
    term = os.environ.get("TERM")
    # Readline reads this when it is imported, and then moves the cursor by plain characters.
    os.environ["TERM"] = "dumb"
    try:
        import readline
    except ImportError:
        return False
    finally:
        os.environ.pop("TERM")
        if term is not None:
            os.environ["TERM"] = term
    for setting in READLINE_SETTINGS:
        readline.parse_and_bind(f"set {setting}")
    for key in READLINE_KEYS:
        readline.parse_and_bind(key)
    readline.parse_and_bind("tab: complete")
    readline.set_completer_delims(" ")
    readline.set_auto_history(False)
    readline.set_completer(completer)
    # No file where it is built in: then it is the program itself.
    _disable_horizontal_scrolling(getattr(readline, "__file__", None))
    return True


def _disable_horizontal_scrolling(library: str | None) -> None:
    """Let a long line wrap at the edge of the terminal: on a dumb terminal readline would scroll it sideways.

    Scrolling overwrites its beginning and the prompt, and a screen reader reads the whole line again. GNU readline has
    no setting for it but the width of the terminal; where the library is another one nothing changes.
    """
    import ctypes

    with contextlib.suppress(OSError, AttributeError, TypeError, ValueError):
        readline = ctypes.CDLL(library)
        for name in ("rl_catch_sigwinch", "rl_change_environment"):
            ctypes.c_int.in_dll(readline, name).value = 0
        readline.rl_set_screen_size(24, READLINE_WIDTH)
        signal.signal(signal.SIGWINCH, signal.SIG_DFL)  # Python's own handler would set the width again


def rest_of_paste(seconds: float = PASTE_START) -> str:
    """What arrives together with the line just read, from the line end on, or within some seconds of its last byte.

    '' where a person typed the line.
    """
    import select

    data = b""
    with contextlib.suppress(OSError, ValueError):  # where a terminal cannot be waited for
        number = sys.stdin.fileno()
        while len(data) < MAX_PASTE and select.select([number], [], [], max(seconds, PASTE_END * bool(data)))[0]:
            chunk = os.read(number, 4096)
            if not chunk:
                break
            data += chunk
    text = data.decode(sys.stdin.encoding or "utf-8", "surrogateescape")
    return normalize_line_ends(f"\n{text}").rstrip("\n") if data else ""


def keep_text(text: str, say: Callable[[str, str], None]) -> str:
    """Text as a file can hold it; what is left out of it is said."""
    text, left_out = typed_text(text)
    if left_out:
        say(f"Left out, because no file can hold it: {left_out}.", WARNING)
    return text


def print_line(text: str) -> None:
    """Print a text as it is; on a terminal that is gone, print nothing from now on."""
    try:
        print(text, flush=True)
    except OSError:  # ending a session must not fail on it
        sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123


def signals_as_exceptions() -> contextlib.AbstractContextManager[None]:
    """Raise EndedBySignal for SIGTERM and SIGHUP where the program waits; afterwards set the old handlers again.

    Ctrl-\\ does nothing meanwhile: it would end the program and leave the terminal in the modes of line editing.
    """
    handlers: dict[signal.Signals, Handler] = dict.fromkeys(ending_signals(), end_by_signal)
    if hasattr(signal, "SIGQUIT"):
        handlers[signal.SIGQUIT] = lambda number, frame: None
    return handled_signals(handlers)


@contextlib.contextmanager
def handled_signals(handlers: Mapping[signal.Signals, Handler]) -> Iterator[None]:
    """Call a handler for each of these signals; afterwards set the old handlers again."""
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def ending_signals() -> list[signal.Signals]:
    """The signals that end a session, of those that this system has."""
    return [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


def end_by_signal(number: int, frame: FrameType | None = None) -> NoReturn:
    """Raise EndedBySignal; from now on no other signal disturbs what is still to be saved."""
    for other in ending_signals():
        signal.signal(other, signal.SIG_IGN)
    raise EndedBySignal(128 + number)


def wrap_text(text: str) -> str:
    """The text broken between words at the width of the terminal, which by itself breaks lines anywhere."""
    width = max(20, min(shutil.get_terminal_size().columns - 1, MAX_COLUMNS))
    wrapper = textwrap.TextWrapper(width, break_long_words=False, break_on_hyphens=False)
    return "\n".join(part for line in text.split("\n") for part in wrapper.wrap(line) or [""])
