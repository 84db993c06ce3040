"""`cxassess assess`: the interview, from starting an answer file to its last question."""

from __future__ import annotations

import contextlib
import datetime
import os
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from shlex import quote
from typing import Annotated

from cxassess import scoring
from cxassess.answers import Answers, Library, Loaded, load_answers
from cxassess.answers.edit import Changes
from cxassess.answers.file.backup import backup, backups, hard_link_warning, ownership_warning
from cxassess.answers.file.save import AnswerFile
from cxassess.answers.library import with_wording
from cxassess.answers.new import no_answers, try_folder
from cxassess.cli import answer_files
from cxassess.cli.answer_files import DEFAULT_PLAYBOOK, unknown_play
from cxassess.cli.exit_codes import BAD_INPUT, INTERRUPTED, USAGE, CommandError
from cxassess.cli.named_playbooks import catalog, overlay_ids, playbook_library, read_playbook
from cxassess.cli.options import NewOverlayOption, PlaybookOption, PlayOption, TodayOption, argument, option
from cxassess.cli.shared import Reporter, parse_today, report_problems
from cxassess.interview.dialog import Talk
from cxassess.interview.frontends.frontend import Frontend
from cxassess.interview.frontends.full import FullFrontend
from cxassess.interview.frontends.plain import EndedBySignal, PlainFrontend, has_terminal, signals_as_exceptions
from cxassess.interview.last_session import forget_session
from cxassess.interview.loop import finish, run, save_rest
from cxassess.interview.session import Session
from cxassess.interview.setup import FIELDS, Choice, Setup
from cxassess.playbook import Catalog
from cxassess.scoring import Assessment
from cxassess.settings import has_toolkit, settings, use_plain_prompts
from cxassess.text import command_line

DEFAULT_FILE = "answers.yaml"
PLAIN_HELP = "Plain lines for screen readers; the environment variable ACCESSIBLE=1 does the same."


def assess(
    answers: Annotated[
        str, argument(f"The answer file to continue, or the name of a new one. Default: {DEFAULT_FILE}.", "[ANSWERS]")
    ] = "",
    playbook: PlaybookOption = "",
    overlay: NewOverlayOption = None,
    play: PlayOption = None,
    earlier: Annotated[
        str, option("--from", "Begin a new file from an earlier one; its answers are shown, not taken over.", "EARLIER")
    ] = "",
    facilitate: Annotated[
        bool, option("--facilitate", "Hold a workshop: enter several people's levels, then the agreed level and why.")
    ] = False,
    today: TodayOption = "",
    plain: Annotated[bool | None, option("--plain/--no-plain", PLAIN_HELP)] = None,
    no_input: Annotated[bool, option("--no-input", "Never ask a question; fail instead.")] = False,
) -> int:
    """Ask the questions one by one; every answer is saved at once.

    \b
    cxassess assess                            start answers.yaml step by step, or continue it
    cxassess assess answers.yaml               continue where you left off
    cxassess assess answers.yaml --play P3     one play only
    cxassess assess answers.yaml --facilitate  a workshop with several people
    cxassess assess new.yaml --from old.yaml   a new assessment, with the earlier answers in view

    At a question, type a level, ? for help, b to go back or q to quit. You can quit without losing anything.
    In a workshop (--facilitate), type a level for each person, such as 4 2 - 3, then the agreed level, or y where all agree, and why.
    v Ben 4 changes one vote, v + Eve and v - Ben change the list of people, = 3 sets only the agreed level.
    Without a terminal, use 'cxassess next' and 'cxassess answer'.
    """
    path, day, overlays, plays = answers or DEFAULT_FILE, parse_today(today), overlay or [], play or []
    answer_files.refuse_stdin(path)
    if no_input or not has_terminal():
        raise CommandError(USAGE, *_commands_without_terminal(path, playbook, overlays, plays))
    old = _load_earlier(earlier, playbook, overlays, path)
    try:
        with signals_as_exceptions(), answer_files.exclusive(path, "assess"):
            frontend = _frontend(plain)
            with report_problems(path):
                try_folder(Path(path))
            if not os.path.lexists(path):
                answer_files.refuse_other_name(path)
                choice = _choice(playbook, overlays, plays, old)
                if not _set_up(path, choice, day, frontend, catalog(overlays)):
                    return INTERRUPTED
                for line in answer_files.overlay_notes(overlays, choice.folder or Path()):
                    frontend.say(line)
                playbook, plays = playbook or str(choice.folder or ""), choice.plays
            return _converse(path, playbook, plays, frontend, facilitate, day, old, overlays)
    except EndedBySignal as ended:
        return ended.code


def _frontend(plain: bool | None) -> Frontend:
    """The front end that the person uses: plain lines or the full screen."""
    if settings().problem:
        Reporter.note(settings().problem)
    if use_plain_prompts(plain, os.environ, toolkit=has_toolkit()):
        return PlainFrontend()
    return FullFrontend()


def _commands_without_terminal(
    path: str, playbook: str, overlays: Sequence[str], plays: Sequence[str]
) -> Iterator[str]:
    """The lines that show how to answer without a terminal."""
    arguments = answer_files.example_arguments(path, playbook, overlays)
    playbook_option = _options("--playbook", [playbook] if playbook else [])
    yield "assess asks questions, so it needs a terminal. Without one, use:"
    if os.path.lexists(path):
        lookup = f"{playbook_option}{_options('--overlay', overlays)}"
        yield "  " + command_line("next", path, options=f"{_options('--play', plays)}{lookup}")
        yield "  " + command_line("answer", path, arguments, lookup, options_last=False)
    else:
        options = f"{playbook_option}{_options('--overlay', overlays)}" or f" --playbook {DEFAULT_PLAYBOOK}"
        yield "  " + command_line("answer", path, arguments, options, options_last=False)


