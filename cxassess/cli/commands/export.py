"""`cxassess export`: questions to fill in, as a workbook or a table that can be mailed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

from cxassess.cli import shared
from cxassess.cli.answer_files import overlay_notes, playbook_for_new_file, resolve_plays
from cxassess.cli.exit_codes import BAD_PLAYBOOK, NO_ACCESS, USAGE, CommandError
from cxassess.cli.named_playbooks import (
    catalog,
    find_playbook,
    overlay_ids,
    playbook_library,
    read_playbook,
    refuse_unused_overlays,
)
from cxassess.cli.options import ForceOption, OverlayOption, PlaybookOption, PlayOption, argument, option
from cxassess.cli.shared import Reporter, report_problems, write_output
from cxassess.exchange.compose import compose_blank, compose_export
from cxassess.exchange.csv_table import csv_bytes
from cxassess.exchange.form import compose_form
from cxassess.exchange.model import Export
from cxassess.exchange.workbook import workbook_bytes
from cxassess.output.form import FORMATS as FORMS
from cxassess.portfolio.input_file import read_input
from cxassess.problems import Nonconforming, Unavailable
from cxassess.text import count_words

_TABLES = (".xlsx", ".csv")  # which import reads
WHAT_HELP = "A playbook by its id or its folder; or an answer file, whose answers are filled in."
OUTPUT_HELP = "The new file: .xlsx, a workbook to mail; .csv, a table; .docx, .pdf or .md, a form to print or paste."


def _form_bytes(suffix: str, export: Export) -> bytes:
    """A form. Raises CommandError where the system lacks what a PDF needs."""
    try:
        return FORMS[suffix](compose_form(export))
    except Unavailable as error:
        raise CommandError(NO_ACCESS, *str(error).splitlines()) from None
    except Nonconforming as error:
        raise CommandError(BAD_PLAYBOOK, f"the {suffix} file cannot be made: {error} (a .docx file can)") from None


FORMATS: Mapping[str, Callable[[Export], bytes]] = {
    ".xlsx": workbook_bytes,
    ".csv": csv_bytes,
    **{suffix: partial(_form_bytes, suffix) for suffix in FORMS},
}


def export(
    what: Annotated[str, argument(WHAT_HELP, "PLAYBOOK|ANSWERS")],
    output: Annotated[str, option("--output -o", OUTPUT_HELP, "FILE")],
    play: PlayOption = None,
    playbook: PlaybookOption = "",
    overlay: OverlayOption = None,
    force: ForceOption = False,
) -> None:
    """Write questions to a file that people fill in without cxassess.

    A workbook has instructions, a sheet for each play with lists to choose from, and a sheet that counts what is open.
    From a playbook it is empty; from an answer file it has the answers, and carries what it does not show, such as
    votes and actions. 'cxassess import' brings it back.
    """
    suffix = Path(output).suffix.lower()
    if suffix not in FORMATS:
        raise CommandError(USAGE, f"{output}: '{suffix}' is not a supported file type (use {', '.join(FORMATS)})")
    shared.check_output(output, force)
    plays, overlays = play or (), overlay or ()
    if _is_answers(what):
        composed = _export_answers(what, plays, playbook, overlays)
    else:
        if playbook:
            raise CommandError(
                USAGE, f"--playbook is for answer files, and {what} is a playbook (give only one of them)"
            )
        composed = _export_playbook(what, plays, overlays)
    write_output(output, FORMATS[suffix](composed), force)
    rows = [row for sheet in composed.sheets for row in sheet.rows]
    answered = sum(any(row.cells.values()) for row in rows)
    filled = f", {answered} filled in" if answered else ""
    Reporter.note(
        f"Wrote {output}: {count_words(len(rows), 'question')} in {count_words(len(composed.sheets), 'play')}{filled}"
    )
    if answered and suffix in _TABLES:
        carried = "answers to these plays" if plays else "answer file"
        Reporter.note(f"It carries all of the {carried}, also what it does not show, such as votes.")


def _is_answers(what: str) -> bool:
    """Whether an answer file is meant, also one that is not there; everything else is a playbook."""
    path = Path(what)
    is_yaml = path.suffix.lower() in (".yaml", ".yml") or path.is_file()
    return what == "-" or (is_yaml and path.name != "playbook.yaml")


def _export_answers(path: str, plays: Sequence[str], playbook: str, overlays: Sequence[str]) -> Export:
    library = playbook_library(playbook, overlays)
    with report_problems(path):
        file = read_input(path, library)
    playbook_used, answers = file.loaded.playbook, file.loaded.answers
    refuse_unused_overlays(library, answers)
    Reporter.problems(file.loaded.warnings)
    return compose_export(playbook_used, answers, file.fields(), resolve_plays(playbook_used, plays))


def _export_playbook(name: str, plays: Sequence[str], overlays: Sequence[str]) -> Export:
    _refuse_overlay(name)
    folder = find_playbook(name)
    playbook = read_playbook(folder, overlays)
    for line in overlay_notes(overlays, folder):
        Reporter.note(line)
    return compose_blank(playbook, overlay_ids(overlays), resolve_plays(playbook, plays))


def _refuse_overlay(name: str) -> None:
    """Raise CommandError for the id of an overlay, which is given beside its playbook."""
    known = catalog()
    if known.find_playbook(name) is None and any(path.stem == name for path in known.overlay_files()):
        folder = playbook_for_new_file("", [name])
        command = f"cxassess export {folder.name if folder else 'PLAYBOOK'} --overlay {name}"
        raise CommandError(USAGE, f"'{name}' is an overlay, not a playbook (write '{command}')")
