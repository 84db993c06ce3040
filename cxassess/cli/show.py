"""`cxassess show`: a playbook to read, or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cxassess.cli.shared import (
    NoColor,
    Overlays,
    Quiet,
    apply_output_options,
    known_format,
    playbook_folder,
    shared_with,
    tailored,
    write_stdout,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cxassess.playbook import Playbook, Question


def show(
    name: Annotated[
        str, typer.Argument(metavar="NAME|FOLDER", help="A playbook by its id or its folder.", show_default=False)
    ],
    format: Annotated[str, typer.Option("--format", metavar="text|json", help="Output format.")] = "text",
    overlay: Overlays = None,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Read a playbook: its plays, questions and levels."""
    apply_output_options(quiet, no_color)
    known_format(format, "text", "json")
    folder = playbook_folder(name)
    playbook = tailored(folder, overlay or ())
    if format == "json":
        from cxassess.playbook import describe_playbook, format_json, playbook_digest

        write_stdout(format_json(describe_playbook(playbook, playbook_digest(playbook))))
    else:
        write_stdout("".join(f"{line}\n" for line in (*_lines(playbook), *_words(playbook, folder))))


def _words(playbook: Playbook, folder: Path) -> Iterator[str]:
    """The terms of the glossary that a playbook uses."""
    from cxassess.playbook.shared_content import terms_used
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
    from cxassess.text import join_words, one_line

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
        yield f"    Sources: {join_words(question.sources)}"


def _groups(playbook: Playbook, question: Question) -> Iterator[str]:
    """Where a question stands in each view, or why it stands in none."""
    from cxassess.text import join_words, one_line

    for view in playbook.views:
        titles = [one_line(group.title) for group in view.groups if group.id in question.views.get(view.id, ())]
        reason = one_line(question.left_out.get(view.id, "")) or "no reason given"
        yield f"    In {view.id}: {join_words(titles) or f'none ({reason})'}"
