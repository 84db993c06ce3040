"""Answer files that commands begin or change: opened, locked, saved, and what command lines name in them."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from shlex import quote

from cxassess.answers import Answers, Library, Loaded, load_answers
from cxassess.answers.arguments import example_argument
from cxassess.answers.file.backup import backup
from cxassess.answers.file.lock import Locked, locked
from cxassess.answers.file.save import AnswerFile, FileChanged, SavedToCopy
from cxassess.answers.new import Unreadable, create
from cxassess.cli.exit_codes import BAD_PLAYBOOK, CONFLICT, NO_ACCESS, USAGE, CommandError
from cxassess.cli.named_playbooks import (
    catalog,
    find_overlay,
    find_playbook,
    overlay_file,
    playbook_library,
    refuse_unused_overlays,
)
from cxassess.cli.shared import Reporter, refuse_pattern, report_problems
from cxassess.playbook import Playbook, load_playbook
from cxassess.playbook.overlay import find_base, read_overlay
from cxassess.problems import Invalid, Problems
from cxassess.source.edits import Edit
from cxassess.text import did_you_mean, one_line, shorten

DEFAULT_PLAYBOOK = "act-iac-cx-2018"
_YAML = (".yaml", ".yml")


def refuse_stdin(path: str) -> None:
    """Raise CommandError for standard input, which cannot be changed."""
    if path == "-":
        raise CommandError(USAGE, "standard input cannot be changed (give an answer file)")


def refuse_other_name(path: str) -> None:
    """Raise CommandError for a new answer file whose name is a pattern, or promises something else than YAML."""
    refuse_pattern(path)
    suffix = Path(path).suffix
    if suffix.lower() not in ("", *_YAML):
        stem = Path(path).with_suffix("")  # of new.yaml.bak, new.yaml is meant
        name = stem if stem.suffix.lower() in _YAML else stem.with_name(f"{stem.name}.yaml")
        raise CommandError(USAGE, f"{path}: an answer file is YAML, and '{suffix}' is not (write {name})")


def open_answers(path: str, library: Library, *, warn: bool = True) -> tuple[AnswerFile, Loaded]:
    """An answer file that can be changed, with its playbook, its warnings printed if `warn`. Raises CommandError."""
    with report_problems(path):
        file = AnswerFile.open(path)
        loaded = file.load(library)
    refuse_unused_overlays(library, loaded.answers)
    if warn:
        Reporter.problems(loaded.warnings)
    return file, loaded


def create_file(path: str, answers: Answers, playbook: Playbook, edits: Sequence[Edit]) -> None:
    """Begin an answer file. Raises CommandError, also where no command could read it; then there is none."""
    try:
        with report_problems(path):
            create(Path(path), answers, playbook, edits)
    except Unreadable as error:
        raise CommandError(USAGE, f"{path}: {error}") from None


def save_edits(file: AnswerFile, edits: list[Edit]) -> None:
    """Save edits, beside what others changed meanwhile. Raises CommandError with what to do; then nothing is saved."""
    try:
        with report_problems(str(file.path)):
            try:
                external = file.save(edits)
            except BlockingIOError as error:
                raise CommandError(CONFLICT, f"{file.path}: {error.strerror} (run the command again)") from None
        if external is not None and str(external):
            Reporter.note(str(external))
    except FileChanged as error:
        raise CommandError(CONFLICT, f"{error}; nothing was saved (run the command again)") from None
    except SavedToCopy as error:
        hint = f"it is unchanged; {error.copy} has all answers with the change"
        raise CommandError(NO_ACCESS, f"{file.path}: {error}; {hint}") from None


@contextlib.contextmanager
def exclusive(path: str, command: str, max_wait: float = 0) -> Iterator[None]:
    """Lock an answer file against other commands. Raises CommandError where one has it for more than `max_wait` seconds."""
    try:
        with locked(path, command, max_wait) as warning:
            if warning:
                Reporter.note(warning)
            yield
    except Locked as error:
        raise CommandError(CONFLICT, str(error)) from None


def back_up(path: str) -> None:
    """Keep a copy of the answer file at a path, if there is one, before it is changed or replaced, and print where."""
    if path == "-" or not Path(path).is_file():
        return
    try:
        copy = backup(path)
    except OSError as error:
        Reporter.note(f"No backup was made: {(error.strerror or str(error)).lower()}.")
        return
    if copy is not None:
        Reporter.note(f"A copy of {path} as it was: {copy}")


def playbook_for_new_file(playbook: str, overlays: Sequence[str]) -> Path | None:
    """The folder of the playbook that is named, or that the first overlay tailors; None where neither is given."""
    if playbook or not overlays:
        return find_playbook(playbook) if playbook else None
    path = find_overlay(overlays[0], find_playbook(DEFAULT_PLAYBOOK))
    problems = Problems()
    with report_problems(str(path), BAD_PLAYBOOK):
        folder = find_base(read_overlay(path, problems), path, catalog(), problems)
        problems.check()
    return folder


def example_arguments(path: str, playbook: str, overlays: Sequence[str]) -> list[str]:
    """Arguments that answer the first questions of a file, or of a new one with these options, as an example.

    Without its playbook, or where that cannot be read, with ID and KEY in the place of their ids.
    """
    try:
        if os.path.lexists(path):
            loaded = load_answers(path, playbook_library(playbook, overlays)).playbook
        else:
            folder = playbook_for_new_file(playbook, overlays) or find_playbook(DEFAULT_PLAYBOOK)
            loaded, _ = load_playbook(folder, [find_overlay(name, folder) for name in overlays])
    except (Invalid, OSError, CommandError):
        return ["ID=KEY", "ID=na:REASON", "ID=unknown"]
    first, *others = [*loaded.questions()][:3]
    forms = zip(others, ("na:REASON", "unknown"), strict=False)
    return [example_argument(first), *(f"{question.id}={form}" for question, form in forms)]


def resolve_plays(playbook: Playbook, names: Sequence[str]) -> list[str]:
    """The ids of the plays named on the command line, by id or by number. Raises CommandError."""
    message = unknown_play(playbook, names)
    if message:
        raise CommandError(USAGE, message)
    ids = _play_ids(playbook)
    return list(dict.fromkeys(ids[part.casefold()] for name in names for part in _split(name)))


def unknown_play(playbook: Playbook, names: Sequence[str]) -> str:
    """A message about the first name that is not a play; '' where each of them is one."""
    ids = _play_ids(playbook)
    for name in names:
        unknown = [part for part in _split(name) if part.casefold() not in ids]
        if not unknown:
            continue
        words = one_line(name).casefold()
        titled = [play.id for play in playbook.plays if words and words in one_line(play.title).casefold()]
        wrong = name if len(titled) == 1 else unknown[0]
        parts = [ids.get(part.casefold(), "") for part in re.split(r"[\s;+&]+", wrong)]
        if len(titled) == 1:
            hint = f"write its id: --play {titled[0]}"
        elif len(parts) > 1 and all(parts):
            hint = f"for several, write --play {','.join(parts)}, or repeat --play for each"
        else:
            hint = did_you_mean(unknown[0], playbook.play_by_id) or f"'cxassess show {playbook.id}' lists them"
        return f"no play '{shorten(wrong)}' in {playbook.id} ({hint})"
    return ""


def _split(name: str) -> list[str]:
    """The names in a list with commas; one name as it is."""
    return [part.strip() for part in name.split(",") if part.strip()] or [name]


def _play_ids(playbook: Playbook) -> dict[str, str]:
    """The id of each play by what it may be called: its number or its id in lower case."""
    numbers = {str(number): play.id for number, play in enumerate(playbook.plays, 1)}
    return numbers | {play.id.casefold(): play.id for play in playbook.plays}


def lookup_options(playbook_name: str, overlays: Sequence[str], playbook: Playbook) -> str:
    """The options that a command line needs to find this playbook and its overlays; '' where it needs none.

    `playbook_name` and `overlays` are what --playbook and --overlay gave.
    """
    options = ""
    if playbook_name and catalog().find_playbook(playbook.id) is None:
        options = f" --playbook {quote(playbook_name)}"
    lost = lost_overlays(overlays, Path(playbook.where.path).parent)
    return options + "".join(f" --overlay {quote(str(path))}" for _, path in lost)


def lost_overlays(overlays: Sequence[str], folder: Path) -> list[tuple[str, Path]]:
    """The ids and paths of overlays that would not be found without their path, for the playbook in a folder."""
    files = [file for file in map(overlay_file, overlays) if file]
    return [(id, path) for id, path in files if not _is_file(catalog().find_overlay(id, folder), path)]


def _is_file(one: Path | None, other: Path) -> bool:
    return one is not None and one.resolve() == other.resolve()


def overlay_notes(overlays: Sequence[str], folder: Path) -> Iterator[str]:
    """How overlays that a new file names will be found again, where they lie outside of what is looked through."""
    for id, path in lost_overlays(overlays, folder):
        keep = f"keep it as overlays/{id}.yaml in a folder of CXASSESS_PLAYBOOKS"
        yield f"The file names the overlay '{id}'. To find it again, add --overlay {quote(str(path))}, or {keep}."
