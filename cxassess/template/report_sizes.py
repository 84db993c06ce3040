"""The sizes of a report: each is a list of sections, in the order in which they are read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from cxassess.fields import Fields, read_items, read_text
from cxassess.nodes import Node
from cxassess.nodes import Sequence as List
from cxassess.problems import Location, Problems
from cxassess.text import did_you_mean, shorten

SIZES = ("brief", "standard", "full")
DEFAULT_SIZE = "standard"
MAX_SECTIONS = 100
_ENDING = ".html.j2"
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_NUMBERED = re.compile(r"[0-9]{2}-([a-z0-9][a-z0-9-]*)")


def section_files(folder: Path) -> list[Path]:
    """The files of a folder's own sections in order, without what editors leave there; also those with a wrong name."""
    inside = folder / "sections"
    paths = sorted(inside.iterdir()) if inside.is_dir() else []
    return [path for path in paths if path.name[:1] != "." and path.name[-1:] != "~"]


def section_names(folder: Path) -> list[str]:
    """The names of a folder's own sections in order."""
    return [name for path in section_files(folder) if _NAME.fullmatch(name := _stem(path)) and path.name != name]


def is_section(path: Path, names: Collection[str]) -> bool:
    """Whether a file is named like a section, with a number or as one of these."""
    name = _stem(path)
    return name in names or _NUMBERED.fullmatch(name) is not None


def read_sizes(
    fields: Fields, shipped: Mapping[str, tuple[str, ...]], names: Collection[str], problems: Problems
) -> dict[str, tuple[str, ...]]:
    """The sections of each size: those of the field `sizes`, and the shipped ones of a size that it does not name.

    names: of all sections that there are.
    """
    sizes = dict(shipped)
    for key, node in fields.entries("sizes"):
        if key.text in SIZES:
            sizes[key.text] = tuple(_read_names(node, key.text, names, problems))
        else:
            problems.error(key.where, f"there is no size '{shorten(key.text)}'", did_you_mean(key.text, SIZES))
    return sizes


def _read_names(node: Node, size: str, known: Collection[str], problems: Problems) -> Iterator[str]:
    """The sections of one size, each once."""
    seen = set()
    items = read_items(node, problems, f"'{size}'")
    if isinstance(node, List) and not items:
        problems.error(node.where, f"the size '{size}' has no sections", f"name some, such as '{size}: [brief]'")
    for item in items:
        name = read_text(item, problems, "the name of a section")
        if numbered := _NUMBERED.fullmatch(name.removesuffix(_ENDING)):
            hint = f"a name has no number and no ending: write '{numbered[1]}'"
            problems.error(item.where, f"there is no section '{shorten(name)}'", hint)
        elif name not in known:
            hint = did_you_mean(name, known) or f"put its file into sections/, named {shorten(name)}{_ENDING}"
            problems.error(item.where, f"there is no section '{shorten(name)}'", hint)
        elif name in seen:
            problems.error(item.where, f"the size '{size}' has the section '{name}' twice", "remove one of them")
        else:
            seen.add(name)
            yield name


def check_sections(folder: Path, sizes: Mapping[str, Sequence[str]], problems: Problems) -> None:
    """Note files of sections that cannot be used, and those that no size has."""
    files = section_files(folder)
    used = {name for names in sizes.values() for name in names}
    for path in files[:MAX_SECTIONS]:
        name, where = _stem(path), Location(str(path), 1, 1)
        if not path.is_file():
            problems.error(where, "this is not a file", "remove it")
        elif numbered := _NUMBERED.fullmatch(name):
            hint = f"name it {numbered[1]}{_ENDING}, and put '{numbered[1]}' into a list under 'sizes' of template.yaml"
            problems.error(where, "names of sections have no number any more", _unless(numbered[1] in used, hint))
        elif name == path.name or not _NAME.fullmatch(name):
            hint = "use lowercase letters, digits and hyphens: message.html.j2"
            problems.error(where, "this is not a valid name for a section", hint)
        elif name not in used:
            line = f"  full: [{', '.join((*sizes['full'], name))}]"
            hint = f"write below 'sizes:' of template.yaml, with the name in its place: '{line}'"
            problems.error(where, f"no size has the section '{name}'", hint)
    if len(files) > MAX_SECTIONS:
        problems.error(Location(str(folder / "sections"), 1, 1), f"more than {MAX_SECTIONS} sections", "remove some")


def _unless(listed: bool, hint: str) -> str:
    """The hint about a name with a number, without its second half where a size has the section."""
    return hint.partition(",")[0] if listed else hint


def _stem(path: Path) -> str:
    return path.name.removesuffix(_ENDING)
