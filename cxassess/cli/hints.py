"""What to do about a name on the command line that leads to nothing: a file, a folder, an overlay."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxassess.playbook import Catalog

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
        return "remove the quotes, so that the shell can put your home folder in the place of ~"
    if glob.has_magic(path):
        if glob.glob(path):  # noqa: PTH207 - a pattern as a shell knows it
            return "remove the quotes, so that the shell can put the names of the files in its place"
        return "no file fits this pattern"
    folder = Path(path).parent
    if not folder.is_dir():
        return f"there is no folder {folder}"
    near = _neighbor(Path(path))
    return f"did you mean '{near}'?" if near else ""


def _neighbor(path: Path) -> str:
    """The file beside this path whose name, without its suffix, is most like it; '' for none."""
    from itertools import islice

    from cxassess.text import nearest

    try:
        names = [entry.name for entry in islice(os.scandir(path.parent), MAX_NEIGHBORS) if entry.is_file()]
    except OSError:
        return ""
    stems = {Path(name).stem: name for name in sorted(names, key=lambda name: Path(name).suffix == path.suffix)}
    near = nearest(path.stem, stems)
    return str(path.parent / stems[near]) if near else ""


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
