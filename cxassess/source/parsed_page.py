"""A text with its nodes, parsed once: its data, its comments, and the same text with edits made and proven.

The proof: the new text holds exactly the old data with the edits, and every comment.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from cxassess.problems import Invalid, Page, Problems
from cxassess.source.comments import comments
from cxassess.source.decode import MAX_BYTES, MAX_MIB
from cxassess.source.edits import Edit, NotPatched, apply_edits, plain_data
from cxassess.source.emit import Value
from cxassess.source.parse import parse
from cxassess.source.patch import Patcher, Splice


class ParsedPage:
    """A text with its nodes: parsed once, then asked for its data and its comments, and patched.

    `problems` are those of reading it as YAML that let one go on.
    """

    def __init__(self, page: Page) -> None:
        """Parse a page. Raises Invalid where nothing sensible can follow."""
        self.page = page
        self.problems = Problems()
        self.root = parse(page, self.problems)

    @cached_property
    def data(self) -> dict[str, Value]:
        """The whole file as plain data; {} where it holds no fields."""
        data = plain_data(self.root)
        return data if isinstance(data, dict) else {}

    @cached_property
    def comments(self) -> list[str]:
        """The text of every comment, in order."""
        return list(comments(self.root))

    def patched(self, edits: Sequence[Edit]) -> ParsedPage:
        """The page with the edits made, each proven. Raises NotPatched; this one is left as it is.

        Edits that do not go in together, such as a removal and an addition at one place, are made one by one; where one
        has no place in the text as it is written, its whole section is written anew, with its comments.
        """
        try:
            return self._patched(edits, edits)
        except NotPatched:
            patched = self
            for edit in edits:
                patched = patched._with_one(edit)
            return patched

    def _with_one(self, edit: Edit) -> ParsedPage:
        """The page with one edit made. Raises NotPatched."""
        try:
            return self._patched([edit], [edit])
        except NotPatched as error:
            section = edit.path[:1]
            value = apply_edits(self.data, [edit]).get(*section)
            try:
                return self._patched([Edit(section, value or {})], [edit])
            except NotPatched:
                raise error from None

    def _patched(self, edits: Sequence[Edit], meant: Sequence[Edit]) -> ParsedPage:
        """The page with edits made, proven to say what the meant ones do. Raises NotPatched."""
        patcher = Patcher(self.page.content, self.root)
        new = reparse(
            self.page.path, _spliced(self.page.content, [one for edit in edits for one in patcher.splices(edit)])
        )
        prove(self, new, meant)
        return new


def prove(old: ParsedPage, new: ParsedPage, edits: Sequence[Edit]) -> None:
    """Raise NotPatched unless the new text holds the old data with the edits, in order, and every comment."""
    removed = {edit.path for edit in edits if edit.value is None}
    wanted = apply_edits(old.data, edits)
    if json.dumps(_without_nothing(new.data, removed)) != json.dumps(_without_nothing(wanted, removed)):
        raise NotPatched("the changed file would not read back correctly")
    if new.comments != old.comments:
        raise NotPatched("a comment would be lost")


def reparse(path: str, content: str) -> ParsedPage:
    """A text that was made from another, parsed. Raises NotPatched where it would be no file to go on with."""
    try:
        size = len(content.encode())
    except UnicodeEncodeError as error:
        raise NotPatched(str(error)) from None
    if size > MAX_BYTES:
        raise NotPatched(f"the file would be larger than {MAX_MIB} MiB")
    try:
        parsed = ParsedPage(Page(path, content))
        parsed.problems.check()
    except Invalid as invalid:
        problem = invalid.problems[0]
        raise NotPatched(f"line {problem.where.line} would not be readable: {problem.message}") from None
    return parsed


def _without_nothing(data: Value, paths: Collection[tuple[str, ...]], at: tuple[str, ...] = ()) -> Value:
    """The data without those of its fields at these paths that hold nothing: a removed key may stay for its comment."""
    if not isinstance(data, dict):
        return data
    return {
        key: _without_nothing(value, paths, (*at, key))
        for key, value in data.items()
        if value is not None or (*at, key) not in paths
    }


def _spliced(content: str, splices: Iterable[Splice]) -> str:
    """The content with the splices made; those at one offset in their order. Raises NotPatched where two overlap."""
    parts, position = [], 0
    for splice in sorted(splices, key=lambda splice: (splice.start, splice.end)):
        if splice.start < position:
            raise NotPatched("two changes affect the same place")
        parts += [content[position : splice.start], splice.text]
        position = splice.end
    return "".join([*parts, content[position:]])
