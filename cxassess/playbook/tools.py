"""Tools: short templates that anyone may copy, each a Markdown file in the folder `tools` beside the playbooks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from cxassess.playbook.catalog import Catalog
from cxassess.playbook.model import Playbook
from cxassess.playbook.search import contains_words
from cxassess.problems import Invalid, Problem
from cxassess.source.decode import decode, read_bytes
from cxassess.text import did_you_mean, one_line, shorten


class Tool(NamedTuple):
    """A template to copy: its id is the name of its file, its title the first heading, its summary what follows that."""

    id: str
    title: str
    summary: str
    text: str

    def contains(self, words: str) -> bool:
        """Whether all the words occur in the tool, in any of their forms."""
        return contains_words(f"{self.id}\n{self.text}", words)


def load_tools(catalog: Catalog, playbook: Path | None = None) -> Iterator[Tool]:
    """The tools of the catalog, and beside a playbook's folder; of two with one id, the first.

    Raises OSError or Invalid.
    """
    seen: set[str] = set()
    for folder in catalog.shared_folders(playbook):
        for path in sorted((folder / "tools").glob("*.md")):
            if path.stem not in seen:
                seen.add(path.stem)
                yield read_tool(path)


def check_tools(playbook: Playbook, known: Collection[str]) -> Iterator[Problem]:
    """A tool that a play names is in a folder of tools."""
    for play in playbook.plays:
        for name in play.tools:
            if name not in known:
                message = f"{play.id} names the tool '{shorten(name)}', which is not known"
                hint = did_you_mean(name, known) or f"write it as tools/{name}.md, next to the playbook's folder"
                yield Problem(play.at(f"tools/{name}"), message, hint, warning=True)


def read_tool(path: Path) -> Tool:
    """The tool in a Markdown file. Raises OSError; Invalid where it has no heading or no paragraph after that."""
    page = decode(str(path), read_bytes(path))
    heading, _, rest = page.content.strip().partition("\n")
    summary = one_line(rest.strip().partition("\n\n")[0])
    if not heading.startswith("# ") or not summary:
        hint = "begin with '# Title', an empty line, and a paragraph that says what the tool is for"
        raise Invalid([Problem(page.at(1, 1), "a tool needs a title and a summary", hint)])
    return Tool(path.stem, heading.removeprefix("# ").strip(), summary, page.content)
