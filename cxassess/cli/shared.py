"""What every command shares: its options, how it speaks, and how a failure becomes an exit code."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import datetime

    from cxassess.answers import Library, Loaded
    from cxassess.playbook import Catalog, Playbook
    from cxassess.playbook.shared_content import SharedContent
    from cxassess.problems import Problem

DONE, BUG, USAGE, BAD_INPUT, BAD_PLAYBOOK, NO_ACCESS, CHANGED, BELOW = range(8)
ORDER = (130, 143, 129, BUG, NO_ACCESS, CHANGED, BAD_PLAYBOOK, BAD_INPUT, USAGE, BELOW, DONE)

AnswersPath = Annotated[
    str, typer.Argument(metavar="ANSWERS", help="An answer file; - is standard input.", show_default=False)
]
PlaybookOption = Annotated[
    str,
    typer.Option(
        "--playbook",
        metavar="NAME|FOLDER",
        help="The playbook; else the one that the answers name.",
        show_default=False,
    ),
]
Overlays = Annotated[
    list[str] | None,
    typer.Option("--overlay", metavar="ID", help="Tailor it by this overlay; may be repeated.", show_default=False),
]
NewOverlays = Annotated[
    list[str] | None,
    typer.Option(
        "--overlay",
        metavar="ID",
        help="For a new file: tailor the playbook by this overlay, such as quick; may be repeated.",
        show_default=False,
    ),
]
Plays = Annotated[
    list[str] | None,
    typer.Option(
        "--play",
        metavar="PLAY",
        help="Only the questions of this play, such as P3; may be repeated.",
        show_default=False,
    ),
]
ViewOption = Annotated[
    str,
    typer.Option(
        "--view", metavar="NAME", help="Show the groups of this view in place of the plays.", show_default=False
    ),
]
Baseline = Annotated[
    str,
    typer.Option("--baseline", metavar="EARLIER", help="An earlier answer file to compare with.", show_default=False),
]
Force = Annotated[bool, typer.Option("--force", help="Replace an output that exists.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No notes and warnings on standard error.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colors; NO_COLOR does the same.")]
Today = Annotated[
    str, typer.Option("--today", metavar="DATE", help="The date to take for today, YYYY-MM-DD.", show_default=False)
]


class Stop(Exception):
    """A command that ends early: an exit code and what to say on standard error."""

    def __init__(self, code: int, *lines: str) -> None:
        self.code = code
        self.lines = lines
        super().__init__(*lines)


class Reporter:
    """What goes to standard error; `quiet` keeps notes and warnings back, never errors."""

    quiet = False

    @classmethod
    def note(cls, line: str) -> None:
        """Say something that is good to know."""
        if not cls.quiet:
            cls.error(line)

    @staticmethod
    def error(line: str) -> None:
        """Say what went wrong."""
        from cxassess.text import safe_text

        print(safe_text(line), file=sys.stderr)

    @classmethod
    def problems(cls, problems: Iterable[Problem]) -> None:
        """Print complaints, each with its place; warnings only when not quiet."""
        from cxassess.problems import render

        for line in render(problem for problem in problems if not (cls.quiet and problem.warning)):
            print(line, file=sys.stderr)


def apply_output_options(quiet: bool = False, no_color: bool = False) -> None:
    """Take over the options about speaking that stand behind a command's name."""
    Reporter.quiet = Reporter.quiet or quiet
    if no_color:
        os.environ["NO_COLOR"] = "1"


def catalog() -> Catalog:
    """Where playbooks are looked for: the folders of CXASSESS_PLAYBOOKS, then those that ship."""
    from cxassess.playbook import Catalog
    from cxassess.settings import playbook_folders

    return Catalog(tuple(playbook_folders(os.environ.get("CXASSESS_PLAYBOOKS", ""))))


def playbook_folder(name: str) -> Path:
    """The folder of a playbook named on the command line. Raises Stop."""
    found = catalog().find_playbook(name)
    if found is not None:
        return found
    if (Path(name) / "playbook.yaml").is_file():
        return Path(name)
    if os.sep in name or "/" in name or Path(name).exists():
        raise Stop(NO_ACCESS, f"{name}: no such playbook folder (a playbook is a folder with a playbook.yaml in it)")
    from cxassess.text import did_you_mean

    hint = did_you_mean(name, catalog().ids()) or "'cxassess playbooks' lists them"
    if any(path.stem == name for path in catalog().overlay_files()):
        hint = f"it is an overlay; write 'overlays: [{name}]' into the answer file, or begin one with --overlay {name}"
    raise Stop(USAGE, f"no playbook '{name}' ({hint})")


