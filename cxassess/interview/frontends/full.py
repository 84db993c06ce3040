"""The full front end: lines printed once in a few colors, one line to type on, and a toolbar below it."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from types import FrameType
from typing import TYPE_CHECKING, Any

from cxassess.interview.editor import edit
from cxassess.interview.frontends import frontend, plain
from cxassess.interview.frontends.keyboard import keyboard, without_reports
from cxassess.text import join_words, normalize_line_ends, safe_text, shorten

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.output import Output

# The terminal code of each style: bold, or one of the 16 colors whose shade the terminal chooses.
BOLD, GREEN, RED = "1", "32", "31"
CODES = {
    frontend.HEADING: BOLD,
    frontend.ID: BOLD,
    frontend.QUESTION: BOLD,
    frontend.CHOSEN: GREEN,
    frontend.SAVED: GREEN,
    frontend.WARNING: RED,
}
MAX_LISTED = 30  # words that Tab lists
MAX_ERRORS = 100  # errors of prompt_toolkit on one line after which they are not about a key


class FullFrontend:
    """Asks and prints in a terminal with colors. `input` and `output` replace the terminal in tests."""

    def __init__(self, input: Input | None = None, output: Output | None = None) -> None:
        self.colors = not os.environ.get("NO_COLOR")
        self._status: dict[str, str] = {}
        self.words: Sequence[str] = ()
        self.is_joined = False
        self.show_again: Callable[[], object] = lambda: None
        self.signal = 0
        self._errors = 0
        self._streams = input, output
        self._session: PromptSession[str] | None = None

    @property
    def session(self) -> PromptSession[str]:
        """The line to type on, without history and mouse.

        It is made when it is first needed, because that takes as long as all the rest of a start.
        """
        if self._session is None:
            from prompt_toolkit import PromptSession
            from prompt_toolkit.history import DummyHistory
            from prompt_toolkit.output import ColorDepth

            self._session = PromptSession(
                history=DummyHistory(),
                key_bindings=self._keys(),
                bottom_toolbar=self.toolbar,
                color_depth=ColorDepth.DEPTH_4_BIT if self.colors else ColorDepth.DEPTH_1_BIT,
                input=without_reports(self._streams[0] or keyboard()),
                output=self._streams[1] or _screen(),
            )
        return self._session

    def ask(self, prompt: str, *, words: Sequence[str] = ()) -> str:
        """One line without its end; all lines of a paste. Raises EOFError, KeyboardInterrupt and EndedBySignal."""
        self.words = words
        self._drop_typed_ahead()
        line: str | None = None
        with self._signals_end_line(), contextlib.suppress(OSError, EOFError):  # OSError where the terminal is gone
            line = self.session.prompt(
                [("bold", self._encodable(prompt))], set_exception_handler=False, pre_run=self._line_started
            )
        if self.signal:  # checked last, so that none that arrived meanwhile is lost
            plain.end_by_signal(self.signal)
        if line is None:
            raise EOFError
        rest = self._rest_of_paste()
        self.is_joined = bool(rest)
        return plain.keep_text(line + rest, self.say)

    def more_lines(self) -> str:
        """What follows the last line within NEXT_LINE seconds; '' where a person typed."""
        text = plain.keep_text(plain.rest_of_paste(plain.NEXT_LINE) if self._streams[0] is None else "", self.say)
        self.is_joined |= bool(text)
        return text

    def typed(self) -> str:
        """The line that is being typed."""
        return "" if self._session is None else self._session.default_buffer.text

    def say(self, text: str, style: str = frontend.PLAIN) -> None:
        """Print one line, broken into several where it is longer than the terminal is wide."""
        code = CODES.get(style, "") if self.colors else ""
        lines = (safe_text(text) if style == frontend.COMMAND else plain.wrap_text(safe_text(text))).split("\n")
        plain.print_line("\n".join(f"\x1b[{code}m{line}\x1b[0m" if code and line else line for line in lines))

    def edit(self, text: str, about: Sequence[str], mark: str = "") -> str | None:
        """A longer text from the person's editor; None where none was saved."""
        return edit(text, about, self.say, self.ask, mark)

    def status(self, parts: Mapping[str, str]) -> None:
        """Set what the toolbar shows from the next line on."""
        self._status = dict(parts)

    def toolbar(self) -> str | None:
        """The toolbar at the present width: one line where it fits, two where not; None where there is nothing to say."""
        from prompt_toolkit.utils import get_cwidth

        width = self.session.output.get_size().columns - 1
        place = ". ".join(filter(None, [self._status.get("question", ""), self._status.get("progress", "")]))
        saved, play = self._status.get("saved", ""), self._status.get("play", "").partition(": ")[2]
        for parts in ([place, saved, play], [place, saved]):
            line = " | ".join(safe_text(part).replace("\n", " ") for part in parts if part)
            if get_cwidth(line) <= width:
                return self._encodable(line) or None
        return self._encodable("\n".join(shorten(part, width) for part in (place, saved) if part))

    def _drop_typed_ahead(self) -> None:
        """Forget what was typed before the prompt."""
        if self._session is None:
            return
        from prompt_toolkit.input.typeahead import clear_typeahead

        clear_typeahead(self._session.input)
        with contextlib.suppress(ImportError, OSError, ValueError):
            import termios

            with contextlib.suppress(termios.error):
                termios.tcflush(self._session.input.fileno(), termios.TCIFLUSH)

    def _encodable(self, text: str) -> str:
        """The text with what the terminal cannot show escaped; prompt_toolkit would replace it by a question mark."""
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        return safe_text(text).encode(encoding, "backslashreplace").decode(encoding)

    def _rest_of_paste(self) -> str:
        """What arrived together with the line, from the line end on: a paste that the terminal did not mark."""
        from prompt_toolkit.input.typeahead import get_typeahead

        text = "".join(key.data for key in get_typeahead(self.session.input))
        rest = plain.rest_of_paste() if self._streams[0] is None else ""
        return normalize_line_ends(f"\n{text}{rest}" if text else rest).rstrip("\n")

    def _keys(self) -> KeyBindings:
        from prompt_toolkit.key_binding import KeyBindings
        from prompt_toolkit.keys import Keys

        keys = KeyBindings()
        keys.add("c-c")(_interrupt)
        keys.add("<sigint>")(_interrupt)
        keys.add("tab")(self._complete)
        keys.add("c-l")(self._show_again)
        keys.add(Keys.BracketedPaste)(_paste)
        # Whose own handlers fail on some of these, which end as they begin.
        for report in (Keys.Vt100MouseEvent, Keys.WindowsMouseEvent, Keys.CPRResponse):
            keys.add(report)(lambda event: None)
        return keys

    def _complete(self, event: KeyPressEvent) -> None:
        """Complete the line as far as possible; list the words where several could be meant."""
        from prompt_toolkit.application import run_in_terminal

        buffer = event.current_buffer
        completion = frontend.complete_line(buffer.document.text_before_cursor, self.words)
        if completion.text:
            buffer.delete_before_cursor(completion.length)
            buffer.insert_text(completion.text)
        elif completion.candidates:
            more = len(completion.candidates) - MAX_LISTED
            names = [*completion.candidates[:MAX_LISTED], *([f"{more} more"] if more > 0 else [])]
            run_in_terminal(lambda: self.say(f"You can type: {join_words(names, 'or')}."))

    def _show_again(self, event: KeyPressEvent) -> None:
        """Ctrl-L: print the question again, above the line."""
        from prompt_toolkit.application import run_in_terminal

        run_in_terminal(self.show_again)

    def _signals_end_line(self) -> contextlib.AbstractContextManager[None]:
        """Let signals end the line instead of raising EndedBySignal, which could get lost in the loop of prompt_toolkit."""
        self.signal = 0
        numbers = [number for number in plain.ending_signals() if callable(signal.getsignal(number))]
        return plain.handled_signals(dict.fromkeys(numbers, self._signaled))

    def _signaled(self, number: int, frame: FrameType | None) -> None:
        self.signal = number
        loop = None if self._session is None else self._session.app.loop
        if loop is not None:
            loop.call_soon_threadsafe(self._end, plain.EndedBySignal(128 + number))

    def _line_started(self) -> None:
        """Let an error in the loop of prompt_toolkit come to us; end the line where a signal arrived before it began."""
        import asyncio

        self._errors = 0
        asyncio.get_running_loop().set_exception_handler(self._failed)
        if self.signal:
            self._end(plain.EndedBySignal(128 + self.signal))

    def _failed(self, loop: object, context: dict[str, Any]) -> None:
        """Go on after an error about a key, whichever it is; end the line where the terminal is gone."""
        error, self._errors = context.get("exception") or EOFError(), self._errors + 1
        if isinstance(error, OSError | EOFError) or not isinstance(error, Exception) or self._errors > MAX_ERRORS:
            self._end(error)

    def _end(self, error: BaseException) -> None:
        future = self.session.app.future
        if future is not None and not future.done():
            future.set_exception(error)


def _screen() -> Output:
    """The terminal, which is never asked where its cursor is: not every terminal answers, and none at once."""
    if sys.platform == "win32":
        from prompt_toolkit.output import create_output

        return create_output()
    from prompt_toolkit.output.vt100 import Vt100_Output

    class Screen(Vt100_Output):
        def get_rows_below_cursor_position(self) -> int:
            return 1  # so that the toolbar is right below the line

    return Screen.from_pty(sys.stdout, term=os.environ.get("TERM"), enable_bell=False)


def _interrupt(event: KeyPressEvent) -> None:
    """Ctrl-C: clear the line; on an empty line quit."""
    if event.current_buffer.text:
        event.current_buffer.reset()
    else:
        event.app.exit(exception=KeyboardInterrupt(), style="class:aborting")


def _paste(event: KeyPressEvent) -> None:
    """Insert a paste with its line ends; where they do not belong the line is refused with a sentence."""
    event.current_buffer.insert_text(normalize_line_ends(event.data[: plain.MAX_PASTE]))
