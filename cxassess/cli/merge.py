"""`cxassess merge`: answer files of several people joined into a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cxassess.cli.exit_codes import USAGE, CommandError
from cxassess.cli.options import ForceOption, PlaybookOption
from cxassess.cli.shared import Reporter, playbook_library, report_problems, write_output

if TYPE_CHECKING:
    from cxassess.answers import Library
    from cxassess.portfolio.inputs import Given


HELP = """Join answer files about one subject into a new one.

A question answered in one file is taken over as it is, so owners of plays can split the work.
Where several files answer it, each level becomes a vote. If they disagree, the middle level
is taken; of an even number, the lower of the middle two. "Don't know" is no vote, and not
applicable holds only where nobody gives a level. Notes and evidence of all stay, with who
said them.
What is not agreed is listed on standard error. The files themselves are not changed."""


def merge(
    answers: Annotated[
        list[str],
        typer.Argument(metavar="ANSWERS…", help="Two answer files or more, about one subject.", show_default=False),
    ],
    output: Annotated[
        str,
        typer.Option(
            "-o", "--output", metavar="FILE", help="The new answer file; - is standard output.", show_default=False
        ),
    ],
    playbook: PlaybookOption = "",
    force: ForceOption = False,
) -> None:
    """Join answer files: what one says is taken over; where several differ, votes and the middle level."""
    if len(answers) < 2:
        raise CommandError(USAGE, "merge joins two answer files or more (name another)")
    _not_among(output, answers)
    library = playbook_library(playbook)
    files = [_given(path, library) for path in answers]
    from cxassess.portfolio.combine import merge as join
    from cxassess.source.emit import document

    with report_problems(output):
        done = join(files)
    write_output(output, document(done.data, block=2).encode(), force)
    for line in done.said:
        Reporter.note(line)


def _not_among(output: str, answers: list[str]) -> None:
    import os

    seen: dict[str, str] = {}
    for path in answers:
        real = path if path == "-" else os.path.realpath(path)
        if (first := seen.get(real)) is not None:
            same = "is named twice" if first == path else f"is the same file as {first}"
            raise CommandError(USAGE, f"{path} {same} (name each file once)")
        seen[real] = path
        if output != "-" and path != "-" and os.path.realpath(output) == os.path.realpath(path):
            raise CommandError(USAGE, f"{output} is one of the files to join (name a new file behind -o)")


def _given(path: str, library: Library) -> Given:
    """One file, read once, its warnings printed. Raises CommandError with every fault."""
    from cxassess.answers.library import load_root
    from cxassess.portfolio.inputs import Given
    from cxassess.problems import Problems
    from cxassess.source.parse import read

    with report_problems(path):
        problems = Problems()
        root = read(path, problems)
        loaded = load_root(path, root, library, problems)
    Reporter.problems(loaded.warnings)
    return Given(path, loaded, root)
