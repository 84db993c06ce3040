"""Arguments and options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from cxassess.cli.exit_codes import USAGE, CommandError


def _one_of(*formats: str) -> Callable[[str], str]:
    """A callback for --format that raises CommandError unless the value is one of these."""

    def check(value: str) -> str:
        from cxassess.text import join_words

        if value not in formats:
            raise CommandError(USAGE, f"--format {value} is not a known format (write {join_words(formats, 'or')})")
        return value

    return check


AnswersArgument = Annotated[
    str, typer.Argument(metavar="ANSWERS", help="An answer file; - is standard input.", show_default=False)
]
TextOrJson = Annotated[
    str, typer.Option("--format", metavar="text|json", help="Output format.", callback=_one_of("text", "json"))
]
TableOrJson = Annotated[
    str, typer.Option("--format", metavar="table|json", help="Output format.", callback=_one_of("table", "json"))
]
TableJsonOrCsv = Annotated[
    str,
    typer.Option("--format", metavar="table|json|csv", help="Output format.", callback=_one_of("table", "json", "csv")),
]
PlaybookOption = Annotated[
    str,
    typer.Option(
        "--playbook",
        metavar="NAME|FOLDER",
        help="The playbook; without it, the one that the answers name.",
        show_default=False,
    ),
]
OverlayOption = Annotated[
    list[str] | None,
    typer.Option("--overlay", metavar="ID", help="Apply this overlay; may be repeated.", show_default=False),
]
NewOverlayOption = Annotated[
    list[str] | None,
    typer.Option(
        "--overlay",
        metavar="ID",
        help="For a new file: apply this overlay to the playbook, such as quick; may be repeated.",
        show_default=False,
    ),
]
PlayOption = Annotated[
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
        "--view", metavar="NAME", help="Show the groups of this view instead of the plays.", show_default=False
    ),
]
BaselineOption = Annotated[
    str,
    typer.Option("--baseline", metavar="EARLIER", help="An earlier answer file to compare with.", show_default=False),
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace an existing output.")]
TodayOption = Annotated[
    str, typer.Option("--today", metavar="DATE", help="The date to use as today, YYYY-MM-DD.", show_default=False)
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Print no notes or warnings on standard error.")]
NoColorOption = Annotated[
    bool, typer.Option("--no-color", help="Use no colors; the environment variable NO_COLOR does the same.")
]
