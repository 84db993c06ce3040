"""`cxassess merge`: answer files of several people joined into a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cxassess.cli.shared import (
    USAGE,
    Force,
    NoColor,
    PlaybookOption,
    Quiet,
    Reporter,
    Stop,
    apply_output_options,
    complaints,
    library,
    save,
)

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
    force: Force = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Join answer files: what one says is taken over; where several differ, votes and the middle level."""
    apply_output_options(quiet, no_color)
    if len(answers) < 2:
        raise Stop(USAGE, "merge joins two answer files or more (name another)")
    _not_among(output, answers)
    books = library(playbook)
    files = [_given(path, books) for path in answers]
    from cxassess.portfolio.combine import merge as join
    from cxassess.source.emit import document

    with complaints(output):
        done = join(files)
    save(output, document(done.data, block=2).encode(), force)
    for line in done.said:
        Reporter.note(line)


def _not_among(output: str, answers: list[str]) -> None:
    import os

    seen: dict[str, str] = {}
    for path in answers:
        real = path if path == "-" else os.path.realpath(path)
        if (first := seen.get(real)) is not None:
            same = "is named twice" if first == path else f"is the same file as {first}"
            raise Stop(USAGE, f"{path} {same} (name each file once)")
        seen[real] = path
        if output != "-" and path != "-" and os.path.realpath(output) == os.path.realpath(path):
            raise Stop(USAGE, f"{output} is one of the files to join (name a new file behind -o)")


def _given(path: str, books: Library) -> Given:
    """One file, read once, its warnings printed. Raises Stop with every fault."""
    from cxassess.answers.library import load_root
    from cxassess.portfolio.inputs import Given
    from cxassess.problems import Problems
    from cxassess.source.parse import read

    with complaints(path):
        problems = Problems()
        root = read(path, problems)
        loaded = load_root(path, root, books, problems)
    Reporter.problems(loaded.warnings)
    return Given(path, loaded, root)
