"""One answer file, changed in place: spliced, proven and written whole, or left as it was."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from cxassess.answers.edits import Edit, NotSpliced, changed, plain
from cxassess.answers.emitting import Value, document
from cxassess.answers.loading import Library, Loaded, load_root
from cxassess.answers.splice import prove, splice
from cxassess.files import write_whole
from cxassess.pages import decode, read_bytes
from cxassess.problems import Faults, Invalid, Page
from cxassess.source import parse

BOM = b"\xef\xbb\xbf"


class ChangedUnderUs(Exception):
    """Somebody else changed the file since it was read; nothing was written over."""


class Rescued(Exception):
    """A change that could not be spliced in: the file is as it was, `copy` holds the answers with it."""

    def __init__(self, copy: Path, reason: str) -> None:
        self.copy = copy
        self.reason = reason
        super().__init__(f"the change could not be brought into the file ({reason})")


class AnswerFile:
    """An answer file as last read or written: its bytes, by which a change from elsewhere is noticed."""

    def __init__(self, path: str, data: bytes) -> None:
        """Take bytes that were read from a path. Raises Invalid where they are no text."""
        self.path = Path(path)
        self.page = decode(path, data)
        self.digest = _digest(data)
        self._mark = BOM if data.startswith(BOM) else b""
        self._rescue: Path | None = None

    @classmethod
    def open(cls, path: str) -> AnswerFile:
        """The file at a path. Raises OSError, or Invalid where it holds no text."""
        return cls(path, read_bytes(path))

    def load(self, library: Library) -> Loaded:
        """Its answers and their playbook. Raises Invalid, BadPlaybook or OSError like `load_answers`."""
        faults = Faults()
        return load_root(str(self.path), parse(self.page, faults), library, faults)

    def data(self) -> dict[str, Value]:
        """The whole file as plain data; {} where it holds no fields. Raises Invalid."""
        found = plain(parse(self.page, Faults()))
        return found if isinstance(found, dict) else {}

    def save(self, edits: Iterable[Edit]) -> None:
        """Bring edits into the file, byte for byte the same outside of them, comments kept.

        Raises ChangedUnderUs, Rescued or OSError; the file is then as it was.
        """
        wanted = list(edits)
        try:
            content = splice(self.page, wanted)
            page = self._readable(content)
            prove(self.page, page, wanted)
        except NotSpliced as error:
            raise Rescued(self._rescued(wanted), str(error)) from None
        self._write(page)

    def restore(self, content: str) -> None:
        """Put back text that this file held before. Raises ChangedUnderUs or OSError."""
        self._write(Page(str(self.path), content))

    def _readable(self, content: str) -> Page:
        try:
            return decode(str(self.path), self._bytes(content))
        except (Invalid, UnicodeEncodeError) as error:
            raise NotSpliced(str(error).partition("\n")[0]) from None

    def _bytes(self, content: str) -> bytes:
        return self._mark + content.encode()

    def _write(self, page: Page) -> None:
        data = self._bytes(page.content)
        self.compare()
        if _digest(data) != self.digest:
            write_whole(self.path, data)
        self.page, self.digest = page, _digest(data)

    def compare(self) -> None:
        """Raise ChangedUnderUs unless the file holds the bytes last read or written. Raises OSError."""
        try:
            now = read_bytes(self.path)
        except FileNotFoundError:
            raise ChangedUnderUs(f"{self.path}: the file is gone since it was read") from None
        if not os.access(self.path, os.W_OK):  # a rename would go through, against what its owner said
            raise PermissionError(13, "the file is read-only", str(self.path))
        if _digest(now) != self.digest:
            raise ChangedUnderUs(f"{self.path}: somebody else changed the file since it was read")

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


def _rescue_names(path: Path) -> list[Path]:
    stem = path.name.removesuffix(path.suffix)
    return [path.with_name(f"{stem}.rescue{number}.yaml") for number in ("", *(f"-{count}" for count in range(2, 100)))]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def create(path: Path, data: dict[str, Value]) -> None:
    """A new answer file, 0600, each section on lines of its own. Raises OSError, such as FileExistsError."""
    write_whole(path, document(data, block=2).encode(), exclusive=True)


def try_folder(path: Path) -> None:
    """Find out now whether a save at this path can work. Raises OSError; leaves nothing behind."""
    target = Path(os.path.realpath(path))
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(13, "the file is read-only", str(path))
    probe = target.parent / f".cxassess.{secrets.token_hex(6)}.tmp"
    os.close(os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    probe.unlink()
