"""Drafts of notes that are being typed: kept in the state folder, so that a crash costs the last few characters."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from cxassess.files import write_whole
from cxassess.source.decode import read_bytes
from cxassess.state import DRAFTS, name_for, state_folder

FEW = 8  # characters: what may be lost
SOON = 0.5  # seconds
MOST = 150_000  # characters: all drafts of a file are read at once, and no note is longer


class Drafts:
    """The drafts of one answer file, by question. Nothing here raises: a draft is an extra, never a reason to stop."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._texts: dict[str, str] = {}
        self._last = 0.0
        self._busy = threading.Lock()
        with contextlib.suppress(
            OSError, ValueError, AttributeError, RecursionError
        ):  # gone, or cut off by a power cut
            self._texts = _read(self._file())

    def found(self) -> dict[str, str]:
        """What was typed when an earlier session broke off, by question: offer it when a session starts."""
        return dict(self._texts)

    def mark(self, question: str = "") -> str:
        """How the names of an editor's files begin, for a question or for all: no id holds an @."""
        return f"{name_for(self.path)}@{question}"

    def keep(self, question: str, text: str, *, now: bool = False) -> bool:
        """Keep what is typed so far; False where it could not be written.

        To be called with every key: it writes when eight characters differ or half a second went by, or with `now`.
        Empty text drops the draft.
        """
        with self._busy:
            if len(text) > MOST:
                return False
            old = self._texts.get(question, "")
            waited = time.monotonic() - self._last
            if text == old or not (now or not text or waited >= SOON or _apart(old, text) >= FEW):
                return True
            return self._put(question, text)

    def drop(self, question: str) -> bool:
        """Forget a draft, as soon as its note is saved or thrown away."""
        with self._busy:
            return question not in self._texts or self._put(question, "")

    @contextlib.contextmanager
    def watching(self, question: str, typed: Callable[[], str]) -> Iterator[None]:
        """Keep what `typed` gives, twice a second, while a line is being asked. Drop the draft when the note is saved."""
        done = threading.Event()

        def watch() -> None:
            while not done.wait(SOON):
                with contextlib.suppress(Exception):
                    text = typed()
                    if text:
                        self.keep(question, text)

        watcher = threading.Thread(target=watch, name="drafts", daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join(timeout=5)

    def _put(self, question: str, text: str) -> bool:
        before, self._last = self._texts, time.monotonic()
        self._texts = {name: old for name, old in before.items() if name != question} | (
            {question: text} if text else {}
        )
        try:
            self._write()
        except OSError:
            self._texts = before  # to be tried again with the next key
            return False
        return True

    def _write(self) -> None:
        if not self._texts:
            self._file().unlink(missing_ok=True)
            return
        data = {"path": str(self.path.absolute()), "drafts": self._texts}
        write_whole(self._file(), json.dumps(data, indent=1).encode())

    def _file(self) -> Path:
        return state_folder(DRAFTS) / f"{name_for(self.path)}.json"


def _read(path: Path) -> dict[str, str]:
    found = json.loads(read_bytes(path)).get("drafts", {})
    return {question: text for question, text in found.items() if isinstance(text, str) and text}


def _apart(old: str, new: str) -> int:
    """How much typing lies between two texts, about: what differs behind their common start."""
    same = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    return max(len(old), len(new)) - same
