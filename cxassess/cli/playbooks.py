"""`cxassess playbooks`: a list of the playbooks, and of the overlays that tailor them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from cxassess.cli.catalog import catalog, read_playbook
from cxassess.cli.exit_codes import BAD_PLAYBOOK, SUCCESS, CommandError
from cxassess.cli.options import TableOrJson
from cxassess.cli.shared import report_problems, write_stdout
from cxassess.output.terminal import console, make_table
from cxassess.playbook import Playbook, format_json
from cxassess.playbook.overlay import read_overlay
from cxassess.problems import Problems


def playbooks(format: TableOrJson = "table") -> int:
    """List the playbooks and the overlays that tailor them."""
    code, rows = SUCCESS, []
    for folder in catalog().playbook_folders():
        try:
            rows.append(_summary(read_playbook(folder)))
        except CommandError as error:
            code = error.code
    if format == "json":
        write_stdout(format_json(rows))
    else:
        _table(rows)
    return code


def _summary(playbook: Playbook) -> dict[str, str | int]:
    return {
        "id": playbook.id,
        "version": playbook.version,
        "title": playbook.title,
        "plays": len(playbook.plays),
        "questions": len(playbook.by_id),
    }


def _table(rows: list[dict[str, str | int]]) -> None:

    header = [("Playbook", "left"), ("Version", "left"), ("Plays", "right"), ("Questions", "right"), ("Title", "wrap")]
    cells = [[str(row[name]) for name in ("id", "version", "plays", "questions", "title")] for row in rows]
    console().print(make_table(header, cells))
    overlays = list(_overlays())
    if overlays:
        print()
        console().print(make_table([("Overlay", "left"), ("Extends", "left"), ("Title", "wrap")], overlays))


def _overlays() -> Iterator[list[str]]:
    """The overlays in the catalog, each as id, the playbook that it extends, and title."""
    for path in catalog().overlay_files():
        with contextlib.suppress(CommandError), report_problems(str(path), BAD_PLAYBOOK):
            overlay = read_overlay(path, Problems())
            yield [path.stem, overlay.extends, overlay.title]
