"""What a front end, plain or full, does for the interview: ask for a line, print a line, edit a longer text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

PLAIN, HEADING, ID, QUESTION, LEVEL_LINE = "", "heading", "id", "question", "level"
CHOSEN, SAVED, WARNING, QUIET, COMMAND = "chosen", "saved", "warning", "quiet", "command"
"""The styles of a printed line. A style never tells anything that the words do not tell as well.

A COMMAND is never broken into lines, so that it can be copied.
"""


class Line(NamedTuple):
    """One line to print."""

    text: str
    style: str = PLAIN


class Frontend(Protocol):
    """Where a person types and reads. What is printed is never redrawn.

    Text comes as a file can hold it (`typed_text`); what was left out of it is said.
    """

    is_joined: bool
    """Whether the last text was joined of lines that came one after the other: nobody saw it whole before Enter."""

    show_again: Callable[[], object]
    """Prints the question once more; called where Ctrl-L is typed. What was typed so far stays."""

    def ask(self, prompt: str, *, words: Sequence[str] = ()) -> str:
        """One line without its end, typed after the prompt: what was typed ahead answers nothing. Tab completes `words`.

        Of a paste all lines, with the line ends: where one line is asked for, several are refused.
        Raises EOFError at the end of input or when the terminal is gone, KeyboardInterrupt by Ctrl-C on an empty line.
        """

    def more_lines(self) -> str:
        """What follows the last line within a tenth of a second and a little more, line end first: a paste; '' where a person typed."""

    def typed(self) -> str:
        """The line that is being typed, '' without one; called from another thread, to keep drafts."""

    def say(self, text: str, style: str = PLAIN) -> None:
        """Print one line."""

    def edit(self, text: str, about: Sequence[str], mark: str = "") -> str | None:
        """A longer text from the person's editor, `about` below a scissors line as help; None when nothing was saved.

        What could not be taken over is in a file whose name begins with `mark`.
        """

    def status(self, parts: Mapping[str, str]) -> None:
        """Set what a toolbar shows: play, question, progress, saved."""


class Completion(NamedTuple):
    """What Tab does to a line: `text` replaces its last `length` characters, '' where nothing is certain.

    `candidates` are all words that could be meant, where there are several.
    """

    text: str = ""
    length: int = 0
    candidates: Sequence[str] = ()


def complete_line(line: str, words: Sequence[str]) -> Completion:
    """The longest end of a line that is the start of words, completed as far as those words agree."""
    for tail in _tails(line):
        matches = [word for word in words if word.casefold().startswith(tail.casefold())]
        if matches:
            common = _common_start(matches)
            is_longer = len(common) > len(tail) or (len(matches) == 1 and common != tail)
            return Completion(common if is_longer else "", len(tail), matches if len(matches) > 1 else ())
    return Completion()


def _tails(line: str) -> list[str]:
    """The line from each of its words on, then nothing where it ends between words."""
    tails = [line[match.start() :] for match in re.finditer(r"\S+", line)]
    return [*tails, ""] if not line or line[-1].isspace() else tails


def _common_start(words: Sequence[str]) -> str:
    """The start that words share, in whatever case, written as in the first."""
    for length, letters in enumerate(zip(*(word.casefold() for word in words), strict=False)):
        if len(set(letters)) > 1:
            return words[0][:length]
    return min(words, key=len)
