"""`cxassess schema`: the JSON Schema of each kind of file, for editors and scripts."""

from __future__ import annotations

from typing import Annotated

import typer

from cxassess.cli.exit_codes import USAGE, CommandError
from cxassess.cli.shared import write_stdout

SCHEMAS = ("playbook", "play", "overlay", "answers", "result", "next", "answer")


def schema(
    what: Annotated[str, typer.Argument(metavar="|".join(SCHEMAS), help="Which kind of file.", show_default=False)],
) -> None:
    """Print the JSON Schema of a kind of file."""
    if what not in SCHEMAS:
        raise CommandError(USAGE, f"no schema '{what}' (write {', '.join(SCHEMAS)})")
    from importlib.resources import files

    write_stdout((files("cxassess") / "schemas" / f"{what}.json").read_text(encoding="utf-8"))
