"""What to do about a name on the command line that leads to nothing: a file, a folder, an overlay."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxassess.playbook import Catalog

_HOME = "remove the quotes, so that the shell can put your home folder in the place of ~"
_MATCHES = "remove the quotes, so that the shell can put the names of the files in its place"
MAX_NEIGHBORS = 2000  # names of a folder that are compared with one that is not there


def path_hint(error: OSError, path: str) -> str:
    """What to do about a path that could not be read, or written; '' where the error says enough."""
    if error.strerror != os.strerror(error.errno or 0):  # it has words of its own
        return ""
    if error.errno == errno.ENOENT:
        return missing_hint(path)
    return _folder_hint(Path(path)) if error.errno == errno.EISDIR else ""


def missing_hint(path: str) -> str:
    """What to do about a path where there is nothing: another name, or a pattern that the shell left as it was."""
    import glob

    if not path:
        return "the name is empty"
    if path.startswith("~"):
        return _HOME
    if glob.has_magic(path):
        return _MATCHES if glob.glob(path) else "no file fits this pattern"  # noqa: PTH207 - a pattern as a shell knows it
    folder = Path(path).parent
    if not folder.is_dir():
        return f"there is no folder {folder}"
    near = _neighbor(Path(path), Path.is_file if Path(path).suffix else _is_file_or_playbook)
    return f"did you mean '{near}'?" if near else ""


def new_name_hint(path: str) -> str:
    """What to do about the name of a new file or folder that is a pattern, which the shell left as it was; '' for a name."""
    import glob

    if os.path.lexists(path):
        return ""
    if path.startswith("~/"):
        return _HOME
    if glob.has_magic(path) and glob.glob(path):  # noqa: PTH207
        return _MATCHES
    return "give a name without * and ?" if "*" in path or "?" in path else ""


def missing_folder_hint(path: str, file: str) -> str:
    """The folder beside this path with this file in it whose name is most like it, as a hint; '' for none."""
    near = _neighbor(Path(path), lambda one: (one / file).is_file())
    return f"did you mean '{near}'?" if near else ""


def _is_file_or_playbook(path: Path) -> bool:
    return path.is_file() or (path / "playbook.yaml").is_file()


def _neighbor(path: Path, is_wanted: Callable[[Path], bool]) -> str:
    """The wanted file or folder beside this path whose name, without its suffix, is most like it; '' for none."""
    from itertools import islice

    from cxassess.text import nearest

    try:
        paths = [one for one in islice(path.parent.iterdir(), MAX_NEIGHBORS) if is_wanted(one)]
    except OSError:
        return ""
    stems = {one.stem: one for one in sorted(paths, key=lambda one: (one.is_file(), one.suffix == path.suffix))}
    near = nearest(path.stem, stems)
    return str(stems[near]) if near else ""


def _folder_hint(folder: Path) -> str:
    """What to give in the place of a folder."""
    if (folder / "playbook.yaml").is_file():
        return "it is the folder of a playbook; give an answer file"
    if any(folder.glob("*.yaml")):
        return f"give a file in it; {folder / '*.yaml'} gives all of them to a command that takes several"
    return "a file is needed here"


def overlay_hint(name: str, known: Catalog) -> str:
    """What to do about an overlay that is not found: a file of this name that lies here, or the nearest id."""
    from shlex import quote

    from cxassess.text import did_you_mean

    for path in (Path(f"{name}.yaml"), Path("overlays") / f"{name}.yaml"):
        if name and path.is_file():
            return f"to use the file of this name, write --overlay {quote(str(path))}"
    return did_you_mean(name, [path.stem for path in known.overlay_files()]) or "'cxassess playbooks' lists them"
