"""The catalog: where playbooks and overlays are, and which file an id means."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

MAX_NAME = 200  # bytes of a file's name: systems allow no more than 255, and an id has at most 64


class Catalog(NamedTuple):
    """Folders with playbooks and overlays; of two with one id, the one in the earlier folder counts.

    `files` are overlays named by their path, each with its id: they count before all others.
    """

    folders: tuple[Path, ...]
    files: tuple[tuple[str, Path], ...] = ()

    def find_playbook(self, id: str) -> Path | None:
        """The folder of the playbook with this id, or None."""
        file = self._first_file(f"{id}/playbook.yaml") if _is_plain(id) else None
        return file and file.parent

    def other_editions(self, playbook: Path) -> list[Path]:
        """The folders of playbooks of the same name as this one: in the catalog, and as `2025/desk` lies beside `2026/desk`."""
        beside = sorted(_parent(_parent(playbook)).glob(f"*/{playbook.name}")) if _is_plain(playbook.name) else []
        folders = [*(folder / playbook.name for folder in self.folders), *beside]
        here = playbook.resolve()
        found = {folder.resolve(): folder for folder in folders if (folder / "playbook.yaml").is_file()}
        return [folder for real, folder in found.items() if real != here]

    def find_overlay(self, id: str, playbook: Path) -> Path | None:
        """The file of the overlay with this id, or None: by its path, or first beside the playbook that it tailors."""
        given = next((path for name, path in self.files if name == id), None)
        if given or not _is_plain(id):
            return given
        beside = (playbook / "overlays" / f"{id}.yaml", _parent(playbook) / "overlays" / f"{id}.yaml")
        return next((path for path in beside if path.is_file()), None) or self._first_file(f"overlays/{id}.yaml")

    def _first_file(self, name: str) -> Path | None:
        return next((folder / name for folder in self.folders if (folder / name).is_file()), None)

    def unlisted_playbook(self, id: str, near: Path) -> Path | None:
        """The folder of a playbook with this id that is not in the catalog, but near a file; None for none."""
        folders = (near.parent, near.parent / "playbooks", _parent(near.parent)) if _is_plain(id) else ()
        return next((folder / id for folder in folders if (folder / id / "playbook.yaml").is_file()), None)

    def unlisted_overlay(self, id: str, near: Path) -> Path | None:
        """The file of an overlay with this id that is not in the catalog, but near a file; None for none."""
        folders = (near.parent / "overlays", near.parent, _parent(near.parent) / "overlays") if _is_plain(id) else ()
        return next((folder / f"{id}.yaml" for folder in folders if (folder / f"{id}.yaml").is_file()), None)

    def ids(self) -> list[str]:
        """The ids of all playbooks, each once, in order."""
        return [folder.name for folder in self.playbook_folders()]

    def playbook_folders(self) -> Iterator[Path]:
        """The folders of all playbooks; of two with one id, the first."""
        seen = set()
        for folder in self.folders:
            for path in sorted(folder.glob("*/playbook.yaml")):
                if path.parent.name not in seen:
                    seen.add(path.parent.name)
                    yield path.parent

    def overlay_files(self) -> list[Path]:
        """The files of all overlays, in order."""
        return [path for folder in self.folders for path in sorted(folder.glob("overlays/*.yaml"))]

    def shared_files(self, name: str, playbook: Path | None = None) -> list[Path]:
        """The files of this name that playbooks share, each once: configured folders, beside the playbook, shipped."""
        folders = self.shared_folders(playbook)
        paths = {path.resolve(): path for folder in reversed(folders) if (path := folder / name).is_file()}
        return list(reversed(paths.values()))

    def shared_folders(self, playbook: Path | None = None) -> list[Path]:
        """The folders that hold what playbooks share: configured ones, beside the playbook, shipped."""
        beside = [] if playbook is None else [_parent(playbook)]
        return [*self.folders[:-1], *beside, *self.folders[-1:]]


def _parent(folder: Path) -> Path:
    """The folder above, also of `.` and `..`."""
    return folder.parent if folder.name not in ("", "..") else folder.resolve().parent


def _is_plain(id: str) -> bool:
    """Whether an id can be the name of a file, and not a path to somewhere else or longer than any name."""
    return (
        "/" not in id
        and "\\" not in id
        and id not in ("", ".", "..")
        and len(id.encode(errors="surrogatepass")) <= MAX_NAME
    )
