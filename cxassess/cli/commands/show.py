"""`cxassess show`: a playbook to read, or as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from cxassess.cli.named_playbooks import find_playbook, read_glossary, read_playbook
from cxassess.cli.options import OverlayOption, TextOrJson, argument
from cxassess.cli.shared import print_lines, write_stdout
from cxassess.playbook import Playbook, Question, describe_playbook, format_json, playbook_digest
from cxassess.playbook.shared_content import terms_used
from cxassess.report.conditions import condition_clause, otherwise_words
from cxassess.report.sentences import format_edition
from cxassess.text import join_words, one_line


def show(
    name: Annotated[str, argument("A playbook by its id or its folder.", "NAME|FOLDER")],
    format: TextOrJson = "text",
    overlay: OverlayOption = None,
) -> None:
    """Read a playbook: its plays, questions and levels."""
    folder = find_playbook(name)
    playbook = read_playbook(folder, overlay or ())
    if format == "json":
        write_stdout(format_json(describe_playbook(playbook, playbook_digest(playbook))))
    else:
        print_lines((*_playbook_lines(playbook), *_glossary_lines(playbook, folder)))


def _glossary_lines(playbook: Playbook, folder: Path) -> Iterator[str]:
    """The terms of the glossary that a playbook uses."""
    terms = list(terms_used(playbook, read_glossary(folder)))
    if terms:
        yield from ("", "Words used here")
        yield from (f"  {one_line(term)}: {one_line(meaning)}" for term, meaning in terms)


def _playbook_lines(playbook: Playbook) -> Iterator[str]:

    yield format_edition(playbook)
    for text in (playbook.provenance.summary, playbook.provenance.ours):
        if text:
            yield from ("", one_line(text))
    if playbook.law:
        yield from ("", "Laws and memos")
        for law in playbook.law:
            seen = f"; looked up {law.seen.isoformat()}" if law.seen else ""
            yield f"- {one_line(law.title)}, {one_line(law.date)}: {one_line(law.status)}{seen}"
    if playbook.retired:
        yield from ("", "No longer asked")
        yield from (f"- {id}: {one_line(reason)}" for id, reason in playbook.retired.items())
    if playbook.guide:
        yield from ("", "How to choose a level:")
        yield from (f"- {one_line(text)}" for text in playbook.guide)
    for play in playbook.plays:
        yield from ("", f"{play.id}  {one_line(play.title)}")
        if play.intent:
            yield f"  {one_line(play.intent)}"
        for strategy in play.strategies:
            yield f"  Strategy: {one_line(strategy.title)}. {one_line(strategy.text)}"
            for label, text in (("Who leads", strategy.lead), ("What it needs", strategy.needs)):
                if text:
                    yield f"    {label}: {one_line(text)}"
            if strategy.sources:
                yield f"    Sources: {join_words(strategy.sources)}"
        if play.tools:
            yield f"  Tools to copy ('cxassess tools NAME'): {join_words(play.tools)}"
        for question in play.questions:
            yield ""
            yield from _question_lines(question)
            if question.when:
                clause = f"{condition_clause(playbook, question)}; otherwise {otherwise_words(question)}"
                yield f"    {clause[:1].upper()}{clause[1:]}"
            yield from _view_lines(playbook, question)


def _question_lines(question: Question) -> Iterator[str]:

    yield f"  {question.id}  {one_line(question.text)}"
    if question.name:
        yield f"    Name: {one_line(question.name)}"
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
    if question.replaces:
        yield f"    Replaces: {join_words(question.replaces)}"


def _view_lines(playbook: Playbook, question: Question) -> Iterator[str]:
    """The groups of a question in each view, or why it has none."""
    for view in playbook.views:
        titles = [one_line(group.title) for group in view.groups if group.id in question.views.get(view.id, ())]
        reason = one_line(question.left_out.get(view.id, "")) or "no reason given"
        yield f"    In {view.id}: {join_words(titles) or f'none ({reason})'}"
