"""`cxassess playbooks`, `show` and `schema`: what there is to answer, and how its files are written."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Annotated

import typer

from cxassess.cli.common import (
    BAD_PLAYBOOK,
    USAGE,
    NoColor,
    Overlays,
    Quiet,
    Stop,
    complaints,
    known_format,
    playbook_folder,
    put,
    shared_with,
    shelf,
    speak,
    tailored,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cxassess.playbook import Playbook, Question

SCHEMAS = ("playbook", "play", "overlay", "answers", "result", "next", "answer")


def playbooks(
    format: Annotated[str, typer.Option("--format", metavar="table|json", help="How the list is printed.")] = "table",
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> int:
    """List the playbooks and the overlays that tailor them."""
    speak(quiet, no_color)
    known_format(format, "table", "json")
    code, found = 0, []
    for folder in shelf().all():
        try:
            found.append(tailored(folder))
        except Stop as stop:
            code = stop.code
    rows = [_summary(playbook) for playbook in found]
    if format == "json":
        from cxassess.playbook import printed

        put(printed(rows))
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
    """The overlays on the shelf: id, the playbook that each extends, title."""
    from cxassess.playbook.overlay import read_overlay
    from cxassess.problems import Faults

    for path in shelf().overlays():
        with contextlib.suppress(Stop), complaints(str(path), BAD_PLAYBOOK):
            overlay = read_overlay(path, Faults())
            yield path.stem, overlay.extends, overlay.title


def show(
    name: Annotated[
        str, typer.Argument(metavar="NAME|FOLDER", help="A playbook by its id or its folder.", show_default=False)
    ],
    format: Annotated[str, typer.Option("--format", metavar="text|json", help="How the playbook is printed.")] = "text",
    overlay: Overlays = None,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Read a playbook: its plays, questions and levels."""
    speak(quiet, no_color)
    known_format(format, "text", "json")
    folder = playbook_folder(name)
    playbook = tailored(folder, overlay or ())
    if format == "json":
        from cxassess.playbook import described, playbook_digest, printed

        put(printed(described(playbook, playbook_digest(playbook))))
    else:
        put("".join(f"{line}\n" for line in (*_lines(playbook), *_words(playbook, folder))))


def _words(playbook: Playbook, folder: Path) -> Iterator[str]:
    """The terms of the glossary that a playbook uses."""
    from cxassess.playbook.shared import terms_used
    from cxassess.text import one_line

    terms = list(terms_used(playbook, shared_with(folder).glossary))
    if terms:
        yield ""
        yield "Words used here"
        yield from (f"  {one_line(term)}: {one_line(meaning)}" for term, meaning in terms)


def _lines(playbook: Playbook) -> Iterator[str]:
    from cxassess.report.sentences import edition
    from cxassess.text import one_line

    yield edition(playbook)
    for text in (playbook.provenance.summary, playbook.provenance.ours):
        if text:
            yield ""
            yield one_line(text)
    if playbook.guide:
        yield ""
        yield "How to choose a level:"
        yield from (f"- {one_line(text)}" for text in playbook.guide)
    for play in playbook.plays:
        yield ""
        yield f"{play.id}  {one_line(play.title)}"
        if play.intent:
            yield f"  {one_line(play.intent)}"
        for question in play.questions:
            yield ""
            yield from _question(question)
            yield from _groups(playbook, question)


def _question(question: Question) -> Iterator[str]:
    from cxassess.text import listed, one_line

    yield f"  {question.id}  {one_line(question.text)}"
    if question.why:
        yield f"    Why: {one_line(question.why)}"
    for level in question.levels:
        name = f", {one_line(level.name)}" if level.name else ""
        yield f"    {level.key}{name}: {one_line(level.text)}"
    if question.evidence:
        yield f"    Evidence: {'; '.join(map(one_line, question.evidence))}"
    for key, step in question.next.items():
        yield f"    Next from {key}: {one_line(step)}"
    if question.sources:
        yield f"    Sources: {listed(question.sources)}"


def _groups(playbook: Playbook, question: Question) -> Iterator[str]:
    """Where a question stands in each view, or why it stands in none."""
    from cxassess.text import listed, one_line

    for view in playbook.views:
        titles = [one_line(group.title) for group in view.groups if group.id in question.views.get(view.id, ())]
        reason = one_line(question.left_out.get(view.id, "")) or "no reason given"
        yield f"    In {view.id}: {listed(titles) or f'none ({reason})'}"


def schema(
    what: Annotated[str, typer.Argument(metavar="|".join(SCHEMAS), help="Which kind of file.", show_default=False)],
) -> None:
    """Print the JSON Schema of a kind of file."""
    if what not in SCHEMAS:
        raise Stop(USAGE, f"no schema '{what}' (write {', '.join(SCHEMAS)})")
    from importlib.resources import files

    put((files("cxassess") / "schemas" / f"{what}.json").read_text(encoding="utf-8"))
