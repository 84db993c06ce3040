"""The inverse of a change: the bytes that it removed put back, also where others changed the file since."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from cxassess.answers.file.conflict import changed_units, replace_unit, unit_label, units
from cxassess.problems import Page
from cxassess.source.edits import Edit, NotPatched, apply_edits
from cxassess.source.emit import yaml_text
from cxassess.source.parsed_page import ParsedPage, reparse
from cxassess.text import join_words


class Inverse(NamedTuple):
    """What takes a change back: the text before it and the text after it."""

    before: str
    after: str

    def applied(self, now: ParsedPage) -> ParsedPage:
        """A file with the change taken back, and with what others changed in it since.

        Raises NotPatched, also where others changed the very same unit.
        """
        path = now.page.path
        if now.page.content == self.after:
            return reparse(path, self.before)
        before, after = (ParsedPage(Page(path, text)).data for text in (self.before, self.after))
        old, ours, present = units(before), units(after), units(now.data)
        changed = changed_units(before, after)
        taken = [unit for unit in changed if present.get(unit) != ours.get(unit)]
        if taken:
            raise NotPatched(f"{join_words(unit_label(unit) for unit in taken)} too")
        wanted = {unit: value for unit, value in present.items() if unit not in changed}
        wanted |= {unit: old[unit] for unit in changed if unit in old}
        with contextlib.suppress(NotPatched):
            new = reparse(path, _lines_put_back(self.before, self.after, now.page.content))
            if units(new.data) == wanted:
                return new
        return now.patched([edit for unit in changed for edit in replace_unit(unit, old.get(unit))])


def _lines_put_back(before: str, after: str, now: str) -> str:
    """The present text with the lines that a change wrote replaced by those it removed.

    Raises NotPatched where the lines that it wrote are no longer there as they were.
    """
    old, written, lines = (text.splitlines(keepends=True) for text in (before, after, now))
    place = {-1: -1, len(written): len(lines)}  # of each line that the change left, in the present text
    for block in SequenceMatcher(None, written, lines, autojunk=False).get_matching_blocks():
        place |= {block.a + at: block.b + at for at in range(block.size)}
    for kind, start, end, old_start, old_end in reversed(
        SequenceMatcher(None, written, old, autojunk=False).get_opcodes()
    ):
        if kind == "equal":
            continue
        at = place.get(start) if start < end or start in place else place.get(start - 1, -2) + 1
        if at is None or at < 0 or any(place.get(line) != at + line - start for line in range(start, end)):
            raise NotPatched("the lines that were written are no longer there")
        lines[at : at + end - start] = old[old_start:old_end]
    return "".join(lines)


def patched_or_new(parsed: ParsedPage, edits: Sequence[Edit]) -> ParsedPage:
    """A text with edits; where they have no place in it, a new text that says the same, so that each can be undone."""
    try:
        return parsed.patched(edits)
    except NotPatched:
        with contextlib.suppress(NotPatched):
            return reparse(parsed.page.path, yaml_text(apply_edits(parsed.data, edits)))
        return parsed
