"""Drafts of notes that are being typed: kept in the state folder, so that a crash costs half a second of typing."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from cxassess.files import write_whole
from cxassess.source.decode import read_bytes
from cxassess.state_folder import DRAFTS, name_for, state_folder

INTERVAL = 0.5  # seconds between two looks at what is typed
MAX_DRAFT = 150_000  # characters: all drafts of a file are read at once, and no note is longer


class Drafts:
    """The drafts of one answer file, by question. Nothing here raises: a draft is an extra, never a reason to stop."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._lock = threading.Lock()
        self._texts: dict[str, str] = {}
        with contextlib.suppress(OSError, ValueError, AttributeError, RecursionError):  # missing, or cut off
            drafts = json.loads(read_bytes(self._file())).get("drafts", {})
            self._texts = {id: text for id, text in drafts.items() if isinstance(text, str) and text}

    def texts(self) -> dict[str, str]:
        """The drafts by question; at the start of a session those that an earlier one left."""
        return dict(self._texts)

    def mark(self, question: str = "") -> str:
        """The start of the names of an editor's files, for a question or for all: no id holds an @."""
        return f"{name_for(self.path)}@{question}"

    def keep(self, question: str, text: str) -> bool:
        """Keep what is typed so far, '' to drop the draft; False where it could not be written."""
        with self._lock:
            old = self._texts
            if len(text) > MAX_DRAFT or text == old.get(question, ""):
                return len(text) <= MAX_DRAFT
            self._texts = {id: kept for id, kept in {**old, question: text}.items() if kept}
            try:
                self._write()
            except OSError:
                self._texts = old  # to be tried again
                return False
            return True

    def drop(self, question: str) -> bool:
        """Forget a draft, as soon as its note is saved or thrown away; False where it could not be removed."""
        return self.keep(question, "")

    @contextlib.contextmanager
    def watching(self, question: str, typed: Callable[[], str]) -> Iterator[None]:
        """Keep what `typed` gives, twice a second, while a line is being asked. Drop the draft when the note is saved."""
        done = threading.Event()

        def watch() -> None:
            while not done.wait(INTERVAL):
                with contextlib.suppress(Exception):
                    if text := typed():
                        self.keep(question, text)

        watcher = threading.Thread(target=watch, name="drafts", daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join(timeout=5)

    def _write(self) -> None:
        if not self._texts:
            self._file().unlink(missing_ok=True)
            return
        data = {"path": str(self.path.absolute()), "drafts": self._texts}
        write_whole(self._file(), json.dumps(data, indent=1).encode())

    def _file(self) -> Path:
        return state_folder(DRAFTS) / f"{name_for(self.path)}.json"