def overlay_file(name: str, folder: Path) -> Path:
    """The file of an overlay named on the command line, for the playbook in a folder. Raises Stop."""
    from cxassess.text import did_you_mean

    path = catalog().find_overlay(name, folder)
    if path is None:
        hint = did_you_mean(name, [one.stem for one in catalog().overlay_files()]) or "none is shipped under this name"
        raise Stop(USAGE, f"no overlay '{name}' ({hint})")
    return path


def tailored(folder: Path, overlays: Iterable[str] = ()) -> Playbook:
    """A playbook with the overlays named on the command line. Raises Stop, 4 where one of them has faults."""
    from cxassess.playbook import load_playbook

    with complaints(str(folder), BAD_PLAYBOOK):
        playbook, warnings = load_playbook(folder, [overlay_file(name, folder) for name in overlays])
    Reporter.problems(warnings)
    return playbook


def library(playbook: str = "") -> Library:
    """The playbooks that answer files may ask for; `playbook` is the value of --playbook."""
    from cxassess.answers import Library

    return Library(catalog(), playbook_folder(playbook) if playbook else None)


def shared_with(folder: Path | None) -> SharedContent:
    """The agency examples and the glossary that a playbook's folder shares with others. Raises Stop."""
    from cxassess.playbook.shared_content import load_shared_content

    with complaints("examples.yaml", BAD_PLAYBOOK):
        return load_shared_content(catalog(), folder)


def load(path: str, books: Library) -> Loaded:
    """One answer file, its warnings printed. Raises Stop with every fault."""
    from cxassess.answers import load_answers

    with complaints(path):
        loaded = load_answers(path, books)
    Reporter.problems(loaded.warnings)
    return loaded


@contextlib.contextmanager
def complaints(path: str, code: int = BAD_INPUT) -> Iterator[None]:
    """Turn what is wrong with files into Stop with this code (4 for a playbook that answers name), its complaints printed."""
    from cxassess.answers import BadPlaybook
    from cxassess.problems import Invalid

    try:
        yield
    except Invalid as invalid:
        Reporter.problems(invalid.problems)
        raise Stop(BAD_PLAYBOOK if isinstance(invalid, BadPlaybook) else code) from None
    except OSError as error:
        raise Stop(NO_ACCESS, _os_error(error, path)) from None


def _os_error(error: OSError, path: str) -> str:
    name = error.filename if isinstance(error.filename, str) else str(error.filename or path)
    return f"{name}: {(error.strerror or str(error)).lower()}"


def priority_exit_code(codes: Iterable[int]) -> int:
    """The exit code of many files: the first of ORDER that occurred."""
    seen = set(codes)
    return next((code for code in ORDER if code in seen), DONE)


def write_stdout(text: str) -> None:
    """Data for standard output, in UTF-8 whatever the terminal thinks."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def save(path: str, data: bytes, force: bool) -> None:
    """An output file, whole or not at all. Raises Stop where it exists and `force` is off, or cannot be written."""
    from cxassess.files import write_whole

    if path == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        write_whole(Path(path), data, exclusive=not force)
    except FileExistsError:
        raise Stop(USAGE, f"{path}: this file exists (add --force to replace it)") from None
    except OSError as error:
        raise Stop(NO_ACCESS, f"{path}: {(error.strerror or str(error)).lower()}") from None


def day_of(today: str) -> datetime.date:
    """Today's date, or the one that --today gives. Raises Stop."""
    import datetime

    if not today:
        return datetime.date.today()
    try:
        return datetime.date.fromisoformat(today)
    except ValueError:
        raise Stop(USAGE, f"--today {today} is not a date (write it as YYYY-MM-DD)") from None


def known_format(format: str, *known: str) -> None:
    """Raise Stop where what --format gives is none of these."""
    from cxassess.text import join_words

    if format not in known:
        raise Stop(USAGE, f"--format {format} is not known (write {join_words(known, 'or')})")
