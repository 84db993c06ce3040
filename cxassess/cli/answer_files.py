"""Answer files that are changed: begun, opened with their playbook, kept from other processes, saved."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cxassess.cli.shared import (
    CHANGED,
    NO_ACCESS,
    USAGE,
    Reporter,
    Stop,
    catalog,
    complaints,
    library,
    overlay_file,
    playbook_folder,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cxassess.answers import Library, Loaded
    from cxassess.answers.file.save import AnswerFile
    from cxassess.playbook import Playbook
    from cxassess.source.edits import Edit

FLAGSHIP = "act-iac-cx-2018"
BEGIN = f"--playbook {FLAGSHIP}, or another id, begins a new file"


def exists(path: str) -> bool:
    """Whether there is anything at a path, also a link that leads nowhere."""
    import os

    return os.path.lexists(path)


def is_file(path: str) -> None:
    """Raise Stop for standard input, which cannot be changed."""
    if path == "-":
        raise Stop(USAGE, "standard input cannot be changed (name an answer file)")


def open_file(path: str, books: Library) -> tuple[AnswerFile, Loaded]:
    """An answer file that can be changed, read without a fault, its warnings printed. Raises Stop."""
    from cxassess.answers.file.save import AnswerFile

    with complaints(path):
        try:
            file = AnswerFile.open(path)
        except FileNotFoundError:
            raise Stop(NO_ACCESS, f"{path}: no such file ({BEGIN})") from None
        loaded = file.load(books)
    Reporter.problems(loaded.warnings)
    return file, loaded


def save_all(file: AnswerFile, edits: list[Edit]) -> None:
    """Save edits. Raises Stop with the exit code and what to do; the file is then as it was."""
    from cxassess.answers.file.save import ChangedUnderUs, Rescued

    try:
        with complaints(str(file.path)):
            file.save(edits, merge=False)
    except ChangedUnderUs as error:
        raise Stop(CHANGED, f"{error}; nothing was saved (do it again)") from None
    except Rescued as error:
        hint = f"it is as it was; {error.copy} holds all answers with the change"
        raise Stop(NO_ACCESS, f"{file.path}: {error}; {hint}") from None


@contextlib.contextmanager
def exclusive(path: str, command: str, patience: float = 0) -> Iterator[None]:
    """Keep an answer file from other processes of cxassess. Raises Stop where one has it, after so many seconds."""
    from cxassess.answers.file.lock import Locked, locked

    try:
        with locked(path, command, patience) as doubt:
            if doubt:
                Reporter.note(doubt)
            yield
    except Locked as error:
        raise Stop(CHANGED, str(error)) from None


def folder_for(playbook: str, overlays: Sequence[str]) -> Path | None:
    """The folder of the playbook that is named, or that the first overlay tailors; None where neither is given."""
    if playbook or not overlays:
        return playbook_folder(playbook) if playbook else None
    from cxassess.playbook.overlay import read_overlay
    from cxassess.problems import Problems

    near = playbook_folder(FLAGSHIP)
    path = overlay_file(overlays[0], near)
    with complaints(str(path)):
        return playbook_folder(read_overlay(path, Problems()).extends)


def example_arguments(path: str, playbook: str, overlays: Sequence[str]) -> str:
    """Arguments that answer the first questions of a file, or of a new one with these options, as an example.

    Without its playbook, or where that cannot be read, with ID and KEY in the place of their ids.
    """
    from cxassess.answers import load_answers
    from cxassess.answers.arguments import example
    from cxassess.playbook import load_playbook
    from cxassess.problems import Invalid

    try:
        if exists(path):
            book = load_answers(path, library(playbook)).playbook
        else:
            folder = folder_for(playbook, overlays) or playbook_folder(FLAGSHIP)
            book, _ = load_playbook(folder, [overlay_file(name, folder) for name in overlays])
    except (Invalid, OSError, Stop):
        return "ID=KEY ID=na:REASON ID=unknown"
    first, *others = [*book.questions()][:3]
    shown = zip(others, ("na:REASON", "unknown"), strict=False)
    return " ".join([example(first), *(f"{question.id}={form}" for question, form in shown)])


def play_ids(playbook: Playbook, named: Sequence[str]) -> list[str]:
    """The plays named on the command line, by id or by number. Raises Stop."""
    if unknown_play(playbook, named):
        raise Stop(USAGE, unknown_play(playbook, named))
    known = _plays(playbook)
    return list(dict.fromkeys(known[name.casefold()] for name in named))


def unknown_play(playbook: Playbook, named: Sequence[str]) -> str:
    """What to say to the first name that is no play; '' where each of them is one."""
    from cxassess.text import did_you_mean

    wrong = next((name for name in named if name.casefold() not in _plays(playbook)), None)
    if wrong is None:
        return ""
    hint = did_you_mean(wrong, playbook.play_by_id) or f"'cxassess show {playbook.id}' lists them"
    return f"no play '{wrong}' in {playbook.id} ({hint})"


def _plays(playbook: Playbook) -> dict[str, str]:
    places = {str(place): play.id for place, play in enumerate(playbook.plays, 1)}
    return places | {play.id.casefold(): play.id for play in playbook.plays}


def playbook_option(books: Library, playbook: Playbook, name: str) -> str:
    """What to add to a command line so that it finds this playbook; '' where it does by itself."""
    import shlex

    if (
        not name
        or books.catalog.find_playbook(playbook.id) is not None
        or catalog().find_playbook(playbook.id) is not None
    ):
        return ""
    return f" --playbook {shlex.quote(name)}"
