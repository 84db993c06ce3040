"""`cxassess answer`: an answer file filled in without a question asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cxassess.cli.common import (
    USAGE,
    NewOverlays,
    NoColor,
    PlaybookOption,
    Quiet,
    Stop,
    Talk,
    Today,
    complaints,
    day_of,
    library,
    speak,
    tailored,
)
from cxassess.cli.filing import exists, folder_for, held, is_file, open_file, save_all

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

FORMS = """ID=KEY sets the level, by key or name; ID=na:REASON, ID=unknown, ID= (clear), ID:note=TEXT,
ID:evidence=TITLE[|LINK], ID:confidence=low|medium|high, ID:target=KEY (also for a play or 'overall')."""
HELP = """Answer without being asked: all that is given is saved, or nothing.

\b
cxassess answer answers.yaml P1.1=3 "P1.1:note=See May." "P1.2=na:No such center"
cxassess answer new.yaml --playbook act-iac-cx-2018 P1.1=3   begins a file"""
PATIENCE = 2.0  # seconds that a command without a person waits for another

Given = Annotated[list[str], typer.Argument(metavar="ID=KEY…", help=FORMS, show_default=False)]
AnswersFile = Annotated[
    str, typer.Argument(metavar="ANSWERS", help="The answer file. With --playbook or --overlay a new one is begun.")
]


def answer(
    answers: AnswersFile,
    given: Given,
    playbook: PlaybookOption = "",
    overlay: NewOverlays = None,
    today: Today = "",
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Answer without being asked: all that is given, or nothing."""
    speak(quiet, no_color)
    is_file(answers)
    day, overlays = day_of(today), overlay or []
    folder = folder_for(playbook, overlays)
    with held(answers, "answer", PATIENCE):
        if folder is not None and not exists(answers):
            saved = _begin(answers, folder, overlays, given, day)
        elif overlays:
            raise Stop(USAGE, f"{answers} exists: --overlay is for a new file (write 'overlays:' into it)")
        else:
            saved = _change(answers, playbook, given)
    for line in saved:
        Talk.note(line)


def _change(path: str, playbook: str, given: list[str]) -> list[str]:
    """Change a file that is there; a line for each change."""
    from cxassess.answers.assigning import assign

    file, loaded = open_file(path, library(playbook))
    done = assign(loaded.playbook, file.data(), given)
    if done.refused:
        raise Stop(USAGE, *done.refused, f"{path}: nothing was saved")
    save_all(file, done.edits)
    return done.saved


def _begin(path: str, folder: Path, overlays: list[str], given: list[str], day: datetime.date) -> list[str]:
    """Make a new file with these answers in it, or nothing at all."""
    from pathlib import Path

    from cxassess.answers.assigning import assign
    from cxassess.answers.edits import changed
    from cxassess.answers.emitting import document
    from cxassess.files import write_whole
    from cxassess.interview.setup import new_answers

    found = tailored(folder, overlays)
    data = new_answers(found, overlays, {}, day)
    done = assign(found, data, given)
    if done.refused:
        raise Stop(USAGE, *done.refused, f"{path}: nothing was saved, and no file was made")
    with complaints(path):
        write_whole(Path(path), document(changed(data, done.edits), block=1).encode(), exclusive=True)
    return [f"Made {path}.", *done.saved]
