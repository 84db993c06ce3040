"""`cxassess examples`: what agencies did, all of it or what mentions a word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from cxassess.cli.exit_codes import BAD_PLAYBOOK, USAGE, CommandError
from cxassess.cli.named_playbooks import catalog
from cxassess.cli.options import TextOrJson, argument
from cxassess.cli.shared import Reporter, write_stdout
from cxassess.playbook import format_json
from cxassess.playbook.shared_content import Example, load_examples
from cxassess.text import join_words, one_line

WORD_HELP = "Only examples with this word: an agency, a topic or any text. With several words, examples that have all of them or, if there are none, any of them."


def examples(word: Annotated[str, argument(WORD_HELP, "[WORD]")] = "", format: TextOrJson = "text") -> None:
    """See what agencies did for their customers, and the results."""
    by_id, errors = load_examples(catalog())
    if errors:
        Reporter.problems(errors)
        raise CommandError(BAD_PLAYBOOK)
    known = list(by_id.values())
    matches = [example for example in known if example.contains(word)]
    matches = matches or [example for example in known if any(map(example.contains, word.split()))]
    if word and not matches:
        raise CommandError(USAGE, f"no example mentions '{word}' ({_hint(known)})")
    if format == "json":
        write_stdout(format_json([_as_json(example) for example in matches]))
    else:
        write_stdout("\n".join("".join(f"{line}\n" for line in _lines(example)) for example in matches))


def _hint(examples: list[Example]) -> str:
    """All topics that there are examples of."""
    topics = sorted({topic for example in examples for topic in example.topics})
    if not topics:
        return "there are none"
    return f"topics are {join_words(topics)}"


def _as_json(example: Example) -> dict[str, str | list[str]]:
    fields = {name: value for name, value in example._asdict().items() if name not in ("topics", "where")}
    return {**fields, "topics": list(example.topics)}


def _lines(example: Example) -> Iterator[str]:

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
