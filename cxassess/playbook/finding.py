"""From a name or a folder to a playbook that may be scored: found, read, tailored, checked."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cxassess.playbook.model import Playbook
from cxassess.playbook.reading import read_playbook
from cxassess.playbook.rules import check
from cxassess.problems import Problem, Problems


class Shelf(NamedTuple):
    """The folders that playbooks are looked for in, first come first served."""

    folders: tuple[Path, ...]

    def playbook(self, name: str) -> Path | None:
        """The folder of a playbook by id, or None."""
        return self._first(f"{name}/playbook.yaml", up=True) if _plain(name) else None

    def overlay(self, name: str, beside: Path) -> Path | None:
        """The file of an overlay by id: first beside the playbook it tailors, then on the shelf."""
        if not _plain(name):
            return None
        own = (beside / "overlays" / f"{name}.yaml", _parent(beside) / "overlays" / f"{name}.yaml")
        near = next((path for path in own if path.is_file()), None)
        return near or self._first(f"overlays/{name}.yaml")

    def _first(self, part: str, up: bool = False) -> Path | None:
        found = next((folder / part for folder in self.folders if (folder / part).is_file()), None)
        return found.parent if up and found else found

    def names(self) -> list[str]:
        """The ids of all playbooks on the shelf, each once, in order."""
        return [folder.name for folder in self.all()]

    def all(self) -> Iterator[Path]:
        """The folders of all playbooks; of two with one id, the first."""
        seen = set()
        for folder in self.folders:
            for path in sorted(folder.glob("*/playbook.yaml")):
                if path.parent.name not in seen:
                    seen.add(path.parent.name)
                    yield path.parent

    def shared(self, name: str, beside: Path | None = None) -> list[Path]:
        """The files of this name that playbooks share, each once: configured folders, beside the playbook, shipped."""
        near = [] if beside is None else [_parent(beside)]
        folders = [*self.folders[:-1], *near, *self.folders[-1:]]
        paths = {path.resolve(): path for folder in reversed(folders) if (path := folder / name).is_file()}
        return list(reversed(paths.values()))

    def overlays(self) -> list[Path]:
        """The files of all overlays on the shelf, in order."""
        return [path for folder in self.folders for path in sorted(folder.glob("overlays/*.yaml"))]


def _parent(folder: Path) -> Path:
    """The folder above, also of `.` and `..`."""
    return folder.parent if folder.name not in ("", "..") else folder.resolve().parent


def _plain(name: str) -> bool:
    return "/" not in name and "\\" not in name and name not in ("", ".", "..")


def load_playbook(folder: Path, overlays: Sequence[Path] = ()) -> tuple[Playbook, list[Problem]]:
    """A playbook with its overlays, and the warnings. Raises OSError, or Invalid with every fault of every file."""
    problems = Problems()
    playbook = read_playbook(folder, problems)
    if overlays:
        problems.extend(check(playbook) if not problems.errors else ())
        problems.check()
        problems.warnings.clear()  # the rules run again on what the overlays make of it
    for path in overlays:
        from cxassess.playbook.overlay import apply, read_overlay  # most answers name none

        overlay = read_overlay(path, problems)
        if overlay.id != path.stem:
            where = overlay.fields.at("overlay")
            problems.warn(where, f"the id is '{overlay.id}', the file is '{path.name}'", "give both the same name")
        playbook = apply(playbook, overlay, problems)
    if not problems.errors:
        problems.extend(check(playbook))
    problems.check()
    return playbook, problems.warnings
