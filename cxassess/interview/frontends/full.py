"""The full front end: lines printed once in few colors, one line to type on, and a toolbar below it."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FrameType
from typing import TYPE_CHECKING, Any

from cxassess.interview.editor import edit
from cxassess.interview.frontends import frontend
from cxassess.interview.frontends.frontend import Completion, complete_line
from cxassess.interview.frontends.plain import MAX_PASTED, Leave, endings, leave, pasted, put_line, wrapped
from cxassess.text import join_words, safe_text, shorten

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.key_binding.key_processor import KeyPress
    from prompt_toolkit.output import Output

# What a terminal is told for each style: bold, or one of the 16 colors it chooses itself. None is needed to understand.
BOLD, GREEN, RED = "1", "32", "31"
CODES = {
    frontend.HEADING: BOLD,
    frontend.ID: BOLD,
    frontend.QUESTION: BOLD,
    frontend.CHOSEN: GREEN,
    frontend.SAVED: GREEN,
    frontend.WARNING: RED,
}
MAX_LISTED = 30  # words named by Tab
AT_ONCE = 16  # letters in one go that nobody types


class FullFrontend:
    """Where a person types and reads. `input` and `output` stand for the terminal in tests."""

    def __init__(self, input: Input | None = None, output: Output | None = None) -> None:
        self.colors = not os.environ.get("NO_COLOR")
        self.parts: dict[str, str] = {}
        self.words: Sequence[str] = ()
        self.signal = 0
        self._given = input, output
        self._session: PromptSession[str] | None = None

    @property
    def session(self) -> PromptSession[str]:
        """The line to type on, made when it is first needed: it costs as much as all the rest of a start."""
        if self._session is None:
            self._session = _session(*self._given, self._keys(), self.toolbar, self.colors)
        return self._session

    def ask(self, prompt: str, *, words: Sequence[str] = ()) -> str:
        """One line, without its end; of a paste of several, all of them. Raises EOFError, KeyboardInterrupt, Leave."""
        self.words = words
        self._drop_typed_ahead()
        line: str | None = None
        with self._leaving(), contextlib.suppress(OSError, EOFError):  # OSError where the terminal is gone
            line = self.session.prompt(
                [("bold", self._shown(prompt))], set_exception_handler=False, pre_run=self._started
            )
        if self.signal:  # looked at last, so that none that came meanwhile is lost
            leave(self.signal)
        if line is None:
            raise EOFError
        return line + self._rest()

    def typed(self) -> str:
        """The line being typed."""
        return "" if self._session is None else self._session.default_buffer.text

    def say(self, text: str, style: str = frontend.PLAIN) -> None:
        """One line, or several where it is longer than the terminal is wide."""
        code = CODES.get(style, "") if self.colors else ""
        lines = (safe_text(text) if style == frontend.COMMAND else wrapped(safe_text(text))).split("\n")
        put_line("\n".join(f"\x1b[{code}m{line}\x1b[0m" if code and line else line for line in lines))

    def edit(self, text: str, about: Sequence[str], mark: str = "") -> str | None:
        """A longer text from the person's editor."""
        return edit(text, about, self.say, self.ask, mark)

    def status(self, parts: Mapping[str, str]) -> None:
        """What the toolbar shows from the next line on."""
        self.parts = dict(parts)

    def toolbar(self) -> str | None:
        """The toolbar at the present width: one line where it fits, two where not; None where there is nothing to say."""
        from prompt_toolkit.utils import get_cwidth

        room = self.session.output.get_size().columns - 1
        where = ". ".join(filter(None, [self.parts.get("question", ""), self.parts.get("progress", "")]))
        saved, play = self.parts.get("saved", ""), self.parts.get("play", "").partition(": ")[2]
        for question_scores in ([where, saved, play], [where, saved]):
            line = " | ".join(
                safe_text(question_score).replace("\n", " ") for question_score in question_scores if question_score
            )
            if get_cwidth(line) <= room:
                return self._shown(line) or None
        return self._shown(
            "\n".join(shorten(question_score, room) for question_score in (where, saved) if question_score)
        )

    def _drop_typed_ahead(self) -> None:
        """Forget what was typed before the answer was saved: it answers nothing."""
        if self._session is None:
            return
        from prompt_toolkit.input.typeahead import clear_typeahead

        clear_typeahead(self._session.input)
        with contextlib.suppress(ImportError, OSError, ValueError):
            import termios

            with contextlib.suppress(termios.error):
                termios.tcflush(self._session.input.fileno(), termios.TCIFLUSH)

    def _shown(self, text: str) -> str:
        """Text in what the terminal can show; prompt_toolkit would put a question mark for the rest."""
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        return safe_text(text).encode(encoding, "backslashreplace").decode(encoding)

    def _rest(self) -> str:
        """What came in one go behind the line, with the line end between: a paste that the terminal did not mark."""
        from prompt_toolkit.input.typeahead import get_typeahead

        found = "".join(key.data for key in get_typeahead(self.session.input))
        if self._given[0] is None:
            found = f"{found}{pasted()}" if found else pasted().removeprefix("\n")
        if not found:
            return ""
        return f"\n{found}".replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")

    def _keys(self) -> KeyBindings:
        from prompt_toolkit.key_binding import KeyBindings
        from prompt_toolkit.keys import Keys

        keys = KeyBindings()
        keys.add("c-c")(_interrupt)
        keys.add("<sigint>")(_interrupt)
        keys.add("tab")(self._complete)
        keys.add(Keys.BracketedPaste)(_paste)
        return keys

    def _complete(self, event: KeyPressEvent) -> None:
        """Complete what can be completed; name the words there are where more than one fits."""
        from prompt_toolkit.application import run_in_terminal

        buffer = event.current_buffer
        found: Completion = complete_line(buffer.document.text_before_cursor, self.words)
        if found.text:
            buffer.delete_before_cursor(found.length)
            buffer.insert_text(found.text)
        elif found.candidates:
            more = len(found.candidates) - MAX_LISTED
            names = [*found.candidates[:MAX_LISTED], *([f"{more} more"] if more > 0 else [])]
            run_in_terminal(lambda: self.say(f"You can type: {join_words(names, 'or')}."))

    @contextlib.contextmanager
    def _leaving(self) -> Iterator[None]:
        """Turn the signals that raise Leave into an orderly end of the line: raised in its loop, they could get lost."""
        self.signal = 0
        ours = {number: now for number in endings() if callable(now := signal.getsignal(number))}
        for number in ours:
            signal.signal(number, self._signaled)
        try:
            yield
        finally:
            for number, handler in ours.items():
                signal.signal(number, handler)

    def _signaled(self, number: int, frame: FrameType | None) -> None:
        self.signal = number
        loop = None if self._session is None else self._session.app.loop
        if loop is not None:
            loop.call_soon_threadsafe(self._end, Leave(128 + number))

    def _started(self) -> None:
        """Called when a line begins: from now on a fault in its loop ends it, and a signal from before does too."""
        import asyncio

        asyncio.get_running_loop().set_exception_handler(self._failed)
        if self.signal:
            self._end(Leave(128 + self.signal))

    def _failed(self, loop: object, context: dict[str, Any]) -> None:
        self._end(context.get("exception") or EOFError())

    def _end(self, error: BaseException) -> None:
        future = self.session.app.future
        if future is not None and not future.done():
            future.set_exception(error)


