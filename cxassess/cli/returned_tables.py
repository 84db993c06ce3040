"""Workbooks and CSV files on the command line: read under limits, as the answers that they mean."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cxassess.cli.exit_codes import BAD_INPUT, USAGE, CommandError
from cxassess.cli.shared import Reporter, report_problems

if TYPE_CHECKING:
    from cxassess.answers import Library
    from cxassess.exchange.returned import Returned
    from cxassess.playbook import Playbook

SUFFIXES = (".xlsx", ".xlsm", ".csv")


def is_table(path: str) -> bool:
    """Whether a path has the name of a workbook or a CSV file."""
    return Path(path).suffix.lower() in SUFFIXES


def read_table(
    path: str,
    library: Library,
    known: Playbook | None = None,
    instead: str | None = None,
    requests: list[str] | None = None,
) -> Returned:
    """The answers in a workbook or a CSV file (see `read_returned`). Raises CommandError where a cell is unclear.

    What to ask of who filled it in is then added to `requests`, or printed where that is None.
    """
    returned = find_table(path, library, known, instead, is_named=True)
    assert returned is not None
    if returned.unclear:
        request = report_unclear(returned)
        if requests is not None:
            requests.append(request)
        elif request:
            Reporter.note(request)
        raise CommandError(BAD_INPUT)
    return returned


def report_unclear(returned: Returned) -> str:
    """Print what is unclear in a table; gives what to ask of who filled it in, or ''."""
    from cxassess.exchange.unclear import request, say_choices_once

    Reporter.problems(say_choices_once([*returned.unclear, *returned.loaded.warnings]))
    return request(returned)


def find_table(
    path: str, library: Library, known: Playbook | None = None, instead: str | None = None, *, is_named: bool = False
) -> Returned | None:
    """The answers in a table, also where a cell is unclear; None for a table of something else that nobody named."""
    from cxassess.cli.named_playbooks import read_playbook, refuse_unused_overlays
    from cxassess.exchange.returned import read_returned
    from cxassess.exchange.table import NoTable

    if Path(path).suffix.lower() in (".yaml", ".yml"):
        hint = "'cxassess merge' takes answer files; import takes .xlsx and .csv"
        raise CommandError(USAGE, f"{path}: this is YAML, not a workbook or a table ({hint})")
    if path == "-":
        raise CommandError(USAGE, "a workbook or a table cannot come from standard input (give the file)")
    if known is None and library.given:
        known = read_playbook(library.given)
    with report_problems(path):
        try:
            returned = read_returned(path, _read_bytes(path), library, known, instead)
        except NoTable:
            if is_named:
                raise
            return None
    refuse_unused_overlays(library, returned.loaded.answers)
    return returned


def _read_bytes(path: str) -> bytes:
    """The bytes of a file, at most one more than a workbook may have. Raises OSError."""
    from cxassess.exchange.xlsx_package import MAX_MIB
    from cxassess.files import open_regular

    with open(path, "rb", opener=open_regular) as file:
        return file.read(MAX_MIB * 1024 * 1024 + 1)
