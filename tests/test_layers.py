"""Imports point one way, and each library is imported in the folders that own it."""

from __future__ import annotations

import ast
import functools
from pathlib import Path

import pytest
from support import ROOT

PACKAGE = ROOT / "cxassess"

# From the lowest; a module imports from layers below its own and from its own layer.
LAYERS = [
    ["text", "exact", "dates", "files", "state_folder", "settings", "problems", "nodes"],
    ["source"],
    ["fields"],
    ["playbook"],
    ["answers"],
    ["scoring"],
    ["planning", "portfolio", "charts"],
    ["report"],
    ["exchange", "template"],
    ["output"],
    ["interview"],
    ["cli"],
    ["__main__"],
]
LAYER_OF = {name: layer for layer, names in enumerate(LAYERS) for name in names}

# Who may import what that is not of the standard library.
OWNERS = {
    "yaml": ["source"],
    "typer": ["cli"],
    "rich": ["output"],
    "jinja2": ["template"],
    "PIL": ["template"],
    "weasyprint": ["output"],
    "docx": ["output"],
    "lxml": ["output"],
    "xlsxwriter": ["exchange", "output"],
    "resvg_py": ["output"],
    "prompt_toolkit": ["interview"],
    "platformdirs": ["state_folder", "settings"],
}
# Libraries that are imported inside functions only, because they cost more than the rest together.
INSIDE = (
    "rich",
    "jinja2",
    "PIL",
    "weasyprint",
    "docx",
    "lxml",
    "xlsxwriter",
    "resvg_py",
    "xlsxwriter",
    "tinyhtml5",
    "prompt_toolkit",
    "platformdirs",
)
POSIX = ("fcntl", "termios", "pwd", "grp", "resource", "tty", "pty")

MODULES = sorted(PACKAGE.rglob("*.py"))


def layer_name(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def module_name(path: Path) -> str:
    parts = ("cxassess", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {module_name(path): path for path in MODULES}


@functools.cache
def imports(path: Path) -> tuple[tuple[str, bool], ...]:
    """Return each imported module by its full name, and whether the import is at the top of the file.

    Imports in functions and under TYPE_CHECKING count like all others. `from package import module` is the module.
    """
    tree = syntax(path)
    names: list[tuple[str, bool]] = []
    for node in ast.walk(tree):
        top = node in tree.body
        if isinstance(node, ast.Import):
            names += ((alias.name, top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write absolute imports"
            for alias in node.names:
                module = f"{node.module}.{alias.name}"
                names.append((module if module in NAMES else node.module or "", top))
    return tuple(names)


@functools.cache
def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """The groups of modules that import each other, directly or by way of others."""
    reached: dict[str, set[str]] = {}
    for start in graph:
        todo, seen = [*graph[start]], set[str]()
        while todo:
            name = todo.pop()
            if name not in seen:
                seen.add(name)
                todo += graph[name]
        reached[start] = seen
    groups = {
        frozenset(name for name in seen if start in reached[name]) for start, seen in reached.items() if start in seen
    }
    return sorted(sorted(group) for group in groups)


def test_no_modules_import_each_other() -> None:
    graph = {name: {one for one, _ in imports(path) if one in NAMES} for name, path in NAMES.items()}
    assert circles(graph) == []


def test_no_folders_import_each_other() -> None:
    graph: dict[str, set[str]] = {layer_name(path): set() for path in MODULES}
    for path in MODULES:
        parts = [name.split(".") for name, _ in imports(path) if name in NAMES and name != "cxassess"]
        graph[layer_name(path)] |= {names[1] for names in parts} - {layer_name(path)}
    assert circles(graph) == []


def test_a_circle_of_three_modules_is_seen() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set()}) == [["b", "c"]]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    here = layer_name(path)
    if here == "__init__":
        return
    for name, _ in imports(path):
        parts = name.split(".")
        if parts[0] == "cxassess" and len(parts) > 1:
            assert LAYER_OF[parts[1]] <= LAYER_OF[here], f"{path.name} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_library_is_imported_where_it_belongs(path: Path) -> None:
    for name, top in imports(path):
        first = name.split(".")[0]
        if first in OWNERS:
            assert layer_name(path) in OWNERS[first], f"{path.name} imports {first}"
        assert not (top and first in INSIDE), f"{path.name} imports {first} at its top"
        assert not (top and first in POSIX), f"{path.name} imports {first} at its top"


def test_every_module_opens_with_a_sentence() -> None:
    for path in MODULES:
        doc = ast.get_docstring(syntax(path))
        assert doc, path
        assert doc.split("\n")[0].rstrip().endswith((".", ":")) or "\n" in doc, path


def test_data_folders_hold_no_code() -> None:
    for folder in ("playbooks", "reports"):
        assert not list((ROOT / folder).rglob("*.py"))