def _session(
    input: Input | None, output: Output | None, keys: KeyBindings, toolbar: Callable[[], str | None], colors: bool
) -> PromptSession[str]:
    """One line: no history, no mouse, no other screen."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import DummyHistory
    from prompt_toolkit.output import ColorDepth

    return PromptSession(
        history=DummyHistory(),
        key_bindings=keys,
        bottom_toolbar=toolbar,
        color_depth=ColorDepth.DEPTH_4_BIT if colors else ColorDepth.DEPTH_1_BIT,
        input=input or _keyboard(),
        output=output or _screen(),
    )


def _keyboard() -> Input | None:
    """The keys of the terminal; many letters that come at once are one paste, which costs a thousandth of as many keys."""
    if sys.platform == "win32":
        return None
    from prompt_toolkit.input.vt100 import Vt100Input

    class Keyboard(Vt100Input):
        def read_keys(self) -> list[KeyPress]:
            return as_pastes(super().read_keys())

    return Keyboard(sys.stdin)


def as_pastes(keys: Sequence[KeyPress]) -> list[KeyPress]:
    """Keys with each long run of letters made one paste."""
    from itertools import groupby

    from prompt_toolkit.key_binding.key_processor import KeyPress
    from prompt_toolkit.keys import Keys

    found: list[KeyPress] = []
    for letters, run in groupby(keys, lambda key: not isinstance(key.key, Keys)):
        some = list(run)
        many = letters and len(some) >= AT_ONCE
        found += [KeyPress(Keys.BracketedPaste, "".join(key.data for key in some))] if many else some
    return found


def _screen() -> Output:
    """The terminal, which is never asked where its cursor stands: not every one answers, and none at once."""
    if sys.platform == "win32":
        from prompt_toolkit.output import create_output

        return create_output()
    from prompt_toolkit.output.vt100 import Vt100_Output

    class Screen(Vt100_Output):
        def get_rows_below_cursor_position(self) -> int:
            return 1  # so that the toolbar stands right below the line

    return Screen.from_pty(sys.stdout, term=os.environ.get("TERM"), enable_bell=False)


def _interrupt(event: KeyPressEvent) -> None:
    """Ctrl-C: the first clears the line, on an empty line it leaves."""
    if event.current_buffer.text:
        event.current_buffer.reset()
    else:
        event.app.exit(exception=KeyboardInterrupt(), style="class:aborting")


def _paste(event: KeyPressEvent) -> None:
    """A paste, line ends and all: where they do not belong they are refused with a sentence."""
    text = event.data[:MAX_PASTED].replace("\r\n", "\n").replace("\r", "\n")
    event.current_buffer.insert_text(text)
