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
from functools import partial
from pathlib import Path

from cxassess.interview.frontends.frontend import WARNING
from cxassess.state_folder import EDITS, state_folder
from cxassess.text import BULLETS, normalize_line_ends

SCISSORS = "# ------------------------ >8 ------------------------"
HINT = "# Everything above this line is kept. Leave this line in place; everything below it is removed."
DEFAULT_EDITORS = ("nano", "vi")

MIN_EDIT = 0.5  # seconds; an editor that comes back sooner has a window of its own and did not wait
MAX_ENDING = 2.0  # seconds for an editor to save its text when the session is ended by a signal

Say = Callable[[str, str], None]
Ask = Callable[[str], str]


def edit(text: str, about: Sequence[str], say: Say, ask: Ask, mark: str = "") -> str | None:
    """The text as the person leaves it; None, with a sentence said, where there is no editor or it fails.

    A file with text that was not taken over is kept, and its path said. Its name begins with `mark`, by which it is
    one of the `unfinished_texts` of the next session. An editor that comes back at once is waited for with a prompt.
    """
    editor = editor_command(os.environ)
    if not editor:
        problem = "No editor was found. Set EDITOR to the name of one, or type"
        if any(os.environ.get(name, "").strip() for name in ("VISUAL", "EDITOR")):
            problem = "The editor in VISUAL or EDITOR has an unclosed quote. Type"
        say(f"{problem} e to write the note here.", WARNING)
        return None
    footer = [SCISSORS, HINT, *(f"# {line}" for part in about for line in part.splitlines() or [""])]
    try:
        path = write_file(text, mark, footer)
    except OSError as error:
        say(f"The editor cannot be started: {_why(error)}.", WARNING)
        return None
    new, problem = text, ""
    try:
        start = time.monotonic()
        problem = _run(editor, path)
        new = _read(path, footer)
        if not problem and new.strip() == text.strip() and time.monotonic() - start < MIN_EDIT:
            ask("The editor closed right away. If its window is still open, save there; then press Enter here: ")
            new = _read(path, footer)
    except OSError as error:
        problem = f"The editor's file cannot be read: {_why(error)}."
    except BaseException:
        if _has_new_text(path, text, footer):
            say(f"What you wrote in the editor is in {path}; it will be offered when you start again.", WARNING)
        raise
    is_unchanged = new.strip() == text.strip()
    if problem:
        kept = "" if is_unchanged else f" What you wrote is in {path}; it will be offered when you start again."
        say(f"{problem}{kept}", WARNING)
    if not problem or is_unchanged:
        with contextlib.suppress(OSError):
            path.unlink()
    return None if problem else new


def unfinished_texts(mark: str) -> list[tuple[str, str, Path]]:
    """The texts that editors left in files whose name begins with a mark, the oldest first.

    Each with the rest of the file's name up to an @, its text and its path. What cannot be read is left out.
    """
    # Besides the file itself, what nano saves when it is ended by a signal.
    names = re.compile(rf"{re.escape(mark)}.*\.txt(\.save(\.\d+)?)?")
    texts = []
    with contextlib.suppress(OSError):
        for path in sorted(path for path in state_folder(EDITS).iterdir() if names.fullmatch(path.name)):
            with contextlib.suppress(OSError):
                text = _read(path)
                if text.strip():
                    texts.append((path.stat().st_mtime, path.name.removeprefix(mark).partition("@")[0], text, path))
    return [(name, text, path) for _, name, text, path in sorted(texts)]


def editor_command(environ: Mapping[str, str]) -> list[str]:
    """The editor with its arguments: $VISUAL, else $EDITOR, else one that is usually installed; [] for none."""
    command = environ.get("VISUAL", "").strip() or environ.get("EDITOR", "").strip()
    if not command:
        return [path for path in map(shutil.which, DEFAULT_EDITORS) if path][:1]
    try:
        return shlex.split(command, posix=os.name != "nt")
    except ValueError:
        return []


def text_above_scissors(text: str, footer: Sequence[str] = ()) -> str:
    """What is above the last scissors line; without one, all but the lines of the footer at the end."""
    lines = normalize_line_ends(text).translate(BULLETS).split("\n")
    cuts = [number for number, line in enumerate(lines) if line.strip() == SCISSORS]
    if cuts:
        lines = lines[: cuts[-1]]
    while lines and (not lines[-1].strip() or (not cuts and lines[-1] in footer)):
        lines.pop()
    return "\n".join(lines)


def write_file(text: str, mark: str, footer: Sequence[str] = ()) -> Path:
    """A new file that only its owner reads; its name begins with a mark. Raises OSError."""
    number, name = tempfile.mkstemp(prefix=f"{mark}@", suffix=".txt", dir=state_folder(EDITS))
    path = Path(name)
    try:
        with os.fdopen(number, "w", encoding="utf-8", errors="surrogateescape", newline="\n") as file:
            file.write("\n".join([text, "", *footer, ""]))
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return path


def _read(path: Path, footer: Sequence[str] = ()) -> str:
    return text_above_scissors(path.read_bytes().decode("utf-8-sig", "surrogateescape"), footer)


def _has_new_text(path: Path, text: str, footer: Sequence[str]) -> bool:
    """Whether a file holds what nothing else holds; one that does not is removed."""
    with contextlib.suppress(OSError):
        if _read(path, footer).strip() not in ("", text.strip()):
            return True
        path.unlink()
    return False


def _run(editor: Sequence[str], path: Path) -> str:
    """Let the person edit; a sentence on what went wrong, or ''."""
    try:
        with _terminal_kept():
            code = _wait(subprocess.Popen([*editor, str(path)], env=dict(os.environ)))  # without what readline set in C
    except OSError as error:
        return f"The editor {editor[0]} cannot be started: {_why(error)}."
    if code < 0:
        return f"The editor {editor[0]} was stopped by signal {-code}."
    return f"The editor {editor[0]} failed with exit code {code}." if code else ""


def _wait(editor: subprocess.Popen[bytes]) -> int:
    """The exit code of an editor. Where a signal ends the session it is asked to end too, so that it keeps its text."""
    try:
        return editor.wait()
    except BaseException:
        editor.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            editor.wait(MAX_ENDING)
        editor.kill()
        raise


@contextlib.contextmanager
def _terminal_kept() -> Iterator[None]:
    """Leave Ctrl-C to the editor, and set the terminal back afterwards, whatever the editor did to it."""
    restore: Callable[[], object] = int
    with contextlib.suppress(Exception):  # no terminal, or a system without terminal modes
        import termios

        restore = partial(termios.tcsetattr, 0, termios.TCSADRAIN, termios.tcgetattr(0))
    before = signal.signal(signal.SIGINT, lambda number, frame: None)  # not SIG_IGN, which the editor would inherit
    try:
        yield
    finally:
        with contextlib.suppress(Exception):
            restore()
        signal.signal(signal.SIGINT, before)


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
