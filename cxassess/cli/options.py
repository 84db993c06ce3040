"""Arguments and options that several commands have."""

from typing import Annotated, Any

import typer

from cxassess.cli.exit_codes import USAGE, CommandError


def option(names: str, help: str, metavar: str | None = None) -> Any:
    """An option whose default is not shown; `names` are separated by a space, such as `--output -o`."""
    return typer.Option(*names.split(), help=help, metavar=metavar, show_default=False)


def argument(help: str, metavar: str) -> Any:
    """An argument whose default is not shown."""
    return typer.Argument(help=help, metavar=metavar, show_default=False)


def _format_option(*formats: str) -> Any:
    """The option --format, which raises CommandError unless its value is one of these."""

    def check(value: str) -> str:
        if value and value not in formats:
            from cxassess.text import join_words

            raise CommandError(USAGE, f"--format {value} is not a known format (write {join_words(formats, 'or')})")
        return value

    return typer.Option("--format", metavar="|".join(formats), help="Output format.", callback=check)


AnswersArgument = Annotated[str, argument("An answer file; - is standard input.", "ANSWERS")]
PathsArgument = Annotated[
    list[str], argument("Answer files, folders that are searched for them, or - for standard input.", "PATH...")
]
TextOrJson = Annotated[str, _format_option("text", "json")]
TableOrJson = Annotated[str, _format_option("table", "json")]
ScoreFormat = Annotated[str, _format_option("table", "json", "jsonl", "csv")]
TableCsvOrMarkdown = Annotated[str, _format_option("table", "csv", "md")]
PlaybookOption = Annotated[
    str, option("--playbook", "The playbook. Default: the one named in the answer file.", "NAME|FOLDER")
]
OverlayOption = Annotated[list[str] | None, option("--overlay", "Apply this overlay; may be repeated.", "ID|FILE")]
KnownOverlayOption = Annotated[
    list[str] | None, option("--overlay", "The file of an overlay that the answers name; may be repeated.", "FILE")
]
NewOverlayOption = Annotated[
    list[str] | None,
    option("--overlay", "For a new file: apply this overlay, such as quick; may be repeated.", "ID|FILE"),
]
PlayOption = Annotated[
    list[str] | None,
    option("--play", "Only the questions of this play, such as P3; for several, write P3,P8 or repeat it.", "PLAY"),
]
ViewOption = Annotated[str, option("--view", "Show the groups of this view instead of the plays.", "NAME")]
ByOption = Annotated[
    str | None,
    option(
        "--by",
        "Roll the files up by agency, component, service, scope, tags.NAME, year, fiscal_year, quarter, role, overlays or playbook; several keys give subtotals.",
        "KEY[,KEY...]",
    ),
]
GroupOption = Annotated[
    list[str] | None,
    option(
        "--group",
        "With --by: the value of its first key, then of the next; '(none)' where files have none. Default: all files.",
        "VALUE",
    ),
]
WeightOption = Annotated[
    str | None, option("--weight", "With --by: weight each file in the mean by this tag.", "tags.NAME")
]
AtOption = Annotated[
    str | None,
    option("--at", "With --by: count the files with this score or more, and those that reached this level.", "LEVEL"),
]
BaselineOption = Annotated[
    str,
    option(
        "--baseline", "Earlier answers to compare with: a file, or a folder for the means of two folders.", "EARLIER"
    ),
]
OtherSubjectOption = Annotated[
    bool,
    option(
        "--allow-other-subject", "Let --baseline compare with another agency, component or service; both are named."
    ),
]
RowsOption = Annotated[
    str,
    option(
        "--rows", "A row of CSV or a workbook: each play's result (default), or each question.", "results|questions"
    ),
]
JobsOption = Annotated[
    int,
    option(
        "--jobs", "Processes that share the work. Default: one; for many files one for each processor, at most 8.", "N"
    ),
]
ForceOption = Annotated[bool, option("--force", "Replace an existing output.")]
TodayOption = Annotated[str, option("--today", "The date to use as today, YYYY-MM-DD.", "DATE")]
QuietOption = Annotated[bool, option("--quiet -q", "Do not print notes or warnings on standard error.")]
NoColorOption = Annotated[bool, option("--no-color", "Use no colors; the environment variable NO_COLOR does the same.")]
