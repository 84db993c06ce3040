"""One answer file, changed in place: spliced, proven and written whole, or left as it was."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from cxassess.answers.file.conflict import Clash, Data, Where, field_label, merged
from cxassess.answers.file.rebase import Clashing, data_of, joined, read_external, restore_text, spliced
from cxassess.answers.library import Library, Loaded, load_root
from cxassess.files import force_folder, real_path, write_whole
from cxassess.problems import Page, Problems
from cxassess.source.decode import decode, read_bytes
from cxassess.source.edits import Edit, NotSpliced, changed
from cxassess.source.emit import Value, document
from cxassess.source.parse import parse
from cxassess.text import join_words

BOM = b"\xef\xbb\xbf"
TRIES = 3  # saves over a file that changes again and again while we write
MAX_NEWS = 5  # fields of others that are told one by one


class ChangedUnderUs(Exception):
    """Somebody else changed the file since it was read, and the two cannot be joined; nothing was written over."""


class Conflict(ChangedUnderUs):
    """They and we changed the same fields to different values: `clashes` holds each, for a person to choose.

    Nothing was written. Save again with each clash in `ours` or in `theirs`, by whose value the field is to hold.
    """

    def __init__(self, path: Path, clashes: Sequence[Clash]) -> None:
        self.clashes = tuple(clashes)
        super().__init__(f"{path}: somebody else changed {join_words(clash.field_label for clash in clashes)} as well")


class Rescued(Exception):
    """A change that could not be spliced in: the file is as it was, `copy` holds the answers with it."""

    def __init__(self, copy: Path, reason: str) -> None:
        self.copy = copy
        self.reason = reason
        super().__init__(f"the change could not be brought into the file ({reason})")


class _ChangedDuringWrite(Exception):
    """The file changed after it was compared, and before the rename."""


class _Plan(NamedTuple):
    """A page to write, the fields in it that others changed, and the merges that it holds."""

    page: Page
    external_changes: Sequence[Where]
    merges: list[tuple[Data, Data]]


class AnswerFile:
    """An answer file as last read or written: its bytes, by which a change from elsewhere is noticed.

    The lock of locking.py keeps two of us apart. An editor does not ask for it, so the bytes are compared before a
    save and once more when all is on disk and only the rename is left. What remains open is that one call: what an
    editor saves between the last comparison and the rename, some microseconds, is written over.
    """

    def __init__(self, path: str, data: bytes) -> None:
        """Take bytes that were read from a path. Raises Invalid where they are no text."""
        self.path = Path(path)
        self._real = real_path(self.path)
        self.page = decode(path, data)
        self.digest = _digest(data)
        self._ahead = ""  # the digest of what is written, but perhaps not yet safe from a power cut; '' for none
        self._before = b""  # what stood there before that
        self._rescue: Path | None = None
        self._merges: list[tuple[Data, Data]] = []  # the data as we knew it, and as somebody else had left it
        self._known = {self.page.content: 0}  # texts of this file, with how many merges they hold

    @classmethod
    def open(cls, path: str) -> AnswerFile:
        """The file at a path. Raises OSError, or Invalid where it holds no text."""
        return cls(path, read_bytes(path))

    def load(self, library: Library) -> Loaded:
        """Its answers and their playbook. Raises Invalid, BadPlaybook or OSError like `load_answers`."""
        problems = Problems()
        return load_root(str(self.path), parse(self.page, problems), library, problems)

    def data(self) -> dict[str, Value]:
        """The whole file as plain data; {} where it holds no fields. Raises Invalid."""
        return data_of(self.page)

    def hard_link(self) -> str:
        """A sentence to say once where the file has other names on the disk; '' where it has none. Raises OSError."""
        others = self.path.stat().st_nlink - 1
        if others < 1:
            return ""
        names = "another name" if others == 1 else f"{others} other names"
        return f"{self.path} has {names} on this disk (hard links). Saving changes this name only."

    def has_unsynced_write(self) -> bool:
        """Whether the file holds a save that was told as failed: renamed, and the folder not forced to disk."""
        with contextlib.suppress(OSError, ChangedUnderUs):
            return bool(self._ahead) and _digest(self._now()) == self._ahead
        return False

    def ownership_warning(self) -> str:
        """A sentence to say once where saving takes the file from its owner; '' where not. Raises OSError."""
        if not hasattr(os, "getuid") or os.getuid() in (0, self.path.stat().st_uid):
            return ""
        return f"{self.path} belongs to another user. Saving makes it yours; its group and mode stay where you may set them."

    # -- saving

    def save(
        self, edits: Iterable[Edit], *, merge: bool = True, ours: Sequence[Clash] = (), theirs: Sequence[Clash] = ()
    ) -> str:
        """Bring edits into the file, byte for byte the same outside of them, comments kept.

        Where somebody else changed other fields meanwhile, both changes stay, and a sentence to say is given back,
        else ''. After such a sentence read `data()` again: theirs is in it. `ours` and `theirs` settle the clashes
        of an earlier Conflict. Without `merge` any change of others raises ChangedUnderUs: for `answer`, which can
        ask nobody.
        Raises Conflict, ChangedUnderUs, Rescued or OSError; the file is then as it was (but see `write_whole`).
        """
        wanted = list(edits)
        for _ in range(TRIES):
            found = self._now()
            base = self._base(found)
            if _digest(base) == self.digest:
                plan = self._with(wanted)
            elif merge:
                plan = self._joined(wanted, base, ours, theirs)
            else:
                break
            if self._put(plan, found, base):
                return _told(plan.external_changes)
        raise self._changed()

    def restore(self, content: str) -> str:
        """Put back text that this file held before, as undo does. What others changed since then stays.

        Gives back '' or a sentence like `save`. Raises ChangedUnderUs, also where they changed the very same field,
        or OSError; then nothing was put back.
        """
        for _ in range(TRIES):
            found = self._now()
            base = self._base(found)
            plan = self._rebased(content, base)
            if self._put(plan, found, base):
                return _told(plan.external_changes)
        raise self._changed()

    def save_elsewhere(self, path: Path, edits: Iterable[Edit]) -> None:
        """All answers with these edits as a new file, 0600, for when this one cannot be saved; it is left alone.

        Comments are kept where that can be proven. Raises OSError, such as FileExistsError.
        """
        wanted = list(edits)
        try:
            data = spliced(self.page, wanted).content.encode()
        except NotSpliced:
            data = document(changed(self.data(), wanted)).encode("utf-8", "backslashreplace")
        write_whole(path, data, exclusive=True)

    def compare(self) -> None:
        """Raise ChangedUnderUs unless the file holds the bytes last read or written. Raises OSError."""
        if _digest(self._now()) not in (self.digest, self._ahead):
            raise self._changed()

    # -- what is to be written

    def _with(self, edits: list[Edit]) -> _Plan:
        """Our page with the edits. Raises Rescued."""
        try:
            return _Plan(spliced(self.page, edits), (), self._merges)
        except NotSpliced as error:
            raise Rescued(self._rescued(edits), str(error)) from None

    def _joined(self, edits: list[Edit], found: bytes, ours: Sequence[Clash], theirs: Sequence[Clash]) -> _Plan:
        """What somebody else left, with our edits as well. Raises Conflict or ChangedUnderUs."""
        try:
            there = read_external(self.page, found)
            page, external_changes = joined(self.page, there, edits, ours, theirs)
        except Clashing as error:
            raise Conflict(self.path, error.clashes) from None
        except NotSpliced as error:
            raise self._not_joined(str(error)) from None
        return _Plan(page, external_changes, [*self._merges, (self.data(), data_of(there))])

    def _rebased(self, content: str, found: bytes) -> _Plan:
        """Text of an earlier time, with what others changed since then. Raises ChangedUnderUs."""
        there, merges, external_changes = self.page, self._merges, list[Where]()
        try:
            if _digest(found) != self.digest:
                there = read_external(self.page, found)
                merges = [*merges, (self.data(), data_of(there))]
                external_changes = merged(self.data(), self.data(), data_of(there)).external_changes
            since = merges[self._known.get(content, len(self._merges)) :]
            return _Plan(
                restore_text(content, there, since) if since else Page(str(self.path), content),
                external_changes,
                merges,
            )
        except Clashing as error:
            raise self._not_joined(f"{error} too") from None
        except NotSpliced as error:
            raise self._not_joined(str(error)) from None

    # -- the file

    def _now(self) -> bytes:
        """What the file holds now. Raises ChangedUnderUs where it is gone or another one, or OSError."""
        if real_path(self.path) != self._real:  # the lock and the copies are those of the other file
            raise ChangedUnderUs(f"{self.path}: the link leads to another file since it was read")
        try:
            found = read_bytes(self.path)
        except FileNotFoundError:
            raise ChangedUnderUs(f"{self.path}: the file is gone since it was read") from None
        if not os.access(self.path, os.W_OK):  # a rename would go through, against what its owner said
            raise PermissionError(13, "the file is read-only", str(self.path))
        return found

    def _base(self, found: bytes) -> bytes:
        """What a change is made of: what was found, but for a try of ours, which is no change of others, what was before."""
        return self._before if _digest(found) == self._ahead else found

    def _put(self, plan: _Plan, found: bytes, base: bytes) -> bool:
        """Write over what was found; False where the file changed meanwhile. Raises OSError or ChangedUnderUs.

        `base` is what the plan was made of.
        """
        data, old = _mark(found) + plan.page.content.encode(), _digest(found)

        def check() -> None:
            if _digest(self._now()) != old:
                raise _ChangedDuringWrite

        new = _digest(data)
        try:
            if new == old:
                force_folder(real_path(self.path).parent)  # of an earlier try, that failed at this
            else:
                write_whole(self.path, data, check=check)
        except _ChangedDuringWrite:
            return False
        except BaseException:
            self._note_ahead(new, base)
            raise
        self.page, self.digest, self._merges, self._ahead = plan.page, new, plan.merges, ""
        self._known[plan.page.content] = len(plan.merges)
        return True

    def _note_ahead(self, new: str, base: bytes) -> None:
        """Remember a write that was broken off behind the rename: what it wrote stands there all the same."""
        with contextlib.suppress(OSError, ChangedUnderUs):
            if new != self.digest and _digest(self._now()) == new:
                self._ahead, self._before = new, base

    def _rescued(self, edits: list[Edit]) -> Path:
        """Write all answers with the edits into a file beside this one. Raises OSError, ChangedUnderUs."""
        self.compare()
        text = document(changed(self.data(), edits)).encode("utf-8", "backslashreplace")
        if self._rescue is not None:
            write_whole(self._rescue, text)
            return self._rescue
        for name in _rescue_names(self.path):
            with contextlib.suppress(FileExistsError):
                write_whole(name, text, exclusive=True)
                self._rescue = name
                return name
        raise OSError(17, "too many rescue copies stand beside it", str(self.path))

    def _changed(self) -> ChangedUnderUs:
        return ChangedUnderUs(f"{self.path}: somebody else changed the file since it was read")

    def _not_joined(self, why: str) -> ChangedUnderUs:
        return ChangedUnderUs(f"{self._changed()}, and both changes cannot be joined ({why})")


def _told(external_changes: Sequence[Where]) -> str:
    """A sentence on what others changed; '' where that was nothing a person sets."""
    names = [field_label(path) for path in external_changes if path[0] != "wording"]
    if not names:
        return ""
    more = len(names) - MAX_NEWS
    shown = [*names[:MAX_NEWS], f"{more} more"] if more > 0 else names
    return f"Somebody else changed {join_words(shown)} in the file; their change is kept as well."


def _mark(data: bytes) -> bytes:
    return BOM if data.startswith(BOM) else b""


def _rescue_names(path: Path) -> list[Path]:
    stem = path.name.removesuffix(path.suffix)
    return [path.with_name(f"{stem}.rescue{number}.yaml") for number in ("", *(f"-{count}" for count in range(2, 100)))]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