def _options(name: str, values: Sequence[str]) -> str:
    """An option of a command line with each of the values."""
    return "".join(f" {name} {quote(value)}" for value in values)


def _load_earlier(earlier: str, playbook: str, overlays: Sequence[str], path: str) -> Answers | None:
    """The answers of the file that --from names, of whatever version; None without one. Raises CommandError."""
    if not earlier:
        return None
    answer_files.refuse_stdin(earlier)
    if os.path.realpath(earlier) == os.path.realpath(path):
        hint = "such as 'cxassess assess NEW.yaml --from " + quote(earlier) + "'"
        raise CommandError(USAGE, f"--from {earlier}: name a different file for the new answers ({hint})")
    with report_problems(earlier):
        # The new file may ask with other overlays, so what was asked under these must be known.
        return with_wording(load_answers(earlier, playbook_library(playbook, overlays), any_version=True))


def _choice(playbook: str, overlays: list[str], plays: list[str], earlier: Answers | None) -> Choice:
    """What the command line says about a new file, and what it takes over from an earlier one: never an answer.

    Raises CommandError where a name is wrong.
    """
    fields: dict[tuple[str, str], str] = {}
    if earlier is not None:
        header = earlier.header
        playbook, overlays = playbook or header.playbook, overlays or list(header.overlays)
        fields = {(section, name): getattr(header.subject, name) for section, name, _ in FIELDS if section == "subject"}
    folder = answer_files.playbook_for_new_file(playbook, overlays)
    if folder is None:
        return Choice(plays=plays)
    tailored = read_playbook(folder, overlays)
    return Choice(tailored, folder, overlay_ids(overlays), answer_files.resolve_plays(tailored, plays), fields)


def _set_up(path: str, choice: Choice, day: datetime.date, frontend: Frontend, known: Catalog) -> bool:
    """Ask what is missing and create the answer file; False if the person left before that."""
    try:
        Setup(frontend, known, choice, DEFAULT_PLAYBOOK, lambda one: unknown_play(one, choice.plays)).run()
    except (EOFError, KeyboardInterrupt):
        frontend.say("")
        frontend.say("Stopped. No file was made.")
        return False
    assert choice.playbook is not None
    choice.plays = answer_files.resolve_plays(choice.playbook, choice.plays)
    answers = no_answers(path, choice.playbook, choice.overlays, day)
    changes = Changes(answers)
    for field, text in choice.fields.items():
        if text:
            changes.metadata(field, text)
    answer_files.create_file(path, answers, choice.playbook, changes.edits)
    forget_session(path)
    frontend.say(f"Made {path}.", "saved")
    return True


def _converse(
    path: str,
    playbook: str,
    plays: Sequence[str],
    frontend: Frontend,
    facilitate: bool,
    day: datetime.date,
    earlier: Answers | None = None,
    overlays: Sequence[str] = (),
) -> int:
    """Hold the interview on a file, and give back its exit code; whatever ends it, no answer is lost."""
    library = playbook_library(playbook, overlays)
    file, loaded = _open(path, library)
    session = Session(loaded.playbook, file, answer_files.resolve_plays(loaded.playbook, plays), earlier)
    _back_up(session, frontend)
    option = answer_files.lookup_options(playbook, overlays, loaded.playbook)
    from_option = _options("--from", [earlier.path] if earlier else [])
    options = f"{' --facilitate' if facilitate else ''}{_options('--play', plays)}{from_option}"
    talk = Talk(session, frontend, partial(_assess_saved, session), option, time.monotonic, facilitate, options, day)
    try:
        try:
            return run(talk)
        except KeyboardInterrupt:
            frontend.say("")
            return finish(talk, can_ask=False) or INTERRUPTED
    except EndedBySignal as ended:
        save_rest(talk)
        return ended.code
    except BaseException:  # an internal error, or Ctrl-C once more: whatever ends a session, nothing typed is lost
        save_rest(talk)
        raise


def _open(path: str, library: Library) -> tuple[AnswerFile, Loaded]:
    """The file with its playbook; where it cannot be read, the error names the newest backup."""
    try:
        return answer_files.open_answers(path, library)
    except CommandError as error:
        older = []
        with contextlib.suppress(OSError):
            older = backups(path)[:1] if error.code == BAD_INPUT else []
        raise CommandError(error.code, *error.lines, *(f"the newest backup: {copy}" for copy in older)) from None


def _back_up(session: Session, frontend: Frontend) -> None:
    """Back up the file as it is now; warn of hard links and of another owner."""
    try:
        backup(session.file.path)
        warnings = [hard_link_warning(session.file.path), ownership_warning(session.file.path)]
    except OSError as error:
        warnings = [f"No backup was made: {(error.strerror or str(error)).lower()}."]
    for warning in filter(None, warnings):
        frontend.say(warning, "warning")


def _assess_saved(session: Session) -> Assessment | None:
    """The result of the answers as they are saved; None where changes are not saved."""
    return None if session.unsaved else scoring.assess(session.playbook, session.answers)
