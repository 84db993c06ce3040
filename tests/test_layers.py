"""Imports point one way, and each heavy library is imported in one room only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import ROOT

PACKAGE = ROOT / "cxassess"

# Lower rooms first; a module may import rooms of its own rank or lower ones. Rooms of one line do not know each other.
RANKS = [
    ["text", "exact", "files", "shipped", "settings"],
    ["problems", "state", "accessible"],
    ["pages", "syntax"],
    ["source"],
    ["fields"],
    ["playbook"],
    ["answers"],
    ["scoring"],
    ["report"],
    ["interview", "portfolio", "exchange", "output"],
    ["cli"],
    ["__main__"],
]
RANK = {room: rank for rank, rooms in enumerate(RANKS) for room in rooms}

# Who may import what that is not of the standard library.
OWNERS = {
    "yaml": ["source"],
    "typer": ["cli"],
    "rich": ["output"],
    "jinja2": ["output"],
    "weasyprint": ["output"],
    "docx": ["output"],
    "lxml": ["output"],
    "resvg_py": ["output"],
    "prompt_toolkit": ["interview"],
    "platformdirs": ["state", "settings"],
}
# Libraries that are imported inside functions only, because they cost more than the rest together.
INSIDE = (
    "rich",
    "jinja2",
    "weasyprint",
    "docx",
    "lxml",
    "resvg_py",
    "tinyhtml5",
    "prompt_toolkit",
    "platformdirs",
)
POSIX = ("fcntl", "termios", "pwd", "grp", "resource", "tty", "pty")

MODULES = sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Each imported module by full name, and whether the import stands at the top of the file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        top = node in tree.body
        if isinstance(node, ast.Import):
            yield from ((alias.name, top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write absolute imports"
            yield node.module or "", top


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    mine = room(path)
    if mine == "__init__":
        return
    for name, _ in imports(path):
        parts = name.split(".")
        if parts[0] != "cxassess" or len(parts) == 1 or parts[1] == mine:
            continue
        assert RANK[parts[1]] < RANK[mine], f"{path.name} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_library_is_imported_where_it_belongs(path: Path) -> None:
    for name, top in imports(path):
        first = name.split(".")[0]
        if first in OWNERS:
            assert room(path) in OWNERS[first], f"{path.name} imports {first}"
        assert not (top and first in INSIDE), f"{path.name} imports {first} at its top"
        assert not (top and first in POSIX), f"{path.name} imports {first} at its top"


def test_every_module_opens_with_a_sentence() -> None:
    for path in MODULES:
        doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert doc, path
        assert doc.split("\n")[0].rstrip().endswith((".", ":")) or "\n" in doc, path


def test_data_folders_hold_no_code() -> None:
    for folder in ("playbooks", "reports"):
        assert not list((ROOT / folder).rglob("*.py"))
