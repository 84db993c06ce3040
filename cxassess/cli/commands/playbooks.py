"""`cxassess playbooks`: a list of the playbooks, and of the overlays that tailor them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from cxassess.cli.exit_codes import BAD_PLAYBOOK, SUCCESS, CommandError
from cxassess.cli.named_playbooks import catalog, read_playbook
from cxassess.cli.options import TableOrJson
from cxassess.cli.shared import report_problems, write_stdout
from cxassess.output.terminal import console, make_table
from cxassess.playbook import Playbook, format_json
from cxassess.playbook.overlay import read_overlay
from cxassess.playbook.reading_time import reading_minutes
from cxassess.problems import Problems


def playbooks(format: TableOrJson = "table") -> int:
    """List the playbooks, for whom each is, and the overlays that tailor them.

    \b
    Which one is for me?
    act-iac-cx-2018       an agency or bureau with its leaders in the room; with --overlay quick, in an hour
    omb-a11-280           a program under OMB Circular A-11, section 280, and the Act of 2025
    gsa-cx-coe-13         a customer experience team that works by projects
    gsa-cx-maturity-2022  an executive team with half an hour
    omb-hisp-2018         OMB's own yes-or-no form of 2018, restated
    """
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


def _summary(playbook: Playbook) -> dict[str, Any]:
    return {
        "id": playbook.id,
        "version": playbook.version,
        "title": playbook.title,
        "plays": len(playbook.plays),
        "questions": len(playbook.by_id),
        "minutes": reading_minutes(playbook.plays),
        "audience": playbook.audience,
        "law": [{"title": law.title, "date": law.date, "status": law.status} for law in playbook.law],
    }


def _table(rows: list[dict[str, Any]]) -> None:
    header = [
        *(("Playbook", "left"), ("Version", "left"), ("Questions", "right"), ("Minutes", "right")),
        *(("For whom", "wrap"), ("Law it cites", "wrap")),
    ]
    cells = [
        [
            *(str(row[name]) for name in ("id", "version", "questions", "minutes")),
            row["audience"] or row["title"],
            _first_law(row),
        ]
        for row in rows
    ]
    console().print(make_table(header, cells))
    print()
    print("Minutes are for reading every question and level aloud.")
    overlays = list(_overlays())
    if overlays:
        print()
        console().print(make_table([("Overlay", "left"), ("Extends", "left"), ("Title", "wrap")], overlays))


def _first_law(row: dict[str, Any]) -> str:
    """The first law that a playbook names, with its date."""
    return f"{row['law'][0]['title']}, {row['law'][0]['date']}" if row["law"] else "none"


def _overlays() -> Iterator[list[str]]:
    """The overlays in the catalog, each as id, the playbook that it extends, and title."""
    for path in catalog().overlay_files():
        with contextlib.suppress(CommandError), report_problems(str(path), BAD_PLAYBOOK):
            overlay = read_overlay(path, Problems())
            yield [path.stem, overlay.extends, overlay.title]
