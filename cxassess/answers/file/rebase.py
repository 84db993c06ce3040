"""Two texts of an answer file made one: theirs with our edits in it, or with an earlier text of ours put back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence

from cxassess.answers.file.conflict import Clash, Data, Fields, Where, fields, merged, steps
from cxassess.problems import Invalid, Page, Problems
from cxassess.source.decode import decode
from cxassess.source.edits import Edit, NotSpliced, changed, plain
from cxassess.source.emit import Value
from cxassess.source.parse import parse
from cxassess.source.patch import prove, splice
from cxassess.text import join_words

_BOOK = ("format", "playbook", "version", "overlays")  # what answers rest on


class Clashing(Exception):
    """Fields that two changed to different values, for a person to decide."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        self.clashes = tuple(clashes)
        super().__init__(join_words(clash.field_label for clash in clashes))


def data_of(page: Page) -> Data:
    """A page as plain data; {} where it holds no fields. Raises Invalid."""
    found = plain(parse(page, Problems()))
    return found if isinstance(found, dict) else {}


def spliced(page: Page, edits: list[Edit]) -> Page:
    """A page with edits, proven and within the bounds of a file. Raises NotSpliced.

    Edits that do not go in together, such as a removal and an addition at one place, are tried one by one.
    """
    try:
        return _spliced(page, edits)
    except NotSpliced:
        if len(edits) < 2:
            raise
    for edit in edits:
        page = _spliced(page, [edit])
    return page


def _spliced(page: Page, edits: list[Edit]) -> Page:
    content = splice(page, edits)
    try:
        new = decode(page.path, content.encode())
    except (Invalid, UnicodeEncodeError) as error:
        raise NotSpliced(str(error).partition("\n")[0]) from None
    prove(page, new, edits)
    return new


def read_external(base: Page, found: bytes) -> Page:
    """The page that somebody else left. Raises NotSpliced where it is no file to go on with."""
    problems = Problems()
    try:
        page = decode(base.path, found)
        parse(page, problems)
        problems.check()
    except Invalid as invalid:
        first = invalid.problems[0]
        raise NotSpliced(f"line {first.where.line} cannot be read: {first.message}") from None
    ours, theirs = data_of(base), data_of(page)
    book = [name for name in _BOOK if ours.get(name) != theirs.get(name)]
    if book:
        raise NotSpliced(f"it now has another {join_words(book)}")
    return page


def joined(
    base: Page, there: Page, edits: list[Edit], ours: Iterable[Clash], theirs: Iterable[Clash]
) -> tuple[Page, list[Where]]:
    """Their page with our edits of `base` as well, and the fields that only they changed.

    `ours` and `theirs` are clashes that a person decided; one that looks otherwise by now is asked again.
    Raises Clashing, or NotSpliced.
    """
    old, data = data_of(base), data_of(there)
    mine, for_us, for_them = changed(old, edits), list(ours), list(theirs)
    both = merged(old, mine, data)
    chosen: dict[Where, Value] = {one.path: one.ours for one in both.clashes if one in for_us}
    chosen |= {one.path: one.theirs for one in both.clashes if one in for_them}
    if chosen:
        both = merged(old, mine, data, chosen)
    if both.clashes:
        raise Clashing(both.clashes)
    return _holding(there, both.fields, edits, both.edits), both.external_changes


def _holding(there: Page, wanted: Fields, *ways: list[Edit]) -> Page:
    """A page brought to hold exactly these fields by the first edits that do so. Raises NotSpliced."""
    *first, last = ways
    for way in first:
        with contextlib.suppress(NotSpliced):
            if fields(changed(data_of(there), way)) == wanted:
                return spliced(there, way)
    new = spliced(there, last)
    if fields(data_of(new)) != wanted:
        raise NotSpliced("the new text would not hold exactly both changes")
    return new


def restore_text(content: str, there: Page, since: Sequence[tuple[Data, Data]]) -> Page:
    """Their page holding what `content` held, but for what others changed since then.

    `since` are their changes in order: the data before and after each. Raises Clashing, or NotSpliced.
    """
    data = data_of(Page(there.path, content))
    for before, after in since:
        both = merged(before, data, after)
        if both.clashes:
            raise Clashing(both.clashes)
        data = changed(after, both.edits)
    return _holding(there, fields(data), steps(data_of(there), fields(data)))
