"""Content that all playbooks of a folder share: agency examples and the glossary."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import NamedTuple, TypeVar

from cxassess.fields import Fields, read_id, read_text
from cxassess.nodes import Node, Scalar
from cxassess.playbook.catalog import Catalog
from cxassess.playbook.model import Playbook
from cxassess.playbook.search import contains_words
from cxassess.problems import Invalid, Location, Problem, Problems
from cxassess.source.parse import read
from cxassess.text import did_you_mean, shorten

EXAMPLES = "format examples"
EXAMPLE = "agency year what result source link rights topics"
GLOSSARY = "format glossary"
T = TypeVar("T")
MAX_SUGGESTED = 20  # unknown examples for which the nearest known one is looked up


class Example(NamedTuple):
    """What an agency did and what came of it; `source` says where it was published."""

    id: str
    agency: str
    year: str
    what: str
    result: str
    source: str
    link: str
    rights: str
    topics: tuple[str, ...]
    where: Location

    def contains(self, words: str) -> bool:
        """Whether all the words occur anywhere in the example, each as a whole word in any of its forms."""
        parts = (self.id, self.agency, self.year, self.what, self.result, self.source, *self.topics)
        return contains_words("\n".join(parts), words)


class SharedContent(NamedTuple):
    """The agency examples by id, and the terms of the glossary with their meanings."""

    examples: Mapping[str, Example]
    glossary: Mapping[str, str]


NO_SHARED_CONTENT = SharedContent({}, {})


def load_examples(catalog: Catalog, playbook: Path | None = None) -> tuple[dict[str, Example], list[Problem]]:
    """The examples beside a playbook's folder and in the catalog, and the errors of files that are left out for them.

    Of two with one id, the first.
    """
    return _load(catalog.shared_files("examples.yaml", playbook), read_examples)


def load_glossary(catalog: Catalog, playbook: Path | None = None) -> tuple[dict[str, str], list[Problem]]:
    """The terms beside a playbook's folder and in the catalog, and the errors of files that are left out for them."""
    return _load(catalog.shared_files("glossary.yaml", playbook), read_glossary)


def _load(
    paths: Iterable[Path], read_file: Callable[[Node, Problems], dict[str, T]]
) -> tuple[dict[str, T], list[Problem]]:
    known: dict[str, T] = {}
    errors: list[Problem] = []
    for path in paths:
        problems = Problems()
        try:
            entries = read_file(read(path, problems), problems)
            problems.check()
        except Invalid as invalid:
            errors += [problem for problem in invalid.problems if not problem.warning]
        except OSError as error:
            message = f"this file cannot be read: {(error.strerror or str(error)).lower()}"
            errors.append(Problem(Location(str(path), 1, 1), message, "make it readable, or remove it"))
        else:
            known = {**known, **{name: entry for name, entry in entries.items() if name not in known}}
    return known, errors


def read_examples(root: Node, problems: Problems) -> dict[str, Example]:
    """The agency examples below the root of a file, by id."""
    fields = Fields(root, EXAMPLES, problems, "a file of examples", "write 'examples: {id: {agency: …, what: …}}'")
    fields.check_format()
    return {key.text: _example(key, node, problems) for key, node in fields.entries("examples")}


def _example(key: Scalar, node: Node, problems: Problems) -> Example:
    shape = "write '{agency: …, year: …, what: …, result: …, source: …}'"
    fields = Fields(node, EXAMPLE, problems, "an example", shape)
    return Example(
        read_id(key, problems),
        fields.text("agency", needed=True),
        fields.text("year", needed=True),
        fields.text("what", needed=True),
        fields.text("result", needed=True),
        fields.text("source", needed=True),
        fields.link("link"),
        fields.text("rights"),
        tuple(read_text(topic, problems, "a topic") for topic in fields.items("topics")),
        key.where,
    )


def read_glossary(root: Node, problems: Problems) -> dict[str, str]:
    """The terms below the root of a glossary with their meanings, in the order written."""
    fields = Fields(root, GLOSSARY, problems, "a glossary", "write 'glossary: {term: meaning}'")
    fields.check_format()
    return {key.text: read_text(node, problems, "a meaning") for key, node in fields.entries("glossary")}


def spellings(term: str) -> tuple[str, ...]:
    """The ways in which a term is written: `Voice of the Customer (VoC)` stands for both."""
    name, opened, short = term.partition("(")
    if opened and name.strip() and short.endswith(")"):
        return name.strip(), short[:-1].strip()
    return (term,)


def terms_used(playbook: Playbook, glossary: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The terms of a glossary that a playbook uses, with their meanings; a plural counts as the term.

    A word is found whatever its case, an abbreviation as it is written.
    """
    text = _spaced_words("\n".join(_texts(playbook)))
    folded = text.casefold()
    for term, meaning in glossary.items():
        if any(_occurs(_spaced_words(spelling).strip(), text, folded) for spelling in spellings(term)):
            yield term, meaning


def _occurs(spelling: str, text: str, folded: str) -> bool:
    if " " in spelling or spelling == spelling.lower():  # else an abbreviation
        text, spelling = folded, spelling.casefold()
    return bool(spelling) and any(f" {spelling}{end} " in text for end in ("", "s", "es"))


def _spaced_words(text: str) -> str:
    """The words of a text with a space around each; a hyphen separates words too."""
    return " ".join(["", *re.findall(r"\w+", text), ""])


def _texts(playbook: Playbook) -> Iterator[str]:
    for play in playbook.plays:
        yield from (play.title, play.intent, *play.leader_questions)
        for question in play.questions:
            yield from (question.text, question.why, *question.evidence, *question.next.values())
            yield from (level.text for level in question.levels)


def check_examples(playbook: Playbook, known: Iterable[str]) -> Iterator[Problem]:
    """An example that a play or a question names is described in an examples.yaml."""
    names, numbers = dict.fromkeys(sorted(known)), count()
    for item in playbook.plays_and_questions():
        for name in item.examples:
            if name not in names:
                message = f"{item.id} names the example '{shorten(name)}', which is not known"
                suggestion = did_you_mean(name, names) if next(numbers) < MAX_SUGGESTED else ""
                hint = suggestion or "describe it in examples.yaml, next to the playbook's folder"
                yield Problem(item.at(f"examples/{name}"), message, hint, warning=True)
