"""`cxassess examples`: what agencies did, to read or to look for by a word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from cxassess.cli.exit_codes import USAGE, CommandError
from cxassess.cli.options import TextOrJson
from cxassess.cli.shared import read_shared, write_stdout

if TYPE_CHECKING:
    from cxassess.playbook.shared_content import Example


def examples(
    word: Annotated[
        str,
        typer.Argument(
            metavar="[WORD]",
            help="Only those that hold this word: an agency, a topic, any text. Of several words all, else any.",
            show_default=False,
        ),
    ] = "",
    format: TextOrJson = "text",
) -> None:
    """Read what agencies did for their customers, and what came of it."""
    known = list(read_shared(None).examples.values())
    found = [example for example in known if all(map(example.contains, word.split()))]
    found = found or [example for example in known if any(map(example.contains, word.split()))]
    if word and not found:
        from cxassess.text import did_you_mean

        near = did_you_mean(word, {topic for example in known for topic in example.topics})
        raise CommandError(USAGE, f"no example holds '{word}' ({near if near.startswith('did') else _topics(known)})")
    if format == "json":
        from cxassess.playbook import format_json

        write_stdout(format_json([_as_json(example) for example in found]))
    else:
        write_stdout("\n".join("".join(f"{line}\n" for line in _lines(example)) for example in found))


def _topics(known: list[Example]) -> str:
    from cxassess.text import join_words

    topics = sorted({topic for example in known for topic in example.topics})
    return f"topics are {join_words(topics)}" if topics else "there are none"


def _as_json(example: Example) -> dict[str, str | list[str]]:
    told = {name: value for name, value in example._asdict().items() if name not in ("topics", "where")}
    return {**told, "topics": list(example.topics)}


def _lines(example: Example) -> Iterator[str]:
    from cxassess.text import join_words, one_line

    yield f"{example.id}  {one_line(example.agency)}, {one_line(example.year)}"
    for label, text in (
        ("What was done", example.what),
        ("Result", example.result),
        ("Source", f"{example.source} {example.link}"),
        ("Rights", example.rights),
        ("Topics", join_words(example.topics)),
    ):
        if text.strip():
            yield f"  {label}: {one_line(text)}"
