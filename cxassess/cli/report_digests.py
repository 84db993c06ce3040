"""Digests of everything that a report is made from: when one of them changes, the report is made again."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable
from pathlib import Path

from cxassess import __version__
from cxassess.answers import Library
from cxassess.cli.report_file import Style
from cxassess.template import default_template


class InputDigests:
    """The digests of reports that are made in one way; what several have in common is read once."""

    def __init__(self, library: Library, style: Style, suffix: str) -> None:
        self.library = library
        look = style.look or default_template()
        said = (__version__, suffix, style.size, style.view, style.withhold, style.explain)
        files = [path for layer in look.layers for path in sorted(layer.rglob("*"))]
        self._way = repr(said) + _digest(files)
        self._playbooks: dict[tuple[tuple[str, ...], tuple[str, ...]], str] = {}

    def of(self, answers: str, earlier: str, playbook: tuple[str, ...], overlays: tuple[str, ...]) -> str:
        """The digest for a report of answers, compared with earlier ones or none.

        playbook: the files that its questions are in, its own first. overlays: the ids of those that tailor it.
        """
        asked = (playbook, overlays)
        if asked not in self._playbooks:
            self._playbooks[asked] = _digest([*map(Path, playbook), *self._files_beside(Path(playbook[0]), overlays)])
        compared = [Path(path) for path in (answers, earlier) if path]
        return hashlib.sha256((self._way + self._playbooks[asked] + _digest(compared)).encode()).hexdigest()

    def _files_beside(self, playbook: Path, overlays: Iterable[str]) -> list[Path]:
        """The files of the overlays that tailor a playbook, and of what it shares with others."""
        catalog, folder = self.library.catalog, playbook.parent
        tailored = [catalog.find_overlay(id, folder) for id in overlays]
        shared = [path for name in ("examples.yaml", "glossary.yaml") for path in catalog.shared_files(name, folder)]
        return [*filter(None, tailored), *shared]


def _digest(files: Iterable[Path]) -> str:
    """The digest of what these files hold, in this order; one that cannot be read holds nothing."""
    every = hashlib.sha256()
    for path in files:
        with contextlib.suppress(OSError):
            every.update(hashlib.sha256(path.read_bytes()).digest())
    return every.hexdigest()
