"""`cxassess answer` and `cxassess assess`: answer files filled in, with and without questions asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cxassess.cli.common import (
    CHANGED,
    NO_ACCESS,
    USAGE,
    NoColor,
    PlaybookOption,
    Quiet,
    Stop,
    Talk,
    Today,
    complaints,
    day_of,
    library,
    playbook_folder,
    speak,
)

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable
    from pathlib import Path

    from cxassess.answers import Library, Loaded
    from cxassess.answers.edits import Edit
    from cxassess.answers.saving import AnswerFile
    from cxassess.interview.session import Session
    from cxassess.interview.terminal import Terminal
    from cxassess.playbook import Playbook

INTERRUPTED = 130
FLAGSHIP = "act-iac-cx-2018"
USUAL = "answers.yaml"
FIRST_LINE = f"an answer file begins with one line, `playbook: {FLAGSHIP}` or another id; write that line into the file"
FORMS = """ID=KEY sets the level; ID=na:REASON, ID=unknown, ID= (clear), ID:note=TEXT,
ID:evidence=TITLE[|LINK], ID:confidence=low|medium|high, ID:target=KEY (also for a play)."""

Given = Annotated[list[str], typer.Argument(metavar="ID=KEY…", help=FORMS, show_default=False)]
AnswersFile = Annotated[str, typer.Argument(metavar="ANSWERS", help="The answer file to change.")]


def answer(
    answers: AnswersFile,
    given: Given,
    playbook: PlaybookOption = "",
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Answer without being asked: all that is given, or nothing."""
    speak(quiet, no_color)
    from cxassess.answers.assigning import assign

    file, loaded = open_file(answers, library(playbook))
    done = assign(loaded.playbook, file.data(), given)
    if done.refused:
        raise Stop(USAGE, *done.refused, f"{answers}: nothing was saved")
    save_all(file, done.edits)
    for line in done.saved:
        Talk.note(line)


def open_file(path: str, books: Library) -> tuple[AnswerFile, Loaded]:
    """An answer file that can be changed, read without a fault, its warnings printed. Raises Stop."""
    from cxassess.answers.saving import AnswerFile

    if path == "-":
        raise Stop(USAGE, "standard input cannot be changed (name an answer file)")
    with complaints(path):
        try:
            file = AnswerFile.open(path)
        except FileNotFoundError:
            raise Stop(NO_ACCESS, f"{path}: no such file ({FIRST_LINE} and run this again)") from None
        loaded = file.load(books)
    Talk.problems(loaded.warnings)
    return file, loaded


def save_all(file: AnswerFile, edits: list[Edit]) -> None:
    """Save edits. Raises Stop with the exit code and what to do; the file is then as it was."""
    from cxassess.answers.saving import ChangedUnderUs, Rescued

    try:
        with complaints(str(file.path)):
            file.save(edits)
    except ChangedUnderUs as error:
        raise Stop(CHANGED, f"{error}; nothing was saved (do it again)") from None
    except Rescued as error:
        hint = f"it is as it was; {error.copy} holds all answers with the change"
        raise Stop(NO_ACCESS, f"{file.path}: {error}; {hint}") from None


def assess(
    answers: Annotated[
        str,
        typer.Argument(metavar="[ANSWERS]", help=f"The answer file; else a new {USUAL}.", show_default=False),
    ] = "",
    playbook: PlaybookOption = "",
    today: Today = "",
    plain: Annotated[bool, typer.Option("--plain", help="Plain lines, for screen readers.")] = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="Never ask; fail instead.")] = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> int:
    """Ask the questions one by one; every answer is saved at once."""
    speak(quiet, no_color)
    from cxassess.interview.terminal import Leave, Terminal, is_there, leaving

    path, day = answers or USUAL, day_of(today)
    _may_ask(path, no_input or not is_there())
    if not answers and _exists(USUAL):
        raise Stop(USAGE, f"{USUAL}: this file exists (to go on with it: cxassess assess {USUAL})")
    books, terminal = library(playbook), Terminal()
    try:
        with leaving():
            return _interview(path, playbook, day, books, terminal)
    except Leave as leave:
        return leave.code


def _may_ask(path: str, silent: bool) -> None:
    if path == "-":
        raise Stop(USAGE, "standard input cannot be changed (name an answer file)")
    if silent:
        import shlex

        command = f"cxassess answer {shlex.quote(path)} P1.1=3 P1.2=na:REASON P1.3=unknown"
        lines = [f"assess asks questions, so it needs a terminal (without one: {command})"]
        if not _exists(path):
            lines.append(f"{path}: no such file yet ({FIRST_LINE} first)")
        raise Stop(USAGE, *lines)


def _exists(path: str) -> bool:
    import os

    return os.path.lexists(path)


def _interview(path: str, playbook: str, day: datetime.date, books: Library, terminal: Terminal) -> int:
    from pathlib import Path

    from cxassess.answers.saving import try_folder

    with complaints(path):
        try_folder(Path(path))
    if not _exists(path) and not _make(Path(path), playbook or FLAGSHIP, day, terminal):
        return INTERRUPTED
    file, loaded = open_file(path, books)
    return _converse(loaded.playbook, file, books, terminal, playbook)


def _make(path: Path, name: str, day: datetime.date, terminal: Terminal) -> bool:
    """Make a new answer file; False where the person left before it was made."""
    from cxassess.answers.saving import create
    from cxassess.interview.setup import new_answers

    playbook = _playbook(name)
    try:
        data = new_answers(playbook, day, terminal.ask, terminal.say)
    except (EOFError, KeyboardInterrupt):
        terminal.say("")
        terminal.say("Left. No file was made.")
        return False
    with complaints(str(path)):
        create(path, data)
    terminal.say(f"Made {path}.")
    return True


def _playbook(name: str) -> Playbook:
    from cxassess.answers import BadPlaybook
    from cxassess.playbook import load_playbook
    from cxassess.problems import Invalid

    with complaints(name):
        try:
            found, _ = load_playbook(playbook_folder(name))
        except Invalid as invalid:
            raise BadPlaybook(invalid.problems) from None
    return found


def _converse(playbook: Playbook, file: AnswerFile, books: Library, terminal: Terminal, name: str) -> int:
    import shlex

    from cxassess.interview.plain import Plain
    from cxassess.interview.session import Session
    from cxassess.interview.terminal import Leave

    session = Session(playbook, file)
    option = f" --playbook {shlex.quote(name)}" if books.shelf.playbook(playbook.id) is None else ""

    def ask(prompt: str) -> str:
        terminal.drop_typed_ahead()
        return terminal.ask(prompt)

    talk = Plain(session, ask, terminal.say, _score(session, books), option)
    try:
        return talk.run()
    except KeyboardInterrupt:
        terminal.say("")
        return talk.end() or INTERRUPTED
    except Leave as leave:
        if not session.flush():
            talk.not_saved()
        return leave.code


def _score(session: Session, books: Library) -> Callable[[str], str]:
    """What tells the score of a play, from the file as it is saved."""

    def score(play: str) -> str:
        from cxassess.interview.telling import standing
        from cxassess.scoring import assess

        if session.unsaved:
            return ""
        loaded = session.file.load(books)
        return standing(assess(loaded.playbook, loaded.answers), play)

    return score
