"""What all playbooks of a folder share: examples of what agencies did, and the glossary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from cxassess.fields import Fields, read_id, read_text
from cxassess.nodes import Node, Scalar
from cxassess.playbook.catalog import Catalog
from cxassess.playbook.model import Play, Playbook, Question
from cxassess.problems import Location, Problem, Problems
from cxassess.source.parse import read
from cxassess.text import did_you_mean, shorten

EXAMPLES = "format examples"
EXAMPLE = "agency year what result source link rights topics"
GLOSSARY = "format glossary"
MAX_NEAR = 20  # unknown examples for which the nearest known one is looked up


class Example(NamedTuple):
    """What an agency did and what came of it; `source` says where it is told."""

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

    def holds(self, word: str) -> bool:
        """Whether a word stands anywhere in the example, whatever its case; a plural finds the singular."""
        told = (self.id, self.agency, self.year, self.what, self.result, self.source, *self.topics)
        text, sought = "\n".join(told).casefold(), word.casefold()
        return sought in text or (len(sought) > 3 and sought.removesuffix("s") in text)


class SharedContent(NamedTuple):
    """The agency examples by id, and the terms of the glossary with their meanings."""

    examples: Mapping[str, Example]
    glossary: Mapping[str, str]


NO_SHARED_CONTENT = SharedContent({}, {})


def load_shared_content(catalog: Catalog, beside: Path | None = None) -> SharedContent:
    """What stands beside a playbook's folder and on the shelf; of two with one name, the first.

    Raises OSError, or Invalid with every fault of every file.
    """
    problems = Problems()
    examples: dict[str, Example] = {}
    glossary: dict[str, str] = {}
    for path in catalog.shared_files("examples.yaml", beside):
        for name, example in read_examples(read(path, problems), problems).items():
            examples.setdefault(name, example)
    for path in catalog.shared_files("glossary.yaml", beside):
        for term, meaning in read_glossary(read(path, problems), problems).items():
            glossary.setdefault(term, meaning)
    problems.check()
    return SharedContent(examples, glossary)


def read_examples(root: Node, problems: Problems) -> dict[str, Example]:
    """The agency examples below the root of a file, by id."""
    fields = Fields(root, EXAMPLES, problems, "a file of examples", "write 'examples: {id: {agency: …, what: …}}'")
    fields.check_format()
    return {key.text: _example(key, node, problems) for key, node in fields.entries("examples")}


def _example(key: Scalar, node: Node, problems: Problems) -> Example:
    fields = Fields(
        node, EXAMPLE, problems, "an example", "write '{agency: …, year: …, what: …, result: …, source: …}'"
    )
    return Example(
        read_id(key, problems),
        fields.text("agency", needed=True),
        fields.text("year", needed=True),
        fields.text("what", needed=True),
        fields.text("result", needed=True),
        fields.text("source", needed=True),
        fields.text("link"),
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
    said = _plain("\n".join(_said(playbook)))
    folded = said.casefold()
    for term, meaning in glossary.items():
        for spelling in map(_plain, spellings(term)):
            short = spelling.strip()
            text, wanted = (said, short) if _abbreviates(short) else (folded, short.casefold())
            if short and any(f" {wanted}{end} " in text for end in ("", "s", "es")):
                yield term, meaning
                break


def _plain(text: str) -> str:
    """The words of a text, a blank around each; a hyphen parts words too."""
    return " ".join(["", *re.findall(r"\w+", text), ""])


def _abbreviates(word: str) -> bool:
    return " " not in word and word != word.lower()


def _said(playbook: Playbook) -> Iterator[str]:
    for play in playbook.plays:
        yield from (play.title, play.intent, *play.leader_questions)
        for question in play.questions:
            yield from (question.text, question.why, *question.evidence, *question.next.values())
            yield from (level.text for level in question.levels)


def check_examples(playbook: Playbook, known: Iterable[str]) -> Iterator[Problem]:
    """An example that a play or a question names is told in an examples.yaml."""
    names, said = set(known), 0
    for play in playbook.plays:
        things: tuple[Play | Question, ...] = (play, *play.questions)
        for thing in things:
            for name in thing.examples:
                if name not in names:
                    near = did_you_mean(name, sorted(names)) if said < MAX_NEAR else ""
                    said += 1
                    hint = near or "tell it in examples.yaml, beside the playbook's folder"
                    yield Problem(
                        thing.at(f"examples/{name}"),
                        f"{thing.id} names the example '{shorten(name)}', which is not known",
                        hint,
                        warning=True,
                    )
