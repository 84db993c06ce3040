"""A longer text in the person's own editor: a private file, help below a scissors line, nothing thrown away."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from cxassess.interview.frontends.frontend import WARNING
from cxassess.state import EDITS, state_folder

SCISSORS = "# ------------------------ >8 ------------------------"
HINT = "# What is above this line is kept. Leave the line where it is; what is below goes away."
USUAL = ("nano", "vi")

AT_ONCE = 0.5  # seconds in which nobody edits anything: the editor has a window of its own and did not wait
GRACE = 2.0  # seconds for an editor to put its text away when the session is ended by a signal

Say = Callable[[str, str], None]
Ask = Callable[[str], str]


def edit(text: str, about: Sequence[str], say: Say, ask: Ask, mark: str = "") -> str | None:
    """The text as the person leaves it; None, with a sentence said, where there is no editor or it fails.

    A file with text that was not taken over is kept, and its path said. Its name begins with `mark`, by which it is
    `unfinished` for the next session. An editor that comes back at once is waited for by a line that is asked.
    """
    words = command(os.environ)
    if not words:
        say(_no_editor(os.environ), WARNING)
        return None
    below = [SCISSORS, HINT, *(f"# {line}" for part in about for line in part.splitlines() or [""])]
    try:
        path = _private_file(text, below, mark)
    except OSError as error:
        say(f"The editor cannot be started: {_why(error)}.", WARNING)
        return None
    return _edited(words, path, text, below, say, ask)


def keep(text: str, mark: str) -> Path:
    """Put a text that was not taken over back into a file, to be `unfinished` for the next session. Raises OSError."""
    return _private_file(text, (), mark)


def unfinished(mark: str) -> list[tuple[str, str, Path]]:
    """What editors left in files whose name begins with a mark, the oldest first; what cannot be read is left out.

    Each with the rest of its name up to an @, its text and where it is.
    """
    found = []
    with contextlib.suppress(OSError):
        for path in sorted(_left(mark)):
            with contextlib.suppress(OSError):
                text = above(path.read_bytes().decode("utf-8-sig", "surrogateescape"))
                if text.strip():
                    found.append((path.stat().st_mtime, path.name.removeprefix(mark).partition("@")[0], text, path))
    return [(name, text, path) for _, name, text, path in sorted(found)]


def _left(mark: str) -> list[Path]:
    """The files themselves, and what nano saves beside one when it is ended by a signal."""
    names = re.compile(rf"{re.escape(mark)}.*\.txt(\.save(\.\d+)?)?")
    return [path for path in state_folder(EDITS).iterdir() if names.fullmatch(path.name) and path.is_file()]


def command(environ: Mapping[str, str]) -> list[str]:
    """The editor with its arguments: $VISUAL, else $EDITOR, else one that is usually there; [] for none."""
    named = environ.get("VISUAL", "").strip() or environ.get("EDITOR", "").strip()
    if not named:
        return [found for found in map(shutil.which, USUAL) if found][:1]
    try:
        return shlex.split(named, posix=os.name != "nt")
    except ValueError:
        return []


def above(text: str, below: Sequence[str] = ()) -> str:
    """What stands above the last scissors line; without one, all but the lines at the end that were put there."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cuts = [number for number, line in enumerate(lines) if line.strip() == SCISSORS]
    if cuts:
        lines = lines[: cuts[-1]]
    while lines and (not lines[-1].strip() or (not cuts and lines[-1] in below)):
        lines.pop()
    return "\n".join(lines)


def _no_editor(environ: Mapping[str, str]) -> str:
    if environ.get("VISUAL", "").strip() or environ.get("EDITOR", "").strip():
        return (
            "The name of the editor in VISUAL or EDITOR has a quote that does not end. Type e to write the note here."
        )
    return "No editor was found. Set EDITOR to the name of one, or type e to write the note here."


def _private_file(text: str, below: Sequence[str], mark: str) -> Path:
    """A new file for the editor that only its owner reads."""
    number, name = tempfile.mkstemp(prefix=f"{mark}@", suffix=".txt", dir=state_folder(EDITS))
    path = Path(name)
    try:
        with os.fdopen(number, "w", encoding="utf-8", errors="surrogateescape", newline="\n") as file:
            file.write("\n".join([text, "", *below, ""]))
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return path


def _edited(words: Sequence[str], path: Path, text: str, below: Sequence[str], say: Say, ask: Ask) -> str | None:
    try:
        began = time.monotonic()
        wrong = _run(words, path)
        new = _read(path, below)
        if not wrong and new.strip() == text.strip() and time.monotonic() - began < AT_ONCE:
            ask("The editor came back at once. If its window is still open, save there; then press Enter here: ")
            new = _read(path, below)
    except OSError as error:
        wrong, new = f"The file of the editor cannot be read: {_why(error)}.", text
    except BaseException:
        if _worth(path, text, below):
            say(f"What was written in the editor is in {path}; it is offered when you start again.", WARNING)
        raise
    if wrong:
        kept = (
            f" What was written is in {path}; it is offered when you start again."
            if new.strip() != text.strip()
            else ""
        )
        say(f"{wrong}{kept}", WARNING)
    if not wrong or new.strip() == text.strip():
        with contextlib.suppress(OSError):
            path.unlink()
    return None if wrong else new


def _read(path: Path, below: Sequence[str]) -> str:
    return above(path.read_bytes().decode("utf-8-sig", "surrogateescape"), below)


def _worth(path: Path, text: str, below: Sequence[str]) -> bool:
    """Whether a file holds what nothing else holds; one that does not is removed."""
    with contextlib.suppress(OSError):
        if _read(path, below).strip() not in ("", text.strip()):
            return True
        path.unlink()
    return False


def _run(words: Sequence[str], path: Path) -> str:
    """Let the person edit; a sentence on what went wrong, or ''."""
    try:
        with _undisturbed():
            code = _wait(subprocess.Popen([*words, str(path)], env=dict(os.environ)))  # without what readline set in C
    except OSError as error:
        return f"The editor {words[0]} cannot be started: {_why(error)}."
    if code < 0:
        return f"The editor {words[0]} was ended by signal {-code}."
    return f"The editor {words[0]} failed with exit code {code}." if code else ""


def _wait(editor: subprocess.Popen[bytes]) -> int:
    """The exit code of an editor. Where a signal ends the session it is asked to end too, so that it keeps its text."""
    try:
        return editor.wait()
    except BaseException:
        editor.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            editor.wait(GRACE)
        editor.kill()
        raise


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Leave Ctrl-C to the editor, and put the terminal back as it was, whatever the editor did to it."""
    before = signal.signal(signal.SIGINT, lambda number, frame: None)  # not SIG_IGN, which the editor would inherit
    try:
        with _terminal_kept():
            yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def _terminal_kept() -> Iterator[None]:
    modes = None
    with contextlib.suppress(ImportError):
        import termios

        with contextlib.suppress(OSError, termios.error):
            modes = termios.tcgetattr(0)
    try:
        yield
    finally:
        if modes is not None:
            with contextlib.suppress(OSError, termios.error):
                termios.tcsetattr(0, termios.TCSADRAIN, modes)


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
