"""Links of a page to what it does not have: sections, plays, questions and views that its size leaves out."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Collection, Iterator
from itertools import accumulate

from cxassess.template.html_tokens import Token, tokens
from cxassess.template.render import Rendered

_FROM_DATA = re.compile("(?:play|question|view)-.+")  # ids that are made from the ids of a playbook
_ENTRY = re.compile(r"""[ \t\r\n]+data-to[ \t\r\n]*=[ \t\r\n]*(?:"[^"]*"|'[^']*'|[^ \t\r\n>]+)""", re.IGNORECASE)


def without_dead_links(page: Rendered, sections: Collection[str]) -> Rendered:
    """The page with plain text for each link to a section, or to an id made from data, that is not on it.

    sections: the names of all sections that there are; a section's name is the id of its heading. Any other link to
    what is not on the page is kept: it is a mistake of a template, and named as one where those are checked.
    """
    parts = list(tokens(page.text))
    ids = {value for part in parts if part.kind == "start" for name, value in part.attributes if name == "id"}

    def is_dead(address: str) -> bool:
        id = address[1:]
        known = id in sections or _FROM_DATA.fullmatch(id) is not None
        return address[:1] == "#" and known and id not in ids

    edits = [
        (part.at, part.at + len(part.source), new) for part, new in _replaced(parts, is_dead) if new != part.source
    ]
    return _edited(page, edits) if edits else page


def _replaced(parts: list[Token], is_dead: Callable[[str], bool]) -> Iterator[tuple[Token, str]]:
    """Tags of dead links, and what takes their place."""
    ends = 0  # of dead links that are open
    for part in parts:
        values = dict(part.attributes)
        if part.kind == "start" and part.name == "a" and is_dead(values.get("href", "")):
            ends += 1
            yield part, ""
        elif part.kind == "end" and part.name == "a" and ends:
            ends -= 1
            yield part, ""
        elif part.kind == "start" and is_dead(values.get("data-to", "")):
            yield part, _ENTRY.sub("", part.source, count=1)


def _edited(page: Rendered, edits: list[tuple[int, int, str]]) -> Rendered:
    """The page with other text in some places, in order; its origins keep their places between the rest."""
    kept, at = [], 0
    for start, end, new in edits:
        kept += [page.text[at:start], new]
        at = end
    kept.append(page.text[at:])
    starts = [start for start, _, _ in edits]
    shorter = [0, *accumulate(end - start - len(new) for start, end, new in edits)]

    def moved(offset: int) -> int:
        number = bisect(starts, offset)  # of the edits that begin before or at it
        if number and offset < edits[number - 1][1]:  # within a tag, which keeps its first part or nothing
            start, _, new = edits[number - 1]
            return start - shorter[number - 1] + min(offset - start, len(new))
        return offset - shorter[number]

    return Rendered("".join(kept), tuple((moved(offset), name) for offset, name in page.origins))
