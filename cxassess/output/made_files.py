"""A record of the files that were made in a folder, and from what: which are up to date, and which somebody has changed.

It holds digests and the names of the files, nothing of what they say. A date of a file would not do: answers that
arrive in an archive are older than the report that they replace.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from typing import NamedTuple

from cxassess.files import PRIVATE, remove_leftovers, write_whole

NAME = ".cxassess-reports"
NO_FILE = "no file"


class Record(NamedTuple):
    """The digests of everything that a file was made from, and of the file as it was written."""

    inputs: str
    file: str


def digest(data: bytes) -> str:
    """SHA-256 in hex digits."""
    return hashlib.sha256(data).hexdigest()


class MadeFiles:
    """The files that were made in a folder. A line is added for each at once, so that a kill loses none of them.

    `has_leftovers` says that there may be temporary files of a run that was killed.
    """

    def __init__(self, folder: Path) -> None:
        """Raises OSError where there is a record that cannot be read."""
        self.folder = folder
        self.records: dict[str, Record] = {}
        self.has_leftovers = any(path.suffix == ".tmp" for path in folder.glob(".*"))
        with contextlib.suppress(FileNotFoundError):
            for line in (folder / NAME).read_text(encoding="utf-8", errors="replace").split("\n"):
                name, *digests = line.split("\t")
                if len(digests) == len(Record._fields):
                    self.records[name] = Record(*digests)

    def is_up_to_date(self, name: str, inputs: str) -> bool:
        """Whether a file is there as it was made, from the same inputs."""
        record = self.records.get(name)
        with contextlib.suppress(OSError):  # writing it will say what is wrong
            return record is not None and record.inputs == inputs and self._digest(name) == record.file
        return False

    def holds(self, name: str, data: bytes) -> bool:
        """Whether a file is there and holds just this. Raises OSError where it cannot be read."""
        return self._digest(name) == digest(data)

    def may_replace(self, name: str) -> bool:
        """Whether no work of others is lost when a file is replaced: it is missing, or as it was made."""
        record, present = self.records.get(name), self._digest(name)
        return not present or (record is not None and present == record.file)

    def _digest(self, name: str) -> str:
        """The digest of a file as it is; '' where it is missing, and no digest for what is no file, such as a pipe."""
        path = self.folder / name
        try:
            return digest(path.read_bytes()) if path.is_file() or not path.exists() else NO_FILE
        except FileNotFoundError:
            return ""

    def add(self, name: str, inputs: str, data: bytes) -> None:
        """Record a file that was written. Raises OSError."""
        record = Record(inputs, digest(data))
        if self.records.get(name) == record:
            return
        self.records[name] = record
        line = "\t".join((name, *record)) + "\n"
        descriptor = os.open(self.folder / NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE)
        try:
            os.write(descriptor, line.encode())
        finally:
            os.close(descriptor)

    def close(self) -> None:
        """Write the record with one line for each file, so that the same files have the same record. Raises OSError."""
        lines = [("\t".join((name, *record)) + "\n") for name, record in sorted(self.records.items())]
        data = "".join(lines).encode()
        path = self.folder / NAME
        if self.has_leftovers:
            remove_leftovers(path)
        if lines and (not path.exists() or path.read_bytes() != data):
            write_whole(path, data)
