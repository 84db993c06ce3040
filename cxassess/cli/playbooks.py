"""`cxassess playbooks`: the playbooks there are, and the overlays that tailor them."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Annotated

import typer

from cxassess.cli.shared import (
    BAD_PLAYBOOK,
    NoColor,
    Quiet,
    Stop,
    apply_output_options,
    catalog,
    complaints,
    known_format,
    tailored,
    write_stdout,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxassess.playbook import Playbook


def playbooks(
    format: Annotated[str, typer.Option("--format", metavar="table|json", help="Output format.")] = "table",
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> int:
    """List the playbooks and the overlays that tailor them."""
    apply_output_options(quiet, no_color)
    known_format(format, "table", "json")
    code, found = 0, []
    for folder in catalog().playbook_folders():
        try:
            found.append(tailored(folder))
        except Stop as stop:
            code = stop.code
    rows = [_summary(playbook) for playbook in found]
    if format == "json":
        from cxassess.playbook import format_json

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
    from cxassess.output.terminal import console, table

    header = [("Playbook", "left"), ("Version", "left"), ("Plays", "right"), ("Questions", "right"), ("Title", "wrap")]
    cells = [[str(row[name]) for name in ("id", "version", "plays", "questions", "title")] for row in rows]
    console().print(table(header, cells))
    cells = [list(cells) for cells in _overlays()]
    if cells:
        print()
        console().print(table([("Overlay", "left"), ("Extends", "left"), ("Title", "wrap")], cells))


def _overlays() -> Iterator[tuple[str, str, str]]:
    """The overlays in the catalog: id, the playbook that each extends, title."""
    from cxassess.playbook.overlay import read_overlay
    from cxassess.problems import Problems

    for path in catalog().overlay_files():
        with contextlib.suppress(Stop), complaints(str(path), BAD_PLAYBOOK):
            overlay = read_overlay(path, Problems())
            yield path.stem, overlay.extends, overlay.title
