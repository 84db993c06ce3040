"""One answer file, changed in place: patched, proven and written whole, or left as it was.

The bytes are written by `write_whole` (cxassess/files.py), which also says what a full disk does: the old file stays and
OSError is raised. What a person reads then is in interview/messages.py, or in cli/shared.py; where the answers are kept is
in interview/session.py and loop.py.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from cxassess.answers.edit import storable
from cxassess.answers.file.backup import write_rescue_copy
from cxassess.answers.file.conflict import (
    Conflicting,
    ExternalChange,
    Unit,
    UnitConflict,
    changed_units,
    edits_between,
    is_contained,
    merge,
    read_theirs,
    unit_of,
)
from cxassess.answers.file.lock import Locked, locked_for_save
from cxassess.answers.file.undo import Inverse
from cxassess.answers.library import Library, Loaded, load_root, unreadable
from cxassess.files import force_folder, real_path, require_writable, write_whole
from cxassess.playbook import Playbook
from cxassess.source.decode import decode, read_bytes
from cxassess.source.edits import Edit, NotPatched, apply_edits
from cxassess.source.emit import yaml_text
from cxassess.source.parsed_page import ParsedPage, reparse
from cxassess.text import join_words

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
MAX_TRIES = 3  # saves over a file that changes again and again while we write


class FileChanged(Exception):
    """Somebody else changed the file since it was read, and the changes cannot be merged; nothing was written."""


class Conflict(FileChanged):
    """They and we changed the same units to different values: `conflicts` holds each, for a person to choose.

    Nothing was written. Save again with each conflict in `ours` or in `theirs`, by whose value is to stay.
    """

    def __init__(self, path: Path, conflicts: Sequence[UnitConflict]) -> None:
        self.conflicts = tuple(conflicts)
        labels = join_words(conflict.label for conflict in conflicts)
        super().__init__(f"{path}: someone else changed {labels} too")


class SavedToCopy(Exception):
    """A change that could not be made in the text: the file is as it was, `copy` holds the answers with it."""

    def __init__(self, copy: Path, reason: str) -> None:
        self.copy = copy
        self.reason = reason
        super().__init__(f"the change could not be written into the file ({reason})")


class _ChangedDuringWrite(Exception):
    """The file changed after it was compared, and before the rename."""


class AnswerFile:
    """An answer file as last read or written: its bytes, by which a change from elsewhere is noticed.

    A save reads, compares and replaces the file under a lock that all accounts share (lock.py). An editor does not ask
    for it, so the bytes are compared once more when all is on disk and only the rename is left. What remains open is
    that one call: what an editor, or another machine on a drive without locks, saves between the last comparison and
    the rename, some microseconds, is written over.
    """

    def __init__(self, path: str, data: bytes) -> None:
        """Take bytes that were read from a path. Raises Invalid where they cannot be read as YAML at all."""
        self.path = Path(path)
        self.parsed = ParsedPage(decode(path, data))
        self.digest = _digest(data)
        self._real = real_path(self.path)
        self._unsynced = ""  # the digest of what is written, but perhaps not yet safe from a power cut; '' for none
        self._unsynced_pages: list[ParsedPage] = []  # all such writes since the last one that is safe
        self._before = b""  # what was in the file before that
        self._rescue: Path | None = None
        self._playbook: Playbook | None = None  # by which it was read

    @classmethod
    def open(cls, path: str, playbook: Playbook | None = None) -> AnswerFile:
        """The file at a path. Raises OSError, or Invalid where it cannot be read as YAML at all."""
        file = cls(path, read_bytes(path))
        file._playbook = playbook
        return file

    @property
    def text(self) -> str:
        """What the file holds, as last read or written."""
        return self.parsed.page.content

    def load(self, library: Library) -> Loaded:
        """Its answers and their playbook. Raises Invalid, BadPlaybook or OSError like `load_answers`."""
        loaded = load_root(str(self.path), self.parsed.root, library, self.parsed.problems)
        self._playbook = loaded.playbook
        return loaded

    def has_unsynced_write(self) -> bool:
        """Whether the file may hold a save that was reported as failed: renamed, and the folder not forced to disk."""
        with contextlib.suppress(OSError, FileChanged):
            return bool(self._unsynced) and _digest(self._read_now()) != self.digest
        return False

    def deletion(self) -> FileChanged | None:
        """Why what was saved is no longer there, where somebody deleted the file since; None where it is there."""
        if os.path.lexists(self._real):
            return None
        return FileChanged(f"{self.path}: the file was deleted after it was read")

    def save(
        self, edits: Iterable[Edit], *, ours: Sequence[UnitConflict] = (), theirs: Sequence[UnitConflict] = ()
    ) -> ExternalChange | None:
        """Bring edits into the file, byte for byte the same outside of them, comments kept.

        Where somebody else changed other units meanwhile, both changes stay, and theirs are given back; `parsed`
        holds both. `ours` and `theirs` settle the conflicts of an earlier Conflict.
        Raises Conflict, FileChanged, SavedToCopy or OSError; the file is then as it was (but see `write_whole`).
        """
        wanted = list(edits)

        def with_edits(external: ParsedPage | None) -> ParsedPage:
            if external is None:
                return self._patched(wanted)
            base = self._common_base(external)
            edits = wanted
            if base is not self.parsed:
                edits = edits_between(base.data, apply_edits(self.parsed.data, wanted))
            try:
                return external.patched(merge(base.data, external.data, edits, ours, theirs))
            except Conflicting as error:
                raise Conflict(self.path, error.conflicts) from None

        return self._write(with_edits, {unit_of(edit.path) for edit in wanted})

    def undo(self, inverse: Inverse) -> ExternalChange | None:
        """Take a saved change back. What others changed since then stays; it is given back like by `save`.

        Raises FileChanged, also where they changed the very same unit, or OSError; then nothing was taken back.
        """
        return self._write(lambda external: inverse.applied(external or self.parsed))

    def save_elsewhere(self, path: Path, edits: Iterable[Edit], *, unread: bool = False) -> None:
        """All answers with these edits as a new file, 0600, for when this one cannot be saved; it is left alone.

        Comments are kept where that can be proven. Raises OSError, such as FileExistsError; also where no command could
        read it, unless `unread` says that it must be kept all the same.
        """
        wanted = list(edits)
        try:
            text = self.parsed.patched(wanted).page.content if wanted else self.text
        except NotPatched:
            text = self._new_text(wanted)
            if not unread:
                self._reread(text)
        write_whole(path, text.encode(), exclusive=True)

    def _write(
        self, plan: Callable[[ParsedPage | None], ParsedPage], ours: Collection[Unit] = ()
    ) -> ExternalChange | None:
        """Write what `plan` makes of the file as somebody else left it, or of ours (None) where nobody changed it.

        `ours` are the units that are not given back as changed by others.
        """
        try:
            with locked_for_save(self._real):
                return self._write_locked(plan, ours)
        except Locked:
            raise BlockingIOError(errno.EAGAIN, "another program has the file locked", str(self.path)) from None

    def _write_locked(
        self, plan: Callable[[ParsedPage | None], ParsedPage], ours: Collection[Unit]
    ) -> ExternalChange | None:
        for _ in range(MAX_TRIES):
            present = self._read_now()
            # A write of ours that may not be safe yet is no change of others: the plan is made of what was before.
            base = self._before if _digest(present) == self._unsynced else present
            try:
                external = None if _digest(base) == self.digest else read_theirs(base, self.parsed, self._playbook)
                new = plan(external)
            except NotPatched as error:
                raise self._changed(str(error)) from None
            self._check_readable(new)
            change = None
            if external is not None:
                theirs = changed_units(self._common_base(external).data, external.data)
                change = ExternalChange(tuple(unit for unit in theirs if unit not in ours), external.page.content)
            if self._replace(new, present, base):
                return change
        raise self._changed()

    def _patched(self, edits: Sequence[Edit]) -> ParsedPage:
        """Our text with the edits. Raises SavedToCopy."""
        try:
            return self.parsed.patched(edits) if edits else self.parsed
        except NotPatched as error:
            raise SavedToCopy(self._write_copy(edits), str(error)) from None

    def _check_readable(self, new: ParsedPage) -> None:
        """Raise OSError where commands would refuse what is to be written."""
        problem = None if self._playbook is None else unreadable(new.root, self._playbook)
        if problem is not None:
            raise OSError(errno.EINVAL, f"the change would make it unreadable ({problem.message})", str(self.path))

    def _common_base(self, external: ParsedPage) -> ParsedPage:
        """What somebody else's version was made from: ours, or a write of ours that may not be safe yet."""
        written = (
            page for page in reversed(self._unsynced_pages) if is_contained(self.parsed.data, page.data, external.data)
        )
        return next(written, self.parsed)

    def _read_now(self) -> bytes:
        """What the file holds now. Raises FileChanged where it is gone or another one, or OSError."""
        if real_path(self.path) != self._real:  # the lock and the copies are those of the other file
            raise FileChanged(f"{self.path}: the link no longer points to the file that was read")
        try:
            data = read_bytes(self.path)
        except FileNotFoundError:
            raise self.deletion() or self._changed() from None
        require_writable(self.path)
        return data

    def _replace(self, new: ParsedPage, present: bytes, base: bytes) -> bool:
        """Write over what is there; False where the file changed meanwhile. Raises OSError or FileChanged.

        `present` is what was there, `base` what `new` was made of.
        """
        mark = BYTE_ORDER_MARK if present.startswith(BYTE_ORDER_MARK) else b""
        data, old = mark + new.page.content.encode(), _digest(present)

        def check() -> None:
            if _digest(self._read_now()) != old:
                raise _ChangedDuringWrite

        written = _digest(data)
        try:
            if written == old:
                force_folder(real_path(self.path).parent)  # of an earlier try, that failed at this
            else:
                write_whole(self.path, data, check=check)
        except _ChangedDuringWrite:
            return False
        except BaseException:
            self._note_unsynced(written, new, base)
            raise
        self.parsed, self.digest, self._unsynced = new, written, ""
        self._unsynced_pages.clear()
        return True

    def _note_unsynced(self, written: str, new: ParsedPage, base: bytes) -> None:
        """Remember a write that was broken off after the rename: what it wrote is in the file all the same."""
        with contextlib.suppress(OSError, FileChanged):
            if written != self.digest and _digest(self._read_now()) == written:
                self._unsynced, self._before = written, base
                self._unsynced_pages.append(new)

    def _write_copy(self, edits: Sequence[Edit]) -> Path:
        """Write all answers with the edits into a file beside this one. Raises OSError, also where nothing could read it."""
        text = self._new_text(edits)
        self._reread(text)
        if self._rescue is None:
            self._rescue = write_rescue_copy(self.path, text.encode())
        else:
            write_whole(self._rescue, text.encode())
        return self._rescue

    def _reread(self, text: str) -> None:
        """Raise OSError where commands would refuse a text."""
        try:
            self._check_readable(reparse(str(self.path), text))
        except NotPatched as error:
            raise OSError(errno.EFBIG, str(error), str(self.path)) from None

    def _new_text(self, edits: Sequence[Edit]) -> str:
        """All answers with the edits as a new text, without comments."""
        return yaml_text({name: storable(value) for name, value in apply_edits(self.parsed.data, edits).items()})

    def _changed(self, why: str = "") -> FileChanged:
        reason = f", and the two changes cannot be merged ({why})" if why else ""
        return FileChanged(f"{self.path}: someone else changed the file after it was read{reason}")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
