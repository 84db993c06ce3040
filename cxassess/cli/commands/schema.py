"""`cxassess schema`: the JSON Schema of each kind of file, for editors and scripts."""

from __future__ import annotations

from typing import Annotated

from cxassess.cli.exit_codes import USAGE, CommandError
from cxassess.cli.options import argument
from cxassess.cli.shared import write_stdout

SCHEMAS = ("playbook", "play", "overlay", "answers", "result", "rollup", "comparison", "migration", "next", "answer")


def schema(what: Annotated[str, argument("Which kind of file.", "|".join(SCHEMAS))]) -> None:
    """Print the JSON Schema of a kind of file."""
    if what not in SCHEMAS:
        raise CommandError(USAGE, f"no schema '{what}' (write {', '.join(SCHEMAS)})")
    from importlib.resources import files

    write_stdout((files("cxassess") / "schemas" / f"{what}.json").read_text(encoding="utf-8"))
